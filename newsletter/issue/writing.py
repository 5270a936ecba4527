"""An Issue → its file, as an editor would write it. What is written is what is read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from newsletter.files import key_spelled, spelled
from newsletter.issue.schema import STORY
from newsletter.model import Block, Issue, Story
from newsletter.prose import one_line

_COLUMN = 39  # where the remarks behind [[block.story]] begin
TOP = ("number", "date", "sent", "subject", "preheader", "subjects")
"""The keys at the top of the file, in the order in which they are written."""

_SUBJECTS = "# subjects = ['…', '…']".ljust(_COLUMN) + (
    "other subject lines: shown in previews and hand-over, never sent unless chosen")


def write(issue: Issue, comments: Mapping[str, str] = {}) -> str:
    """Return the TOML text of an issue, or of standing matter.

    Args:
        comments: position → a remark for the end of its line: ``b3.s2`` stands behind its ``[[block.story]]``,
            ``b3.s2.alt`` behind that key.
    """
    said = {position: f"# {one_line(comment)}" for position, comment in comments.items() if one_line(comment)}
    lines = [*_preamble(issue), *_top(issue, said)]
    for number, block in enumerate(issue.blocks, 1):
        lines += ["", *block_lines(block, f"b{number}", said)]
    for number, waiver in enumerate(issue.waivers, 1):
        keys = ((key, getattr(waiver, key)) for key in waiver.__struct_fields__)
        lines += ["", "[[waive]]", *_rows(keys, f"waive.{number}", said)]
    if issue.picked is not None:
        lines += ["", "[picked]".ljust(_COLUMN) + "# how it was picked; newsletter why reads it",
                  *_rows(issue.picked.items(), "picked", said)]
    return "\n".join(lines) + "\n"


def _preamble(issue: Issue) -> Iterator[str]:
    if any(block.pick is not None for block in issue.blocks):
        yield "# Standing matter: the bands that every number has, in order, and how each is filled."
    else:
        name = "An issue" if issue.number is None else f"Number {issue.number}"
        which = "FILE" if issue.number is None else issue.number
        yield f"# {name}: what stands here is what is sent. See it with: newsletter preview {which}"
    if any(not story.use for block in issue.blocks for story in block.stories):
        yield "# Runners-up wait with use = false: take that line away to bring one in."
    yield ""


def _top(issue: Issue, said: Mapping[str, str]) -> Iterator[str]:
    yield from _rows(((key, getattr(issue, key)) for key in TOP), "", said)
    if not issue.subjects and not any(block.pick is not None for block in issue.blocks):
        yield _SUBJECTS


def block_lines(block: Block, position: str = "", said: Mapping[str, str] = {}) -> Iterator[str]:
    """Yield a block with its stories as it stands in the file. `said`: position → a remark with its ``#``."""
    yield with_remark("[[block]]", said.get(position))
    use = {} if block.use else {"use": False}
    pick = {} if block.pick is None else {"pick": block.pick}
    readers = {"readers": block.readers} if block.readers else {}
    yield from _rows({"kind": block.kind, **use, **readers, **block.fields, **pick}.items(), position, said)
    for number, story in enumerate(block.stories, 1):
        yield ""
        yield from story_lines(story, f"{position}.s{number}", said)


def story_lines(
    story: Story, position: str = "", said: Mapping[str, str] = {}, indents: tuple[str, str] = ("  ", "  ")
) -> Iterator[str]:
    """Yield a story as it stands in the file.

    Args:
        said: position → a remark with its ``#``.
        indents: what its header and its keys begin with.
    """
    yield with_remark(f"{indents[0]}[[block.story]]", said.get(position))
    yield from _rows(_story(story), position, said, indents[1])


def _story(story: Story) -> Iterator[tuple[str, Any]]:
    if not story.use:
        yield "use", False
    for key in STORY:
        if key not in ("use", "repeat"):
            yield key, getattr(story, key)
    if story.repeat:
        yield "repeat", True


def with_remark(header: str, remark: str | None) -> str:
    """Return a table's header with a remark behind it."""
    return header.ljust(_COLUMN) + remark if remark else header


def _rows(pairs: Iterable[tuple[str, Any]], position: str, said: Mapping[str, str], indent: str = "") -> Iterator[str]:
    """Yield one line for each key that has a value, the ``=`` below each other."""
    rows = [(key_spelled(key), key, value) for key, value in pairs if value not in (None, "", (), [])]
    width = max((len(name) for name, _, _ in rows), default=0)
    for name, key, value in rows:
        remark = said.get(f"{position}.{key}" if position else key)
        yield f"{indent}{name.ljust(width)} = {spelled(value)}" + (f"  {remark}" if remark else "")
