"""The letter as a whole: whether all of it was looked at."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet


@rule("LETTER-LONG", "warning", "The letter is longer than the checks look.",
      why="Gmail shows 102,400 bytes of a letter; what comes after five times that is read by nobody.",
      mend="shorten the letter")
def letter_long(sheet: Sheet) -> Iterator[Fault]:
    if sheet.unread:
        yield Fault(f"{sheet.unread:,} characters at the end of the letter were not looked at")
