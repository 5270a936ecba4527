"""What is different upstream → written into the issue's text, so that nothing the editor wrote is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from newsletter import pick
from newsletter.amend.change import Change
from newsletter.amend.desk import Desk, stories
from newsletter.errors import Refused
from newsletter.issue import editing
from newsletter.model import Article, Story


def apply(text: str, found: Iterable[Change], desk: Desk, *, day: date) -> str:
    """Return an issue's text with upstream's changes in it.

    Words that the editor left alone are replaced, in subject and preheader, too. A headline that the editor had changed becomes upstream's, and stays as
    a remark behind it; a teaser stays the editor's. What is gone is switched off; a planned story gets its address, and
    teaser and picture where it has none.

    Args:
        day: today.

    Raises:
        Refused: the issue was sent.
    """
    issue = desk.read(text)
    if issue.sent:
        raise Refused(f"this was sent on {issue.sent}", todo="leave it as it went out", where=issue.where("sent"))
    standing = {position: (block, story) for position, block, story in stories(issue)}
    for change in found:
        if not change.position:
            text = _in_the_inbox(text, change, desk)
            continue
        block, story = standing[change.position]
        if change.key == "use":
            text = _switched_off(text, change, desk.name, day)
        elif change.article:
            text = filled(text, change.position, story, desk.story(change.article, block), change.article, desk.name)
        elif change.is_applied:
            text = _reworded(text, change, desk.name)
    return text


def _in_the_inbox(text: str, change: Change, desk: Desk) -> str:
    if change.key != "subjects":
        return editing.put(text, change.key, change.now, name=desk.name)
    subjects = [change.now if line == change.was else line for line in desk.read(text).subjects]
    return editing.put(text, change.key, subjects, name=desk.name)


def _reworded(text: str, change: Change, name: str) -> str:
    position = change.place
    text = editing.put(text, position, change.now or None, name=name)
    if not change.yours:
        return text
    said = editing.remark_at(text, position, name=name)
    return editing.remark(text, position, f"{said}; was: '{change.yours}'" if said else f"was: '{change.yours}'", name=name)


def _switched_off(text: str, change: Change, name: str, day: date) -> str:
    text = editing.switch(text, change.position, False, name=name)
    return editing.remark(text, f"{change.position}.use", f"gone: {change.now} on {day}", name=name)


def filled(text: str, position: str, story: Story, there: Story, article: Article, name: str) -> str:
    """Return the text with a planned story's address, and with teaser and picture where it has none.

    Args:
        there: the story that picking makes of the article.
    """
    text = editing.put(text, f"{position}.url", there.url, name=name)
    if there.teaser and not story.teaser:
        text = editing.put(text, f"{position}.teaser", there.teaser, name=name)
    if there.image and not story.image:
        for key in ("image", "alt", "credit"):
            if getattr(there, key) and not getattr(story, key):
                text = editing.put(text, f"{position}.{key}", getattr(there, key), name=name)
        if there.alt and not story.alt and article.alt_is_draft:
            text = editing.remark(text, f"{position}.alt", pick.DRAFT, name=name)
    return text
