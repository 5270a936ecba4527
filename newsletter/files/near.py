"""A mistyped word and the words there are → the word that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the one of `words` that `word` most likely was meant to be, or an empty text.

    Case, blanks, hyphens and a plural s make no difference; of the words the first 2,000 are looked at.
    """
    known: dict[str, str] = {}
    for candidate in islice(words, 2000):
        known.setdefault(_bare(candidate), candidate)
    wanted = _bare(word[:100])
    if wanted in known:
        return known[wanted]
    for near in get_close_matches(wanted, known, n=1, cutoff=0.7):
        return known[near]
    return ""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return ``did you mean 'teaser'?``, or an empty text where nothing is near."""
    near = nearest(word, words)
    return f"did you mean '{near}'?" if near else ""


def _bare(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_").removesuffix("s")
