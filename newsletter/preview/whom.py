"""Whom a part of a letter is for → how that is said beside it. Pure."""

from __future__ import annotations

import re
from html import escape

from newsletter import merge
from newsletter.model import Edition


def for_whom(readers: str) -> str:
    """Return what stands beside a part with ``readers = '…'``: ``for members``, ``not for members``; empty where all get it."""
    return f"{'not ' if readers.startswith('not ') else ''}for {readers.removeprefix('not ').strip()}" if readers else ""


# It takes no room: the letter stands as it will stand.
LABEL_STYLE = (
    "nl-readers{position:absolute;margin:-18px 0 0;padding:1px 6px;border-radius:8px;background:#7a4d00;color:#fff;"
    "font:700 10px/13px system-ui,sans-serif;letter-spacing:.02em;text-transform:none;white-space:nowrap;direction:ltr;opacity:1}"
    "nl-number+nl-readers{margin-left:36px}")


def labelled(html: str, edition: Edition) -> str:
    """Return an edition's HTML, its positions marked, with a label at each part that not all readers get.

    Where it is known who reads it, what that reader does not get is gone, and the rest needs none.
    """
    if edition.reader and edition.reader.groups not in (None, merge.EVERY_PART):
        return html
    for these in edition.letter.readers:
        mark = f"<!--@{these.position}-->"
        html = html.replace(mark, f"{label(for_whom(these.typed))}{mark}", 1)
    return _HEAD.sub(lambda head: f"{head[0]}<style>{LABEL_STYLE}</style>", html, count=1) if edition.letter.readers else html


_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)


def labels(edition: Edition) -> dict[int, str]:
    """Return, by where in an edition's HTML its words begin, whom each part is for that not all readers get."""
    whom = {these.position: for_whom(these.typed) for these in edition.letter.readers}
    found: dict[int, str] = {}
    for mark in edition.marks:
        if said := whom.get(mark.position):
            found[mark.offset] = f"{found[mark.offset]}, {said}" if mark.offset in found else said
    return found


def label(said: str) -> str:
    """Return what shows that in a letter, where its words begin; nothing where nothing is said."""
    return f"<nl-readers>{escape(said)}</nl-readers>" if said else ""
