"""Words → words that can travel: Markdown and foreign HTML → safe HTML or plain text; excerpts, wrapping, dates.

Only this room knows markdown-it, nh3, wcwidth and babel. What comes out of `one_line` and `plain` is plain text,
not escaped: whoever puts it into markup escapes it there.
"""

from __future__ import annotations

from newsletter.prose.calendar import NamedDay, named_days, weekday_name
from newsletter.prose.columns import TEXT_WIDTH, display_width, wrap
from newsletter.prose.languages import DayParts, capitals, day_parts, direction, language_tag, long_date, runs
from newsletter.prose.markdown import HTML_MARKS, TEXT_MARKS, LineMarks, link, markdown_html
from newsletter.prose.telling import address_as_read, markdown_text
from newsletter.prose.words import amount, excerpt, lines, one_line, plain

__all__ = [
    "DayParts", "HTML_MARKS", "LineMarks", "NamedDay", "TEXT_MARKS", "TEXT_WIDTH", "address_as_read", "amount",
    "capitals", "day_parts", "direction", "display_width", "excerpt", "language_tag", "lines", "link", "long_date",
    "markdown_html", "markdown_text", "named_days", "one_line", "plain", "runs", "weekday_name", "wrap",
]
