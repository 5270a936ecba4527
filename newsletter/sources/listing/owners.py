"""Which piece belongs to which article: a date may stand above its headline, below it, or below the teaser.

Blank lines bind a piece to the text above or below it; where they do not, the rest of the listing decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from newsletter.sources.listing.form import Role
from newsletter.sources.listing.piece import Piece

NOBODY = -1


def owners_of(pieces: Sequence[Piece], roles: Sequence[Role]) -> list[int]:
    """Return for each piece the number of its article, from 0, or `NOBODY`."""
    owners = [NOBODY] * len(pieces)
    last, number = roles.count("headline") - 1, NOBODY
    for index, role in enumerate(roles):
        number += role == "headline"
        belongs_below = role in ("above", "label")
        owners[index] = number + belongs_below if role and number + belongs_below <= last else NOBODY
    runs = list(_runs(roles))
    votes = _votes(pieces, owners, runs)
    for first, after in runs:
        above = owners[first - 1] if first else NOBODY
        below = owners[after] if after < len(pieces) else NOBODY
        for index, side in zip(range(first, after), _sides(pieces, first, after)):
            kind = pieces[index].kind
            is_below = side == "below" or not side and (votes[kind] or _BY_NATURE.get(kind, -1)) > 0
            owners[index] = below if above == NOBODY or is_below and below != NOBODY else above
        if first and roles[first - 1] in ("above", "label") and pieces[first].gap < 0:
            owners[first] = NOBODY  # the address of a section
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
            owners[index] = NOBODY
