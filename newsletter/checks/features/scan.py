"""A letter's HTML → the features it uses: how often, where first, and where without anything to fall back on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from newsletter.checks.features.catalogue import Catalogue, catalogue
from newsletter.checks.features.css import Fact, facts_of_media, facts_of_sheet, facts_of_style
from newsletter.checks.features.pictures import kind_of_type, kinds_of_picture
from newsletter.dom import Attribute, Lines, Piece, attributes, pieces

Readers = Literal["all", "word", "others"]
"""Who reads a part of a letter: everybody; Outlook on Windows alone, which shows mail with Word; all others."""

# Characters of CSS that are read; a letter beyond it is no letter, and reading it would take seconds.
MOST_CSS = 200_000
MOST_TAGS = 100_000


class Seen:
    """A feature that a letter uses.

    Attributes:
        count: how often.
        met: who reads it → its first place in the text.
        bare: the same, of uses with nothing to fall back on.
    """

    __slots__ = ("bare", "count", "met")

    def __init__(self) -> None:
        self.count = 0
        self.met: dict[Readers, int] = {}
        self.bare: dict[Readers, int] = {}

    @property
    def place(self) -> int:
        """The first place that matters: one without a fallback, where there is one."""
        return min((self.bare or self.met).values())


class Scan(NamedTuple):
    """What a letter uses: `seen` by slug; `is_whole` unless it holds more than is read."""

    seen: Mapping[str, Seen]
    is_whole: bool


@lru_cache(maxsize=2)
def scan(html: str) -> Scan:
    """Return the features a letter uses."""
    scanning = _Scanning(html, catalogue())
    scanning.part(0, len(html), "all")
    return Scan(scanning.seen, scanning.is_whole)


class _Told(NamedTuple):
    """Facts of CSS, once they are known to tell features: which, where in the CSS, of which property, spared or not."""

    slugs: tuple[str, ...]
    offset: int
    owner: str
    spared: bool


@lru_cache(maxsize=4096)
def _told_by_style(css: str) -> tuple[tuple[_Told, ...], frozenset[str]]:
    """Return what a ``style`` attribute tells, and the properties in it."""
    facts = facts_of_style(css)
    return _told(facts, css), frozenset(fact.owner for fact in facts)


@lru_cache(maxsize=64)
def _told_by_sheet(css: str, guarded: bool) -> tuple[_Told, ...]:
    return _told(facts_of_sheet(css, guarded), css)


def _told(facts: Iterable[Fact], css: str) -> tuple[_Told, ...]:
    known, lines = catalogue(), Lines(css)
    return tuple(
        _Told(slugs, lines.offset(fact.line, fact.column), fact.owner, fact.guarded or (
            fact.owner in known.ornament and not fact.key.startswith("property:")))
        for fact in facts if (slugs := known.told.get(fact.key)))


# What may show something in the place of an element that is not known: a picture or a link within it.
_WITH_STAND_IN = frozenset(("audio", "object", "picture", "video"))
_STAND_IN = re.compile(r"<(?:img|a)\b", re.IGNORECASE)
_LOOKED_AHEAD = 4000
_TOLD_APART = ("type", "name", "rel")
_UNSAID_TYPE = {"input": "text", "button": "submit"}
_CONDITION = re.compile(r"\[if ([^\]]*)\]>?")
_PICTURES = frozenset(("src", "background", "poster", "srcset"))
_SHOWS_PICTURES = frozenset(("img", "input", "source", "video", "body", "table", "td", "th", "tr"))


class _Scanning:
    """One letter while it is read."""

    def __init__(self, html: str, known: Catalogue) -> None:
        self.html = html
        self.catalogue = known
        self.seen: defaultdict[str, Seen] = defaultdict(Seen)
        self.is_whole = True
        self._css_left, self._tags_left = MOST_CSS, MOST_TAGS
        self._read: set[str] = set()

    def part(self, start: int, end: int, readers: Readers) -> None:
        """Read a part of the letter that some readers see."""
        here, media = readers, ""
        for piece in pieces(self.html, start, end):
            if piece.kind == "open":
                self._tags_left -= 1
                if self._tags_left < 0:
                    self.is_whole = False
                    return
                found = attributes(self.html, piece)
                media = found["media"].said if "media" in found else ""
                self._tag(piece, found, here)
            elif piece.kind == "raw" and piece.name == "style":
                self._sheet(piece, media, here)
            elif piece.kind == "comment":
                here = self._comment(piece, here, readers)
            elif piece.kind == "doctype":
                said = self.html[piece.start : piece.end].strip().lower()
                self._note(f"doctype:{said}", piece.start, False, here)

    def _note(self, fact: str, place: int, spared: bool, readers: Readers) -> None:
        """Remember a fact; `spared`: nobody loses anything where it is not known."""
        if slugs := self.catalogue.told.get(fact):
            self._see(slugs, place, spared, readers)

    def _see(self, slugs: Iterable[str], place: int, spared: bool, readers: Readers) -> None:
        for slug in slugs:
            seen = self.seen[slug]
            seen.count += 1
            seen.met.setdefault(readers, place)
            if not spared:
                seen.bare.setdefault(readers, place)

    # ── comments ─────────────────────────────────────────────────────────────────────────────────────────────

    def _comment(self, piece: Piece, here: Readers, around: Readers) -> Readers:
        """Read a comment, and return who reads what follows it."""
        said = self.html[piece.start : piece.end]
        condition = _CONDITION.match(said)
        if not condition:
            if "[endif]" in said:
                return around
            self._note("comment:html", piece.start, False, here)
            return here
        is_for_others = "!" in condition[1]
        closes = said.rfind("<![endif]")
        if closes >= 0:
            if not is_for_others:
                self.part(piece.start + condition.end(), piece.start + closes, "word")
            return here
        return "others" if is_for_others else "word"

    # ── style sheets ─────────────────────────────────────────────────────────────────────────────────────────

    def _sheet(self, piece: Piece, media: str, readers: Readers) -> None:
        css = self._affordable(self.html[piece.start : piece.end])
        for_some = facts_of_media(media)
        for fact in for_some:
            self._note(fact.key, piece.start, True, readers)
        for told in _told_by_sheet(css, bool(for_some)):
            self._see(told.slugs, piece.start + told.offset, told.spared, readers)

    def _affordable(self, css: str) -> str:
        """Return as much CSS as may still be read; what was read before costs nothing."""
        css = css.replace("\f", " ")
        if css not in self._read:
            self.is_whole = self.is_whole and len(css) <= self._css_left
            css = css[: self._css_left]
            self._css_left -= len(css)
            self._read.add(css)
        return css

    # ── elements ─────────────────────────────────────────────────────────────────────────────────────────────

    def _tag(self, tag: Piece, found: dict[str, Attribute], readers: Readers) -> None:
        owners = self._style(found, readers) if "style" in found else frozenset()
        spared = tag.name in _WITH_STAND_IN and self._has_stand_in(tag)
        self._note(f"element:{tag.name}", tag.start, spared, readers)
        for name in _TOLD_APART:
            said = found[name].said if name in found else _UNSAID_TYPE.get(tag.name, "") if name == "type" else ""
            for word in said.lower().split():
                self._note(f"element:{tag.name}[{name}={word}]", tag.start, False, readers)
        for name, attribute in found.items():
            said_again = not owners.isdisjoint(self.catalogue.same.get(name, ()))
            self._note(f"attribute:{name}", attribute.start, said_again or _falls_back(tag, name, found), readers)
        self._addresses(tag, found, readers)

    def _style(self, found: Mapping[str, Attribute], readers: Readers) -> frozenset[str]:
        """Read a ``style`` attribute, and return the properties in it."""
        attribute = found["style"]
        all_told, owners = _told_by_style(self._affordable(attribute.said))
        said_again = {owner for name in found for owner in self.catalogue.same.get(name, ())}
        for told in all_told:
            self._see(told.slugs, attribute.place(told.offset), told.spared or told.owner in said_again, readers)
        return owners

    def _has_stand_in(self, tag: Piece) -> bool:
        end = self.html.find(f"</{tag.name}", tag.end, tag.end + _LOOKED_AHEAD)
        return _STAND_IN.search(self.html, tag.end, end if end >= 0 else tag.end + _LOOKED_AHEAD) is not None

    def _addresses(self, tag: Piece, found: Mapping[str, Attribute], readers: Readers) -> None:
        """Read where a tag leads, and what pictures it shows."""
        if "href" in found and tag.name in ("a", "area"):
            href = found["href"].said.strip()
            if len(href) > 1 and href[0] == "#":
                self._note("link:#", found["href"].at, False, readers)
            elif href[:7].lower() == "mailto:":
                self._note("link:mailto", found["href"].at, False, readers)
        for name in _PICTURES & found.keys() if tag.name in _SHOWS_PICTURES else ():
            spared = tag.name == "source" or name == "srcset" and "src" in found
            for kind in _kinds(found[name].said, name, tag.name):
                self._note(f"image:{kind}", found[name].at, spared, readers)
        if tag.name == "source" and "type" in found:
            self._note(f"image:{kind_of_type(found['type'].said)}", found["type"].at, True, readers)


def _falls_back(tag: Piece, name: str, found: Mapping[str, Attribute]) -> bool:
    return name in ("srcset", "sizes") and (tag.name == "source" or "src" in found)


def _kinds(said: str, name: str, tag: str) -> Iterable[str]:
    """Return the kinds of the pictures that an attribute names."""
    if name == "src" and tag in ("source", "video"):
        return ()  # a film
    if name != "srcset" or said.lstrip()[:5].lower() == "data:":
        return kinds_of_picture(said)
    words = (each.split() for each in said[:20_000].split(","))
    return {kind for each in words if each for kind in kinds_of_picture(each[0])}
