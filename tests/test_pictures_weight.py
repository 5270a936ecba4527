"""Pictures keep to a weight, alone and together; a moving one goes on moving where it is light, and begins well."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter, ImageStat

from newsletter.model import Picture, Slot
from newsletter.pictures import WEIGHT, fit, moving, share, shrunk

WIDE = Slot(width=560, ratio=16 / 9)
SMALL = Slot(width=100, ratio=1.0)
SIZE = (160, 160)


def leaves(seed: int = 7, width: int = 1200, height: int = 675, soft: float = 0.8) -> Image.Image:
    """Return a picture as full of detail as a photograph of leaves: the softer, the lighter."""
    grain = Image.frombytes("RGB", (width, height), random.Random(seed).randbytes(width * height * 3))
    return grain.filter(ImageFilter.GaussianBlur(soft))


def saved(folder: Path, image: Image.Image, name: str = "p.png", **options: Any) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def opened(picture: Picture) -> Any:
    return Image.open(io.BytesIO(picture.data))


# ── one picture ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_of_much_detail_gives_quality_for_weight(tmp_path: Path) -> None:
    """It keeps to its weight; a calmer one keeps its quality, whatever weight it may have."""
    path, calm = saved(tmp_path, leaves(soft=1.2)), saved(tmp_path, leaves(soft=9), "calm.png")
    best, lighter = fit(path, WIDE, weight=10**9).picture, fit(path, WIDE).picture
    assert len(best.data) > WEIGHT >= len(lighter.data)
    assert opened(best).size == opened(lighter).size == (1120, 630)
    assert fit(calm, WIDE).picture == fit(calm, WIDE, weight=10**9).picture


def test_no_picture_is_pressed_beyond_recognition(tmp_path: Path) -> None:
    """There is a floor to quality: what weighs more at it weighs more."""
    path = saved(tmp_path, leaves())
    least = fit(path, WIDE, weight=1).picture
    assert len(least.data) > 10_000
    before, after = (opened(each).convert("L") for each in (fit(path, WIDE, weight=10**9).picture, least))
    assert ImageStat.Stat(ImageChops.difference(before, after)).mean[0] < 12


def test_what_shines_through_keeps_fewer_colours(tmp_path: Path) -> None:
    """A PNG knows no quality; one that is too heavy keeps 256 colours, and its clear parts."""
    image = leaves().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    path = saved(tmp_path, image)
    light, best = fit(path, WIDE).picture, fit(path, WIDE, weight=10**9).picture
    assert len(light.data) < len(best.data) / 2
    assert opened(light).convert("RGBA").getextrema()[3][0] < 20


def test_photographs_are_progressive_with_half_their_colours(tmp_path: Path) -> None:
    """Lighter by a fifth, which no eye sees at two pixels to one; and seen whole before it has come whole."""
    jpeg = opened(fit(saved(tmp_path, leaves()), WIDE).picture)
    assert jpeg.info.get("progressive")
    assert jpeg.layer[0][1:3] == (2, 2)


@given(st.lists(st.integers(0, 400_000), max_size=30), st.integers(30, 10**6))
def test_a_share_is_the_largest_that_keeps_all_together(weights: list[int], most: int) -> None:
    """Light pictures keep what they weigh; the heavy ones share what is left, to within a byte for each."""
    each = share(weights, most)
    together = sum(min(weight, each) for weight in weights)
    assert together <= most
    if sum(weights) <= most:
        assert together == sum(weights)
    else:
        assert together > most - len(weights)


# ── moving ───────────────────────────────────────────────────────────────────────────────────────────────────


def ball(place: int, ground: str | tuple[int, ...] = "white", mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, SIZE, ground)
    image.paste("navy" if mode == "RGB" else (0, 0, 128, 255), (place, 40, place + 40, 80))
    return image


def gif(folder: Path, frames: Sequence[Image.Image], **options: Any) -> Path:
    options = {"duration": 80, "loop": 0, **options}
    return saved(folder, frames[0], "p.gif", save_all=True, append_images=frames[1:], **options)


def test_a_light_gif_goes_on_moving(tmp_path: Path) -> None:
    """Cut to its slot, as often round as before, each frame as long as before."""
    durations = [100, 200, 300, 400]
    fitted = fit(gif(tmp_path, [ball(20 * n) for n in range(4)], duration=durations, comment=b"SECRET"), SMALL)
    played = opened(fitted.picture)
    assert (fitted.picture.media_type, fitted.picture.name[-4:], fitted.told) == ("image/gif", ".gif", ())
    assert (played.n_frames, played.info["loop"], played.size) == (4, 0, (100, 100))
    told = []
    for number in range(4):
        played.seek(number)
        told.append(played.info["duration"])
    assert told == durations
    assert b"SECRET" not in fitted.picture.data


def test_a_gif_that_plays_once_plays_once(tmp_path: Path) -> None:
    """Without a word on loops it comes to rest, as its maker meant it."""
    path = saved(tmp_path, ball(0), "p.gif", save_all=True, append_images=[ball(60)], duration=80)
    assert "loop" not in opened(fit(path, SMALL).picture).info


@pytest.mark.parametrize("blank", [Image.new("RGB", SIZE, "white"), Image.new("RGBA", SIZE, (0, 0, 0, 0))])
def test_a_gif_begins_with_something_to_see(blank: Image.Image, tmp_path: Path) -> None:
    """Outlook shows the first frame alone: frames of nothing before it are left out, and it is told."""
    frames = [blank, blank.copy(), ball(0), ball(60), ball(90)]
    fitted = fit(gif(tmp_path, frames, duration=[50, 60, 70, 80, 90]), SMALL)
    assert fitted.told == ("begins with nothing to see: its first full frame comes first, for Outlook shows only that",)
    first = opened(fitted.picture)
    assert first.convert("RGB").getpixel((20, 40))[2] > 100 > first.convert("RGB").getpixel((20, 40))[0]
    assert first.n_frames == 3


def test_without_that_it_would_begin_with_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were empty frames not known, the letter would begin with one."""
    monkeypatch.setattr(moving, "_blank", lambda image: False)
    first = opened(fit(gif(tmp_path, [Image.new("RGB", SIZE, "white"), ball(0), ball(60)]), SMALL).picture)
    assert min(low for low, _ in first.convert("RGB").getextrema()) > 240


