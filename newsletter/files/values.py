"""What was typed behind a ``=`` and cannot be read → what is wrong with it, and the value that was meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

from newsletter.files.dates import dates_meant, looks_like_date
from newsletter.files.kinds import FLAGS, Mend
from newsletter.files.spell import spelled
from newsletter.files.statements import KEY

_LONGEST = 6_000
_CURLY = "“”„‟«»‹›‘’‚‛`´″′＂＇"
_QUOTES = "'\"" + _CURLY
_NOTHING = ("null", "none", "nil", "n/a")
_ESCAPE = re.compile(r'\\(?:[btnfr"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})')
_FILE = re.compile(r"""(?:[A-Za-z]:)?(?:[^\\/:*?"<>|]+\\)+[^\\/:*?"<>|]+\.\w{2,4}|[A-Za-z]:\\\S*"""
                   r"""|.*\\.+\.(?:jpe?g|png|gif|webp)""")
_ITEM = re.compile(r"""\s*(?:(?P<text>'(?:[^']|'(?!\s*(?:,|\Z)))*+'|"(?:[^"]|"(?!\s*(?:,|\Z)))*+"|[^,]+))\s*(?:,|\Z)""")
_PAIR = re.compile(rf"""\s*(?P<key>{KEY})\s*(?:=|:)\s*(?P<value>\[[^\]]*\]?|'[^']*'|"[^"]*"|[^,]*)\s*(?:,|\Z)""")


def readable(source: str) -> bool:
    """Say whether some TOML can be read."""
    try:
        tomllib.loads(source)
    except (ValueError, RecursionError):  # ValueError: also numbers of thousands of digits
        return False
    return True


def mend(value: str) -> Mend | None:
    """Return what is wrong with a value that cannot be read; None where that cannot be said."""
    if len(value) > _LONGEST or re.search(r"\s{200}", value):
        return None  # nobody typed that; the rules below would take their time
    bare = without_remark(value)
    for rule in _RULES:
        found = rule(bare or value.strip())
        if found and (not found.source or readable(f"x = {found.source}")):
            return found
    return None


def without_remark(value: str) -> str:
    """Return a value without the remark behind it, blanks stripped. A ``#`` among words is none."""
    never_closed = not re.search(rf"[{_QUOTES}]", value[1:])
    for found in re.finditer("#", value):
        before = value[:found.start()].rstrip()
        if len(before) == found.start() > 0:
            continue
        quoted = before[:1] and before[0] in _QUOTES
        if not quoted or len(before) > 1 and before[-1] in _QUOTES or never_closed:
            return before.strip()
    return value.strip()


# ── the rules, the surer ones first ──────────────────────────────────────────────────────────────────────────


def _empty(value: str) -> Mend | None:
    """Judge a value that is not there, or only a remark: a ``#`` begins one, also before a number or a colour."""
    if value and not value.startswith("#"):
        return None
    if found := re.match(r"#\s*(\d{1,9})\b", value):
        return Mend(what="a # begins a remark; a number is digits only", source=str(int(found[1])))
    if found := re.match(r"#[0-9a-fA-F]{6}\b", value):
        return Mend(what="a # begins a remark; a colour must stand between quotes", source=spelled(found[0]))
    return Mend(what="nothing stands behind the =", todo="write {key} = '…', or take the line away")


def _flag(value: str) -> Mend | None:
    if value.lower() not in FLAGS:
        return None
    what = f"{value} is written {spelled(FLAGS[value.lower()])}"
    return Mend(what=what, source=spelled(FLAGS[value.lower()]))


def _nothing(value: str) -> Mend | None:
    if value.lower() not in _NOTHING:
        return None
    return Mend(what=f"there is no value {value}", source="''", todo="take the line away")


