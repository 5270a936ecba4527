"""What a source says of one piece, whatever its form (an entry of a feed, a post, a page) → an Article.

Shared by the kinds of sources; no kind itself.
"""

from __future__ import annotations

import re
from datetime import datetime

from newsletter.model import Article, Struct
from newsletter.prose import excerpt
from newsletter.sources import _fields, _pictures
from newsletter.sources._pictures import Medium

_VIDEO_MARK = re.compile(r"\s*\[video\]", re.IGNORECASE)
_LENGTH = re.compile(r"\s[\[(]((?:\d{1,2}:)?\d{1,2}:\d{2})[\])]$")


class Item(Struct, frozen=True, kw_only=True):
    """One piece, in the source's words but for what made it XML, JSON or HTML.

    Attributes:
        id: what the source knows it by; empty where it does not say.
        title, summary: plain text.
        body: HTML.
        base: what relative addresses in the body start from.
        is_film: the source says that it is one.
        duration: as ``4:05``.
    """

    id: str = ""
    title: str = ""
    url: str = ""
    summary: str = ""
    body: str = ""
    base: str = ""
    media: tuple[Medium, ...] = ()
    published: datetime | None = None
    byline: str = ""
    terms: tuple[str, ...] = ()
    language: str = ""
    is_film: bool = False
    duration: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """What a feed holds: its name, its items, what is to be said about it; and whether it breaks off before its end."""

    title: str = ""
    items: tuple[Item, ...] = ()
    advice: tuple[str, ...] = ()
    breaks_off: bool = False


def article(item: Item, name: str, place: int) -> Article | None:
    """Return an item as an article of the source `name`; None where it has no words at all.

    One without a headline takes the first words of its text.
    """
    teaser = _fields.teaser(item.summary, item.body, item.title)
    title = _fields.headline(item.title) or excerpt(teaser, 80)
    if not title:
        return None
    picture = _pictures.best(item.media, item.body, item.base)
    is_video = item.is_film or _VIDEO_MARK.match(item.title) is not None or _is_only_film(item)
    length = _LENGTH.search(title) if is_video else None
    return Article(
        title=title[: length.start()] if length else title,
        url=item.url,
        teaser=teaser if item.title else teaser.removeprefix(title).lstrip(),
        image=picture.url if picture else "",
        image_width=picture.told_width if picture else 0,
        alt=_pictures.described(picture, item.body, item.base) if picture else "",
        credit=picture.credit if picture else "",
        published=item.published,
        byline=item.byline,
        section=item.terms[0] if item.terms else "",
        tags=item.terms,
        kind="video" if is_video else "article",
        duration=(item.duration or (length[1] if length else "")) if is_video else "",
        language=item.language,
        source=name,
        place=place,
    )


def _is_only_film(item: Item) -> bool:
    """Say whether a film is what the item offers, and a picture at most a small view of it."""
    content = [medium for medium in item.media if medium.role == "content"]
    return any(medium.is_film for medium in content) and not any(medium.is_picture for medium in content)
