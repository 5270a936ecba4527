"""Pictures of the open water: lights, turbines, bridges."""

from __future__ import annotations

import math

from .press import BRICK, CORAL, CREAM, INK, MIST, OCHRE, PAPER, PETROL, ROSE, SAND, SEA, TEAL, Sheet


def lighthouse() -> Sheet:
    """A banded lighthouse on a rock, its beam over a rough night sea."""
    sheet = Sheet(600, 900, INK, seed=83)
    sky = sheet.everywhere()
    sheet.wash(sky, PETROL, (0, 700), (0, 60))
    sheet.wash(sky, TEAL, (0, 760), (0, 460))
    stars = sheet.pen()
    for _ in range(46):
        stars.disc(sheet.dice.uniform(0, 600), sheet.dice.uniform(0, 520), sheet.dice.uniform(0.8, 2))
    sheet.ink(stars, PAPER, 0.8)
    left = sheet.pen().poly([(312, 236), (-20, 90), (-20, 330)])
    right = sheet.pen().poly([(312, 236), (620, 170), (620, 322)])
    sheet.wash(left, OCHRE, (300, 0), (-60, 0))
    sheet.wash(right, OCHRE, (324, 0), (640, 0))
    sheet.glow(sky, PAPER, (312, 236), 120, 0.75)
    _tower(sheet)
    _rock(sheet)
    _waves(sheet)
    return sheet


def _tower(sheet: Sheet) -> None:
    def half(y: float) -> float:
        return 40 + (y - 290) * 0.085

    body = sheet.pen().poly(
        [(312 - half(290), 290), (312 + half(290), 290), (312 + half(720), 720), (312 - half(720), 720)]
    )
    sheet.ink(body, PAPER)
    for top in (360, 496, 632):
        sheet.ink(sheet.pen().rect(0, top, 600, top + 68).within(body), CORAL)
    sheet.spray(body, INK, (400, 0), (296, 0), 0.9)
    sheet.ink(
        sheet.pen().rect(302, 446, 322, 476).rect(302, 584, 322, 614).disc(312, 446, 10).disc(312, 584, 10), PETROL
    )
    gallery = sheet.pen().rect(254, 282, 370, 294).rect(262, 262, 362, 266)
    for x in range(264, 364, 16):
        gallery.rect(x, 264, x + 3, 284)
    sheet.ink(gallery, INK)
    lamp = sheet.pen().rect(282, 206, 342, 282)
    sheet.ink(lamp, OCHRE)
    sheet.ink(sheet.pen().disc(312, 240, 20), PAPER)
    roof = sheet.pen().poly([(272, 208), (312, 158), (352, 208)]).rect(309, 136, 315, 164).disc(312, 138, 6)
    roof.rect(280, 204, 284, 284).rect(340, 204, 344, 284)
    sheet.ink(roof, BRICK)


def _rock(sheet: Sheet) -> None:
    rock = sheet.pen().poly(
        [(90, 830), (150, 748), (206, 738), (238, 702), (400, 700), (432, 730), (478, 742), (560, 840)]
    )
    sheet.ink(rock, INK)
    light = sheet.pen().poly([(150, 748), (206, 738), (238, 702), (330, 700), (300, 742), (220, 780), (120, 806)])
    sheet.ink(light, PETROL)
    sheet.spray(light, SEA, (170, 700), (300, 800), 0.6)
    cottage = sheet.pen().rect(398, 660, 476, 716)
    sheet.ink(cottage, CREAM)
    sheet.spray(cottage, INK, (490, 0), (400, 0), 0.7)
    sheet.ink(sheet.pen().poly([(388, 664), (412, 632), (462, 632), (486, 664)]), BRICK)
    sheet.ink(sheet.pen().rect(414, 678, 432, 700), OCHRE)
    sheet.ink(sheet.pen().rect(446, 618, 456, 640), BRICK)


