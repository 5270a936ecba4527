"""What a service drops or changes of a letter, and what is missing for it → sentences for the editor."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter import merge
from newsletter.export.names import MESSAGE, PICTURES
from newsletter.export.shapes import mailable, shape_of
from newsletter.model import Edition, Publication, Service


def remarks(edition: Edition, service: Service, publication: Publication) -> tuple[str, ...]:
    """Return what an editor must hear before the letter is handed over; each one sentence without a full stop."""
    return (*_of_the_letter(edition, service, publication), *_of_the_service(service, edition))


def _of_the_letter(edition: Edition, service: Service, publication: Publication) -> Iterator[str]:
    """Yield what is missing."""
    for name in edition.dropped:
        yield merge.why_dropped(name, publication, service)
    if edition.letter.pictures and not publication.image_base_url and shape_of(service) == "paste":
        count = len(edition.letter.pictures)
        yield (f"the letter looks for its {f'{count} pictures' if count > 1 else 'picture'} in {PICTURES}/, where no reader "
               f"finds {'them' if count > 1 else 'it'} — set image_base_url in newsletter.toml, and export again")
    if shape_of(service) == "message" and not mailable(edition, publication):
        missing = [what for what, there in (
            ("sender = '…' in newsletter.toml", publication.sender),
            ("subject = '…' in the issue", edition.subject),
            ("date = 2026-11-20 in the issue", edition.letter.date),
        ) if not there]
        yield f"there is no {MESSAGE} — write {' and '.join(missing)}"


def _of_the_service(service: Service, edition: Edition) -> Iterator[str]:
    """Yield what the service does to a letter."""
    if service.prints_preheader and edition.preheader:
        yield f"{service.name} prints the preheader itself, so the letter does not hold it: copy it from subject.txt"
    if service.adds_list_unsubscribe:
        yield f"{service.name} writes List-Unsubscribe itself, the button beside the sender's name"
