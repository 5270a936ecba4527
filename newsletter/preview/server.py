"""The preview as it runs: a port on this machine, a thread that builds, a browser, and Ctrl-C. The door of uvicorn."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_urlsafe
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from newsletter import publication as publications
from newsletter.errors import OutsideError, UsageError
from newsletter.files import STDIN, read_bytes, shown
from newsletter.model import Publication
from newsletter.preview import PORT
from newsletter.preview.desk import Desks

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from newsletter.preview.phone import Phone

ADDRESS = "127.0.0.1"


def run(
    path: Path | None, publication: Publication, theme: str, port: int, open_browser: bool, with_phone: bool,
    say: Callable[[str], None],
) -> None:
    """Do what `newsletter.preview.serve` says."""
    _check(path, publication, theme)
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(listening(port))
        url = f"http://{ADDRESS}:{listener.getsockname()[1]}/"
        desks = Desks(publication, theme, say, path)
        stack.callback(desks.close)
        if path:
            desks.desk()  # it is built while the browser starts
        phone = _phone(stack) if with_phone else None
        say(f"{shown(path) if path else 'all issues are'} {'is ' if path else ''}at {url} — Ctrl-C ends it")
        for line in _about_phone(phone) if phone else ():
            say(line)
        if open_browser:
            Thread(target=_open, args=(url, say), name="browser", daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):  # the way to end a preview
            _serve(desks, listener, phone, say)


class _There(NamedTuple):
    """What listens for a phone: a socket in the network, and what its QR code says."""

    listener: socket.socket
    phone: Phone


def _phone(stack: contextlib.ExitStack) -> _There:
    from newsletter.preview.phone import Phone, host, secret

    address = host()
    listener = stack.enter_context(_bound(0, address))
    return _There(listener, Phone(address, listener.getsockname()[1], secret()))


def _about_phone(there: _There) -> Iterator[str]:
    yield from there.phone.lines()
    yield (f"on a phone in this network: {there.phone.address} — whoever has this address can read the letter until the "
           "preview ends")


def _check(path: Path | None, publication: Publication, theme: str) -> None:
    """Raise for what no change of a file can mend."""
    if str(path) == STDIN:
        raise UsageError("preview needs a file that can change", todo="save the issue, and name the file")
    if path:
        read_bytes(path)
    if theme:
        publications.theme(publication, theme)


def _open(url: str, say: Callable[[str], None]) -> None:
    with contextlib.suppress(webbrowser.Error, OSError):
        if webbrowser.open(url):
            return
    say(f"no browser could be opened: open {url} yourself")


# ── the server ───────────────────────────────────────────────────────────────────────────────────────────────


def listening(port: int) -> socket.socket:
    """Return a socket that listens on a port of this machine, for this machine only.

    Raises:
        UsageError: there is no such port.
        OutsideError: it is taken, or kept by the system.
    """
    try:
        return _bound(port)
    except OverflowError:
        raise UsageError(f"there is no port {port}", todo="choose one from 1024 to 65535") from None
    except PermissionError:
        raise OutsideError(f"port {port} is kept by the system", todo=f"newsletter preview --port {PORT}") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            why = f"port {port} cannot be used ({error.strerror})"
            raise OutsideError(why, todo="newsletter preview --port 0") from error
        raise OutsideError(f"port {port} is taken", todo=f"newsletter preview --port {_free(port + 1)}") from None


def _bound(port: int, address: str = ADDRESS) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows this option would let two programs share the port; there its opposite keeps it ours.
        option = "SO_EXCLUSIVEADDRUSE" if os.name == "nt" else "SO_REUSEADDR"
        bound.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
        bound.bind((address, port))
        bound.listen()
    except BaseException:
        bound.close()
        raise
    return bound


def _free(port: int) -> int:
    """Return the next port that is free; 0, which means any, where the next hundred are taken."""
    for candidate in range(port, min(port + 100, 65536)):
        with contextlib.suppress(OSError), _bound(candidate):
            return candidate
    return 0


def _serve(desks: Desks, listener: socket.socket, there: _There | None, say: Callable[[str], None]) -> None:
    import asyncio

    import uvicorn

    from newsletter.preview import callers

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            callers.say_when_full(asyncio.get_running_loop(), say)
            await super().startup(sockets)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            desks.close()  # or it would wait for the open event streams
            await super().shutdown(sockets)

    port = listener.getsockname()[1]
    most = {port: callers.MOST_HERE} | ({there.phone.port: callers.MOST_THERE} if there else {})
    config = uvicorn.Config(
        _application(desks, port, there), loop="asyncio", http=callers.counted(most), ws="none", lifespan="off",
        interface="asgi3", log_config=None, log_level="error", access_log=False, proxy_headers=False,
        server_header=False, date_header=False, timeout_graceful_shutdown=1, backlog=callers.BACKLOG,
    )
    Server(config).run(sockets=[listener, there.listener] if there else [listener])


def _application(desks: Desks, port: int, there: _There | None) -> ASGIApp:
    from newsletter.preview.answers import Answers
    from newsletter.preview.app import app

    answers = Answers(desks)
    if there is None:
        return app(answers, port, token_urlsafe(24))
    from newsletter.preview import phone

    here = app(answers, port, token_urlsafe(24), there.phone)
    return phone.beside(here, phone.app(answers, there.phone), there.phone.port)
