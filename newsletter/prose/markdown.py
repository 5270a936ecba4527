"""An editor's Markdown → safe, well-formed HTML, or plain text that reads well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newsletter.dom import MAX_DEPTH
from newsletter.prose.words import display_width, lines, one_line, wrap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
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


def markdown_html(text: str, travels: Callable[[str], bool] = lambda _: False) -> str:
    """Return an editor's Markdown as safe, well-formed HTML. Tags in it are words; a line's end is a line's end.

    Args:
        travels: says of a piece of text or an address whether it holds a stand-in for a merge tag; such lines are
            put between `HTML_MARKS`.
    """
    tokens = _markdown().parse(lines(text))
    for token in tokens:
        if token.type == "inline":
            token.children = list(_marked(_shallow(token), travels))
    return _markdown().renderer.render(tokens, _markdown().options, {}).strip()


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True, "breaks": True, "maxNesting": MAX_DEPTH})
    # Pictures have blocks of their own, with alternative text and a size; raw code has no place in a letter.
    markdown.disable(["image", "html_block", "html_inline", "code", "fence"])
    markdown.validateLink = _allowed_link
    return markdown


def _shallow(inline: Token) -> Token:
    """Return a paragraph without the emphasis that is nested too deep; markdown-it caps only the depth of blocks."""
    inline.children = [child for child in inline.children or () if not child.nesting or child.level < MAX_DEPTH]
    return inline


def link(url: str) -> str:
    """Return an address as both voices write it, in plain ASCII; empty for one that may not stand in a letter.

    Only http, https and mailto may: nothing that runs or reads files.
    """
    from markdown_it.common.normalize_url import normalizeLink

    url = one_line(url)
    return normalizeLink(url) if _allowed_link(url) else ""


def _allowed_link(url: str) -> bool:
    return re.match(r"(https?://|mailto:)[^\s<>\"]", url, re.IGNORECASE) is not None


def _typed_lines(inline: Token) -> Iterator[list[Token]]:
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


def _segments(line: Iterable[Token]) -> Iterator[list[Token]]:
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


def _words(tokens: Iterable[Token]) -> str:
    """Return all that a run of tokens says and points to."""
    return " ".join(f"{token.content} {token.attrGet('href') or ''}" for token in tokens)


def _marked(inline: Token, travels: Callable[[str], bool]) -> Iterator[Token]:
    """Yield a paragraph's tokens with marks around each line that holds a stand-in, its line break included."""
    for index, line in enumerate(_typed_lines(inline)):
        breaks = [_text("<br />\n", "html_inline")] if index else []
        if not travels(_words(line)):
            yield from (*breaks, *line)
            continue
        yield _text(HTML_MARKS.start, "html_inline")
        yield from breaks
        for place, segment in enumerate(_segments(line)):
            yield from ([_text(HTML_MARKS.between, "html_inline")] if place else [])
            yield from segment
        yield _text(HTML_MARKS.end, "html_inline")


# ── Markdown as plain text ───────────────────────────────────────────────────────────────────────────────────


def markdown_text(
    text: str,
    width: int = 72,
    travels: Callable[[str], bool] = lambda _: False,
    measure: Callable[[str], int] | None = None,
) -> str:
    """Return an editor's Markdown as plain text that reads well: wrapped, lists kept, no markup left.

    A line, or a segment of it, that is nothing but a link becomes ``Words: address``; the address of another link
    follows on a line of its own, numbered where there are several. Lines with stand-ins stand between `TEXT_MARKS`.
    """
    voice = _TextVoice(width, travels, measure or display_width)
    for token in _markdown().parse(lines(text)):
        voice.take(token)
    return "".join(voice.said).strip("\n")


class _TextVoice:
    """Walks Markdown's tokens and says them as plain text."""

    def __init__(self, width: int, travels: Callable[[str], bool], measure: Callable[[str], int]) -> None:
        self.said: list[str] = []
        self._width, self._travels, self._measure = width, travels, measure
        self._margins: list[str] = []
        self._numbers: list[int] = []
        self._bullet = ""
        self._gap = "\n\n"
        self._tight = False

    def take(self, token: Token) -> None:
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                self._numbers.append(int(token.attrGet("start") or 1))
            case "ordered_list_close" | "bullet_list_close":
                self._numbers.pop()
                self._gap = "\n\n"
            case "list_item_open":
                self._bullet = f"{self._numbers[-1]}. " if token.info else "- "
                self._numbers[-1] += 1
                self._margins.append(" " * len(self._bullet))
            case "blockquote_open":
                self._margins.append("> ")
            case "list_item_close" | "blockquote_close":
                self._margins.pop()
            case "hr":
                self._say("* * *", tight=False)
            case "paragraph_open":
                self._tight = token.hidden
            case "heading_open":
                self._tight = False
            case "inline":
                self._say("\n".join(self._lines(token)), tight=self._tight)

    def _say(self, words: str, *, tight: bool) -> None:
        self.said += [self._gap, words]
        self._gap = "\n" if tight else "\n\n"

    def _lines(self, inline: Token) -> Iterator[str]:
        for line in _typed_lines(inline):
            segments = list(_segments(line))[::2]
            for part in segments if any(map(_is_link, segments)) else [line]:
                wrapped = "\n".join(self._wrapped(words) for words in _with_addresses(part))
                yield f"{TEXT_MARKS.start}{wrapped}{TEXT_MARKS.end}" if self._travels(_words(part)) else wrapped

    def _wrapped(self, words: str) -> str:
        rest = "".join(self._margins)
        first = rest.removesuffix(" " * len(self._bullet)) + self._bullet
        self._bullet = ""
        return wrap(words, self._width, first, rest, self._measure)


def _is_link(tokens: list[Token]) -> bool:
    """Say whether a segment is one link and nothing beside it."""
    kinds = [token.type for token in tokens if token.content.strip() or token.type != "text"]
    return kinds[:1] == ["link_open"] and kinds[-1:] == ["link_close"] and kinds.count("link_open") == 1


def _with_addresses(tokens: list[Token]) -> list[str]:
    """Return what a line says, and after it the addresses it points to."""
    addresses = [str(token.attrGet("href")).removeprefix("mailto:") for token in tokens if token.type == "link_open"]
    numbered = len(addresses) > 1
    said = "".join(_said(tokens, numbered)).strip()
    if _is_link(tokens) and said not in addresses:
        return [f"{said}: {addresses[0]}"]
    addresses = [address for address in addresses if address not in said]
    return [said, *(f"[{n}] {address}" if numbered else address for n, address in enumerate(addresses, 1))]


def _said(tokens: list[Token], numbered: bool) -> Iterator[str]:
    number = 0
    for token in tokens:
        if token.type == "link_close" and numbered:
            number += 1
            yield f" [{number}]"
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        else:
            yield token.content
