"""A page that is one article → that article.

Field by field what JSON-LD says, else OpenGraph, microformats, other ``<meta>``, and at last what a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from newsletter import dom
from newsletter.dom import Node
from newsletter.model import Article, canonical, folded, replace
from newsletter.sources import _dates, _fields, _pictures
from newsletter.sources import _words as phrases
from newsletter.sources._item import Item, article
from newsletter.sources._pictures import Medium
from newsletter.sources.page import jsonld, marks
from newsletter.sources.page.jsonld import Thing
from newsletter.sources.page.opening import Page
from newsletter.sources.page.shown import described, file_name, of_thing, shared

_PLACE_OF_SITE = ("publisher", "isPartOf", "sourceOrganization")


def piece(page: Page, name: str) -> Article | None:
    """Return the one article of a page; None where it has no headline."""
    return _Piece(page).article(name)


def site_name(page: Page) -> str:
    """Return what the page says its site is called; empty where it does not."""
    told = _first(page.said("og:site_name", "application-name", "apple-mobile-web-app-title"))
    if told:
        return told
    sites = (thing for thing in page.things if "WebSite" in jsonld.types(thing))
    names = [text for thing in sites for text in jsonld.texts(thing.get("name"))]
    for thing in page.things:
        if jsonld.types(thing) & jsonld.ARTICLES:
            names += [text for place in _PLACE_OF_SITE for text in jsonld.texts(thing.get(place), "name")]
    return _first(names)


def main_thing(page: Page) -> Thing:
    """Return what the page's JSON-LD says of the article that the page is; an empty one where it says nothing."""
    articles = [thing for thing in page.things if jsonld.types(thing) & jsonld.ARTICLES]
    films = [thing for thing in page.things if jsonld.types(thing) & jsonld.FILMS]
    for thing in (*articles, *films):
        if page.url and canonical(page.url) in map(canonical, _addresses(thing)):
            return thing
    return articles[0] if len(articles) == 1 else films[0] if len(films) == 1 and not articles else {}


def _addresses(thing: Thing) -> list[str]:
    said = (jsonld.texts(thing.get(key), "@id", "url") for key in ("url", "mainEntityOfPage", "@id"))
    return [url.partition("#")[0] for several in said for url in several]


def _first(values: Iterable[object], clean: Callable[[object], str] = _fields.words) -> str:
    """Return the first value that says something once it is cleaned."""
    return next(filter(None, map(clean, values)), "")


