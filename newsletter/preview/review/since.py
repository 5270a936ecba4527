"""An issue and the number that was sent before it → what is different: bands, how many stories, what comes again. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from newsletter.model import Block, BlockType, Field, Issue, canonical, folded
from newsletter.prose import one_line


class Band(NamedTuple):
    """A block in one or both of two numbers.

    Attributes:
        name: its heading, or its kind.
        position: in this number; empty where it is gone.
        stories, stories_before: None where the block is not in that number.
        words, words_before: its own, without its stories'.
    """

    name: str
    position: str
    stories: int | None
    stories_before: int | None
    words: str
    words_before: str


class Again(NamedTuple):
    """A story that the number before carried as well: where it stands, and where it stood."""

    title: str
    position: str
    position_before: str


class Since(NamedTuple):
    """What is different from the number before: all bands of this number in order, then those that are gone."""

    bands: tuple[Band, ...]
    again: tuple[Again, ...]


def since(before: Issue, after: Issue, blocks: Mapping[str, BlockType]) -> Since:
    """Return what is different between two numbers, as their files say it."""
    earlier = {key: (position, block) for key, position, block in _bands(before)}
    bands = []
    for key, position, block in _bands(after):
        _, was = earlier.pop(key, ("", None))
        bands.append(_band(position, block, was, blocks))
    bands += [_band("", None, block, blocks) for _, block in earlier.values()]
    return Since(tuple(bands), tuple(_again(before, after)))


def _bands(issue: Issue) -> Iterator[tuple[str, str, Block]]:
    """Yield each block in use with what it is known by: kind and heading, and which of those with the same it is."""
    seen: Counter[str] = Counter()
    for number, block in enumerate(issue.blocks, 1):
        if block.use:
            # The words of a lead, a note or a magazine are new in each number; a section is its heading.
            name = f"{block.kind} {folded(_heading(block)) if block.stories else ''}"
            seen[name] += 1
            yield f"{name} {seen[name]}", f"b{number}", block


def _heading(block: Block) -> str:
    return one_line(str(block.fields.get("title", "")))


def _band(position: str, block: Block | None, was: Block | None, blocks: Mapping[str, BlockType]) -> Band:
    either = block or was
    assert either
    return Band(
        name=_heading(either) or either.kind,
        position=position,
        stories=_count(block) if block else None,
        stories_before=_count(was) if was else None,
        words=_own_words(block, blocks) if block else "",
        words_before=_own_words(was, blocks) if was else "",
    )


def _count(block: Block) -> int:
    return sum(story.use for story in block.stories)


def _own_words(block: Block, blocks: Mapping[str, BlockType]) -> str:
    kind = blocks.get(block.kind)
    return " ".join(_words_in(block.fields, kind.fields)) if kind else ""


def _words_in(said: Mapping[str, Any], fields: Mapping[str, Field]) -> Iterator[str]:
    for name, field in fields.items():
        value = said.get(name)
        if value and field.kind == "tables":
            for table in value:
                yield from _words_in(table, field.fields)
        elif value and field.kind in ("text", "markdown") and not field.choices:
            yield " ".join(str(value).split())


def _again(before: Issue, after: Issue) -> Iterator[Again]:
    known: dict[str, str] = {}
    for position, story in _stories(before):
        known.setdefault(_known_by(story.url, story.title), position)
    for position, story in _stories(after):
        if found := known.get(_known_by(story.url, story.title)):
            yield Again(one_line(story.title), position, found)


def _stories(issue: Issue) -> Iterable[tuple[str, Any]]:
    return ((f"b{number}.s{place}", story) for number, block in enumerate(issue.blocks, 1) if block.use
            for place, story in enumerate(block.stories, 1) if story.use)


def _known_by(url: str, title: str) -> str:
    return canonical("" if url == "TK" else url) or folded(title)
