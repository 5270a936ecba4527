"""The limits across a whole number: in all, of one section, from one source; and how much of each is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from newsletter.pick.order import short
from newsletter.pick.same import Candidate
from newsletter.pick.settings import Settings
from newsletter.pick.terms import fold


class Limits:
    """What has been taken of the limits; what is in by hand is counted first, and stays though it is over them.

    A piece without a section is over no limit of a section, one without a source over none of a source.
    """

    def __init__(self, settings: Settings, by_hand: Iterable[Candidate]) -> None:
        self._most, self._per_section, self._per_source = settings.most, settings.per_section, settings.per_source
        self._all = 0
        self._sections: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        for candidate in by_hand:
            self.take(candidate)

    @property
    def full(self) -> bool:
        """Whether the number holds as many stories as it may."""
        return self._most is not None and self._all >= self._most

    @property
    def in_all(self) -> str:
        """The limit in all, as reasons name it."""
        return f"the limit of {self._most} stories in all"

    def take(self, candidate: Candidate) -> None:
        """Count a piece."""
        self._all += 1
        self._sections[fold(candidate.article.section)] += 1
        self._sources[candidate.article.source] += 1

    def beats(self, candidate: Candidate) -> str:
        """Return which limit of a section or source leaves no room for a piece; empty where there is room."""
        section, source = candidate.article.section, candidate.article.source
        if section and self._per_section is not None and self._sections[fold(section)] >= self._per_section:
            return f"the limit of {section} ({self._per_section})"
        if source and self._per_source is not None and self._sources[source] >= self._per_source:
            return f"the limit of {self._per_source} from {short(source)}"
        return ""
