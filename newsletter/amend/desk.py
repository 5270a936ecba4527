"""What an issue is amended by: its name, the standing matter, the blocks there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from newsletter import issue as issues, pick
from newsletter.model import Article, Block, BlockType, Issue, Story, Struct, canonical, folded

PLANNED = "TK"
"""Stands for the address of a story still to come."""


class Desk(Struct, frozen=True, kw_only=True):
    """What an issue is amended by.

    Attributes:
        name: the file, as messages name it.
        folder: what relative paths in it start from.
        standing: the publication's standing matter.
        blocks: the types of block there are.
        language: the publication's.
    """

    name: str
    folder: Path
    standing: Issue
    blocks: Mapping[str, BlockType]
    language: str

    def read(self, text: str) -> Issue:
        """Return the issue that a text says. Raises `Mistakes`."""
        return issues.parse(text, name=self.name, folder=self.folder, blocks=self.blocks)

    def story(self, article: Article, block: Block) -> Story:
        """Return the story that picking would make of an article in a block."""
        return pick.story_of(article, block, self.standing, self.blocks, language=self.language)

    def carries(self, block: Block) -> str:
        """Return how many stories a block carries: ``none``, ``one`` or ``many``."""
        return self.blocks[block.kind].stories

    def has_room(self, block: Block) -> bool:
        """Return whether another story can be in use in a block."""
        used = any(story.use for story in block.stories)
        return block.use and (self.carries(block) == "many" or (self.carries(block) == "one" and not used))


def stories(issue: Issue) -> Iterator[tuple[str, Block, Story]]:
    """Yield each story with its position and its block."""
    for number, block in enumerate(issue.blocks, 1):
        for place, story in enumerate(block.stories, 1):
            yield f"b{number}.s{place}", block, story


def id_of(story: Story) -> str:
    """Return the `Article.id` of the article that a story was made of, as far as the story says."""
    return canonical("" if story.url == PLANNED else story.url) or folded(story.title)


def is_of(story: Story, article: Article) -> bool:
    """Return whether a story is of an article: by address, by headline where one of them has none."""
    if story.url in ("", PLANNED) or not article.url:
        return folded(story.title) == folded(article.title)
    return canonical(story.url) == canonical(article.url)
