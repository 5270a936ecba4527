"""A feed (RSS, Atom, RDF, JSON Feed) → its articles.

The journey: bytes → what the feed holds, by its format (`xml` through `parser`, `jsonfeed`) → articles
(`newsletter.sources._item`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from newsletter.errors import InputError, NothingNew
from newsletter.model import Article, Reading, canonical, folded
from newsletter.prose import amount
from newsletter.sources import _fields
from newsletter.sources._get import Get
from newsletter.sources.feed import jsonfeed, xml
from newsletter.sources._item import Found, Item, article
from newsletter.sources.feed.parser import Unreadable

ABOUT = "A feed: RSS, Atom, RDF or JSON Feed, from a file or an address."

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_XML_TYPES = ("application/xml", "text/xml")
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|rdf|feed|channel)[\s>]", re.IGNORECASE)
_PAGE = re.compile(rb"<html|<!doctype html", re.IGNORECASE)
_BEGINNING = 16_384


def accepts(data: bytes, media_type: str) -> float:
    """Return how sure it is that bytes are a feed: by their first element or keys, else by the type they came with.

    A web page is taken for want of anything better, for it may say where its feed is.
    """
    kind = media_type.partition(";")[0].strip().lower()
    start = data[:_BEGINNING].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        is_feed = b"jsonfeed.org/version" in start or kind in _FEED_TYPES
        return 1.0 if is_feed else 0.4 if b'"items"' in start else 0.0
    if _ROOT.search(start):
        return 0.9
    if kind in _FEED_TYPES:
        return 0.8
    if _PAGE.search(start):
        return 0.1
    return 0.6 if start.startswith(b"<?xml") or (kind in _XML_TYPES and start.startswith(b"<")) else 0.0


def read(  # noqa: ARG001 - every kind is called the same way
    data: bytes, *, name: str, base: str = "", folder: Path | None = None, get: Get | None = None
) -> Reading:
    """Return the articles of a feed, in its order, each once.

    Args:
        name: the feed as messages name it.
        base: address it came from, for relative ones in it; empty where there is none.
        folder: where it lies on the disk: a picture beside it is given with its whole path.
        get: as for every kind; a feed holds all there is.

    Raises:
        InputError: it is no feed, one made to do harm, or one that breaks off before its first article.
        NothingNew: it holds no article.
    """
    found = _found(data, name, base, folder)
    articles, unplaced = _articles(found.items, name)
    if found.breaks_off:
        if not articles:
            raise InputError("the feed breaks off before its first article", todo="try again later", where=name)
        unplaced += (f"what comes after “{articles[-1].title}”, for the feed breaks off there",)
    if not articles:
        raise NothingNew(_nothing(found.items), where=name)
    return Reading(name=name, kind="feed", title=found.title, articles=articles, unplaced=unplaced, advice=found.advice)


def items(data: bytes, *, name: str, base: str = "") -> Found:
    """Return what a feed holds before it is made articles, each item with its whole body.

    Raises:
        InputError: it is no feed, or one made to do harm.
    """
    return _found(data, name, base, None)


def _found(data: bytes, name: str, base: str, folder: Path | None) -> Found:
    is_json = data[:1000].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    try:
        found = (jsonfeed if is_json else xml).found(data, base, folder)
    except Unreadable as error:
        raise InputError(f"the feed cannot be read: {error}", where=name) from error
    if found is None:
        raise InputError("this is no feed", todo=_todo(data, base), where=name)
    return found


def _articles(items: Iterable[Item], name: str) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    """Return the articles, and what is to be told of items that are none. What comes again is left out."""
    articles: list[Article] = []
    unplaced: list[str] = []
    seen: set[tuple[str, str]] = set()
    for place, item in enumerate(items):
        piece = article(item, name, place)
        if piece is None:
            unplaced.append(f"item {place + 1}{f' ({item.url})' if item.url else ''}: neither headline nor text")
            continue
        same = (item.id, "") if item.id else (canonical(piece.url), folded(piece.title))
        if same not in seen:
            seen.add(same)
            articles.append(piece)
    return tuple(articles), tuple(unplaced)


def _nothing(items: tuple[Item, ...]) -> str:
    if not items:
        return "the feed holds no articles"
    return f"the feed holds {amount(len(items), 'item')}, but none with a headline or a text"


_ALTERNATE = re.compile(
    rb"<link\b[^<>]{0,500}\btype=[\"']?application/(?:rss|atom|feed)\+(?:xml|json)[^<>]{0,500}>", re.IGNORECASE)


def _todo(data: bytes, base: str) -> str:
    """Return what else it may be, and for a web page where its feed is."""
    page = data[:200_000]
    if not _PAGE.search(page, 0, _BEGINNING):
        return "name a file or an address that holds RSS, Atom or JSON Feed"
    link = _ALTERNATE.search(page)
    href = re.search(rb"href=[\"']?([^\"'\s>]+)", link[0]) if link else None
    address = _fields.address(href[1].decode("utf-8", "replace"), base) if href else ""
    return f"it is a web page; its feed is {address}" if address else "it is a web page; look for its feed's address"
