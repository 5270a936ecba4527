"""A sound TOML text → what stands on which of its lines, so that one thing can be changed and the rest left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsletter.files.places import Place, Places, header
from newsletter.files.statements import BLANKS, KEY, STRING, Statement, closing, key_parts, statements
from newsletter.model import Struct

_HEADER = re.compile(rf"{BLANKS}\[\[?{BLANKS}{KEY}{BLANKS}\]\]?")
_STRING = re.compile(STRING)
_SIGN = re.compile(rf"(?P<string>{STRING})|\#[^\n]*+|(?P<open>[\[{{])|(?P<close>[\]}}])|[^\[\]{{}}'\"#]++")
_BARE = re.compile(r"[^#]*[^#\s]")


class Entry(Struct, frozen=True, kw_only=True):
    """A key with its value: `before` + `value` + `behind` are its lines, from `line` up to but not with `end`.

    Lines count from 0; `behind` holds the remark.
    """

    path: Place
    line: int
    end: int
    before: str
    value: str
    behind: str


class Table(Struct, frozen=True, kw_only=True):
    """A table with a header of its own: `header` + `behind` is the header's line; -1 and empty for the top of the file."""

    path: Place
    line: int
    header: str
    behind: str
    entries: tuple[Entry, ...]

    @property
    def end(self) -> int:
        """The line behind its last key."""
        return self.entries[-1].end if self.entries else self.line + 1

    def entry(self, path: Place) -> Entry | None:
        """Return the key with this path."""
        return next((entry for entry in self.entries if entry.path == path), None)


class Sheet(Struct, frozen=True, kw_only=True):
    """A text by its lines. The first of the tables is the top of the file.

    Attributes:
        blank, remarks: the numbers of lines with nothing on them, and of those with only a remark; from 0.
    """

    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    blank: frozenset[int]
    remarks: frozenset[int]

    def table(self, path: Place) -> Table | None:
        """Return the table with this path; None where it is written in another way."""
        return next((table for table in self.tables if table.path == path), None)

    def extent(self, table: Table) -> tuple[int, int]:
        """Return the first line of all that goes with a table, and the one behind the last.

        Remarks go with the header right below them, or else with the key right above them.
        """
        start = self._start(table)
        follows = next((other for other in self.tables if other.line > table.line), None)
        most = self._start(follows) if follows else len(self.lines)
        end = table.end
        while end < most and end in self.remarks:
            end += 1
        return start, end

    def _start(self, table: Table) -> int:
        start = max(table.line, 0)
        while start - 1 in self.remarks:
            start -= 1
        return start


def sheet(text: str) -> Sheet:
    """Return a text, known to be TOML, by its lines."""
    lines = text.split("\n")
    places = Places()
    tables: list[Table] = []
    path, line, entries = (), -1, []
    blank, remarks = set(), set()
    for piece in statements(text, sound=True):
        if piece.kind == "header":
            tables.append(_table(path, line, lines, entries))
            path, line, entries = places.enter(*header(piece)), piece.line - 1, []
        elif piece.kind == "key":
            entries.append(_entry(path, piece, lines))
        else:
            (remarks if piece.source.strip() else blank).add(piece.line - 1)
    tables.append(_table(path, line, lines, entries))
    return Sheet(lines=tuple(lines), tables=tuple(tables), blank=frozenset(blank), remarks=frozenset(remarks))


def _table(path: Place, line: int, lines: Sequence[str], entries: Sequence[Entry]) -> Table:
    source = lines[line] if line >= 0 else ""
    found = _HEADER.match(source)
    end = found.end() if found else len(source)
    return Table(path=path, line=line, header=source[:end], behind=source[end:], entries=tuple(entries))


def _entry(table: Place, piece: Statement, lines: Sequence[str]) -> Entry:
    line, end = piece.line - 1, piece.line - 1 + piece.height
    source = "\n".join(lines[line:end])
    start = len(source) - len(piece.value)
    stop = start + _value_end(piece.value)
    return Entry(path=(*table, *key_parts(piece.key)), line=line, end=end,
                 before=source[:start], value=source[start:stop], behind=source[stop:])


def _value_end(value: str) -> int:
    """Return where a value ends and blanks or a remark begin."""
    if value.startswith(("'''", '"""')):
        return closing(value)
    if found := _STRING.match(value):
        return found.end()
    if value[:1] in ("[", "{"):
        return _bracket_end(value)
    bare = _BARE.match(value)
    return bare.end() if bare else len(value)


def _bracket_end(value: str) -> int:
    depth = 0
    for token in _SIGN.finditer(value):
        depth += bool(token["open"]) - bool(token["close"])
        if not depth:
            return token.end()
    return len(value)
