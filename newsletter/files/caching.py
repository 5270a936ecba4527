"""What can be made again → our folder where a computer keeps such things, in which nobody else can write; what is kept there."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path


def cache_folder(name: str) -> Path:
    """Return the folder of this user's cache for what is kept under a name; it may not be there yet."""
    from platformdirs import user_cache_path

    return user_cache_path("newsletter-composer", appauthor=False) / name


def own_folder(folder: Path) -> bool:
    """Make a folder for this user alone where there is none, and say whether it is that: for what is run as a program.

    A folder of somebody else's, one that others may write into, and a link to elsewhere are not. Where the system knows
    no such rights, the user's cache is the user's.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and (os.name == "nt" or found.st_uid == os.geteuid() and not found.st_mode & 0o022)


def own_bytes(path: Path) -> bytes:
    """Return what is in a file of this user's own. Raises OSError where there is none, or it is another's or a link."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if os.name != "nt" and found.st_uid != os.geteuid() or not stat.S_ISREG(found.st_mode):
            raise PermissionError(f"{path} is another's")
        return file.read()


def kept(name: str, key: str) -> bytes:
    """Return what was kept by `keep`, empty where nothing is. Whoever asks judges it: it may be damaged."""
    folder = cache_folder(name)
    with suppress(OSError):
        return own_bytes(folder / key) if own_folder(folder) else b""
    return b""


def keep(name: str, key: str, data: bytes, *, most: int) -> None:
    """Keep what can be made again; where nothing can be kept, nothing is. Of more than `most` things the older half goes."""
    folder = cache_folder(name)
    if not own_folder(folder):
        return
    temporary = folder / f".{os.urandom(8).hex()}.tmp"
    with suppress(OSError):
        temporary.write_bytes(data)
        os.replace(temporary, folder / key)
    with suppress(OSError):
        temporary.unlink(missing_ok=True)
        things = list(folder.iterdir())
        if len(things) > most:
            for thing in sorted(things, key=lambda one: one.lstat().st_mtime_ns)[: -most // 2]:
                thing.unlink()
