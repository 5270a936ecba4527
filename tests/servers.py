"""Servers on this machine that answer as they are told, slowly, endlessly, falsely or not at all; for any test.

A `Site` hands each connection to a script; `serve` (the fixture, in conftest) starts them and closes them again.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator

import pytest

from newsletter.web import wire

Script = Callable[[socket.socket, bytes], None]


class Site:
    """A server on this machine that reads a request and hands the socket to a script, for each connection anew."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self._script, self._tls = script, tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._answer, args=(self._listener.accept()[0],), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        if self._tls:
            with contextlib.suppress(OSError):
                connection = self._tls.wrap_socket(connection, server_side=True)
        with contextlib.suppress(OSError), connection:
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(65536) or b"\r\n\r\n"
            self.requests.append(request)
            self._script(connection, request)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._listener.close()


def answer(body: bytes = b"hello", status: str = "200 OK", *headers: str) -> bytes:
    """Return a whole answer, its length told truly."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    """Start sites, each with a script or with the bytes it always answers; they are closed after the test."""
    sites: list[Site] = []

    def start(script: Script | bytes, tls: ssl.SSLContext | None = None) -> Site:
        said = script
        sites.append(Site(said if callable(said) else lambda connection, _: connection.sendall(said), tls))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> Callable[[Site], list[str]]:
    """Make 93.184.216.34, whatever its port, lead to a site on this machine; return what is dialled, as it happens."""

    def lead(site: Site) -> list[str]:
        dialled: list[str] = []
        real = wire.dial

        def dial(address: str, port: int, seconds: float):  # noqa: ANN202
            dialled.append(address)
            return real("127.0.0.1", site.port, seconds) if address == "93.184.216.34" else pytest.fail(address)

        monkeypatch.setattr(wire, "dial", dial)
        return dialled

    return lead


def resolver(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let names resolve to each of the answers in turn, then to the last; return the names asked for."""
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    monkeypatch.setattr(wire, "look_up", look_up)
    return asked


# ── what misbehaves ──────────────────────────────────────────────────────────────────────────────────────────

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"


def drip(connection: socket.socket, text: bytes) -> None:
    with contextlib.suppress(OSError):
        for byte in text:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)


def drip_body(connection: socket.socket, _: bytes) -> None:
    """Send the head at once and then a byte every 50 ms, for ever so long."""
    connection.sendall(HEAD)
    drip(connection, b"x" * 2000)


def drip_head(connection: socket.socket, _: bytes) -> None:
    """Send a byte of the head every 50 ms."""
    drip(connection, b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2000)


def pour(connection: socket.socket, _: bytes) -> None:
    """Send a body without end."""
    connection.sendall(HEAD)
    while True:
        connection.sendall(b"x" * 65536)


def reset(connection: socket.socket, _: bytes) -> None:
    """Break the connection off in the middle of the body."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of it")
    time.sleep(0.1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def bomb(megabytes: int = 1024) -> bytes:
    """Return that many MB of zeros in gzip, a thousandth of their size."""
    pack = zlib.compressobj(9, wbits=31)
    head = pack.compress(b"") + pack.flush(zlib.Z_FULL_FLUSH)
    block = pack.compress(bytes(2**20)) + pack.flush(zlib.Z_FULL_FLUSH)
    return head + block * megabytes
