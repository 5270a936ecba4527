"""The files of a pack → HANDOVER.md: three to six steps, written once for each shape of import.

No click paths, which go stale: what is to be done, with the service's own words where its profile knows them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from newsletter import merge
from newsletter.export.names import BODY, HTML, MESSAGE, PAGE, PICTURES, TEXT, WORDS, ZIP
from newsletter.export.remarks import Remarks, again
from newsletter.export.words import asked_for, called, explained
from newsletter.model import Edition, Publication, Service
from newsletter.prose import one_line


def text(
    files: Collection[str], remarks: Remarks, edition: Edition, service: Service, publication: Publication
) -> str:
    """Return HANDOVER.md: what it is, the steps in order, what to see to, and what the service does to the letter."""
    steps = _STEPS[service.shape or "paste"](files, service, publication)
    lines = [f"# {_title(edition, publication)} for {service.name}", ""]
    lines += [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    lines += [line for sentence in (*_looked_for(edition, service), *_afterwards(edition, service)) for line in ("", sentence)]
    for heading, said in (("See to it before you send:", remarks.to_do), ("To know:", remarks.to_know)):
        if said:
            lines += ["", heading, "", *(f"* {remark}" for remark in said)]
    return "\n".join(lines) + "\n"


def _looked_for(edition: Edition, service: Service) -> Iterator[str]:
    """Yield what the service must find in a letter, and whether it is there."""
    lacking = {one for missing in merge.missing(edition, service) for one in missing}
    needed = dict.fromkeys((*service.required, *(service.required_text if service.takes_text is not False else ())))
    there = [f"`{_whole_tag(one, edition, service)}`" for one in needed if one not in lacking]
    if there:
        yield f"{service.name} looks for {', '.join(there)} in a letter: {'it is' if len(there) == 1 else 'all of it is'} there."
    if lacking:
        gone = ", ".join(f"`{one}`" for one in needed if one in lacking)
        yield f"{service.name} looks for {gone} in vain: `newsletter check --service {service.id}` says what to write."


def _whole_tag(begins: str, edition: Edition, service: Service) -> str:
    """Return the word of the service that begins so, as it stands in the letter; what it begins with where none does."""
    return next((tag for tag in service.tags.values() if begins in tag and tag in edition.html), begins)


def _afterwards(edition: Edition, service: Service) -> Iterator[str]:
    """Yield what is to be said here when the letter is out, where another program sends it."""
    if not service.merged_here:
        number = edition.letter.number
        yield (f"When it is out, say so here: `newsletter sent{'' if number is None else f' {number}'}`. Then its stories are not "
               "picked again.")


def _title(edition: Edition, publication: Publication) -> str:
    number = edition.letter.number
    return one_line(f"{publication.name or 'The letter'}{f', No. {number}' if number is not None else ''}")


# ── steps that several shapes have ───────────────────────────────────────────────────────────────────────────


def _pictures(files: Collection[str], publication: Publication) -> Iterator[str]:
    """Yield the step for pictures that must stand on the web before the letter can show them."""
    if not _have_pictures(files):
        return
    if publication.image_base_url:
        yield f"Put the files of `{PICTURES}/` on the web at {publication.image_base_url}, where the letter looks for them."
    else:
        yield (f"Put the files of `{PICTURES}/` on the web, write the address of their folder into newsletter.toml "
               f"(`image_base_url`), and {again(publication)}.")


def _have_pictures(files: Collection[str]) -> bool:
    return any(name.startswith(f"{PICTURES}/") for name in files)


def _begun(service: Service, how: str) -> str:
    """Return the step that begins a letter there, in the service's words for it."""
    editor = service.words.get("editor")
    return f"In {service.name}, begin a new {called('letter', service)} {how}{f': choose “{editor}”' if editor else ''}."


def _plain_text(files: Collection[str], service: Service) -> Iterator[str]:
    if TEXT in files and service.takes_text:
        yield f"Copy all of `{TEXT}` into its {explained('text', service)}."
    elif TEXT in files:
        yield f"Where {service.name} asks for a plain text, copy all of `{TEXT}` into it."


def _end(service: Service, publication: Publication) -> Iterator[str]:
    yield f"Copy {_words(service)} out of `{WORDS}`."
    yield (f"Send yourself a test. Look at the greeting, the pictures and {_way_out(service, publication)}; then choose whom it goes to, "
           "and send.")


