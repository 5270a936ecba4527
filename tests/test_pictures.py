"""Picture files are cut to their slot, turned upright, cleaned, and named by what they hold; bad ones are told."""

from __future__ import annotations

import io
import random
import struct
import time
import warnings
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from newsletter import build
from newsletter import publication as publications
from newsletter.errors import InputError
from newsletter.model import Picture, Publication, Slot, Story
from newsletter.pictures import FORMATS, fit, focus_point, shrunk

from conftest import issue_of, note, section  # isort: skip

SQUARE = Slot(width=100, ratio=1.0)
WIDE = Slot(width=100, ratio=2.0)
FREE = Slot(width=100)
QUARTERS = {"red": (0, 0), "lime": (1, 0), "blue": (0, 1), "white": (1, 1)}


def quarters(width: int = 800, height: int = 800, mode: str = "RGB") -> Image.Image:
    """Return a picture whose four quarters are red and green above, blue and white below."""
    image = Image.new("RGB", (width, height))
    for colour, (across, down) in QUARTERS.items():
        image.paste(
            colour, (across * width // 2, down * height // 2, (across + 1) * width // 2, (down + 1) * height // 2)
        )
    return image.convert(mode)


def saved(folder: Path, image: Image.Image, name: str = "p.png", **options: Any) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data))


def colour_at(picture: Picture, across: float, down: float) -> tuple[int, ...]:
    """Return the colour at a share of width and height, to the nearest of 0, 128, 255."""
    image = opened(picture).convert("RGB")
    pixel = image.getpixel((int(across * (image.width - 1)), int(down * (image.height - 1))))
    assert isinstance(pixel, tuple)
    return tuple(min((0, 128, 255), key=lambda level: abs(level - value)) for value in pixel)


# ── cut ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("size", "slot", "result"), [
    ((800, 800), SQUARE, (200, 200)), ((800, 400), SQUARE, (200, 200)), ((400, 800), WIDE, (200, 100)),
    ((1600, 900), FREE, (200, 112)), ((90, 300), SQUARE, (90, 90)), ((30, 10), WIDE, (20, 10)),
    ((1, 5000), SQUARE, (1, 1)),
    ((5000, 1), FREE, (200, 1)),
])  # fmt: skip
def test_a_picture_has_the_slot_s_shape_and_twice_its_width(
    size: tuple[int, int], slot: Slot, result: tuple[int, int], tmp_path: Path
) -> None:
    """Cut to the ratio, for screens of double density, and never enlarged."""
    picture = fit(saved(tmp_path, quarters(*size)), slot)
    assert (picture.width, picture.height) == opened(picture).size == result


@pytest.mark.parametrize(("focus", "left", "right"), [
    ("", (255, 0, 0), (0, 255, 0)), ("0% 50%", (255, 0, 0), (255, 0, 0)), ("100% 50%", (0, 255, 0), (0, 255, 0)),
    ("left", (255, 0, 0), (255, 0, 0)), ("right top", (0, 255, 0), (0, 255, 0)), ("center", (255, 0, 0), (0, 255, 0)),
    ("  75%   0 ", (0, 255, 0), (0, 255, 0)),
])  # fmt: skip
def test_a_wide_picture_is_cut_round_its_focus(
    focus: str, left: tuple[int, ...], right: tuple[int, ...], tmp_path: Path
) -> None:
    """What must stay stays, as near to the middle as the edges allow."""
    picture = fit(saved(tmp_path, quarters(1600, 400)), SQUARE, focus)
    assert (colour_at(picture, 0.1, 0.1), colour_at(picture, 0.9, 0.1)) == (left, right)


@pytest.mark.parametrize(("focus", "above"), [("top", (255, 0, 0)), ("bottom", (0, 0, 255)), ("50% 90%", (0, 0, 255))])
def test_a_tall_picture_is_cut_round_its_focus(focus: str, above: tuple[int, ...], tmp_path: Path) -> None:
    """The same from top to bottom."""
    assert colour_at(fit(saved(tmp_path, quarters(400, 1600)), SQUARE, focus), 0.1, 0.1) == above


