"""CSS → the facts that features are told by: ``property:float``, ``unit:rem``, ``pseudo-class:hover`` …

A fact is a word; which of them a feature is told by, `newsletter.checks.features.catalogue` knows. The only file of
the house that reads CSS as CSS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import tinycss2
from tinycss2 import ast

from newsletter.checks._css import sound
from newsletter.checks.features.pictures import kinds_of_picture

_DEEPEST = 40  # blocks in blocks; tinycss2 itself knows no limit, and no style sheet of a letter comes near


class Fact(NamedTuple):
    """Something met in CSS.

    Attributes:
        key: ``property:float``.
        line, column: where in the CSS, from 1.
        owner: the property whose value holds it, or which it is; empty outside declarations.
        guarded: the CSS itself provides for programs that do not know it: a declaration before it in the same block
            says the same in older words, or it stands where only some programs look.
    """

    key: str
    line: int
    column: int
    owner: str = ""
    guarded: bool = False


# Rules meant for one mail program alone, which their selector is the lock of: Outlook.com's dark mode, Thunderbird,
# Gmail, Apple Mail, Yahoo, Outlook on phones (howtotarget.email collects them).
_ADDRESSED = re.compile(
    r"\[data-ogs[bc]|\.moz-text-html|\bu\s*\+|#?MessageViewBody|#outlook\b|\.ExternalClass|\[class[~^]=['\"]?x_|"
    r"\.ReadMsgBody|\[owa\]|x-apple-data-detectors|@media yahoo|\.& |#MessageWebViewDiv|\[office365\]", re.IGNORECASE)
_LIVE = frozenset(("active", "checked", "focus", "focus-visible", "focus-within", "hover", "target", "visited"))
# At-rules whose block holds rules that are left out where they are not known.
_HOLDS_RULES = frozenset(("media", "supports", "layer", "container", "scope", "document", "-moz-document"))
_HOLDS_NO_PROPERTIES = frozenset(("font-face", "page", "counter-style", "property", "font-palette-values"))


def facts_of_style(css: str) -> tuple[Fact, ...]:
    """Return the facts of a ``style`` attribute."""
    return (*_declarations(tinycss2.parse_blocks_contents(sound(css)), guarded=False, depth=0), *_comments(css))


def facts_of_sheet(css: str, guarded: bool = False) -> tuple[Fact, ...]:
    """Return the facts of a style sheet.

    Args:
        guarded: whether it is read by some programs only, as with ``media="screen and (…)"``.
    """
    return (*_rules(tinycss2.parse_stylesheet(sound(css)), guarded, 0), *_comments(css))


def facts_of_media(query: str) -> tuple[Fact, ...]:
    """Return the facts of a ``media`` attribute; none for one that only names a medium."""
    found = tuple(_media_features(tinycss2.parse_component_value_list(sound(query))))
    return (Fact("at-rule:media", 1, 1), *found) if found else ()


def _comments(css: str) -> Iterator[Fact]:
    if "/*" in css:
        for node in _all(tinycss2.parse_component_value_list(sound(css), skip_comments=False)):
            if isinstance(node, ast.Comment):
                yield Fact("comment:css", node.source_line, node.source_column)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────


def _rules(nodes: Iterable[ast.Node], guarded: bool, depth: int) -> Iterator[Fact]:
    for node in nodes if depth <= _DEEPEST else ():
        if isinstance(node, ast.QualifiedRule):
            yield from _rule(node, guarded, depth)
        elif isinstance(node, ast.AtRule):
            yield from _at_rule(node, guarded, depth)


def _rule(rule: ast.QualifiedRule, guarded: bool, depth: int) -> Iterator[Fact]:
    selector = list(_selector(rule.prelude))
    aside = (guarded or any(key.removeprefix("pseudo-class:") in _LIVE for key, _ in selector)
             or _ADDRESSED.search(tinycss2.serialize(rule.prelude[:60])) is not None)
    for key, node in selector:
        yield Fact(key, node.source_line, node.source_column, guarded=aside)
    yield from _declarations(tinycss2.parse_blocks_contents(rule.content), aside, depth + 1)


def _at_rule(rule: ast.AtRule, guarded: bool, depth: int) -> Iterator[Fact]:
    name = rule.lower_at_keyword
    yield Fact(f"at-rule:{name.removeprefix('-webkit-')}", rule.source_line, rule.source_column, guarded=guarded)
    if name == "media":
        yield from _media_features(rule.prelude)
    if rule.content is None:
        return
    if name in _HOLDS_RULES:
        yield from _rules(tinycss2.parse_blocks_contents(rule.content), True, depth + 1)
    elif name.endswith("keyframes"):
        for step in tinycss2.parse_rule_list(rule.content):
            if isinstance(step, ast.QualifiedRule):
                yield from _declarations(tinycss2.parse_blocks_contents(step.content), True, depth + 1)
    elif name not in _HOLDS_NO_PROPERTIES:
        yield from _rules(tinycss2.parse_blocks_contents(rule.content), True, depth + 1)


def _media_features(prelude: Sequence[ast.Node]) -> Iterator[Fact]:
    for node in _all(prelude):
        if isinstance(node, ast.ParenthesesBlock):
            named = next((inner for inner in node.content if isinstance(inner, ast.IdentToken)), None)
            if named:
                name = re.sub(r"^(-webkit-|-moz-)?(min-+|max-+)?(-moz-)?", "", named.lower_value)
                yield Fact(f"media:{name}", node.source_line, node.source_column)


# ── declarations ─────────────────────────────────────────────────────────────────────────────────────────────


def _declarations(nodes: Iterable[ast.Node], guarded: bool, depth: int) -> Iterator[Fact]:
    """Yield the facts of a block: of its declarations, and of the rules that are nested in it."""
    before: dict[str, set[str]] = {}
    for node in nodes if depth <= _DEEPEST else ():
        if isinstance(node, ast.Declaration):
            yield from _declaration(node, before, guarded)
        elif isinstance(node, ast.QualifiedRule):
            yield Fact("selector:nesting", node.source_line, node.source_column, guarded=guarded)
            yield from _rule(node, guarded, depth)
        elif isinstance(node, ast.AtRule):
            yield from _at_rule(node, guarded, depth)


# What says a thing in older words: the newer way → the older ones, one of which suffices.
OLDER = {
    "background-image": ("background-color",),
    "inset": ("top", "left", "right", "bottom"),
    "overflow-wrap": ("word-wrap", "word-break"),
    "gap": ("margin", "padding"),
    "text-decoration-line": ("text-decoration",),
    "block-size": ("height",), "inline-size": ("width",),
    "min-block-size": ("min-height",), "min-inline-size": ("min-width",),
    "max-block-size": ("max-height",), "max-inline-size": ("max-width",),
}
_LOGICAL = re.compile(r"(border|margin|padding)-(?:block|inline)")


def older_words(name: str) -> tuple[str, ...]:
    """Return the properties that say the same as one, in words that more programs know."""
    logical = _LOGICAL.match(name)
    return (logical[1], f"{logical[1]}-left", f"{logical[1]}-top") if logical else OLDER.get(name, ())


def _declaration(node: ast.Declaration, before: dict[str, set[str]], guarded: bool) -> Iterator[Fact]:
    """Yield the facts of one declaration, given the facts of the values that each property had before it."""
    name = node.lower_name
    if node.name.startswith("--"):
        yield Fact("variable", node.source_line, node.source_column, name, guarded)
        return
    keys = dict.fromkeys(_value(name, node.value))
    older = any(other in before for other in older_words(name)) or _says_nothing(name, keys)
    yield Fact(f"property:{name}", node.source_line, node.source_column, name, guarded or older)
    earlier = before.get(name, before.get(name.partition("-")[0]))
    for key in keys:
        stands_in = earlier is not None and key not in earlier
        yield Fact(key, node.source_line, node.source_column, name, guarded or stands_in or older)
    if node.important:
        yield Fact("important", node.source_line, node.source_column, name, guarded)
    # An earlier value that needs the same counts for nothing; one that does not, for good.
    before[name] = set(keys) if earlier is None else earlier & set(keys)


# Values that leave a thing as it is where nothing else is said; `position: relative` moves nothing by itself.
_PLAIN = {
    "position": ("relative", "static"), "float": ("none",), "visibility": ("visible",), "writing-mode": ("horizontal-tb",),
    "inset": ("auto",), "left": ("auto",), "right": ("auto",), "top": ("auto",), "bottom": ("auto",),
}


def _says_nothing(name: str, keys: Iterable[str]) -> bool:
    return any(f"property:{name}={value}" in keys for value in _PLAIN.get(name, ()))


def _value(name: str, nodes: Sequence[ast.Node]) -> Iterator[str]:
    """Yield the facts of a property's value."""
    for node in _all(nodes):
        if isinstance(node, ast.IdentToken):
            yield f"keyword:{node.lower_value}"
            yield f"property:{name}={node.lower_value}"
        elif isinstance(node, ast.DimensionToken):
            yield f"unit:{node.lower_unit}"
        elif isinstance(node, ast.PercentageToken):
            yield "unit:%"
        elif isinstance(node, ast.FunctionBlock):
            yield f"function:{re.sub('^-(webkit|moz|ms|o)-', '', node.lower_name)}"
            if node.lower_name == "url" and isinstance(next(iter(node.arguments), None), ast.StringToken):
                yield from (f"image:{kind}" for kind in kinds_of_picture(node.arguments[0].value))
        elif isinstance(node, ast.URLToken):
            yield from (f"image:{kind}" for kind in kinds_of_picture(node.value))


