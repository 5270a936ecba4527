"""Stills of the two films."""

from __future__ import annotations

import math

from .press import BRICK, CORAL, CREAM, INK, MIST, OCHRE, PAPER, PETROL, ROSE, SAND, SEA, TEAL, Pen, Sheet


def river_pilot() -> Sheet:
    """From behind a river pilot in a dark wheelhouse: radar, a lit bridge ahead."""
    sheet = Sheet(960, 540, PETROL, seed=163)
    sky = sheet.everywhere()
    sheet.wash(sky, TEAL, (0, 260), (0, 60))
    sheet.ink(sheet.pen().disc(226, 104, 34), PAPER)
    water = sheet.pen().rect(0, 250, 960, 540)
    sheet.ink(water, PETROL)
    sheet.wash(water, INK, (0, 430), (0, 250))
    _banks(sheet)
    _far_bridge(sheet)
    _wheelhouse(sheet)
    _radar(sheet, 706, 420)
    _pilot(sheet, 420, 540)
    return sheet


def _banks(sheet: Sheet) -> None:
    banks = (
        sheet.pen()
        .poly([(0, 226), (330, 248), (180, 262), (0, 330)])
        .poly([(960, 220), (610, 248), (770, 264), (960, 340)])
    )
    sheet.ink(banks, INK)
    lights, path = sheet.pen(), sheet.pen()
    for x, y in ((40, 232), (96, 236), (150, 240), (214, 245), (712, 245), (772, 240), (846, 234), (914, 229)):
        lights.disc(x, y, 4.5)
        for row in range(5):
            path.rect(x - 5 + row, 280 + row * 13, x + 7 - row, 283 + row * 13)
    sheet.ink(lights, OCHRE)
    sheet.wash(path, OCHRE, (0, 270), (0, 350), 0.8)


def _far_bridge(sheet: Sheet) -> None:
    steel = sheet.pen().rect(0, 196, 960, 206)
    for x in (330, 630):
        steel.rect(x - 9, 88, x + 9, 262)
        for reach in range(40, 300, 40):
            steel.line([(x, 94), (x - reach, 200)], 2.4).line([(x, 94), (x + reach, 200)], 2.4)
    sheet.ink(steel, CREAM)
    sheet.wash(steel, TEAL, (0, 270), (0, 110), 0.6)
    lamps = sheet.pen()
    for x in range(12, 960, 36):
        lamps.disc(x, 192, 3.4)
    sheet.ink(lamps, OCHRE)
    for x in (330, 630):
        sheet.glow(sheet.everywhere(), CORAL, (x, 84), 40, 0.9)
        sheet.ink(sheet.pen().disc(x, 84, 5), PAPER)
    glints = sheet.pen()
    for _ in range(40):
        x, y = sheet.dice.gauss(480, 130), sheet.dice.uniform(262, 420)
        glints.rect(x, y, x + sheet.dice.uniform(10, 44), y + 2.4)
    sheet.ink(glints, SEA, 0.7)


def _wheelhouse(sheet: Sheet) -> None:
    frame = sheet.pen().rect(0, 0, 960, 44).rect(0, 0, 26, 540).rect(934, 0, 960, 540)
    frame.poly([(296, 40), (318, 40), (308, 420), (282, 420)]).poly([(642, 40), (664, 40), (678, 420), (652, 420)])
    desk = sheet.pen().poly([(0, 400), (960, 400), (960, 540), (0, 540)])
    sheet.ink(frame, INK)
    sheet.ink(desk, INK)
    sheet.wash(desk, TEAL, (0, 396), (0, 450), 0.45)
    sheet.ink(sheet.pen().rect(0, 398, 960, 405), BRICK)
    keys = sheet.pen()
    for row in range(3):
        for column in range(7):
            keys.rect(84 + column * 26, 436 + row * 24, 100 + column * 26, 448 + row * 24)
    sheet.ink(keys, SEA, 0.8)
    sheet.ink(sheet.pen().rect(110, 436, 126, 448).rect(214, 460, 230, 472), CORAL)
    flask = sheet.pen().rect(852, 342, 884, 404).rect(858, 322, 878, 344)
    sheet.ink(flask, CORAL)
    sheet.spray(flask, INK, (892, 0), (856, 0), 0.8)
    sheet.ink(sheet.pen().rect(856, 326, 880, 338), PAPER)


