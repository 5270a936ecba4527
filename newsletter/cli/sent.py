"""``newsletter sent``: remember that an issue went out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import FiledIssue, issue_file, now, read_issue, say
from newsletter.cli.meant import command, one_waits
from newsletter.errors import Refused, UsageError
from newsletter.files import STDIN, shown
from newsletter.prose import amount

if TYPE_CHECKING:
    from newsletter.model import Issue

Undo = Annotated[bool, typer.Option("--undo", help="Take the mark away: ISSUE did not go out.")]


def sent(issue: FiledIssue = "", undo: Undo = False) -> None:
    """Mark ISSUE as sent: what it carried is not picked again, and the next command takes the next issue."""
    from newsletter.issue import mark_sent

    if undo:
        _undo(issue)
        return
    if not issue:
        one_waits("sent")
    path, publication = issue_file(issue)
    if path == STDIN:
        raise UsageError("standard input cannot be marked as sent", todo="name the issue's file or number")
    day = now(publication).date()
    one = read_issue(path, publication)  # mistakes first: what has not been a letter was not sent
    count = sum(block.use and story.use for block in one.blocks for story in block.stories)
    called = shown(path) if one.number is None else f"No. {one.number}"
    if not (issue or count):
        raise Refused(f"{called} has no story in use", where=shown(path),
                      todo=f"if it went out like this, name it: {command('sent', _name(one, path))}")
    mark_sent(Path(path), day)
    stories = amount(count, "story", "stories") if count else "no stories"
    say(f"marked {shown(path)} as sent on {day}: {called}, {stories}")


def _undo(which: str) -> None:
    from newsletter.issue import mark_unsent

    if not which:
        raise UsageError("no issue is named", todo="say which did not go out: newsletter sent 12 --undo")
    path, _ = issue_file(which)
    if path == STDIN:
        raise UsageError("standard input cannot be changed", todo="name the issue's file or number")
    day = mark_unsent(Path(path))
    say(f"{shown(path)} is no longer marked as sent on {day}: what it carried may be picked again")


def _name(issue: Issue, path: str) -> str:
    """Return what an issue can be called on the command line."""
    return path if issue.number is None else str(issue.number)
