"""Foreign HTML → its elements, as a tree of our own that can be walked without fear.

However it is made, a tree has at most `MOST_NODES` elements and is at most `DEEPEST` deep: what lies deeper stands
in the element at that depth, what comes later is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from newsletter.dom.tags import place_told, told

MOST_NODES = 150_000
# Page builders nest magazines' front pages some 40 deep; twice that, and what follows is flattened.
DEEPEST = 100
_PIECE = 65_536

# What a browser makes one blank of; a no-break space is a letter to it (CSS Text, 4.1).
_BLANKS = re.compile(r"[ \t\n\r\f]+")

UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "math", "head", "iframe", "object", "select"))
"""Elements without words for readers."""

_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u",
    "var", "wbr"))


# Elements that hold nothing; libxml2 is older than some of them, and puts what follows into them.
_EMPTY = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "amp-img"))


class Node:
    """An element.

    Attributes:
        tag: in lower case.
        attributes: names in lower case.
        children: elements and pieces of text, in order.
        parent: None for the root.
        at: where its tag begins in the page, in characters; -1 where nobody asked, or no tag of its own stands there.
    """

    __slots__ = ("at", "attributes", "children", "parent", "tag")

    def __init__(
        self, tag: str, attributes: dict[str, str] | None = None, parent: Node | None = None, at: int = -1
    ) -> None:
        self.tag = tag
        self.attributes = attributes or {}
        self.children: list[Node | str] = []
        self.parent = parent
        self.at = at

    def get(self, name: str) -> str:
        """Return the value of an attribute; empty where there is none."""
        return self.attributes.get(name, "")

    @property
    def names(self) -> str:
        """What the page calls it: its classes and its id, in lower case."""
        return f"{self.get('class')} {self.get('id')}".lower()

    def elements(self) -> Iterator[Node]:
        """Yield the elements directly in it."""
        return (child for child in self.children if isinstance(child, Node))

    def walk(self, without: frozenset[int] = frozenset()) -> Iterator[Node]:
        """Yield it and all elements in it, in the order of the page.

        Args:
            without: the ``id()`` of elements that are left out with all that is in them.
        """
        waiting: list[Iterator[Node | str]] = [iter((self,))]
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
            elif isinstance(node, Node) and id(node) not in without:
                yield node
                waiting.append(iter(node.children))

    def all(self, *tags: str) -> Iterator[Node]:
        """Yield all elements of these kinds in it, itself included."""
        return (node for node in self.walk() if node.tag in tags)

    def first(self, *tags: str) -> Node | None:
        """Return the first element of these kinds; None where there is none."""
        return next(self.all(*tags), None)

    def ancestors(self) -> Iterator[Node]:
        """Yield what it stands in, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def text(self, most: int = 2000, without: frozenset[int] = frozenset()) -> str:
        """Return the words a reader sees in it, with single blanks, neither cleaned nor escaped.

        Args:
            most: how many characters are looked at, about; a longer text is cut.
            without: the ``id()`` of elements whose words are left out.
        """
        pieces: list[str] = []
        length = 0
        waiting: list[Iterator[Node | str]] = [iter((self,))]
        while waiting and length < most:
            part = next(waiting[-1], None)
            if part is None:
                waiting.pop()
            elif isinstance(part, str):
                pieces.append(part)
                length += 0 if part.isspace() else len(part)
            elif part.tag not in UNSEEN and id(part) not in without:
                apart = () if part.tag in _INLINE else (" ",)
                waiting.append(chain(apart, part.children, apart))
        return _BLANKS.sub(" ", "".join(pieces)).strip(" ")

    def source(self) -> str:
        """Return the raw text directly in it, as of a script."""
        return "".join(child for child in self.children if isinstance(child, str))


def parse(html: str, *, placed: bool = False) -> Node:
    """Return the root of a page or a fragment, however broken; one without children where nothing is in it.

    Args:
        placed: say of each element where it begins (`Node.at`).
    """
    from lxml import etree

    growing = _Growing(placed)
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True, target=growing)
    data = (told(html, MOST_NODES) if placed else html).encode("utf-8", "replace")
    try:
        for start in range(0, len(data), _PIECE):
            parser.feed(data[start : start + _PIECE])
            if growing.is_full:
                break
        parser.close()
    except etree.LxmlError:
        pass  # what has grown until then is what can be had of it
    return growing.root


class _Growing:
    """A tree while lxml's parser calls out what it meets."""

    def __init__(self, placed: bool) -> None:
        self._placed = placed
        self.root = Node("#page")
        self.is_full = False
        self._open = [self.root]
        self._beyond: list[str] = []
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        self.is_full = self._count >= MOST_NODES
        if self.is_full:
            return
        top = self._open[-1]
        said = {name.lower(): value or "" for name, value in attributes.items()}
        node = Node(tag.lower(), said, top, place_told(said) if self._placed else -1)
        top.children.append(node)
        if node.tag in _EMPTY:
            return
        if len(self._open) < DEEPEST:
            self._open.append(node)
        else:
            self._beyond.append(tag)

    def end(self, tag: str) -> None:
        if tag.lower() in _EMPTY:
            return
        if self._beyond:
            self._beyond.pop()
        elif len(self._open) > 1 and self._open[-1].tag == tag.lower():
            self._open.pop()

    def data(self, text: str) -> None:
        if not self.is_full:
            self._open[-1].children.append(text)

    def close(self) -> Node:
        return self.root
