"""The checks are checked: a good letter broken in one way after another, and each time the rule for it says so."""

from __future__ import annotations

from collections import Counter

import pytest
from checks_help import GOOD, Way, found, line_of, rules_of, ways

from newsletter import checks

WAYS = ways()


def test_the_good_letter_is_good() -> None:
    """Where nothing is wrong, nothing is said: no error and no warning."""
    assert [finding for finding in found(GOOD) if finding.level != "info"] == []


@pytest.mark.parametrize("way", WAYS, ids=[way.called for way in WAYS])
def test_each_way_to_break_it_is_found_by_its_rule(way: Way) -> None:
    """What is broken is found by the rule for it, where it can be mended; what only looks like it is not."""
    findings = set(found(way, way.rule)) - set(found(GOOD, way.rule))
    assert bool(findings) is way.found, "what it says is what it says of the good letter" if way.found else findings
    if way.line:
        assert f"issues/047.toml:{line_of(way.line, way.issue)}" in {finding.where for finding in findings}


def test_every_rule_has_a_way_to_fail_and_a_way_that_only_looks_like_it() -> None:
    """No rule goes without a test of both; no test is of a rule that is gone.

    The features of mail programs have their own: `test_checks_features` goes through all 306, one by one.
    """
    offline = {id for id, one in checks.rules().items() if not one.online and one.family != "features"}
    assert set(rules_of(WAYS, found=True)) >= offline
    assert set(rules_of(WAYS, found=False)) >= offline
    assert {way.rule for way in WAYS} <= set(checks.rules())


def test_no_two_ways_have_the_same_name() -> None:
    """A name says what was broken, and no other is called so."""
    assert [name for name, count in Counter(way.called for way in WAYS).items() if count > 1] == []
