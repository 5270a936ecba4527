"""``newsletter send``: who gets what, when an issue is marked, what is said of those who did not get it; and logging in."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from newsletter.send import rounds, smtp

from cli_help import Run, run  # isort: skip # noqa: F401
from mail_help import CANARY, Certificates, Post, certificates, serve_mail  # isort: skip # noqa: F401
from message_help import strict  # isort: skip
from test_send import always, once  # isort: skip # noqa: F401

ServeMail = Callable[..., Post]
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

PUBLICATION = """\
name     = 'The Halyard'
sender   = 'The Halyard, weekly <letter@halyard.example>'
reply_to = 'desk@halyard.example'
list_id  = 'letter.halyard.example'
imprint  = 'The Halyard · [Unsubscribe](merge:unsubscribe)'
postal_address = '1 Rope Walk, Port Example'

[addresses]
web_version = 'https://halyard.example/letter/latest'
unsubscribe = 'https://halyard.example/leave?who={email}'

[proof]
to = ['Zoë <zoe@desk.example>', 'max@desk.example']
"""

ISSUE = """\
number    = 47
date      = 2026-11-20
subject   = 'A court for two rivers'
preheader = 'Three countries, one judge'

[[block]]
kind = 'note'
text = 'Dear {first_name|friend}, three countries share the water.'

[[block]]
kind = 'lead'

  [[block.story]]
  url    = 'https://halyard.example/court'
  title  = 'A court for two rivers'
  teaser = 'Three countries share the water. Now they share a judge, and the judge has asked for maps.'
