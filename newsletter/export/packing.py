"""Letter, service, publication → the files of the hand-over, and what an editor must hear of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from newsletter import merge, message
from newsletter.export import handover
from newsletter.export.body import body_alone
from newsletter.export.names import BODY, HANDOVER, HTML, MESSAGE, PAGE, PICTURES, TEXT, WORDS, ZIP
from newsletter.export.remarks import mailable, remarks
from newsletter.export.words import words_to_copy
from newsletter.export.zipping import zipped
from newsletter.model import Edition, Issue, Letter, Picture, Publication, Service, Struct, in_folder, on_the_web, place_pictures
from newsletter.webpage import webpage


class Pack(Struct, frozen=True, kw_only=True):
    """What is handed over.

    Attributes:
        files: relative name → bytes, HANDOVER.md first.
        remarks: what is missing, what the service drops or changes, and what is not known of that; each one sentence.
            HANDOVER.md says them too.
    """

    files: Mapping[str, bytes]
    remarks: tuple[str, ...]


def packed(letter: Letter, service: Service, publication: Publication, issue: Issue) -> Pack:
    """Return the files that a service's import form wants, and no others.

    Raises:
        InputError: the letter cannot be said in the service's words.
        UsageError: sender or reply address of the publication are none.
    """
    edition = merge.stamp(letter, service, publication)
    files = {WORDS: words_to_copy(edition, service, publication).encode()}
    files |= _FILES[service.shape or "paste"](edition, service, publication)
    if service.takes_text is not False and service.shape not in ("eml", "blocks"):
        files[TEXT] = edition.text.encode()
    files |= _pictures(letter, service, publication)
    said = remarks(edition, service, publication)
    words = handover.text(files, said, edition, service, publication)
    return Pack(files={HANDOVER: words.encode(), **files}, remarks=(*said.pictures, *said.to_do, *said.to_know))


# ── the letter, as each shape of import wants it ─────────────────────────────────────────────────────────────


def _whole(edition: Edition, service: Service, publication: Publication) -> Mapping[str, bytes]:
    return {HTML: _html(edition, publication).encode()}


def _body(edition: Edition, service: Service, publication: Publication) -> Mapping[str, bytes]:
    return {BODY: body_alone(_html(edition, publication)).encode()}


def _model(edition: Edition, service: Service, publication: Publication) -> Mapping[str, bytes]:
    """Return the letter to look at, and its words and addresses to copy, for a letter that is built by hand."""
    return _whole(edition, service, publication) | {TEXT: edition.text.encode()}


def _zip(edition: Edition, service: Service, publication: Publication) -> Mapping[str, bytes]:
    """Return one zip with the HTML in it and, unless they stand on the web, its pictures beside it, in no folder."""
    pictures = () if publication.image_base_url else edition.letter.pictures
    html = _html(edition, publication, folder="")
    return {ZIP: zipped({"index.html": html.encode(), **{picture.name: picture.data for picture in pictures}})}


def _message(edition: Edition, service: Service, publication: Publication) -> Mapping[str, bytes]:
    """Return the whole message; where we fill the words in ourselves, what a program of one's own needs, and the web page."""
    files = {MESSAGE: _mail(edition, publication)} if mailable(edition, publication) else {}
    if not service.merged_here:
        return files
    page = webpage(edition.letter, publication, _place(publication))
    return files | {HTML: _html(edition, publication).encode(), TEXT: edition.text.encode(), PAGE: page.encode()}


_FILES: Mapping[str, Callable[[Edition, Service, Publication], Mapping[str, bytes]]] = {
    "paste": _whole, "body": _body, "zip": _zip, "url": _whole, "blocks": _model, "api": _whole,
    "eml": _message,
}


def _mail(edition: Edition, publication: Publication) -> bytes:
    """Return the letter as a whole message to nobody in particular, dated on the morning of its day."""
    day = edition.letter.date
    assert day, "only what is mailable becomes a message"
    return message.build_for(edition, publication, date=datetime.combine(day, time(6), ZoneInfo(publication.timezone)))


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────


def _html(edition: Edition, publication: Publication, folder: str = f"{PICTURES}/") -> str:
    return place_pictures(edition.html, edition.letter.pictures, _place(publication, folder))


def _place(publication: Publication, folder: str = f"{PICTURES}/") -> Callable[[Picture], str]:
    """Return what says where a picture is: its place on the web, else a folder of the pack."""
    return on_the_web(publication, in_folder(folder))


def _pictures(letter: Letter, service: Service, publication: Publication) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the pictures, unless they are inside the zip or the message and nowhere else."""
    inside = service.shape == "zip" or (service.shape == "eml" and not service.merged_here)
    if publication.image_base_url or not inside:
        yield from ((f"{PICTURES}/{picture.name}", picture.data) for picture in letter.pictures)
