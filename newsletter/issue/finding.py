"""What an editor types for an issue: a number, a date, a path, nothing → its file."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from newsletter.errors import InputError
from newsletter.files import STDIN, mended_toml, read_text, shown
from newsletter.model import Publication

_FOLDER = "issues"
_LISTED = 12


class _Entry(NamedTuple):
    """What the top of an issue file says."""

    path: Path
    number: int | None
    date: date | None
    sent: bool


def numbers(publication: Publication) -> list[tuple[int | None, Path]]:
    """Return number and path of the issue files there are: by number, then date; those without a number first."""
    return [(entry.number, entry.path) for entry in _entries(publication)]


def marks(publication: Publication) -> list[tuple[int | None, Path, bool]]:
    """Return number and path of the issue files there are, in the order of `numbers`, and whether each is sent."""
    return [(entry.number, entry.path, entry.sent) for entry in _entries(publication)]


def find(publication: Publication, which: str = "") -> Path:
    """Return the issue file that is meant.

    Args:
        which: a number (``47``), a date (``2026-11-20``), a path, ``-`` for standard input, or nothing for the newest
            that is not sent yet.

    Raises:
        InputError: there is no such issue, or two files have the number or date.
    """
    if which == STDIN:
        return Path(STDIN)
    if re.fullmatch(r"\d{1,9}", which):
        return _one(publication, f"number {int(which)}", [e for e in _entries(publication) if e.number == int(which)])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", which):
        _assert_day(which)
        return _one(publication, f"issue of {which}", [e for e in _entries(publication) if str(e.date) == which])
    if which:
        return _by_path(publication, which)
    return _newest(publication)


def _assert_day(which: str) -> None:
    try:
        date.fromisoformat(which)
    except ValueError:
        raise InputError(f"{which} is no date: there is no such day", todo="write year, month and day: 2026-11-20") from None


def _newest(publication: Publication) -> Path:
    """Return the newest issue that is not sent yet."""
    waiting = [entry for entry in _entries(publication) if not entry.sent]
    if not waiting or waiting[-1].number is None:
        return _one(publication, "issue that is not sent yet", waiting[-1:])
    newest = waiting[-1].number
    return _one(publication, f"number {newest}", [entry for entry in waiting if entry.number == newest])


def _by_path(publication: Publication, which: str) -> Path:
    path = Path(which)
    if path.exists() or path.suffix or len(path.parts) > 1:
        return path
    raise _missing(publication, f"issue '{shown(which)}'")


def _one(publication: Publication, what: str, found: list[_Entry]) -> Path:
    if not found:
        raise _missing(publication, what)
    if len(found) > 1:
        *first, last = [shown(entry.path) for entry in found]
        count = "twice" if len(found) == 2 else f"{len(found)} times"
        raise InputError(f"{what} is there {count}: {', '.join(first)} and {last}",
                         todo="name the file, or change the number in one of them")
    return found[0].path


def _missing(publication: Publication, what: str) -> InputError:
    entries = _entries(publication)
    called = next((entry for entry in entries if entry.path.stem.isdecimal() and what == f"number {int(entry.path.stem)}"),
                  None)
    if called:
        wanted = what.removeprefix("number ")
        return InputError(f"this file is called {called.path.name}, and says number = {called.number}",
                          todo=f"write number = {wanted}, or give the file the name {called.number:03}.toml",
                          where=shown(called.path))
    if publication.root is None:
        return InputError(f"there is no {what}: this folder belongs to no publication",
                          todo="name the issue's file, or go into the folder with newsletter.toml")
    if not entries:
        return InputError(f"there is no {what}: {shown(publication.root / _FOLDER)} holds no issue",
                          todo="make the first with newsletter next")
    names = [(shown(entry.path) if entry.number is None else str(entry.number)) + (" (sent)" if entry.sent else "")
             for entry in entries]
    there = list(dict.fromkeys(names))[-_LISTED:]
    numbers = "issues" if any(entry.number is None for entry in entries) else "numbers"
    only = f"the {numbers} here are" if len(there) > 1 else f"the only {numbers.removesuffix('s')} here is"
    return InputError(f"there is no {what}", todo=f"{only} {', '.join(there)}; newsletter next makes the next")


def _entries(publication: Publication) -> list[_Entry]:
    if publication.root is None:
        return []
    found = [_entry(path) for path in sorted((publication.root / _FOLDER).glob("*.toml"))]
    return sorted(found, key=_order)


def _order(entry: _Entry) -> tuple[int, str, Path]:
    return -1 if entry.number is None else entry.number, str(entry.date or ""), entry.path


def _entry(path: Path) -> _Entry:
    """Return what the top of a file says; of a file with mistakes the number in its name."""
    try:
        top = re.split(r"(?m)^\s*\[", read_text(path), maxsplit=1)[0]
        toml, _ = mended_toml(top, shown(path))
    except InputError:
        toml = None
    data = toml.data if toml else {}
    number, day = data.get("number"), data.get("date")
    return _Entry(
        path=path,
        number=number if isinstance(number, int) else _number_in_name(path),
        date=day if isinstance(day, date) else None,
        sent=bool(data.get("sent")),
    )


def _number_in_name(path: Path) -> int | None:
    """Return the number with which the name of a file begins."""
    named = re.match(r"\d{1,9}", path.stem)
    return int(named[0]) if named else None
