"""The rules for an element and its own ``style`` → the values that win."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import tinycss2
from tinycss2 import ast

from newsletter.checks._css.media import View, applies
from newsletter.checks._css.reading import Declaration, StyleRule, declarations, sound


def cascaded(found: Sequence[StyleRule], style: str, view: View) -> Mapping[str, str]:
    """Return the values that win for an element: property → value.

    Args:
        found: the rules for it, in their order.
        style: its ``style`` attribute.
    """
    winners: dict[str, tuple[tuple[int, tuple[int, int, int]], str]] = {}
    for rule in found:
        if all(applies(query, view) for query in rule.media):
            _enter(winners, rule.declarations, rule.selector.weight)
    _enter(winners, declarations(style), (9, 0, 0))
    return {name: value for name, (_, value) in winners.items()}


def _enter(winners: dict[str, tuple[tuple[int, tuple[int, int, int]], str]], declared: Iterable[Declaration],
           weight: tuple[int, int, int]) -> None:
    for one in declared:
        rank = (one.important, weight)
        for name, value in _longhand(one.name, one.value):
            if name not in winners or rank >= winners[name][0]:
                winners[name] = (rank, value)


def _longhand(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield a declaration as those that the painting asks for; a shorthand sets all of its parts."""
    if name == "background":
        yield "background-color", background_colour(value)
        yield "background-image", next(iter(re.findall(r"(?:url|gradient)\([^)]*\)?", value[:5000])), "none")
    elif name == "font":
        yield from _font(value)
    elif name == "text-decoration":
        yield "text-decoration-line", value
    else:
        yield name, value


@lru_cache(maxsize=1024)
def background_colour(value: str) -> str:
    """Return the colour in a ``background`` shorthand; transparent where it has none."""
    from newsletter.colour.css import rgba

    for node in tinycss2.parse_component_value_list(sound(value)):
        said = tinycss2.serialize([node])
        if not isinstance(node, (ast.WhitespaceToken, ast.URLToken, ast.NumberToken)) and rgba(said):
            return said
    return "transparent"


def _font(value: str) -> Iterator[tuple[str, str]]:
    found = re.search(r"(?<![\w.-])([\d.]+(?:px|pt|em|rem|%))(?:\s*/\s*([\w.%]+))?", value[:1000])
    if found:
        before = value[: found.start()].lower()
        yield "font-size", found[1]
        yield "line-height", found[2] or "normal"
        yield "font-weight", next(iter(re.findall(r"\b(bold|bolder|[1-9]00)\b", before)), "normal")
