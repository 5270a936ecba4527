"""Requests about an issue → what its board holds: the letter in its frames, its pictures, words, sizes and forms, and the
stream that tells when there is another.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from newsletter.errors import NewsletterError
from newsletter.model import Picture
from newsletter.preview.board import Board
from newsletter.preview.desk import Desk, Desks
from newsletter.preview.forms import FORMS, called, made
from newsletter.preview.listing import Listing, listed, look_of
from newsletter.preview.proof import findings_of, links_of
from newsletter.preview.seen import Seen, document, edition_judged, edition_seen
from newsletter.preview.showing import Good, Showing
from newsletter.preview.view import choices, judged, sizes, told, words

# Seconds after which a silent stream says that it is still there, and so finds out whether anybody listens.
PULSE = 15.0

# Seconds between two looks at the files that the list of issues is made of.
_LOOK = 0.25

# Octets of an event that are given to the connection at once; the next ones only when it has room.
_PIECE = 64 * 1024

# Event streams at once, of which each open page has one.
STREAMS = 32

STATIC = Path(__file__).parent / "static"
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


Answer = Callable[[Request], Awaitable[Response] | Response]


def static(path: Path, **words: str) -> Answer:
    """Return what answers with a file of the page, read now, with words in the place of their names in braces."""
    content = path.read_text("utf-8")
    for name, word in words.items():
        content = content.replace(f"{{{name}}}", word)

    async def endpoint(_request: Request) -> Response:
        return Response(content, media_type=_TYPES[path.suffix], headers={"Content-Security-Policy": PAGE_POLICY})
    return endpoint


class Answers:
    """The answers about the issue that a request names by ``?issue=``, in the way that `Seen.of` reads."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks
        self._listing = Listing()
        self._shared = Shared()
        self._list = (STATIC / "issues.html").read_text("utf-8")
        self.events = self.streams(STREAMS)
        self.changes = _streams(STREAMS, lambda _: self._looks())

    def desk(self, request: Request) -> Desk:
        """Return the desk of the issue that a request names. Raises HTTPException 404 where there is none."""
        try:
            return self._desks.desk(request.query_params.get("issue", ""))
        except KeyError:
            raise HTTPException(404, "There is no such issue.") from None

    def start(self, page: Answer) -> Answer:
        """Return what answers with the page of an issue; with the list of them where none is meant."""
        async def endpoint(request: Request) -> Response:
            if self._desks.first is None and not request.query_params.get("issue"):
                return RedirectResponse("/issues", status_code=303)
            answer = page(request)
            return answer if isinstance(answer, Response) else await answer
        return endpoint

    def letter(self, request: Request) -> Response:
        """The letter as `Seen` says; ``?remote=1`` with its pictures from the web."""
        html = _look(request)(self._good(request))
        return _letter(html, remote=request.query_params.get("remote") == "1")

    def picture(self, request: Request) -> Response:
        """A picture of the letter, by its name there."""
        pictures = {picture.name: picture for picture in self._good(request).letter.pictures}
        picture = pictures.get(request.path_params["name"])
        if picture is None:
            raise HTTPException(404)
        return Response(picture.data, media_type=picture.media_type, headers={"Cache-Control": _FOR_EVER})

    def words(self, request: Request) -> Response:
        """The lines of the inbox, as JSON."""
        return JSONResponse(words(self._good(request), Seen.of(request.query_params)))

    def sizes(self, request: Request) -> Response:
        """What each block costs, as JSON."""
        return JSONResponse(sizes(self._good(request), Seen.of(request.query_params)))

    def findings(self, request: Request) -> Response:
        """What there is to say of the letter for whom it is looked at, as JSON."""
        good, seen, links = self._good(request), Seen.of(request.query_params), self.desk(request).builder.links
        edition = edition_judged(good, seen)
        found = findings_of(edition, good.issue, good.publication, links.known)
        return JSONResponse(judged(edition, good.publication, found))

    async def links(self, request: Request) -> Response:
        """Ask what is behind the letter's links, for whom it is looked at; a line of JSON for each answer."""
        good, desk = self._good(request), self.desk(request)
        edition = edition_judged(good, Seen.of(request.query_params))
        lines = desk.builder.links.ask(
            lambda asker: links_of(edition, good.issue, good.publication, asker), desk.prove_again)
        return StreamingResponse(_as_lines(lines), media_type="application/x-ndjson")

    def choices(self, request: Request) -> Response:
        """Which services and sample readers there are to choose from, as JSON."""
        return JSONResponse(choices(self.desk(request).publication))

    def form(self, request: Request) -> Response:
        """The letter to be read; with ``?copy=1`` to be copied, or with ``?download=1`` kept as a file: handed over."""
        form = FORMS.get(request.path_params["form"])
        if form is None:
            raise HTTPException(404)
        showing = self._showing(request)
        seen, headers = Seen.of(request.query_params), {"Content-Security-Policy": "sandbox; default-src 'none'"}
        copied, kept = (request.query_params.get(way) == "1" for way in ("copy", "download"))
        if kept:
            headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(called(showing, seen, form))}"
        product = made(showing, seen, form, hands_over=copied or kept)
        return Response(product, media_type=form.media_type, headers=headers)

    def issues(self, _request: Request) -> Response:
        """The issues there are, the newest first, as a page."""
        page = listed(self._list, self._desks.paths(), self._desks.publication)
        headers = {"Content-Security-Policy": PAGE_POLICY}
        return Response(page.encode("utf-8", "replace"), media_type="text/html", headers=headers)

    def thumbnail(self, request: Request) -> Response:
        """The letter of an issue, for a small frame in the list."""
        path = self._desks.paths().get(request.query_params.get("issue", ""))
        if path is None:
            raise HTTPException(404)
        return _letter(self._listing.thumbnail(path, self._desks.publication), remote=False)

    def standing(self, request: Request) -> Response:
        """How far an issue is, as JSON."""
        path = self._desks.paths().get(request.query_params.get("issue", ""))
        if path is None:
            raise HTTPException(404)
        return JSONResponse(self._listing.state(path, self._desks.publication)._asdict())

    async def _looks(self) -> AsyncIterator[str]:
        """Yield a word for how the listed files look now, and another whenever they look different."""
        yield "retry: 1000\n\n"
        known, silent = "", 0.0
        while not self._desks.closed:
            look = await run_in_threadpool(look_of, self._desks.publication, self._desks.first)
            if look != known or silent >= PULSE:
                yield f"data: {look}\n\n"
                known, silent = look, 0.0
            await asyncio.sleep(_LOOK)
            silent += _LOOK

    def streams(self, most: int) -> Answer:
        """Return what answers with server-sent events: what there is to show now, then each newer showing as it comes, its
        letter as `Seen` says.

        Args:
            most: streams at once; who asks for one more is told so, with 503.
        """
        def events(request: Request) -> AsyncIterator[str | bytes]:
            board = self.desk(request).board
            return _events(board, self._shown(request, board))

        return _streams(most, events)

    def _shown(self, request: Request, board: Board) -> Callable[[Good], bytes]:
        """Return what makes of a letter what a stream tells of it, once for all who look at it in the same way."""
        seen, issue, look = Seen.of(request.query_params), request.query_params.get("issue", ""), _look(request)
        return lambda good: self._shared.of((board, issue, seen, good.print), lambda: _told_of(look, good))

    def _good(self, request: Request) -> Good:
        good = self._showing(request).good
        assert good
        return good

    def _showing(self, request: Request) -> Showing:
        """Return what is shown of an issue. Raises HTTPException 404 where there is no letter of it yet."""
        showing = self.desk(request).board.showing
        if showing is None or showing.good is None:
            raise HTTPException(404, "There is no letter yet.")
        return showing


