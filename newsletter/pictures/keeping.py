"""Fitted pictures, in the user's cache: to fit a letter's anew is a fifth of a short command (measured), with a camera's most of it.

An entry counts only for the very bytes of the picture's file, what was wanted of it, and the program and Pillow that made it.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from newsletter import __version__
from newsletter.files import keep, kept
from newsletter.pictures.fitted import Fitted, named

_NAME = "pictures"
_MOST = 1000  # a letter of 14 keeps 700 kB
# Bytes of a file; all are held at once, so that what is kept belongs to what was read.
_LARGEST = 50_000_000


def once(file: IO[bytes], wanted: str, make: Callable[[IO[bytes]], Fitted]) -> Fitted:
    """Return what is kept of a picture's open file, else what is made of it. Raises as `make`.

    Args:
        wanted: all else that decides what is made.
    """
    data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        file.seek(0)
        return make(file)
    key = hashlib.sha256(b"\0".join((_hands(), wanted.encode(), data))).hexdigest()
    if found := _read(kept(_NAME, key)):
        return found
    made = make(io.BytesIO(data))
    keep(_NAME, key, _written(made), most=_MOST)
    return made


@cache
def _hands() -> bytes:
    """Return what stands for the program, its code here, and the Pillow that make pictures."""
    import PIL  # its version alone, none of its code

    code = (path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(b"\0".join((__version__.encode(), PIL.__version__.encode(), *code))).digest()


def _written(fitted: Fitted) -> bytes:
    picture = fitted.picture
    return json.dumps([picture.name, [picture.width, picture.height], fitted.size, fitted.told]).encode() + b"\n" + picture.data


def _read(entry: bytes) -> Fitted | None:
    """Return what `_written` wrote; None for anything else."""
    head, _, data = entry.partition(b"\n")
    with suppress(ValueError, TypeError):
        name, (width, height), (whole_width, whole_height), told = json.loads(head)
        picture = named(name.rpartition(".")[2], data, (width, height))
        return Fitted(picture, (whole_width, whole_height), tuple(told)) if picture.name == name else None
    return None