def _radar(sheet: Sheet, x: float, y: float) -> None:
    sheet.glow(sheet.everywhere(), SEA, (x, y), 170, 0.5)
    sheet.ink(sheet.pen().rect(x - 96, y - 88, x + 96, y + 92), INK)
    screen = sheet.pen().disc(x, y, 76)
    sheet.ink(screen, TEAL)
    sweep = sheet.pen().poly([(x, y), (x + 30, y - 90), (x + 92, y - 46)])
    sheet.wash(sweep.within(screen), PAPER, (x + 78, y - 40), (x + 20, y - 80), 0.8)
    rings = sheet.pen()
    for radius in (26, 51, 75):
        rings.arc(x, y, radius, 0, 360, 2)
    rings.rect(x - 76, y - 1, x + 76, y + 1).rect(x - 1, y - 76, x + 1, y + 76)
    sheet.ink(rings, MIST, 0.7)
    blips = sheet.pen().disc(x - 30, y - 36, 6).disc(x + 22, y + 34, 5).disc(x - 8, y - 58, 4)
    sheet.ink(blips, OCHRE)
    shore = sheet.pen().poly([(x - 76, y - 50), (x - 40, y - 14), (x - 52, y + 30), (x - 30, y + 80), (x - 90, y + 80)])
    sheet.ink(shore.within(screen), SAND, 0.85)


def _pilot(sheet: Sheet, x: float, foot: float) -> None:
    coat = sheet.pen().poly(
        [
            (x - 150, foot),
            (x - 130, 396),
            (x - 84, 340),
            (x - 34, 316),
            (x + 34, 316),
            (x + 84, 340),
            (x + 130, 396),
            (x + 150, foot),
        ]
    )
    sheet.ink(coat, BRICK)
    sheet.wash(coat, INK, (x - 150, foot), (x + 90, 330), 0.8)
    sheet.spray(coat, CORAL, (x + 150, 330), (x + 40, 450), 0.9)
    sheet.ink(sheet.pen().poly([(x - 44, 322), (x + 44, 322), (x + 36, 296), (x - 36, 286)]), BRICK)
    head = sheet.pen().oval(x - 52, 190, x + 52, 306)
    sheet.ink(head, INK)
    sheet.spray(head, TEAL, (x + 60, 230), (x + 10, 290), 0.5)
    sheet.ink(sheet.pen().oval(x - 62, 238, x - 44, 274).oval(x + 44, 238, x + 62, 274), BRICK)
    cap = sheet.pen().poly([(x - 58, 240), (x - 62, 196), (x - 34, 164), (x + 34, 164), (x + 62, 196), (x + 58, 240)])
    sheet.ink(cap, PETROL)
    sheet.ink(sheet.pen().rect(x - 59, 226, x + 59, 243), INK)
    sheet.spray(cap, SEA, (x + 70, 160), (x - 10, 230), 0.7)


def loom() -> Sheet:
    """A wooden loom with a half-woven cloth of bright flames."""
    sheet = Sheet(960, 540, CREAM, seed=167)
    wall = sheet.everywhere()
    sheet.wash(wall, ROSE, (0, 540), (0, 60))
    sheet.wash(wall, SAND, (960, 0), (300, 0), 0.7)
    window = sheet.pen().poly([(90, 60), (250, 60), (250, 250), (90, 250)])
    sheet.ink(window, MIST)
    sheet.ink(sheet.pen().rect(166, 60, 174, 250).rect(90, 150, 250, 157), PETROL)
    _threads(sheet)
    cloth = sheet.pen().poly([(330, 330), (720, 330), (790, 540), (260, 540)])
    _flames(sheet, cloth)
    _frame(sheet)
    _weaver(sheet)
    return sheet


