"""Subject and preheader: the row of the inbox by which a reader chooses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet


@rule("SUBJ-EMPTY", "error", "The letter has no subject.",
      why="Mail programs show “(no subject)”, and SpamAssassin counts it (MISSING_SUBJECT, 1.3 to 1.8 of 5 points).",
      mend="write subject = '…' at the top of the issue")
def subject_empty(sheet: Sheet) -> Iterator[Fault]:
    if not sheet.subject.strip():
        yield Fault("the letter has no subject", "subject")


@rule("SUBJ-CAPS", "warning", "The subject is all in capitals.",
      why="Readers take it for shouting, and SpamAssassin counts it (SUBJ_ALL_CAPS, 0.5 of 5 points).",
      mend="write it as a sentence")
def subject_in_capitals(sheet: Sheet) -> Iterator[Fault]:
    words = re.findall(r"[^\W\d_]{2,}", sheet.subject)
    if len(words) > 1 and all(word.isupper() for word in words):
        yield Fault("the subject is all in capitals", "subject")
