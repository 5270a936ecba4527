"""Words → the articles that hold them, newest first. Case and accents never matter, and no sign has a meaning."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from json import dumps
from sqlite3 import Connection

from newsletter.archive.reading import numbers, pieces, span
from newsletter.archive.rows import SOURCE_BITS, SOURCE_MASK, from_on, key, spelled_out, storable, words
from newsletter.model import Article, Struct, folded

_PREFIX_FROM = 3  # letters: of what begins with fewer there is no end


class Found(Struct, frozen=True, kw_only=True):
    """What a search found.

    Attributes:
        total: how many pieces there are.
        articles: the newest of them, each once.
    """

    total: int = 0
    articles: tuple[Article, ...] = ()


def expression(query: str, *, exact: bool = False) -> str:
    """Return the FTS5 expression for words that must all be there, of the last the beginning unless `exact`.

    Empty where there is no word in the query. Each word is a phrase in quotation marks, so that no sign in it is an
    operator; one of a script without blanks is a phrase of its letters.
    """
    phrases = list(dict.fromkeys(quoted(words) for word in query.split() if (words := _searchable(word))))
    if phrases and not exact and len(phrases[-1]) >= _PREFIX_FROM + 2:
        phrases[-1] += " *"
    return " ".join(phrases)


def quoted(words: str) -> str:
    """Return words as a phrase of FTS5: side by side, and no sign among them an operator."""
    return '"' + words.replace('"', '""') + '"'


def _searchable(word: str) -> str:
    spelled = spelled_out(storable(word))
    return spelled if any(letter.isalnum() for letter in spelled) else ""


# ── search ───────────────────────────────────────────────────────────────────────────────────────────────────


def search(
    database: Connection, query: str, since: datetime | None, until: datetime | None, section: str, source: str,
    kept: bool, most: int, skip: Collection[str], ahead: datetime | None,
) -> Found:  # fmt: skip
    """Return what holds the words and meets all conditions; see `Archive.search`."""
    start, end = span(since, until)
    match = expression(query)
    if query.strip() and not match:
        return Found()
    # The sign before a name keeps SQLite from walking the whole index of moments to find a few articles in it.
    moment = "+moment" if match or section or source or kept else "moment"
    conditions = [
        _pieces_with(match=bool(match), section=bool(section), source=bool(source)),
        f"{moment} >= :since" if since else "",
        f"{moment} < :until" if until else "",
        "kept" if kept else "",
        "number NOT IN (SELECT value FROM json_each(:skip))" if skip else "",
    ]
    where = " AND ".join(filter(None, conditions)) or "1"
    asked = {
        "match": match, "since": start, "until": end, "ahead": from_on(ahead) if ahead else 0,
        "source": _source(database, source),
        "skip": str([*numbers(database, map(key, skip)).values()]),
        "sections": dumps(_spellings(database, section)),
    }  # fmt: skip
    (total,) = database.execute(f"SELECT count(*) FROM piece WHERE {where}", asked).fetchone()
    top: list[int] = []
    # Of the backlog that has no date nobody can say when it was: it would stand before all that is dated.
    undated = "backlog AND moment = seen"
    parts = (f"{moment} < :ahead AND NOT ({undated})", f"{moment} >= :ahead AND NOT ({undated})", undated) if ahead else ("1",)
    for part in parts:
        newest = f"SELECT number FROM piece WHERE {where} AND {part} ORDER BY {moment} DESC, number DESC LIMIT :most"
        top += [number for (number,) in database.execute(newest, asked | {"most": most - len(top)})]
    return Found(total=total, articles=tuple(pieces(database, top).values()))


def _pieces_with(*, match: bool, section: bool, source: bool) -> str:
    """Return the condition on a piece that one of its rows holds the words, and is of the section and the source.

    What is asked of a row stands in small indexes; the rows themselves are wide, and ten thousand of them slow.
    """
    of_section = "section IN (SELECT value FROM json_each(:sections))"
    if match:
        rows = "(SELECT rowid AS number FROM words WHERE words MATCH :match) AS found"
        in_section = f"EXISTS (SELECT 1 FROM article WHERE {of_section} AND article.number = found.number)"
    elif section or source:
        rows, in_section = "article AS found INDEXED BY article_section", of_section
    else:
        return ""
    conditions = [in_section if section else "1", f"number & {SOURCE_MASK} = :source" if source else "1"]
    return f"number IN (SELECT number >> {SOURCE_BITS} FROM {rows} WHERE {' AND '.join(conditions)})"


def _source(database: Connection, name: str) -> int:
    row = database.execute("SELECT number FROM source WHERE name = ?", (storable(name),)).fetchone()
    return row[0] if row else 0


# Each spelling once, by a step of the index for each: a plain DISTINCT reads the whole of it.
_SECTIONS = """
    WITH RECURSIVE each_one (section) AS (
        SELECT min(section) FROM article
        UNION ALL SELECT (SELECT min(section) FROM article WHERE section > each_one.section) FROM each_one
        WHERE each_one.section IS NOT NULL
    )
    SELECT section FROM each_one WHERE section IS NOT NULL
"""


def _spellings(database: Connection, section: str) -> list[str]:
    """Return all spellings of a section's name that are there, as far as case, accents and punctuation go."""
    wanted = folded(section)
    return [name for (name,) in database.execute(_SECTIONS) if folded(words(name)) == wanted] if section else []
