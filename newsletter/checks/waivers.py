"""The waivers of an issue: what an editor let stand must still be there, and not be over."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checks._rules import Fault, rule, rules
from newsletter.checks._sheet import Sheet
from newsletter.checks._waivers import is_over, named_by
from newsletter.files import did_you_mean
from newsletter.model import Waiver

_WHY = "What is waived is not told again, so that a waiver must not outlive its reason."


def _waivers(sheet: Sheet) -> Iterator[tuple[str, Waiver]]:
    """Yield the waivers of the issue, each with its position."""
    for number, waiver in enumerate(sheet.issue.waivers if sheet.issue else (), 1):
        yield f"waive.{number}", waiver


@rule("WAIVE-OVER", "warning", "The last day of a waiver has gone by.", why=_WHY, foreign=False,
      mend="mend what it is about, or give it another day")
def waiver_over(sheet: Sheet) -> Iterator[Fault]:
    for position, waiver in _waivers(sheet):
        if is_over(waiver, sheet.today):
            yield Fault(f"this waived {waiver.rule} until {waiver.until}, and that is over", f"{position}.until")


@rule("WAIVE-RULE", "warning", "A waiver names a check that there is not.", why=_WHY, foreign=False,
      mend="see: newsletter list checks")
def waiver_of_no_rule(sheet: Sheet) -> Iterator[Fault]:
    for position, waiver in _waivers(sheet):
        if waiver.rule not in rules():
            hint = did_you_mean(waiver.rule.upper(), rules())
            yield Fault(f"this waives {waiver.rule}, and there is no such check", f"{position}.rule", hint)


@rule("WAIVE-STORY", "warning", "A waiver names a story that is not in the issue.", why=_WHY, foreign=False,
      mend="write the story's headline as it stands in the issue, or take the waiver out")
def waiver_of_no_story(sheet: Sheet) -> Iterator[Fault]:
    for position, waiver in _waivers(sheet):
        if waiver.story and not any(named_by(waiver, sheet.issue)):
            yield Fault(f"this waives {waiver.rule} for a story that is not here", f"{position}.story")
