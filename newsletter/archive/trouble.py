"""What SQLite refuses → what an editor can do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsletter.errors import InputError, OutsideError
from newsletter.files import shown

_LEAVE_WHOLE = "make room and try again; what the archive held before is whole"
_REFUSED = {
    sqlite3.SQLITE_BUSY: ("another newsletter has been writing here for a long time", "try again when it is done"),
    sqlite3.SQLITE_LOCKED: ("another newsletter has been writing here for a long time", "try again when it is done"),
    sqlite3.SQLITE_FULL: ("cannot be written: the disk is full", _LEAVE_WHOLE),
    sqlite3.SQLITE_IOERR: ("cannot be read or written: the disk refused, or is full", _LEAVE_WHOLE),
    sqlite3.SQLITE_READONLY: (
        "cannot be written: writing is not permitted here", "ask who owns the folder, or work in a copy of it"
    ),
    sqlite3.SQLITE_PERM: ("cannot be opened: it is not permitted", "ask who owns the folder, or work in a copy of it"),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened: there is no such folder, or writing is not permitted in it",
        "check the folder, ask who owns it, or work in a copy of it",
    ),
}


class OddRow(Exception):
    """A row holds what newsletter never stores."""


_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite raises about the file into a failure that says what to do; a mistake of ours passes.

    Raises:
        InputError: the file is no archive, or damaged.
        OutsideError: disk or permissions refuse, or another process writes for too long.
    """
    try:
        yield
    except OddRow as error:
        raise damaged(path) from error
    except sqlite3.Error as error:
        if str(error).startswith("Could not decode to UTF-8"):  # Python's own complaint, without a code
            raise damaged(path) from error
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the upper bits only tell variants apart
        if code in _DAMAGED:
            raise damaged(path) from error
        if code not in _REFUSED:
            raise
        what, todo = _REFUSED[code]
        raise OutsideError(what, todo=todo, where=shown(path)) from error


def damaged(path: Path, what: str = "is no archive of articles, or is damaged") -> InputError:
    """Return the failure of a file that cannot be used as an archive. It is never deleted: it may hold marks."""
    return InputError(
        what, todo="move it away and fetch again; marks made with keep are lost with it", where=shown(path)
    )
