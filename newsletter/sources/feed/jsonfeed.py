"""JSON Feed 1.0 and 1.1 → what a feed holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from newsletter.sources import _fields
from newsletter.sources._pictures import Medium
from newsletter.sources._item import Found, Item
from newsletter.sources.feed.parser import Unreadable


def found(data: bytes, base: str, folder: Path | None = None) -> Found | None:
    """Return what is in a JSON Feed; None where it is JSON of another kind.

    Args:
        base: address it came from, for relative ones in it.
        folder: where it lies on the disk, for pictures beside it.

    Raises:
        Unreadable: no JSON, or nested beyond reason.
    """
    import json

    try:
        feed = json.loads(data.decode(json.detect_encoding(data), "replace"))
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    except ValueError as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"its JSON is broken{line}") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    items = [item for item in feed["items"] if isinstance(item, dict)]
    if items and not any(_is_item(item) for item in items):
        return None
    base = _fields.address(feed.get("home_page_url"), base) or base
    title = _fields.words(feed.get("title"), html=False)
    return Found(title=title, items=tuple(_item(item, feed, base, folder) for item in items))


def _is_item(item: dict[str, Any]) -> bool:
    return any(isinstance(item.get(key), str) for key in ("title", "content_html", "content_text", "summary"))


def _item(item: dict[str, Any], feed: dict[str, Any], base: str, folder: Path | None) -> Item:
    url = _fields.address(item.get("url"), base) or _fields.address(item.get("external_url"), base)
    html, text = item.get("content_html"), item.get("content_text")
    lengths = (_fields.duration(part.get("duration_in_seconds")) for part in _attachments(item))
    return Item(
        id=_fields.words(str(item.get("id") or ""), html=False),
        title=_fields.words(item.get("title"), html=False),
        url=url or _fields.address(item.get("id")),
        summary=_fields.words(item.get("summary")),
        body=html if isinstance(html, str) else escape(text) if isinstance(text, str) else "",
        base=url or base,
        media=tuple(_media(item, base, folder)),
        published=_published(item),
        byline=_byline(item) or _byline(feed),
        terms=_fields.terms(item["tags"] if isinstance(item.get("tags"), list) else ()),
        language=_fields.language(item.get("language")) or _fields.language(feed.get("language")),
        duration=next(filter(None, lengths), ""),
    )


def _media(item: dict[str, Any], base: str, folder: Path | None) -> Iterator[Medium]:
    for key in ("image", "banner_image"):
        if item.get(key):
            yield Medium(url=_fields.picture(item[key], base, folder), type="image")
    for part in _attachments(item):
        kind = _fields.words(part.get("mime_type")).lower()
        yield Medium(url=_fields.picture(part.get("url"), base, folder), type=kind)


def _attachments(item: dict[str, Any]) -> list[dict[str, Any]]:
    parts = item.get("attachments")
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _published(item: dict[str, Any]) -> datetime | None:
    for key in ("date_published", "date_modified"):
        try:
            return _fields.moment(datetime.fromisoformat(str(item.get(key)).strip()))
        except ValueError:
            continue
    return None


def _byline(part: dict[str, Any]) -> str:
    """Return the authors of an item or a feed: a list since version 1.1, one before."""
    authors = part.get("authors") if isinstance(part.get("authors"), list) else [part.get("author")]
    return _fields.byline(author.get("name") for author in authors if isinstance(author, dict))
