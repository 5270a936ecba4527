"""An article that comes when the issue has been picked → the story that picking would have made of it."""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.model import Article, Block, BlockType, Issue, Story, folded
from newsletter.pick.bands import bands_of
from newsletter.pick.layout import story
from newsletter.pick.same import one_of_each


def story_of(
    article: Article, block: Block, standing: Issue, blocks: Mapping[str, BlockType], *, language: str
) -> Story:
    """Return an article as a story of a block of the issue: its words, its kicker, its picture.

    Args:
        standing: its terms say which leading words are kickers.
        language: the publication's.
    """
    (candidate,) = one_of_each([article])
    terms = [band.terms for band in bands_of(standing, blocks) if band.terms]
    return story(
        candidate,
        leads=holds_the_lead(block, blocks),
        heading=folded(str(block.fields.get("title", ""))),
        known=frozenset().union(*(one.kickers for one in terms)),
        language=language,
    )


def holds_the_lead(block: Block, blocks: Mapping[str, BlockType]) -> bool:
    """Return whether a block is for the lead: it has room for one story, and that is no film."""
    single = block.kind == "lead" or (block.kind in blocks and blocks[block.kind].stories == "one")
    return single and block.kind != "video"
