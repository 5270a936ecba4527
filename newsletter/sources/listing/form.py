"""What a single text would cost in each role, by its form and by what holds for the listing as a whole.

A price of 0 says nothing against a role; 1 is a doubt, 2 a strong one. They were set by hand and are held by the tests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal, NamedTuple

from newsletter.prose import display_width
from newsletter.sources.listing.piece import Piece

Role = Literal["", "headline", "teaser", "above", "label"]

ROLES: tuple[Role, ...] = ("headline", "teaser", "above", "label")
"""The order in which prices stand."""

NEVER = 1000.0

_ENDING = ("more", "number", "rule")

Prices = tuple[float, ...]


def prices(pieces: Sequence[Piece], texts: Sequence[int]) -> list[Prices]:
    """Return for each text what each role costs. `texts`: the places of the texts among the pieces."""
    chosen = [replace(pieces[index], gap=gap) for index, gap in zip(texts, gaps_above(pieces, texts))]
    facts = _facts(chosen)
    return [_by_form(piece, facts, number in facts.seconds) for number, piece in enumerate(chosen)]


def gaps_above(pieces: Sequence[Piece], texts: Sequence[int]) -> list[int]:
    """Return the most blank lines that lie between each text and the one before; 2 above the first.

    What ends an article parts them as well as a blank line.
    """
    gaps = [2]
    for before, index in pairwise(texts):
        ended = any(piece.kind in _ENDING for piece in pieces[before + 1 : index])
        gaps.append(max(ended, *(piece.gap for piece in pieces[before + 1 : index + 1]), 0))
    return gaps[: len(texts)]


# ── one text ─────────────────────────────────────────────────────────────────────────────────────────────────

_FULL_STOP = re.compile(r"(?<![\s.][A-Z])[.。।۔։።][\"'’”»)\]]*$")
_CUT = re.compile(r"(?:\[?…\]?|\.\.\.|\[\.\.\.\])[\"'’”»)]*$")
_ASKING = re.compile(r"[?!？！؟][\"'’”»)\]]*$")
_TWO_SENTENCES = re.compile(r"[.!?]['’”\"]?\s+[^\W\d_a-z]\w+\s+\w+|。.")


def _headline_and_teaser(text: str) -> tuple[float, float]:
    """Return what a text would cost as a headline and as a teaser, by its form alone."""
    width = display_width(text[:400])
    headline = max(0, width - 60) / 40 + max(0, width - 120) / 30
    teaser = min(1.5, max(0, 60 - width) / 30) + max(0, 25 - width) / 15
    end = text[-12:]
    if _CUT.search(end):
        headline += 2
    elif _FULL_STOP.search(end):
        headline += 3.5 if _TWO_SENTENCES.search(text[:400]) else 2.5
    elif not _ASKING.search(end):
        teaser += 0.8
    if _TWO_SENTENCES.search(text[:400]):
        headline += 1.5
    if text[0].islower():
        headline += 2
    if width < 20 and len(text.split()) < 3 and not _ASKING.search(end):
        headline += (20 - width) / 10
    return headline, teaser


def reads_as_teaser(piece: Piece, by: float = 0) -> bool:
    """Say whether a text is a teaser rather than a headline, by its form alone; `by` is how much rather."""
    headline, teaser = _headline_and_teaser(piece.text)
    return teaser + by < headline and not piece.mark


def is_label(text: str) -> bool:
    """Say whether a text is short enough for a section's name or a kicker: four words, or six Chinese characters."""
    if len(text) > 40 or len(text.split()) > 4 or text[:1].islower() or re.search(r"[.!?…,;。？！]$", text):
        return False
    return len(text) <= 6 or max(text) < "\u2e80"


def _by_form(piece: Piece, facts: _Facts, is_second: bool) -> Prices:
    if piece.role:
        return (0, NEVER, NEVER, NEVER) if piece.role == "headline" else (NEVER, 0, NEVER, NEVER)
    headline, teaser = _headline_and_teaser(piece.text)
    above = 1 + headline / 2 + (1.5 if _FULL_STOP.search(piece.text[-12:]) else 0)
    if is_second:
        headline, teaser = headline + 1.5, teaser / 2
    if facts.wide and piece.gap:
        headline, teaser = headline + (3 if piece.gap == 1 else 0), teaser + (2 if piece.gap > 1 else 0)
    if is_label(piece.text) and (piece.text in facts.repeated or piece.text.isupper() and not facts.upper):
        headline += 1.5
    # Sections are linked as well as headlines, but they come back.
    is_section_link = piece.mark == "link" and piece.text in facts.repeated and is_label(piece.text)
    costs = (headline, teaser, above, _label(piece.text, facts))
    return costs if is_section_link else _by_mark(piece.mark, facts.mark, costs)


