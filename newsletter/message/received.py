"""The bytes of a message, as it lies in a mailbox → its date, subject and body, whoever wrote it and however."""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from itertools import islice

from newsletter.dom import decode
from newsletter.errors import InputError
from newsletter.model import Struct
from newsletter.prose import one_line

# Characters; 100,000 encoded words, or parameters, keep the standard library busy for half a minute (measured).
_LONGEST_FIELD = 10_000
_MOST_PARTS = 10_000  # 800,000 keep the standard library busy for ten seconds, and take 320 MB (measured)
_BOUNDARY = re.compile(rb"[\r\n]--")


class Received(Struct, frozen=True, kw_only=True):
    """A message as it was read.

    Attributes:
        id: its Message-ID, without the angle brackets; empty where it has none.
        date: when it was sent, as its header says; None where it does not.
        html, text: the body in either voice; empty where it has none.
    """

    id: str = ""
    date: datetime | None = None
    subject: str = ""
    html: str = ""
    text: str = ""


def received(data: bytes, name: str) -> Received:
    """Return what a message says; parts that cannot be read are as if they were not there.

    Args:
        name: the message, as errors name it.

    Raises:
        InputError: it is no message, or has parts beyond reason, or parts in parts.
    """
    if sum(1 for _ in islice(_BOUNDARY.finditer(data), _MOST_PARTS)) == _MOST_PARTS:
        raise InputError("this message has too many parts", where=name)
    try:
        message = read(data)
        bodies = [(part.get_content_type(), part) for part in message.walk() if _is_body(part)]
    except RecursionError:
        raise InputError("the parts of this message are nested too deeply", where=name) from None
    if not any(message.get(header) for header in ("From", "Date", "Subject", "Message-ID")):
        raise InputError("this is no message: it has neither From nor Date nor Subject", where=name)
    header = {key.lower(): value for key, value in reversed(list(message.raw_items()))}
    return Received(
        id=_words(header.get("message-id", "")).strip("<> "),
        date=_date(_words(header.get("date", ""))),
        subject=_words(header.get("subject", "")),
        html=next(filter(None, (_body(part) for kind, part in bodies if kind == "text/html")), ""),
        text=next(filter(None, (_body(part) for kind, part in bodies if kind == "text/plain")), ""),
    )


class _Cut(Compat32):
    """Reads of each header field no more than `_LONGEST_FIELD`."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_FIELD]


_CUT = _Cut()


def read(data: bytes) -> Message:
    """Return a message as the standard library reads it, no header field longer than `_LONGEST_FIELD`."""
    return message_from_bytes(data, policy=_CUT)


def _is_body(part: Message) -> bool:
    return not part.is_multipart() and part.get_content_disposition() != "attachment"


def _body(part: Message) -> str:
    """Return the words of a part, whatever its transfer encoding and however wrong its charset."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return ""  # an encoding that Python takes for one of text, or base64 that is none
    return decode(data, str(part.get_content_charset() or "")) if isinstance(data, bytes) else ""


def _words(value: str) -> str:
    """Return a header field as one line of words: encoded words read, bytes taken for UTF-8 or Windows-1252."""
    said = _text(str(value).encode("utf-8", "surrogateescape"))
    try:
        return one_line("".join(_pieces(said)))
    except (HeaderParseError, Base64Error, ValueError):
        return one_line(said)


def _pieces(said: str) -> Iterator[str]:
    for piece, charset in decode_header(said.replace("\r", "").replace("\n", "")):
        yield piece if isinstance(piece, str) else _text(piece, charset or "")


def _text(data: bytes, charset: str = "") -> str:
    """Return a piece of a header; the blank shows that its last character is not cut off, as a page's may be."""
    return decode(data + b" ", charset)[:-1]


def _date(said: str) -> datetime | None:
    try:
        return parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
