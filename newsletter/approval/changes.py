"""Two letters as they were seen → what an editor calls different between them, in words and with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from newsletter import merge
from newsletter.approval.matching import Matched, matched
from newsletter.approval.seen import GIVEN, Approved
from newsletter.approval.units import Unit, sheet, spoken, units
from newsletter.approval.wording import count, shortened
from newsletter.prose import amount, excerpt

Kind = Literal["words", "picture", "description", "link", "new", "gone", "moved", "readers", "service", "given", "look", "text"]

_NAMED = 60  # letters of a headline
_GIVEN = 200  # and of what a publication gives
_NUMBERED = re.compile(r"b\d")


class Change(NamedTuple):
    """One thing that is different; as a text it says what and where: ``1 word, in 2.3``, and the words where no number leads
    to them.

    Attributes:
        said: what and where.
        position: where in the later letter (``b2.s3``), in the earlier one for what is gone; empty for neither.
        before, after: the words of that place, where words changed, came or went.
    """

    kind: Kind
    said: str
    position: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        is_blank = self.before.split() == self.after.split()
        if self.kind != "words" or is_blank or _NUMBERED.match(self.position):
            return self.said
        one, other = shortened(self.before, self.after, _NAMED)
        return f"{self.said}: {f'“{other}”' if other else 'none'} instead of {f'“{one}”' if one else 'none'}"


def changes_between(before: Approved, after: Approved) -> tuple[Change, ...]:
    """Return what is different, in the order of the later letter; nothing where their checksums are the same."""
    if before.checksum == after.checksum:
        return ()
    found = [*_of_service(before, after), *_of_given(before, after), *_of_lines(before, after), *_of_units(before, after)]
    outside = all(change.kind in ("service", "given") for change in found)
    if outside and before.letter_checksum != after.letter_checksum:
        found += _unseen(before, after)
    return tuple(found) or (Change("service", f"the letter as {after.service} gets it"),)


def _of_service(before: Approved, after: Approved) -> Iterator[Change]:
    if before.service != after.service:
        yield Change("service", f"the service: {after.service} instead of {before.service}")
    elif before.profile != after.profile:
        yield Change("service", f"the service's profile: what is put in for {after.service}")


def _of_given(before: Approved, after: Approved) -> Iterator[Change]:
    """Yield what the publication gives in another way; for another service, only what both have a place for."""
    names = before.given.keys() & after.given.keys() if before.service != after.service else GIVEN.keys()
    for name in filter(names.__contains__, GIVEN):
        one, other = before.given.get(name, ""), after.given.get(name, "")
        if one != other:
            now, then = (excerpt(value, _GIVEN) or "none" for value in (other, one))
            yield Change("given", f"{GIVEN[name]}: {now} instead of {then}", before=one, after=other)


def _of_lines(before: Approved, after: Approved) -> Iterator[Change]:
    """Yield what is different in the lines that inboxes show."""
    for name in ("subject", "preheader"):
        one, other = (merge.written(getattr(side, name), side.key, side.tags) for side in (before, after))
        if one != other:
            yield Change("words", f"{_words(count(one, other))}, in the {name}", name, one, other)
    if before.subjects != after.subjects:
        one, other = (" · ".join(merge.written(line, side.key, side.tags) for line in side.subjects) for side in (before, after))
        yield Change("words", "the other subject lines", "subjects", one, other)


def _words(number: int) -> str:
    return amount(number, "word") if number else "a blank"


def _of_units(before: Approved, after: Approved) -> Iterator[Change]:
    pairs = matched(units(before), units(after))
    told = [*_of_pairs(pairs, before, after), *_of_places(pairs)]
    yield from told
    # Where something came, went or moved, the space round its neighbours does, too.
    if not any(change.kind in ("new", "gone", "moved") for change in told):
        yield from _of_looks(pairs, before, after, {change.position for change in told})


def _of_pairs(pairs: Matched, before: Approved, after: Approved) -> Iterator[Change]:
    for one, other in pairs.same:
        place = spoken(other.position)
        if number := count(one.words, other.words):
            yield Change("words", f"{_words(number)}, in {place}", other.position, one.words, other.words)
        if one.readers != other.readers:
            said = f"{place} is now for {_readers(other.readers)} (was: {_readers(one.readers)})"
            yield Change("readers", said, other.position, one.readers, other.readers)
        yield from _of_pictures(one, other, place, before, after)
        if set(one.links) != set(other.links):
            yield _of_links(one, other, place)


def _readers(typed: str) -> str:
    """Return whom a part is for, in words."""
    return f"all but {typed.removeprefix('not ')}" if typed.startswith("not ") else typed or "all readers"


def _of_pictures(one: Unit, other: Unit, place: str, before: Approved, after: Approved) -> Iterator[Change]:
    if _files(one, before) != _files(other, after):
        more = len(other.pictures) - len(one.pictures)
        what = f"the picture of {place}" if not more else f"a picture {'more' if more > 0 else 'less'}, in {place}"
        yield Change("picture", what, other.position)
    said = [", ".join(alt for _, alt in unit.pictures) for unit in (one, other)]
    if said[0] != said[1]:
        yield Change("description", f"the description of the picture of {place}", other.position, *said)


def _files(unit: Unit, seen: Approved) -> list[str]:
    """Return what the pictures of a unit are: the hash of their files, or their addresses on the web."""
    return [seen.pictures.get(address.rpartition("/")[2], address) for address, _ in unit.pictures]


def _of_links(one: Unit, other: Unit, place: str) -> Change:
    gone, new = ([link for link in first if link not in second]
                 for first, second in ((one.links, other.links), (other.links, one.links)))
    number = max(len(gone), len(new))
    return Change("link", f"the link of {place}" if number == 1 else f"{number} links, in {place}", other.position,
                  " ".join(gone), " ".join(new))


def _of_places(pairs: Matched) -> Iterator[Change]:
    """Yield what came, went or stands elsewhere."""
    for unit in pairs.gone:
        yield Change("gone", f"taken out: {_called(unit)}", unit.position, before=unit.words)
    for unit in pairs.new:
        yield Change("new", f"added: {_called(unit)}", unit.position, after=unit.words)
    for one, other in pairs.same:
        if other.position in pairs.moved:
            where = f"was {spoken(one.position)} before" if one.position != other.position else "stands elsewhere"
            yield Change("moved", f"the order: {_called(other)} {where}", other.position)


def _called(unit: Unit) -> str:
    """Return how a unit is named: its number and its headline, or its first words."""
    name = excerpt(unit.title or unit.words, _NAMED)
    called = f"{spoken(unit.position)} “{name}”" if name else spoken(unit.position)
    return f"{called}, for {_readers(unit.readers)}" if unit.readers else called


# ── what is no word ──────────────────────────────────────────────────────────────────────────────────────────


def _of_looks(pairs: Matched, before: Approved, after: Approved, told: set[str]) -> Iterator[Change]:
    """Yield what looks different; places of which something was told already are passed over."""
    other = [later for one, later in pairs.same if later.position not in told and one.form != later.form]
    if sheet(before) != sheet(after) or len(other) > 3:
        yield Change("look", "the look of the letter (theme, colours or templates)")
        return
    for unit in other:
        yield Change("look", f"the look of {spoken(unit.position)}", unit.position)


def _unseen(before: Approved, after: Approved) -> Iterator[Change]:
    """Yield what is different where nothing that a reader sees is."""
    if before.text != after.text:
        lines = [set(side.text.splitlines()) for side in (before, after)]
        number = len(lines[1] - lines[0]) or len(lines[0] - lines[1])
        yield Change("text", f"the plain text: {amount(number, 'line') if number else 'some lines'}")
    if before.html != after.html:
        yield Change("look", "the code of the letter, in what nobody sees")
    elif before.text == after.text:
        yield Change("look", "what the letter is made of")
