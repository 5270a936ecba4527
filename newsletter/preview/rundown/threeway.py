"""A text and two changed versions of it → one with both changes; nothing where they touch the same place."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple


class _Hunk(NamedTuple):
    """Lines of the base from `start` to `end` (half-open), and what stands in their place."""

    start: int
    end: int
    lines: tuple[str, ...]


def merged(base: str, ours: str, theirs: str) -> str | None:
    """Return the base with both changes in it, line by line; None where they touch the same lines.

    Lines side by side may be changed by either; what is put in between them may not touch what the other changed.
    """
    lines = base.split("\n")
    mine, others = _hunks(lines, ours.split("\n")), _hunks(lines, theirs.split("\n"))
    if any(_touch(one, other) for one in mine for other in others if one != other):
        return None
    for hunk in sorted({*mine, *others}, reverse=True):
        lines[hunk.start:hunk.end] = hunk.lines
    return "\n".join(lines)


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[_Hunk]:
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - first
    last = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    between = SequenceMatcher(None, old[first:len(old) - last], new[first:len(new) - last], autojunk=False)
    return [_Hunk(first + a, first + b, tuple(new[first + c:first + d]))
            for tag, a, b, c, d in between.get_opcodes() if tag != "equal"]


def _touch(one: _Hunk, other: _Hunk) -> bool:
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end