def _label(text: str, facts: _Facts) -> float:
    if not is_label(text):
        return NEVER
    return 0.3 if text.isupper() or text.endswith(":") or text in facts.repeated else 1.0


def _by_mark(mark: str, headlines: str, costs: Prices) -> Prices:
    """Return the prices where the listing marks its headlines."""
    headline, teaser, above, label = costs
    if not headlines:
        return costs
    if mark == headlines:
        return headline, teaser + 6, above + 6, label + 6
    if mark.startswith("#") and mark < headlines:  # "#" sorts before the name of any other mark
        return headline + 5, teaser + 6, above + 6, 0
    return headline + 3, teaser, above, label + 1


# ── the whole listing ────────────────────────────────────────────────────────────────────────────────────────


class _Facts(NamedTuple):
    """What holds for a listing as a whole.

    Attributes:
        mark: how it marks its headlines; empty where it does not.
        upper: its headlines are in capital letters.
        wide: it keeps articles apart by two blank lines or more, and what belongs together by one.
        repeated: short texts that come back.
        seconds: where lines come in pairs (two to a paragraph; or a short and a long one), the numbers of the second.
    """

    mark: str
    upper: bool
    wide: bool
    repeated: frozenset[str]
    seconds: frozenset[int]


def _facts(texts: Sequence[Piece]) -> _Facts:
    gaps = [piece.gap for piece in texts]
    wide, single = sum(gap > 1 for gap in gaps), gaps.count(1)
    said = Counter(piece.text for piece in texts if len(piece.text) <= 40)
    return _Facts(
        mark=_headline_mark(texts),
        upper=sum(piece.text.isupper() for piece in texts) >= 0.4 * len(texts),
        wide=wide > 2 and single >= 0.8 * wide,
        repeated=frozenset(text for text, times in said.items() if times > 1),
        seconds=_in_twos(texts, 1 if wide > 2 and single >= 0.8 * wide else 0) or _taking_turns(texts),
    )


# Of two marks that are as common, the later one: under each heading a list of one, and a link above each heading.
_SUREST = ("bold", "link", "#1", "#2", "#3", "#4", "#5", "#6", "bullet", "number")


def _headline_mark(texts: Sequence[Piece]) -> str:
    """Return how the listing marks its headlines: its commonest mark, the deeper of two headings."""
    marks = Counter(piece.mark for piece in texts if piece.mark)
    if not marks:
        return ""
    mark = max(marks, key=lambda name: (marks[name], _SUREST.index(name)))
    return mark if marks[mark] >= 0.2 * len(texts) and (marks[mark] > 1 or mark in ("link", "#1", "#2", "#3")) else ""


def _has_capitals(text: str) -> bool | None:
    """Say whether nearly all longer words begin with a capital, as in English headlines; None for too few words."""
    words = [word for word in text[:200].split()[1:] if len(word) > 3 and word[0].isalpha()]
    return sum(word[0].isupper() for word in words) >= 0.75 * len(words) if len(words) > 1 else None


def _in_twos(texts: Sequence[Piece], gap: int) -> frozenset[int]:
    """Return the numbers of the second lines where nearly all paragraphs have two, and the first is no kicker."""
    starts = [number for number, piece in enumerate(texts) if piece.gap > gap or not number]
    pairs = [start for start, end in pairwise([*starts, len(texts)]) if end - start == 2]
    labels = [text for start in pairs if is_label(text := texts[start].text) and text.isupper()]
    if len(pairs) < 3 or len(pairs) < 0.8 * len(starts) or 2 * len(labels) > len(pairs):
        return frozenset()
    return frozenset(start + 1 for start in pairs)


def _taking_turns(texts: Sequence[Piece]) -> frozenset[int]:
    """Return the numbers of the second lines where two sorts take turns, and no sentence's end tells them apart.

    The second of each two is longer, or has no capitals at its words while the first has.
    """
    if sum(bool(_FULL_STOP.search(piece.text) or _CUT.search(piece.text)) for piece in texts) > 0.1 * len(texts):
        return frozenset()
    widths = [display_width(piece.text[:200]) for piece in texts]
    capitals = [_has_capitals(piece.text) for piece in texts]
    for first in (0, 1):
        pairs = range(first, len(texts) - 1, 2)
        longer = sum(widths[number + 1] > 1.15 * widths[number] for number in pairs)
        plainer = sum(capitals[number] is True and capitals[number + 1] is False for number in pairs)
        much = sum(widths[number + 1] for number in pairs) > 1.4 * sum(widths[number] for number in pairs)
        if len(pairs) > 2 and (longer >= 0.9 * len(pairs) and much or plainer >= 0.9 * len(pairs)):
            return frozenset(number + 1 for number in pairs)
    return frozenset()
