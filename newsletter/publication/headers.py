"""The header of a block's file → what the block is: the fields it takes, the stories it carries, the slots it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from newsletter.errors import InputError, Mistakes, TemplateError, at
from newsletter.files import Toml, mistakes, read_text, read_toml, shown
from newsletter.model import BlockType, Field, Slot

_HEADER = re.compile(r"\s*\{#\n(.*?)#\}", re.DOTALL)
_KINDS = ("text", "markdown", "link", "picture", "colour", "number", "flag", "date", "list")
_INNER = {
    "kind": Field(choices=_KINDS),
    "needs": Field(kind="flag"),
    "about": Field(needs=True),
    "choices": Field(kind="list"),
}
_FIELD = {**_INNER, "kind": Field(choices=(*_KINDS, "tables"))}
_SLOT = {"width": Field(kind="number", needs=True), "ratio": Field()}
_BLOCK = {"about": Field(needs=True), "called": Field(), "stories": Field(choices=("none", "one", "many"))}
# What templates and issue files already know by these names.
_TAKEN = ("ends", "kind", "mark", "pick", "picture", "readers", "starts", "stories", "story", "use")


@cache
def block_type(path: Path, _changed: int) -> BlockType:
    """Return what the header of a block says; read again when the file has changed."""
    name = shown(path)
    text = read_text(path)
    header = _HEADER.match(text)
    if not header:
        raise TemplateError(
            "this block has no header",
            todo="begin it with {# … #} that says about = '…'; copy the header of a packaged block",
            where=name,
        )
    try:
        # Behind as many lines as stand before it, so that mistakes name the file's own.
        data = _header(read_toml("\n" * text.count("\n", 0, header.start(1)) + header[1], name))
    except InputError as error:
        raise TemplateError(str(error)) from error
    return BlockType(
        name=path.stem,
        about=data["about"],
        called=data.get("called") or path.stem.replace("_", " ").replace("-", " ").capitalize(),
        stories=data.get("stories", "none"),
        fields={key: _field(table) for key, table in data.get("fields", {}).items()},
        slots=_slots(data.get("picture", {})),
        path=path,
    )


def _header(toml: Toml) -> Mapping[str, Any]:
    """Return what a header says. Raises `Mistakes`."""
    keys = _tables_in(toml.data.get("fields"))
    fields = {key: Field(kind="table", fields=_described(table)) for key, table in keys.items()}
    picture = _picture_fields(toml.data.get("picture"))
    wrong = mistakes(toml, toml.data, {**_BLOCK, "picture": picture, "fields": Field(kind="table", fields=fields)})
    wrong += [
        InputError(f"'{key}' means something else already", todo="take another name", where=_at(toml, "fields", key))
        for key in fields if key in _TAKEN
    ]
    if not wrong:
        wrong = [
            InputError("this is no ratio", todo="write ratio = '16:9'", where=_at(toml, "picture"))
            for slot in _slot_tables(toml.data.get("picture", {})).values()
            if not _RATIO.fullmatch(slot.get("ratio", "1:1"))
        ]
    if wrong:
        raise Mistakes(wrong)
    return toml.data


def _tables_in(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _described(table: Any) -> Mapping[str, Field]:
    """Return what may be said of one field; of ``tables`` also which keys each of them has."""
    inner = _tables_in(table).get("fields")
    if not isinstance(inner, Mapping):
        return _FIELD
    return {**_FIELD, "fields": Field(kind="table", fields={key: Field(kind="table", fields=_INNER) for key in inner})}


def _field(table: Mapping[str, Any]) -> Field:
    inner = {key: _field(each) for key, each in table.get("fields", {}).items()}
    return Field(**{**table, "choices": tuple(table.get("choices", ())), "fields": inner})


def _picture_fields(picture: Any) -> Field:
    """Return what may be said of a block's pictures: one slot, or one for each layout that shows them."""
    layouts = {key: table for key, table in _tables_in(picture).items() if isinstance(table, Mapping)}
    return Field(kind="table", fields={key: Field(kind="table", fields=_SLOT) for key in layouts} or _SLOT)


def _slot_tables(picture: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return layout → slot; a block whose pictures have one slot knows no layouts."""
    return {"": picture} if "width" in picture else picture


def _at(toml: Toml, *path: str) -> str:
    return at(toml.name, toml.line(*path))


_RATIO = re.compile(r"[1-9]\d{0,3}:[1-9]\d{0,3}", re.ASCII)


def _slots(picture: Mapping[str, Any]) -> dict[str, Slot]:
    return {layout: _slot(**table) for layout, table in _slot_tables(picture).items()}


def _slot(width: int, ratio: str = "") -> Slot:
    across, _, down = ratio.partition(":")
    return Slot(width=width, ratio=int(across) / int(down) if down else 0.0)
