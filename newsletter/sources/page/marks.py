"""The names that pages give their elements (classes, microformats, microdata) → what such an element holds.

Themes of publishing systems agree on a handful of words, whatever stands before and after them: ``entry-title``,
``post-card__title``, ``PostCard_title``. Microformats (h-entry, hAtom) and microdata are names of this kind too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from newsletter.dom import Node
from newsletter.sources import _fields

_FIELDS = {
    "title": "title|headline|heading|hed|p-name|titel|titulo|titre",
    "teaser": "p-summary|entry-summary|excerpt|summary|teaser|dek|deck|standfirst|description|abstract|subtitle|"
              "subheadline|subhead|lede|intro|vorspann|anriss|bajada|chapo",
    "date": "dt-published|datepublished|date|datum|time|timestamp|published|pubdate|posted-on|fecha",
    "byline": "p-author|author|authors|byline|writer|posted-by|submitted|uid|autor|autorin|auteur|firma|creator|"
              "contributor",
    "section": "p-category|articlesection|cat-links|category|categories|cat|section|kicker|topic|rubric|rubrik|ressort|"
               "eyebrow|overline|primary-tag|channel|seccion|rubrique|dachzeile|label",
    "tags": "p-category|keywords|tags|tag|tags-links|tag-links",
    "image": "u-photo|u-featured|wp-post-image|post-thumbnail|featured-image|image|hero",
    "duration": "duration|length|runtime|video-length|dauer",
    "video": "video|videos|is-video|format-video|has-video|play-icon|icon-play|play-button",
}
_EDGE = r"(?:^|(?<=[\s_-]))(?:{})(?=$|[\s_-])"
_MARKED = {field: re.compile(_EDGE.format(names)) for field, names in _FIELDS.items()}
# The title of a part of the page is not that of an article.
_OF_A_PART = re.compile(
    r"(?:site|section|widget|page|block|group|module|region|archive)[_-]{1,2}(?:title|heading|name|header)")
_ENTRY = re.compile(r"(?:^|\s)(?:h-entry|hentry)(?=\s|$)")
_OF_ARTICLES = re.compile(r"schema\.org/(?:\w*Article|BlogPosting|VideoObject|Report)\b")
# An element that is a whole piece carries its terms in its classes: ``category-menus tag-related``.
_PIECE = re.compile(r"(?:^|\s)(?:h-?entry|post|type-\w+|post-\d+|node|post-card)(?=\s|$)")
_TERMS = re.compile(r"(?:^|(?<=\s))(?:tag|category|author|term|format|status|topic|section)-\S+")

_FURNITURE = re.compile(_EDGE.format(
    "nav|navbar|navigation|menu|menus|submenu|megamenu|breadcrumb|breadcrumbs|footer|colophon|cookie|cookies|consent|gdpr|"
    "comment|comments|disqus|respond|related|recirculation|recommended|recommendations|relatedposts|jp-relatedposts|"
    "tagcloud|tag-cloud|share|sharing|sharedaddy|social|socials|pagination|pager|paging|newsletter|subscribe|subscription|"
    "signup|paywall|popup|modal|lightbox|advert|adverts|advertisement|ad|ads|sponsor|sponsored|sponsors|sidebar|widget-area|"
    "widgets|most-read|mostread|most-viewed|most-popular|popular|trending|skip-link|search-form|searchform|login|toolbar|"
    "topbar|top-bar|imprint|donate|donation|partners|author-box|author-bio|archive-links|calendar"))
_FURNITURE_TAGS = frozenset((
    "nav", "aside", "form", "dialog", "script", "style", "template", "svg", "iframe", "object",
    "select", "button", "textarea"))
_FURNITURE_ROLES = frozenset((
    "navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "complementary"))
_LONGEST = 1000
_PIECES = frozenset(("article", "li", "tr"))


def names(node: Node) -> str:
    """Return the names of an element, microdata and relations included, without the terms a piece is filed under."""
    said = " ".join(filter(None, map(node.attributes.get, ("class", "id", "itemprop", "rel", "data-testid"))))
    return _bare(said[:_LONGEST]) if said else ""


@lru_cache(maxsize=4096)
def _bare(said: str) -> str:
    said = said.lower()
    return _TERMS.sub("", said) if _PIECE.search(said) else said


def is_marked(node: Node, field: str) -> bool:
    """Say whether an element says by its names that it holds a field of an article."""
    said = names(node)
    return bool(said) and _says(said, field)


@lru_cache(maxsize=16_384)
def _says(said: str, field: str) -> bool:
    return _MARKED[field].search(said) is not None and not (field == "title" and _OF_A_PART.search(said))


def marked(node: Node, field: str) -> Iterator[Node]:
    """Yield the elements in one that say by their names that they hold a field of an article."""
    return (part for part in node.walk() if part is not node and is_marked(part, field))


def entry(root: Node) -> Node | None:
    """Return the element that is the page's one article by microformat or microdata: that with the page's headline."""
    entries = [node for node in root.walk() if _is_entry(node)]
    if len(entries) == 1:
        return entries[0]
    return next((node for node in entries[:20] if node.first("h1") is not None), None)


def _is_entry(node: Node) -> bool:
    return _ENTRY.search(node.get("class").lower()) is not None or _OF_ARTICLES.search(node.get("itemtype")) is not None


def is_furniture(node: Node) -> bool:
    """Say whether an element belongs to the page and not to its articles: menus, footers, comments, advertising."""
    if node.tag in _FURNITURE_TAGS or node.get("role").lower() in _FURNITURE_ROLES:
        return True
    if node.tag in ("html", "body", "main", "#page", "h1", "a"):
        return False
    if node.tag == "footer":
        return not any(above.tag in _PIECES for above in node.ancestors())
    said = names(node)
    return bool(said) and _is_called_furniture(said)


@lru_cache(maxsize=4096)
def _is_called_furniture(said: str) -> bool:
    return _FURNITURE.search(said) is not None


def in_furniture(node: Node) -> bool:
    """Say whether an element stands in one that `is_furniture`."""
    return any(map(is_furniture, (node, *node.ancestors())))


_ISO_DURATION = re.compile(
    r"\s*P(?:T|0D)?T?(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:[.,]\d+)?S)?\s*", re.ASCII | re.IGNORECASE)


def duration(value: object) -> str:
    """Return a length as ``4:05``: from ISO 8601 (``PT4M5S``) or as `_fields.duration` reads it."""
    found = _ISO_DURATION.fullmatch(str(value)[:40])
    if not found:
        return _fields.duration(str(value)[:40])
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return _fields.duration(hours * 3600 + minutes * 60 + seconds)
