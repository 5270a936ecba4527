"""Foreign HTML → the pictures in it, also those that scripts would load only once a reader scrolls to them."""

from __future__ import annotations

import re
from typing import NamedTuple

from newsletter.dom.node import Node, parse


class ForeignPicture(NamedTuple):
    """An ``<img>`` as it was found: `src` unresolved, `alt` untouched, `width` in pixels, 0 where unknown."""

    src: str
    alt: str
    width: int


# Nothing wider is ever shown, or worth loading.
_WIDEST = 2000
# Where lazy pages keep what they will show, the most widespread first; `src` then holds a blank.
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-img-src", "data-image", "data-full-src",
         "data-hi-res-src", "data-url", "data-large-file", "data-orig-file")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "srcset")
_BLANK = re.compile(
    r"data:|about:|.*/(?:[\w-]*(?:placeholder|spacer|blank|lazy|transparent|1x1|pixel|loading))[\w.-]*$", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]{0,200}?url\(\s*[\"']?([^\"')]{1,2000})", re.IGNORECASE)


def pictures(html: str, most: int = 20) -> list[ForeignPicture]:
    """Return the pictures of foreign HTML in order, without those that only count readers (1 × 1 pixels).

    Args:
        html: a fragment or a whole page; may be broken in any way.
        most: how many to return at the most.
    """
    return pictures_in(parse(html), most) if "<img" in html.lower() else []


def pictures_in(node: Node, most: int = 20) -> list[ForeignPicture]:
    """Return the pictures of an element in order; see `pictures`."""
    found: list[ForeignPicture] = []
    for part in node.walk():
        if part.tag in ("img", "amp-img") and (picture := _picture(part)) and not _counts(part, picture):
            found.append(picture)
            if len(found) == most:
                break
    return found


def background_in(node: Node) -> str:
    """Return the address of the first picture that stands behind the words of an element; empty where none does."""
    for part in node.walk():
        lazy = part.get("data-bg") or part.get("data-background-image") or part.get("data-background")
        style = _BACKGROUND.search(part.get("style")[:2000])
        if lazy or style:
            return (lazy or style[1]).strip()  # type: ignore[index]
    return ""


def _picture(element: Node) -> ForeignPicture | None:
    """Return an ``<img>``, in the widest form that it or the ``<picture>`` around it offers; None for a blank."""
    sources = element.parent.elements() if element.parent is not None and element.parent.tag == "picture" else ()
    offers = [part for part in (element, *sources) if part is element or part.tag == "source" and _is_shown(part)]
    width, src = max((_widest(part) for part in offers), key=lambda offer: offer[0])
    told = _pixels(element.get("width"))
    if not width:
        src = next(filter(_is_address, map(element.get, (*_LAZY, "src"))), "") or src
    return ForeignPicture(src.strip(), element.get("alt"), max(width, told)) if src.strip() else None


def _is_shown(source: Node) -> bool:
    """Say whether mail programs show what a ``<source>`` offers."""
    return source.get("type") not in ("image/avif", "image/svg+xml", "image/jxl", "image/heic")


def _is_address(src: str) -> bool:
    return bool(src.strip()) and not _BLANK.match(src.strip()[:2000])


def _widest(element: Node) -> tuple[int, str]:
    """Return the widest offer of an element's set up to `_WIDEST` pixels, and its width; 0 where none says one."""
    widest, address = 0, ""
    for candidate in re.split(r",\s+|,(?=https?:|/)", next(filter(None, map(element.get, _LAZY_SETS)), "")[:20_000]):
        url, _, size = candidate.strip().rpartition(" ")
        if not url:
            url, size = size, ""
        width = _pixels(size.removesuffix("w")) if size.endswith("w") else 0
        if _is_address(url) and (widest < width <= _WIDEST or not address):
            widest, address = (width if width <= _WIDEST else 0), url
    return widest, address


def _counts(element: Node, picture: ForeignPicture) -> bool:
    """Say whether it is there to count readers."""
    return 1 in (picture.width, _pixels(element.get("width")), _pixels(element.get("height")))


def _pixels(value: str) -> int:
    """Return an attribute such as ``640`` or ``640px`` as a number, 0 where it is none."""
    digits = value.strip().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
