"""The bytes of a table → its text; also of one that a spreadsheet program saved as it did thirty years ago.

Excel's plain “CSV” is written in the machine's old encoding, in western Europe Windows-1252.
"""

from __future__ import annotations

import re

from newsletter import files
from newsletter.errors import InputError

_OLD = "windows-1252"
_TOLD = "it is no UTF-8 and was read as Windows-1252: check the accents"
# Controls are in no table; and what is UTF-8 for the most part (ü is C3 BC) is damaged, not old.
_NOT_OLD = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f]|[\xc3-\xc5][\x80-\xbf]")
_JSON = re.compile(rb"\s*[\[{]")


def decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text, every line ended by ``\\n``, and what is to be said about how it was read.

    Raises:
        InputError: neither UTF-8 nor UTF-16 nor, for delimited text, Windows-1252.
    """
    try:
        return files.decode(data, name), ()
    except InputError:
        if not _may_be_old(data):
            raise
        try:
            return _plain_ends(data.decode(_OLD)), (_TOLD,)
        except UnicodeDecodeError:
            pass
        raise


def beginning(data: bytes) -> str:
    """Return the text of a beginning, as far as it is any."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _plain_ends(data.decode("utf-16", "ignore"))
    try:
        data[:-3].decode("utf-8-sig")  # a character may be cut at the end
    except UnicodeDecodeError:
        if _may_be_old(data):
            return _plain_ends(data.decode(_OLD, "ignore"))
    return _plain_ends(data.decode("utf-8-sig", "ignore"))


def _may_be_old(data: bytes) -> bool:
    return not (_NOT_OLD.search(data) or _JSON.match(data))


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
