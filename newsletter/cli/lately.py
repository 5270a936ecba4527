"""The publication's newest number, from when on an article is new to it, and what ends a mark."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from newsletter.cli.when import midnight

if TYPE_CHECKING:
    from newsletter.history import History
    from newsletter.model import Issue, Publication
    from newsletter.pick import Settings


def last_number(publication: Publication) -> Issue | None:
    """Return the publication's newest issue that has a number; None before its first."""
    from newsletter import issue, publication as publications

    numbers = [(number, path) for number, path in issue.numbers(publication) if number is not None]
    return issue.read(max(numbers)[1], publications.blocks(publication)) if numbers else None


def closed(last: Issue | None, at: datetime) -> datetime | None:
    """Return when an issue was picked, else when its day began where `at` is, or the day it was sent; None where it says neither."""
    if last is None:
        return None
    picked = (last.picked or {}).get("when")
    if isinstance(picked, datetime):
        # An editor may have written it, without a time zone: then it is the publication's.
        return picked if picked.tzinfo else picked.replace(tzinfo=at.tzinfo)
    # Sent before the day it is dated to: the next number begins where this one went out.
    days = [midnight(day, at) for day in (last.date, last.sent) if day]
    return min(days, default=None)


def marks_end_with(publication: Publication, earlier: History) -> Settings:
    """Return the settings by which `pick.carried` says whether an article can still come in.

    What a number carried is not picked again, so that a mark for the next number says nothing any more.
    """
    from newsletter.pick import Settings

    return Settings(carried=earlier.carried, repeat=tuple(publication.pick.get("repeat", ())))
