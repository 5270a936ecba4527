"""Words of ours that a service's engine would take for a tag → the same words, written so that it does not.

An entity is the same character to every mail program, and nothing to a template engine; in a style sheet, where there are
no entities, a blank keeps the two apart. Plain text has neither: there the engine's own escape is written where it has one,
else a word joiner (U+2060), which nobody sees, between the two characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from newsletter.dom import COMMENT
from newsletter.model import Service

JOINER = "\u2060"

# Style sheets, and comments for Outlook, in which nobody's words stand.
# One that is never closed goes to the end, so that the end is not looked for from each of thousands.
_APART = re.compile(rf"(<style\b.*?(?:</style>|\Z)|<!--\[if[^\]>]*+\]>|<!\[endif\]-->|{COMMENT})", re.DOTALL)


@lru_cache(maxsize=128)
def _beginnings(guards: tuple[str, ...], signs: str) -> tuple[re.Pattern[str], ...]:
    """Return what finds the first character of whatever begins a tag; only the first, so that each of {{{ is found.

    One pattern for each: with a first character that is certain, a long letter is searched 20 times as fast (measured).
    """
    literal = (f"{re.escape(guard[0])}(?={re.escape(guard[1:])})" for guard in guards)
    lettered = (f"{re.escape(sign)}(?=[A-Za-z])" for sign in signs)
    return tuple(map(re.compile, (*literal, *lettered)))


def guarded_html(html: str, guards: Iterable[str], signs: str = "") -> str:
    """Return HTML in which a service's engine finds no tag. MJML too: what is guarded is printed as it is."""
    begins = [each for each in _beginnings(tuple(guards), signs) if _holds(html, each)]
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
def _in_text(explicit: tuple[str, ...], guards: tuple[str, ...], signs: str) -> re.Pattern[str]:
    """Return what finds, in plain text, addresses, what has an escape of its own, and what else begins a tag."""
    own = "|".join(map(re.escape, sorted(explicit, key=len, reverse=True))) or "(?!)"
    bare = _beginnings(tuple(guard for guard in guards if guard not in explicit), signs)
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
    if not any(guard in text for guard in (*explicit, *service.guards, *service.guard_signs)):
        return text
    found_in = _in_text(tuple(explicit), service.guards, service.guard_signs)

    def kept_apart(found: re.Match[str]) -> str:
        if found["own"]:
            return explicit[found[0]]
        return _address(found[0], service) if found["address"] else found[0] + JOINER

    return found_in.sub(kept_apart, text)


def _address(address: str, service: Service) -> str:
    """Return an address in which no tag begins: a joiner would break it, %7B does not. What is a % already stays."""
    for begins in _beginnings((*service.guards, *service.text_guards), service.guard_signs):
        address = begins.sub(lambda found: found[0] if found[0] == "%" else f"%{ord(found[0]):02X}", address)
    return address
