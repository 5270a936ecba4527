"""Colours → whether words can be read on them, and the nearest shade on which they can.

Colours are ``#rrggbb``. Luminance and contrast are those of WCAG 2.2 ("relative luminance", "contrast ratio").
"""

from __future__ import annotations

import colorsys
from functools import cache

# WCAG 2.2, success criterion 1.4.3 (AA, text of any size).
READABLE = 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white)."""
    return sum(
        weight * (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
        for weight, value in zip((0.2126, 0.7152, 0.0722), _channels(colour), strict=True)
    )


@cache
def readable(colour: str, *grounds: str, ratio: float = READABLE) -> str:
    """Return the colour, or the nearest lighter or darker shade of it that can be read on all of the grounds.

    Args:
        grounds: the backgrounds it must be read on; all light or all dark.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    shades = sorted((step / 100 for step in range(101)), key=lambda shade: abs(shade - lightness))
    candidates = [colour, *(_hex(colorsys.hls_to_rgb(hue, shade, saturation)) for shade in shades)]
    return max(candidates, key=lambda candidate: min(ratio, *(contrast(candidate, ground) for ground in grounds)))


def _channels(colour: str) -> tuple[float, float, float]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
