"""The nouns, frozen; and what makes two articles the same one.

Nothing here reads, writes or knows the time. Positions are strings that count from 1 in the order of the
issue file, switched-off ones included: ``b3`` is the third block, ``b3.s2`` its second story, ``b3.s2.title``
a field of it, ``b3.text`` a field of the block, ``subject`` a field of the issue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace as replace  # of any of these nouns; msgspec has its only door here

# ── what can be typed into a file ────────────────────────────────────────────────────────────────────────────

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
    """The space a block has for a picture: `width` in CSS pixels, `ratio` of width to height, 0 for the picture's own."""

    width: int
    ratio: float = 0.0


class BlockType(Struct, frozen=True, kw_only=True):
    """What the header of ``templates/blocks/<name>.mjml`` says.

    Attributes:
        stories: how many stories the block carries.
        fields: the block's own keys, beside ``kind``, ``use``, ``pick`` and its stories.
        slot: the space for its pictures; None where it shows none.
    """

    name: str
    about: str
    stories: Literal["none", "one", "many"] = "none"
    fields: Mapping[str, Field] = field(default_factory=dict)
    slot: Slot | None = None
    path: Path


# ── articles ─────────────────────────────────────────────────────────────────────────────────────────────────


class Article(Struct, frozen=True, kw_only=True):
    """One piece that could be carried.

    Attributes:
        title: plain text, never empty; headline as the source has it.
        url: absolute http(s) address, or empty.
        teaser: plain text, the line under the headline.
        image: absolute http(s) address, or a path relative to the publication, or empty.
        image_width: in pixels, 0 where the source does not say.
        alt: what the picture shows; a draft where `alt_is_draft` (a listing's picture-description line).
        published: with time zone; None where the source does not say.
        kind: ``article`` or ``video``.
        duration: of a video, as ``4:05``; empty where unknown.
        language: BCP 47 tag, or empty for the publication's own.
        source: name of the source it came from.
        place: its place there, from 0; orders articles without a date.
    """

    title: str
    url: str = ""
    teaser: str = ""
    image: str = ""
    image_width: int = 0
    alt: str = ""
    alt_is_draft: bool = False
    credit: str = ""
    published: datetime | None = None
    byline: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    kind: str = "article"
    duration: str = ""
    language: str = ""
    source: str = ""
    place: int = 0

    @property
    def id(self) -> str:
        """What makes it this article: its canonical address, else its folded title."""
        return canonical(self.url) or folded(self.title)


_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref_src|yclid|_hs(enc|mi))", re.IGNORECASE)


def canonical(url: str) -> str:
    """Return the one spelling under which an address is compared; empty for no address.

    Scheme, ``www.``, fragment, trailing slash, upper case in the host, AMP paths and tracking parameters do not
    make another article; the order of the other parameters does not either.
    """
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    path = re.sub(r"/amp/?$", "", parts.path).rstrip("/")
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True)
                             if not _TRACKING.fullmatch(k) and k.lower() != "amp"), errors="replace")
    return f"{host}{port}{path}{'?' + query if query else ''}"


_MARK = re.compile(r"[^\w\x00-\x7f]")


def folded(text: str) -> str:
    """Return a text as it is compared: no case, no accents, no punctuation, single blanks."""
    bare = text.casefold()
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = _MARK.sub(lambda mark: "" if unicodedata.combining(mark[0]) else " ", decomposed)
    return " ".join(re.findall(r"\w+", bare)) or " ".join(text.split())


class Reading(Struct, frozen=True, kw_only=True):
    """What was read from one source.

    Attributes:
        name: the source as messages name it.
        kind: the name of the file in ``newsletter/sources/`` that read it.
        title: what the source calls itself, where it does.
        unplaced: pieces of text that are no article and were left out, in order; told to the editor.
        advice: lines for the editor: what would make more of this source.
    """

    name: str
    kind: str
    title: str = ""
    articles: tuple[Article, ...] = ()
    unplaced: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


# ── the issue ────────────────────────────────────────────────────────────────────────────────────────────────


class Story(Struct, frozen=True, kw_only=True):
    """An article as carried in a block, in the words this issue uses. Only a title is needed.

    Attributes:
        use: False keeps it in the file and out of the letter (a runner-up).
        url: absolute address; empty for no link; ``TK`` for a story still planned.
        image: a path as the file has it, or an http(s) address; empty for none.
        focus: what of the picture must stay when it is cropped: ``50% 20%`` (from the left, from the top).
        repeat: allowed although an earlier number carried it.
    """

    title: str
    use: bool = True
    url: str = ""
    kicker: str = ""
    teaser: str = ""
    image: str = ""
    alt: str = ""
    credit: str = ""
    focus: str = ""
    byline: str = ""
    date: date | None = None
    label: str = ""
    duration: str = ""
    lang: str = ""
    repeat: bool = False


class Block(Struct, frozen=True, kw_only=True):
    """One band of the letter.

    Attributes:
        kind: the name of a file in ``templates/blocks/``.
        fields: the block's own keys, as its header names them (`BlockType.fields`).
        pick: in standing matter, how the block is filled (`newsletter.pick`); None in an issue.
    """

    kind: str
    use: bool = True
    fields: Mapping[str, Any] = field(default_factory=dict)
    stories: tuple[Story, ...] = ()
    pick: Mapping[str, Any] | None = None


