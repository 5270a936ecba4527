"""The text of an issue → which stories went out in it, or are to, without judging the rest of the file.

Years of issues are looked through each time a number is made. Read whole, 300 of them take a second (measured: 3.2 ms
each); by these patterns a tenth of it. Only what is written plainly is understood here: of anything else nothing is
said, and the caller reads that file whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from newsletter.files import mended_toml
from newsletter.model import Issue, Story


class Carried(NamedTuple):
    """What went out in one issue, or is to.

    Attributes:
        sent: the day; None where it is not marked as sent.
        stories: address and headline of each story in use that is not a repeat.
    """

    number: int | None
    sent: date | None
    stories: tuple[tuple[str, str], ...] = ()


def is_carried(story: Story) -> bool:
    """Return whether a story counts as carried: one that may come again does not."""
    return story.use and not story.repeat


def carried_in(issue: Issue) -> Carried:
    """Return what went out in an issue that was read whole, or is to."""
    stories = (story for block in issue.blocks if block.use for story in block.stories)
    return Carried(issue.number, issue.sent, tuple((story.url, story.title) for story in stories if is_carried(story)))


# ── plainly written ──────────────────────────────────────────────────────────────────────────────────────────

# Groups that never give back (``(?>…)``, ``++``) keep it linear, and keep a text from ending anywhere but at its end.
_STRING = r"""(?>'''.*?'''(?!')|\"""(?:[^"\\]|\\.|"(?!""))*\"""(?!")|'(?!'')[^'\n]*'|"(?!"")(?:[^"\\\n]|\\.)*")"""
_STATEMENT = re.compile(
    rf"""[ \t]*+
    (?: \[\[(?P<tables>block|block\.story)\]\]
      | \[(?P<table>picked)\]
      | (?P<key>[A-Za-z0-9_-]++)[ \t]*+=[ \t]*+
        (?:(?P<string>{_STRING})|(?P<bare>[A-Za-z0-9_.:+-]++)|(?P<list>\[(?:[^][{{}}'"#]|{_STRING})*+\]))
    )?+ [ \t]*+ (?:\#[^\n]*+)? (?:\n|\Z)""", re.VERBOSE | re.DOTALL)

# Of each table the keys that matter, and what they hold; those that hold tables are read whole.
_WANTED: Mapping[str, Mapping[str, type | None]] = {
    "": {"number": int, "sent": date, "block": None, "picked": None},
    "block": {"use": bool, "story": None},
    "block.story": {"use": bool, "repeat": bool, "url": str, "title": str},
    "picked": {},
}


_FLAGS = {"true": True, "false": False}


class _NotPlain(Exception):
    """The text holds something that these patterns do not know."""


def carried_plainly(text: str) -> Carried | None:
    """Return what went out in an issue, by its file's text; None where that is not written plainly enough."""
    try:
        tables = _tables(text)
        _, top = next(tables)
        return Carried(top.get("number"), top.get("sent"), tuple(_stories(tables)))
    except _NotPlain:
        return None


def _tables(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each table with its name and those of its keys that matter; the first is the top of the file."""
    name, table, end = "", {}, 0
    while end < len(text):
        found = _STATEMENT.match(text, end)
        if found is None:
            raise _NotPlain
        end = found.end()
        if found["key"]:
            _take(found, name, table)
        elif found["tables"] or found["table"]:
            yield name, table
            name, table = found["tables"] or found["table"], {}
    yield name, table


def _take(found: re.Match[str], name: str, table: dict[str, Any]) -> None:
    """Put a key that matters into its table."""
    key, wanted = found["key"], _WANTED[name]
    if key not in wanted:
        return
    value = _value(found)
    if key in table or wanted[key] is None or type(value) is not wanted[key]:
        raise _NotPlain
    table[key] = value


def _value(found: re.Match[str]) -> object:
    if source := found["string"]:
        return _string(source)
    source = found["bare"] or ""
    if source in _FLAGS:
        return _FLAGS[source]
    if re.fullmatch(r"[1-9]\d{0,8}|0", source, re.ASCII):
        return int(source)
    try:
        return date.fromisoformat(source) if re.fullmatch(r"\d{4}-\d\d-\d\d", source, re.ASCII) else None
    except ValueError:
        raise _NotPlain from None


def _string(source: str) -> object:
    if source[1:2] != source[0] and "\\" not in source:
        return source[1:-1]
    toml, wrong = mended_toml(f"value = {source}", "")
    if wrong or toml is None:
        raise _NotPlain
    return toml.data.get("value")


def _stories(tables: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    used = None
    for name, table in tables:
        if name == "block":
            used = table.get("use", True)
        elif name == "block.story":
            if used is None or "title" not in table:
                raise _NotPlain
            if used and table.get("use", True) and not table.get("repeat"):
                yield table.get("url", ""), table["title"]
