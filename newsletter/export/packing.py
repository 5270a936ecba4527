"""Letter, service, publication → the files of the hand-over, and what an editor must hear of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from newsletter import merge, message
from newsletter.export import handover
from newsletter.export.names import HANDOVER, HTML, MESSAGE, PAGE, PICTURES, TEXT, WORDS, ZIP
from newsletter.export.remarks import remarks
from newsletter.export.shapes import mailable, shape_of
from newsletter.export.zipping import zipped
from newsletter.model import Edition, Issue, Letter, Picture, Publication, Service, Struct, place_pictures
from newsletter.webpage import webpage


class Pack(Struct, frozen=True, kw_only=True):
    """What is handed over.

    Attributes:
        files: relative name → bytes, HANDOVER.md first.
        remarks: what the service drops or changes, and what is missing; each one sentence. HANDOVER.md says them too.
    """

    files: Mapping[str, bytes]
    remarks: tuple[str, ...]


def packed(letter: Letter, service: Service, publication: Publication, issue: Issue) -> Pack:
    """Return the files that a service's import form wants.

    Raises:
        InputError: the letter cannot be said in the service's words.
        UsageError: sender or reply address of the publication are none.
    """
    edition = merge.stamp(letter, service, publication)
    files = dict(_files(edition, service, publication, issue))
    said = remarks(edition, service, publication)
    words = handover.text(files, said, edition, service, publication)
    return Pack(files={HANDOVER: words.encode(), **files}, remarks=said)


def _files(edition: Edition, service: Service, publication: Publication, issue: Issue) -> Iterator[tuple[str, bytes]]:
    shape = shape_of(service)
    html = place_pictures(edition.html, edition.letter.pictures, _place(publication)).encode()
    pictures = {f"{PICTURES}/{picture.name}": picture.data for picture in edition.letter.pictures}
    yield WORDS, handover.words_to_copy(edition, service, publication, issue).encode()
    if shape == "zip":
        yield ZIP, zipped({"index.html": html, **({} if publication.image_base_url else pictures)})
    yield HTML, html
    yield TEXT, edition.text.encode()
    if shape == "message":
        if mailable(edition, publication):
            yield MESSAGE, _message(edition, publication)
        yield PAGE, webpage(edition.letter, publication, _place(publication)).encode()
    yield from pictures.items()


def _place(publication: Publication) -> Callable[[Picture], str]:
    """Return what says where a picture is: its place on the web, else the folder of the pack."""
    base = publication.image_base_url.rstrip("/") or PICTURES
    return lambda picture: f"{base}/{picture.name}"


def _message(edition: Edition, publication: Publication) -> bytes:
    """Return the letter as a whole message to nobody in particular, dated on the morning of its day."""
    day = edition.letter.date
    assert day, "only what is mailable becomes a message"
    return message.build(
        edition,
        sender=publication.sender,
        reply_to=publication.reply_to,
        date=datetime.combine(day, time(6), ZoneInfo(publication.timezone)),
        list_id=publication.list_id,
        list_name=publication.name,
        image_base_url=publication.image_base_url,
    )
