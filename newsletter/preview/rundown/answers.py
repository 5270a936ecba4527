"""Requests under ``/rundown`` → what the issue holds, and what becomes of it. The only requests that change anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from newsletter import amend, issue as issues, merge, publication as publications
from newsletter.amend.picturing import brought, laid_down
from newsletter.errors import InputError, NewsletterError, OutsideError
from newsletter.files import shown
from newsletter.model import Issue, Publication, Story, is_remote
from newsletter.preview.desk import Desk
from newsletter.preview.lines import as_read
from newsletter.preview.rundown.asked import MOST_BYTES, Asked, Change, asked
from newsletter.preview.rundown.candidates import WIDTHS, candidates, look, picture, rows
from newsletter.preview.rundown.conflict import Conflict
from newsletter.preview.rundown.distant import small
from newsletter.preview.rundown.hands import Brought, Picked
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
            issue, at = table.desk.read(table.ledger.read()), request.query_params.get("at", "")
            story = _story(issue, at)
            if story is None:
                raise InputError("there is no such story here", todo="load the page again", where=issue.name)
            return {"pictures": rows(self._candidates(issue, at, table), story, issue, table.publication)}
        return _answered(said)

    def inboxes(self, request: Request) -> Response:
        """How much phones show of the line ``?words=``, typed as the issue's ``?at=``: ``subject`` or ``preheader``."""
        def said() -> dict[str, Any]:
            table = self._table(request)
            wanted = request.query_params
            line = one_line(wanted.get("words", "")[:_LONGEST_LINE])
            service, reader = merge.as_received(publications.service(table.publication), table.publication, merge.SAMPLE)
            with suppress(NewsletterError):  # half typed, it may be nothing yet that a service can say
                line = as_read(line, table.desk.read(table.ledger.read()), service, table.publication, reader)
            return on_phones(wanted.get("at", ""), line)
        return _answered(said)

    def picture(self, request: Request) -> Response:
        """A picture of the publication's folder, small; with ``?remote=1`` one on the web, of the story at ``?at=``."""
        table = self._table(request)
        wanted = request.query_params
        image, width = wanted.get("image", ""), wanted.get("width", "row")
        try:
            issue = table.desk.read(table.ledger.read())
            if wanted.get("remote") == "1" and width in WIDTHS:
                if image not in self._candidates(issue, wanted.get("at", ""), table):
                    raise InputError("there is no such picture here")
                found = small(image, WIDTHS[width])
            else:
                found = picture(image, width, issue, table.publication)
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
        change = said.change or Change(do="set")
        image, files = self._from_the_web(change, table)

        def bring(text: str, change: Change) -> Brought:
            return self._brought(change, table, text, image)
        desk = table.desk if change.do != "add" else _with_standing(table.desk, table.publication)
        with laid_down(files, table.ledger.path):
            done = table.ledger.change(said.session, said.digest, change, desk, bring)
        return {"said": done.said, "at": done.at}

    def _from_the_web(self, change: Change, table: _Table) -> tuple[str, Mapping[Path, bytes]]:
        """Return the path under which a chosen picture on the web is kept, and its file; for any other nothing.

        It is fetched before the file is held: whoever else changes the issue meanwhile need not wait for a site.
        """
        if change.do != "picture" or not is_remote(change.value):
            return "", {}
        issue = table.desk.read(table.ledger.read())
        story = _story(issue, change.at)
        if story is None or change.value not in self._candidates(issue, change.at, table):
            return "", {}  # which is told where the change is made
        return brought(story.title, change.value, issue.number, table.publication)

    def _brought(self, change: Change, table: _Table, text: str, image: str) -> Brought:
        """Return what a change needs beside the issue: an article, or the pictures that may be chosen.

        Args:
            image: the path of the chosen picture, where that was one on the web.
        """
        if change.do == "add":
            return Brought(article=self._shelf.article(change.article, table.desk.read(text), table.publication))
        if change.do != "picture":
            return Brought()
        found = self._candidates(table.desk.read(text), change.at, table)
        chosen = found.get(change.value)
        return Brought(pictures={change.value: chosen._replace(image=image)} if chosen and image else found)

    def _candidates(self, issue: Issue, at: str, table: _Table) -> dict[str, Picked]:
        """Return the pictures that may be chosen for the story at a position; none where there is no story."""
        story = _story(issue, at)
        if story is None:
            return {}
        return candidates(story, issue, table.publication, self._shelf.of_story(story, table.publication))

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


def _story(issue: Issue, at: str) -> Story | None:
    return next((story for position, _, story in amend.stories(issue) if position == at), None)


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
