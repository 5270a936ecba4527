"""Pictures of the ports: cranes, ships, boats."""

from __future__ import annotations

import math

from .press import BRICK, CORAL, CREAM, INK, MIST, OCHRE, PAPER, PETROL, ROSE, SAND, SEA, TEAL, Pen, Point, Sheet


def harbour() -> Sheet:
    """Gantry cranes and stacked boxes against a rising sun; a dredger in the channel."""
    sheet = Sheet(1200, 675, ROSE, seed=51)
    sky = sheet.everywhere()
    sheet.wash(sky, OCHRE, (0, 470), (0, 150))
    sheet.wash(sky, CORAL, (0, -80), (0, 240), 0.8)
    sheet.ink(sheet.pen().disc(470, 400, 168), PAPER)
    sheet.dots(sheet.pen().disc(470, 400, 168), CORAL, (0, 470), (0, 250), 13, 0.6)
    far = sheet.pen()
    for left, x in ((-20, 0.46), (80, 0.36), (560, 0.4)):
        _crane(far, left, 470, x)
    sheet.ink(far, BRICK, 0.55)
    water = sheet.pen().rect(0, 468, 1200, 675)
    sheet.ink(water, TEAL)
    sheet.wash(water, ROSE, (0, 440), (0, 560))
    _sun_path(sheet, 470, 475, 675, 168)
    cranes = sheet.pen()
    for left, size in ((728, 0.82), (968, 1.0)):
        _crane(cranes, left, 520, size)
    sheet.ink(cranes, PETROL)
    sheet.spray(cranes, INK, (0, 520), (0, 240), 0.8)
    _stacks(sheet, 700, 520)
    quay = sheet.pen().poly([(640, 520), (1200, 520), (1200, 675), (700, 675)])
    sheet.ink(quay, INK)
    sheet.spray(quay, PETROL, (0, 515), (0, 610), 0.8)
    _dredger(sheet, 150, 540)
    return sheet


def _crane(pen: Pen, left: float, foot: float, size: float) -> None:
    """Cut a quay crane: two legs, a boom to the left, its stays."""

    def at(x: float, y: float) -> Point:
        return left + x * size, foot - y * size

    for x in (0, 118):
        pen.poly([at(x, 0), at(x + 13, 0), at(x + 13, 250), at(x, 250)])
    pen.poly([at(0, 92), at(130, 92), at(130, 104), at(0, 104)])
    pen.line([at(6, 100), at(124, 232)], 6 * size).line([at(124, 100), at(6, 232)], 6 * size)
    pen.poly([at(-168, 226), at(190, 226), at(190, 244), at(-168, 238)])
    pen.poly([at(46, 244), at(58, 330), at(68, 330), at(86, 244)])
    pen.line([at(62, 328), at(-150, 236)], 4 * size).line([at(64, 328), at(184, 240)], 4 * size)
    pen.poly([at(134, 244), at(184, 244), at(184, 272), at(134, 272)])
    pen.poly([at(-78, 204), at(-52, 204), at(-52, 228), at(-78, 228)])
    pen.line([at(-72, 206), at(-72, 152)], 2.5 * size).line([at(-58, 206), at(-58, 152)], 2.5 * size)
    pen.poly([at(-92, 128), at(-38, 128), at(-38, 154), at(-92, 154)])


def _stacks(sheet: Sheet, left: float, foot: float) -> None:
    inks = (CORAL, OCHRE, PAPER, TEAL, SEA, BRICK, ROSE)
    for column in range(8):
        for level in range(sheet.dice.choice((1, 2, 2, 3))):
            x, y = left + 18 + column * 64, foot - level * 27
            box = sheet.pen().rect(x, y - 26, x + 62, y)
            sheet.ink(box, sheet.dice.choice(inks))
            ribs = sheet.pen()
            for rib in range(1, 6):
                ribs.rect(x + rib * 10.4, y - 22, x + rib * 10.4 + 2, y - 4)
            sheet.ink(ribs, INK, 0.3)
            sheet.spray(box, INK, (x + 80, y), (x, y - 20), 0.55)


