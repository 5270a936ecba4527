"""A table of a TOML file and the fields it may have → its mistakes, each with the mended line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from newsletter.errors import InputError, at
from newsletter.files.kinds import misfit
from newsletter.files.near import nearest
from newsletter.files.spell import assignment, legible
from newsletter.files.toml import MOST_MISTAKES, Toml, together
from newsletter.model import Field, Struct

_EXAMPLES = {
    "number": "1", "flag": "true", "date": "2026-11-20", "list": "['…']", "link": "'https://…'", "colour": "'#c8102e'",
    "picture": "'images/….jpg'", "markdown": "'''…'''",
}


def mistakes(
    toml: Toml,
    table: Mapping[str, Any],
    fields: Mapping[str, Field],
    path: tuple[str | int, ...] = (),
    elsewhere: Mapping[str, str] = {},
) -> list[InputError]:
    """Return what is wrong with a table, in the order of the lines; no more than the first 50.

    Args:
        path: where the table stands in the file.
        elsewhere: key → how it is called here, or where it belongs, as ``teaser belongs to a story — put it there``.
    """
    judge = _Table(toml=toml, path=path, fields=fields, elsewhere=elsewhere)
    found = list(islice(judge.mistakes(table), MOST_MISTAKES))
    return list(together(found).mistakes) if found else []


class _Table(Struct, frozen=True, kw_only=True):
    """A table and what may stand in it."""

    toml: Toml
    path: tuple[str | int, ...]
    fields: Mapping[str, Field]
    elsewhere: Mapping[str, str] = {}

    def mistakes(self, table: Mapping[str, Any]) -> Iterator[InputError]:
        unknown = islice((key for key in table if key not in self.fields), MOST_MISTAKES + 1)
        meant = {key: self._meant(key) for key in unknown}
        for key, value in table.items():
            if key in self.fields:
                yield from self._value(key, value, self.fields[key])
            elif key in meant:
                yield self._unknown(key, meant[key])
        for key, field in self.fields.items():
            if field.needs and _is_empty(table.get(key)) and key not in meant.values():
                yield self._missing(key, field, is_there=key in table)

    def _error(self, what: str, todo: str, *key: str | int) -> InputError:
        return InputError(what, todo=todo, where=at(self.toml.name, self.toml.line(*self.path, *key)))

    def _missing(self, key: str, field: Field, *, is_there: bool) -> InputError:
        about = f" ({field.about})" if field.about else ""
        todo = f"write [{self._dotted(key)}]" if field.kind in ("table", "tables") else (
            f"write {key} = {_EXAMPLES.get(field.kind, repr('…'))}")
        return self._error(f"{key} is {'empty' if is_there else 'missing'}{about}", todo, key)

    def _meant(self, key: str) -> str:
        """Return the key that an unknown one was meant to be: one that may stand here, or belongs elsewhere."""
        near = key if key in self.elsewhere else nearest(key, [*self.fields, *self.elsewhere])
        called = self.elsewhere.get(near, "")
        return called if called in self.fields else near

    def _unknown(self, key: str, meant: str) -> InputError:
        name = legible(key, 40)
        if self.elsewhere.get(key) == meant:
            return self._error(f"{name} is called {meant} here", f"write {self._mended(key, meant)}", key)
        if meant in self.elsewhere:
            what, _, todo = self.elsewhere[meant].partition(" — ")
            asked = "" if meant == key else f"{name}: did you mean '{meant}'? "
            return self._error(asked + what, todo, key)
        advice = f"did you mean '{meant}'? write {self._mended(key, meant)}" if meant else (
            f"there are {', '.join(self.fields)}" if self.fields else "take the line away")
        return self._error(f"there is no key {name} here", advice, key)

    def _mended(self, key: str, near: str) -> str:
        """Return the line of a key, with the key that was meant."""
        line = self.toml.text.split("\n")[self.toml.line(*self.path, key) - 1]
        bare = re.sub(r"\s+#[^'\"]*$", "", re.sub(r"\s*=\s*", " = ", line.strip()[:500], count=1))
        mended, count = re.subn(rf"(?<![\w-]){re.escape(key)}(?![\w-])", lambda _: near, bare, count=1)
        return legible(mended) if count else f"{near} = …"

    def _value(self, key: str, value: Any, field: Field) -> Iterator[InputError]:
        if field.kind in ("table", "tables"):
            yield from self._tables(key, value, field)
        elif wrong := misfit(value, field.kind, key):
            yield self._error(wrong.what, wrong.todo or f"write {assignment(key, wrong.source)}", key)
        elif field.choices and value and value not in field.choices:
            near = nearest(str(value), field.choices)
            advice = f"write {assignment(key, repr(near))}" if near else f"there are {', '.join(field.choices)}"
            yield self._error(f"{key} cannot be '{legible(str(value), 40)}'", advice, key)

    def _tables(self, key: str, value: Any, field: Field) -> Iterator[InputError]:
        name = self._dotted(key)
        several = field.kind == "tables"
        if isinstance(value, Mapping if several else list):
            brackets = f"[[{name}]], in double brackets" if several else f"[{name}], in single brackets"
            count = "can be several" if several else "is only one"
            yield self._error(f"there {count} of {key}", f"write {brackets}", key)
            if several and field.fields:
                yield from _Table(toml=self.toml, path=(*self.path, key), fields=field.fields).mistakes(value)
            return
        tables = value if several and isinstance(value, list) else [value]
        for number, table in enumerate(tables):
            if not isinstance(table, Mapping):
                header = f"[[{name}]]" if several else f"[{name}]"
                yield self._error(f"{key} is a table", f"write {header} on a line of its own, its keys below", key)
            elif field.fields:
                path = (*self.path, key, number) if several else (*self.path, key)
                yield from _Table(toml=self.toml, path=path, fields=field.fields).mistakes(table)

    def _dotted(self, key: str) -> str:
        return ".".join(str(part) for part in (*self.path, key) if isinstance(part, str))


def _is_empty(value: Any) -> bool:
    return value is None or value == [] or value == {} or isinstance(value, str) and not value.strip()
