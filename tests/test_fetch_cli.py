"""Facts about ``newsletter fetch``: what an editor reads, what a program reads, and what a terminal sees."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from newsletter import archive as archives, publication as publications
from newsletter.cli import fetch as command
from newsletter.model import Article

from fetch_help import NOON, Newsroom, Serve, item, one, rss  # isort: skip
from servers import answer, drip_body, serve  # isort: skip # noqa: F401
from naughty_help import naughty  # isort: skip
from test_fetch_hostile import is_harmful, naughty_feed  # isort: skip

STANDING = """\
[[block]]
kind = 'lead'
pick = {}

[[block]]
kind  = 'section'
title = 'Brazil'
pick  = { match = ['Brazil'] }

[[block]]
kind  = 'section'
title = 'Mexico'
pick  = { match = ['Mexico'] }

[[block]]
kind  = 'section'
title = 'Culture'
pick  = { match = ['Culture'] }

[[block]]
kind  = 'section'
pick  = {}
"""
NUMBER = """\
number  = 46
date    = 2026-11-13
subject = 'A court'

[[block]]
kind = 'lead'

  [[block.story]]
  title = 'A court'
"""

Say = Callable[..., list[str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Fetch in a newsroom at `NOON`, and return the lines that are said."""

    def said(desk: Newsroom, at: datetime = NOON) -> list[str]:
        publication = publications.read(desk.root)
        with archives.open(desk.path) as archive:
            command.bring(publication, archive, at, allow_private=True)
        return capsys.readouterr().err.splitlines()

    return said


def desk_with(root: Path, sources: dict[str, str], *, number: bool = True) -> Newsroom:
    """Return a newsroom with bands for Brazil, Mexico, Culture and the rest, and a No. 46 a week ago."""
    desk = Newsroom(root, sources)
    (root / "standing.toml").write_text(STANDING, encoding="utf-8")
    if number:
        (root / "issues").mkdir()
        (root / "issues" / "046.toml").write_text(NUMBER, encoding="utf-8")
    return desk


def seen_before(desk: Newsroom, *articles: Article, weeks: float, source: str = "Elsewhere") -> None:
    """Let the archive have seen articles of a source some weeks ago."""
    with archives.open(desk.path) as archive:
        archive.put(source, articles, NOON - timedelta(weeks=weeks))


def piece(title: str, section: str, weeks: float) -> Article:
    return Article(title=title, section=section, url=f"https://courier.example/{title}", image="https://p.example/a.jpg",
                   published=NOON - timedelta(weeks=weeks))


# ── what an editor reads ─────────────────────────────────────────────────────────────────────────────────────


def test_what_is_new_is_told_by_band(serve: Serve, tmp_path: Path, say: Say) -> None:
    """Since the last number, for which bands, and which of them lie dry."""
    feed = rss(*(item(f"B{n}", section="Brazil") for n in range(4)), *(item(f"M{n}", section="Mexico") for n in range(3)),
               *(item(f"R{n}", section="Rivers") for n in range(7)), item("Old", section="Brazil", days=9))
    desk = desk_with(tmp_path, {"Courier": serve(answer(feed)).url})
    seen_before(desk, piece("A play", "Culture", 5.1), weeks=5)
    assert say(desk) == ["14 new since No. 46: Brazil 4, Mexico 3, others 7; no Culture for 5 weeks"]


def test_late_articles_are_new(serve: Serve, tmp_path: Path, say: Say) -> None:
    """Dated before the last number and first seen after it: new all the same, if its source was known before."""
    desk = desk_with(tmp_path, {"Courier": serve(answer(one("Late", section="Brazil", days=20))).url})
    seen_before(desk, piece("A play", "Culture", 1), piece("Tacos", "Mexico", 1.5), weeks=1.5, source="Courier")
    assert say(desk)[0] == "2 new since No. 46: Brazil 1, Culture 1"


