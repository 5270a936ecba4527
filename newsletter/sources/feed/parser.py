"""Bytes of an XML feed → what feedparser reads in them. The only file that knows feedparser.

feedparser reads every dialect there is and mends much that is broken, but it trusts whoever wrote the feed: given a
text it opens files and addresses named there, and 300 kB of blank lines, of categories, of attributes or of one long
word as author keep it busy for minutes to hours (measured, feedparser 6.0.14). So it gets bytes in a stream, never a
text; `tamed` takes out of them what its patterns stumble over; and `_Guard` watches while it reads.
"""

from __future__ import annotations

import codecs
import io
import re
import threading
import time
from functools import cache
from typing import Any

MOST_SECONDS = 30.0
"""Of the processor, for each of feedparser's two readers; a last resort. 50,000 honest items take about 10 s."""

_MOST_DEPTH = 1000
_MOST_ATTRIBUTES = 200
_MOST_TERMS = 100
_MOST_PREAMBLE = 32_000


class Unreadable(Exception):
    """The bytes are no feed that can, or should, be read; the text says why."""


def parse(data: bytes) -> Any:
    """Return feedparser's dictionary of a feed; of its addresses only those with an ``xml:base`` are absolute.

    Raises:
        Unreadable: made to do harm, or beyond mending.
    """
    # Named as XML, it is UTF-8 unless it says otherwise; with no type at all feedparser would take Latin-1.
    headers = {"content-type": "application/xml"}
    try:
        # Bodies are cleaned by prose, and relative addresses resolved for those few that are used: feedparser's own
        # ways of doing both take most of its time.
        return _guarded().parse(io.BytesIO(tamed(data)), response_headers=headers, resolve_relative_uris=False,
                                sanitize_html=False)
    except (ValueError, LookupError, TypeError, OverflowError, AssertionError) as error:
        # feedparser's lenient reader has corners in which it raises any of these (found by fuzzing).
        raise Unreadable(f"it is damaged beyond mending ({type(error).__name__})") from error


def _guarded() -> Any:
    """Return feedparser with a guard in its two parsers; it has no other way in.

    Sources are read in several threads: the first makes it ready, and the others wait.
    """
    with _ONE_AT_A_TIME:
        return _ready()


_ONE_AT_A_TIME = threading.Lock()


@cache
def _ready() -> Any:
    import feedparser
    from feedparser import api

    api.StrictFeedParser = type("StrictFeedParser", (_Guard, api.StrictFeedParser), {})
    api.LooseFeedParser = type("LooseFeedParser", (_Guard, api.LooseFeedParser), {})
    # Its parsers share a table of namespaces that the first of them fills, and take a half-filled one for full.
    api.StrictFeedParser(None, None, "utf-8")
    return feedparser


# ── before ───────────────────────────────────────────────────────────────────────────────────────────────────

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"), (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARATION = re.compile(rb"<\?xml[^>]{0,500}\?>")
# Controls that XML forbids and feeds hold all the same; the shifts and escapes of old East Asian encodings stay.
_FORBIDDEN = bytes(set(range(32)) - {9, 10, 13, 14, 15, 27})
_HALF = rb"&#(?:x[dD][89a-fA-F][0-9a-fA-F]{2}|5[5-7]\d{3});"
_HALVES = re.compile(rb"%b(?:%b)?" % (_HALF, _HALF))


def tamed(data: bytes) -> bytes:
    """Return a feed without what keeps feedparser's patterns busy; an honest feed keeps every word.

    Raises:
        Unreadable: its preamble is longer than any feed's.
    """
    data = _narrow(data).translate(None, _FORBIDDEN)
    data = re.sub(rb"\s{500,}", b"\n", data)
    if declaration := _DECLARATION.match(data):
        # The pattern that looks for its encoding runs to the end of the line, so that the line must end here.
        data = declaration[0] + b"\n" + data[declaration.end():]
    elif data.startswith(b"<?"):
        data = b"\n" + data
    root = re.search(rb"<\w", data)
    if root and root.start() > _MOST_PREAMBLE:
        raise Unreadable(f"what stands before the feed begins is longer than {_MOST_PREAMBLE // 1000} kB")
    # Entities of more than a character or a word are there to be multiplied.
    preamble = re.sub(rb"<!ENTITY[^>]{100,}>", b"", data[: root.start()]) if root else b""
    return _HALVES.sub(_joined, preamble + data[root.start():] if root else data)


