"""The letter as a whole: whether all of it was looked at, and what came up while it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks.tags import is_almost_a_tag


@rule("LETTER-LONG", "warning", "The letter is longer than the checks look.",
      why="Gmail shows 102,400 bytes of a letter; what comes after five times that is read by nobody.",
      mend="shorten the letter")
def letter_long(sheet: Sheet) -> Iterator[Fault]:
    if sheet.unread:
        yield Fault(f"{sheet.unread:,} characters at the end of the letter were not looked at")


_NOTE = re.compile(r"(?:(?P<where>\S.*?:\d+): )?(?P<what>.*?)(?: — (?P<todo>.*))?", re.DOTALL)


@rule("LETTER-NOTE", "warning", "Something of the letter is not as it should be, which came up while it was made.", foreign=False,
      why="A picture too small for its place, or words that a service cannot fill in as they are written, are seen by every reader.",
      mend="look at the letter there, whether it will do")
def notes(sheet: Sheet) -> Iterator[Fault]:
    edition = sheet.edition
    for note in (*edition.letter.notes, *edition.notes):
        found = _NOTE.fullmatch(note)
        if found and not is_almost_a_tag(note):
            # What a service cannot do is nobody's fault here.
            yield Fault(found["what"], hint=found["todo"] or "", where=found["where"] or "",
                        level="info" if note in edition.notes else None)
