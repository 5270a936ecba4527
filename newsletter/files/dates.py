"""A date as people write it → the dates that can be meant."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"([A-Za-z]{3,9})\.?"
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_DASHES = str.maketrans("‐‑‒–—−", "------")

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})(?:[T ]\d.*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-./])\s*(\d{1,2})\s*[-./]\s*(\d{4}|\d{2})")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of\s+)?{_MONTH},?\s+(\d{{4}})", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.IGNORECASE)


def dates_meant(text: str) -> list[date]:
    """Return the dates that a text can mean, the likelier first; none where it is no date, or no such day exists."""
    bare = _WEEKDAY.sub("", text.translate(_DASHES).strip(), count=1)
    days = [_day(*numbers) for numbers in _numbers(bare)]
    return list(dict.fromkeys(day for day in days if day))


def looks_like_date(text: str) -> bool:
    """Say whether a text is written as a date, be it one that exists or not."""
    return bool(_numbers(_WEEKDAY.sub("", text.translate(_DASHES).strip(), count=1)))


def _numbers(text: str) -> list[tuple[int, int, int]]:
    """Return year, month and day, in each way in which they can be read."""
    if found := _YEAR_FIRST.fullmatch(text):
        return [(int(found[1]), int(found[2]), int(found[3]))]
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += 2000 if year < 100 else 0
        readings = [(year, second, first), (year, first, second)]
        return readings[:1] if found[2] == "." else readings
    if (found := _DAY_MONTH.fullmatch(text)) and (month := _month(found[2])):
        return [(int(found[3]), month, int(found[1]))]
    if (found := _MONTH_DAY.fullmatch(text)) and (month := _month(found[1])):
        return [(int(found[3]), month, int(found[2]))]
    return []


def _month(name: str) -> int:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
