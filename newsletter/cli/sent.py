"""``newsletter sent``: remember that an issue went out."""

from __future__ import annotations

from pathlib import Path

from newsletter.cli.manners import WhichIssue, issue_file, now, read_issue, say
from newsletter.errors import UsageError
from newsletter.files import STDIN, shown


def sent(issue: WhichIssue = "") -> None:
    """Mark ISSUE as sent: what it carried is not picked again, and the next command takes the next issue."""
    from newsletter.issue import mark_sent

    path, publication = issue_file(issue)
    if path == STDIN:
        raise UsageError("standard input cannot be marked as sent", todo="name the issue's file or number")
    day = now(publication).date()
    read_issue(path, publication)  # mistakes first: what has not been a letter was not sent
    mark_sent(Path(path), day)
    say(f"marked {shown(path)} as sent on {day}")
