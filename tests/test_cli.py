"""The shell: what goes where, what status says what, and that nobody ever sees a traceback for a slip of theirs."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from newsletter import cli
from newsletter.cli import manners
from newsletter.cli.when import coming, moment_of

from cli_help import Run, run  # isort: skip # noqa: F401

LISTING = """\
Boats at a quay
The port that learned to wait

Ships queue at sea for eleven days. The pilots have turned the wait into a trade.

[Video] The ferry that stays in port

A captain shows what is wrong with the new quay, and why the old one is still in use.

A court for two rivers

Three countries share the water. Now they share a judge, and the judge has asked for maps.
"""

ISSUE = """\
number  = 47
date    = 2026-11-20
subject = 'A court for two rivers'

[[block]]
kind = 'lead'

  [[block.story]]
  url    = 'https://halyard.example/court'
  title  = 'A court for two rivers'
  teaser = 'Three countries share the water.'
"""


@pytest.fixture
def halyard(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample publication, freshly started; the working directory is in it."""
    assert run("new", "halyard", "--sample").status == 0
    monkeypatch.chdir(tmp_path / "halyard")
    return tmp_path / "halyard"


# ── the whole journey ────────────────────────────────────────────────────────────────────────────────────────


def test_listing_to_letter_in_a_pipe(run: Run) -> None:
    """A pasted listing becomes an issue on stdout, and that a letter, with every headline in both voices."""
    picked = run("pick", "-", stdin=LISTING.encode())
    html = run("render", "-", stdin=picked.out)
    text = run("render", "-", "--as", "text", stdin=picked.out)
    for headline in ("The port that learned to wait", "The ferry that stays in port", "A court for two rivers"):
        assert headline in html.out.decode()
        assert headline in text.out.decode()
    assert {picked.status, html.status, text.status} == {0}


def test_listing_is_read_back_on_stderr(run: Run) -> None:
    """What was understood of a paste is said as a numbered list, on stderr, with how to give it addresses."""
    picked = run("pick", "-", stdin=LISTING.encode())
    assert "1. The port that learned to wait" in picked.err
    assert "video" in picked.err
    assert "feed.xml" in picked.err


def test_next_lays_the_number_on_the_desk(run: Run, halyard: Path) -> None:
    """`next` writes issues/001.toml once, with a number, a date on the publication's day, and reasons."""
    first = run("next")
    assert first.status == 0, first.err
    text = (halyard / "issues" / "001.toml").read_text()
    assert "number    = 1" in text
    assert "# picked: " in text
    assert "use    = false" in text


def test_next_gives_the_number_after_the_newest(run: Run, halyard: Path) -> None:
    """Numbers and dates go on from the newest issue, whether or not that was sent; its file stays as it was."""
    run("next")
    before = (halyard / "issues" / "001.toml").read_bytes()
    second = run("next", "--allow-empty")
    assert second.status == 0, second.err
    assert (halyard / "issues" / "002.toml").exists()
    assert (halyard / "issues" / "001.toml").read_bytes() == before


def test_next_finds_nothing_new_after_it_has_picked(run: Run, halyard: Path) -> None:
    """The window of a number begins where the last one was picked: at once afterwards nothing dated is left in it."""
    run("next")
    second = run("next", "--section", "Europe")
    assert second.status == 6
    assert not (halyard / "issues" / "002.toml").exists()


def test_sample_letter_has_its_pictures(run: Run, halyard: Path) -> None:
    """Rendered to a file, the sample's letter points only at pictures that lie beside it."""
    run("next")
    rendered = run("render", "-o", "letter.html")
    html = (halyard / "letter.html").read_text()
    pictures = [piece.partition('"')[0] for piece in html.split('src="')[1:]]
    assert rendered.status == 0, rendered.err
    assert len(pictures) > 8
    assert all((halyard / picture).is_file() for picture in pictures)


