"""What is sent goes through real mailers and arrives: Debian's postfix and msmtp, and a stand-in of Amazon SES."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any, NoReturn

import pytest

from conftest import issue_of, note
from newsletter import build, merge, message, publication as publications
from newsletter.model import Letter, Publication, Reader, Theme, replace
from newsletter.send import Outcome, Parcel, carrier, deliver, where

from cli_help import Run, run  # isort: skip # noqa: F401
from mail_help import Post, serve_mail  # isort: skip # noqa: F401
from message_help import FRIDAY, SENDER, edition, strict  # isort: skip
from naughty_help import naughty  # isort: skip
from test_cli_send import halyard, sent_line  # isort: skip # noqa: F401
from test_message import one_line  # isort: skip
from test_send import always, once  # isort: skip

ServeMail = Callable[..., Post]


def needed(program: str, package: str) -> str:
    """Return the path of a program; skip the test where it is missing, fail it in CI."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return found or lacking(f"{program} is not installed (apt-get install {package})")


def lacking(what: str) -> NoReturn:
    """Skip the test for something that is missing; fail it in CI."""
    pytest.fail(what) if os.environ.get("CI") == "true" else pytest.skip(what)


# ── postfix ──────────────────────────────────────────────────────────────────────────────────────────────────

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix n - n 1 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 1 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
proxymap  unix - - n - - proxymap
smtp      unix - - n - - smtp
error     unix - - n - - error
retry     unix - - n - - error
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = {commands}
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.halyard.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{onward}
smtp_host_lookup = native
smtputf8_enable = no
maillog_file = {home}/log
maillog_file_prefixes = {home}
"""


class Postfix:
    """Debian's postfix with a configuration of its own, which passes all mail on to a server of the test."""

    def __init__(self, onward: Post) -> None:
        self.onward = onward
        self.port = Post().port
        self._program = needed("postfix", "postfix")
        self._home = Path(tempfile.mkdtemp(prefix="postfix-"))
        self._home.chmod(0o755)  # what runs as the user postfix must get in
        for name in ("queue", "data"):
            (self._home / name).mkdir()
        os.chown(self._home / "data", pwd.getpwnam("postfix").pw_uid, -1)
        (self._home / "master.cf").write_text(MASTER.format(port=self.port))
        (self._home / "main.cf").write_text(MAIN.format(
            home=self._home, onward=onward.port, commands=Path(self._program).parent, daemons="/usr/lib/postfix/sbin"))
        self._run("start")

    @property
    def sendmail(self) -> str:
        """What ``--via`` says for its sendmail."""
        return f"{Path(self._program).with_name('sendmail')} -C {self._home} -t"

    def _run(self, word: str) -> None:
        done = subprocess.run([self._program, "-c", self._home, word], capture_output=True, timeout=60, check=False)
        assert done.returncode == 0 or word == "stop", done.stderr.decode()

    def arrived(self, count: int) -> list[bytes]:
        """Wait for messages; return them as they came out at the other end, without the trace fields of the way."""
        end = time.monotonic() + 60
        while len(self.onward.arrivals) < count and time.monotonic() < end:
            time.sleep(0.05)
        assert len(self.onward.arrivals) == count, (self._home / "log").read_text()
        return [re.sub(rb"\A(?:Received:.*\r\n(?:[ \t].*\r\n)*)+", b"", arrival.data) for arrival in self.onward.arrivals]

    def stop(self) -> None:
        """End it, and leave nothing."""
        self._run("stop")
        shutil.rmtree(self._home, ignore_errors=True)


@pytest.fixture
def postfix(serve_mail: ServeMail) -> Iterator[Postfix]:
    """A running postfix; only root can start one."""
    needed("postfix", "postfix")
    if os.geteuid() != 0:
        pytest.skip("postfix is started by root only")
    running = Postfix(serve_mail())
    yield running
    running.stop()


READERS = ["anna@reader.example", "bo@xn--krbis-kva.example"]
GO = ("send", "47", "--to", "Anna, Dr. <anna@reader.example>", "--to", "bo@kürbis.example")


def as_meant(data: bytes, reader: str) -> None:
    """Assert that what arrived is a whole letter for one reader."""
    read = strict(data)
    assert read.mailboxes("From") == [("The Halyard, weekly", "letter@halyard.example")]
    assert [address for _, address in read.mailboxes("To")] == [reader]
    assert read.words("Subject") == "A court for two rivers"
    assert read.header["List-Unsubscribe"] == f"<https://halyard.example/leave?who={reader.replace('@', '%40')}>"
    assert "three countries share the water" in read.leaves()[0].data.decode()


@pytest.mark.parametrize("way", ["smtp", "sendmail"])
def test_postfix_passes_on_what_was_sent(run: Run, halyard: Path, postfix: Postfix, way: str) -> None:
    """By SMTP and by its sendmail: each reader's message comes out at the other end as it went in, bounces to the sender."""
    via = postfix.sendmail if way == "sendmail" else f"smtp://127.0.0.1:{postfix.port}"
    said = run(*GO, "--via", via)
    assert said.status == 0, said.err
    arrived = postfix.arrived(2)
    by_reader = dict(zip(postfix.onward.readers, arrived, strict=True))
    assert sorted(by_reader) == sorted(READERS)
    for reader, data in by_reader.items():
        as_meant(data, reader)
    assert {arrival.sender for arrival in postfix.onward.arrivals} == {"letter@halyard.example"}
    assert sent_line(halyard)


