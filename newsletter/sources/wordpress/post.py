"""One post as WordPress gives it → an item, field by field as the REST API Handbook has them (Posts, Media)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from newsletter.sources import _credit, _dates, _fields, _pictures
from newsletter.sources._item import Item
from newsletter.sources._pictures import Medium

Post = dict[str, Any]


def item(post: Post) -> Item:
    """Return what a post says."""
    url = _fields.address(post.get("link"))
    seo = part_of(post, "yoast_head_json")
    summary = _fields.beginning(_html(post, "excerpt")) or _fields.words(seo.get("og_description"))
    return Item(
        id=_fields.words(_html(post, "guid"), html=False),
        title=rendered(post, "title"),
        url=url,
        summary=summary,
        body=_html(post, "content"),
        base=url,
        media=tuple(_media(post, seo, url)),
        published=_published(post),
        byline=_byline(post, seo),
        terms=tuple(_terms(post)),
        language=_fields.language(post.get("lang")) or _fields.language(seo.get("og_locale")),
        is_film=post.get("format") == "video" or post.get("type") in ("video", "videos"),
    )


def part_of(record: Any, key: str) -> dict[str, Any]:
    """Return an object within one; an empty one where there is none."""
    part = record.get(key) if isinstance(record, dict) else None
    return part if isinstance(part, dict) else {}


def _parts(record: Any, key: str) -> list[dict[str, Any]]:
    parts = record.get(key) if isinstance(record, dict) else None
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _html(post: Post, key: str) -> str:
    value = post.get(key)
    value = value.get("rendered", value.get("raw")) if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""


def rendered(post: Post, key: str) -> str:
    """Return a field as plain text: WordPress writes HTML into all that is ``rendered``."""
    return _fields.words(_html(post, key), html=True)


def _published(post: Post) -> datetime | None:
    return _dates.instant(post.get("date_gmt")) or _dates.instant(post.get("date"))


def _byline(post: Post, seo: dict[str, Any]) -> str:
    """Return who wrote it; plugins for several authors say more than the one whose account it was."""
    several = (*_parts(post, "coauthors"), *_parts(post, "authors"))
    names = _fields.byline(author.get("display_name") or author.get("name") for author in several)
    one = _fields.byline(author.get("name") for author in _parts(post.get("_embedded"), "author"))
    return names or one or _fields.byline([seo.get("author")])


def _terms(post: Post) -> Iterator[str]:
    """Yield what it is filed under: categories before tags, other taxonomies last."""
    embedded = post.get("_embedded")
    groups = embedded.get("wp:term") if isinstance(embedded, dict) else None
    terms = [term for group in groups if isinstance(group, list) for term in group if isinstance(term, dict)] \
        if isinstance(groups, list) else []
    order = ("category", "post_tag")
    terms.sort(key=lambda term: order.index(term["taxonomy"]) if term.get("taxonomy") in order else len(order))
    # A post's format is a taxonomy too, but nothing that an editor files under.
    yield from _fields.terms(_fields.words(term.get("name"), html=True) for term in terms
                             if term.get("taxonomy") != "post_format")


def site_name(post: Post) -> str:
    """Return what the site of a post is called, where a plugin says so."""
    return _fields.words(part_of(post, "yoast_head_json").get("og_site_name"))


# ── its picture ──────────────────────────────────────────────────────────────────────────────────────────────

# Twice the widest slot of a letter; from here on a wider file only weighs more.
_WANTED_WIDTH = 1200
_SAME_SHAPE = 0.03


def _media(post: Post, seo: dict[str, Any], base: str) -> Iterator[Medium]:
    for featured in _parts(post.get("_embedded"), "wp:featuredmedia")[:1]:
        yield from _sizes(featured, base)
    yield Medium(url=_fields.address(post.get("jetpack_featured_media_url"), base), type="image")
    for shared in _parts(seo, "og_image")[:1]:
        yield Medium(url=_fields.address(shared.get("url"), base), type="image", width=_number(shared.get("width")))


def _sizes(featured: dict[str, Any], base: str) -> list[Medium]:
    """Return a picture in its sizes, the one that serves best first; those that were cropped are left out."""
    details = part_of(featured, "media_details")
    full = {"source_url": featured.get("source_url")} | {key: details.get(key) for key in ("width", "height")}
    alt = _pictures.alternative(featured.get("alt_text"))
    in_file = _fields.words(part_of(details, "image_meta").get("credit"))
    credit = _credit.credit(rendered(featured, "caption")) or in_file
    media = [
        Medium(url=_fields.address(size.get("source_url"), base), type=_kind(size, featured), alt=alt, credit=credit,
               width=_number(size.get("width")), height=_number(size.get("height")))
        for size in (full, *part_of(details, "sizes").values()) if isinstance(size, dict)
    ]
    whole = [medium for medium in media if _same_shape(medium, media[0])]
    return sorted(whole, key=lambda medium: (medium.width < _WANTED_WIDTH,
                                             medium.width if medium.width >= _WANTED_WIDTH else -medium.width))


def _kind(size: dict[str, Any], featured: dict[str, Any]) -> str:
    told = size.get("mime_type") or featured.get("mime_type")
    return told.lower() if isinstance(told, str) else "image"


def _same_shape(one: Medium, other: Medium) -> bool:
    if not (one.width and one.height and other.width and other.height):
        return True
    return abs(one.width * other.height / (one.height * other.width) - 1) < _SAME_SHAPE


def _number(value: object) -> int:
    digits = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
