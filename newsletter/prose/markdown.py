"""An editor's Markdown → safe, well-formed HTML; and the pieces that both voices see in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from newsletter.dom import MAX_DEPTH
from newsletter.prose.languages import runs
from newsletter.prose.words import lines, one_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token


class LineMarks(NamedTuple):
    """What stands around a line that may have to go when the letter is stamped, and between its segments.

    A line is what the editor typed on one line; its segments are what `` · `` or `` | `` keeps apart in it. Plain
    text has each segment on a line of its own.
    """

    start: str
    end: str
    between: str = ""


# Neither can come from a source: comments in HTML are escaped, control characters are taken out by `one_line`.
HTML_MARKS = LineMarks("<!--@line-->", "<!--@end-->", "<!--@or-->")
TEXT_MARKS = LineMarks("\x02", "\x03")


def markdown_html(text: str, travels: Callable[[str], bool] = lambda _: False, way: str = "ltr") -> str:
    """Return an editor's Markdown as safe, well-formed HTML. Tags in it are words; a line's end is a line's end.

    Args:
        travels: says of a piece of text or an address whether it holds a stand-in for a merge tag; such lines are
            put between `HTML_MARKS`.
        way: the direction of the letter; lines and links whose words run the other way say so, so that their numbers
            and full stops stand where they belong.
    """
    tokens = [
        token.copy(children=list(_marked(_shallow(token), travels, way))) if token.type == "inline" else token
        for token in parsed(text)
    ]
    return parser().renderer.render(tokens, parser().options, {}).strip()


# Characters of a text whose tokens are remembered: no letter's text is longer, and what a text of megabytes is made of
# would fill the memory.
_LONGEST_REMEMBERED = 4_000


def parsed(text: str) -> Sequence[Token]:
    """Return an editor's Markdown as markdown-it's tokens, which are shared: nobody may change them.

    Both voices of a letter read the same texts, and so does the next letter of a preview.
    """
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _read(text)


@lru_cache(maxsize=64)
def _remembered(text: str) -> Sequence[Token]:
    return _read(text)


def _read(text: str) -> Sequence[Token]:
    return parser().parse(lines(text))


@cache
def parser(*, links: bool = True) -> MarkdownIt:
    """Return what reads Markdown; without `links`, square brackets are words."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True, "breaks": True, "maxNesting": MAX_DEPTH})
    # Pictures have blocks of their own, with alternative text and a size; raw code has no place in a letter.
    markdown.disable(["image", "html_block", "html_inline", "code", "fence"])
    markdown.validateLink = _allowed_link
    markdown.normalizeLink = _normalised
    markdown.core.ruler.at("inline", _read_inline)
    if not links:
        markdown.disable("link")
    return markdown


# Nobody's words come near. markdown-it looks for the end of each bracket up to the end of the paragraph: 20,000 that are
# open at once take seconds.
_MOST_OPEN = 500


def _read_inline(state: StateCore) -> None:
    """Read what each block holds; where too many square brackets are open at once, they are words."""
    for token in state.tokens:
        if token.type == "inline":
            reader = parser(links=False) if _open_brackets(token.content) > _MOST_OPEN else state.md
            token.children = []
            reader.inline.parse(token.content, reader, state.env, token.children)


def _open_brackets(text: str) -> int:
    """Return how many square brackets are open at once where most are; one behind a backslash opens nothing."""
    most = now = 0
    for found in re.finditer(r"\\.|[\[\]]", text, re.DOTALL):
        if found[0] in "[]":
            now = now + 1 if found[0] == "[" else max(now - 1, 0)
            most = max(most, now)
    return most


def _shallow(inline: Token) -> Token:
    """Return a paragraph without the emphasis that is nested too deep; markdown-it caps only the depth of blocks."""
    return inline.copy(children=[child for child in inline.children or () if not child.nesting or child.level < MAX_DEPTH])


@lru_cache(maxsize=1024)
def link(url: str) -> str:
    """Return an address as both voices write it, in plain ASCII; empty for one that may not stand in a letter.

    Only http, https and mailto may: nothing that runs or reads files.
    """
    url = one_line(url)
    return _normalised(url) if _allowed_link(url) else ""


def _normalised(url: str) -> str:
    """Return an address in one spelling: its scheme in small letters, and no sign in it that could end an attribute."""
    from markdown_it.common.normalize_url import normalizeLink

    scheme, colon, rest = normalizeLink(url).partition(":")
    return f"{scheme.lower()}{colon}{rest}".replace("'", "%27")


def _allowed_link(url: str) -> bool:
    return re.match(r"(?ia:https?://|mailto:)[^\s<>\"]", url) is not None


def typed_lines(inline: Token) -> Iterator[list[Token]]:
    """Split what one paragraph holds into the lines the editor typed (not inside emphasis or a link)."""
    line: list[Token] = []
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak") and child.level == 0:
            yield line
            line = []
        else:
            line.append(child)
    yield line


_BETWEEN = re.compile(r"( [·•|] )")


def segments(line: Iterable[Token]) -> Iterator[list[Token]]:
    """Split a line at `` · ``; the separators come as segments of their own, at the odd places."""
    segment: list[Token] = []
    for token in line:
        if token.type != "text" or token.level != 0:
            segment.append(token)
            continue
        for index, piece in enumerate(_BETWEEN.split(token.content)):
            if index % 2:
                yield segment
                yield [_text(piece)]
                segment = []
            elif piece:
                segment.append(_text(piece))
    yield segment


def _text(content: str, kind: str = "text") -> Token:
    from markdown_it.token import Token

    return Token(kind, "", 0, content=content)


def words(tokens: Iterable[Token]) -> str:
    """Return all that a run of tokens says and points to."""
    return " ".join(f"{token.content} {token.attrGet('href') or ''}" for token in tokens)


def _marked(inline: Token, travels: Callable[[str], bool], way: str) -> Iterator[Token]:
    """Yield a paragraph's tokens with marks around each line that holds a stand-in, its line break included."""
    for index, line in enumerate(typed_lines(inline)):
        breaks = [_text("<br />\n", "html_inline")] if index else []
        line = list(_with_turned_links(line, way))
        if not travels(words(line)):
            yield from (*breaks, *_turned(line, way))
            continue
        yield _text(HTML_MARKS.start, "html_inline")
        yield from breaks
        for place, segment in enumerate(segments(line)):
            yield from ([_text(HTML_MARKS.between, "html_inline")] if place else [])
            yield from segment
        yield _text(HTML_MARKS.end, "html_inline")


def _turned(line: list[Token], way: str) -> Iterator[Token]:
    """Yield a line, in an element of its own where all its words run the other way."""
    other = _other_way(line, way)
    yield from [_text(f'<span dir="{other}">', "html_inline")] if other else []
    yield from line
    yield from [_text("</span>", "html_inline")] if other else []


def _with_turned_links(line: list[Token], way: str) -> Iterator[Token]:
    """Yield a line in which each link whose words run the other way says so: of two in a row, the first stays the first."""
    for start, token in enumerate(line):
        other = ""
        if token.type == "link_open":
            end = next(index for index in range(start, len(line)) if line[index].type == "link_close")
            other = _other_way(line[start:end], way)
        yield token.copy(attrs={**token.attrs, "dir": other}) if other else token


def _other_way(tokens: Iterable[Token], way: str) -> str:
    """Return the direction of the words that are seen, where it is not the letter's; else nothing."""
    said = "".join(token.content for token in tokens)
    found = "" if way == "ltr" and said.isascii() else runs(said)
    return found if found != way else ""
