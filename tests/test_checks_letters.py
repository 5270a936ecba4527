"""The checks before whole letters: those of every theme, both ways round, have no fault; those from elsewhere are placed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import gallery_help as galleries
import pytest
from gallery_help import SIDES, THEMES

from newsletter import build, checks, issue as issues, merge
from newsletter import publication as publications
from newsletter.checks import Sheet
from newsletter.files import PACKAGED
from newsletter.model import Finding, Publication, Reader

TODAY = date(2026, 11, 19)
# The families that judge the finished letter and message.
FORM = ("message", "headers", "parts", "bulk", "size", "outlook", "clients", "dark", "accessibility", "images", "spam", "safety")
KNOWN = {
    "sender": "The Halyard <letter@halyard.example>",
    "list_id": "letter.halyard.example",
    "image_base_url": "https://halyard.example/pictures",
    "addresses": {name: f"https://halyard.example/{name}?who={{token}}" for name in ("unsubscribe", "web_version", "preferences")},
}


def serious(findings: tuple[Finding, ...]) -> list[str]:
    """Return what is not only worth knowing."""
    return [f"{one.rule} {one.where}: {one.message}" for one in findings if one.level != "info"]


# ── good letters ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("theme", THEMES)
def test_the_letter_of_every_block_has_no_fault_of_form(theme: str, side: str, tmp_path: Path) -> None:
    """Every block and layout of every theme, both ways round: no error and no warning.

    So long a letter is cut, and its specimens share a headline or two: of these nothing is said here.
    """
    who = galleries.publication(tmp_path, side, **KNOWN)
    issue = galleries.issue(who)
    letter = build.press(issue, who, publications.theme(who, theme))
    edition = merge.stamp(letter, publications.service(who, "plain"), who, Reader(email="reader@example.org", token="t"))
    sheet = Sheet(edition=edition, publication=who, issue=issue, today=TODAY)
    assert serious(checks.judged(sheet, FORM, ["GMAIL-CLIP", "A11Y-LINK-SAME"]).findings) == []


# ── letters from elsewhere ───────────────────────────────────────────────────────────────────────────────────

NOBODY = Publication(shelves=(PACKAGED / "templates",))


def report(data: bytes, name: str = "letter.html") -> tuple[Finding, ...]:
    """Return what the checks say of a letter made elsewhere."""
    return checks.judged(checks.foreign(data, name, NOBODY)).findings


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html>\n<html>\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>".encode()


def test_faults_of_a_page_are_at_their_line_and_column() -> None:
    """Of HTML from elsewhere a finding says the line and the column of its tag."""
    findings = report(page('<p>Words</p>\n<p>More <img src="a.png" alt="x"></p>'))
    assert {one.where for one in findings if one.rule == "IMG-RELATIVE"} == {"letter.html:6:9"}


def test_faults_of_a_message_are_at_their_line() -> None:
    """Of a message the header has lines of its own."""
    message = b"From: a@a.example\nTo: b@b.example\nSubject: x\nSubject: y\nDate: Thu, 19 Nov 2026 09:00:00 +0000\n\nWords\n"
    assert {one.where for one in report(message, "letter.eml") if one.rule == "MSG-ONCE"} == {"letter.eml:3"}


def test_a_private_letter_is_not_judged_as_one_to_many() -> None:
    """Who writes to a friend need offer no way out of a list."""
    message = b"From: a@a.example\nTo: b@b.example\nSubject: x\nDate: Thu, 19 Nov 2026 09:00:00 +0000\nMessage-ID: <a@a.example>\n\nWords\n"
    assert not [one for one in report(message, "letter.eml") if one.rule.startswith("BULK-")]
