"""A feature that a letter uses, and its readers' mail programs → what to say of it, and how much it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from newsletter.checks.features.audience import Audience, names
from newsletter.checks.features.catalogue import Feature, catalogue
from newsletter.checks.features.scan import Readers, Seen
from newsletter.model import Level

# Percent of the readers who lose what counts, from which it is worth a warning, and from which the letter stays here.
WARNED_OF = 1.0
KEPT_BACK = 20.0

_WORD = "outlook-windows"
_LONGEST_NOTE = 160


class Verdict(NamedTuple):
    """What is to be said of a feature.

    Attributes:
        level: ``error`` and ``warning`` only where readers lose what counts.
        missing: the programs of the audience that do not show it, those with most readers first.
        partly: those that show it in part.
        losing: those of `missing` that have nothing to fall back on.
        lost: the share of the readers with one of `missing`, in percent.
    """

    feature: Feature
    level: Level
    missing: tuple[str, ...]
    partly: tuple[str, ...]
    losing: tuple[str, ...]
    lost: float

    @property
    def spared(self) -> bool:
        """Whether all that miss it have something to fall back on."""
        return not self.losing

    @property
    def message(self) -> str:
        """What is wrong, in one sentence without a full stop."""
        title = shown_title(self.feature)
        if not self.missing and not self.partly:
            return f"{title}: all mail programs of the audience show it"
        parts = []
        if self.missing:
            parts.append(f"not in {names(self.missing)}{self._readers}{self._loss}")
        if self.partly:
            parts.append(f"in part in {names(self.partly)}{self._notes}")
        return f"{title}: {'; '.join(parts)}"

    @property
    def _readers(self) -> str:
        return f" ({_percent(self.lost)} of the readers)"

    @property
    def _loss(self) -> str:
        if not self.feature.is_structural:
            return ""
        return ", which have something to fall back on" if self.spared else f", where {self.feature.loses}"

    @property
    def _notes(self) -> str:
        said = dict.fromkeys(note for client in self.partly for note in self.feature.by(client).notes)
        words = next(iter(said), "")
        return f" ({_cut(words)})" if words else ""

    @property
    def hint(self) -> str:
        """Where more is to be read, and how old the data are."""
        return f"see {self.feature.page} (tested {self.feature.tested}, data of {catalogue().date})"


def verdict(feature: Feature, seen: Seen, readers: Audience) -> Verdict:
    """Return what to say of a feature that a letter uses."""
    met, bare = _of(seen.met, readers.shares), _of(seen.bare, readers.shares)
    missing = [client for client in met if feature.by(client).answer == "n"]
    partly = [client for client in met if feature.by(client).answer == "a"]
    losing = [client for client in missing if client in bare]
    return Verdict(
        feature=feature,
        level=_level(feature, readers.share(losing)),
        missing=tuple(sorted(missing, key=lambda client: -readers.shares[client])),
        partly=tuple(sorted(partly, key=lambda client: -readers.shares[client])),
        losing=tuple(losing),
        lost=readers.share(missing),
    )


def _level(feature: Feature, lost: float) -> Level:
    if not feature.is_structural or lost < WARNED_OF:
        return "info"
    return "error" if lost >= KEPT_BACK else "warning"


def _of(places: Iterable[Readers], shares: Mapping[str, float]) -> list[str]:
    """Return the programs whose readers see one of these places."""
    seen = set(places)
    return [client for client in shares
            if "all" in seen or ("word" if client == _WORD else "others") in seen]


def shown_title(feature: Feature) -> str:
    """Return a feature's name for the middle of a sentence."""
    return re.sub(r"^CSS | (?:CSS )?(?:property|keyword)$", "", feature.title)


def _percent(share: float) -> str:
    return f"{share:.0f} %" if share >= 1 else "under 1 %"


def _cut(note: str) -> str:
    return note.rstrip(".") if len(note) <= _LONGEST_NOTE else note[:_LONGEST_NOTE].rpartition(" ")[0] + " …"
