"""What a table holds, in whatever form it came; and how its columns are told of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter.model import Struct
from newsletter.prose import excerpt, one_line
from newsletter.sources._record import Said
from newsletter.sources._told import Told

# Understood, but of no use to a table: a part of an address, and what only decides whether a piece is out.
_UNUSED = ("", "slug")
_MOST_NAMED = 12


class Found(Struct, kw_only=True):
    """What a table holds; all but the pieces is complete only when they have been read.

    Attributes:
        pieces: for each row or object its number and what it says; in order.
        counted: what the numbers count: ``line`` of the file, ``object``, ``row``.
        told: of rows and objects that are left out, in order.
        advice: which column was taken for what, and what was mended.
        needed: what to do where no piece has a headline.
    """

    pieces: Iterator[tuple[int, Said]]
    counted: str = "line"
    told: Told
    advice: list[str]
    needed: str = ""


def columns_told(meant: Iterable[tuple[str, str]]) -> str:
    """Return one line on columns: ``columns: Titel → title, url; not used: ID``.

    Args:
        meant: name and field of each column, the field empty for none.
    """
    used, unused = [], []
    for name, field in meant:
        called = excerpt(one_line(name), 40)
        if field in _UNUSED:
            unused += [called] if called else []
        else:
            used.append(called if called.casefold() == field else f"{called} → {field}")
    rest = f"; not used: {_listed(unused)}" if unused else ""
    return f"columns: {_listed(used)}{rest}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
