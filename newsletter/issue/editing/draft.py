"""A text that is to be changed: what it says, and on which lines; and whether the change came out as it was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from newsletter.errors import InputError, Refused, at
from newsletter.files import Table, mended_toml, read_toml, sheet

Place = tuple[str | int, ...]

_PART = re.compile(r"(?P<what>[bs]?)(?P<number>[1-9]\d{0,5})")
_CALLED = {"b": "block", "s": "story"}
_BY_HAND = "change it in the file by hand"


def place_of(position: str) -> Place:
    """Return a position as a path in the data: ``b3.s2.title`` is ``("block", 2, "story", 1, "title")``."""
    place: list[str | int] = []
    for part in position.split("."):
        if found := _PART.fullmatch(part):
            place += [_CALLED[found["what"]]] * bool(found["what"]) + [int(found["number"]) - 1]
        else:
            place.append(part)
    return tuple(place)


class Draft:
    """A sound text by what it says (`data`, a copy to be changed) and by its lines (`page`)."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.toml = read_toml(text, name)
        self.page = sheet(text)
        self.data: dict[str, Any] = deepcopy(dict(self.toml.data))

    def says(self, place: Place) -> dict[str, Any]:
        """Return what a table says, out of `data`. Raises InputError where it is not there."""
        found: Any = self.data
        for part in place:
            inside = found.get(part) if isinstance(found, Mapping) else None
            if isinstance(found, list) and isinstance(part, int) and part < len(found):
                inside = found[part]
            if not isinstance(inside, (Mapping, list)):
                raise InputError(f"there is no {_in_words(place)} here", where=self.toml.name)
            found = inside
        return found

    def stories(self, block: Place) -> list[dict[str, Any]]:
        """Return the stories of a block, out of `data`; an empty list is put there where it has none."""
        return self.says(block).setdefault("story", [])

    def table(self, place: Place) -> Table:
        """Return where a table stands. Raises Refused where it has no header of its own."""
        if found := self.page.table(place):
            return found
        if isinstance(place[-1], str):
            raise Refused(f"{place[-1]} has no line [{place[-1]}] of its own", todo=_BY_HAND, where=self.where(place))
        header = "[[block.story]]" if "story" in place else f"[[{place[0]}]]"
        raise Refused(f"this {place[-2]} stands in a list with others", todo=f"write it under a {header} of its own",
                      where=self.where(place))

    def with_lines(self, line: int, lines: Sequence[str]) -> list[str]:
        """Return the lines of the text with some more before one of them, and a blank line on either side."""
        page = self.page
        above = [""] if line and line - 1 not in page.blank else []
        below = [""] if line < len(page.lines) and line not in page.blank else []
        return [*page.lines[:line], *above, *lines, *below, *page.lines[line:]]

    def without_lines(self, start: int, end: int) -> list[str]:
        """Return the lines of the text without some of them; of the blank lines on either side only those below stay."""
        page = self.page
        first = start
        while first - 1 in page.blank and (end == len(page.lines) or end in page.blank):
            first -= 1
        return [*page.lines[:first], *page.lines[end:]]

    def where(self, place: Place) -> str:
        """Return ``file:line`` of something, or of the nearest around it."""
        return at(self.toml.name, self.toml.line(*place)) if self.toml.name else f"line {self.toml.line(*place)}"

    def done(self, lines: Sequence[str], place: Place) -> str:
        """Return the changed text. Raises Refused where it does not say exactly what `data` says now."""
        text = "\n".join(lines)
        after, wrong = mended_toml(text, self.toml.name)
        if wrong or after is None or after.data != self.data:
            raise Refused("the way this is written does not allow to change it alone",
                          todo=_BY_HAND, where=self.where(place))
        return text


def _in_words(place: Place) -> str:
    """Return a path in an editor's words: ``story 2 of block 3``."""
    numbered = [f"{name} {number + 1}" for name, number in zip(place, place[1:], strict=False)
                if isinstance(name, str) and isinstance(number, int)]
    return " of ".join(reversed(numbered)) or ".".join(map(str, place))
