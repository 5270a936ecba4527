"""A logo that shines through carries a fine white line, so that a dark name can be seen on dark paper."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from newsletter import pictures
from newsletter.colour import contrast
from newsletter.model import Slot, replace

NIGHT = "#1c1a18"


def wordmark(folder: Path, ground: str = "#00000000") -> Path:
    """Draw a dark bar on a ground, as the letters of a name are bars on nothing."""
    image = Image.new("RGBA", (400, 100), ground)
    ImageDraw.Draw(image).rectangle((50, 40, 349, 59), fill="#141e28")
    image.save(folder / "logo.png")
    return folder / "logo.png"


def on_paper(path: Path, paper: str, slot: Slot = pictures.LOGO) -> Image.Image:
    """Return a logo as it is seen on a paper."""
    file = Image.open(BytesIO(pictures.fit(path, slot).picture.data)).convert("RGBA")
    sheet = Image.new("RGBA", file.size, paper)
    sheet.alpha_composite(file)
    return sheet.convert("RGB")


def best_contrast(image: Image.Image, paper: str) -> float:
    """Return the strongest contrast that anything in a picture has with the paper."""
    colours = {f"#{red:02x}{green:02x}{blue:02x}" for _, (red, green, blue) in image.getcolors(1 << 24)}  # type: ignore[misc,union-attr]
    return max(contrast(colour, paper) for colour in colours)


def test_a_dark_name_is_seen_by_night(tmp_path: Path) -> None:
    """Its edge stands out from dark paper; the name itself keeps its colour."""
    image = on_paper(wordmark(tmp_path), NIGHT)
    assert best_contrast(image, NIGHT) > 10
    assert image.getpixel((image.width // 2, image.height // 2)) == (20, 30, 40)


def test_it_is_not_seen_without_the_line(tmp_path: Path) -> None:
    """The reason: the bare picture is nearly as dark as the paper of the night."""
    assert best_contrast(on_paper(wordmark(tmp_path), NIGHT, replace(pictures.LOGO, outline=False)), NIGHT) < 1.5


def test_by_day_nobody_sees_the_line(tmp_path: Path) -> None:
    """On white paper the picture is the bar and its soft edge, no more."""
    outlined, bare = (
        on_paper(wordmark(tmp_path), "#ffffff", slot) for slot in (pictures.LOGO, replace(pictures.LOGO, outline=False))
    )
    dark = [sum(image.convert("L").point(lambda value: value < 200).tobytes()) for image in (outlined, bare)]
    assert dark[0] == pytest.approx(dark[1], rel=0.02)


def test_a_logo_that_hides_its_ground_stays_as_it_is(tmp_path: Path) -> None:
    """Nothing shines through, so nothing is drawn round it; and no other picture gets a line."""
    with_line, without = (pictures.fit(wordmark(tmp_path, "#ffffff"), slot).picture.data
                          for slot in (pictures.LOGO, replace(pictures.LOGO, outline=False)))
    assert with_line == without
    assert not Slot(width=100).outline
