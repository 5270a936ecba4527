"""Who may come in: the window, the sections asked for, what was skipped by hand, what was carried or stands already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache

from newsletter.errors import UsageError
from newsletter.files import did_you_mean
from newsletter.model import Issue, canonical, folded
from newsletter.pick.bands import Band
from newsletter.pick.hand import ByHand
from newsletter.pick.same import Candidate
from newsletter.pick.settings import Settings
from newsletter.pick.terms import Look, look
from newsletter.pick.window import Window


def kept_out(candidate: Candidate, hand: ByHand, standing: Set[str], window: Window, settings: Settings) -> str:
    """Return why a piece stays out whatever block it is for; empty where it may come in.

    Args:
        standing: the addresses and headlines that the standing matter carries itself.
        window: that of the settings.
    """
    if candidate in hand.skips:
        return "skipped by hand"
    if standing and not standing.isdisjoint((*candidate.addresses, *candidate.headlines)):
        return "in the standing matter already"
    if hand.wants(candidate):
        return ""
    return carried(candidate, settings) or ("" if candidate.article.kept else window.misses(candidate.article))


def carried(candidate: Candidate, settings: Settings) -> str:
    """Return in which earlier number a piece was carried; empty where in none, or where it may come again."""
    if not settings.carried:
        return ""
    for word in (*candidate.addresses, *candidate.headlines):
        if word in settings.carried:
            return "" if may_repeat(candidate, settings.repeat) else f"carried in {settings.carried[word]}"
    return ""


def may_repeat(candidate: Candidate, patterns: tuple[str, ...]) -> bool:
    """Return whether a piece may be carried again: its address or headline is like one of the patterns."""
    addresses, headlines = _compiled(patterns)
    return any(map(addresses.fullmatch, candidate.addresses)) or any(map(headlines.fullmatch, candidate.headlines))


_ADDRESS = re.compile(r"\S+://\S*|[\w*-]+(\.[\w*-]+)+/\S*")
_ANYTHING = "0anything0"  # for * where an address is made canonical: letters and digits stay as they are


@lru_cache(maxsize=8)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what the addresses and the headlines that may come again look like; ``*`` stands for anything."""
    addresses, headlines = [], []
    for pattern in filter(str.strip, patterns):
        if _ADDRESS.fullmatch(pattern.strip()):
            address = pattern.strip() if "://" in pattern else f"https://{pattern.strip()}"
            addresses.append(canonical(address.replace("*", _ANYTHING)).split(_ANYTHING))
        else:
            headlines.append([folded(words) for words in pattern.split("*")])
    first, second = ("|".join(".*".join(map(re.escape, parts)) for parts in kind) for kind in (addresses, headlines))
    return re.compile(first or r"(?!)"), re.compile(second or r"(?!)")


def standing_stories(standing: Issue) -> frozenset[str]:
    """Return the addresses and headlines of the stories that the standing matter itself carries."""
    stories = [story for block in standing.blocks if block.use for story in block.stories if story.use]
    return frozenset(word for story in stories for word in (canonical(story.url), folded(story.title)) if word)


def asked_for(seen: Look, bands: Iterable[Band], sections: Iterable[str]) -> bool:
    """Return whether a piece is of one of the (folded) sections, or for a band with such a heading."""
    headings = {band.heading for band in bands if not band.leads}
    return any(section in headings or seen.known_as(section) for section in sections)


def sections_of(settings: Settings, candidates: Sequence[Candidate], bands: Sequence[Band]) -> tuple[str, ...]:
    """Return the sections asked for, folded. Raises UsageError for one that neither a block nor an article has."""
    headings = {band.heading: band.name for band in bands if band.heading and not band.leads}
    for section in () if settings.missing_ok else settings.sections:
        name = folded(section)
        if name not in headings and not any(look(candidate).known_as(name) for candidate in candidates):
            there = sorted({*headings.values(), *(one.article.section for one in candidates)} - {""})
            raise UsageError(
                f"--section '{section}' is no section of these articles",
                todo=did_you_mean(section, there) or (f"there are {', '.join(there[:12])}" if there else ""),
            )
    return tuple(folded(section) for section in settings.sections)
