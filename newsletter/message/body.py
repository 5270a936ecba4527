"""Text, HTML and pictures → the body of the message: multipart/alternative, quoted-printable or base64, CR LF."""

from __future__ import annotations

import re
from base64 import encodebytes
from collections.abc import Sequence
from typing import NamedTuple

from newsletter.message.header import Field, folded
from newsletter.model import PICTURE_STAND_IN, Picture, in_folder, place_pictures

# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────


def placed(html: str, pictures: Sequence[Picture], base: str, domain: str) -> tuple[str, Sequence[Picture]]:
    """Return the HTML with its pictures at `base`, else within the message; and those that must travel in it."""
    if base:
        return place_pictures(html, pictures, in_folder(base)), []
    used = set(PICTURE_STAND_IN.findall(html))
    within = place_pictures(html, pictures, lambda picture: f"cid:{picture.name}@{domain}")
    return within, [picture for picture in pictures if picture.name in used]


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────


class Part(NamedTuple):
    """One MIME entity: its header fields, and its body encoded for the way, with CR LF."""

    fields: Sequence[Field]
    body: bytes


def alternative(text: str, html: str, pictures: Sequence[Picture], domain: str, key: str) -> Part:
    """Return text and HTML as one part; pictures stand beside the HTML in a multipart/related (RFC 2387).

    Args:
        key: makes the boundaries.
    """
    letter = _text_part("html", html)
    if pictures:
        parts = [letter, *(_picture_part(picture, domain) for picture in pictures)]
        letter = _multipart(["multipart/related;", 'type="text/html";'], parts, f"=_related_{key[:24]}")
    return _multipart(["multipart/alternative;"], [_text_part("plain", text), letter], f"=_alternative_{key[:24]}")


def octets(part: Part) -> bytes:
    """Return a part as it is sent."""
    return "".join(map(folded, part.fields)).encode("ascii") + b"\r\n" + part.body


def _multipart(kind: Sequence[str], parts: Sequence[Part], boundary: str) -> Part:
    """Return the parts as one; ``=_`` in the boundary cannot occur in quoted-printable or base64."""
    body = b"".join(f"--{boundary}\r\n".encode() + octets(part) + b"\r\n" for part in parts)
    return Part([("Content-Type", [*kind, f'boundary="{boundary}"'])], body + f"--{boundary}--\r\n".encode())


def _picture_part(picture: Picture, domain: str) -> Part:
    fields: Sequence[Field] = [
        ("Content-Type", [picture.media_type]),
        ("Content-Transfer-Encoding", ["base64"]),
        ("Content-ID", [f"<{picture.name}@{domain}>"]),
        ("Content-Disposition", ["inline;", f'filename="{picture.name}"']),
    ]
    return Part(fields, _base64(picture.data))


def _text_part(kind: str, text: str) -> Part:
    """Return text/`kind` in UTF-8, by the encoding that is shorter; never as raw eight-bit."""
    quoted, base64 = _quoted_printable(text.encode()), _base64(text.replace("\n", "\r\n").encode())
    encoding, body = ("quoted-printable", quoted) if len(quoted) <= len(base64) else ("base64", base64)
    return Part(
        [("Content-Type", [f"text/{kind};", 'charset="utf-8"']), ("Content-Transfer-Encoding", [encoding])], body
    )


def _base64(data: bytes) -> bytes:
    return encodebytes(data).replace(b"\n", b"\r\n")


_UNPRINTABLE = re.compile(rb"[^\t\n -<>-~]|[\t ]$", re.MULTILINE)
_SHORT = re.compile(rb".{1,73}(?<!=)(?<!=.)")  # cuts no escape; one more escape and "=" make it 76 at most
# What a transport may touch at the start of a line: mailboxes write >From, a dot is doubled on the way, and a lone
# dot ends the message for sendmail without -i.
_TOUCHED = re.compile(rb"^(?:\.|F(?=rom ))", re.MULTILINE)


def _quoted_printable(text: bytes) -> bytes:
    """Return UTF-8 with LF as quoted-printable with CR LF (RFC 2045 §6.7), no line longer than 76 octets.

    binascii.b2a_qp makes lines of 78 where they end in a blank.
    """
    safe = _UNPRINTABLE.sub(_escape, text)
    lines = (line if len(line) <= 74 else b"=\n".join(_SHORT.findall(line)) for line in safe.split(b"\n"))
    return _TOUCHED.sub(_escape, b"\n".join(lines)).replace(b"\n", b"\r\n")


def _escape(found: re.Match[bytes]) -> bytes:
    return b"=%02X" % found[0][0]
