"""A letter in a service's words, as it goes out → its checksum: the same for the same bytes, Date and Message-ID excepted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from newsletter import merge, message
from newsletter.errors import InputError, UsageError
from newsletter.model import Edition, Letter, Publication, Service, in_folder, on_the_web, place_pictures, replace
from newsletter.webpage import webpage

# A message has a date, which does not count here; the parts of the message are named after it.
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_OF_ITS_MOMENT = ("date", "message-id")


def outgoing(letter: Letter, service: Service, publication: Publication) -> str:
    """Return SHA-256 of what is exported or sent for a service: for a sample reader where we fill the words in ourselves.

    Raises as `newsletter.merge.stamp`.
    """
    edition = merge.stamp(letter, service, publication, merge.sample_reader(service))
    digests = (hashlib.sha256(piece).digest() for piece in _pieces(edition, service, publication))
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _pieces(edition: Edition, service: Service, publication: Publication) -> Iterator[bytes]:
    address = on_the_web(publication, in_folder(""))
    html = place_pictures(edition.html, edition.letter.pictures, address)
    said = (service.shape, str(service.takes_text), edition.subject, edition.preheader, html, edition.text, edition.unsubscribe)
    yield from (words.encode("utf-8", "replace") for words in (*said, *edition.subjects))
    if service.merged_here:
        yield webpage(edition.letter, publication, address).encode("utf-8", "replace")
    if service.shape == "eml" and publication.sender and edition.subject:
        with suppress(UsageError, InputError):  # what is no address makes no message, and is told when one is sent
            yield from _message(edition, publication)


def _message(edition: Edition, publication: Publication) -> Iterator[bytes]:
    """Yield the header and the words of the message; its pictures are approved by themselves, and take long to pack."""
    edition = replace(edition, letter=replace(edition.letter, pictures=()))
    whole = message.take_apart(message.build_for(edition, publication, date=_ANY_DAY))
    yield from (field.key.encode() + field.raw for field in whole.fields if field.key not in _OF_ITS_MOMENT)
    yield whole.body
