"""Where the addresses of plain text stand: each below its words, or all at the end with a number."""

from __future__ import annotations

from typing import Any

from newsletter import prose


class Addresses:
    """Where the addresses of plain text stand: each below its words, or `listed` at the end, once, with a number."""

    def __init__(self, *, listed: bool = False) -> None:
        self.listed = listed
        self._numbers: dict[str, int] = {}

    def number(self, url: str) -> int:
        """Return the number of an address, the next one where it has none yet."""
        return self._numbers.setdefault(url, len(self._numbers) + 1)

    @property
    def view(self) -> dict[str, Any]:
        """What templates call: ``reference`` after words, ``below`` under them, ``list`` at the end."""
        return {"reference": self._reference, "below": self._below, "list": self._list}

    def _reference(self, url: str) -> str:
        return f" [{self.number(prose.address_as_read(url))}]" if url and self.listed else ""

    def _below(self, url: str, margin: str = "") -> str:
        return f"{margin}{prose.address_as_read(url)}\n" if url and not self.listed else ""

    def _list(self) -> str:
        widest = len(f"[{len(self._numbers)}] ")
        return "\n".join(f"[{number}]".ljust(widest) + url for url, number in self._numbers.items())
