"""What is handed to the check may be anything: each gets a report or a clear refusal, and nothing else."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from checks_help import DATA, good
from hypothesis import given
from hypothesis import strategies as st

from newsletter import checks
from newsletter.errors import InputError

from conftest import HARD_WORDS  # isort: skip

NAUGHTY = json.loads((Path(__file__).parent / "data/naughty.json").read_text(encoding="utf-8"))


def judged(data: bytes, name: str) -> str:
    """Return what became of some bytes: how many findings, or the refusal."""
    try:
        result = checks.judged(checks.foreign(data, name, good().publication))
    except InputError as error:
        assert str(error).startswith(f"{name}: this "), "a refusal says which file, and what it is"
        return "refused"
    for finding in result.findings:
        assert finding.message and finding.where.startswith(name) and finding.level in ("error", "warning", "info")
    return f"{len(result.findings)} findings"


def emails() -> Iterator[Path]:
    """Yield the messages of the standard library's own tests, where they are installed; else those of ours."""
    try:
        import test.test_email as mails
    except ImportError:
        yield from (Path(__file__).parent / "data").rglob("*.eml")
        return
    yield from sorted(path for path in (Path(mails.__file__).parent / "data").iterdir() if path.is_file())


@pytest.mark.parametrize("path", list(emails()), ids=lambda path: path.name)
def test_every_message_of_pythons_own_tests_is_judged_or_refused(path: Path) -> None:
    """Broken boundaries, missing headers and odd encodings bring no traceback; as pages they do not, either."""
    data = path.read_bytes()
    judged(data, "letter.eml")
    judged(data, "letter.html")


@pytest.mark.parametrize("word", NAUGHTY)
def test_naughty_words_are_judged_wherever_they_stand(word: str) -> None:
    """In text, in an address, in a style and in a header, naughty words are words."""
    data = word.encode("utf-8", "replace")
    judged(b"<!doctype html><title>" + data + b"</title><p style='" + data + b"'>" + data + b"<a href='" + data + b"'>x</a>",
           "letter.html")
    judged(b"From: a@b.example\nSubject: " + data + b"\nContent-Type: text/html; charset=utf-8\n\n<p>" + data, "letter.eml")


def nested(tag: str, depth: int) -> bytes:
    return (f"<{tag}>" * depth + "words" + f"</{tag}>" * depth).encode()


OCTETS = [
    nested("table><tr><td", 900), nested("div", 20_000), b"<style>" + b"@media{" * 9000 + b"</style><p>words",
    b"<p>" + b"<a href='" * 9000, b"<!--" * 9000 + b"<p>words", b"<p>" + b"&" * 30_000, b"<p style='" + b"a:" * 30_000 + b"'>words",
    b"<style>" + b"{" * 30_000 + b"</style><p>words", b"<![CDATA[" * 900 + b"<p>", b"<p>" + b"\xff" * 3000, b"<svg>" * 3000,
    b"<p>" + "\u202e".encode() * 3000 + b"words", b"<" * 30_000, b"<p " + b"x" * 100_000 + b">words",
    b"<!--[if mso]>" * 3000 + b"<p>words", b"<p>words" + b"<!--" * 200_000, b"<p>words" + b"<!--[if mso]>" * 100_000,
]
SIGNS = [
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
]  # fmt: skip


@pytest.mark.parametrize("data", [*OCTETS, *(f"<html><body>\n{signs}".encode() for signs in SIGNS)], ids=range(len(OCTETS) + len(SIGNS)))
def test_a_hostile_page_gets_a_report(data: bytes) -> None:
    """However it is made, there is a report, of no endless length: depth, length and rubbish are told."""
    count, _, noun = judged(data, "letter.html").partition(" ")
    assert noun == "findings" and 0 < int(count) < 400


