"""An edition → the documents in which a review shows it, with its pictures inside and each story numbered. Pure.

A review has no scripts, and a frame is shut off from the page around it. But a document knows how high its frame is: so
one document holds day, night and numbers, and rules for heights choose between them. Two documents would hold all
pictures twice.
"""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape

from newsletter.approval import spoken
from newsletter.model import Edition, Mark, Picture, place_pictures

# Heights of a frame, in CSS pixels: at night it is higher by the one, with numbers by the other. page.css says the same.
DAY, NIGHT, NUMBERS = 780, 30, 8


def document(edition: Edition) -> str:
    """Return the letter as one document for a frame that is no taller than our own: by day, at night, with numbers."""
    html = _by_height(placed(numbered(edition), edition))
    return _HEAD.sub(lambda head: f'{head[0]}<base target="_blank"><style>{_NUMBER_STYLE}</style>', html, count=1)


def printed(edition: Edition) -> str:
    """Return the letter by day as a piece of a page, for a shadow root: its styles, and what is in its body.

    What could act where nothing may run is left out: a publication's own templates may hold anything.
    """
    html = placed(numbered(edition), edition)
    styles = "".join(style[0] for style in _STYLE.finditer(html) if "prefers-color-scheme" not in style[0])
    body = _BODY.search(html)
    inner, dressed = (body[2], body[1]) if body else (html, "")
    style = _STYLE_OF.search(dressed)
    ground = f' style="{style[2]}"' if style and '"' not in style[2] else ""
    bare = _ACTING.sub("", inner)
    return f"{styles}<style>{_NUMBER_STYLE}{_ALWAYS_NUMBERED}</style><div{ground}>{bare}</div>"


def placed(html: str, edition: Edition) -> str:
    """Return HTML of an edition with each of its pictures inside."""
    return place_pictures(html, edition.letter.pictures, _inside)


def remote_pictures(edition: Edition) -> int:
    """Return how many pictures stand on the web and are not in a review."""
    return len(_REMOTE.findall(edition.html))


def _inside(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{b64encode(picture.data).decode()}"


_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_BODY = re.compile(r"(<body\b[^>]*>)(.*)</body>", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_STYLE_OF = re.compile(r"""\sstyle=(["'])(.*?)\1""", re.DOTALL)
_REMOTE = re.compile(r"""<img\b[^>]*?\bsrc=["']?https?://(?!picture\.invalid/)""", re.IGNORECASE)
_ACTING = re.compile(
    r"<(script|iframe|object|noscript|template)\b.*?</\1\s*>|</?(?:meta|base|link|embed|form|frame|script|iframe|object|template)\b[^>]*>",
    re.DOTALL | re.IGNORECASE)


# ── day and night ────────────────────────────────────────────────────────────────────────────────────────────

_PREFERS = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)
_SCHEMES = re.compile(r"\bcolor-scheme\s*:\s*light\s+dark\b", re.IGNORECASE)
_META = re.compile(r"""<meta\b[^>]*\bcolor-scheme["'][^>]*>""", re.IGNORECASE)
_NIGHT_FROM = DAY + NIGHT // 2 + NUMBERS // 2
_HEIGHTS = {"light": f"(max-height:{_NIGHT_FROM - 1}px)", "dark": f"(min-height:{_NIGHT_FROM}px)"}


def _by_height(html: str) -> str:
    """Return a document whose colours of the night hold where its frame has the height for it."""
    def styled(style: re.Match[str]) -> str:
        return _SCHEMES.sub("color-scheme: light", _PREFERS.sub(lambda asked: _HEIGHTS[asked[1].lower()], style[0]))

    return _META.sub("", _STYLE.sub(styled, html))


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────

# It takes no room: the letter stands as it will stand.
_NUMBER_STYLE = (
    "nl-number{display:none;position:absolute;margin:-15px 0 0;padding:1px 5px;border-radius:8px;background:#0b5a55;"
    "color:#fff;font:700 10px/13px system-ui,sans-serif;letter-spacing:.02em;text-transform:none;direction:ltr;opacity:1}"
    f"@media (min-height:{DAY + NUMBERS // 2}px) and (max-height:{_NIGHT_FROM - 1}px),"
    f"(min-height:{DAY + NIGHT + NUMBERS // 2}px){{nl-number{{display:block}}}}"
)
_ALWAYS_NUMBERED = "nl-number{display:block}"
_COUNTED = re.compile(r"b\d+(?:\.s\d+)?")


def numbered(edition: Edition) -> str:
    """Return an edition's HTML with the number of each block and each story where its words begin."""
    html, after, pieces = edition.html, 0, []
    for mark in _first_of_each(edition.marks):
        pieces += [html[after : mark.offset], f'<nl-number aria-hidden="true">{escape(spoken(mark.position))}</nl-number>']
        after = mark.offset
    return "".join((*pieces, html[after:]))


def _first_of_each(marks: tuple[Mark, ...]) -> list[Mark]:
    """Return the marks that a number stands at: of a block and of a story in one place, the story's."""
    found = {mark.offset: mark for mark in marks if _COUNTED.fullmatch(mark.position)}
    return sorted(found.values(), key=lambda mark: mark.offset)