def _waves(sheet: Sheet) -> None:
    for row, (y, colour) in enumerate(((768, SEA), (800, TEAL), (838, PETROL), (872, INK))):
        crest = [(x, y + 13 * math.sin(x / 41 + row * 1.9) + 6 * math.sin(x / 17 + row)) for x in range(-10, 620, 6)]
        wave = sheet.pen().poly([*crest, (620, 910), (-10, 910)])
        sheet.ink(wave, colour)
        sheet.ink(sheet.pen().line(crest, 3.5), PAPER, 0.85 - row * 0.2)
        sheet.spray(wave, MIST, (0, y - 20), (0, y + 30), 0.5)


def wind_farm() -> Sheet:
    """Wind turbines above the water, and below it the cables that join them."""
    sheet = Sheet(900, 900, SEA, seed=97)
    sky = sheet.everywhere()
    sheet.wash(sky, CREAM, (0, 470), (0, 40))
    sheet.ink(sheet.pen().disc(648, 330, 150), ROSE)
    sheet.dots(sheet.pen().disc(648, 330, 150), CORAL, (0, 450), (0, 190), 12, 0.56)
    water = sheet.pen().rect(0, 430, 900, 900)
    sheet.ink(water, TEAL)
    sheet.wash(water, PETROL, (0, 860), (0, 440))
    bed = sheet.pen().poly(sheet.ridge(800, 26))
    for x, foot, size, turn in ((770, 430, 0.62, 20), (508, 430, 0.78, 75), (150, 430, 1.05, 42)):
        _turbine(sheet, x, foot, size, turn)
    _cables(sheet)
    sheet.ink(bed, INK)
    sheet.spray(bed, SAND, (0, 770), (0, 850), 0.5)
    _survey_ship(sheet, 300, 432)
    rays = sheet.pen()
    for left in (210, 330, 420, 650):
        rays.poly([(left, 432), (left + 46, 432), (left - 60, 800), (left - 150, 800)])
    sheet.wash(rays, MIST, (0, 432), (0, 700), 0.16)
    return sheet


def _turbine(sheet: Sheet, x: float, foot: float, size: float, turn: float) -> None:
    hub = foot - 290 * size
    tower = sheet.pen().poly([(x - 9 * size, foot), (x + 9 * size, foot), (x + 4.5 * size, hub), (x - 4.5 * size, hub)])
    sheet.ink(tower, PAPER)
    sheet.wash(tower, TEAL, (x + 14 * size, 0), (x - 6 * size, 0), 0.9)
    sheet.ink(sheet.pen().rect(x - 12 * size, foot - 34 * size, x + 12 * size, foot), OCHRE)
    sheet.ink(sheet.pen().rect(x - 8 * size, foot, x + 8 * size, 820), INK, 0.75)
    for blade in range(3):
        angle = math.radians(turn + blade * 120)
        along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        points = [
            (x + (a * along[0] + b * across[0]) * size, hub + (a * along[1] + b * across[1]) * size)
            for a, b in ((0, -5), (34, -13), (150, -2), (152, 2), (30, 5), (0, 5))
        ]
        wing = sheet.pen().poly(points)
        sheet.ink(wing, PAPER)
        sheet.spray(wing, SEA, points[3], (x, hub), 0.5)
    sheet.ink(sheet.pen().disc(x, hub, 11 * size), PETROL)


def _cables(sheet: Sheet) -> None:
    for (left, right, sag), colour in (
        ((150, 508, 74), CORAL),
        ((508, 770, 50), CORAL),
        ((770, 960, 60), CORAL),
        ((-60, 150, 66), OCHRE),
    ):
        line = []
        for step in range(41):
            t = step / 40
            line.append((left + (right - left) * t, 640 + 4 * sag * t * (1 - t) + 46 * math.sin(t * math.pi) ** 2))
        sheet.ink(sheet.pen().line(line, 8), colour)
        sheet.ink(sheet.pen().line([(x, y - 2) for x, y in line], 2), PAPER, 0.55)
    joints = sheet.pen()
    for x in (150, 508, 770):
        joints.rect(x - 17, 622, x + 17, 656)
    sheet.ink(joints, OCHRE)