def test_why_answers_for_what_is_in_and_what_is_not(run: Run, halyard: Path) -> None:
    """`why` says where a story stands and why, and of one that is nowhere that it was never fetched."""
    run("next")
    lead = next(line for line in (halyard / "issues" / "001.toml").read_text().splitlines() if "  title" in line)
    assert b"newest" in run("why", lead.partition("= ")[2].strip("'\"")).out
    assert b"was never fetched" in run("why", "A headline that nobody wrote").out


# ── forms of the letter ──────────────────────────────────────────────────────────────────────────────────────


def test_message_without_a_sender_names_the_option(run: Run) -> None:
    """No sender anywhere: exit 2, and the message says --from."""
    said = run("render", "-", "--as", "eml", stdin=ISSUE.encode())
    assert said.status == 2
    assert "--from" in said.err


def test_message_is_one_valid_message(run: Run) -> None:
    """`--as eml` gives one message: text first, HTML second, subject and recipient as asked."""
    said = run("render", "-", "--as", "eml", "--from", "n@a.example", "--to", "b@c.example", stdin=ISSUE.encode())
    message = email.message_from_bytes(said.out, policy=email.policy.default)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Subject"] == "A court for two rivers"
    assert message["To"] == "b@c.example"


def test_json_holds_both_voices(run: Run) -> None:
    """`--as json` is one object with subject, html, text and the pictures."""
    said = json.loads(run("render", "-", "--as", "json", stdin=ISSUE.encode()).out)
    assert said["subject"] == "A court for two rivers"
    assert "A court for two rivers" in said["html"] and "A court for two rivers" in said["text"]


def test_service_changes_the_words(run: Run) -> None:
    """The same issue for Mailchimp holds Mailchimp's tag; nothing about a missing address is said."""
    issue = ISSUE + "\n[[block]]\nkind = 'note'\ntext = '[Leave](merge:unsubscribe)'\n"
    plain = run("render", "-", stdin=issue.encode())
    mailchimp = run("render", "-", "--service", "mailchimp", stdin=issue.encode())
    assert b"*|UNSUB|*" in mailchimp.out and b"*|UNSUB|*" not in plain.out
    assert "unsubscribe" in plain.err and "unsubscribe" not in mailchimp.err


# ── manners ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_output_is_never_replaced_unasked(run: Run, tmp_path: Path) -> None:
    """A file that is there stays as it is (exit 7); with --force it is replaced."""
    (tmp_path / "letter.html").write_text("older")
    assert run("render", "-", "-o", "letter.html", stdin=ISSUE.encode()).status == 7
    assert (tmp_path / "letter.html").read_text() == "older"
    assert run("render", "-", "-o", "letter.html", "--force", stdin=ISSUE.encode()).status == 0
    assert "<html" in (tmp_path / "letter.html").read_text()


def test_failed_command_leaves_older_output(run: Run, tmp_path: Path) -> None:
    """With --force and a mistake in the issue nothing is written: the older letter is still there."""
    (tmp_path / "letter.html").write_text("older")
    said = run("render", "-", "-o", "letter.html", "--force", stdin=b"number = 047\n")
    assert said.status == 3
    assert (tmp_path / "letter.html").read_text() == "older"


