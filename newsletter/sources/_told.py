"""What of a source could not be read, as lines for the editor: the first of them, and how many there are.

Shared by the kinds of sources; no kind itself.
"""

from __future__ import annotations

from newsletter.prose import excerpt

_MOST = 20
_LONGEST = 300


class Told:
    """Lines for `Reading.unplaced`; however many there are, only the first are kept."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._count = 0

    def add(self, line: str) -> None:
        """Keep one more line, if there are not too many of them already."""
        self._count += 1
        if len(self._lines) < _MOST:
            self._lines.append(excerpt(line, _LONGEST))

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines, and how many more there would be."""
        more = (f"({self._count - _MOST:,} more)",) if self._count > _MOST else ()
        return (*self._lines, *more)
