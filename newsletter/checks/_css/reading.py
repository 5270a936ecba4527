"""Style sheets and ``style`` attributes → rules and declarations, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import tinycss2
from tinycss2 import ast

from newsletter.checks._css.selectors import Selector, selectors

_DEEPEST = 20  # at-rules in at-rules
_MOST_RULES = 4000


class Declaration(NamedTuple):
    """A property, in lower case, and its value as it is written."""

    name: str
    value: str
    important: bool


class StyleRule(NamedTuple):
    """A selector with its declarations.

    Attributes:
        media: all queries round it.
        order: its place among all.
    """

    selector: Selector
    declarations: tuple[Declaration, ...]
    media: tuple[str, ...]
    order: int


# tinycss2 1.5 makes an int of each number, which Python refuses beyond 4,300 digits.
_ENDLESS = re.compile(r"\d{300,}")


def sound(css: str) -> str:
    """Return CSS as tinycss2 can read it: no number has more than 300 digits; every sign keeps its place."""
    return _ENDLESS.sub(lambda found: "9".ljust(len(found[0])), css) if len(css) >= 300 else css


# Without brackets, quotes, escapes and comments a list of declarations can be cut at its signs.
_PLAIN = re.compile(r"[^\"'()\[\]{}\\/!]*")


@lru_cache(maxsize=8192)
def declarations(style: str) -> tuple[Declaration, ...]:
    """Return the declarations of a ``style`` attribute."""
    if _PLAIN.fullmatch(style):
        pairs = (piece.partition(":") for piece in style.split(";"))
        return tuple(Declaration(name.strip().lower(), value.strip(), False) for name, colon, value in pairs if colon)
    return tuple(_declared(tinycss2.parse_blocks_contents(sound(style))))


def _declared(nodes: Iterable[ast.Node]) -> Iterator[Declaration]:
    for node in nodes:
        if isinstance(node, ast.Declaration):
            yield Declaration(node.lower_name, tinycss2.serialize(node.value).strip(), node.important)


@lru_cache(maxsize=64)
def rules(sheet: str, media: str = "") -> tuple[StyleRule, ...]:
    """Return the rules of a style sheet.

    Args:
        media: the sheet's own ``media`` attribute.
    """
    found: list[StyleRule] = []
    nodes = tinycss2.parse_stylesheet(sound(sheet), skip_comments=True, skip_whitespace=True)
    for prelude, content, queries in _rules(nodes, (media,) if media else (), 0):
        declared = tuple(_declared(tinycss2.parse_blocks_contents(content)))
        found += (StyleRule(selector, declared, queries, 0) for selector in selectors(tinycss2.serialize(prelude)))
        if len(found) > _MOST_RULES:
            break
    return tuple(rule._replace(order=number) for number, rule in enumerate(found))


def _rules(nodes: Iterable[ast.Node], media: tuple[str, ...], depth: int) -> Iterator[tuple[list, list, tuple[str, ...]]]:
    for node in nodes:
        if isinstance(node, ast.QualifiedRule):
            yield node.prelude, node.content, media
        elif isinstance(node, ast.AtRule) and node.content is not None and depth < _DEEPEST:
            if node.lower_at_keyword in ("media", "supports", "layer"):
                query = (tinycss2.serialize(node.prelude).strip(),) if node.lower_at_keyword == "media" else ()
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from _rules(inner, media + query, depth + 1)