@pytest.mark.parametrize(("arguments", "status", "words"), [
    (["render", "nowhere.toml"], 3, "nowhere.toml"),
    (["render", "--as", "pdf"], 2, "pdf"),
    (["pick"], 2, "nothing to pick from"),
    (["pick", "nowhere.xml"], 3, "nowhere.xml"),
    (["pick", "x.xml", "--since", "soon"], 2, "soon"),
    (["pick", "x.xml", "--date", "20.11.2026"], 2, "2026-11-20"),
    (["next"], 2, "newsletter new"),
    (["list", "themes", "wekly"], 2, "weekly"),
    (["list", "blokcs"], 2, "blokcs"),
    (["frobnicate"], 2, "frobnicate"),
    (["why", "x", "nowhere.toml"], 3, "nowhere.toml"),
    (["render", "-", "--service", "mailchump"], 3, "mailchimp"),
    (["render", "-", "--theme", "wekly"], 3, "weekly"),
    (["render", "-", "--as", "eml", "--from", "nobody"], 2, "nobody"),
    (["render", "-", "--as", "eml", "--from", "a@b.example", "--to", "c@"], 2, "c@"),
])
def test_slips_get_a_line_and_a_status(run: Run, arguments: list[str], status: int, words: str) -> None:
    """Each slip of a caller ends with its status and one line that names what to mend; never with a traceback."""
    said = run(*arguments, stdin=ISSUE.encode())
    assert said.status == status, said.err
    assert words in said.err
    assert "Traceback" not in said.err
    assert said.out == b""


def test_new_refuses_a_folder_with_something_in_it(run: Run, tmp_path: Path) -> None:
    """A folder that holds anything is refused (exit 7) and left as it was."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "poem.txt").write_text("O")
    assert run("new", "mine", "--sample").status == 7
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["poem.txt"]


def test_new_without_a_terminal_asks_nothing(run: Run, tmp_path: Path) -> None:
    """Without a terminal `new` takes the folder's name, and what it makes can be read."""
    assert run("new", "Lima’s letter").status == 0
    assert "Lima’s letter" in (tmp_path / "Lima’s letter" / "newsletter.toml").read_text()


def test_closed_pipe_is_no_error(halyard: Path, run: Run) -> None:
    """Whoever reads only the first line of a letter hears no complaint."""
    run("next")
    done = subprocess.run(
        f"{sys.executable} -m newsletter render 1 | head -c 10", shell=True, capture_output=True, text=True, check=False,
        cwd=halyard, env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
    )
    assert "Traceback" not in done.stderr and "Broken" not in done.stderr


def test_control_characters_never_reach_the_terminal(run: Run) -> None:
    """A headline with an escape sequence in it is read back without it."""
    said = run("pick", "-", stdin=LISTING.replace("A court", "A \x1b]0;evil\x07court\u202e").encode())
    assert "\x1b" not in said.err and "\u202e" not in said.err and "\x07" not in said.err


HEAVY = ("premailer", "jinja2", "mjml", "lxml", "markdown_it", "nh3", "PIL", "feedparser", "httpx", "httpcore",
         "starlette", "uvicorn", "watchfiles", "babel", "requests", "tomlkit", "sqlite3")


def test_help_loads_nothing_heavy() -> None:
    """``--help`` of the whole and of each command imports none of the libraries that cost time."""
    for command in ([], *([name] for name, _, _ in cli.COMMANDS)):
        script = (
            "import sys; sys.argv = ['newsletter', *%r, '--help']\n"
            "from newsletter.cli import main\n"
            "try:\n    main()\nexcept SystemExit:\n    pass\n"
            "print([name for name in %r if name in sys.modules])" % (command, HEAVY)
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                              cwd=Path(cli.__file__).parents[2])
        assert done.stdout.splitlines()[-1] == "[]", command
        assert "Usage" in done.stdout


def test_commands_are_listed_in_the_order_of_a_week(run: Run) -> None:
    """`--help` begins with what an editor does first, whether a command has commands of its own or not."""
    week = ("new fetch articles keep pick next add refresh why render size check preview review approve export send sent "
            "history login list").split()
    listed = [line.split()[0] for line in run("--help").out.decode().partition("Commands:")[2].splitlines() if line.strip()]
    assert listed == [name for name, _, _ in cli.COMMANDS] == [name for name in week if name in listed]


