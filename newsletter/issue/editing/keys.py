"""A key's value, the remark behind a line, and the switch of a block or a story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from newsletter.errors import Refused
from newsletter.files import Entry, Table, key_spelled, read_toml, spelled
from newsletter.issue.editing.draft import Draft, Place, place_of
from newsletter.issue.schema import STORY
from newsletter.issue.writing import TOP, with_remark
from newsletter.prose import one_line

_BLOCK = ("kind", "use", "readers")
_LAST = "pick"
_STYLE = re.compile(r"(?P<indent>[ \t]*)(?P<name>\S(?:.*\S)?)(?P<blank>[ \t]*)=(?P<gap>[ \t]*)")


def put(text: str, position: str, value: Any, *, name: str = "") -> str:
    """Give a key of the issue, of a block or of a story this value; None takes the key out, with its remark.

    A remark behind the value stays. A key that was not there gets a line where it is usually written, as the lines
    around it are written.
    """
    draft = Draft(text, name)
    place = place_of(position)
    holder, key = draft.says(place[:-1]), str(place[-1])
    meant = None if value is None else read_toml(f"{key_spelled(key)} = {spelled(value)}", name).data[key]
    if holder.get(key) == meant and type(holder.get(key)) is type(meant):
        return text
    table = draft.table(place[:-1])
    entry = table.entry(place)
    if entry is None and key in holder:
        raise Refused(f"{key} is written as a table of its own", todo="change it in the file by hand",
                      where=draft.where(place))
    if meant is None:
        del holder[key]
    else:
        holder[key] = meant
    return draft.done(_with_value(draft, table, entry, key, value), place)


def switch(text: str, position: str, on: bool, *, name: str = "") -> str:
    """Switch a block or a story on, by taking its ``use = false`` out, or off, by putting it in."""
    if (Draft(text, name).says(place_of(position)).get("use") is not False) is on:
        return text
    return put(text, f"{position}.use", None if on else False, name=name)


def _with_value(draft: Draft, table: Table, entry: Entry | None, key: str, value: Any) -> list[str]:
    """Return the lines of a text with a key put in, given another value, or taken out."""
    lines = list(draft.page.lines)
    if entry and value is None:
        del lines[entry.line:entry.end]
    elif entry:
        lines[entry.line:entry.end] = f"{entry.before}{spelled(value)}{entry.behind}".split("\n")
    else:
        line, like = _where_to_put(draft, table, key)
        first_of_file = table.line < 0 and not table.entries
        row = _row(key, like, table) + spelled(value)
        lines[line:line] = [*row.split("\n"), *([""] if first_of_file else [])]
    return lines


def _where_to_put(draft: Draft, table: Table, key: str) -> tuple[int, Entry | None]:
    """Return the line for a new key, and the key whose way of writing it takes over."""
    ranked = [(_rank(table.path, entry.path[len(table.path)]), entry.line, entry) for entry in table.entries]
    if before := [one for one in ranked if one[0] <= _rank(table.path, key)]:
        *_, nearest = max(before)
        return nearest.end, nearest
    first = table.entries[0] if table.entries else None
    if table.line >= 0:
        return table.line + 1, first
    if first:
        return first.line, first
    headers = draft.page.tables[1:]
    return draft.page.extent(headers[0])[0] if headers else len(draft.page.lines), None


def _rank(table: Place, key: str | int) -> int:
    """Return the place of a key among those of its table, as the file is usually written."""
    order: Sequence[str | int] = (tuple(STORY) if "story" in table else _BLOCK) if table else TOP
    return order.index(key) if key in order else len(order) + (key == _LAST)


def _row(key: str, like: Entry | None, table: Table) -> str:
    """Return what stands before the value of a new key: indented and aligned like another."""
    style = _STYLE.fullmatch(like.before) if like else None
    if style is None:
        indent = re.match(r"[ \t]*", table.header)
        return f"{indent[0] if indent else ''}{key_spelled(key)} = "
    width = len(style["name"] + style["blank"])
    padded = (key_spelled(key) + style["blank"][:1]).ljust(width)
    return f"{style['indent']}{padded}={style['gap']}"


# ── remarks ──────────────────────────────────────────────────────────────────────────────────────────────────


def remark(text: str, position: str, comment: str, *, name: str = "") -> str:
    """Put a remark behind a key, or behind the header of a block or a story, in place of one there; empty takes it out."""
    draft = Draft(text, name)
    place = place_of(position)
    table, entry = _line_of(draft, place)
    said = f"# {one_line(comment)}" if one_line(comment) else ""
    lines = list(draft.page.lines)
    if entry:
        blanks = _blanks(entry.behind) or "  "
        lines[entry.line:entry.end] = f"{entry.before}{entry.value}{blanks + said if said else ''}".split("\n")
    elif blanks := _blanks(table.behind):
        lines[table.line] = f"{table.header}{blanks + said if said else ''}"
    else:
        lines[table.line] = with_remark(table.header, said)
    return draft.done(lines, place)


def remark_at(text: str, position: str, *, name: str = "") -> str:
    """Return the remark behind a key, or behind the header of a block or a story; empty where there is none."""
    table, entry = _line_of(Draft(text, name), place_of(position))
    return (entry.behind if entry else table.behind).partition("#")[2].strip()


def _line_of(draft: Draft, place: Place) -> tuple[Table, Entry | None]:
    """Return the table, and the key where the place is one, behind which a remark would stand."""
    if isinstance(place[-1], int):
        draft.says(place)
        return draft.table(place), None
    draft.says(place[:-1])
    table = draft.table(place[:-1])
    entry = table.entry(place)
    if entry is None:
        raise Refused(f"there is no {place[-1]} here to put a remark behind", where=draft.where(place))
    return table, entry


def _blanks(behind: str) -> str:
    """Return what stands between a value and the remark behind it; empty where there is no remark."""
    before, sign, _ = behind.partition("#")
    return before if sign else ""
