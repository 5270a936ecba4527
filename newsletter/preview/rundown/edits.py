"""One change that was asked for → the issue's text with it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from newsletter import amend
from newsletter.errors import Refused
from newsletter.model import Issue
from newsletter.preview.rundown import picturing, placing, retyping
from newsletter.preview.rundown.asked import Change
from newsletter.preview.rundown.hands import Brought, Edited


def edited(text: str, change: Change, desk: amend.Desk, brought: Brought = Brought()) -> Edited:
    """Return an issue's text with one change in it, all else kept to the byte.

    Raises:
        Mistakes: of the text, or that the change would make.
        Refused: it cannot be changed so, or the issue was sent.
        InputError: there is nothing at such a position.
    """
    issue = desk.read(text)
    not_sent(issue)
    done = _HANDS[change.do](text, change, issue, desk, brought)
    desk.read(done.text)
    return done


def not_sent(issue: Issue) -> None:
    """Raise Refused for an issue that was sent: it stays as it went out."""
    if issue.sent:
        raise Refused(f"this was sent on {issue.sent}", todo="leave it as it went out", where=issue.where("sent"))


_HANDS: Mapping[str, Callable[[str, Change, Issue, amend.Desk, Brought], Edited]] = {
    "set": retyping.retype, "use": placing.use, "repeat": placing.repeat, "move": placing.move, "lead": placing.lead,
    "add": placing.add, "picture": picturing.picture, "focus": picturing.focus,
}
