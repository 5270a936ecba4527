"""Requests under ``/rundown`` → what the issue holds, and what becomes of it. The only requests that change anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from newsletter import amend, issue as issues, merge, publication as publications
from newsletter.errors import InputError, NewsletterError, OutsideError
from newsletter.files import shown
from newsletter.model import Issue, Publication
from newsletter.preview.desk import Desk
from newsletter.preview.lines import as_read
from newsletter.preview.rundown.asked import MOST_BYTES, Asked, Change, asked
from newsletter.preview.rundown.candidates import candidates, look, picture, rows
from newsletter.preview.rundown.conflict import Conflict
from newsletter.preview.rundown.edits import Brought
from newsletter.preview.rundown.ledger import Ledger, digest
from newsletter.preview.rundown.rows import lines_of, on_phones, told
from newsletter.preview.rundown.shelf import Shelf
from newsletter.prose import one_line

_FOR_EVER = "private, max-age=31536000, immutable"
_LONGEST_QUERY = 300
_LONGEST_LINE = 2000  # that a field takes


class _Table(NamedTuple):
    """What a request is answered from.

    Attributes:
        look: has the letter set anew where the file is another.
    """

    ledger: Ledger
    look: Callable[[], None]
    publication: Publication
    desk: amend.Desk


class Answers:
    """The answers about the issue that a request names.

    Args:
        desk: finds it; raises HTTPException 404 where there is none.
    """

    def __init__(self, desk: Callable[[Request], Desk]) -> None:
        self._desk = desk
        self._lock = Lock()
        self._ledgers: dict[Path, Ledger] = {}
        self._shelf = Shelf()

    # ── what there is ────────────────────────────────────────────────────────────────────────────────────────

    def state(self, request: Request) -> Response:
        """The rows of the issue, what ``?session=`` can undo, and the digest of the text they were read from."""
        return _answered(lambda: self._told(self._table(request), request.query_params.get("session", "")))

    def found(self, request: Request) -> Response:
        """The articles of the archive that hold the words of ``?q=``, the newest where it says nothing."""
        def said() -> dict[str, Any]:
            table = self._table(request)
            issue = table.desk.read(table.ledger.read())
            carried = self._shelf.carried(issue, table.publication, table.desk.blocks)
            return self._shelf.found(request.query_params.get("q", "")[:_LONGEST_QUERY], issue, table.publication, carried)
        return _answered(said)

    def pictures(self, request: Request) -> Response:
        """The pictures that may be chosen for the story at ``?at=``."""
        def said() -> dict[str, Any]:
            table = self._table(request)
            issue = table.desk.read(table.ledger.read())
            story = dict((position, story) for position, _, story in amend.stories(issue)).get(
                request.query_params.get("at", ""))
            if story is None:
                raise InputError("there is no such story here", todo="load the page again", where=issue.name)
            found = candidates(story, issue, table.publication, self._shelf.of_story(story, table.publication))
            return {"pictures": rows(found, story, issue, table.publication)}
        return _answered(said)

    def inboxes(self, request: Request) -> Response:
        """How much phones show of the line ``?words=``, typed as the issue's ``?at=``: ``subject`` or ``preheader``."""
        def said() -> dict[str, Any]:
            table = self._table(request)
            wanted = request.query_params
            line = one_line(wanted.get("words", "")[:_LONGEST_LINE])
            service = publications.service(table.publication)
            with suppress(NewsletterError):  # half typed, it may be nothing yet that a service can say
                line = as_read(line, table.desk.read(table.ledger.read()), service, table.publication,
                               merge.sample_reader(service))
            return on_phones(wanted.get("at", ""), line)
        return _answered(said)

    def picture(self, request: Request) -> Response:
        """A picture of the publication's folder, small."""
        table = self._table(request)
        try:
            issue = table.desk.read(table.ledger.read())
            wanted = request.query_params
            found = picture(wanted.get("image", ""), wanted.get("width", "row"), issue, table.publication)
        except NewsletterError as error:
            raise HTTPException(404, str(error)) from error
        return Response(found.data, media_type=found.media_type, headers={"Cache-Control": _FOR_EVER})

    # ── what is changed ──────────────────────────────────────────────────────────────────────────────────────

    async def change(self, request: Request) -> Response:
        """Make one change of the issue."""
        return await self._changing(request, self._changed, changes=True)

    async def undo(self, request: Request) -> Response:
        """Undo the last change that this session made."""
        return await self._changing(request, lambda said, table: table.ledger.undo(said.session, table.desk), changes=False)

    async def redo(self, request: Request) -> Response:
        """Make the change again that this session undid last."""
        return await self._changing(request, lambda said, table: table.ledger.redo(said.session, table.desk), changes=False)

    async def _changing(
        self, request: Request, hand: Callable[[Asked, _Table], dict[str, str] | str], *, changes: bool
    ) -> Response:
        body = await request.body()
        if len(body) > MOST_BYTES:
            return _failed(InputError(f"more than {MOST_BYTES:,} bytes", todo="write it in the file"), 413)

        def done() -> dict[str, Any]:
            said, table = asked(body, changes=changes), self._table(request)
            done = hand(said, table)
            table.look()  # first the letter, then the rows: those stand as they were dropped
            return {"done": {"said": done, "at": ""} if isinstance(done, str) else done, **self._told(table, said.session)}
        return await run_in_threadpool(_answered, done)

    def _changed(self, said: Asked, table: _Table) -> dict[str, str]:
        def bring(text: str, change: Change) -> Brought:
            return self._brought(change, table, text)
        change = said.change or Change(do="set")
        desk = table.desk if change.do != "add" else _with_standing(table.desk, table.publication)
        done = table.ledger.change(said.session, said.digest, change, desk, bring)
        return {"said": done.said, "at": done.at}

    def _brought(self, change: Change, table: _Table, text: str) -> Brought:
        """Return what a change needs beside the issue: an article, or the pictures that may be chosen."""
        if change.do == "add":
            return Brought(article=self._shelf.article(change.article, table.desk.read(text), table.publication))
        if change.do != "picture":
            return Brought()
        issue = table.desk.read(text)
        story = dict((position, story) for position, _, story in amend.stories(issue)).get(change.at)
        articles = self._shelf.of_story(story, table.publication) if story else []
        return Brought(pictures=candidates(story, issue, table.publication, articles) if story else {})

    # ── the issue ────────────────────────────────────────────────────────────────────────────────────────────

    def _table(self, request: Request) -> _Table:
        desk = self._desk(request)
        with self._lock:
            ledger = self._ledgers.setdefault(desk.path.resolve(), Ledger(desk.path))
        publication = desk.publication
        return _Table(ledger, desk.look, publication, amend.Desk(
            name=shown(desk.path), folder=desk.path.parent, standing=Issue(), blocks=publications.blocks(publication),
            language=publication.language,
        ))

    def _told(self, table: _Table, session: str) -> dict[str, Any]:
        text = table.ledger.read()
        can = table.ledger.can(session)
        said = {"name": table.desk.name, "digest": digest(text), "undo": can.undo, "redo": can.redo, "mistakes": []}
        try:
            issue = table.desk.read(text)
        except NewsletterError as error:
            return {**said, "mistakes": lines_of(error)}
        carried = self._shelf.carried(issue, table.publication, table.desk.blocks)
        return {**said, **told(text, issue, table.desk, carried, lambda image: look(image, issue, table.publication))}


def _with_standing(desk: amend.Desk, publication: Publication) -> amend.Desk:
    """Return a desk that knows where articles belong."""
    standing = issues.read(publications.standing(publication), desk.blocks, standing=True)
    return amend.Desk(name=desk.name, folder=desk.folder, standing=standing, blocks=desk.blocks, language=desk.language)


def _answered(said: Callable[[], dict[str, Any]]) -> Response:
    """Return an answer, or what is in its way as the page shows it."""
    try:
        return JSONResponse(said())
    except Conflict as error:
        return _failed(error, 409, theirs=error.theirs, yours=error.yours, at=error.at, digest=error.digest)
    except OutsideError as error:
        return _failed(error, 507)
    except NewsletterError as error:
        return _failed(error, 422)


def _failed(error: NewsletterError, status: int, **more: str | None) -> Response:
    return JSONResponse({"failed": {"lines": lines_of(error), **more}}, status_code=status)
