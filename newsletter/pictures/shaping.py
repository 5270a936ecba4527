"""An open picture → the part that its slot shows, upright, in sRGB, no larger than it is wanted."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, NamedTuple

from newsletter.errors import InputError
from newsletter.model import Slot
from newsletter.pictures.opening import BROKEN

if TYPE_CHECKING:
    from PIL.Image import Image

Point = tuple[float, float]
Box = tuple[float, float, float, float]

# A drawing, a map, a logo with its soft edges; a photograph of a letter's width has tens of thousands.
_FEW_COLOURS = 4096
# Pillow's way of making a picture smaller works in two steps; that twice the size is enough for the second is its own
# advice (Image.thumbnail).
_GAP = 2.0

_ORIENTATION = 0x0112
# What to do with a picture that a camera held in one of EXIF's eight ways: Pillow's Transpose.
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
_ON_ITS_SIDE = (5, 6, 7, 8)


class Shaped(NamedTuple):
    """A picture as its slot shows it, RGB or RGBA; `drawing`: it has few colours, and came without loss."""

    image: Image
    drawing: bool


class Frame(NamedTuple):
    """How a picture is cut: the part of the upright whole that is shown, and how large it becomes, in pixels."""

    box: Box
    width: int
    height: int


def shaped(image: Image, slot: Slot, focus: Point, density: int) -> Shaped:
    """Return an open picture cut to its slot's ratio, `density` times its width at the most, never enlarged."""
    whole = upright_size(image)
    frame = frame_of(whole, slot, focus, density)
    turn = _TURNS.get(_orientation(image))
    scale = max(frame.width / (frame.box[2] - frame.box[0]), frame.height / (frame.box[3] - frame.box[1]))
    profile = image.info.get("icc_profile")  # a draft forgets it
    lossy = image.format in ("JPEG", "MPO")
    if lossy:  # unpacked at a half, a quarter or an eighth: time and memory of a camera's picture
        image.draft(None, (round(image.width * scale * _GAP), round(image.height * scale * _GAP)))
    plain = _plain(image)
    drawing = not lossy and plain.getcolors(_FEW_COLOURS) is not None
    upright = plain if turn is None else plain.transpose(turn)
    return Shaped(in_srgb(resized(upright, frame, whole), profile), drawing)


def upright_size(image: Image) -> tuple[int, int]:
    """Return width and height as its camera says it is held."""
    return image.size[::-1] if _orientation(image) in _ON_ITS_SIDE else image.size


def _orientation(image: Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except BROKEN:
        return 1  # what a broken note of the camera says is nothing


def frame_of(whole: tuple[int, int], slot: Slot, focus: Point, density: int) -> Frame:
    """Return how a picture of a size is cut for a slot."""
    box = _box(*whole, slot.ratio, focus)
    width = max(min(round(box[2] - box[0]), slot.width * density), 1)
    return Frame(box, width, max(round(width * (box[3] - box[1]) / (box[2] - box[0])), 1))


def resized(image: Image, frame: Frame, whole: tuple[int, int]) -> Image:
    """Return the frame's part of a picture at its size; the picture may have been unpacked smaller than the whole."""
    across, down = image.width / whole[0], image.height / whole[1]
    left, top, right, bottom = frame.box
    box = (left * across, top * down, min(right * across, image.width), min(bottom * down, image.height))
    return image.resize((frame.width, frame.height), box=box, reducing_gap=_GAP)


def _box(width: int, height: int, ratio: float, focus: Point) -> Box:
    """Return the largest part of a picture with the given ratio, as near to the focus as its edges allow."""
    if not ratio:
        return 0, 0, width, height
    across, down = min(width, height * ratio), min(height, width / ratio)
    left = min(max(focus[0] * width - across / 2, 0), width - across)
    top = min(max(focus[1] * height - down / 2, 0), height - down)
    return left, top, left + across, top + down


# ── colours ──────────────────────────────────────────────────────────────────────────────────────────────────


_CLEAR = ("RGBA", "LA", "PA", "RGBa", "La")


def _plain(image: Image) -> Image:
    """Return a picture unpacked, in a mode that can be made smaller: grey, RGB, RGBA, CMYK or Lab."""
    image.load()
    if image.mode in _CLEAR or "transparency" in image.info:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode.startswith("I") or image.mode == "F":
        return _of_eight_bits(image)
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK", "LAB") else image.convert("RGB")


def _of_eight_bits(image: Image) -> Image:
    """Return grey of 16 or 32 bits in 256 steps; Pillow's own conversion would cut all above 255 to white."""
    top = image.getextrema()[1]
    most = 65535 if image.mode.startswith("I;16") else next((most for most in (1, 255, 65535) if top <= most), top)
    return image.point(lambda value: value * (255 / most)).convert("L")


def in_srgb(image: Image, profile: bytes | None) -> Image:
    """Return a picture in RGB or RGBA, its colours turned from its own profile to sRGB."""
    from PIL import ImageCms

    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile or image.mode == "LAB":
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else ImageCms.createProfile("LAB")
            return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, *BROKEN):
            pass  # a broken profile says nothing: the plain conversion below is what every viewer shows
    return image.convert(mode) if image.mode != "LAB" else in_srgb(image, None)


# ── focus ────────────────────────────────────────────────────────────────────────────────────────────────────

_FOCUS_WORD = re.compile(r"left|right|top|bottom|center|(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%?", re.ASCII)
_ACROSS = {"left": 0.0, "right": 1.0}
_DOWN = {"top": 0.0, "bottom": 1.0}


def focus_point(focus: str) -> Point:
    """Return a focus as shares of width and height, each 0 to 1; the middle where it says nothing.

    Raises:
        InputError: it is neither two percentages nor words such as ``top`` or ``bottom left``.
    """
    words = focus.lower().split()
    if len(words) > 2 or not all(map(_FOCUS_WORD.fullmatch, words)):
        raise InputError(
            f"focus cannot be '{focus[:40]}'",
            todo="write focus = 'top', 'left', 'bottom right' … "
                 "or '50% 20%': so far from the left, so far from the top",
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
