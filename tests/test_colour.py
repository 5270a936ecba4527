"""Contrast is WCAG's, and a brand colour always finds a shade that can be read."""

from __future__ import annotations

import colorsys
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.colour import READABLE, contrast, forced_dark, least_contrast, luminance, readable

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, a colour on itself 1; #767676 is the lightest grey that may stand on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#336699", "#336699") == 1
    assert contrast("#767676", "#fff") >= READABLE > contrast("#777777", "#fff")
    assert luminance("#ff0000") == pytest.approx(0.2126, abs=1e-4)


@given(COLOURS, COLOURS)
def test_contrast_does_not_ask_which_is_the_ground(one: str, other: str) -> None:
    """Both ways round it is the same, from 1 to 21."""
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


@given(COLOURS)
def test_every_colour_finds_a_shade_that_can_be_read(colour: str) -> None:
    """On light paper and on dark, the shade that comes back has a contrast of 4.5 with every ground."""
    for grounds in (("#ece7dd", "#fffdf8", "#f4efe5"), ("#131210", "#1c1a18", "#272421")):
        assert min(contrast(readable(colour, *grounds), ground) for ground in grounds) >= READABLE - 0.01


@given(COLOURS)
def test_a_colour_that_can_be_read_stays(colour: str) -> None:
    """What is readable, in a forced dark too, comes back as it is."""
    ground = "#ffffff" if luminance(colour) < 0.18 else "#000000"
    if least_contrast(colour, ground) >= READABLE:
        assert readable(colour, ground) == colour


def test_a_shade_keeps_its_hue() -> None:
    """A light blue becomes a dark blue, not a black."""
    shade = readable("#9ec5ff", "#ffffff")
    hues = [colorsys.rgb_to_hls(*(int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0] for c in ("#9ec5ff", shade)]
    assert shade not in ("#000000", "#9ec5ff")
    assert hues[0] == pytest.approx(hues[1], abs=0.02)


@pytest.mark.parametrize(("colour", "use", "painted"), [
    ("#ffffff", "ground", "#121212"), ("#f9f9f9", "ground", "#121212"), ("#f6f6f6", "ground", "#222222"),
    ("#ebf335", "ground", "#2b2f00"), ("#98e6db", "ground", "#98e6db"), ("#1d1b18", "ground", "#1d1b18"),
    ("#1f03ec", "ink", "#e59fff"), ("#d2280d", "ink", "#ff5c32"), ("#fae02b", "ink", "#fae02b"),
    ("#000", "ink", "#ffffff"),
])  # fmt: skip
def test_forced_dark_is_chromiums(colour: str, use: Literal["ink", "ground"], painted: str) -> None:
    """What Chromium 156 painted under Auto Dark; `test_gallery` asks the Chromium of this machine for hundreds more."""
    assert forced_dark(colour, use) == painted
