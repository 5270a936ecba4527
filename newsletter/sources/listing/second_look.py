"""Pieces that only their neighbours reveal: a headline that looks like a byline, a section that looks like a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from newsletter.sources.listing.form import is_label, reads_as_teaser
from newsletter.sources.listing.piece import Piece


def looked_at_again(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, those put right that a single line does not reveal."""
    return _with_headlines(_with_sections(pieces))


_MISTAKABLE = ("byline", "date", "section", "picture", "credit", "page")


def _with_headlines(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with what must be a headline read as a text: a line of its own between two teasers.

    ``By Any Means Necessary`` looks like a byline, ``September 11, 2001`` like a date, until one sees where they stand.
    """
    found = list(pieces)
    texts = [index for index, piece in enumerate(pieces) if piece.kind == "text"]
    for above, below in pairwise(texts):
        lines = [index for index in range(above + 1, below) if pieces[index].kind in _MISTAKABLE]
        alone = [index for index in lines if pieces[index].gap > 0 and pieces[index + 1].gap >= 0]
        if alone and reads_as_teaser(pieces[above], by=1) and reads_as_teaser(pieces[below], by=1):
            index = min(alone, key=lambda index: _MISTAKABLE.index(pieces[index].kind))
            found[index] = replace(pieces[index], kind="text")
    return found


def _with_sections(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with section names known that stand among what is told of an article, as a rule of the listing.

    Below ``Nov 3, 2026`` or ``By M. Okafor``, in the paragraph of the headline: ``Politics, Europe``.
    """
    found = list(pieces)
    places = [index for index in range(2, len(pieces)) if _is_told_below(pieces, index)]
    for index in places if len(places) > 1 else ():
        found[index] = replace(pieces[index], kind="section", value=pieces[index].text)
    return found


def _is_told_below(pieces: Sequence[Piece], index: int) -> bool:
    piece, above, below = pieces[index], pieces[index - 1], pieces[index + 1 : index + 2]
    is_short = all(is_label(name.strip()) for name in piece.text.split(","))
    ends = bool(below) and (below[0].gap > 0 or below[0].gap == 0 and below[0].kind not in ("text", "url"))
    return (piece.kind == "text" and not piece.mark and is_short and piece.gap == 0 and ends
            and above.kind in ("date", "byline") and _has_text_above(pieces, index))


def _has_text_above(pieces: Sequence[Piece], index: int) -> bool:
    """Say whether a text stands higher up in the same paragraph."""
    while index and pieces[index].gap <= 0:
        index -= 1
        if pieces[index].kind == "text":
            return True
    return False
