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
from urllib.parse import unquote

from newsletter.dom import COMMENT
from newsletter.model import Service

JOINER = "\u2060"

# Style sheets, and comments for Outlook, in which nobody's words stand.
# One that is never closed goes to the end, so that the end is not looked for from each of thousands.
_APART = re.compile(rf"(<style\b.*?(?:</style>|\Z)|<!--\[if[^\]>]*+\]>|<!\[endif\]-->|{COMMENT})", re.DOTALL)


@lru_cache(maxsize=128)
def _beginnings(guards: tuple[str, ...], signs: str, encoded: tuple[str, ...] = ()) -> tuple[re.Pattern[str], ...]:
    """Return what finds the first character of whatever begins a tag; only the first, so that each of {{{ is found.

    One pattern for each: with a first character that is certain, a long letter is searched 20 times as fast (measured).
    """
    literal = (f"{re.escape(guard[0])}(?={re.escape(guard[1:])})" for guard in guards)
    lettered = (f"{re.escape(sign)}(?=[A-Za-z])" for sign in signs)
    coded = (f"{re.escape(guard[0])}(?=(?i:{re.escape(guard[1:])})[A-Za-z])" for guard in encoded)
    return tuple(map(re.compile, (*literal, *lettered, *coded)))


# An address, in an attribute or in words.
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\"'<>]*")


@lru_cache(maxsize=32)
def _names(encoded: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the first letter of a tag's name behind what begins the tag in an address, encoded or bare."""
    begins = "|".join(re.escape(sign) for guard in encoded for sign in (guard, unquote(guard)))
    return re.compile(rf"(?i:({begins}))([A-Za-z])")


def _coded(signs: str) -> str:
    """Return signs of ASCII as an address may write any sign."""
    return "".join(f"%{ord(sign):02X}" for sign in signs)


def _renamed(text: str, encoded: tuple[str, ...]) -> str:
    """Return a text in whose addresses no tag begins that its service reads percent-encoded."""
    names = _names(encoded) if encoded else None
    if names is None or not names.search(text):
        return text
    return _ADDRESS.sub(lambda address: names.sub(lambda found: found[1] + _coded(found[2]), address[0]), text)


def guarded_html(html: str, guards: Iterable[str], signs: str = "", encoded: tuple[str, ...] = ()) -> str:
    """Return HTML in which a service's engine finds no tag. MJML too: what is guarded is printed as it is.

    Args:
        encoded: what begins a tag in an address, percent-encoded, where a letter follows.
    """
    html = _renamed(html, encoded)
    begins = [each for each in _beginnings(tuple(guards), signs, encoded) if _holds(html, each)]
    if not begins:
        return html
    pieces = list(_cut(html)[0])
    for each in begins:
        for index, piece in enumerate(pieces):
            if index % 2 == 0:
                pieces[index] = each.sub(_as_entity, piece)
            elif piece.startswith("<style"):
                pieces[index] = each.sub(_before_blank, piece)
    return "".join(pieces)


def _as_entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _before_blank(found: re.Match[str]) -> str:
    return f"{found[0]} "


@lru_cache(maxsize=32)
def _cut(html: str) -> tuple[tuple[str, ...], str]:
    """Return HTML cut where nobody's words stand, and all but its comments on lines of their own.

    Remembered, for one letter is stamped for many services.
    """
    pieces = _APART.split(html)
    return tuple(pieces), "\n".join(piece for piece in pieces if not piece.startswith("<!"))


@lru_cache(maxsize=1024)
def _holds(html: str, begins: re.Pattern[str]) -> bool:
    return begins.search(_cut(html)[1]) is not None


@lru_cache(maxsize=128)
def _in_text(explicit: tuple[str, ...], guards: tuple[str, ...], signs: str, encoded: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds, in plain text, addresses, what has an escape of its own, and what else begins a tag."""
    own = "|".join(map(re.escape, sorted(explicit, key=len, reverse=True))) or "(?!)"
    bare = _beginnings(tuple(guard for guard in guards if guard not in explicit), signs, encoded)
    others = "|".join(each.pattern for each in bare) or "(?!)"
    return re.compile(rf"(?P<own>{own})|(?P<address>https?://[^\s\x00-\x1f]+)|{others}")


def guarded_line(line: str, service: Service) -> str:
    """Return a subject, or a preheader, in which a service's engine finds no tag; what only plain text must not hold stays."""
    of_tags = {sign: said for sign, said in service.text_guards.items() if any(guard in sign for guard in service.guards)}
    return guarded_text(line, service, of_tags)


def guarded_text(text: str, service: Service, explicit: Mapping[str, str] | None = None) -> str:
    """Return plain text in which a service's engine finds no tag.

    Args:
        explicit: how what begins a tag is written; the service's `text_guards` where it is not given.
    """
    explicit = service.text_guards if explicit is None else explicit
    signs = (*explicit, *service.guards, *service.guard_signs, *(guard[0] for guard in service.address_guards))
    if not any(sign in text for sign in signs):
        return text
    found_in = _in_text(tuple(explicit), service.guards, service.guard_signs, service.address_guards)

    def kept_apart(found: re.Match[str]) -> str:
        if found["own"]:
            return explicit[found[0]]
        return _address(found[0], service) if found["address"] else found[0] + JOINER

    return found_in.sub(kept_apart, text)


# A name between two % that begins as a character of an address does: %ADDRESS%, %FB%.
_CODED_NAME = re.compile(r"%([A-F](?:[A-F]|[0-9](?=[A-Z])))([A-Z]?)(?=[A-Z0-9_-]*%)")


def _address(address: str, service: Service) -> str:
    """Return an address in which no tag begins: a joiner would break it, %7B does not. What is a % already stays."""
    for begins in _beginnings((*service.guards, *service.text_guards), service.guard_signs):
        address = begins.sub(lambda found: found[0] if found[0] == "%" else _coded(found[0]), address)
    if "%" in service.guard_signs:
        address = _CODED_NAME.sub(lambda found: f"%{found[1].lower()}{_coded(found[2])}", address)
    return _renamed(address, service.address_guards)
