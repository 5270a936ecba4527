"""Words for a moment → the moment, reckoned from another one."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from newsletter.files import dates_meant

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIRST, _LAST = 1970, 9000  # what computers reckon with, and a thousand years of room
_DAYS = {"d": 1, "w": 7}


def moment_of(text: str, at: datetime) -> datetime:
    """Return the moment that ``7d``, ``36h``, ``2w``, a date, a weekday, ``today`` or ``yesterday`` means.

    A date is ``2026-11-13`` or ``13.11.2026``. Days begin at midnight in the time zone of `at`; a weekday is the last
    one, today included; ``7d`` is the midnight seven days ago. Raises ValueError for anything else, and for a year before 1970 or after 9000.
    """
    moment = _moment_of(text, at)
    if not _FIRST <= moment.year <= _LAST:
        raise ValueError(text)
    return moment


def _moment_of(text: str, at: datetime) -> datetime:
    word = text.strip().lower()
    if span := re.fullmatch(r"(\d{1,4})([hdw])", word):
        if span[2] == "h":
            # By way of UTC: arithmetic in a time zone moves the hands of the clock, not the time.
            return (at.astimezone(UTC) - timedelta(hours=int(span[1]))).astimezone(at.tzinfo)
        return midnight(at.date() - timedelta(days=int(span[1]) * _DAYS[span[2]]), at)
    if word in ("today", "yesterday"):
        return midnight(at.date() - timedelta(days=word == "yesterday"), at)
    if word in WEEKDAYS:
        return midnight(at.date() - timedelta(days=(at.weekday() - WEEKDAYS.index(word)) % 7), at)
    days = dates_meant(text)
    if len(days) != 1:
        raise ValueError(text)
    return midnight(days[0], at)


def midnight(day: date, at: datetime) -> datetime:
    """Return the beginning of a day in the time zone of `at`."""
    return datetime.combine(day, time(), at.tzinfo)


def coming(weekday: str, day: date) -> date:
    """Return the first day on or after `day` that is that weekday; `day` itself where there is no weekday."""
    return day + timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7) if weekday else day
