"""A page → which parts of it are the page's own, and which of its links lead to no article."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from newsletter.dom import Node
from newsletter.model import canonical, folded
from newsletter.sources.page import marks
from newsletter.sources.page.opening import Page

_MUCH = 0.5
_MOST_HEADINGS = 5000
OTHER_PARTS = frozenset(map(folded, (
    "most read|most popular|most viewed|popular|popular posts|trending|related|related articles|related posts|"
    "related stories|read next|read more|read also|you may also like|you might also like|more from us|recommended|"
    "recommended for you|editor’s picks|meistgelesen|beliebt|beliebte artikel|ähnliche artikel|"
    "verwandte artikel|auch interessant|mehr zum thema|das könnte sie auch interessieren|"
    "lo más leído|más leído|más leídas|te puede interesar|"
    "relacionados|artículos relacionados|les plus lus|à lire aussi|articles similaires|mais lidas|leia também|"
    "artigos relacionados|"
    "i più letti|leggi anche|meest gelezen|recent comments|archives|categories|tags|tag cloud|blogroll|links|"
    "الأكثر قراءة|مقالات ذات صلة|اقرأ أيضا").split("|")))


def furniture(page: Page) -> frozenset[int]:
    """Return the ``id()`` of the elements that belong to the page and not to its articles.

    A part that holds most of the page's headings stays, whatever it is called.
    """
    headings = [node for tag in ("h1", "h2", "h3", "h4") for node in page.every(tag)][:_MOST_HEADINGS]
    held: Counter[int] = Counter()
    for heading in headings:
        held.update(id(above) for above in heading.ancestors())
    enough = max(1, _MUCH * len(headings))
    parts = {id(node) for node in page.root.walk() if marks.is_furniture(node) and held[id(node)] <= enough}
    for heading in headings:
        above = heading.parent
        if above is not None and folded(heading.text(80)) in OTHER_PARTS:
            while len(list(above.elements())) == 1 and above.parent is not None and held[id(above.parent)] <= enough:
                above = above.parent
            if held[id(above)] <= enough and above.tag not in ("body", "main", "html"):
                parts.add(id(above))
    parts |= {id(node) for node in page.every("header") if _is_masthead(node, held[id(node)], enough)}
    return frozenset(parts)


def _is_masthead(header: Node, held: int, enough: float) -> bool:
    """Say whether a header is the site's: outside all articles, with few headings."""
    in_piece = any(above.tag in ("article", "li", "main", "section", "tr") for above in header.ancestors())
    return not in_piece and held <= min(enough, 3) and (
        header.get("role") == "banner" or any(True for _ in header.all("nav", "form", "svg", "img")))


_LISTS = re.compile(
    r"/(?:category|categories|kategorie|kategorien|categoria|categorie|tag|tags|schlagwort|etiqueta|topic|topics|thema|"
    r"themen|author|authors|autor|autoren|auteur|page|search|suche|rubrik|ressort|seccion)/[^/]+/?(?:[^/]+/?)?$|/page/\d+/?$",
    re.IGNORECASE)
_PAGES_OF_SITE = re.compile(
    r"^/(?:about|about-us|contact|contact-us|kontakt|contacto|ueber-uns|impressum|imprint|privacy|privacy-policy|datenschutz|"
    r"terms|login|signin|sign-in|register|account|subscribe|abo|abonnieren|donate|spenden|newsletter|search|cart|shop|feed|rss|"
    r"advertise|jobs|faq|help|hilfe|sitemap|archive|archives|membership|cookies)(?:\.\w{3,5})?/?$", re.IGNORECASE)
_NO_PAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|mp3|m4a|zip|ics|css|js|xml|rss|json|docx?|xlsx?)$", re.IGNORECASE)
_SHARING_HOSTS = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|telegram|t|wa|bsky|instagram|tiktok|threads)\."
    r"(?:com|me|app|net)$")
_TO_TERMS = frozenset(("tag", "author", "category", "nofollow-author", "home", "next", "prev"))


def leads_to_article(link: Node, url: str, page: Page) -> bool:
    """Say whether an address can be an article's: not the page itself, a list, a file or a way to share."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    path = parts.path
    if not _TO_TERMS.isdisjoint(link.get("rel").lower().split()) or _SHARING_HOSTS.search(host):
        return False
    if not path.strip("/") and not parts.query or _NO_PAGE.search(path):
        return False
    return not (_LISTS.search(path) or _PAGES_OF_SITE.search(path) or canonical(url) == canonical(page.url))
