"""Files and folders → a call whenever one of them changes. The door of watchfiles.

The system's own notices only wake us; what counts is how the files look: their time, size and number on the disk.
So it is all the same whether an editor writes in place, puts a new file in the old one's place or takes it away for a
moment, whether the folder was there at the start, and whether the disk sends notices at all (many on a network do not).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event
from typing import NamedTuple

# Milliseconds. A pause of STEP ends a change, LONGEST bounds it where there is none; LOOK is how often the files are
# looked at without a notice: 50 of them take a tenth of a millisecond.
STEP = 4
LONGEST = 100
LOOK = 150


class Watched(NamedTuple):
    """Files, there or not, and folders of which every file counts, at any depth."""

    files: frozenset[Path]
    folders: frozenset[Path]


Looks = Mapping[str, tuple[int, int, int]]


def looks(watched: Watched) -> Looks:
    """Return path → modification time, size and inode of all the files that are there."""
    found = {}
    for path in (*map(str, watched.files), *_files_in(watched.folders)):
        try:
            state = os.stat(path)
        except (OSError, ValueError):
            continue
        found[path] = state.st_mtime_ns, state.st_size, state.st_ino
    return found


def _files_in(folders: frozenset[Path]) -> Iterator[str]:
    for folder in folders:
        for path, _, names in os.walk(folder):
            yield from (os.path.join(path, name) for name in names)


def folders_of(watched: Watched) -> frozenset[str]:
    """Return the folders in which a notice may concern us: each for itself, without those in it."""
    found = {_nearest(path.parent) for path in watched.files}
    for folder in watched.folders:
        found.add(_nearest(folder))
        found.update(path for path, _, _ in os.walk(folder))
    return frozenset(found)


def _nearest(folder: Path) -> str:
    """Return the folder, or the nearest one around it that is there: it will tell when the missing one comes."""
    return str(next((near for near in (folder, *folder.parents) if os.path.isdir(near)), Path(folder.anchor or ".")))


def watch(watched: Callable[[], Watched], look: Callable[[], None], stop: Event) -> None:
    """Call `look` after each change in the folders of what is watched, and every 150 ms; return when `stop` is set.

    `watched` is asked again after each call, for what a letter is made of changes with it.
    """
    while not stop.is_set():
        folders = folders_of(watched())
        for _ in _notices(folders, stop):
            look()
            if folders_of(watched()) != folders:
                break


def _notices(folders: frozenset[str], stop: Event) -> Iterator[object]:
    """Yield after each change in the folders, else every 150 ms; end where the system cannot watch them any more."""
    from watchfiles import watch as system_watch

    try:
        yield from system_watch(
            *folders, watch_filter=None, debounce=LONGEST, step=STEP, rust_timeout=LOOK, yield_on_timeout=True,
            recursive=False, raise_interrupt=False, stop_event=stop,
        )
    except (OSError, RuntimeError):  # a folder has just gone, or the system has no watch left to give
        yield from (None for _ in range(10) if not stop.wait(LOOK / 1000))
