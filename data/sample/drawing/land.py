"""Pictures of the land: a dyke, a mountain road."""

from __future__ import annotations

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
    Pen,
    Point,
    Sheet,
    smoothed,
)


def dyke() -> Sheet:
    """A river in flood behind a dyke; on the crest an excavator; the town lies low on the other side."""
    sheet = Sheet(1200, 800, MIST, seed=23)
    sky = sheet.everywhere()
    sheet.wash(sky, PAPER, (0, 330), (0, 0))
    _clouds(sheet)
    far = sheet.pen().poly(sheet.ridge(306, 22))
    sheet.ink(far, MOSS)
    sheet.wash(far, MIST, (0, 360), (0, 270), 0.8)
    water = sheet.pen().poly([(0, 330), (700, 330), (560, 480), (300, 800), (0, 800)])
    sheet.ink(water, TEAL)
    sheet.wash(water, SEA, (0, 330), (0, 520))
    _ripples(sheet, water)
    _low_town(sheet)
    _bank(sheet)
    _digger(sheet, 640, 400)
    return sheet


def _clouds(sheet: Sheet) -> None:
    for x, y, size in ((170, 120, 1.25), (620, 70, 0.9), (1010, 150, 1.3)):
        cloud = sheet.pen().rect(x - 120 * size, y, x + 130 * size, y + 34 * size)
        for dx, dy, radius in ((-110, 12, 30), (-60, -6, 48), (10, -24, 62), (80, -2, 46), (126, 12, 28)):
            cloud.disc(x + dx * size, y + dy * size, radius * size)
        flat = sheet.pen().rect(0, 0, 1200, y + 34 * size)
        sheet.ink(cloud.within(flat), PAPER)
        sheet.dots(cloud, SEA, (x, y + 40 * size), (x, y - 50 * size), 8)
        rain = sheet.pen()
        for step in range(11):
            left = x + (step * 24 - 110) * size
            rain.line([(left, y + 46 * size), (left - 26 * size, y + (110 + 30 * (step % 3)) * size)], 2.2)
        sheet.ink(rain, SEA, 0.8)


def _ripples(sheet: Sheet, water: Pen) -> None:
    light, dark = sheet.pen(), sheet.pen()
    for _ in range(150):
        y = 345 + 450 * sheet.dice.random() ** 1.3
        near = (y - 300) / 500
        x, long = sheet.dice.uniform(-40, 640), (24 + sheet.dice.uniform(0, 90)) * near
        (light if sheet.dice.random() < 0.5 else dark).line([(x, y), (x + long, y)], 1.2 + 4.2 * near)
    sheet.ink(light.within(water), MIST, 0.7)
    sheet.ink(dark.within(water), PETROL, 0.8)


def _low_town(sheet: Sheet) -> None:
    ground = sheet.pen().poly([(740, 345), (1200, 345), (1200, 800), (600, 800)])
    sheet.ink(ground, OLIVE)
    sheet.wash(ground, MOSS, (700, 600), (1150, 420), 0.9)
    for row, (y, size) in enumerate(((400, 0.62), (465, 0.85), (550, 1.15), (670, 1.6))):
        left = 770 + row * 34
        while left < 1210:
            wide, tall = 58 * size, sheet.dice.choice((46, 58, 74)) * size
            _house(sheet, left, y, wide, tall)
            left += wide * sheet.dice.choice((1.12, 1.12, 1.7))


