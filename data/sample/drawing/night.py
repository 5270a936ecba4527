"""Pictures of work after dark: a market, a radio mast."""

from __future__ import annotations

import math

from .city import walker
from .press import BRICK, CORAL, CREAM, INK, MIST, OCHRE, PAPER, PETROL, ROSE, SEA, TEAL, Pen, Sheet, smoothed


def night_market() -> Sheet:
    """A night market under strings of lanterns, beside a railway crossing."""
    sheet = Sheet(720, 900, INK, seed=131)
    sky = sheet.everywhere()
    sheet.wash(sky, PETROL, (0, 560), (0, 0))
    _towers(sheet)
    sheet.glow(sky, CORAL, (350, 520), 420, 0.6)
    _lanterns(sheet)
    ground = sheet.pen().rect(0, 628, 720, 840)
    sheet.ink(ground, PETROL)
    sheet.wash(ground, CORAL, (0, 560), (0, 800), 0.8)
    for left, foot, size, inks in (
        (30, 640, 0.86, (CORAL, PAPER)),
        (404, 646, 0.9, (OCHRE, BRICK)),
        (170, 740, 1.15, (SEA, PAPER)),
    ):
        _stall(sheet, left, foot, size, inks)
    crowd = (
        (70, 716, 0.92, TEAL),
        (128, 724, 0.98, ROSE),
        (590, 726, 0.98, CORAL),
        (638, 734, 1.04, PETROL),
        (250, 812, 1.15, OCHRE),
        (420, 818, 1.2, CREAM),
        (476, 812, 1.12, TEAL),
    )
    for x, foot, size, coat in crowd:
        walker(sheet, x, foot, size, coat)
    _track(sheet)
    return sheet


