"""The publication's newest number, and from when on an article is new to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from newsletter.cli.when import midnight

if TYPE_CHECKING:
    from newsletter.model import Issue, Publication


def last_number(publication: Publication) -> Issue | None:
    """Return the publication's newest issue that has a number; None before its first."""
    from newsletter import issue, publication as publications

    numbers = [(number, path) for number, path in issue.numbers(publication) if number is not None]
    return issue.read(max(numbers)[1], publications.blocks(publication)) if numbers else None


def closed(last: Issue | None, at: datetime) -> datetime | None:
    """Return when an issue was picked, else when its day began where `at` is; None where it says neither."""
    if last is None:
        return None
    picked = (last.picked or {}).get("when")
    if isinstance(picked, datetime):
        # An editor may have written it, without a time zone: then it is the publication's.
        return picked if picked.tzinfo else picked.replace(tzinfo=at.tzinfo)
    return midnight(last.date, at) if last.date else None
