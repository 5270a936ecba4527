"""The headers of an answer → when the site wants to be asked again (``Retry-After``, RFC 9110, 10.2.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

# A slip of the server's, or malice, must not silence a source for years.
LONGEST = timedelta(days=7)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Of the standard's three forms the two with the day first; the third, of C's asctime, no server of today writes.
_DATE = re.compile(r"(?:[a-z]+, *)?(\d{1,2})[ -]([a-z]{3})[ -](\d{4}|\d{2}) (\d\d):(\d\d):(\d\d) GMT", re.IGNORECASE)


def asked_again(headers: Mapping[str, str], at: datetime) -> datetime | None:
    """Return when the site wants to be asked again, a week from `at` at the latest; None where it does not say."""
    wait, now = asked_wait(headers), at.astimezone(UTC)
    if isinstance(wait, timedelta):
        return now + min(wait, LONGEST)
    return min(wait, now + LONGEST) if wait else None


def asked_wait(headers: Mapping[str, str]) -> timedelta | datetime | None:
    """Return for how long, or until when, a site wants to be left alone, as it says it; None where it does not say."""
    wait = headers.get("retry-after", "").strip()
    return timedelta(seconds=int(wait[:9])) if wait.isascii() and wait.isdigit() else _moment(wait)


def _moment(text: str) -> datetime | None:
    found = _DATE.fullmatch(text)
    if not found or found[2].lower() not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(found[group]) for group in (1, 3, 4, 5, 6))
    try:
        return datetime(year if year > 99 else 2000 + year, _MONTHS.index(found[2].lower()) + 1, day, hour, minute,
                        min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
