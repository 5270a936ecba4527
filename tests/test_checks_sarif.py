"""SARIF is what code hosts read: what we write is valid by its schema, and says where and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from checks_help import GOOD, Way, line_of, sheet
from jsonschema import Draft4Validator

from newsletter import checks

SCHEMA = Draft4Validator(json.loads((Path(__file__).parent / "data/sarif/sarif-2.1.0.json").read_text(encoding="utf-8")))
_WAIVED = "\n[[waive]]\nrule = 'SUBJ-CAPS'\nreason = 'it is how they write it'\n"
BROKEN = Way("", "", issue={"subject   = 'Who pays for the night train?'": "subject = 'WHO PAYS FOR IT?'",
                            "alt    = 'Two excavators on a dyke above brown water'": "", "": _WAIVED})


def written(way: Way) -> dict[str, Any]:
    said = checks.sarif(checks.judged(sheet(way)))
    return json.loads(json.dumps(said))


@pytest.mark.parametrize("way", [GOOD, BROKEN, Way("", "", foreign="<p><a href='x y'>here</a></p>")], ids=["good", "broken", "foreign"])
def test_what_is_written_is_valid(way: Way) -> None:
    """Every report is SARIF 2.1.0 by its schema."""
    assert [error.message for error in SCHEMA.iter_errors(written(way))] == []


def test_a_result_names_file_line_rule_and_what_to_do() -> None:
    """A result stands at the line of the issue, names its rule by place in the list of rules, and says how to mend it."""
    run = written(BROKEN)["runs"][0]
    result = next(one for one in run["results"] if one["ruleId"] == "ALT-MISSING")
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "issues/047.toml"}, "region": {"startLine": line_of("images/dyke.jpg", BROKEN.issue)}}
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "ALT-MISSING"
    assert result["message"]["text"] == (
        "the picture does not say what it shows. write alt = '…': what the picture shows, in one sentence")


def test_what_is_waived_is_suppressed_with_its_reason() -> None:
    """A finding that stands by a waiver is in the report, as suppressed in the source."""
    result = next(one for one in written(BROKEN)["runs"][0]["results"] if one["ruleId"] == "SUBJ-CAPS")
    assert result["suppressions"] == [{"kind": "inSource", "justification": "it is how they write it"}]


@pytest.mark.parametrize(("where", "said"), [
    ("issues/047.toml:12", ("issues/047.toml", 12, 0)), ("letter.html:3:14", ("letter.html", 3, 14)),
    ("issues/047.toml", ("issues/047.toml", 0, 0)), ("C:/letters/047.toml:2", ("C:/letters/047.toml", 2, 0)), ("", ("", 0, 0)),
])
def test_a_place_is_taken_apart(where: str, said: tuple[str, int, int]) -> None:
    """File, line and column are told apart, colons in the name of the file or not."""
    assert checks.place(where) == said
