"""Which line of which template wrote what: each line of a template's source says so, in comments that are taken out again."""

from __future__ import annotations

import re
from pathlib import Path

from newsletter.compose.shelves import first
from newsletter.files import shown

# What a line may begin with and print nothing of its own: statements and remarks of Jinja2.
_UNPRINTED = r"(?:\{%(?:(?!%\}).)*%\}|\{#(?:(?!#\}).)*#\}|[ \t])*+"
_BEGINS_MARKUP = re.compile(rf"{_UNPRINTED}(?=</?[a-zA-Z]|<\{{\{{|<!--)")
_BEGINS_WORDS = re.compile(rf"{_UNPRINTED}(?=[^\s{{]|\{{\{{)")
# A tag behind what may have printed lines of another template.
_AFTER_PRINTED = re.compile(r"(?<=[}%]\})(?=<[a-zA-Z])")
_STYLE = re.compile(r"\s*<mj-style\b[^<>]*>")
# What tells of the lines to come: where the head ends, a style or what is no MJML begins, and a comment ends.
_TURN = re.compile(r"(?P<header>\{#|#\})|<(?P<end>/?)mj-(?P<tag>head|body|style|raw)\b|(?P<comment><!--|-->)")


def with_numbers(source: str, name: str) -> str:
    """Return a template's source with a comment that names file and line in front of the tags that begin each line.

    In a style it is a comment of CSS, in front of each line. The head of MJML bears none, nor the inside of comments.
    """
    where = _Where(is_letter="<mjml" in source)
    return "\n".join(where.numbered(line, f"@{name}:{number}") for number, line in enumerate(source.split("\n"), 1))


class _Where:
    """Where in a template a line stands: in which of MJML's parts, and whether in a comment."""

    def __init__(self, *, is_letter: bool) -> None:
        self._in: set[str] = {"head"} if is_letter else set()

    def numbered(self, line: str, mark: str) -> str:
        """Return a line with its mark, where it can bear one; go on to the next."""
        before = frozenset(self._in)
        for turn in _TURN.finditer(line):
            self._turn(turn)
        if before & {"comment", "header"}:
            return line
        if "style" in before or _STYLE.match(line):
            begun = _STYLE.match(line) or _BEGINS_WORDS.match(line)
            return line if not begun or line.lstrip().startswith("</") else f"{begun[0]}/*{mark}*/{line[begun.end():]}"
        if "head" in before and "raw" not in before:
            return line
        begun = _BEGINS_MARKUP.match(line)
        rest = _AFTER_PRINTED.sub(f"<!--{mark}-->", line[begun.end() if begun else 0:])
        return f"{begun[0]}<!--{mark}-->{rest}" if begun else rest

    def _turn(self, turn: re.Match[str]) -> None:
        name = "header" if turn["header"] else "comment" if turn["comment"] else turn["tag"]
        ends = turn["header"] == "#}" or turn["comment"] == "-->" or turn["end"] == "/"
        if name == "body":
            self._in.discard("head")
        elif ends:
            self._in.discard(name)
        else:
            self._in.add(name)


def line_before(mjml: str, shelves: tuple[Path, ...]) -> str:
    """Return ``file:line`` of the template line that wrote the end of a piece of numbered MJML."""
    named = re.findall(r"<!--@([^:>]+\.mjml:\d+)-->", mjml)
    return line_of(named[-1] if named else "letter.mjml", shelves)


def line_of(mark: str, shelves: tuple[Path, ...]) -> str:
    """Return ``file:line`` as messages say it, of a line as marks name it: ``blocks/lead.mjml:12``."""
    name, colon, number = mark.partition(":")
    return f"{shown(first(shelves, name) or name)}{colon}{number}"