def test_postfix_changes_no_octet(postfix: Postfix, halyard: Path, run: Run) -> None:
    """The message that ``render --as eml`` gives, piped into its sendmail, comes out to the octet."""
    made = run("render", "47", "--as", "eml", "--to", "anna@reader.example")
    done = subprocess.run(postfix.sendmail.split(), input=made.out.replace(b"\r\n", b"\n"), capture_output=True, timeout=60,
                          check=False)
    assert done.returncode == 0, done.stderr
    assert postfix.arrived(1) == [made.out]


# ── msmtp ────────────────────────────────────────────────────────────────────────────────────────────────────


def msmtp(folder: Path, port: int, more: str = "auth off") -> str:
    """Return what ``--via`` says for msmtp with settings of its own."""
    program, settings = needed("msmtp", "msmtp"), folder / "msmtprc"
    settings.write_text(f"account default\nhost 127.0.0.1\nport {port}\ntls off\nsyslog off\n{more}\n")
    settings.chmod(0o600)
    return f"{program} --file={settings} -t"


def test_msmtp_passes_on_what_was_sent(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """--via msmtp -t with settings of its own: each reader's message arrives, bounces to the sender."""
    post = serve_mail()
    said = run(*GO, "--via", msmtp(halyard, post.port))
    assert said.status == 0, said.err
    assert post.readers == READERS
    assert {arrival.sender for arrival in post.arrivals} == {"letter@halyard.example"}
    for arrival, reader in zip(post.arrivals, READERS, strict=True):
        as_meant(arrival.data, reader)


def by_msmtp(folder: Path, post: Post, more: str = "auth off") -> tuple[Outcome, list[float]]:
    """Send one message by msmtp; return what became of it, and the pauses there were."""
    book: dict[str, Outcome] = {}
    paused: list[float] = []
    parcel = Parcel(address=READERS[0], data=b"From: letter@halyard.example\r\nTo: anna@reader.example\r\nSubject: x\r\n\r\nx\r\n")
    deliver([parcel], carrier(where(msmtp(folder, post.port, more)), sender="letter@halyard.example"), book, pause=paused.append)
    return book[READERS[0]], paused


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("stage", ["connect", "RCPT", "DATA", "dot"])
def test_msmtp_comes_again_where_its_server_says_so(
    tmp_path: Path, serve_mail: ServeMail, monkeypatch: pytest.MonkeyPatch, stage: str, language: str
) -> None:
    """A 4xx is no refusal, whatever language msmtp speaks: tried again after 2, 5 and 10 seconds, then listed with its meaning."""
    monkeypatch.setenv("LANGUAGE", language)
    post = serve_mail(always(stage, "450 4.2.1 the mailbox sleeps"))
    outcome, paused = by_msmtp(tmp_path, post)
    assert paused == [2, 5, 10]
    assert (outcome.state, outcome.said) == ("later", "450 4.2.1 the mailbox sleeps")
    assert post.arrivals == []
    post.script = once(stage, "421 4.3.2 in a moment")
    outcome, paused = by_msmtp(tmp_path, post)
    assert (outcome.state, paused, post.readers) == ("sent", [2], [READERS[0]])


@pytest.mark.parametrize(("stage", "fault", "why"), [
    ("RCPT", "550 5.1.1 no such user", "there is no such mailbox: look at what stands before the @"),
    ("RCPT", "550-5.2.2 over\r\n550 5.2.2 quota", "the mailbox is full"),
    ("dot", "552 5.3.4 too much", "the message is larger than the server takes: see newsletter size"),
    ("dot", "554 no", "the server's rules do not let this message in"),
])
def test_what_its_server_refuses_is_explained(tmp_path: Path, serve_mail: ServeMail, stage: str, fault: str, why: str) -> None:
    """A 5xx by its enhanced code, as from a server that we speak to ourselves; tried once."""
    outcome, paused = by_msmtp(tmp_path, serve_mail(always(stage, fault)))
    assert (outcome.state, outcome.why, paused) == ("refused", why, [])
    assert outcome.said.startswith(fault[:3])
    assert "msmtp" not in outcome.said


@pytest.mark.parametrize("words", [
    "authentication failed at remote host", "cannot get initial OK message from server", "envelope from address x not accepted",
    "msmtp: authentication failed (method PLAIN)", "network write error", "x" * 9_000 + "\r\n550 msmtp: authentication failed",
])
@pytest.mark.parametrize("stage", ["RCPT", "dot"])
def test_what_a_server_says_is_not_taken_for_msmtps_own_words(tmp_path: Path, serve_mail: ServeMail, stage: str, words: str) -> None:
    """A 550 that reads like what msmtp says of a login, of the sender or of a connection is for this reader alone."""
    words = words.replace("\r\n550 ", "\r\n550 ").replace("x" * 9_000, "\r\n550-".join(["x" * 400] * 30))
    outcome, paused = by_msmtp(tmp_path, serve_mail(always(stage, f"550-{words}\r\n550 no" if "\r" in words else f"550 {words}")))
    assert (outcome.state, outcome.away, paused) == ("refused", False, [])


@pytest.mark.parametrize(("stage", "fault"), [("dot", "close"), ("dot", "hello")])
def test_an_answer_that_msmtp_lost_is_unknown(tmp_path: Path, serve_mail: ServeMail, stage: str, fault: str) -> None:
    """The message was taken, and msmtp says no more than that it heard nothing: not tried again."""
    post = serve_mail(always(stage, fault))
    outcome, paused = by_msmtp(tmp_path, post)
    assert (outcome.state, paused, len(post.arrivals)) == ("unknown", [], 1)
    assert outcome.why == "the mail server's answer was lost: the message may have arrived"


def test_what_msmtp_gets_past_for_nobody_ends_the_run(run: Run, halyard: Path, serve_mail: ServeMail) -> None:
    """No login, another sender than may send, a server that is not found: told once, in one line, with what was said."""
    post = serve_mail(logs_in=True)
    to = ("send", "47", "--to", "anna@reader.example", "--to", "bo@reader.example", "--via")
    for more, words in (
        ("auth plain\nuser u\npassword p", "user or password are wrong, or it is not allowed to you (535 5.7.8 "),
        ("auth off", "user or password are wrong, or it is not allowed to you (530 5.7.0 "),
        ("host nowhere.invalid", "it does not find its mail server (msmtp: cannot locate host nowhere.invalid: "),
        ("colour red", "it is not set up: look at its own settings (msmtp: "),
    ):
        said = run(*to, msmtp(halyard, post.port, more))
        assert (said.status, len(said.err.splitlines()), words in said.err) == (5, 1, True), said.err
    post.script = always("MAIL", "550 5.7.1 not yours")
    said = run(*to, msmtp(halyard, serve_mail(post.script).port))
    assert "msmtp: the mail server does not take mail from this sender: the server's rules" in said.err
    assert (said.status, post.arrivals, sent_line(halyard)) == (5, [], "")


# ── Amazon SES ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of Amazon SES that talks to moto on this machine."""
    try:
        import boto3
        from moto.server import ThreadedMotoServer
    except ImportError as error:
        lacking(f"{error.name} is not installed (pip install moto[server] boto3)")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield boto3.client("ses", region_name="us-east-1", endpoint_url=f"http://{host}:{port}")
    server.stop()


def test_ses_takes_the_message_as_it_is(ses: Any) -> None:
    """Posted as a raw message, what SES keeps reads as the letter that was sent: header, both voices, pictures."""
    from moto.backends import get_backend

    sent = message.build(edition(unsubscribe="https://courier.example/leave?t=8f31", one_click=True), sender=SENDER,
                         to=["Zoë, Dr. <zoe@reader.example>"], date=FRIDAY, list_id="weekly.courier.example")
    ses.verify_email_identity(EmailAddress="weekly@courier.example")
    ses.send_raw_email(RawMessage={"Data": sent})
    (kept,) = get_backend("ses")["123456789012"]["us-east-1"].sent_messages
    data = kept.raw_data if isinstance(kept.raw_data, bytes) else kept.raw_data.encode()
    assert strict(data) == strict(sent)
    assert data == sent
    (destination,) = kept.destinations
    assert "<zoe@reader.example>" in destination


# ── words that have broken programs before ───────────────────────────────────────────────────────────────────


def test_naughty_words_as_subject_sender_and_first_name_inject_nothing(publication: Publication, theme: Theme) -> None:
    """Each of the strings in all three places: the same fields as ever, the subject as it was, the greeting with it."""
    letter = build.press(issue_of(note("Dear {first_name|friend},\n\n[Leave](merge:unsubscribe)")), publication, theme)
    plain = publications.service(publication, "plain")
    fields = set(strict(sent(letter, publication, plain, "x", "x")).header)
    for text in naughty():
        read = strict(sent(letter, publication, plain, text, text))
        assert set(read.header) == fields
        assert read.words("Subject") == one_line(text)
        assert read.mailboxes("From") == [(one_line(text), "letter@halyard.example")]
        assert read.mailboxes("To") == [("", "anna@reader.example")]
        html = read.leaves()[1].data.decode().replace("\r\n", "\n")
        assert "<script" not in html.lower()
        if text.isprintable() and text.strip() == text != "":
            assert f"Dear {escape(text)}" in html or f"Dear {text}" in html


def sent(letter: Letter, publication: Publication, service: Any, text: str, first_name: str) -> bytes:
    """Return a message whose subject, sender and reader are called so."""
    one = merge.stamp(replace(letter, subject=text), service, publication,
                      Reader(email="anna@reader.example", token="t", first_name=first_name))
    name = text.replace("\\", "\\\\").replace('"', '\\"')
    return message.build(one, sender=f'"{name}" <letter@halyard.example>', to=["anna@reader.example"], date=FRIDAY)
