"""Bands and the pieces that may join them → which stand in which band, in order, with reasons; which are beaten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from newsletter.errors import UsageError
from newsletter.model import canonical
from newsletter.pick.bands import Band
from newsletter.pick.hand import ByHand, quoted
from newsletter.pick.same import Candidate

LARGE = 600  # pixels from which a picture carries a lead: the width of a letter's column

Claims = Mapping[Candidate, tuple[Band, ...]]


class Chosen(NamedTuple):
    """A piece that stands in a band, why, and whether by hand."""

    candidate: Candidate
    reason: str
    by_hand: bool = False


class Beaten(NamedTuple):
    """A piece that a limit beat: the limit as it is told in the band, and `where` else it must be said."""

    candidate: Candidate
    limit: str
    where: str = ""


class Filled(NamedTuple):
    """A band with the pieces that stand in it and those beaten by a limit, both newest first."""

    band: Band
    chosen: tuple[Chosen, ...]
    beaten: tuple[Beaten, ...] = ()


def fill(bands: Sequence[Band], claims: Claims, hand: ByHand, most: int | None) -> list[Filled]:
    """Return the bands filled, in the order of filling.

    Args:
        claims: the pieces that may come in, and the bands that each may join, in the order of filling.
        most: stories in all. After what is in by hand they are dealt out in rounds: the first of each band, leads
            before the others, then the second of each, so that no band starves the next.

    Raises UsageError where no block can take what must be in by hand.
    """
    newest_first = sorted(claims, key=recency)
    placed = _by_hand(bands, claims, hand)
    pools: defaultdict[Band, list[Candidate]] = defaultdict(list)
    for candidate in newest_first:
        for band in claims[candidate] if candidate not in placed else ():
            pools[band].append(candidate)
    taken: set[Candidate] = set()
    filled: list[Filled] = []
    for band in bands:
        pool = [candidate for candidate in pools[band] if candidate not in taken]
        pinned = sorted((candidate for candidate, home in placed.items() if home is band), key=recency)
        chosen = _lead(band, pool, pinned, hand) if band.leads else _section(band, pool, pinned)
        taken.update(one.candidate for one in chosen)
        filled.append(Filled(band, chosen))
    return _limited([_with_beaten(one, pools[one.band], claims, taken) for one in filled], most)


def recency(candidate: Candidate) -> tuple[bool, float, str, int]:
    """Return what pieces are ordered by: newest first, then the undated as their sources place them."""
    article = candidate.article
    moment = -article.published.timestamp() if article.published else 0.0
    return article.published is None, moment, article.source, article.place


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────


def _by_hand(bands: Sequence[Band], claims: Claims, hand: ByHand) -> dict[Candidate, Band]:
    """Return where the lead by hand and the pins stand."""
    placed: dict[Candidate, Band] = {}
    if hand.lead in claims:
        placed[hand.lead] = _free(hand.lead, [band for band in bands if band.leads], placed)
    for pin in hand.pins:
        if pin in claims:
            placed[pin] = _free(pin, _homes(claims[pin], bands), placed)
    return placed


def _homes(claimed: Iterable[Band], bands: Sequence[Band]) -> list[Band]:
    """Return the bands a pin may stand in, the best first: what it matches, the rest, any section, a lead."""
    rest = [band for band in bands if band.takes_rest]
    sections = sorted((band for band in bands if not band.single), key=lambda band: band.index)
    leads = [band for band in bands if band.leads]
    return [*(band for band in claimed if not band.leads), *rest, *sections, *leads]


def _free(candidate: Candidate, homes: Iterable[Band], placed: Mapping[Candidate, Band]) -> Band:
    for band in homes:
        if not (band.single and band in placed.values()):
            return band
    raise UsageError(
        f"no block of the standing matter has room for {quoted(candidate)}",
        todo="add a block with pick = {} to it: a 'lead' for the lead, a 'section' for the rest",
    )


# ── by rule ──────────────────────────────────────────────────────────────────────────────────────────────────


def _lead(band: Band, pool: Sequence[Candidate], pinned: Sequence[Candidate], hand: ByHand) -> tuple[Chosen, ...]:
    if pinned:
        return tuple(Chosen(one, "lead by hand" if one is hand.lead else "pinned", by_hand=True) for one in pinned)
    rules = (
        (" with a large picture", lambda article: article.image and article.image_width >= LARGE),
        (" with a picture", lambda article: article.image),
        ("", lambda article: True),
    )
    for words, rule in rules:
        for candidate in pool:
            if rule(candidate.article):
                return (Chosen(candidate, _newest(candidate, 0) + words),)
    return ()


def _section(band: Band, pool: Sequence[Candidate], pinned: Sequence[Candidate]) -> tuple[Chosen, ...]:
    """Return the pins and the newest others up to the limit, newest first."""
    room = len(pool) if band.most is None else max(0, band.most - len(pinned))
    ranked = sorted((*pinned, *pool[:room]), key=recency)
    return tuple(
        Chosen(one, "pinned", by_hand=True) if one in pinned else Chosen(one, _newest(one, rank, band.name))
        for rank, one in enumerate(ranked)
    )


def _newest(candidate: Candidate, rank: int, of: str = "") -> str:
    """Return how new a piece is among others; of one without a date, where its source places it."""
    article = candidate.article
    if article.published is None:
        return f"{_ordinal(article.place) or 'first'} in {_short(article.source) or 'its source'}"
    return f"{_ordinal(rank)} newest".strip() + (f" of {of}" if of else "")


def _short(source: str) -> str:
    """Return the last part of a path, or the host of an address: comments are short."""
    return canonical(source).partition("/")[0] if "://" in source else source.rpartition("/")[2]


def _ordinal(rank: int) -> str:
    """Return ``2nd`` for 1, ``3rd`` for 2 …; empty for 0."""
    number = rank + 1
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}" if rank else ""


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────


def _with_beaten(filled: Filled, pool: Sequence[Candidate], claims: Claims, taken: set[Candidate]) -> Filled:
    """Add the pieces that found no room: under the last band that they could have joined."""
    band = filled.band
    beaten = [one for one in pool if one not in taken and claims[one][-1] is band]
    return filled._replace(beaten=tuple(Beaten(one, f"the limit of {band.most}", f" in {band.name}") for one in beaten))


def _limited(filled: list[Filled], most: int | None) -> list[Filled]:
    """Hold the limit in all; what is in by hand stays over it."""
    everything = [chosen for one in filled for chosen in one.chosen]
    if most is None or len(everything) <= most:
        return filled
    turns: dict[Candidate, tuple[int, int]] = {}
    for order, one in enumerate(filled):
        by_rule = [chosen.candidate for chosen in one.chosen if not chosen.by_hand]
        turns |= {candidate: (turn, order) for turn, candidate in enumerate(by_rule)}
    room = max(0, most - (len(everything) - len(turns)))
    beaten = set(sorted(turns, key=turns.__getitem__)[room:])
    return [_cut(one, beaten, f"the limit of {most} stories in all") for one in filled]


def _cut(filled: Filled, beaten: set[Candidate], limit: str) -> Filled:
    stay = tuple(chosen for chosen in filled.chosen if chosen.candidate not in beaten)
    gone = [Beaten(chosen.candidate, limit) for chosen in filled.chosen if chosen.candidate in beaten]
    ordered = sorted((*gone, *filled.beaten), key=lambda one: recency(one.candidate))
    return filled._replace(chosen=stay, beaten=tuple(ordered))
