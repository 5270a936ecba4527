"""The finished bytes, read as a mail program reads them → nothing, where they say what was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import message_from_bytes
from email.header import decode_header
from hashlib import sha256
from typing import NamedTuple

from newsletter.errors import NewsletterError
from newsletter.message.anatomy import read_mailboxes
from newsletter.message.header import Field, Mailbox
from newsletter.model import Picture

_LINES = re.compile(rb"(?:[\t -~]{0,998}\r\n)*")  # RFC 5322 §2.1.1; so no bare CR or LF, and no raw eight-bit


class Meant(NamedTuple):
    """What a reader must find: the addresses, the words and the pictures, pictures already placed in `html`."""

    author: Mailbox
    readers: Sequence[Mailbox]
    answers: Sequence[Mailbox]
    date: str
    subject: str
    text: str
    html: str
    pictures: Sequence[Picture]

    @property
    def key(self) -> str:
        """What tells this message from any other, in hexadecimal digits; pictures are named by their content."""
        return sha256(repr(self[:-1]).encode()).hexdigest()


def compare(data: bytes, fields: Sequence[Field], meant: Meant) -> None:
    """Read a message again and compare it with what it was made of.

    Raises:
        NewsletterError: they differ, and which of it does; a bug, or the message would have carried a lie.
    """
    message = message_from_bytes(data)
    values = [value.replace("\r\n", "") for value in message.values()]
    value = dict(zip(message.keys(), values))
    leaves = [part for part in message.walk() if not part.is_multipart()]
    texts = (("text/plain", meant.text), ("text/html", meant.html))
    agrees = {
        "lines": _LINES.fullmatch(data) is not None,
        "header": list(zip(message.keys(), values)) == [(name, " ".join(words)) for name, words in fields],
        "subject": _decoded(value["Subject"]) == meant.subject,
        "sender": _mailboxes(value["From"]) == [meant.author],
        "recipients": _mailboxes(value["To"]) == meant.readers,
        "reply address": _mailboxes(value.get("Reply-To", "")) == meant.answers,
        "parts": [(leaf.get_content_type(), leaf.get_payload(decode=True)) for leaf in leaves] == [
            *((kind, text.replace("\n", "\r\n").encode()) for kind, text in texts),
            *((picture.media_type, picture.data) for picture in meant.pictures),
        ],
    }
    if wrong := [what for what, same in agrees.items() if not same]:
        raise NewsletterError(f"the message does not read as it was meant: {', '.join(wrong)}")


def _decoded(value: str) -> str:
    pieces = decode_header(value)
    return "".join(piece if isinstance(piece, str) else piece.decode(charset or "ascii") for piece, charset in pieces)


def _mailboxes(value: str) -> Sequence[Mailbox]:
    return [(_decoded(name), address) for name, address in read_mailboxes(value) or () if address]
