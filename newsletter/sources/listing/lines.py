"""A pasted text → its lines, and what this listing does as a rule.

A single line that begins with ``1.`` or ``-`` proves nothing; that several do is a habit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from newsletter.prose import one_line
from newsletter.sources import _dates as dates
from newsletter.sources import _words as words
from newsletter.sources.listing.piece import says_something

MOST_LINES = 5_000
MOST_CHARACTERS = 500_000
"""How much is read of one listing: about 2,000 articles; an archive page has dozens."""

MOST_LENGTH = 2_000
"""Longer lines are plain text: nothing inside them is looked for."""


_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060"
"""What browsers leave where a page had a spacer: no width, no word."""


class Line(NamedTuple):
    """A line that says something.

    Attributes:
        gap: how many blank lines stand above it.
        menu: it is the page's menu: a row of names.
    """

    text: str
    gap: int
    menu: bool = False


class Habits(NamedTuple):
    """What a listing does as a rule.

    Attributes:
        numbered: its lines count: 1. 2. 3.
        bullets: the characters that begin at least two of its lines.
        dash: what parts headline and teaser in its marked lines (``Headline — teaser``); empty where nothing does.
        dated: its headlines have their date on the same line.
        day_first: how it writes 3/11/2026; None where nothing in it decides.
        imprint: index of the line at which its imprint begins.
    """

    numbered: bool
    bullets: str
    dash: str
    dated: bool
    day_first: bool | None
    imprint: int


def read_lines(text: str) -> tuple[list[Line], int]:
    """Return the lines of a text that say something, and how many there are beyond that."""
    lines: list[Line] = []
    gap = said = 0
    raws = iter(text.splitlines())
    menu = _menu(text)
    for raw in raws:
        line = one_line(raw).strip()
        if line.strip(_UNSEEN):
            lines.append(Line(line, gap, menu=bool(menu) and not lines and raw == menu))
            said += len(line)
            gap = 0
        else:
            gap += 1
        if len(lines) == MOST_LINES or said >= MOST_CHARACTERS:
            break
    return _unwrapped(lines), sum(bool(raw.strip()) for raw in raws)


_BETWEEN_NAMES = re.compile(r"\s{2,}|\t|\s[|·•/]\s")
_LONGEST_NAME = 24


def _menu(text: str) -> str:
    """Return the first line where it is a row of three names or more, and no other line is: a kicker comes back."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not _is_row_of_names(first):
        return ""
    rows = sum(map(_is_row_of_names, text[:MOST_CHARACTERS].splitlines()[:MOST_LINES]))
    return first if rows == 1 else ""


def _is_row_of_names(line: str) -> bool:
    line = line.strip()
    names = _BETWEEN_NAMES.split(line) if len(line) < 20 * _LONGEST_NAME else []
    return len(names) > 2 and all(name and len(name) <= _LONGEST_NAME and len(name.split()) <= 3 and
                                  name[-1].isalpha() and not words.byline(name) and not re.search(r"\d", name)
                                  for name in names)


def _unwrapped(lines: list[Line]) -> list[Line]:
    """Join lines that a terminal or a mail program wrapped.

    Such a listing has no line longer than some 60 to 100 characters, and where a line goes on in small letters there
    was no room left on the line above for the next word.
    """
    width = max((len(line.text) for line in lines), default=0)
    if not 60 <= width <= 100:
        return lines
    full = [_is_full(above, below, width) for above, below in pairwise(lines)]
    going_on = [is_full for is_full, line in zip(full, lines[1:]) if _goes_on(line)]
    if sum(going_on) < 2 or sum(going_on) < 0.8 * len(going_on):
        return lines
    joined = lines[:1]
    for line, above_is_full in zip(lines[1:], full):
        if above_is_full:
            joined[-1] = Line(f"{joined[-1].text} {line.text}", joined[-1].gap)
        else:
            joined.append(line)
    return joined


def _goes_on(line: Line) -> bool:
    return line.gap == 0 and line.text[0].islower() and not _BEGINS_ANEW.match(line.text)


def _is_full(above: Line, below: Line, width: int) -> bool:
    """Say whether the first word of a line had no room left on the line above."""
    first_word = below.text.partition(" ")[0]
    return below.gap == 0 and len(above.text) + 1 + len(first_word) > width and not _BEGINS_ANEW.match(below.text)


