"""Many questions to the web → side by side, but to each site one after the other, in a few rows and with pauses.

A site is a host and a port. Whoever asks names only its numbers: rows for each site, seconds of pause, hands in all.
All that waits for the network waits here; whoever iterates over a `Crew` stays in one thread, so that what belongs to
one thread (the archive) is touched by no other.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from newsletter.web.address import PORTS
from newsletter.web.wire import Clock

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
    """Yield the rows of what is asked one after the other: for each site so many, at the most.

    What is not on the web keeps nobody waiting, and is a row of its own.
    """
    by_site: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if where := site(address(item)):
            by_site[where].append(item)
        else:
            yield [item]
    for of_site in by_site.values():
        yield from filter(None, (of_site[lane::each] for lane in range(each)))


def paced(row: Iterable[Item], clock: Clock, pause: float = 0.0) -> Iterator[Item]:
    """Yield what is in a row with seconds of pause in between, until the clock has run down."""
    try:
        for place, item in enumerate(row):
            time.sleep(min(pause, clock.left()) if place else 0)
            clock.left()
            yield item
    except TimeoutError:
        return


class Paces:
    """When each site may be asked again, for one who asks many sites in turn.

    Args:
        pause: seconds between two questions to one site.
    """

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._next: dict[str, float] = {}

    def wait(self, address: str) -> float:
        """Return the seconds until the site of an address may be asked."""
        return max(0.0, self._next.get(site(address), 0.0) - time.monotonic())

    def asked(self, address: str) -> None:
        """Note that the site of an address was asked just now."""
        self._next[site(address)] = time.monotonic() + self._pause


def site(address: str) -> str:
    """Return host and port of an http(s) address, however it is spelled; empty for anything else."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        return ""
    host = (parts.hostname or "").removesuffix(".")
    return f"{host}:{port}" if host else ""
