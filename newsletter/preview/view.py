"""A showing → what the page is told of it, and the documents its frames show. Pure."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Literal

from newsletter.errors import NewsletterError
from newsletter.model import Edition, place_pictures
from newsletter.preview.showing import Showing

Scheme = Literal["light", "dark"]

# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────


def told(showing: Showing) -> dict[str, Any]:
    """Return what the page is told of a showing, ready for JSON."""
    return {
        "name": showing.name,
        "theme": showing.theme,
        "mistakes": [_mistake(error) for error in showing.mistakes],
        "letter": _letter(showing.edition) if showing.edition else None,
    }


def _mistake(error: NewsletterError) -> dict[str, str]:
    return {"where": error.where, "what": error.what, "todo": error.todo}


def _letter(edition: Edition) -> dict[str, Any]:
    letter, html = edition.letter, edition.html.encode("utf-8", "replace")
    return {
        "print": hashlib.sha256(html).hexdigest()[:16],  # the page fetches the letter only where this is another one
        "number": letter.number,
        "subject": edition.subject,
        "preheader": edition.preheader,
        "language": letter.language,
        "direction": letter.direction,
        "service": edition.service,
        "bytes": len(html),
        "text": edition.text,
        "dropped": edition.dropped,
        "notes": list(letter.notes),
        "remote": len(_REMOTE.findall(edition.html)),
    }


_REMOTE = re.compile(r"""<img\b[^>]*?\bsrc=["']?https?://(?!picture\.invalid/)""", re.IGNORECASE)


# ── the letter ───────────────────────────────────────────────────────────────────────────────────────────────


def letter_document(edition: Edition, scheme: Scheme) -> str:
    """Return the letter's HTML as its frame shows it.

    Its pictures come from this server, it looks as it does where the reader's device is light or dark, and its links
    want a new window, which a sandboxed frame may not open: a click leaves the letter where it is.
    """
    html = place_pictures(edition.html, edition.letter.pictures, lambda picture: f"/pictures/{picture.name}")
    return _HEAD.sub(r'\g<0><base target="_blank">', in_scheme(html, scheme), count=1)


_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_PREFERS = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)
_SCHEMES = re.compile(r"\bcolor-scheme\s*:\s*light\s+dark\b", re.IGNORECASE)
_META = re.compile(r"""(<meta\b[^>]*\bcolor-scheme["'][^>]*\bcontent=["'])light\s+dark(?=["'])""", re.IGNORECASE)

# Features that hold always, and never, wherever in a media query they stand.
_ALWAYS, _NEVER = "(min-width:0px)", "(max-width:-1px)"


def in_scheme(html: str, scheme: Scheme) -> str:
    """Return a document as it looks where its reader prefers a colour scheme, whatever the browser's own is."""
    def styled(style: re.Match[str]) -> str:
        css = _PREFERS.sub(lambda asked: _ALWAYS if asked[1].lower() == scheme else _NEVER, style[0])
        return _SCHEMES.sub(f"color-scheme: {scheme}", css)
    return _META.sub(rf"\g<1>{scheme}", _STYLE.sub(styled, html))
