"""Where the newest showing hangs: one thread puts it up, every open page waits for the next."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Lock

from newsletter.preview.showing import Showing


class Board:
    """Holds the newest showing, never a queue of them: who looks late sees only that one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: set[asyncio.Future[None]] = set()
        self._showing: Showing | None = None
        self._number = 0
        self._closed = False

    @property
    def showing(self) -> Showing | None:
        """The newest showing; None before the first."""
        return self._showing

    @property
    def closed(self) -> bool:
        """Whether nothing more will come."""
        return self._closed

    @property
    def waiting(self) -> int:
        """How many are waiting for the next showing."""
        return len(self._waiting)

    def put(self, showing: Showing) -> None:
        """Put up a showing in place of the one before. From any thread."""
        with self._lock:
            self._showing = showing
            self._number += 1
        self._wake()

    def close(self) -> None:
        """Let everyone who waits go. From any thread."""
        self._closed = True
        self._wake()

    async def after(self, seen: int) -> tuple[int, Showing | None]:
        """Return number and showing as soon as there is one newer than number `seen`; the same again once closed."""
        while True:
            with self._lock:
                if self._number > seen or self._closed:
                    return self._number, self._showing
                turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.add(turn)
            try:
                await turn
            finally:
                with self._lock:
                    self._waiting.discard(turn)

    def _wake(self) -> None:
        with self._lock:
            turns = tuple(self._waiting)
        for turn in turns:
            with suppress(RuntimeError):  # its loop has just ended, and it with it
                turn.get_loop().call_soon_threadsafe(_done, turn)


def _done(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)
