"""The address of a picture → its kind, as far as an address tells."""

from __future__ import annotations

import re

_ENDING = re.compile(r"\.([a-z0-9]{2,5})$")
_DATA = re.compile(r"data:image/([a-z0-9.+-]+)", re.IGNORECASE)
_SAME = {"jpeg": "jpg", "jpe": "jpg", "pjpeg": "jpg", "svg+xml": "svg", "heic": "heif", "tif": "tiff", "x-icon": "ico",
         "vnd.microsoft.icon": "ico", "m4v": "mp4", "webm": "mp4", "mov": "mp4"}


def kinds_of_picture(address: str) -> tuple[str, ...]:
    """Return what an address tells of a picture: ``webp``, ``jpg`` …, ``base64`` too for one written into the letter."""
    data = _DATA.match(address)
    if data or address[:5].lower() == "data:":
        return ("base64", _SAME.get(kind := data[1].lower(), kind)) if data else ("base64",)
    ending = _ENDING.search(address.partition("#")[0].partition("?")[0].strip().lower()[-12:])
    return (_SAME.get(ending[1], ending[1]),) if ending else ()


def kind_of_type(media_type: str) -> str:
    """Return the kind that a ``type`` attribute tells: of ``image/webp``, ``webp``."""
    kind = media_type.strip().lower().partition(";")[0].removeprefix("image/")
    return _SAME.get(kind, kind)
