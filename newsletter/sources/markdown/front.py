"""The front matter of a Markdown file (YAML, TOML or JSON) → its values, and the body below it.

YAML is taken as its events, not as objects: nothing is built but texts, lists and tables of them, so that ``No`` stays
a word and ``4:05`` a length; repeated parts (aliases), tags and keys that stand twice are refused with their line. The
door of PyYAML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from newsletter.errors import InputError, at
from newsletter.files import read_toml
from newsletter.prose import one_line

_LONGEST = 100_000
_DEEPEST = 12
_FENCE = re.compile(r"\s*(---|\+\+\+)[ \t]*\n")
_KEY = re.compile(r"[ \t]*['\"]?[\w.-][\w .-]*['\"]?[ \t]*[:=]", re.ASCII)
_ENDS = {"---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE), "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)}


def begins(text: str, *, is_markdown: bool) -> bool:
    """Say whether a text begins with front matter; with one of JSON only if it is known to be Markdown."""
    if re.match(r"\s*\{\s*\"", text):
        return is_markdown
    fence = _FENCE.match(text)
    return bool(fence) and any(_KEY.match(line) for line in text[fence.end():].split("\n", 5)[:5])


def parted(text: str, name: str) -> tuple[Mapping[str, Any], str]:
    """Return what the front matter says, and the body; nothing and the whole text where there is none.

    Raises:
        InputError: broken, never closed, too long, or made to do harm; with file and line.
    """
    if not begins(text, is_markdown=True):
        return {}, text
    fence = _FENCE.match(text)
    if not fence:
        return _json(text, name)
    end = _ENDS[fence[1]].search(text, fence.end())
    lines_above = text.count("\n", 0, fence.end())
    if not end:
        raise InputError("the front matter is never closed", todo=f"put {fence[1]} on a line of its own below it",
                         where=at(name, lines_above))
    matter = text[fence.end(): end.start()]
    if len(matter) > _LONGEST:
        raise InputError(f"the front matter is longer than {_LONGEST:,} characters", todo="shorten it", where=name)
    if fence[1] == "+++":
        return read_toml("\n" * lines_above + matter, name).data, text[end.end():]
    return _yaml(matter, name, lines_above), text[end.end():]


def _json(text: str, name: str) -> tuple[Mapping[str, Any], str]:
    start = len(text) - len(text.lstrip())
    try:
        matter, length = json.JSONDecoder().raw_decode(text[start: start + _LONGEST])
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError as error:
        line = error.lineno + text.count("\n", 0, start) if isinstance(error, json.JSONDecodeError) else 1
        raise InputError("the front matter is broken JSON", todo="mend it here, or just above",
                         where=at(name, line)) from None
    return matter, text[start + length:]


def _too_deep(where: str) -> InputError:
    return InputError("the front matter is nested too deeply", todo="write it plainly", where=where)


# ── YAML ─────────────────────────────────────────────────────────────────────────────────────────────────────

_NULL = ("", "~", "null", "Null", "NULL")
_YAML = "tag:yaml.org,2002:"
_PLAIN_TAGS = tuple(f"{_YAML}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map"))


def _yaml(text: str, name: str, above: int) -> Mapping[str, Any]:
    """Return what YAML says, as texts, lists and tables."""
    import yaml

    built = _Built(name, above)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            built.take(event)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in str(error.problem):  # PyYAML's own limit, since 6.0.4: below ours, and found before it
            raise _too_deep(at(name, above + 1 + (error.problem_mark.line if error.problem_mark else 0))) from None
        line = error.problem_mark.line if error.problem_mark else 0
        raise _broken(text, str(error.problem), line, at(name, above + line + 1)) from None
    except yaml.YAMLError:
        raise InputError("the front matter holds characters that are no text", todo="type that line again",
                         where=at(name, above)) from None
    if built.top and not isinstance(built.top[0], dict):
        raise InputError("the front matter has no keys", todo="write it as title: …", where=at(name, above + 1))
    return built.top[0] if built.top else {}


def _broken(text: str, problem: str, line: int, where: str) -> InputError:
    """Return what is wrong, with the mended line where a colon or a quotation mark in the words is to blame."""
    lines = text.split("\n")
    key, colon, words = (lines[line] if line < len(lines) else "").partition(":")
    words = words.strip()
    if colon and words and not key.strip().startswith(("-", "#")) and len(words) < 500:
        bare = words.strip("\"'").replace("'", "’")
        return InputError("this line of the front matter cannot be read",
                          todo=f"write {one_line(key)}: '{one_line(bare)}'", where=where)
    return InputError(f"the front matter cannot be read here ({one_line(problem)[:80]})",
                      todo="mend this line, or the one above", where=where)


class _Built:
    """What the events of YAML build; `top` holds the one document."""

    def __init__(self, name: str, above: int) -> None:
        self.top: list[Any] = []
        self._name, self._above = name, above
        self._open: list[tuple[Any, list[str]]] = []  # what is open; of a table also the key that waits for its value

    def take(self, event: Any) -> None:
        """Build one event in. Raises InputError for what has no place in front matter."""
        kind = type(event).__name__
        if kind == "AliasEvent":
            raise self._refused(event, f"*{event.anchor} repeats what stands elsewhere", "write it out")
        tag = getattr(event, "tag", None)
        if tag and tag not in _PLAIN_TAGS:
            called = one_line(tag.replace(_YAML, "!!"))[:60]
            raise self._refused(event, f"the tag {called} is not read", "take it away")
        if kind == "ScalarEvent":
            self._put(event, None if not event.style and event.value in _NULL else event.value)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            if len(self._open) >= _DEEPEST:
                raise _too_deep(self._place(event))
            value: Any = {} if kind == "MappingStartEvent" else []
            self._put(event, value)
            self._open.append((value, []))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._open.pop()

    def _put(self, event: Any, value: Any) -> None:
        if not self._open:
            self.top.append(value)
            return
        around, waiting = self._open[-1]
        if isinstance(around, list):
            around.append(value)
        elif waiting:
            around[waiting.pop()] = value
        else:
            key = value if isinstance(value, str) else ""
            if key in around:
                raise self._refused(event, f"'{one_line(key)[:60]}' stands here twice", "take one of the two away")
            waiting.append(key)

    def _refused(self, event: Any, what: str, todo: str) -> InputError:
        return InputError(what, todo=todo, where=self._place(event))

    def _place(self, event: Any) -> str:
        return at(self._name, self._above + event.start_mark.line + 1)