def _threads(sheet: Sheet) -> None:
    inks = (CORAL, CORAL, PAPER, PETROL, OCHRE, PAPER)
    for index in range(66):
        x = 333 + index * 5.9
        thread = sheet.pen().line([(x, 332), (368 + index * 4.9, 96)], 2.6)
        sheet.ink(thread, inks[(index // 4) % 6])


def _flames(sheet: Sheet, cloth: Pen) -> None:
    sheet.ink(cloth, CORAL)
    for column in range(5):
        x = 525 + (column - 2) * 104
        for ink, wide in ((INK, 50), (PAPER, 41), (OCHRE, 31), (PETROL, 20), (PAPER, 9)):
            flame = sheet.pen()
            for middle in (372, 492):
                tall = wide * 1.36
                steps = [
                    (-1, 0),
                    (-0.62, -0.34),
                    (-0.5, -0.7),
                    (0, -1),
                    (0.5, -0.7),
                    (0.62, -0.34),
                    (1, 0),
                    (0.62, 0.34),
                    (0.5, 0.7),
                    (0, 1),
                    (-0.5, 0.7),
                    (-0.62, 0.34),
                ]
                spread = 1 + (middle - 330) / 520
                flame.poly([(525 + (x - 525) * spread + a * wide * spread, middle + b * tall * 0.92) for a, b in steps])
            sheet.ink(flame.within(cloth), ink)
    weave = sheet.pen()
    for row in range(24):
        y = 334 + row * 9
        weave.rect(240, y, 800, y + 1.4)
    sheet.ink(weave.within(cloth), INK, 0.22)
    sheet.wash(cloth, INK, (0, 600), (0, 400), 0.5)


def _frame(sheet: Sheet) -> None:
    wood = sheet.pen().rect(286, 30, 312, 540).rect(738, 30, 764, 540).rect(262, 78, 788, 104).rect(300, 34, 750, 50)
    wood.rect(268, 318, 782, 342)
    sheet.ink(wood, PETROL)
    sheet.spray(wood, INK, (0, 560), (0, 260), 0.6)
    heddles = sheet.pen().rect(322, 190, 728, 202).rect(316, 236, 734, 248)
    sheet.ink(heddles, SAND)
    ropes = sheet.pen()
    for x in (380, 525, 670):
        ropes.line([(x, 50), (x, 192)], 3)
    sheet.ink(ropes, INK)
    sheet.ink(sheet.pen().disc(380, 64, 12).disc(525, 64, 12).disc(670, 64, 12), OCHRE)
    shuttle = sheet.pen().poly([(556, 300), (580, 290), (640, 290), (664, 300), (640, 310), (580, 310)])
    sheet.ink(shuttle, INK)
    sheet.ink(sheet.pen().oval(588, 294, 632, 306), OCHRE)


def _weaver(sheet: Sheet) -> None:
    """Print the two forearms that come in from the right."""
    for points, wide in (
        ([(980, 330), (860, 318), (760, 302), (672, 300)], 44),
        ([(980, 470), (880, 430), (800, 372), (744, 336)], 46),
    ):
        sleeve = sheet.pen().line(points[:3], wide)
        sheet.ink(sheet.pen().line(points[1:], 26), BRICK)
        sheet.ink(sheet.pen().disc(*points[3], 19), BRICK)
        for finger in range(4):
            angle = math.radians(150 + finger * 22)
            tip = (points[3][0] + 34 * math.cos(angle), points[3][1] + 30 * math.sin(angle) - 4)
            sheet.ink(sheet.pen().line([points[3], tip], 9).disc(*tip, 4.5), BRICK)
        sheet.ink(sleeve, OCHRE)
        sheet.spray(sleeve, BRICK, (900, points[0][1] + 60), (860, points[0][1] - 40), 0.7)
        cuff = sheet.pen().disc(*points[2], wide / 2)
        sheet.ink(cuff, PAPER)