class Issue(Struct, frozen=True, kw_only=True):
    """One number, as its file says it. Standing matter is an Issue whose blocks have `pick`.

    Attributes:
        name: the file as messages name it (``issues/047.toml``, ``standard input``).
        folder: what relative paths in it start from.
        key: hash of the file's text; only this issue's stand-ins for merge tags carry it.
        lines: position → line in the file, from 1.
        picked: the ``[picked]`` table: when, window, limits, sources, pins, skips.
    """

    name: str = ""
    folder: Path = Path()
    key: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    number: int | None = None
    date: date | None = None
    subject: str = ""
    preheader: str = ""
    subjects: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    sent: date | None = None
    picked: Mapping[str, Any] | None = None

    def where(self, position: str) -> str:
        """Return ``file:line`` of a position, or of the nearest thing around it that has a line."""
        while position and position not in self.lines:
            position = position.rpartition(".")[0]
        line = self.lines.get(position)
        return f"{self.name}:{line}" if line else self.name


class Choice(Struct, frozen=True, kw_only=True):
    """What became of one article, and why. `position` is where it stands (``b3.s2``), empty where left out."""

    article: Article
    outcome: Literal["in", "runner-up", "out"]
    reason: str
    position: str = ""


class Selection(Struct, frozen=True, kw_only=True):
    """A picked issue: the issue itself, and exactly one `Choice` for each article that was there."""

    issue: Issue
    choices: tuple[Choice, ...]


# ── who, how, where ──────────────────────────────────────────────────────────────────────────────────────────


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
    social: tuple[Mapping[str, str], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    pick: Mapping[str, Any] = field(default_factory=dict)
    shelves: tuple[Path, ...] = ()


class Theme(Struct, frozen=True, kw_only=True):
    """How it looks: a file of tokens. `tokens` and `dark` map a name to a CSS value; both hold the same colours."""

    name: str
    about: str
    tokens: Mapping[str, Any]
    dark: Mapping[str, str]
    path: Path


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


# ── the letter ───────────────────────────────────────────────────────────────────────────────────────────────


class Picture(Struct, frozen=True, kw_only=True):
    """A picture file of the letter, cropped and named by its content.

    Attributes:
        name: file name, made of its content's hash and its ending.
        data: the bytes of the file.
        media_type: ``image/jpeg``, ``image/png`` or ``image/gif``.
        width, height: in pixels of the file.
    """

    name: str
    data: bytes
    media_type: str
    width: int
    height: int


PICTURE_STAND_IN = re.compile(r"https://picture\.invalid/([A-Za-z0-9._-]+)")


def place_pictures(html: str, pictures: Iterable[Picture], address: Callable[[Picture], str]) -> str:
    """Return a letter's HTML with the address of each of its pictures where that picture's stand-in was.

    The address is escaped here, for an attribute. A stand-in for nobody's picture is a source's own words, and stays.
    """
    known = {picture.name: picture for picture in pictures}
    return PICTURE_STAND_IN.sub(lambda found: escape(address(known[found[1]])) if found[1] in known else found[0], html)


class Mark(Struct, frozen=True, kw_only=True):
    """Where a position of the issue begins in the letter's HTML: `offset` in characters."""

    position: str
    offset: int


# What compose writes into the HTML and MJML where a position begins; the position is its group.
POSITION_COMMENT = re.compile(r"<!--@(b\d[^>]*?)-->")


class Letter(Struct, frozen=True, kw_only=True):
    """The issue rendered, neutral: merge tags still symbolic, pictures still named, not placed.

    Attributes:
        key: that of its issue.
        html, text: with stand-ins for the merge tags (`newsletter.merge`) and, in html,
            ``https://picture.invalid/<name>`` for each local picture.
        tags: the merge tags that its stand-ins mean, by number.
        marks: in the order of the html.
        notes: what the editor should hear of: words that look like a merge tag and are none.
    """

    key: str
    number: int | None
    date: date | None
    language: str
    direction: Literal["ltr", "rtl"]
    subject: str
    preheader: str
    mjml: str
    html: str
    text: str
    pictures: tuple[Picture, ...] = ()
    tags: tuple[MergeTag, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()


class Reader(Struct, frozen=True, kw_only=True):
    """One reader, for the service ``plain``, where we merge ourselves."""

    email: str = ""
    token: str = ""
    first_name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


class Edition(Struct, frozen=True, kw_only=True):
    """A Letter with one service's words, or one reader's, put in.

    Attributes:
        dropped: the merge tags whose line had to go, each once, in order; told on stderr.
        unsubscribe: the address behind List-Unsubscribe; empty where the service writes it itself or there is none.
        one_click: whether `unsubscribe` identifies the reader, so that RFC 8058 one-click may be offered.
    """

    letter: Letter
    service: str
    subject: str
    preheader: str
    html: str
    text: str
    mjml: str = ""
    dropped: tuple[str, ...] = ()
    unsubscribe: str = ""
    one_click: bool = False