@pytest.mark.parametrize(
    "focus", ["middle", "1 2 3", "nan% 5%", "inf 5", "-5% 5%", "50%,20%", "top left right", "٥٠% ٢٠%"]
)
def test_a_focus_that_is_none_is_told(focus: str) -> None:
    """Nothing is guessed: the message says how it is written."""
    with pytest.raises(InputError, match="focus cannot be '.*' — write focus = "):
        focus_point(focus)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_focus_is_two_shares_of_the_picture(across: float, down: float) -> None:
    """The first from the left, the second from the top; what lies beyond 100% is refused."""
    assert focus_point(f"{across:.3f}% {down:.3f}%") == pytest.approx((across / 100, down / 100), abs=1e-4)
    with pytest.raises(InputError):
        focus_point(f"{across + 101:.3f}% {down:.3f}%")


# ── cleaned ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_is_turned_as_its_camera_says(tmp_path: Path) -> None:
    """EXIF's orientation is followed, before the picture is cut."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    picture = fit(saved(tmp_path, quarters(800, 400), "p.jpg", exif=exif), FREE)
    assert picture.height > picture.width
    assert colour_at(picture, 0.1, 0.1) == (0, 0, 255)


@pytest.mark.parametrize(("name", "mode"), [("p.jpg", "RGB"), ("p.png", "RGBA"), ("p.gif", "P"), ("p.webp", "RGBA")])
def test_nothing_but_the_picture_goes_along(name: str, mode: str, tmp_path: Path) -> None:
    """No place, no camera, no comment, no profile: readers get what they see."""
    exif = Image.Exif()
    exif[0x8298] = "SECRET"
    exif.get_ifd(0x8825)[2] = (38.0, 42.0, 0.0)
    image = quarters(mode=mode)
    if mode == "RGBA":
        image.putalpha(100)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = fit(saved(tmp_path, image, name, exif=exif, comment=b"SECRET", icc_profile=profile), SQUARE)
    assert b"SECRET" not in picture.data
    assert not opened(picture).getexif()
    assert not opened(picture).info.keys() & {"comment", "exif", "icc_profile", "xmp"}


def test_transparency_makes_a_png(tmp_path: Path) -> None:
    """Where something shines through it is a PNG, else a JPEG, whatever the file was."""
    image = quarters(mode="RGBA")
    assert fit(saved(tmp_path, image, "solid.png"), SQUARE).media_type == "image/jpeg"
    image.putalpha(Image.radial_gradient("L").resize(image.size))
    clear = fit(saved(tmp_path, image, "clear.png"), SQUARE)
    assert (clear.media_type, clear.name[-4:], opened(clear).mode) == ("image/png", ".png", "RGBA")


@pytest.mark.parametrize(("mode", "name"), [
    ("CMYK", "p.jpg"), ("CMYK", "p.tiff"), ("L", "p.png"), ("1", "p.png"), ("P", "p.gif"), ("LA", "p.png"),
    ("RGB", "p.webp"),
    ("YCbCr", "p.jpg"), ("RGB", "p.avif"),
])  # fmt: skip
def test_every_kind_of_picture_becomes_rgb(mode: str, name: str, tmp_path: Path) -> None:
    """Printers' colours, greys and palettes come out in sRGB, as light and dark as they were."""
    grey = mode in ("L", "LA", "1")
    picture = fit(saved(tmp_path, quarters(mode="L" if grey else "RGB").convert(mode), name), SQUARE)
    assert opened(picture).mode == "RGB"
    assert colour_at(picture, 0.9, 0.9) == (255, 255, 255)


