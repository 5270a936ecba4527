"""A letter's document by day → the same as a mail program turns it dark that knows no other way. Pure.

The colours are those of `newsletter.colour.forced_dark` and `forced_rule`, the one algorithm for it. It is done to the
colours where they stand: in style sheets, in ``style``, ``bgcolor``, ``color`` and ``text`` attributes, however CSS lets
them be written. Pictures stay as they are.
"""

from __future__ import annotations

import re
from typing import Literal

from newsletter.colour import forced_dark, forced_rule
from newsletter.colour.css import rgba

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
# What may be a colour: a number, a function of numbers, a word. Addresses are passed over.
_COLOUR = re.compile(
    r"url\([^)]*\)|#[0-9a-f]{3,8}(?![\w-])|(?<![\w-])(?:rgb|hsl)a?\([^()]*\)|(?<![\w-])[a-z]+(?![\w(-])", re.IGNORECASE)
_BLOCK = re.compile(r"[^{}]+")


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
        said = _value(found[4], "ground" if name == "bgcolor" else "ink", "")
    return f"{found[1]}{found[3]}{said}{found[3]}"


def _css(css: str) -> str:
    return _BLOCK.sub(lambda block: _declarations(block[0]), css)


def _declarations(css: str) -> str:
    """Return the declarations of one element: its rules are turned as they are seen on its own ground."""
    grounds = [found["value"] for found in _DECLARATION.finditer(css) if _use(found["property"]) == "ground"]
    colours = [colour for value in grounds for word in _COLOUR.findall(value) if (colour := _hexadecimal(word))]
    within = colours[-1] if colours else ""
    return _DECLARATION.sub(lambda found: found["before"] + _value(found["value"], _use(found["property"]), within), css)


def _use(name: str) -> Use:
    if name.lower() == "color" or name.lower().startswith("text-"):
        return "ink"
    return "ground" if name.lower().startswith("background") else "rule"


def _value(value: str, use: Use, within: str) -> str:
    return _COLOUR.sub(lambda found: _turned(found[0], use, within), value)


def _turned(word: str, use: Use, within: str) -> str:
    """Return a colour as it is painted; what is none, or cannot be seen, as it is."""
    colour, seen = rgba(word), _hexadecimal(word)
    if colour is None or not seen:
        return word
    turned = forced_rule(seen, within) if use == "rule" else forced_dark(seen, use)
    if colour.alpha < 1:
        return f"rgba({', '.join(str(int(turned[at : at + 2], 16)) for at in (1, 3, 5))}, {colour.alpha:g})"
    return turned


def _hexadecimal(word: str) -> str:
    """Return a colour as #rrggbb; empty for what is none, and for what is not seen at all."""
    colour = rgba(word)
    return colour.hexadecimal if colour and colour.alpha else ""
