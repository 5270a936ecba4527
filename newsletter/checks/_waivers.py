"""Findings and the ``[[waive]]`` tables of the issue → what is left of them, and what may stand and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from newsletter.model import Finding, Issue, Waiver, canonical, folded

if TYPE_CHECKING:
    from newsletter.checks._sheet import Sheet


class Waived(NamedTuple):
    """What is to be told, in order; and the findings that stand, each with the waiver that lets it."""

    findings: tuple[Finding, ...]
    standing: tuple[tuple[Finding, Waiver], ...] = ()


def waived(findings: Iterable[Finding], sheet: Sheet) -> Waived:
    """Return what waivers leave of the findings."""
    issue = sheet.issue
    if issue is None or not issue.waivers:
        return Waived(tuple(findings))
    left: list[Finding] = []
    standing: list[tuple[Finding, Waiver]] = []
    for finding in findings:
        waiver = next((one for one in issue.waivers if _covers(one, finding, sheet)), None)
        if waiver:
            standing.append((finding, waiver))
        else:
            left.append(finding)
    return Waived(tuple(left), tuple(standing))


def _covers(waiver: Waiver, finding: Finding, sheet: Sheet) -> bool:
    if waiver.rule != finding.rule or is_over(waiver, sheet.today):
        return False
    story = ".".join(finding.position.split(".")[:2])
    return not waiver.story or story in named_by(waiver, sheet.issue)


def named_by(waiver: Waiver, issue: Issue | None) -> Iterator[str]:
    """Yield the positions of the stories that a waiver names, by headline or address."""
    for number, block in enumerate(issue.blocks if issue else (), 1):
        for place, story in enumerate(block.stories, 1):
            if folded(story.title) == folded(waiver.story) or (
                    story.url and canonical(story.url) == canonical(waiver.story)):
                yield f"b{number}.s{place}"


def is_over(waiver: Waiver, today: date | None) -> bool:
    """Say whether the last day of a waiver has gone by."""
    return waiver.until is not None and today is not None and waiver.until < today
