"""The preview as it runs: a port on this machine, a thread that builds, a browser, and Ctrl-C. The door of uvicorn."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe
from threading import Thread

from newsletter import publication as publications
from newsletter.errors import OutsideError, UsageError
from newsletter.files import STDIN, read_bytes, shown
from newsletter.model import Publication
from newsletter.preview import PORT
from newsletter.preview.desk import Desks

ADDRESS = "127.0.0.1"


def run(
    path: str | Path, publication: Publication, theme: str, port: int, open_browser: bool, say: Callable[[str], None]
) -> None:
    """Do what `newsletter.preview.serve` says."""
    _check(path, publication, theme)
    with listening(port) as listener:
        port = listener.getsockname()[1]
        url = f"http://{ADDRESS}:{port}/"
        desks = Desks(publication, theme, say, Path(path))
        desks.desk()
        say(f"{shown(path)} is at {url} — Ctrl-C ends it")
        if open_browser:
            Thread(target=_open, args=(url, say), name="browser", daemon=True).start()
        try:
            _serve(desks, listener, port)
        except KeyboardInterrupt:
            pass  # the way to end a preview
        finally:
            desks.close()


def _check(path: str | Path, publication: Publication, theme: str) -> None:
    """Raise for what no change of a file can mend."""
    if str(path) == STDIN:
        raise UsageError("preview needs a file that can change", todo="save the issue, and name the file")
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


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows this option would let two programs share the port; there its opposite keeps it ours.
        option = "SO_EXCLUSIVEADDRUSE" if os.name == "nt" else "SO_REUSEADDR"
        bound.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
        bound.bind((ADDRESS, port))
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


def _serve(desks: Desks, listener: socket.socket, port: int) -> None:
    import uvicorn

    from newsletter.preview.app import app

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            desks.close()  # or it would wait for the open event streams
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app(desks, port, token_urlsafe(24)), loop="asyncio", http="h11", ws="none", lifespan="off", interface="asgi3",
        log_config=None, log_level="error", access_log=False, proxy_headers=False, server_header=False,
        date_header=False, timeout_graceful_shutdown=1,
    )
    Server(config).run(sockets=[listener])
