"""Articles of one source → rows: new ones, changed ones with their earlier wording, and nothing for the same again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from sqlite3 import Connection
from typing import NamedTuple

from newsletter.archive.reading import number_of, numbers
from newsletter.archive.rows import (
    COLUMNS, PUBLISHED, SOURCE_BITS, SOURCE_MASK, TEASER, TITLE, Values, key, letters,
    moment_of, row_number, searched, seconds, storable, values,
)  # fmt: skip
from newsletter.archive.schema import writing
from newsletter.model import Article, Struct, replace

BATCH = 10_000  # articles in one transaction: memory stays flat, and another process waits some tenths of a second
MOST_NEW = 1_000


class Put(Struct, frozen=True, kw_only=True):
    """What came of putting articles in.

    Attributes:
        new: the first 1,000 of those that no source had brought before, with `seen` and `backlog`.
        new_count: how many these are in all.
        changed: how many have another headline or teaser than this source gave them before.
    """

    new: tuple[Article, ...] = ()
    new_count: int = 0
    changed: int = 0


class _Row(NamedTuple):
    """A row to write: its number, what its source says now and said before, and `rows.letters` of now."""

    number: int
    said: Values
    letters: str
    before: Values = ()


class _Batch(NamedTuple):
    """What a batch of articles asks to be written."""

    addresses: list[tuple[bytes, int]]  # key, number
    pieces: list[tuple[int, int]]  # number, moment
    new: list[Article]
    added: list[_Row]
    changed: list[_Row]


def put(database: Connection, name: str, articles: Iterable[Article], when: datetime) -> Put:
    """Store what a source gave at a moment; see `Archive.put`."""
    coming, at = iter(articles), seconds(when)
    new: list[Article] = []
    new_count = changed = 0
    first = True
    while (batch := list(islice(coming, BATCH))) or first:
        first = False
        with writing(database):
            source, settled = _source(database, name)
            found = _compared(database, source, batch, at)
            _write(database, found, at, backlog=not settled)
        new_count += len(found.new)
        changed += sum(_reworded(row) for row in found.changed)
        stored = {"source": name, "seen": moment_of(at), "backlog": not settled}
        new += [replace(article, **stored) for article in found.new[: MOST_NEW - len(new)]]
    _settle(database, source)
    return Put(new=tuple(new), new_count=new_count, changed=changed)


def _source(database: Connection, name: str) -> tuple[int, bool]:
    """Return a source's number, and whether its first put has come to its end; what came till then is its backlog."""
    asked = "SELECT number, settled FROM source WHERE name = ?", (storable(name),)
    row = database.execute(*asked).fetchone()
    if row is None:
        database.execute("INSERT INTO source (name) VALUES (?)", (storable(name),))
        row = database.execute(*asked).fetchone()
    return row[0], bool(row[1])


def _settle(database: Connection, source: int) -> None:
    if database.execute("SELECT 1 FROM source WHERE number = ? AND NOT settled", (source,)).fetchone():
        with writing(database):
            database.execute("UPDATE source SET settled = 1 WHERE number = ?", (source,))


# ── what is different ────────────────────────────────────────────────────────────────────────────────────────

_ROW = f"SELECT {', '.join(COLUMNS)} FROM article WHERE number = ?"


def _compared(database: Connection, source: int, batch: Iterable[Article], at: int) -> _Batch:
    """Return what of a batch is not stored so already. Of two of one id in it the first counts."""
    (last,) = database.execute("SELECT coalesce(max(number), 0) FROM piece").fetchone()
    found = _Batch([], [], [], [], [])
    once: dict[bytes, Article] = {}
    for article in batch:
        once.setdefault(key(article.id), article)
    there = numbers(database, sorted(once))
    for id, article in once.items():
        said = values(article)
        piece = there.get(id)
        if piece is None:
            last += 1
            found.addresses.append((id, last))
            found.pieces.append((last, at if said[PUBLISHED] is None else said[PUBLISHED]))
            found.new.append(article)
            found.added.append(_Row(row_number(last, source), said, letters(said)))
            continue
        number = row_number(piece, source)
        before = database.execute(_ROW, (number,)).fetchone()
        if before is None:
            found.added.append(_Row(number, said, letters(said)))
        elif before != said:
            found.changed.append(_Row(number, said, letters(said), before))
    return found


