"""An issue → the stories it carries and the words written in it, each with its position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from newsletter.model import Block, BlockType, Issue, Story


class Carried(NamedTuple):
    """A story that the letter carries, and where: ``b3.s2`` and the block around it."""

    position: str
    block: Block
    story: Story


class Written(NamedTuple):
    """Words that somebody wrote into the issue: ``b3.s2.title``, and their kind: a `newsletter.model.FieldKind`."""

    position: str
    kind: str
    text: str

    def at(self, found: re.Match[str] | str) -> str:
        """Return the place of something found in the words: their position, and the row in which it stands."""
        start = self.text.find(found) if isinstance(found, str) else found.start()
        return f"{self.position}@{self.text.count(chr(10), 0, max(start, 0))}"


def carried(issue: Issue) -> Iterator[Carried]:
    """Yield the stories that are in use, in the order of the issue."""
    for number, block in enumerate(issue.blocks, 1):
        for place, story in enumerate(block.stories, 1):
            if block.use and story.use:
                yield Carried(f"b{number}.s{place}", block, story)


def is_of_a_headline(words: str, stories: Iterable[Carried]) -> bool:
    """Say whether words stand in a story's headline: in subject and preheader they are then its source's, and told there."""
    return any(words in one.story.title for one in stories)


_SAID_BY_STORIES = ("kicker", "title", "teaser", "alt", "credit", "byline", "label")


def written(issue: Issue, blocks: Mapping[str, BlockType]) -> Iterator[Written]:
    """Yield what is written in an issue, in the order of its file."""
    yield Written("subject", "text", issue.subject)
    yield Written("preheader", "text", issue.preheader)
    for number, block in enumerate(issue.blocks, 1):
        if not block.use:
            continue
        fields = blocks[block.kind].fields if block.kind in blocks else {}
        yield from _in_table(f"b{number}", block.fields, fields)
        for place, story in enumerate(block.stories, 1):
            for key in _SAID_BY_STORIES if story.use else ():
                if said := getattr(story, key):
                    yield Written(f"b{number}.s{place}.{key}", "text", said)


def _in_table(position: str, table: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[Written]:
    for key, value in table.items():
        field = fields.get(key)
        kind = field.kind if field else "text"
        if isinstance(value, str) and kind in ("text", "markdown"):
            yield Written(f"{position}.{key}", kind, value)
        for number, item in enumerate(value if isinstance(value, list) else [], 1):
            if isinstance(item, str):
                yield Written(f"{position}.{key}.{number}", "text", item)
            elif isinstance(item, Mapping):
                yield from _in_table(f"{position}.{key}.{number}", item, field.fields if field else {})
