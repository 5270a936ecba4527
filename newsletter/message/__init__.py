"""An Edition and its envelope → the bytes of one message (RFC 5322, MIME), as a mailer or a server takes them.

Only this room knows the standard library's email package, and uses it to read, never to write: what that package
writes was seen to be wrong. It lets ``=?utf-8?q?a=0d=0aBcc:…?=`` in a subject become a header field of its own
(CVE-2024-6923), encodes a long List-Unsubscribe so that no mail program offers it, makes encoded words of 77
characters, and two recipients of ``Smith, John (Ünï) <a@b.example>``. So header fields and parts are written
here, and the finished bytes are read again by that package and compared with what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime

from newsletter.message.address import ascii_domain, author, domain, once, parse_address
from newsletter.message.anatomy import (
    ENCODED_WORD,
    Part as RawPart,
    RawField,
    decoded_word,
    has_readable_mailboxes,
    mailboxes as raw_mailboxes,
    moment,
    take_apart,
)
from newsletter.message.body import Part, alternative, octets, placed
from newsletter.message.header import (
    Field,
    list_id_words,
    mailboxes,
    message_id_word,
    one_line,
    sound,
    unsubscribe_word,
    words,
)
from newsletter.message.reading import Meant, compare
from newsletter.message.received import Received, received
from newsletter.model import Edition, Publication

__all__ = [
    "ENCODED_WORD", "RawField", "RawPart", "Received", "ascii_domain", "build", "build_for", "decoded_word",
    "has_readable_mailboxes", "moment", "parse_address", "raw_mailboxes", "received", "take_apart",
]


def build(
    edition: Edition,
    *,
    sender: str,
    to: Sequence[str] = (),
    reply_to: str = "",
    date: datetime,
    message_id: str = "",
    list_id: str = "",
    list_name: str = "",
    image_base_url: str = "",
) -> bytes:
    """Return the message: multipart/alternative, text first; the same arguments give the same bytes.

    Args:
        sender: ``Name <address>`` or an address; so are `reply_to` and each of `to`.
        to: recipients, each once however often it is given; none makes ``undisclosed-recipients:;``.
        date: of sending, with its time zone; with the content it makes the Message-ID where none is given.
        list_id: ``weekly.courier.example`` or ``Name <weekly.courier.example>``, else `list_name` is its name.
        image_base_url: the folder where the letter's pictures stand; where empty they travel in the message.

    Raises:
        UsageError: there is no sender, or an address or `message_id` is none.
        InputError: `list_id` or the edition's unsubscribe address cannot stand in a header.
    """
    writer = author(sender)
    html, pictures = placed(sound(edition.html), edition.letter.pictures, image_base_url, domain(writer))
    meant = Meant(
        author=writer,
        readers=once(parse_address(text) for text in to),
        answers=[parse_address(reply_to)] if reply_to else [],
        date=format_datetime(date),
        subject=one_line(edition.subject),
        text=sound(edition.text),
        html=html,
        pictures=pictures,
    )
    body = alternative(meant.text, meant.html, meant.pictures, domain(writer), meant.key)
    fields = [*_header(edition, meant, message_id, list_id, list_name), *body.fields]
    data = octets(Part(fields, body.body))
    compare(data, fields, meant)
    return data


def build_for(
    edition: Edition, publication: Publication, *, sender: str = "", to: Sequence[str] = (), date: datetime
) -> bytes:
    """Return the message as its publication sends it: its list, its answers, its pictures' place, and its sender.

    Args:
        sender: somebody else than the publication's. All else is as for `build`, and so is what is raised.
    """
    return build(
        edition,
        sender=sender or publication.sender,
        to=to,
        reply_to=publication.reply_to,
        date=date,
        list_id=publication.list_id,
        list_name=publication.name,
        image_base_url=publication.image_base_url,
    )


# So that no absence note comes back. Nothing automatic answers what says Auto-Submitted (RFC 3834 §2, RFC 5230 §4.6;
# Ghost's mailgun-client.js writes it too); most of it does not answer Precedence either, which no RFC defines. Software
# for newsletters writes bulk (phpList's usePrecedenceHeader, Drupal's simplenews, EspoCRM's mass mail), discussion
# lists write list (Mailman's cook_headers.py); all read in 2026-11.
_NO_AUTOMATIC_ANSWERS: Sequence[Field] = (("Precedence", ["bulk"]), ("Auto-Submitted", ["auto-generated"]))


def _header(edition: Edition, meant: Meant, message_id: str, list_id: str, list_name: str) -> Iterator[Field]:
    """Yield the header fields of the message, those of its body excepted."""
    made = f"{edition.letter.number or 'letter'}.{meant.key[:24]}@{domain(meant.author)}"
    yield "From", mailboxes([meant.author])
    yield "To", mailboxes(meant.readers) or ["undisclosed-recipients:;"]
    if meant.answers:
        yield "Reply-To", mailboxes(meant.answers)
    yield "Subject", words(meant.subject)
    yield "Date", meant.date.split(" ")
    yield "Message-ID", [message_id_word(message_id or made)]
    yield from _NO_AUTOMATIC_ANSWERS
    if list_id:
        yield "List-Id", list_id_words(list_id, list_name)
    if edition.unsubscribe:
        yield "List-Unsubscribe", [unsubscribe_word(edition.unsubscribe)]
        if edition.one_click and edition.unsubscribe.lower().startswith("https:"):
            yield "List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]
    if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", edition.letter.language):
        yield "Content-Language", [edition.letter.language]
    yield "MIME-Version", ["1.0"]
