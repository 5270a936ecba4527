"""Jobs and a number of hands → what the jobs post, in the order it comes.

All that waits for the network waits here, side by side; whoever iterates stays in one thread, so that what belongs to
one thread (the archive) is touched by no other.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar
from urllib.parse import urlsplit

Message = TypeVar("Message")
Item = TypeVar("Item")

Job = Callable[[Callable[[Message], None]], None]
"""Is called with what posts a message, as often as there is something to post."""

_TICK = 0.5  # seconds; Windows lets Ctrl-C through only between two waits


class Crew(Generic[Message]):
    """A number of threads that work jobs off. They hold nothing, and are left behind when nobody iterates any more."""

    def __init__(self, jobs: Iterable[Job[Message]], hands: int) -> None:
        self._todo: SimpleQueue[Job[Message]] = SimpleQueue()
        self._inbox: SimpleQueue[tuple[Message] | BaseException | None] = SimpleQueue()
        for job in jobs:
            self._todo.put(job)
        self._working = min(hands, self._todo.qsize())

    def __iter__(self) -> Iterator[Message]:
        """Start, and yield each message until all jobs have ended. What a job did not catch itself is raised here."""
        for _ in range(self._working):
            threading.Thread(target=self._hand, daemon=True).start()
        while self._working:
            try:
                posted = self._inbox.get(timeout=_TICK)
            except Empty:
                continue
            if posted is None:
                self._working -= 1
            elif isinstance(posted, BaseException):
                raise posted
            else:
                yield posted[0]

    def at_hand(self) -> Iterator[Message]:
        """Yield what has been posted by now, without waiting for more."""
        while not self._inbox.empty():
            posted = self._inbox.get_nowait()
            if isinstance(posted, tuple):
                yield posted[0]

    def _hand(self) -> None:
        try:
            while True:
                self._todo.get_nowait()(lambda message: self._inbox.put((message,)))
        except Empty:
            self._inbox.put(None)
        except BaseException as error:
            self._inbox.put(error)


def lanes(items: Iterable[Item], address: Callable[[Item], str], each: int) -> Iterator[list[Item]]:
    """Yield what is asked one after the other, for politeness: so many lanes for each site."""
    by_site: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_site[_site(address(item))].append(item)
    for of_site in by_site.values():
        yield from filter(None, (of_site[lane::each] for lane in range(each)))


def _site(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""
