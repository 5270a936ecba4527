"""Words: large enough, far enough apart, and words indeed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checks._look import few, look, quoted
from newsletter.checks._paint import Words
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet

_SMALLEST, _SMALLEST_OF_BODY = 12, 14
_TIGHTEST = 1.4
_PARAGRAPH = 120  # characters; what is shorter is a headline or a label


@rule("A11Y-FONT", "warning", "Words are small, close together, or justified.",
      why="12 px are the least, 14 px for what is read at length, and lines 1.4 times as far apart (WCAG 1.4.12, EMC).",
      mend="set body text in 16 px with a line-height of 1.5, to the left", owner="template")
def small_words(sheet: Sheet) -> Iterator[Fault]:
    found = look(sheet).words()
    footer = len(found) * 3 // 4
    told: set[str] = set()
    for number, words in enumerate(found):
        kind, what = _hard_to_read(words, in_footer=number >= footer)
        if kind and kind not in told:
            told.add(kind)
            yield Fault(f"{what}: {quoted(words.text, 30)}", words.node)


def _hard_to_read(words: Words, *, in_footer: bool) -> tuple[str, str]:
    """Return what makes words hard to read: its kind, and in words; empty where nothing does."""
    style, long = words.style, len(words.text) > _PARAGRAPH
    if style.size < _SMALLEST - 0.01 and re.search(r"\w", words.text):
        return "small", f"words are only {style.size:g} px large"
    if long and not in_footer and style.size < _SMALLEST_OF_BODY:
        return "body", f"a paragraph is only {style.size:g} px large"
    line = style.line or (style.line_pixels / style.size if style.line_pixels and style.size else 0)
    if long and style.size < 20 and 0 < line < _TIGHTEST - 0.01:
        return "line", f"lines of a paragraph are {line:.2f} of their size apart"
    if long and style.align == "justify":
        return "justify", "a paragraph is justified, with gaps of any width between its words"
    return "", ""


_EMOJI = r"[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55]"
_RUN = re.compile(rf"(?:{_EMOJI}[\ufe0f\U0001f3fb-\U0001f3ff]?\s?){{4,}}")
_DRAWN = re.compile(r"([=~*#_^\\/|<>+-])\1{5,}|(?:[-=~*]\s){5,}")


@rule("A11Y-EMOJI", "info", "Emoji or signs stand in a row.",
      why="A screen reader says each of them: “party popper, party popper, equals, equals”.",
      mend="leave one, or use a divider block")
def rows_of_signs(sheet: Sheet) -> Iterator[Fault]:
    yield from few((Fault(f"a screen reader says each of these signs: {quoted(found[0], 20)}", words.node)
                    for words in look(sheet).words()
                    if (found := _RUN.search(words.text[:3000]) or _DRAWN.search(words.text[:3000]))), most=3)
