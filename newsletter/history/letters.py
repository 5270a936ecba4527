"""The bytes of a file → the letters in it: a page, a message, or a feed whose items are letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from hashlib import blake2b
from html import escape
from pathlib import PurePath

from newsletter import dom
from newsletter.errors import InputError
from newsletter.history.ledger import PastLetter
from newsletter.message import Received, received
from newsletter.model import Struct
from newsletter.prose import excerpt, one_line
from newsletter.sources import feed

_LONGEST_SUBJECT = 200
_BEGINNING = 16_384


class Letter(Struct, frozen=True, kw_only=True):
    """A letter as it was found: what is known of it, still without stories, and what it says."""

    known: PastLetter
    outline: dom.Outline


def letters_in(data: bytes, name: str, zone: tzinfo) -> Iterator[Letter]:
    """Yield the letters in a file, one after the other.

    Args:
        name: the file, as messages name it.
        zone: in which the day of a letter is reckoned.

    Raises:
        InputError: there is no letter in it.
    """
    start = data[:_BEGINNING].lstrip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    if not start:
        raise InputError("this is empty", todo="there is nothing in it to read", where=name)
    if start.startswith(b"From "):
        todo = "save the letters one by one as .eml files, and name their folder"
        raise InputError("this is a whole mailbox", todo=todo, where=name)
    if _HEADER.match(start) or name.lower().endswith((".eml", ".mht", ".mhtml")):
        yield _of_message(received(data, name), data, name, zone)
    elif feed.accepts(data, "") >= _SURELY_A_FEED:
        yield from _of_feed(data, name, zone)
    elif _MARKUP.search(start):
        yield _letter(_digest(data), name, dom.outline(dom.decode(data)))
    else:
        todo = "name a page (.html), a message (.eml) or a feed of the archive"
        raise InputError("this is no letter that can be read", todo=todo, where=name)


_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:[ \t].{0,2000}\r?\n(?:[ \t].{0,2000}\r?\n|[A-Za-z][A-Za-z0-9-]{0,60}:|\r?\n)")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|a|h[1-6]|center|td|span)[\s>]", re.IGNORECASE)
_SURELY_A_FEED = 0.6


# ── by kind ──────────────────────────────────────────────────────────────────────────────────────────────────


def _of_message(message: Received, data: bytes, name: str, zone: tzinfo) -> Letter:
    outline = dom.outline(message.html or _as_page(message.text))
    day = _day(message.date, zone)
    return _letter(f"<{message.id}>" if message.id else _digest(data), name, outline, message.subject, day)


_LINK = re.compile(r"https?://[^\s<>\"]+")


def _as_page(text: str) -> str:
    """Return a letter in plain text as HTML: each line a paragraph, each address a link.

    What stands together between blank lines and holds an address begins with its headline.
    """
    return "".join(_as_paragraphs(part.strip().splitlines()) for part in re.split(r"\n[ \t\r]*\n", text))


def _as_paragraphs(lines: list[str]) -> str:
    headed = any(map(_LINK.search, lines[1:])) and not _LINK.search(lines[0])
    marked = [_LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(line, quote=False)) for line in lines]
    return "".join(f"<h2>{line}</h2>" if headed and not place else f"<p>{line}</p>" for place, line in enumerate(marked))


def _of_feed(data: bytes, name: str, zone: tzinfo) -> Iterator[Letter]:
    for item in feed.items(data, name=name).items:
        id = item.id or item.url or _digest(item.body.encode("utf-8", "replace"))
        yield _letter(one_line(id), name, dom.outline(item.body), item.title, _day(item.published, zone))


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    """Return the day of a moment; one that names no zone is taken as it stands."""
    try:
        return (moment.astimezone(zone) if moment.tzinfo else moment).date() if moment else None
    except (OverflowError, ValueError):
        return None


def _digest(data: bytes) -> str:
    return f"content:{blake2b(data, digest_size=12).hexdigest()}"


# ── what is known of it ──────────────────────────────────────────────────────────────────────────────────────


def _letter(id: str, name: str, outline: dom.Outline, subject: str = "", day: date | None = None) -> Letter:
    said = excerpt(one_line(subject) or one_line(outline.title), _LONGEST_SUBJECT)
    stem, head = PurePath(name).stem, _head(outline)
    known = PastLetter(
        id=excerpt(id, _LONGEST_SUBJECT), file=name, subject=said,
        date=day or _first_day((outline.time[:10], head, stem, said)), number=_number(said, head, stem),
    )
    return Letter(known=known, outline=outline)


_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)")
_NUMBER = re.compile(
    r"(?:\b(?:no|nr|núm|num)\.|[n№][º°]|№|#|\b(?:issue|number|edition|ausgabe|nummer|edición|número|numéro|édition|edizione|"
    r"numero|edição))[ \u00a0]*#?[ \u00a0]*(\d{1,5})\b(?![-.]\d)", re.IGNORECASE)
# Four digits that may be a year are one: ``2024.html`` is no number.
_IN_NAME = re.compile(r"(?:issue|letter|newsletter|number|no|nr)?[-_ #]*0*(?!(?:19|20)\d\d$)(\d{1,4})", re.IGNORECASE)
_HEAD, _HEAD_LINE = 8, 80  # paragraphs, and letters in one


def _head(outline: dom.Outline) -> str:
    """Return the line at the head of a letter that begins with its number: ``No. 41 · 3 May 2024``; empty for none."""
    lines = (one_line(one.text) for one in outline.paragraphs[:_HEAD] if len(one.text) <= _HEAD_LINE)
    return next((line for line in lines if _NUMBER.match(line)), "")


def _first_day(texts: Iterable[str]) -> date | None:
    """Return the first day that one of the texts names, in digits or in words."""
    from newsletter.sources import _dates

    for text in texts:
        for found in _ISO.finditer(text):
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                continue
        words = re.sub(r"[-_]", " ", text)
        stamp = _dates.stamp(words) or (edge.stamp if (edge := _dates.at_edge(words)) else None)
        if stamp and stamp.when:
            return stamp.when.date()
    return None


def _number(subject: str, head: str, stem: str) -> int | None:
    """Return the number that the letter says, else the one that its file is named by."""
    found = _NUMBER.search(subject) or _NUMBER.match(head) or _IN_NAME.fullmatch(stem)
    return int(found[1]) if found else None
