"""A letter as it is looked at → what is copied, downloaded, or read as source. Nothing here sends anything."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from newsletter import publication as publications
from newsletter.errors import InputError, Refused
from newsletter.files import shown
from newsletter.merge import stamped_mjml
from newsletter.message import build_for
from newsletter.model import Letter, Publication, Service, on_the_web, place_pictures, replace, within
from newsletter.preview.proof import now
from newsletter.preview.seen import Seen, edition_seen, who
from newsletter.preview.showing import Good, Showing


class Form(NamedTuple):
    """One form of a letter.

    Attributes:
        make: what makes it.
        media_type: what it is.
        ending: what its file ends in.
        packed: there is nothing to look at: whoever asks for it hands it over.
        source: it is looked at for how the service gets it, unless a reader is asked for.
        tried: one looks at it in one's own mail program; errors are seen there, and do not matter before somebody must say yes.
    """

    make: Callable[[Good, Seen], str | bytes]
    media_type: str
    ending: str
    packed: bool = False
    source: bool = True
    tried: bool = False


def made(showing: Showing, seen: Seen, form: Form, *, hands_over: bool) -> bytes:
    """Return the letter that is shown in one of its forms; there must be one.

    Args:
        hands_over: it is copied or kept as a file, and goes out of the editor's hands; else it is looked at in the page.

    Raises:
        Refused: it is handed over, and has errors, is not what was approved where that is asked for, or is only the last
            one that could be made.
        InputError: there is no such service; or the message has no subject or no sender.
        UsageError: an address of the publication is none.
    """
    good = showing.good
    assert good, "there is no letter yet"
    if hands_over or form.packed:
        if showing.mistakes:
            raise Refused("the files have mistakes now, and this is the letter from before", todo="mend them first",
                          where=showing.name)
        if good.publication.require_approval or not form.tried:
            _assert_in_order(good, seen, form)
        seen = seen if form.tried else replace(seen, reader="", service=_handed_to(good, seen).id)
    if (form.source or hands_over) and not seen.reader:
        seen = replace(seen, service=_handed_to(good, seen).id)
    product = form.make(good, seen)
    return product.encode("utf-8", "replace") if isinstance(product, str) else product


def _handed_to(good: Good, seen: Seen) -> Service:
    """Return the service that is chosen; as whatever reader the letter is looked at, the publication's."""
    return publications.service(good.publication, "" if seen.reader else seen.service)


def _assert_in_order(good: Good, seen: Seen, form: Form) -> None:
    """Raise Refused as ``newsletter export`` does."""
    from newsletter import approval, checks

    service = _handed_to(good, seen)
    approval.in_order(
        good.path, good.publication, checks.as_judged(good.letter, service, good.publication), good.issue, service,
        today=now(good.publication).date(), otherwise=_anyway(good, service, form))


def _anyway(good: Good, service: Service, form: Form) -> str:
    """Return what hands over the same although it has errors."""
    where = ["--service", service.id, *(("--theme", good.theme) if good.theme != good.publication.theme else ())]
    if form.packed:
        return f"export it all the same: {shlex.join(('newsletter', 'export', shown(good.path), *where, '--anyway'))}"
    return f"render it all the same: {shlex.join(('newsletter', 'render', shown(good.path), *where, '-o', f'letter{form.ending}'))}"


def _html(good: Good, seen: Seen) -> str:
    edition = edition_seen(good, seen)
    return _placed(edition.html, good.letter, good.publication)


def _mjml(good: Good, seen: Seen) -> str:
    service, reader = who(good, seen)
    return _placed(stamped_mjml(good.letter, service, good.publication, reader), good.letter, good.publication)


def _placed(markup: str, letter: Letter, publication: Publication) -> str:
    """Return markup with its pictures at their place on the web; where they have none, inside."""
    return place_pictures(markup, letter.pictures, on_the_web(publication, within))


def _text(good: Good, seen: Seen) -> str:
    return edition_seen(good, seen).text


def _message(good: Good, seen: Seen) -> bytes:
    edition, publication = edition_seen(good, seen), good.publication
    if not edition.subject:
        raise InputError("the letter has no subject", todo="write subject = '…' at the top of the issue")
    return build_for(edition, publication, date=now(publication))


def _draft(good: Good, seen: Seen) -> bytes:
    """Return the message so that Outlook opens it as one still to be sent; others pass the field over."""
    return b"X-Unsent: 1\r\n" + _message(good, seen)


def called(showing: Showing, seen: Seen, form: Form) -> str:
    """Return the name under which a form is kept: the issue's, and of what is packed for a service, that one's as well.

    Raises InputError where there is no such service.
    """
    good, stem = showing.good, Path(showing.name).stem
    return f"{stem}{f'-{_handed_to(good, seen).id}' if form.packed and good else ''}{form.ending}"


def _zip(good: Good, seen: Seen) -> bytes:
    """Return what is handed to the service, with what to do with it."""
    from newsletter.export import pack, zipped

    return zipped(pack(good.letter, _handed_to(good, seen), good.publication, good.issue))


FORMS = {
    "html": Form(_html, "text/html", ".html"),
    "text": Form(_text, "text/plain", ".txt", source=False),
    "mjml": Form(_mjml, "text/plain", ".mjml"),
    "eml": Form(_message, "message/rfc822", ".eml", tried=True),
    "zip": Form(_zip, "application/zip", ".zip", packed=True),
    "draft": Form(_draft, "message/rfc822", ".eml", tried=True),
}
