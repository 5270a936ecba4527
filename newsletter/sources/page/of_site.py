"""A site's front page → what the site says of itself, for a publication that is just begun."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from newsletter import dom
from newsletter.model import Struct
from newsletter.sources import _fields
from newsletter.sources.page import jsonld, links
from newsletter.sources.page.opening import Page, opened
from newsletter.sources.page.single import site_name


class Site(Struct, frozen=True, kw_only=True):
    """What a site says of itself; empty where it does not.

    Attributes:
        feed: address of its feed.
        logo: address of its logo, best first for a letter: not of a format that mail programs do not show.
        colours: ``#rrggbb``, the one it calls its theme's first.
        language: BCP 47 tag.
    """

    name: str = ""
    feed: str = ""
    logo: str = ""
    colours: tuple[str, ...] = ()
    language: str = ""


def site(data: bytes, base: str) -> Site:
    """Return what a site's front page says of the site.

    Args:
        base: the page's address.
    """
    page = opened(data, base)
    titles = (_fields.words(node.text()) for node in page.every("title"))
    name = site_name(page) or re.split(r"\s[|–—·»-]\s", next(titles, ""))[0]
    said = (*(node.get("lang") for node in page.every("html")), *page.said("og:locale", "content-language"))
    return Site(name=name, feed=links.feed(page), logo=next(_logos(page), ""), colours=tuple(_colours(page)),
                language=next(filter(None, map(_fields.language, said)), ""))


_NO_MAIL = re.compile(r"\.(?:svgz?|ico|avif|webp)(?:$|[?#])", re.IGNORECASE)
_LOGO = re.compile(r"(?:^|[\s/_.-])(?:site-?)?(?:logo|brand|wordmark)(?=$|[\s/_.-])", re.IGNORECASE)


def _logos(page: Page) -> Iterator[str]:
    """Yield the addresses of pictures that may be its logo, the likeliest first; of those that mail shows."""
    of_organisation = [url for thing in page.things if jsonld.types(thing) & jsonld.ORGANISATIONS
                       for url in jsonld.texts(thing.get("logo"), "contentUrl", "url")]
    publishers = [part for thing in page.things for part in jsonld.parts(thing.get("publisher"))
                  if isinstance(part, dict)]
    of_publisher = [url for part in publishers for url in jsonld.texts(part.get("logo"), "contentUrl", "url")]
    shown = [node for node in page.every("img") if _LOGO.search(_called(node))]
    in_head = [found.src for node in shown for found in dom.pictures_in(node, 1)]
    icons = sorted(page.links("apple-touch-icon") + page.links("icon"), key=_size, reverse=True)
    for src in (*of_organisation, *of_publisher, *in_head, *(link.get("href") for link in icons)):
        url = page.address(src)
        if url and not _NO_MAIL.search(url):
            yield url


def _called(image: dom.Node) -> str:
    return f"{image.names} {image.get('alt')} {image.get('src')[:300]}"


def _size(link: dom.Node) -> int:
    found = re.match(r"[0-9]{1,4}", link.get("sizes"))
    return int(found[0]) if found else 180 if "apple" in link.get("rel").lower() else 0


# ── colours ──────────────────────────────────────────────────────────────────────────────────────────────────

_COLOUR = re.compile(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b|rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)", re.IGNORECASE)
_PROPERTY = re.compile(
    r"--[\w-]*(?:brand|accent|primary|theme|main|link|highlight)[\w-]*\s*:\s*(" + _COLOUR.pattern + ")", re.IGNORECASE)
_MOST_COLOURS = 5
_LONGEST_STYLE = 200_000


def _colours(page: Page) -> list[str]:
    """Return the colours a site calls its own: its theme's, then those of its style that are named so."""
    told = page.said("theme-color", "msapplication-tilecolor")
    named = [link.get("color") for link in page.links("mask-icon")]
    styles = [node.source()[:_LONGEST_STYLE] for node in page.every("style")]
    inline = [node.get("style")[:5000] for tag in ("html", "body") for node in page.every(tag)]
    often = Counter(found[1] for style in (*styles, *inline) for found in _PROPERTY.finditer(style))
    said = (*told, *named, *(colour for colour, _ in often.most_common(20)))
    colours = dict.fromkeys(filter(None, map(_hex, said)))
    return [colour for colour in colours if _says_something(colour)][:_MOST_COLOURS]


def _hex(colour: str) -> str:
    """Return a colour as ``#rrggbb``; empty for what is none."""
    text = colour.strip().lower()
    if not _COLOUR.fullmatch(text):
        return ""
    if text.startswith("rgb"):
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in re.findall(r"\d+", text))
    return text if len(text) == 7 else "#" + "".join(digit * 2 for digit in text[1:])


def _says_something(colour: str) -> bool:
    """Say whether a colour is one: not white, black or a grey."""
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return max(channels) - min(channels) > 24
