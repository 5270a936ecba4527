"""Ways to break the parts of the message."""

from __future__ import annotations

import re
from base64 import encodebytes

from breaks.message import Change, put
from checks_help import Way


def _without_text(data: bytes) -> bytes:
    boundary = re.search(rb'boundary="([^"]+)"', data)[1]  # type: ignore[index]
    head, first, rest = data.split(b"--" + boundary + b"\r\n", 2)
    return head + b"--" + boundary + b"\r\n" + rest


def _html_first(data: bytes) -> bytes:
    boundary = b"--" + re.search(rb'boundary="([^"]+)"', data)[1]  # type: ignore[index]
    head, first, second = data.split(boundary + b"\r\n", 2)
    second, end = second.split(boundary + b"--")
    return head + boundary + b"\r\n" + second + boundary + b"\r\n" + first + boundary + b"--" + end


def _text_in_base64(data: bytes) -> bytes:
    boundary = b"--" + re.search(rb'boundary="([^"]+)"', data)[1]  # type: ignore[index]
    head, _, rest = data.split(boundary + b"\r\n", 2)
    body = encodebytes(b"Dear friend, all of this is ASCII.\r\n" * 30).replace(b"\n", b"\r\n")
    part = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + body
    return head + boundary + b"\r\n" + part + b"\r\n" + boundary + b"\r\n" + rest


def _with_picture(name: str, *, shown: bool) -> Change:
    def changed(data: bytes) -> bytes:
        boundary = b"--" + re.search(rb'boundary="([^"]+)"', data)[1]  # type: ignore[index]
        part = f"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: {name}\r\n\r\niVBORw0K\r\n"
        data = data.replace(boundary + b"--", boundary + b"\r\n" + part.encode() + boundary + b"--")
        return data.replace(b"The vote", f"cid:{name.strip('<>')} ".encode() + b"The vote") if shown else data
    return changed


def _attached(field: str) -> Change:
    def changed(data: bytes) -> bytes:
        boundary = b"--" + re.search(rb'boundary="([^"]+)"', data)[1]  # type: ignore[index]
        part = f"Content-Type: application/pdf\r\nContent-Disposition: attachment; {field}\r\n\r\nJVBERi0\r\n"
        return data.replace(boundary + b"--", boundary + b"\r\n" + part.encode() + boundary + b"--")
    return changed


_QUOTED = "Content-Transfer-Encoding: quoted-printable\r\n\r\n"

WAYS = [
    Way("MSG-MIME", "HTML alone", message=_without_text),
    Way("MSG-MIME", "HTML first", message=_html_first),
    Way("MSG-MIME", "no MIME-Version", message=put("MIME-Version: 1.0\r\n", "")),
    Way("MSG-MIME", "both shown, one after the other", message=put("multipart/alternative", "multipart/mixed")),
    Way("MSG-MIME", "as it should be, in other letters", message=put("multipart/alternative", "Multipart/Alternative"), found=False),
    Way("MSG-CTE", "a line of 100 in quoted-printable", message=put(_QUOTED, _QUOTED + "a" * 100 + "\r\n")),
    Way("MSG-CTE", "ASCII in base64", message=_text_in_base64),
    Way("MSG-CTE", "an encoding of somebody's own", message=put("Transfer-Encoding: quoted-printable", "Transfer-Encoding: x-uuencode")),
    Way("MSG-CTE", "a line of 76 in quoted-printable", message=put(_QUOTED, _QUOTED + "a" * 76 + "\r\n"), found=False),
    Way("MSG-BOUNDARY", "80 letters", message=put("=_alternative_", "=_alternative_" + "b" * 50)),
    Way("MSG-BOUNDARY", "cut off in the middle", message=lambda data: data[: len(data) // 2]),
    Way("MSG-BOUNDARY", "68 letters", message=put("=_alternative_", "=_alternative_" + "b" * 30), found=False),
    Way("MSG-CHARSET", "Latin-1", message=put('charset="utf-8"', 'charset="iso-8859-1"')),
    Way("MSG-CHARSET", "a <meta> that contradicts", html={"charset=UTF-8": "charset=windows-1252"}),
    Way("MSG-CHARSET", "UTF-8 in capitals", message=put('charset="utf-8"', "charset=UTF-8"), found=False),
    Way("MSG-2231", "a bare ö", message=_attached('filename="Größe.pdf"')),
    Way("MSG-2231", "an encoded word", message=_attached('filename="=?utf-8?q?Gr=C3=B6=C3=9Fe?=.pdf"')),
    Way("MSG-2231", "as the standard asks", message=_attached("filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf"), found=False),
    Way("MSG-CID", "a picture that is not there", message=put("The vote", "cid:gone@courier.example The vote")),
    Way("MSG-CID", "a picture that nobody shows", message=_with_picture("<a@courier.example>", shown=False)),
    Way("MSG-CID", "a picture that is shown", message=_with_picture("<a@courier.example>", shown=True), found=False),
]
