"""What `fetch` remembers between two days: of each address it asks for, and of the pictures it looked for.

Of an address there are two rows: what the site wants, for all who ask, and what came last, for each source that asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from newsletter.archive.reading import number_of, numbers, pieces
from newsletter.archive.rows import SOURCE_BITS, SOURCE_MASK, WIDEST, from_on, key, moment_of, seconds, storable
from newsletter.archive.schema import writing
from newsletter.model import Article, Struct, replace


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


def remembered(database: Connection, url: str, source: str) -> Memory:
    """Return what is remembered of an address that a source asked for; see `Archive`."""
    of_site = _remembered(database, url)
    return replace(_remembered(database, _own(url, source)), not_before=of_site.not_before, gone=of_site.gone)


def remember(database: Connection, url: str, memory: Memory, source: str) -> None:
    """Remember this of an address; writes only what is different."""
    _remember(database, _own(url, source), replace(memory, not_before=None, gone=False))
    _remember(database, url, Memory(not_before=memory.not_before, gone=memory.gone))


def _own(url: str, source: str) -> str:
    """Return under what stands what came of an address for one source alone. No address holds the end of a line."""
    return f"{source}\n{url}"


def _remembered(database: Connection, place: str) -> Memory:
    row = database.execute(
        "SELECT etag, last_modified, digest, not_before, gone FROM memory WHERE url = ?", (storable(place),)
    ).fetchone()
    return _memory(*row) if row else Memory()


def _remember(database: Connection, place: str, memory: Memory) -> None:
    row = (
        storable(memory.etag), storable(memory.last_modified), storable(memory.digest),
        None if memory.not_before is None else seconds(memory.not_before), memory.gone,
    )  # fmt: skip
    if _remembered(database, place) != _memory(*row):
        with writing(database):
            database.execute("INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?, ?)", (storable(place), *row))


def _memory(etag: str, last_modified: str, digest: str, not_before: int | None, gone: int) -> Memory:
    return Memory(
        etag=etag, last_modified=last_modified, digest=digest,
        not_before=None if not_before is None else moment_of(not_before), gone=bool(gone),
    )  # fmt: skip


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

_LACKS = f"""
    NOT EXISTS (SELECT 1 FROM picture WHERE picture.piece = piece.number)
    AND (
        SELECT max(image) = '' AND max(url) != '' FROM article
        WHERE article.number BETWEEN piece.number << {SOURCE_BITS} AND piece.number << {SOURCE_BITS} | {SOURCE_MASK}
    )
"""
_WITHOUT = f"""
    SELECT number FROM piece
    WHERE number IN (
        SELECT number FROM piece WHERE moment >= :since
        UNION SELECT number FROM piece WHERE seen >= :since AND NOT backlog
    )
    AND {_LACKS}
    ORDER BY +moment DESC, number DESC LIMIT :most
"""


def without_picture(database: Connection, since: datetime, most: int) -> list[Article]:
    """Return the newest pieces without a picture whose own page was not asked for one; see `Archive`."""
    rows = database.execute(_WITHOUT, {"since": from_on(since), "most": most}).fetchall()
    return list(pieces(database, [number for (number,) in rows]).values())


def lacking_picture(database: Connection, ids: Iterable[str]) -> list[Article]:
    """Return those of these articles without a picture whose own page was not asked for one."""
    asked = str([*numbers(database, map(key, ids)).values()])
    rows = database.execute(f"SELECT number FROM piece WHERE number IN (SELECT value FROM json_each(?)) AND {_LACKS}",
                            (asked,)).fetchall()
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
