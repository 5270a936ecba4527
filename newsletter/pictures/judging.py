"""The bytes of a finished picture → what a check must know of it: its size, whether it moves, whether night swallows it."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from newsletter.errors import InputError
from newsletter.pictures.opening import opened

if TYPE_CHECKING:
    from PIL.Image import Image

# Of 255, by luma (ITU-R BT.601): what is darker is lost on the near black that mail programs paint; what is light.
_DARK, _LIGHT = 110, 180
_SHARE_SEEN_THROUGH = 0.05
_MOST_FRAMES = 200


class Judged(NamedTuple):
    """What is to be known of a picture.

    Attributes:
        width, height: in pixels; 0 where it is none.
        seconds: how long it moves before it stands still; 0 for a still picture, infinite for one that never stops.
        lost_by_night: its ground shines through, and all that it shows is dark.
        refused: why it is not opened: it is none, is broken, or would unpack to more than 25 megapixels.
    """

    width: int = 0
    height: int = 0
    seconds: float = 0.0
    lost_by_night: bool = False
    refused: str = ""


@lru_cache(maxsize=128)
def judged(data: bytes) -> Judged:
    """Return what is to be known of a picture; of one that cannot be opened, why."""
    try:
        with opened(io.BytesIO(data)) as image:
            seconds = _seconds(image)
            return Judged(*image.size, seconds, _is_lost(image) if image.format == "PNG" and not seconds else False)
    except InputError as error:
        return Judged(refused=error.what)


def _seconds(image: Image) -> float:
    frames = min(getattr(image, "n_frames", 1), _MOST_FRAMES)
    if frames < 2 or image.format not in ("GIF", "PNG", "WEBP"):
        return 0.0
    total, loops = 0.0, image.info.get("loop", 1)
    for number in range(frames):
        image.seek(number)
        total += float(image.info.get("duration", 100) or 100) / 1000
    image.seek(0)
    return total * loops if loops else float("inf")


def _is_lost(image: Image) -> bool:
    """Say whether a picture lets its ground shine through and shows nothing light; a light line round it is enough."""
    from PIL import ImageStat

    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return False
    small = image.convert("RGBA")
    small.thumbnail((200, 200))
    seen = small.getchannel("A").point(lambda value: 255 if value > 128 else 0)
    shown = seen.histogram()[255]
    if not shown or shown > (1 - _SHARE_SEEN_THROUGH) * small.width * small.height:
        return False
    grey = small.convert("RGB").convert("L")
    light = sum(grey.histogram(seen)[_LIGHT:])
    return ImageStat.Stat(grey, seen).mean[0] < _DARK and light < shown / 20
