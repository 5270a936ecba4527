"""The wordmark, the logo and the cover: lettering drawn here, so that no font is needed."""

from __future__ import annotations

from PIL import Image

from .press import BRICK, CORAL, CREAM, INK, MIST, OCHRE, PAPER, PETROL, ROSE, SAND, SEA, TEAL, Pen, Sheet

# A slab letter in a square of 100: its width, its rectangles (left, top, right, bottom), its polygons.
Glyph = tuple[float, list[tuple[float, float, float, float]], list[list[tuple[float, float]]]]
GLYPHS: dict[str, Glyph] = {
    "T": (84, [(0, 0, 84, 12), (0, 0, 9, 32), (75, 0, 84, 32), (31, 0, 53, 100), (18, 90, 66, 100)], []),
    "H": (
        104,
        [
            (12, 0, 34, 100),
            (70, 0, 92, 100),
            (34, 44, 70, 55),
            (2, 0, 44, 10),
            (60, 0, 102, 10),
            (2, 90, 44, 100),
            (60, 90, 102, 100),
        ],
        [],
    ),
    "E": (
        84,
        [
            (12, 0, 34, 100),
            (2, 0, 78, 12),
            (2, 88, 82, 100),
            (34, 44, 62, 55),
            (54, 33, 62, 66),
            (69, 0, 78, 32),
            (73, 66, 82, 100),
        ],
        [],
    ),
    "A": (
        108,
        [(28, 62, 78, 72), (0, 90, 38, 100), (62, 90, 108, 100)],
        [[(44, 0), (56, 0), (25, 100), (12, 100)], [(44, 0), (66, 0), (99, 100), (74, 100)]],
    ),
    "L": (82, [(12, 0, 34, 100), (2, 0, 46, 10), (2, 88, 80, 100), (71, 60, 80, 100)], []),
    "Y": (
        98,
        [(38, 54, 60, 100), (26, 90, 72, 100), (-2, 0, 40, 10), (62, 0, 100, 10)],
        [[(6, 0), (31, 0), (60, 56), (58, 64), (38, 64), (38, 56)], [(76, 0), (88, 0), (60, 60), (50, 60)]],
    ),
    "R": (
        102,
        [(12, 0, 34, 100), (2, 0, 58, 10), (2, 90, 46, 100), (74, 90, 104, 100)],
        [[(46, 48), (68, 48), (98, 100), (74, 100)]],
    ),
    "D": (106, [(12, 0, 34, 100), (2, 0, 56, 10), (2, 90, 56, 100)], []),
}
TIGHTER = {"AL": 4, "LY": 16, "YA": 20, "AR": 4}
GAP = 9


def lettering(pen: Pen, left: float, top: float, tall: float, word: str) -> float:
    """Cut a word into a stencil; return where it ends."""
    size, x = tall / 100, left
    for index, letter in enumerate(word):
        wide, bars, slants = GLYPHS[letter]
        _bowl(pen, x, top, size, letter)
        for a, b, c, d in bars:
            pen.rect(x + a * size, top + b * size, x + c * size, top + d * size)
        for slant in slants:
            pen.poly([(x + a * size, top + b * size) for a, b in slant])
        x += (wide + GAP - TIGHTER.get(word[index : index + 2], 0)) * size
    return x - GAP * size


def _bowl(pen: Pen, x: float, top: float, size: float, letter: str) -> None:
    """Cut the round part of R and D: an outer curve, and an inner one taken out of it."""
    curves = {
        "R": ((28, 0, 88, 57), (30, 57), (40, 11, 66, 46), (34, 46)),
        "D": ((6, 0, 104, 100), (30, 100), (30, 11, 80, 89), (34, 89)),
    }
    if letter not in curves:
        return
    outer, (left, foot), inner, (hole, low) = curves[letter]

    def at(box: tuple[float, float, float, float]) -> list[float]:
        return [x + box[0] * size, top + box[1] * size, x + box[2] * size, top + box[3] * size]

    pen.oval(*at(outer)).rect(*at((left, 0, (outer[0] + outer[2]) / 2, foot)))
    pen.oval(*at(inner), 0).rect(*at((hole, 11, (inner[0] + inner[2]) / 2, low)), 0)
    if letter == "D":
        pen.rect(*at((0, 11, 12, 89)), 0)


