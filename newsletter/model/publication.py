"""Who speaks, how it looks, where it goes: publication, theme, service and the words each reader gets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

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
        tracking: the ``[tracking]`` table: what is put behind the addresses of links.
        proof: the ``[proof]`` table: the addresses that proofs go ``to``.
        text: the ``[text]`` table: how plain text shows its ``links``, ``below`` (also where it says nothing) or
            ``numbered``.
        checks: the ``[checks]`` table: rule → ``off``, ``info``, ``warning`` or ``error``.
        audience: the ``[audience]`` table: the mail programs its readers use.
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
    require_approval: bool = False
    require_credit: bool = False
    social: tuple[Mapping[str, str], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    pick: Mapping[str, Any] = field(default_factory=dict)
    tracking: Mapping[str, Any] = field(default_factory=dict)
    proof: Mapping[str, Any] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    audience: Mapping[str, Any] = field(default_factory=dict)
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


class Readers(Struct, frozen=True, kw_only=True):
    """The readers that a block or a story is for, as ``readers = 'members'`` says it.

    Attributes:
        name: as the service knows them: a field, an attribute or a tag of theirs.
        others: ``not members``: all readers but these.
        position: of the block or story: ``b3``, ``b3.s2``.
        where: ``file:line`` of the key, for what has to be said of it.
    """

    name: str
    others: bool = False
    position: str = ""
    where: str = ""

    @property
    def typed(self) -> str:
        """As an editor writes it: ``members``, ``not members``."""
        return f"{'not ' if self.others else ''}{self.name}"


Shape = Literal["paste", "body", "zip", "url", "blocks", "api", "eml"]
Confidence = Literal["high", "medium", "low"]


class Service(Struct, frozen=True, kw_only=True):
    """Where it goes: one mailing service's spelling of our merge tags, its duties and limits, each sourced in its file.

    What is not known of a service is left out of its file: None here, an empty text, or no key.

    Attributes:
        id: the file's name in ``data/services/``.
        confidence: how well its file is sourced: ``high`` from the service's own pages or code, and tried where an engine
            can be had; ``medium`` from its pages or others' use; ``low``: try it with a proof first.
        shape: how a letter is handed over: ``paste`` (the whole HTML into an editor), ``body`` (the same, what stands
            in the body alone: the service puts its own document round it), ``zip`` (HTML and pictures in one file),
            ``url`` (it fetches the page from the web), ``blocks`` (its editor takes no HTML: the letter is built there by
            hand), ``api`` (there is no form, only an interface for programs), ``eml`` (a whole message). None: not known; it is
            packed as for ``paste``, and told.
        tags: our name → the service's spelling in HTML; ``field`` holds ``{name}`` or ``{NAME}``. One that holds
            ``{LANGUAGE}`` in the file is spelled here for the language of the publication. That of an address may hold
            ``{address}``: then it is the publication's own, with what the service wants beside it.
        languages: those that ``{LANGUAGE}`` may be; the first where the publication's is none of them.
        text_tags: the spelling in plain text and in the subject where it differs.
        url_tags: the spelling of a word inside an address, percent-encoded by the service; without double quotes, which end it.
        fallbacks: our name → its spelling with a fallback, which holds ``{fallback}`` (and ``{name}`` for ``field``).
        text_fallbacks: the same in plain text.
        url_fallbacks: the same inside an address; there the fallback is percent-encoded by us.
        fallback_forbids: characters that break a fallback in this dialect.
        reserved_fallbacks: fallbacks that mean something else in this dialect.
        escapes_fallback: its engine escapes a fallback for HTML itself, so that we must not.
        merged_here: we fill the words in ourselves, for one reader or for none.
        guards: what its engine would take for the beginning of a tag; our words must not hold it unguarded. One sign alone is
            one before anything but a blank.
        guard_signs: single characters that begin a tag where a letter follows.
        address_guards: what begins a tag in an address, percent-encoded, where a letter follows.
        text_guards: what is guarded → how to write it in plain text so that it stays the words it is; where it says
            nothing, a word joiner (U+2060) keeps the characters apart.
        fills_in: the lines of the inbox that its engine is known to read, ``subject`` and ``preheader``: there words are kept words
            as in plain text; in others by a joiner alone, which nobody sees, whether it reads them or not.
        comment: how a comment is written so that it survives the service's engine; it holds ``{comment}``.
        adds_list_unsubscribe: the service writes that header itself.
        prints_preheader: the service asks for the preheader and prints it, so that the letter must not; False: it does
            not.
        takes_text: whether it takes our plain text, or makes its own.
        keeps_comments: whether it lets HTML comments through, those for Outlook.
        footer: what it puts under a letter by itself, in a sentence.
        footer_holds: what that always holds, ``unsubscribe`` or ``postal_address``, so that the letter need not say it.
        link_hosts: the sites of the addresses that it puts in the place of links, to count who follows them; digits at the
            end of a site's name are left out.
        required: what the HTML must hold for the service to take or send it: each as it is spelled there.
        required_text: the same of the plain text.
        forbids: what the HTML must not hold anywhere.
        limits: the most it takes: ``html``, ``text``, ``message`` in bytes, ``subject``, ``preheader`` in characters, and how many
            ``pictures``.
        overhead: what it adds before sending, in bytes: ``link`` for each link, ``letter`` once.
        changes: what it drops or changes of a letter, in sentences.
        needs: what it takes that a word works there, in a sentence, told where the letter uses it: one of our names;
            ``fallback`` (words for readers without; where it has no form for them, what else to do); ``readers``;
            ``list_unsubscribe`` (when it adds that header, as the end of a sentence).
        words: our word → the service's: ``preheader`` → ``Preview text``.
        readers: how it says that a part is for some readers: ``begin`` (holds ``{name}`` or ``{NAME}``), ``others`` (for all
            but these) and ``end``.
        nests: whether a condition may stand within another, as one of words with a fallback does in a part for some readers.
        sources: where each value comes from, in the words of its file's comments: ``tags.unsubscribe`` →
            ``https://… read 2026-11``.
        own: the keys that a publication's own file says over the packaged one: ``tags.unsubscribe``; empty for what is one
            file's alone.
    """

    id: str
    name: str
    confidence: Confidence = "low"
    shape: Shape | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    text_tags: Mapping[str, str] = field(default_factory=dict)
    url_tags: Mapping[str, str] = field(default_factory=dict)
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    text_fallbacks: Mapping[str, str] = field(default_factory=dict)
    url_fallbacks: Mapping[str, str] = field(default_factory=dict)
    fallback_forbids: str = ""
    reserved_fallbacks: tuple[str, ...] = ()
    escapes_fallback: bool = False
    merged_here: bool = False
    guards: tuple[str, ...] = ()
    guard_signs: str = ""
    address_guards: tuple[str, ...] = ()
    text_guards: Mapping[str, str] = field(default_factory=dict)
    fills_in: tuple[str, ...] = ()
    comment: str = ""
    adds_list_unsubscribe: bool | None = None
    prints_preheader: bool | None = None
    takes_text: bool | None = None
    keeps_comments: bool | None = None
    footer: str = ""
    footer_holds: tuple[str, ...] = ()
    link_hosts: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    required_text: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    overhead: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    readers: Mapping[str, str] = field(default_factory=dict)
    nests: bool = True
    own: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    path: Path

    @property
    def wants_pictures_online(self) -> bool:
        """Whether the pictures must stand on the web by themselves: what is handed over holds none."""
        return self.shape in (None, "paste", "body", "api")


class Reader(Struct, frozen=True, kw_only=True):
    """One reader, for the service ``plain``, where we merge ourselves.

    Attributes:
        groups: what parts for some readers are for, where it is known; empty for nobody's.
    """

    email: str = ""
    token: str = ""
    first_name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    groups: frozenset[str] | None = None
