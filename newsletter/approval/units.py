"""The HTML of a letter → its stories and blocks, each with its words, its addresses and its pictures.

A unit is what stands behind the marks of one story, or of one block outside its stories: ``b2.s3``, ``b2``,
``masthead``, ``imprint``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from newsletter import merge
from newsletter.approval.seen import Approved
from newsletter.dom import Node, parse

_STORY = re.compile(r"b\d+\.s\d+")
_BAND = re.compile(r"[a-z]+\d*")
_WHOLE = 10_000_000  # characters: all of them


class Unit(NamedTuple):
    """One story, or one block outside its stories.

    Attributes:
        title: its headline, or its heading; empty where it has none.
        address: where the headline leads; empty where it leads nowhere.
        links: all addresses in it, in order.
        pictures: address and description of each.
        form: its HTML without words, addresses and descriptions, and without what says whom it is for.
        readers: whom it is for; empty for all.
    """

    position: str
    title: str
    address: str
    words: str
    links: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]
    form: str
    readers: str

    @property
    def is_story(self) -> bool:
        return "." in self.position

    @property
    def band(self) -> str:
        """The block it is, or stands in."""
        return self.position.partition(".")[0]


def spoken(position: str) -> str:
    """Return what a place is called on the telephone: ``b2.s3.title`` is 2.3, ``b2`` is 2, as the issue file counts."""
    if found := re.match(r"b(\d+)(?:\.s(\d+))?", position):
        return ".".join(filter(None, found.groups()))
    return {"masthead": "the head", "imprint": "the imprint"}.get(position.partition(".")[0], f"the {position}")


def units(approved: Approved) -> Mapping[str, Unit]:
    """Return the units of a letter by position, in the order in which they are read."""
    pieces: dict[str, list[tuple[str, str]]] = {}
    for field, html in _pieces(approved):
        pieces.setdefault(_unit_of(field), []).append((field, html))
    return {position: _unit(position, parts, approved) for position, parts in pieces.items()}


def sheet(approved: Approved) -> str:
    """Return what of a letter's HTML stands before its first unit: its styles."""
    return "".join(re.findall(r"<style\b.*?</style>", approved.html, re.DOTALL))


def _pieces(approved: Approved) -> Iterator[tuple[str, str]]:
    """Yield each piece of HTML with the position whose mark stands before it."""
    marks = sorted(approved.marks, key=lambda mark: mark.offset)
    ends = [mark.offset for mark in marks[1:]] + [len(approved.html)]
    for mark, end in zip(marks, ends, strict=True):
        yield mark.position, approved.html[mark.offset : end]


def _unit_of(position: str) -> str:
    found = _STORY.match(position) or _BAND.match(position)
    return found[0] if found else position


def _unit(position: str, parts: list[tuple[str, str]], approved: Approved) -> Unit:
    tree = parse("".join(html for _, html in parts))
    heading = next((parse(_HEADING_ENDS.split(html)[0]) for field, html in parts if field.endswith(".title")), None)
    links = tuple(_written(link.get("href"), approved) for link in tree.all("a"))
    return Unit(
        position=position,
        title=_words(heading, approved) if heading else "",
        address=_first_address(heading, approved) if heading else next(iter(links), ""),
        words=_words(tree, approved),
        links=tuple(dict.fromkeys(filter(None, links))),
        pictures=tuple((picture.get("src"), picture.get("alt")) for picture in tree.all("img")),
        form=_SAID.sub("", "".join(html for _, html in parts)),
        readers=approved.readers.get(position, ""),
    )


_HEADING_ENDS = re.compile(r"</h[1-6]>")
# Words between tags, and what is said in attributes; the names of bands, which are numbers; the marks round parts for some,
# and what is written for Outlook in two comments where such a mark stands between them, in one where none does.
_SAID = re.compile(r"""<!\[endif\]-->(?:\s*<!--@(?:only|all)-\d+-->)*\s*<!--\[if mso \| IE\]>|<!--@(?:only|all)-\d+-->|(?<=>)[^<]+|(?<=[ ])(?:href|src|alt|id|name|title|aria-label)=(?:"[^"]*"|'[^']*')""")


def _words(node: Node, approved: Approved) -> str:
    return _written(node.text(_WHOLE), approved)


def _written(text: str, approved: Approved) -> str:
    return merge.written(text, approved.key, approved.tags)


def _first_address(node: Node, approved: Approved) -> str:
    link = node.first("a")
    return _written(link.get("href"), approved) if link else ""