@pytest.mark.parametrize("value", ["(" * 3000 + "a@b.example", "[From: " * 3000], ids=["comments", "domains"])
@pytest.mark.parametrize("name", ["From", "To"])
def test_an_address_nested_too_deep_is_reported(name: str, value: str) -> None:
    """The standard library's reader gives up on it; the report says which field cannot be read."""
    data = f"Subject: words\n{name}: {value}\nContent-Type: text/html; charset=utf-8\n\n<p>words".encode()
    result = checks.judged(checks.foreign(data, "letter.eml", good().publication))
    assert any(f"the header {name} cannot be read" in finding.message for finding in result.findings)


@pytest.mark.parametrize(("name", "sign"), [
    ("From", "<"), ("From", "g:"), ("From", "@"), ("From", '\\"'), ("To", "=?"), ("Subject", "=?u?q?"), ("Message-ID", "<"), ("Date", "1 "),
    ("List-Unsubscribe", "<https://"), ("List-Unsubscribe", "@"), ("List-Id", "<"), ("DKIM-Signature", "h="),
    ("Authentication-Results", "spf "), ("Content-Type", "text/html;a*0*="),
    ("Content-Type", "multipart/mixed;a="),
])  # fmt: skip
def test_a_header_field_without_end_keeps_nobody_waiting(name: str, sign: str) -> None:
    """No check looks for an end from each of a hundred thousand signs: that would take minutes."""
    opening = "<https:" if sign == "@" and name == "List-Unsubscribe" else '"' if '"' in sign else ""
    data = f"Subject: words\n{name}: {opening}{sign * 150_000}\n\nwords".encode()
    began = time.process_time()
    judged(data, "letter.eml")
    assert time.process_time() - began < 3


def test_a_letter_cut_off_anywhere_is_judged() -> None:
    """A page and a message that end in the middle of anything are judged as far as they go."""
    one = good()
    page = one.html.encode()
    for end in range(0, len(page), len(page) // 12):
        judged(page[:end], "letter.html")
        judged(one.message[:end], "letter.eml")


@pytest.mark.parametrize("seed", range(12))
def test_binary_rubbish_is_refused_or_judged(seed: int) -> None:
    """Bytes without a meaning are refused, or are what little they are."""
    rubbish = random.Random(seed).randbytes(4000)
    judged(rubbish, "letter.html")
    judged(b"Subject: x\n\n" + rubbish, "letter.eml")
    judged((DATA / "issues/047.toml").read_bytes()[:2000] + rubbish, "letter.html")


@pytest.mark.parametrize("filling", [b"{", b"a ", b":not("])
def test_style_sheets_beyond_reason_are_not_read_rule_by_rule(monkeypatch: pytest.MonkeyPatch, filling: bytes) -> None:
    """Of two megabytes of CSS no check reads more than is set for all: it is said that the rest was not judged."""
    read: list[int] = []
    for room in ("newsletter.checks.size", "newsletter.checks._look"):
        monkeypatch.setattr(f"{room}.rules", lambda css, media="": read.append(len(css)) or ())
    page = b"<style>" + filling * (2_000_000 // len(filling)) + b"</style><p style='color:red'>words"
    result = checks.judged(checks.foreign(page, "letter.html", good().publication))
    assert not read
    assert {"GMAIL-STYLE-16K", "CIE-UNREAD"} <= {finding.rule for finding in result.findings}


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_octets_in_a_message_get_a_report_or_a_refusal(header: bytes, body: bytes) -> None:
    """Whatever octets follow a From, the checks say something, or the reader refuses it."""
    judged(b"From: a@a.example\r\nSubject: " + header + b"\r\n\r\n" + body, "letter.eml")


@given(st.text(alphabet=st.sampled_from("<>/='\" ;:{}()#-!@abdivpstylecor&;\n"), max_size=300))
def test_any_signs_in_a_page_get_a_report(html: str) -> None:
    """Broken tags, quotes and style sheets in any order break nothing."""
    assert judged(f"<html><body>\n{html}".encode(), "letter.html") != "refused"
