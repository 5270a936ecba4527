"""Selectors: read once, and asked whether they are for an element.

Types, classes, ids, attributes, ``:root``, ``:first-child``, ``:last-child``, ``:link``, ``:not()`` and all combinators are
understood. A selector with anything else is for no element: it waits for a pointer, or for one mail program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from newsletter.dom import Node


class Compound(NamedTuple):
    """What stands between two combinators: ``td.muted[align]``; `impossible` where it is for no element."""

    tag: str = ""
    id: str = ""
    classes: frozenset[str] = frozenset()
    attributes: tuple[tuple[str, str, str], ...] = ()
    pseudo: tuple[str, ...] = ()
    nots: tuple[Compound, ...] = ()
    impossible: bool = False


class Selector(NamedTuple):
    """Compounds from the right to the left, and the combinators between them; how much it counts."""

    compounds: tuple[Compound, ...]
    combinators: tuple[str, ...]
    weight: tuple[int, int, int]


_NAME = r"(?:[\w-]|[^\x00-\x7f]|\\.)+"
_PART = re.compile(rf"""
    (?P<blank>\s*(?P<combinator>[>+~])\s*|\s+)
    |(?P<tag>\*|{_NAME}(?:\\?\|{_NAME})?)
    |\#(?P<id>{_NAME})
    |\.(?P<class>{_NAME})
    |\[\s*(?P<name>{_NAME})\s*(?:(?P<test>[~|^$*]?=)\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>{_NAME}))\s*[is]?\s*)?\]
    |:not\((?P<not>[^()]*)\)
    |(?P<pseudo>::?{_NAME}(?:\([^()]*\))?)
""", re.VERBOSE)
_KNOWN_PSEUDO = frozenset((":root", ":first-child", ":last-child", ":link", ":any-link"))
_NOBODY = Compound(impossible=True)


@lru_cache(maxsize=4096)
def selectors(text: str) -> tuple[Selector, ...]:
    """Return the selectors of a list."""
    return tuple(_selector(part.strip()) for part in _commas(text[:5000]) if part.strip())


def _commas(text: str) -> list[str]:
    """Return a list of selectors cut at its commas, those within brackets and quotes excepted."""
    return re.findall(r"(?:\"[^\"]*\"|'[^']*'|\([^()]*\)|\[[^\]]*\]|[^,])+", text)


def _selector(text: str) -> Selector:
    compounds, combinators, current, place = [], [], Compound(), 0
    while place < len(text):
        part = _PART.match(text, place)
        if not part:
            return Selector((_NOBODY,), (), (0, 0, 0))
        place = part.end()
        if part["blank"]:
            compounds.append(current)
            combinators.append(part["combinator"] or " ")
            current = Compound()
        else:
            current = _with(current, part)
    compounds.append(current)
    return Selector(tuple(reversed(compounds)), tuple(reversed(combinators)), _weight(compounds))


def _with(compound: Compound, part: re.Match[str]) -> Compound:
    if tag := part["tag"]:
        return compound if tag == "*" else compound._replace(tag=tag.replace("\\", "").lower())
    if part["id"]:
        return compound._replace(id=part["id"].replace("\\", ""))
    if part["class"]:
        return compound._replace(classes=compound.classes | {part["class"].replace("\\", "")})
    if part["name"]:
        value = next((part[key] for key in ("double", "single", "bare") if part[key] is not None), "")
        return compound._replace(attributes=(*compound.attributes, (part["name"].lower(), part["test"] or "", value)))
    if part["not"] is not None:
        denied = tuple(one.compounds[0] if len(one.compounds) == 1 else _NOBODY for one in selectors(part["not"]))
        return compound._replace(nots=compound.nots + denied)
    pseudo = part["pseudo"].lower()
    return compound._replace(pseudo=(*compound.pseudo, pseudo), impossible=pseudo not in _KNOWN_PSEUDO)


def _weight(compounds: Iterable[Compound]) -> tuple[int, int, int]:
    """Return the specificity (CSS Selectors 4, 17)."""
    ids = classes = tags = 0
    for one in compounds:
        inner = _weight(one.nots) if one.nots else (0, 0, 0)
        ids += bool(one.id) + inner[0]
        classes += len(one.classes) + len(one.attributes) + len(one.pseudo) + inner[1]
        tags += bool(one.tag) + inner[2]
    return ids, classes, tags


# ── matching ─────────────────────────────────────────────────────────────────────────────────────────────────


def is_for(selector: Selector, node: Node) -> bool:
    """Say whether a selector is for an element."""
    return _fits(selector.compounds[0], node) and _rest_fits(selector, 1, node)


def _rest_fits(selector: Selector, place: int, node: Node) -> bool:
    if place == len(selector.compounds):
        return True
    compound, combinator = selector.compounds[place], selector.combinators[place - 1]
    for other in _beside(node, combinator):
        if _fits(compound, other) and _rest_fits(selector, place + 1, other):
            return True
        if combinator in ">+":
            break
    return False


def _beside(node: Node, combinator: str) -> Iterator[Node]:
    """Yield the elements that a combinator leads to, the nearest first."""
    if combinator == " ":
        yield from node.ancestors()
    elif combinator == ">":
        yield from filter(None, (node.parent,))
    else:
        before = _before(node)
        yield from before[-1:] if combinator == "+" else reversed(before)


def _before(node: Node) -> list[Node]:
    found: list[Node] = []
    for other in node.parent.elements() if node.parent else ():
        if other is node:
            break
        found.append(other)
    return found


@lru_cache(maxsize=4096)
def _classes(value: str) -> frozenset[str]:
    return frozenset(value.split())


def _fits(compound: Compound, node: Node) -> bool:
    if compound.impossible or (compound.tag and compound.tag != node.tag) or node.tag == "#page":
        return False
    if compound.classes and not compound.classes <= _classes(node.get("class")):
        return False
    if compound.id and compound.id != node.get("id"):
        return False
    return (
        all(_has(node, *attribute) for attribute in compound.attributes)
        and all(_is(node, pseudo) for pseudo in compound.pseudo)
        and not any(_fits(denied, node) for denied in compound.nots)
    )


def _has(node: Node, name: str, test: str, value: str) -> bool:
    if name not in node.attributes:
        return False
    said = node.get(name)
    match test:
        case "":
            return True
        case "=":
            return said == value
        case "~=":
            return value in said.split()
        case "|=":
            return said == value or said.startswith(f"{value}-")
    if not value:
        return False
    return said.startswith(value) if test == "^=" else said.endswith(value) if test == "$=" else value in said


def _is(node: Node, pseudo: str) -> bool:
    if pseudo == ":root":
        return node.tag == "html"
    if pseudo in (":link", ":any-link"):
        return node.tag == "a" and "href" in node.attributes
    siblings = list(node.parent.elements()) if node.parent else [node]
    return siblings[0 if pseudo == ":first-child" else -1] is node
