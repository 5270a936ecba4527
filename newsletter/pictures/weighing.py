"""A shaped picture → the bytes of a file under its weight. No metadata goes along.

Photographs become progressive JPEGs (at these sizes a few percent lighter than in one pass), their colours at half the
resolution: on a screen of two pixels to one nobody sees it, and it saves a fifth. Drawings, and what shines through,
stay PNG.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsletter.pictures.shaping import Shaped

if TYPE_CHECKING:
    from PIL.Image import Image

# A photograph of 1,120 × 630 pixels weighs 60 to 150 kB at the first of them. Below the last, skies show steps.
QUALITIES = (82, 75, 68, 60)
# So much more than its JPEG may a drawing weigh: soft shadows round sharp letters are what a JPEG does worst.
_WORTH = 2
_COLOURS = 256
# Level 9 takes five times as long for two percent (measured).
_EFFORT = 6


def file_of(shaped: Shaped, weight: int, qualities: Sequence[int] = QUALITIES) -> tuple[str, bytes]:
    """Return ending and bytes of a file that weighs no more than `weight`, or as little as its quality allows."""
    image = shaped.image
    image.info = {}  # or its comment, its profile and the like would be written as well
    if image.mode == "RGBA" and image.getextrema()[3][0] < 255:
        return "png", _png(image, weight)
    image = image.convert("RGB")
    if shaped.drawing:
        drawing, photograph = _png(image, weight), _jpeg(image, weight, qualities, fine=True)
        if len(drawing) <= min(weight, _WORTH * len(photograph)):
            return "png", drawing
    return "jpg", _jpeg(image, weight, qualities)


def _jpeg(image: Image, weight: int, qualities: Sequence[int], *, fine: bool = False) -> bytes:
    """Return a JPEG of the best quality that keeps to the weight, else of the last; `fine`: with all its colours."""
    data, colours = b"", "4:4:4" if fine else "4:2:0"
    for quality in qualities:
        data = _saved(image, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=colours)
        if len(data) <= weight:
            break
    return data


def _png(image: Image, weight: int) -> bytes:
    """Return a PNG; one that is too heavy keeps 256 colours."""
    from PIL.Image import Quantize

    data = _saved(image, "PNG", compress_level=_EFFORT)
    if len(data) > weight:
        fewer = image.quantize(_COLOURS, Quantize.FASTOCTREE if image.mode == "RGBA" else Quantize.MEDIANCUT)
        data = min(data, _saved(fewer, "PNG", compress_level=_EFFORT), key=len)
    return data


def _saved(image: Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def share(weights: Sequence[int], most: int) -> int:
    """Return what each may weigh so that all together weigh no more than `most`: the light ones keep theirs."""
    left = most
    for place, weight in enumerate(sorted(weights)):
        even = left // (len(weights) - place)
        if weight > even:
            return even
        left -= weight
    return max(weights, default=0)
