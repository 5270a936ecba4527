"""Several issues in one preview: the list of them, which are open, and what a request may name."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from threading import enumerate as threads

import pytest
from preview_help import ISSUE, PORT, SECRET, Answer, ask, lantern, running, until

from newsletter import approval, cli, preview, publication as publications
from newsletter.preview import desk as desks
from newsletter.preview.answers import Answers
from newsletter.preview.app import app
from newsletter.build import build
from newsletter.preview.desk import Desks
from newsletter.preview.listing import look_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A publication with three issues, one of them sent, one with a mistake, and a headline that is no HTML."""
    issue = lantern(tmp_path)
    issue.with_name("008.toml").write_text(
        ISSUE.replace("= 7", "= 8").replace("Harbour lights", "Lights <b>& fog</b>"), "utf-8")
    issue.with_name("009.toml").write_text(ISSUE.replace("= 7", "= 9").replace("title ", "titel "), "utf-8")
    issue.write_text(f"sent = 2026-11-20\n{ISSUE}", "utf-8")
    return tmp_path


@pytest.fixture
def several(folder: Path) -> Desks:
    return Desks(publications.find(folder), "", print, None)


def asked(several: Desks, path: str, query: str = "") -> Answer:
    return ask(app(Answers(several), PORT, SECRET), path, query)


def test_the_list_has_the_newest_first(several: Desks) -> None:
    """Each with number and subject; words are words, not HTML."""
    page = asked(several, "/issues").body.decode()
    places = [page.index(f'href="/?issue={name}"') for name in ("009.toml", "008.toml", "007.toml")]
    assert places == sorted(places) and "3 issues" in page
    assert "Lights &lt;b&gt;&amp; fog&lt;/b&gt;" in page and "<b>No. 8</b>" in page


@pytest.mark.parametrize("bad", [
    f"number = 0x{'f' * 5000}\nsubject = 'x'\n".encode(), f"number = 9\nsubject = 0x{'f' * 5000}\n".encode(),
    b"number = 9\ndate = 0001-01-01\nsubject = 3\n", b"\xff\xfe\x00", b"number = 9\nsubject = '\x00'\n", b"a" * 3_000_000,
    b"x = " + b"[" * 5000,
])
def test_one_bad_file_does_not_take_the_list_away(several: Desks, folder: Path, bad: bytes) -> None:
    """A number too long to be written out, and other files that are no issue: a card of their own, the others as ever."""
    (folder / "issues" / "009.toml").write_bytes(bad)
    answer = asked(several, "/issues")
    assert answer.status == 200 and b"3 issues" in answer.body and b"<b>No. 8</b>" in answer.body
    assert b'<span class="name">009.toml</span>' in answer.body


def test_the_page_without_an_issue_is_the_list(several: Desks) -> None:
    """Where none was named at the start, none is guessed."""
    answer = asked(several, "/")
    assert (answer.status, answer.headers["location"]) == (303, "/issues")
    assert asked(several, "/", "issue=008.toml").status == 200


def test_a_thumbnail_is_the_letter_and_one_with_mistakes_says_so(several: Desks, folder: Path) -> None:
    """No script, no picture from elsewhere; made anew when the file has changed, and only then."""
    answer = asked(several, "/thumbnail", "issue=008.toml")
    assert b"The last ferry" in answer.body and b'src="data:image/' in answer.body
    assert "script-src 'none'" in answer.headers["content-security-policy"]
    assert b"has mistakes" in asked(several, "/thumbnail", "issue=009.toml").body
    answers = Answers(several)
    several_app = app(answers, PORT, SECRET)
    first = ask(several_app, "/thumbnail", "issue=008.toml").body
    path = folder / "issues" / "008.toml"
    path.write_text(path.read_text("utf-8").replace("The last ferry", "The first ferry"), "utf-8")
    assert b"The first ferry" in ask(several_app, "/thumbnail", "issue=008.toml").body != first


def state(several: Desks, name: str = "008.toml") -> dict[str, str]:
    said: dict[str, str] = json.loads(asked(several, "/standing", f"issue={name}").body)
    return said


def test_each_issue_says_how_far_it_is(several: Desks, folder: Path) -> None:
    """Sent, with mistakes, planned, with errors, ready, approved, and changed since: each from what its files say now."""
    assert state(several, "007.toml") == {"state": "sent", "words": "Sent on 20 November 2026"}
    assert state(several, "009.toml")["state"] == "wrong"
    assert state(several) == {"state": "wrong", "words": "2 errors to mend"}
    path = folder / "issues" / "008.toml"
    text = path.read_text("utf-8").replace("<b>& fog</b>", "and fog")
    path.write_text(text, "utf-8")
    assert state(several) == {"state": "ready", "words": "Ready to go out"}
    settings = folder / "newsletter.toml"
    settings.write_text(f"require_approval = true\n{settings.read_text('utf-8')}", "utf-8")
    assert state(several) == {"state": "waiting", "words": "Waits for approval"}
    publication = publications.find(folder)
    letter = build(path, publication=publication)
    approval.remember(path, letter, publications.service(publication), publication)
    assert state(several) == {"state": "approved", "words": "Approved"}
    path.write_text(text.replace("The last ferry", "The first ferry"), "utf-8")
    assert state(several)["state"] == "changed"
    path.write_text(text.replace("https://lantern.example/boats", "TK"), "utf-8")
    assert state(several) == {"state": "planned", "words": "1 story still to come"}


