"""``newsletter pick``: choose from sources, or from the archive, and print an issue."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from newsletter.cli.choosing import (
    AllowEmpty, Lead, Most, Options, Pins, Sections, Since, Skips, asked, pick_from_archive, read_sources, select,
    written,
)
from newsletter.cli.manners import AllowPrivate, Force, Output, here, now, put
from newsletter.cli.telling import tell
from newsletter.errors import UsageError
from newsletter.model import AHEAD

Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE]…", help="Files, addresses or -; nothing for the publication's archive."),
]


def pick(
    sources: Sources = None,
    most: Most = None,
    since: Since = "",
    section: Sections = None,
    lead: Lead = "",
    pin: Pins = None,
    skip: Skips = None,
    number: Annotated[int | None, typer.Option(metavar="N", min=0, max=999_999, help="The issue's number.")] = None,
    dated: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="The issue's date; today if not given.")] = "",
    allow_empty: AllowEmpty = False,
    output: Output = "-",
    force: Force = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Choose from SOURCES and print an issue, each story with the reason why it is in.

    Sources named here are taken whole, unless --since is given, but for what is still to come; of the archive, what
    came since the last number. A pasted listing and a feed of the same articles go well together: the pasted articles
    take address, date and picture from the feed.
    """
    publication = here()
    at = now(publication)
    options = Options(most, since, section, lead, pin, skip, allow_empty)
    top = {"number": number, "date": _day(dated) or at.date()}
    if sources:
        settings = asked(publication, at, options, until=at + AHEAD, **top)
        selection = select(read_sources(publication, sources, allow_private=allow_private), publication, settings)
    else:
        selection = pick_from_archive(publication, options, fetch=None, allow_private=allow_private, **top)
    tell(selection)
    put(written(selection), output, force=force)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--date '{text}' is no date", todo="write it as 2026-11-20") from None
