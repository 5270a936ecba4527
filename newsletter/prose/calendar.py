"""Words in a language → the days that they name with their weekday: “Friday, 20 November 2026”, “viernes 20 de noviembre”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from newsletter.prose.languages import locale_of


class NamedDay(NamedTuple):
    """A day as words name it: the `words`, the weekday in them as Monday 0 to Sunday 6, and the date they mean.

    Attributes:
        has_year: the words say the year; else it is the one in which the day is the nearest.
    """

    words: str
    weekday: int
    day: date
    has_year: bool


_YEARS = ("year", "year_third", "iso", "full")


def named_days(text: str, language: str, near: date | None) -> Iterator[NamedDay]:
    """Yield the days that a text names with weekday and date; a date that no calendar has is passed over.

    Args:
        language: BCP 47 tag: of its names of days and months.
        near: the day by which a date without a year is read: the nearest such day; without it, such are passed over.
    """
    names = _names(language)
    for found in names.pattern.finditer(text):
        weekday = names.weekdays[found["weekday"].casefold().rstrip(".")]
        for day in _meant(found, names.months, near):
            yield NamedDay(found[0].strip(), weekday, day, any(found[name] for name in _YEARS))


def weekday_name(day: date, language: str) -> str:
    """Return the name of a day's weekday, as the language writes it."""
    return str(locale_of(language).days["format"]["wide"][day.weekday()])


class _Names(NamedTuple):
    pattern: re.Pattern[str]
    weekdays: dict[str, int]
    months: dict[str, int]


@cache
def _names(language: str) -> _Names:
    locale = locale_of(language)
    weekdays, months = {}, {}
    for context in ("stand-alone", "format"):
        for width in ("abbreviated", "wide"):
            weekdays |= {name.casefold().rstrip("."): day for day, name in locale.days[context][width].items() if len(name) > 1}
            months |= {name.casefold().rstrip("."): month for month, name in locale.months[context][width].items()
                       if not name.isdigit()}
    # Portuguese shortens its weekdays in speech: “sexta” is sexta-feira.
    weekdays |= {name.removesuffix("-feira"): day for name, day in weekdays.items() if name.endswith("-feira")}
    any_weekday, any_month = (
        "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) for names in (weekdays, months))
    between = r"(?:\.?,?\s+(?:(?:the|den|dem|der|le|el|dia|il|de|o|a|al|del|em)\s+){0,2})"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|ère|º|°|ª|\.)?"
    written = (
        rf"{day}\s+(?:(?:of|de|d[’']|di)\s*)?(?P<month>{any_month})\b\.?(?:,?\s+(?:de\s+|del\s+)?(?P<year>\d{{4}})\b)?"
        rf"|(?P<month_first>{any_month})\.?\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<year_third>\d{{4}})\b)?"
        r"|(?P<iso>\d{4}-\d\d-\d\d)\b"
        r"|(?P<first>\d{1,2})(?P<sign>[./])(?P<second>\d{1,2})(?P=sign)(?P<full>\d{4})\b"
    )
    pattern = re.compile(rf"(?<!\w)(?P<weekday>{any_weekday})(?![\w-]){between}(?:{written})", re.IGNORECASE)
    return _Names(pattern, weekdays, months)


def _meant(found: re.Match[str], months: dict[str, int], near: date | None) -> Iterator[date]:
    """Yield the date that some words mean; nothing where there is no such day, or nobody can tell."""
    try:
        if found["iso"]:
            yield date.fromisoformat(found["iso"])
        elif found["full"]:
            yield from _figures(int(found["first"]), int(found["second"]), int(found["full"]), found["sign"])
        else:
            month = months[(found["month"] or found["month_first"]).casefold().rstrip(".")]
            year = found["year"] or found["year_third"]
            day = int(found["day"] or found["day_second"])
            if year:
                yield date(int(year), month, day)
            elif near:
                yield _nearest(month, day, near)
    except ValueError:
        return


def _figures(first: int, second: int, year: int, sign: str) -> Iterator[date]:
    """Yield the date that figures mean: day and month with full stops; with strokes where only one order makes one."""
    if sign == "/" and second > 12:
        yield date(year, first, second)
    elif sign == "." or first > 12 or first == second:
        yield date(year, second, first)


def _nearest(month: int, day: int, near: date) -> date:
    """Return the day of this month and day that lies nearest to another."""
    days = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue  # 29 February
    return min(days, key=lambda one: abs(one - near))
