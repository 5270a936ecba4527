"""A letter and the issue it is of → the bytes of each block in what is sent, against what Gmail shows of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from newsletter import merge
from newsletter.model import BlockType, Issue, Letter, Publication, Service, in_folder, on_the_web, place_pictures, replace
from newsletter.prose import amount, excerpt
from newsletter.publication import called

# Gmail hides what comes behind, the way out of the list with it (hteumeuleu/email-bugs #41), and drops style sheets
# that hold more together (hteumeuleu/email-bugs #90).
CLIPPED = 102_400
STYLED = 16_384

SOMEWHERE = "https://pictures.example/letters"
"""Where pictures stand that have no place on the web yet, for whoever counts bytes."""

_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
_PARTS = re.compile(r"<!--part:(\w+)-->")


_LINK = re.compile(r"<a\b[^>]*\shref=\"https?://")


class Size(NamedTuple):
    """Bytes of the finished HTML: of each block, by its position, of what is before them, and of style sheets.

    Attributes:
        added: what the service will add by its profile: a longer address in each link, and what it puts under a letter.
    """

    blocks: dict[str, int]
    head: int
    style: int
    added: int = 0

    @property
    def total(self) -> int:
        return sum(self.blocks.values()) + self.head + self.added


def measured(letter: Letter, publication: Publication, service: Service) -> Size:
    """Return the sizes of a letter with a service's words in it, and its pictures where they will be."""
    # Its positions are not where they were, and would be marked in the middle of other marks.
    edition = merge.stamp(replace(letter, html=_parted(letter), marks=()), service, publication)
    html = place_pictures(edition.html, letter.pictures, on_the_web(publication, in_folder(SOMEWHERE)))
    head, *parts = _PARTS.split(html)
    blocks = {position: len(part.encode()) for position, part in zip(parts[::2], parts[1::2], strict=True)}
    style = sum(len(style.encode()) for style in _STYLE.findall(html))
    return Size(blocks, len(head.encode()), style, added(html, service))


def added(html: str, service: Service) -> int:
    """Return the bytes that a service adds to a letter by its profile: to each link, and under it."""
    return service.overhead.get("letter", 0) + service.overhead.get("link", 0) * len(_LINK.findall(html))


# How mrml begins a section; where its mark stands, tables are open already.
_SECTION = re.compile(r"<div\b[^>]*\bmargin:0px auto;max-width:")


def _parted(letter: Letter) -> str:
    """Return the letter's HTML with a comment where each block begins."""
    starts = {mark.position: mark.offset for mark in reversed(letter.marks) if "." not in mark.position}
    html, after, pieces = letter.html, 0, []
    for position, mark in sorted(starts.items(), key=lambda item: item[1]):
        sections = [found.start() for found in _SECTION.finditer(html, after, mark)]
        start = sections[-1] if sections else mark
        pieces.append(f"{html[after:start]}<!--part:{position}-->")
        after = start
    return "".join(pieces) + html[after:]


def block_name(position: str, issue: Issue, blocks: Mapping[str, BlockType]) -> str:
    """Return what an editor calls a block: its number in the file, its heading or type, how many stories it has.

    Args:
        position: ``b3``; ``masthead`` and ``imprint`` where the letter has them of itself.
        blocks: the types there are.
    """
    if not position.startswith("b"):
        return blocks[position].called
    block = issue.blocks[int(position[1:]) - 1]
    used = sum(story.use for story in block.stories)
    stories = f", {amount(used, 'story', 'stories')}" if used else ""
    return f"{position[1:]}. {excerpt(called(block, blocks), 40)}{stories}"