def test_the_list_looks_different_when_one_of_its_files_does(folder: Path) -> None:
    """A changed issue, a new one, an approval, another publication file, a template, a theme, a service: each another word;
    nothing changed, the same."""
    (folder / "templates" / "blocks").mkdir(parents=True)
    publication, issues = publications.find(folder), folder / "issues"
    seen = [look_of(publication, None), look_of(publication, None)]
    changes = (issues / "008.toml", issues / "010.toml", issues / "008.approved.json", folder / "newsletter.toml",
               folder / "templates" / "blocks" / "note.mjml", folder / "templates" / "letter.css", folder / "services" / "plain.toml")
    for path in changes:
        path.parent.mkdir(exist_ok=True)
        path.write_text((path.read_text("utf-8") if path.exists() else "") + "# more\n", "utf-8")
        seen.append(look_of(publication, None))
    assert seen[0] == seen[1] and len(set(seen)) == 1 + len(changes)


def test_a_changed_template_changes_all_thumbnails(several: Desks, folder: Path) -> None:
    """Each card says another look then, by which the page loads it anew; a changed issue says it of its own card alone."""
    def cards() -> dict[str, str]:
        return dict(re.findall(r'data-name="([^"]+)" data-look="([^"]+)"', asked(several, "/issues").body.decode()))

    (folder / "templates").mkdir()
    several.publication = publications.find(folder)
    first = cards()
    (folder / "issues" / "008.toml").write_text(ISSUE.replace("= 7", "= 8"), "utf-8")
    second = cards()
    assert [name for name in first if first[name] != second[name]] == ["008.toml"]
    (folder / "templates" / "letter.css").write_text("p { color: #123456; }", "utf-8")
    assert all(look != second[name] for name, look in cards().items())


@pytest.mark.parametrize("name", [
    "010.toml", "../newsletter.toml", "%2e%2e%2fnewsletter.toml", "/etc/passwd", "issues/008.toml", "008", "008.toml%00",
    "..", ".", "newsletter.toml", "\\008.toml",
])
def test_only_issues_of_the_publication_can_be_named(several: Desks, name: str) -> None:
    """A name is looked up among those that are there; it never becomes a path."""
    for path in ("/letter", "/events", "/words", "/forms/html", "/thumbnail", "/standing", "/choices", "/pictures/x.png"):
        assert asked(several, path, f"issue={name}").status == 404


def test_an_issue_is_opened_once_and_the_oldest_is_put_away(
    several: Desks, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has a thread while it is open; beyond the most that are, who has not been asked for longest goes."""
    monkeypatch.setattr(desks, "MOST", 2)
    seven, eight = several.desk("007.toml"), several.desk("008.toml")
    assert several.desk("007.toml") is seven
    nine = several.desk("009.toml")
    assert eight.board.closed and not seven.board.closed and not nine.board.closed
    several.close()
    until(lambda: not [one for one in threads() if one.name == "press"])


def test_an_issue_that_is_opened_is_live(folder: Path) -> None:
    """The letters of two issues, side by side in one preview; one file changes, and only its letter does."""
    with running(folder / "issues" / "008.toml") as live:
        from urllib.error import HTTPError
        from urllib.request import urlopen

        def letter(name: str) -> bytes:
            try:
                return bytes(urlopen(f"{live.url}letter?issue={name}", timeout=10).read())
            except HTTPError:
                return b""

        until(lambda: letter("007.toml") and letter("008.toml"))
        path = folder / "issues" / "007.toml"
        path.write_text(path.read_text("utf-8").replace("The last ferry", "The first ferry"), "utf-8")
        until(lambda: b"The first ferry" in letter("007.toml"))
        assert b"The last ferry" in letter("008.toml")


def test_the_only_issue_is_shown_though_it_was_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two numbers the preview shows the one that went out, and does not refuse."""
    path = lantern(tmp_path)
    path.write_text("sent = 2026-11-20\n" + path.read_text("utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    asked: list[object] = []
    monkeypatch.setattr(preview, "serve", lambda path, **_: asked.append(path))
    monkeypatch.setattr(sys, "argv", ["newsletter", "preview"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code, asked) == (0, [path])


@pytest.mark.parametrize(("issues", "words", "taken"), [
    (("007", "008"), (), None),
    (("007",), (), "007.toml"),
    (("007", "008"), ("7",), "007.toml"),
    (("007", "008"), ("--phone",), "008.toml"),
])
def test_which_issue_the_command_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issues: tuple[str, ...], words: tuple[str, ...], taken: str | None
) -> None:
    """Nothing named: the list, or the only one there is; a phone is shown one, the newest."""
    first = lantern(tmp_path)
    for name in issues:
        if name != "007":
            shutil.copy(first, first.with_name(f"{name}.toml"))
            path = first.with_name(f"{name}.toml")
            path.write_text(path.read_text("utf-8").replace("= 7", f"= {int(name)}"), "utf-8")
    monkeypatch.chdir(tmp_path)
    asked: list[object] = []
    monkeypatch.setattr(preview, "serve", lambda path, **_: asked.append(path))
    monkeypatch.setattr(sys, "argv", ["newsletter", "preview", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert [path.name if isinstance(path, Path) else path for path in asked] == [taken]
