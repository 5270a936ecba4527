"""A web page, live or saved from a browser → its article, or its many articles.

The journey: bytes → the page opened (`opening`) → one article (`single`) or many (`teasers` finds their cards, `card`
reads one, `archive` puts them together). `links` knows where more is; `of_site` reads what a whole site says of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from newsletter.errors import InputError, NothingNew
from newsletter.model import Article, Reading, replace
from newsletter.sources import _pictures
from newsletter.sources._get import Get
from newsletter.sources.page import archive, jsonld, links
from newsletter.sources.page.of_site import Site, site
from newsletter.sources.page.opening import NOWHERE, Page, opened
from newsletter.sources.page.shown import described, of_thing, shared
from newsletter.sources.page.single import main_thing, piece, site_name

__all__ = ["ABOUT", "Site", "accepts", "interface", "onward", "picture", "read", "site"]

ABOUT = "A web page, live or saved from a browser: one article, or a page that shows many."

_TYPES = ("text/html", "application/xhtml+xml")
_FIRST = re.compile(rb"(?>(?:<\?xml[^>]*>|<!--(?>.*?-->)|\s+)*)<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_SOMEWHERE = re.compile(rb"<(?:html|head|body|title|meta|article|main|section|div|h[1-6]|p|ul|table)\b", re.IGNORECASE)
_PACKED = re.compile(
    rb"(?:From:|Snapshot-Content-Location:|MIME-Version:|Subject:)[^\0]{0,2000}?multipart/related", re.IGNORECASE)
_BEGINNING = 16_384


def accepts(data: bytes, media_type: str) -> float:
    """Return how sure it is that bytes are a web page: by their first element, else by the type they came with."""
    start = data[:_BEGINNING].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _FIRST.match(start):
        return 0.95
    if _is_packed(start):
        return 0.9
    kind = media_type.partition(";")[0].strip().lower()
    if start.startswith(b"<") and not start.startswith(b"<?xml") and _SOMEWHERE.search(start):
        return 0.7 if kind in _TYPES else 0.3
    return 0.3 if kind in _TYPES and not start.startswith((b"{", b"[")) else 0.0


def _is_packed(start: bytes) -> bool:
    return start.startswith(b"bplist00") or _PACKED.match(start) is not None


def read(  # noqa: ARG001 - every kind is called the same way
    data: bytes, *, name: str, base: str = "", folder: Path | None = None, get: Get | None = None
) -> Reading:
    """Return the article of a page, or the articles that it shows, in its order.

    Args:
        name: the page as messages name it.
        base: address it came from; for a saved page empty: it may say so itself.
        folder: where it lies on the disk: pictures saved beside it are given with their whole paths.
        get: as for every kind; a page is read as it is.

    Raises:
        InputError: a page packed with its pictures in one file, as some browsers save it.
        NothingNew: it shows no article.
    """
    if _is_packed(data[:_BEGINNING].lstrip()):
        todo = "save it again as “web page, HTML only”, or name its address"
        raise InputError("this is a web page packed into one file with its pictures", todo=todo, where=name)
    page = opened(data, base, folder)
    articles, unplaced = _articles(page, name)
    if not articles:
        raise NothingNew("no article was found on the page", todo=_todo(page), where=name)
    return Reading(name=name, kind="page", title=site_name(page), articles=tuple(map(_placed, articles)),
                   unplaced=tuple(unplaced), advice=tuple(_advice(page, articles)))


def _placed(article: Article) -> Article:
    """Return an article without the addresses that are not complete: the page does not say where it is from."""
    url, image = (said if not said.startswith(NOWHERE) else "" for said in (article.url, article.image))
    return article if (url, image) == (article.url, article.image) else replace(article, url=url, image=image)


def onward(data: bytes, base: str) -> str:
    """Return the address that says more than a page of many articles: its feed, or its WordPress; empty for none."""
    page = opened(data, base)
    return "" if not base or _is_one_article(page) else links.onward(page)


def interface(data: bytes, base: str) -> str:
    """Return where the interface of a page's WordPress begins; empty where the page names none."""
    return links.interface(opened(data, base))


def picture(data: bytes, base: str) -> tuple[str, str, int]:
    """Return the picture by which an article's page is shared: its address, what it shows, its width (0: unknown).

    Empty where the page names none.
    """
    page = opened(data, base)
    best = _pictures.best((*shared(page), *of_thing(page, main_thing(page))))
    if best is None:
        return "", "", 0
    return best.url, best.alt or described(page, best.url)[0], best.told_width


# ── one or many ──────────────────────────────────────────────────────────────────────────────────────────────


def _articles(page: Page, name: str) -> tuple[list[Article], list[str]]:
    one = _is_one_article(page)
    if one and (article := piece(page, name)):
        return [article], []
    found = archive.found(page, name)
    if one is None and found.prose >= _PROSE_PER_TEASER * len(found.articles) and (article := piece(page, name)):
        return [article], []
    return found.articles, found.unplaced


# A page that does not say what it is, is an article where it says more than teasers do.
_PROSE_PER_TEASER = 200
_OF_ONE = re.compile(
    r"(?:^|\s)(?:single|single-post|postid-\d+|post-template\S*|node--?type-article|page-node-type-article|article-page)"
    r"(?=\s|$)")
_OF_MANY = re.compile(
    r"(?:^|\s)(?:home|blog|archive|category|tag|search|paged|home-template|tag-template|author-template|path-frontpage)"
    r"(?=\s|$)")
_LISTS = frozenset(("CollectionPage", "SearchResultsPage"))


def _is_one_article(page: Page) -> bool | None:
    """Say whether a page is one article, or shows many; None where it does not say."""
    kinds = [jsonld.types(thing) for thing in page.things]
    if any(kind & _LISTS for kind in kinds) or page.is_home and page.url:
        return False
    thing = main_thing(page)
    names = " ".join(node.names for node in page.every("body"))
    if jsonld.types(thing) & (jsonld.ARTICLES | jsonld.FILMS) or _OF_ONE.search(names):
        return True
    if _OF_MANY.search(names) or sum(bool(kind & jsonld.ARTICLES) for kind in kinds) > 1:
        return False
    # That it is an ``article`` to be shared, many a page of an archive says of itself too.
    if page.said("article:published_time") or " ".join(page.said("og:type")).lower().startswith(("video.", "video:")):
        return True
    return False if any(kind & jsonld.LISTS for kind in kinds) else None


# ── what is said of it ───────────────────────────────────────────────────────────────────────────────────────


def _advice(page: Page, articles: list[Article]) -> Iterator[str]:
    """Yield what would make more of a page."""
    if any(article.url.startswith(NOWHERE) for article in articles):
        yield ("the page does not say where it is from, so that addresses in it are missing — "
               "write base = 'https://…' beside its [[source]], or name its live address instead of the file")
    feed = links.feed(page)
    if feed and len(articles) > 1 and not feed.startswith(NOWHERE):
        yield f"the page names a feed, which says more than the page — use {feed}"


def _todo(page: Page) -> str:
    """Return what else can be done with a page that shows no article."""
    if (feed := links.feed(page)) and not feed.startswith(NOWHERE):
        return f"its feed is {feed}"
    by_script = any(node.get("id") in ("root", "app", "__next", "__nuxt") for node in page.every("div"))
    if by_script and len(page.root.text(1000)) < 500:
        return "it is put together by a script; look for its feed, or save it from the browser and name that file"
    return "look for its feed, or name the page that lists its articles"
