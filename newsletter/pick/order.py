"""The pieces that may join a band → the order in which it takes them, and the words for where one stands among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set

from newsletter.model import canonical
from newsletter.pick.bands import Band
from newsletter.pick.same import Candidate

LARGE = 600  # pixels from which a picture carries a lead: the width of a letter's column

_PICTURES = (" with a large picture", " with a picture", "")
_COUNTED = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def recency(candidate: Candidate) -> tuple[bool, float, str, float, int]:
    """Return what pieces are ordered by: newest first, then the undated as their sources place them.

    What a source showed later stands before what it showed earlier: each time its places begin at 0.
    """
    article = candidate.article
    if article.published:
        return False, -article.published.timestamp(), article.source, 0.0, article.place
    return True, 0.0, article.source, -article.seen.timestamp() if article.seen else 0.0, article.place


def by_preference(band: Band, pool: Sequence[Candidate]) -> list[Candidate]:
    """Return the pieces in the order in which a band takes them, whatever earlier numbers carried.

    A lead goes to the largest picture first. Of those alike, kept ones go before newer ones.

    Args:
        pool: newest first.
    """
    if band.leads:
        return sorted(pool, key=lambda candidate: (picture(candidate), not candidate.article.kept))
    return sorted(pool, key=lambda candidate: not candidate.article.kept)


def picture(candidate: Candidate) -> int:
    """Return 0 for a piece with a large picture, 1 for one with a picture, 2 for one without."""
    article = candidate.article
    return 2 if not article.image else int(article.image_width < LARGE)


def fit(band: Band, pool: Sequence[Candidate]) -> list[Candidate]:
    """Return those that balance chooses among, for a lead those with a picture if there are any; never kept ones."""
    free = [candidate for candidate in pool if not candidate.article.kept]
    return [candidate for candidate in free if band.leads and candidate.article.image] or free


def ranks(band: Band, newest_first: Iterable[Candidate], wanted: Set[Candidate]) -> dict[Candidate, int]:
    """Return how many newer pieces each of the wanted has before it; for a lead, of those with as good a picture."""
    counts: Counter[int] = Counter()
    ranked: dict[Candidate, int] = {}
    for candidate in newest_first:
        if len(ranked) == len(wanted):
            break
        group = picture(candidate) if band.leads else 0
        if candidate in wanted:
            ranked[candidate] = counts[group]
        counts[group] += 1
    return ranked


def newest(candidate: Candidate, rank: int, band: Band) -> str:
    """Return how new a piece is among others; of one without a date, where its source places it."""
    article = candidate.article
    if article.published is None:
        words = f"{_ordinal(article.place) or 'first'} in {short(article.source) or 'its source'}"
    else:
        words = f"{_ordinal(rank)} newest".strip() + ("" if band.leads else f" of {band.name}")
    return words + (_PICTURES[picture(candidate)] if band.leads else "")


def passed_over(candidate: Candidate, rank: int, band: Band, winner: Candidate) -> str:
    """Return how the reason of a winner calls a piece that it was taken before."""
    if candidate.article.published is None:
        return f"number {candidate.article.place + 1:,} in {short(candidate.article.source) or 'its source'}"
    other = band.leads and picture(candidate) != picture(winner)
    return f"the {_ordinal(rank)} newest".replace("  ", " ") + (_PICTURES[picture(candidate)] if other else "")


def short(source: str) -> str:
    """Return the last part of a path, or the host of an address: comments are short."""
    return canonical(source).partition("/")[0] if "://" in source else source.rpartition("/")[2]


def counted_out(number: int) -> str:
    """Return ``third`` for 3, and ``11th`` for 11."""
    return _COUNTED[number - 1] if number <= len(_COUNTED) else _ordinal(number - 1)


def _ordinal(rank: int) -> str:
    """Return ``2nd`` for 1, ``3rd`` for 2 …; empty for 0."""
    number = rank + 1
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}" if rank else ""
