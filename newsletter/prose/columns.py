"""A paragraph → lines for a monospaced font: measured in columns, broken where its script may be, addresses whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

# Columns of a letter in plain text.
TEXT_WIDTH = 72

# Every character below U+0300 but the soft hyphen, and the dashes, quotes and blanks of General Punctuation, take one
# column, so that most letters never load the tables of widths.
_NARROW = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u202f-\u205e€]*")
# Words that stand on one line as they are: narrow, apart by single blanks.
_PLAIN = re.compile(r"[!-~](?: ?[!-~\xa1-\xac\xae-\u02ff\u2010-\u2027€])*")
# Characters that are measured at once: a row of flags takes wcwidth the square of its length.
_AT_ONCE = 500
_SOFT = "\u00ad"
_UNSEEN = re.compile(f"[{_SOFT}\u200b]")


def display_width(text: str) -> int:
    """Return how many columns a text takes in a monospaced font: wide characters and emoji two, marks none."""
    if _NARROW.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth

    widths = [wcswidth(text[start : start + _AT_ONCE]) for start in range(0, len(text), _AT_ONCE)]
    return sum(widths) if min(widths) >= 0 else len(text)


def wrap(
    text: str,
    width: int = TEXT_WIDTH,
    first: str = "",
    rest: str = "",
    measure: Callable[[str], int] = display_width,
) -> str:
    """Return a paragraph in lines of at most `width` columns, and of no more bytes than mail allows.

    An address is never broken. Nor is a word, but where its script has no blanks to break at; and one wider than a
    line at its soft hyphens, which are not seen elsewhere, and one longer than a line of mail anywhere.

    Args:
        first, rest: what the first and the other lines begin with; counted.
        measure: columns of a piece of text.
    """
    if measure is display_width and len(first) + len(text) <= width and _PLAIN.fullmatch(text) and _NARROW.fullmatch(first):
        return first + text  # most lines: nothing to part, nothing to measure
    done, line, used, empty = [], first, measure(first), True
    for word in _words_of(text, width - max(used, measure(rest)), measure):
        said = _UNSEEN.sub("", word)
        if not empty and (used + measure(said) + word.endswith(_SOFT) > width or _heavy(line + said)):
            done.append(_ended(line))
            line, used, empty = rest, measure(rest), True
        said = said.removeprefix(" ") if empty else said
        line = line.removesuffix(_SOFT) + said + _SOFT * word.endswith(_SOFT)
        used += measure(said)
        empty = False
    return "\n".join([*done, line.removesuffix(_SOFT)])


def _ended(line: str) -> str:
    """Return a line that another one follows: its soft hyphen is now one that is seen."""
    return line.rstrip("\u00a0").removesuffix(_SOFT) + "-" * line.endswith(_SOFT)


# RFC 5322, 2.1.1: 998 bytes a line; some are left for a service's words.
_HEAVIEST = 900


def _heavy(text: str) -> bool:
    return len(text) * 4 > _HEAVIEST and len(text.encode()) > _HEAVIEST


# ── where a line may end ─────────────────────────────────────────────────────────────────────────────────────

# Chinese and Japanese have no blanks to break at: a line may end after any of their characters, if none follows that
# must not begin a line, and none stands before that must not end one (JIS X 4051; Unicode UAX 14: ID, CL, NS, OP).
_IDEOGRAPHS = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NOT_FIRST = "、。，．！？：；」』）】》〉〕］｝…‥ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ・”’%,.;:!?)"
_CLOSING = "、。，．！？：；」』）】》〉〕］｝"
_WIDE = (
    rf"(?<=[{_IDEOGRAPHS}{_CLOSING}])(?=[{_IDEOGRAPHS}「『（【《〈〔［｛A-Za-z0-9])(?![{_NOT_FIRST}])"
    rf"|(?<=[A-Za-z0-9])(?=[{_IDEOGRAPHS}「『（【《〈〔［｛])(?![{_NOT_FIRST}])"
)
_PLACES = re.compile(f"(?<=\u200b)|{_WIDE}")
# No more than 64 stand before an @ (RFC 5321, 4.5.3.1.1); unbounded, a long word without one takes seconds.
_ADDRESS = re.compile(r"https?://[^\s、。，！？」』）】》]+|mailto:\S+|\S{1,64}@\S+", re.IGNORECASE)
# What else may part, where a piece is wider than a line. Thai and Lao: a syllable begins with a vowel that is written
# first, and ends with the repeat sign or the short a. Khmer and Burmese: before a consonant on a foot of its own.
_LAST_RESORT = re.compile(
    "(?=[\u0e40-\u0e44\u0ec0-\u0ec4])|(?<=[\u0e2f\u0e30\u0e46\u0eb0\u0ec6])(?![\u0e2f\u0e30\u0e46\u0eb0\u0ec6])"
    "|(?<!\u17d2)(?=[\u1780-\u17b3])|(?<!\u1039)(?=[\u1000-\u102a](?!\u1037?\u103a|\u1039))"
    f"|(?<=[{_SOFT}\u00a0])"
)
# Scripts without blanks, where no better place is found, and emoji: between any two characters as readers see them.
_RUNNING_ON = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2600-\u27bf\U0001f000-\U0001faff]")


def _words_of(text: str, room: int, measure: Callable[[str], int]) -> Iterator[str]:
    """Yield the pieces of a text that may not be broken; those that follow a blank begin with it.

    The number of an address stays with the word before it.

    Args:
        room: columns of a line; a piece that is wider is parted further where its script lets it.
    """
    for index, word in enumerate(re.split(r"[ \n]+(?!\[\d+\])", text.strip(" \n"))):
        blank = " " if index else ""
        for piece in _pieces(word, room, measure):
            yield blank + piece
            blank = ""


def _pieces(word: str, room: int, measure: Callable[[str], int]) -> Iterator[str]:
    """Yield the parts of a word between the places where any line may end."""
    if measure is display_width and word.isascii() and word.isprintable() and len(word) <= room:
        yield word
        return
    places = [] if word.isascii() else [found.start() for found in _PLACES.finditer(word)]
    whole = {place for found in _ADDRESS.finditer(word) for place in range(found.start() + 1, found.end())} if places else ()
    places = [place for place in places if 0 < place < len(word) and place not in whole]
    for start, end in pairwise([0, *places, len(word)]):
        part = word[start:end]
        yield from [part] if measure(part) <= room and not _heavy(part) else _parted(part, room, measure)


def _parted(piece: str, room: int, measure: Callable[[str], int]) -> Iterator[str]:
    """Yield the parts of a piece that is too wide for a line, or too heavy; an address stays whole."""
    if _ADDRESS.search(piece):
        yield piece
        return
    for part in filter(None, _LAST_RESORT.split(piece)):
        if _heavy(part) or measure(part) > room and _RUNNING_ON.search(part):
            yield from _characters(part)
        else:
            yield part


def _characters(text: str) -> Iterator[str]:
    """Yield the characters of a text as readers see them; of one that is heavy with marks, some at a time."""
    from wcwidth import iter_graphemes

    for character in iter_graphemes(text):
        for start in range(0, len(character), _HEAVIEST // 4):
            yield character[start : start + _HEAVIEST // 4]
