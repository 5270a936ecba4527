"""The size of the letter, and what Gmail and the compilers of letters do to one that is too long, deep or clever.

Left out, with the reason: how much the HTML grew by inlining is nothing a reader meets; what is sent is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import tinycss2
from tinycss2 import ast

from newsletter import publication as publications, size as sizes
from newsletter.checks._css import is_for, rules, sound
from newsletter.checks._look import StyleSheet, few, look, quoted, style_of
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet, once
from newsletter.dom import COMMENT, Node

_NEAR = 90_000
_DEEP, _TOO_DEEP = 100, 250


@rule("GMAIL-CLIP", "error", "Gmail cuts the letter, and what is behind is not shown: the way out among it.",
      why="Gmail shows about 102 kB of HTML (hteumeuleu/email-bugs #41); a service's tracked links make it longer still.",
      mend="leave stories to the site, or make two letters of it")
def clipped(sheet: Sheet) -> Iterator[Fault]:
    html = sheet.sent_html
    size = len(html.encode("utf-8", "replace")) + (0 if sheet.is_foreign else sizes.added(html, sheet.service))
    if size > sizes.CLIPPED:
        yield Fault(f"Gmail cuts the letter {size - sizes.CLIPPED:,} B before its end{and_the_longest(sheet)}", longest(sheet))
    elif size > _NEAR:
        yield Fault(f"the letter has {size:,} B, and Gmail cuts at {sizes.CLIPPED:,} B{and_the_longest(sheet)}", longest(sheet),
                    level="warning")


@once
def _measured(sheet: Sheet) -> Mapping[str, int]:
    """Return the bytes of each block."""
    return {} if sheet.is_foreign else sizes.measured(sheet.edition.letter, sheet.publication, sheet.service).blocks


def longest(sheet: Sheet) -> str:
    """Return the position of the block that costs most; empty where nobody can tell."""
    blocks = _measured(sheet)
    return max(blocks, key=blocks.__getitem__) if blocks else ""


def and_the_longest(sheet: Sheet) -> str:
    """Return words for the block that costs most."""
    position = longest(sheet)
    if not position or not sheet.issue:
        return ""
    name = sizes.block_name(position, sheet.issue, publications.blocks(sheet.publication))
    return f"; '{name}' takes {_measured(sheet)[position]:,} B"


@rule("GMAIL-CLIP-CHAR", "warning", "The letter holds a character at which Gmail cuts.",
      why="C1 controls (U+0080 to U+009F) and a stray U+FEFF made Gmail cut a tiny letter (email-bugs #41, 2018).",
      mend="type that word again; such characters come from old word processors")
def clipping_characters(sheet: Sheet) -> Iterator[Fault]:
    for number, found in enumerate(re.finditer("[\x80-\x9f]|\ufeff(?!$)", sheet.html)):
        if number == 3:
            return
        if found.start() or found[0] != "\ufeff":
            yield Fault(f"the letter holds the character U+{ord(found[0]):04X}", found.start())


# ── style sheets ─────────────────────────────────────────────────────────────────────────────────────────────


@rule("GMAIL-STYLE-16K", "error", "The style sheets are longer than Gmail reads.",
      why="Beyond 16,384 B together Gmail drops the rest (hteumeuleu/email-bugs #90), and layouts for phones with it.",
      mend="shorten the style sheets", owner="template")
def long_styles(sheet: Sheet) -> Iterator[Fault]:
    total = sum(len(style.css.encode("utf-8", "replace")) for style in look(sheet).sheets)
    if total > sizes.STYLED:
        yield Fault(f"the style sheets have {total:,} B, and Gmail reads {sizes.STYLED:,} B")


@rule("GMAIL-STYLE-NEST", "error", "A style sheet holds what makes Gmail drop all of it.",
      why="At-rules in at-rules, @import, broken CSS and data: addresses (hteumeuleu/caniemail #144).",
      mend="put it into a <style> of its own, or mend it", owner="template")
def dropped_styles(sheet: Sheet) -> Iterator[Fault]:
    for style in look(sheet).sheets:
        what, offset = _unread(style.css)
        if what:
            yield Fault(f"Gmail drops a whole style sheet: {what}", sheet.html.find(style.css, style.node.at) + offset)


@lru_cache(maxsize=64)
def _unread(css: str) -> tuple[str, int]:
    """Return what makes Gmail drop a style sheet, and where that stands in it; empty for nothing."""
    if len(css) > 200_000:
        return "", 0
    if found := re.search(r"@import\b", css, re.IGNORECASE):
        return "it imports another one", found.start()
    if found := re.search(r"url\(\s*[\"']?data:", css, re.IGNORECASE):
        return "it holds a data: address", found.start()
    for node in tinycss2.parse_stylesheet(sound(css), skip_comments=True, skip_whitespace=True):
        if isinstance(node, ast.ParseError):
            return f"it is broken ({node.message})", _offset(css, node)
        if isinstance(node, ast.AtRule) and node.content:
            if inner := next((one for one in node.content if isinstance(one, ast.AtKeywordToken)), None):
                return f"an at-rule stands in @{node.at_keyword}", _offset(css, inner)
    return "", 0


def _offset(css: str, node: ast.Node) -> int:
    """Return where a piece of CSS begins, of which the parser says line and column."""
    lines = css.split("\n")
    return min(sum(len(line) + 1 for line in lines[: node.source_line - 1]) + node.source_column - 1, len(css))


@rule("GMAIL-STYLE-BODY", "warning", "A style sheet stands in the body.",
      why="Gmail and Yahoo read those of <head> alone (caniemail, html-style, note 1).",
      mend="put it into <head>", owner="template")
def styles_in_body(sheet: Sheet) -> Iterator[Fault]:
    for style in look(sheet).sheets:
        if not any(outer.tag == "head" for outer in style.node.ancestors()) and any(
                outer.tag == "body" for outer in style.node.ancestors()):
            yield Fault("a style sheet stands in the body, where Gmail does not read it", style.node)


_UNSAFE = re.compile(r"\[data-ogs[bc]|\[x-apple-|\[class[~^*]?=|prefers-color-scheme", re.IGNORECASE)
_RESPONSIVE = re.compile(r"@media[^{]*\((?:max|min)-(?:device-)?width", re.IGNORECASE)


@rule("GMAIL-SPLIT", "warning", "What Gmail does not read stands in one style sheet with the layout for phones.",
      why="Gmail drops a whole <style> for what it does not read in it (hteumeuleu/email-bugs #90).",
      mend="put each into a <style> of its own", owner="template")
def mixed_styles(sheet: Sheet) -> Iterator[Fault]:
    for style in look(sheet).sheets:
        unsafe = _UNSAFE.search(style.css)
        if unsafe and _RESPONSIVE.search(style.css):
            yield Fault(f"{quoted(unsafe[0])} stands in one style sheet with the layout for phones", style.node)


# ── the document ─────────────────────────────────────────────────────────────────────────────────────────────


@rule("DOC-DOCTYPE", "error", "The page does not begin with <!DOCTYPE html>.",
      why="Without it browsers and mail programs lay it out in quirks mode: other sizes, other gaps (HTML, 13.2.6.4.1).",
      mend="let the page begin with <!DOCTYPE html>", owner="template")
def doctype(sheet: Sheet) -> Iterator[Fault]:
    start = sheet.html[:2000].lstrip("\ufeff \t\r\n")
    start = re.sub(r"^(?:<!--.*?-->\s*|<\?xml.*?\?>\s*)+", "", start, flags=re.DOTALL)
    if sheet.html.strip() and not re.match(r"<!doctype\s+html\b", start, re.IGNORECASE):
        yield Fault("the page does not begin with <!DOCTYPE html>", 0)


@rule("DOC-IMPORTANT", "error", "A rule for phones has no effect, for the element's own style says otherwise.",
      why="What an element says itself goes before a style sheet, unless that says !important (CSS Cascade, 6.4).",
      mend="write !important behind the value", owner="template")
def unimportant(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    if page.is_too_large or page.is_overstyled:
        return
    styled = [node for node in page.elements if node.get("style")]
    yield from few((Fault(f"a rule for phones sets {name}, and the elements it is for say another value themselves",
                          style.node) for style, name in _overruled(page.sheets, styled)), most=5)


def _overruled(styles: tuple[StyleSheet, ...], styled: list[Node]) -> Iterator[tuple[StyleSheet, str]]:
    """Yield each property of a rule for phones that all elements it is for overrule."""
    for style in styles:
        for one in rules(style.css, style.media):
            plain = [said for said in one.declarations if not said.important]
            if not plain or not any("max-width" in query for query in one.media):
                continue
            meant = [style_of(node) for node in styled if is_for(one.selector, node)]
            for said in plain:
                values = [its.get(said.name) for its in meant]
                if values and all(value is not None and value != said.value for value in values):
                    yield style, said.name


@rule("DOC-DEPTH", "error", "The page is nested so deep that programs lose what is inside.",
      why="libxml2, which inliners and services use, drops everything from depth 255 on in silence (measured).",
      mend="nest it less", owner="template")
def depth(sheet: Sheet) -> Iterator[Fault]:
    deepest, at = _depth(sheet.html)
    if deepest >= _TOO_DEEP:
        yield Fault(f"the page is nested {deepest} deep", at)
    elif deepest > _DEEP:
        yield Fault(f"the page is nested {deepest} deep", at, level="warning")


# What must be closed; and how deep each brings what is in it. Between a table and what it holds stand tbody, tr and td.
_NESTS = re.compile(
    rf"{COMMENT}|<(/?)(table|div|span|center|section|article|ul|ol|blockquote|font|b|i|a|em|strong)\b[^<>]*>",
    re.DOTALL | re.IGNORECASE)
_STEPS = {"table": 4, "ul": 2, "ol": 2}


def _depth(html: str) -> tuple[int, int]:
    """Return how deep the page is nested by tags that must be closed, and where."""
    opened: dict[str, int] = {}
    deepest = at = current = 0
    for found in _NESTS.finditer(html):
        name = (found[2] or "").lower()
        if name and not found[1]:
            opened[name] = opened.get(name, 0) + 1
            current += _STEPS.get(name, 1)
        elif opened.get(name):
            opened[name] -= 1
            current -= _STEPS.get(name, 1)
        if current > deepest:
            deepest, at = current, found.start()
    return deepest + 2 if deepest else 0, at  # html and body
