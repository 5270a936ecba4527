"""The bytes of a web page → its elements, what it declares of itself, and where its addresses start."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from newsletter import dom
from newsletter.dom import Node
from newsletter.model import Struct, canonical
from newsletter.sources import _fields
from newsletter.sources.page import jsonld
from newsletter.sources.page.jsonld import Thing

# What browsers and their helpers write at the top of a page they save.
_SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d{1,6}\)\s*(?P<browser>\S+)|Page saved with SingleFile\s+url:\s*(?P<single>\S+)|"
    r"Mirrored from (?P<mirror>\S+) by HTTrack")
_BEGINNING = 8000
# The folder of a saved page's pictures, as browsers call it in several languages.
_SAVED_BESIDE = re.compile(
    r"(?:\./)?[^/:?#]{1,300}[_.-](?:files|dateien|archivos|fichiers|ficheiros|arquivos|file|bestanden|filer|pliki|soubory|ملفات)/",
    re.IGNORECASE)
# Where relative addresses start in a page that does not say where it is from; no site can have this name (RFC 6761).
NOWHERE = "https://page.invalid/"


class Page(Struct, frozen=True, kw_only=True):
    """A web page.

    Attributes:
        root: its elements.
        url: its own address, as far as it or whoever fetched it says; empty otherwise.
        base: what relative addresses in it start from; `NOWHERE` where nothing says so.
        folder: where it lies on the disk, for the pictures beside it; None for one from elsewhere.
        meta: what ``<meta>`` says, by name or property in lower case.
        things: what its JSON-LD says.
        by_tag: its elements of each kind, in order.
    """

    root: Node
    url: str
    base: str
    folder: Path | None
    meta: dict[str, list[str]]
    things: tuple[Thing, ...]
    by_tag: dict[str, list[Node]]

    def every(self, tag: str) -> list[Node]:
        """Return its elements of one kind, in order."""
        return self.by_tag.get(tag, [])

    def said(self, *names: str) -> list[str]:
        """Return what ``<meta>`` says under any of these names, in their order."""
        return [value for name in names for value in self.meta.get(name, ())]

    def links(self, relation: str) -> list[Node]:
        """Return the ``<link>`` elements that stand in this relation to the page."""
        return [link for link in self.every("link") if relation in link.get("rel").lower().split()]

    def address(self, url: str) -> str:
        """Return an address in the page made absolute; empty for none that can be followed."""
        return "" if url.lstrip().startswith("#") else _fields.address(url, self.base)

    def picture(self, url: str) -> str:
        """Return the address of a picture, or the whole path of one that was saved beside the page."""
        found = _fields.picture(url, self.base, self.folder)
        # What a browser saved beside the page is nowhere on the web; and a page is no picture.
        is_lost = found.startswith("http") and _SAVED_BESIDE.match(url) or canonical(found) == canonical(self.url)
        return "" if is_lost else found

    @property
    def is_home(self) -> bool:
        """Whether it is a site's front page."""
        parts = urlsplit(self.url)
        at_root = re.fullmatch(r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:index\.\w{2,5}|home/?)?", parts.path, re.IGNORECASE)
        return bool(parts.netloc and at_root and not parts.query)


def opened(data: bytes, base: str = "", folder: Path | None = None) -> Page:
    """Return a page opened.

    Args:
        base: the address it came from, or was told to stand for; empty where that is not known.
        folder: where it lies on the disk; None for one from elsewhere.
    """
    html = dom.decode(data)
    root = dom.parse(html)
    by_tag: dict[str, list[Node]] = {}
    for node in root.walk():
        by_tag.setdefault(node.tag, []).append(node)
    meta = _meta(by_tag.get("meta", []))
    url = _fields.address(base) or _saved_from(html) or _own(by_tag.get("link", []), meta)
    told = next((node.get("href") for node in by_tag.get("base", []) if node.get("href")), "")
    return Page(root=root, url=url, base=_fields.address(told, url) or url or NOWHERE, folder=folder, meta=meta,
                things=jsonld.things(by_tag.get("script", [])), by_tag=by_tag)


def _saved_from(html: str) -> str:
    found = _SAVED_FROM.search(html, 0, _BEGINNING)
    if not found:
        return ""
    mirrored = f"https://{found['mirror']}" if found["mirror"] else ""
    return _fields.address(mirrored or found["browser"] or found["single"])


def _own(links: list[Node], meta: dict[str, list[str]]) -> str:
    """Return the address that a page without one says is its own."""
    preferred = (link.get("href") for link in links if "canonical" in link.get("rel").lower().split())
    return next(filter(None, map(_fields.address, (*preferred, *meta.get("og:url", ())))), "")


_MOST_META = 500


def _meta(nodes: list[Node]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for node in nodes[:_MOST_META]:
        name = node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv")
        if name and node.get("content").strip():
            said.setdefault(name.strip().lower(), []).append(node.get("content"))
    return said
