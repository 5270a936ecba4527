"""TOML text → its data and the line of everything in it; or all its slips, in an editor's words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from newsletter.errors import InputError, Mistakes, at
from newsletter.files.places import lines
from newsletter.files.statements import Statement, statements
from newsletter.model import Struct, replace

MOST_MISTAKES = 50
_LONGEST = 200_000  # characters; a large issue has 30,000, and each costs time, whatever it says


class Toml(Struct, frozen=True, kw_only=True):
    """A TOML file that could be read.

    Attributes:
        name: the file, as messages name it.
        text: as it was read: odd blanks outside words are even.
        data: not to be changed; other readers of the same text have the same.
        lines: path → line in the file, from 1: ``("block", 2, "story", 0, "title")``; items count from 0.
    """

    name: str
    text: str
    data: Mapping[str, Any]
    lines: Mapping[tuple[str | int, ...], int]

    def line(self, *path: str | int) -> int:
        """Return the line of something, or of the nearest thing around it; 1 for the file itself."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_toml(text: str, name: str) -> Toml:
    """Return what a TOML text says. Raises `Mistakes`: all slips, each with the mended line."""
    toml, wrong = mended_toml(text, name)
    if wrong or toml is None:
        raise together(wrong)
    return toml


def mended_toml(text: str, name: str) -> tuple[Toml | None, list[InputError]]:
    """Return what a TOML text is meant to say, and its slips; None where that is not plain enough to go on."""
    if len(text) > _LONGEST:
        return None, [InputError(f"longer than {_LONGEST:,} characters", where=name,
                                 todo="take out what was pasted into it, or name a file that was written by hand")]
    sound = _sound(text)
    return (replace(sound, name=name), []) if sound else _mended(list(statements(text)), name)


@lru_cache(maxsize=16)  # a change in the preview reads the same few texts over and over: its issue's before and after
def _sound(text: str) -> Toml | None:
    """Return what a TOML text says, without its name; None for a text that is not TOML."""
    pieces = list(statements(text, sound=True))
    source = "\n".join(piece.source for piece in pieces)
    data = None if any(piece.flaw == "deep" for piece in pieces) else _loaded(source)
    if not isinstance(data, dict):
        return None
    even = pieces if source == text else list(statements(source, sound=True))
    return Toml(name="", text=source, data=data, lines=lines(even))


def _mended(pieces: list[Statement], name: str) -> tuple[Toml | None, list[InputError]]:
    """Judge a text that is not TOML."""
    from newsletter.files.mending import mended_pieces  # only a broken file needs it

    if strange := _no_toml(pieces):
        return None, [InputError(strange, todo="name a file that was written by hand as TOML", where=name)]
    slips, mended = mended_pieces(pieces, MOST_MISTAKES + 1)
    source = "\n".join(piece.source for piece in mended)
    data = _loaded(source)
    wrong = [InputError(slip.what, todo=slip.todo, where=at(name, slip.line)) for slip in slips]
    if not isinstance(data, dict):
        wrong.append(InputError("this does not go together with what stands above it", todo="take one of the two away",
                                where=at(name, data) if data else name))
    if not mended or not isinstance(data, dict) or any(slip.lost for slip in slips):
        return None, wrong
    return Toml(name=name, text=source, data=data, lines=lines(mended)), wrong


def together(wrong: Iterable[InputError]) -> Mistakes:
    """Return mistakes of one file as one error, in the order of their lines, each once; the first 50 of them.

    Of two that mend the same key on the same line the later stands, which knows more: ``date = tomorrow`` has no
    quotes, but is no date either.
    """
    once = sorted({_mend_of(mistake): mistake for mistake in wrong}.values(), key=_line_of)
    if len(once) > MOST_MISTAKES:
        once[MOST_MISTAKES:] = [InputError("there are more mistakes", todo="mend these first",
                                           where=once[0].where.rpartition(":")[0])]
    return Mistakes(once)


def _mend_of(mistake: InputError) -> tuple[str, str]:
    mended = re.match(r"write [\w.-]+ = ", mistake.todo)
    return mistake.where, mended[0] if mended else mistake.what


def _line_of(mistake: InputError) -> int:
    line = mistake.where.rpartition(":")[2]
    return int(line) if line.isdigit() else 0


def _loaded(source: str) -> dict[str, Any] | int:
    """Return the data, or the line at which they could not be read, 0 where that is not known."""
    try:
        return tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        return int(line[1]) if line else 0


def _no_toml(pieces: Iterable[Statement]) -> str:
    """Return what a text is that has not one line of TOML; an empty text where it has some."""
    first = ""
    for piece in pieces:
        if piece.kind in ("key", "header"):
            return ""
        first = first or piece.source.strip() * (piece.kind == "words")
    kind = {"<": "a web page or a feed", "{": "JSON"}.get(first[:1], "plain words")
    return f"this is {kind}, not TOML"
