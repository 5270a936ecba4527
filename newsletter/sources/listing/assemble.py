"""Pieces and their roles → articles, and everything that is no article.

Each piece goes into one article or is left over; nothing is dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from newsletter.model import Article, canonical, folded
from newsletter.sources.listing.form import Role, is_label, reads_as_teaser
from newsletter.sources.listing.owners import NOBODY, owners_of
from newsletter.sources.listing.piece import Piece


class Assembled(NamedTuple):
    """What a listing holds: its title where it has one, its articles in order, and the texts that are none."""

    title: str
    articles: tuple[Article, ...]
    unplaced: tuple[str, ...]


class _Part(NamedTuple):
    """A piece with its place in the listing, and what it is to its article: its role, or its kind."""

    place: int
    role: str
    piece: Piece


_Draft = list[_Part]


def assemble(pieces: Sequence[Piece], roles: Sequence[Role], source: str) -> Assembled:
    """Return the articles of a judged listing; `source` names it."""
    drafts = _drafts(pieces, roles)
    title, labels = _labels(pieces, roles)
    kept, again = _each_once(_without_edges(drafts))
    kickers, counted = _kickers(drafts), _counts(drafts)
    articles, placed = [], set[int]()
    for place, draft in enumerate(kept):
        label = labels.get(next(part.place for part in draft if part.role == "headline"))
        fields, used = _fields([*draft, *([label] if label else [])], kickers, counted)
        placed |= used
        articles.append(Article(**fields, source=source, place=place))
    left = [(index, piece.text) for index, piece in enumerate(pieces) if index not in placed]
    return Assembled(title, tuple(articles), _told(left, again))


def _told(left: Iterable[tuple[int, str]], again: set[int]) -> tuple[str, ...]:
    """Return the texts left over in order, each once, with how often it came or why it is left."""
    texts = [f"{text} (the same headline again)" if index in again else text for index, text in left]
    return tuple(text if times == 1 else f"{text} ({times} times)" for text, times in Counter(texts).items())


def _drafts(pieces: Sequence[Piece], roles: Sequence[Role]) -> list[_Draft]:
    owners = owners_of(pieces, roles)
    drafts: list[_Draft] = [[] for _ in range(roles.count("headline"))]
    for place, (owner, role, piece) in enumerate(zip(owners, roles, pieces)):
        if owner != NOBODY and role != "label" and piece.kind not in ("page", "rule", "more"):
            drafts[owner].append(_Part(place, role or piece.kind, piece))
    return drafts


# ── labels over several articles ─────────────────────────────────────────────────────────────────────────────


def _labels(pieces: Sequence[Piece], roles: Sequence[Role]) -> tuple[str, dict[int, _Part]]:
    """Return the listing's title, and the label over each headline, by the headline's place.

    A single label above everything is no section: it is what the page calls itself.
    """
    labels = [_Part(place, "label", pieces[place]) for place, role in enumerate(roles) if role == "label"]
    first_text = next((place for place, role in enumerate(roles) if role), NOBODY)
    title = ""
    if labels and labels[0].place == first_text:
        if labels[0].piece.mark == "#1" and [label.piece.mark for label in labels].count("#1") == 1:
            title = labels.pop(0).piece.text
        elif len(labels) == 1:
            labels.clear()
    # Where labels are, a line that says ``Video`` is one as well, though no section.
    starts = {label.place: label for label in labels}
    ends = [place for place, piece in enumerate(pieces) if piece.kind == "video" and piece.gap > 0]
    over = {}
    for start, end in pairwise(sorted([*starts, *ends, len(roles)])):
        if start in starts:
            over |= {place: starts[start] for place in range(start, end) if roles[place] == "headline"}
    return title, over


# ── what is left out ─────────────────────────────────────────────────────────────────────────────────────────


_NEVER_THE_PAGE = {"url", "byline", "image", "credit"}
_LONGEST_TAGLINE = 50


def _without_edges(drafts: list[_Draft]) -> list[_Draft]:
    """Leave out lone lines before the first and after the last teaser of a listing where teasers are the rule.

    They are what the page calls itself, with its tagline and its date, or the description of a last picture.
    """
    whole = [number for number, draft in enumerate(drafts) if "teaser" in _roles(draft) or _is_marked(draft)]
    if [_is_tagline(drafts[number]) for number in whole[:2]] == [True, False]:
        whole = whole[1:]
    if len(whole) < 3 or len(whole) < 0.9 * (whole[-1] - whole[0] + 1):
        return drafts
    inside = range(whole[0], whole[-1] + 1)
    return [draft for number, draft in enumerate(drafts) if number in inside or _roles(draft) & _NEVER_THE_PAGE]


def _roles(draft: _Draft) -> set[str]:
    return {part.role for part in draft}


def _is_marked(draft: _Draft) -> bool:
    return any(part.piece.mark or part.piece.video for part in draft)


def _is_tagline(draft: _Draft) -> bool:
    """Say whether a teaser does not read like one: ``A weekly of international affairs``."""
    teasers = [part.piece for part in draft if part.role == "teaser"]
    bare = _roles(draft) <= {"headline", "above", "teaser"} and not _is_marked(draft)
    return bare and all(len(piece.text) < _LONGEST_TAGLINE and not reads_as_teaser(piece) for piece in teasers)


def _each_once(drafts: Sequence[_Draft]) -> tuple[list[_Draft], set[int]]:
    """Return each article once, and the places of the headlines that came again.

    Of a second one, the first takes what it lacks itself; two addresses make two articles.
    """
    kept: dict[str, list[_Draft]] = {}
    again: set[int] = set()
    once: list[_Draft] = []
    for draft in drafts:
        headline = next(part for part in draft if part.role == "headline")
        same = kept.setdefault(folded(headline.piece.text), [])
        first = next((other for other in same if len(_addresses(other) | _addresses(draft)) < 2), None)
        if first is None:
            same.append(draft)
            once.append(draft)
        else:
            again.add(headline.place)
            lacks = _roles(draft) - _roles(first)
            first += [part for part in draft if part.role in lacks]
    return once, again


def _addresses(draft: _Draft) -> set[str]:
    return {canonical(part.piece.value) for part in draft if part.role == "url"}


# ── one article ──────────────────────────────────────────────────────────────────────────────────────────────


def _kickers(drafts: Sequence[_Draft]) -> frozenset[str]:
    """Return the lines above headlines that name a section: they are short, and come back or stand in capitals.

    Where most of a listing's lines above headlines do so, or all are single words, every short one is a kicker; else
    the others say what a picture shows.
    """
    above = Counter(part.piece.text for draft in drafts for part in draft if part.role == "above")
    short = {text for text in above if is_label(text)}
    sure = {text for text in short if above[text] > 1 or text.isupper()}
    are_kickers = 2 * sum(above[text] for text in sure) > above.total() or all(len(text.split()) == 1 for text in above)
    return frozenset(short if are_kickers else sure)


def _counts(drafts: Sequence[_Draft]) -> bool:
    """Say whether numbers on lines of their own count the articles."""
    numbers = [int(part.piece.value) for draft in drafts for part in draft if part.role == "number"]
    steps = [abs(second - first) for first, second in pairwise(numbers)]
    return bool(steps) and steps.count(1) >= 0.7 * len(steps)


def _fields(draft: _Draft, kickers: frozenset[str], counted: bool) -> tuple[dict[str, Any], set[int]]:
    """Return an article's fields, and the places of the pieces they came from. The first piece for a field fills it."""
    is_video = any(part.piece.video or part.role == "video" for part in draft)
    fields: dict[str, Any] = {"kind": "video"} if is_video else {}
    used: set[int] = set()
    for place, role, piece in _by_nearness(draft):
        if role == "teaser":
            offered = {"teaser": f"{fields.pop('teaser', '')} {piece.text}".strip()}
        elif role == "duration" and not is_video or role == "number" and not counted:
            continue
        else:
            is_section = role == "label" or role == "above" and piece.text in kickers
            offered = _offered("section" if is_section else role, piece)
        if offered is not None and all(fields.get(name) in (None, "", value) for name, value in offered.items()):
            fields |= offered
            used.add(place)
    return fields, used


def _by_nearness(draft: _Draft) -> _Draft:
    """Return the headline, then what stands above it from the nearest on, then what stands below it."""
    headline = next(part.place for part in draft if part.role == "headline")
    return sorted(draft, key=lambda part: (part.place > headline, abs(part.place - headline)))


def _offered(role: str, piece: Piece) -> dict[str, Any] | None:
    """Return the fields that a piece can fill; None where it says too little for any."""
    match role:
        case "headline":
            return {"title": piece.text, "duration": piece.duration}
        case "above" | "picture":
            return {"alt": piece.text, "alt_is_draft": True}
        case "date":
            return {"published": piece.when} if piece.when else None
        case "section":
            names = _names(piece.value) if piece.value else (piece.text.strip(" :"),)
            return {"section": names[0], "tags": names} if len(names) > 1 else {"section": names[0]}
        case "tags":
            return {"tags": _names(piece.value)}
        case "video" | "number":
            return {}
        case _:
            return {role: piece.value}


def _names(text: str) -> tuple[str, ...]:
    """Return the names that commas part."""
    return tuple(filter(None, (name.strip(" #") for name in re.split(r"[,;،、]", text)))) or (text,)
