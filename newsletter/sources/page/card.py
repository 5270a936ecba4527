"""A card on a page of many articles → the article it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from newsletter import dom
from newsletter.dom import Node
from newsletter.sources import _dates, _fields, _pictures
from newsletter.sources import _words as phrases
from newsletter.sources._item import Item
from newsletter.sources._pictures import Medium
from newsletter.sources.listing.piece import running_time, says_video
from newsletter.sources.page import marks
from newsletter.sources.page.opening import Page
from newsletter.sources.page.teasers import Card

_MOST_PARTS = 400
_FILM = re.compile(r"(?:^|\s)(?:format-|is-|has-|type-|icon-)?video(?:\s|$)")
_BLOCKS = ("div", "span", "td", "dd", "li")


class Shown:
    """What a card shows, found once."""

    def __init__(self, page: Page, card: Card, without: frozenset[int], day_first: bool | None) -> None:
        self._page, self._card, self._day_first = page, card, day_first
        self._headline = frozenset(map(id, card.headline.walk()))
        self._around = frozenset(map(id, card.headline.ancestors()))
        parts = zip(range(_MOST_PARTS), card.node.walk(without))
        self._parts = [node for _, node in parts if id(node) not in self._headline]
        beside = (id(node) for node in self._parts if node.tag == "time" or marks.is_marked(node, "byline"))
        self._outside = without | self._headline
        self._beside = self._outside | frozenset(beside)
        self.media = tuple(self._media())
        self.published = self._published()
        self.teaser = self._teaser()

    @property
    def holds(self) -> int:
        """How many of picture, date and teaser it holds."""
        return bool(self.media) + bool(self.published) + bool(self.teaser)

    def item(self) -> Item:
        """Return what the card says."""
        section, tags = self._terms()
        duration = self._duration()
        return Item(
            title=self._card.title, url=self._card.url, summary=self.teaser, base=self._page.base, media=self.media,
            published=self.published, byline=self._byline(), terms=_fields.terms([*section, *tags]),
            language=self._language(), is_film=bool(duration) or self._is_film(), duration=duration,
        )

    # ── picture ──────────────────────────────────────────────────────────────────────────────────────────────

    def _media(self) -> Iterator[Medium]:
        for found in dom.pictures_in(self._card.node, 5):
            yield from self._medium(found.src, found.width, _pictures.alternative(found.alt))
        yield from self._medium(dom.background_in(self._card.node), 0, "")

    def _medium(self, src: str, width: int, alt: str) -> Iterator[Medium]:
        medium = Medium(url=self._page.picture(src), type="image", width=width, alt=alt, role="thumbnail")
        if medium.is_picture:
            yield medium

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────

    def _marked(self, field: str) -> Iterator[Node]:
        return (node for node in self._parts if id(node) not in self._around and marks.is_marked(node, field))

    def _text(self, node: Node) -> str:
        return _fields.words(node.text(2000, self._outside), html=False)

    def _prose(self, node: Node) -> str:
        """Return the words of an element without names and dates in it."""
        return _fields.words(node.text(2000, self._beside), html=False)

    def _published(self) -> datetime | None:
        times = [node for node in self._parts if node.tag == "time"]
        for node in (*times, *self._marked("date"), *self._short()):
            for said in (node.get("datetime"), node.get("content"), self._text(node)[:200]):
                if when := self._moment(said):
                    return when
        return None

    def _moment(self, said: str) -> datetime | None:
        if not any(map(str.isdigit, said)):
            return None
        if when := _dates.instant(said, self._day_first):
            return when
        edge = _dates.at_edge(said, self._day_first)
        return edge.stamp.when if edge else None

    def _short(self) -> Iterator[Node]:
        """Yield the innermost elements with few words: lines with a date, a name, a length."""
        for node in self._parts:
            own = node.source()
            if own.strip() and len(own) < 120 and node.tag not in ("script", "style", "noscript"):
                yield node

    def _teaser(self) -> str:
        """Return the words under the headline: what is called so, else the first paragraph, else the longest text."""
        named = [self._prose(node) for node in self._marked("teaser")]
        paragraphs = [self._prose(node) for node in self._parts if node.tag == "p"]
        blocks = [self._prose(node) for node in self._parts if node.tag in _BLOCKS and node.source().strip()]
        links = [self._prose(node) for node in self._parts
                 if node.tag == "a" and self._page.address(node.get("href")) == self._card.url]
        for text in (*named, *paragraphs, *(block for block in blocks if len(block) >= 50), *links):
            text = text[: phrases.read_more_at_end(text)].strip()
            if self._is_teaser(text) and (teaser := _fields.teaser(text, "", self._card.title)):
                return teaser
        return ""

    def _is_teaser(self, text: str) -> bool:
        if len(text) < 20 and len(text.split()) < 3 or phrases.asks_to_read(text) or phrases.is_furniture(text):
            return False
        return not (phrases.byline(text) or _dates.stamp(text, self._day_first)
                    or len(text) < 100 and (edge := _dates.at_edge(text)) and len(edge.before + edge.after) < 40)

    def _byline(self) -> str:
        for node in self._marked("byline"):
            text = self._text(node)
            links = [self._text(link) for link in node.all("a") if phrases.is_name(self._text(link))]
            if links:
                return _fields.byline(links)
            edge = _dates.at_edge(text, self._day_first)
            text = (edge.before or edge.after).strip(" ,·|•–—-") if edge else text
            names = phrases.byline(text) or (text if phrases.is_name(text) else "")
            if names:
                return _fields.byline([names])
        signed = (phrases.byline(self._text(node)) for node in self._short())
        return next((_fields.byline([names]) for names in signed if names), "")

    def _terms(self) -> tuple[list[str], list[str]]:
        """Return its section and its tags."""
        section, tags = [], []
        for node in self._parts:
            relations = node.get("rel").lower().split()
            is_term = node.tag == "a" and ("tag" in relations or "category" in relations)
            if is_term and self._is_label(self._text(node)) and self._page.address(node.get("href")) != self._card.url:
                (section if "category" in relations or not section else tags).append(self._text(node))
        if not section:
            section = self._labels(self._marked("section"))[:1]
        if not section:
            tags += self._labels(link for node in self._marked("tags") for link in node.all("a"))
        if not section and (label := self._of_piece()):
            section = [label]
        return section or [self._card.section], tags

    def _labels(self, nodes: Iterable[Node]) -> list[str]:
        return list(filter(self._is_label, map(self._text, nodes)))

    def _is_label(self, text: str) -> bool:
        if not 0 < len(text) <= 40 or len(text.split()) > 5 or phrases.is_furniture(text) or says_video(text):
            return False
        return not (_dates.stamp(text, self._day_first) or running_time(text))

    def _of_piece(self) -> str:
        """Return the category that stands in the classes of the whole piece, as WordPress writes it."""
        for node in (self._card.node, *self._card.headline.ancestors()):
            if found := re.search(r"(?:^|\s)category-([a-z][a-z-]{2,40})(?:\s|$)", node.get("class").lower()):
                return "" if self._card.section or found[1] == "uncategorized" else found[1].replace("-", " ").title()
        return ""

    # ── film, language ───────────────────────────────────────────────────────────────────────────────────────

    def _is_film(self) -> bool:
        if re.match(r"/(?:videos?|watch)/", urlsplit(self._card.url).path):
            return True
        said = (node.source().strip() for node in self._parts)
        called = any(_FILM.search(node.names) for node in (self._card.node, *self._parts))
        return called or any(0 < len(text) < 12 and says_video(text) for text in said)

    def _duration(self) -> str:
        for node in self._marked("duration"):
            if found := marks.duration(node.get("datetime") or node.get("content")) or running_time(self._text(node)):
                return found
        times = (running_time(self._text(node)) for node in self._short()) if self._is_film() else ()
        return next(filter(None, times), "")

    def _language(self) -> str:
        return next(filter(None, (_fields.language(node.get("lang"))
                                  for node in (self._card.headline, *self._card.headline.ancestors()))), "")
