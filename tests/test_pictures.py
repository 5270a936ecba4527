"""Picture files are cut to their slot, turned upright, cleaned, and named by what they hold; bad ones are told."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import time
import warnings
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, TiffImagePlugin

from newsletter import build
from newsletter import publication as publications
from newsletter.errors import InputError
from newsletter.model import Picture, Publication, Slot, Story
from newsletter.pictures import FORMATS, fit, focus_point, opening, shrunk

from conftest import TESTS, issue_of, note, section  # isort: skip

SQUARE = Slot(width=100, ratio=1.0)
WIDE = Slot(width=100, ratio=2.0)
FREE = Slot(width=100)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
QUARTERS = {"red": (0, 0), "lime": (1, 0), "blue": (0, 1), "white": (1, 1)}


def quarters(width: int = 800, height: int = 800, mode: str = "RGB") -> Image.Image:
    """Return a picture whose four quarters are red and green above, blue and white below."""
    image = Image.new("RGB", (width, height))
    for colour, (across, down) in QUARTERS.items():
        image.paste(
            colour, (across * width // 2, down * height // 2, (across + 1) * width // 2, (down + 1) * height // 2)
        )
    return image.convert(mode)


def bytes_of(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """Return a picture with as many colours as a photograph has."""
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


def saved(folder: Path, image: Image.Image, name: str = "p.png", **options: Any) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def cut(path: Path, slot: Slot, focus: str = "") -> Picture:
    return fit(path, slot, focus).picture


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
    picture = cut(saved(tmp_path, quarters(*size)), slot)
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
    picture = cut(saved(tmp_path, quarters(1600, 400)), SQUARE, focus)
    assert (colour_at(picture, 0.1, 0.1), colour_at(picture, 0.9, 0.1)) == (left, right)


@pytest.mark.parametrize(("focus", "above"), [("top", (255, 0, 0)), ("bottom", (0, 0, 255)), ("50% 90%", (0, 0, 255))])
def test_a_tall_picture_is_cut_round_its_focus(focus: str, above: tuple[int, ...], tmp_path: Path) -> None:
    """The same from top to bottom."""
    assert colour_at(cut(saved(tmp_path, quarters(400, 1600)), SQUARE, focus), 0.1, 0.1) == above


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
    picture = cut(saved(tmp_path, quarters(800, 400), "p.jpg", exif=exif), FREE)
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
    picture = cut(saved(tmp_path, image, name, exif=exif, comment=b"SECRET", icc_profile=SRGB), SQUARE)
    assert b"SECRET" not in picture.data
    assert not opened(picture).getexif()
    assert not opened(picture).info.keys() & {"comment", "exif", "icc_profile", "xmp"}


def test_a_picture_s_own_small_view_stays_behind(tmp_path: Path) -> None:
    """A JPEG may carry another one of itself, uncut: what the editor cut away would travel in it."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0SECRET"
    exif[0x0201] = 8
    small = bytes_of(quarters(80, 80), "JPEG")
    path = saved(tmp_path, quarters(), "p.jpg", exif=exif.tobytes() + small, xmp=b"<x:xmpmeta>SECRET</x:xmpmeta>")
    assert path.read_bytes().count(b"\xff\xd8\xff") == 2 and b"SECRET" in path.read_bytes()
    picture = cut(path, SQUARE)
    assert picture.data.count(b"\xff\xd8\xff") == 1 and b"SECRET" not in picture.data


@pytest.mark.parametrize("way", range(1, 9))
@pytest.mark.parametrize("name", ["p.jpg", "p.png"])
def test_a_picture_stands_upright_however_it_was_held(way: int, name: str, tmp_path: Path) -> None:
    """All eight ways of EXIF give the same picture; the cut follows what stands upright."""
    upright = quarters(1600, 800)
    against = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # EXIF's ways → what Pillow calls turning it back
    exif = Image.Exif()
    exif[0x0112] = way
    held = upright if way == 1 else upright.transpose(Image.Transpose(against[way]))
    picture = cut(saved(tmp_path, held, name, exif=exif), WIDE)
    assert (picture.width, picture.height) == (200, 100)
    for colour, (across, down) in {(255, 0, 0): (0.1, 0.1), (0, 255, 0): (0.9, 0.1), (0, 0, 255): (0.1, 0.9)}.items():
        assert colour_at(picture, across, down) == colour