def test_grey_of_sixteen_bits_keeps_its_tones(tmp_path: Path) -> None:
    """Scans in 16 bits are neither burnt out nor black."""
    image = Image.new("I;16", (400, 400), 32768)
    image.paste(65535, (200, 0, 400, 400))
    picture = fit(saved(tmp_path, image), SQUARE)
    assert (colour_at(picture, 0.1, 0.5), colour_at(picture, 0.9, 0.5)) == ((128, 128, 128), (255, 255, 255))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_profile_is_turned_into_srgb(mode: str, tmp_path: Path) -> None:
    """Colours are those that the profile means; here one whose red and blue are exchanged."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = srgb.replace(b"rXYZ", b"____").replace(b"bXYZ", b"rXYZ").replace(b"____", b"bXYZ")
    picture = fit(saved(tmp_path, quarters(mode=mode), icc_profile=exchanged), SQUARE)
    assert (colour_at(picture, 0.1, 0.1), colour_at(picture, 0.1, 0.9)) == ((0, 0, 255), (255, 0, 0))


@pytest.mark.parametrize("profile", [b"no profile", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
def test_a_profile_that_does_not_fit_says_nothing(profile: bytes, tmp_path: Path) -> None:
    """A broken profile, or one for other colours, is passed over."""
    picture = fit(saved(tmp_path, quarters(), icc_profile=profile), SQUARE)
    assert (colour_at(picture, 0.1, 0.1), colour_at(picture, 0.9, 0.9)) == ((255, 0, 0), (255, 255, 255))


def test_the_same_picture_has_the_same_name(tmp_path: Path) -> None:
    """Its name is made of its bytes: the same file cut alike is one file, cut otherwise another."""
    one, other = (saved(tmp_path, quarters(), name) for name in ("a.png", "b.png"))
    assert fit(one, SQUARE) == fit(other, SQUARE)
    assert fit(one, SQUARE).name != fit(one, WIDE).name


def test_a_file_that_changed_is_cut_anew(tmp_path: Path) -> None:
    """A preview that runs for hours shows the picture of now."""
    before = fit(saved(tmp_path, quarters()), SQUARE)
    after = fit(saved(tmp_path, quarters().rotate(90)), SQUARE)
    assert colour_at(before, 0.1, 0.1) != colour_at(after, 0.1, 0.1)


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────────────


def png(width: int, height: int) -> bytes:
    """Return a small PNG file that says it is large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(5001, 5000), (10_000, 10_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int], tmp_path: Path) -> None:
    """More than 25 megapixels are refused by what the header says, at once, and without a word of Pillow's own."""
    path = tmp_path / "bomb.png"
    path.write_bytes(png(*size))
    begun = time.perf_counter()
    with warnings.catch_warnings(), pytest.raises(InputError, match="25 million"):
        warnings.simplefilter("error")
        fit(path, SQUARE)
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(("data", "said"), [
    (b"", "this is no picture — save it as JPEG or PNG"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "this is no picture"),
    (b"<html>Not found</html>", "this is no picture"), (b"%!PS-Adobe-3.0 EPSF-3.0\n", "this is no picture"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "this is no picture"), (png(50, 50)[:60], "this picture is broken"),
])  # fmt: skip
def test_what_is_no_picture_is_told(data: bytes, said: str, tmp_path: Path) -> None:
    """A web page saved as a picture, a drawing, half a file: one line each."""
    path = tmp_path / "x.jpg"
    path.write_bytes(data)
    with pytest.raises(InputError, match=said):
        fit(path, SQUARE)


@pytest.mark.parametrize(("path", "said"), [
    ("no/such.jpg", "this picture is not there"), ("", "this is no file"), ("a" * 5000, "this picture is not there"),
    ("a\0b.jpg", "this picture is not there"),
])  # fmt: skip
def test_a_path_that_is_no_file_is_told(path: str, said: str, tmp_path: Path) -> None:
    """Missing, a folder, or no name at all: what it is and what to do."""
    with pytest.raises(InputError, match=said):
        fit(tmp_path / path, SQUARE)


def test_no_damage_to_a_file_gives_a_traceback(tmp_path: Path) -> None:
    """Cut off or with any byte changed, a file of every format is a picture or is refused."""
    chance = random.Random(47)
    for kind in FORMATS:
        whole = saved(tmp_path, quarters(64, 48), f"whole.{kind.lower()}", format=kind).read_bytes()
        for number in range(60):
            data = bytearray(whole[: chance.randrange(len(whole))] if number % 3 == 0 else whole)
            for _ in range(4 if data else 0):
                data[chance.randrange(min(len(data), 200))] = chance.randrange(256)
            path = tmp_path / f"{kind}{number}"
            path.write_bytes(data)
            try:
                fit(path, SQUARE)
            except InputError as error:
                assert "\n" not in str(error)


