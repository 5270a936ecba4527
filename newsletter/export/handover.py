"""The files of a pack → HANDOVER.md: three to six steps, written once for each shape of import.

No click paths, which go stale: what is to be done, in the service's own words where its profile knows them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from newsletter.export.names import HTML, MESSAGE, PAGE, PICTURES, TEXT, WORDS, ZIP
from newsletter.export.shapes import shape_of
from newsletter.model import Edition, Issue, Publication, Service
from newsletter.prose import one_line


def words_to_copy(edition: Edition, service: Service, publication: Publication, issue: Issue) -> str:
    """Return the words that a service asks for apart from the letter, each on a line of its own under its name."""
    said = {
        "Subject": edition.subject,
        "Preheader": edition.preheader,
        "From": publication.sender,
        "Answers go to": publication.reply_to,
        "Other subject lines": "\n".join(map(one_line, issue.subjects)),
    }
    return "\n".join(f"{name}:\n{words}\n" for name, words in said.items() if words)


def text(
    files: Collection[str], remarks: Sequence[str], edition: Edition, service: Service, publication: Publication
) -> str:
    """Return HANDOVER.md: what it is, the steps in order, and what the service does to the letter."""
    steps = _STEPS[shape_of(service)](files, service, publication)
    lines = [f"# {_title(edition, publication)} for {service.name}", ""]
    lines += [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    if remarks:
        lines += ["", "To know:", "", *(f"* {remark}" for remark in remarks)]
    return "\n".join(lines) + "\n"


def _title(edition: Edition, publication: Publication) -> str:
    number = edition.letter.number
    return one_line(f"{publication.name or 'The letter'}{f', No. {number}' if number is not None else ''}")


def _pictures(files: Collection[str], publication: Publication) -> Iterator[str]:
    """Yield the step for pictures that must stand on the web before the letter can show them."""
    if not any(name.startswith(f"{PICTURES}/") for name in files):
        return
    if publication.image_base_url:
        yield f"Put the files of `{PICTURES}/` on the web at {publication.image_base_url}, where the letter looks for them."
    else:
        yield (f"Put the files of `{PICTURES}/` on the web, write the address of their folder into newsletter.toml "
               "(`image_base_url`), and export again.")


def _paste(files: Collection[str], service: Service, publication: Publication) -> Iterator[str]:
    yield from _pictures(files, publication)
    yield f"In {service.name}, begin a letter of which you give the HTML yourself."
    yield f"Copy all of `{HTML}` into it."
    yield f"Copy all of `{TEXT}` into its plain-text version."
    yield f"Copy subject and preheader out of `{WORDS}`."
    yield _TEST


def _zip(files: Collection[str], service: Service, publication: Publication) -> Iterator[str]:
    if publication.image_base_url:
        yield from _pictures(files, publication)
    yield f"In {service.name}, begin a letter of which you give the HTML yourself, and upload `{ZIP}`."
    yield f"Copy all of `{TEXT}` into its plain-text version."
    yield f"Copy subject and preheader out of `{WORDS}`."
    yield _TEST


def _message(files: Collection[str], service: Service, publication: Publication) -> Iterator[str]:
    if publication.image_base_url:
        yield from _pictures(files, publication)
    if MESSAGE in files:
        yield f"Open `{MESSAGE}` in a mail program, and look at it."
    yield f"Put `{PAGE}` on the web{_page_address(publication)}, with `{PICTURES}/` beside it unless they stand elsewhere."
    yield "Send it: `newsletter render --as eml --to ADDRESS` makes the message for one reader, for a mail sender to take."
    yield f"A program of your own takes `{HTML}` and `{TEXT}`, and subject and preheader out of `{WORDS}`."


def _page_address(publication: Publication) -> str:
    address = publication.addresses.get("web_version", "")
    return f", at {address}" if address and "{" not in address else ""


_TEST = "Send yourself a test. Look at the greeting, the pictures and the way out of the list; then send."
_STEPS = {"paste": _paste, "zip": _zip, "message": _message}