def _narrow(data: bytes) -> bytes:
    """Return UTF-16 and UTF-32 as UTF-8, whose declaration then speaks of nothing that is there any more."""
    for start, encoding in _WIDE:
        if data.startswith(start):
            narrow = data.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8", "replace")
            return _DECLARATION.sub(b"", narrow, count=1)
    return data.removeprefix(codecs.BOM_UTF8).lstrip()


def _joined(found: re.Match[bytes]) -> bytes:
    """Return a character written as two halves, which is no XML and common all the same; a lone half is replaced."""
    halves = [int(half[1:], 16) if half[:1] in b"xX" else int(half) for half in re.findall(rb"#(\w+);", found[0])]
    text = "".join(map(chr, halves)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(f"&#{ord(character)};" for character in text).encode()


# ── meanwhile ────────────────────────────────────────────────────────────────────────────────────────────────


_MOST_PREFIXES = 200


class _Guard:
    """Mixed into feedparser's parsers: stops what grows with the square of the input; leaves a medium its own words."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._end = time.thread_time() + MOST_SECONDS
        self._medium: dict[str, str] | None = None
        self._prefixes: set[tuple[Any, Any]] = set()

    # ── limits ──

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802 - SAX's name
        if len(attrs) > _MOST_ATTRIBUTES:
            raise Unreadable(f"an element has more than {_MOST_ATTRIBUTES} attributes")
        if self.depth >= _MOST_DEPTH:
            raise Unreadable(f"its elements are nested more than {_MOST_DEPTH} deep")
        super().startElementNS(name, qname, attrs)

    def startPrefixMapping(self, prefix: Any, uri: Any) -> None:  # noqa: N802 - SAX's name
        self._prefixes.add((prefix, uri))
        if len(self._prefixes) > _MOST_PREFIXES:
            raise Unreadable(f"it declares more than {_MOST_PREFIXES} namespaces")
        super().startPrefixMapping(prefix, uri)

    def unknown_starttag(self, tag: str, attrs: Any) -> None:
        if time.thread_time() > self._end:
            raise Unreadable(f"reading it takes longer than {MOST_SECONDS:g} s")
        if tag in ("item", "entry"):
            self._medium = None
        attrs = [(key, value) for key, value in attrs if len(value) < 2000 or not key.endswith("base")]
        super().unknown_starttag(tag, attrs)

    def handle_data(self, text: str, escape: int = 1) -> None:
        pieces = self.elementstack[-1][2] if self.elementstack else ()
        if not (text.isspace() and pieces and pieces[-1].isspace()):
            super().handle_data(text, escape)

    def handle_charref(self, ref: str) -> None:
        try:
            super().handle_charref(ref)
        except (ValueError, OverflowError):
            self.handle_data("\ufffd")

    def pop(self, element: str, strip_whitespace: int = 1) -> Any:
        value = super().pop(element, strip_whitespace)
        if element == "author" and value and (authors := self._get_context().get("authors")):
            authors[-1].setdefault("name", value)
        return value[:100] if value and element in ("published", "updated", "created", "expired") else value

    def _add_tag(self, term: Any, scheme: Any, label: Any) -> None:
        if len(self._get_context().get("tags", ())) < _MOST_TERMS:
            super()._add_tag(term, scheme, label)

    def _end_width(self) -> None:
        self.pop("width")  # what feedparser makes of it is used nowhere, and fails where it is odd

    def _end_height(self) -> None:
        self.pop("height")

    def _sync_author_detail(self, key: str = "author") -> None:
        """Do without: the pattern that takes names and addresses apart needs hours for one long word."""

    # ── a medium's own words; feedparser takes them for those of the item ──

    def _start_media_content(self, attrs: Any) -> None:
        super()._start_media_content(attrs)
        self._medium = attrs

    def _end_media_content(self) -> None:
        self._medium = None

    def _start_media_description(self, attrs: Any) -> None:
        self._open("description", attrs)

    def _end_media_description(self) -> None:
        self._close("description")

    def _start_media_title(self, attrs: Any) -> None:
        self._open("title", attrs)

    def _end_media_title(self) -> None:
        self._close("title")

    def _start_media_credit(self, attrs: Any) -> None:
        self._open("credit", attrs)

    def _end_media_credit(self) -> None:
        self._close("credit")

    def _open(self, what: str, attrs: Any) -> None:
        if self._medium is None:
            getattr(super(), f"_start_media_{what}")(attrs)
        else:
            self.push(f"medium_{what}", 1)

    def _close(self, what: str) -> None:
        if self._medium is None:
            getattr(super(), f"_end_media_{what}")()
        else:
            self._medium.setdefault(what, self.pop(f"medium_{what}") or "")
