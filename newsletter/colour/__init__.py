"""Colours → whether words can be read on them, the nearest shade on which they can, and what a forced dark makes of them.

Colours are ``#rrggbb`` (``#rgb`` is understood). Luminance and contrast are those of WCAG 2.2 ("relative luminance",
"contrast ratio").

**The forced dark** is one named algorithm, used everywhere: Chromium's Auto Dark, which Android's mail programs paint
with (``dark_mode_color_filter.cc``, ``dark_mode_lab_color_space.h`` and ``dark_mode_settings_builder.h``, read
2026-11-20): of dark words and of light grounds the lightness L* of CIELAB becomes 110 − L*, at most 100, and a nearly
black grey #121212; light words and dark grounds stay as they are. Rules are turned as words are, and then darkened until
their contrast is below 4.5 (``AdjustDarkenColor``). A test compares it with what Chromium paints.
Outlook and Gmail do nearly the same, by algorithms that nobody has published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Literal, TypeVar

_Choice = TypeVar("_Choice")

# WCAG 2.2, success criterion 1.4.3 (AA, text of any size).
READABLE = 4.5
# The same, 1.4.11: shapes that are no words, such as buttons and rules.
VISIBLE = 3.0


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@cache
def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white)."""
    red, green, blue = map(_linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def readable(colour: str, *grounds: str, ratio: float = READABLE) -> str:
    """Return the colour, or the nearest shade of it that can be read on all of the grounds, in a forced dark too.

    Args:
        grounds: the backgrounds it must be read on; all light or all dark.
    """
    return _nearest(_shades(colour), lambda shade: min(least_contrast(shade, ground) for ground in grounds), ratio)


def _nearest(choices: Iterable[_Choice], contrast_of: Callable[[_Choice], float], enough: float) -> _Choice:
    """Return the first choice that has enough contrast, or the one with the most where none has."""
    tried: list[tuple[float, _Choice]] = []
    for choice in choices:
        tried.append((contrast_of(choice), choice))
        if tried[-1][0] >= enough:
            return choice
    return max(tried, key=lambda one: one[0])[1]


def _shades(colour: str) -> Iterator[str]:
    """Yield the colour, and the same hue in every lightness of CIELAB, the nearest first; never louder than it was."""
    yield colour
    lightness, a, b = _lab(*_channels(colour))
    for step in sorted(range(101), key=lambda step: abs(step - lightness)):
        yield _of_lab(step, a, b)


# Of CIELAB's a* and b*: what is nearer to grey has no hue to keep.
_GREY = 4


def is_grey(colour: str) -> bool:
    """Return whether a colour is black, white or a grey."""
    _, a, b = _lab(*_channels(colour))
    return max(abs(a), abs(b)) < _GREY


# Words on a coloured ground are white or nearly black.
_WHITE_WORDS, _BLACK_WORDS = "#ffffff", "#141414"


@cache
def ground_for_words(colour: str, *around: str) -> tuple[str, str]:
    """Return the colour as a ground, or its nearest shade, and the colour of words on it; readable, forced dark or not.

    Args:
        around: grounds from which it must stand out as a shape; where no shade can, the one that does most.
    """
    pairs = ((shade, words) for shade in _shades(colour) for words in (_WHITE_WORDS, _BLACK_WORDS))
    fit = (pair for pair in pairs if least_contrast(pair[1], pair[0]) >= READABLE)
    return _nearest(fit, lambda pair: min((contrast(pair[0], ground) for ground in around), default=VISIBLE), VISIBLE)


@cache
def visible_rule(colour: str, *grounds: str) -> str:
    """Return the colour, or the nearest shade of it that is seen as a rule on all of the grounds, in a forced dark too."""
    return _nearest(_shades(colour), lambda shade: min(_seen(shade, ground) for ground in grounds), VISIBLE)


@cache
def edge(ground: str, *around: str) -> str:
    """Return the nearest shade of a ground that, as its frame, lets it stand out from those around, in a forced dark too.

    It is the ground's own colour where that stands out by itself, or where a forced dark turns its frame light.
    """
    return _nearest(_shades(ground), lambda shade: min(_seen(shade, other, ground) for other in around), VISIBLE)


# A rule whose contrast is a hair's breadth from where it is darkened may fall to either side.
_HAIR = 0.1


def _seen(rule: str, around: str, within: str = "") -> float:
    """Return the contrast of a rule, or of what it frames, with the ground around it: the least, forced dark or not."""
    turned = forced_dark(around, "ground")
    day = contrast(rule, around)
    night = min(contrast(forced_rule(rule, within, limit), turned) for limit in (READABLE, READABLE - _HAIR))
    if within:
        day, night = max(day, contrast(within, around)), max(night, contrast(forced_dark(within, "ground"), turned))
    return min(day, night)


def least_contrast(ink: str, ground: str) -> float:
    """Return the contrast of words on a ground, or what a forced dark leaves of it where that is less."""
    return min(contrast(ink, ground), contrast(forced_dark(ink, "ink"), forced_dark(ground, "ground")))


# ── the forced dark ──────────────────────────────────────────────────────────────────────────────────────────

# Of perceived brightness (ITU-R BT.601 luma, 0 to 255): words below the one are turned light, grounds above the other dark.
_DARK_INK = 150
_LIGHT_GROUND = 205
# Greys between the two, of 255, become the darker, Material Design's surface of a dark theme; Chromium compares before
# it rounds, and #f9f9f9 makes 31.6.
_BLACKER_GREYS = (18, 32)


@cache
def forced_dark(colour: str, use: Literal["ink", "ground"]) -> str:
    """Return what a mail program that forces a dark mode paints in place of a colour.

    Args:
        use: ``ink`` for words, ``ground`` for backgrounds; for rules see `forced_rule`.
    """
    red, green, blue = _channels(colour)
    # Whole, as Chromium counts it: 205.9 is not above 205.
    brightness = round((299 * red + 587 * green + 114 * blue) * 255) // 1000
    turned = brightness < _DARK_INK if use == "ink" else brightness > _LIGHT_GROUND
    if not turned:
        return colour
    lightness, a, b = _lab(red, green, blue)
    return _blacker(_of_lab(min(110 - lightness, 100.0), a, b))


@cache
def forced_rule(colour: str, within: str = "", limit: float = READABLE) -> str:
    """Return what a mail program that forces a dark mode paints in place of a rule.

    Args:
        within: the ground of the element that has the rule, where it has one of its own.
        limit: a contrast with that ground from which on the rule is darkened.
    """
    behind = forced_dark(within or "#ffffff", "ground")
    turned = forced_dark(colour, "ink")
    while turned != "#000000" and contrast(turned, behind) >= limit:
        turned = _darkened(turned)
    return turned


# Of a colour's value in HSV.
_DARKER = 0.33


def _darkened(colour: str) -> str:
    channels = _channels(colour)
    brightest = max(channels)
    share = max(brightest - _DARKER, 0.0) / brightest
    return _hex((channels[0] * share, channels[1] * share, channels[2] * share))


def _blacker(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    darkest, lightest = _BLACKER_GREYS
    if red == green == blue and darkest < red <= lightest:
        return f"#{darkest:02x}{darkest:02x}{darkest:02x}"
    return colour


# CIE 15: L*, a*, b* against the white D50, to which sRGB is adapted as Chromium does it: by Bradford's transform, but
# with 0.0685 where Bradford has -0.0685. The rows of the matrix add up to the white.
_WHITE = (0.9642119, 1.0, 0.8251882)


def _lab(red: float, green: float, blue: float) -> tuple[float, float, float]:
    red, green, blue = _linear(red), _linear(green), _linear(blue)
    x = 0.4348794 * red + 0.3820189 * green + 0.1473136 * blue
    y = 0.2221231 * red + 0.7159545 * green + 0.0619224 * blue
    z = 0.0070117 * red + 0.0783933 * green + 0.7397832 * blue
    x, y, z = (_root(value / white) for value, white in zip((x, y, z), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _of_lab(lightness: float, a: float, b: float) -> str:
    middle = (lightness + 16) / 116
    shares = (middle + a / 500, middle, middle - b / 200)
    x, y, z = (_power(share) * white for share, white in zip(shares, _WHITE, strict=True))
    linear = (
        3.1342311 * x - 1.6188615 * y - 0.4886177 * z,
        -0.9787889 * x + 1.9152107 * y + 0.0345973 * z,
        0.0740138 * x - 0.1876072 * y + 1.3527123 * z,
    )
    red, green, blue = (_gamma(min(max(value, 0.0), 1.0)) for value in linear)
    return _hex((red, green, blue))


def _root(share: float) -> float:
    return share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116


def _power(share: float) -> float:
    return share**3 if share**3 > 0.008856 else (share - 16 / 116) / 7.787


# ── channels ─────────────────────────────────────────────────────────────────────────────────────────────────


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _channels(colour: str) -> tuple[float, float, float]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
