"""Foreign HTML → what it says, paragraph by paragraph, with the links in it; how it looks is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsletter.dom.node import UNSEEN, Node, parse


class ForeignLink(NamedTuple):
    """An ``<a href>``: its words in one paragraph, and what the pictures in it are said to show."""

    href: str
    text: str
    alt: str


class Paragraph(NamedTuple):
    """Words that stand together: `heading` where they are an ``<h1>`` to ``<h6>``, or bold from first to last."""

    text: str
    heading: bool
    links: tuple[ForeignLink, ...]


class Outline(NamedTuple):
    """What a page or a letter says, in order: `time` is its first ``<time datetime>``."""

    title: str
    time: str
    paragraphs: tuple[Paragraph, ...]


def outline(html: str) -> Outline:
    """Return what foreign HTML says, paragraph by paragraph; what is hidden there is left out.

    A link around several paragraphs is in each of them; the words of links are words of their paragraph.
    """
    root = parse(html)
    title, time = root.first("title"), next((node for node in root.all("time") if node.get("datetime")), None)
    return Outline(title.text() if title else "", time.get("datetime") if time else "", tuple(_paragraphs(root)))


_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong", *_HEADINGS))
# Elements that do not end a paragraph.
_WITHIN = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))


def _paragraphs(root: Node) -> list[Paragraph]:
    gathering = _Gathering()
    for part, is_end in _in_order(root):
        if isinstance(part, str):
            gathering.say(part)
        elif is_end:
            gathering.close(part)
        else:
            gathering.open(part)
    gathering.end()
    return gathering.paragraphs


def _in_order(root: Node) -> Iterator[tuple[Node | str, bool]]:
    """Yield all that is to be seen as a reader meets it: words, and each element where it begins and where it ends."""
    waiting: list[tuple[Node | str, bool]] = [(root, False)]
    while waiting:
        part, is_end = waiting.pop()
        if isinstance(part, Node) and not is_end:
            if part.tag in UNSEEN or _HIDDEN.search(part.get("style")):
                continue
            waiting.append((part, True))
            waiting += [(child, False) for child in reversed(part.children)]
        yield part, is_end


class _Gathering:
    """Puts words and links together to paragraphs."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._words: list[str] = []
        self._links: list[ForeignLink] = []
        self._around: list[tuple[str, list[str], list[str]]] = []  # address, words and alts of the open links
        self._bold = self._headings = 0
        self._all_bold = True

    def open(self, node: Node) -> None:
        if self._is_break(node):
            self.end()
        self._bold += node.tag in _BOLD
        self._headings += node.tag in _HEADINGS
        if node.tag == "br":
            self.say(" ")
        elif node.tag == "a" and node.get("href"):
            self._around.append((node.get("href").strip(), [], []))
        elif node.tag == "img" and self._around:
            self._around[-1][2].append(node.get("alt"))

    def close(self, node: Node) -> None:
        if node.tag == "a" and node.get("href"):
            self._take(*self._around.pop())
        elif self._is_break(node):
            self.end()
        self._bold -= node.tag in _BOLD
        self._headings -= node.tag in _HEADINGS

    def say(self, words: str) -> None:
        self._words.append(words)
        self._all_bold = self._all_bold and (self._bold > 0 or not words.strip())
        if self._around:
            self._around[-1][1].append(words)

    def end(self) -> None:
        """End the paragraph; the innermost link that is open goes on in the next one."""
        if self._around:
            self._take(*self._around[-1])
            self._around[-1] = (self._around[-1][0], [], [])
        if (text := _joined(self._words)) or self._links:
            self.paragraphs.append(Paragraph(text, self._all_bold and bool(text), tuple(self._links)))
        self._words, self._links, self._all_bold = [], [], True

    def _is_break(self, node: Node) -> bool:
        """Say whether an element ends a paragraph; the end of a line inside a link or a heading does not."""
        return node.tag not in _WITHIN and not (node.tag == "br" and (self._around or self._headings))

    def _take(self, href: str, words: list[str], alts: list[str]) -> None:
        link = ForeignLink(href, _joined(words), " ".join(" ".join(alts).split()))
        if alts or link.text:
            self._links.append(link)


def _joined(words: list[str]) -> str:
    return " ".join("".join(words).split())