@pytest.mark.parametrize("name", [name for name, _, _ in cli.COMMANDS])
def test_a_command_is_the_same_without_the_others(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the one that is asked for is looked at: its help says what it says among all, under the same name."""
    alone = cli._app([command for command in cli.COMMANDS if command.name == name])
    said = []
    for app in (alone, cli.app):
        app([name, "--help"], standalone_mode=False, prog_name="newsletter")
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert f"Usage: newsletter {name}" in said[0]


def test_the_list_of_commands_cuts_no_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal of 80 columns each command is said in one whole line."""
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("--help").out.decode().partition("Commands:\n")[2].splitlines()
    assert len(lines) == len(cli.COMMANDS)
    assert [line for line in lines if not line.endswith(".") or line.endswith("...") or len(line) > 80] == []


def test_every_command_has_help() -> None:
    """Each command says in a sentence what it is for, and so does each of its options."""
    for command in cli.app.registered_commands:
        assert command.callback.__doc__, command.name


# ── moments ──────────────────────────────────────────────────────────────────────────────────────────────────

LISBON = ZoneInfo("Europe/Lisbon")


@pytest.mark.parametrize(("word", "moment"), [
    ("7d", "2026-03-23T00:00+00:00"),
    ("2026-03-20", "2026-03-20T00:00+00:00"),
    ("monday", "2026-03-30T00:00+01:00"),
    ("tuesday", "2026-03-24T00:00+00:00"),
    ("today", "2026-03-30T00:00+01:00"),
    ("yesterday", "2026-03-29T00:00+00:00"),
    ("36h", "2026-03-28T22:00+00:00"),
    ("2w", "2026-03-16T00:00+00:00"),
])
def test_moments_are_midnights_of_the_publication(word: str, moment: str) -> None:
    """Days begin at midnight in the publication's time zone, on both sides of a change of clocks."""
    at = datetime(2026, 3, 30, 11, 0, tzinfo=LISBON)  # the Monday after the clocks went forward
    assert moment_of(word, at) == datetime.fromisoformat(moment)


def test_a_closed_stderr_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever heard our talk went away: the work goes on, and nothing is said."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        manners.say("one")
        manners.say("two")
    monkeypatch.setattr(sys, "stderr", None)
    manners.say("three")


def test_json_gives_a_terminal_no_orders() -> None:
    """Controls, ends of lines and turned directions stand in JSON as escapes, and come out again."""
    words = "".join(map(chr, range(0x7F, 0xA0))) + "\x1b\u2028\u2029\u202e\u2066\u200f\ud800é火"
    said = manners.in_json({"title": words})
    assert json.loads(said) == {"title": words}
    assert [char for char in said if not (char.isprintable() or char == "\n")] == []


def test_coming_day_is_today_when_it_is_the_day() -> None:
    """On a Friday the coming Friday is today; on a Saturday it is in six days."""
    friday = datetime(2026, 11, 20, tzinfo=LISBON).date()
    assert coming("friday", friday) == friday
    assert coming("thursday", friday).isoformat() == "2026-11-26"
    assert coming("", friday) == friday


# ── an issue, a template or a disk that means harm ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("image", ["../secret.jpg", "/etc/hostname"])
def test_pictures_outside_the_folder_are_refused(run: Run, halyard: Path, image: str) -> None:
    """An issue from somebody else cannot bring in what lies elsewhere on the machine, nor learn whether it is there."""
    issue = ISSUE.replace("  title  =", f"  image  = '{image}'\n  title  =")
    said = run("render", "-", stdin=issue.encode())
    assert said.status == 3
    assert "lies outside" in said.err


def test_why_reads_only_what_it_is_told_to(run: Run, halyard: Path) -> None:
    """Sources that an issue names and the publication does not are read only when they are named again."""
    run("next")
    path = halyard / "issues" / "001.toml"
    path.write_text(path.read_text().replace("'articles.db'", "'/etc/hostname'"))
    said = run("why", "tram", "1")
    assert said.status == 2
    assert "--source /etc/hostname" in said.err


@pytest.mark.parametrize("picked", ["when = 5", "sources = 5", "pins = [5]", "most = 'x'", "since = 2026-01-01", "lead = []"])
def test_a_picked_table_of_somebodys_own_is_no_crash(run: Run, halyard: Path, picked: str) -> None:
    """Whatever stands in [picked], `why` and `next` end with an answer or a line, never with a traceback."""
    (halyard / "issues").mkdir()
    (halyard / "issues" / "001.toml").write_text(ISSUE.replace("47", "1", 1) + f"\n[picked]\n{picked}\n")
    for command in (("why", "tram", "1"), ("next", "--allow-empty")):
        assert "Traceback" not in run(*command).err


def test_sent_numbers_are_not_picked_again(run: Run, halyard: Path) -> None:
    """What a sent number carried stays out of the next one, and `why` of the summary says how many."""
    run("next")
    assert run("sent").status == 0
    second = run("next", "--since", "7d")
    assert "were carried before" in second.err
    titles = [
        {line for line in (halyard / "issues" / f"{number:03}.toml").read_text().split("use    = false")[0].splitlines()
         if line.startswith("  title")} for number in (1, 2)
    ]
    assert titles[0] and not titles[0] & titles[1]
    assert run("sent", "1").status == 7


def test_only_one_of_many_writers_wins(run: Run, tmp_path: Path) -> None:
    """Eight commands that write one file at the same time: one writes, the others are refused."""
    (tmp_path / "issue.toml").write_text(ISSUE)
    command = [sys.executable, "-m", "newsletter", "render", "issue.toml", "-o", "letter.html"]
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])}
    runs = [subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) for _ in range(8)]
    assert sorted(one.wait() for one in runs) == [0, *[7] * 7]


