"""A file that one run of the program holds, so that another one cannot do the same with it at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsletter.errors import Refused
from newsletter.files.naming import shown


@contextmanager
def held(path: str | Path) -> Iterator[None]:
    """Hold a file for as long as the block lasts; a run that dies lets it go. Where the system has no such locks: nothing.

    Raises:
        Refused: another run holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with open(path, "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("another run has this in its hands", todo="wait until it is done, and look what it did",
                          where=shown(path)) from None
        except OSError:  # a disk without locks, such as some of the network
            pass
        yield
