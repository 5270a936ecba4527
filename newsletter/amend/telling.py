"""What is different upstream → lines that an editor can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter.amend.change import Change
from newsletter.model import Issue
from newsletter.prose import one_line

_NAMES = {"title": "headline", "teaser": "teaser", "kicker": "kicker", "subject": "a headline in the subject",
          "preheader": "a headline in the preheader", "subjects": "a headline in one of the subjects"}


def told(found: Iterable[Change], issue: Issue) -> list[str]:
    """Return the changes as lines, in the order of the file: where and what, and below it was, now and yours."""
    lines: list[str] = []
    for change in sorted(found, key=lambda change: _line(issue, change)):
        lines += map(one_line_indented, _lines(change, issue))
    return lines


def one_line_indented(line: str) -> str:
    """Return a line without control characters, its indent kept."""
    bare = line.lstrip(" ")
    return " " * (len(line) - len(bare)) + one_line(bare)


def _line(issue: Issue, change: Change) -> int:
    return issue.lines.get(change.place) or issue.lines.get(change.position, 0)


def _lines(change: Change, issue: Issue) -> Iterator[str]:
    where = issue.where(change.place)
    if change.key == "use":
        yield f"{where}: gone: {change.was} answers {change.now}"
    elif change.article:
        yield f"{where}: this planned story is there now"
        yield f"    now: {change.article.title} — {change.now}"
    else:
        yield f"{where}: {_NAMES[change.key]} changed"
        yield f"    was: {change.was or '(none)'}"
        yield f"    now: {change.now or '(none)'}"
        if change.yours:
            yield f"    yours: {change.yours}{'' if change.is_applied else ' (stays)'}"
