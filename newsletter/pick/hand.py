"""What the editor names — an address, a headline, a part of one — → the articles meant, or a UsageError that helps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from difflib import get_close_matches
from typing import NamedTuple

from newsletter.errors import UsageError
from newsletter.model import canonical, folded
from newsletter.pick.same import Candidate, title
from newsletter.pick.settings import Settings
from newsletter.prose import excerpt, one_line


class ByHand(NamedTuple):
    """What was decided by hand: the lead, what else must be in, and what must not."""

    lead: Candidate | None
    pins: tuple[Candidate, ...]
    skips: Set[Candidate]

    def wants(self, candidate: Candidate) -> bool:
        """Return whether the piece is in by hand, over every limit and window."""
        return candidate is self.lead or candidate in self.pins


def by_hand(candidates: Sequence[Candidate], settings: Settings) -> ByHand:
    """Return the pieces that the settings name.

    Raises UsageError for a name that is no article's, or several's, and for a piece both wanted and skipped.
    """
    lead = _all_meant("lead", [settings.lead] if settings.lead else [], candidates, settings.missing_ok)
    pins = _all_meant("pin", settings.pins, candidates, settings.missing_ok)
    skips = _all_meant("skip", settings.skips, candidates, settings.missing_ok)
    for wanted in (*lead, *pins):
        if wanted in skips:
            raise UsageError(f"{quoted(wanted)} is both asked for and skipped", todo="take one of the two away")
    never = {meant for name in settings.never for meant in named(one_line(name), candidates)}
    return ByHand(
        lead=lead[0] if lead else None,
        pins=tuple(pin for pin in pins if pin not in lead),
        skips=never.difference(lead, pins).union(skips),
    )


def _all_meant(
    option: str, names: Iterable[str], candidates: Sequence[Candidate], missing_ok: bool
) -> list[Candidate]:
    meant = [_meant(option, one_line(name), candidates, missing_ok) for name in names]
    return list(dict.fromkeys(one for one in meant if one))


def _meant(option: str, wanted: str, candidates: Sequence[Candidate], missing_ok: bool) -> Candidate | None:
    found = named(wanted, candidates)
    if len(found) == 1:
        return found[0]
    if missing_ok:
        return None
    if not found:
        raise UsageError(
            f"--{option} '{excerpt(wanted, 60)}' is no article of these sources",
            todo=did_you_mean(near(wanted, candidates)) or "give its headline as the source has it, or its address",
        )
    examples = ", ".join(f"{quoted(one)} {one.article.url}".strip() for one in found[:3])
    raise UsageError(
        f"--{option} '{excerpt(wanted, 60)}' names {len(found):,} articles: {examples}{' …' if len(found) > 3 else ''}",
        todo="give the whole headline, or the address",
    )


def named(wanted: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the pieces with this address; or else with this headline; or else with these words in their headline."""
    address, words = canonical(wanted), folded(wanted.casefold().replace("[video]", ""))
    candidates = list(candidates)
    return (
        [candidate for candidate in candidates if address in candidate.addresses]
        or [candidate for candidate in candidates if words in candidate.headlines]
        or [candidate for candidate in candidates if any(f" {words} " in f" {line} " for line in candidate.headlines)]
    )


def near(wanted: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return up to three pieces whose headlines share at least half of the words meant, the nearest first.

    Of an address the last part counts. Long words count more; a misspelt one counts as the word it resembles.
    """
    headlines = {candidate: set(" ".join(candidate.headlines).split()) for candidate in candidates}
    vocabulary = set().union(*headlines.values())
    words = folded(canonical(wanted).rpartition("/")[2] if "://" in wanted else wanted).split()[:20]
    meant = [(len(word), _resembled(word, vocabulary)) for word in words]
    nearness = {
        candidate: sum(length for length, word in meant if word in line) for candidate, line in headlines.items()
    }
    enough = max(1.0, sum(length for length, _ in meant) / 2)
    found = (candidate for candidate in headlines if nearness[candidate] >= enough)
    return sorted(found, key=lambda candidate: (-nearness[candidate], title(candidate.article)))[:3]


def _resembled(word: str, vocabulary: Set[str]) -> str:
    """Return the word itself where it is known, else the one most like it; they begin or end alike."""
    if word in vocabulary:
        return word
    like = sorted(
        known for known in vocabulary
        if abs(len(known) - len(word)) <= 2 and (known[0] == word[0] or known[-1] == word[-1])
    )
    return next(iter(get_close_matches(word, like, 1, 0.75)), "")


def did_you_mean(candidates: Sequence[Candidate]) -> str:
    """Return the question with the headlines of near articles; empty where there are none."""
    headlines = dict.fromkeys(map(quoted, candidates))
    return f"did you mean {' or '.join(headlines)}?" if headlines else ""


def quoted(candidate: Candidate) -> str:
    """Return the headline as messages show it."""
    return f"'{excerpt(title(candidate.article), 60)}'"
