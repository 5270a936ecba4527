"""A TOML text, right or wrong → its statements, each with its lines.

What stands between ``'''`` is never looked into. Where a text or a bracket is not closed, the statement is ended where
the next key or table begins, so that the rest of the file can still be judged. Odd blanks (no-break spaces and the
like) outside words become blanks. The time it takes grows with the length of the text, whatever is in it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Literal

from newsletter.model import Struct

# Repetitions that never give back (``++``, ``*+``) keep every search linear in the length of the text.

# Invisible characters that word processors leave behind; Python does not count them as blanks.
_INVISIBLE = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
BLANKS = rf"(?:[^\S\n]|[{_INVISIBLE}])*+"
PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
KEY = rf"{PART}(?:{BLANKS}\.{BLANKS}{PART})*+"
_TEXT = r"""'{3}(?:[^']++|'(?!''))*+'{3,5}+|"{3}(?:[^"\\]++|\\[\s\S]|"(?!""))*+"{3,5}+"""
STRING = rf"""{_TEXT}|'(?!'')[^'\n]*+'|"(?!"")(?:[^"\\\n]|\\.)*+\""""

# "=", what is written in its place in other kinds of file, or nothing at all before what can only be a value.
_SIGN = rf"""=>|==|:=|->|=|:(?=[\s'"“„‘«\[{{])|(?<=\s)(?=['"“„‘«]|(?:true|false|[\d.:-]+){BLANKS}(?:\n|\Z|\#))"""

# How a line begins.
_ASSIGNMENT = re.compile(rf"{BLANKS}(?P<key>{KEY}){BLANKS}(?P<sign>{_SIGN}){BLANKS}")
_HEADER = re.compile(rf"{BLANKS}\[")
_BLANK_LINE = re.compile(rf"{BLANKS}(?:\#.*)?$", re.MULTILINE)

# What ends a text or a bracket that was never closed: a line that can hardly be one of words.
_LOOSE_KEY = re.compile(rf"{BLANKS}[A-Za-z_][\w.-]*+{BLANKS}=")
_STRICT_KEY = re.compile(rf"""{_LOOSE_KEY.pattern}(?!=){BLANKS}['"“‘\[{{\dtf]""")
_STRICT_HEADER = re.compile(
    rf"{BLANKS}\[{{1,2}}{BLANKS}[A-Za-z_][\w.-]*+{BLANKS}\]{{1,2}}{BLANKS}(?:\#.*)?$", re.MULTILINE)

# Values.
_BELOW = re.compile(rf"""{BLANKS}\n{BLANKS}(?=['"“‘]|\[[^\[\n]*\]{BLANKS}(?:\n|\Z))""")
_WHOLE_TEXT = re.compile(_TEXT)
_TOKEN = re.compile(rf"""(?P<string>{STRING})|(?P<comment>\#[^\n]*+)|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<line>\n)"""
                    r"""|(?P<broken>['"])|[^\[\]{}'"\#\n]++""")
_DOTTED = re.compile(rf"(?:{PART}{BLANKS}\.{BLANKS}){{20}}")

# What becomes a blank, or nothing, where it stands outside words.
_ODD = re.compile(rf"[^\S\n\t ]|[{_INVISIBLE}\x00-\x08\x0e-\x1f\x7f]")
_ODD_TOKEN = re.compile(rf"(?P<string>{STRING})|(?P<comment>\#[^\n]*+)|{_ODD.pattern}")

_DEEPEST = 20  # brackets in brackets, and names in a dotted key; nobody writes more than four
_FARTHEST = 12  # lines over which words between single quotes are followed

Flaw = Literal["", "below", "open text", "open bracket", "wrapped", "deep"]


