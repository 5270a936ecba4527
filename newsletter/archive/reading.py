"""The archive asked for articles it is known to hold: of a time, by address, by headline, as they once read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from sqlite3 import Connection

from newsletter.archive.rows import (
    SELECT, SOURCE_BITS, SOURCE_MASK, article, from_on, key, merged, piece_number, seconds,
)  # fmt: skip
from newsletter.archive.trouble import OddRow
from newsletter.model import Article, canonical, replace

_ALWAYS = (-1 << 63, (1 << 63) - 1)  # before and after every moment


def span(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """Return a half-open window as stored moments; None is no limit."""
    return _ALWAYS[0] if since is None else from_on(since), _ALWAYS[1] if until is None else from_on(until)


def sources(database: Connection) -> dict[int, str]:
    """Return the names of all sources by their numbers."""
    return dict(database.execute("SELECT number, name FROM source"))


# ── of a time ────────────────────────────────────────────────────────────────────────────────────────────────

_WITHIN = f"""
    {SELECT}
    WHERE piece.number IN (
        SELECT number FROM piece WHERE moment >= :since AND moment < :until
        UNION SELECT number FROM piece WHERE seen >= :since AND seen < :until AND NOT backlog
        UNION SELECT value FROM json_each(:also)
    ) AND article.seen < :until
"""
_MARKED = "SELECT piece FROM mark WHERE since < :at AND (until IS NULL OR until >= :at)"


def within(
    database: Connection, since: datetime | None, until: datetime | None, also: Iterable[str], marked: datetime | None
) -> list[Article]:
    """Return the rows of a window; see `Archive.within`."""
    start, end = span(since, until)
    asked_for = numbers(database, (key(id) for wanted in also for id in (wanted, canonical(wanted)))).values()
    marks = {piece_number(piece) for (piece,) in database.execute(_MARKED, {"at": span(None, marked)[1]})}
    names = sources(database)
    rows = database.execute(_WITHIN, {"since": start, "until": end, "also": str([*marks.union(asked_for)])})
    found = (_marked(article(row, names), row[0] >> SOURCE_BITS in marks) for row in rows)
    return sorted(found, key=lambda one: (one.source, one.place))


def _marked(article: Article, kept: bool) -> Article:
    return article if article.kept is kept else replace(article, kept=kept)


# Who is among the last to have come is among those with the latest dates, or among those seen last: each by an index.
_LATEST = """
    SELECT number FROM (
        SELECT * FROM (SELECT number, moment AS came FROM piece WHERE moment >= :since ORDER BY moment DESC LIMIT :most)
        UNION ALL
        SELECT * FROM (SELECT number, seen FROM piece WHERE seen >= :since AND NOT backlog ORDER BY seen DESC LIMIT :most)
    )
    GROUP BY number ORDER BY max(came) DESC, number LIMIT :most
"""


def latest(database: Connection, since: datetime, most: int) -> list[Article]:
    """Return the pieces that came last; see `Archive.latest`."""
    newest = database.execute(_LATEST, {"since": from_on(since), "most": most})
    return list(pieces(database, [number for (number,) in newest]).values())


# ── by name ──────────────────────────────────────────────────────────────────────────────────────────────────


_AT_ONCE = 500  # values that one statement asks for


def numbers(database: Connection, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Return the number of the piece for each `rows.key` that is there."""
    found: dict[bytes, int] = {}
    asked = iter(keys)
    while some := tuple(islice(asked, _AT_ONCE)):
        places = ", ".join("?" * len(some))
        rows = database.execute(f"SELECT key, piece FROM address WHERE key IN ({places})", some)
        found.update((key, piece_number(piece)) for key, piece in rows)
    return found


def number_of(database: Connection, id: str) -> int | None:
    """Return the number of the piece with an `Article.id`; None where there is none."""
    return numbers(database, [key(id)]).get(key(id))


def known(database: Connection, ids: Iterable[str]) -> dict[str, Article]:
    """Return the articles of these ids that are there."""
    keys = {id: key(id) for id in ids}
    there = numbers(database, keys.values())
    found = pieces(database, there.values())
    return {id: found[there[key]] for id, key in keys.items() if key in there}


def pieces(database: Connection, wanted: Iterable[int]) -> dict[int, Article]:
    """Return each of these pieces, merged from its rows, in the order asked for."""
    names = sources(database)
    found = {}
    for number in wanted:
        rows = database.execute(f"{SELECT} WHERE piece.number = ?", (number,)).fetchall()
        if not rows:
            raise OddRow
        found[number] = merged([article(row, names) for row in rows])
    return found


# ── as it once read ──────────────────────────────────────────────────────────────────────────────────────────

_WORDING = f"""
    SELECT coalesce(earlier.title, article.title), coalesce(earlier.teaser, article.teaser)
    FROM article
    JOIN source ON source.number = article.number & {SOURCE_MASK}
    LEFT JOIN wording AS earlier ON earlier.article = article.number AND earlier.until = (
        SELECT min(until) FROM wording WHERE wording.article = article.number AND until > :at
    )
    WHERE article.number BETWEEN :piece << {SOURCE_BITS} AND :piece << {SOURCE_BITS} | {SOURCE_MASK}
    AND article.seen <= :at
    ORDER BY coalesce(
        (SELECT max(until) FROM wording WHERE wording.article = article.number AND until <= :at), article.seen
    ) DESC, article.published DESC, source.name
"""


def wording(database: Connection, id: str, at: datetime) -> tuple[str, str] | None:
    """Return headline and teaser as they were at a moment; see `Archive.wording`."""
    piece = number_of(database, id)
    rows = database.execute(_WORDING, {"piece": piece, "at": seconds(at)}).fetchall() if piece else []
    if not rows:
        return None
    return rows[0][0], next((teaser for _, teaser in rows if teaser), "")
