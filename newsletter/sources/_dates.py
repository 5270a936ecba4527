"""Dates as magazines and tables write them → days, at 00:00 UTC where they are complete; or moments.

Shared by the kinds of sources; no kind itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

from newsletter.model import folded
from newsletter.sources._fields import moment


class Stamp(NamedTuple):
    """A date that stands in a text; `when` is None where it is not complete (``November 2026``, ``2 days ago``)."""

    when: datetime | None


_MONTHS = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber - - - - - - - - - -",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου "
    "δεκεμβρίου",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag sonnabend lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes "
    "sábado domingo segunda terça quarta quinta sexta feira lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag måndag tisdag onsdag torsdag fredag lördag söndag"
)


def _abbreviated(words: Iterable[str]) -> set[str]:
    """Return words and all their beginnings of at least three letters, folded."""
    return {said[:length] for said in map(folded, words) for length in range(min(3, len(said)), len(said) + 1)}


def _months() -> dict[str, int]:
    """Return month by name or abbreviation; a beginning that means two months means neither (``jui``)."""
    known: dict[str, int] = {}
    for year in _MONTHS:
        for month, name in enumerate(year.split(), 1):
            for word in _abbreviated([name]) - {"-"}:
                known[word] = month if known.get(word, month) == month else 0
    return {word: month for word, month in known.items() if month}


_MONTH = _months()
_DAY_OF_WEEK = frozenset(_abbreviated(_WEEKDAYS.split()))
# Words that announce a date, or end one: a headline next to a date neither begins nor ends with them.
_ANNOUNCING = frozenset(map(folded, (
    "published posted updated modified date publication veröffentlicht erschienen aktualisiert datum stand publicado "
    "publicada fecha actualizado publié publiée publie mis jour pubblicato gepubliceerd geplaatst publicerad "
    "publicerat opublikowano опубликовано дата نشر تاريخ uhr am pm utc gmt cet cest est edt bst h hrs").split()))
# Words that may stand inside a date.
_WITHIN = frozenset(map(folded, "on at of the de del d den le la el em a à um vom il der last kl ob".split()))
_AGO = frozenset(map(folded, (
    "ago il yesterday today gestern heute vor ayer hoy hace hier aujourd’hui fa ieri oggi ontem hoje há geleden igår "
    "idag").split()))
_UNITS = frozenset(map(folded, (
    "a an one il y minute minutes min mins hour hours h day days week weeks month months minuten stunde stunden tag "
    "tagen woche wochen monat monaten minuto minutos hora horas día días semana semanas mes meses heure heures jour "
    "jours semaine semaines mois ore giorni settimane dias uren dagen weken").split()))

_ISO = re.compile(
    r"\b(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)?|"
    r"(?P<_year>\d{4})\s?[年년]\s?(?P<_month>\d{1,2})\s?[月월]\s?(?P<_day>\d{1,2})\s?[日일]")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})\b")
_SLASHED = re.compile(r"\b(?P<first>\d{1,2})([/-])(?P<second>\d{1,2})\2(?P<year>\d{4})\b")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er|re|º|ª|e|o|a|ος|日)?")
_DIGIT = re.compile(r"\d")
_LONGEST = 80


def day_comes_first(text: str) -> bool | None:
    """Say how a text writes 3/11/2026: day first, month first, or None where nothing in it decides."""
    first = second = False
    for found in _SLASHED.finditer(text):
        first |= int(found["first"]) > 12
        second |= int(found["second"]) > 12
    return first if first != second else None


def stamp(text: str, day_first: bool | None = None) -> Stamp | None:
    """Return the date that a text is, all of it; None where it says anything else.

    Args:
        day_first: how to read 3/11/2026; where None it stays incomplete, unless only one reading is a date.
    """
    if len(text) > _LONGEST or len(text) > len("aujourd’hui") and not _DIGIT.search(text):
        return None
    for pattern in (_ISO, _DOTTED, _SLASHED):
        found = pattern.search(text)
        if found:
            rest = text[: found.start()] + " " + text[found.end():]
            return Stamp(_numeric(found.groupdict(), day_first)) if _says_nothing(rest) else None
    return _spelled(text)


def _numeric(said: dict[str, str | None], day_first: bool | None) -> datetime | None:
    numbers = {key.strip("_"): int(value) for key, value in said.items() if value}
    if "first" in numbers:
        first, second = numbers.pop("first"), numbers.pop("second")
        day_first = first > 12 if (first > 12) != (second > 12) else day_first
        if day_first is None and first != second:
            return None
        numbers |= {"day": first, "month": second} if day_first else {"day": second, "month": first}
    return _at_midnight(numbers["year"], numbers["month"], numbers["day"])


def _at_midnight(year: int, month: int, day: int) -> datetime | None:
    """Return the day at 00:00 UTC; None for one that is not in the calendar."""
    try:
        return moment(datetime(year, month, day))
    except ValueError:
        return None


def _says_nothing(text: str) -> bool:
    """Say whether a text holds no word that does not belong to a date."""
    words = folded(_TIME.sub(" ", text)).split()
    return all(word in _ANNOUNCING or word in _WITHIN or word in _DAY_OF_WEEK or not word.isalnum() for word in words)


def _spelled(text: str) -> Stamp | None:
    words = folded(_TIME.sub(" ", text)).split()
    if _is_relative(words):
        return Stamp(None)
    if not words or all(word in _ANNOUNCING for word in words):
        return Stamp(None) if _TIME.search(text) else None
    numbers = [int(found[1]) for word in words if (found := _NUMBER.fullmatch(word))]
    months = [word for word in words if word in _MONTH]
    # ``mar`` is Tuesday in Spain and March elsewhere: a second word for a month may be a weekday.
    months = months if len(months) < 2 else [word for word in months if word not in _DAY_OF_WEEK]
    others = (word for word in words if word not in months and not _NUMBER.fullmatch(word))
    if len(months) != 1 or not 1 <= len(numbers) <= 2 or not _says_nothing(" ".join(others)):
        return None
    years = [number for number in numbers if number > 31]
    days = [number for number in numbers if number <= 31]
    complete = len(years) == len(days) == 1
    return Stamp(_at_midnight(years[0], _MONTH[months[0]], days[0]) if complete else None)


def _is_relative(words: list[str]) -> bool:
    """Say whether words count back from a today that a text does not know: ``2 days ago``, ``gestern``."""
    known = all(word in _AGO or word in _UNITS or word.isdigit() for word in words)
    return known and not _AGO.isdisjoint(words) and (len(words) == 1 or not _UNITS.isdisjoint(words))


class Edge(NamedTuple):
    """A complete date at the beginning or end of a line, and what stands before and after it."""

    before: str
    date: str
    after: str
    stamp: Stamp


_SEPARATORS = " \t\u00a0,;:|·•‧∙/–—-()[]"
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20|21)\d\d(?!\d)")


def at_edge(text: str, day_first: bool | None = None) -> Edge | None:
    """Return the complete date that a line begins or ends with, where the line says more than a date."""
    if len(text) > 300 or not _YEAR.search(text):
        return None
    words = text.split()
    for begins in (True, False):
        length = _edge_length(words, begins, day_first)
        if length and length < len(words):
            cut = length if begins else len(words) - length
            front, back = " ".join(words[:cut]), " ".join(words[cut:])
            said, rest = (front, back) if begins else (back, front)
            found = stamp(said.strip(_SEPARATORS), day_first)
            if found:
                return Edge("" if begins else rest, said, rest if begins else "", found)
    return None


def _edge_length(words: list[str], begins: bool, day_first: bool | None) -> int:
    """Return how many words at one end are a complete date, with what announces it; 0 for none."""
    nearest = words if begins else words[::-1]
    if not any(_DIGIT.search(word) for word in nearest[:5]):
        return 0
    best = 0
    for length, added in enumerate(nearest[:10], 1):
        if not best or _belongs(added):
            said = " ".join(words[:length] if begins else words[-length:]).strip(_SEPARATORS)
            found = stamp(said, day_first)
            best = length if found and found.when else best
        elif folded(added) not in _WITHIN:
            break
    return best


def _belongs(word: str) -> bool:
    """Say whether a word next to a complete date is part of it: a weekday, a time, ``published``."""
    said = folded(word)
    return said in _DAY_OF_WEEK or said in _ANNOUNCING or not said.isalnum() or _TIME.match(word) is not None


# ── moments ──────────────────────────────────────────────────────────────────────────────────────────────────

_ZONE = re.compile(r"\s*(?:([+-])(\d{2}):?(\d{2})|Z|[GU]MT|UTC)\s*$")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})[:.h](\d{2})(?::(\d{2}))?(?:\s?([ap])\.?m\b\.?)?(?![.\d])", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{2})(?![\d./-])")
_EPOCH = re.compile(r"-?\d{9,13}(?:\.\d+)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
# Excel and its kin count days from here, a leap day in 1900 that never was included.
_FIRST_SERIAL = datetime(1899, 12, 30, tzinfo=UTC)


def instant(value: object, day_first: bool | None = None) -> datetime | None:
    """Return the moment that a cell or a value is, in UTC; None for what is none.

    ISO 8601, RFC 2822, dates in words, seconds or milliseconds since 1970, the days of a spreadsheet. A day alone is
    its 00:00 UTC; two digits of a year are of this century.

    Args:
        day_first: how to read 3/11/2026, see `day_comes_first`; where None it is no moment.
    """
    if isinstance(value, date):
        return moment(value if isinstance(value, datetime) else datetime(value.year, value.month, value.day))
    text = str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    if not text or len(text) > _LONGEST:
        return None
    if "-" not in text[1:] and (_EPOCH.fullmatch(text) or _SERIAL.fullmatch(text)):
        return _counted(float(text))
    try:
        return moment(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return _at_the_clock(with_whole_year(text), day_first)


def with_whole_year(text: str) -> str:
    """Return a text whose dates with two digits of a year have four."""
    return _SHORT_YEAR.sub(r"\1\2\3\g<2>20\4", text)


def _counted(number: float) -> datetime | None:
    """Return the moment that seconds or milliseconds since 1970 mean, or the days of a spreadsheet."""
    try:
        if number < 100_000:
            return moment(_FIRST_SERIAL + timedelta(days=number))
        return moment(datetime.fromtimestamp(number / 1000 if abs(number) > 1e11 else number, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _at_the_clock(text: str, day_first: bool | None) -> datetime | None:
    """Return the day of a text at the time it names; 00:00 where it names none."""
    zone = _ZONE.search(text)
    zone = zone if zone and _CLOCK.search(text, 0, zone.start()) else None
    text = text[: zone.start()] if zone else text
    day = stamp(text.replace("T", " ") if text[10:11] == "T" else text, day_first)
    if day is None or day.when is None:
        return None
    clock = _CLOCK.search(re.sub(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}", " ", text))
    if not clock:
        return day.when
    hour = int(clock[1]) % 12 + 12 * (clock[4].lower() == "p") if clock[4] else int(clock[1])
    offset = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (-1 if zone[1] == "-" else 1) \
        if zone and zone[1] else timedelta()
    try:
        when = day.when.replace(hour=hour, minute=int(clock[2]), second=int(clock[3] or 0))
        return moment(when.replace(tzinfo=timezone(offset)))
    except (ValueError, OverflowError):
        return day.when
