"""Requests → the page, the letter in its frames, its pictures, and the stream that tells when there is another.

Every answer is made of what a board holds or of the page's own files, which were read before: no address leads to a
file. All of it is GET but what the rundown changes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from newsletter.model import Edition
from newsletter.preview.board import Board
from newsletter.preview.desk import Desk, Desks
from newsletter.preview.guard import Guard
from newsletter.preview.view import letter_document, told

# Seconds after which a silent stream says that it is still there, and so finds out whether anybody listens.
PULSE = 15.0

_STATIC = Path(__file__).parent / "static"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}

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


def app(desks: Desks, port: int, token: str) -> Guard:
    """Return the application that shows issues, to this machine only.

    Args:
        port: the port it will be asked on.
        token: what its page sends with every change.
    """
    answers = _Answers(desks)
    given = {
        **{f"/{path.name}": _static(path) for path in _STATIC.iterdir() if path.suffix in (".css", ".js")},
        "/": _static(_STATIC / "page.html", token=token, rundown=str((_STATIC / "rundown.js").is_file()).lower()),
        "/letter": answers.letter,
        "/pictures/{name}": answers.picture,
        "/events": answers.events,
    }
    routes = [Route(path, answer, methods=["GET"]) for path, answer in given.items()]
    return Guard(Starlette(routes=[*routes, *_more(answers.desk)]), port, token)


def _more(desk: Callable[[Request], Desk]) -> Sequence[BaseRoute]:
    """Return the routes of the rundown, each of which finds the issue that a request names by `desk`."""
    from newsletter.preview import rundown

    return rundown.routes(desk)


_Answer = Callable[[Request], Awaitable[Response]]


def _static(path: Path, **words: str) -> _Answer:
    """Return what answers with a file of the page, read now, with words in the place of their names in braces."""
    content = path.read_text("utf-8")
    for name, word in words.items():
        content = content.replace(f"{{{name}}}", word)

    async def endpoint(_request: Request) -> Response:
        return Response(content, media_type=_TYPES[path.suffix], headers={"Content-Security-Policy": PAGE_POLICY})
    return endpoint


class _Answers:
    """The answers about the issue that a request names by ``?issue=``."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    def desk(self, request: Request) -> Desk:
        """Return the desk of the issue that a request names. Raises HTTPException 404 where there is none."""
        try:
            return self._desks.desk(request.query_params.get("issue", ""))
        except KeyError:
            raise HTTPException(404, "There is no such issue.") from None

    async def letter(self, request: Request) -> Response:
        """The letter; ``?scheme=dark`` as it looks in the dark, ``?remote=1`` with its pictures from the web."""
        scheme = "dark" if request.query_params.get("scheme") == "dark" else "light"
        remote = request.query_params.get("remote") == "1"
        document = letter_document(self._edition(request), scheme).encode("utf-8", "replace")
        return Response(
            document, media_type="text/html", headers={"Content-Security-Policy": letter_policy(remote=remote)})

    async def picture(self, request: Request) -> Response:
        """A picture of the letter, by its name there."""
        pictures = {picture.name: picture for picture in self._edition(request).letter.pictures}
        picture = pictures.get(request.path_params["name"])
        if picture is None:
            raise HTTPException(404)
        return Response(picture.data, media_type=picture.media_type, headers={"Cache-Control": _FOR_EVER})

    async def events(self, request: Request) -> Response:
        """Server-sent events: what there is to show now, then each newer showing as it comes."""
        return StreamingResponse(_events(self.desk(request).board), media_type="text/event-stream")

    def _edition(self, request: Request) -> Edition:
        showing = self.desk(request).board.showing
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
