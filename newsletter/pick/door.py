"""Who may come in: the window, the sections asked for, what was skipped by hand, what the standing matter has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from newsletter.errors import UsageError
from newsletter.files import did_you_mean
from newsletter.model import Issue, canonical, folded
from newsletter.pick.bands import Band
from newsletter.pick.hand import ByHand
from newsletter.pick.same import Candidate
from newsletter.pick.settings import Settings
from newsletter.pick.terms import Look, look


def kept_out(candidate: Candidate, hand: ByHand, standing: frozenset[str], settings: Settings) -> str:
    """Return why a piece stays out whatever block it is for; empty where it may come in."""
    if candidate in hand.skips:
        return "skipped by hand"
    if not standing.isdisjoint((*candidate.addresses, *candidate.headlines)):
        return "in the standing matter already"
    if hand.wants(candidate):
        return ""
    return carried(candidate, settings) or outside(candidate.article.published, settings)


def carried(candidate: Candidate, settings: Settings) -> str:
    """Return in which earlier number a piece was carried; empty where in none."""
    for word in (*candidate.addresses, *candidate.headlines):
        if word in settings.carried:
            return f"carried in {settings.carried[word]}"
    return ""


def outside(published: datetime | None, settings: Settings) -> str:
    """Return by how much a date misses the half-open window; empty where it does not, or there is no date."""
    if published and settings.since and published < settings.since:
        return f"older than the window by {_span(settings.since - published)}"
    if published and settings.until and published >= settings.until:
        return f"dated after the window by {_span(published - settings.until)}"
    return ""


def _span(time: timedelta) -> str:
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := int(time.total_seconds() // seconds):
            return f"{count:,} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"


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