def test_a_gif_of_nothing_and_one_frame_is_that_frame(tmp_path: Path) -> None:
    """What is left does not move any more, and is no GIF."""
    fitted = fit(gif(tmp_path, [Image.new("RGB", SIZE, "white"), ball(60)]), SMALL)
    assert (fitted.picture.media_type, fitted.told) == ("image/png", ())
    assert opened(fitted.picture).getpixel((80, 60)) == (0, 0, 128)


def test_a_gif_of_plain_colours_stays_as_it_is(tmp_path: Path) -> None:
    """Where no frame shows more than a colour, the first is as good as any."""
    frames = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue", "lime")]
    fitted = fit(gif(tmp_path, frames), SMALL)
    assert opened(fitted.picture).convert("RGB").getpixel((5, 5)) == (255, 0, 0)
    assert not fitted.told


def test_a_gif_shines_through_where_it_did(tmp_path: Path) -> None:
    """What is clear stays clear in each frame, and nothing of the frame before stays behind."""
    frames = [ball(place, (0, 0, 0, 0), "RGBA") for place in (0, 60, 120)]
    played = opened(fit(gif(tmp_path, frames, disposal=2), SMALL).picture)
    for number, place in enumerate((12, 50, 87)):
        played.seek(number)
        alpha = played.convert("RGBA").getchannel("A")
        assert [alpha.getpixel((x, 37)) for x in (12, 50, 87)] == [255 if x == place else 0 for x in (12, 50, 87)]


def test_a_heavy_gif_stands_still(tmp_path: Path) -> None:
    """One that would be half the letter's weight becomes its first full frame, and it is told why."""
    frames = [Image.new("RGB", (600, 400), "white"), *(leaves(n, 600, 400) for n in range(12))]
    fitted = fit(gif(tmp_path, frames), WIDE)
    assert fitted.picture.media_type != "image/gif" and len(fitted.picture.data) < 2 * WEIGHT
    assert fitted.told == ("moves, and would weigh more than 300 kB: one frame is shown; make it shorter or smaller",)
    assert ImageStat.Stat(opened(fitted.picture).convert("L")).stddev[0] > 5


@pytest.mark.parametrize("name", ["p.png", "p.webp"])
def test_what_moves_and_is_no_gif_stands_still(name: str, tmp_path: Path) -> None:
    """No other moving picture is shown by all mail programs."""
    fitted = fit(saved(tmp_path, ball(0), name, save_all=True, append_images=[ball(60)], duration=80), SMALL)
    assert fitted.told == ("moves, which in letters only a GIF does: its first frame is shown",)
    assert getattr(opened(fitted.picture), "n_frames", 1) == 1


@pytest.mark.parametrize(("size", "frames"), [((64, 64), 3000), ((3000, 2000), 60)])
def test_a_gif_without_end_takes_little_time(size: tuple[int, int], frames: int, tmp_path: Path) -> None:
    """Thousands of frames, or large ones, are not gone through: it stands still."""
    small = [Image.new("P", size, n % 7) for n in range(8)]
    for n, image in enumerate(small):
        image.putpalette([n * 30, 0, 0] * 256)
    path = gif(tmp_path, [small[n % 8] for n in range(frames)], optimize=False)
    begun = time.process_time()
    fitted = fit(path, SMALL)
    assert time.process_time() - begun < 10
    assert fitted.picture.media_type != "image/gif" and fitted.told


def test_a_frame_larger_than_the_picture_said_is_no_way_in(tmp_path: Path) -> None:
    """A GIF says its size at the head and may say another at each frame; each is judged."""
    data = bytearray(gif(tmp_path, [ball(0), ball(60)]).read_bytes())
    second = data.index(b"\x2c", data.index(b"\x2c") + 200)  # the image descriptor of a later frame
    while data[second - 1] != 0 or data[second - 8 : second - 6] != b"\x21\xf9":
        second = data.index(b"\x2c", second + 1)
    data[second + 5 : second + 9] = b"\xff\x7f\xff\x7f"  # 32,767 by 32,767
    path = tmp_path / "bomb.gif"
    path.write_bytes(data)
    with pytest.raises(Exception, match="25 million|a side of|broken") as refused:
        fit(path, SMALL)
    assert type(refused.value).__name__ == "InputError"


def test_a_moving_picture_from_elsewhere_is_kept_as_its_first_full_frame() -> None:
    """What is kept of a feed's GIF is a picture that shows something."""
    out = io.BytesIO()
    Image.new("RGB", SIZE, "white").save(out, "GIF", save_all=True, append_images=[ball(60)])
    kept = opened(shrunk(out.getvalue(), 400))
    assert kept.convert("RGB").getpixel((80, 60)) == (0, 0, 128)
