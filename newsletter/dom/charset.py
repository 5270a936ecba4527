"""The bytes of a web page → its text, in whichever of the web's encodings it is written."""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BARE_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
# Where browsers look for a declaration (HTML Standard, 13.2.3.2: the first 1,024 bytes), and a little further.
_LOOKED_AT = 4096
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]{0,300}?\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
# Old names mean what browsers take them for: the larger set of characters of the same family (Encoding Standard, 4.2).
_MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254",
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932",
    "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "tis-620": "cp874", "windows-874": "cp874",
    "big5": "big5hkscs",
}
_KNOWN = re.compile(r"windows-125\d|cp125\d|iso-8859-\d{1,2}|koi8-[ru]|macintosh|big5-hkscs|gb18030|euc-jp|iso-2022-jp")


def decode(data: bytes, told: str = "") -> str:
    """Return the text of a page: by its byte order mark; as UTF-8 where it is that; as it declares; as Windows-1252.

    Args:
        told: the charset that came with the bytes, which counts more than what they declare.
    """
    for mark, encoding in (*_MARKS, *_BARE_WIDE):
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff").replace("\0", "")
    return _decoded(data, told.strip().lower()).replace("\0", "")


def _decoded(data: bytes, told: str) -> str:
    found = _DECLARED.search(data, 0, _LOOKED_AT)
    label = told or (found[1].decode("ascii", "replace").lower() if found else "")
    # What happens to be UTF-8 all through, is, whatever it says; a page may be cut off inside a character. Only the
    # seven bits of Japanese mail look like it and are not.
    if label != "iso-2022-jp":
        try:
            return codecs.getincrementaldecoder("utf-8")().decode(data)
        except UnicodeDecodeError:
            pass
    if label in ("utf-8", "utf8"):
        return data.decode("utf-8", "replace")
    return data.decode(_MEANT.get(label) or (label if _KNOWN.fullmatch(label) else "cp1252"), "replace")