def _towers(sheet: Sheet) -> None:
    for left, top, wide in (
        (-20, 250, 130),
        (120, 330, 90),
        (220, 210, 110),
        (345, 300, 100),
        (460, 180, 120),
        (590, 280, 150),
    ):
        block = sheet.pen().rect(left, top, left + wide, 660)
        sheet.ink(block, PETROL)
        sheet.wash(block, INK, (0, top - 60), (0, 620), 0.9)
        panes = sheet.pen()
        for row in range(9):
            for column in range(int(wide // 22)):
                if sheet.dice.random() < 0.3:
                    x, y = left + 10 + column * 22, top + 18 + row * 28
                    panes.rect(x, y, x + 11, y + 14)
        sheet.ink(panes, OCHRE, 0.75)
    for left, top, tall, colour in ((102, 380, 120, CORAL), (436, 330, 150, SEA), (572, 380, 110, ROSE)):
        sign = sheet.pen().rect(left, top, left + 34, top + tall)
        sheet.glow(sheet.everywhere(), colour, (left + 17, top + tall / 2), 90, 0.5)
        sheet.ink(sign, colour)
        strokes = sheet.pen()
        for index, y in enumerate(range(int(top + 20), int(top + tall - 8), 30)):
            strokes.disc(left + 17, y, 9) if index % 2 else strokes.poly(
                [(left + 7, y + 8), (left + 17, y - 9), (left + 27, y + 8)]
            )
        sheet.ink(strokes, INK)


def _lanterns(sheet: Sheet) -> None:
    for start, end, sag, colours in (
        ((-20, 60), (740, 150), 90, (CORAL, OCHRE)),
        ((-20, 250), (740, 90), 120, (OCHRE, CORAL, PAPER)),
    ):
        line = [
            (
                start[0] + (end[0] - start[0]) * t / 40,
                start[1] + (end[1] - start[1]) * t / 40 + 4 * sag * t / 40 * (1 - t / 40),
            )
            for t in range(41)
        ]
        sheet.ink(sheet.pen().line(line, 2), SEA)
        for index, (x, y) in enumerate(line[3:-1:5]):
            colour = colours[index % len(colours)]
            sheet.glow(sheet.everywhere(), colour, (x, y + 26), 66, 0.6)
            lamp = sheet.pen().oval(x - 21, y + 8, x + 21, y + 46)
            sheet.ink(lamp, colour)
            sheet.spray(lamp, BRICK, (x, y + 50), (x, y + 20), 0.8)
            sheet.ink(
                sheet.pen()
                .rect(x - 8, y + 3, x + 8, y + 9)
                .rect(x - 8, y + 45, x + 8, y + 50)
                .rect(x - 1, y + 50, x + 1, y + 62),
                INK,
            )


def _stall(sheet: Sheet, left: float, foot: float, size: float, inks: tuple[str, str]) -> None:
    wide, tall = 290 * size, 190 * size
    inside = sheet.pen().rect(left + 10, foot - tall + 30, left + wide - 10, foot)
    sheet.ink(inside, OCHRE)
    sheet.wash(inside, CORAL, (0, foot), (0, foot - tall))
    cook = left + wide * 0.52
    sheet.ink(
        sheet.pen()
        .disc(cook, foot - 108 * size, 15 * size)
        .rect(cook - 19 * size, foot - 92 * size, cook + 19 * size, foot),
        INK,
    )
    sheet.ink(sheet.pen().rect(cook - 15 * size, foot - 134 * size, cook + 15 * size, foot - 116 * size), PAPER)
    goods = sheet.pen()
    for index in range(7):
        goods.disc(left + (34 + index * 37) * size, foot - 62 * size, 15 * size)
    sheet.ink(goods, CREAM)
    sheet.spray(goods, BRICK, (0, foot - 46 * size), (0, foot - 80 * size), 0.9)
    counter = sheet.pen().rect(left, foot - 58 * size, left + wide, foot)
    sheet.ink(counter, BRICK)
    sheet.wash(counter, INK, (0, foot + 10), (0, foot - 64 * size), 0.8)
    sheet.ink(sheet.pen().rect(left - 4, foot - 62 * size, left + wide + 4, foot - 54 * size), CREAM)
    for index in range(8):
        x = left - 10 + index * (wide + 20) / 8
        step = (wide + 20) / 8
        cloth = (
            sheet.pen()
            .rect(x, foot - tall, x + step, foot - tall + 44 * size)
            .disc(x + step / 2, foot - tall + 44 * size, step / 2)
        )
        sheet.ink(cloth, inks[index % 2])
        sheet.spray(cloth, INK, (0, foot - tall + 76 * size), (0, foot - tall + 10), 0.5)
    steam = sheet.pen()
    for step in range(22):
        steam.disc(
            left + wide * 0.2 + 9 * math.sin(step / 2.6) * size,
            foot - (80 + step * 6) * size,
            (10 - step * 0.35) * size,
        )
    sheet.wash(steam, PAPER, (0, foot - 80 * size), (0, foot - 210 * size), 0.55)


def _track(sheet: Sheet) -> None:
    ground = sheet.pen().rect(0, 826, 720, 900)
    sheet.ink(ground, INK)
    sleepers = sheet.pen()
    for x in range(-40, 760, 44):
        sleepers.poly([(x, 850), (x + 24, 850), (x + 12, 900), (x - 14, 900)])
    sheet.ink(sleepers, BRICK, 0.8)
    sheet.ink(sheet.pen().rect(0, 850, 720, 856).rect(0, 882, 720, 890), MIST)
    post = sheet.pen().rect(650, 560, 660, 850)
    sheet.ink(post, PAPER)
    arms = sheet.pen().line([(612, 560), (698, 606)], 15).line([(612, 606), (698, 560)], 15)
    sheet.ink(arms, PAPER)
    sheet.ink(sheet.pen().line([(640, 575), (670, 591)], 15).line([(640, 591), (670, 575)], 15), CORAL)
    for x in (634, 676):
        sheet.glow(sheet.everywhere(), CORAL, (x, 644), 44, 0.8)
        sheet.ink(sheet.pen().disc(x, 644, 17), INK)
        sheet.ink(sheet.pen().disc(x, 644, 11), CORAL)


def radio_mast() -> Sheet:
    """A radio mast on a hill above a lit city; taxis climb the road."""
    sheet = Sheet(720, 900, PETROL, seed=149)
    sky = sheet.everywhere()
    sheet.wash(sky, ROSE, (0, 560), (0, 220))
    sheet.wash(sky, CORAL, (0, 700), (0, 430))
    waves = sheet.pen()
    for index in range(8):
        waves.arc(360, 168, 84 + index * 56, 188, 352, 12)
    sheet.wash(waves, MIST, (360, 240), (360, -260), 0.5)
    far = sheet.pen().poly(sheet.ridge(610, 60))
    sheet.ink(far, BRICK)
    _city_lights(sheet, far, 640, 190)
    _mast(sheet)
    hill = sheet.pen().poly(
        [(-10, 800), (120, 736), (250, 690), (360, 676), (470, 690), (610, 742), (730, 806), (730, 910), (-10, 910)]
    )
    sheet.ink(hill, INK)
    sheet.spray(hill, PETROL, (200, 660), (420, 860), 0.8)
    _taxi_road(sheet)
    return sheet


def _city_lights(sheet: Sheet, area: Pen, top: float, count: int) -> None:
    lights = sheet.pen()
    for _ in range(count):
        x, y = sheet.dice.uniform(0, 720), top + 170 * sheet.dice.random()
        lights.rect(x, y, x + 5, y + 7)
    sheet.ink(lights.within(area), OCHRE, 0.9)


def _mast(sheet: Sheet) -> None:
    top, foot = 168, 700
    steel = sheet.pen()
    for part in range(14):
        high, low = top + (foot - top) * part / 14, top + (foot - top) * (part + 1) / 14
        a, b = 5 + (high - top) * 0.105, 5 + (low - top) * 0.105
        steel.line([(360 - a, high), (360 + b, low)], 4.5).line([(360 + a, high), (360 - b, low)], 4.5)
        steel.line([(360 - b, low), (360 + b, low)], 4.5)
    reach = 5 + (foot - top) * 0.105
    steel.line([(355, top), (360 - reach, foot)], 8).line([(365, top), (360 + reach, foot)], 8).rect(357, 84, 363, top)
    sheet.ink(steel, PAPER)
    for part in (1, 3, 5):
        y = top + part * 76
        sheet.ink(sheet.pen().rect(0, y, 720, y + 76).within(steel), CORAL)
    sheet.wash(steel, INK, (0, foot + 40), (0, foot - 230), 0.8)
    dishes = sheet.pen().disc(330, 330, 20).disc(392, 372, 17).disc(334, 420, 14)
    sheet.ink(dishes, CREAM)
    sheet.wash(dishes, SEA, (0, 440), (0, 320), 0.9)
    sheet.glow(sheet.everywhere(), CORAL, (360, 84), 70, 0.9)
    sheet.ink(sheet.pen().disc(360, 84, 9), PAPER)


def _taxi_road(sheet: Sheet) -> None:
    road = sheet.pen()
    for x, y, wide in smoothed(
        [
            (-30, 884, 18),
            (140, 862, 17),
            (330, 842, 15),
            (500, 826, 13),
            (580, 796, 11),
            (500, 766, 9),
            (400, 752, 8),
            (352, 728, 6),
            (372, 700, 5),
        ]
    ):
        road.oval(x - wide, y - wide * 0.55, x + wide, y + wide * 0.55)
    sheet.ink(road, TEAL)
    for x, y, size, way in ((110, 858, 1.1, 1), (330, 836, 1.0, 1), (508, 818, 0.86, 1), (448, 754, 0.66, -1)):
        _taxi(sheet, x, y, size, way)


def _taxi(sheet: Sheet, x: float, y: float, size: float, way: int) -> None:
    beam = sheet.pen().poly(
        [
            (x + way * 32 * size, y - 8 * size),
            (x + way * 96 * size, y - 22 * size),
            (x + way * 96 * size, y + 12 * size),
        ]
    )
    sheet.wash(beam, OCHRE, (x + way * 30 * size, 0), (x + way * 104 * size, 0), 0.9)
    body = sheet.pen().rect(x - 34 * size, y - 16 * size, x + 34 * size, y + 2 * size)
    body.poly(
        [
            (x - 22 * size, y - 16 * size),
            (x - 14 * size, y - 32 * size),
            (x + 12 * size, y - 32 * size),
            (x + 20 * size, y - 16 * size),
        ]
    )
    sheet.ink(body, PAPER)
    sheet.ink(sheet.pen().rect(x - 12 * size, y - 28 * size, x + 10 * size, y - 17 * size), TEAL)
    sheet.ink(sheet.pen().rect(x - 34 * size, y - 9 * size, x + 34 * size, y - 4 * size), CORAL)
    sheet.ink(sheet.pen().disc(x - 20 * size, y + 2 * size, 7 * size).disc(x + 20 * size, y + 2 * size, 7 * size), INK)