class Statement(Struct, frozen=True, kw_only=True):
    """One statement of a TOML text, or what stands in its place.

    Attributes:
        kind: ``blank`` is an empty line or a comment, ``words`` what is neither a key nor a table.
        line: its first line, from 1.
        source: its text, over whole lines, without the last line's end; odd blanks made even.
        key, sign, value: of a ``key``: what stands before the sign, the sign, and all after it as typed.
        flaw: what its extent shows to be wrong.
    """

    kind: Literal["blank", "header", "key", "words"]
    line: int
    source: str
    key: str = ""
    sign: str = ""
    value: str = ""
    flaw: Flaw = ""

    @property
    def height(self) -> int:
        """How many lines it has."""
        return self.source.count("\n") + 1


def statements(text: str, *, sound: bool = False) -> Iterator[Statement]:
    """Yield the statements of a text; their sources, joined by line ends, are the text with even blanks.

    Args:
        sound: the text is known to be TOML, so that nothing in it is taken for unclosed.
    """
    position, line = 0, 1
    while position <= len(text):
        statement, end = _statement(text, position, line, sound)
        yield statement
        line += statement.height
        position = end + 1


def _statement(text: str, start: int, line: int, sound: bool) -> tuple[Statement, int]:
    end = _line_end(text, start)
    if _BLANK_LINE.match(text, start):
        return Statement(kind="blank", line=line, source=_even(text[start:end])), end
    if _HEADER.match(text, start):
        flaw = _depth(text[start:end].partition("]")[0])
        return Statement(kind="header", line=line, source=_even(text[start:end]), flaw=flaw), end
    found = _ASSIGNMENT.match(text, start)
    if not found or found.end() > end or not _is_key(found):
        return Statement(kind="words", line=line, source=_even(text[start:end])), end
    begin = found.end() if sound else _value_start(text, found.end())
    end, flaw = _value_end(text, begin, sound)
    return Statement(
        kind="key", line=line, source=_even(text[start:end]),
        flaw=_depth(found["key"]) or flaw or ("below" if begin > found.end() else ""),
        key=found["key"], sign=found["sign"], value=text[begin:end],
    ), end


def _is_key(found: re.Match[str]) -> bool:
    """Say whether something is a key although no ``=`` follows: ``Chapter 1`` and ``Note: rain`` are words."""
    return found["sign"] not in ("", ":") or bool(re.fullmatch(r"[a-z_][\w.-]*", found["key"]))


def _depth(key: str) -> Flaw:
    """Say whether a dotted key is so deep that reading it would take for ever."""
    return "deep" if key.count(".") > _DEEPEST else ""


def _even(source: str) -> str:
    """Return a statement with blanks for odd blanks, and without invisible characters, outside its words."""
    if not _ODD.search(source):
        return source
    return _ODD_TOKEN.sub(_even_token, source)


def _even_token(found: re.Match[str]) -> str:
    if found["string"]:
        return found[0]
    if found["comment"]:
        return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", found[0])
    return "" if found[0] in _INVISIBLE else " "


def key_parts(key: str) -> tuple[str, ...]:
    """Return the names in a dotted key, without their quotes."""
    return tuple(_name(part) for part in re.findall(PART, key))


def _name(part: str) -> str:
    if part[0] == "'":
        return part[1:-1]
    if part[0] == '"':
        return str(next(iter(tomllib.loads(f"{part} = 0"))))
    return part


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


# ── where a value ends ───────────────────────────────────────────────────────────────────────────────────────


def _value_start(text: str, start: int) -> int:
    """Return where a value begins: where nothing stands behind the ``=``, perhaps on the line below."""
    below = _BELOW.match(text, start)
    return below.end() if below else start


def _value_end(text: str, start: int, sound: bool) -> tuple[int, Flaw]:
    """Return the end of the line on which a value ends, and what is wrong with that."""
    if text.startswith(("'''", '"""'), start):
        return _text_end(text, start, sound)
    if text.startswith(("[", "{"), start):
        return _bracket_end(text, start)
    return _quoted_end(text, start)


