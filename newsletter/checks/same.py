"""What was to be new and is last number's: the note, the preheader, the sponsor's words, the campaign tag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.model import Issue, folded

_LONG_ENOUGH = 25  # letters from which on the same words are no greeting
_WHY = "Each number is made from the one before, and what nobody changed is what nobody looked at."


def _last(sheet: Sheet) -> tuple[Issue, str] | None:
    """Return the number before this one, and what it is called."""
    one = next(iter(sheet.earlier), None)
    return (one, one.called) if one else None


def _same_in_blocks(sheet: Sheet, *, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the positions of words in blocks of a kind that the last number had, too, and what that is called."""
    last = _last(sheet)
    if last is None or sheet.issue is None:
        return
    issue, name = last
    before = {folded(str(value)) for block in issue.blocks if block.use and block.kind == kind
              for key, value in block.fields.items() if key in ("text", "title")}
    for number, block in enumerate(sheet.issue.blocks, 1):
        for key in ("text", "title"):
            words = str(block.fields.get(key, ""))
            if block.use and block.kind == kind and len(words) >= _LONG_ENOUGH and folded(words) in before:
                yield f"b{number}.{key}", name


@rule("SAME-NOTE", "warning", "The note is the one of the last number.", why=_WHY, foreign=False, mend="write this week's note")
def note_as_before(sheet: Sheet) -> Iterator[Fault]:
    for position, name in _same_in_blocks(sheet, kind="note"):
        yield Fault(f"the note is that of {name}", position)


@rule("SAME-SPONSOR", "warning", "The sponsor's words are those of the last number.", why=_WHY, foreign=False,
      mend="put in this week's words; where they run for several weeks, waive this")
def sponsor_as_before(sheet: Sheet) -> Iterator[Fault]:
    for position, name in _same_in_blocks(sheet, kind="sponsor"):
        yield Fault(f"the sponsor's words are those of {name}", position)


@rule("SAME-PREHEADER", "warning", "The preheader is the one of the last number.", why=_WHY, foreign=False,
      mend="write this week's preheader")
def preheader_as_before(sheet: Sheet) -> Iterator[Fault]:
    last = _last(sheet)
    if last and sheet.issue and sheet.issue.preheader and folded(sheet.issue.preheader) == folded(last[0].preheader):
        yield Fault(f"the preheader is that of {last[1]}", "preheader")


@rule("SAME-CAMPAIGN", "warning", "A link carries the campaign tag of the last number.", foreign=False,
      why="Visits would be counted for last week's letter; a tag with a number or a day in it belongs to one letter.",
      mend="write this number's campaign into the address")
def campaign_as_before(sheet: Sheet) -> Iterator[Fault]:
    last = _last(sheet)
    if last is None or sheet.issue is None:
        return
    before = {tag for _, tag in _campaigns(last[0])}
    for position, tag in _campaigns(sheet.issue):
        if re.search(r"\d", tag) and tag in before:
            yield Fault(f"utm_campaign={tag} is that of {last[1]}", position)


def _campaigns(issue: Issue) -> Iterator[tuple[str, str]]:
    """Yield position and campaign of the addresses written in an issue."""
    for number, block in enumerate(issue.blocks, 1):
        if not block.use:
            continue
        addresses = [(f"b{number}.{key}", str(value)) for key, value in block.fields.items() if isinstance(value, str)]
        addresses += [(f"b{number}.s{place}.url", story.url) for place, story in enumerate(block.stories, 1) if story.use]
        for position, words in addresses:
            for url in re.findall(r"https?://[^\s)\"'<>]+", words):
                yield from ((position, value) for key, value in _query(url) if key.lower() == "utm_campaign" and value)


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query)
    except ValueError:
        return []
