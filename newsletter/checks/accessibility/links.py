"""Links: what they are called, whether their words say where they lead, and whether they are seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checks._languages import is_vague
from newsletter.checks._look import few, look, quoted
from newsletter.checks._paint import Words
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Link, Sheet
from newsletter.checks.stories import unsaid
from newsletter.colour import contrast
from newsletter.dom import Node
from newsletter.model import canonical, folded
from newsletter.prose import excerpt

_LINK_AND_WORDS = 3.0


def name_of(link: Link) -> str:
    """Return what a screen reader calls a link."""
    return " ".join((link.node.get("aria-label").strip() or link.words or link.node.get("title").strip()).split())


@rule("A11Y-LINK-NAME", "error", "A link has no words.",
      why="Screen readers read its address aloud, or nothing; among the ten faults most often found (EMC 2025, WCAG 2.4.4).",
      mend="put words into the link, or an alt into its picture")
def nameless(sheet: Sheet) -> Iterator[Fault]:
    told = unsaid(sheet)  # ALT-MISSING names these, and what to write
    yield from few(Fault(f"a link has no words ({quoted(link.href, 60)})", link.node)
                   for link in sheet.links
                   if not name_of(link) and _is_seen(link) and sheet.position_of(link.node) not in told)


def _is_seen(link: Link) -> bool:
    return link.node.get("aria-hidden") != "true" and bool(link.href.strip())


@rule("A11Y-LINK-SAME", "warning", "Two links are called the same and lead to different pages.",
      why="Who goes from link to link cannot tell them apart (WCAG 2.4.4).",
      mend="let the words of each say what is behind it", foreign=False)
def same_words(sheet: Sheet) -> Iterator[Fault]:
    yield from few(_same_words(sheet), most=5)


def _same_words(sheet: Sheet) -> Iterator[Fault]:
    """Yield links that are called the same and lead elsewhere."""
    leads: dict[str, str] = {}
    for link in sheet.links:
        name, target = folded(name_of(link)), canonical(link.href) or link.href
        if name and leads.setdefault(name, target) != target:
            yield Fault(f"two links are called {quoted(name_of(link))} and lead to different pages", link.node)


# ── what they say ────────────────────────────────────────────────────────────────────────────────────────────


def _editors(sheet: Sheet) -> Iterator[Link]:
    """Yield the links whose words are the editor's: in texts and on buttons, not those that a template puts below each story."""
    if sheet.is_foreign:
        yield from sheet.links
        return
    fields = {one.position for one in sheet.written if one.kind == "markdown" or one.position.endswith(".button")}
    buttons = {f"b{number}.text" for number, block in enumerate(sheet.issue.blocks, 1) if block.kind == "button"
               } if sheet.issue else set()
    for link in sheet.links:
        if sheet.position_of(link.node) in fields | buttons:
            yield link


@rule("A11Y-LINK-VAGUE", "warning", "A link says “here” or “read more”, and not where it leads.",
      why="Screen readers list links by their words alone; among the ten most frequent faults (Email Markup Consortium, 2025).",
      mend="let the words say what is behind the link")
def link_vague(sheet: Sheet) -> Iterator[Fault]:
    for link in _editors(sheet):
        if is_vague(link.words) and not link.node.get("aria-label"):
            yield Fault(f"a link says “{excerpt(link.words, 40)}”, and not where it leads", link.node)


@rule("A11Y-LINK-URL", "info", "A link's words are its address.",
      why="Screen readers spell an address letter by letter (WCAG 2.2, 2.4.4).",
      mend="let words say what is behind the link")
def link_says_address(sheet: Sheet) -> Iterator[Fault]:
    for link in _editors(sheet):
        if re.match(r"https?://\S{12,}$|www\.\S{16,}$", link.words.strip()):
            yield Fault(f"a link's words are its address: {excerpt(link.words, 60)}", link.node)


# ── to be seen ───────────────────────────────────────────────────────────────────────────────────────────────

_BLOCKS = frozenset(("p", "td", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "th", "dd", "dt", "section", "#page", "body"))
_SENTENCE = 20


@rule("A11Y-LINK-COLOR", "warning", "A link in a sentence is told from its words by colour alone.",
      why="Who sees no colours does not find it: underline it, or let it differ by 3 : 1 (WCAG 1.4.1, technique G183).",
      mend="underline it", owner="template")
def only_coloured(sheet: Sheet) -> Iterator[Fault]:
    sentences: dict[int, list[Words]] = {}
    for words in look(sheet).words():
        sentences.setdefault(id(_block(words.node)), []).append(words)
    for group in sentences.values():
        plain = [words for words in group if _link(words.node) is None]
        if sum(len(words.text) for words in plain) < _SENTENCE:
            continue
        for words in group:
            if _link(words.node) is not None and not words.style.underlined and _alike(words, plain):
                yield Fault(f"the link {quoted(words.text, 40)} is told from its sentence by colour alone", words.node)
                return


def _alike(link: Words, plain: list[Words]) -> bool:
    """Say whether a link looks like the words beside it, but for its colour."""
    near = [words for words in plain if words.style.bold == link.style.bold and abs(words.style.size - link.style.size) < 2]
    return bool(near) and min(contrast(link.ink, words.ink) for words in near) < _LINK_AND_WORDS


def _block(node: Node) -> Node:
    return next((one for one in (node, *node.ancestors()) if one.tag in _BLOCKS), node)


def _link(node: Node) -> Node | None:
    return next((one for one in (node, *node.ancestors()) if one.tag == "a" and "href" in one.attributes), None)