class _Piece:
    """The article of a page, while it is put together."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._thing = main_thing(page)
        self._entry = marks.entry(page.root)
        self._site = site_name(page)

    def article(self, name: str) -> Article | None:
        title = self._title()
        if not title:
            return None
        media = list(self._media())
        sections = list(self._sections())
        terms, is_film = _fields.terms((*sections, *self._tags())), self._is_film()
        item = Item(title=title, url=self._url(), summary=self._teaser(title), base=self._page.base, media=tuple(media),
                    published=self._published(), byline=self._byline(), terms=terms, language=self._language(),
                    is_film=is_film, duration=self._duration())
        found = article(item, name, 0)
        if found and not sections:
            found = replace(found, section="")
        if found and found.image and not (found.alt and found.credit):
            alt, credit = described(self._page, found.image)
            found = replace(found, alt=found.alt or alt, credit=found.credit or credit)
        return found

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────

    def _title(self) -> str:
        page = self._page
        headings = (node.text() for node in page.every("h1")[:_MOST_CALLED] if not marks.in_furniture(node))
        told = (
            *jsonld.texts(self._thing.get("headline")), *jsonld.texts(self._thing.get("name")),
            *page.said("og:title", "twitter:title"), *self._marked("title"), *page.said("headline"),
            *page.said("dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title"),
        )
        shown = [_fields.words(text, html=False) for text in headings]
        candidates = [*map(_fields.words, told), *shown, *(_fields.words(node.text()) for node in page.every("title"))]
        titles = [text for text in (untailed(text, self._site) for text in candidates) if text]
        if not titles:
            return ""
        # Plugins cut a headline off after 110 characters, as a search engine once wanted it.
        start = re.sub(r"\s*(?:…|\.\.\.)$", "", titles[0])
        return next((text for text in titles if text.startswith(start) and len(text) > len(titles[0])), titles[0]) \
            if start != titles[0] else titles[0]

    def _teaser(self, title: str) -> str:
        """Return the line under the headline; never what the site says of itself on every page."""
        of_site = {folded(text) for thing in self._page.things if "WebSite" in jsonld.types(thing)
                   for text in jsonld.texts(thing.get("description"))}
        said = (
            *jsonld.texts(self._thing.get("description")), *jsonld.texts(self._thing.get("abstract")),
            *self._page.said("og:description", "twitter:description"), *self._marked("teaser"),
            *self._page.said("description", "dc.description", "dcterms.abstract", "sailthru.description"),
            *self._beginning(),
        )
        for text in map(_fields.words, said):
            if folded(text) not in of_site and (teaser := _fields.teaser(text, "", title)):
                return teaser
        return ""

    def _beginning(self) -> Iterator[str]:
        """Yield the first paragraph of the article that is long enough to say something."""
        paragraphs = (self._entry or _main(self._page)).all("p")
        for _, node in zip(range(_MOST_CALLED), paragraphs):
            text = node.text(1000)
            if len(text) >= 60 and not marks.in_furniture(node):
                yield text
                return

    def _marked(self, field: str) -> Iterator[str]:
        if self._entry is not None:
            yield from (text for node in marks.marked(self._entry, field) if (text := node.text()))

    def _called(self, field: str) -> Iterator[Node]:
        """Yield the elements called so, of the whole page where no part of it is marked as the article."""
        found = marks.marked(self._entry or self._page.root, field)
        return (node for _, node in zip(range(_MOST_CALLED), found) if not marks.in_furniture(node))

    # ── where, when, who ─────────────────────────────────────────────────────────────────────────────────────

    def _url(self) -> str:
        """Return the address the page wants to be known by, where it is not the front page's by mistake."""
        page = self._page
        said = (*(link.get("href") for link in page.links("canonical")), *page.said("og:url"), *_addresses(self._thing))
        for url in map(page.address, said):
            if url and (urlsplit(url).path.strip("/") or not urlsplit(page.url).path.strip("/")):
                return url
        return page.url

    def _published(self) -> datetime | None:
        thing, page = self._thing, self._page
        times = (node for node in page.every("time")[:_MOST_CALLED] if not marks.in_furniture(node))
        told = (
            *(text for key in ("datePublished", "uploadDate", "dateCreated") for text in jsonld.texts(thing.get(key))),
            *page.said("article:published_time", "og:article:published_time", "og:video:release_date"),
            *self._moments(),
            *page.said(*_DATES),
            *(node.get("datetime") or node.text(100) for node in times),
        )
        found = [(text, when) for text in told if (when := _dates.instant(text))]
        if not found:
            return None
        # What names its zone is surer than what leaves it out, of the same day.
        first = found[0][1]
        near = [when for text, when in found if _ZONE.search(text) and abs((when - first).total_seconds()) < 86_400]
        return near[0] if near else first

    def _moments(self) -> Iterator[str]:
        for node in self._called("date"):
            yield node.get("datetime") or node.get("content") or node.get("title")
            yield node.text(100)

    def _byline(self) -> str:
        page = self._page
        labelled = [text for label, text in zip(page.said("twitter:label1"), page.said("twitter:data1"))
                    if folded(label).startswith(_WRITTEN_BY)]
        called = [_fields.words(node.text(200), html=False) for node in self._called("byline")]
        marked = [phrases.byline(text) or text for text in called if phrases.byline(text) or phrases.is_name(text)]
        named = jsonld.texts(self._thing.get("author"), "name")
        for names in (named, page.said("article:author"), labelled, marked[:1], *map(page.said, _AUTHORS)):
            if said := _fields.byline(names):
                return said
        return ""

    def _sections(self) -> list[str]:
        page = self._page
        told = (*jsonld.texts(self._thing.get("articleSection"), "name"),
                *page.said("article:section", "parsely-section", "og:article:section"), *self._marked("section"))
        return list(_fields.terms(told) or _fields.terms(self._crumbs()))

    def _tags(self) -> Iterator[str]:
        page, thing = self._page, self._thing
        keywords = (*jsonld.texts(thing.get("keywords"), "name"), *page.said("article:tag", "og:article:tag"),
                    *page.said("news_keywords", "parsely-tags", "keywords", "sailthru.tags"))
        for text in keywords:
            yield from (part.strip() for part in re.split(r"[,;]", text))
        yield from self._marked("tags")

    def _crumbs(self) -> list[str]:
        """Return the last step before the article on the way to it from the front page."""
        for thing in self._page.things:
            if "BreadcrumbList" in jsonld.types(thing):
                steps = [text for step in jsonld.listed(thing) for text in jsonld.texts(step.get("name"))[:1]]
                return steps[1:-1][-1:]
        return []

    def _language(self) -> str:
        page = self._page
        said = (*jsonld.texts(self._thing.get("inLanguage"), "alternateName", "name"),
                *(node.get("lang") or node.get("xml:lang") for node in page.every("html")),
                *page.said("og:locale", "content-language", "language", "dc.language"))
        return _first(said, _fields.language)

    # ── film and picture ─────────────────────────────────────────────────────────────────────────────────────

    def _is_film(self) -> bool:
        kinds = " ".join(self._page.said("og:type")).lower()
        names = " ".join(node.names for node in (*self._page.every("body"), *filter(None, [self._entry])))
        return bool(jsonld.types(self._thing) & jsonld.FILMS or kinds.startswith("video") or "format-video" in names)

    def _duration(self) -> str:
        films = [thing for thing in self._page.things if jsonld.types(thing) & jsonld.FILMS]
        inner = [part for part in jsonld.parts(self._thing.get("video")) if isinstance(part, dict)]
        said = (*(text for thing in (self._thing, *inner, *films) for text in jsonld.texts(thing.get("duration"))),
                *self._page.said("og:video:duration", "video:duration", "duration"))
        return _first(said, marks.duration)

    def _media(self) -> Iterator[Medium]:
        """Yield the pictures the page offers for itself, those that are only its site's left out."""
        page = self._page
        logos = {page.address(url) for thing in page.things
                 for url in jsonld.texts(thing.get("logo"), "url", "contentUrl")}
        body = (
            Medium(url=page.picture(found.src), alt=_pictures.alternative(found.alt), width=found.width, role="body")
            for found in dom.pictures_in(self._entry or _main(page)))
        for medium in (*of_thing(page, self._thing), *shared(page), *self._of_entry(), *body):
            if medium.url and medium.url not in logos and not _OF_THE_SITE.search(file_name(medium.url)):
                yield medium

    def _of_entry(self) -> Iterator[Medium]:
        nodes = marks.marked(self._entry, "image") if self._entry is not None else ()
        for node in nodes:
            for found in dom.pictures_in(node, 1):
                yield Medium(url=self._page.picture(found.src), type="image", width=found.width,
                             alt=_pictures.alternative(found.alt))


_DATES = (
    "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dcterms.date",
    "citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date", "pubdate", "publish-date",
    "publish_date", "publication_date", "article.published")
_AUTHORS = ("author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "sailthru.author")
_WRITTEN_BY = ("written by", "verfasst von", "escrito por", "ecrit par", "autor", "por")
_ZONE = re.compile(r"\d(?:Z|\s?[+-]\d\d:?\d\d|\s(?:GMT|UTC))\s*$")
_OF_THE_SITE = re.compile(r"(?:^|[_-])(?:logo|default|fallback|placeholder|favicon|no-?image)(?:[_.-]|$)")
_MOST_CALLED = 50


def _main(page: Page) -> Node:
    return next((nodes[0] for tag in ("article", "main", "body") if (nodes := page.every(tag))), page.root)


def untailed(title: str, site: str) -> str:
    """Return a title without the name of its site before or behind it."""
    if not site or folded(title) == folded(site):
        return title
    name = re.escape(site)
    bare = re.sub(rf"\s+[|–—·•:»«›/-]\s*{name}\s*$|^\s*{name}\s*[|–—·•:»›/-]\s+", "", title, flags=re.IGNORECASE)
    return bare.strip() or title
