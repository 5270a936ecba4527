"""MJML → nothing, or the first tag that is broken, never closed, closes nothing or stands too deep."""

from __future__ import annotations

import re

from newsletter.dom import MAX_DEPTH
from newsletter.errors import TemplateError


class MarkupError(TemplateError):
    """MJML that cannot be compiled. `before` is the MJML up to the place of the mistake."""

    def __init__(self, what: str, before: str, todo: str = "mend the template") -> None:
        super().__init__(what, todo=todo)
        self.before = before


# What MJML is made of: comments and style sheets, which nobody looks into; tags; and a < that begins neither.
PIECE = re.compile(r"""
    (?P<apart><!--.*?-->|<mj-style\b.*?</mj-style>)
    |<(?P<closing>/?)(?P<name>[a-zA-Z][\w:-]*)(?:\s+[^\s"'<>=/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*\s*(?P<whole>/?)>
    |<
""", re.DOTALL | re.VERBOSE)


# HTML's void elements, which need no closing tag (HTML, "Void elements").
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# What a template nests, and what is nested in the words it prints: far below libxml2's 254.
_DEEPEST = 2 * MAX_DEPTH


def assert_nesting(mjml: str) -> None:
    """Raise MarkupError at the first tag that is broken, never closed, closes nothing or stands too deep.

    mrml names such a place late or not at all; it ends the whole process for markup nested some thousand times.
    """
    opened: list[re.Match[str]] = []
    for piece in PIECE.finditer(mjml):
        _, closing, name, whole = piece.groups()
        if piece[0] == "<":
            raise MarkupError(
                f"“{shown(mjml[piece.start():])}” is no whole tag",
                mjml[: piece.end()],
                "put each attribute's value between quotes, and write < in words as &lt;",
            )
        if closing:
            _assert_closes(piece, opened)
            opened.pop()
        elif name and not whole and name.lower() not in _VOID:
            opened.append(piece)
            if len(opened) > _DEEPEST:
                raise MarkupError(f"{shown(piece[0])} is nested {_DEEPEST} deep", mjml[: piece.end()], "nest it less")
    if opened:
        raise _never_closed(opened[-1])


def _assert_closes(closing: re.Match[str], opened: list[re.Match[str]]) -> None:
    """Raise MarkupError where a tag does not close the one that was opened last."""
    if opened and opened[-1]["name"] == closing["name"]:
        return
    if closing["name"] in (tag["name"] for tag in opened):
        raise _never_closed(opened[-1])
    raise MarkupError(f"{closing[0]} closes nothing", closing.string[: closing.end()], "take it out")


def _never_closed(tag: re.Match[str]) -> MarkupError:
    return MarkupError(
        f"{shown(tag[0])} is never closed", tag.string[: tag.end()], f"write </{tag['name']}> where it ends")


def shown(mjml: str) -> str:
    """Return the beginning of some MJML as messages show it."""
    return " ".join(mjml[:60].split())
