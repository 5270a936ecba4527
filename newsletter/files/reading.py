"""Paths and standard input → bytes and text."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from newsletter.errors import InputError
from newsletter.files.decoding import decode
from newsletter.files.naming import STDIN, shown
from newsletter.files.near import nearest


def read_bytes(path: str | Path, most: int = 50_000_000) -> bytes:
    """Return what is in a file, or on standard input for ``-``.

    Args:
        most: size in bytes from which on it is refused.

    Raises:
        InputError: missing, a folder, a pipe or a device, not permitted, or larger than `most`.
    """
    try:
        if str(path) == STDIN:
            data = _standard_input().read(most + 1)
        else:
            with _opened(path) as file:
                data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if len(data) > most:
        raise InputError(f"larger than {most / 1e6:g} MB", todo="name a smaller file", where=shown(path))
    return data


def read_text(path: str | Path) -> str:
    """Return the text in a file, or on standard input for ``-``; see `decode`."""
    return decode(read_bytes(path), shown(path))


def _opened(path: str | Path) -> BinaryIO:
    """Open a file. A pipe or a device is refused, for it may never end, unless the shell made it for us: ``<(…)``."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            if not _FROM_THE_SHELL.fullmatch(str(path)):
                raise _NoFile
            os.set_blocking(handle, True)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


_FROM_THE_SHELL = re.compile(r"/dev/stdin|/dev/fd/\d+|/proc/self/fd/\d+")


class _NoFile(ValueError):
    """What should be a file is a pipe or a device."""


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer


def _unreadable(path: str | Path, error: Exception) -> InputError:
    where = shown(path)
    if isinstance(error, IsADirectoryError) or (os.name == "nt" and Path(path).is_dir()):
        return InputError("this is a folder, not a file", todo="name a file in it", where=where)
    if isinstance(error, _NoFile) or getattr(error, "errno", None) == errno.ENXIO:
        return InputError("this is no file but a pipe or a device", todo="name a file", where=where)
    if isinstance(error, FileNotFoundError) and Path(path).is_symlink():
        return InputError("this is a link that leads nowhere", todo="put a file in its place", where=where)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return InputError("there is no such file", todo=_near_name(Path(path)), where=where)
    if isinstance(error, PermissionError):
        return InputError("reading is not permitted", todo="ask who owns the file", where=where)
    return InputError(f"cannot be read ({getattr(error, 'strerror', None) or error})", where=where)


def _near_name(path: Path) -> str:
    """Return which file beside a missing one was probably meant, or an empty text."""
    try:
        near = nearest(path.name, islice((entry.name for entry in path.parent.iterdir()), 2000))
    except OSError:
        return "" if path.parent.exists() else f"there is no folder {shown(path.parent)}"
    return f"did you mean '{shown(path.parent / near)}'?" if near else ""
