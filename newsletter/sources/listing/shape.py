"""Which of a listing's texts are headlines, teasers, lines above a headline, and labels over several articles.

No single line says so. Each text has a price for each role, by its form (length, end of sentence, capitals, marks);
each step from one text to the next has a price by the listing's shape (headline and teaser apart, or together …).
The cheapest reading of the whole listing decides its shape, and with it every role (Viterbi's algorithm).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from newsletter.sources.listing.form import NEVER, ROLES, Prices, Role, gaps_above, prices
from newsletter.sources.listing.piece import Piece

_Steps = dict[tuple[str, Role], tuple[float, float]]


class _Shape(NamedTuple):
    """How a listing can be laid out.

    Attributes:
        steps: (role before, role) → price where no blank line lies between, and where one does. ``""`` is the start.
        headline_last: price of a headline without a teaser as the last text.
    """

    steps: _Steps
    headline_last: float


_ALWAYS: _Steps = {
    ("", "headline"): (0, 0), ("", "above"): (0, 0), ("", "label"): (0.5, 0.5), ("", "teaser"): (4, 4),
    ("above", "headline"): (0, 5), ("above", "above"): (0.5, NEVER),
    ("label", "headline"): (3, 0), ("label", "above"): (3, 0), ("label", "label"): (1, 1),
    ("teaser", "label"): (3, 0), ("headline", "label"): (6, 3),
}
_SHAPES = (
    # A blank line between headline and teaser.
    _Shape(_ALWAYS | {
        ("headline", "teaser"): (4, 0), ("teaser", "teaser"): (1, 2), ("teaser", "headline"): (3, 0),
        ("teaser", "above"): (3, 0), ("headline", "headline"): (4, 3), ("headline", "above"): (NEVER, 3),
    }, 1),
    # Headline and teaser in one paragraph.
    _Shape(_ALWAYS | {
        ("headline", "teaser"): (0, 4), ("teaser", "teaser"): (1, 2.5), ("teaser", "headline"): (3, 0),
        ("teaser", "above"): (3, 0), ("headline", "headline"): (4, 2), ("headline", "above"): (NEVER, 2),
    }, 1),
    # Blank lines say nothing: there are none, or they are everywhere.
    _Shape(_ALWAYS | {
        ("headline", "teaser"): (0.2, 1), ("teaser", "teaser"): (1.5, 1.5), ("teaser", "headline"): (0.2, 0.2),
        ("teaser", "above"): (NEVER, NEVER), ("headline", "headline"): (3, 3),
        ("headline", "above"): (NEVER, NEVER), ("", "above"): (NEVER, NEVER),
    }, 1),
    # Headlines only.
    _Shape(_ALWAYS | {
        ("headline", "teaser"): (4, 4), ("teaser", "teaser"): (4, 4), ("teaser", "headline"): (0, 0),
        ("teaser", "above"): (NEVER, NEVER), ("headline", "headline"): (0, 0),
        ("headline", "above"): (NEVER, NEVER), ("", "above"): (NEVER, NEVER),
        ("headline", "label"): (3, 0.5), ("label", "headline"): (0, 0),
    }, 0),
)


def judge(pieces: Sequence[Piece]) -> list[Role]:
    """Return a role for each piece, by the cheapest reading of the whole listing; empty for pieces that are no text."""
    texts = [index for index, piece in enumerate(pieces) if piece.kind == "text"]
    costs = prices(pieces, texts)
    gaps = [min(gap, 1) for gap in gaps_above(pieces, texts)]
    _, cheapest = min((_cheapest(shape, costs, gaps) for shape in _SHAPES), key=lambda path: path[0])
    roles: list[Role] = [""] * len(pieces)
    for index, role in zip(texts, cheapest):
        roles[index] = role
    return roles


# ── the cheapest path ────────────────────────────────────────────────────────────────────────────────────────


def _cheapest(shape: _Shape, costs: Sequence[Prices], gaps: Sequence[int]) -> tuple[float, list[Role]]:
    """Return the price of the cheapest roles, and those roles. `gaps`: 0 no blank line above, 1 some."""
    if not costs:
        return 0.0, []
    never = (NEVER, NEVER)
    tables = [[[shape.steps.get((before, role), never)[gap] for before in ROLES] for role in ROLES] for gap in (0, 1)]
    totals = [shape.steps.get(("", role), never)[1] + costs[0][place] for place, role in enumerate(ROLES)]
    ways: list[list[int]] = []
    for cost, gap in zip(costs[1:], gaps[1:]):
        reached, way = [], []
        for place, steps in enumerate(tables[gap]):
            options = [total + step for total, step in zip(totals, steps)]
            cheapest = min(options)
            reached.append(cheapest + cost[place])
            way.append(options.index(cheapest))
        totals = reached
        ways.append(way)
    totals = [total + extra for total, extra in zip(totals, (shape.headline_last, 0, NEVER, 1))]
    place = totals.index(min(totals))
    path = [place]
    for way in reversed(ways):
        place = way[place]
        path.append(place)
    return min(totals), [ROLES[place] for place in reversed(path)]
