"""SpamAssassin, where it is installed: what it says of a letter, and what is said where it is not there."""

from __future__ import annotations

import gallery_help as galleries
import pytest
from checks_help import good

from newsletter import checks
from newsletter.checks import spam
from newsletter.model import replace

SHOUTED = b"From: a@a.example\r\nSubject: FREE MONEY!!!\r\n\r\nDear Friend,\r\n\r\nYou have won 5 million dollars.\r\n"
installed = pytest.mark.skipif(galleries.SPAMASSASSIN is None, reason="no SpamAssassin on this machine")


@installed
def test_a_good_letter_has_no_points() -> None:
    """The good letter breaks none of its rules, but those that say what a letter is."""
    score = spam.spam_score(good().message)
    assert score
    assert score.points <= 0.1
    assert score.rules == ()


@installed
def test_what_shouts_has_points_and_says_why() -> None:
    """A message that shouts of money has points, and the rules by which."""
    score = spam.spam_score(SHOUTED)
    assert score
    assert score.points > 2
    assert {"MISSING_DATE", "MISSING_MID"} <= set(score.rules)


def test_its_verdict_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """From five points on it is an error, from two a warning, below worth knowing; none is nothing."""
    sheet = replace(good(), online=object())
    for points, level in ((6.1, "error"), (2.5, "warning"), (0.7, "info")):
        monkeypatch.setattr(spam, "spam_score", lambda _, points=points: spam.Score(points, ("MISSING_DATE",)))
        (one,) = checks.judged(sheet, ["SPAM-ASSASSIN"]).findings
        assert (one.level, one.message) == (level, f"SpamAssassin gives the letter {points:g} of 5 points: MISSING_DATE")
    monkeypatch.setattr(spam, "spam_score", lambda _: spam.Score(0.0, ()))
    assert checks.judged(sheet, ["SPAM-ASSASSIN"]).findings == ()


def test_it_is_asked_only_where_one_waits_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds, so that it is asked with --online alone; where it is not installed nothing is said."""
    monkeypatch.setattr(spam, "spam_score", lambda _: pytest.fail("it was asked"))
    assert checks.judged(good(), ["SPAM-ASSASSIN"]).findings == ()
    monkeypatch.undo()
    monkeypatch.setenv("PATH", "")
    assert checks.judged(replace(good(), online=object()), ["SPAM-ASSASSIN"]).findings == ()