def _date(value: str) -> Mend | None:
    if not looks_like_date(value):
        return None
    what = "a date is written year-month-day, in digits and short dashes"
    days = dates_meant(value)
    if not days:
        return Mend(what=f"the calendar has no {value}", todo="write {key} = 2026-11-20, or another day")
    if len(days) == 1:
        return Mend(what=what, source=days[0].isoformat())
    first, second = days
    return Mend(what=what, source=first.isoformat(),
                todo=f"write {{key}} = {first} for {first.day} {first:%B}, or {second} for {second.day} {second:%B}")


def _number(value: str) -> Mend | None:
    if re.fullmatch(r"[+-]?0\d{1,15}", value):
        return Mend(what="a number does not begin with 0", source=str(int(value)))
    if found := re.fullmatch(r"(?:№|no\.?|nr\.?)\s*(\d{1,9})", value, re.IGNORECASE):
        return Mend(what="a number is digits only", source=str(int(found[1])))
    if found := re.fullmatch(r"(\d{1,9})[.,](\d{0,9})", value):
        thousands = "," in value and len(found[2]) == 3
        source = found[1] + ("" if thousands else ".") + found[2] if found[2] else found[1]
        what = "a number is digits only" + (", with a point before the fraction" if "." in source else "")
        return Mend(what=what, source=source)
    if re.fullmatch(r"[+-]?\d{1000,}", value):
        return Mend(what="this number is too long", todo="write a shorter one")
    return None


def _trailing(value: str) -> Mend | None:
    shorter = value[:-1].rstrip()
    if value[-1] not in ",;" or not shorter or not readable(f"x = {shorter}"):
        return None
    return Mend(what=f"there is a {value[-1]} at the end of the line", source=shorter)


def _remark(value: str) -> Mend | None:
    found = re.fullmatch(r"""('[^']*'|"[^"]*"|\S+)\s+(//|--|<!--|/\*|;)\s*(.*)""", value)
    if not found or not readable(f"x = {found[1]}"):
        return None
    return Mend(what="a remark begins with #", source=found[1], todo=f"write {{key}} = {found[1]}  # {found[3]}")


def _two(value: str) -> Mend | None:
    found = re.fullmatch(rf"""('[^']*'|"[^"]*"|\S+)\s+({KEY})\s*=.*""", value)
    if not found or not readable(f"x = {found[1]}"):
        return None
    return Mend(what="two keys stand on one line", todo=f"put {found[2]} on a line of its own")


def _basic_text(value: str) -> Mend | None:
    found = re.fullmatch(r'"""(.*)"""', value, re.DOTALL)
    if not found or "'''" in found[1] or "\\" not in found[1]:
        return None
    return Mend(what='a backslash between """ has a meaning of its own', source=f"'''{found[1]}'''",
                todo="put ''' before and behind the text, in place of \"\"\"")


def _list(value: str) -> Mend | None:
    closed = value.endswith("]")
    if not value.startswith("["):
        listed = re.fullmatch(r"""(?:'[^']*'|"[^"]*")(?:\s*,\s*(?:'[^']*'|"[^"]*"))+""", value)
        return Mend(what="several texts must stand between [ and ]", source=f"[{value}]") if listed else None
    inner = value[1:len(value) - closed].strip().rstrip(",")
    if re.search(r"[\[\]{}]", inner):
        return None
    mended = [_item(found["text"].strip()) for found in _ITEM.finditer(inner) if found["text"].strip()]
    what = next((what for _, what in mended if what), "the [ and ] do not match")
    return Mend(what=what if closed else "the closing ] is missing",
                source=f"[{', '.join(source for source, _ in mended)}]")


def _item(item: str) -> tuple[str, str]:
    """Return an item of a list as it should have been typed, and what was wrong with it."""
    if readable(f"x = {item}"):
        return item, ""
    parts = re.findall(r"""'[^']*'|"[^"]*\"""", item)
    if len(parts) > 1 and not re.sub(r"""'[^']*'|"[^"]*"|\s""", "", item):
        return ", ".join(parts), "a comma is missing between the texts of a list"
    found = _quoted(item)
    if found:
        return found.source, found.what
    return spelled(item), "each text of a list must stand between quotes"