def test_a_full_disk_behind_stdout_is_told(halyard: Path, run: Run) -> None:
    """`> file` on a full disk is a line and status 5."""
    run("next")
    done = subprocess.run(
        f"{sys.executable} -m newsletter render 1 > /dev/full", shell=True, capture_output=True, text=True, check=False,
        cwd=halyard, env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
    )
    assert done.returncode == 5
    assert "Traceback" not in done.stderr


def test_the_ending_of_the_file_says_the_form(run: Run, tmp_path: Path) -> None:
    """-o letter.txt is plain text, letter.eml a whole message; --as still decides where it is given."""
    run("render", "-", "-o", "letter.txt", stdin=ISSUE.encode())
    run("render", "-", "-o", "letter.eml", "--from", "a@b.example", stdin=ISSUE.encode())
    assert "<html" not in (tmp_path / "letter.txt").read_text()
    assert (tmp_path / "letter.eml").read_text().startswith("From: a@b.example")


def test_no_output_holds_a_stand_in(run: Run, halyard: Path) -> None:
    """In no form is there a symbolic address, a stand-in or a mark of ours."""
    run("next")
    for form in ("html", "text", "mjml", "json", "eml"):
        said = run("render", "1", "--as", form, "--to", "r@x.example").out
        for trace in (b"merge.invalid", b"picture.invalid", b"<!--@", b"\x02", b"\x03"):
            assert trace not in said, form


