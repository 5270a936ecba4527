"""Picture files → cropped to their slot, resized, cleaned, named by content. The only room that knows Pillow.

Pictures from elsewhere are made smaller and cleaned by the same hands, uncropped (`shrunk`), before they are kept.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.errors import InputError
from newsletter.files import did_you_mean
from newsletter.model import Picture, Slot

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 25_000_000
MOST_SIDE = 20_000
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF")
# Twice the slot, for screens with two device pixels to one of CSS.
DENSITY = 2
# The slot of a publication's logo, at the head of the letter; its ratio is the logo's own.
LOGO = Slot(width=280)
QUALITY = 82
# Of what is kept to be cut again: a second pass through JPEG at 82 would show.
QUALITY_KEPT = 92
# A drawing, a map, a logo with its soft edges; a photograph of a letter's width has tens of thousands.
_FEW_COLOURS = 4096

_FOCUS_WORD = re.compile(r"left|right|top|bottom|center|(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%?", re.ASCII)
_ACROSS = {"left": 0.0, "right": 1.0}
_DOWN = {"top": 0.0, "bottom": 1.0}


def fit(path: Path, slot: Slot, focus: str = "") -> Picture:
    """Return a picture file as the letter carries it: cut to the slot's ratio, twice its width, never enlarged.

    Args:
        focus: what must stay when it is cut, as ``50% 20%`` or words such as ``top left``; empty for the middle.

    Raises:
        InputError: the file is not there, is no picture, or would unpack to more than 25 megapixels.
    """
    try:
        state = path.stat()
    except (OSError, ValueError):
        near = did_you_mean(path.name, (other.name for other in path.parent.glob("*"))) if path.parent.is_dir() else ""
        raise InputError("this picture is not there", todo=near or "put the file there, or take its line out") from None
    if not stat.S_ISREG(state.st_mode):
        raise InputError("this is no file", todo="name a picture")
    return _fitted(path, (state.st_mtime_ns, state.st_size), slot, focus_point(focus))


def shrunk(data: bytes, width: int) -> Picture:
    """Return a picture from elsewhere as it is kept: whole, upright, in sRGB, without metadata, `width` at the most.

    It is never enlarged. Of a moving picture the first frame is kept. What shines through, and a drawing that came
    without loss, stays without loss (PNG); all else is a JPEG.

    Raises:
        InputError: the bytes are no picture, or would unpack to more than 25 megapixels.
    """
    image = _opened(io.BytesIO(data))
    drawing = data.startswith((b"\x89PNG", b"GIF8")) and image.getcolors(_FEW_COLOURS) is not None
    height = max(round(image.height * width / image.width), 1)
    if image.width > width:
        image = image.resize((width, height), reducing_gap=2.0)
    return _picture(image, *_encoded(image, lossless=drawing, quality=QUALITY_KEPT))


def focus_point(focus: str) -> tuple[float, float]:
    """Return a focus as shares of width and height, each 0 to 1; the middle where it says nothing.

    Raises:
        InputError: it is neither two percentages nor words such as ``top`` or ``bottom left``.
    """
    words = focus.lower().split()
    if len(words) > 2 or not all(map(_FOCUS_WORD.fullmatch, words)):
        raise InputError(
            f"focus cannot be '{focus[:40]}'",
            todo="write focus = 'top', 'left', 'bottom right' … or '50% 20%': so far from the left, so far from the top",
        )
    across, down = None, None
    for word in words:
        if word in _DOWN:
            down = _DOWN[word]
        elif word in _ACROSS:
            across = _ACROSS[word]
        elif word != "center":
            share = float(word.removesuffix("%")) / 100
            across, down = (share, down) if across is None else (across, share)
    return 0.5 if across is None else across, 0.5 if down is None else down


# The same file in the same slot gives the same picture: a preview that rebuilds on every change cuts it once.
@lru_cache(maxsize=256)
def _fitted(path: Path, _state: tuple[int, int], slot: Slot, focus: tuple[float, float]) -> Picture:
    image = _opened(path)
    box = _box(image.width, image.height, slot.ratio, focus)
    width = min(round(box[2] - box[0]), slot.width * DENSITY)
    height = max(round(width * (box[3] - box[1]) / (box[2] - box[0])), 1)
    resized = image.resize((width, height), box=box, reducing_gap=2.0)
    return _picture(resized, *_encoded(resized))


def _picture(image: Image, ending: str, data: bytes) -> Picture:
    """Return an encoded image, named by its content."""
    name = f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
    media_type = f"image/{ending.replace('jpg', 'jpeg')}"
    return Picture(name=name, data=data, media_type=media_type, width=image.width, height=image.height)


def _opened(file: Path | io.BytesIO) -> Image:
    """Open a picture upright and in sRGB; its size is read from the header before anything is unpacked."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        # What Pillow warns of is refused below, or does not show in a letter.
        with warnings.catch_warnings(action="ignore"), Image.open(file, formats=FORMATS) as image:
            if max(image.size) > MOST_SIDE:
                raise InputError(
                    f"this picture has a side of {max(image.size)} pixels", todo="save a smaller copy; 1,300 across are enough")
            if image.width * image.height > MOST_PIXELS:
                raise InputError(
                    f"this picture has {image.width} × {image.height} pixels, more than 25 million",
                    todo="save a smaller copy; 1,300 pixels across are enough for a letter",
                )
            image.load()
            return _in_srgb(ImageOps.exif_transpose(image))
    except UnidentifiedImageError:
        raise InputError("this is no picture", todo="save it as JPEG or PNG") from None
    except Image.DecompressionBombError:
        what = "this picture would unpack to far more than 25 million pixels"
        raise InputError(what, todo="save a smaller copy") from None
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        raise InputError(f"this picture is broken ({error})", todo="save it again as JPEG or PNG") from error


def _in_srgb(image: Image) -> Image:
    """Return a picture in RGB or RGBA, its colours turned from its own profile to sRGB."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    mode = "RGBA" if "A" in image.mode or "transparency" in image.info else "RGB"
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile says nothing: the plain conversion below is what every viewer shows
    if image.mode.startswith("I;16"):  # Pillow's conversion would cut all above 255 to white
        image = image.point(lambda value: value * (1 / 257), "L")
    return image.convert(mode)


def _box(width: int, height: int, ratio: float, focus: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return the largest part of a picture with the given ratio, as near to the focus as its edges allow."""
    if not ratio:
        return 0, 0, width, height
    across, down = min(width, height * ratio), min(height, width / ratio)
    left = min(max(focus[0] * width - across / 2, 0), width - across)
    top = min(max(focus[1] * height - down / 2, 0), height - down)
    return left, top, left + across, top + down


def _encoded(image: Image, *, lossless: bool = False, quality: int = QUALITY) -> tuple[str, bytes]:
    """Return ending and bytes: PNG where there is transparency or it is asked for, else JPEG. No metadata goes along."""
    out = io.BytesIO()
    image.info = {}  # or its comment, its profile and the like would be written as well
    clear = image.mode == "RGBA" and image.getextrema()[3][0] < 255
    if clear or lossless:
        (image if clear else image.convert("RGB")).save(out, "PNG", optimize=True)
        return "png", out.getvalue()
    image.convert("RGB").save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return "jpg", out.getvalue()
