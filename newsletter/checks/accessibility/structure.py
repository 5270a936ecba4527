"""Language, direction, title, headings, tables, order: what a screen reader finds its way by."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from newsletter.checks._look import Look, few, look, quoted, style_of
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.dom import Node

_LANGUAGE = re.compile(r"(?!und\b)[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _holders(page: Look) -> list[Node]:
    """Return what stands directly in the body and holds words: mail programs drop the page round it."""
    body = page.first("body")
    return [node for node in body.elements() if node.text(400).strip()] if body is not None else []


def _says(node: Node, name: str) -> str:
    """Return what an element says, or the only element in it that holds all of its words."""
    while not node.get(name):
        inner = [one for one in node.elements() if one.tag not in ("style", "script")]
        if len(inner) != 1 or node.source().strip():
            return ""
        node = inner[0]
    return node.get(name)


@rule("A11Y-LANG", "error", "The page does not say what language it is in.",
      why="Screen readers then read it in the wrong voice; 95.66 % of letters fail (EMC 2026), and mail programs drop <html>.",
      mend='write lang="en" into <html>, and again into the element that holds the letter', owner="template")
def language(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    html = page.first("html")
    if html is None or not sheet.words:
        return
    said = html.get("lang")
    if not _LANGUAGE.fullmatch(said):
        yield Fault(f"<html> says that its language is {quoted(said)}" if said else "<html> says no language", html)
    for node in _holders(page):
        inner = _says(node, "lang")
        if not _LANGUAGE.fullmatch(inner):
            yield Fault("what stands in <body> says no language, and mail programs drop <html>", node,
                        level="error" if not sheet.is_foreign else "warning")
            return


@rule("A11Y-DIR", "error", "The page does not say which way it is read, or says the wrong one.",
      why="97.41 % of letters fail (EMC 2026); without it a right-to-left reader's program mixes up points and numbers.",
      mend='write dir="ltr" (or rtl) into <html>, and again into the element that holds the letter', owner="template")
def direction(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    html = page.first("html")
    if html is None or not sheet.words:
        return
    said = html.get("dir").lower()
    if said not in ("ltr", "rtl"):
        yield Fault(f"<html> says dir={quoted(said)}" if said else "<html> does not say which way it is read", html)
    elif (written := _written(sheet.words)) and written != said:
        yield Fault(f"<html> says dir={quoted(said)}, and the letter is written the other way", html)
    for node in _holders(page):
        if _says(node, "dir").lower() not in ("ltr", "rtl"):
            yield Fault("what stands in <body> does not say which way it is read, and mail programs drop <html>", node,
                        level="error" if not sheet.is_foreign else "warning")
            return


def _written(words: str) -> str:
    """Return which way words are written, by their letters; empty where they are too few or mixed."""
    counts = {letter: count for letter, count in Counter(words[:5000]).items() if letter.isalpha()}
    rtl = sum(count for letter, count in counts.items() if unicodedata.bidirectional(letter) in ("R", "AL"))
    if (total := sum(counts.values())) < 40:
        return ""
    return "rtl" if rtl > 0.7 * total else "ltr" if rtl < 0.3 * total else ""


@rule("A11Y-TITLE", "warning", "The page has no title.",
      why="The web version's tab and many screen readers say the title first; 19 of 25 of MJML's own templates lack it.",
      mend="write <title>…</title> into <head>", owner="template")
def title(sheet: Sheet) -> Iterator[Fault]:
    node = look(sheet).first("title")
    # Where there is a subject to compare it with, SUBJ-TITLE says so.
    if sheet.words and not sheet.subject.strip() and (node is None or not node.source().strip()):
        yield Fault("the page has no <title>", node if node is not None else 0)


# ── headings ─────────────────────────────────────────────────────────────────────────────────────────────────

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONG = 150  # words; what is shorter is a note, and needs no headings


@rule("A11Y-HEADING", "warning", "The headings do not make an outline.",
      why="Screen readers go from heading to heading: one h1, no level left out, none empty (WCAG 1.3.1, 2.4.6).",
      mend="one h1, then h2 and h3 in their order", owner="template")
def headings(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    found = sorted(page.all(*_HEADINGS), key=lambda node: node.at)
    if not found:
        if len(sheet.words.split()) > _LONG:
            yield Fault("the letter has no headings", 0)
        return
    yield from few(_in_outline(found), most=5)
    firsts = [node for node in found if node.tag == "h1"]
    if len(firsts) != 1:
        yield Fault("the letter has no h1" if not firsts else f"the letter has {len(firsts)} h1", (firsts or found)[-1])
    for one in page.conditionals:
        if _has_drawn_heading(one.inner):
            yield Fault("a heading stands within a drawing for Outlook, where nobody finds it", one.at)


def _has_drawn_heading(inner: str) -> bool:
    """Say whether a heading stands within VML."""
    drawn = 0
    for found in re.finditer(r"<(/?)v:[a-z]+[^<>]*?(/?)>|<h[1-6]\b", inner, re.IGNORECASE):
        if found[0][1] in "hH" and drawn > 0:
            return True
        drawn += 0 if found[1] is None or found[2] else -1 if found[1] else 1
    return False


def _in_outline(found: list[Node]) -> Iterator[Fault]:
    before = 0
    for node in found:
        level = int(node.tag[1])
        if not (node.text(200).strip() or any(image.get("alt").strip() for image in node.all("img"))):
            yield Fault(f"a heading is empty ({node.tag})", node)
        if before and level > before + 1:
            yield Fault(f"{node.tag} follows h{before}: a level is left out ({quoted(node.text(200), 40)})", node)
        before = level


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────

_TABLE = re.compile(r"<table\b[^<>]*>", re.IGNORECASE)
_ROLE = re.compile(r"\brole\s*=\s*[\"']?(?:presentation|none)\b", re.IGNORECASE)


@rule("A11Y-TABLE-ROLE", "error", "A table that only holds the layout is announced as a table.",
      why="Screen readers count its rows and columns aloud; 83.78 % of letters fail (EMC 2026).",
      mend='write role="presentation" into the <table>', owner="template")
def tables(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    bare = [node for node in page.all("table") if node.get("role").lower() not in ("presentation", "none")
            and not _holds_data(node)]
    if bare:
        count = "a table of the layout is" if len(bare) == 1 else f"{len(bare)} tables of the layout are"
        yield Fault(f"{count} announced as tables", bare[0])
    for one in page.conditionals:
        if any(not _ROLE.search(tag) for tag in _TABLE.findall(one.inner)):
            yield Fault("a table for Outlook is announced as a table", one.at)
            return


def _holds_data(table: Node) -> bool:
    """Say whether a table holds data and says so: it has a caption, or cells that head the others, and no table in it.

    It is looked at up to the first table in it: of tables within tables each element is looked at once.
    """
    heads = False
    for node in islice(table.walk(), 1, None):
        if node.tag == "table":
            return False
        heads = heads or node.tag in ("th", "caption")
    return heads


# ── order ────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("A11Y-ORDER", "warning", "What is seen first is not read first.",
      why="Columns turned round by dir=rtl, order or row-reverse are read aloud in the order of the page (WCAG 1.3.2).",
      mend="put the columns into the page in the order in which they are seen", owner="template")
def order(sheet: Sheet) -> Iterator[Fault]:
    for node in look(sheet).elements:
        style = style_of(node) if "style" in node.attributes else {}
        if "reverse" in style.get("flex-direction", "") or re.fullmatch(r"-\d+|[1-9]\d*", style.get("order", "")):
            yield Fault("these boxes are seen in another order than they are read", node)
            return
        turned = (node.get("dir") or style.get("direction", "")).lower()
        if turned in ("ltr", "rtl") and _outer_direction(node) not in ("", turned) and _turned_back(node, turned) > 1:
            yield Fault("these columns are seen in another order than they are read: they are turned round", node)
            return


def _own_direction(node: Node) -> str:
    return (style_of(node).get("direction", "") or node.get("dir")).lower() if node.attributes else ""


def _outer_direction(node: Node) -> str:
    return next(filter(None, map(_own_direction, node.ancestors())), "")


def _turned_back(node: Node, turned: str) -> int:
    """Return how many boxes with words in an element are turned back again, the outermost of each."""
    count = 0
    waiting = list(node.elements())
    while waiting:
        inner = waiting.pop()
        said = _own_direction(inner)
        if said in ("ltr", "rtl") and said != turned:
            count += bool(inner.text(100).strip() or inner.first("img") is not None)
        elif said != turned:
            waiting += inner.elements()
    return count