def test_before_the_first_number_all_that_came_is_new(serve: Serve, tmp_path: Path, say: Say) -> None:
    """And a band of which nothing is known for long is not called dry for longer than was looked."""
    feed = rss(item("B", section="Brazil", days=400), item("M", section="Mexico", days=1))
    desk = desk_with(tmp_path, {"Courier": serve(answer(feed)).url}, number=False)
    assert say(desk) == ["2 new: Brazil 1, Mexico 1"]
    assert say(desk) == ["nothing new"]


def test_what_is_still_to_come_is_not_new_yet_and_waters_no_dry_band(serve: Serve, tmp_path: Path, say: Say) -> None:
    """A date of 2090 is no news, and must not hide for ever that nothing comes."""
    came = rss(item("B", section="Brazil"), item("M", section="Mexico"))
    desk = desk_with(tmp_path, {"Courier": serve(answer(came)).url})
    seen_before(desk, piece("A play", "Culture", 5.1), piece("A film", "Culture", -3_000), weeks=5)
    assert say(desk)[0] == "2 new since No. 46: Brazil 1, Mexico 1; no Culture for 5 weeks"


def test_nothing_new_says_so(serve: Serve, tmp_path: Path, say: Say) -> None:
    desk = desk_with(tmp_path, {"Courier": serve(answer(one(days=9))).url})
    desk.fetch()
    assert say(desk) == ["nothing new since No. 46"]


def test_each_source_that_failed_is_one_line(serve: Serve, tmp_path: Path, say: Say) -> None:
    """Behind what is new; notes and pictures follow."""
    desk = Newsroom(tmp_path, {"Gone": serve(answer(b"", "410 Gone")).url, "Ours": "none.xml",
                               "Courier": serve(answer(rss(item("A"), item("B", days=-900), item("C", days=-3)))).url})
    lines = say(desk)
    assert lines[0] == "3 new"
    assert lines[1].startswith("Gone: it is gone for good — take it out: ")
    assert lines[2].startswith("Ours: ")
    assert lines[2].endswith("none.xml: there is no such file")
    assert lines[3:] == ["Courier: 2 articles are dated in the future; they wait for their day"]


def test_pictures_found_are_told(serve: Serve, tmp_path: Path, say: Say) -> None:
    page = serve(answer(b'<html><head><meta property="og:image" content="https://p.example/a.jpg"></head></html>',
                        "200 OK", "Content-Type: text/html"))
    desk = Newsroom(tmp_path, {"Courier": serve(answer(one(image="", url=page.url))).url})
    assert say(desk) == ["1 new", "1 picture found on the articles' own page"]


def test_an_archive_made_anew_is_told(serve: Serve, tmp_path: Path, say: Say) -> None:
    """Where there are numbers already: marks went with the old one. Not for a new publication."""
    desk = desk_with(tmp_path, {"Courier": serve(answer(one())).url})
    assert say(desk)[0] == "articles.db is new: marks made with newsletter keep are lost with the old one"
    assert "articles.db is new" not in say(desk)[0]
    young = desk_with(tmp_path / "young", {"Courier": serve(answer(one())).url}, number=False)
    assert say(young) == ["1 new"]


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────


class Said(NamedTuple):
    status: int
    out: str
    err: str


def newsletter(*arguments: str, cwd: Path, **environment: str) -> Said:
    """Run ``newsletter`` as a process of its own."""
    done = subprocess.run([sys.executable, "-m", "newsletter", *arguments], cwd=cwd, capture_output=True, text=True,
                          env=os.environ | environment, check=False)
    return Said(done.returncode, done.stdout, done.stderr)


def test_the_command_fetches_and_prints_nothing_to_stdout(serve: Serve, tmp_path: Path) -> None:
    """Talk is on stderr; without a terminal there is no progress."""
    Newsroom(tmp_path, {"Courier": serve(answer(one())).url})
    said = newsletter("fetch", "--allow-private", cwd=tmp_path)
    assert (said.status, said.out, said.err) == (0, "", "1 new\n")
    assert (tmp_path / archives.FILE).is_file()


