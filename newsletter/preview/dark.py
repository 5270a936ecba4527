"""A letter's document by day → the same as a mail program turns it dark that knows no other way. Pure.

The colours are those of `newsletter.colour.forced_dark`, the one algorithm for it. It is done to the colours where they
stand: in style sheets, in ``style``, ``bgcolor``, ``color`` and ``text`` attributes. Pictures stay as they are.
"""

from __future__ import annotations

import re
from typing import Literal

from newsletter.colour import forced_dark

Use = Literal["ink", "ground", "rule"]

# What a document has where it says nothing: black words, blue links on white.
_INK, _LINK, _GROUND = (forced_dark(colour, use) for colour, use in (
    ("#000000", "ink"), ("#0000ee", "ink"), ("#ffffff", "ground")))
_BARE = f"<style>:where(html){{background:{_GROUND};color:{_INK}}}:where(a:link){{color:{_LINK}}}</style>"

_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(?=</style>)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(\s(style|bgcolor|color|text)=)(["'])(.*?)\3""", re.DOTALL | re.IGNORECASE)
_DECLARATION = re.compile(
    r"(?P<before>(?:^|(?<=[;{\s]))(?P<property>color|background(?:-color)?|border(?:-[a-z]+)*|outline(?:-color)?|"
    r"text-decoration(?:-color)?)\s*:)(?P<value>[^;{}]*)", re.IGNORECASE)
_COLOUR = re.compile(
    r"url\([^)]*\)|#(?P<hex>[0-9a-f]{6}|[0-9a-f]{3})(?![\w-])|"
    r"rgba?\(\s*(?P<rgb>\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3})\s*(?P<alpha>,[^)]*)?\)|(?<![\w-])(?P<name>[a-z]+)(?![\w-])",
    re.IGNORECASE)

# The sixteen names of HTML 4, and grey as the British write it.
_NAMED = {
    "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff",
    "maroon": "#800000", "red": "#ff0000", "purple": "#800080", "fuchsia": "#ff00ff", "green": "#008000",
    "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00", "navy": "#000080", "blue": "#0000ff",
    "teal": "#008080", "aqua": "#00ffff",
}  # fmt: skip


def turned_dark(html: str) -> str:
    """Return a document, light by itself, with each of its colours as a forced dark paints it."""
    pieces, after = [], 0
    for style in _STYLE.finditer(html):
        pieces += [_tags(html[after : style.start()]), style[1], _css(style[2])]
        after = style.end()
    whole = "".join((*pieces, _tags(html[after:])))
    return _HEAD.sub(lambda head: head[0] + _BARE, whole, count=1)


def _tags(html: str) -> str:
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(_attribute, tag[0]), html)


def _attribute(found: re.Match[str]) -> str:
    name = found[2].lower()
    if name == "style":
        said = _css(found[4])
    else:
        said = _value(found[4], "ground" if name == "bgcolor" else "ink")
    return f"{found[1]}{found[3]}{said}{found[3]}"


def _css(css: str) -> str:
    return _DECLARATION.sub(lambda found: found["before"] + _value(found["value"], _use(found["property"])), css)


def _use(name: str) -> Use:
    if name.lower() == "color" or name.lower().startswith("text-"):
        return "ink"
    return "ground" if name.lower().startswith("background") else "rule"


def _value(value: str, use: Use) -> str:
    return _COLOUR.sub(lambda found: _turned(found, use), value)


def _turned(found: re.Match[str], use: Use) -> str:
    colour = _named(found)
    if not colour:
        return found[0]
    if use == "rule":  # neither words nor ground: it comes out between the two
        turned = forced_dark(colour, "ink")
        turned = forced_dark(colour, "ground") if turned == colour else turned
    else:
        turned = forced_dark(colour, use)
    if found["alpha"]:
        return f"rgba({','.join(str(int(turned[at : at + 2], 16)) for at in (1, 3, 5))}{found['alpha']})"
    return turned


def _named(found: re.Match[str]) -> str:
    """Return the colour that was found as #rrggbb; empty where it is none."""
    if found["hex"]:
        return f"#{found['hex'].lower()}"
    if found["rgb"]:
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in found["rgb"].split(","))
    return _NAMED.get((found["name"] or "").lower(), "")
