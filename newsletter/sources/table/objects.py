"""JSON (a list of objects, an object that holds one, one object per line) → what each object says."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from newsletter.errors import InputError, at
from newsletter.model import replace
from newsletter.sources import _names, _record
from newsletter.sources._told import Told
from newsletter.sources.table import cells
from newsletter.sources.table.found import Found, columns_told

_MOST_LOOKED_AT = 2_000
_DEEPEST = 5
_SAMPLE = 50
_PARTS = ("tags", "byline", "image")
_TOO_DEEP = "its JSON is nested too deeply"
_NEEDED = "each object needs a key for its headline: title, headline or name"

# What JSON Feed alone calls its parts.
_OF_FEED = re.compile(r'"(?:content_html|content_text|date_published|home_page_url)"\s*:')
_KEY = re.compile(r'"([^"\\]{1,60})"\s*:')
_LINES = re.compile(r"\s*\{[^\n]*\}[ \t]*\n+[ \t]*\{[^\n]*")


def likeness(beginning: str) -> float:
    """Return how sure it is that the beginning of JSON is a table: by its lines, else by names that pieces have."""
    if _LINES.match(beginning) and _is_json(beginning.lstrip().partition("\n")[0]):
        return 0.95
    known = {_names.meaning(name).field for name in _KEY.findall(beginning)[:500]} - {""}
    if "title" not in known:
        return 0.2
    return 0.35 if '"items"' in beginning and _OF_FEED.search(beginning) else 0.5


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def found(text: str, name: str) -> Found:
    """Return what JSON holds.

    Raises:
        InputError: it is broken or nested beyond reason.
    """
    told = Told()
    if _LINES.match(text) and _is_json(text.lstrip().partition("\n")[0]):
        return _of_records(_of_lines(text, told), "line", told)
    data = _loaded(text, name)
    if rows := _rows_in(data):
        return replace(cells.of_rows(iter(rows), name), counted="row")
    return _of_records(enumerate(_list_in(data), 1), "object", told)


def _of_records(records: Iterator[tuple[int, Mapping[str, Any]]], counted: str, told: Told) -> Found:
    first = list(islice(records, _SAMPLE))
    names = dict.fromkeys(path for _, record in first for path, _ in _record.values(record))
    columns = columns_told((".".join(path), _names.meaning(*path).field) for path in islice(names, 500))
    pieces = ((number, _record.said(record)) for number, record in chain(first, records))
    return Found(pieces=pieces, counted=counted, told=told, advice=[columns] if first else [], needed=_NEEDED)


def _loaded(text: str, name: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise InputError(_TOO_DEEP, todo="name a file with a list of articles", where=name) from None
    except json.JSONDecodeError as error:
        raise InputError(f"its JSON is broken ({error.msg}, column {error.colno})",
                         todo="export it again, or mend this line", where=at(name, error.lineno)) from None
    except ValueError:
        raise InputError("its JSON holds a number that is too long", todo="export it again", where=name) from None


def _no_number(_: str) -> None:
    """Return nothing for NaN and Infinity, which are no JSON and yet common."""


_LINE = json.JSONDecoder(parse_constant=_no_number)  # `json.loads` makes one for each line


def _of_lines(text: str, told: Told) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(io.StringIO(text), 1):
        if not line or line.isspace():
            continue
        try:
            record = _LINE.decode(line)
        except (ValueError, RecursionError):
            told.add(f"line {number}: broken JSON")
            continue
        if isinstance(record, dict):
            yield number, record
        else:
            told.add(f"line {number}: no object")


# ── where the list is ────────────────────────────────────────────────────────────────────────────────────────


def _list_in(data: Any) -> list[Mapping[str, Any]]:
    """Return the list whose objects say most of pieces, the uppermost of equals; else the one object itself."""
    lists = list(_lists(data))
    best = max(lists, key=_worth, default=[])
    if _worth(best) >= 1 or not isinstance(data, dict):
        return best
    return [data] if "title" in _record.said(data) or all(lists) and not best else best


def _lists(data: Any) -> Iterator[list[Mapping[str, Any]]]:
    """Yield the lists of objects in JSON, level by level; not those that are a part of a piece, as its tags are."""
    level, looked_at = [data], 0
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for node in level[: max(0, _MOST_LOOKED_AT - looked_at)]:
            if isinstance(node, list):
                yield [part for part in node if isinstance(part, dict)]
                below += node[:_MOST_LOOKED_AT]
            elif isinstance(node, dict):
                below += [part for name, part in islice(node.items(), _MOST_LOOKED_AT)
                          if _names.meaning(str(name)).field not in _PARTS]
        looked_at += len(level)
        level = [part for part in below if isinstance(part, (dict, list))]


def _worth(records: list[Mapping[str, Any]]) -> float:
    """Return how much a list says of pieces: one for each field beside a headline, and little for a headline alone."""
    said = [_record.said(record) for record in records[:_SAMPLE]]
    return sum(len(fields) - 0.99 for fields in said if "title" in fields) * max(1, len(records) / _SAMPLE)


def _rows_in(data: Any) -> list[cells.Row]:
    """Return a list of lists, which spreadsheets on the web give, as rows; nothing where there is none."""
    rows = data.get("values") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        return []
    return [cells.Row(number, [_record.text(cell) for cell in row]) for number, row in enumerate(rows, 1)]