def test_a_camera_s_picture_with_a_second_view_is_a_jpeg(tmp_path: Path) -> None:
    """Phones put two pictures into one file (MPO, under the name of JPEG): the first is meant."""
    path = saved(tmp_path, noise(400, 400), "p.jpg", format="MPO", save_all=True, append_images=[quarters()])
    fitted = fit(path, SQUARE)
    assert (fitted.picture.media_type, fitted.told) == ("image/jpeg", ())


@pytest.mark.parametrize(("image", "name", "ending"), [
    ("drawing", "p.png", "png"), ("drawing", "p.gif", "png"), ("drawing", "p.jpg", "jpg"), ("grey", "p.png", "jpg"),
    ("noise", "p.png", "jpg"), ("noise", "p.tif", "jpg"), ("noise", "p.webp", "jpg"), ("noise", "p.gif", "jpg"),
])  # fmt: skip
def test_a_drawing_stays_without_loss(image: str, name: str, ending: str, tmp_path: Path) -> None:
    """A logo of few colours would get a shadow round its letters as JPEG; a photograph would weigh ten times as PNG."""
    pictures = {"drawing": quarters(), "noise": noise(300, 300), "grey": noise(300, 300).convert("L")}
    path = saved(tmp_path, pictures[image], name)
    assert cut(path, SQUARE).name.rpartition(".")[2] == ending


def test_transparency_makes_a_png(tmp_path: Path) -> None:
    """Where something shines through it is a PNG; a photograph is a JPEG, whatever the file was."""
    image = noise(400, 400).convert("RGBA")
    assert cut(saved(tmp_path, image, "solid.png"), SQUARE).media_type == "image/jpeg"
    image.putalpha(Image.radial_gradient("L").resize(image.size))
    clear = cut(saved(tmp_path, image, "clear.png"), SQUARE)
    assert (clear.media_type, clear.name[-4:], opened(clear).mode) == ("image/png", ".png", "RGBA")


@pytest.mark.parametrize(("mode", "name"), [
    ("CMYK", "p.jpg"), ("CMYK", "p.tiff"), ("L", "p.png"), ("1", "p.png"), ("P", "p.gif"), ("LA", "p.png"),
    ("RGB", "p.webp"),
    ("YCbCr", "p.jpg"), ("RGB", "p.avif"),
])  # fmt: skip
def test_every_kind_of_picture_becomes_rgb(mode: str, name: str, tmp_path: Path) -> None:
    """Printers' colours, greys and palettes come out in sRGB, as light and dark as they were."""
    grey = mode in ("L", "LA", "1")
    picture = cut(saved(tmp_path, quarters(mode="L" if grey else "RGB").convert(mode), name), SQUARE)
    assert opened(picture).mode == "RGB"
    assert colour_at(picture, 0.9, 0.9) == (255, 255, 255)


def test_grey_of_sixteen_bits_keeps_its_tones(tmp_path: Path) -> None:
    """Scans in 16 bits are neither burnt out nor black."""
    image = Image.new("I;16", (400, 400), 32768)
    image.paste(65535, (200, 0, 400, 400))
    picture = cut(saved(tmp_path, image), SQUARE)
    assert (colour_at(picture, 0.1, 0.5), colour_at(picture, 0.9, 0.5)) == ((128, 128, 128), (255, 255, 255))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_profile_is_turned_into_srgb(mode: str, tmp_path: Path) -> None:
    """Colours are those that the profile means; here one whose red and blue are exchanged."""
    exchanged = SRGB.replace(b"rXYZ", b"____").replace(b"bXYZ", b"rXYZ").replace(b"____", b"bXYZ")
    picture = cut(saved(tmp_path, quarters(mode=mode), icc_profile=exchanged), SQUARE)
    assert (colour_at(picture, 0.1, 0.1), colour_at(picture, 0.1, 0.9)) == ((0, 0, 255), (255, 0, 0))


