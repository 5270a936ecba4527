"""Blocks put in and moved, with the remarks that go with them."""

from __future__ import annotations

from typing import Any

from newsletter.errors import InputError, Refused
from newsletter.files import read_toml
from newsletter.issue.editing.draft import Draft, Place, place_of
from newsletter.issue.writing import block_lines
from newsletter.model import Block
from newsletter.prose import one_line


def insert_block(text: str, block: Block, *, before: int | None = None, comment: str = "", name: str = "") -> str:
    """Put a block into the issue, with its stories: before the block with this number, or behind the last."""
    draft = Draft(text, name)
    said = {"": f"# {one_line(comment)}"} if one_line(comment) else {}
    lines = "\n".join(block_lines(block, "", said)).split("\n")
    blocks = draft.data.setdefault("block", [])
    index = _index(blocks, before, name)
    line = _line(draft, index, len(blocks))
    blocks.insert(index, read_toml("\n".join(lines), name).data["block"][0])
    return draft.done(draft.with_lines(line, lines), ("block", index))


def move_block(text: str, position: str, *, before: int | None = None, name: str = "") -> str:
    """Move a block with its stories, as it is written, before the block with this number (as it is now), or behind the last."""
    draft = Draft(text, name)
    place = place_of(position)
    block, blocks = draft.says(place), draft.data["block"]
    number, index = int(place[1]), _index(blocks, before, name)
    if index in (number, number + 1):
        return text
    index -= index > number
    start, end = _extent(draft, place)
    left = Draft("\n".join(draft.without_lines(start, end)), name)
    others = left.data["block"]
    line = _line(left, index, len(others))
    others.insert(index, block)
    return left.done(left.with_lines(line, draft.page.lines[start:end]), ("block", index))


def _index(blocks: list[dict[str, Any]], before: int | None, name: str) -> int:
    """Return the place of a block to come, from 0."""
    if before is not None and not 1 <= before <= len(blocks):
        raise InputError(f"there are {len(blocks)} blocks, and no block {before}", where=name)
    return len(blocks) if before is None else before - 1


def _extent(draft: Draft, block: Place) -> tuple[int, int]:
    """Return the first line of a block with all that stands in it, and the one behind the last."""
    page = draft.page
    first = draft.table(block)
    own = [table for table in page.tables if table.path[:2] == block]
    last = max(table.line for table in own)
    if any(first.line < table.line < last for table in page.tables if table.path[:2] != block):
        raise Refused("something else stands between the parts of this block", todo="move it in the file by hand",
                      where=draft.where(block))
    return page.extent(first)[0], max(page.extent(table)[1] for table in own)


def _line(draft: Draft, index: int, count: int) -> int:
    """Return the line before which a block number `index` is put, of `count` there are."""
    page = draft.page
    if index < count:
        return page.extent(draft.table(("block", index)))[0]
    if not count:
        return page.extent(page.tables[0])[1]
    draft.table(("block", count - 1))
    return max(page.extent(table)[1] for table in page.tables if table.path[:2] == ("block", count - 1))
