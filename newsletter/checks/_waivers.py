"""Findings and the ``[[waive]]`` tables of the issue → what is left of them, and what may stand and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from newsletter.checks._rules import rules
from newsletter.files import did_you_mean
from newsletter.model import Finding, Issue, Waiver, canonical, folded

if TYPE_CHECKING:
    from newsletter.checks._sheet import Sheet


class Waived(NamedTuple):
    """What is to be told, in order; and the findings that stand, each with the waiver that lets it."""

    findings: tuple[Finding, ...]
    standing: tuple[tuple[Finding, Waiver], ...] = ()


def waived(findings: Iterable[Finding], sheet: Sheet) -> Waived:
    """Return what waivers leave of the findings; a waiver that is over, or names nothing, is a finding itself."""
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
    told = [one for number, waiver in enumerate(issue.waivers, 1) for one in _told(waiver, f"waive.{number}", sheet)]
    place = sum(finding.level == "error" for finding in left)
    return Waived((*left[:place], *told, *left[place:]), tuple(standing))


def _covers(waiver: Waiver, finding: Finding, sheet: Sheet) -> bool:
    return waiver.rule == finding.rule and not _is_over(waiver, sheet) and (
        not waiver.story or waiver.story and finding.position.startswith(tuple(_positions(waiver, sheet.issue))))


def _positions(waiver: Waiver, issue: Issue | None) -> Iterator[str]:
    """Yield the positions of the stories that a waiver names, by headline or address."""
    for number, block in enumerate(issue.blocks if issue else (), 1):
        for place, story in enumerate(block.stories, 1):
            if folded(story.title) == folded(waiver.story) or (
                    story.url and canonical(story.url) == canonical(waiver.story)):
                yield f"b{number}.s{place}"


def _is_over(waiver: Waiver, sheet: Sheet) -> bool:
    return waiver.until is not None and sheet.today is not None and waiver.until < sheet.today


def _told(waiver: Waiver, position: str, sheet: Sheet) -> Iterator[Finding]:
    """Yield what is wrong with a waiver."""
    key, what, hint = "", "", ""
    if waiver.rule not in rules():
        key, what = "rule", f"this waives {waiver.rule}, and there is no such check"
        hint = did_you_mean(waiver.rule.upper(), rules()) or "see: newsletter list checks"
    elif waiver.story and not any(_positions(waiver, sheet.issue)):
        key, what, hint = "story", f"this waives {waiver.rule} for a story that is not here", "take it out, or mend its headline"
    elif _is_over(waiver, sheet):
        key, what = "until", f"this waived {waiver.rule} until {waiver.until}, and that is over"
        hint = "mend what it is about, or give it another day"
    if what and sheet.issue:
        yield Finding(rule="WAIVE", level="warning", message=what, hint=hint, position=f"{position}.{key}",
                      where=sheet.issue.where(f"{position}.{key}"))
