"""Bands as they were dealt to → in each its pieces in order, every one with its reason."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from newsletter.pick.bands import Band
from newsletter.pick.fill import Queue, Table
from newsletter.pick.homes import strays
from newsletter.pick.order import by_preference, newest, passed_over, ranks, recency
from newsletter.pick.same import Candidate

PINNED = "pinned"


class Filled(NamedTuple):
    """A band with the pieces that stand in it, newest first, and those that were beaten: kept ones, then the newest.

    Each piece comes with its reason.
    """

    band: Band
    chosen: tuple[tuple[Candidate, str], ...]
    beaten: tuple[tuple[Candidate, str], ...]


def with_reasons(queues: Iterable[Queue], table: Table) -> list[Filled]:
    """Return the bands, in the order of filling; what found no room stands under the last band it could have joined."""
    gone: set[Candidate] = set()
    filled = []
    for queue in queues:
        said = {one: _by_hand(one, queue.band, table) for one in queue.pinned} | _by_rule(queue, gone, table)
        chosen = tuple((one, said[one]) for one in sorted(said, key=recency))
        filled.append(Filled(queue.band, chosen, tuple(_beaten(queue, table))))
        gone.update(queue.taken)
    return filled


def _by_hand(candidate: Candidate, band: Band, table: Table) -> str:
    if candidate is table.hand.lead:
        return "lead by hand"
    astray = strays(candidate, band, table.claims[candidate])
    return f"{PINNED}, {astray}" if astray else PINNED


def _by_rule(queue: Queue, gone: Set[Candidate], table: Table) -> dict[Candidate, str]:
    """Return why a band took what it took.

    Args:
        gone: what the bands before it have taken.
    """
    band = queue.band
    there = [one for one in queue.pool if one not in gone]
    place = {one: number for number, one in enumerate(by_preference(band, there))} if queue.behind else {}
    passed = sorted({*queue.behind}.intersection(there).difference(queue.taken), key=place.__getitem__)
    newest_first = sorted((*there, *queue.pinned), key=recency) if queue.pinned else there
    rank = ranks(band, newest_first, {*queue.taken, *passed})
    window = table.settings.window
    said = {}
    for one in queue.taken:
        before = passed[: bisect_left(passed, place[one], key=place.__getitem__)] if passed else []
        said[one] = newest(one, rank[one], band) + window.lateness(one.article)
        if one.article.kept:
            said[one] = "kept for this number"
        elif len(before) == 1:
            (other,) = before
            said[one] += f"; {passed_over(other, rank[other], band, one)} would be the {queue.behind[other]}"
        elif before:
            said[one] += f"; {len(before):,} others stand behind for balance"
    return said


def _beaten(queue: Queue, table: Table) -> Iterator[tuple[Candidate, str]]:
    """Yield the pieces that found no room in this band, the last that they could have joined."""
    band, balanced = queue.band, _beaten_by_balance(queue)
    limit = f"beaten by the limit of {band.name} ({band.most})" if queue.full else f"beaten by {table.limits.in_all}"
    for one in sorted(queue.pool, key=lambda one: not one.article.kept):
        if one not in table.homes and table.claims[one][-1] is band:
            yield one, f"beaten by {table.lost[one]}" if one in table.lost else balanced.get(one, limit)


def _beaten_by_balance(queue: Queue) -> dict[Candidate, str]:
    """Return the reasons of those that would stand before one that was taken, but for balance."""
    if not queue.behind:
        return {}
    place = {one: number for number, one in enumerate(by_preference(queue.band, queue.pool))}
    last = max((place[one] for one in queue.taken), default=-1)
    return {one: f"beaten by balance: it would be the {run}" for one, run in queue.behind.items() if place[one] < last}