def _sun_path(sheet: Sheet, x: float, top: float, bottom: float, wide: float) -> None:
    path, y, step = sheet.pen(), top, 0
    while y < bottom:
        half = wide * (1 - 0.55 * (y - top) / (bottom - top)) * sheet.dice.uniform(0.45, 1)
        shift = sheet.dice.uniform(-22, 22)
        path.rect(x + shift - half, y, x + shift + half, y + 3 + step * 0.5)
        y, step = y + 11 + step * 1.3, step + 1
    sheet.ink(path, PAPER, 0.85)


def _dredger(sheet: Sheet, x: float, y: float) -> None:
    hull = sheet.pen().poly([(x - 40, y), (x + 250, y), (x + 228, y + 46), (x - 14, y + 46)])
    house = sheet.pen().rect(x - 14, y - 56, x + 52, y).rect(x - 4, y - 84, x + 40, y - 56)
    gear = (
        sheet.pen()
        .line([(x + 92, y), (x + 150, y - 78), (x + 214, y)], 6)
        .line([(x + 150, y - 76), (x + 292, y + 40)], 9)
    )
    gear.line([(x + 150, y - 76), (x + 262, y + 2)], 2.5).rect(x + 60, y - 14, x + 230, y)
    sheet.ink(gear, PETROL)
    sheet.ink(house, PAPER)
    sheet.spray(house, SAND, (x + 60, y), (x - 10, y - 60))
    sheet.ink(sheet.pen().rect(x + 2, y - 76, x + 34, y - 64).rect(x - 6, y - 44, x + 44, y - 34), PETROL)
    sheet.ink(sheet.pen().rect(x + 10, y - 104, x + 26, y - 84), CORAL)
    sheet.ink(hull, BRICK)
    sheet.spray(hull, INK, (0, y + 46), (0, y), 0.8)
    sheet.ink(sheet.pen().rect(x - 36, y + 5, x + 246, y + 9), PAPER)
    foam = sheet.pen()
    for step in range(9):
        foam.oval(x - 40 + step * 34, y + 40, x - 4 + step * 34, y + 50)
    sheet.ink(foam, ROSE)


