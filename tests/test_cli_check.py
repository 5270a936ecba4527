"""`newsletter check` says what is wrong with a letter, where, and ends with 1 where it cannot go out."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import pytest
from checks_help import DATA, TODAY, line_of
from cli_help import Run, run
from servers import Site, answer, serve  # noqa: F401

from newsletter.files import PACKAGED

__all__ = ["run"]


@pytest.fixture
def courier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The good letter's publication, in the folder in which the commands run, on the day before it goes out."""
    monkeypatch.setattr("newsletter.cli.check.now", lambda _: datetime.combine(TODAY, time(9)))
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    shutil.copytree(PACKAGED / "data" / "sample" / "images", tmp_path / "images")
    return tmp_path


def broken(courier: Path, old: str, new: str) -> None:
    path = courier / "issues/047.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


_SUBJECT = "subject   = 'Who pays for the night train?'"
_CAPITALS = "subject   = 'WHO PAYS FOR IT?'"


def test_a_good_letter_has_nothing_to_mend(run: Run, courier: Path) -> None:
    """Without an error or a warning the status is 0, with --strict, too."""
    assert run("check", "47", "--strict").status == 0


def test_an_error_ends_with_1_and_names_the_line(run: Run, courier: Path) -> None:
    """The report names level, line, what is wrong, what to do and the rule; its last line sums up."""
    broken(courier, _SUBJECT, "subject = ''")
    said = run("check", "47", "--only", "SUBJ-EMPTY")
    assert said.status == 1
    assert said.out.decode() == (
        "Errors: they keep the letter from going out\n"
        f"  line {line_of('subject = ', {_SUBJECT: 'subject = ' + chr(39) * 2})}  the letter has no subject\n"
        "          write subject = '…' at the top of the issue (SUBJ-EMPTY)\n"
        "\n"
        "issues/047.toml: 1 error. It cannot go out like this.\n")


def test_a_warning_fails_only_where_it_is_wanted(run: Run, courier: Path) -> None:
    """A warning ends with 0, and with 1 where --strict asks for that."""
    broken(courier, _SUBJECT, _CAPITALS)
    assert run("check", "47").status == 0
    assert run("check", "47", "--strict").status == 1
    assert run("check", "47", "--strict", "--skip", "SUBJ-CAPS").status == 0


def test_mistakes_of_the_issue_file_are_findings(run: Run, courier: Path) -> None:
    """What keeps the issue from being read is told as findings, all at once, with status 1."""
    broken(courier, "date      = 2026-11-20", "date = 20.11.2026")
    broken(courier, "subject ", "subjcet ")
    said = run("check", "47", "--as", "json")
    report = json.loads(said.out)
    assert said.status == 1
    assert [(one["rule"], one["line"]) for one in report["findings"]] == [("ISSUE-FILE", 2), ("ISSUE-FILE", 3)]
    assert report["findings"][0]["hint"] == "write date = 2026-11-20"


def test_a_picture_that_is_not_there_is_a_finding(run: Run, courier: Path) -> None:
    """What keeps the letter from being built is told at its line, too."""
    broken(courier, "images/tram.jpg", "images/tarm.jpg")
    said = run("check", "47", "--as", "json")
    assert (said.status, json.loads(said.out)["findings"][0]["line"]) == (1, line_of("images/tram.jpg"))


def test_mistakes_and_missing_pictures_are_told_together(run: Run, courier: Path) -> None:
    """A key that cannot be read hides no picture that is not there, and the last line says what was not looked at."""
    broken(courier, "subject ", "subjcet ")
    broken(courier, "images/tram.jpg", "images/tarm.jpg")
    said = run("check", "47", "--as", "json")
    assert said.status == 1
    assert [one["line"] for one in json.loads(said.out)["findings"]] == [3, line_of("images/tram.jpg")]
    for command in (("render", "47"), ("size", "47"), ("export", "47", "-o", "out.zip")):
        told = run(*command)
        assert told.status == 3
        assert re.findall(r"^issues/047\.toml:(\d+): ", told.err, re.MULTILINE) == ["3", str(line_of("images/tram.jpg"))]
    assert run("check", "47").out.decode().endswith(
        "issues/047.toml: 2 errors so far; the letter could not be made, so nothing else was looked at.\n")


@pytest.mark.parametrize(("old", "new", "wanted"), [
    ("kind  = 'section'", "kind  = 'sektion'", 1), ("title ", "titel ", 2), ("[[block]]", "[[block]", 2), ("subject ", "[subject", 1),
])
def test_whatever_is_wrong_the_rest_is_looked_at_as_far_as_it_can_be_read(
    run: Run, courier: Path, old: str, new: str, wanted: int) -> None:
    """An unknown kind, a story without its title, a broken header: never a crash, and never fewer mistakes than those."""
    path = courier / "issues/047.toml"
    text = path.read_text(encoding="utf-8").replace("images/tram.jpg", "images/tarm.jpg")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    said = run("check", "47", "--as", "json")
    assert said.status == 1
    assert {one["rule"] for one in json.loads(said.out)["findings"]} == {"ISSUE-FILE"}
    assert len(json.loads(said.out)["findings"]) >= wanted


