"""Connections to the preview → those that are kept. Who only opens them, or asks too slowly, is sent away.

A process may hold so many files and connections at once, and no more (1,024 by default on Linux, 256 on macOS): without
a limit, anybody in a phone's network could take them all, and the editor's own page would stop.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Mapping
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

# Connections at once: to this machine's own page, of which a browser opens six and one, and to a phone's letter.
MOST_HERE = 96
MOST_THERE = 32

# Connections that are taken up in one go, before any can be counted.
BACKLOG = 32

# Seconds within which a request has to be there to its last header line, from the connection or the last answer on.
PATIENCE = 10.0

# What a system says that has no room for one more connection.
_FULL = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class _Counted(H11Protocol):
    """A connection that is aborted where there are too many, or nothing is asked for within `patience` seconds.

    Attributes:
        most: connections at once, by the port that they come in at.
    """

    most: Mapping[int, int]
    patience: float

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._deadline: asyncio.TimerHandle | None = None
        self._kept = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._kept = self._beside() < self.most[self._port()]
        if self._kept:
            self._watch()
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._answering():
            self._unwatch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._answering():
            self._watch()

    def _port(self) -> int:
        return (self.server and self.server[1]) or 0

    def _beside(self) -> int:
        """Return how many others are kept at this port, those that are closing among them."""
        return sum(isinstance(other, _Counted) and other._kept and other._port() == self._port()
                   for other in self.connections)

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _watch(self) -> None:
        self._unwatch()
        self._deadline = self.loop.call_later(self.patience, self.transport.abort)

    def _unwatch(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None


def counted(most: Mapping[int, int], patience: float = PATIENCE) -> type[asyncio.Protocol]:
    """Return a protocol that takes no more connections than it may, and none that asks for nothing.

    Args:
        most: connections at once, by the port that they come in at.
        patience: seconds for the head of a request.
    """
    return type("Counted", (_Counted,), {"most": most, "patience": patience})


def say_when_full(loop: asyncio.AbstractEventLoop, say: Callable[[str], None]) -> None:
    """Let a loop say, once and in one line, that the system has no room for another connection; it tries again."""
    said = False

    def told(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal said
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in _FULL:
            loop.default_exception_handler(context)
        elif not said:
            said = True
            say(f"no room for another connection ({error.strerror}) — close pages that show the preview, or start it anew")
    loop.set_exception_handler(told)