def _text_end(text: str, start: int, sound: bool) -> tuple[int, Flaw]:
    """Return where a text between ``'''`` ends.

    A ``'''`` that opens another text does not close this one: then this one was never closed.
    """
    found = _WHOLE_TEXT.match(text, start)
    if found and (sound or not _opens_another(text, start, found.end())):
        return _line_end(text, found.end()), ""
    return _before_next(text, start), "open text"


def closing(value: str) -> int:
    """Return the offset behind the ``'''`` that ends a text; 0 where none does."""
    found = _WHOLE_TEXT.match(value)
    return found.end() if found else 0


def _opens_another(text: str, start: int, end: int) -> bool:
    line = text.rfind("\n", start, end) + 1
    opener = _ASSIGNMENT.match(text, line) if line else None
    return bool(opener and opener["sign"]) and text.startswith(text[start:start + 3], opener.end())


def _bracket_end(text: str, start: int) -> tuple[int, Flaw]:
    """Return where a list or a table in braces ends.

    Where it is not closed, it ends no earlier than where it was seen, so that nothing is looked at twice.
    """
    opened: list[str] = []
    deepest = 0
    seen = start
    for token in _TOKEN.finditer(text, start):
        seen = token.end()
        if token["open"]:
            opened.append(token[0])
            deepest = max(deepest, len(opened))
        elif token["close"] and opened:
            opened.pop()
        if not opened:
            end = _line_end(text, seen)
            return end, "deep" if deepest > _DEEPEST or _has_deep_key(text[start:end]) else ""
        if token["broken"]:
            return _broken_bracket_end(text, seen), "open bracket"
        if token["line"] and _begins_anew(text, seen) and not _goes_on(text, token.start(), opened):
            return token.start(), "deep" if deepest > _DEEPEST else "open bracket"
    return len(text), "deep" if deepest > _DEEPEST else "open bracket"


def _has_deep_key(value: str) -> bool:
    """Say whether a list or table holds a dotted key that is too deep; dots in words and remarks do not count."""
    if value.count(".") < _DEEPEST:
        return False
    bare = _TOKEN.sub(lambda token: "''" if token["string"] else "" if token["comment"] else token[0], value)
    return bool(_DOTTED.search(bare))


def _goes_on(text: str, line_end: int, opened: list[str]) -> bool:
    """Say whether a table in braces was broken into several lines, so that ``key =`` on the next is a part of it."""
    return opened[-1] == "{" and text[max(0, line_end - 80):line_end].rstrip().endswith(("{", ","))


def _broken_bracket_end(text: str, start: int) -> int:
    """Return the end of the first line that ends with a bracket, before the next key or table begins."""
    begin, end = start, _line_end(text, start)
    while not text[begin:end].rstrip().endswith(("]", "}")) and end < len(text) and not _begins_anew(text, end + 1):
        begin, end = end + 1, _line_end(text, end + 1)
    return end


def _quoted_end(text: str, start: int) -> tuple[int, Flaw]:
    """Return the end of the line; of a later line where words between single quotes were broken into several."""
    end = position = _line_end(text, start)
    quote = text[start:start + 1]
    if quote not in ("'", '"') or re.search(rf"{quote}{BLANKS}(?:\#.*)?$", text[start + 1:end]):
        return end, ""
    for _ in range(_FARTHEST):
        if position >= len(text) or _LOOSE_KEY.match(text, position + 1) or _STRICT_HEADER.match(text, position + 1):
            break
        begin, position = position + 1, _line_end(text, position + 1)
        if text[begin:position].rstrip().endswith(quote):
            return position, "wrapped"
    return end, ""


def _before_next(text: str, start: int) -> int:
    """Return the end of the last line with words on it before the next key or table."""
    end = last = _line_end(text, start)
    while end < len(text) and not _begins_anew(text, end + 1):
        begin, end = end + 1, _line_end(text, end + 1)
        if text[begin:end].strip():
            last = end
    return last


def _begins_anew(text: str, start: int) -> bool:
    """Say whether a line can only be the beginning of a key or a table."""
    return bool(_STRICT_KEY.match(text, start) or _STRICT_HEADER.match(text, start))