@pytest.mark.parametrize(("story", "said"), [
    ({"image": "images/no.jpg"}, "images/no.jpg: this picture is not there — put the file there, or take its line out"),
    ({"image": "images/ok.png", "focus": "5 0 1"}, "images/ok.png: focus cannot be '5 0 1'"),
])  # fmt: skip
def test_the_message_names_file_and_line(story: dict[str, str], said: str, publication: Publication) -> None:
    """A picture that cannot be used is told with the line of the issue that names it."""
    assert publication.root
    saved(publication.root / "images", quarters(), "ok.png")
    issue = issue_of(note("x"), section(Story(title="A", **story)), lines={"b2.s1": 8, "b2.s1.image": 12})
    with pytest.raises(InputError) as refused:
        build.press(issue, publication, publications.theme(publication))
    assert str(refused.value).startswith(f"issues/047.toml:12: {said}")


def test_a_picture_switched_off_need_not_be_there(publication: Publication) -> None:
    """A runner-up's picture is not looked for."""
    issue = issue_of(note("x"), section(Story(title="A"), Story(title="B", image="images/no.jpg", use=False)))
    assert not build.press(issue, publication, publications.theme(publication)).pictures


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def bytes_of(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """Return a picture with as many colours as a photograph has."""
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


@pytest.mark.parametrize(("size", "result"), [
    ((1600, 900), (400, 225)), ((400, 900), (400, 900)), ((90, 30), (90, 30)), ((3000, 1), (400, 1)), ((1, 3000), (1, 3000)),
])  # fmt: skip
def test_a_picture_is_kept_whole_and_never_enlarged(size: tuple[int, int], result: tuple[int, int]) -> None:
    """At most as wide as it may be, its shape its own: what is cut, the press cuts."""
    picture = shrunk(bytes_of(quarters(*size), "JPEG"), 400)
    assert (picture.width, picture.height) == opened(picture).size == result


@pytest.mark.parametrize(("image", "kind", "kept"), [
    (noise(90, 90), "JPEG", "JPEG"), (noise(90, 90), "PNG", "JPEG"), (noise(90, 90), "WEBP", "JPEG"),
    (quarters(), "PNG", "PNG"), (quarters(), "GIF", "PNG"), (quarters(), "JPEG", "JPEG"),
    (Image.new("RGBA", (90, 90), (1, 2, 3, 99)), "PNG", "PNG"), (Image.new("RGBA", (90, 90), (1, 2, 3, 99)), "WEBP", "PNG"),
])  # fmt: skip
def test_a_drawing_loses_nothing_and_a_photograph_its_weight(image: Image.Image, kind: str, kept: str) -> None:
    """Few colours, or something that shines through, stay PNG; photographs become JPEG whatever they came as."""
    picture = shrunk(bytes_of(image, kind), 400)
    assert opened(picture).format == kept
    assert picture.name.endswith(".png" if kept == "PNG" else ".jpg")
    assert picture.media_type == f"image/{kept.lower()}"


def test_a_moving_picture_is_kept_as_its_first_frame() -> None:
    """A GIF of two frames is kept as one picture, the one that stands first."""
    moving = bytes_of(Image.new("RGB", (80, 80), "red"), "GIF", save_all=True, append_images=[Image.new("RGB", (80, 80), "blue")])
    picture = shrunk(moving, 400)
    assert getattr(opened(picture), "n_frames", 1) == 1
    assert colour_at(picture, 0.5, 0.5) == (255, 0, 0)


def test_what_is_kept_is_clean_and_upright() -> None:
    """Turned as the camera says, and no word of the camera's goes along."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8298] = "SECRET"
    picture = shrunk(bytes_of(quarters(800, 400), "JPEG", exif=exif), 200)
    assert (picture.width, picture.height) == (200, 400)
    assert colour_at(picture, 0.1, 0.1) == (0, 0, 255)
    assert b"SECRET" not in picture.data and not opened(picture).getexif()


@pytest.mark.parametrize("data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html>", png(6000, 6000)])
def test_what_cannot_be_kept_is_told(data: bytes) -> None:
    """A page, a drawing in vectors, a bomb: one line that says what it is."""
    with pytest.raises(InputError, match="this is no picture|25 million"):
        shrunk(data, 400)
