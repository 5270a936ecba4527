"""A page → the pictures that it names for itself, and what the page says of one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from newsletter import dom
from newsletter.dom import Node
from newsletter.sources import _credit, _fields, _pictures
from newsletter.sources import _words as phrases
from newsletter.sources._pictures import Medium
from newsletter.sources.page import jsonld
from newsletter.sources.page.jsonld import Thing
from newsletter.sources.page.opening import Page


def shared(page: Page) -> Iterator[Medium]:
    """Yield the pictures a page names for sharing it: OpenGraph's, Twitter's, and that of old."""
    widths = [int(text) for text in page.said("og:image:width") if re.fullmatch(r"\s*[0-9]{1,5}\s*", text)]
    urls = page.said("og:image:secure_url", "og:image", "og:image:url")
    alt = next(filter(None, map(_pictures.alternative, page.said("og:image:alt", "twitter:image:alt"))), "")
    for place, url in enumerate(dict.fromkeys(map(page.picture, urls))):
        width = widths[0] if widths and not place else 0
        yield Medium(url=url, type="image", width=width, alt="" if place else alt)
    links = [link.get("href") for link in page.links("image_src")]
    for url in (*page.said("twitter:image", "twitter:image:src", "image", "thumbnailurl", "parsely-image-url"), *links):
        yield Medium(url=page.picture(url), type="image", alt="" if urls else alt)


def of_thing(page: Page, thing: Thing) -> Iterator[Medium]:
    """Yield the pictures that JSON-LD names for a piece."""
    for key in ("image", "thumbnail", "thumbnailUrl", "primaryImageOfPage"):
        for part in jsonld.parts(thing.get(key)):
            told = part if isinstance(part, dict) else {"url": part}
            url = next(iter(jsonld.texts(told.get("contentUrl")) + jsonld.texts(told.get("url"))), "")
            width = next(iter(jsonld.texts(told.get("width"), "value")), "")
            credit = (*jsonld.texts(told.get("creditText")), *jsonld.texts(told.get("creator"), "name"),
                      *jsonld.texts(told.get("copyrightHolder"), "name"))
            yield Medium(url=page.picture(url), type="image", credit=_fields.byline(credit[:1]),
                         width=int(width) if re.fullmatch(r"[0-9]{1,5}", width) else 0)


_SIZE_IN_NAME = re.compile(r"(?:-\d{2,4}x\d{2,4}|-scaled|@2x)?(?=\.\w{3,4}$)")


def described(page: Page, url: str) -> tuple[str, str]:
    """Return what the picture at an address shows and whose it is, where the same file stands in the page."""
    name = file_name(url)
    for node in page.every("img") if name else ():
        found = dom.pictures_in(node, 1)
        if found and file_name(page.address(found[0].src)) == name:
            figure = next((above for above in node.ancestors() if above.tag == "figure"), None)
            return _pictures.alternative(found[0].alt), _credited(figure) if figure else ""
    return "", ""


def file_name(url: str) -> str:
    """Return the name of a picture's file, the same for all its sizes."""
    return _SIZE_IN_NAME.sub("", urlsplit(url).path.rpartition("/")[2].lower(), count=1) if url else ""


def _credited(figure: Node) -> str:
    """Return whose picture a figure shows: what is marked as credit, else its caption as far as that is one."""
    for node in figure.walk():
        if re.search(r"credit|copyright|photographer|byline", node.names) or node.tag == "figcaption":
            text = _fields.words(node.text(300), html=False)
            if said := _credit.credit(text):
                return said
            if node.tag != "figcaption" and phrases.is_name(text):
                return text
    return ""
