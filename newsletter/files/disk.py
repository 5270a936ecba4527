"""Paths and standard input → bytes and text; text and bytes → files, whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from newsletter.errors import InputError, OutsideError, Refused, at
from newsletter.files.near import nearest
from newsletter.files.spell import legible

STDIN = "-"

_PACKAGE = Path(__file__).resolve().parent.parent
PACKAGED = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent
"""The folder with ``templates`` and ``data``: the package itself once installed, else the top of the checkout."""

_SIGNATURES = {
    b"PK\x03\x04": "a Word document or another packed file",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "a rich text document",
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a packed file",
    b"SQLite format 3": "a database",
}

_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room and try again"),
    errno.EDQUOT: ("your share of the disk is full", "make room and try again"),
    errno.EFBIG: ("the file would be larger than is allowed here", "make room, or write to another disk"),
    errno.EROFS: ("this disk can only be read", "write to another folder"),
    errno.EACCES: ("writing is not permitted here", "write to another folder, or ask who owns this one"),
    errno.EPERM: ("writing is not permitted here", "write to another folder, or ask who owns this one"),
    errno.EISDIR: ("this is a folder", "name a file in it"),
    errno.ENOTDIR: ("what should be a folder on the way there is a file", "write to another folder"),
    errno.EEXIST: ("what should be a folder on the way there is a file", "write to another folder"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
    errno.ELOOP: ("the links on the way there lead in a circle", "write to another folder"),
}


def shown(path: str | Path) -> str:
    """Return a path as messages name it: short, on one line, ``standard input`` for ``-``."""
    if str(path) == STDIN:
        return "standard input"
    try:
        name = str(Path(path).absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        name = str(path)
    return legible(name, most=4096)


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────


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


def decode(data: bytes, name: str) -> str:
    """Return the text that bytes hold, every line ended by ``\\n``; a byte order mark is dropped.

    Raises:
        InputError: neither UTF-8 nor marked UTF-16, or no text at all. `name` is the file, as messages name it.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        text = _utf8(data, name)
    if "\0" in text:
        raise InputError(f"this is {_likely(data)}, not a text file", todo="save it as plain text (UTF-8)", where=name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _utf8(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Offsets of utf-8-sig count from behind the mark, so that the mark is taken off before counting.
        plain = data.removeprefix(b"\xef\xbb\xbf")
        raise _not_utf8(plain, error.start, name) from error


def _not_utf8(data: bytes, offset: int, name: str) -> InputError:
    if b"\0" in data or data.startswith(tuple(_SIGNATURES)):
        return InputError(f"this is {_likely(data)}, not a text file", todo="save it as plain text (UTF-8)", where=name)
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = max(data.rfind(sign, 0, offset) for sign in (b" ", b"\t", b"\n", b"\r")) + 1
    word = (data[start:offset + 30].split() or [b""])[0].decode("windows-1252", "replace").strip("'\"")
    return InputError(
        f"this is not UTF-8 but probably Windows-1252 (it would read '{word}' here)",
        todo="save the file as UTF-8: in the editor's “Save as”, choose the encoding UTF-8",
        where=at(name, before.count(b"\n") + 1),
    )


def _likely(data: bytes) -> str:
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            return kind
    return "a file for programs"


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────


def write(path: Path, data: str | bytes, *, force: bool = False, instead_of: bytes | None = None) -> None:
    """Write a file whole, or leave everything as it was; missing folders are made, links are followed.

    Args:
        force: overwrite a file that is there.
        instead_of: overwrite it only as long as this is in it.

    Raises:
        Refused: the file is there, and not `force`; or something else is in it than `instead_of`.
        OutsideError: the disk refused.
    """
    content = data.encode("utf-8", "replace") if isinstance(data, str) else data
    try:
        target = Path(os.path.realpath(path))
        if target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))  # realpath gives up in a circle
        if target.exists() and not force:
            raise taken(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a device or a pipe, such as /dev/null: nothing to replace
        else:
            _replace(target, content, force, instead_of)
    except _TakenMeanwhile as error:
        raise taken(path) from error
    except _ChangedMeanwhile as error:
        raise Refused("somebody else changed this file meanwhile", todo="look at it, and try again", where=shown(path)) \
            from error
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error


def _replace(target: Path, content: bytes, force: bool, instead_of: bytes | None) -> None:
    """Write beside the target, make it durable, then put it in the target's place in one step.

    Raises _TakenMeanwhile or _ChangedMeanwhile where another process was there first.
    """
    temporary = target.with_name(f".newsletter-{os.urandom(8).hex()}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
        with _alone_in(target.parent):
            if instead_of is not None and not _holds(target, instead_of):
                raise _ChangedMeanwhile
            if force:
                os.replace(temporary, target)
            else:
                _put_where_nothing_is(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let no other run put a file into a folder between our look at it and our write; where the system has such locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a disk without locks, such as some of the network
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class _TakenMeanwhile(Exception):
    """Another process wrote the file between our look and our write."""


class _ChangedMeanwhile(Exception):
    """The file is no longer what it was when we read it."""


def _holds(target: Path, content: bytes) -> bool:
    try:
        return target.read_bytes() == content
    except FileNotFoundError:
        return False


def _put_where_nothing_is(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)
    except FileExistsError as error:
        raise _TakenMeanwhile from error
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        os.replace(temporary, target)  # a disk without hard links, such as FAT
    else:
        temporary.unlink()


def kept_inside(path: Path, root: Path) -> None:
    """Raise Refused where links on the way to a file lead out of the folder of its publication."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise Refused("leads out of the publication by a link", todo="put a folder in the link's place", where=shown(path))


def taken(path: str | Path) -> Refused:
    """Return what is said of a path where something is already."""
    return Refused("is there already", todo="overwrite it with --force, or choose another name", where=shown(path))


def sync_folder(folder: Path) -> None:
    """Make a rename durable, where the system can (Windows cannot open folders)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unwritable(path: Path, error: Exception) -> OutsideError:
    """Return what is said where the disk refused, and why it did."""
    number = getattr(error, "errno", None)
    what, todo = _REASONS.get(number, (getattr(error, "strerror", None) or str(error), "write to another folder"))
    return OutsideError(f"cannot be written: {what}", todo=todo, where=shown(path))
