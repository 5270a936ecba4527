"""Picture files → cropped to their slot, resized, cleaned, light, named by content. The only room that knows Pillow.

Pictures from elsewhere are made smaller and cleaned by the same hands, uncropped (`shrunk`), before they are kept.
"""

from __future__ import annotations

import io
import stat
import sys
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

from newsletter.errors import InputError
from newsletter.files import did_you_mean
from newsletter.model import Picture, Slot
from newsletter.pictures import moving
from newsletter.pictures.fitted import Fitted, named
from newsletter.pictures.judging import Judged, judged
from newsletter.pictures.keeping import once
from newsletter.pictures.opening import FORMATS, MOST_PIXELS, opened
from newsletter.pictures.outlining import outlined
from newsletter.pictures.shaping import Point, focus_point, shaped, upright_size
from newsletter.pictures.weighing import file_of, share

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "DENSITY", "FORMATS", "LOGO", "MOST_PIXELS", "WEIGHT", "WEIGHT_IN_ALL", "Fitted", "Judged", "fit", "focus_point",
    "judged", "share", "shrunk",
]

# Twice the slot, for screens with two device pixels to one of CSS.
DENSITY = 2
# The slot of a publication's logo, at the head of the letter; its ratio is the logo's own.
LOGO = Slot(width=280, outline=True)
# Bytes of one picture, and of all in a letter together: within a message they are a third more, and one of 600 kB is
# slow to come on a train. A photograph of 1,120 × 630 pixels fits at full quality unless it is all leaves and gravel.
WEIGHT = 150_000
WEIGHT_IN_ALL = 600_000
# Of what is kept to be cut again: a second pass through JPEG at 82 would show.
QUALITY_KEPT = 92


def fit(path: Path, slot: Slot, focus: str = "", weight: int = WEIGHT) -> Fitted:
    """Return a picture file as the letter carries it: cut to the slot's ratio, twice its width, never enlarged.

    A moving GIF goes on moving where it weighs no more than twice `weight`; else a frame stands for it.

    Args:
        focus: what must stay when it is cut, as ``50% 20%`` or words such as ``top left``; empty for the middle.
        weight: bytes that it should have at the most; quality gives way to it, down to a floor.

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
    return _fitted(path, (state.st_mtime_ns, state.st_size), slot, focus_point(focus), weight)


# The same file in the same slot gives the same picture: a preview that rebuilds on every change cuts it once.
@lru_cache(maxsize=256)
def _fitted(path: Path, _state: tuple[int, int], slot: Slot, focus: Point, weight: int) -> Fitted:
    def made(file: IO[bytes]) -> Fitted:
        with opened(file) as image:
            if moving.moves(image):
                return _of_moving(image, slot, focus, weight)
            return _still(image, slot, focus, weight, _made_for_print(image))

    try:
        with path.open("rb") as file:
            return once(file, repr((slot, focus, weight)), made)
    except OSError as error:
        raise InputError(f"this picture cannot be read ({error.strerror})", todo="let it be read by you") from error


def _still(image: Image, slot: Slot, focus: Point, weight: int, *told: str) -> Fitted:
    size = upright_size(image)
    cut = shaped(image, slot, focus, DENSITY)
    if slot.outline:
        cut = cut._replace(image=outlined(cut.image))
    ending, data = file_of(cut, weight)
    lines = tuple(line.format(kept={"jpg": "JPEG", "png": "PNG"}[ending]) for line in told if line)
    return Fitted(named(ending, data, cut.image.size), size, lines)


_BEGINS = "begins with nothing to see: its first full frame comes first, for Outlook shows only that"


def _of_moving(image: Image, slot: Slot, focus: Point, weight: int) -> Fitted:
    """Return a moving picture as one, or as the still that stands for it."""
    if image.format != "GIF":
        return _still(image, slot, focus, weight, "moves, which in letters only a GIF does: its first frame is shown")
    count = getattr(image, "n_frames", 1)  # before it is moved: counting forgets where it stood
    first = moving.go_to_first_full(image)
    if first + 1 == count:
        return _still(image, slot, focus, weight)
    if film := moving.film_of(image, first, slot, focus, 2 * weight):
        return Fitted(named("gif", *film), image.size, (_BEGINS,) if first else ())
    image.seek(first)
    heavy = f"moves, and would weigh more than {2 * weight // 1000} kB: one frame is shown; make it shorter or smaller"
    return _still(image, slot, focus, weight, heavy)


_PRINTERS = {"CMYK": "CMYK ", "LAB": "Lab "}


def _made_for_print(image: Image) -> str:
    """Return what is said of a file that comes from the print desk; empty for others. ``{kept}`` is what it becomes."""
    colours, kind = _PRINTERS.get(image.mode, ""), "JPEG" if image.format == "MPO" else image.format
    if not colours and kind != "TIFF":
        return ""
    guessed = image.mode == "CMYK" and not image.info.get("icc_profile")
    return f"is a {colours}{kind}: saved as {'RGB ' if colours else ''}{{kept}}" + (
        "; it does not say which inks it means, so look at its colours" if guessed else "")


def shrunk(data: bytes, width: int) -> Picture:
    """Return a picture from elsewhere as it is kept: whole, upright, in sRGB, without metadata, `width` at the most.

    It is never enlarged. Of a moving picture one frame is kept. What shines through, and a drawing that came without
    loss, stays without loss (PNG); all else is a JPEG.

    Raises:
        InputError: the bytes are no picture, or would unpack to more than 25 megapixels.
    """
    with opened(io.BytesIO(data)) as image:
        if image.format == "GIF" and moving.moves(image):
            moving.go_to_first_full(image)
        cut = shaped(image, Slot(width=width), (0.5, 0.5), 1)
        ending, kept = file_of(cut, sys.maxsize, (QUALITY_KEPT,))
    return named(ending, kept, cut.image.size)
