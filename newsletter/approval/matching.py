"""The units of two letters → which of the earlier is which of the later, and which of them moved."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from newsletter.approval.units import Unit
from newsletter.approval.wording import likeness
from newsletter.model import folded

_ALIKE = 0.5  # of its words a story must keep to be the same one with another headline and another address


class Matched(NamedTuple):
    """What became of the units of a letter.

    Attributes:
        same: each pair, in the order of the later letter.
        gone, new: those without a partner, in the order of their letter.
        moved: positions in the later letter of those that stand elsewhere among the others.
    """

    same: tuple[tuple[Unit, Unit], ...]
    gone: tuple[Unit, ...]
    new: tuple[Unit, ...]
    moved: frozenset[str]


def matched(before: Mapping[str, Unit], after: Mapping[str, Unit]) -> Matched:
    """Return which unit of a letter is which of a later one: by address, by headline, by place."""
    stories = _paired(_stories(before), _stories(after), _STORY_KEYS)
    bands = _paired(_bands(before), _bands(after), (lambda band: folded(band.title) if band.title else "",))
    bands |= _by_stories(stories, bands, before, after)
    bands |= _paired(_rest(_bands(before), bands.values()), _rest(_bands(after), bands), (lambda band: band.position,))
    partner = stories | bands
    kept = set(partner.values())
    return Matched(
        same=tuple((before[partner[position]], unit) for position, unit in after.items() if position in partner),
        gone=tuple(unit for position, unit in before.items() if position not in kept and _says(unit)),
        new=tuple(unit for position, unit in after.items() if position not in partner and _says(unit)),
        moved=_moved(_stories(after), stories, before, bands) | _moved_bands(_bands(after), bands, before),
    )


_Pairs = dict[str, str]  # position in the later letter → position in the earlier one
_Key = Callable[[Unit], str]
_STORY_KEYS: tuple[_Key, ...] = (
    lambda story: f"{story.address} {folded(story.title)}" if story.address else "",
    lambda story: story.address,
    lambda story: folded(story.title) if story.title else "",
)


def _stories(units: Mapping[str, Unit]) -> list[Unit]:
    return [unit for unit in units.values() if unit.is_story]


def _bands(units: Mapping[str, Unit]) -> list[Unit]:
    return [unit for unit in units.values() if not unit.is_story]


def _says(unit: Unit) -> bool:
    """Say whether a unit is anything to a reader; a band of stories without a heading is only the room they stand in."""
    return unit.is_story or bool(unit.words or unit.pictures)


def _rest(units: Iterable[Unit], taken: Iterable[str]) -> list[Unit]:
    known = set(taken)
    return [unit for unit in units if unit.position not in known]


def _paired(before: list[Unit], after: list[Unit], keys: Iterable[_Key]) -> _Pairs:
    """Return pairs by each key in turn, the first of those with the same key first; at last stories by their place."""
    pairs: _Pairs = {}
    for key in keys:
        waiting: dict[str, list[str]] = {}
        for unit in _rest(before, pairs.values()):
            waiting.setdefault(key(unit), []).append(unit.position)
        for unit in _rest(after, pairs):
            if key(unit) and waiting.get(key(unit)):
                pairs[unit.position] = waiting[key(unit)].pop(0)
    places = {unit.position: unit for unit in _rest(before, pairs.values()) if unit.is_story}
    for unit in _rest(after, pairs):
        there = places.get(unit.position)
        if unit.is_story and there and likeness(there.words, unit.words) >= _ALIKE:
            pairs[unit.position] = there.position
    return pairs


def _by_stories(stories: _Pairs, bands: _Pairs, before: Mapping[str, Unit], after: Mapping[str, Unit]) -> _Pairs:
    """Return pairs of the bands that nothing else names: the one where most of its stories stood."""
    taken = set(bands.values())
    found: _Pairs = {}
    for band in _rest(_bands(after), bands):
        there = Counter(before[old].band for new, old in stories.items() if after[new].band == band.position)
        for old, _ in there.most_common():
            if old in before and old not in taken:
                found[band.position] = old
                taken.add(old)
                break
    return found


# ── order ────────────────────────────────────────────────────────────────────────────────────────────────────


def _moved(stories: list[Unit], pairs: _Pairs, before: Mapping[str, Unit], homes: _Pairs) -> frozenset[str]:
    """Return the stories that stand in another order, as few as explain it; not those that moved with their band."""
    moved: set[str] = set()
    bands: dict[str, list[str]] = {}
    for story in stories:
        if story.position in pairs:
            bands.setdefault(story.band, []).append(story.position)
    order = {position: place for place, position in enumerate(before)}
    for band, positions in bands.items():
        here = [position for position in positions if before[pairs[position]].band == homes.get(band)]
        moved |= set(positions) - set(here)
        moved |= set(here) - _in_order(here, [order[pairs[position]] for position in here])
    return frozenset(moved)


def _moved_bands(bands: list[Unit], pairs: _Pairs, before: Mapping[str, Unit]) -> frozenset[str]:
    order = {position: place for place, position in enumerate(before)}
    here = [band.position for band in bands if band.position in pairs]
    return frozenset(set(here) - _in_order(here, [order[pairs[position]] for position in here]))


def _in_order(positions: list[str], places: list[int]) -> set[str]:
    """Return the largest set of positions whose places ascend (the longest ascending subsequence)."""
    ends: list[int] = []
    at: list[int] = []
    came_from: list[int] = []
    for number, place in enumerate(places):
        length = bisect_left(ends, place)
        came_from.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        at[length : length + 1] = [number]
    kept, number = set(), at[-1] if at else -1
    while number >= 0:
        kept.add(positions[number])
        number = came_from[number]
    return kept
