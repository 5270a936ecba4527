"""A picture file → an open picture whose header has been judged; whatever is wrong with it is told in one line."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from newsletter.errors import InputError
from newsletter.pictures.kinds import AGAIN, DEVELOP, HEAD, RAW, refuse_strangers, unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF")
MOST_PIXELS = 25_000_000
# Their decoders hold the picture four times over: 25 million pixels took 515 MB, half of them 230 (measured).
_MOST_PIXELS_OF = {"WEBP": 12_500_000, "AVIF": 12_500_000}
MOST_SIDE = 20_000
# A progressive JPEG has about ten. Each costs a pass over the whole picture and 42 bytes of the file: 115 kB with 400
# of them took 11 s (measured).
MOST_SCANS = 64

_DNG_VERSION, _SUBFILE_TYPE, _SUB_IFDS = 50706, 254, 330
_REDUCED = 1

# What Pillow raises for a broken file, by its documentation and by a hundred thousand broken files.
BROKEN = (OSError, RuntimeError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error)


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Image]:
    """Open a picture; nothing is unpacked yet. What goes wrong while it is open is told, too.

    Raises:
        InputError: it is no picture, is broken, or would unpack to more than 25 megapixels.
    """
    from PIL import Image, UnidentifiedImageError

    head = file.read(HEAD)
    refuse_strangers(head)
    file.seek(0)
    # What Pillow warns of is refused below, or does not show in a letter. (To catch warnings is not safe in threads.)
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        with Image.open(file, formats=FORMATS) as image:
            refuse_too_large(image)
            _refuse_raw(image)
            _refuse_scans(image, file)
            yield image
    except UnidentifiedImageError:
        raise unreadable(head) from None
    except Image.DecompressionBombError:
        what = "this picture would unpack to far more than 25 million pixels"
        raise InputError(what, todo="save a smaller copy") from None
    except BROKEN as error:
        ends = ": its end is missing" if "truncated" in str(error).lower() else ""
        raise InputError(f"this picture is broken{ends}", todo=AGAIN) from error


def refuse_too_large(image: Image) -> None:
    """Raise InputError for a picture with a side, or as a whole, beyond what is unpacked here."""
    most = _MOST_PIXELS_OF.get(image.format or "", MOST_PIXELS)
    if max(image.size) > MOST_SIDE:
        raise InputError(
            f"this picture has a side of {max(image.size)} pixels", todo="save a smaller copy; 1,300 across are enough")
    if image.width * image.height > most:
        raise InputError(
            f"this picture has {image.width} × {image.height} pixels, more than {most / 1e6:g} million",
            todo="save a smaller copy; 1,300 pixels across are enough for a letter",
        )


def _refuse_raw(image: Image) -> None:
    """Raise InputError for a raw file that is a TIFF by its bytes: what Pillow sees of it is a thumbnail."""
    tags = getattr(image, "tag_v2", {}) if image.format == "TIFF" else {}
    if _DNG_VERSION in tags or (tags.get(_SUBFILE_TYPE) == _REDUCED and _SUB_IFDS in tags):
        raise InputError(RAW, todo=DEVELOP)


def _refuse_scans(image: Image, file: IO[bytes]) -> None:
    """Raise InputError for a progressive JPEG with so many passes that unpacking it would not end."""
    if not image.info.get("progressive"):
        return
    place = file.tell()
    file.seek(0)
    # Between the markers no FF is followed by DA, so that each of these begins a pass.
    scans = sum(block.count(b"\xff\xda") for block in iter(lambda: file.read(1 << 20), b""))
    file.seek(place)
    if scans > MOST_SCANS:
        raise InputError(f"this JPEG is written in {scans} passes", todo="save it again as JPEG")
