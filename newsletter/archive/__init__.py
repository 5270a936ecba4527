"""Articles ↔ SQLite with full-text search: what all sources ever brought, when it was first seen, and marks for later.

An `Article.id` is one piece; each source that carried it has a row of its own, in that source's words. Whatever can be
fetched again is lost with the file without harm; marks (`Archive.keep`) are lost with it for good.

    schema   a path → an open database, made or brought up to date      rows     Article ↔ row, and its keys
    writing  what a source gave → what is new, changed, the same        reading  of a time, by address, by headline
    search   words → articles, newest first                             naming   what an editor calls one → the articles
    memory   what `fetch` remembers                                     trouble  what SQLite refuses → what to do

The door of sqlite3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType

from newsletter.archive import memory, naming, reading, search, writing
from newsletter.archive.memory import Memory
from newsletter.archive.schema import connect
from newsletter.archive.search import Found
from newsletter.archive.trouble import told
from newsletter.archive.writing import Put
from newsletter.errors import InputError
from newsletter.files import shown
from newsletter.model import Article

__all__ = ["FILE", "Archive", "Found", "Memory", "Put", "open"]

FILE = "articles.db"
"""What the archive of a publication is called, in its folder."""


def open(path: Path, *, make: bool = True) -> Archive:
    """Return the archive in a file; close it, or use it as a context manager.

    Args:
        make: make it where there is none. Otherwise no file is made.

    Raises:
        InputError: there is none; it is damaged, or something else; a newer newsletter made it.
        OutsideError: disk or permissions refuse, or another process writes for more than 30 seconds.
    """
    with told(path):
        database, made = connect(path, make=make)
    return Archive(path, database, made=made)


class Archive:
    """The open archive. One belongs to one thread; processes may use the same file at the same time.

    All methods raise InputError for a damaged file, and OutsideError where disk or permissions refuse, or another
    process writes for more than 30 seconds; what was there before is whole then.

    Attributes:
        path: the file.
        made: it was not there before.
    """

    def __init__(self, path: Path, database: Connection, *, made: bool) -> None:
        self.path = path
        self.made = made
        self._database = database

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # ── in ───────────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, source: str, articles: Iterable[Article], when: datetime) -> Put:
        """Store what a source gave at a moment; the same again writes nothing.

        An article stays when its source stops to give it. Where headline or teaser change, the earlier ones are kept
        (`wording`). What a source brings with its first put is its backlog. Memory stays flat for a generator of any
        length: 10,000 articles are one transaction, so that a put broken off leaves whole ones.

        Args:
            source: what it is called in every message; `Article.source` of what comes out.
            articles: with ids; of two with one id, close together, the first counts.
        """
        with told(self.path):
            return writing.put(self._database, source, articles, when)

    def keep(self, id: str, at: datetime, on: bool = True) -> None:
        """Mark an article for the next number, or take the mark away. Raises InputError for an id that is not there.

        Args:
            at: this moment, so that `within` knows later how long the mark was there.
        """
        with told(self.path):
            there = writing.keep(self._database, id, at, on)
        if not there:
            raise InputError(f"there is no article {id}", todo="fetch it first", where=shown(self.path))

    # ── out ──────────────────────────────────────────────────────────────────────────────────────────────────

    def within(
        self, since: datetime | None, until: datetime | None, *, also: Iterable[str] = (),
        marked: datetime | None = None,
    ) -> list[Article]:  # fmt: skip
        """Return what may be picked: one article for each piece and source, in the order of sources and places.

        These are the pieces dated from `since` up to but not including `until` (the earliest date counts); those first
        seen then, unless they came with a source's backlog; those kept; and those named by `also` (addresses or ids).
        What a source first brought at or after `until` is left out, so that a moment of the past looks as it did.
        `seen`, `backlog` and `kept` are the piece's.

        Args:
            marked: the marks of that moment count, those made before it; None for those that are there now.
        """
        with told(self.path):
            return reading.within(self._database, since, until, also, marked)

    def latest(self, since: datetime, most: int) -> list[Article]:
        """Return the last pieces that came since a moment, the newest first, each merged from its rows.

        A piece came at its date, or later when it was first seen, unless that was with a source's backlog.
        """
        with told(self.path):
            return reading.latest(self._database, since, most)

    def search(
        self, query: str = "", *, since: datetime | None = None, until: datetime | None = None, section: str = "",
        source: str = "", kept: bool = False, most: int = 50, skip: Collection[str] = (), ahead: datetime | None = None,
    ) -> Found:  # fmt: skip
        """Return the pieces that hold all words of the query, the newest first, each merged from its rows.

        Words are looked for in headline, teaser, byline, section and tags; case and accents do not matter, the last
        word may be the beginning of one (from three letters on). No sign has a meaning of its own.

        Args:
            since, until: half-open, by a piece's date, or by when it was first seen where it has none.
            section, source: only of these; the section whatever its case and accents.
            kept: only marked ones.
            most: articles that come back; `Found.total` counts all.
            skip: ids that are not wanted.
            ahead: what is dated from then on stands behind all others, else it would be the newest for years; last stands
                what came with a source's backlog and has no date.
        """
        with told(self.path):
            return search.search(self._database, query, since, until, section, source, kept, most, skip, ahead)

    def named(self, wanted: str, most: int = 6) -> list[Article]:
        """Return the pieces that an editor means: by address, else by the whole headline, else by words in one."""
        with told(self.path):
            return naming.named(self._database, wanted, most)

    def known(self, ids: Iterable[str]) -> dict[str, Article]:
        """Return the articles with these ids that are there, each merged from its rows."""
        with told(self.path):
            return reading.known(self._database, ids)

    def by_titles(self, titles: Iterable[str]) -> dict[str, Article]:
        """Return folded headline → article (the newest) for each of these headlines that is there."""
        with told(self.path):
            return naming.by_titles(self._database, titles)

    def wording(self, id: str, at: datetime) -> tuple[str, str] | None:
        """Return headline and teaser as they were known at a moment; None where the article was not there yet."""
        with told(self.path):
            return reading.wording(self._database, id, at)

    # ── what fetch remembers ─────────────────────────────────────────────────────────────────────────────────

    def remembered(self, url: str, source: str = "") -> Memory:
        """Return what is remembered of an address that a source asked for; an empty memory of one never asked for.

        What the site wants (to be left alone, that it is gone) holds for all sources; what came last is each one's own.
        """
        with told(self.path):
            return memory.remembered(self._database, url, source)

    def remember(self, url: str, memory_: Memory, source: str = "") -> None:
        """Remember this of an address that a source asked for; the same again writes nothing."""
        with told(self.path):
            memory.remember(self._database, url, memory_, source)

    def without_picture(self, since: datetime, most: int) -> list[Article]:
        """Return the newest pieces since a moment that have an address and no picture, and were not asked for one."""
        with told(self.path):
            return memory.without_picture(self._database, since, most)

    def lacking_picture(self, ids: Iterable[str]) -> list[Article]:
        """Return those of these articles that have an address and no picture, and were not asked for one."""
        with told(self.path):
            return memory.lacking_picture(self._database, ids)

    def asked_for_picture(self, ids: Iterable[str]) -> None:
        """Remember that the pages of these articles were asked for a picture, so that they are not asked again."""
        with told(self.path):
            memory.asked_for_picture(self._database, ids)

    def give_picture(self, id: str, image: str, alt: str, width: int) -> None:
        """Give an article the picture of its own page. One that a source gives goes before it."""
        with told(self.path):
            memory.give_picture(self._database, id, image, alt, width)
