"""A judged host → a connection to exactly the machine that was judged, with one clock for all that is said over it."""

from __future__ import annotations

import queue
import socket
import threading
import time
from functools import cache
from typing import TYPE_CHECKING

from newsletter.errors import OutsideError
from newsletter.model import Struct
from newsletter.web.address import Target, judge

if TYPE_CHECKING:
    import ssl

    import httpcore


class Clock:
    """Counts down from when it is made, for all that is asked by it: one question, or many that share it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, more than 0; raises TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def part(self, most: float) -> Clock:
        """Return a clock for one of several questions: with so many seconds at the most, and no more than are left."""
        return Clock(max(0.0, min(most, self._end - time.monotonic())))


def connection(at: Target, clock: Clock, where: str, *, allow_private: bool) -> httpcore.HTTPConnection:
    """Return a connection that is made when it is first used, to a machine judged then.

    Args:
        where: the address as messages name it.
    """
    import httpcore

    return httpcore.HTTPConnection(
        httpcore.Origin(at.scheme.encode(), at.host.encode(), at.port),
        ssl_context=_tls() if at.scheme == "https" else None,
        network_backend=_Backend(clock, where, allow_private),  # type: ignore[arg-type]
    )


class _Backend(Struct, frozen=True):
    """What httpcore asks for connections, in the shape of its NetworkBackend (httpcore is loaded only when used)."""

    clock: Clock
    where: str
    allow_private: bool

    def connect_tcp(self, host: str, port: int, **_: object) -> _Stream:
        """Resolve, judge every address, and dial no other."""
        addresses = resolve(host, port, self.clock.left(), self.where)
        for address in addresses:
            judge(address, host, self.where, allow_private=self.allow_private)
        return _Stream(_first(addresses, port, self.clock), self.clock)


class _Stream(Struct, frozen=True):
    """Bytes to and fro, in the shape of httpcore's NetworkStream.

    The timeouts httpcore hands over count per packet, so that a slow drip never ends; the clock's rest replaces them.
    """

    inner: httpcore.NetworkStream
    clock: Clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.clock.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.clock.left())

    def close(self) -> None:
        self.inner.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str, timeout: float | None = None) -> _Stream:
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, self.clock.left()), self.clock)

    def get_extra_info(self, info: str) -> object:
        return self.inner.get_extra_info(info)


def _tls() -> ssl.SSLContext:
    """Return what certificates are checked against; reading them takes longer than most answers.

    Of many threads that come at once the first reads and the others wait.
    """
    with _READING:
        return _certificates()


_READING = threading.Lock()


@cache
def _certificates() -> ssl.SSLContext:
    import httpcore

    return httpcore.default_ssl_context()


def _first(addresses: list[str], port: int, clock: Clock) -> httpcore.NetworkStream:
    """Return a connection to the first of the addresses that takes one; each gets a fair share of the time."""
    import httpcore

    for place, address in enumerate(addresses, 1):
        try:
            return dial(address, port, clock.left() / (len(addresses) - place + 1))
        except (httpcore.ConnectError, httpcore.ConnectTimeout):
            if place == len(addresses):
                raise
    raise AssertionError("a name that resolves has an address")


def dial(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """Connect to a machine by its number; nothing is looked up."""
    import httpcore

    return httpcore.SyncBackend().connect_tcp(address, port, seconds)


def resolve(host: str, port: int, seconds: float, where: str) -> list[str]:
    """Return all addresses of a host, as numbers.

    The system's resolver knows no deadline, so that it is asked in a thread which is left behind when time is up.
    """
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(look_up(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise OutsideError(f"the name {host} cannot be resolved",
                           todo="check the spelling, and that this computer is online", where=where) from answer
    return answer


def look_up(host: str, port: int) -> list[str]:
    """Return what the system's resolver knows of a host, each address once; never empty."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
