"""What checks know of languages (``data/phrases.toml``): how each counts what a letter carries, and links that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from newsletter.files import packaged
from newsletter.model import folded


class Counting(NamedTuple):
    """How a language counts what a letter carries.

    Attributes:
        pattern: groups ``number``, ``stories``, ``films`` and ``here``: that all of the letter is meant.
        numbers: folded word → number.
    """

    pattern: re.Pattern[str]
    numbers: dict[str, int]


@cache
def counting(language: str) -> Counting | None:
    """Return how a language counts; None for one that we do not know."""
    said = packaged("phrases").get(language.lower().partition("-")[0])
    if said is None:
        return None
    numbers = {word: number for number, word in enumerate(said["numbers"], 1)} | said.get("also", {})
    stories, films, fresh, here = (_any_of(said[key]) for key in ("stories", "films", "fresh", "here"))
    return Counting(re.compile(
        rf"(?<![\w-])(?P<number>{_any_of(numbers)}|\d{{1,2}})\s+(?:(?:{fresh})\s+)?(?:(?P<stories>{stories})|(?P<films>{films}))\b"
        rf"(?P<here>\s+(?:{here})\b)?", re.IGNORECASE), {word.casefold(): number for word, number in numbers.items()})


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern of words, the longest first: none may be taken for the beginning of another."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _all_vague() -> frozenset[str]:
    return frozenset(folded(words) for said in packaged("phrases").values() for words in said["vague"])


def is_vague(words: str) -> bool:
    """Say whether the words of a link say nothing of where it leads, in any language that we know."""
    return folded(words) in _all_vague()