def test_grey_of_thirty_two_bits_keeps_its_tones(tmp_path: Path) -> None:
    """Scans and maps in numbers beyond 255, or between 0 and 1, are spread over what a screen shows."""
    for mode, top in (("I", 65535), ("F", 1.0)):
        image = Image.new(mode, (400, 400), top)
        image.paste(top * 0.5 if mode == "F" else 32768, (0, 0, 200, 400))
        picture = cut(saved(tmp_path, image, "p.tif"), SQUARE)
        assert (colour_at(picture, 0.1, 0.5), colour_at(picture, 0.9, 0.5)) == ((128, 128, 128), (255, 255, 255))


INKS = "; it does not say which inks it means, so look at its colours"


@pytest.mark.parametrize(("mode", "name", "profile", "said"), [
    ("CMYK", "p.tif", False, "is a CMYK TIFF: saved as RGB PNG" + INKS),
    ("CMYK", "p.jpg", False, "is a CMYK JPEG: saved as RGB JPEG" + INKS),
    ("CMYK", "p.jpg", True, "is a CMYK JPEG: saved as RGB JPEG"),
    ("LAB", "p.tif", False, "is a Lab TIFF: saved as RGB PNG"),
    ("RGB", "p.tif", False, "is a TIFF: saved as PNG"), ("RGB", "p.jpg", False, ""), ("RGB", "p.webp", False, ""),
])  # fmt: skip
def test_what_comes_from_the_print_desk_is_told(mode: str, name: str, profile: bool, said: str, tmp_path: Path) -> None:
    """It is turned into what screens show, and the editor hears of it; a mere change of the file's kind is not told."""
    image = quarters(mode="RGB" if mode == "LAB" else mode)
    if mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")
    fitted = fit(saved(tmp_path, image, name, **({"icc_profile": b"inks"} if profile else {})), SQUARE)
    assert fitted.told == ((said,) if said else ())
    assert colour_at(fitted.picture, 0.9, 0.9) == (255, 255, 255)
    assert colour_at(fitted.picture, 0.1, 0.1)[0] == 255


