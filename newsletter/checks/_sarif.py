"""Findings → SARIF 2.1.0 (OASIS, 2020), the form in which code hosts and editors of code show what checks say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from newsletter import __version__
from newsletter.checks._rules import Rule, rules
from newsletter.checks._waivers import Waived
from newsletter.model import Finding, Waiver

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PLACE = re.compile(r"(?P<file>.+?)(?::(?P<line>\d+)(?::(?P<column>\d+))?)?")


def sarif(result: Waived) -> dict[str, Any]:
    """Return what a check said, ready for JSON; what a waiver lets stand is there as suppressed, with its reason."""
    ids = sorted({finding.rule for finding in _all(result)})
    driver = {"name": "newsletter", "version": __version__, "rules": [_rule(id) for id in ids]}
    results = [*(_result(finding, ids) for finding in result.findings),
               *(_result(finding, ids, waiver) for finding, waiver in result.standing)]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _all(result: Waived) -> Iterable[Finding]:
    return (*result.findings, *(finding for finding, _ in result.standing))


def _rule(id: str) -> dict[str, Any]:
    one = rules().get(id)
    return {"id": id, **(_about(one) if one else {})}


def _about(one: Rule) -> dict[str, Any]:
    return {
        "shortDescription": {"text": one.what},
        "fullDescription": {"text": one.why},
        "help": {"text": one.mend},
        "defaultConfiguration": {"level": _LEVELS[one.level]},
    }


def _result(finding: Finding, ids: list[str], waiver: Waiver | None = None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": _LEVELS[finding.level],
        "message": {"text": ". ".join(filter(None, (finding.message, finding.hint)))},
        "locations": list(_locations(finding)),
        "properties": {"owner": finding.owner},
    }
    if waiver:
        said["suppressions"] = [{"kind": "inSource", "justification": waiver.reason}]
    return said


def _locations(finding: Finding) -> Iterator[dict[str, Any]]:
    if not (found := place(finding.where))[0]:
        return
    file, line, column = found
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(file)}}
    if line:
        physical["region"] = {"startLine": line} | ({"startColumn": column} if column else {})
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.position:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.position}]
    yield location


def place(where: str) -> tuple[str, int, int]:
    """Return file, line and column of ``file:line:column``; 0 for what it does not say."""
    found = _PLACE.fullmatch(where)
    return (found["file"], int(found["line"] or 0), int(found["column"] or 0)) if found else ("", 0, 0)