def _house(sheet: Sheet, left: float, foot: float, wide: float, tall: float) -> None:
    wall = sheet.pen().rect(left, foot - tall, left + wide, foot)
    sheet.ink(wall, sheet.dice.choice((PAPER, CREAM, ROSE, SAND)))
    sheet.spray(wall, INK, (left + wide, foot), (left, foot - tall), 0.3)
    top = foot - tall - wide * 0.42
    roof = sheet.pen().poly([(left - 4, foot - tall + 2), (left + wide / 2, top), (left + wide + 4, foot - tall + 2)])
    sheet.ink(roof, sheet.dice.choice((CORAL, BRICK, BRICK, PETROL)))
    panes = sheet.pen()
    for column in (0.18, 0.58):
        for row in range(int(tall // (wide * 0.5))):
            x, y = left + wide * column, foot - tall + wide * (0.16 + row * 0.48)
            panes.rect(x, y, x + wide * 0.24, y + wide * 0.27)
    sheet.ink(panes, PETROL)


def _bank(sheet: Sheet) -> None:
    slope = sheet.pen().poly([(700, 330), (735, 330), (780, 470), (640, 800), (290, 800), (560, 470)])
    sheet.ink(slope, OLIVE)
    wet = sheet.pen().poly([(697, 330), (709, 330), (640, 480), (420, 800), (270, 800), (545, 480)])
    sheet.ink(wet, SAND)
    stones = sheet.pen()
    for _ in range(420):
        y = 340 + 460 * sheet.dice.random()
        middle = 703 - (y - 330) * 0.78
        near = (y - 300) / 500
        x = middle + sheet.dice.uniform(-90, 90) * near
        stones.disc(x, y, 1 + 5 * near * sheet.dice.random())
    sheet.ink(stones.within(wet), BRICK, 0.45)
    shade = sheet.pen().poly([(735, 330), (790, 470), (660, 800), (560, 800), (690, 470), (722, 330)])
    sheet.ink(shade, MOSS)
    crest = sheet.pen().poly([(713, 330), (724, 330), (702, 470), (580, 800), (440, 800), (655, 470)])
    sheet.ink(crest, CREAM)
    sheet.wash(crest, SAND, (600, 860), (660, 420), 0.8)
    tracks = sheet.pen().line([(716, 340), (672, 470), (482, 800)], 2.5).line([(720, 340), (690, 470), (542, 800)], 2.5)
    sheet.ink(tracks, SAND)


def _digger(sheet: Sheet, x: float, y: float) -> None:
    sheet.ink(sheet.pen().oval(x - 66, y + 66, x + 110, y + 92), INK, 0.35)
    arm = (
        sheet.pen()
        .line([(x + 6, y + 12), (x - 52, y - 74), (x - 120, y - 36)], 13)
        .line([(x - 120, y - 36), (x - 138, y + 34)], 9)
    )
    sheet.ink(arm, CORAL)
    bucket = sheet.pen().poly(
        [(x - 160, y + 26), (x - 120, y + 26), (x - 122, y + 58), (x - 146, y + 66), (x - 164, y + 50)]
    )
    sheet.ink(bucket, INK)
    body = sheet.pen().poly([(x - 6, y + 4), (x + 84, y + 4), (x + 92, y + 52), (x - 22, y + 52)])
    sheet.ink(body, CORAL)
    sheet.spray(body, BRICK, (x, y + 56), (x, y + 8), 0.9)
    cab = sheet.pen().poly([(x - 6, y - 40), (x + 34, y - 40), (x + 40, y + 30), (x - 16, y + 30)])
    sheet.ink(cab, CORAL)
    sheet.ink(sheet.pen().poly([(x - 1, y - 32), (x + 26, y - 32), (x + 30, y + 8), (x - 9, y + 8)]), MIST)
    tracks = sheet.pen().rect(x - 24, y + 56, x + 84, y + 84).disc(x - 24, y + 70, 14).disc(x + 84, y + 70, 14)
    sheet.ink(tracks, INK)
    wheels = sheet.pen()
    for step in range(5):
        wheels.disc(x - 22 + step * 26, y + 70, 7)
    sheet.ink(wheels, SEA)


def mountain_pass() -> Sheet:
    """Lorries climb the hairpins of a mountain pass in late light."""
    sheet = Sheet(1200, 800, ROSE, seed=31)
    sky = sheet.everywhere()
    sheet.wash(sky, OCHRE, (0, 420), (0, 40), 0.75)
    sheet.ink(sheet.pen().disc(300, 210, 74), PAPER)
    sheet.wash(sky, CORAL, (0, -60), (0, 330))
    sheet.dots(sheet.pen().disc(300, 210, 74), CORAL, (300, 100), (300, 290), 12, 0.6)
    _peaks(sheet)
    slope = sheet.pen().poly(
        [(0, 640), (180, 540), (420, 500), (640, 440), (900, 400), (1200, 330), (1200, 800), (0, 800)]
    )
    sheet.ink(slope, BRICK)
    sheet.spray(slope, CORAL, (150, 480), (620, 760), 0.85)
    sheet.wash(slope, INK, (1300, 900), (760, 480), 0.7)
    _hairpins(sheet)
    return sheet


def _peaks(sheet: Sheet) -> None:
    for left, x, y, right, colour in (
        (380, 560, 240, 800, SEA),
        (-80, 120, 320, 420, SEA),
        (820, 1090, 180, 1360, SEA),
        (560, 800, 90, 1150, TEAL),
        (200, 400, 260, 640, TEAL),
    ):
        foot = 690
        whole = sheet.pen().poly([(left, foot), (x, y), (right, foot)])
        sheet.ink(whole, colour)
        dark = sheet.pen().poly([(x, y), (right, foot), (x - 20, foot), (x + 26, y + 150), (x - 14, y + 84)])
        sheet.ink(dark, PETROL if colour == TEAL else TEAL)
        snow = 0.30
        west = (x + (left - x) * snow, y + (foot - y) * snow)
        east = (x + (right - x) * snow * 0.8, y + (foot - y) * snow * 0.8)
        tips = [west, (x - 34, y + 88), (x - 14, y + 150), (x + 10, y + 92), (x + 40, y + 160), east]
        cap = sheet.pen().poly([(x, y), *tips]).within(whole)
        sheet.ink(cap, PAPER)
        sheet.ink(cap.within(dark), MIST)
        sheet.spray(whole, ROSE, (0, foot - 60), (0, foot - 260), 0.8)


def _hairpins(sheet: Sheet) -> None:
    bends: list[tuple[float, float, float]] = [
        (-60, 775, 44),
        (520, 742, 40),
        (900, 690, 34),
        (930, 655, 31),
        (560, 640, 27),
        (330, 610, 24),
        (330, 584, 21),
        (620, 562, 18),
        (880, 528, 15),
        (886, 508, 13),
        (700, 498, 11),
        (610, 480, 9),
        (640, 464, 8),
        (800, 440, 7),
        (960, 404, 5),
    ]
    smooth = smoothed(bends)
    edge, road = sheet.pen(), sheet.pen()
    for x, y, wide in smooth:
        edge.oval(x - wide, y - wide * 0.42 + 5, x + wide, y + wide * 0.42 + 7)
        road.oval(x - wide, y - wide * 0.42, x + wide, y + wide * 0.42)
    sheet.ink(edge, INK, 0.7)
    sheet.ink(road, SAND)
    sheet.spray(road, PAPER, (200, 500), (900, 800), 0.6)
    for part, colour in (
        (0.06, PAPER),
        (0.16, OCHRE),
        (0.40, PETROL),
        (0.47, PAPER),
        (0.66, OCHRE),
        (0.72, PAPER),
        (0.93, CORAL),
    ):
        index = int(part * len(smooth))
        (x, y, wide), ahead = smooth[index], smooth[index + 4]
        _lorry(sheet, x, y, wide / 40, 1 if ahead[0] > x else -1, colour)


def _lorry(sheet: Sheet, x: float, y: float, size: float, way: int, colour: str) -> None:
    def at(along: float, up: float) -> Point:
        return x + way * along * size, y - up * size

    sheet.ink(sheet.pen().oval(x - 74 * size, y - 6 * size, x + 78 * size, y + 14 * size), INK, 0.35)
    box = sheet.pen().poly([at(-72, 10), at(34, 10), at(34, 72), at(-72, 72)])
    sheet.ink(box, colour)
    sheet.spray(box, INK, (x, y), (x, y - 70 * size), 0.45)
    cab = sheet.pen().poly([at(38, 8), at(74, 8), at(74, 34), at(62, 56), at(38, 56)])
    sheet.ink(cab, CORAL if colour != CORAL else PETROL)
    sheet.ink(sheet.pen().poly([at(50, 34), at(71, 34), at(60, 51), at(50, 51)]), MIST)
    wheels = sheet.pen()
    for along in (-56, -34, 14, 56):
        wheels.disc(*at(along, 6), 10 * size)
    sheet.ink(wheels, INK)