def test_the_last_line_counts_the_editor_s_and_the_template_s_apart(run: Run, courier: Path) -> None:
    """What the template's keeper is to mend is not added to what the editor is."""
    broken(courier, _SUBJECT, _CAPITALS)
    last = run("check", "47").out.decode().split("\n")[-2]
    assert re.fullmatch(r"issues/047\.toml: 1 warning( and \d+ notes?)?; the template: \d+ notes?\. It can go out\.", last), last


def test_what_is_not_there_cannot_be_checked(run: Run, courier: Path) -> None:
    """A file that cannot be read is no finding: the status is 3."""
    assert run("check", "issues/048.toml").status == 3
    assert run("check", "letter.html").status == 3


def test_an_issue_may_come_from_standard_input(run: Run, courier: Path) -> None:
    """- takes an issue, a page or a message, and tells which it is."""
    issue = (courier / "issues/047.toml").read_bytes().replace(_SUBJECT.encode(), _CAPITALS.encode())
    assert b"line 3  the subject is all in capitals" in run("check", "-", stdin=issue).out
    message = b"From: a@b.example\nSubject: READ ALL THIS\nContent-Type: text/html\n\n<p>Words</p>"
    assert b"all in capitals" in run("check", "-", stdin=message).out
    assert b"all in capitals" not in run("check", "-", stdin=b"<!doctype html><p>READ ALL THIS</p>").out


def test_many_of_one_kind_are_told_once_with_all_their_lines(run: Run, tmp_path: Path) -> None:
    """Of more than three findings of one rule the first is told whole, then how many more there are, and where."""
    stories = "".join(f"\n  [[block.story]]\n  title = 'Boats of harbour {number}'\n" for number in range(5))
    (tmp_path / "issue.toml").write_text(f"subject = 'Boats'\n\n[[block]]\nkind = 'section'\ntitle = 'News'\n{stories}", "utf-8")
    said = run("check", "issue.toml", "--only", "STORY-NO-LINK")
    assert said.status == 0
    assert said.out.decode() == (
        "Warnings: should be mended\n"
        "  line 8   “Boats of harbour 0” has no address\n"
        "           and 4 more like it: lines 11, 14, 17, 20\n"
        "           write url = '…', or take the story out with use = false (STORY-NO-LINK)\n"
        "\n"
        "issue.toml: 5 warnings. It can go out.\n")
    assert len(json.loads(run("check", "issue.toml", "--only", "STORY-NO-LINK", "--as", "json").out)["findings"]) == 5


def test_what_only_the_template_of_a_foreign_letter_does_is_counted(run: Run, tmp_path: Path) -> None:
    """What mail programs make of each feature of a letter made elsewhere is one line, and all of it with --template."""
    page = "<!doctype html><html lang='en'><body><table><tr><td style='border-radius:3px;opacity:.9'>Words</td></tr></table></body></html>"
    (tmp_path / "letter.html").write_text(page, encoding="utf-8")
    said = run("check", "letter.html").out.decode()
    assert "CIE-" not in said
    assert re.search(r"^The template: \d+ notes\. See them with --template\.$", said, re.MULTILINE), said
    assert "(CIE-CSS-BORDER-RADIUS)" in run("check", "letter.html", "--template").out.decode()


@pytest.mark.parametrize("data", [b"", b"\x7fELF\x02\x01" + bytes(range(256)) * 20, b"words", b"\xff\xd8\xff\xe0" * 500])
@pytest.mark.parametrize("name", ["letter.html", "letter.eml"])
def test_what_is_no_letter_is_refused(run: Run, courier: Path, name: str, data: bytes) -> None:
    """Rubbish is no letter, and that is all that is said of it."""
    (courier / name).write_bytes(data)
    said = run("check", name)
    assert said.status == 3
    assert said.err.startswith(f"{name}: this ")


def test_the_report_is_plain_where_no_terminal_shows_it(run: Run, courier: Path) -> None:
    """No colour goes into a file or a pipe, and nothing of a foreign page can give orders to a terminal."""
    broken(courier, "Łódź puts its trams", "\\u001b[31mŁódź\\u202e puts its trams")
    said = run("check", "47").out.decode()
    assert "\x1b" not in said and "\u202e" not in said


def test_waived_findings_are_in_every_report(run: Run, courier: Path) -> None:
    """What stands by a waiver is told with its reason, and fails nothing."""
    broken(courier, _SUBJECT, "subject = ''")
    with (courier / "issues/047.toml").open("a", encoding="utf-8") as file:
        file.write("\n[[waive]]\nrule = 'SUBJ-EMPTY'\nreason = 'the service asks for it'\n")
    said = run("check", "47", "--only", "SUBJ-EMPTY")
    assert said.status == 0
    assert said.out.decode().startswith("Waived in the issue:\n  SUBJ-EMPTY: the service asks for it\n")
    assert json.loads(run("check", "47", "--as", "json").out)["waived"][0]["reason"] == "the service asks for it"


