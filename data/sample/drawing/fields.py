"""Pictures of the fields: terraces, and panels in the desert."""

from __future__ import annotations

import math

from .press import (
    BRICK,
    CORAL,
    CREAM,
    INK,
    MIST,
    MOSS,
    OCHRE,
    OLIVE,
    PAPER,
    PETROL,
    ROSE,
    SAND,
    SEA,
    TEAL,
    Point,
    Sheet,
)


def terraces() -> Sheet:
    """Terraced fields step down a valley; two people mend a wall."""
    sheet = Sheet(900, 600, PAPER, seed=43)
    sky = sheet.everywhere()
    sheet.wash(sky, MIST, (0, 0), (0, 220))
    sheet.dots(sky, ROSE, (0, 240), (0, 90), 12, 0.5)
    for height, rise, colour in ((150, 54, SEA), (190, 40, TEAL)):
        hills = sheet.pen().poly(sheet.ridge(height, rise))
        sheet.ink(hills, colour)
        sheet.spray(hills, MIST, (0, height + 90), (0, height - 30), 0.8)
    colours = (OLIVE, MOSS, OCHRE, OLIVE, SAND, MOSS, OLIVE, OCHRE, MOSS)
    for index, colour in enumerate(colours):
        top = 205 + index * 33 + index**1.7
        _terrace(sheet, top, colour, index)
    _wallers(sheet)
    return sheet


def _terrace(sheet: Sheet, top: float, colour: str, index: int) -> None:
    turn, swing = index * 0.55, 15 + index * 3.2
    edge = [
        (x, top + swing * math.sin(x / 190 + turn) + 0.55 * swing * math.sin(x / 83 - turn)) for x in range(-10, 920, 4)
    ]
    wall = sheet.pen().poly([*edge, (910, 620), (-10, 620)])
    sheet.ink(wall, INK if index else PETROL)
    tall = 6 + index * 1.3
    field = sheet.pen().poly([*((x, y + tall) for x, y in edge), (910, 620), (-10, 620)])
    sheet.ink(field, colour)
    sheet.spray(field, INK, (0, top - swing), (0, top + 36 + index * 2), 0.42)
    rows = sheet.pen()
    for row in range(1, 3):
        rows.line([(x, y + tall + row * (10 + index * 1.2)) for x, y in edge], 1.2 + index * 0.12)
    sheet.ink(rows, PAPER if index % 3 else INK, 0.30)


def _wallers(sheet: Sheet) -> None:
    stones = sheet.pen()
    for row, count in enumerate((6, 5, 3)):
        for index in range(count):
            x = 566 + row * 20 + index * 26 + (row % 2) * 4
            stones.oval(x, 428 - row * 16, x + 24, 444 - row * 16)
    sheet.ink(stones, CREAM)
    sheet.wash(stones, BRICK, (0, 452), (0, 384), 0.5)
    for x, shirt, way in ((540, CORAL, 1), (742, PAPER, -1)):
        legs = sheet.pen()
        for step in (-11, 5):
            legs.poly([(x - 9, 414), (x + 9, 414), (x + step + 8, 462), (x + step - 4, 462)])
        sheet.ink(legs, INK)
        lean = 24 * way
        sheet.ink(sheet.pen().poly([(x - 12, 420), (x + 12, 420), (x + lean + 11, 372), (x + lean - 11, 372)]), shirt)
        sheet.ink(sheet.pen().line([(x + lean, 380), (x + 50 * way, 412)], 9), shirt)
        sheet.ink(sheet.pen().disc(x + lean + 6 * way, 360, 11).disc(x + 53 * way, 414, 6), BRICK)
        sheet.ink(
            sheet.pen()
            .oval(x + lean + 6 * way - 20, 348, x + lean + 6 * way + 20, 358)
            .disc(x + lean + 6 * way, 350, 9),
            OCHRE,
        )


def solar_field() -> Sheet:
    """Rows of solar panels on posts; goats graze in their shade beside a herder."""
    sheet = Sheet(1200, 675, ROSE, seed=157)
    sky = sheet.everywhere()
    sheet.wash(sky, OCHRE, (0, 270), (0, 20))
    sheet.ink(sheet.pen().disc(880, 150, 80), PAPER)
    sheet.dots(sheet.pen().disc(880, 150, 80), OCHRE, (0, 250), (0, 90), 11, 0.58)
    hills = sheet.pen().poly(sheet.ridge(246, 22))
    sheet.ink(hills, BRICK)
    sheet.wash(hills, ROSE, (0, 300), (0, 190), 0.8)
    ground = sheet.pen().rect(0, 268, 1200, 675)
    sheet.ink(ground, SAND)
    sheet.wash(ground, CORAL, (0, 740), (0, 560), 0.8)
    sheet.spray(ground, CORAL, (0, 720), (0, 540), 0.45)
    for top, size, shift in ((270, 0.16, 0), (284, 0.24, 40), (304, 0.36, 10), (336, 0.54, 60), (392, 0.84, -40)):
        _panels(sheet, top, size, shift)
    for x, y, size, coat, way, grazing in (
        (104, 566, 0.86, INK, 1, True),
        (262, 612, 1.05, PAPER, 1, False),
        (430, 570, 0.9, BRICK, -1, True),
        (566, 628, 1.1, BRICK, 1, True),
        (956, 576, 0.92, PAPER, -1, True),
        (1080, 628, 1.1, INK, -1, False),
    ):
        _goat(sheet, x, y, size, coat, way, grazing)
    _herder(sheet, 740, 648)
    return sheet


