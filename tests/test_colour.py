"""Contrast is WCAG's, and a brand colour always finds a shade that can be read."""

from __future__ import annotations

import colorsys
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.colour import (
    READABLE, VISIBLE, contrast, edge, forced_dark, forced_rule, ground_for_words, is_grey, least_contrast, luminance,
    readable, visible_rule,
)

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


LIGHT, DARK = ("#fffdf8", "#f4efe5"), ("#1c1a18", "#2e2a26")


@given(COLOURS)
def test_every_colour_is_seen_as_a_ground(colour: str) -> None:
    """By day, or where a forced dark comes over it, the ground or its frame stands out; by night the ground itself does."""
    signal, words = ground_for_words(colour)
    frame = edge(signal, *LIGHT)
    assert least_contrast(words, signal) >= READABLE
    for paper in LIGHT:
        assert max(contrast(signal, paper), contrast(frame, paper)) >= VISIBLE
        turned = [forced_dark(signal, "ground"), forced_rule(frame, signal)]
        assert max(contrast(one, forced_dark(paper, "ground")) for one in turned) >= VISIBLE
    signal, words = ground_for_words(colour, *DARK)
    assert least_contrast(words, signal) >= READABLE
    assert min(contrast(signal, paper) for paper in DARK) >= VISIBLE


@given(COLOURS)
def test_every_colour_is_seen_as_a_rule(colour: str) -> None:
    """By day and in a forced dark."""
    rule = visible_rule(colour, "#fffdf8")
    assert contrast(rule, "#fffdf8") >= VISIBLE
    assert contrast(forced_rule(rule), forced_dark("#fffdf8", "ground")) >= VISIBLE


def test_a_colour_that_is_seen_stays() -> None:
    """An oxblood needs no other shade; navy keeps its ground and has a frame that a forced dark turns light."""
    assert visible_rule("#9c2f1f", "#fffdf8") == edge("#9c2f1f", *LIGHT) == "#9c2f1f"
    assert ground_for_words("#0b2545")[0] == "#0b2545" != ground_for_words("#0b2545", *DARK)[0]
    assert edge("#0b2545", *LIGHT) != "#0b2545"


def test_what_is_grey() -> None:
    """Black, white and what is nearly a grey; no brown, and no navy."""
    assert [is_grey(colour) for colour in ("#000", "#ffffff", "#777777", "#1d1b18", "#3b2f22", "#0b2545")] == [
        True, True, True, True, False, False]  # fmt: skip
