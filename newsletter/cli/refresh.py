"""``newsletter refresh``: what has changed upstream since an issue was picked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.amending import desk_of, pictured
from newsletter.cli.manners import AllowPrivate, WhichIssue, issue_file, now, put, say
from newsletter.cli.meant import command
from newsletter.errors import InputError, Refused
from newsletter.files import change, read_text, shown
from newsletter.model import replace
from newsletter.prose import amount

if TYPE_CHECKING:
    from newsletter.amend import Change, Desk
    from newsletter.model import Issue, Publication

Apply = Annotated[bool, typer.Option("--apply", help="Write it into the file.")]
NoFetch = Annotated[bool, typer.Option("--no-fetch", help="Compare with what is in the archive; ask no site.")]


def refresh(
    issue: WhichIssue = "", apply: Apply = False, no_fetch: NoFetch = False, allow_private: AllowPrivate = False
) -> None:
    """Show what changed upstream since ISSUE was picked: words, articles that are gone, planned ones that are there.

    Your own words are never lost: --apply keeps a headline of yours as a remark, and teasers as they are.
    """
    from newsletter import amend

    path, publication = issue_file(issue)
    desk = desk_of(path, publication)
    seen = read_text(path)
    standing = desk.read(seen)
    at, found = _changes(standing, desk, publication, fetch=not no_fetch, allow_private=allow_private)
    if not no_fetch:
        asked = amend.gone(standing, allow_private=allow_private)
        found += asked.changes
        if asked.unknown:
            say(f"{amount(asked.unknown, 'page')} did not answer: nobody knows whether they are gone")
    if not found:
        say("nothing has changed upstream")
        return
    put("\n".join(amend.told(found, standing)) + "\n", "-")
    if apply:
        _apply(path, seen, found, desk, publication, at, allow_private)
    else:
        say(f"{command('refresh', issue or shown(path), '--apply')} writes this into the file")


def _changes(
    standing: Issue, desk: Desk, publication: Publication, *, fetch: bool, allow_private: bool
) -> tuple[datetime, list[Change]]:
    """Return this moment, and what is different in the archive, which is brought up to date first.

    Stories that stand in a section they were not picked for are told: an editor may have moved them there.
    """
    from newsletter import amend, archive as archives
    from newsletter.cli.fetch import bring

    if publication.root is None:
        raise InputError("this belongs to no publication, so that there is no archive to compare with",
                         todo="go into the folder with newsletter.toml", where=standing.name)
    path = publication.root / archives.FILE
    fetch = fetch and bool(publication.sources)
    if not fetch and not path.exists():
        raise InputError("there is no archive yet, so that nobody knows how the articles read when they were picked",
                         todo="newsletter fetch makes it, for the next number", where=shown(path))
    with archives.open(path) as archive:
        if fetch:
            bring(publication, archive, now(publication), allow_private=allow_private)
        at = now(publication)
        if archive.made:
            say("articles.db is new: how the articles read before nobody knows")
        elif amend.reference(standing, at) is None:
            say(f"{standing.name} was not picked: compared with how each article read at first")
        for line in amend.astray(standing, archive, desk).values():
            say(line)
        return at, amend.changes(standing, archive, desk, at=at)


def _apply(
    path: str, seen: str, found: Sequence[Change], desk: Desk, publication: Publication, at: datetime, allow_private: bool
) -> None:
    """Write the changes into the file, with the pictures of what came.

    Raises Refused where the file is no longer what was seen: the changes were found in that.
    """
    from newsletter import amend
    from newsletter.amend.picturing import laid_down

    came = [one.article for one in found if one.article]
    own, files = pictured(came, desk.read(seen).number, publication, allow_private=allow_private)
    found = [replace(one, article=own[one.article.id]) if one.article else one for one in found]

    def applied(text: str) -> str:
        if text != seen:
            raise Refused("somebody else changed this file meanwhile", todo="look at it, and try again", where=desk.name)
        return amend.apply(text, found, desk, day=at.date())

    with laid_down(files, Path(path)):
        changed = change(path, applied)
    if changed:
        say(f"changed {shown(path)}")
