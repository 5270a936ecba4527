"""A language → how its readers write a date and capitals, and which way its script runs."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from babel import Locale


def long_date(day: date, language: str) -> str:
    """Return a date as readers of the language write it in full: ``20 November 2026``, ``20. November 2026``."""
    from babel.dates import format_date

    return format_date(day, "long", locale_of(language))


class DayParts(NamedTuple):
    """A day in the parts that a calendar leaf shows, as readers of a language write them."""

    day: str
    month: str
    weekday: str


def day_parts(day: date, language: str) -> DayParts:
    """Return a day's number, its short month and its weekday: ``20``, ``Nov``, ``Friday``."""
    from babel.dates import format_date

    locale = locale_of(language)
    return DayParts(*(format_date(day, pattern, locale) for pattern in ("d", "LLL", "EEEE")))


# Language, script, region, variants, and what is agreed in private (RFC 5646 §2.1; no ``zh-yue``: that is ``yue``).
_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-x(?:-[A-Za-z0-9]{1,8})+)?")


def language_tag(text: str) -> str:
    """Return a text that has the shape of a BCP 47 tag; empty for any other."""
    return text if _TAG.fullmatch(text) else ""


# Where a tag names its script, that decides; languages without babel's data in that script among them.
_RIGHT_TO_LEFT = frozenset(("adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"))


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return which way the language's script runs."""
    for script in re.findall(r"-([a-z]{4})\b", language.lower()):
        return "rtl" if script in _RIGHT_TO_LEFT else "ltr"
    return "rtl" if locale_of(language).text_direction == "rtl" else "ltr"


# Georgian has capitals since Unicode 11, but few fonts have them, and none of its readers expect them.
_GEORGIAN = re.compile("([\u10d0-\u10ff]+)")


def capitals(text: str, language: str) -> str:
    """Return a text in the capitals of its language; a script without case as it is."""
    match language.lower().partition("-")[0]:
        case "tr" | "az":
            text = text.replace("i\u0307", "i").replace("i", "İ")
        case "de":
            # Amtliche Rechtschreibung (2024), § 25 E3: ẞ beside SS; two names that differ in it stay two.
            text = text.replace("ß", "ẞ")
        case "el":
            text = _without_accents(text)
    pieces = _GEORGIAN.split(text)
    pieces[::2] = [piece.upper() for piece in pieces[::2]]
    return "".join(pieces)


def _without_accents(text: str) -> str:
    """Return Greek as its capitals are written: without accents, and a diaeresis where an accent kept vowels apart."""
    bare = unicodedata.normalize("NFD", text)
    bare = re.sub("(?i)([αεου])[\u0300\u0301\u0342]([ιυ])(?!\u0308)", "\\1\\2\u0308", bare)
    return unicodedata.normalize("NFC", re.sub("(?<=[\u0370-\u03ff\u0308])[\u0300\u0301\u0313\u0314\u0342]", "", bare))


def runs(text: str) -> Literal["ltr", "rtl", ""]:
    """Return which way all letters of a text run; empty where they differ, or there are none."""
    ways = {"ltr" if way == "L" else "rtl" for way in map(unicodedata.bidirectional, text) if way in ("L", "R", "AL")}
    return ways.pop() if len(ways) == 1 else ""  # type: ignore[return-value]


@cache
def locale_of(language: str) -> Locale:
    """Return the best locale there is for a BCP 47 tag; English where there is none. Bare ``en`` is read as British."""
    from babel import Locale, UnknownLocaleError

    for tag in (language, language.partition("-")[0]):
        try:
            return Locale.parse("en_GB" if tag == "en" else tag, sep="-" if "-" in tag else "_")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_GB")
