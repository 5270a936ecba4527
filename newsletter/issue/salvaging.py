"""An issue file with mistakes → as much of the issue as can be read, for whoever wants to tell of more than the mistakes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from newsletter import files
from newsletter.issue.judging import tables, wrong_in
from newsletter.issue.schema import STORY, block_fields
from newsletter.model import BlockType

_EMPTY = {"kind": "", "use": False}  # in the place of a block that cannot be read: those behind it keep their numbers


def salvaged(text: str, name: str, blocks: Mapping[str, BlockType]) -> files.Toml | None:
    """Return the blocks and stories of an issue file without the keys that are wrong; None where little is right.

    Args:
        name: the file, as messages name it.
        blocks: the types of block there are.
    """
    toml, wrong = files.mended_toml(text, name)
    if toml is None:
        return None
    wrong += islice(wrong_in(toml, blocks, standing=False), files.MOST_MISTAKES + 1)
    if len(wrong) > files.MOST_MISTAKES:
        return None
    lines = {int(line) for mistake in wrong if (line := mistake.where.rpartition(":")[2]).isdigit()}
    kept = [_block(toml, number, table, lines, blocks) for number, table in enumerate(tables(toml.data, "block"))]
    return files.Toml(name=name, text=toml.text, data={"block": kept}, lines=toml.lines)


def _block(toml: files.Toml, number: int, table: Mapping[str, Any], broken: Collection[int],
           blocks: Mapping[str, BlockType]) -> Mapping[str, Any]:
    kind, path = table.get("kind"), ("block", number)
    if not isinstance(kind, str) or kind not in blocks:
        return _EMPTY
    own = _sound(toml, table, path, broken, block_fields(blocks[kind], standing=False))
    stories = [{"title": "", **_sound(toml, story, (*path, "story", place), broken, STORY)}
               for place, story in enumerate(tables(table, "story"))]
    return {**own, "kind": kind, "story": stories}


def _sound(toml: files.Toml, table: Mapping[str, Any], path: tuple[str | int, ...], broken: Collection[int],
           known: Collection[str]) -> dict[str, Any]:
    """Return what stands in a table under keys that there are, on lines without a mistake."""
    return {key: value for key, value in table.items() if key in known and toml.line(*path, key) not in broken}
