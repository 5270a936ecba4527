"""What stands beside a headline and is neither headline nor teaser: date, byline, section, ``Read more``, the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from newsletter.sources import _dates as dates
from newsletter.sources import _words as words
from newsletter.sources.listing.lines import Habits, is_headline_beside
from newsletter.sources.listing.piece import Kind, Piece, running_time, says_something, says_video, text_piece

_LONGEST = 300


def beside(text: str, habits: Habits) -> list[Piece]:
    """Return the pieces of a line that holds no headline and no teaser; none for a line that does."""
    if words.asks_to_read(text):
        return [Piece("more", text)]
    if len(text) > _LONGEST:
        return [Piece("page", text)] if words.is_furniture(text) else []
    return _bare(text) or _certain(text, habits) or _labelled(text) or _in_parts(text, habits)


def _bare(text: str) -> list[Piece]:
    """Return the piece of a line that needs no language: a rule, a list's number, a running time, a play sign."""
    if says_video(text):
        return [Piece("video", text)]
    if running_time(text):
        return [Piece("duration", text, value=running_time(text))]
    number = re.fullmatch(r"[\[(#]?(\d{1,4})[.)\]:]?", text)
    if number:
        return [Piece("number", text, value=number[1])]
    return [] if says_something(text) else [Piece("rule", text)]


def _certain(text: str, habits: Habits) -> list[Piece]:
    """Return the date, byline, credit or count that a text is, all of it."""
    stamp = dates.stamp(text, habits.day_first)
    if stamp:
        return [Piece("date", text, when=stamp.when)]
    names = words.byline(text)
    if names:
        return [Piece("byline", text, value=names)]
    if words.credit(text):
        return [Piece("credit", text, value=words.credit(text))]
    return [Piece("page", text)] if words.is_furniture(text) else []


def _labelled(text: str) -> list[Piece]:
    """Return the piece of ``Label: words`` where the words can be what the label says."""
    kind, said = words.labelled(text)
    if not says_something(said):
        return []
    match kind:
        case "title" | "teaser":
            return [replace(text_piece(said), role="headline" if kind == "title" else "teaser")]
        case "duration" if running_time(said):
            return [Piece("duration", text, value=running_time(said))]
        case "byline" if words.is_name(said):
            return [Piece("byline", text, value=said)]
        case "picture":
            return [Piece("picture", said)]
        case "section" | "tags" | "credit" if len(said) <= 100:
            return [Piece(cast(Kind, kind), text, value=said)]
    return []


_PARTS = re.compile(r"\s*[|·•‧∙]\s*|\s+[/–—-]\s+")


def _in_parts(text: str, habits: Habits) -> list[Piece]:
    """Return the pieces of ``Europe | 3 November 2026 · By A. Name``: one is certain, and no other is long."""
    edge = dates.at_edge(text, habits.day_first)
    if edge and habits.dated and is_headline_beside(edge):
        return []
    found = [piece for part in _PARTS.split(text) if part.strip() for piece in _part(part.strip(" ,;()[]"), habits)]
    loose = [piece.text for piece in found if piece.kind == "text"]
    if {"date", "byline"}.isdisjoint(piece.kind for piece in found):
        return []
    if any(len(said) > 40 or len(said.split()) > 4 for said in loose):
        return []
    return [_by_place(piece, found[:place]) for place, piece in enumerate(found)]


def _part(text: str, habits: Habits) -> list[Piece]:
    """Return what one part of such a line holds; a date may stand in it beside names or a town."""
    certain = _certain(text, habits)
    edge = dates.at_edge(text, habits.day_first)
    if certain or not edge:
        return certain or [Piece("text", text)]
    before, after = (_beside_date(rest.strip(" ,;:-()[]"), habits) for rest in (edge.before, edge.after))
    return [*before, Piece("date", edge.date, when=edge.stamp.when), *after]


def _beside_date(text: str, habits: Habits) -> list[Piece]:
    """Return what stands beside a date with a comma between at most: names, or a town, which nobody asked for."""
    if not text:
        return []
    is_loose = len(text.split()) > 1 or not words.is_name(text)
    kind: Kind = "byline" if words.is_name(text) and is_loose else "text" if is_loose else "page"
    return _certain(text, habits) or [Piece(kind, text, value=text)]


def _by_place(piece: Piece, before: Sequence[Piece]) -> Piece:
    """Return a loose part as what its place says: a name after the date where none was given, else a section."""
    if piece.kind != "text":
        return piece
    kinds = {other.kind for other in before}
    is_name = words.is_name(piece.text) and 1 < len(piece.text.split()) < 5
    kind: Kind = "byline" if "date" in kinds and "byline" not in kinds and is_name else "section"
    return replace(piece, kind=kind, value=piece.text)