def _panels(sheet: Sheet, top: float, size: float, shift: float) -> None:
    wide, tall, gap, post = 290 * size, 108 * size, 16 * size, 92 * size
    shade, posts, glass, lines = (sheet.pen() for _ in range(4))
    left = shift - wide
    while left < 1240:
        corner = [
            (left + 26 * size, top),
            (left + wide + 26 * size, top),
            (left + wide, top + tall),
            (left, top + tall),
        ]
        glass.poly(corner)
        shade.poly(
            [
                (left - 70 * size, top + tall + post),
                (left + wide - 90 * size, top + tall + post),
                (left + wide - 40 * size, top + tall + post * 0.72),
                (left - 20 * size, top + tall + post * 0.72),
            ]
        )
        for part in (0.18, 0.82):
            x = left + wide * part
            posts.rect(x - 5 * size, top + tall, x + 5 * size, top + tall + post)
        for part in (0.2, 0.4, 0.6, 0.8):
            x = left + wide * part
            lines.line([(x + 26 * size, top), (x, top + tall)], max(0.7, 2.4 * size))
        lines.line(
            [(left + 13 * size, top + tall / 2), (left + wide + 13 * size, top + tall / 2)], max(0.7, 2.4 * size)
        )
        left += wide + gap
    sheet.ink(shade, BRICK, 0.55)
    sheet.ink(posts, INK)
    sheet.ink(glass, PETROL)
    sheet.wash(glass, SEA, (0, top - tall * 0.2), (0, top + tall), 0.8)
    sheet.ink(lines.within(glass), MIST, 0.75)


def _goat(sheet: Sheet, x: float, y: float, size: float, coat: str, way: int, grazing: bool) -> None:
    def at(along: float, up: float) -> Point:
        return x + way * along * size, y - up * size

    sheet.ink(sheet.pen().oval(x - 52 * size, y - 5 * size, x + 52 * size, y + 6 * size), BRICK, 0.6)
    legs = sheet.pen()
    for along in (-30, -20, 16, 27):
        legs.line([at(along, 28), at(along + 1, 0)], 6 * size)
    sheet.ink(legs, INK if coat != INK else PETROL)
    body = sheet.pen().poly(
        [at(-40, 48), at(-32, 54), at(24, 54), at(34, 46), at(34, 30), at(24, 22), at(-30, 22), at(-40, 32)]
    )
    body.poly([at(-38, 48), at(-52, 60), at(-44, 40)])
    neck, head, ear, horn = _head(grazing)
    body.poly([at(*point) for point in neck]).poly([at(*point) for point in head])
    sheet.ink(body, coat)
    sheet.wash(body, TEAL if coat == INK else INK, at(0, 8), at(0, 62), 0.45)
    sheet.ink(sheet.pen().line([at(*point) for point in horn], 4.5 * size), OCHRE if coat != PAPER else BRICK)
    sheet.ink(sheet.pen().poly([at(*point) for point in ear]), BRICK if coat != BRICK else INK)


def _head(grazing: bool) -> tuple[list[Point], list[Point], list[Point], list[Point]]:
    """Return a goat's neck, head, ear and horn: down in the grass, or up."""
    if grazing:
        return (
            [(22, 52), (46, 40), (58, 18), (46, 14), (30, 28)],
            [(46, 26), (58, 24), (66, 4), (56, 2), (46, 12)],
            [(50, 26), (40, 14), (52, 18)],
            [(52, 26), (50, 40), (40, 46)],
        )
    return (
        [(18, 52), (34, 78), (48, 72), (34, 32)],
        [(34, 82), (48, 82), (68, 66), (62, 58), (40, 64)],
        [(38, 76), (24, 66), (38, 66)],
        [(42, 80), (34, 96), (22, 98)],
    )


def _herder(sheet: Sheet, x: float, foot: float) -> None:
    sheet.ink(sheet.pen().oval(x - 40, foot - 6, x + 30, foot + 7), BRICK, 0.6)
    robe = sheet.pen().poly([(x - 13, foot - 126), (x + 13, foot - 126), (x + 24, foot - 10), (x - 24, foot - 10)])
    sheet.ink(sheet.pen().rect(x - 14, foot - 14, x - 4, foot).rect(x + 4, foot - 14, x + 14, foot), BRICK)
    sheet.ink(robe, PAPER)
    sheet.wash(robe, SAND, (x + 24, 0), (x - 20, 0))
    sheet.ink(sheet.pen().line([(x + 6, foot - 116), (x + 30, foot - 84), (x + 42, foot - 92)], 11), PAPER)
    sheet.ink(sheet.pen().line([(x + 48, foot - 150), (x + 36, foot)], 4.5), INK)
    sheet.ink(sheet.pen().disc(x, foot - 138, 13).disc(x + 43, foot - 93, 6), BRICK)
    sheet.ink(sheet.pen().oval(x - 18, foot - 160, x + 18, foot - 138), CORAL)
