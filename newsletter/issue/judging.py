"""An issue file that can be read as TOML → what is wrong with it as an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from newsletter.errors import InputError, at
from newsletter.files import Toml, did_you_mean, mistakes
from newsletter.issue.schema import (
    FIELDS, STORY, block_fields, elsewhere_at_top, elsewhere_in_block, elsewhere_in_story,
)
from newsletter.model import BlockType, Field
from newsletter.pictures import focus_point
from newsletter.prose import excerpt, language_tag, one_line

_HIGHEST = 999_999
# A name that every service's language takes as it is.
_READERS = re.compile(r"(?:not )?[A-Za-z]\w*", re.ASCII)

# ``4:05``, ``1:02:30``, or ``4 min`` in whatever script.
_LENGTH = re.compile(r"\d{1,4}(?:[:.]\d\d){0,2}(?!\d)")


class _Desk(NamedTuple):
    """What an issue file is judged by."""

    toml: Toml
    blocks: Mapping[str, BlockType]
    standing: bool

    def error(self, what: str, todo: str, *path: str | int) -> InputError:
        return InputError(what, todo=todo, where=at(self.toml.name, self.toml.line(*path)))


def wrong_in(toml: Toml, blocks: Mapping[str, BlockType], *, standing: bool) -> Iterator[InputError]:
    """Yield the mistakes of an issue file, or of standing matter."""
    desk = _Desk(toml, blocks, standing)
    yield from mistakes(toml, toml.data, FIELDS, elsewhere=elsewhere_at_top())
    if isinstance(number := toml.data.get("number"), int) and not 0 <= number <= _HIGHEST:
        told = str(number) if abs(number) < 10**12 else "as large as that"  # Python writes out no more than 4,300 digits
        yield desk.error(f"number cannot be {told}", f"write one from 0 to {_HIGHEST}", "number")
    for number, table in enumerate(tables(toml.data, "block")):
        yield from _block(desk, number, table)
    yield from _astray(desk)


def _astray(desk: _Desk) -> Iterator[InputError]:
    """Yield what is wrong within a ``[[story]]`` that stands in no block; that it does is told as its key."""
    value = desk.toml.data.get("story")
    for place, story in enumerate(tables(desk.toml.data, "story")):
        yield from _story(desk, ("story", place), story, None)
    if isinstance(value, Mapping):
        yield from _story(desk, ("story",), value, None)


def tables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the tables of a key, none where it holds anything else: that is told elsewhere."""
    value = table.get(key)
    return value if isinstance(value, list) and all(isinstance(item, Mapping) for item in value) else []


def _block(desk: _Desk, number: int, table: Mapping[str, Any]) -> Iterator[InputError]:
    path = ("block", number)
    kind = table.get("kind")
    block_type = desk.blocks.get(kind) if isinstance(kind, str) else None
    if block_type:
        fields = _needed(desk, table, block_fields(block_type, standing=desk.standing))
        belongs = {} if table.keys() <= fields.keys() else elsewhere_in_block(block_type, desk.blocks)
        yield from mistakes(desk.toml, table, fields, path, belongs)
        yield from _stories_fit(desk, number, table, block_type)
        yield from _readers(desk, table, path)
    elif not kind:
        yield from _no_kind(desk, number, table)
    else:
        yield _unknown_kind(desk, number, kind)
    for place, story in enumerate(tables(table, "story")):
        yield from _story(desk, (*path, "story", place), story, block_type)


def _needed(desk: _Desk, table: Mapping[str, Any], fields: Mapping[str, Field]) -> Mapping[str, Field]:
    """Return the fields of a block, with those not needed that it can do without.

    Standing matter waits for them, what is switched off does not need them, and what stands in a story by mistake is
    told there.
    """
    waits = desk.standing or table.get("use") is False
    misplaced = {key for story in tables(table, "story") for key in story} - set(STORY)
    return {key: _not_needed(field) if waits or key in misplaced else field for key, field in fields.items()}


def _not_needed(field: Field) -> Field:
    return Field(kind=field.kind, about=field.about, fields=field.fields, choices=field.choices)


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────


