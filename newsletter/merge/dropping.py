"""Lines that hold what cannot be said → gone, from both voices, and nothing hollow stays behind."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from newsletter.merge.standing_in import tags_in, written
from newsletter.model import Letter, MergeTag
from newsletter.prose import HTML_MARKS, TEXT_MARKS, TEXT_WIDTH, LineMarks, display_width, one_line

PREHEADER_MARKS = LineMarks("<!--@preheader-->", "<!--@text-->")
PREHEADER = re.compile(f"{PREHEADER_MARKS.start}.*?{PREHEADER_MARKS.end}", re.DOTALL)
# Figure spaces (U+2007) follow, which keep the letter's first words out of the inbox.
PREHEADER_WORDS = re.compile(r"(?<=>)[^<>\u2007]+")
GONE = "\x00"
_LINE_BREAK = re.compile(r"\s*<br ?/?>\s*")
_HOLLOW = re.compile(rf"<(p|li|ul|ol|blockquote|h[1-6])\b[^>]*>(?:\s*{GONE})+\s*</\1>")
_GAP = re.compile(rf"{GONE}\s*<br ?/?>\s*|{GONE}")


def kept_html(html: str, letter: Letter, unsaid: tuple[MergeTag, ...]) -> str:
    """Return the html without the lines, or segments of lines, that hold what cannot be said, and without their marks."""
    return _kept_html(html, letter.key, letter.tags, unsaid)


# Remembered, for one letter is stamped for many services, and most can say the same.
@lru_cache(maxsize=32)
def _kept_html(html: str, key: str, tags: tuple[MergeTag, ...], unsaid: tuple[MergeTag, ...]) -> str:
    def kept(line: str) -> str:
        line_break = _LINE_BREAK.match(line)
        before = line_break[0] if line_break else ""
        parts = line.removeprefix(before).split(HTML_MARKS.between)
        said = [part for part in parts[::2] if not _unsayable(part, key, tags, unsaid)]
        if not any(part.strip() for part in said):
            return "" if before else GONE
        between = parts[1] if len(parts) > 1 else ""
        return before + between.join(said)

    first, *lines = html.split(HTML_MARKS.start)
    pieces = [first]
    for line in lines:
        inner, end, behind = line.partition(HTML_MARKS.end)
        pieces += [kept(inner), behind] if end else [HTML_MARKS.start, inner]
    return _without_hollow("".join(pieces)) if GONE in pieces else "".join(pieces)


def without_preheader(html: str, *, marks_alone: bool) -> tuple[str, int, int]:
    """Return html without the hidden preheader, or without the marks round it alone; where it was cut, and how much is gone.

    It stands before all that is marked, so that only what comes before the first band is looked at.
    """
    start = html.find(PREHEADER_MARKS.start)
    end = html.find(PREHEADER_MARKS.end, start)
    if start < 0 or end < 0:
        return html, 0, 0
    words = html[start + len(PREHEADER_MARKS.start):end] if marks_alone else ""
    behind = end + len(PREHEADER_MARKS.end)
    return html[:start] + words + html[behind:], start, behind - start - len(words)


def _without_hollow(html: str) -> str:
    """Return the html without what is empty now that lines of it are gone: paragraphs, items, lists, quotes.

    What holds nothing else stands in the same cell, so that only the cells are looked at from which something is gone.
    """
    pieces, after = [], 0
    while (gone := html.find(GONE, after)) >= 0:
        start, end = max(html.rfind("<td", after, gone), after), html.find("</td>", gone)
        cell, end = (html[start:], len(html)) if end < 0 else (html[start:end], end)
        while (fuller := cell) != (cell := _HOLLOW.sub(GONE, fuller)):
            pass
        pieces += [html[after:start], _GAP.sub("", cell)]
        after = end
    return "".join((*pieces, html[after:]))


def unsayable(text: str, letter: Letter, unsaid: Collection[MergeTag]) -> bool:
    """Say whether a text holds a tag that cannot be said."""
    return _unsayable(text, letter.key, letter.tags, unsaid)


def _unsayable(text: str, key: str, tags: tuple[MergeTag, ...], unsaid: Collection[MergeTag]) -> bool:
    return bool(unsaid) and any(tag in unsaid for tag in tags_in(text, key, tags))


_TEXT_LINE = re.compile(f"{TEXT_MARKS.start}([^{TEXT_MARKS.end}]*){TEXT_MARKS.end}")
# Between what is left, the widest of the gaps round what is gone.
_TEXT_GAP = re.compile(rf"\n*(?:{GONE}\n*)+")
_FAR_ADDRESS = re.compile(
    r"^(?P<margin>(?:> | )*)(?P<sign>(?:[-*] |\d+\. )?)(?P<words>\S.*:) (?P<address>https?://\S+)$")


def kept_text(text: str, letter: Letter, unsaid: tuple[MergeTag, ...]) -> str:
    """Return plain text without the lines that hold what cannot be said, and without marks."""
    return _kept_text(text, letter.key, letter.tags, unsaid)


@lru_cache(maxsize=32)
def _kept_text(text: str, key: str, tags: tuple[MergeTag, ...], unsaid: tuple[MergeTag, ...]) -> str:
    kept = _TEXT_LINE.sub(lambda found: GONE if _unsayable(found[1], key, tags, unsaid) else found[1], text)
    return _TEXT_GAP.sub(lambda found: max(found[0].split(GONE), key=len), kept) if GONE in kept else kept


def lost_lines(letter: Letter, tag: MergeTag) -> tuple[str, ...]:
    """Return the lines of a letter that go where a tag cannot be said, each as its editor wrote it."""
    lines = [found[1] for found in _TEXT_LINE.finditer(letter.text) if _unsayable(found[1], letter.key, letter.tags, (tag,))]
    return tuple(one_line(written(line, letter.key, letter.tags)) for line in lines)


def wrapped_again(text: str) -> str:
    """Return plain text in which an address stands on a line of its own where its line has become too wide."""
    pieces, after = [], 0
    # Few lines hold an address behind words, and most are short: the others need not be looked at.
    while (at := text.find(": http", after)) >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[start:end]
        pieces += [text[after:start], _FAR_ADDRESS.sub(_brought_down, line) if 2 * len(line) > TEXT_WIDTH else line]
        after = end
    return "".join((*pieces, text[after:]))


def _brought_down(found: re.Match[str]) -> str:
    """Return a line with its address on a line of its own, where it has become too wide."""
    if display_width(found[0]) <= TEXT_WIDTH:
        return found[0]
    margin = found["margin"] + " " * len(found["sign"])
    return f"{found[0].removesuffix(found['address']).rstrip()}\n{margin}{found['address']}"
