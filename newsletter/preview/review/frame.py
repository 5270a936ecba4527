"""An edition → the documents in which a review shows it, with its pictures inside and each story numbered. Pure.

A review has no scripts, and a frame is shut off from the page around it. But a document knows how high its frame is: so
one document holds night, day, a forced dark and the numbers, and rules for heights choose between them. Documents of
their own would hold all pictures each.
"""

from __future__ import annotations

import re
from html import escape

from newsletter.approval import spoken
from newsletter.model import Edition, Mark, place_pictures, within
from newsletter.preview.dark import turned_dark
from newsletter.preview.whom import LABEL_STYLE, label, labels

# Heights of a frame, in CSS pixels; with numbers it is higher by NUMBERS. page.css says the same.
NIGHT, DAY, FORCED = 780, 810, 840
NUMBERS = 8
# Higher by this is a frame on a phone: there the letter has its full length, for a box that scrolls in a page that
# scrolls catches the thumb. How long it is says the printed letter, which lies unseen under it; what is over is cut off.
TALL = 30_000

_BY_DAY = (NIGHT + DAY) // 2  # from this height on
_TURNED = (DAY + FORCED) // 2


def document(edition: Edition) -> str:
    """Return the letter as one document for a frame that chooses by its height: night, day, forced dark; numbers."""
    html = placed(_in_three_colours(_by_height(numbered(edition))), edition)
    style = _SCROLLED + _NUMBER_STYLE + LABEL_STYLE
    return _HEAD.sub(lambda head: f'{head[0]}<base target="_blank"><style>{style}</style>', html, count=1)


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
    return f"{styles}<style>{_NUMBER_STYLE}{_ALWAYS_NUMBERED}{LABEL_STYLE}</style><div{ground}>{bare}</div>"


# On a phone no bar takes room from the letter.
_SCROLLED = "html{scrollbar-width:thin}@media (max-width:479px){html{scrollbar-width:none}}"


def placed(html: str, edition: Edition) -> str:
    """Return HTML of an edition with each of its pictures inside."""
    return place_pictures(html, edition.letter.pictures, within)


def remote_pictures(edition: Edition) -> int:
    """Return how many pictures stand on the web and are not in a review."""
    return len(_REMOTE.findall(edition.html))


_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_BODY = re.compile(r"(<body\b[^>]*>)(.*)</body>", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_STYLE_OF = re.compile(r"""\sstyle=(["'])(.*?)\1""", re.DOTALL)
_REMOTE = re.compile(r"""<img\b[^>]*?\bsrc=["']?https?://(?!picture\.invalid/)""", re.IGNORECASE)
_ACTING = re.compile(
    r"<(script|iframe|object|noscript|template)\b.*?</\1\s*>|</?(?:meta|base|link|embed|form|frame|script|iframe|object|template)\b[^>]*>",
    re.DOTALL | re.IGNORECASE)


# ── night, day, forced dark ──────────────────────────────────────────────────────────────────────────────────

_PREFERS = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)
_SCHEMES = re.compile(r"\bcolor-scheme\s*:\s*light\s+dark\b", re.IGNORECASE)
_META = re.compile(r"""<meta\b[^>]*\bcolor-scheme["'][^>]*>""", re.IGNORECASE)
_HEIGHTS = {
    "light": f"((min-height:{TALL + _BY_DAY}px) or ((min-height:{_BY_DAY}px) and (max-height:{TALL - 1}px)))",
    "dark": f"((max-height:{_BY_DAY - 1}px) or ((min-height:{TALL}px) and (max-height:{TALL + _BY_DAY - 1}px)))",
}


def _by_height(html: str) -> str:
    """Return a document whose colours of the night hold where its frame has the height for it."""
    def styled(style: re.Match[str]) -> str:
        return _SCHEMES.sub("color-scheme: light", _PREFERS.sub(lambda asked: _HEIGHTS[asked[1].lower()], style[0]))

    by_height = _META.sub("", _STYLE.sub(styled, html))
    if not (_META.search(html) or _SCHEMES.search(html)):
        return by_height
    night = f"<style>@media {_HEIGHTS['dark']}{{html:root{{color-scheme:dark}}}}</style>"
    return _HEAD.sub(lambda head: head[0] + night, by_height, count=1)


# Anything that a forced dark puts a colour in place of, and each colour that it puts there, is one of these.
_COLOUR = re.compile(r"(#[0-9a-fA-F]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)|[A-Za-z]+)")


# Attributes from before there were style sheets, which know no names of colours → what they set.
_OLD = {"bgcolor": "background-color", "color": "color", "text": "color"}


def _in_three_colours(html: str) -> str:
    """Return a document whose colours are turned dark where its frame has the height for that.

    Each colour that a forced dark paints in another way becomes a name, which means the one or the other.
    """
    bare = turned_dark("<head>").removeprefix("<head>")  # the colours of what says none
    as_written, turned = (_COLOUR.split(one) for one in (html, turned_dark(html).replace(bare, "", 1)))
    names: dict[tuple[str, str], str] = {}
    old: set[str] = set()
    for place, (before, after) in enumerate(zip(as_written, turned, strict=True)):
        if before == after:
            continue
        attribute = as_written[place - 2].lower() if as_written[place - 1] in ('="', "='") else ""
        if attribute in _OLD:
            old.add(f'[{attribute}="{before}"]{{{_OLD[attribute]}:{after}}}')
        else:
            as_written[place] = f"var({names.setdefault((before, after), f'--nl-{len(names)}')})"
    day = "".join(f"{name}:{before};" for (before, _), name in names.items())
    dark = "".join(f"{name}:{after};" for (_, after), name in names.items())
    rules = "".join((bare.removeprefix("<style>").removesuffix("</style>"), *sorted(old)))
    style = f"<style>:root{{{day}}}@media (min-height:{TALL + _TURNED}px),(min-height:{_TURNED}px) and (max-height:{TALL - 1}px){{:root{{{dark}}}{rules}}}</style>"
    return _HEAD.sub(lambda head: head[0] + style, "".join(as_written), count=1)


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────

# It takes no room: the letter stands as it will stand.
_NUMBER_STYLE = (
    "nl-number{display:none;position:absolute;margin:-18px 0 0;padding:1px 5px;border-radius:8px;background:#0b5a55;"
    "color:#fff;font:700 10px/13px system-ui,sans-serif;letter-spacing:.02em;text-transform:none;direction:ltr;opacity:1}"
    + "@media " + ",".join(
        f"(min-height:{height + NUMBERS // 2}px) and (max-height:{height + 2 * NUMBERS}px)" for low in (NIGHT, DAY, FORCED) for height in (low, TALL + low)
    ) + "{nl-number{display:block}}"
)
_ALWAYS_NUMBERED = "nl-number{display:block}"
_COUNTED = re.compile(r"b\d+(?:\.s\d+)?")


def numbered(edition: Edition) -> str:
    """Return an edition's HTML with the number of each block and each story where its words begin, and whom it is for."""
    html, after, pieces, whom = edition.html, 0, [], labels(edition)
    for mark in _first_of_each(edition.marks):
        pieces += [html[after : mark.offset], f'<nl-number aria-hidden="true">{escape(spoken(mark.position))}</nl-number>', label(whom.get(mark.offset, ''))]
        after = mark.offset
    return "".join((*pieces, html[after:]))


def _first_of_each(marks: tuple[Mark, ...]) -> list[Mark]:
    """Return the marks that a number stands at: of a block and of a story in one place, the story's."""
    found = {mark.offset: mark for mark in marks if _COUNTED.fullmatch(mark.position)}
    return sorted(found.values(), key=lambda mark: mark.offset)
