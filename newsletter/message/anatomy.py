"""The bytes of a message → its header fields and parts as they stand there, unread: for judging what others would mend.

The standard library's reader is kind: it joins, decodes and forgives. Whoever judges a message must see the octets.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error, a2b_qp
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from datetime import datetime

from newsletter.message.header import Mailbox
from newsletter.model import Struct

_MOST_PARTS = 400
_DEEPEST = 20
_LONGEST = 20_000  # octets of one header field that are decoded
_LINE = rb"(?:[^\r\n]|\r(?!\n))*+"
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(" + _LINE + rb"(?:\r?\n[ \t]" + _LINE + rb")*+)(?:\r?\n|\Z)")


class RawField(Struct, frozen=True):
    """A header field: its name as written, its value as written (folds and all), and where it begins in the message."""

    name: str
    raw: bytes
    at: int

    @property
    def key(self) -> str:
        """The name in lower case."""
        return self.name.lower()

    @property
    def lines(self) -> list[bytes]:
        """Its lines as they stand in the message."""
        return (self.name.encode("ascii", "replace") + b":" + self.raw).replace(b"\r\n", b"\n").split(b"\n")

    @property
    def value(self) -> str:
        """The value on one line; octets that are no ASCII as U+FFFD."""
        return re.sub(rb"[\r\n]+", b"", self.raw).decode("ascii", "replace").strip()


class Part(Struct, frozen=True, dict=True):
    """A MIME entity: its fields, its body as it stands there, the parts in it, and where the body begins."""

    fields: tuple[RawField, ...]
    body: bytes
    at: int
    parts: tuple[Part, ...] = ()

    def all(self, name: str) -> list[RawField]:
        """Return the fields of a name."""
        return [field for field in self.fields if field.key == name.lower()]

    def value(self, name: str) -> str:
        """Return the value of the first field of a name; empty where there is none."""
        return next((field.value for field in self.all(name)), "")

    @property
    def kind(self) -> str:
        """Its media type in lower case; ``text/plain`` where it says none (RFC 2045, 5.2)."""
        return self.value("Content-Type").partition(";")[0].strip().lower() or "text/plain"

    @property
    def encoding(self) -> str:
        """Its transfer encoding in lower case; ``7bit`` where it says none."""
        return self.value("Content-Transfer-Encoding").lower() or "7bit"

    def parameter(self, name: str, field: str = "Content-Type") -> str:
        """Return a parameter of a field (``charset``); empty where there is none."""
        return parameters(self.value(field)).get(name.lower(), "")

    @property
    def data(self) -> bytes:
        """Its body decoded; as it stands where that cannot be."""
        try:
            if self.encoding == "base64":
                return b64decode(re.sub(rb"[^A-Za-z0-9+/=]", b"", self.body))
            if self.encoding == "quoted-printable":
                return a2b_qp(self.body)
        except (Base64Error, ValueError):
            pass
        return self.body

    def walk(self) -> Iterator[Part]:
        """Yield it and all parts in it, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()


def parameters(value: str) -> dict[str, str]:
    """Return the parameters of a field by name, in lower case."""
    found = re.findall(r";\s*([^\s=;]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;]*))", value[:_LONGEST])
    return {name.lower(): quoted or bare for name, quoted, bare in found}


def take_apart(data: bytes) -> Part:
    """Return a message as it stands there; lines that end in LF alone are understood."""
    return _part(data, 0, 0, [_MOST_PARTS])


def _part(data: bytes, at: int, depth: int, left: list[int]) -> Part:
    fields, place = [], 0
    while found := _FIELD.match(data, place):
        fields.append(RawField(found[1].decode("ascii", "replace"), found[2], at + place))
        place = found.end()
    blank = re.compile(rb"\r?\n").match(data, place)
    start = blank.end() if blank else place
    whole = Part(tuple(fields), data[start:], at + start)
    boundary = whole.parameter("boundary")
    if not whole.kind.startswith("multipart/") or not boundary or depth == _DEEPEST:
        return whole
    return Part(whole.fields, whole.body, whole.at, tuple(_parts(whole, boundary.encode("utf-8", "replace"), depth, left)))


def _parts(whole: Part, boundary: bytes, depth: int, left: list[int]) -> Iterator[Part]:
    marks = re.finditer(rb"(?:^|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)", whole.body)
    before = None
    for mark in marks:
        if before is not None and left[0] > 0:
            left[0] -= 1
            line = re.compile(rb"\r?\n").match(whole.body, before)
            start = line.end() if line else before
            yield _part(whole.body[start : max(mark.start(), start)], whole.at + start, depth + 1, left)
        before = None if mark[1] else mark.end()


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────


def mailboxes(value: str) -> list[Mailbox]:
    """Return the names, undecoded, and addresses of a field; none where it cannot be read."""
    return [(name, address) for name, address in read_mailboxes(value[:_LONGEST]) or () if name or address]


def has_readable_mailboxes(value: str) -> bool:
    """Say whether the standard library reads a field of addresses at all."""
    return read_mailboxes(value[:_LONGEST]) is not None


def read_mailboxes(value: str) -> list[Mailbox] | None:
    """Return what the standard library reads in a field of addresses; None where comments are nested too deep for it."""
    try:
        return getaddresses([value])
    except RecursionError:
        return None


def moment(value: str) -> datetime | None:
    """Return a date; None where it is none."""
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


ENCODED_WORD = re.compile(r"=\?([^\s?]+)\?([bBqQ])\?([^\s?]*)\?=")
"""An encoded word (RFC 2047): charset, encoding, text."""


def decoded_word(word: str) -> str | None:
    """Return what one encoded word says by itself; None where it cannot be decoded."""
    try:
        (data, charset), *more = decode_header(word)
        return None if more or isinstance(data, str) else data.decode((charset or "ascii").partition("*")[0])
    except (HeaderParseError, Base64Error, LookupError, ValueError):
        return None
