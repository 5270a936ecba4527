"""Bands and the pieces that may join them → each band with what it took, dealt out within all limits.

What is in by hand has its place first. Then each lead takes its piece, and the other bands are dealt to in rounds: the
first of each, then the second of each, so that no limit across the number starves the later bands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from newsletter.pick.balance import stand_behind
from newsletter.pick.bands import Band
from newsletter.pick.hand import ByHand
from newsletter.pick.homes import at_hand
from newsletter.pick.limits import Limits
from newsletter.pick.order import by_preference, fit, recency
from newsletter.pick.same import Candidate
from newsletter.pick.settings import Settings

Claims = Mapping[Candidate, tuple[Band, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """What is dealt, by what limits, and what has become of it.

    Attributes:
        claims: the pieces that may come in, and the bands that each may join, in the order of filling.
        homes: where a piece stands.
        lost: the pieces that a limit of a section or source beat, and which.
        open: the bands that may still take some.
    """

    claims: Claims
    hand: ByHand
    settings: Settings
    limits: Limits
    homes: dict[Candidate, Band]
    lost: dict[Candidate, str] = field(default_factory=dict)
    open: set[Band] = field(default_factory=set)

    def awaits(self, candidate: Candidate, band: Band) -> bool:
        """Return whether a band before this one may still take a piece."""
        for earlier in self.claims[candidate]:
            if earlier is band:
                return False
            if earlier in self.open:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Queue:
    """A band that is dealt to.

    Attributes:
        pool: what may join it, newest first.
        pinned: what stands in it by hand.
        behind: the pieces of the pool that stand behind the others for balance, and what each would be.
        line: who is still to come, the next one last.
        taken: what it took, in the order of taking.
    """

    band: Band
    pool: Sequence[Candidate]
    pinned: Sequence[Candidate]
    behind: Mapping[Candidate, str]
    line: list[Candidate]
    taken: list[Candidate] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether it has as many as it may."""
        most = self.band.most
        return most is not None and len(self.taken) + len(self.pinned) >= most


def fill(bands: Sequence[Band], claims: Claims, hand: ByHand, settings: Settings) -> tuple[list[Queue], Table]:
    """Return the bands in the order of filling, each with what it took, and what became of all pieces.

    Raises UsageError where no block can take what must be in by hand.
    """
    placed = at_hand(bands, claims, hand)
    pools: defaultdict[Band, list[Candidate]] = defaultdict(list)
    for candidate in sorted(claims, key=recency):
        for band in claims[candidate] if candidate not in placed else ():
            pools[band].append(candidate)
    table = Table(claims, hand, settings, Limits(settings, placed), homes=placed)
    groups = [*([band] for band in bands if band.leads), [band for band in bands if not band.leads]]
    return [queue for group in groups for queue in _dealt(group, pools, table)], table


def _dealt(bands: Iterable[Band], pools: Mapping[Band, Sequence[Candidate]], table: Table) -> list[Queue]:
    """Return bands that are dealt to together, after dealing."""
    queues = [_queue(band, [one for one in pools.get(band, ()) if one not in table.homes], table) for band in bands]
    table.open.update(queue.band for queue in queues)
    going = queues
    while going and not table.limits.full:
        for queue in going:
            _turn(queue, table)
        going = [queue for queue in going if queue.band in table.open]
    table.open.clear()
    return queues


def _queue(band: Band, pool: Sequence[Candidate], table: Table) -> Queue:
    behind = stand_behind(band, fit(band, pool), table.settings)
    line = by_preference(band, pool)
    if behind:
        line.sort(key=lambda one: (band.leads and not one.article.image, one in behind))
    pinned = sorted((one for one, home in table.homes.items() if home is band), key=recency)
    return Queue(band, pool, pinned, behind, line[::-1])


def _turn(queue: Queue, table: Table) -> None:
    """Give a band its next piece, unless a band before it may still take what stands first in its line."""
    while queue.line and not queue.full and not table.limits.full:
        candidate = queue.line[-1]
        if candidate not in table.homes:
            if table.awaits(candidate, queue.band):
                return
            if not (by := table.limits.beats(candidate)):
                queue.taken.append(queue.line.pop())
                table.homes[candidate] = queue.band
                table.limits.take(candidate)
                return
            table.lost[candidate] = by
        queue.line.pop()
    table.open.discard(queue.band)