@pytest.mark.parametrize("profile", [b"no profile", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
def test_a_profile_that_does_not_fit_says_nothing(profile: bytes, tmp_path: Path) -> None:
    """A broken profile, or one for other colours, is passed over."""
    picture = cut(saved(tmp_path, quarters(), icc_profile=SRGB), SQUARE)
    assert (colour_at(picture, 0.1, 0.1), colour_at(picture, 0.9, 0.9)) == ((255, 0, 0), (255, 255, 255))


def test_the_same_picture_has_the_same_name(tmp_path: Path) -> None:
    """Its name is made of its bytes: the same file cut alike is one file, cut otherwise another."""
    one, other = (saved(tmp_path, quarters(), name) for name in ("a.png", "b.png"))
    assert cut(one, SQUARE) == cut(other, SQUARE)
    assert cut(one, SQUARE).name != cut(one, WIDE).name


def test_a_file_that_changed_is_cut_anew(tmp_path: Path) -> None:
    """A preview that runs for hours shows the picture of now."""
    before = cut(saved(tmp_path, quarters()), SQUARE)
    after = cut(saved(tmp_path, quarters().rotate(90)), SQUARE)
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
        cut(path, SQUARE)
    assert time.perf_counter() - begun < 0.5


HEIC = b"\0\0\0\x24ftypheic\0\0\0\0mif1heic"


@pytest.mark.parametrize(("data", "said"), [
    (b"", "this file is empty — put the picture there again"),
    (b"just words", "this is no picture — save it as JPEG or PNG"),
    (b"\n<!doctype html><title>Not found</title><svg/>", "this is no picture but a web page — open its address"),
    (b"<?xml version='1.0'?>\n<!-- a licence -->\n<svg xmlns='x'/>", "this is an SVG drawing, .* export it as PNG"),
    (b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'/>", "this is an SVG drawing"),
    (b"%PDF-1.7\n", "this is a PDF, .* export its page as JPEG or PNG"),
    (b"%!PS-Adobe-3.0 EPSF-3.0\n", "this is an EPS drawing, made for printing — .*File, Export"),
    (b"\xc5\xd0\xd3\xc6" + b"\0" * 30, "this is an EPS drawing"),
    (b"8BPS\0\1", "this is a Photoshop file — in Photoshop: File, Export"),
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "this is an InDesign document"), (b"gimp xcf v011\0", "this is a GIMP file"),
    (b"II*\0\x10\0\0\0CR\x02\0", "this is a camera's raw file — develop it"),
    (b"IIRO\x08\0\0\0", "this is a camera's raw"),
    (b"FUJIFILMCCD-RAW 0201", "this is a camera's raw"), (b"\0\0\0\x18ftypcrx \0\0\0\1", "this is a camera's raw"),
    (HEIC, "this is a HEIC picture, as iPhones take them — save it as JPEG: on a Mac"),
    (HEIC.replace(b"ftypheic", b"ftypmif1"), "this is a HEIC picture"),
    (b"\0\0\0\x0cJXL \r\n", "this is a JPEG XL picture"), (b"\xff\x0a\0", "this is a JPEG XL picture"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "this is a JPEG 2000 picture"),
    (b"BM\x36\0\0\0\0\0\0\0", "this is a Windows bitmap — open it in Paint and save it as PNG"),
    (b"\0\0\1\0\1\0\x10\x10", "this is an icon"),
    (b"\0\0\0\x18ftypmp42", "this is a film — take a still"), (b"\0\0\0\x14ftypqt  ", "this is a film"),
    (b"\x1a\x45\xdf\xa3", "this is a film"), (b"PK\3\4", "this is no picture but a document"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "this PNG is broken — get it once more"),
    (b"\xff\xd8\xff\xe0", "this JPEG is broken"), (b"RIFF\0\0\0\0WEBPVP8 ", "this picture is broken"),
    (b"\0\0\0\x20ftypavif", "this AVIF is broken"), (b"MM\0*\0\0\0\x08", "this TIFF is broken"),
    (b"GIF89a", "this GIF is broken"),
    (png(50, 50)[:60], "this picture is broken: its end is missing — get it once more"),
])  # fmt: skip
def test_what_is_no_picture_is_told(data: bytes, said: str, tmp_path: Path) -> None:
    """By its bytes, whatever its name: what it is, and what to do in the program that made it."""
    path = tmp_path / "x.jpg"
    path.write_bytes(data)
    for read in (lambda: fit(path, SQUARE), lambda: shrunk(data, 400)):
        with pytest.raises(InputError, match=said) as refused:
            read()
        assert "\n" not in str(refused.value) and refused.value.todo


@pytest.mark.parametrize("tags", [{50706: b"\1\4\0\0"}, {254: 1, 330: 8}])
def test_a_raw_file_that_calls_itself_tiff_is_told(tags: dict[int, Any], tmp_path: Path) -> None:
    """What could be read of it is the small view that the camera keeps; a letter of stamps would come of it."""
    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in tags.items():
        info[tag] = value
        info.tagtype[tag] = 1 if isinstance(value, bytes) else 4
    with pytest.raises(InputError, match="this is a camera's raw file — develop it"):
        fit(saved(tmp_path, quarters(160, 120), "p.tif", tiffinfo=info), SQUARE)


@pytest.mark.parametrize("kind", FORMATS)
def test_half_a_file_is_told(kind: str, tmp_path: Path) -> None:
    """A download or a copy that broke off: what came of it is not shown as if it were the picture."""
    whole = saved(tmp_path, noise(200, 200), f"p.{kind.lower()}", format=kind).read_bytes()
    path = tmp_path / "half"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="broken"):
        fit(path, SQUARE)


def test_a_jpeg_of_many_passes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pass goes over the whole picture for a few bytes of the file: 400 of them kept a processor for 11 s."""
    whole = bytes_of(Image.new("L", (2000, 2000), 99), "JPEG", progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    path = tmp_path / "p.jpg"
    path.write_bytes(whole)
    assert cut(path, SQUARE).width == 200
    path.write_bytes(whole[:-2] + last * 100 + b"\xff\xd9")
    with pytest.raises(InputError, match="this JPEG is written in 1\\d\\d passes — save it again"):
        fit(path, SQUARE)
    monkeypatch.setattr(opening, "MOST_SCANS", 10_000)  # without the guard it is a picture like any other
    assert cut(path, SQUARE).width == 200


QUICKLY: dict[str, dict[str, Any]] = {
    "p.webp": {"method": 0}, "p.avif": {"speed": 10}, "p.png": {"compress_level": 1},
    "p.tif": {"compression": "tiff_lzw"},
}  # fmt: skip

# What a picture takes at its largest, in a process of its own. The sizes are those that the header allows.
LARGEST = """
import sys
from pathlib import Path
from newsletter.model import Slot
from newsletter.pictures import fit
fit(Path(sys.argv[1]), Slot(width=560, ratio=16 / 9))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the peak on Linux only")
@pytest.mark.parametrize(("name", "mode", "size", "most"), [
    ("p.jpg", "RGB", (5000, 5000), 100), ("p.jpg", "CMYK", (5000, 5000), 100), ("p.png", "RGBA", (5000, 5000), 300),
    ("p.tif", "CMYK", (5000, 5000), 300), ("p.gif", "P", (5000, 5000), 300), ("p.webp", "RGBA", (5000, 2500), 300),
    ("p.avif", "RGBA", (5000, 2500), 300),
])  # fmt: skip
def test_the_largest_picture_takes_little_memory(
    name: str, mode: str, size: tuple[int, int], most: int, tmp_path: Path
) -> None:
    """At 25 megapixels (12.5 of WebP and AVIF, whose decoders hold all of it several times) below 300 MB in all."""
    image = Image.linear_gradient("L").resize(size).convert("RGB").convert(mode)
    if mode == "RGBA":
        image.putalpha(99)
    path = saved(tmp_path, image, name, **QUICKLY.get(name, {}))
    peak = subprocess.run([sys.executable, "-c", LARGEST, str(path)], capture_output=True, text=True, check=True,
                          timeout=120, env={"PYTHONPATH": str(TESTS.parent)}).stdout  # fmt: skip
    assert int(peak) / 1000 < most


@pytest.mark.parametrize(("name", "size"), [("p.webp", (5000, 2600)), ("p.avif", (5000, 2600)), ("p.png", (25_000, 40))])
def test_what_takes_more_is_refused(name: str, size: tuple[int, int], tmp_path: Path) -> None:
    """WebP and AVIF from 12.5 megapixels on, and a side of more than 20,000 pixels in any."""
    path = saved(tmp_path, Image.new("RGB", size), name, **QUICKLY.get(name, {}))
    with pytest.raises(InputError, match="more than 12.5 million|a side of 25000 pixels"):
        fit(path, SQUARE)


@pytest.mark.parametrize(("path", "said"), [
    ("no/such.jpg", "this picture is not there"), ("", "this is no file"), ("a" * 5000, "this picture is not there"),
    ("a\0b.jpg", "this picture is not there"),
])  # fmt: skip
def test_a_path_that_is_no_file_is_told(path: str, said: str, tmp_path: Path) -> None:
    """Missing, a folder, or no name at all: what it is and what to do."""
    with pytest.raises(InputError, match=said):
        cut(tmp_path / path, SQUARE)


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
                cut(path, SQUARE)
            except InputError as error:
                assert "\n" not in str(error)


@given(st.data())
@settings(max_examples=300)
def test_no_note_of_a_camera_gives_a_traceback(data: st.DataObject) -> None:
    """Whatever stands in EXIF, in the profile or in XMP: the picture is what its pixels are."""
    some = st.binary(max_size=100)
    notes = st.one_of(
        some, some.map(lambda rest: b"Exif\0\0MM\0*\0\0\0\x08" + rest), some.map(lambda rest: SRGB[:128] + rest),
        st.binary(max_size=9).map(lambda head: head + SRGB[9:]),
    )  # fmt: skip
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    options = {name: data.draw(notes) for name in ("exif", "icc_profile")}
    picture = shrunk(bytes_of(quarters(40, 30), kind, **options), 40)
    assert sorted((picture.width, picture.height)) == [30, 40]


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


def test_a_bomb_is_not_kept() -> None:
    """More than 25 megapixels from elsewhere are refused by what their header says."""
    with pytest.raises(InputError, match="25 million"):
        shrunk(png(6000, 6000), 400)
