"""Blocks put in."""

from __future__ import annotations

from newsletter.errors import InputError
from newsletter.files import read_toml
from newsletter.issue.editing.draft import Draft
from newsletter.issue.writing import block_lines
from newsletter.model import Block
from newsletter.prose import one_line


def insert_block(text: str, block: Block, *, before: int | None = None, comment: str = "", name: str = "") -> str:
    """Put a block into the issue, with its stories: before the block with this number, or behind the last."""
    draft = Draft(text, name)
    said = {"": f"# {one_line(comment)}"} if one_line(comment) else {}
    lines = "\n".join(block_lines(block, "", said)).split("\n")
    blocks = draft.data.setdefault("block", [])
    if before is not None and not 1 <= before <= len(blocks):
        raise InputError(f"there are {len(blocks)} blocks, and no block {before}", where=name)
    index = len(blocks) if before is None else before - 1
    line = _line(draft, index, len(blocks))
    blocks.insert(index, read_toml("\n".join(lines), name).data["block"][0])
    return draft.done(draft.with_lines(line, lines), ("block", index))


def _line(draft: Draft, index: int, count: int) -> int:
    """Return the line before which a block number `index` is put, of `count` there are."""
    page = draft.page
    if index < count:
        return page.extent(draft.table(("block", index)))[0]
    if not count:
        return page.extent(page.tables[0])[1]
    draft.table(("block", count - 1))
    return max(page.extent(table)[1] for table in page.tables if table.path[:2] == ("block", count - 1))
