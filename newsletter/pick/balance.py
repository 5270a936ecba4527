"""What the last numbers carried → who stands behind the others, so that the next number is not like them.

The rule: a piece whose section, source or author has led every one of the last numbers (`Settings.balance` less one of
them) leads only if there is no other fit to lead. The same holds in a band with a limit, for what that band carried;
the section says nothing where the band is for one section. What all of them have in common tells none of them apart,
and does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile

from newsletter.model import Article, Earlier
from newsletter.pick.bands import Band
from newsletter.pick.order import counted_out, short
from newsletter.pick.same import Candidate
from newsletter.pick.settings import Settings
from newsletter.pick.terms import fold

# What a piece can have in common with earlier ones, as sentences name it; the first that applies is told.
_TRAITS: Mapping[str, Callable[[Article], str]] = {
    "section": lambda article: article.section,
    "source": lambda article: short(article.source),
    "author": lambda article: article.byline,
}


def stand_behind(band: Band, fit: Sequence[Candidate], settings: Settings) -> dict[Candidate, str]:
    """Return those that stand behind the others, and what each would be: ``third lead from Brazil in a row``.

    Args:
        fit: all that may stand in the band and are not there by hand. Where each of them would stand behind, none does.
    """
    if band.most is None or not settings.balance:
        return {}
    numbers = [_carried(band, earlier) for earlier in settings.recent]
    found: dict[Candidate, str] = {}
    for trait, word in _TRAITS.items():
        if trait == "section" and band.of_one_section and not band.leads:
            continue
        runs = _runs([{fold(word(article)) for article in number} for number in numbers], settings.balance - 1)
        hits = [one for one in fit if fold(word(one.article)) in runs] if runs else []
        if len(hits) < len(fit):
            for one in hits:
                found.setdefault(one, _told(band, trait, word(one.article), runs[fold(word(one.article))] + 1))
    return found if len(found) < len(fit) else {}


def _carried(band: Band, earlier: Earlier) -> Iterable[Article]:
    if band.leads:
        return (earlier.lead,) if earlier.lead else ()
    return earlier.bands.get(band.known_as, ())


def _runs(numbers: Sequence[set[str]], least: int) -> dict[str, int]:
    """Return the words that all of the last `least` numbers have, and in how many numbers in a row."""
    if len(numbers) < least:
        return {}
    common = set.intersection(*numbers[:least]) - {""}
    return {word: len(list(takewhile(lambda number: word in number, numbers))) for word in common}


def _told(band: Band, trait: str, word: str, number: int) -> str:
    if band.leads:
        return f"{counted_out(number)} lead {'by' if trait == 'author' else 'from'} {word} in a row"
    return f"{counted_out(number)} number in a row with {word}"
