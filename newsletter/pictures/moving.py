"""A moving GIF → one that is cut, small enough and begins with something to see; or the frame that stands for it.

Outlook shows the first frame alone, and so does everybody whose device is told to keep things still.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from newsletter.model import Slot
from newsletter.pictures.opening import refuse_too_large
from newsletter.pictures.shaping import Frame, Point, frame_of, resized

if TYPE_CHECKING:
    from PIL.Image import Image

# Beyond these a film is no ornament any more, and every frame costs time: a hundred million pixels take about 2 s.
_MOST_FRAMES = 200
_MOST_PIXELS = 100_000_000
_BLANK_AT_MOST = 50

# In motion neither a second pixel for each of the screen's nor many colours are seen, and both weigh.
_COLOURS = (256, 128, 64)
_SAMPLES, _SAMPLE = 16, (64, 64)
# So much may the colours of an empty frame differ, each of 255: what the dither of one flat colour leaves.
_FLAT = 12

# Frames per second are told in hundredths; browsers take less than two of them for ten.
_SHORTEST = 20


class _Film(NamedTuple):
    """The frames of a moving picture, cut, with how long each stands in milliseconds; `loop` as GIF has it, or None."""

    frames: Sequence[Image]
    durations: Sequence[int]
    loop: int | None


def moves(image: Image) -> bool:
    """Return whether an open picture has several frames (in a TIFF these are pages, in a JPEG views)."""
    return image.format in ("GIF", "PNG", "WEBP", "AVIF") and bool(getattr(image, "is_animated", False))


def go_to_first_full(image: Image) -> int:
    """Bring a moving GIF to its first frame that shows something, and return which that is; 0 where none does."""
    for number in range(_BLANK_AT_MOST):
        if not _went(image, number):
            break
        if not _blank(image):
            return number
    image.seek(0)
    return 0


def _went(image: Image, number: int) -> bool:
    try:
        image.seek(number)
    except EOFError:
        return False
    refuse_too_large(image)  # a later frame may be larger than the picture said to be
    return True


def _blank(image: Image) -> bool:
    """Return whether a frame is of one colour, or all clear."""
    small = image.convert("RGBA").resize(_SAMPLE, reducing_gap=1.0)
    extrema = small.getextrema()
    return extrema[3][1] == 0 or all(high - low <= _FLAT for low, high in extrema)


def film_of(image: Image, first: int, slot: Slot, focus: Point, weight: int) -> tuple[bytes, tuple[int, int]] | None:
    """Return a moving GIF from its frame `first` on as a file, with its size; None where it weighs more than it may."""
    count = getattr(image, "n_frames", 1)
    if count > _MOST_FRAMES or count * image.width * image.height > _MOST_PIXELS:
        return None
    frame = frame_of(image.size, slot, focus, 1)
    film = _film(image, range(first, count), frame)
    for colours in _COLOURS:
        data = _saved(film, colours)
        if len(data) <= weight:
            return data, (frame.width, frame.height)
        if len(data) > 2 * weight:  # fewer colours never make it half
            break
    return None


def _film(image: Image, numbers: Iterable[int], frame: Frame) -> _Film:
    """Return the frames of these numbers, cut, without what is written beside them."""
    frames, durations = [], []
    for number in numbers:
        if not _went(image, number):
            break
        cut = resized(image.convert("RGBA"), frame, image.size)
        cut.info = {}
        frames.append(cut)
        durations.append(max(int(image.info.get("duration", 0)), _SHORTEST))
    return _Film(frames, durations, image.info.get("loop"))


def _saved(film: _Film, colours: int) -> bytes:
    """Return a film as GIF, in so many colours for all its frames, or of its own for each where something is clear."""
    clear = any(frame.getextrema()[3][0] < 255 for frame in film.frames)
    first, *others = film.frames if clear else _with_one_palette(film.frames, colours)
    looped = {} if film.loop is None else {"loop": film.loop}
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=others, duration=film.durations,
               disposal=2 if clear else 1, **looped)
    return out.getvalue()


def _with_one_palette(frames: Sequence[Image], colours: int) -> Iterator[Image]:
    """Yield frames in the colours that they share; without dither, which flickers and does not pack."""
    from PIL import Image

    sheet = Image.new("RGB", (_SAMPLE[0], _SAMPLE[1] * _SAMPLES))
    step = max(len(frames) // _SAMPLES, 1)
    samples = frames[::step][:_SAMPLES]
    for place in range(_SAMPLES):
        sheet.paste(samples[place % len(samples)].convert("RGB").resize(_SAMPLE), (0, place * _SAMPLE[1]))
    palette = sheet.quantize(colours)
    for frame in frames:
        yield frame.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
