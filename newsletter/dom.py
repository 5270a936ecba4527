"""Foreign HTML → what is worth having of it: its text, its pictures. The only room that knows lxml.

Foreign markup is never trusted to be well-formed, shallow or honest; nothing read here is ever printed as markup.
"""

from __future__ import annotations

from typing import NamedTuple

# Beyond a depth of 254 libxml2 drops content in silence, and mrml and other compiled parsers end the whole process
# somewhere above 8,000. Nothing an editor or a magazine writes is nested deeper than this.
MAX_DEPTH = 50


class ForeignPicture(NamedTuple):
    """An ``<img>`` as it was found: `src` unresolved, `alt` untouched, `width` in CSS pixels, 0 where unknown."""

    src: str
    alt: str
    width: int


def pictures(html: str, most: int = 20) -> list[ForeignPicture]:
    """Return the pictures of foreign HTML in order, without those that only count readers (1 × 1 pixels).

    Args:
        html: a fragment or a whole page; may be broken in any way.
        most: how many to return at the most.
    """
    if "<img" not in html.lower():
        return []
    found = []
    for element in _tree(html).iter("img"):
        picture = ForeignPicture(_largest(element), element.get("alt") or "", _pixels(element.get("width")))
        if picture.src and not (picture.width == 1 or _pixels(element.get("height")) == 1):
            found.append(picture)
        if len(found) == most:
            break
    return found


def _tree(html: str):  # noqa: ANN202 - lxml's element has no public type
    from lxml import etree, html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True)
    tree = etree.fromstring(html.encode("utf-8", "replace"), parser)
    return tree if tree is not None else etree.Element("html")


def _largest(element) -> str:  # noqa: ANN001
    """Return the address of a picture: the widest of its srcset up to 2,000 px, else its src."""
    widest, address = 0, ""
    for candidate in (element.get("srcset") or "").split(", "):
        url, _, size = candidate.strip().rpartition(" ")
        width = _pixels(size.removesuffix("w")) if size.endswith("w") else 0
        if url and widest < width <= 2000:
            widest, address = width, url
    return address or (element.get("src") or "").strip()


def _pixels(value: str | None) -> int:
    """Return an attribute such as ``640`` or ``640px`` as a number, 0 where it is none."""
    digits = (value or "").strip().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