def _way_out(service: Service, publication: Publication) -> str:
    """Return what to look at of the way out: whose it is, where the letter has none of its own."""
    address = publication.addresses.get("unsubscribe", "")
    if "unsubscribe" in service.tags or service.merged_here or address and "{" not in address:
        return "the way out of the list"
    if service.footer:
        return f"the way out of the list, which {service.name} puts in"
    return f"the way out of the list, for the letter has none: put in the one of {service.name}"


def _words(service: Service) -> str:
    """Return what is copied besides the letter, in the service's words for it."""
    return " and ".join(f"the {explained(word, service)}" for word in asked_for(service))


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────────


def _paste(files: Collection[str], service: Service, publication: Publication) -> Iterator[str]:
    yield from _pictures(files, publication)
    yield _begun(service, "of which you write the HTML yourself" if service.shape else "in an editor that takes HTML of your own")
    if service.shape == "body":
        yield (f"Copy all of `{BODY}` into it: what stands within the letter's body, for {service.name} puts its own page "
               "round it.")
    else:
        yield f"Copy all of `{HTML}` into it, in place of what may be there."
    yield from _plain_text(files, service)
    yield from _end(service, publication)


def _zip(files: Collection[str], service: Service, publication: Publication) -> Iterator[str]:
    yield from _pictures(files, publication)
    yield _begun(service, "of your own HTML")
    yield f"Upload `{ZIP}` as it is{'' if publication.image_base_url else '; the pictures are in it'}."
    yield from _plain_text(files, service)
    yield from _end(service, publication)


def _url(files: Collection[str], service: Service, publication: Publication) -> Iterator[str]:
    beside = "" if publication.image_base_url else f", with `{PICTURES}/` beside it"
    if publication.image_base_url:
        yield from _pictures(files, publication)
    yield f"Put `{HTML}`{' and `' + TEXT + '`' if TEXT in files else ''} on the web{beside}, at any address of yours."
    yield f"{_begun(service, 'that is fetched from the web')[:-1]}, and give it the address of `{HTML}`."
    yield from _end(service, publication)


def _blocks(files: Collection[str], service: Service, publication: Publication) -> Iterator[str]:
    yield f"Open `{HTML}` in a browser: {service.name} takes no HTML of ours, so the letter is built there by hand, to look like it."
    yield (f"In {service.name}, begin a new {called('letter', service)}, and build it band by band: take words and addresses out "
           f"of `{TEXT}`{f', and pictures out of `{PICTURES}/`' if _have_pictures(files) else ''}.")
    yield from _end(service, publication)


def _api(files: Collection[str], service: Service, publication: Publication) -> Iterator[str]:
    yield from _pictures(files, publication)
    yield f"{service.name} has no form to paste a letter into: hand this folder to whoever runs the program that sends."
    yield (f"That program gives `{HTML}` to {service.name} as it is, as {explained('html', service)}{_text_too(files, service)}; "
           f"it takes {_words(service)} out of `{WORDS}`.")
    yield (f"Have a test sent to yourself. Look at the greeting, the pictures and {_way_out(service, publication)}; then have it "
           "sent to all.")


def _text_too(files: Collection[str], service: Service) -> str:
    return f", and `{TEXT}` as {explained('text', service)}" if TEXT in files else ""


def _eml(files: Collection[str], service: Service, publication: Publication) -> Iterator[str]:
    if publication.image_base_url:
        yield from _pictures(files, publication)
    if not service.merged_here:
        yield f"Open `{MESSAGE}` in a mail program, and look at it."
        yield f"Send the letter to the address of your list: `newsletter send --service {service.id} --to ADDRESS`."
        yield f"Let through what {service.name} may hold back for you; then look at what arrives."
        return
    if MESSAGE in files:
        yield f"Open `{MESSAGE}` in a mail program and look at it, or have it in your inboxes: `newsletter send --proof`."
    yield f"Put `{PAGE}` on the web{_page_address(publication)}, with `{PICTURES}/` beside it unless they stand elsewhere."
    yield "Send it: `newsletter send --to ADDRESS` writes to up to 50 readers, each by a message of their own."
    yield f"A program of your own takes `{HTML}` and `{TEXT}`, and {_words(service)} out of `{WORDS}`."


def _page_address(publication: Publication) -> str:
    address = publication.addresses.get("web_version", "")
    return f", at {address}" if address and "{" not in address else ""


_STEPS = {"paste": _paste, "body": _paste, "zip": _zip, "url": _url, "blocks": _blocks, "api": _api, "eml": _eml}
