"""An article, and an issue → the block it goes into, made where the issue lacks it."""

from __future__ import annotations

from collections.abc import Sequence

from newsletter import pick
from newsletter.amend.desk import Desk
from newsletter.errors import UsageError
from newsletter.files import did_you_mean
from newsletter.issue import editing
from newsletter.model import Article, Block, Issue, folded, replace
from newsletter.prose import excerpt, one_line


def with_room(text: str, article: Article, desk: Desk, section: str = "") -> tuple[str, int]:
    """Return the number of the block that an article goes into, and the text, with that block in it.

    Args:
        section: the heading or the kind of a block; empty for the one that the article matches.

    Raises:
        UsageError: no block is for it, or there is no such section.
    """
    issue = desk.read(text)
    for block in _named(section, issue, desk) if section else pick.homes(article, desk.standing, desk.blocks):
        number = _number(issue, block)
        if number is None:
            return _made(text, issue, block, desk)
        if desk.has_room(issue.blocks[number - 1]):
            return text, number
    there = ", ".join(f"'{name}'" for name in _names(issue, desk))
    if section:
        raise UsageError(f"'{one_line(section)}' has no room for another story, or is switched off",
                         todo="switch off the story that is there, or switch the block on")
    raise UsageError(f"no section of this issue is for '{excerpt(article.title, 60)}'",
                     todo=f"say which: --section {there}" if there else "put a block of kind 'section' into the issue")


def _named(section: str, issue: Issue, desk: Desk) -> Sequence[Block]:
    """Return the block that is meant: of the issue, else of the standing matter."""
    for blocks in (issue.blocks, desk.standing.blocks):
        able = [block for block in blocks if desk.carries(block) != "none"]
        headed = [block for block in able if folded(_heading(block)) == folded(section)]
        if found := headed or [block for block in able if block.kind == section.strip().casefold()]:
            if len(found) > 1:
                raise UsageError(f"'{one_line(section)}' names {len(found)} sections",
                                 todo=f"give the heading of one: {', '.join(map(_name, found))}")
            return found
    names = _names(issue, desk)
    raise UsageError(f"there is no section '{one_line(section)}' in this issue",
                     todo=did_you_mean(section, names) or f"there are {', '.join(names)}")


def _names(issue: Issue, desk: Desk) -> list[str]:
    """Return what blocks are called in which a story can stand, each once: those of the issue, then the standing ones."""
    blocks = (*issue.blocks, *(block for block in desk.standing.blocks if block.pick is not None))
    return list(dict.fromkeys(_name(block) for block in blocks if desk.carries(block) != "none"))


def _name(block: Block) -> str:
    return _heading(block) or block.kind


def _heading(block: Block) -> str:
    return str(block.fields.get("title", ""))


def _number(issue: Issue, block: Block) -> int | None:
    """Return the number of the block of the issue that is this one, or made from it: of its kind and heading."""
    alike = [number for number, other in enumerate(issue.blocks, 1) if _same(other, block)]
    return next((number for number in alike if issue.blocks[number - 1] is block), alike[0] if alike else None)


def _same(one: Block, other: Block) -> bool:
    return one.kind == other.kind and folded(_heading(one)) == folded(_heading(other))


def _made(text: str, issue: Issue, block: Block, desk: Desk) -> tuple[str, int]:
    """Return the text with a block of the standing matter in it, behind what stands before it there; and its number."""
    own = replace(block, pick=None)
    index = next(index for index, other in enumerate(desk.standing.blocks) if other is block)
    number = _behind(issue, desk.standing.blocks[:index])
    before = number if number <= len(issue.blocks) else None
    return editing.insert_block(text, own, before=before, comment="added", name=desk.name), number


def _behind(issue: Issue, earlier: Sequence[Block]) -> int:
    """Return the number behind the last block of the issue that stands earlier in the standing matter."""
    for block in reversed(earlier):
        if alike := [number for number, other in enumerate(issue.blocks, 1) if _same(other, block)]:
            return alike[-1] + 1
    return 1
