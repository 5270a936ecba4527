"""What the service asks of a letter: what must stand in it, what must not, and how much it takes.

All of it stands in the service's own file, each value with its source; of what is not known there nothing is said. The
letter is judged as it is handed over, in the service's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from newsletter import merge
from newsletter.checks._look import quoted
from newsletter.checks._rules import Fault, rule
from newsletter.checks._settings import setting_at, settings_at
from newsletter.checks._sheet import Sheet
from newsletter.checks._spellings import neutral
from newsletter.checks.size import and_the_longest, longest
from newsletter.files import shown
from newsletter.model import Service

_PLACES = 3
"""Places of one thing, at the most, that are told."""

# ── what must stand in it ────────────────────────────────────────────────────────────────────────────────────


@rule("SERVICE-NEEDS", "error", "The letter lacks what its service looks for.", foreign=False,
      why="The service does not take or send such a letter, or puts words of its own under it: see its file in data/services.",
      mend="write [Unsubscribe](merge:unsubscribe) and {postal_address} into imprint in newsletter.toml")
def lacking(sheet: Sheet) -> Iterator[Fault]:
    service = sheet.service
    html, text = merge.missing(sheet.edition, service)
    by_word: dict[str, dict[str, None]] = {}
    for one in (*html, *text):
        by_word.setdefault(_word_for(one, service), {})[one] = None
    for word, ones in by_word.items():
        there = "it is not there" if len(ones) == 1 else "they are not there"
        voice = "letter" if any(one in html for one in ones) else "plain text of a letter"
        yield _lack(sheet, word, f"{service.name} looks for {', '.join(map(quoted, ones))} in the {voice}, and {there}", next(iter(ones)))


def _word_for(needed: str, service: Service) -> str:
    """Return our word for what a service looks for; empty where none of ours becomes that."""
    tables = (service.tags, service.text_tags)
    return next((name for table in tables for name, spelled in table.items() if needed in spelled and neutral(name)), "")


def _lack(sheet: Sheet, word: str, message: str, needed: str) -> Fault:
    """Return the fault with what mends it: our word for it, or itself, in the imprint; else the template, or the service's file."""
    service, publication = sheet.service, sheet.publication
    if "<" in needed:
        return Fault(message, hint="let the letter's template write it", owner="template")
    if not word and _is_guarded(needed, service):
        return Fault(message, hint=f"say which of our words it is: postal_address = {needed!r} under [tags] there, and "
                                   "{postal_address} in imprint", where=shown(service.path))
    place, own = _imprint(sheet), publication.postal_address.strip()
    instead = ", in the place of your address" if word == "postal_address" and own and own in publication.imprint else ""
    return Fault(message, place, f"write {neutral(word) or 'it'} into {'these words' if place else 'imprint in newsletter.toml'}{instead}",
                 where=setting_at(publication, "imprint") if publication.root and not place else "")


def _is_guarded(words: str, service: Service) -> bool:
    """Say whether words would be kept from the service's engine wherever they are written, as all words are that begin a tag."""
    return any(guard in words for guard in service.guards) or any(sign in words for sign in service.guard_signs)


def _imprint(sheet: Sheet) -> str:
    """Return the position of the words that this number has in the place of the publication's imprint; empty for none."""
    blocks = enumerate(sheet.issue.blocks if sheet.issue else (), 1)
    return next((f"b{number}.text" for number, block in blocks
                 if block.use and block.kind == "imprint" and block.fields.get("text")), "")


# ── what must not stand in it ────────────────────────────────────────────────────────────────────────────────


@rule("SERVICE-FORBIDS", "error", "The letter holds what its service forbids.", foreign=False,
      why="The service refuses a letter with it, or makes something else of it: see its file in data/services.",
      mend="say it in other words")
def forbidden(sheet: Sheet) -> Iterator[Fault]:
    html = sheet.edition.html
    for words in sheet.service.forbids:
        found = {sheet.position_of(place.start()): place.start() for place in re.finditer(re.escape(words), html)}
        for position, offset in islice(found.items(), _PLACES):
            yield _forbidden(sheet, words, position, offset)


def _forbidden(sheet: Sheet, words: str, position: str, offset: int) -> Fault:
    message = f"{quoted(words)} must not stand in a letter for {sheet.service.name}"
    if position.startswith("b"):
        written = next((one for one in sheet.written if one.position == position and words in one.text), None)
        return Fault(message, written.at(words) if written else offset)
    if not position and sheet.issue and words in sheet.issue.subject:
        return Fault(message, "subject")
    if position and (where := settings_at(sheet.publication, words)):
        return Fault(message, where=where)
    return Fault(message, offset, "take it out of the template", owner="template")


# ── how much it takes ────────────────────────────────────────────────────────────────────────────────────────


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


_COUNTED: Mapping[str, tuple[str, str, Callable[[Sheet], int]]] = {
    "subject": ("the subject has {} characters", "shorten it", lambda sheet: len(sheet.subject)),
    "preheader": ("the preheader has {} characters", "shorten it", lambda sheet: len(sheet.preheader)),
    "html": ("the HTML has {} B", "leave stories to the site, or make two letters of it", lambda sheet: _bytes(sheet.sent_html)),
    "text": ("the plain text has {} B", "leave stories to the site, or make two letters of it", lambda sheet: _bytes(sheet.text)),
    "message": ("the whole message has {} B", "leave pictures or stories to the site", lambda sheet: len(sheet.message)),
    "pictures": ("the letter has {} pictures", "leave pictures to the site", lambda sheet: len(sheet.edition.letter.pictures)),
}
"""Limit of a service → what is counted, how that is mended, and the count."""


@rule("SERVICE-LIMIT", "error", "The letter is longer than its service takes.", foreign=False,
      why="The service refuses the letter, or cuts it: see its file in data/services.", mend="shorten it")
def over_limit(sheet: Sheet) -> Iterator[Fault]:
    service = sheet.service
    for name, most in service.limits.items():
        what, todo, counted = _COUNTED[name]
        if name == "text" and service.takes_text is False:
            continue
        if (count := counted(sheet)) > most:
            place, also = (longest(sheet), and_the_longest(sheet)) if name in ("html", "text") else (name, "")
            yield Fault(f"{what.format(f'{count:,}')}, and {service.name} takes {most:,}{also}", place, todo)
