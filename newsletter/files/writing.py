"""Text and bytes → files, whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsletter.errors import OutsideError, Refused
from newsletter.files.naming import shown

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
        todo = "take the link away" if path.is_symlink() else "put a folder in the link's place"
        raise Refused("leads out of the publication by a link", todo=todo, where=shown(path))


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
