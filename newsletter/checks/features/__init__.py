"""What mail programs make of a letter: each feature of HTML, CSS and pictures that it uses, and who cannot show it.

One rule for each feature of caniemail's data (see `newsletter.checks.features.catalogue`): ``CIE-CSS-FLOAT``. What only
adorns a letter is information; what readers lose something by is a warning, or an error where many do, unless
there is something for them to fall back on: an older way to say it before it, a media query, a comment for Outlook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from newsletter.checks._rules import Fault, rule
from newsletter.checks._settings import setting_at
from newsletter.checks._sheet import Sheet
from newsletter.checks.features.audience import Audience, audience, mistakes
from newsletter.checks.features.catalogue import Feature, catalogue
from newsletter.checks.features.judging import Verdict, shown_title, verdict
from newsletter.checks.features.programs import Program, by_program
from newsletter.checks.features.scan import MOST_CSS, MOST_TAGS, scan

__all__ = ["Audience", "Program", "Verdict", "audience", "by_program", "catalogue", "rule_id", "scan", "verdict"]


def rule_id(slug: str) -> str:
    """Return the id of a feature's rule."""
    return f"CIE-{slug.upper()}"


def _judge(feature: Feature) -> Callable[[Sheet], Iterator[Fault]]:
    """Return the check of one feature."""
    def judge(sheet: Sheet) -> Iterator[Fault]:
        seen = scan(sheet.html).seen.get(feature.slug)
        if seen:
            said = verdict(feature, seen, audience(sheet.publication.audience))
            if sheet.is_foreign or said.missing or said.partly:
                yield Fault(said.message, seen.place, said.hint, said.level)
    return judge


def _shelve() -> None:
    """Put a rule on the shelf for each feature that can be told."""
    for feature in catalogue().features.values():
        if feature.told_by:
            rule(rule_id(feature.slug), "warning" if feature.is_structural else "info",
                 f"The letter uses {shown_title(feature)}, and not all mail programs show it.",
                 why=f"Where it is missing, {feature.loses or 'the letter is plainer'} "
                     f"(caniemail, {feature.page}, tested {feature.tested}).",
                 mend="say it in an older way, or say that first", owner="template")(_judge(feature))


_shelve()


@rule("CIE-AUDIENCE", "error", "newsletter.toml names a mail program that there is not.",
      why="What readers cannot see is judged by the programs they use (caniemail's names of them).",
      mend="write it as caniemail does: gmail, apple-mail-ios, outlook-windows", foreign=False)
def unknown_program(sheet: Sheet) -> Iterator[Fault]:
    for name, what, todo in mistakes(sheet.publication.audience):
        yield Fault(f"[audience]: {what}", hint=todo, where=setting_at(sheet.publication, "audience", name))


@rule("CIE-UNREAD", "info", "The letter holds more than is judged here.",
      why=f"Beyond {MOST_CSS:,} characters of CSS or {MOST_TAGS:,} tags reading takes too long, and no mail program shows it.",
      mend="make it smaller", owner="template")
def too_large(sheet: Sheet) -> Iterator[Fault]:
    if not scan(sheet.html).is_whole:
        yield Fault(f"only the first {MOST_TAGS:,} tags and {MOST_CSS:,} characters of CSS were judged")
