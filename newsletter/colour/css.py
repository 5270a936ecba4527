"""CSS colours → numbers, and what is seen where one lies over another."""

from __future__ import annotations

from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from tinycss2 import color4


class Colour(NamedTuple):
    """Red, green, blue and how much it covers, each from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, ground: Colour) -> Colour:
        """Return what is seen of it on an opaque ground."""
        share = self.alpha
        return Colour(*(share * mine + (1 - share) * its for mine, its in zip(self[:3], ground[:3], strict=True)))

    def faded(self, opacity: float) -> Colour:
        """Return it as it is seen through an opacity."""
        return self._replace(alpha=self.alpha * opacity)

    @property
    def hexadecimal(self) -> str:
        """Its channels as ``#rrggbb``."""
        return "#" + "".join(f"{round(255 * min(max(channel, 0.0), 1.0)):02x}" for channel in self[:3])


WHITE, BLACK = Colour(1, 1, 1), Colour(0, 0, 0)


@lru_cache(maxsize=4096)
def rgba(value: str) -> Colour | None:
    """Return a CSS colour; None for what is none, and for ``currentcolor``. A colour without its ``#`` is read as
    HTML's attributes allow it."""
    try:
        said = color4.parse_color(value.strip()[:200])
        if said is None or isinstance(said, str):
            return None
        srgb = said if said.space == "srgb" else said.to("srgb")
        channels = [float(part or 0) for part in (*srgb.coordinates, srgb.alpha)]
    except (ValueError, TypeError, AttributeError, NotImplementedError, ArithmeticError):
        return None
    return Colour(*(min(max(channel, 0.0), 1.0) for channel in channels)) if all(map(isfinite, channels)) else None
