"""A mistake, or a place in a file → its lines there, to be read beside the message."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from newsletter.errors import InputError, NewsletterError
from newsletter.files import read_text
from newsletter.model import Struct

# Lines shown above and below the one that is meant, and characters of each.
AROUND = 2
WIDE = 240

_PLACE = re.compile(r"(?P<file>.+):(?P<line>\d+)")


class Line(Struct, frozen=True):
    """A line of a file: its number from 1, its words, whether it is the one that is meant."""

    number: int
    words: str
    meant: bool


class Slip(Struct, frozen=True, kw_only=True):
    """A mistake, ready to be shown: where, what, what to do, and the lines round the place."""

    where: str
    what: str
    todo: str
    lines: tuple[Line, ...] = ()


def slip(error: NewsletterError, may_be_read: Callable[[Path], bool]) -> Slip:
    """Return a mistake with the lines round its place, where that is in a file that may be read."""
    return Slip(where=error.where, what=error.what, todo=error.todo, lines=lines_at(error.where, may_be_read))


def lines_at(where: str, may_be_read: Callable[[Path], bool]) -> tuple[Line, ...]:
    """Return the lines round ``file:line``; none where there is no such place, or the file may not be read."""
    place = _PLACE.fullmatch(where)
    path = Path(os.path.abspath(place["file"])) if place else None
    if place is None or path is None or not may_be_read(path):
        return ()
    try:
        lines = read_text(path).splitlines()
    except InputError:
        return ()
    meant = int(place["line"])
    near = range(max(meant - AROUND, 1), min(meant + AROUND, len(lines)) + 1)
    return tuple(Line(number, lines[number - 1][:WIDE], number == meant) for number in near)
