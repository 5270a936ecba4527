"""The checks before whole letters: those of every theme, both ways round, have no fault; what is hostile gets a report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import gallery_help as galleries
import pytest
from gallery_help import SIDES, THEMES
from hypothesis import given
from hypothesis import strategies as st

from newsletter import build, checks, issue as issues, merge
from newsletter import publication as publications
from newsletter.checks import Sheet
from newsletter.errors import InputError
from newsletter.files import PACKAGED
from newsletter.model import Finding, Publication, Reader

from conftest import HARD_WORDS, TESTS  # isort: skip

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


@pytest.mark.parametrize("theme", THEMES)
def test_the_sample_has_no_fault(theme: str, tmp_path: Path) -> None:
    """The sample's first number, in every theme: no error and no warning."""
    path = galleries.sample(tmp_path)
    who = publications.find(path)
    issue = issues.read(path, publications.blocks(who))
    edition = merge.stamp(build.build(path, theme=theme), publications.service(who), who)
    assert serious(checks.check(edition, publication=who, issue=issue, today=TODAY, only=FORM)) == []


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


@pytest.mark.parametrize("html", [
    "<div>" * 5000 + "x",
    "<table><tr><td>" * 800,
    "<p style='" + "color:red;" * 20_000 + "'>x</p>",
    "<style>" + "a b c d e f g{color:red}" * 3000 + "</style>" + "<a><b><c><d><e>" * 400,
    "<style>" + "{" * 5000 + "</style><p>x",
    "<style>@media (min-width:1px){" * 200 + "</style><p>x",
    "<p style='color:rgb(" + "9" * 5000 + ",0,0);font-size:" + "9" * 500 + "px;line-height:1e999;opacity:nan'>x</p>",
    "<p style='font:" + "a " * 5000 + "12px/1 x'>x</p>",
    "<p style='background:" + "url(" * 500 + "'>x</p>",
    "<!--[if mso]>" * 3000,
    "<a href='http://[::1'>x</a><img src='http://[::1'><img src='//' width='99999999999'>",
    "<img>" * 3000,
    "<a href='" + "%" * 9000 + "'>" + "x " * 9000 + "</a>",
    "".join(f"<p>{words}</p>" for words in HARD_WORDS),
    "<p>\x00\x85\ufeff\u202e</p>",
    "<h1><h6><h1></h3><table></p><td></table>" * 50,
    "<" * 100_000,
    "<!--[if mso]><v:a>" * 5000 + "<h1>",
    "<div" * 20_000,
], ids=range(19))  # fmt: skip
def test_a_hostile_page_gets_a_report(html: str) -> None:
    """However it is made, there is a report, of no endless length."""
    findings = report(page(html))
    assert findings
    assert len(findings) < 400


@pytest.mark.parametrize("cut", [1, 60, 200, 900, 5000, 20_000])
def test_a_message_cut_off_anywhere_gets_a_report_or_a_refusal(cut: int) -> None:
    """A message that ends too early is told of, and breaks nothing."""
    from checks_help import good

    try:
        report(good().message[:cut], "letter.eml")
    except InputError as error:
        assert error.where == "letter.eml"


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_octets_in_a_message_get_a_report_or_a_refusal(header: bytes, body: bytes) -> None:
    """Whatever octets follow a From, the checks say something, or the reader refuses it."""
    try:
        report(b"From: a@a.example\r\nSubject: " + header + b"\r\n\r\n" + body, "letter.eml")
    except InputError as error:
        assert error.where == "letter.eml"


@given(st.text(alphabet=st.sampled_from("<>/='\" ;:{}()#-!@abdivpstylecor&;\n"), max_size=300))
def test_any_signs_in_a_page_get_a_report(html: str) -> None:
    """Broken tags, quotes and style sheets in any order break nothing."""
    report(page(html))


def test_the_messages_of_pythons_own_tests_get_a_report_or_a_refusal() -> None:
    """Each message by which Python tests its reader: nothing breaks."""
    tests = pytest.importorskip("test.test_email", reason="this machine's Python comes without its tests")
    folder = Path(tests.__file__).parent / "data"
    for path in sorted(folder.glob("*.txt")):
        try:
            report(path.read_bytes(), f"{path.stem}.eml")
        except InputError as error:
            assert error.what
