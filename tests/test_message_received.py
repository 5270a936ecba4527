"""A message from anybody's mailbox is read: its day, subject and body in either voice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsletter.errors import InputError
from newsletter.message import received

HEAD = "From: a@b.example\n"


def mail(header: str, body: bytes = b"") -> bytes:
    return (HEAD + header).encode("utf-8", "surrogateescape") + b"\n\n" + body


def test_header_is_read() -> None:
    """Encoded words, a day with its time zone, the Message-ID without brackets."""
    message = received(mail(
        "Subject: =?utf-8?q?Caf=C3=A9?= =?iso-8859-1?Q?_=E9t=E9?=\n and more\nDate: Fri, 3 May 2024 10:00:00 +0200\nMessage-ID: <1@b.example>"
    ), "a.eml")
    assert (message.subject, message.id) == ("Café été and more", "1@b.example")
    assert message.date == datetime(2024, 5, 3, 10, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(("raw", "subject"), [
    ("Café", "Café"), ("Caf\udce9", "Café"), ("=?x?b?!!!?=", ""), ("=?utf-8?q?a=0d=0aBcc:_x?=", "a Bcc:_x".replace("_", " ")),
    ("=?no-such?q?a?=", "a"), ("a\x1b]0;evil\x07", "a]0;evil"),
])
def test_subjects_are_one_line_of_words(raw: str, subject: str) -> None:
    """Raw bytes, broken encoded words and controls: nothing of it reaches further than one line."""
    assert received(mail(f"Subject: {raw}"), "a.eml").subject == subject


@pytest.mark.parametrize("day", ["tomorrow", "", "Fri, 99 May 2024 10:00:00 +0200", "3", "Fri, 3 May 99999 10:00:00 +9999"])
def test_days_that_are_none_are_none(day: str) -> None:
    """A broken date is no date."""
    assert received(mail(f"Date: {day}"), "a.eml").date is None


def test_days_without_zone_are_as_they_stand() -> None:
    """-0000 says that nobody knows the zone."""
    assert received(mail("Date: Fri, 3 May 2024 10:00:00 -0000"), "a.eml").date == datetime(2024, 5, 3, 10)  # noqa: DTZ001
    assert received(mail("Date: Fri, 3 May 2024 10:00:00 GMT"), "a.eml").date == datetime(2024, 5, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(("header", "body", "html"), [
    ("Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable", b"<p>Caf=C3=A9 =\nx</p>", "<p>Café x</p>"),
    ("Content-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: base64", b"PHA+4oCTPC9wPg==", "<p>–</p>"),
    ("Content-Type: text/html; charset=windows-1252", b"<p>Caf\xe9</p>", "<p>Café</p>"),
    ("Content-Type: text/html; charset=hex", b"<p>6162</p>", "<p>6162</p>"),
    ("Content-Type: multipart/mixed; boundary=a", b"--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\n"
     b"Content-Type: text/html\n\n<p>x</p>\n--b--\n--a\nContent-Type: text/html\nContent-Disposition: attachment\n\n<p>no</p>\n--a--",
     "<p>x</p>"),
    ("Content-Type: message/rfc822", b"Subject: inside\nContent-Type: text/html\n\n<p>forwarded</p>", "<p>forwarded</p>"),
])
def test_html_is_found(header: str, body: bytes, html: str) -> None:
    """In any encoding and charset, in whatever part it stands; an attachment is no body."""
    assert received(mail(header, body), "a.eml").html.strip() == html


def test_text_alone_is_the_text() -> None:
    """Without HTML the plain voice is there."""
    message = received(mail("Subject: x", "plain – words".encode()), "a.eml")
    assert (message.html, message.text) == ("", "plain – words")


@pytest.mark.parametrize("data", [b"", b"just words\nand more", b"\x00\x01", b"X-Own: 1\n\nbody"])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    """A file without a message's header is named."""
    with pytest.raises(InputError, match="no message"):
        received(data, "a.eml")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_message_of_countless_parts_is_refused(end: bytes) -> None:
    """They would keep a machine busy for seconds, and fill its memory; no letter has thousands."""
    data = mail("Content-Type: multipart/mixed; boundary=b", (b"--b" + end) * 20_000)
    with pytest.raises(InputError, match="too many parts"):
        received(data, "a.eml")
