"""What `fetch` remembers between two days: of each address it asks for, and of the pictures it looked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from newsletter.archive.reading import number_of, pieces
from newsletter.archive.rows import SOURCE_BITS, SOURCE_MASK, WIDEST, from_on, moment_of, seconds, storable
from newsletter.archive.schema import writing
from newsletter.model import Article, Struct


class Memory(Struct, frozen=True, kw_only=True):
    """What is remembered of an address.

    Attributes:
        etag, last_modified: as the site gave them, to be asked with again; empty where it gave none.
        digest: of what came last, to know the same again.
        not_before: the site asked not to be asked again before; None where it did not.
        gone: the site said that the address is gone for good.
    """

    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    not_before: datetime | None = None
    gone: bool = False


def remembered(database: Connection, url: str) -> Memory:
    """Return what is remembered of an address; an empty memory of one never asked for."""
    row = database.execute(
        "SELECT etag, last_modified, digest, not_before, gone FROM memory WHERE url = ?", (storable(url),)
    ).fetchone()
    return _memory(*row) if row else Memory()


def remember(database: Connection, url: str, memory: Memory) -> None:
    """Remember this of an address; writes only what is different."""
    row = (
        storable(memory.etag), storable(memory.last_modified), storable(memory.digest),
        None if memory.not_before is None else seconds(memory.not_before), memory.gone,
    )  # fmt: skip
    if remembered(database, url) != _memory(*row):
        with writing(database):
            database.execute("INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?, ?)", (storable(url), *row))


def _memory(etag: str, last_modified: str, digest: str, not_before: int | None, gone: int) -> Memory:
    return Memory(
        etag=etag, last_modified=last_modified, digest=digest,
        not_before=None if not_before is None else moment_of(not_before), gone=bool(gone),
    )  # fmt: skip


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

_WITHOUT = f"""
    SELECT number FROM piece
    WHERE (moment >= :since OR (seen >= :since AND NOT backlog))
    AND NOT EXISTS (SELECT 1 FROM picture WHERE picture.piece = piece.number)
    AND (
        SELECT max(image) = '' AND max(url) != '' FROM article
        WHERE article.number BETWEEN piece.number << {SOURCE_BITS} AND piece.number << {SOURCE_BITS} | {SOURCE_MASK}
    )
    ORDER BY moment DESC, number DESC LIMIT :most
"""


def without_picture(database: Connection, since: datetime, most: int) -> list[Article]:
    """Return the newest pieces without a picture whose own page was not asked for one; see `Archive`."""
    rows = database.execute(_WITHOUT, {"since": from_on(since), "most": most}).fetchall()
    return list(pieces(database, [number for (number,) in rows]).values())


def asked_for_picture(database: Connection, ids: Iterable[str]) -> None:
    """Remember that the own pages of these were asked for a picture."""
    with writing(database):
        for id in ids:
            database.execute(f"INSERT OR IGNORE INTO picture {_OF_PIECE}", ("", "", 0, number_of(database, id)))


def give_picture(database: Connection, id: str, image: str, alt: str, width: int) -> None:
    """Give a piece the picture of its own page; its sources' own goes before it."""
    given = (storable(image), storable(alt), min(width, WIDEST), number_of(database, id))
    with writing(database):
        database.execute(f"INSERT OR REPLACE INTO picture {_OF_PIECE}", given)


_OF_PIECE = "SELECT number, ?, ?, ? FROM piece WHERE number = ?"
