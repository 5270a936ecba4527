"""The issue file: ``047.toml`` ↔ Issue, and which file is meant by what an editor types.

TOML text in, an `Issue` or all its mistakes in an editor's words out; an `Issue` in, TOML as an editor would write it
out; `editing` changes one thing in the text and keeps the rest to the byte. Standing matter is read by the same
rules, but its blocks may say how they are filled.
"""

from __future__ import annotations

from newsletter.issue import editing
from newsletter.issue.finding import find, marks, numbers
from newsletter.issue.marking import AlreadySent, mark_sent, mark_unsent
from newsletter.issue.reading import parse, parse_part, read
from newsletter.issue.schema import FIELDS, PICK, STORY
from newsletter.issue.writing import write

__all__ = [
    "FIELDS", "PICK", "STORY", "AlreadySent", "editing", "find", "mark_sent", "mark_unsent", "marks", "numbers", "parse", "parse_part",
    "read", "write",
]
