"""A small Edition made by hand, and a strict reader of messages that shares nothing with the code under test.

The reader takes bytes as a server gets them and asserts what RFC 5322, 2045, 2046, 2047 and 5321 ask of every
message, whatever it says.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple

from newsletter.model import Edition, Letter, Picture

SENDER = "Courier Weekly <weekly@courier.example>"
FRIDAY = datetime(2026, 11, 20, 6, 30, tzinfo=timezone(timedelta(hours=1)))


def _dot(name: str, pixels: str) -> Picture:
    """Return a picture of two by two pixels of one colour; `pixels` is what differs between them, in base64."""
    data = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nG" + pixels)
    return Picture(name=name, data=data, media_type="image/png", width=2, height=2)


RED = _dot("5f1c0a77.png", "M4IScHRAwQCgAfJgQRoo8irwAAAABJRU5ErkJggg==")
BLUE = _dot("b2d9e431.png", "OQkzsBRAwQCgAZ1gQRShBSHAAAAABJRU5ErkJggg==")

TEXT = """\
COURIER WEEKLY

Dear friend,

the night train is back on the agenda, and with it the question of who pays.

– Who pays for the night train?
  https://courier.example/night-train-budget

Unsubscribe: https://courier.example/leave?t=8f31
"""

HTML = """\
<!doctype html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><title>Who pays for the night train?</title></head>
<body>
<h1>Who pays for the night train?</h1>
<img src="https://picture.invalid/5f1c0a77.png" alt="A sleeper carriage at dawn" width="560">
<p>Four ministries, one sleeper fund, and a vote in Łódź.</p>
<img src="https://picture.invalid/b2d9e431.png" alt="" width="120">
<img src="https://picture.invalid/5f1c0a77.png" alt="">
<p><a href="https://courier.example/leave?t=8f31">Unsubscribe</a></p>
</body>
</html>
"""


def edition(*, pictures: Sequence[Picture] = (RED, BLUE), language: str = "en", **changes: Any) -> Edition:
    """Return the 47th Courier Weekly; `changes` are fields of the Edition."""
    words: dict[str, Any] = {"subject": "Who pays for the night train?", "preheader": "", "html": HTML, "text": TEXT}
    words |= changes
    letter = Letter(
        key="0123456789abcdef",
        number=47,
        date=date(2026, 11, 20),
        language=language,
        direction="ltr",
        subject=words["subject"],
        preheader=words["preheader"],
        mjml="",
        html=words["html"],
        text=words["text"],
        pictures=tuple(pictures),
    )
    return Edition(letter=letter, service="plain", **words)


# ── the strict reader ────────────────────────────────────────────────────────────────────────────────────────


class Entity(NamedTuple):
    """A part as read: unfolded header fields, media type, decoded body or the parts within."""

    header: Mapping[str, str]
    kind: str
    data: bytes
    parts: Sequence[Entity]

    def outline(self) -> Any:
        """Return the media types as nested lists."""
        return [self.kind, *(part.outline() for part in self.parts)] if self.parts else self.kind

    def leaves(self) -> list[Entity]:
        """Return the parts that hold something, in order."""
        return [leaf for part in self.parts for leaf in part.leaves()] if self.parts else [self]

    def words(self, field: str) -> str:
        """Return a header field as a reader sees it."""
        return decoded(self.header[field])

    def mailboxes(self, field: str) -> list[tuple[str, str]]:
        """Return names and addresses of From, To or Reply-To (RFC 5322 §3.4)."""
        value, found = self.header[field], []
        while value:
            match = re.match(r'(?:("(?:[^"\\]|\\.)*"|[^<",]*?) <([^<>, ]+)>|([^<>", ]+))(?:, |$)', value)
            assert match, f"no mailbox: {value}"
            name, address, alone = match.groups()
            if name and name.startswith('"'):
                name = re.sub(r"\\(.)", r"\1", name[1:-1])
            found.append((decoded(name or ""), address or alone))
            value = value[match.end() :]
        return found


def strict(data: bytes) -> Entity:
    """Read a message, asserting all that must hold for any message."""
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", data), "a bare CR or LF"
    assert not re.search(rb"[^\t\r\n\x20-\x7e]", data), "an octet that is no printable ASCII"
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.endswith(b"\r\n")
    assert not re.search(rb"^\.", data, re.MULTILINE), "a dot begins a line"
    assert not re.search(rb"^From ", data, re.MULTILINE)
    message = _entity(data)
    assert {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version"} <= set(message.header)
    return message


def decoded(value: str) -> str:
    """Return an unfolded value with its encoded words read, each on its own (RFC 2047 §5, §6)."""
    pieces = [_encoded_word(piece) for piece in re.split(r" ", value)]
    out = ""
    for place, (text, was_encoded) in enumerate(pieces):
        between = "" if place == 0 or (was_encoded and pieces[place - 1][1]) else " "
        out += between + text
    return out


def _encoded_word(piece: str) -> tuple[str, bool]:
    match = re.fullmatch(r"=\?([^?]+)\?([^?]+)\?([^? ]*)\?=", piece)
    if not match:
        return piece, False
    charset, encoding, text = match.groups()
    assert len(piece) <= 75
    assert charset == "utf-8"
    if encoding == "b":
        return b64decode(text, validate=True).decode("utf-8"), True
    assert re.fullmatch(r"(?:[A-Za-z0-9!*+/_-]|=[0-9A-F]{2})*", text), "not safe within a name"
    octets = re.sub(rb"=(..)", lambda m: binascii.unhexlify(m[1]), text.replace("_", " ").encode())
    return octets.decode("utf-8"), True


def _entity(data: bytes) -> Entity:
    head, _, body = data.partition(b"\r\n\r\n")
    header = _header(head.decode("ascii"))
    kind, _, parameters = header["Content-Type"].partition(";")
    if not kind.startswith("multipart/"):
        return Entity(header, kind, _decoded_body(header["Content-Transfer-Encoding"], body), ())
    boundary = re.search(r'boundary="([^"]+)"', parameters)
    assert boundary and len(boundary[1]) <= 70 and not boundary[1].endswith(" ")
    return Entity(header, kind, b"", [_entity(part) for part in _split(body, boundary[1].encode())])


def _header(head: str) -> Mapping[str, str]:
    header: dict[str, str] = {}
    for field in re.split(r"\r\n(?![ \t])", head):
        for line in field.split("\r\n"):
            assert line.strip(), "a line of blanks in the header"
            assert len(line) <= (76 if "=?" in line else 78) or line.strip().count(" ") <= 1, f"not folded: {line}"
        name, colon, value = field.replace("\r\n", "").partition(":")
        assert colon and re.fullmatch(r"[A-Za-z-]+", name), f"no header field: {field}"
        assert name not in header, f"{name} twice"
        assert name in ("From", "To", "Reply-To", "Subject", "List-Id") or "=?" not in value
        closed = re.findall(r'"(?:[^"\\]|\\.)*"|<[^>]*>', value)
        assert not any("=?" in piece for piece in closed), "an encoded word in quotes or in an address"
        header[name] = value.removeprefix(" ")
    return header


def _split(body: bytes, boundary: bytes) -> list[bytes]:
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    assert pieces[0] == b"", "words before the first part"
    assert pieces[-1].strip(b"\r\n") == b"--", "words after the last part"
    assert all(piece.startswith(b"\r\n") and boundary not in piece for piece in pieces[1:-1])
    return [piece[2:] for piece in pieces[1:-1]]


def _decoded_body(encoding: str, body: bytes) -> bytes:
    assert max(map(len, body.split(b"\r\n"))) <= 76
    if encoding == "base64":
        return b64decode(body.replace(b"\r\n", b""), validate=True)
    assert encoding == "quoted-printable"
    assert not re.search(rb"[ \t]\r\n|[ \t]\Z", body), "a blank at the end of a line, which is lost on the way"
    assert not re.search(rb"=(?!\r\n|[0-9A-F]{2})", body)
    return re.sub(rb"=([0-9A-F]{2})", lambda m: binascii.unhexlify(m[1]), body.replace(b"=\r\n", b""))
