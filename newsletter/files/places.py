"""The statements of a TOML text → where each table stands in the data, and the line of everything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsletter.files.statements import STRING, Statement, key_parts

Place = tuple[str | int, ...]

_TABLE = re.compile(r"\s*(\[\[?)(.*?)\]")
_TOKEN = re.compile(rf"(?P<word>{STRING}|[^\s\[\]{{}},=#'\"]++)|(?P<comment>\#[^\n]*+)|(?P<sign>[\[\]{{}},=\n])")


class Places:
    """Where in the data one is, while reading tables from above."""

    def __init__(self) -> None:
        self.counts: dict[Place, int] = {}

    def enter(self, names: Sequence[str], twice: bool) -> Place:
        """Return the path of a table whose header was met; `twice`: in double brackets, one of several."""
        path: Place = ()
        for name in names[:-1]:
            path = self.inside((*path, name))
        path = (*path, names[-1])
        if twice:
            self.counts[path] = self.counts.get(path, 0) + 1
            return self.inside(path)
        return path

    def inside(self, path: Place) -> Place:
        """Return the path of the last of several tables, or the path itself where there are not several."""
        return (*path, self.counts[path] - 1) if path in self.counts else path


def header(statement: Statement) -> tuple[tuple[str, ...], bool]:
    """Return the names in a table's header, and whether they stand in double brackets."""
    found = _TABLE.match(statement.source)
    return (key_parts(found[2]), len(found[1]) > 1) if found else ((), False)


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────


def lines(pieces: Sequence[Statement]) -> dict[Place, int]:
    """Return path → line for all tables, keys and items of sound TOML; of what has several, the first line."""
    found: dict[Place, int] = {}
    places = Places()
    table: Place = ()
    for piece in pieces:
        if piece.kind == "header":
            table = places.enter(*header(piece))
            _note(found, table, piece.line)
        elif piece.kind == "key":
            path = (*table, *key_parts(piece.key))
            _note(found, path, piece.line)
            if piece.value[:1] in ("[", "{"):
                for inner, line in _inside(piece.value, piece.line, path):
                    _note(found, inner, line)
    return found


def _note(found: dict[Place, int], path: Place, line: int) -> None:
    for end in range(1, len(path) + 1):
        found.setdefault(path[:end], line)


def _inside(value: str, line: int, path: Place) -> Iterator[tuple[Place, int]]:
    """Yield path and line of everything in a list or a table in braces."""
    around: list[tuple[Place, bool, int]] = []  # path, whether it is a list, how many items came before
    here, key, in_key = path, "", False
    for token in _TOKEN.finditer(value):
        sign = token["sign"]
        if token["word"] and in_key:
            key += token[0]
        elif token["word"] or sign in ("[", "{"):
            yield here, line
        if sign in ("[", "{"):
            around.append((here, sign == "[", 0))
            here, key, in_key = (*here, 0), "", sign == "{"
        elif sign == "=" and in_key:
            here, in_key = (*around[-1][0], *key_parts(key)), False
            yield here, line
        elif sign == "," and around:
            outer, is_list, count = around.pop()
            around.append((outer, is_list, count + 1))
            here, key, in_key = (*outer, count + 1), "", not is_list
        elif sign in ("]", "}") and around:
            around.pop()
            in_key = False
        line += token[0].count("\n")
