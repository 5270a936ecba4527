"""A page → where more of it is: its feed, or the interface of its WordPress."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsletter.dom import Node
from newsletter.model import canonical
from newsletter.sources._posts import posts_address
from newsletter.sources.page.opening import Page

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_COMMENTS = re.compile(r"comment|kommentar|coment[áa]rio|commentaire|commenti|reacties|تعليق", re.IGNORECASE)
_LESS = re.compile(r"podcast|audio|/(?:tag|author|category)/", re.IGNORECASE)
_INTERFACE = "https://api.w.org/"


def feed(page: Page) -> str:
    """Return the address of the feed that says most of a page; empty where it names none.

    A feed below the page's own address is that of the page; else the first that is not one of comments.
    """
    feeds = [(page.address(link.get("href")), link) for link in page.links("alternate") if _is_feed(link)]
    of_articles = [(url, link) for url, link in feeds if url and not _COMMENTS.search(f"{link.get('title')} {url}")]
    ranked = sorted(of_articles, key=lambda found: (not is_below(found[0], page.url), bool(_LESS.search(found[0]))))
    return ranked[0][0] if ranked else ""


def _is_feed(link: Node) -> bool:
    return link.get("type").partition(";")[0].strip().lower() in _FEED_TYPES


def is_below(url: str, page: str) -> bool:
    """Say whether an address lies under that of a page which is not the site's front page."""
    path = urlsplit(page).path.rstrip("/")
    return bool(path) and canonical(url).startswith(canonical(page) + "/")


def interface(page: Page) -> str:
    """Return where the interface of the page's WordPress begins; empty where it is none, or does not say."""
    return next(filter(None, (page.address(link.get("href")) for link in page.links(_INTERFACE))), "")


def onward(page: Page) -> str:
    """Return the address that says more than a page of many articles: its feed, else its WordPress' posts.

    A section's page whose feed is that of the whole site stays what the editor named.
    """
    address = feed(page)
    if address and (page.is_home or is_below(address, page.url)):
        return address
    begins = interface(page) if page.is_home and not address else ""
    return posts_address(begins) if begins else ""
