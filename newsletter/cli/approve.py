"""``newsletter approve``: remember exactly what was reviewed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.cli.manners import ServiceName, WhichIssue, issue_file, say
from newsletter.errors import InputError, UsageError
from newsletter.files import STDIN, shown

if TYPE_CHECKING:
    from newsletter.approval import Approved, Change
    from newsletter.model import Letter


def approve(issue: WhichIssue = "", service: ServiceName = "") -> None:
    """Remember ISSUE as it is now, for its service: with require_approval nothing else is sent or exported.

    Says what has changed since the last time.
    """
    from newsletter import approval, publication as publications
    from newsletter.build import build

    path, publication = issue_file(issue)
    if path == STDIN:
        raise UsageError("standard input cannot be approved", todo="save the issue, and name its file")
    letter = build(path, publication=publication)
    service = publications.service(publication, service).id
    before = _before(path)
    file = approval.remember(path, letter, service, publication)
    say(f"approved {_called(path, letter)} for {service}: {_told(letter)}; kept in {shown(file)}")
    if before:
        _say_since(approval.changes(before, letter, service, publication))


def _before(path: str) -> Approved | None:
    """Return what was approved before; of a damaged file it is said that nobody can tell."""
    from newsletter import approval

    try:
        return approval.recall(Path(path))
    except InputError as error:
        say(f"{error.where}: {error.what}; it is replaced, and what has changed since cannot be told")
        return None


def _called(path: str, letter: Letter) -> str:
    return shown(path) if letter.number is None else f"No. {letter.number}"


_STORY = re.compile(r"b\d+\.s\d+")


def _told(letter: Letter) -> str:
    """Return what a letter is, in a line by which an editor knows it again."""
    from newsletter.merge import written

    stories = len({found[0] for mark in letter.marks if (found := _STORY.match(mark.position))})
    pictures = len(letter.pictures)
    said = [f"“{written(letter.subject, letter.key, letter.tags)}”" if letter.subject else "no subject"]
    said.append(f"{stories} {'story' if stories == 1 else 'stories'}")
    said.append(f"{pictures} picture{'' if pictures == 1 else 's'}")
    return ", ".join(said)


def _say_since(changes: tuple[Change, ...]) -> None:
    if not changes:
        say("nothing has changed since it was approved before")
        return
    say("changed since it was approved before:")
    for change in changes:
        say(f"  {change}")