def _all(nodes: Sequence[ast.Node]) -> Iterator[ast.Node]:
    """Yield nodes and all that is in them, in order, however deep, without recursion."""
    waiting = [iter(nodes)]
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
            continue
        yield node
        inner = getattr(node, "content", None) or getattr(node, "arguments", None)
        if inner:
            waiting.append(iter(inner))


# ── selectors ────────────────────────────────────────────────────────────────────────────────────────────────

_BETWEEN = {">": "selector:child", "+": "selector:adjacent-sibling", "~": "selector:general-sibling", ",": "selector:grouping"}
_WITH_COLON_OF_OLD = frozenset(("after", "before", "first-letter", "first-line"))
_HOLDS_SELECTORS = frozenset(("has", "is", "not", "where"))


def _selector(prelude: Sequence[ast.Node]) -> Iterator[tuple[str, ast.Node]]:
    """Yield the facts of a selector; of what stands in the brackets of ``:not()`` and its kin, too."""
    last = ""  # what came before: nothing, a simple selector, a blank behind one, a combinator
    for key, node in _signs(prelude):
        if key == "blank":
            last = "blank" if last == "simple" else last
            continue
        yield key, node
        if key in _BETWEEN.values():
            last = "combinator"
            continue
        if last == "blank":
            yield "selector:descendant", node
        elif last == "simple" and not key.startswith("pseudo-"):
            yield "selector:chaining", node
        last = "simple"
        if isinstance(node, ast.FunctionBlock) and node.lower_name in _HOLDS_SELECTORS:
            yield from _selector(node.arguments)


