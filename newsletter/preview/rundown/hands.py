"""What each hand that changes an issue takes and gives, and what stands at a position of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from newsletter import amend, publication as publications
from newsletter.errors import InputError
from newsletter.model import Article, Block, Issue, Story
from newsletter.prose import excerpt, one_line

ADDED = "added"
"""The remark above what a hand puts in."""


class Picked(NamedTuple):
    """A picture that may be chosen for a story, with what is known of it."""

    image: str
    alt: str = ""
    credit: str = ""
    alt_is_draft: bool = False


class Edited(NamedTuple):
    """A changed text; what was done, in a few words; and where what was changed stands now."""

    text: str
    said: str
    at: str


class Brought(NamedTuple):
    """What a change needs beside the issue.

    Attributes:
        article: of ``add``; None where the archive has none with that id.
        pictures: of ``picture``: those that may be chosen, by what the file says of them.
    """

    article: Article | None = None
    pictures: Mapping[str, Picked] = {}


def block_at(issue: Issue, position: str) -> Block:
    """Return the block at a position, or around it. Raises InputError where there is none."""
    number = int(position.partition(".")[0][1:]) if position else 0
    if not 1 <= number <= len(issue.blocks):
        raise InputError(f"there is no block {number} here", todo="load the page again", where=issue.name)
    return issue.blocks[number - 1]


def story_at(issue: Issue, position: str) -> Story:
    """Return the story at a position. Raises InputError where there is none."""
    stories, number = block_at(issue, position).stories, int(position.partition(".s")[2])
    if number > len(stories):
        raise InputError(f"there is no story {number} here", todo="load the page again", where=issue.where(position))
    return stories[number - 1]


def called(block: Block, desk: amend.Desk) -> str:
    """Return what an editor calls a block: in a few words."""
    return excerpt(publications.called(block, desk.blocks), 40)


def named(desk: amend.Desk, issue: Issue, position: str) -> str:
    """Return what an editor calls the block or the story at a position."""
    if ".s" in position:
        return f"‘{excerpt(one_line(story_at(issue, position).title), 40)}’"
    return called(block_at(issue, position), desk)