def logo() -> Image.Image:
    """The wordmark on a swallow-tailed flag; transparent round it, so that it stands on white and on dark."""
    sheet = Sheet(480, 96, PETROL, seed=173)
    sheet.ink(sheet.pen().rect(0, 0, 66, 96), CORAL)
    emblem = sheet.pen().rect(14, 0, 20, 96).poly([(26, 16), (58, 24), (47, 35), (58, 47), (26, 54)])
    emblem.rect(25, 0, 27, 96)
    sheet.ink(emblem, PAPER)
    word = sheet.pen()
    end = lettering(word, 84, 31, 34, "THE")
    lettering(word, end + 15, 31, 34, "HALYARD")
    sheet.ink(word, PAPER)
    cloth = sheet.pen().poly([(0, 0), (480, 0), (459, 48), (480, 96), (0, 96)])
    picture = sheet.image.resize((480, 96), Image.Resampling.LANCZOS).convert("RGBA")
    picture.putalpha(cloth.stencil.resize((480, 96), Image.Resampling.LANCZOS))
    return picture


def cover() -> Sheet:
    """The magazine's cover: a ship's bow from straight ahead, a rowing boat under it."""
    sheet = Sheet(900, 1200, CORAL, seed=179)
    sky = sheet.everywhere()
    sheet.wash(sky, OCHRE, (0, 1000), (0, 330), 0.9)
    sheet.ink(sheet.pen().disc(450, 660, 330), PAPER)
    sheet.dots(sheet.pen().disc(450, 660, 330), OCHRE, (0, 960), (0, 420), 17, 0.5)
    _masthead(sheet)
    _bow(sheet)
    _sea(sheet)
    _rowing_boat(sheet, 372, 1040)
    words = sheet.pen().words(450, 1142, "Eleven harbours, and who waits in them", 30, "mm")
    sheet.ink(words, PAPER)
    return sheet


def _masthead(sheet: Sheet) -> None:
    word = sheet.pen()
    lettering(word, 51, 108, 110.9, "HALYARD")
    lettering(word, 53, 54, 32, "THE")
    sheet.ink(word, INK)
    sheet.ink(sheet.pen().words(847, 58, "THE PORTS NUMBER", 25, "ra"), INK)
    sheet.ink(sheet.pen().rect(52, 246, 848, 250), INK)


def _bow(sheet: Sheet) -> None:
    house = sheet.pen().rect(300, 360, 600, 520).rect(262, 404, 638, 430).rect(424, 300, 476, 360)
    sheet.ink(house, MIST)
    sheet.wash(house, TEAL, (660, 0), (280, 0), 0.8)
    panes = sheet.pen().rect(270, 410, 630, 424)
    for column in range(8):
        panes.rect(318 + column * 34, 454, 338 + column * 34, 474)
    sheet.ink(panes, PETROL)
    sheet.ink(sheet.pen().rect(447, 272, 453, 302).rect(414, 284, 486, 289), INK)
    left = sheet.pen().poly([(450, 486), (150, 500), (176, 640), (262, 830), (360, 950), (450, 1010)])
    right = sheet.pen().poly([(450, 486), (750, 500), (724, 640), (638, 830), (540, 950), (450, 1010)])
    sheet.ink(left, PETROL)
    sheet.ink(right, INK)
    sheet.spray(left, SEA, (150, 520), (400, 700), 0.85)
    sheet.spray(right, TEAL, (440, 500), (580, 640), 0.7)
    red = sheet.pen().rect(0, 842, 900, 1010)
    sheet.ink(sheet.pen().poly([(262, 830), (638, 830), (540, 950), (450, 1010), (360, 950)]).within(red), BRICK)
    shade = sheet.pen().poly([(450, 830), (638, 830), (540, 950), (450, 1010)]).within(red)
    sheet.wash(shade, INK, (640, 0), (430, 0), 0.8)
    sheet.ink(sheet.pen().poly([(146, 496), (450, 482), (754, 496), (752, 512), (450, 500), (148, 512)]), PAPER)
    for way in (-1, 1):
        _anchor(sheet, 450 + way * 150, 620, way)
    marks = sheet.pen()
    for row in range(8):
        marks.rect(428, 690 + row * 34, 444 - row % 2 * 6, 695 + row * 34).rect(
            456 + row % 2 * 6, 690 + row * 34, 472, 695 + row * 34
        )
    sheet.ink(marks, PAPER)


