"""A place in the letter → the template that made it, with its line where that can be told."""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path

from newsletter import merge
from newsletter.checks._sheet import Sheet, offset_of, once
from newsletter.compose import line_of
from newsletter.compose.shelves import first
from newsletter.dom import Node
from newsletter.errors import NewsletterError, at
from newsletter.files import PACKAGED, shown
from newsletter.model import Mark, replace

# Tags of the letter's template that may stand on no line of their own, and what is made of them.
_WRITTEN_BY = {"html": "<mjml", "title": "<mj-title", "body": "<mj-body"}


def template(sheet: Sheet, place: str | int | Node, *, exact: bool = True) -> str:
    """Return the template that made a place: ``file:line``, where that is known; else the file of its block, or the letter's.

    Args:
        exact: look for the line, for which the letter is pressed once more. Of a publication's own templates it is always
            said.
    """
    if sheet.is_foreign:
        return sheet.where(place)
    if (exact or _has_own_templates(sheet)) and (line := _template_line(sheet, place)):
        return line
    kind = _kind(sheet, place)
    return shown(sheet.blocks[kind].path if kind else _frame(sheet))


def text_template(sheet: Sheet, place: str | int | Node = "") -> str:
    """Return the template of the plain text for a place: that of its block, else the letter's; empty for a foreign letter."""
    if sheet.is_foreign:
        return ""
    kind = _kind(sheet, place)
    names = (f"blocks/{kind}.txt", "blocks/default.txt") if kind else ("letter.txt",)
    return shown(next(filter(None, (first(sheet.publication.shelves, name) for name in names))))


def _kind(sheet: Sheet, place: str | int | Node) -> str:
    """Return the kind of the block that a place belongs to; empty for none."""
    name = sheet.position_of(place).partition(".")[0]
    if sheet.issue and re.fullmatch(r"b\d+", name) and int(name[1:]) <= len(sheet.issue.blocks):
        name = sheet.issue.blocks[int(name[1:]) - 1].kind
    return name if name in sheet.blocks else ""


@once
def _has_own_templates(sheet: Sheet) -> bool:
    own = (shelf for shelf in sheet.publication.shelves if shelf != PACKAGED / "templates")
    return any(next(shelf.rglob("*.mjml"), None) for shelf in own)


def _template_line(sheet: Sheet, place: str | int | Node) -> str:
    """Return ``file:line`` of what wrote a place; empty where that cannot be told."""
    if isinstance(place, Node) and place.tag in _WRITTEN_BY:
        return _frame_line(sheet, _WRITTEN_BY[place.tag])
    offset = -1 if isinstance(place, str) else offset_of(place)
    if isinstance(place, Node) and place.tag == "style":
        offset = sheet.html.find(">", offset) + 1  # a style's first line is marked within it
    number = bisect_right(_template_offsets(sheet), offset) - 1
    return line_of(_template_marks(sheet)[number].position, sheet.publication.shelves) if number >= 0 <= offset else ""


@once
def _template_marks(sheet: Sheet) -> tuple[Mark, ...]:
    """Where in this html begins what each line of a template wrote; nothing where that cannot be told."""
    from newsletter.build import template_lines

    letter, issue = sheet.edition.letter, sheet.issue
    if issue is None:
        return ()
    try:
        lines = template_lines(letter, issue, sheet.publication)
        again = merge.stamp(replace(letter, marks=lines), sheet.service, sheet.publication, sheet.edition.reader)
    except NewsletterError:
        return ()
    return again.marks if again.html == sheet.edition.html else ()


@once
def _template_offsets(sheet: Sheet) -> list[int]:
    return [mark.offset for mark in _template_marks(sheet)]


@once
def _frame(sheet: Sheet) -> Path:
    return Path(first(sheet.publication.shelves, "letter.mjml") or PACKAGED / "templates" / "letter.mjml")


def _frame_line(sheet: Sheet, tag: str) -> str:
    """Return ``file:line`` of a tag of the letter's own template."""
    before, found, _ = _frame(sheet).read_text(encoding="utf-8").partition(tag)
    return at(shown(_frame(sheet)), before.count("\n") + 1) if found else shown(_frame(sheet))