def _survey_ship(sheet: Sheet, x: float, y: float) -> None:
    sonar = sheet.pen()
    for radius in (70, 120, 170, 220, 270):
        sonar.arc(x + 52, y + 16, radius, 62, 118, 4)
    sheet.wash(sonar, PAPER, (0, y), (0, y + 330), 0.8)
    sheet.ink(sheet.pen().rect(x + 18, y - 46, x + 74, y - 16).rect(x + 28, y - 62, x + 58, y - 46), PAPER)
    sheet.ink(sheet.pen().rect(x + 32, y - 58, x + 54, y - 51).rect(x + 24, y - 38, x + 68, y - 31), PETROL)
    sheet.ink(sheet.pen().rect(x + 41, y - 92, x + 45, y - 62).rect(x + 32, y - 84, x + 54, y - 81), INK)
    hull = sheet.pen().poly(
        [(x - 16, y - 18), (x + 108, y - 18), (x + 128, y - 28), (x + 104, y + 14), (x - 4, y + 14)]
    )
    sheet.ink(hull, CORAL)
    sheet.spray(hull, BRICK, (0, y + 14), (0, y - 14))


def bridge() -> Sheet:
    """A long steel bridge over a wide river, lorries queueing across it."""
    sheet = Sheet(1200, 480, MIST, seed=103)
    sky = sheet.everywhere()
    sheet.wash(sky, CREAM, (0, 300), (0, 0))
    hills = sheet.pen().poly(sheet.ridge(286, 26))
    sheet.ink(hills, SEA)
    sheet.spray(hills, CREAM, (0, 330), (0, 260), 0.8)
    water = sheet.pen().rect(0, 322, 1200, 480)
    sheet.ink(water, TEAL)
    sheet.wash(water, PETROL, (0, 480), (0, 350), 0.8)
    _reflections(sheet)
    piers = sheet.pen()
    for x in (60, 330, 600, 870, 1140):
        piers.poly([(x - 20, 236), (x + 20, 236), (x + 28, 352), (x - 28, 352)])
    sheet.ink(piers, SAND)
    sheet.spray(piers, INK, (0, 360), (0, 250), 0.8)
    _truss(sheet)
    for index, left in enumerate(range(-16, 1200, 82)):
        _queue_lorry(
            sheet, left + sheet.dice.uniform(-5, 5), 216, (CORAL, PAPER, OCHRE, PETROL, ROSE, SEA)[index * 5 % 6]
        )
    return sheet


def _reflections(sheet: Sheet) -> None:
    lines = sheet.pen()
    for x in (60, 330, 600, 870, 1140):
        for row in range(8):
            y = 362 + row * 14
            half = 34 - row * 1.5 + sheet.dice.uniform(-9, 9)
            lines.rect(x - half, y, x + half, y + 4)
    sheet.ink(lines, INK, 0.7)
    light = sheet.pen()
    for _ in range(56):
        x, y = sheet.dice.uniform(-20, 1200), sheet.dice.uniform(336, 474)
        light.rect(x, y, x + sheet.dice.uniform(16, 80), y + 2.6)
    sheet.ink(light, MIST, 0.6)


def _truss(sheet: Sheet) -> None:
    steel = sheet.pen().rect(-10, 216, 1210, 236)
    for left in range(-210, 1300, 270):
        top = [(left + 270 * t / 72, 216 - 132 * math.sin(math.pi * t / 72) ** 0.9) for t in range(73)]
        steel.line(top, 10)
        for index in range(6, 72, 6):
            steel.line([top[index], (top[index][0], 220)], 4)
    sheet.ink(steel, BRICK)
    sheet.spray(steel, INK, (0, 240), (0, 110), 0.7)
    sheet.ink(sheet.pen().rect(-10, 214, 1210, 218), INK)


def _queue_lorry(sheet: Sheet, left: float, road: float, colour: str) -> None:
    box = sheet.pen().rect(left, road - 36, left + 46, road - 7)
    sheet.ink(box, colour)
    sheet.spray(box, INK, (0, road), (0, road - 36), 0.4)
    sheet.ink(
        sheet.pen().poly(
            [
                (left + 49, road - 7),
                (left + 49, road - 28),
                (left + 58, road - 28),
                (left + 65, road - 18),
                (left + 65, road - 7),
            ]
        ),
        INK if colour == PETROL else PETROL,
    )
    sheet.ink(sheet.pen().disc(left + 9, road - 5, 5).disc(left + 21, road - 5, 5).disc(left + 57, road - 5, 5), INK)
