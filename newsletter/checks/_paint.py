"""Elements and their styles → each piece of words as a mail program paints it: its colour, what lies behind it, its size.

This is what a browser computes (CSS Cascade, CSS Color), as far as letters go: no boxes are laid out, so that what only
overlaps by position is not seen. A test compares it with what Chromium computes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from newsletter.checks._css import StyleRule, View, cascaded
from newsletter.colour.css import BLACK, WHITE, Colour, rgba
from newsletter.dom import Node

_DARK_CANVAS, _DARK_LINK, _LINK = Colour(18 / 255, 18 / 255, 18 / 255), rgba("#9e9eff"), rgba("#0000ee")
_UNPAINTED = frozenset((
    "head", "title", "style", "script", "template", "noscript", "iframe", "object", "select", "option", "textarea",
    "audio", "video", "svg", "math", "meta", "link", "base"))
# What HTML's own style sheet says of sizes (HTML, 15.3), in em of the element around.
_SIZES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 0.833, "big": 1.2, "sub": 0.833, "sup": 0.833}
_BOLD = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"))
_KEYWORDS = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0}
# Joiners and spacers, which letters put behind their preheader.
_NOTHING = re.compile(r"[\s\u00a0\u00ad\u034f\u061c\u115f\u17b4\u180e\u2000-\u200f\u2028-\u202f\u2060-\u2064\u3164\ufeff]*")


class Style(NamedTuple):
    """What an element hands on to what is in it.

    Attributes:
        ink_said, ground_said: whether any style says the colour of words, or what lies behind them.
        line: the height of a line as a multiple of the size; 0 for as the font has it.
        picture: a picture lies behind, over the colour of the ground.
    """

    ink: Colour
    ground: Colour
    size: float = 16.0
    bold: bool = False
    line: float = 0.0
    line_pixels: float = 0.0
    align: str = ""
    opacity: float = 1.0
    seen: bool = True
    underlined: bool = False
    picture: bool = False
    ink_said: bool = False
    ground_said: bool = False


class Words(NamedTuple):
    """A piece of words and how it is painted; `ink` and `ground` are ``#rrggbb``, `size` in CSS pixels."""

    node: Node
    text: str
    ink: str
    ground: str
    style: Style

    @property
    def is_large(self) -> bool:
        """Whether it is large by WCAG: 24 px, or 18.66 px and bold."""
        return self.style.size >= 24 or (self.style.bold and self.style.size >= 18.66)


def painted(page: Node, rules_of: Callable[[Node], tuple[StyleRule, ...]], view: View, *, has_dark: bool) -> Iterator[Words]:
    """Yield the words of a page in order, but for those that nobody sees.

    Args:
        rules_of: the rules for an element, in their order.
        has_dark: the page says that it knows the dark (``color-scheme``), so that its paper is dark where it says nothing.
    """
    night = view.dark and has_dark
    start = Style(WHITE if night else BLACK, _DARK_CANVAS if night else WHITE)
    link = _DARK_LINK if night else _LINK
    known = _cascade(view)
    waiting: list[tuple[Node | str, Node, Style]] = [(page, page, start)]
    while waiting:
        one, around, style = waiting.pop()
        if isinstance(one, str):
            yield _words(around, one, style)
            continue
        below: list[tuple[Node | str, Node, Style]] = []
        for child in _children(one):
            if isinstance(child, str):
                if style.seen and style.size >= 2 and not _NOTHING.fullmatch(child):
                    below.append((child, one, style))
            elif child.tag not in _UNPAINTED and (its := _style(child, style, rules_of(child), known, link)):
                below.append((child, one, its))
        waiting += reversed(below)


def _children(node: Node) -> Iterator[Node | str]:
    """Yield what is in an element, each piece of words whole: the parser hands over broken ones in many pieces."""
    pieces: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            pieces.append(child)
            continue
        if pieces:
            yield "".join(pieces)
            pieces = []
        yield child
    if pieces:
        yield "".join(pieces)


def _words(node: Node, text: str, style: Style) -> Words:
    ink = style.ink.faded(style.opacity).over(style.ground)
    return Words(node, " ".join(text.split()), ink.hexadecimal, style.ground.hexadecimal, style)


# ── one element ──────────────────────────────────────────────────────────────────────────────────────────────


_Said = Mapping[str, str]


def _cascade(view: View) -> Callable[[tuple[StyleRule, ...], str], _Said]:
    """Return what says the values that win for an element, and remembers them: most elements of a letter are alike."""
    kept: dict[tuple[tuple[int, ...], str], _Said] = {}

    def said(found: tuple[StyleRule, ...], style: str) -> _Said:
        key = (tuple(map(id, found)), style)
        if key not in kept:
            kept[key] = cascaded(found, style, view)
        return kept[key]

    return said


