"""The words of links that the editor wrote: whether they say where each leads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checks._languages import is_vague
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Link, Sheet
from newsletter.prose import excerpt


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