"""


@pytest.fixture
def halyard(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small publication with one issue; the working directory is in it, no keyring, no pauses."""
    folder = tmp_path / "halyard"
    (folder / "issues").mkdir(parents=True)
    (folder / "newsletter.toml").write_text(PUBLICATION, encoding="utf-8")
    (folder / "issues" / "047.toml").write_text(ISSUE, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(rounds.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(rounds.deliver, "__kwdefaults__", {**rounds.deliver.__kwdefaults__, "pause": lambda seconds: None})
    for name in ("SERVER", "USER", "PASSWORD"):
        monkeypatch.delenv(f"NEWSLETTER_MAIL_{name}", raising=False)
    keyring.set_keyring(Memory())
    return folder


class Memory(KeyringBackend):
    """A keyring that forgets."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Return what was kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password


def sent_line(folder: Path) -> str:
    found = re.search(r"(?m)^sent\s*=.*$", (folder / "issues" / "047.toml").read_text("utf-8"))
    return found[0] if found else ""


# ── announcements ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_announcement_goes_to_each_by_a_message_of_their_own(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """One address in To, the way out of the list of that reader, one click; then the issue is marked as sent."""
    post = serve_mail()
    said = run("send", "47", "--to", "Anna, Dr. <anna@reader.example>", "--to", "bo@kürbis.example", "--via", post.via)
    assert (said.status, said.out) == (0, b"")
    assert post.readers == ["anna@reader.example", "bo@xn--krbis-kva.example"]
    assert {arrival.sender for arrival in post.arrivals} == {"letter@halyard.example"}
    for arrival in post.arrivals:
        message = strict(arrival.data)
        (reader,) = arrival.recipients
        assert [address for _, address in message.mailboxes("To")] == [reader]
        assert message.mailboxes("From") == [("The Halyard, weekly", "letter@halyard.example")]
        assert message.header["List-Unsubscribe"] == f"<https://halyard.example/leave?who={reader.replace('@', '%40')}>"
        assert message.header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert (message.header["Precedence"], message.header["Auto-Submitted"]) == ("bulk", "auto-generated")
        assert message.words("Subject") == "A court for two rivers"
    assert strict(post.arrivals[0].data).mailboxes("To") == [("Anna, Dr.", "anna@reader.example")]
    assert len({strict(arrival.data).header["Message-ID"] for arrival in post.arrivals}) == 2
    assert sent_line(halyard)
    assert "sent to 2 addresses" in said.err


def test_no_reader_gets_a_letter_whose_way_out_fell_away(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """Nothing here fills in {token}: the line would be missing in every copy, so nothing goes out unless that is said."""
    settings = halyard / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").replace("leave?who={email}", "leave?who={token}"), encoding="utf-8")
    post = serve_mail()
    said = run("send", "47", "--to", "anna@reader.example", "--via", post.via)
    assert said.status == 7
    assert "write {email} in its place" in said.err
    assert (post.arrivals, sent_line(halyard)) == ([], "")
    assert run("send", "47", "--to", "anna@reader.example", "--via", post.via, "--anyway").status == 0


def test_what_was_sent_is_not_sent_again_unasked(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """Exit 7 with the line that says so; --again sends it, and marks nothing twice."""
    post = serve_mail()
    go = ("send", "47", "--to", "anna@reader.example", "--via", post.via)
    assert run(*go).status == 0
    refused = run(*go)
    assert refused.status == 7
    assert re.search(r"issues/047\.toml:\d+: this was sent on .* --again", refused.err)
    assert len(post.arrivals) == 1
    assert run(*go, "--again").status == 0
    assert len(post.arrivals) == 2


def test_addresses_may_stand_in_a_file(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """One a line, remarks and blanks aside, each once; a wrong one is named by its line, and nothing is sent."""
    post = serve_mail()
    (halyard / "list.txt").write_text("# readers\nanna@reader.example\n\n  Bo, B <bo@reader.example>\nANNA@reader.example\n")
    assert run("send", "47", "--to", "list.txt", "--to", "cy@reader.example", "--via", post.via).status == 0
    assert post.readers == ["anna@reader.example", "bo@reader.example", "cy@reader.example"]
    (halyard / "list.txt").write_text("anna@reader.example\nbo(at)reader.example\n")
    wrong = run("send", "47", "--again", "--to", "list.txt", "--via", post.via)
    assert (wrong.status, "list.txt:2: ‘bo(at)reader.example’ is no e-mail address" in wrong.err) == (2, True)
    assert len(post.arrivals) == 3


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\v", "\f", "\x1c", "\x1d", "\x1e"])
def test_a_line_of_a_file_is_one_reader(run: Run, halyard: Path, serve_mail: ServeMail, sign: str) -> None:
    """A sign that only some take for a line's end makes no second reader, and none of the first: exit 2 with file and line."""
    post = serve_mail()
    (halyard / "friends.txt").write_text(f"bo@reader.example\nevil@evil.example{sign}Anna <anna@reader.example>\n", encoding="utf-8")
    said = run("send", "47", "--to", "friends.txt", "--via", post.via)
    assert (said.status, post.arrivals) == (2, [])
    assert "friends.txt:2: ‘evil@evil.example Anna <anna@reader.example>’ holds a control character or a line's end" in said.err


def test_a_remark_that_names_somebody_is_told(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """A reader whose name begins with # is not passed over in silence; in quotes they get theirs."""
    post = serve_mail()
    (halyard / "friends.txt").write_text("# not bo@reader.example\n#1 Fan <fan@reader.example>\nanna@reader.example\n", "utf-8")
    said = run("send", "47", "--to", "friends.txt", "--via", post.via)
    assert (said.status, post.readers) == (0, ["anna@reader.example"])
    assert "friends.txt:2: passed over as a remark: ‘#1 Fan <fan@reader.example>’ — a name that begins with # goes in \"…\"\n" in said.err
    assert "friends.txt:1" not in said.err
    (halyard / "friends.txt").write_text('"#1 Fan" <fan@reader.example>\n', "utf-8")
    assert run("send", "47", "--again", "--to", "friends.txt", "--via", post.via).status == 0
    assert post.readers == ["anna@reader.example", "fan@reader.example"]


def test_what_is_neither_address_nor_file_is_told_as_both(run: Run, halyard: Path) -> None:
    """A name alone is no address, and may be the name of a list that is not there; an address in the issue's place is understood."""
    said = run("send", "47", "--to", "anna", "--via", "true -t")
    assert (said.status, said.err) == (2, "‘anna’ is no address, and there is no such file — write an address (anna@reader.example), "
                                          "or a file with one address a line\n")
    said = run("send", "anna@reader.example", "--via", "true -t")
    assert (said.status, "say --to anna@reader.example; or --proof" in said.err) == (2, True)


@pytest.mark.parametrize(("via", "status", "told"), [
    ("smtpx://mail.example.org", 2, "there is no way to send by smtpx://"), ("nosuchmailer -t", 5, "nosuchmailer cannot be started"),
    ("smtps://me:secret@mail.example.org", 2, "a password on the command line"), ("smtp://mail.example.org", 2, "smtp:// sends everything unencrypted"),
])
def test_what_is_wrong_with_via_is_told_before_all_else(run: Run, halyard: Path, via: str, status: int, told: str) -> None:
    """Before the letter is made, and with no line on other matters in front of it."""
    issue = halyard / "issues" / "047.toml"
    issue.write_text(issue.read_text().replace("Dear {first_name|friend}", "Dear {frist_name|friend} {first_name}"))
    said = run("send", "47", "--to", "anna@reader.example", "--via", via)
    assert (said.status, said.err.startswith(told)) == (status, True) and said.err.count("\n") == 1


def test_a_sender_that_is_no_address_has_its_line(run: Run, halyard: Path) -> None:
    """It stands in newsletter.toml, where it is mended; check names the same line, and one that is missing is an error of it."""
    settings = halyard / "newsletter.toml"
    text = settings.read_text()
    settings.write_text(text.replace(" <letter@halyard.example>", ""))
    said = run("send", "47", "--to", "anna@reader.example", "--via", "true -t")
    assert (said.status, said.err.startswith("newsletter.toml:2: ‘The Halyard, weekly’ is no e-mail address")) == (2, True)
    said = run("check", "47", "--only", "MSG-ROUNDTRIP")
    assert (said.status, b"newsletter.toml:2  no message can be made" in said.out) == (1, True)
    settings.write_text(re.sub("sender .*\n", "", text))
    said = run("check", "47", "--only", "MSG-FROM")
    assert (said.status, b"the publication names no sender" in said.out) == (1, True)


def test_check_says_what_an_issue_waits_for(run: Run, halyard: Path) -> None:
    """Where nothing goes out unapproved, its last line says so until what is there is approved."""
    settings = halyard / "newsletter.toml"
    settings.write_text(f"require_approval = true\n{settings.read_text()}")
    look = ("check", "47", "--only", "SUBJ-EMPTY")
    assert b"nothing to mend. It can go out once it is approved: this letter was not approved" in run(*look).out
    assert run("approve", "47").status == 0
    assert run(*look).out.endswith(b"nothing to mend.\n")
    issue = halyard / "issues" / "047.toml"
    issue.write_text(issue.read_text().replace("share the water", "share the river"))
    assert b"once it is approved: this is not what was approved: 1 word" in run(*look).out


def test_a_proof_of_a_letter_for_members_is_read_as_one(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """A mailing service fills the parts in, and no proof of its bytes can be sent: what is sent says what it is; pictures too."""
    settings, issue = halyard / "newsletter.toml", halyard / "issues" / "047.toml"
    settings.write_text(f"service = 'mailchimp'\n{settings.read_text()}")
    issue.write_text(issue.read_text() + "\n[[block]]\nkind = 'note'\nreaders = 'members'\ntext = 'For the few.'\n"
                     "\n[[block]]\nkind = 'note'\nreaders = 'not members'\ntext = 'Join us.'\n")
    post = serve_mail()
    said = run("send", "47", "--proof", "--to", "anna@reader.example", "--via", post.via)
    assert said.status == 0
    assert "the proof is filled in here: what Mailchimp sends has words of its own" in said.err
    assert "the proof is the letter of one who is in members: parts for others are not in it" in said.err
    [arrived] = post.arrivals
    assert b"For the few." in arrived.data and b"Join us." not in arrived.data


def test_fifty_is_the_most(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """Fifty-one are for a mailing service; fifty go."""
    post = serve_mail()
    lines = [f"reader{number}@reader.example" for number in range(51)]
    (halyard / "list.txt").write_text("\n".join(lines))
    refused = run("send", "47", "--to", "list.txt", "--via", post.via)
    assert (refused.status, "newsletter export" in refused.err) == (2, True)
    (halyard / "list.txt").write_text("\n".join(lines[:50]))
    assert run("send", "47", "--to", "list.txt", "--via", post.via).status == 0
    assert post.readers == lines[:50]


def test_of_several_that_wait_one_must_be_named(run: Run, halyard: Path) -> None:
    """The newest is not taken by itself where another waits too."""
    (halyard / "issues" / "048.toml").write_text(ISSUE.replace("47", "48"))
    said = run("send", "--to", "anna@reader.example", "--via", "cat -t")
    assert (said.status, "newsletter send 47" in said.err) == (2, True)


# ── when it does not go well ─────────────────────────────────────────────────────────────────────────────────


def test_who_did_not_get_it_is_said_and_how_to_reach_them(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """Of four one is refused, one put off, one unknown: exit 5, each named, marked as sent, and the rest in one command."""
    def script(stage: str, reader: str) -> str:
        return {("RCPT", "bo@reader.example"): "550 5.1.1 who?", ("RCPT", "cy@reader.example"): "450 4.2.1 busy",
                ("dot", "di@reader.example"): "close"}.get((stage, reader), "")

    post = serve_mail(script)
    to = [word for name in ("anna", "bo", "cy", "di") for word in ("--to", f"{name}@reader.example")]
    said = run("send", "47", *to, "--via", post.via)
    assert said.status == 5
    for line in ("sent: anna@reader.example", "may have arrived, not tried again: di@reader.example",
                 "not taken yet, tried 4 times: cy@reader.example", "refused: bo@reader.example"):
        assert f"{line}\n" in said.err
    assert "no such mailbox" in said.err
    assert said.err.count("cy@reader.example: not yet") == 1, "four tries that end alike are told once"
    assert f"newsletter send issues/047.toml --again --to cy@reader.example --via {post.via}" in said.err
    assert "1 of 4 addresses got it for certain" in said.err
    assert sent_line(halyard)
    post.script = lambda stage, reader: ""
    assert run("send", "issues/047.toml", "--again", "--to", "cy@reader.example", "--via", post.via).status == 0
    assert post.readers == ["anna@reader.example", "di@reader.example", "cy@reader.example"]


@pytest.mark.parametrize("others", [(), ("cy@reader.example",)])
def test_what_all_may_have_is_not_sent_again_unasked(
    run: Run, halyard: Path, serve_mail: ServeMail, others: tuple[str, ...]
) -> None:
    """The server breaks off after the last dot of each: marked, and the same command is refused; for the rest it has --again."""
    def script(stage: str, reader: str) -> str:
        return "450 4.2.1 busy" if stage == "RCPT" and reader in others else "close" if stage == "dot" else ""

    post = serve_mail(script)
    to = [word for reader in ("anna@reader.example", "bo@reader.example", *others) for word in ("--to", reader)]
    said = run("send", "47", *to, "--via", post.via)
    assert said.status == 5
    assert "may have arrived, not tried again: anna@reader.example, bo@reader.example\n" in said.err
    assert "marked issues/047.toml as sent" in said.err
    assert "for it may have arrived; if it has not: newsletter sent issues/047.toml --undo\n" in said.err
    assert sent_line(halyard)
    assert ("newsletter send issues/047.toml --again --to cy@reader.example" in said.err) == bool(others)
    refused = run("send", "47", *to, "--via", post.via)
    assert (refused.status, "this was sent on" in refused.err) == (7, True)
    assert post.readers == ["anna@reader.example", "bo@reader.example"]


def test_what_nobody_got_is_not_marked(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """Refused by all: exit 5, and the issue still waits; so where there is no server."""
    post = serve_mail(always("RCPT", "550 5.1.1 who?"))
    assert run("send", "47", "--to", "anna@reader.example", "--via", post.via).status == 5
    gone = run("send", "47", "--to", "anna@reader.example", "--via", f"smtp://127.0.0.1:{Post().port}")
    assert (gone.status, "nobody answers at this port" in gone.err) == (5, True)
    assert not sent_line(halyard)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_says_who_got_it(halyard: Path, serve_mail: ServeMail, by: signal.Signals) -> None:
    """Interrupted or ended while the second is handed over: exit 130, one sent, one unknown, one not tried, marked as sent."""
    post = serve_mail(always("dot", "hang", "bo@reader.example"))
    to = [word for name in ("anna", "bo", "cy") for word in ("--to", f"{name}@reader.example")]
    started = subprocess.Popen([sys.executable, "-m", "newsletter", "send", "47", *to, "--via", post.via],
                               stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])})
    while post.stages.count("dot") < 2 and started.poll() is None:
        select.select([], [], [], 0.05)
    select.select([], [], [], 0.2)
    started.send_signal(by)
    seen = started.communicate(timeout=60)[1]
    assert started.returncode == 130
    for line in (b"sent: anna@reader.example\n", b"not tried again: bo@reader.example\n", b"not tried: cy@reader.example\n"):
        assert line in seen
    assert sent_line(halyard)


def test_the_mark_is_there_as_soon_as_anybody_has_it(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """A run that is killed with the second message in its hands leaves an issue that is not sent again unasked."""
    post = serve_mail(always("dot", "hang", "bo@reader.example"))
    go = ["send", "47", "--to", "anna@reader.example", "--to", "bo@reader.example", "--via", post.via]
    started = subprocess.Popen([sys.executable, "-m", "newsletter", *go], stderr=subprocess.DEVNULL,
                               env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])})
    while post.stages.count("dot") < 2 and started.poll() is None:
        select.select([], [], [], 0.05)
    started.kill()
    assert started.wait(timeout=60) == -signal.SIGKILL
    assert sent_line(halyard)
    assert run(*go).status == 7
    assert post.readers.count("anna@reader.example") == 1


def broken_until(issue: Path, again: str) -> Callable[[str, str], str]:
    """Return a script by which an editor breaks the file with the first message on its way, and mends it with that of another."""
    whole = issue.read_text("utf-8")

    def script(stage: str, reader: str) -> str:
        if stage == "dot":
            issue.write_text(whole if reader == again else whole.replace("date ", "dat'e "), encoding="utf-8")
        return "450 4.2.1 busy" if (stage, reader) == ("RCPT", "cy@reader.example") else ""

    return script


def test_a_file_that_is_broken_meanwhile_keeps_no_letter_back(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """All others get theirs; it is said that it is not marked and how to mark it, and the rest is sent with --again: exit 5."""
    issue = halyard / "issues" / "047.toml"
    whole = issue.read_text("utf-8")
    post = serve_mail(broken_until(issue, "nobody"))
    to = [word for name in ("anna", "bo") for word in ("--to", f"{name}@reader.example")]
    said = run("send", "47", *to, "--to", "cy@reader.example", "--via", post.via)
    assert (said.status, post.readers) == (5, ["anna@reader.example", "bo@reader.example"])
    assert "not marked as sent: issues/047.toml:2: " in said.err
    assert "mark it before it is sent to anybody else: newsletter sent issues/047.toml\n" in said.err
    assert "newsletter send issues/047.toml --again --to cy@reader.example" in said.err
    issue.write_text(whole, encoding="utf-8")
    all_got_it = run("send", "47", *to, "--via", post.via)
    assert (all_got_it.status, "all got it, and it is not marked as sent" in all_got_it.err) == (5, True)
    issue.write_text(whole, encoding="utf-8")
    assert run("sent", "issues/047.toml").status == 0
    assert run("send", "47", *to, "--via", post.via).status == 7


def test_a_file_that_is_mended_in_time_is_marked(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """Broken with the first message on its way, whole with the second: marked, and nothing is said of trouble."""
    post = serve_mail(broken_until(halyard / "issues" / "047.toml", "bo@reader.example"))
    said = run("send", "47", "--to", "anna@reader.example", "--to", "bo@reader.example", "--via", post.via)
    assert (said.status, "not marked" in said.err, bool(sent_line(halyard))) == (0, False, True)


def test_a_slip_of_ours_does_not_hide_who_has_it(
    run: Run, halyard: Path, serve_mail: ServeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is raised with a message handed over: it is summed up and marked, before the bug is told."""
    def ended(carrier: smtp.ServerCarrier, line: object) -> object:
        carrier.at_risk = True
        raise MemoryError

    monkeypatch.setattr(smtp.ServerCarrier, "_ended", ended)
    post = serve_mail()
    said = run("send", "47", "--to", "anna@reader.example", "--to", "bo@reader.example", "--via", post.via)
    assert said.status == 70
    assert "not tried again: anna@reader.example\nnot tried: bo@reader.example\n" in said.err
    assert sent_line(halyard)


def test_two_runs_do_not_send_one_issue(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """While one run hands an issue over, another is refused; a proof is not."""
    post = serve_mail(always("dot", "hang", "bo@reader.example"))
    go = ["send", "47", "--to", "anna@reader.example", "--to", "bo@reader.example", "--via", post.via]
    first = subprocess.Popen([sys.executable, "-m", "newsletter", *go], stderr=subprocess.DEVNULL,
                             env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])})
    while post.stages.count("dot") < 2 and first.poll() is None:
        select.select([], [], [], 0.05)
    second = run(*go, "--again")
    assert (second.status, "another run has this in its hands" in second.err) == (7, True)
    assert run("send", "47", "--proof", "--via", post.via).status == 0
    first.send_signal(signal.SIGINT)
    assert first.wait(timeout=60) == 130
    assert run(*go).status == 7
    assert post.readers.count("anna@reader.example") == 1


def test_an_issue_that_changes_meanwhile_is_not_sent(
    run: Run, halyard: Path, serve_mail: ServeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved in an editor, or sent by another run, between reading and sending: refused, nothing goes out."""
    from newsletter.cli import sending

    post = serve_mail()
    real = sending.messages

    def saved_meanwhile(*arguments: object) -> object:
        with (halyard / "issues" / "047.toml").open("a", encoding="utf-8") as issue:
            issue.write("\n# a remark\n")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "messages", saved_meanwhile)
    said = run("send", "47", "--to", "anna@reader.example", "--via", post.via)
    assert (said.status, "changed while it was made ready" in said.err) == (7, True)
    assert post.arrivals == []


def test_a_letter_with_errors_stays_here(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """The check's errors are exit 7 for an announcement, --anyway sends it; a proof asks no check."""
    post = serve_mail()
    toml = halyard / "newsletter.toml"
    toml.write_text(toml.read_text("utf-8") + "\n[checks]\nSUBJ-CAPS = 'error'\n", encoding="utf-8")
    issue = halyard / "issues" / "047.toml"
    issue.write_text(ISSUE.replace("A court for two rivers", "A COURT FOR TWO RIVERS", 1), encoding="utf-8")
    go = ("send", "47", "--to", "anna@reader.example", "--via", post.via)
    refused = run(*go)
    assert (refused.status, "issues/047.toml:3: " in refused.err, "--anyway" in refused.err) == (7, True, True)
    assert post.arrivals == []
    assert run("send", "47", "--proof", "--via", post.via).status == 0
    assert run(*go, "--anyway").status == 0
    assert post.readers[-1] == "anna@reader.example"
    assert run("export", "47", "-o", "out").status == 7
    assert not (halyard / "out").exists()
    assert run("export", "47", "-o", "out", "--anyway").status == 0


def test_what_was_not_approved_stays_here(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """Where approval is asked for: exit 7 before it, and after a change; a proof can be had at any time."""
    post = serve_mail()
    toml = halyard / "newsletter.toml"
    toml.write_text("require_approval = true\n" + toml.read_text("utf-8"), encoding="utf-8")
    go = ("send", "47", "--to", "anna@reader.example", "--via", post.via)
    for command in (go, (*go, "--anyway"), ("export", "47", "-o", "out")):
        refused = run(*command)
        assert (refused.status, "not approved" in refused.err) == (7, True)
    assert run("send", "47", "--proof", "--via", post.via).status == 0
    assert run("approve", "47").status == 0
    issue = halyard / "issues" / "047.toml"
    text = issue.read_text("utf-8")
    issue.write_text(text.replace("share the water", "share the rain"), encoding="utf-8")
    assert run(*go).status == 7
    issue.write_text(text, encoding="utf-8")
    assert run("export", "47", "-o", "out").status == 0
    assert run(*go, "--from", "Somebody <else@halyard.example>").status == 7
    assert run(*go).status == 0
    assert post.readers == ["zoe@desk.example", "max@desk.example", "anna@reader.example"]


# ── proofs ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_proofs_go_to_those_who_look_at_them(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """To the addresses in newsletter.toml, marked so that no mail program threads them, and the issue stays unsent."""
    post = serve_mail()
    assert run("send", "--proof", "--via", post.via).status == 0
    assert run("send", "47", "--proof", "--to", "me@desk.example", "--via", post.via).status == 0
    assert post.readers == ["zoe@desk.example", "max@desk.example", "me@desk.example"]
    for arrival in post.arrivals:
        subject = strict(arrival.data).words("Subject")
        assert re.fullmatch(r"Proof \d\d:\d\d:\d\d\.\d\d\d – A court for two rivers", subject)
        assert base_subject(subject) == subject
    assert len({strict(arrival.data).header["Message-ID"] for arrival in post.arrivals}) == 3
    assert not sent_line(halyard)


def test_a_proof_that_nobody_approved_goes_to_no_stranger(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """Under require_approval --to of a proof names those under [proof] alone: else it would be a way round the approval."""
    settings = halyard / "newsletter.toml"
    settings.write_text("require_approval = true\n" + settings.read_text("utf-8"), encoding="utf-8")
    post = serve_mail()
    for to in (["anna@reader.example"], ["max@desk.example", "anna@reader.example"]):
        said = run("send", "47", "--proof", *(word for one in to for word in ("--to", one)), "--via", post.via)
        assert (said.status, post.arrivals) == (7, [])
        assert "a proof goes only to those under [proof], and anna@reader.example is none of them — add" in said.err
    assert run("send", "47", "--proof", "--to", "MAX@desk.example", "--via", post.via).status == 0
    assert run("send", "47", "--proof", "--via", post.via).status == 0
    assert len(post.arrivals) == 3


def test_two_proofs_of_one_second_are_two_letters(
    run: Run, halyard: Path, serve_mail: ServeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither subject nor Message-ID is that of the other: a mailbox that knows the one would drop the other."""
    from newsletter.cli import send

    post = serve_mail()
    for microsecond in (4_000, 5_999):
        monkeypatch.setattr(send, "now", lambda _, at=microsecond: datetime(2026, 11, 20, 6, 0, 7, at, tzinfo=UTC))
        assert run("send", "47", "--proof", "--to", "zoe@desk.example", "--via", post.via).status == 0
    first, second = (strict(arrival.data) for arrival in post.arrivals)
    assert first.header["Date"] == second.header["Date"]
    assert (first.words("Subject"), second.words("Subject")) == (
        "Proof 06:00:07.004 – A court for two rivers", "Proof 06:00:07.005 – A court for two rivers")
    assert first.header["Message-ID"] != second.header["Message-ID"]


def test_what_is_typed_as_an_address_is_not_repeated_at_length(run: Run, halyard: Path) -> None:
    """A sender or a reader of thousands of characters is shown by its beginning."""
    for words in (("--from", f"{'a' * 3000}@halyard.example"), ("--from", f"letter@{'b' * 3000}.example"),
                  ("--from", "letter " * 500), ("--to", f"{'c' * 3000}@halyard.example")):
        said = run("send", "47", "--proof", "--via", "true -t", *words)
        assert (said.status, "…" in said.err, len(said.err) < 400) == (2, True, True), said.err


def base_subject(subject: str) -> str:
    """What mail programs thread by: without Re:, Fwd: and [marks] (RFC 5256 §2.1)."""
    return re.sub(r"^(?:\[[^\]]*\]\s*|(?:re|fwd?)\s*(?:\[[^\]]*\])?:\s*)+", "", subject, flags=re.IGNORECASE)


def test_a_proof_of_what_was_sent_and_of_a_pipe_goes(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """A proof can be had at any time; an announcement from standard input could not be marked."""
    post = serve_mail()
    assert run("send", "-", "--proof", "--via", post.via, stdin=ISSUE.encode()).status == 0
    assert run("send", "-", "--to", "anna@reader.example", "--via", post.via, stdin=ISSUE.encode()).status == 2
    assert run("sent", "47").status == 0
    assert run("send", "47", "--proof", "--via", post.via).status == 0
    assert len(post.arrivals) == 4


def test_words_of_a_service_do_not_go_out_in_a_proof(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """A publication of a mailing service sees its proofs as a reader would; asked for that service's words, it says why not."""
    post = serve_mail()
    toml = halyard / "newsletter.toml"
    toml.write_text("service = 'mailchimp'\n" + toml.read_text("utf-8"), encoding="utf-8")
    assert run("send", "47", "--proof", "--to", "me@desk.example", "--via", post.via).status == 0
    assert b"*|" not in post.arrivals[0].data
    refused = run("send", "47", "--proof", "--service", "mailchimp", "--via", post.via)
    assert (refused.status, "newsletter export --service mailchimp" in refused.err) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("--via", "cat -t")])
def test_nobody_to_send_to_is_told(run: Run, halyard: Path, arguments: tuple[str, ...]) -> None:
    """Neither --to nor --proof; or a proof and nobody named for it."""
    assert run("send", "47", *arguments).status == 2
    toml = halyard / "newsletter.toml"
    toml.write_text(toml.read_text("utf-8").partition("[proof]")[0], encoding="utf-8")
    said = run("send", "47", "--proof", *arguments)
    assert (said.status, "under [proof]" in said.err) == (2, True)


# ── user and password ────────────────────────────────────────────────────────────────────────────────────────


def test_user_and_password_come_from_the_environment(
    run: Run, halyard: Path, serve_mail: ServeMail, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a server in it no --via is needed; its password is for that server alone."""
    post = serve_mail(tls=certificates.good(), logs_in=True)
    other = serve_mail(logs_in=True)
    monkeypatch.setenv("NEWSLETTER_MAIL_PASSWORD", CANARY)
    monkeypatch.setenv("NEWSLETTER_MAIL_SERVER", f"smtps://localhost:{post.port}")
    said = run("send", "47", "--to", "anna@reader.example")
    assert said.status == 0, said.err
    assert post.logins == [("letter@halyard.example", CANARY)]
    monkeypatch.setenv("NEWSLETTER_MAIL_USER", "somebody")
    assert run("send", "47", "--again", "--to", "anna@reader.example", "--via", f"smtps://localhost:{post.port}").status == 0
    assert post.logins[1] == ("somebody", CANARY)
    elsewhere = run("send", "47", "--again", "--to", "anna@reader.example", "--via", other.via)
    assert elsewhere.status == 5
    assert "newsletter login mail" in elsewhere.err
    assert other.logins == []


def test_no_output_holds_the_password(
    run: Run, halyard: Path, serve_mail: ServeMail, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted, refused, repeated by the server, given where it must not be: not a trace of it anywhere."""
    monkeypatch.setenv("NEWSLETTER_MAIL_PASSWORD", CANARY)
    outputs = ""
    for script in (lambda *_: "", always("AUTH", "535 5.7.8 {heard}"), always("AUTH", f"454 4.7.0 {CANARY}"),
                   always("RCPT", f"550 5.1.1 {CANARY}"), once("dot", f"451 {CANARY}")):
        post = serve_mail(script, tls=certificates.good(), logs_in=True)
        said = run("send", "47", "--again", "--to", "anna@reader.example", "--via", f"smtps://127.0.0.1:{post.port}")
        outputs += said.err + said.out.decode()
        assert post.logins or "AUTH" in post.stages
    given = run("send", "47", "--proof", "--via", f"smtps://letter:{CANARY}@127.0.0.1")
    assert (given.status, "read by everybody" in given.err) == (2, True)
    outputs += given.err + "".join(path.read_text("utf-8") for path in halyard.rglob("*.toml"))
    from base64 import b64encode

    for secret in (CANARY, *(b64encode(words.encode()).decode() for words in (CANARY, f"\0letter@halyard.example\0{CANARY}"))):
        assert secret not in outputs


def test_a_kept_password_is_used_for_its_server_alone(
    run: Run, halyard: Path, serve_mail: ServeMail, certificates: Certificates
) -> None:
    """From the keyring, without --via; a server of another name is not told it."""
    post = serve_mail(tls=certificates.good(), logs_in=True)
    entry = {"server": f"smtps://localhost:{post.port}", "user": "weekly", "password": CANARY}
    keyring.set_password("newsletter mail", "letter@halyard.example", json.dumps(entry))
    assert run("send", "47", "--proof").status == 0
    assert post.logins == [("weekly", CANARY)]
    other = run("send", "47", "--proof", "--via", f"smtps://127.0.0.1:{post.port}")
    assert other.status == 5
    assert len(post.logins) == 1
    keyring.set_password("newsletter mail", "letter@halyard.example", "{")
    broken = run("send", "47", "--proof")
    assert (broken.status, "newsletter login mail" in broken.err) == (5, True)


def test_nothing_says_how_to_send(run: Run, halyard: Path) -> None:
    """No --via, nothing kept: the ways there are."""
    said = run("send", "47", "--proof")
    assert said.status == 2
    assert all(way in said.err for way in ("--via 'msmtp -t'", "--via smtps://", "newsletter login mail"))


KEYRING = '''
import json, pathlib
from keyring.backend import KeyringBackend
class Kept(KeyringBackend):
    priority = 1
    path = pathlib.Path(__file__).with_name("kept.json")
    def get_password(self, service, username):
        return json.loads(self.path.read_text()).get(f"{service} {username}") if self.path.exists() else None
    def set_password(self, service, username, password):
        self.path.write_text(json.dumps({f"{service} {username}": password}))
'''


def typed(folder: Path, *answers: str, backend: str) -> Iterator[tuple[int, str]]:
    """Run ``newsletter login mail`` on a terminal of its own, answer what it asks, and yield status and screen."""
    (folder / "a_keyring.py").write_text(KEYRING, encoding="utf-8")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": backend,
                   "PYTHONPATH": f"{Path(__file__).parents[1]}{os.pathsep}{folder}"}
    started = subprocess.Popen([sys.executable, "-m", "newsletter", "login", "mail"], stdin=theirs, stdout=theirs,
                               stderr=theirs, cwd=folder, env=environment, start_new_session=True)
    os.close(theirs)
    screen, waiting = b"", list(answers)
    while True:
        try:
            read = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not read:
            break
        screen += read
        if waiting and screen.endswith(b": "):
            os.write(ours, f"{waiting.pop(0)}\n".encode())
            screen += b"\n"
    yield started.wait(timeout=60), screen.decode("utf-8", "replace")
    os.close(ours)


def test_login_asks_once_tries_and_keeps(halyard: Path, serve_mail: ServeMail, certificates: Certificates) -> None:
    """Address, server, password, on a terminal; the password is not shown, it is tried, then kept for that sender."""
    post = serve_mail(tls=certificates.good(), logs_in=True)
    ((status, screen),) = typed(halyard, "", f"localhost:{post.port}", CANARY, backend="a_keyring.Kept")
    assert status == 0, screen
    assert "[letter@halyard.example]" in screen
    assert "[smtps://mail.halyard.example]" in screen
    assert CANARY not in screen
    assert post.logins == [("letter@halyard.example", CANARY)]
    kept = json.loads((halyard / "kept.json").read_text("utf-8"))
    assert json.loads(kept["newsletter mail letter@halyard.example"]) == {
        "server": f"smtps://localhost:{post.port}", "user": "letter@halyard.example", "password": CANARY}


def test_login_keeps_nothing_that_does_not_work(halyard: Path, serve_mail: ServeMail, certificates: Certificates) -> None:
    """A wrong password is refused by the server, told, and forgotten."""
    post = serve_mail(tls=certificates.good(), logs_in=True)
    ((status, screen),) = typed(halyard, "", f"localhost:{post.port}", "wrong-hund", backend="a_keyring.Kept")
    assert status == 5
    assert "user or password is wrong" in screen
    assert "wrong-hund" not in screen
    assert not (halyard / "kept.json").exists()


def test_login_without_a_keyring_says_what_else_there_is(halyard: Path) -> None:
    """Before anything is asked."""
    ((status, screen),) = typed(halyard, backend="keyring.backends.fail.Keyring")
    assert status == 5
    assert "no keyring" in screen
    assert "NEWSLETTER_MAIL_PASSWORD" in screen
    assert "password (" not in screen


def test_login_asks_on_a_terminal_only(run: Run, halyard: Path) -> None:
    """A pipe is no place to type a password."""
    said = run("login", "mail", stdin=CANARY.encode())
    assert (said.status, CANARY in said.err) == (2, False)
