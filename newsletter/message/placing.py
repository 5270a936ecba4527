"""A message and the HTML in it → where each place of the HTML stands in the message's own bytes.

Of a body written as it is, its lines; of a quoted-printable one, past its soft line ends and ``=C3=A9``; of a base64
one, the line and column of the four characters that carry it (RFC 2045, 6.7 and 6.8).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from email.message import Message

from newsletter.dom import Lines, decode
from newsletter.message.received import read

_LINE_ENDS = re.compile(rb"\r\n?|\n")
_QUOTED = re.compile(rb"=(?:[0-9A-Fa-f]{2}|[ \t]*(?:\r\n?|\n))|[ \t]+(?=\r\n?|\n|\Z)")


class MessageLines:
    """The lines of a message: from a place in its HTML to line and column of the message, both counted from 1."""

    def __init__(self, data: bytes, html: str) -> None:
        self._data, self._html = data, html
        self._starts = [0, *(found.end() for found in _LINE_ENDS.finditer(data))]
        self._body = _body(data, html)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a place in the HTML; columns in characters, of what is not UTF-8 in bytes.

        Where the body cannot be found in the message, the line is counted in the HTML itself.
        """
        if not self._body:
            return Lines(self._html).place(offset)
        at = self._body.at(offset)
        line = bisect_right(self._starts, at)
        before = self._data[self._starts[line - 1] : at]
        return line, len(before.decode("utf-8", "replace")) + 1


class _Body:
    """A body as it lies in a message: `start` is where, `raw` its bytes there, `units` where each of its bytes comes from."""

    def __init__(self, start: int, units: Sequence[int], html: str, encoding: str, skipped: int) -> None:
        self._start, self._units = start, units
        self._html, self._encoding, self._skipped = html, encoding, skipped

    def at(self, offset: int) -> int:
        """Return where in the message a character of the HTML begins."""
        byte = self._skipped + len(self._html[:offset].encode(self._encoding, "replace"))
        if not self._units:
            return self._start
        return self._start + (self._units[byte] if byte < len(self._units) else self._units[-1] + 1)


def _body(data: bytes, html: str) -> _Body | None:
    """Return the body that says this HTML; None where there is none, or it cannot be found again."""
    cursor = 0
    for part in _parts(data):
        payload = getattr(part, "_payload", None)  # get_payload() decodes what is not ASCII, and then nobody can count
        if not isinstance(payload, str):
            continue
        raw = payload.encode("ascii", "surrogateescape")
        start = data.find(raw, cursor)
        if start < 0:
            continue
        cursor = start + len(raw)
        if part.get_content_type() != "text/html":
            continue
        units, plain = _units(raw, str(part.get("Content-Transfer-Encoding", "")).strip().lower())
        if found := _encoding(plain, html, str(part.get_content_charset() or "")):
            return _Body(start, units, html, *found)
    return None


def _parts(data: bytes) -> Iterator[Message]:
    try:
        yield from read(data).walk()
    except (RecursionError, ValueError, LookupError):
        return


def _encoding(plain: bytes, html: str, told: str) -> tuple[str, int] | None:
    """Return the encoding in which a body says this HTML, and how many bytes of a mark stand before it."""
    if decode(plain, told) != html:
        return None
    mark = 3 if plain.startswith(b"\xef\xbb\xbf") else 0
    for encoding in ("utf-8", told, "cp1252", "latin-1"):
        try:
            if plain[mark:].decode(encoding, "replace").replace("\0", "") == html:
                return encoding, mark
        except (LookupError, ValueError):
            continue
    return None


def _units(raw: bytes, transfer: str) -> tuple[Sequence[int], bytes]:
    """Return where in a body each of its bytes comes from, and these bytes."""
    if transfer == "quoted-printable":
        return _of_quoted(raw)
    if transfer == "base64":
        return _of_base64(raw)
    return range(len(raw)), raw


def _of_quoted(raw: bytes) -> tuple[Sequence[int], bytes]:
    units, plain, at = array("Q"), bytearray(), 0
    for found in _QUOTED.finditer(raw):
        units.extend(range(at, found.start()))
        plain += raw[at : found.start()]
        if len(found[0]) == 3 and found[0][:1] == b"=" and found[0][1:].strip():
            units.append(found.start())
            plain.append(int(found[0][1:], 16))
        at = found.end()
    units.extend(range(at, len(raw)))
    plain += raw[at:]
    return units, bytes(plain)


def _of_base64(raw: bytes) -> tuple[Sequence[int], bytes]:
    from base64 import b64decode

    signs = array("Q", (found.start() for found in re.finditer(rb"[A-Za-z0-9+/]", raw)))
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    plain = b64decode(kept + b"A" * (-len(kept) % 4))[: len(kept) * 3 // 4]
    # The first byte of three begins in the first of four signs, the second in the second, the third in the third.
    return array("Q", (signs[byte // 3 * 4 + byte % 3] for byte in range(len(plain)))), plain