def _anchor(sheet: Sheet, x: float, y: float, way: int) -> None:
    sheet.ink(sheet.pen().oval(x - 17, y - 32, x + 17, y - 4), INK if way < 0 else PETROL)
    iron = sheet.pen().rect(x - 5, y - 20, x + 5, y + 50).rect(x - 20, y - 4, x + 20, y + 4)
    iron.arc(x, y + 16, 36, 20, 160, 9).poly([(x - 42, y + 34), (x - 26, y + 14), (x - 22, y + 38)])
    iron.poly([(x + 42, y + 34), (x + 26, y + 14), (x + 22, y + 38)])
    sheet.ink(iron, SAND)


def _sea(sheet: Sheet) -> None:
    sea = sheet.pen().rect(0, 946, 900, 1200)
    sheet.ink(sea, TEAL)
    sheet.wash(sea, INK, (0, 1180), (0, 960), 0.9)
    foam = sheet.pen()
    for way in (-1, 1):
        for step in range(6):
            near, far, y = 96 + step * 44, 150 + step * 62, 950 + step * 15
            foam.poly([(450 + way * near * 0.6, y), (450 + way * far, y + 5), (450 + way * near * 0.6, y + 8)])
    sheet.ink(foam, CREAM)
    mirror = sheet.pen()
    for row in range(9):
        half = 118 - row * 9 + sheet.dice.uniform(-16, 16)
        mirror.rect(450 - half, 962 + row * 15, 450 + half, 967 + row * 15)
    sheet.ink(mirror, INK, 0.8)


def _rowing_boat(sheet: Sheet, x: float, y: float) -> None:
    sheet.glow(sheet.everywhere(), OCHRE, (x + 132, y - 40), 80, 0.9)
    for at, coat in ((x + 44, ROSE), (x + 92, OCHRE)):
        sheet.ink(sheet.pen().poly([(at - 13, y + 4), (at - 9, y - 34), (at + 9, y - 34), (at + 13, y + 4)]), coat)
        sheet.ink(sheet.pen().disc(at, y - 43, 10), BRICK)
        sheet.ink(sheet.pen().rect(at - 11, y - 54, at + 11, y - 47), INK)
    sheet.ink(sheet.pen().line([(x + 96, y - 24), (x + 40, y + 12), (x - 14, y + 44)], 5), SAND)
    hull = sheet.pen().poly([(x - 8, y - 2), (x + 150, y - 8), (x + 128, y + 28), (x + 16, y + 28)])
    sheet.ink(hull, PAPER)
    sheet.wash(hull, CORAL, (0, y + 34), (0, y + 8))
    sheet.ink(sheet.pen().rect(x + 130, y - 62, x + 134, y - 6), INK)
    sheet.ink(sheet.pen().disc(x + 132, y - 40, 9), PAPER)
    ripples = (
        sheet.pen()
        .rect(x - 30, y + 34, x + 70, y + 38)
        .rect(x + 20, y + 48, x + 150, y + 52)
        .rect(x - 10, y + 62, x + 60, y + 65)
    )
    sheet.ink(ripples, SEA)
