"""A window of time and an article → whether it is inside, by date or by first sight, or by how much it is not.

Moments are compared as seconds of UTC: two in one time zone would be compared by the hands of the clock, which stand
twice at the same place in the night when the clock goes back.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import NamedTuple

from newsletter.model import Article
from newsletter.prose import amount

LATE = 28  # days by which a date may lie before the window, where the piece was first seen inside it
_DAY = 86_400


class Window(NamedTuple):
    """From `since` up to but not including `until`, in seconds of UTC; days are told in `zone`."""

    since: float
    until: float
    zone: tzinfo | None

    def misses(self, article: Article) -> str:
        """Return by how much an article lies outside; empty where it does not.

        An undated one is judged by when it was first seen; one that no archive has seen is inside.
        """
        if published := article.published:
            moment = published.timestamp()
            if self.since <= moment < self.until or self.is_late(article):
                return ""
            return self._missed(moment, "older than", "dated after")
        if seen := article.seen:
            return self._missed(seen.timestamp(), "first seen before", "first seen after")
        return ""

    def is_late(self, article: Article) -> bool:
        """Return whether an article is older than the window, by 28 days at most, and yet came to light inside it.

        What came with the first fetch of its source came to light then for this archive alone.
        """
        published, seen = article.published, article.seen
        if published is None or seen is None or article.backlog:
            return False
        return 0 < self.since - published.timestamp() <= LATE * _DAY and self.since <= seen.timestamp() < self.until

    def lateness(self, article: Article) -> str:
        """Return what a reason says of a late article, in brackets; empty for any other."""
        if not (article.published and article.seen and self.is_late(article)):
            return ""
        return f" (dated {self._day(article.published)}, first seen on {self._day(article.seen)})"

    def _missed(self, moment: float, before: str, after: str) -> str:
        if moment < self.since:
            return f"{before} the window by {_span(self.since - moment)}"
        if moment >= self.until:
            return f"{after} the window by {_span(moment - self.until)}"
        return ""

    def _day(self, moment: datetime) -> str:
        """Return the day, as ``3 May 2026``."""
        try:
            moment = moment.astimezone(self.zone)
        except OverflowError:  # at either end of the calendar
            pass
        return f"{moment.day} {moment:%B %Y}"


def window(since: datetime | None, until: datetime | None) -> Window:
    """Return the window between two moments with time zone; None is no limit."""
    return Window(
        since=since.timestamp() if since else float("-inf"),
        until=until.timestamp() if until else float("inf"),
        zone=since.tzinfo if since else None,
    )


def _span(seconds: float) -> str:
    for unit, length in (("day", _DAY), ("hour", 3_600), ("minute", 60)):
        if count := int(seconds // length):
            return amount(count, unit)
    return "less than a minute"
