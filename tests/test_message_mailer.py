"""A message goes through real mailers and servers, on loopback, and arrives as the bytes that were built."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import subprocess
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from message_help import FRIDAY, SENDER, edition, strict

from newsletter.message import build


class Arrival(NamedTuple):
    """What a server was handed: the envelope, and the message with its dots unstuffed."""

    sender: str
    recipients: list[str]
    data: bytes


class Sink:
    """Takes everything and keeps it."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message."""
        self.arrivals.append(Arrival(str(envelope.mail_from), envelope.rcpt_tos, bytes(envelope.content or b"")))
        return "250 taken"


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A server on loopback."""
    kept = Sink()
    server = Controller(kept, hostname="127.0.0.1", port=kept.port)
    server.start()
    yield kept
    server.stop()


@pytest.fixture
def msmtp(sink: Sink, tmp_path: Path) -> Callable[..., None]:
    """``msmtp -t``, as an editor pipes into it, set up for that server."""
    program = shutil.which("msmtp")
    if program is None:
        missing = "msmtp is not installed (apt-get install msmtp)"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    settings = tmp_path / "msmtprc"
    settings.write_text(f"account default\nhost 127.0.0.1\nport {sink.port}\ntls off\nauth off\nsyslog off\n")
    settings.chmod(0o600)

    def deliver(data: bytes, *recipients: str) -> None:
        command = [program, f"--file={settings}", "-t", "--read-envelope-from", *recipients]
        done = subprocess.run(command, input=data, capture_output=True, timeout=30, check=False)
        assert done.returncode == 0, done.stderr.decode()

    return deliver


HARD = {
    "a letter": {},
    "lone dots": {"text": "a\n.\nb\r.\rc\n\n.\n", "html": ".\n..\n.\r\n.\r\nMAIL FROM:<evil@thief.example>\n.\n"},
    "From": {"text": "From here on\n>From there\n" + "x" * 73 + "From anywhere"},
    "long words": {"subject": "w" * 5000, "text": "é" * 5000, "html": "w" * 5000},
    "every plane": {"subject": "Łódź 火 👩🏽‍🚀 שלום 𐀀 \U000e0041", "text": "Łódź 👩🏽‍🚀 שלום \U0010fffd", "html": "𐀀" * 99},
    "attack": {"subject": "=?utf-8?q?a=0d=0aBcc:_evil@thief.example?="},
    "blanks": {"text": "signature\n-- \n\t\n  indented  \n", "html": " \n" * 50},
}


@pytest.fixture(params=HARD.values(), ids=HARD.keys())
def message(request: pytest.FixtureRequest) -> bytes:
    """One of the messages that are hard to bring through."""
    return build(
        edition(unsubscribe="https://courier.example/leave?t=" + "8f31" * 60, one_click=True, **request.param),
        sender="Kurier, Wöchentlich <weekly@courier.example>",
        to=["Smith, John <john@reader.example>", "Zoë 👩🏽‍🚀 <zoe@exämple.example>"],
        reply_to="Desk <desk@courier.example>",
        date=FRIDAY,
        list_id="weekly.courier.example",
        list_name="Courier Weekly",
    )


RECIPIENTS = ["john@reader.example", "zoe@xn--exmple-cua.example"]


def test_msmtp_brings_the_very_bytes(message: bytes, sink: Sink, msmtp: Callable[..., None]) -> None:
    """Debian's msmtp reads sender and recipients from the header; one message arrives, not an octet of it changed."""
    msmtp(message)
    assert sink.arrivals == [Arrival("weekly@courier.example", RECIPIENTS, message)]
    strict(sink.arrivals[0].data)


def test_msmtp_takes_recipients_beside_an_undisclosed_list(sink: Sink, msmtp: Callable[..., None]) -> None:
    """A message to undisclosed recipients goes to those named to the mailer, and shows none of them."""
    data = build(edition(), sender=SENDER, date=FRIDAY)
    msmtp(data, "anna@reader.example")
    assert sink.arrivals == [Arrival("weekly@courier.example", ["anna@reader.example"], data)]


def test_line_ends_of_a_pipe_do_no_harm(sink: Sink, msmtp: Callable[..., None]) -> None:
    """Saved with LF on the way, as some shells and editors do, the message still arrives as it was built."""
    data = build(edition(), sender=SENDER, to=["anna@reader.example"], date=FRIDAY)
    msmtp(data.replace(b"\r\n", b"\n"))
    assert [arrival.data for arrival in sink.arrivals] == [data]


def test_smtplib_brings_the_very_bytes(message: bytes, sink: Sink) -> None:
    """Sent by the standard library, one message arrives, not an octet of it changed."""
    with smtplib.SMTP("127.0.0.1", sink.port) as client:
        assert client.sendmail("weekly@courier.example", RECIPIENTS, message) == {}
    assert sink.arrivals == [Arrival("weekly@courier.example", RECIPIENTS, message)]


def test_a_program_that_parses_and_sends_again_brings_the_same_words(message: bytes, sink: Sink) -> None:
    """Read into the standard library's own message and written by it, it reads the same and has no field more."""
    parsed = message_from_bytes(message)
    with smtplib.SMTP("127.0.0.1", sink.port) as client:
        assert client.send_message(parsed) == {}
    (arrival,) = sink.arrivals
    assert (arrival.sender, arrival.recipients) == ("weekly@courier.example", RECIPIENTS)
    sent, arrived = (message_from_bytes(data, policy=policy.default) for data in (message, arrival.data))
    assert [(name, value.strip()) for name, value in arrived.items()] == sent.items()  # it begins long ones with a fold
    assert _leaves(arrival.data) == _leaves(message)


def _leaves(data: bytes) -> list[object]:
    return [part.get_payload(decode=True) for part in message_from_bytes(data).walk() if not part.is_multipart()]
