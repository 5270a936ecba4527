"""What can be typed into a file that editors write: its keys, and what a block's header says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

FieldKind = Literal["text", "markdown", "link", "picture", "colour", "number", "flag", "date", "list", "table", "tables"]


class Field(Struct, frozen=True, kw_only=True):
    """One key of a file that editors write: its kind, whether it must be there, and what it is for.

    Attributes:
        kind: ``list`` is a list of texts; ``table`` is one table and ``tables`` several, both described by `fields`.
            A table without `fields` takes any key.
        needs: the key must be there, and not be empty.
        about: one sentence for ``newsletter list`` and the manual.
        fields: the keys of a ``table`` or of each of the ``tables``.
        choices: where not empty, the only texts allowed.
    """

    kind: FieldKind = "text"
    needs: bool = False
    about: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


class Slot(Struct, frozen=True, kw_only=True):
    """The space a block has for a picture: `width` in CSS pixels, `ratio` of width to height, 0 for the picture's own.

    Attributes:
        outline: a picture that shines through gets a fine white line, to be seen on dark paper: a logo.
    """

    width: int
    ratio: float = 0.0
    outline: bool = False


class BlockType(Struct, frozen=True, kw_only=True):
    """What the header of ``templates/blocks/<name>.mjml`` says.

    Attributes:
        called: what an editor calls it, in a word or two; without one in the header the name as words.
        stories: how many stories the block carries.
        fields: the block's own keys, beside ``kind``, ``use``, ``pick`` and its stories.
        slots: the spaces for its pictures, by layout, the widest first; the first is the usual one. Empty: it shows none.
    """

    name: str
    about: str
    called: str = ""
    stories: Literal["none", "one", "many"] = "none"
    fields: Mapping[str, Field] = field(default_factory=dict)
    slots: Mapping[str, Slot] = field(default_factory=dict)
    path: Path