_BEGINS_ANEW = re.compile(r"https?://|www\.|#|[-*+•]\s|[\[(]?\d{1,3}[.):\]]")


# ── habits ───────────────────────────────────────────────────────────────────────────────────────────────────

_NUMBERED = re.compile(r"[\[(]?(\d{1,3})[.):\]]\)?\s+(?=\S)")
_BULLETS = "-*+•‣◦▪●·–—→»›"


def habits_of(lines: Sequence[Line]) -> Habits:
    """Return what a listing does as a rule."""
    imprint = _imprint(lines)
    texts = [line.text for line in lines[:imprint] if len(line.text) <= MOST_LENGTH]
    day_first = dates.day_comes_first("\n".join(texts))
    firsts = Counter(text[0] for text in texts if text[0] in _BULLETS and text[1:2] == " ")
    edges = [edge for text in texts if (edge := dates.at_edge(text, day_first))]
    habits = Habits(
        numbered=_counts(texts),
        bullets="".join(bullet for bullet, times in firsts.items() if times > 1),
        dash="",
        dated=sum(is_headline_beside(edge) for edge in edges) > 1,
        day_first=day_first,
        imprint=imprint,
    )
    items = [rest for mark, rest in (marked(text, habits) for text in texts) if mark]
    dashes = Counter(dash for dash in _DASHES for item in items if at_dash(item, dash))
    dash, times = max(dashes.items(), key=lambda found: found[1], default=("", 0))
    return habits._replace(dash=dash if times > 1 and times >= 0.6 * len(items) else "")


def _counts(texts: Iterable[str]) -> bool:
    """Say whether numbers at the beginning of lines count up or down, or are all 1 as Markdown allows."""
    numbered = [(found, text) for text in texts if (found := _NUMBERED.match(text))]
    # ``3. November 2026`` begins with no number of a list.
    numbers = [int(found[1]) for found, text in numbered if not dates.stamp(text) and not dates.at_edge(text)]
    steps = [second - first for first, second in pairwise(numbers)]
    return bool(steps) and max(steps.count(step) for step in (1, -1, 0)) >= 0.7 * len(steps)


def is_headline_beside(edge: dates.Edge) -> bool:
    """Say whether what stands beside a date is a headline: more than two words, and no name."""
    rest = (edge.before + edge.after).strip(" ,;:|·•/–—-()[]")
    return not words.byline(rest) and not (words.is_name(rest) and len(rest.split()) < 4) and len(rest.split()) > 2


_LONGEST_IMPRINT = 40


def _imprint(lines: Sequence[Line]) -> int:
    """Return where the imprint begins: a line of it, from which on at least half of the lines are of it too.

    Words such as ``copyright`` alone make no imprint: they may be what the last article is about.
    """
    begins, surest, said = len(lines), 0, 0
    for index in range(len(lines) - 1, max(-1, len(lines) - _LONGEST_IMPRINT - 1), -1):
        text, gap, _ = lines[index]
        here = 0 if dates.stamp(text) else words.imprint_weight(text)
        surest = max(surest, here)
        said += here > 0 or words.is_furniture(text)
        if (here > 1 or here and gap) and surest > 1 and 2 * said >= len(lines) - index:
            begins = index
    return begins


# ── marks ────────────────────────────────────────────────────────────────────────────────────────────────────


def marked(text: str, habits: Habits) -> tuple[str, str]:
    """Return how a line is marked, and the line without its mark."""
    heading = re.match(r"(#{1,6})\s+(?=\S)", text)
    if heading:
        return f"#{len(heading[1])}", re.sub(r"\s#+$", "", text[heading.end():])
    number = _NUMBERED.match(text) if habits.numbered else None
    if number and not dates.stamp(text, habits.day_first):
        return "number", text[number.end():]
    if text[0] in _BULLETS and text[1:2] == " " and (text[0] in habits.bullets or text[2:].lstrip().startswith("[")):
        return "bullet", text[2:].lstrip()
    return "", text


_DASHES = (" — ", " – ", " - ", " -- ")


def at_dash(text: str, dash: str) -> tuple[str, str] | None:
    """Return headline and teaser of ``Headline — teaser``; a teaser is a sentence, or long."""
    head, found, rest = text.partition(dash)
    is_teaser = len(rest) >= 25 and rest.rstrip("”\"’)»")[-1:] in (".", "…", "。", "]", "!", "?") or len(rest) > 60
    return (head, rest) if found and is_teaser and says_something(head) else None
