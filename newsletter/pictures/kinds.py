"""The first bytes of a file → what it is, where it is no picture for a letter, and what an editor does about it.

A file is what its bytes say; what its name ends in is not asked.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newsletter.errors import InputError

# As many bytes as `refuse_strangers` wants to see: an SVG may begin with a licence.
HEAD = 4096

AGAIN = "get it once more from where it came from, or save it again as JPEG or PNG"
_EXPORT = "in the program that made it: File, Export, JPEG or PNG, 1,300 pixels across"


class _Stranger(NamedTuple):
    """A kind of file by how it begins, what it is, and what is to be done."""

    begins: re.Pattern[bytes]
    what: str
    todo: str


def _stranger(begins: bytes, what: str, todo: str) -> _Stranger:
    return _Stranger(re.compile(begins, re.DOTALL | re.IGNORECASE), what, todo)


DEVELOP = "develop it and export it as JPEG; or use the JPEG that the camera keeps beside it"
RAW = "this is a camera's raw file"

_STRANGERS = (
    _stranger(rb"\Z", "this file is empty", "put the picture there again"),
    # A page may hold a drawing, a drawing no page.
    _stranger(rb"\W{0,3}\s*(?=<)(?=.*(?:<!doctype html|<html|<head|<body))", "this is no picture but a web page",
              "open its address in the browser, and save the picture itself"),
    _stranger(rb"\W{0,3}\s*(?=<)(?=.*<svg\b)", "this is an SVG drawing, which Gmail and others do not show",
              "export it as PNG, 1,300 pixels across"),
    _stranger(rb"%pdf", "this is a PDF, which no mail program shows as a picture",
              "export its page as JPEG or PNG"),
    _stranger(rb"%!ps|\xc5\xd0\xd3\xc6", "this is an EPS drawing, made for printing", _EXPORT),
    _stranger(rb"8bp[sb]", "this is a Photoshop file", "in Photoshop: File, Export, Export As, JPEG"),
    _stranger(rb"\x06\x06\xed\xf5", "this is an InDesign document", "in InDesign: File, Export, JPEG"),
    _stranger(rb"gimp xcf", "this is a GIMP file", "in GIMP: File, Export As, with a name that ends in .jpg"),
    _stranger(rb"ii\x2a\0....cr|ii[ru][os\0]|mmor|fujifilmccd-raw|.{4}ftypcrx", RAW, DEVELOP),
    # An AVIF may call itself mif1, too, and says avif behind it.
    _stranger(rb".{4}ftyp(?:he[iv][cxms]|m[is]f1)(?!.{0,60}avi[fs])", "this is a HEIC picture, as iPhones take them",
              "save it as JPEG: on a Mac in Preview with File, Export; on the iPhone, Settings, Camera, Formats, "
              "Most Compatible takes the next ones so"),
    _stranger(rb"\xff\x0a|\0\0\0\x0cjxl", "this is a JPEG XL picture, which few programs show", _EXPORT),
    _stranger(rb"\0\0\0\x0cjp|\xff\x4f\xff\x51", "this is a JPEG 2000 picture, which few programs show", _EXPORT),
    _stranger(rb"bm.{4}\0\0\0\0", "this is a Windows bitmap", "open it in Paint and save it as PNG"),
    _stranger(rb"\0\0[\x01\x02]\0[^\0]\0", "this is an icon", "save it as PNG, as large as there is one"),
    _stranger(rb".{4}ftyp(?!avi[fs]|m[is]f1)|\x1a\x45\xdf\xa3|riff.{4}avi ", "this is a film",
              "take a still from it as JPEG, and give the film's address as url"),
    _stranger(rb"pk\x03\x04|\xd0\xcf\x11\xe0", "this is no picture but a document or a packed folder",
              "take the picture out of it, and save it as JPEG or PNG"),
)

_NEARLY = re.compile(
    rb"(?P<JPEG>\xff\xd8\xff)|(?P<PNG>\x89PNG)|(?P<GIF>GIF8)|(?P<WebP>RIFF.{4}WEBP)|(?P<AVIF>.{4}ftypavi)"
    rb"|(?P<TIFF>II\x2a\0|MM\0\x2a)", re.DOTALL)


def refuse_strangers(head: bytes) -> None:
    """Raise InputError where a file is known to be something that does not go into a letter."""
    for stranger in _STRANGERS:
        if stranger.begins.match(head):
            raise InputError(stranger.what, todo=stranger.todo)


def unreadable(head: bytes) -> InputError:
    """Return what is said of a file that begins like this and cannot be read."""
    if known := _NEARLY.match(head):
        return InputError(f"this {known.lastgroup} is broken", todo=AGAIN)
    return InputError("this is no picture", todo="save it as JPEG or PNG")
