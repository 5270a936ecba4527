"""Files by their names → one zip; the same files give the same bytes, on every machine with the same zlib."""

from __future__ import annotations

import io
import stat
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name; the clock would make each one another file
_UNIX = 3
_PACKED = (".png", ".jpg", ".jpeg", ".gif", ".zip")  # nothing is won by packing these again


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files, in their order; each may be read and written by whoever takes it out."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in files.items():
            entry = ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, data, ZIP_STORED if name.endswith(_PACKED) else ZIP_DEFLATED, 9)
    return out.getvalue()
