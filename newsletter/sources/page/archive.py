"""A page of many articles → those articles: what its cards show, and what its JSON-LD says of the same addresses."""

from __future__ import annotations

from newsletter.model import Article, Struct, canonical, folded, replace
from newsletter.sources import _dates, _fields
from newsletter.sources._item import Item, article
from newsletter.sources.page import jsonld, marks, teasers
from newsletter.sources.page.card import Shown
from newsletter.sources.page.jsonld import Thing
from newsletter.sources.page.opening import Page
from newsletter.sources.page.shown import of_thing

_MOST_TOLD = 12
_SENTENCE, _MOST_PARAGRAPHS = 60, 2000
_LOOKED_AT_FOR_DATES = 20_000


class Found(Struct, frozen=True, kw_only=True):
    """What a page of many articles holds.

    Attributes:
        articles: in the page's order, each once.
        unplaced: words of links that may be headlines, but were not taken for them.
        prose: how many characters of running text it has beside: what an article has, and a list of them has not.
    """

    articles: list[Article]
    unplaced: list[str]
    prose: int


def found(page: Page, name: str) -> Found:
    """Return what a page of many articles holds."""
    cards, without = teasers.cards(page)
    day_first = _dates.day_comes_first(page.root.text(_LOOKED_AT_FOR_DATES))
    shown = {id(card): Shown(page, card, without, day_first) for card in cards}
    chosen = list(teasers.likely(cards, {number: part.holds for number, part in shown.items()}))
    teasers.file_under_headings(page, chosen, without)
    said = _said(page)
    items = [_joined(shown[id(card)].item(), said.pop(canonical(card.url), {}), page) for card in chosen]
    if len(items) < 2:
        items += [_joined(Item(), thing, page) for thing in said.values() if _titles(thing)]
    articles = [one for item in items if (one := article(item, name, 0)) is not None]
    return Found(articles=_each_once(articles), unplaced=_unplaced(cards, chosen), prose=_prose(page, cards, without))


def _said(page: Page) -> dict[str, Thing]:
    """Return what JSON-LD says of pieces on the page, by their addresses."""
    listed = [part for thing in page.things if jsonld.types(thing) & jsonld.LISTS for part in jsonld.listed(thing)]
    alone = [thing for thing in page.things if jsonld.types(thing) & (jsonld.ARTICLES | jsonld.FILMS)]
    said: dict[str, Thing] = {}
    for thing in (*listed, *alone):
        told = (*jsonld.texts(thing.get("url")), *jsonld.texts(thing.get("mainEntityOfPage"), "@id", "url"),
                *jsonld.texts(thing.get("@id")))
        url = next(filter(None, (page.address(text.partition("#")[0]) for text in told)), "")
        if url and canonical(url) != canonical(page.url):
            said[canonical(url)] = {"url": url, **said.get(canonical(url), {}), **thing}
    return said


def _titles(thing: Thing) -> list[str]:
    return [*jsonld.texts(thing.get("headline")), *jsonld.texts(thing.get("name"))]


def _joined(item: Item, thing: Thing, page: Page) -> Item:
    """Return a card with what JSON-LD says of it: JSON-LD first, field by field."""
    if not thing:
        return item
    dates = (when for key in ("datePublished", "uploadDate") for text in jsonld.texts(thing.get(key))
             if (when := _dates.instant(text)))
    terms = (*jsonld.texts(thing.get("articleSection"), "name"), *item.terms)
    return replace(
        item,
        title=next(filter(None, map(_fields.words, _titles(thing))), "") or item.title,
        url=item.url or thing["url"],
        summary=next(filter(None, map(_fields.words, jsonld.texts(thing.get("description")))), "") or item.summary,
        media=(*of_thing(page, thing), *item.media),
        published=next(dates, None) or item.published,
        byline=_fields.byline(jsonld.texts(thing.get("author"), "name")) or item.byline,
        terms=_fields.terms(terms),
        is_film=item.is_film or bool(jsonld.types(thing) & jsonld.FILMS),
        duration=next(filter(None, map(marks.duration, jsonld.texts(thing.get("duration")))), "") or item.duration,
    )


def _each_once(articles: list[Article]) -> list[Article]:
    """Return articles without those that come again under the same headline and address, in their order."""
    kept: dict[tuple[str, str], Article] = {}
    for one in articles:
        kept.setdefault((canonical(one.url), folded(one.title)), one)
    return [replace(one, place=place) for place, one in enumerate(kept.values())]


def _unplaced(cards: list[teasers.Card], chosen: list[teasers.Card]) -> list[str]:
    """Return the words of links that may be headlines, but were not taken for them."""
    taken = set(map(id, chosen))
    left = [card.title for card in cards if id(card) not in taken and len(card.title.split()) >= 4]
    told = left[:_MOST_TOLD]
    return [*told, f"({len(left) - len(told):,} more links)"] if len(left) > len(told) else told


def _prose(page: Page, cards: list[teasers.Card], without: frozenset[int]) -> int:
    in_cards = {id(card.node) for card in cards}
    texts = [node.text() for node in page.every("p")[:_MOST_PARAGRAPHS]
             if not any(id(above) in in_cards or id(above) in without for above in (node, *node.ancestors()))]
    return sum(len(text) for text in texts if len(text) >= _SENTENCE)