def test_what_came_back_is_compared_with_what_was_sent(run: Run, courier: Path) -> None:
    """--against says in sentences what became of a letter; the status is 1 where something was lost."""
    (courier / "back.eml").write_bytes(run("render", "47", "--as", "eml", "--to", "me@reader.example").out)
    said = run("check", "back.eml", "--against", "47")
    assert said.status == 1, "an address that names its reader is no one-click address for another"
    (courier / "newsletter.toml").write_text((courier / "newsletter.toml").read_text(encoding="utf-8").replace(
        "{token}", "{email}"), encoding="utf-8")
    (courier / "back.eml").write_bytes(run("render", "47", "--as", "eml", "--to", "me@reader.example").out)
    said = run("check", "back.eml", "--against", "47")
    assert (said.status, said.out.decode().split("\n")[-2]) == (0, "It came as it was sent.")
    data = (courier / "back.eml").read_bytes().replace(b"Subject: Who pays", b"Subject: Who knows")
    (courier / "back.eml").write_bytes(data)
    report = json.loads(run("check", "back.eml", "--against", "47", "--as", "json").out)
    assert (report["lost"], report["seen"][0]["ok"]) == (1, False)


def test_a_comparison_needs_both_letters(run: Run, courier: Path) -> None:
    """Without the letter that came back there is nothing to compare."""
    assert run("check", "--against", "47").status == 2


def test_the_template_s_report_says_what_each_mail_program_does_not_show(run: Run, tmp_path: Path) -> None:
    """With --template the report ends with the readers' programs, and the day of the data."""
    (tmp_path / "letter.html").write_text('<body><div style="float:left">words</div></body>', encoding="utf-8")
    said = run("check", "letter.html", "--template", "--only", "LINK").out.decode()
    assert "By mail program, the most read with first (caniemail, data of 2026-06-29)\n" in said
    assert "  Outlook on Windows, 7 % of the readers: 1 not shown\n" in said
    assert "    loses    float\n" in said
    assert "By mail program" not in run("check", "letter.html", "--only", "LINK").out.decode()


# ── online ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def page(tmp_path: Path, serve: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> Site:  # noqa: F811
    """A page on this machine, and ``letter.html`` with a link to it and one to nothing; answers are kept here, too."""
    monkeypatch.setattr("newsletter.checks.links.asking.usual_place", lambda: tmp_path / "cache" / "answers.json")
    site = serve(lambda connection, request: connection.sendall(
        answer() if b" /there " in request else answer(b"", "404 Not Found")))
    (tmp_path / "letter.html").write_text(
        f"<p>One\n<a href='{site.url}there'>there</a> <a href='{site.url}gone'>gone</a>", encoding="utf-8")
    return site


def test_links_are_asked_where_that_is_wanted(run: Run, page: Site) -> None:
    """A dead link is an error at its line and column; a page that was there is not asked again next time."""
    for _ in range(2):
        said = run("check", "letter.html", "--online", "--allow-private", "--only", "LINK-DEAD")
        assert said.status == 1
        assert f"line 2, column {2 + len(f'<a href={page.url}there>there</a>') + 2}" in said.out.decode()
        assert "404 Not Found" in said.out.decode()
    assert [request.split(b" ")[1] for request in page.requests].count(b"/there") == 1


def test_nothing_is_asked_unless_it_is_wanted(run: Run, page: Site) -> None:
    """Without --online no link is asked, and one's own network only with --allow-private."""
    assert run("check", "letter.html", "--only", "LINK-DEAD").status == 0
    assert run("check", "letter.html", "--only", "LINK-DEAD", "--online").status == 0
    assert run("check", "letter.html", "--allow-private").status == 2
    assert not page.requests


def test_checks_are_listed_by_family(run: Run) -> None:
    """The one family of hundreds is a line; named, it is listed whole; columns stand under each other."""
    said = run("list", "checks").out.decode().splitlines()
    assert "subject:" in said
    assert "  SUBJ-LEN       The subject is longer than inboxes show." in said
    assert any("checks: newsletter list checks features" in line for line in said)
    assert len(said) < 300
    features = run("list", "checks", "features").out.decode().splitlines()
    assert len(features) > 300
    assert features[0] == "features:"
    begun = run("list", "checks", "subj").out.decode().splitlines()
    assert begun[0] == "subject:" and all(line.startswith("  SUBJ-") for line in begun[1:]) and len(begun) > 5
    assert run("list", "checks", "subj-len").out.startswith(b"SUBJ-LEN: ")
    assert set(json.loads(run("list", "checks", "SUBJ", "--json").out)) == {line.split()[0] for line in begun[1:]}
    assert run("list", "checks", "SUBJ-LENGHT").err.endswith("did you mean 'SUBJ-LEN'?\n")
    assert run("list", "checks", "xyz").err.endswith("see: newsletter list checks\n")
