"""A picture as the letter carries it, named by its content."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from newsletter.model import Picture


class Fitted(NamedTuple):
    """A picture as the letter carries it.

    Attributes:
        size: width and height of the file it was made of, upright.
        told: what an editor should know of how it was made, each to be read behind the file's name.
    """

    picture: Picture
    size: tuple[int, int]
    told: tuple[str, ...] = ()


def named(ending: str, data: bytes, size: tuple[int, int]) -> Picture:
    """Return a file of the letter, named by its content."""
    name = f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
    media_type = f"image/{ending.replace('jpg', 'jpeg')}"
    return Picture(name=name, data=data, media_type=media_type, width=size[0], height=size[1])
