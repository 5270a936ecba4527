"""Two texts → the words that went and those that came."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from newsletter.prose import excerpt

_BESIDE = 2  # words on either side of what is different, of a text that is too long
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


def shortened(before: str, after: str, most: int) -> tuple[str, str]:
    """Return two texts that are different in few letters; of long ones, what is different with two words on either side."""
    one, other = before.split(), after.split()
    steps = [step for step in _steps(one, other) if step[0] != "equal"]
    if not steps or max(len(before), len(after)) <= most:
        return before, after
    first, last = steps[0], steps[-1]
    return (_window(one, first[1] - _BESIDE, last[2] + _BESIDE, most), _window(other, first[3] - _BESIDE, last[4] + _BESIDE, most))


def _window(words: list[str], start: int, end: int, most: int) -> str:
    start = max(start, 0)
    whole = " ".join(words[start:end])
    said = excerpt(whole, most).removesuffix("…").rstrip()
    return f"{'… ' if start > 0 else ''}{said}{' …' if end < len(words) or said != whole else ''}"


def likeness(before: str, after: str) -> float:
    """Return how much of two texts is the same, from 0 to 1."""
    one, other = before.split(), after.split()
    return SequenceMatcher(None, one, other, autojunk=len(one) > _LONG).ratio() if one or other else 1.0


def _steps(one: list[str], other: list[str]) -> list[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, one, other, autojunk=max(len(one), len(other)) > _LONG).get_opcodes()  # type: ignore[return-value]
