"""Two texts → the words that went and those that came."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_LONG = 4000  # words from which on the quicker comparison is taken: exact, but for words that stand everywhere


class Piece(NamedTuple):
    """Some words: in both texts, only in the earlier one (``gone``), or only in the later one (``new``)."""

    kind: Literal["same", "gone", "new"]
    words: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as one: what is in both, what is gone, what is new, in reading order."""
    found: list[Piece] = []
    one, other = before.split(), after.split()
    for kind, start, end, other_start, other_end in _steps(one, other):
        if kind == "equal":
            found.append(Piece("same", " ".join(one[start:end])))
            continue
        for name, words in (("gone", one[start:end]), ("new", other[other_start:other_end])):
            if words:
                found.append(Piece(name, " ".join(words)))
    return tuple(found)


def count(before: str, after: str) -> int:
    """Return by how many words two texts differ; one in place of another is one."""
    return sum(max(end - start, other_end - other_start)
               for kind, start, end, other_start, other_end in _steps(before.split(), after.split()) if kind != "equal")


def likeness(before: str, after: str) -> float:
    """Return how much of two texts is the same, from 0 to 1."""
    one, other = before.split(), after.split()
    return SequenceMatcher(None, one, other, autojunk=len(one) > _LONG).ratio() if one or other else 1.0


def _steps(one: list[str], other: list[str]) -> list[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, one, other, autojunk=max(len(one), len(other)) > _LONG).get_opcodes()  # type: ignore[return-value]
