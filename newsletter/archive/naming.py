"""What an editor calls an article — its address, its headline, words of it — → the articles meant, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from sqlite3 import Connection

from newsletter.archive.reading import number_of, pieces
from newsletter.archive.rows import SOURCE_BITS, headline, spelled_out, words
from newsletter.archive.search import expression, quoted
from newsletter.model import Article, canonical, folded


def named(database: Connection, wanted: str, most: int) -> list[Article]:
    """Return what an address, a headline or words of one mean; see `Archive.named`."""
    if number := number_of(database, canonical(wanted)):
        return list(pieces(database, [number]).values())
    words = headline(wanted)
    return (
        _with_headline(database, words, most)
        or _with_words(database, _phrase(words), lambda line: f" {words} " in f" {line} ", most)
        or _with_words(database, expression(words, exact=True), lambda line: _all_in(words, line), most)
    )


def by_titles(database: Connection, titles: Iterable[str]) -> dict[str, Article]:
    """Return the newest article of each headline that is there, by the folded headline."""
    found = {}
    for title in titles:
        if articles := _with_headline(database, headline(title), 1):
            found[folded(title)] = articles[0]
    return found


def _with_headline(database: Connection, words: str, most: int) -> list[Article]:
    """Return the newest pieces of which a row has just this folded headline, with or without ``[Video]`` before it."""
    if not _phrase(words):
        return []
    beginning = f"^ {_phrase(words)} OR ^ {_phrase(f'video {words}')}"
    return _with_words(database, beginning, lambda line: line == words, most)


def _phrase(words: str) -> str:
    """Return folded words as a phrase; empty where there is none among them."""
    return quoted(spelled_out(words)) if any(letter.isalnum() for letter in words) else ""


def _all_in(words: str, line: str) -> bool:
    return set(words.split()) <= set(line.split())


_NEWEST = f"""
    SELECT words.rowid FROM words JOIN piece ON piece.number = words.rowid >> {SOURCE_BITS}
    WHERE words MATCH ? ORDER BY +piece.moment DESC, words.rowid
"""


def _with_words(database: Connection, match: str, holds: Callable[[str], bool], most: int) -> list[Article]:
    """Return the newest pieces of which a headline holds the words; what the index finds is looked at again.

    In `rows.letters` the other words of a row stand, too.
    """
    found: dict[int, None] = {}
    rows = database.execute(_NEWEST, (f"{{title letters}} : ({match})",)) if match else ()
    for (row,) in rows:
        (title,) = database.execute("SELECT title FROM article WHERE number = ?", (row,)).fetchone() or (None,)
        if holds(headline(words(title))):
            found[row >> SOURCE_BITS] = None
        if len(found) == most:
            break
    return list(pieces(database, found).values())
