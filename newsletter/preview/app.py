"""Requests → the page, the letter in its frames, its pictures, and the stream that tells when there is another.

Only GET. Every answer is made of what the board holds or of the page's own files, which were read before: no
address leads to a file.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from newsletter.model import Edition
from newsletter.preview.board import Board
from newsletter.preview.guard import Guard
from newsletter.preview.view import letter_document, told

# Seconds after which a silent stream says that it is still there, and so finds out whether anybody listens.
PULSE = 15.0

_STATIC = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
}

# The page carries the letter's inline styles into its frames, and so needs to be allowed them itself.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


# A picture is named by what is in it.
_FOR_EVER = "private, max-age=31536000, immutable"


def letter_policy(*, remote: bool) -> str:
    """Return the Content-Security-Policy of the letter: nothing but its styles and pictures, never a script."""
    pictures = "'self' data: https: http:" if remote else "'self' data:"
    return (
        f"default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
    )


def app(board: Board, port: int) -> Guard:
    """Return the application that shows what hangs on a board, to this machine only.

    Args:
        port: the port it will be asked on.
    """
    desk = _Desk(board)
    answers = {
        **{path: _static(name, media_type) for path, (name, media_type) in _STATIC.items()},
        "/letter": desk.letter,
        "/pictures/{name}": desk.picture,
        "/events": desk.events,
    }
    return Guard(Starlette(routes=[Route(path, answer, methods=["GET"]) for path, answer in answers.items()]), port)


_Answer = Callable[[Request], Awaitable[Response]]


def _static(name: str, media_type: str) -> _Answer:
    content = (Path(__file__).parent / "static" / name).read_bytes()

    async def endpoint(_request: Request) -> Response:
        return Response(content, media_type=media_type, headers={"Content-Security-Policy": PAGE_POLICY})
    return endpoint


class _Desk:
    """The answers that depend on what hangs on the board."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def letter(self, request: Request) -> Response:
        """The letter; ``?scheme=dark`` as it looks in the dark, ``?remote=1`` with its pictures from the web."""
        scheme = "dark" if request.query_params.get("scheme") == "dark" else "light"
        remote = request.query_params.get("remote") == "1"
        document = letter_document(self._edition(), scheme).encode("utf-8", "replace")
        return Response(
            document, media_type="text/html", headers={"Content-Security-Policy": letter_policy(remote=remote)})

    async def picture(self, request: Request) -> Response:
        """A picture of the letter, by its name there."""
        pictures = {picture.name: picture for picture in self._edition().letter.pictures}
        picture = pictures.get(request.path_params["name"])
        if picture is None:
            raise HTTPException(404)
        return Response(picture.data, media_type=picture.media_type, headers={"Cache-Control": _FOR_EVER})

    async def events(self, _request: Request) -> Response:
        """Server-sent events: what there is to show now, then each newer showing as it comes."""
        return StreamingResponse(_events(self._board), media_type="text/event-stream")

    def _edition(self) -> Edition:
        showing = self._board.showing
        if showing is None or showing.edition is None:
            raise HTTPException(404, "There is no letter yet.")
        return showing.edition


async def _events(board: Board) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    seen = 0
    while True:
        try:
            seen, showing = await asyncio.wait_for(board.after(seen), PULSE)
        except TimeoutError:
            yield ": still here\n\n"
            continue
        if showing:
            yield f"data: {json.dumps(told(showing))}\n\n"
        if board.closed:
            return
