"""Bytes → the text they hold, or what they hold in its place."""

from __future__ import annotations

from newsletter.errors import InputError, at

_SIGNATURES = {
    b"PK\x03\x04": "a Word document or another packed file",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "a rich text document",
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a packed file",
    b"SQLite format 3": "a database",
}


def decode(data: bytes, name: str) -> str:
    """Return the text that bytes hold, every line ended by ``\\n``; a byte order mark is dropped.

    Raises:
        InputError: neither UTF-8 nor marked UTF-16, or no text at all. `name` is the file, as messages name it.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        text = _utf8(data, name)
    if "\0" in text:
        raise InputError(f"this is {_likely(data)}, not a text file", todo="save it as plain text (UTF-8)", where=name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _utf8(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Offsets of utf-8-sig count from behind the mark, so that the mark is taken off before counting.
        plain = data.removeprefix(b"\xef\xbb\xbf")
        raise _not_utf8(plain, error.start, name) from error


def _not_utf8(data: bytes, offset: int, name: str) -> InputError:
    if b"\0" in data or data.startswith(tuple(_SIGNATURES)):
        return InputError(f"this is {_likely(data)}, not a text file", todo="save it as plain text (UTF-8)", where=name)
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = max(data.rfind(sign, 0, offset) for sign in (b" ", b"\t", b"\n", b"\r")) + 1
    word = (data[start:offset + 30].split() or [b""])[0].decode("windows-1252", "replace").strip("'\"")
    return InputError(
        f"this is not UTF-8 but probably Windows-1252 (it would read '{word}' here)",
        todo="save the file as UTF-8: in the editor's “Save as”, choose the encoding UTF-8",
        where=at(name, before.count(b"\n") + 1),
    )


def _likely(data: bytes) -> str:
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            return kind
    return "a file for programs"
