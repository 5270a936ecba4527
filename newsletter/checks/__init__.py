"""An Edition and what it was made of → what is wrong with it, each finding where it can be mended.

A family of checks is a file of this folder, and a check is one function in it: it takes a `Sheet`, on which lies all
that it may look at, and yields a `Fault` for each thing it finds. `rule` puts it on the shelf, with its id, how much it
counts, what it finds and why, and how to mend it. Files that begin with ``_`` are the frame around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsletter import merge
from newsletter.checks._foreign import foreign, looks_foreign
from newsletter.checks._rules import Fault, Rule, chosen, rule, rules
from newsletter.checks._sarif import place, sarif
from newsletter.checks._settings import levels, setting_at
from newsletter.checks._sheet import Link, Sheet
from newsletter.checks._templates import template
from newsletter.checks._waivers import Waived, waived
from newsletter.errors import Refused
from newsletter.model import Edition, Finding, Issue, Letter, Level, Publication, Service

if TYPE_CHECKING:
    from newsletter.checks._against import Seen

__all__ = [
    "Fault", "Link", "Rule", "Sheet", "Waived", "against", "as_judged", "check", "foreign", "gate", "judged", "looks_foreign",
    "place", "rule", "rules", "sarif", "setting_at",
]


def as_judged(letter: Letter, service: Service, publication: Publication) -> Edition:
    """Return the edition of a letter that is judged: for a sample reader where we fill the words in, else in the service's words.

    Raises as `newsletter.merge.stamp`.
    """
    return merge.stamp(letter, service, publication, merge.sample_reader(service))


MOST = 100
"""Findings of one rule, at the most; the last says that there are more."""

_RANKS = {"error": 0, "warning": 1, "info": 2}


def check(
    edition: Edition,
    *,
    publication: Publication,
    issue: Issue | None = None,
    service: Service | None = None,
    today: date | None = None,
    online: Any = None,
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """Return what is wrong with a letter: errors first, then by file and line.

    Args:
        issue: what it was made of.
        service: where it goes; that of the edition where it is not given.
        today: for what depends on the day; without it, such checks are silent.
        online: what asks the web; without it nothing is asked.
        only, skip: ids of rules (``SUBJ-LEN``), beginnings of ids (``SUBJ``), or families (``subject``).

    Raises:
        UsageError: `only` or `skip` names no rule.
        InputError: ``[checks]`` in newsletter.toml names no rule, or no level.
    """
    sheet = Sheet(edition=edition, publication=publication, issue=issue, given_service=service, today=today, online=online)
    return judged(sheet, only, skip).findings


def judged(sheet: Sheet, only: Iterable[str] = (), skip: Iterable[str] = ()) -> Waived:
    """Return what is wrong with the letter on a sheet, and what the issue's waivers let stand. Raises as `check`."""
    said = levels(sheet.publication)
    found = [finding for one in chosen(only, skip) if said.get(one.id) != "off" for finding in _found(one, sheet, said)]
    return waived(sorted(dict.fromkeys(found), key=_order), sheet)


def _found(one: Rule, sheet: Sheet, said: dict[str, str]) -> Iterator[Finding]:
    if (one.online and sheet.online is None) or (sheet.is_foreign and not one.foreign):
        return
    faults = list(islice(one.judge(sheet), MOST + 1))
    for number, fault in enumerate(faults[:MOST], 1):
        level: Level = said.get(one.id) or fault.level or one.level  # type: ignore[assignment]
        # Of a letter made elsewhere nobody here can tell the two apart: only what is no more than worth knowing is left.
        owner = "editor" if sheet.is_foreign and level != "info" else fault.owner or one.owner
        where = fault.where or (
            sheet.where(fault.at) if owner == "editor" else template(sheet, fault.at, exact=level != "info"))
        more = "; and there are more of these" if number == MOST < len(faults) else ""
        yield Finding(rule=one.id, level=level, message=fault.message + more, hint=fault.hint or one.mend, where=where,
                      position=sheet.position_of(fault.at), owner=owner)


def _order(finding: Finding) -> tuple[int, str, tuple[int, ...], str]:
    name, *numbers = finding.where.split(":")
    return _RANKS[finding.level], name, tuple(int(number) for number in numbers if number.isdigit()), finding.rule


def against(came: Sheet, sent: Sheet) -> tuple[Seen, ...]:
    """Return what became of a letter on its way, a sentence each (`newsletter.checks._against`).

    Args:
        came: the letter that came back.
        sent: the letter that was handed over.
    """
    from newsletter.checks import _against  # it knows the history's wrappers, which no check of a letter needs

    return _against.against(came, sent)


def gate(findings: Iterable[Finding], otherwise: str = "say --anyway") -> None:
    """Let a letter pass that has no errors.

    Args:
        otherwise: what lets it pass although it has some.

    Raises:
        Refused: it has errors, and which.
    """
    errors = [finding for finding in findings if finding.level == "error"]
    if not errors:
        return
    count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
    lines = [f"{finding.where}: {finding.message}" + (f" — {finding.hint}" if finding.hint else "")
             for finding in errors]
    raise Refused("\n".join([*lines, f"the check found {count}, so nothing went out"]),
                  todo=f"mend that, or {otherwise}")
