"""What a page says of itself in JSON-LD → things with their types (schema.org).

Written by plugins and by hand, so that much of it is broken: commented out, escaped once too often, with commas too
many, several objects in one block. What can be mended is; what cannot is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from newsletter.dom import Node

Thing = dict[str, Any]

_MOST_BLOCKS, _MOST_THINGS, _DEEPEST = 50, 2000, 20
_LONGEST = 3_000_000
_BEFORE = re.compile(r"(?:\s+|<!--|-->|<!\[CDATA\[|//|/\*|\*/|>)*")
_BEHIND = ("-->", "]]>", "<!", "//", "/*", "*/", ";")
_COMMA_TOO_MANY = re.compile(r",(?=\s*[}\]])")

ARTICLES = frozenset((
    "Article", "NewsArticle", "BlogPosting", "Report", "ReportageNewsArticle", "AnalysisNewsArticle",
    "OpinionNewsArticle", "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "LiveBlogPosting",
    "ScholarlyArticle", "TechArticle", "SocialMediaPosting", "SatiricalArticle",
    "AdvertiserContentArticle", "Review", "Recipe", "PodcastEpisode"))  # fmt: skip
FILMS = frozenset(("VideoObject", "Movie", "TVEpisode", "Clip"))
LISTS = frozenset(("ItemList", "CollectionPage", "SearchResultsPage", "Blog"))
ORGANISATIONS = frozenset(("Organization", "NewsMediaOrganization", "Corporation", "NGO", "EducationalOrganization"))


def things(scripts: Iterable[Node]) -> tuple[Thing, ...]:
    """Return everything with a type that stands by itself in the JSON-LD of a page, in order, references resolved."""
    blocks = [node.source() for node in scripts if "ld+json" in node.get("type").lower()]
    found = [thing for block in blocks[:_MOST_BLOCKS] for thing in _by_themselves(_parsed(block[:_LONGEST]), 0)]
    found = found[:_MOST_THINGS]
    known = {thing["@id"]: thing for thing in found if isinstance(thing.get("@id"), str) and len(thing) > 1}
    return tuple({key: _resolved(value, known) for key, value in thing.items()} for thing in found)


def types(thing: object) -> frozenset[str]:
    """Return what a thing is, without the address of the vocabulary."""
    told = thing.get("@type") if isinstance(thing, dict) else None
    names = told if isinstance(told, list) else [told]
    return frozenset(re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str))


def parts(value: object) -> list[Any]:
    """Return the values of a property, which may be one, several or none."""
    return [part for part in (value if isinstance(value, list) else [value]) if part not in (None, "", {})]


def texts(value: object, *keys: str) -> list[str]:
    """Return the words of a property; of a thing what stands under the first of `keys` that it has."""
    said = []
    for part in parts(value):
        if isinstance(part, dict):
            part = next((part[key] for key in (*keys, "@value") if isinstance(part.get(key), (str, int, float))), "")
        if isinstance(part, (str, int, float)) and not isinstance(part, bool) and str(part).strip():
            said.append(str(part))
    return said


def listed(thing: Thing) -> Iterator[Thing]:
    """Yield the pieces that a list holds, in order; those without words of their own with address alone."""
    for key in ("itemListElement", "blogPost", "blogPosts", "hasPart", "mainEntity"):
        for part in parts(thing.get(key)):
            if isinstance(part, dict) and types(part) & LISTS and part is not thing:
                yield from listed(part)
            elif isinstance(part, dict):
                inner = part.get("item")
                item = inner if isinstance(inner, dict) else {"url": inner} if isinstance(inner, str) else {}
                yield {**part, **item} if "ListItem" in types(part) else part


def _parsed(text: str) -> object:
    """Return what a block says, mended as far as it can be; None for what is no JSON."""
    text = _bare(text)
    for attempt in (str, _without_commas, unescape):
        try:
            return _all_in(attempt(text))
        except (ValueError, RecursionError):
            continue
    return None


def _bare(text: str) -> str:
    """Return a block without what hides it from old browsers."""
    text = text[_BEFORE.match(text).end() :].rstrip()  # type: ignore[union-attr]
    while wrapped := next(filter(text.endswith, _BEHIND), ""):
        text = text.removesuffix(wrapped).rstrip()
    return text


def _without_commas(text: str) -> str:
    return _COMMA_TOO_MANY.sub("", text)


def _all_in(text: str) -> object:
    """Return the value of a text, or the list of those that follow each other in it."""
    decoder = json.JSONDecoder(strict=False)
    values, at = [], 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        at = re.compile(r"[\s,;]*").match(text, at).end()  # type: ignore[union-attr]
    return values[0] if len(values) == 1 else values


def _by_themselves(value: object, depth: int) -> Iterator[Thing]:
    """Yield the things of a block: those in lists and graphs, and what a page says it is about."""
    if depth > _DEEPEST:
        return
    for part in parts(value):
        if isinstance(part, list):
            yield from _by_themselves(part, depth + 1)
        elif isinstance(part, dict):
            if types(part):
                yield part
            yield from _by_themselves(part.get("@graph"), depth + 1)
            if any(name.endswith("Page") for name in types(part)):
                yield from _by_themselves(part.get("mainEntity"), depth + 1)


def _resolved(value: object, known: dict[str, Thing]) -> object:
    """Return a value with a reference (``{"@id": …}``) replaced by what it refers to, one step deep."""
    if isinstance(value, list):
        return [_resolved(part, known) for part in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and not types(value) & ARTICLES:
        return {**known.get(value["@id"], {}), **value}
    return value


def first(found: Iterable[Thing], wanted: frozenset[str]) -> Thing:
    """Return the first thing of one of these types; an empty one where there is none."""
    return next((thing for thing in found if types(thing) & wanted), {})
