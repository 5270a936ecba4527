"""``newsletter next``: the publication's next number, laid on the desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from newsletter.cli.choosing import (
    AllowEmpty, Lead, Most, Pins, Sections, Since, Skips, asked, read_sources, select, written,
)
from newsletter.cli.manners import AllowPrivate, here, moment, now, put, say
from newsletter.cli.when import coming, midnight
from newsletter.errors import UsageError
from newsletter.files import shown

if TYPE_CHECKING:
    from newsletter.model import Issue, Publication


def next_number(
    most: Most = None,
    since: Since = "",
    section: Sections = None,
    lead: Lead = "",
    pin: Pins = None,
    skip: Skips = None,
    allow_empty: AllowEmpty = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Lay the publication's next number into issues/: standing matter filled, number and date by themselves."""
    from newsletter import publication as publications
    from newsletter.history import history

    publication = here()
    if publication.root is None:
        raise UsageError(
            "there is no publication here (no newsletter.toml in this folder or above it)",
            todo="start one with: newsletter new my-letter --sample",
        )
    at = now(publication)
    last = _last(publication)
    earlier = history(publication, publications.blocks(publication))
    for path in earlier.unsent:
        say(f"{shown(path)} is not marked as sent: its stories may come again — newsletter sent {path.stem}")
    settings = asked(
        publication, at, most=most, since=since, section=section, lead=lead, pin=pin, skip=skip,
        allow_empty=allow_empty, number=(last.number or 0) + 1 if last else 1, date=_date(publication, last, at),
        earliest=_since(publication, last, at), until=at, carried=earlier.carried,
    )
    selection = select(read_sources(publication, None, allow_private=allow_private), publication, settings)
    path = publication.root / "issues" / f"{settings.number:03}.toml"
    put(written(selection), str(path))
    say(f"edit {shown(path)}, and see it with: newsletter preview {settings.number}")


def _last(publication: Publication) -> Issue | None:
    """Return the publication's newest issue; None before its first."""
    from newsletter import issue, publication as publications

    numbers = [(number, path) for number, path in issue.numbers(publication) if number is not None]
    return issue.read(max(numbers)[1], publications.blocks(publication)) if numbers else None


def _date(publication: Publication, last: Issue | None, at: datetime) -> date:
    """Return the next day of publication, never the last issue's again."""
    first = at.date()
    if last and last.date and last.date.year < 9999:
        first = max(first, last.date + timedelta(days=1))
    return coming(publication.day, first)


def _since(publication: Publication, last: Issue | None, at: datetime) -> datetime:
    """Return where the window begins: when the last issue was picked, else its day, else a week ago."""
    picked = (last.picked or {}).get("when") if last else None
    if isinstance(picked, datetime):
        return picked
    if last and last.date:
        return midnight(last.date, at)
    return moment(publication.pick.get("window", "7d"), at)