def _no_kind(desk: _Desk, number: int, table: Mapping[str, Any]) -> Iterator[InputError]:
    path = ("block", number)
    for key in table:
        if key == "type" or did_you_mean(key, ["kind"]):
            yield from mistakes(desk.toml, {key: table[key]}, {"kind": Field(needs=True)}, path, {"type": "kind"})
            return
    wanted = "many" if table.get("story") else "none"
    likely = [name for name, block_type in desk.blocks.items() if block_type.stories == wanted
              and set(table) <= set(block_fields(block_type, standing=True))]
    guess = "section" if "section" in likely else "note" if "note" in likely else likely[0] if likely else "…"
    todo = f"write kind = '{guess}' under [[block]]{_there_are(desk)}"
    yield desk.error("this block does not say what it is", todo, *path)


def _unknown_kind(desk: _Desk, number: int, kind: Any) -> InputError:
    guess = did_you_mean(str(kind), desk.blocks)
    meant = guess.removeprefix("did you mean ").removesuffix("?")
    advice = f"{guess} write kind = {meant}" if guess else "choose another kind"
    return desk.error(f"there is no block '{kind}'", f"{advice}{_there_are(desk)}", "block", number, "kind")


def _there_are(desk: _Desk) -> str:
    return f" (there are: {', '.join(desk.blocks)})" if desk.blocks else ""


def _stories_fit(desk: _Desk, number: int, table: Mapping[str, Any], block_type: BlockType) -> Iterator[InputError]:
    """Judge whether a block carries as many stories as its type allows."""
    stories = tables(table, "story")
    used = [place for place, story in enumerate(stories) if story.get("use") is not False]
    carriers = " or ".join(f"'{name}'" for name, other in desk.blocks.items() if other.stories == "many")
    many = f"a block of kind {carriers}" if carriers else "another block"
    if stories and block_type.stories == "none":
        what = f"a {block_type.name} carries no stories"
        yield desk.error(what, f"put them into {many}", "block", number, "story", 0)
    elif len(used) > 1 and block_type.stories == "one":
        yield desk.error(
            f"a {block_type.name} carries one story, and {len(used)} are in use here",
            f"write use = false in the others, or put them into {many}", "block", number, "story", used[1],
        )


def _readers(desk: _Desk, table: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[InputError]:
    """Judge whom a block or a story is for."""
    said = table.get("readers")
    if not isinstance(said, str) or not said:
        return
    if table.get("kind") == "imprint":
        todo = "take the line away, and let a note before it be for some"
        yield desk.error("the imprint is for all readers", todo, *path, "readers")
    elif not _READERS.fullmatch(said):
        meant = re.sub(r"\W+", "_", said.removeprefix("not ").strip(), flags=re.ASCII).strip("_0123456789") or "members"
        todo = f"write readers = '{'not ' if said.startswith('not ') else ''}{meant}'"
        yield desk.error("readers takes one name, in letters, digits and _", todo, *path, "readers")


# ── stories ──────────────────────────────────────────────────────────────────────────────────────────────────


def _story(
    desk: _Desk, path: tuple[str | int, ...], table: Mapping[str, Any], block_type: BlockType | None
) -> Iterator[InputError]:
    belongs = {} if table.keys() <= STORY.keys() else elsewhere_in_story(block_type)
    yield from mistakes(desk.toml, table, STORY, path, belongs)
    yield from _readers(desk, table, path)
    lang, duration = table.get("lang"), table.get("duration")
    if isinstance(lang, str) and lang and not language_tag(lang):
        yield desk.error(f"'{excerpt(one_line(lang), 40)}' is no language", "write its short form: lang = 'es', or 'pt-BR'", *path, "lang")
    if isinstance(duration, str) and duration and not _LENGTH.match(duration.strip()):
        told = f"duration is the length of a film, not '{excerpt(one_line(duration), 40)}'"
        yield desk.error(told, "write minutes and seconds: duration = '4:05'", *path, "duration")
    focus = table.get("focus")
    if isinstance(focus, str):
        try:
            focus_point(focus)
        except InputError as error:
            yield desk.error(error.what, error.todo, *path, "focus")
