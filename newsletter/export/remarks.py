"""What a service drops or changes of a letter, and what is missing for it → sentences for the editor."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter import merge
from newsletter.export.names import MESSAGE, PICTURES, WORDS
from newsletter.export.words import explained
from newsletter.model import Edition, Publication, Service


def mailable(edition: Edition, publication: Publication) -> bool:
    """Return whether a whole message can be made of a letter: it has a sender, a subject and a date."""
    return bool(publication.sender and edition.subject and edition.letter.date)


def remarks(edition: Edition, service: Service, publication: Publication) -> tuple[str, ...]:
    """Return what an editor must hear before the letter is handed over; each one sentence without a full stop."""
    said = (*_missing(edition, service, publication), *_done_by(service, edition))
    return tuple(remark.rstrip(".") for remark in said)


def _missing(edition: Edition, service: Service, publication: Publication) -> Iterator[str]:
    for name in edition.dropped:
        yield merge.why_dropped(name, publication, service)
    yield from edition.notes
    if edition.letter.pictures and not publication.image_base_url and service.wants_pictures_online:
        count = len(edition.letter.pictures)
        yield (f"the letter looks for its {f'{count} pictures' if count > 1 else 'picture'} in {PICTURES}/, where no reader "
               f"finds {'them' if count > 1 else 'it'} — set image_base_url in newsletter.toml, and export again")
    if service.shape == "eml" and not mailable(edition, publication):
        missing = [what for what, there in (
            ("sender = '…' in newsletter.toml", publication.sender),
            ("subject = '…' in the issue", edition.subject),
            ("date = 2026-11-20 in the issue", edition.letter.date),
        ) if not there]
        yield f"there is no {MESSAGE} — write {' and '.join(missing)}"


def _done_by(service: Service, edition: Edition) -> Iterator[str]:
    name = service.name
    if service.shape is None:
        yield f"how {name} takes a whole letter was not found: look there for an editor that takes HTML"
    if service.takes_text is False and not any("plain text" in change for change in service.changes):
        yield f"{name} takes no plain text of ours: it makes its own of the HTML, or sends none"
    if service.prints_preheader and edition.preheader:
        yield f"{name} prints the {explained('preheader', service)} itself, so the letter does not: copy it from {WORDS}"
    if service.adds_list_unsubscribe:
        yield f"{name} writes List-Unsubscribe itself, the button beside the sender's name"
    elif service.adds_list_unsubscribe is False and not service.merged_here:
        yield (f"{name} writes no List-Unsubscribe, the button beside the sender's name — whoever sends has to add it"
               + (f": {edition.unsubscribe}" if edition.unsubscribe else ""))
    if service.footer:
        yield service.footer
    yield from service.changes
    if service.confidence == "low":
        yield f"what is said here of {name} is not well proven: send a test to yourself first, and look at every link"
