"""A value that could be read, and the kind its key wants → what is wrong with it, and the value that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from newsletter.files.spell import spelled
from newsletter.model import FieldKind, Struct

FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

# https://url.spec.whatwg.org lets more pass; an editor's address has a scheme, a host and no blanks.
_LINK = re.compile(r"(?:(?ia:https?)://[^\s/?#]+\S*|(?ia:mailto):[^\s@]+@\S+)|merge:\w+|TK")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?")
_BAD_SCHEME = re.compile(r"h?t{1,3}ps?[:;]?/{0,3}(?=\w[\w-]*\.)|//", re.IGNORECASE)
_COLOUR = re.compile(r"#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_READ_ESCAPES = {"\b": "/b", "\t": "/t", "\n": "/n", "\f": "/f", "\r": "/r", "\\": "/"}


class Mend(Struct, frozen=True, kw_only=True):
    """What is wrong with a value, and how it is meant.

    Attributes:
        what: what is wrong, in the editor's words.
        source: the value as it should have been typed; empty where it cannot be guessed.
        todo: what to do, where that is more than “write `key` = `source`”.
    """

    what: str
    source: str = ""
    todo: str = ""


def misfit(value: Any, kind: FieldKind, key: str) -> Mend | None:
    """Return what is wrong with a value; None where it fits. Tables are judged by `newsletter.files.fields`."""
    return _CHECKS[kind](value, key) if kind in _CHECKS else None


def _text(value: Any, key: str) -> Mend | None:
    if isinstance(value, str):
        return None
    if isinstance(value, Mapping) or isinstance(value, list) and not _texts(value):
        return Mend(what=f"{key} takes a text", todo=f"write {key} = '…'")
    words = ", ".join(value) if isinstance(value, list) else _as_words(value)
    return Mend(what=f"{key} takes a text", source=spelled(words))


def _texts(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(item, str) for item in value)


def _as_words(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, time)) else spelled(value)


def _link(value: Any, key: str) -> Mend | None:
    bare = value.strip() if isinstance(value, str) else ""
    if value == "" or value == bare and _LINK.fullmatch(bare):
        return None
    what = f"{key} takes an address that begins with https://, http://, mailto: or merge:"
    meant = _address_meant(bare)
    if not _LINK.fullmatch(meant):
        return Mend(what=f"{what}, or 'TK' while it is still to come",
                    todo=f"write {key} = 'https://…', or take the line away")
    return Mend(what=f"{key} takes an address without blanks" if " " in bare else what, source=spelled(meant))


def _address_meant(bare: str) -> str:
    """Return what a mistyped address may have been."""
    joined = bare.replace(" ", "%20")
    if bare.casefold() == "tk":
        return "TK"
    if re.fullmatch(r"[^\s@:/]+@[\w-]+(?:\.[\w-]+)+", bare):
        return f"mailto:{bare}"
    if _LINK.fullmatch(joined):
        return joined
    if found := _BAD_SCHEME.match(joined):
        return f"https://{joined[found.end():]}"
    return f"https://{joined}" if _HOST.fullmatch(joined) else ""


def _picture(value: Any, key: str) -> Mend | None:
    if not isinstance(value, str):
        return _text(value, key)
    if re.match("https?://", value, re.IGNORECASE) or not set(value) & set(_READ_ESCAPES):
        return None
    meant = "".join(_READ_ESCAPES.get(char, char) for char in value.strip())
    return Mend(what="the path of a picture is written with /", source=spelled(meant))


def _colour(value: Any, key: str) -> Mend | None:
    if isinstance(value, str) and (value == "" or value.startswith("#") and _COLOUR.fullmatch(value)):
        return None
    what = f"{key} takes a colour: # and six digits from 0 to f"
    bare = str(value).strip() if isinstance(value, (str, int)) else ""
    if _COLOUR.fullmatch(bare):
        return Mend(what=what, source=spelled(f"#{bare.removeprefix('#')}"))
    return Mend(what=what, todo=f"write {key} = '#c8102e', or another colour")


def _number(value: Any, key: str) -> Mend | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return Mend(what=f"{key} takes a whole number", source=str(int(value)))
    found = re.fullmatch(r"\D{0,4}?(\d{1,15})", value.strip()) if isinstance(value, str) else None
    if found:
        return Mend(what=f"{key} takes a number, without quotes", source=str(int(found[1])))
    return Mend(what=f"{key} takes a whole number", todo=f"write {key} = 12, or another number")


def _flag(value: Any, key: str) -> Mend | None:
    if isinstance(value, bool):
        return None
    meant = FLAGS.get(str(value).strip().casefold(), {"0": False, "1": True}.get(str(value)))
    what = f"{key} takes true or false, without quotes"
    if meant is None:
        return Mend(what=what, todo=f"write {key} = true, or {key} = false")
    return Mend(what=what, source=spelled(meant))


def _date(value: Any, key: str) -> Mend | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return None
    if isinstance(value, datetime):
        return Mend(what=f"{key} takes a day, without the hour", source=value.date().isoformat())
    from newsletter.files.dates import dates_meant  # only a wrong date needs it

    digits = re.sub(r"(\d{4})(\d\d)(\d\d)", r"\1-\2-\3", str(value)) if isinstance(value, (int, str)) else ""
    days = dates_meant(digits)
    what = f"{key} takes a date: year-month-day, without quotes"
    if not days:
        return Mend(what=what, todo=f"write {key} = 2026-11-20, or another day")
    choice = " or ".join(f"{key} = {day} ({day.day} {day:%B})" for day in days)
    return Mend(what=what, source=days[0].isoformat(), todo=f"write {choice}" if len(days) > 1 else "")


def _list(value: Any, key: str) -> Mend | None:
    if isinstance(value, list) and (_texts(value) or not value):
        return None
    what = f"{key} takes a list of texts"
    if isinstance(value, str):
        return Mend(what=what, source=spelled([item.strip() for item in value.split(",") if item.strip()]))
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, (list, Mapping)) for item in items):
        return Mend(what=what, todo=f"write {key} = ['…', '…']")
    return Mend(what=what, source=spelled([item if isinstance(item, str) else _as_words(item) for item in items]))


_CHECKS: Mapping[str, Callable[[Any, str], Mend | None]] = {
    "text": _text, "markdown": _text, "link": _link, "picture": _picture, "colour": _colour, "number": _number,
    "flag": _flag, "date": _date, "list": _list,
}
