"""``newsletter next``: the publication's next number, laid on the desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.choosing import (
    AllowEmpty, Lead, Most, Options, Pins, Sections, Since, Skips, pick_from_archive, written,
)
from newsletter.cli.lately import last_number
from newsletter.cli.manners import AllowPrivate, home, now, say
from newsletter.cli.telling import tell
from newsletter.cli.when import coming
from newsletter.errors import Refused
from newsletter.files import kept_inside, shown, write
from newsletter.prose import amount

if TYPE_CHECKING:
    from newsletter.model import Issue, Publication, Selection

NoFetch = Annotated[bool, typer.Option("--no-fetch", help="Pick from what is in the archive; ask no source.")]


def next_number(
    most: Most = None,
    since: Since = "",
    section: Sections = None,
    lead: Lead = "",
    pin: Pins = None,
    skip: Skips = None,
    allow_empty: AllowEmpty = False,
    no_fetch: NoFetch = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Lay the publication's next number into issues/: standing matter filled, number and date by themselves.

    The sources are brought in first, and the pictures of its stories come into images/.
    """
    publication, root = home()
    last = last_number(publication)
    number = _number(publication, last)
    path = root / "issues" / f"{number:03}.toml"
    kept_inside(path, root)
    if path.exists():
        what = f"{shown(path)} is there already, with another number in it"
        raise Refused(what, todo="give the file that number as its name")
    selection = pick_from_archive(
        publication, Options(most, since, section, lead, pin, skip, allow_empty), fetch=not no_fetch,
        allow_private=allow_private, number=number, date=_date(publication, last, now(publication)),
    )
    tell(selection)
    _lay_down(selection, publication, path, allow_private=allow_private)
    say(f"edit {shown(path)}, and see it with: newsletter preview {number}")


def _lay_down(selection: Selection, publication: Publication, path: Path, *, allow_private: bool) -> None:
    """Write the number and its pictures, or neither."""
    from newsletter.amend.picturing import illustrated, laid_down
    from newsletter.cli.fetch import Line

    progress = Line()
    pictured = illustrated(
        selection.issue, publication, allow_private=allow_private,
        told=lambda done, of: progress.show(f"{done} of {amount(of, 'picture')}"),
    )
    progress.clear()
    for line in pictured.failed:
        say(line)
    with laid_down(pictured.files, path):
        write(path, written(selection, pictured.issue))
    say(f"wrote {shown(path)}")
    if count := len(pictured.files):
        say(f"{amount(count, 'picture')} in {shown(next(iter(pictured.files)).parent)}")


def _number(publication: Publication, last: Issue | None) -> int:
    """Return the number after the highest of the issues and of ``history.jsonl``; say so where it is of the latter."""
    from newsletter.history import last_letter

    highest = last.number or 0 if last else 0
    elsewhere = last_letter(publication)
    if elsewhere is None or elsewhere.number is None or elsewhere.number <= highest:
        return highest + 1
    say(f"this is No. {elsewhere.number + 1}: history.jsonl has {elsewhere.called}")
    return elsewhere.number + 1


def _date(publication: Publication, last: Issue | None, at: datetime) -> date:
    """Return the next day of publication, never the last issue's again."""
    first = at.date()
    if last and last.date and last.date.year < 9999:
        first = max(first, last.date + timedelta(days=1))
    return coming(publication.day, first)
