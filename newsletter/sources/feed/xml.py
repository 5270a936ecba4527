"""RSS 0.9x, 1.0 and 2.0, Atom and their mixtures → what a feed holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from newsletter.sources import _fields, _pictures
from newsletter.sources._pictures import Medium
from newsletter.sources._item import Found, Item
from newsletter.sources.feed.parser import parse


_Told = Mapping[str, Any]


def found(data: bytes, base: str, folder: Path | None = None) -> Found | None:
    """Return what is in a feed of XML; None where it is no feed.

    Args:
        base: address it came from, for relative ones in it.
        folder: where it lies on the disk, for pictures beside it.

    Raises:
        Unreadable: see `newsletter.sources.feed.parser`.
    """
    result = parse(data)
    if not (result.get("version") or result.entries):
        return None
    # feedparser's dictionaries take one key for another (a date of change for one of publication), and their time.
    dialect = _Dialect(result.version, dict(result.feed), base, folder)
    breaks_off = _breaks_off(data)
    return Found(
        title=dialect.headline(dialect.feed),
        items=tuple(dialect.item(dict(entry)) for entry in result.entries),
        advice=() if breaks_off else _advice(result),
        breaks_off=breaks_off,
    )


def _advice(result: Any) -> tuple[str, ...]:
    from xml.sax import SAXException

    if isinstance(result.get("bozo_exception"), SAXException):
        return ("the feed is not well-formed; articles may be missing or misread — tell whoever runs it",)
    return ()


def _breaks_off(data: bytes) -> bool:
    """Say whether a feed has a beginning and no end: no element of those that a feed is ever closes as its last."""
    return _CLOSED.search(data[-_END:].replace(b"\0", b"")) is None


_END = 65_536  # servers write remarks behind the end
_CLOSED = re.compile(rb"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>|<(?:rss|feed)\b[^<>]*/>", re.IGNORECASE)


class _Dialect:
    """How one feed says what every feed says."""

    def __init__(self, version: str, feed: _Told, base: str, folder: Path | None) -> None:
        self.feed = feed
        self._folder = folder
        self._is_atom = version.startswith("atom")
        site = _fields.address(feed.get("link"), base)
        # In Atom relative addresses start from the document, in RSS from whatever readers agreed on: the site.
        self._base = base or site if self._is_atom else site or base

    def item(self, entry: _Told) -> Item:
        """Return one entry."""
        url = _fields.address(entry.get("feedburner_origlink") or entry.get("link"), self._base)
        body, told_base = _body(entry)
        base = _fields.address(told_base) or url or self._base
        media = tuple(_media(entry, base, self._folder))
        return Item(
            id=_fields.words(entry.get("id"), html=False),
            title=self.headline(entry),
            url=url,
            summary=self._summary(entry),
            body=body,
            base=base,
            media=media,
            published=_published(entry),
            byline=self._byline(entry),
            terms=_fields.terms(tag.get("label") or tag.get("term") for tag in entry.get("tags", ())),
            language=self._language(entry),
            is_film="yt_videoid" in entry,
            duration=_duration(entry),
        )

    def headline(self, part: _Told) -> str:
        """Return the title of the feed or of an entry as plain text.

        Atom says whether it is HTML, and a ``<b>`` in one that is not is what the headline is about. RSS does not say.
        """
        if part.get("title_detail", {}).get("type", "text/plain") != "text/plain":
            return _fields.words(part.get("title"), html=True)
        return _fields.words(part.get("title"), html=False if self._is_atom else None)

    def _summary(self, entry: _Told) -> str:
        """Return what stands beside the body; without a summary feedparser gives the body once more."""
        summary = entry.get("summary") or ""
        if any(part.get("value") == summary for part in entry.get("content", ())):
            return ""
        is_plain = entry.get("summary_detail", {}).get("type") == "text/plain"
        return _fields.words(summary) if is_plain else _fields.beginning(summary)

    def _byline(self, entry: _Told) -> str:
        names = _fields.byline(author.get("name") for author in entry.get("authors", ()))
        if names or not self._is_atom:
            return names
        # An entry without author has the feed's (RFC 4287, 4.2.1); in RSS that is who runs the site.
        return _fields.byline(author.get("name") for author in self.feed.get("authors", ()))

    def _language(self, entry: _Told) -> str:
        parts = (entry.get("title_detail", {}), *entry.get("content", ()), self.feed)
        told = (part.get("language") for part in parts)
        return next(filter(None, map(_fields.language, told)), "")


def _body(entry: _Told) -> tuple[str, str]:
    """Return the longest text of an entry as HTML, and the address its relative ones start from, where it says so."""
    parts = [part for part in (*entry.get("content", ()), entry.get("summary_detail", {})) if _is_text(part)]
    if not parts:
        return "", ""
    part = max(parts, key=lambda part: len(part["value"]))
    is_html = part["type"] != "text/plain" or "</" in part["value"]
    return part["value"] if is_html else escape(part["value"]), part.get("base") or ""


def _is_text(part: _Told) -> bool:
    """Say whether a part holds words; Atom lets it hold anything, a picture in base64 too."""
    kind = part.get("type") or ""
    return bool(part.get("value")) and (kind.startswith("text/") or kind.endswith("xml"))


def _published(entry: _Told) -> datetime | None:
    """Return when an entry came out, else when it was written or changed."""
    for key in ("published_parsed", "created_parsed", "updated_parsed"):
        if told := entry.get(key):
            try:
                return _fields.moment(datetime(*told[:6], tzinfo=UTC))
            except ValueError:
                continue
    return None


def _media(entry: _Told, base: str, folder: Path | None) -> Iterator[Medium]:
    """Yield what stands beside an entry's text."""
    credit = next((part["content"] for part in entry.get("media_credit", ()) if part.get("content")), "")
    for medium in entry.get("media_content", ()):
        kind = medium.get("type") or medium.get("medium") or ""
        yield _medium(medium, base, folder, kind, medium.get("credit") or credit)
    for link in entry.get("links", ()):
        if link.get("rel") == "enclosure":
            yield _medium(link, base, folder, link.get("type") or "", credit)
    if "href" in entry:
        yield _medium({"url": entry["href"]}, base, folder, "", "")  # RSS 0.9x: <image><url> in an item
    for thumbnail in entry.get("media_thumbnail", ()):
        yield _medium(thumbnail, base, folder, "", credit, "thumbnail")
    cover = entry.get("image")
    if isinstance(cover, Mapping):
        yield _medium(cover, base, folder, "", "", "cover")


def _medium(
    told: _Told, base: str, folder: Path | None, kind: str, credit: str, role: _pictures.Role = "content"
) -> Medium:
    return Medium(
        url=_fields.picture(told.get("url") or told.get("href"), base, folder),
        type=kind.partition(";")[0].strip().lower(),
        width=_pixels(told.get("width")),
        height=_pixels(told.get("height")),
        alt=_pictures.alternative(told.get("description")),
        credit=_fields.words(credit),
        role=role,
    )


def _pixels(value: Any) -> int:
    digits = str(value or "").strip().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0


def _duration(entry: _Told) -> str:
    told = (*(medium.get("duration") for medium in entry.get("media_content", ())), entry.get("itunes_duration"))
    return next(filter(None, map(_fields.duration, told)), "")
