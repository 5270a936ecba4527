"""Style sheets → rules that can be asked whether they are for an element, in the order of the cascade.

What letters are styled with is understood: types, classes, ids, attributes, ``:root``, ``:first-child``,
``:last-child``, ``:link``, ``:not()``, all combinators, ``@media`` with widths and ``prefers-color-scheme``. A selector
with anything else is for no element: it waits for a pointer, or for one mail program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import tinycss2
from tinycss2 import ast

from newsletter.dom import Node

_DEEPEST = 20  # at-rules in at-rules
_MOST_RULES = 4000


class View(NamedTuple):
    """How a letter is looked at: the width of the window in CSS pixels, and whether the reader's machine is dark."""

    width: int = 640
    dark: bool = False


class Declaration(NamedTuple):
    """A property, in lower case, and its value as it is written."""

    name: str
    value: str
    important: bool


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


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────

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


# ── selectors ────────────────────────────────────────────────────────────────────────────────────────────────

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


class Shelf:
    """Rules, by what stands at the right of their selector; and what they need round an element, so that few are tried."""

    def __init__(self, rules: Iterable[StyleRule]) -> None:
        self._by: dict[str, list[tuple[StyleRule, frozenset[str]]]] = {}
        self._round: dict[int, frozenset[str]] = {}
        for rule in rules:
            last = rule.selector.compounds[0]
            if not any(one.impossible for one in rule.selector.compounds):
                name = f".{min(last.classes)}" if last.classes else f"#{last.id}" if last.id else last.tag or "*"
                self._by.setdefault(name, []).append((rule, _needs(rule.selector)))

    def of(self, node: Node) -> tuple[StyleRule, ...]:
        """Return the rules for an element, in their order."""
        around = self._around(node.parent)
        found = [rule for name in ("*", *_names(node)) for rule, needs in self._by.get(name, ())
                 if needs <= around and is_for(rule.selector, node)]
        return tuple(sorted(found, key=lambda rule: rule.order))

    def _around(self, node: Node | None) -> frozenset[str]:
        """Return the names of an element and of all that it stands in."""
        above, known = [], frozenset[str]()
        while node is not None:
            if id(node) in self._round:
                known = self._round[id(node)]
                break
            above.append(node)
            node = node.parent
        for one in reversed(above):
            known = self._round[id(one)] = known | _names(one)
        return known


def _names(node: Node) -> frozenset[str]:
    data = tuple(name for name in node.attributes if name.startswith("data-"))
    return _names_of(node.tag, node.get("id"), node.get("class"), data)


@lru_cache(maxsize=4096)
def _names_of(tag: str, its_id: str, classes: str, data: tuple[str, ...]) -> frozenset[str]:
    return frozenset((tag, f"#{its_id}", *(f".{name}" for name in classes.split()), *(f"[{name}]" for name in data)))


def _needs(selector: Selector) -> frozenset[str]:
    """Return the names that must stand round an element for a selector to be for it."""
    names: set[str] = set()
    for compound, combinator in zip(selector.compounds[1:], selector.combinators, strict=True):
        if combinator in "+~":
            break  # beside it, not round it
        # Outlook tells its dark by such an attribute, and dozens of rules wait for it.
        names |= {f"[{name}]" for name, _, _ in compound.attributes if name.startswith("data-")}
        names |= {f".{name}" for name in compound.classes} | {compound.tag, f"#{compound.id}"} - {"", "#"}
    return frozenset(names)


# ── media ────────────────────────────────────────────────────────────────────────────────────────────────────

_FEATURE = re.compile(r"\(\s*([\w-]+)\s*(?::\s*([^()]*?)\s*)?\)")
_MEDIUM = re.compile(r"^\s*(?:(not|only)\s+)?(?:([a-z]+)\b)?", re.IGNORECASE)


@lru_cache(maxsize=1024)
def applies(query: str, view: View) -> bool:
    """Say whether a list of media queries is true for a view; what is not understood is not."""
    return any(_one_applies(part, view) for part in query.split(",")) if query.strip() else True


def _one_applies(query: str, view: View) -> bool:
    medium = _MEDIUM.match(query)
    negated = bool(medium and (medium[1] or "").lower() == "not")
    kind = ((medium and medium[2]) or "all").lower()
    said = kind in ("all", "screen") and all(_feature(name.lower(), value, view) for name, value in _FEATURE.findall(query))
    return said is not negated


def _feature(name: str, value: str, view: View) -> bool:
    if name == "prefers-color-scheme":
        return value.lower() == ("dark" if view.dark else "light")
    number = re.fullmatch(r"([\d.]+)(px|em|rem)?", value.lower())
    if not number:
        return name == "color"
    pixels = float(number[1]) * (16 if number[2] in ("em", "rem") else 1)
    return {
        "min-width": view.width >= pixels, "max-width": view.width <= pixels,
        "min-device-width": view.width >= pixels, "max-device-width": view.width <= pixels,
    }.get(name, False)  # fmt: skip


# ── the cascade ──────────────────────────────────────────────────────────────────────────────────────────────


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
    from newsletter.checks._colours import rgba

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