def _style(
    node: Node, outer: Style, found: tuple[StyleRule, ...], known: Callable[[tuple[StyleRule, ...], str], _Said], link: Colour | None,
) -> Style | None:
    """Return an element's style; None where it is not painted at all."""
    said = known(found, node.get("style"))
    if said.get("display") == "none" or (node.tag != "a" and "hidden" in node.attributes and "display" not in said):
        return None
    if said.get("max-height", "").strip("0px. ") == "" and "max-height" in said and "hidden" in said.get("overflow", ""):
        return None
    style = outer
    if "visibility" in said:
        style = style._replace(seen=said["visibility"] not in ("hidden", "collapse"))
    if "opacity" in said:
        style = style._replace(opacity=outer.opacity * _share(said["opacity"]))
    return _decorated(node, said, _sized(node, said, _coloured(node, said, style, link)))


def _coloured(node: Node, said: Mapping[str, str], style: Style, link: Colour | None) -> Style:
    is_link = node.tag == "a" and "href" in node.attributes
    hint = node.get("color") if node.tag == "font" else node.get("text") if node.tag == "body" else ""
    ink = said.get("color") or hint
    if ink and ink != "inherit" and (colour := rgba(ink) or (rgba(f"#{ink}") if hint == ink else None)):
        style = style._replace(ink=colour, ink_said=True)
    elif is_link and link and not ink:
        style = style._replace(ink=link)
    behind = said.get("background-color") or node.get("bgcolor")
    ground = rgba(behind) or rgba(f"#{behind}") if behind else None
    if ground and ground.alpha:
        whole = ground.faded(style.opacity).over(style.ground)
        style = style._replace(ground=whole, ground_said=True, picture=style.picture and ground.alpha < 1)
    image = said.get("background-image", "none" if not node.get("background") else "url()")
    return style._replace(picture=True) if image not in ("none", "initial", "inherit", "unset", "") else style


def _sized(node: Node, said: Mapping[str, str], style: Style) -> Style:
    size = style.size * _SIZES.get(node.tag, 1.0)
    if "font-size" in said:
        size = length(said["font-size"], style.size, size)
    bold = style.bold or node.tag in _BOLD
    if "font-weight" in said:
        weight = said["font-weight"]
        bold = weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600) or (weight == "inherit" and style.bold)
    if (size, bold) != (style.size, style.bold):
        style = style._replace(size=size, bold=bold)
    return _spaced(said["line-height"], style) if "line-height" in said else style


def _spaced(height: str, style: Style) -> Style:
    if height == "inherit":
        return style
    if re.fullmatch(r"[\d.]+", height):
        return style._replace(line=number(height), line_pixels=0.0)
    pixels = length(height, style.size, 0.0)
    return style._replace(line=0.0, line_pixels=pixels)


def _decorated(node: Node, said: Mapping[str, str], style: Style) -> Style:
    line = said.get("text-decoration-line", "underline" if node.tag in ("u", "ins") or (
        node.tag == "a" and "href" in node.attributes) else "")
    ruled = (said.get("border-bottom", "") or said.get("border-bottom-width", "")) if node.tag == "a" else ""
    has_rule = bool(ruled and not re.match(r"(0|none)\b", ruled))
    align = said.get("text-align") or node.get("align") or style.align
    underlined = style.underlined or "underline" in line or has_rule
    if (align, underlined) != (style.align, style.underlined):
        return style._replace(align=align, underlined=underlined)
    return style


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────

_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(px|pt|em|rem|ex|%|pc|in|cm|mm|vw|vh)?", re.IGNORECASE)
_UNITS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0, "pc": 16.0, "in": 96.0, "cm": 37.795, "mm": 3.7795, "vw": 6.4, "vh": 9.0}


@lru_cache(maxsize=4096)
def length(value: str, outer: float, unknown: float) -> float:
    """Return a length in CSS pixels.

    Args:
        outer: the size of words around, in which em and % count.
        unknown: what to return for what is no length.
    """
    value = value.strip().lower()
    if value in _KEYWORDS:
        return _KEYWORDS[value]
    found = _LENGTH.fullmatch(value)
    if not found:
        return {"smaller": outer / 1.2, "larger": outer * 1.2, "inherit": outer}.get(value, unknown)
    amount, unit = min(float(found[1][:12]), 1e6), found[2] or ""
    if unit in ("em", "ex"):
        return amount * outer * (1 if unit == "em" else 0.5)
    if unit == "%":
        return amount * outer / 100
    return amount * _UNITS[unit] if unit else (0.0 if amount == 0 else unknown)


def number(value: str) -> float:
    """Return a number, 0 where it is none."""
    try:
        return min(float(value[:12]), 1e6)
    except ValueError:
        return 0.0


def _share(value: str) -> float:
    """Return an opacity, 1 where it is none."""
    try:
        share = float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        return 1.0
    return min(max(share, 0.0), 1.0) if isfinite(share) else 1.0
