"""Stories put in and moved, with the remarks that go with them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsletter.errors import InputError
from newsletter.files import read_toml
from newsletter.issue.editing.draft import Draft, Place, place_of
from newsletter.issue.writing import story_lines
from newsletter.model import Story
from newsletter.prose import one_line


def insert_story(
    text: str, block: str, story: Story, *, before: int | None = None, comment: str = "", name: str = ""
) -> str:
    """Put a story into a block: before its story with this number, or behind its last; with a remark."""
    draft = Draft(text, name)
    place = place_of(block)
    said = {"": f"# {one_line(comment)}"} if one_line(comment) else {}
    lines = "\n".join(story_lines(story, "", said, _indents(draft, place))).split("\n")
    written = read_toml("\n".join(["[[block]]", *lines]), name).data["block"][0]["story"][0]
    index = _index(draft, place, before)
    draft.stories(place).insert(index, written)
    return draft.done(_with_lines(draft, place, index, lines), (*place, "story"))


def move_story(text: str, position: str, block: str, *, before: int | None = None, name: str = "") -> str:
    """Move a story as it is written into a block, before its story with this number (as it is now), or behind its last."""
    draft = Draft(text, name)
    place, target = place_of(position), place_of(block)
    story = draft.says(place)
    index = _index(draft, target, before)
    if place[:2] == target:
        number = int(place[-1])
        if index in (number, number + 1):
            return text
        index -= index > number
    rest, lines = _taken_out(draft, place)
    left = Draft("\n".join(rest), name)
    left.stories(target).insert(index, story)
    return left.done(_with_lines(left, target, index, lines), (*target, "story"))


def _index(draft: Draft, block: Place, before: int | None) -> int:
    """Return the place of a story to come among those of a block, from 0."""
    count = len(draft.says(block).get("story", ()))
    if count:
        draft.table((*block, "story", 0))  # refused where they stand in one list
    if before is None:
        return count
    if not 1 <= before <= count:
        raise InputError(f"block {int(block[1]) + 1} has {count} stories, and no story {before}",
                         where=draft.where(block))
    return before - 1


def _with_lines(draft: Draft, block: Place, index: int, story: Sequence[str]) -> list[str]:
    """Return the lines of a text with those of a story in it as number `index`, a blank line on either side."""
    page = draft.page
    draft.table(block)
    tables = [table for table in page.tables if table.path[:2] == block]
    stories = [table for table in tables if table.path[2:3] == ("story",)]
    if index < len(stories):
        line = page.extent(stories[index])[0]
    else:
        line = max(page.extent(table)[1] for table in stories or tables)
    return draft.with_lines(line, story)


def _taken_out(draft: Draft, place: Place) -> tuple[list[str], list[str]]:
    """Return the lines of a text without those of a story, and its own; `data` loses it, too."""
    page = draft.page
    start, end = page.extent(draft.table(place))
    block = draft.says(place[:-2])
    del block["story"][place[-1]]
    if not block["story"]:
        del block["story"]
    return draft.without_lines(start, end), list(page.lines[start:end])


def _indents(draft: Draft, block: Place) -> tuple[str, str]:
    """Return what headers and keys of stories begin with: in this block, else in the file, else as we write them."""
    tables = [table for table in draft.page.tables if table.path[2:3] == ("story",) and table.entries]
    like = next((table for table in reversed(tables) if table.path[:2] == block), tables[-1] if tables else None)
    return (_indent(like.header), _indent(like.entries[0].before)) if like else ("  ", "  ")


def _indent(source: str) -> str:
    found = re.match(r"[ \t]*", source)
    return found[0] if found else ""
