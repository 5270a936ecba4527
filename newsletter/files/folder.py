"""Files by their names → a folder that holds them: whole, or not made at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from newsletter.errors import Refused
from newsletter.files.naming import shown
from newsletter.files.writing import sync_folder, taken, unwritable

_ASIDE = ".old"

Own = Callable[[str], bool]
"""Whether a relative name, with ``/`` between folders, is that of something which may be lost."""


def may_be_written(path: Path, *, force: bool, own: Own | None = None) -> None:
    """Let pass what can be written at a path: asked before long work, which else is done for nothing.

    Args:
        force: it may take the place of what is there.
        own: for a folder, what may stand in the one that is replaced; None for a file.

    Raises:
        Refused: something is there that would be lost.
        OutsideError: the disk refuses to say what is there.
    """
    try:
        if own is not None:
            _replaces(path, Path(os.path.realpath(path)), force, own)
        elif path.exists() and not force:
            raise taken(path)
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error


def write_folder(folder: Path, files: Mapping[str, bytes], *, force: bool = False, own: Own = lambda name: False) -> None:
    """Make a folder with these files in it, whole, or leave everything as it was; missing folders above it are made.

    The files are written into a folder beside it, which then takes its place in one step.

    Args:
        files: relative names, with ``/`` between folders, → what is in them.
        force: put it in the place of a folder that is there, and has nothing in it but what is `own`.
        own: what may stand in the folder that is replaced.

    Raises:
        Refused: the folder is there, and not `force`; or other files are in it, which would be lost.
        OutsideError: the disk refused.
    """
    target = Path(os.path.realpath(folder))
    beside = f".newsletter-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]}"
    temporary = target.with_name(f"{beside}-{os.urandom(8).hex()}.tmp")
    try:
        replaces = _replaces(folder, target, force, own)
        target.parent.mkdir(parents=True, exist_ok=True)
        _fill(temporary, files)
        if replaces:
            os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
        _put_in_place(temporary, target, aside=replaces)
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) in (errno.ENOTEMPTY, errno.EEXIST) and target.is_dir():
            raise taken(folder) from error  # made by another process since we looked
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    sync_folder(target.parent)
    _clear_up(target.parent, beside)


def _replaces(folder: Path, target: Path, force: bool, own: Own) -> bool:
    """Return whether a folder is there whose place will be taken. Raises Refused where it must not be."""
    if not target.exists():
        return False
    if target == Path.cwd() or target in Path.cwd().parents:
        raise Refused("you are in this folder", todo="name a new one in it", where=shown(folder))
    if not target.is_dir():
        raise taken(folder) if not force else Refused("is no folder", todo="choose another name", where=shown(folder))
    if os.listdir(target) and not force:
        raise taken(folder)
    if strange := sorted(name for name in _held_in(target) if not own(name)):
        raise Refused(f"other files are in this folder, {shown(folder / strange[0])} first", todo="name a new folder",
                      where=shown(folder))
    return True


def _held_in(folder: Path) -> Iterator[str]:
    """Yield the relative names of all that would go with a folder: files, links and folders with nothing in them."""
    for entry in os.scandir(folder):
        inside = [*_held_in(Path(entry))] if entry.is_dir(follow_symlinks=False) else []
        yield from (f"{entry.name}/{name}" for name in inside) if inside else [entry.name]


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _put_in_place(made: Path, target: Path, *, aside: bool) -> None:
    """Give a folder its name; what had the name goes aside first, and comes back if that fails."""
    if not aside:
        os.rename(made, target)
        return
    old = made.with_suffix(_ASIDE)
    try:
        os.rename(target, old)
        os.rename(made, target)
    except BaseException:
        if old.exists() and not target.exists():
            os.rename(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _clear_up(parent: Path, beside: str) -> None:
    """Take away what a run left that was killed between the two steps: a folder set aside, and the one that was to replace it."""
    for old in parent.glob(f"{beside}-*{_ASIDE}"):
        for left in (old, old.with_suffix(".tmp")):
            shutil.rmtree(left, ignore_errors=True)
