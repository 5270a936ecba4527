"""A letter that was made elsewhere, as a file or on standard input → the sheet on which it lies before the checks.

Nothing in it is run, and nothing fetched.
"""

from __future__ import annotations

import re

from newsletter.checks._sheet import Sheet
from newsletter.dom import decode, parse
from newsletter.errors import InputError
from newsletter.message import received
from newsletter.model import Edition, Letter, Publication

_HEADER = re.compile(rb"(?:From |[A-Za-z][\w-]*:[ \t\r\n])")
_KNOWN = re.compile(rb"^(?:from|to|subject|date|received|return-path|delivered-to|message-id|mime-version|content-type):",
                    re.IGNORECASE | re.MULTILINE)
_LOOKED_AT = 20_000
MOST = 500_000
"""Characters of a letter that are looked at: five times what Gmail shows of one."""


def looks_foreign(data: bytes) -> bool:
    """Say whether bytes are a page or a message, and no issue."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or is_message(data)


def is_message(data: bytes) -> bool:
    """Say whether bytes begin as a message does: with a header field, and one that messages have."""
    start = data[:_LOOKED_AT].lstrip(b"\r\n")
    return _HEADER.match(start) is not None and _KNOWN.search(start) is not None


def foreign(data: bytes, name: str, publication: Publication) -> Sheet:
    """Return the sheet of a letter made elsewhere.

    Args:
        name: the file, as messages name it.
        publication: whose audience and settings count.

    Raises:
        InputError: it is neither a page nor a message.
    """
    if is_message(data) or name.lower().endswith(".eml"):
        return _message(data, name, publication)
    html = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    if "<" not in html or not _is_text(html):
        raise InputError("this is neither HTML nor a message", todo="name an issue, an .html or an .eml file", where=name)
    return _sheet(html, "", "", name, publication)


def _is_text(html: str) -> bool:
    """Say whether a text was text before it was decoded: what is no text is full of controls."""
    start = html[:_LOOKED_AT]
    return sum(character < " " and character not in "\t\n\f" for character in start) * 100 <= len(start)


def _message(data: bytes, name: str, publication: Publication) -> Sheet:
    one = received(data, name)
    if not one.html and not one.text:
        raise InputError("this message has no words: neither HTML nor plain text", where=name)
    return _sheet(one.html, one.text, one.subject, name, publication, data)


def _sheet(html: str, text: str, subject: str, name: str, publication: Publication, source: bytes = b"") -> Sheet:
    unread = max(0, len(html) - MOST) + max(0, len(text) - MOST)
    html, text = html[:MOST], text[:MOST]
    tree = parse(html, placed=True)
    page = tree.first("html")
    letter = Letter(
        key="", number=None, date=None, language=page.get("lang") if page else "",
        direction="rtl" if page and page.get("dir").lower() == "rtl" else "ltr", subject=subject, preheader="", mjml="",
        html=html, text=text,
    )
    edition = Edition(letter=letter, service="plain", subject=subject, preheader="", html=html, text=text)
    return Sheet(edition=edition, publication=publication, name=name, source=source, unread=unread, parsed=tree)
