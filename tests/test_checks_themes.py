"""Letters that are as they should be: every theme, every service, every block, and nothing to mend in any."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import gallery_help as galleries
import pytest
from checks_help import TODAY, good

from newsletter import build, checks, issue as issues, publication as publications
from newsletter.model import Finding, Issue, Publication, replace

THEMES = sorted(publications.themes(Publication(shelves=(galleries.TEMPLATES,))))


def findings(issue: Issue, who: Publication, theme: str, day: date, service: str) -> Iterable[Finding]:
    """Return the errors and warnings of an issue in a theme, for a service."""
    letter = build.press(issue, who, publications.theme(who, theme))
    profile = publications.service(who, service)
    edition = checks.as_judged(letter, profile, who)
    found = checks.check(edition, publication=who, issue=issue, service=profile, today=day)
    return [finding for finding in found if finding.level != "info"]


@pytest.mark.parametrize("theme", THEMES)
def test_the_good_letter_is_good_in_every_theme_and_for_every_service(theme: str) -> None:
    """No theme and no service's words bring an error or a warning into a letter that has none.

    Of services that put the way out in themselves, as far as is known, that is to be looked at.
    """
    one = good()
    assert one.issue
    # A {token} is nobody's but our own: SparkPost has no way out but the publication's.
    addresses = {name: address.replace("{token}", "{email}") for name, address in one.publication.addresses.items()}
    who = replace(one.publication, addresses=addresses)
    for service in publications.services(who):
        found = {finding.rule for finding in findings(one.issue, who, theme, TODAY, service)}
        profile = publications.service(who, service)
        doubted = profile.confidence == "low" and "unsubscribe" not in profile.tags
        assert found == ({"BULK-BODY-UNSUB"} if doubted else set()), service


@pytest.mark.parametrize("theme", THEMES)
def test_the_samples_first_number_is_good_in_every_theme(theme: str, tmp_path: Path) -> None:
    """What somebody sees who tries the program has nothing to mend."""
    path = galleries.sample(tmp_path)
    who = publications.find(path.parent)
    issue = issues.read(path, publications.blocks(who))
    assert issue.date
    found = findings(issue, who, theme, issue.date, who.service)
    assert [(one.rule, one.message) for one in found] == []


def test_the_samples_first_number_can_go_out_with_every_service(tmp_path: Path) -> None:
    """It has what each looks for, and nothing that one forbids; its pictures must stand on the web for most."""
    path = galleries.sample(tmp_path)
    who = publications.find(path.parent)
    issue = issues.read(path, publications.blocks(who))
    assert issue.date
    for service in publications.services(who):
        found = findings(issue, who, who.theme, issue.date, service)
        assert {one.rule for one in found} <= {"IMG-OFFLINE", "BULK-BODY-UNSUB"}, service
        assert not [one for one in found if one.level == "error"], service


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("side", galleries.SIDES)
def test_no_block_of_any_theme_is_a_fault_of_the_template(side: str, theme: str, tmp_path: Path) -> None:
    """A letter of every block, from left to right and from right to left, has no fault that is the template's to mend."""
    who = galleries.publication(tmp_path, side, sender="The Halyard <letter@halyard.example>", list_id="letter.halyard.example")
    found = findings(galleries.issue(who), who, theme, TODAY, "plain")
    assert [(one.rule, one.message) for one in found if one.owner == "template"] == []
