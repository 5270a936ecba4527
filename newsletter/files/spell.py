"""Values → TOML as an editor would type it, and text as messages may show it.

Words stand between ``'…'``, several lines between ``'''…'''``, where nothing needs an escape; ``"…"`` only where
the words hold ``'``. Whatever goes in comes out again when it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

# What TOML forbids in literal strings, beside the line's end (https://toml.io/en/v1.0.0#string), and lone surrogates.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_MINUTE = timedelta(minutes=1)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

# Characters that turn the direction of a line around: they would make a message lie.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def spelled(value: Any) -> str:
    """Return a value as it stands behind the ``=``: texts over several lines begin on a line of their own."""
    if isinstance(value, str) and "\n" in value:
        return _lines(value)
    return _inline(value)


def _inline(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, str):
        return _words(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime) and (value.utcoffset() or _MINUTE) % _MINUTE:
        value = _in_utc(value)  # TOML's offsets are whole minutes; those of the 19th century are not
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key_spelled(key)} = {_inline(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_inline(item) for item in value)}]"
    return repr(value)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # on the first or last day there is
        return moment.replace(tzinfo=UTC)


def key_spelled(key: str) -> str:
    """Return a key as it stands before the ``=``."""
    if re.fullmatch(r"[A-Za-z0-9_-]+", key):
        return key
    return f'"{_escaped(key, chr(10))}"' if "'" in key or CONTROL.search(key) or "\n" in key else f"'{key}'"


def _words(text: str) -> str:
    text = _SURROGATE.sub("�", text)
    plain = "\n" not in text and not CONTROL.search(text)
    if plain and "'" not in text:
        return f"'{text}'"
    if plain and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if plain and "'''" not in text and not text.endswith("'"):
        return f"'''{text}'''"
    return f'"{_escaped(text, chr(10))}"'


def _lines(text: str) -> str:
    text = _SURROGATE.sub("�", text)
    if "'''" in text or text.endswith("'") or CONTROL.search(text):
        return f'"""\n{_escaped(text)}"""'
    return f"'''\n{text}'''"


def _escaped(text: str, also: str = "") -> str:
    """Return a text as it stands between ``"``; `also`: characters to escape although they are allowed there."""
    bare = re.sub(f'[\\\\"\r{also}]', lambda found: _ESCAPES[found[0]], text)
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", bare)


def legible(text: str, most: int = 100) -> str:
    """Return a text as a message may show it: on one line, cut in the middle, no control characters."""
    line = "".join("�" if char in _TURNING or unicodedata.category(char) in ("Cc", "Cs") else char
                   for char in re.sub(r"\s*\n\s*", " ", text[:most * 20]))
    return line if len(line) <= most else f"{line[:most * 2 // 3].rstrip()} … {line[-most // 4:].lstrip()}"


def assignment(key: str, source: str) -> str:
    """Return the mended line for a message: ``title = '…'``. `source`: the value as TOML, of which one line is shown."""
    first, more, rest = source.partition("\n")
    if more and first in ("'''", '"""'):
        first += f" … {first}"
    elif more:
        first += " …"
    return f"{legible(key)} = {legible(first, 120)}"