def _reworded(row: _Row) -> bool:
    return (row.said[TITLE], row.said[TEASER]) != (row.before[TITLE], row.before[TEASER])


# ── written ──────────────────────────────────────────────────────────────────────────────────────────────────

_WORDS = "title, teaser, byline, section, tags, letters"
_FORGET = f"INSERT INTO words (words, rowid, {_WORDS}) SELECT 'delete', number, {_WORDS} FROM article WHERE number = ?"
_LEARN = f"INSERT INTO words (rowid, {_WORDS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ADD_PIECE = "INSERT INTO piece (number, moment, seen, backlog) VALUES (?, ?, ?, ?)"
_ADD = f"INSERT INTO article VALUES (?, ?, ?{', ?' * len(COLUMNS)})"
_CHANGE = f"UPDATE article SET letters = ?, {', '.join(f'{name} = ?' for name in COLUMNS)} WHERE number = ?"
_REWORD = "INSERT OR IGNORE INTO wording (article, until, title, teaser) VALUES (?, ?, ?, ?)"
_DATE = f"""
    UPDATE piece SET moment = coalesce(
        (SELECT min(published) FROM article
         WHERE number BETWEEN ?1 << {SOURCE_BITS} AND ?1 << {SOURCE_BITS} | {SOURCE_MASK}),
        seen
    )
    WHERE number = ?1
"""


def _write(database: Connection, found: _Batch, at: int, *, backlog: bool) -> None:
    """Write a batch. The index takes rows fastest in the order of their numbers, hence the sorting."""
    many = database.executemany
    added, changed = sorted(found.added), sorted(found.changed)
    respelled = [row for row in changed if searched(row.said) != searched(row.before)]
    many(_FORGET, [(row.number,) for row in respelled])
    many("INSERT INTO address VALUES (?, ?)", sorted(found.addresses))
    many(_ADD_PIECE, [(*piece, at, backlog) for piece in found.pieces])
    many(_ADD, ((row.number, at, row.letters, *row.said) for row in added))
    many(_CHANGE, ((row.letters, *row.said, row.number) for row in changed))
    many(_LEARN, ((row.number, *searched(row.said), row.letters) for row in sorted([*added, *respelled])))
    many(_REWORD, ((row.number, at, row.before[TITLE], row.before[TEASER]) for row in changed if _reworded(row)))
    many(_DATE, {(row.number >> SOURCE_BITS,) for row in _redated(found)})


def _redated(found: _Batch) -> Iterator[_Row]:
    """Yield the rows whose dates bear on that of a piece that was there."""
    new = {number for number, *_ in found.pieces}
    yield from (row for row in found.added if row.number >> SOURCE_BITS not in new)
    yield from (row for row in found.changed if row.said[PUBLISHED] != row.before[PUBLISHED])


_MARK = "INSERT OR REPLACE INTO mark VALUES (:piece, :at, NULL)"
_UNMARK = "UPDATE mark SET until = max(:at, since) WHERE piece = :piece AND until IS NULL"


def keep(database: Connection, id: str, at: datetime, on: bool) -> bool:
    """Set or take away a mark; return whether the article is there."""
    with writing(database):
        number = number_of(database, id)
        asked = "UPDATE piece SET kept = ? WHERE number = ? AND kept != ?", (on, number, on)
        if database.execute(*asked).rowcount:
            database.execute(_MARK if on else _UNMARK, {"piece": number, "at": seconds(at)})
    return number is not None
