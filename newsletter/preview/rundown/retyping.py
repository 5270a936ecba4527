"""Words that were typed → the issue's text with them."""

from __future__ import annotations

from newsletter import amend
from newsletter.errors import InputError
from newsletter.files import did_you_mean
from newsletter.issue import STORY, editing
from newsletter.model import Block, Field, Issue
from newsletter.preview.rundown.asked import Change
from newsletter.preview.rundown.hands import Brought, Edited, block_at, named, story_at
from newsletter.prose import excerpt, lines, one_line

# What can be retyped of a story; its other keys have hands of their own, or are for the file.
WORDS = ("kicker", "title", "teaser", "alt", "credit", "byline", "label", "url")
TOP = ("subject", "preheader")

# What the page calls some of them.
CALLED = {"title": "headline", "alt": "picture description", "url": "address"}


def retype(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    """Put words into a field, or none."""
    position, _, key = change.at.rpartition(".")
    field = _field(issue, position, key, desk)
    value = _paragraphs(change.value) if field.kind == "markdown" else one_line(change.value)
    if key == "title" and ".s" in position and not value:
        raise InputError("a story needs a headline", todo="write one, or switch the story off", where=issue.where(change.at))
    told = CALLED.get(key, key) if ".s" in position else "heading" if key == "title" else key
    whose = f" of {named(desk, issue, position)}" if position and key != "title" else f" ‘{excerpt(value, 40)}’" if value else ""
    return Edited(editing.put(text, change.at, value or None, name=desk.name), f"{told}{whose} retyped", position)


def _paragraphs(words: str) -> str:
    """Return typed Markdown without what harms; blanks at the end of a line stay, for they may break it."""
    typed = words.replace("\r\n", "\n").rstrip().split("\n")
    kept = [lines(line) + " " * (len(line) - len(line.rstrip(" "))) for line in typed]
    return "\n".join(kept) + "\n" * (len(kept) > 1)


def _field(issue: Issue, position: str, key: str, desk: amend.Desk) -> Field:
    """Return the field that is to be retyped. Raises InputError where there is none that can be."""
    if not position:
        fields = dict.fromkeys(TOP, Field())
    elif ".s" in position:
        story_at(issue, position)
        fields = {word: STORY[word] for word in WORDS}
    else:
        fields = words_of(block_at(issue, position), desk)
    if key not in fields:
        raise InputError(f"{key} cannot be typed here", todo=did_you_mean(key, fields) or "change it in the file",
                         where=issue.where(position))
    return fields[key]


def words_of(block: Block, desk: amend.Desk) -> dict[str, Field]:
    """Return the fields of a block that are words: they can be retyped."""
    return {key: field for key, field in desk.blocks[block.kind].fields.items() if field.kind in ("text", "markdown", "link")}