def _table(value: str) -> Mend | None:
    if not value.startswith("{"):
        return None
    closed = value.endswith("}")
    inner = value[1:len(value) - closed].strip().rstrip(",")
    pairs: list[str] = []
    what = "" if closed else "the closing } is missing"
    position = 0
    while position < len(inner):
        found = _PAIR.match(inner, position)
        if not found:
            return None
        typed = found["value"].strip()
        wrong = None if readable(f"x = {typed}") else mend(typed)
        what = what or (wrong.what if wrong else "")
        pairs.append(f"{found['key']} = {wrong.source if wrong else typed}")
        position = found.end()
    what = what or ("a { … } must stand on one line" if "\n" in value else
                    "in a { … } each key is joined to its value by =")
    return Mend(what=what, source="{ " + re.sub(r"\s*\n\s*", " ", ", ".join(pairs)) + " }")


def _quoted(value: str) -> Mend | None:
    """Judge a value that begins with a quote of some kind."""
    if value[0] not in _QUOTES or "\n" in value:
        return None
    first, last, inner = value[0], value[-1] if len(value) > 1 else "", value[1:-1]
    if first in _CURLY:
        return _curly(value)
    if value.startswith(first * 2) and value.endswith(first * 2) and len(value) > 4:
        return Mend(what=f"the words begin with two {first}", source=spelled(value.strip(first)))
    if last == first:
        return _ended_early(first, inner)
    if last and last in _QUOTES:
        return Mend(what=f"the words begin with {first} but end with {last}", source=spelled(inner))
    if first in value[1:] and not re.match(r"\w", value[value.index(first, 1) + 1:]):
        return Mend(what=f"words stand behind the closing {first}", source=spelled(value))
    return Mend(what=f"the closing {first} is missing", source=spelled(_unescaped(value[1:])))


def _curly(value: str) -> Mend:
    inner = value[1:-1] if len(value) > 1 and value[-1] in _QUOTES else value[1:]
    if re.search("[”»’]", inner) and value[-1] not in _QUOTES:
        return Mend(what="words must stand between straight quotes", source=spelled(value))
    return Mend(what="the quotes around the words must be straight ones", source=spelled(inner))


def _ended_early(quote: str, inner: str) -> Mend:
    if quote == "'":
        return Mend(what="an apostrophe inside '…' ends the words too early", source=spelled(inner))
    if re.search(r'(?<!\\)"', inner):
        return Mend(what='a " inside "…" ends the words too early', source=spelled(_unescaped(inner)))
    words = inner.replace("\\", "/") if len(inner) < 300 and _FILE.fullmatch(inner) else _unescaped(inner)
    return Mend(what='a backslash inside "…" has a meaning of its own', source=spelled(words))


def _unescaped(inner: str) -> str:
    r"""Return words typed between ``"``: their escapes read where all are right, else only ``\"``."""
    if "\\" in _ESCAPE.sub("", inner):
        return inner.replace('\\"', '"')
    return _ESCAPE.sub(lambda found: _unescaped_one(found[0]), inner)


def _unescaped_one(escape: str) -> str:
    source = f'x = "{escape}"'
    return str(tomllib.loads(source)["x"]) if readable(source) else escape


def _words(value: str) -> Mend | None:
    if value[-1] in "'\"" and value.count(value[-1]) == 1:
        return Mend(what=f"the opening {value[-1]} is missing", source=spelled(value[:-1]))
    return None if "\n" in value else Mend(what="words must stand between quotes", source=spelled(value))


_RULES: tuple[Callable[[str], Mend | None], ...] = (
    _empty, _flag, _nothing, _trailing, _date, _number, _remark, _two, _basic_text, _list, _table, _quoted,
    _words,
)
