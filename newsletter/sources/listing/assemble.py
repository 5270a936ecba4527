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


# ── which piece belongs to which article ─────────────────────────────────────────────────────────────────────

_NOBODY = -1


def _drafts(pieces: Sequence[Piece], roles: Sequence[Role]) -> list[_Draft]:
    owners = _owners(pieces, roles)
    drafts: list[_Draft] = [[] for _ in range(roles.count("headline"))]
    for place, (owner, role, piece) in enumerate(zip(owners, roles, pieces)):
        if owner != _NOBODY and role != "label" and piece.kind not in ("page", "rule", "more"):
            drafts[owner].append(_Part(place, role or piece.kind, piece))
    return drafts


def _owners(pieces: Sequence[Piece], roles: Sequence[Role]) -> list[int]:
    """Return for each piece the number of its article."""
    owners = [_NOBODY] * len(pieces)
    last, number = roles.count("headline") - 1, _NOBODY
    for index, role in enumerate(roles):
        number += role == "headline"
        belongs_below = role in ("above", "label")
        owners[index] = number + belongs_below if role and number + belongs_below <= last else _NOBODY
    runs = list(_runs(roles))
    votes = _votes(pieces, owners, runs)
    for first, after in runs:
        above = owners[first - 1] if first else _NOBODY
        below = owners[after] if after < len(pieces) else _NOBODY
        for index, side in zip(range(first, after), _sides(pieces, first, after)):
            kind = pieces[index].kind
            is_below = side == "below" or not side and (votes[kind] or _BY_NATURE.get(kind, -1)) > 0
            owners[index] = below if above == _NOBODY or is_below and below != _NOBODY else above
        if first and roles[first - 1] in ("above", "label") and pieces[first].gap < 0:
            owners[first] = _NOBODY  # the address of a section
    _disown_the_page(pieces, roles, owners, runs)
    return owners


def _runs(roles: Sequence[Role]) -> Iterable[tuple[int, int]]:
    """Yield where each run of pieces between two texts begins, and where it has ended."""
    texts = [index for index, role in enumerate(roles) if role]
    for before, after in pairwise([-1, *texts, len(roles)]):
        if after - before > 1:
            yield before + 1, after


# Where neither blank lines nor the rest of the listing says to which side a piece belongs: 1 below, -1 above.
_BY_NATURE = {"picture": 1, "number": 1, "video": 1, "section": 1}


def _sides(pieces: Sequence[Piece], first: int, after: int) -> list[str]:
    """Return for each piece of a run whether blank lines bind it to the text above or to the one below."""
    gaps = [piece.gap for piece in pieces[first : after + 1]] + [1] * (after == len(pieces))
    blanks = [place for place, gap in enumerate(gaps) if gap > 0]
    sides: list[str] = []
    for place, gap in enumerate(gaps[:-1]):
        if gap < 0:
            sides.append(sides[-1] if sides else "above")
        elif not blanks or blanks[0] <= place < blanks[-1]:
            sides.append("")
        else:
            sides.append("above" if place < blanks[0] else "below")
    return sides


def _votes(pieces: Sequence[Piece], owners: Sequence[int], runs: Iterable[tuple[int, int]]) -> Counter[str]:
    """Return for each kind of piece where it stands as a rule: above 0 before its headline, below 0 at the end."""
    votes: Counter[str] = Counter()
    for first, after in runs:
        kinds = {piece.kind for piece in pieces[first:after]}
        if first == 0:
            votes.update(kinds)
        elif after == len(pieces):
            votes.subtract(kinds)
        elif owners[first - 1] != owners[after]:
            for piece, side in zip(pieces[first:after], _sides(pieces, first, after)):
                votes[piece.kind] += {"below": 1, "above": -1, "": 0}[side]
    return votes


def _disown_the_page(
    pieces: Sequence[Piece], roles: Sequence[Role], owners: list[int], runs: Sequence[tuple[int, int]]
) -> None:
    """Take from the first article what stands apart above it, and above no other: the page's own date."""
    first, after = runs[0] if runs else (1, 1)
    if first or after == len(pieces) or max(owners, default=0) < 2:
        return
    headlines = [index for index, role in enumerate(roles) if role == "headline"]
    above_others = {pieces[index].kind for index, owner in enumerate(owners) if owner > 0 and index < headlines[owner]}
    apart = max((index for index in range(after + 1) if pieces[index].gap > 0), default=0)
    for index in range(apart):
        if pieces[index].kind not in above_others:
            owners[index] = _NOBODY


# ── labels over several articles ─────────────────────────────────────────────────────────────────────────────


def _labels(pieces: Sequence[Piece], roles: Sequence[Role]) -> tuple[str, dict[int, _Part]]:
    """Return the listing's title, and the label over each headline, by the headline's place.

    A single label above everything is no section: it is what the page calls itself.
    """
    labels = [_Part(place, "label", pieces[place]) for place, role in enumerate(roles) if role == "label"]
    first_text = next((place for place, role in enumerate(roles) if role), _NOBODY)
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