def test_a_new_publication_works_at_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `new` makes without a sample can be listed and rendered from, before a word of it is edited."""
    run("new", "mine")
    monkeypatch.chdir(tmp_path / "mine")
    assert run("list", "blocks").status == 0
    assert run("render", "-", stdin=ISSUE.encode()).status == 0
    assert run("next").status == 2  # no source yet, and it says so


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_marking_as_sent_keeps_all_other_bytes(run: Run, tmp_path: Path, encoding: str, ending: str) -> None:
    """Whatever program saved the file: one line comes in, and taking it out again gives the file as it was."""
    path = tmp_path / "issue.toml"
    before = ("# kept\n" + ISSUE.replace("rivers'", "rivers \u2028 é'", 1)).replace("\n", ending).encode(encoding)
    path.write_bytes(before)
    assert run("sent", "issue.toml").status == 0
    after = path.read_bytes().decode(encoding)
    (line,) = [line for line in after.split(ending) if line.startswith("sent ")]
    assert after.replace(line + ending, "").encode(encoding) == before


def test_a_file_of_a_publication_is_no_source(run: Run, tmp_path: Path) -> None:
    """Whoever names an issue in the place of a feed is told, and gets no headlines made of its lines."""
    (tmp_path / "047.toml").write_text("number = 47\nsubject = 'Boats'\n", encoding="utf-8")
    said = run("pick", "047.toml")
    assert (said.status, said.out) == (3, b"")
    assert said.err == "047.toml: this is a file of a publication, and no source — name a feed, a page or a file with articles\n"


def test_a_page_stands_beside_its_pictures(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`render --as web -o` writes a page and the files it shows; none of it asks who reads."""
    assert run("new", "mine", "--sample").status == 0
    monkeypatch.chdir(tmp_path / "mine")
    assert run("next").status == 0
    assert run("render", "--as", "web", "-o", "page.html").status == 0
    html = Path("page.html").read_text(encoding="utf-8")
    shown = set(re.findall(r'<img[^>]*src="(page-pictures/[^"]+)"', html))
    assert shown
    assert all(Path(name).is_file() for name in shown)
    assert "<main>" in html
    assert "leave?who=" not in html


def test_a_page_says_which_lines_it_lacks_and_nothing_of_services(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A line with words for each reader goes from a page with a word about it; the ways out of a list go without one."""
    assert run("new", "mine", "--sample").status == 0
    monkeypatch.chdir(tmp_path / "mine")
    assert run("next").status == 0
    issue = Path("issues/001.toml")
    text = issue.read_text(encoding="utf-8")
    issue.write_text(text.replace("Dear {first_name|reader},", "Dear {first_name|reader},\n\nthis goes to {email} alone."), "utf-8")
    said = run("render", "1", "--as", "web", "-o", "page.html").err
    assert said.splitlines()[0] == (
        "issues/001.toml:15: “this goes to {email} alone.” is left out: no reader's {email} is known here — write it without, "
        "or with words for readers without: {email|your address}")
    assert said.endswith("pictures, found beside the page\n")
    assert "service" not in said and "image_base_url" not in said and "unsubscribe" not in said
    assert "goes to" not in Path("page.html").read_text(encoding="utf-8")


# ── ended from outside ───────────────────────────────────────────────────────────────────────────────────────


def _program(words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that ends itself with a signal, in a folder."""
    return subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False, cwd=folder,
                          env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])})


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("by", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("command", ["export 1 --anyway -o out", "sent 1"])
def test_whoever_ends_a_command_while_it_writes_finds_nothing_half(
    run: Run, halyard: Path, command: str, by: str
) -> None:
    """Between the bytes of a file and its name: exit 130, no word of Python, and every file as it was."""
    assert run("next").status == 0
    before = {path: path.read_bytes() for path in halyard.rglob("*") if path.is_file()}
    done = _program(
        "import os, signal, sys\n"
        "real = os.fsync\n"
        f"os.fsync = lambda handle: (real(handle), os.kill(os.getpid(), signal.{by}))\n"
        f"sys.argv = ['newsletter', *{command.split()!r}]\n"
        "from newsletter.__main__ import run; run()", halyard)
    assert (done.returncode, "Traceback" in done.stderr) == (130, False), done.stderr
    after = {path: path.read_bytes() for path in halyard.rglob("*") if path.is_file()}
    assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} == set()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_ctrl_c_is_quiet_while_the_program_loads(tmp_path: Path) -> None:
    """Half of a short command is loading: whoever stops it then is not told where in Python that was."""
    done = _program(
        "import os, signal, sys\n"
        "class Stops:\n"
        "    def find_spec(self, name, *rest):\n"
        "        name == 'newsletter.cli.render' and os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stops())\n"
        "sys.argv = ['newsletter', '--version']\n"
        "from newsletter.__main__ import run; run()", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (-2, "", "")