def _look(request: Request) -> Callable[[Good], str]:
    """Return what makes of a letter the document that a request looks at. That raises as `edition_seen`."""
    seen, address = Seen.of(request.query_params), _picture_of(request.query_params.get("issue", ""))
    return lambda good: document(edition_seen(good, seen), seen, address)


def _picture_of(issue: str) -> Callable[[Picture], str]:
    """Return what says where the pictures of an issue are, from where its letter is."""
    query = f"?issue={quote(issue)}" if issue else ""
    return lambda picture: f"pictures/{picture.name}{query}"


def _letter(html: str, *, remote: bool) -> Response:
    headers = {"Content-Security-Policy": letter_policy(remote=remote)}
    return Response(html.encode("utf-8", "replace"), media_type="text/html", headers=headers)


def _streams(most: int, events: Callable[[Request], AsyncIterator[str | bytes]]) -> Answer:
    """Return what answers with a request's server-sent events, to so many at once; who is one too many is told so."""
    streaming: set[Response] = set()

    async def endpoint(request: Request) -> Response:
        its = events(request)
        if len(streaming) >= most:
            return PlainTextResponse(f"{most} pages show this already: close one.", status_code=503)
        return _Stream(its, streaming)
    return endpoint


class _Stream(StreamingResponse):
    """Events, which stand among the others as long as somebody listens."""

    def __init__(self, events: AsyncIterator[str | bytes], among: set[Response]) -> None:
        super().__init__(events, media_type="text/event-stream")
        self._among = among

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._among.add(self)
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._among.discard(self)


class Shared:
    """The last few things that were made, which all who ask for the same one share: a letter can be a megabyte."""

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._lock = Lock()
        self._made: dict[Hashable, bytes] = {}

    def of(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return what was made under a key, made now where nothing was. From any thread; who asks meanwhile waits for it."""
        with self._lock:
            made = self._made.pop(key, None)
            self._made[key] = make() if made is None else made
            if len(self._made) > self._most:
                del self._made[next(iter(self._made))]
            return self._made[key]


def _told_of(look: Callable[[Good], str], good: Good) -> bytes:
    """Return, as JSON, a letter as it is looked at; or why it cannot be, as where a service cannot say one of its words."""
    try:
        return json.dumps({"document": look(good)}).encode()
    except NewsletterError as error:
        return json.dumps({"refused": str(error)}).encode()


def _event(said: bytes, more: bytes) -> Iterator[bytes]:
    """Yield an event that tells what two objects of JSON say, in pieces: who reads slowly holds no more than one of them."""
    head = b"data: " + said[:-1] + (b", " if more else b"}")
    for start in range(1, max(2, len(more)), _PIECE):
        end = start + _PIECE
        yield head + more[start:end] + (b"\n\n" if end >= len(more) else b"")
        head = b""


async def _as_lines(lines: AsyncIterator[dict[str, Any]]) -> AsyncIterator[str]:
    async for line in lines:
        yield f"{json.dumps(line)}\n"


async def _events(board: Board, look: Callable[[Good], bytes]) -> AsyncIterator[str | bytes]:
    """Yield each showing; a letter comes with it, as it is looked at, when it is another than the last.

    So the page need not ask for it, which took a third of the time from saving a file to the letter painted.
    """
    yield "retry: 1000\n\n"
    seen, print = 0, ""
    while True:
        try:
            seen, showing = await asyncio.wait_for(board.after(seen), PULSE)
        except TimeoutError:
            yield ": still here\n\n"
            continue
        if showing:
            good, shown = showing.good, b""
            if good and good.print != print:
                print, shown = good.print, await run_in_threadpool(look, good)
            for piece in _event(json.dumps(told(showing)).encode(), shown):
                yield piece
        if board.closed:
            return
