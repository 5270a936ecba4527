"""Who speaks, how it looks, where it goes: publication, theme, service and the words each reader gets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field



class Publication(Struct, frozen=True, kw_only=True):
    """Who speaks: what ``newsletter.toml`` says, or neutral defaults where there is none.

    Attributes:
        root: the folder with ``newsletter.toml``; None where there is no publication.
        language: BCP 47 tag.
        day: weekday on which it appears, in English lower case (``friday``); empty where it has none.
        colour: one brand colour, ``#rrggbb``; empty for the theme's own.
        addresses: where ``unsubscribe``, ``web_version``, ``preferences`` lead; may hold ``{email}`` or ``{token}``.
        sources: the ``[[source]]`` tables, in order.
        pick: the ``[pick]`` table.
        text: the ``[text]`` table: how plain text shows its ``links``, ``below`` (also where it says nothing) or
            ``numbered``.
        shelves: template folders in order of precedence: its own first, then the packaged one.
    """

    root: Path | None = None
    name: str = ""
    tagline: str = ""
    url: str = ""
    language: str = "en"
    timezone: str = "UTC"
    day: str = ""
    sender: str = ""
    reply_to: str = ""
    logo: str = ""
    logo_alt: str = ""
    colour: str = ""
    theme: str = "weekly"
    service: str = "plain"
    imprint: str = ""
    postal_address: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)
    list_id: str = ""
    image_base_url: str = ""
    require_credit: bool = False
    social: tuple[Mapping[str, str], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    pick: Mapping[str, Any] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)
    shelves: tuple[Path, ...] = ()


class Theme(Struct, frozen=True, kw_only=True):
    """How it looks: a file of tokens. `tokens` and `dark` map a name to a CSS value; both hold the same colours."""

    name: str
    about: str
    tokens: Mapping[str, Any]
    dark: Mapping[str, str]
    path: Path

    @property
    def column(self) -> int:
        """The width that words and pictures have, in CSS pixels."""
        return self.tokens["width"] - 2 * self.tokens["side"]


class MergeTag(Struct, frozen=True, kw_only=True):
    """A word filled in per reader, still symbolic.

    Attributes:
        name: ``unsubscribe``, ``web_version``, ``preferences`` (addresses); ``first_name``, ``email``,
            ``field.<name>`` (words).
        fallback: what stands where the reader has no such word; empty for none.
    """

    name: str
    fallback: str = ""


class Service(Struct, frozen=True, kw_only=True):
    """Where it goes: one mailing service's spelling of our merge tags, its duties and limits.

    Attributes:
        id: the file's name in ``data/services/``.
        tags: our name → the service's spelling in HTML; ``field`` holds ``{name}``.
        text_tags: the spelling in plain text where it differs.
        fallbacks: our name → its spelling with a fallback, which holds ``{fallback}`` (and ``{name}`` for ``field``).
        fallback_forbids: characters that break a fallback in this dialect.
        merged_here: we fill the words in ourselves, for one reader or for none.
        guards: what its engine would take for a tag of its own; our words must not hold it unguarded.
        text_guards: the same → how to write it in plain text so that it stays the words it is.
        adds_list_unsubscribe: the service writes that header itself.
        prints_preheader: the service prints the preheader, so that the letter must not.
    """

    id: str
    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    text_tags: Mapping[str, str] = field(default_factory=dict)
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    fallback_forbids: str = ""
    merged_here: bool = False
    guards: tuple[str, ...] = ()
    text_guards: Mapping[str, str] = field(default_factory=dict)
    adds_list_unsubscribe: bool = False
    prints_preheader: bool = False
    path: Path


class Reader(Struct, frozen=True, kw_only=True):
    """One reader, for the service ``plain``, where we merge ourselves."""

    email: str = ""
    token: str = ""
    first_name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
