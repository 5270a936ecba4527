"""The printing press: shapes and inks in, a screen-printed picture out.

Everything is drawn three times as large and scaled down, so that edges are smooth. Every roll of the dice comes from
the sheet's own seed: the same script gives the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Point = tuple[float, float]

SCALE = 3
BYTES_PER_PIXEL = 0.082
MOST_BYTES = 90_000

# The inks. Few on purpose: a shelf of pictures that belong together.
PAPER = "#f5eddc"
CREAM = "#ecdcbc"
SAND = "#dcb989"
OCHRE = "#f0ab3d"
ROSE = "#eeb199"
CORAL = "#e2583a"
BRICK = "#9c3324"
MIST = "#b9d5cd"
SEA = "#6fa9a8"
TEAL = "#2c7780"
PETROL = "#0f4c5c"
INK = "#0b2a35"
OLIVE = "#84914f"
MOSS = "#4c6a4a"


def smoothed(bends: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Return many points along a curve through the bends (Catmull-Rom)."""
    padded, points = [bends[0], *bends, bends[-1]], []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(60):
            t = step / 60
            points.append(
                tuple(
                    0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t**3)
                    for p, q, r, s in zip(a, b, c, d, strict=True)
                )
            )
    return points


class Pen:
    """Shapes cut into one stencil, in the picture's own pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.stencil = Image.new("L", (width * SCALE, height * SCALE), 0)
        self._draw = ImageDraw.Draw(self.stencil)

    def poly(self, points: Iterable[Point], value: int = 255) -> Pen:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=value)
        return self

    def rect(self, left: float, top: float, right: float, bottom: float, value: int = 255) -> Pen:
        return self.poly([(left, top), (right, top), (right, bottom), (left, bottom)], value)

    def oval(self, left: float, top: float, right: float, bottom: float, value: int = 255) -> Pen:
        self._draw.ellipse([left * SCALE, top * SCALE, right * SCALE, bottom * SCALE], fill=value)
        return self

    def disc(self, x: float, y: float, radius: float, value: int = 255) -> Pen:
        return self.oval(x - radius, y - radius, x + radius, y + radius, value)

    def line(self, points: Sequence[Point], width: float, value: int = 255) -> Pen:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=value, width=max(1, round(width * SCALE)), joint="curve")
        return self

    def arc(self, x: float, y: float, radius: float, start: float, end: float, width: float) -> Pen:
        box = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
        self._draw.arc(box, start, end, fill=255, width=max(1, round(width * SCALE)))
        return self

    def words(self, x: float, y: float, text: str, size: float, anchor: str = "la") -> Pen:
        self._draw.text(
            (x * SCALE, y * SCALE), text, fill=255, font=ImageFont.load_default(size * SCALE), anchor=anchor
        )
        return self

    def within(self, other: Pen) -> Pen:
        """Keep only what lies inside the other stencil."""
        self.stencil = ImageChops.multiply(self.stencil, other.stencil)
        self._draw = ImageDraw.Draw(self.stencil)
        return self


class Sheet:
    """One picture on the press: paper first, then ink after ink."""

    def __init__(self, width: int, height: int, paper: str, seed: int) -> None:
        self.width, self.height = width, height
        self.dice = Random(seed)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), paper)

    def pen(self) -> Pen:
        return Pen(self.width, self.height)

    def everywhere(self) -> Pen:
        return self.pen().rect(0, 0, self.width, self.height)

    def ink(self, pen: Pen, colour: str, strength: float = 1.0) -> None:
        """Print a stencil as a flat colour."""
        mask = pen.stencil if strength == 1 else pen.stencil.point(lambda v: round(v * strength))
        self.image.paste(colour, (0, 0), mask)

    def wash(self, pen: Pen, colour: str, start: Point, end: Point, strength: float = 1.0) -> None:
        """Print a smooth run of colour: full at `start`, none at `end`."""
        ramp = self._ramp(start, end).point(lambda v: round(v * strength))
        self.image.paste(colour, (0, 0), ImageChops.multiply(pen.stencil, ramp))

    def spray(self, pen: Pen, colour: str, start: Point, end: Point, strength: float = 1.0) -> None:
        """Print a run of colour in grains, as a worn screen does: dense at `start`, none at `end`."""
        ramp = self._ramp(start, end).point(lambda v: round(v * strength))
        grains = Image.blend(ramp, self._grains(ramp), 0.7)
        self.image.paste(colour, (0, 0), ImageChops.multiply(pen.stencil, grains))

    def dots(self, pen: Pen, colour: str, start: Point, end: Point, pitch: float = 9, most: float = 0.62) -> None:
        """Print a run of colour as halftone dots, turned by 45°: large at `start`, none at `end`."""
        ramp, screen, step = self._ramp(start, end), self.pen(), pitch / math.sqrt(2)
        for row in range(int(self.height / step) + 2):
            for column in range(int(self.width / pitch) + 2):
                x, y = column * pitch + (row % 2) * pitch / 2, row * step
                at = (min(round(x * SCALE), ramp.width - 1), min(round(y * SCALE), ramp.height - 1))
                radius = pitch * most * math.sqrt(ramp.getpixel(at) / 255)
                if radius > 0.3:
                    screen.disc(x, y, radius)
        self.ink(screen.within(pen), colour)

    def glow(self, pen: Pen, colour: str, centre: Point, radius: float, strength: float = 1.0) -> None:
        """Print light round a point, fading outwards in grains."""
        side = round(radius * 2 * SCALE)
        ramp = Image.new("L", self.image.size, 0)
        light = (
            ImageChops.invert(Image.radial_gradient("L"))
            .resize((side, side))
            .point(lambda v: round(max(0, v - 74) * 255 / 181 * strength))
        )  # 74: what the gradient has left at the rim
        ramp.paste(light, (round((centre[0] - radius) * SCALE), round((centre[1] - radius) * SCALE)))
        soft = Image.blend(ramp, self._grains(ramp), 0.35)
        self.image.paste(colour, (0, 0), ImageChops.multiply(pen.stencil, soft))

    def ridge(self, height: float, rise: float, roughness: float = 0.5) -> list[Point]:
        """Return the outline of a range of hills from the left edge to the right, closed along the bottom."""
        line = [self.dice.uniform(-1, 1) for _ in range(3)]
        reach = 1.0
        while len(line) < 160:
            reach *= roughness
            middles = [(a + b) / 2 + self.dice.uniform(-reach, reach) for a, b in pairwise(line)]
            line = [p for pair in zip(line, middles, strict=False) for p in pair] + [line[-1]]
        step = self.width / (len(line) - 1)
        top = [(index * step, height - value * rise) for index, value in enumerate(line)]
        return [*top, (self.width, self.height), (0, self.height)]

    def finish(self, texture: float = 0.012) -> Image.Image:
        """Return the print at its own size, with the tooth of the paper in it."""
        small = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        tooth = self._noise(small.size).filter(ImageFilter.GaussianBlur(0.9)).convert("RGB")
        return Image.blend(small, ImageChops.soft_light(small, tooth), texture * 10)

    def _noise(self, size: tuple[int, int]) -> Image.Image:
        return Image.frombytes("L", size, self.dice.randbytes(size[0] * size[1]))

    def _grains(self, ramp: Image.Image) -> Image.Image:
        """Return a ramp broken into grains about one pixel of the finished picture wide."""
        noise = self._noise((self.width, self.height)).resize(self.image.size, Image.Resampling.BICUBIC)
        return ImageChops.subtract(ramp, noise).point(lambda v: min(255, v * 3))

    def _ramp(self, start: Point, end: Point) -> Image.Image:
        """Return 255 at `start` and before it, 0 at `end` and beyond it, even in between."""
        reach, steps = 8, 256
        strip = Image.new("L", (1, steps * (2 * reach + 1)))
        strip.putdata([255] * (steps * reach) + list(range(255, -1, -1)) + [0] * (steps * reach))
        strip = strip.resize((3, strip.height))
        dx, dy = (end[0] - start[0]) * SCALE, (end[1] - start[1]) * SCALE
        across, down = steps * dx / (dx * dx + dy * dy), steps * dy / (dx * dx + dy * dy)
        offset = steps * reach - across * start[0] * SCALE - down * start[1] * SCALE
        return strip.transform(self.image.size, Image.Transform.AFFINE, (0, 0, 1, across, down, offset))


def save_jpeg(image: Image.Image, path: Path) -> None:
    """Write a picture for the web at the best quality that keeps it small."""
    most = min(MOST_BYTES, image.width * image.height * BYTES_PER_PIXEL)
    for quality in range(84, 54, -2):
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        if buffer.tell() <= most:
            break
    path.write_bytes(buffer.getvalue())
