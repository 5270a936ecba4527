"""HTML as written → its tags, comments and raw texts, each with the place where it stands.

Cut as the HTML Standard cuts it (13.2.5, tokenization), so that a place names exactly what a browser and lxml see
there. Nothing is mended: what is never closed ends with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import NamedTuple

_BLANK = r"\t\n\f\r "
_STARTS = re.compile(r"<(?:(?P<comment>!--)|(?P<doctype>!doctype)|(?P<name>/?[a-zA-Z])|[!?/])", re.IGNORECASE | re.ASCII)
_NAME = re.compile(rf"</?([a-zA-Z][^{_BLANK}/>]*+)")
# Quotes count only where a value begins; elsewhere they are part of a name.
_REST = re.compile(rf"(?:[^>=]++|=[{_BLANK}]*+(?:\"[^\"]*+\"|'[^']*+'|[^{_BLANK}>\"'][^{_BLANK}>]*+|(?=>)))*+>")
_ATTRIBUTE = re.compile(
    rf"[{_BLANK}/]*+(?P<name>[^{_BLANK}/>][^{_BLANK}/>=]*+)"
    rf"(?:[{_BLANK}]*+=[{_BLANK}]*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^{_BLANK}>]*+)))?+")
# A comment, for patterns in which a dot is any sign. One that never ends takes all that follows, as in browsers; were it
# none, the end would be looked for from each of thousands.
COMMENT = r"<!--.*?(?:-->|\Z)"
_COMMENT_ENDS = re.compile(r"--!?>")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{0,40});?")
_LINE_ENDS = re.compile(r"\r\n?|\n")

# Of one tag; no honest one comes near, and a hostile one of two megabytes keeps nobody waiting.
MOST_ATTRIBUTES = 1000

# What is words until its own end tag; a mail program runs no scripts, and so reads what is in <noscript>.
_RAW = frozenset(("iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"))
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[{_BLANK}/>])", re.IGNORECASE | re.ASCII) for name in _RAW}


class Attribute(NamedTuple):
    """An attribute as written; `value` raw, with its character references, and beginning at `at` in the text."""

    name: str
    value: str
    start: int
    at: int

    @property
    def said(self) -> str:
        """The value as it is meant."""
        return unescape(self.value) if "&" in self.value else self.value

    def place(self, offset: int) -> int:
        """Return where in the text a character of the value as it is meant stands."""
        if "&" not in self.value:
            return self.at + offset
        meant = raw = 0
        for found in _REFERENCE.finditer(self.value):
            plain = found.start() - raw
            if meant + plain > offset:
                break
            words = unescape(found[0])
            meant += plain + len(words)
            if meant > offset:
                return self.at + found.start()
            raw = found.end()
        return self.at + raw + offset - meant


class Piece(NamedTuple):
    """A start tag, an end tag, a comment, a doctype, or the raw text within an element.

    Attributes:
        kind: ``open``, ``close``, ``comment``, ``doctype`` or ``raw``.
        name: of the tag, or of the element around a raw text, in lower case.
        start, end: where it stands in the text; of a comment and a raw text, what is in it.
    """

    kind: str
    name: str
    start: int
    end: int


def pieces(html: str, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """Yield the pieces of a text, or of a part of it, in order."""
    end = len(html) if end is None else end
    while found := _STARTS.search(html, start, end):
        if found["name"]:
            tag = _tag(html, found.start(), end)
            if not tag:
                return
            yield tag
            start = tag.end
            if tag.kind == "open" and tag.name in _RAW:
                start = _raw_end(html, tag, end)
                yield Piece("raw", tag.name, tag.end, start)
            elif tag.name == "plaintext":
                return
        else:
            piece, start = _apart(html, found, end)
            yield piece


def _tag(html: str, start: int, end: int) -> Piece | None:
    name = _NAME.match(html, start, end)
    rest = _REST.match(html, name.end(), end) if name else None
    if not name or not rest:
        return None
    return Piece("close" if html[start + 1] == "/" else "open", name[1].lower(), start, rest.end())


def _raw_end(html: str, tag: Piece, end: int) -> int:
    found = _RAW_ENDS[tag.name].search(html, tag.end, end)
    return found.start() if found else end


def _apart(html: str, found: re.Match[str], end: int) -> tuple[Piece, int]:
    """Return a comment or a doctype, and where the text goes on."""
    if found["comment"]:
        start = found.end()
        if short := re.compile("-?>").match(html, start, end):
            return Piece("comment", "", start, start), short.end()
        closes = _COMMENT_ENDS.search(html, start, end)
        stop, onward = closes.span() if closes else (end, end)
        return Piece("comment", "", start, stop), onward
    stop = html.find(">", found.end(), end)
    stop = end if stop < 0 else stop
    kind = "doctype" if found["doctype"] else "comment"
    return Piece(kind, "", found.end(), stop), min(stop + 1, end)


def attributes(html: str, tag: Piece) -> dict[str, Attribute]:
    """Return a tag's attributes by name, in lower case; of two with one name the first, as browsers do."""
    found: dict[str, Attribute] = {}
    name = _NAME.match(html, tag.start)
    at = name.end() if name else tag.start
    for each in islice(_ATTRIBUTE.finditer(html, at, tag.end - 1), MOST_ATTRIBUTES):
        group = each.lastgroup or "name"
        value, where = ("", each.end()) if group == "name" else (each[group], each.start(group))
        found.setdefault(each["name"].lower(), Attribute(each["name"].lower(), value, each.start("name"), where))
    return found


class Lines:
    """The lines of a text: from a place in it to line and column, both counted from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _LINE_ENDS.finditer(text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a place; a line ends with LF, CR LF or CR."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the place of a line and column."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1


# What an element is told by, from the text through the parser to the tree.
_TOLD_BY = "data-told-at"


def told(html: str, most: int) -> str:
    """Return the text with each start tag's place in it as an attribute: the first of the tag, so that no other counts.

    No count of lines and no comparison of what the parser calls out can go wrong: it says itself which tag it read.

    Args:
        most: tags that are told of; those that come later are not.
    """
    parts, at = [], 0
    for piece in islice((piece for piece in pieces(html) if piece.kind == "open"), most):
        name_end = piece.start + 1 + len(piece.name)
        parts += (html[at:name_end], f' {_TOLD_BY}="{piece.start}"')
        at = name_end
    parts.append(html[at:])
    return "".join(parts)


def place_told(attributes: dict[str, str]) -> int:
    """Take the place out of an element's attributes, and return it; -1 where there is none."""
    place = attributes.pop(_TOLD_BY, "")
    return int(place) if place.isdecimal() and place.isascii() and len(place) < 10 else -1
