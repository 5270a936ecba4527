"""Lines → pieces: what each line holds by itself, before it is judged among its neighbours.

One line can hold several: ``1. [Headline](address) — teaser``, ``Nov 3, 2026 · By A. Name``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from newsletter.sources import _dates as dates
from newsletter.sources import _words as words
from newsletter.sources._fields import address as absolute
from newsletter.sources.listing.beside import beside
from newsletter.sources.listing.lines import MOST_LENGTH, Habits, Line, at_dash, is_headline_beside, marked
from newsletter.sources.listing.piece import Piece, says_something, text_piece


def pieces(lines: Sequence[Line], habits: Habits, base: str) -> Iterator[Piece]:
    """Yield the pieces of a listing in order; `base` is the address that relative ones start from, or empty."""
    reader = _Reader(habits, base)
    known: dict[str, list[Piece]] = {}
    for index, line in enumerate(lines):
        if index < habits.imprint and line.text not in known:
            known[line.text] = list(reader.line(line.text))
        of_page = line.menu or index >= habits.imprint
        here = [Piece("page", line.text)] if of_page else known[line.text]
        for place, piece in enumerate(here):
            yield replace(piece, gap=-1 if place else line.gap)


# Links and pictures as Markdown writes them; an address may hold one pair of parentheses, a label one of brackets.
_TARGET = r"\(\s?<?((?:[^()\s<>]|\([^()\s]*\))*)>?((?:\s\"[^\"]*\")?)\s?\)"
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]" + _TARGET)
_PICTURE = re.compile(r"!\[([^\[\]]*)\]" + _TARGET)
_BOLD_LINK = re.compile(r"^(\*\*|__)(\[[^\[\]]*\]\([^()\s]*\))\1")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_]+)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,3})(?=\S)([^*_]+)(?<=\S)\1(?![\w*_])")
_BETWEEN = " :—–-|·"


class _Reader:
    """Reads single lines of one listing."""

    def __init__(self, habits: Habits, base: str) -> None:
        self._habits = habits
        self._base = base

    def line(self, text: str) -> Iterator[Piece]:
        """Yield what one line holds."""
        if len(text) > MOST_LENGTH:
            yield Piece("text", text)
            return
        mark, rest = marked(text, self._habits)
        rest = _BOLD_LINK.sub(r"\2", rest)
        link = _LINK.match(rest)
        if link and self._is_headline_link(link):
            yield from self._told(_EMPHASIS.sub(r"\2", link[1]).strip(), mark or "link")
            yield from self._target(link[2], link[3])
            yield from self._after_headline(rest[link.end():])
        elif "](" in rest:
            yield from self._with_links(rest, mark)
        else:
            yield from self._words(rest, mark)

    def _is_headline_link(self, link: re.Match[str]) -> bool:
        """Say whether a link at the beginning of a line is a headline.

        A sentence may begin with a link as well: then it goes on in small letters, or the link has hardly two words.
        """
        title, rest = link[1].strip(), link.string[link.end():].strip()
        if not says_something(title) or "![" in title or words.asks_to_read(title) or words.is_furniture(title):
            return False
        ends = not rest or rest[0] in "([:—–-|·" or bool(beside(rest, self._habits))
        return ends or rest[0].isupper() and len(title.split()) > 2

    def _after_headline(self, text: str) -> Iterator[Piece]:
        """Yield what follows a headline on its line: mostly its teaser."""
        rest = text.strip(_BETWEEN)
        told = beside(rest.strip("()"), self._habits) or self._with_links(rest, "") if rest else ()
        for piece in told:
            yield replace(piece, role="teaser") if piece.kind == "text" else piece

    def _with_links(self, text: str, mark: str) -> Iterator[Piece]:
        """Yield what a line holds; its pictures come before, the addresses of its links after it."""
        pictures = _PICTURE.findall(text)
        text = _PICTURE.sub("", text)
        links = _LINK.findall(text)
        asking = {label for label, *_ in links if words.asks_to_read(label)}
        said = _LINK.sub(lambda found: "" if found[1] in asking else found[1], text).strip()
        for alt, address, tip in pictures:
            yield from [Piece("picture", alt.strip())] if alt.strip() else []
            yield from self._target(address, tip, is_picture=True)
        if said:
            yield from self._words(_EMPHASIS.sub(r"\2", said) if links else said, mark)
        for label, address, tip in links:
            yield from [Piece("more", label)] if label in asking else []
            # A word linked inside a teaser leads elsewhere; a linked picture and ``Read more`` lead to the article.
            leads_there = label in asking or not says_something(label)
            yield from self._target(address, tip, is_inside=not leads_there)

    def _target(self, address: str, tip: str, *, is_picture: bool = False, is_inside: bool = False) -> Iterator[Piece]:
        """Yield the address of a link or picture; one that leads nowhere is the page's, as are the words of its tip."""
        piece = self._address(address)
        if is_picture and piece.kind == "url":
            piece = replace(piece, kind="image")
        yield replace(piece, kind="page") if is_inside else piece
        if tip.strip(' "'):
            yield Piece("page", tip.strip(' "'))

    def _words(self, text: str, mark: str) -> Iterator[Piece]:
        """Yield what a line without Markdown links holds."""
        head, address = self._address_beside(text)
        if address:
            if head:
                yield from self._words(head, mark)
            yield address
            return
        bold = _BOLD.match(text)
        dashed = at_dash(text, self._habits.dash) if self._habits.dash and mark else None
        if bold and _is_headline(bold, text):
            yield from self._told(bold[2].strip(" :"), mark or "bold")
            yield from self._after_headline(text[bold.end():])
        elif dashed:
            yield replace(text_piece(dashed[0], mark), role="headline")
            yield Piece("text", dashed[1], role="teaser")
        else:
            yield from [replace(p, mark=mark) for p in beside(text, self._habits)] or self._told(text, mark)

    def _address_beside(self, text: str) -> tuple[str, Piece | None]:
        """Return the words before or after an address on a line, and the address."""
        head, _, last = text.rpartition(" ")
        first, _, tail = text.partition(" ")
        for bare, rest in ((last.strip("<>()[]").rstrip(".,;"), head.rstrip(" :→(<[")), (first.strip("<>"), tail)):
            if bare.lower().startswith(("http://", "https://", "www.")):
                rest = "" if words.labelled(f"{rest}: {bare}")[0] == "url" else rest
                return rest, self._address(bare if "://" in bare else f"https://{bare}")
        return text, None

    def _address(self, address: str) -> Piece:
        """Return the piece of an address; one that leads nowhere is the page's."""
        url = absolute(address, self._base)
        is_image = urlsplit(url).path.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp"))
        return Piece("image" if is_image else "url" if url else "page", address or "( )", value=url)

    def _told(self, text: str, mark: str) -> Iterator[Piece]:
        """Yield a headline or teaser, with the date beside it and the ``Read more`` after it told apart."""
        edge = dates.at_edge(text, self._habits.day_first) if self._habits.dated else None
        if edge and is_headline_beside(edge):
            yield text_piece((edge.before + edge.after).strip(" ,;|·•/–—-([").removesuffix(":"), mark)
            yield Piece("date", edge.date, when=edge.stamp.when)
            return
        cut = words.read_more_at_end(text)
        yield text_piece(text[:cut].strip(), mark)
        if text[cut:]:
            yield Piece("more", text[cut:])


def _is_headline(bold: re.Match[str], text: str) -> bool:
    """Say whether words in bold at a line's beginning are a headline: alone, or parted from what follows."""
    rest = text[bold.end():].strip()
    return says_something(bold[2]) and (not rest or rest[0] in _BETWEEN or bold[2].rstrip()[-1] in ".:!?")