def test_json_says_what_came_of_each_source(serve: Serve, tmp_path: Path) -> None:
    Newsroom(tmp_path, {"Courier": serve(answer(one())).url, "Ours": "none.xml"})
    said = newsletter("fetch", "--allow-private", "--json", cwd=tmp_path)
    told = json.loads(said.out)
    assert said.status == 3  # a file of the publication's own is missing
    assert (told["new"], told["pictures"]) == (1, 0)
    assert told["sources"][0] == {
        "name": "Courier", "status": "fetched", "articles": 1, "new": 1, "changed": 0, "error": "", "notes": []}
    assert told["sources"][1]["status"] == "failed"


def test_status_5_only_if_every_source_failed(serve: Serve, tmp_path: Path) -> None:
    """One that failed among others is told and no failure of the run."""
    Newsroom(tmp_path, {"Bad": serve(answer(b"", "500 No")).url, "Courier": serve(answer(one())).url})
    assert newsletter("fetch", "--allow-private", cwd=tmp_path).status == 0
    Newsroom(tmp_path, {"Bad": serve(answer(b"", "500 No")).url, "Worse": "none.xml"})
    said = newsletter("fetch", "--allow-private", cwd=tmp_path)
    assert said.status == 5
    assert said.err.splitlines()[-1] == "none of the sources could be read — the lines above say why"


def test_next_says_to_mend_what_keeps_its_sources_away(serve: Serve, tmp_path: Path) -> None:
    """Waiting helps a site that has trouble, and no address that is wrong: the lines above say which it is."""
    Newsroom(tmp_path, {"Bad": serve(answer(b"", "404 No")).url})
    said = newsletter("next", "--allow-private", cwd=tmp_path)
    assert said.status == 5
    assert said.err.splitlines()[-1] == (
        "none of the sources could be read, and the archive has nothing new: there was no article — "
        "mend what the lines above say, or try again later")


def test_status_3_where_a_file_cannot_be_read(serve: Serve, tmp_path: Path) -> None:
    """A file that is not there is a slip of the publication's, and no night of a site: the others are read, and it is told."""
    Newsroom(tmp_path, {"Own": "none.xml", "Courier": serve(answer(one())).url})
    said = newsletter("fetch", "--allow-private", cwd=tmp_path)
    assert said.status == 3
    assert said.err.splitlines()[0].startswith("1 new")
    assert said.err.splitlines()[-1] == "Own could not be read; the other sources were — the lines above say why"


