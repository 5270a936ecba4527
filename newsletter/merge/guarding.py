"""Words of ours that a service's engine would take for a tag → the same words, written so that it does not.

An entity is the same character to every mail program, and nothing to a template engine; in a style sheet, where there are
no entities, a blank keeps the two apart. Plain text has neither: there the engine's own escape is written where it has one,
else a word joiner (U+2060), which nobody sees, between the two characters.

Some engines read an address percent-encoded as well, and read it once more when somebody follows it, so that no entity
lasts: there the first letter of the tag's name is percent-encoded, which is the same address, and another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from newsletter.dom import COMMENT
from newsletter.merge.standing_in import ADDRESS, in_address, stand_ins
from newsletter.model import Service

JOINER = "\u2060"

# Style sheets, and comments for Outlook, in which nobody's words stand.
# One that is never closed goes to the end, so that the end is not looked for from each of thousands.
_APART = re.compile(
    r"(<(?:mj-)?style\b[^<]*+(?:<(?!/(?:mj-)?style>)[^<]*+)*+(?:</(?:mj-)?style>|\Z)"
    rf"|<!--\[if[^\]>]*+\]>|<!\[endif\]-->|{COMMENT})", re.DOTALL)


# As Smarty has it: a no-break space is none.
_BEFORE_NO_BLANK = r"(?![ \t\r\n])"


class _Beginning(NamedTuple):
    """What begins a tag: what is there in each of them, and what finds the first character of one."""

    sign: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=128)
def _beginnings(guards: tuple[str, ...], signs: str, encoded: tuple[str, ...] = ()) -> tuple[_Beginning, ...]:
    """Return what finds the first character of whatever begins a tag; only the first, so that each of {{{ is found.

    One pattern for each: with a first character that is certain, a long letter is searched 20 times as fast (measured).
    """
    literal = [
        (guard, re.escape(guard[0]) + (f"(?={re.escape(guard[1:])})" if guard[1:] else _BEFORE_NO_BLANK)) for guard in guards]
    lettered = [(sign, f"{re.escape(sign)}(?=[A-Za-z])") for sign in signs]
    coded = [(guard[0], f"{re.escape(guard[0])}(?=(?i:{re.escape(guard[1:])})[A-Za-z])") for guard in encoded]
    return tuple(_Beginning(sign, re.compile(pattern)) for sign, pattern in (*literal, *lettered, *coded))


_ADDRESS = re.compile(ADDRESS)


@lru_cache(maxsize=32)
def _names(encoded: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the first letter of a tag's name behind what begins the tag in an address; that of a stand-in is none."""
    return re.compile(f"(?i:({'|'.join(map(re.escape, encoded))}))(?!merge-)([A-Za-z])")


def _coded(signs: str) -> str:
    """Return signs of ASCII as an address may write any sign."""
    return "".join(f"%{ord(sign):02X}" for sign in signs)


def _renamed(text: str, encoded: tuple[str, ...]) -> str:
    """Return a text in whose addresses no tag begins that its service reads percent-encoded."""
    if not any(guard in text or guard.lower() in text for guard in encoded):
        return text
    names = _names(encoded)
    return _ADDRESS.sub(lambda address: names.sub(lambda found: found[1] + _coded(found[2]), address[0]), text)


# Remembered, for one letter is stamped for many services, and many look for the same.
@lru_cache(maxsize=64)
def guarded_html(html: str, guards: tuple[str, ...], signs: str = "", encoded: tuple[str, ...] = (), key: str = "") -> str:
    """Return HTML in which a service's engine finds no tag. MJML too: what is guarded is printed as it is.

    Args:
        encoded: what begins a tag in an address, percent-encoded, where a letter follows.
        key: the letter's, whose stand-ins become tags.
    """
    # First, for then it is the same for all services.
    html = _kept_from_tags(html, key, is_html=True) if guards or signs else html
    html = _renamed(html, encoded)
    begins = tuple(each for each in _beginnings(guards, signs, encoded) if _holds(html, each))
    return _guarded(html, begins) if begins else html


# What a tag may begin or end with. Where one stands beside a tag, an engine would read the two together.
_JOINING = frozenset("{}[]\\%$#*|@")


# Remembered, for one letter is stamped for many services.
@lru_cache(maxsize=32)
def _kept_from_tags(text: str, key: str, *, is_html: bool) -> str:
    """Return a text in which no sign beside a stand-in can be read with the tag that is put in there."""
    written: dict[int, str] = {}
    for found in stand_ins(text, key):
        for place in (found.start - 1, found.end):
            if (sign := text[max(place, 0):place + 1]) not in _JOINING:
                continue
            if is_html:
                written[place] = f"&#{ord(sign)};"
            elif in_address(text, found.start):
                written[place] = sign if sign == "%" else _coded(sign)
            else:
                now = written.get(place, sign)
                written[place] = JOINER + now if place == found.end else now + JOINER
    pieces, after = list[str](), 0
    for place, said in written.items():
        pieces += [text[after:place], said]
        after = place + 1
    return "".join((*pieces, text[after:])) if pieces else text


# Signs that are rare in HTML, and with which most tags begin, or go on.
_FIRST, _SECOND = "{[$*", "@%"


@lru_cache(maxsize=1024)
def _holds(html: str, begins: _Beginning) -> bool:
    sign = begins.sign
    is_pair = len(sign) == 2 and (sign[0] in _FIRST or sign[1] in _SECOND)
    may = sign in _pairs(html) if is_pair else sign in html
    return may and begins.pattern.search(html) is not None


@lru_cache(maxsize=8)
def _pairs(html: str) -> frozenset[str]:
    """Return each two signs that stand beside each other, of which one is rare: all at once, in a third of the time (measured)."""
    pairs = {first + (behind[:1] or first) for first in _FIRST for behind in html.split(first)[1:]}
    return frozenset(pairs | {(before[-1:] or second) + second for second in _SECOND for before in html.split(second)[:-1]})


@lru_cache(maxsize=32)
def _guarded(html: str, begins: tuple[_Beginning, ...]) -> str:
    pieces = list(_cut(html))
    for each in begins:
        for index, piece in enumerate(pieces):
            if index % 2 == 0:
                pieces[index] = each.pattern.sub(_as_entity, piece)
            elif piece.startswith(("<style", "<mj-style")):
                pieces[index] = each.pattern.sub(_before_blank, piece)
    return "".join(pieces)


def _as_entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _before_blank(found: re.Match[str]) -> str:
    return f"{found[0]} "


@lru_cache(maxsize=8)
def _cut(html: str) -> tuple[str, ...]:
    """Return HTML cut where nobody's words stand."""
    return tuple(_APART.split(html))


@lru_cache(maxsize=128)
def _in_text(explicit: tuple[str, ...], guards: tuple[str, ...], signs: str, encoded: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds, in plain text, addresses, what has an escape of its own, and what else begins a tag."""
    own = "|".join(
        re.escape(sign) + (_BEFORE_NO_BLANK if sign in guards and not sign[1:] else "")
        for sign in sorted(explicit, key=len, reverse=True)) or "(?!)"
    bare = _beginnings(tuple(guard for guard in guards if guard not in explicit), signs, encoded)
    others = "|".join(each.pattern.pattern for each in bare) or "(?!)"
    return re.compile(rf"(?P<own>{own})|(?P<address>(?i:https?)://[^\s\x00-\x1f]+)|{others}")


def guarded_line(line: str, service: Service, which: str, key: str = "") -> str:
    """Return a line of the inbox in which a service's engine finds no tag; what only plain text must not hold stays.

    Args:
        which: ``subject`` or ``preheader``.
        key: the letter's, whose stand-ins become tags.
    """
    of_tags = {sign: said for sign, said in service.text_guards.items() if any(guard in sign for guard in service.guards)}
    return guarded_text(line, service, of_tags if which in service.fills_in else {}, key)


def guarded_text(text: str, service: Service, explicit: Mapping[str, str] | None = None, key: str = "") -> str:
    """Return plain text in which a service's engine finds no tag.

    Args:
        explicit: how what begins a tag is written; the service's `text_guards` where it is not given.
        key: the letter's, whose stand-ins become tags.
    """
    if service.guards or service.guard_signs:
        text = _kept_from_tags(text, key, is_html=False)
    return _guarded_text(text, service, service.text_guards if explicit is None else explicit) if _may_hold(text, service) else text


def _guarded_text(text: str, service: Service, explicit: Mapping[str, str]) -> str:
    found_in = _in_text(tuple(explicit), service.guards, service.guard_signs, service.address_guards)
    behind_own = 0

    def kept_apart(found: re.Match[str]) -> str:
        nonlocal behind_own
        if found["own"]:
            # What it is written as is code of the engine, too: a sign before it must not be read with it.
            is_joined = found.start() > behind_own and text[found.start() - 1] in _JOINING
            behind_own = found.end()
            return f"{JOINER if is_joined else ''}{explicit[found[0]]}"
        return _address(found[0], service) if found["address"] else found[0] + JOINER

    return found_in.sub(kept_apart, text)


def guarded_end(words: str, *, is_html: bool) -> str:
    """Return words that stand in the place of a tag, of which the last sign cannot be read with what comes behind."""
    if words[-1:] not in _JOINING:
        return words
    return f"{words[:-1]}&#{ord(words[-1])};" if is_html else words + JOINER


def _may_hold(text: str, service: Service) -> bool:
    """Say whether a plain text holds what could begin a tag."""
    return _hold(text, service.guards, service.guard_signs, tuple(service.text_guards), service.address_guards)


@lru_cache(maxsize=128)
def _hold(text: str, *signs: Iterable[str]) -> bool:
    return any(sign[0] in text for some in signs for sign in some)


# A name between two % that begins as a character of an address does: %ADDRESS%, %FB%.
_CODED_NAME = re.compile(r"%([A-F](?:[A-F]|[0-9](?=[A-Z])))([A-Z]?)(?=[A-Z0-9_-]*%)")


def _address(address: str, service: Service) -> str:
    """Return an address in which no tag begins: a joiner would break it, %7B does not. What is a % already stays."""
    for begins in _beginnings((*service.guards, *service.text_guards), service.guard_signs):
        address = begins.pattern.sub(lambda found: found[0] if found[0] == "%" else _coded(found[0]), address)
    if "%" in service.guard_signs:
        address = _CODED_NAME.sub(lambda found: f"%{found[1].lower()}{_coded(found[2])}", address)
    return _renamed(address, service.address_guards)