def container_ship() -> Sheet:
    """A laden container ship seen from the side, on a calm sea."""
    sheet = Sheet(1200, 500, CREAM, seed=63)
    sky = sheet.everywhere()
    sheet.wash(sky, MIST, (0, 0), (0, 330))
    sheet.ink(sheet.pen().disc(955, 150, 84), CORAL)
    sheet.dots(sheet.pen().disc(955, 150, 84), CREAM, (0, 245), (0, 110), 11, 0.55)
    _gulls(sheet, ((120, 92, 1.0), (178, 62, 0.7), (236, 104, 0.8), (1110, 70, 0.8)))
    sea = sheet.pen().rect(0, 372, 1200, 500)
    sheet.ink(sea, TEAL)
    _boxes(sheet)
    _hull(sheet)
    swell = sheet.pen()
    for row, (y, gap) in enumerate(((398, 74), (424, 96), (458, 124))):
        for column in range(-1, 1200 // gap + 2):
            x = column * gap + (row % 2) * gap / 2
            swell.arc(x, y - gap * 0.42, gap * 0.62, 45, 135, 3 + row)
    sheet.ink(swell, MIST, 0.75)
    sheet.wash(sea, PETROL, (0, 520), (0, 400), 0.8)
    return sheet


def _boxes(sheet: Sheet) -> None:
    inks = (CORAL, CORAL, OCHRE, PETROL, SEA, PAPER, BRICK, ROSE, SAND)
    for column in range(17):
        x = 264 + column * 46
        for level in range((3, 4, 4, 5, 5, 5, 4, 5, 5, 4, 5, 5, 5, 4, 4, 3, 2)[column]):
            y = 300 - level * 25
            box = sheet.pen().rect(x, y - 24, x + 44.5, y)
            sheet.ink(box, sheet.dice.choice(inks))
            sheet.wash(box, INK, (0, 330), (0, 170), 0.45)
        seam = sheet.pen().rect(x + 21.5, y - 24, x + 23, 300)
        sheet.ink(seam, INK, 0.3)


def _hull(sheet: Sheet) -> None:
    house = sheet.pen().rect(150, 150, 250, 300).rect(128, 150, 272, 168)
    sheet.ink(house, PAPER)
    sheet.spray(house, SAND, (260, 0), (170, 0), 0.9)
    panes = sheet.pen().rect(136, 154, 264, 163)
    for level in range(5):
        for column in range(4):
            panes.rect(162 + column * 21, 182 + level * 23, 174 + column * 21, 192 + level * 23)
    sheet.ink(panes, PETROL)
    funnel = sheet.pen().poly([(96, 196), (142, 196), (142, 300), (88, 300)])
    sheet.ink(funnel, CORAL)
    sheet.ink(sheet.pen().rect(94, 216, 142, 232), PAPER)
    masts = sheet.pen().rect(198, 104, 203, 150).rect(180, 118, 221, 122).rect(1076, 232, 1081, 300)
    sheet.ink(masts, INK)
    hull = sheet.pen().poly([(58, 298), (1066, 298), (1092, 280), (1152, 280), (1104, 392), (84, 392)])
    sheet.ink(hull, INK)
    sheet.spray(hull, TEAL, (0, 290), (0, 372), 0.5)
    sheet.ink(sheet.pen().poly([(80, 374), (1112, 374), (1102, 398), (84, 398)]), BRICK)
    sheet.ink(sheet.pen().rect(62, 306, 1130, 310), PAPER)
    bow = sheet.pen().poly([(1092, 392), (1118, 366), (1166, 392)]).oval(1080, 380, 1196, 402)
    sheet.ink(bow, PAPER)


def _gulls(sheet: Sheet, flock: tuple[tuple[float, float, float], ...]) -> None:
    wings = sheet.pen()
    for x, y, size in flock:
        for way in (-1, 1):
            wings.poly(
                [
                    (x, y),
                    (x + way * 18 * size, y - 13 * size),
                    (x + way * 36 * size, y - 6 * size),
                    (x + way * 18 * size, y - 7 * size),
                    (x, y + 6 * size),
                ]
            )
    sheet.ink(wings, PETROL)


def boats() -> Sheet:
    """Fishing boats at a jetty, seen from straight above; one is leaving."""
    sheet = Sheet(900, 900, PETROL, seed=71)
    water = sheet.everywhere()
    sheet.wash(water, TEAL, (0, 0), (900, 900))
    rings = sheet.pen()
    for radius in range(60, 1500, 52):
        rings.arc(985, -60, radius, 60, 210, 3.2)
    sheet.ink(rings, SEA, 0.30)
    jetty = sheet.pen().poly([(-20, 640), (620, -20), (690, -20), (-20, 712)])
    shadow = sheet.pen().poly([(-20, 668), (650, -20), (716, -20), (-20, 738)])
    sheet.ink(shadow, INK, 0.55)
    sheet.ink(jetty, SAND)
    planks = sheet.pen()
    for step in range(52):
        x, y = -20 + step * 13.3, 640 - step * 13.7
        planks.line([(x, y), (x + 36, y + 37)], 1.8)
    sheet.ink(planks.within(jetty), BRICK, 0.6)
    inks = (CORAL, PAPER, OCHRE, SEA, ROSE, CORAL, OCHRE)
    for index, colour in enumerate(inks):
        along = 40 + index * 92
        if index != 3:
            _moored(sheet, along + 66, 690 - along * 1.02 + 106, 45 + sheet.dice.uniform(-4, 4), 1.0, colour)
        if index not in (2, 6):
            _moored(
                sheet,
                along - 114,
                690 - along * 1.02 - 112,
                225 + sheet.dice.uniform(-4, 4),
                0.94,
                inks[(index + 3) % 7],
            )
    _wake(sheet, 634, 706)
    _boat(sheet, 694, 766, 45, 1.12, CORAL, crew=True)
    return sheet


def _boat(sheet: Sheet, x: float, y: float, heading: float, size: float, colour: str, crew: bool = False) -> None:
    turn = math.radians(heading)

    def at(along: float, across: float) -> Point:
        a, b = along * size, across * size
        return x + a * math.cos(turn) - b * math.sin(turn), y + a * math.sin(turn) + b * math.cos(turn)

    def outline(half: float, reach: float, drop: float = 0) -> list[Point]:
        side = [(-reach, half * 0.55), (-reach * 0.6, half * 0.92), (0, half), (reach * 0.5, half * 0.74), (reach, 0)]
        points = [at(a, b) for a, b in side] + [at(a, -b) for a, b in reversed(side[:-1])]
        return [(px + drop, py + drop) for px, py in points]

    sheet.ink(sheet.pen().poly(outline(25, 104, 13)), INK, 0.5)
    hull = sheet.pen().poly(outline(25, 104))
    sheet.ink(hull, colour)
    sheet.ink(sheet.pen().poly(outline(17, 88)), INK)
    inside = sheet.pen().poly(outline(15, 84))
    sheet.ink(inside, BRICK if colour in (PAPER, SEA, OCHRE) else PETROL)
    sheet.spray(inside, INK, at(-90, 0), at(70, 0), 0.8)
    seats = sheet.pen()
    for along in (-52, -12, 30):
        seats.poly([at(along, -18), at(along + 10, -18), at(along + 10, 18), at(along, 18)])
    sheet.ink(seats, CREAM)
    if crew:
        for along, shirt in ((-36, OCHRE), (12, PAPER)):
            sheet.ink(
                sheet.pen().poly([at(along - 9, -15), at(along + 9, -15), at(along + 9, 15), at(along - 9, 15)]), shirt
            )
            sheet.ink(sheet.pen().disc(*at(along, 0), 9 * size), INK)
    else:
        _net(sheet, at(-34 + sheet.dice.uniform(-8, 44), 0), size)


def _net(sheet: Sheet, middle: Point, size: float) -> None:
    heap = sheet.pen()
    for _ in range(9):
        heap.disc(
            middle[0] + sheet.dice.uniform(-11, 11) * size, middle[1] + sheet.dice.uniform(-11, 11) * size, 6.5 * size
        )
    colour = sheet.dice.choice((MIST, ROSE, SEA))
    sheet.ink(heap, colour)
    sheet.spray(heap, INK, (middle[0], middle[1] + 16), (middle[0], middle[1] - 14), 0.7)


def _moored(sheet: Sheet, x: float, y: float, heading: float, size: float, colour: str) -> None:
    turn = math.radians(heading)
    stern, post = 100 * size, 142 * size
    rope = [
        (x - stern * math.cos(turn), y - stern * math.sin(turn)),
        (x - post * math.cos(turn), y - post * math.sin(turn)),
    ]
    sheet.ink(sheet.pen().line(rope, 3), CREAM)
    _boat(sheet, x, y, heading, size, colour)


def _wake(sheet: Sheet, x: float, y: float) -> None:
    """Print the foam behind a boat that left to the lower right."""
    foam = sheet.pen()
    for step in range(9):
        back, wide = step * 26, 14 + step * 4
        for way in (-1, 1):
            cx, cy = x - back * 0.707 + way * wide * 0.707, y - back * 0.707 - way * wide * 0.707
            foam.line([(cx, cy), (cx - 13, cy - 13)], 5 - step * 0.4)
    for step in range(5):
        foam.disc(x - 8 - step * 17, y - 8 - step * 17, 6 - step)
    sheet.wash(foam, PAPER, (x, y), (x - 230, y - 230))
