"""``newsletter approve``: remember exactly what was reviewed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.cli.manners import FiledIssue, Sender, ServiceName, ThemeName, issue_file, now, read_issue, say
from newsletter.errors import InputError, UsageError
from newsletter.files import STDIN, shown
from newsletter.prose import amount

if TYPE_CHECKING:
    from newsletter.approval import Approved, Change
    from newsletter.model import Issue, Letter, Publication, Service


def approve(issue: FiledIssue = "", service: ServiceName = "", theme: ThemeName = "", sender: Sender = "") -> None:
    """Remember ISSUE as it is now, for its service: with require_approval nothing else is sent or exported.

    Says what has changed since the last time, and what newsletter check holds against it. For another service it is
    approved once more, which takes the place of this.
    """
    from newsletter import approval, publication as publications
    from newsletter.build import press
    from newsletter.message import parse_address
    from newsletter.model import replace

    if sender:
        parse_address(sender)
    path, publication = issue_file(issue)
    if path == STDIN:
        raise UsageError("standard input cannot be approved", todo="save the issue, and name its file")
    publication = replace(publication, sender=sender or publication.sender)
    one, profile = read_issue(path, publication), publications.service(publication, service)
    letter = press(one, publication, publications.theme(publication, theme))
    before = _before(path)
    file = approval.remember(path, letter, profile, publication)
    say(f"approved {_called(path, letter)} for {profile.id}, and no other service: {_told(letter)}; kept in {shown(file)}")
    if before:
        _say_since(approval.changes(before, letter, profile, publication))
    _say_errors(one, letter, profile, publication)


def _say_errors(issue: Issue, letter: Letter, service: Service, publication: Publication) -> None:
    """Say what will keep the letter from going out although it was approved."""
    from newsletter import checks

    found = checks.check(checks.as_judged(letter, service, publication), publication=publication, issue=issue, service=service,
                         today=now(publication).date())
    errors = [one for one in found if one.level == "error"]
    if not errors:
        return
    say(f"the check finds {'an error' if len(errors) == 1 else f'{len(errors)} errors'} in it, so that it cannot go out like this:")
    for one in errors:
        say(f"  {one.where}: {one.message}" + (f" — {one.hint}" if one.hint else ""))


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
    from newsletter import approval
    from newsletter.merge import written

    stories = len({found[0] for mark in letter.marks if (found := _STORY.match(mark.position))})
    pictures, away = len(letter.pictures), len(approval.stay_away(letter))
    said = [f"“{written(letter.subject, letter.key, letter.tags)}”" if letter.subject else "no subject"]
    said.append(amount(stories, "story", "stories"))
    said.append(amount(pictures, "picture"))
    if away:
        said.append(f"{amount(away, 'picture stays', 'pictures stay')} on the web and can change there")
    return ", ".join(said)


def _say_since(changes: tuple[Change, ...]) -> None:
    if not changes:
        say("nothing has changed since it was approved before")
        return
    say("changed since it was approved before:")
    for change in changes:
        say(f"  {change}")
