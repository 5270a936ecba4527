"""Days that words name with their weekday, in the languages that letters are written in."""

from __future__ import annotations

from datetime import date

import pytest

from newsletter.prose import named_days, weekday_name

NEAR = date(2026, 11, 20)
DAY = date(2026, 11, 20)

_NAMED = [
    ("en", "on Wednesday 20 November 2026"), ("en", "Wed., Nov. 20"), ("en", "Wednesday the 20th of November"),
    ("en-US", "Wednesday, November 20, 2026"), ("en", "Wednesday, 2026-11-20"), ("en", "Wednesday 20/11/2026"),
    ("de", "am Mittwoch, dem 20. November 2026"), ("de", "Mi., 20. Nov."), ("de", "Mittwoch, 20.11.2026"),
    ("es", "el miércoles 20 de noviembre de 2026"), ("es", "miércoles, 20 de noviembre"), ("fr", "le mercredi 20 novembre 2026"),
    ("fr", "mer. 20 nov."), ("pt", "na quarta-feira, 20 de novembro de 2026"), ("pt-BR", "quarta, dia 20 de novembro"),
    ("it", "mercoledì 20 novembre 2026"), ("nl", "woensdag 20 november 2026"), ("ar", "الأربعاء 20 نوفمبر 2026"),
]


@pytest.mark.parametrize(("language", "words"), _NAMED, ids=[words for _, words in _NAMED])
def test_a_day_is_read_with_the_weekday_that_words_give_it(language: str, words: str) -> None:
    """Weekday and date are told apart, however they are joined; both are read as they stand, fitting or not."""
    named, = named_days(words, language, NEAR)
    assert (named.weekday, named.day) == (2, DAY)


@pytest.mark.parametrize("words", [
    "Monday 12:30", "on Friday 20 people came", "31 November", "Friday, 31 November 2026", "Sundays", "the 20th of November",
    "Friday 5/11/2026", "Wednesdayish 20 November", "Monday May be", "",
])
def test_what_names_no_day_for_sure_is_passed_over(words: str) -> None:
    """Times, counts, days that no calendar has, and figures that may be read in two ways name no day."""
    assert list(named_days(words, "en", NEAR)) == []


@pytest.mark.parametrize(("near", "year"), [(date(2026, 11, 20), 2027), (date(2026, 1, 20), 2026), (date(2026, 8, 1), 2027)])
def test_a_day_without_a_year_is_the_nearest_one(near: date, year: int) -> None:
    """A letter of November that names a day of January means the coming one; without a day to be near to, nobody can tell."""
    assert next(named_days("Friday 15 January", "en", near)).day == date(year, 1, 15)
    assert list(named_days("Friday 15 January", "en", None)) == []


def test_a_leap_day_is_read_by_the_leap_year() -> None:
    """29 February is that of the nearest year that has one; where none is near, it is no day."""
    assert next(named_days("Thursday 29 February", "en", date(2028, 3, 1))).day == date(2028, 2, 29)
    assert list(named_days("Thursday 29 February", "en", date(2026, 3, 1))) == []


def test_a_weekday_has_the_name_that_its_language_gives_it() -> None:
    """20 November 2026 is a Friday, by whatever name."""
    names = [weekday_name(DAY, language) for language in ("en", "de", "es", "fr", "pt", "it")]
    assert names == ["Friday", "Freitag", "viernes", "vendredi", "sexta-feira", "venerdì"]