def test_a_bug_shows_its_traceback_and_status_70(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """After all that came is in; whoever mends it needs the lines."""
    import typer

    from newsletter import sources

    def read(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a slip of ours")

    monkeypatch.setattr(sources, "read", read)
    monkeypatch.chdir(Newsroom(tmp_path, {"Ours": "feed.xml"}).root)
    with pytest.raises(typer.Exit) as end:
        command.fetch()
    assert end.value.exit_code == 70
    assert "this is a bug in newsletter (ZeroDivisionError)\nTraceback" in (err := capsys.readouterr().err)
    assert "a slip of ours" in err


def test_a_folder_that_is_no_publication_is_told(tmp_path: Path) -> None:
    """And no archive is made anywhere, nor for a name that is none."""
    said = newsletter("fetch", "feed.xml", cwd=tmp_path)
    assert said.status == 2
    assert "there is no publication here to keep articles in" in said.err
    Newsroom(tmp_path, {"Courier": "https://courier.example/"})
    said = newsletter("fetch", "Curier", cwd=tmp_path)
    assert (said.status, said.err) == (2, "there is no source and no file called 'Curier' — did you mean 'Courier'?\n")
    Newsroom(tmp_path, {})
    assert newsletter("fetch", cwd=tmp_path).status == 2
    assert not (tmp_path / archives.FILE).exists()


# ── on a terminal ────────────────────────────────────────────────────────────────────────────────────────────


class Terminal:
    """``newsletter`` on a terminal; `seen` is every byte that came there."""

    def __init__(self, *arguments: str, cwd: Path, **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        without = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        self.process = subprocess.Popen([sys.executable, "-m", "newsletter", *arguments], cwd=cwd, stderr=theirs,
                                        stdout=theirs, env=without | environment)
        os.close(theirs)
        self.seen = b""

    def read(self, until: bytes = b"", seconds: float = 30) -> bytes:
        """Read to the end, or until some bytes have come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (until and until in self.seen):
            if select.select([self._ours], [], [], 0.1)[0]:
                try:
                    data = os.read(self._ours, 65536)
                except OSError:
                    break
                if not data:
                    break
                self.seen += data
        return self.seen

    def close(self) -> int:
        status = self.process.wait(timeout=30)
        os.close(self._ours)
        return status


def shown(seen: bytes) -> list[str]:
    """Return the lines that remain on a terminal: of each what was written last over the blanks."""
    return [re.sub(r" +$", "", line.rsplit("\r", 1)[-1]) for line in seen.decode().replace("\r\n", "\n").split("\n")]


def test_progress_is_one_line_that_leaves_no_trace(serve: Serve, tmp_path: Path) -> None:
    """It names what has come, and is wiped before anything is said."""
    Newsroom(tmp_path, {f"Source {n}": serve(answer(one(f"Piece {n}"))).url for n in range(3)})
    terminal = Terminal("fetch", "--allow-private", cwd=tmp_path)
    seen = terminal.read()
    assert terminal.close() == 0
    assert b"asking 3 sources" in seen
    assert b"3 of 3 sources" in seen
    assert shown(seen) == ["3 new", ""]


def test_no_color_means_no_progress(serve: Serve, tmp_path: Path) -> None:
    Newsroom(tmp_path, {"Courier": serve(answer(one())).url})
    terminal = Terminal("fetch", "--allow-private", cwd=tmp_path, NO_COLOR="1")
    seen = terminal.read()
    assert terminal.close() == 0
    assert seen == b"1 new\r\n"


def test_ctrl_c_ends_soon_and_keeps_what_came(serve: Serve, tmp_path: Path) -> None:
    """Status 130, a line that says so, and the archive has it."""
    desk = Newsroom(tmp_path, {"Courier": serve(answer(one())).url, "Slow": serve(drip_body).url})
    terminal = Terminal("fetch", "--allow-private", cwd=tmp_path)
    terminal.read(until=b"1 of 2 sources")
    start = time.monotonic()
    terminal.process.send_signal(signal.SIGINT)
    seen = terminal.read()
    assert terminal.close() == 130
    assert time.monotonic() - start < 3
    assert shown(seen)[0] == "stopped; what 1 of 2 sources brought is kept"
    assert desk.titles() == ["A court for two rivers"]


def test_no_naughty_string_reaches_the_terminal(serve: Serve, tmp_path: Path) -> None:
    """As names of sources, titles and in errors: on the terminal stand only \\r and \\n beside what can be printed."""
    strings = naughty()
    names = [f"{text} {n}" for n, text in enumerate(strings) if text.isprintable() or n > len(strings) - 6][-100:]
    desk = Newsroom(tmp_path, {name: f"none-{n}.xml" for n, name in enumerate(names)} | {"Courier": "feed.json"})
    desk.root.joinpath("feed.json").write_bytes(naughty_feed(strings))
    seen = ""
    for command_line in (["fetch"], ["articles"], ["articles", "script"], ["next", "--no-fetch"], ["why", "undefined"]):
        terminal = Terminal(*command_line, cwd=tmp_path)
        seen += terminal.read().decode()
        assert terminal.close() in (0, 3), seen[-500:]
    assert len(seen) > 10_000
    assert not [character for character in seen if is_harmful(character) and character not in "\r\n"]


def test_no_naughty_string_does_harm_in_an_issue(tmp_path: Path) -> None:
    """The issue that is picked of them holds no control but line ends, and can be read."""
    desk = Newsroom(tmp_path, {"Courier": "feed.json"})
    desk.root.joinpath("feed.json").write_bytes(naughty_feed(naughty()))
    assert newsletter("next", cwd=tmp_path).status == 0
    made = (tmp_path / "issues" / "001.toml").read_text(encoding="utf-8")
    assert made.count("[[block.story]]") > 100
    assert not [character for character in made if is_harmful(character) and character != "\n"]
    assert newsletter("render", "1", "--as", "text", cwd=tmp_path).status == 0