def _signs(prelude: Sequence[ast.Node]) -> Iterator[tuple[str, ast.Node]]:
    """Yield what a selector is made of, in order: simple selectors, combinators, blanks."""
    before = ""  # the dot or the colons of the name that follows
    for node in prelude:
        if isinstance(node, ast.LiteralToken) and node.value in (".", ":"):
            before += node.value
            continue
        if isinstance(node, ast.WhitespaceToken):
            yield "blank", node
        elif isinstance(node, ast.LiteralToken) and node.value in _BETWEEN:
            yield _BETWEEN[node.value], node
        elif key := _simple(node, before):
            yield key, node
        before = ""


def _simple(node: ast.Node, before: str) -> str:
    """Return the fact of one simple selector, with what stands before its name; empty for what is none."""
    if isinstance(node, ast.IdentToken):
        if not before or before == ".":
            return "selector:class" if before else "selector:type"
        is_element = before == "::" or node.lower_value in _WITH_COLON_OF_OLD
        return f"pseudo-{'element' if is_element else 'class'}:{node.lower_value}"
    if isinstance(node, ast.FunctionBlock):
        return f"pseudo-{'element' if before == '::' else 'class'}:{node.lower_name}"
    if isinstance(node, ast.HashToken):
        return "selector:id"
    if isinstance(node, ast.SquareBracketsBlock):
        return "selector:attribute"
    if isinstance(node, ast.LiteralToken):
        return {"*": "selector:universal", "&": "selector:nesting"}.get(node.value, "")
    return ""
