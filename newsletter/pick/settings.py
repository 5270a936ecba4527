"""What the editor asks for this time: number, window, limits, and what is decided by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from newsletter.errors import UsageError
from newsletter.model import Earlier, Issue, Reading
from newsletter.pick.window import Window, window


BALANCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one number is picked.

    Attributes:
        number, date: of the issue.
        language: the publication's, BCP 47; stories in another one are marked. Empty: none is.
        subject, preheader: where not empty, these instead of headlines.
        when: the moment of picking, kept in the issue; nothing is reckoned from it.
        since, until: the window, from `since` up to but not including `until`, with time zone; None for no limit.
        most: stories in use in the whole issue, at the most; None for no limit.
        per_section, per_source: stories of one section (the article's own) and from one source in the whole issue, at
            the most; None for no limit. What is in by hand is counted, and stays over every limit.
        balance: the third number in a row (2 and more; 0 for never) with the same section, source or author in the
            lead, or in a band with a limit, is avoided where there is a choice (`newsletter.pick.balance`).
        recent: what the last sent numbers carried, the newest first; balance looks back on them.
        sections: only articles of these sections (a block's title, or an article's section, tag or leading word).
        lead, pins, skips: addresses or headlines (a part will do where it names one article); each must be there.
        carried: canonical address or folded headline → the earlier number that carried it; a pin brings it all the
            same.
        repeat: addresses and headlines that may be carried again, where ``*`` stands for anything.
        never: addresses, headlines or parts of them that are skipped wherever they turn up; need not be there.
        allow_empty: make an issue without stories rather than raise NothingNew.
        missing_ok: what `lead`, `pins`, `skips` and `sections` name need not be there.

    Raises UsageError where the window or the limit lets nothing through.
    """

    number: int | None = None
    date: date | None = None
    language: str = ""
    subject: str = ""
    preheader: str = ""
    when: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    most: int | None = None
    per_section: int | None = None
    per_source: int | None = None
    balance: int = BALANCE
    recent: tuple[Earlier, ...] = ()
    sections: tuple[str, ...] = ()
    lead: str = ""
    pins: tuple[str, ...] = ()
    skips: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    carried: Mapping[str, str] = field(default_factory=dict)
    repeat: tuple[str, ...] = ()
    allow_empty: bool = False
    missing_ok: bool = False

    def __post_init__(self) -> None:
        if self.most is not None and self.most < 1:
            raise UsageError(f"an issue of {self.most} stories holds nothing", todo="ask for one story or more: -n 8")
        for key in ("per_section", "per_source"):
            if (limit := getattr(self, key)) is not None and limit < 1:
                todo = f"write {key} = 1 or more, or take the line away"
                raise UsageError(f"{key} = {limit} lets nothing in", todo=todo)
        if not _is_balance(self.balance):
            raise UsageError(
                f"balance = {self.balance} is no number of numbers in a row",
                todo="write balance = 2 or more, or 0 to choose without looking back",
            )
        if self.since and self.until and self.window.since >= self.window.until:
            raise UsageError(
                f"no article can be dated from {self.since:%Y-%m-%d %H:%M} on and before {self.until:%Y-%m-%d %H:%M}",
                todo="give an earlier --since",
            )

    @property
    def window(self) -> Window:
        """The window between `since` and `until`."""
        return window(self.since, self.until)


def _is_balance(value: Any) -> bool:
    return isinstance(value, int) and (value == 0 or value > 1)


_MOMENTS = ("when", "since", "until")
_LIMITS = ("most", "per_section", "per_source")
_KEPT = (*_MOMENTS, *_LIMITS, "balance", "sections", "lead", "pins", "skips", "never")


def kept(settings: Settings, readings: Sequence[Reading]) -> dict[str, Any]:
    """Return the beginning of the ``[picked]`` table: what was asked for, and of which sources.

    It holds nothing empty, and no balance where it is the usual one.
    """
    table = {key: getattr(settings, key) for key in _KEPT}
    table["sources"] = sorted({reading.name for reading in readings})
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in table.items()}
    if settings.balance == BALANCE:
        del plain["balance"]
    return {key: value for key, value in plain.items() if value not in (None, "", [])}


def remembered(issue: Issue) -> Settings:
    """Return the settings an issue was picked with, as its ``[picked]`` table keeps them.

    They forgive what is missing: asked again later, what there was may be gone.
    """
    # Editors may write into this table as into any other: what is not what `kept` writes says nothing.
    table = {key: value for key, value in (issue.picked or {}).items() if key in _KEPT and _is_kept(key, value)}
    for key in _MOMENTS:
        if key in table and table[key].tzinfo is None:
            table[key] = table[key].replace(tzinfo=UTC)
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Settings(number=issue.number, date=issue.date, allow_empty=True, missing_ok=True, **given)


def _is_kept(key: str, value: Any) -> bool:
    """Return whether a value is of the kind that `kept` writes under its key."""
    if key in _MOMENTS:
        return isinstance(value, datetime)
    if key in _LIMITS:
        return isinstance(value, int) and value > 0
    if key == "balance":
        return _is_balance(value)
    if key == "lead":
        return isinstance(value, str)
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
