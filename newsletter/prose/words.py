"""Plain text: cleaned of what harms, freed of foreign markup, shortened at a sentence."""

from __future__ import annotations

import re

# ── cleaning ─────────────────────────────────────────────────────────────────────────────────────────────────

# What no line of text needs and what can lie to a reader, a terminal or a parser: C0 and C1 controls, bidirectional
# overrides and isolates (Unicode UAX 9), separators of lines and paragraphs, interlinear marks, the byte order mark,
# and what is no character. Joiners and direction marks stay: Persian, Hindi and emoji need them.
_BLANK = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_HARM = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return hostile text as one line of plain text: no controls, no overrides, single blanks, every letter kept."""
    if text.isprintable() and "  " not in text:  # the blank apart, all that is taken out below is not printable
        return text.strip(" ")
    kept = _HARM.sub("", _BLANK.sub(" ", _SURROGATE.sub("\ufffd", text)))
    return re.sub(" {2,}", " ", kept).strip(" ")


def amount(number: int, one: str, many: str = "") -> str:
    """Return how many there are of something: ``1 page``, ``1,200 pages``; `many` is given where no s makes it of `one`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def lines(text: str) -> str:
    """Return a text of several lines with each of them cleaned as `one_line` does; indents and blank lines stay."""
    kept = (_HARM.sub("", _SURROGATE.sub("\ufffd", line.replace("\t", "    "))) for line in text.split("\n"))
    return "\n".join(line.rstrip(" ") for line in kept)


_APART = re.compile(r"<(?=/?(?:p|div|br|hr|li|ul|ol|h[1-6]|t[dhr]|table|blockquote|section|figcaption|pre)\b)", re.I)
# nh3 has a stack of its own, so that depth does not end the process; but 4,000 open tags take it 0.1 s, and 100,000
# a minute.
_ENOUGH = re.compile(r"(?:[^<]*<){4000}")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&quot;": '"', "&amp;": "&"}


def plain(html: str) -> str:
    """Return foreign HTML as one line of plain text, without tags, scripts, styles and comments.

    Of a long body the beginning, up to some 2,000 elements.
    """
    if "<" not in html and "&" not in html:
        return one_line(html)
    import nh3

    if enough := _ENOUGH.match(html):
        html = enough[0][:-1]
    bare = nh3.clean(_APART.sub(" <", _SURROGATE.sub("\ufffd", html)), tags=set())
    return one_line(re.sub("|".join(_ENTITIES), lambda found: _ENTITIES[found[0]], bare))


_SENTENCE_END = re.compile(r"[.!?…][\"'’”»)\]]*(?= )|[。！？][」』）]*")


def excerpt(text: str, most: int = 240) -> str:
    """Return the beginning of a text: to a sentence's end where one lies in its second half, else a word's and ``…``.

    Args:
        most: length in characters, the ellipsis included; a shorter text comes back as it is.
    """
    if len(text) <= most:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, most + 1) if found.end() <= most]
    if ends and ends[-1] >= most // 2:
        return text[: ends[-1]]
    head = text[: most - 1]
    at_word = head.rpartition(" ")[0] if not text[most - 1].isspace() else head
    return (at_word if len(at_word) >= most // 2 else head).rstrip(" ,;:–—-") + "…"
