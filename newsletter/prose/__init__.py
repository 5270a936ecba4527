"""Words → words that can travel: Markdown and foreign HTML → safe HTML or plain text; excerpts, wrapping, dates.

Only this room knows markdown-it, nh3, wcwidth and babel. What comes out of `one_line` and `plain` is plain text,
not escaped: whoever puts it into markup escapes it there.
"""

from __future__ import annotations

from newsletter.prose.languages import DayParts, day_parts, direction, language_tag, long_date
from newsletter.prose.markdown import HTML_MARKS, TEXT_MARKS, LineMarks, link, markdown_html, markdown_text
from newsletter.prose.words import display_width, excerpt, lines, one_line, plain, wrap

__all__ = [
    "HTML_MARKS", "TEXT_MARKS", "DayParts", "LineMarks", "day_parts", "direction", "display_width", "excerpt", "language_tag", "lines", "link",
    "long_date", "markdown_html", "markdown_text", "one_line", "plain", "wrap",
]
