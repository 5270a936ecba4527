"""What a service drops or changes of a letter, and what is missing for it → sentences for the editor, none with a full stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from newsletter import merge
from newsletter.export.names import MESSAGE, PICTURES
from newsletter.model import Edition, Letter, Publication, Service

# The shapes in which the letter's HTML is handed over; None is packed as paste is.
_HTML_AS_IT_IS = (None, "paste", "body", "zip", "url", "api")
_BUTTON = "the button for leaving beside the sender's name (List-Unsubscribe)"


class Remarks(NamedTuple):
    """What an editor must hear of a letter for a service.

    Attributes:
        to_do: what has to be seen to before the letter is sent.
        to_know: what the service does to it, and what is not known of that.
        pictures: that the letter's pictures are not on the web yet; the first step of HANDOVER.md says it as well.
    """

    to_do: tuple[str, ...]
    to_know: tuple[str, ...]
    pictures: tuple[str, ...] = ()


def mailable(edition: Edition, publication: Publication) -> bool:
    """Return whether a whole message can be made of a letter: it has a sender, a subject and a date."""
    return bool(publication.sender and edition.subject and edition.letter.date)


def remarks(edition: Edition, service: Service, publication: Publication) -> Remarks:
    """Return what an editor must hear before the letter is handed over."""
    return Remarks(
        to_do=_bare(_to_do(edition, service, publication)),
        to_know=_bare((*_done_by(service, edition), *_not_known(service, edition))),
        pictures=_bare(_pictures(edition, service, publication)),
    )


def _bare(sentences: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sentence.rstrip(".") for sentence in sentences)


# ── to do ────────────────────────────────────────────────────────────────────────────────────────────────────


def _to_do(edition: Edition, service: Service, publication: Publication) -> Iterator[str]:
    for name in edition.dropped:
        if name not in service.footer_holds:
            yield merge.why_dropped(name, edition.letter, publication, service)
    yield from edition.notes
    yield from merge.what_it_takes(edition.letter, service)
    yield from _what_it_knows(edition.letter, service)
    if "postal_address" in service.footer_holds and publication.postal_address and "{postal_address}" not in publication.imprint:
        yield (f"the letter ends with the postal address, and {service.name} puts it below once more — let the imprint say it as "
               "{postal_address}, which is left out there")
    if service.shape == "eml" and not mailable(edition, publication):
        missing = [what for what, there in (
            ("sender = '…' in newsletter.toml", publication.sender),
            ("subject = '…' in the issue", edition.subject),
            ("date = 2026-11-20 in the issue", edition.letter.date),
        ) if not there]
        yield f"there is no {MESSAGE} — write {' and '.join(missing)}"


def _what_it_knows(letter: Letter, service: Service) -> Iterator[str]:
    """Yield what the service must know of each reader: the fields that the letter names, and who a part of it is for."""
    spelled = service.tags.get("field", "")
    fields = [name for tag in letter.tags if (name := tag.name.partition("field.")[2]) and spelled]
    if fields:
        said = ", ".join(name.upper() if "{NAME}" in spelled else name for name in fields)
        yield f"the letter names {'a field' if len(fields) == 1 else 'fields'} of your readers, which {service.name} must have by that name: {said}"
    if letter.readers and service.readers:
        groups = ", ".join(dict.fromkeys(these.name for these in letter.readers))
        yield (f"parts of the letter are for some readers, and {service.name} must know who belongs to them: {groups} — send one "
               "test as a reader who does, and one as a reader who does not")


def _pictures(edition: Edition, service: Service, publication: Publication) -> Iterator[str]:
    count = len(edition.letter.pictures)
    if count and not publication.image_base_url and service.wants_pictures_online:
        yield (f"the letter looks for its {f'{count} pictures' if count > 1 else 'picture'} in {PICTURES}/, where no reader "
               f"finds {'them' if count > 1 else 'it'} — set image_base_url in newsletter.toml, and {again(publication)}")


def again(publication: Publication) -> str:
    """Return what comes once more when newsletter.toml has changed."""
    return f"{'approve it again, then ' if publication.require_approval else ''}export again with --force"


# ── to know ──────────────────────────────────────────────────────────────────────────────────────────────────


def _done_by(service: Service, edition: Edition) -> Iterator[str]:
    name = service.name
    if service.shape is None:
        yield f"how {name} takes a whole letter was not found: where no editor there takes HTML, it has to be built by hand"
    yield from _of_the_preheader(service, edition)
    if service.takes_text is False and not any("plain text" in change for change in service.changes):
        yield f"{name} takes no plain text of ours: it makes its own of the HTML, or sends none"
    yield from _of_list_unsubscribe(service, edition)
    if service.keeps_comments is False and service.shape in _HTML_AS_IT_IS:
        yield f"{name} takes out the comments in the HTML that Outlook on Windows reads: look at your test there"
    if service.footer:
        yield service.footer + (", so the letter leaves out its own" if {*edition.dropped} & {*service.footer_holds} else "")
    yield from service.changes


def _of_the_preheader(service: Service, edition: Edition) -> Iterator[str]:
    if not edition.preheader or service.shape == "eml":
        return
    if service.prints_preheader:
        yield (f"{service.name} prints the preheader itself, so the letter does not: where it is not copied, inboxes show the "
               "letter's first words")
    elif own := service.words.get("preheader"):
        yield f"leave “{own}” empty in {service.name}: the letter brings its preheader, which only inboxes show"
    elif service.prints_preheader is False:
        yield f"{service.name} does not ask for a preheader: the letter brings it, and only inboxes show it"
    else:
        yield f"where {service.name} asks for a preheader, leave it empty: the letter brings it, and it would be shown twice"


def _of_list_unsubscribe(service: Service, edition: Edition) -> Iterator[str]:
    if service.adds_list_unsubscribe:
        when = service.needs.get("list_unsubscribe", "")
        yield f"{service.name} adds {_BUTTON}{f', {when}' if when else ''}"
    elif service.adds_list_unsubscribe is False and not service.merged_here:
        yield (f"{service.name} does not add {_BUTTON} — whoever sends has to"
               + (f": {edition.unsubscribe}" if edition.unsubscribe else ""))


def _not_known(service: Service, edition: Edition) -> Iterator[str]:
    name, takes_html = service.name, service.shape in _HTML_AS_IT_IS
    questions = {
        "takes our plain text": takes_html and service.takes_text is None,
        f"adds {_BUTTON}": service.adds_list_unsubscribe is None,
        "keeps the comments in the HTML that Outlook on Windows reads": takes_html and service.keeps_comments is None,
    }
    if asked := [question for question, is_open in questions.items() if is_open]:
        yield f"whether {name} {_or(asked)} is not known here: look for it in your test"
    if service.confidence == "low":
        yield f"what is said here of {name} is not well proven: send a test to yourself first, and look at every link"


def _or(words: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
