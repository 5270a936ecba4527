"""A picture that was chosen, or a point of it → the issue's text with that."""

from __future__ import annotations

from newsletter import amend, pick
from newsletter.errors import InputError, Refused
from newsletter.issue import editing
from newsletter.model import Issue
from newsletter.pictures import focus_point
from newsletter.preview.rundown.asked import Change
from newsletter.preview.rundown.hands import Brought, Edited, Picked, named, story_at
from newsletter.prose import one_line


def picture(text: str, change: Change, issue: Issue, desk: amend.Desk, brought: Brought) -> Edited:
    """Choose a picture, or none: what was said of the one before goes with it."""
    story = story_at(issue, change.at)
    chosen = brought.pictures.get(change.value) if change.value else Picked("")
    if chosen is None:
        raise InputError("this picture is none of those that are there", todo="choose one of those that are shown",
                         where=issue.where(change.at))
    if chosen.image == story.image:
        return Edited(text, f"picture of {named(desk, issue, change.at)} kept", change.at)
    said = {"image": chosen.image, "alt": chosen.alt, "credit": chosen.credit, "focus": ""}
    for key, value in said.items():
        text = editing.put(text, f"{change.at}.{key}", value or None, name=desk.name)
    if chosen.alt and chosen.alt_is_draft:
        text = editing.remark(text, f"{change.at}.alt", pick.DRAFT, name=desk.name)
    return Edited(text, f"picture of {named(desk, issue, change.at)} {'chosen' if chosen.image else 'taken out'}", change.at)


def focus(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    """Set which point of a picture stays when it is cut."""
    story = story_at(issue, change.at)
    if not story.image:
        raise Refused("this story has no picture", todo="choose one first", where=issue.where(change.at))
    focus = one_line(change.value)
    focus_point(focus)
    after = editing.put(text, f"{change.at}.focus", focus or None, name=desk.name)
    return Edited(after, f"focus of {named(desk, issue, change.at)} set", change.at)
