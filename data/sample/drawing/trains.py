"""Pictures of trains: a sleeper by night, a tram by day."""

from __future__ import annotations

from .city import walker
from .press import BRICK, CORAL, CREAM, INK, MIST, OCHRE, PAPER, PETROL, ROSE, SAND, SEA, TEAL, Sheet


def night_train() -> Sheet:
    """A sleeper train crosses a viaduct between hills, under a low moon."""
    sheet = Sheet(1200, 800, PETROL, seed=11)
    sky = sheet.everywhere()
    sheet.wash(sky, TEAL, (0, 560), (0, 60))
    sheet.wash(sky, ROSE, (0, 470), (0, 250))
    _stars(sheet, 70, 330)
    sheet.glow(sky, CREAM, (846, 236), 250, 0.55)
    sheet.ink(sheet.pen().disc(846, 236, 92), PAPER)
    sheet.spray(sheet.pen().disc(846, 236, 92), SAND, (900, 330), (800, 200), 0.9)
    for height, rise, colour, mist in ((372, 80, SEA, ROSE), (430, 60, TEAL, SEA), (505, 40, PETROL, TEAL)):
        hills = sheet.pen().poly(sheet.ridge(height, rise))
        sheet.ink(hills, colour)
        sheet.spray(hills, mist, (0, height + 110), (0, height - 10), 0.75)
    _viaduct(sheet, 545)
    _train(sheet, 545)
    front = sheet.pen().poly(sheet.ridge(705, 40))
    sheet.ink(front, INK)
    sheet.spray(front, PETROL, (0, 680), (0, 780), 0.6)
    _firs(sheet, 46, 735)
    return sheet


def _stars(sheet: Sheet, count: int, lowest: float) -> None:
    stars = sheet.pen()
    for _ in range(count):
        stars.disc(
            sheet.dice.uniform(0, sheet.width), lowest * sheet.dice.random() ** 1.6, sheet.dice.uniform(0.8, 2.1)
        )
    sheet.ink(stars, PAPER, 0.85)


def _viaduct(sheet: Sheet, deck: float) -> None:
    stone = sheet.pen().rect(0, deck, 1200, 800)
    for left in range(-40, 1200, 128):
        stone.rect(left + 16, deck + 84, left + 112, 800, 0).disc(left + 64, deck + 84, 48, 0)
    sheet.ink(stone, INK)
    sheet.spray(stone, TEAL, (0, deck), (0, deck + 150), 0.45)
    sheet.ink(sheet.pen().rect(0, deck - 3, 1200, deck + 7), BRICK)


def _train(sheet: Sheet, rail: float) -> None:
    roof, body, windows, lit = (sheet.pen() for _ in range(4))
    for left in (-60, 196, 452, 708):
        body.rect(left, rail - 62, left + 248, rail - 10)
        roof.poly([(left + 4, rail - 62), (left + 14, rail - 74), (left + 234, rail - 74), (left + 244, rail - 62)])
        roof.rect(left + 30, rail - 10, left + 78, rail - 3).rect(left + 170, rail - 10, left + 218, rail - 3)
        for index in range(9):
            pane = (left + 17 + index * 25, rail - 52, left + 33 + index * 25, rail - 32)
            (lit if sheet.dice.random() < 0.62 else windows).rect(*pane)
    roof.rect(-60, rail - 12, 1060, rail - 5)
    roof.poly([(968, rail - 66), (978, rail - 76), (1040, rail - 76), (1056, rail - 66)])
    windows.rect(976, rail - 54, 990, rail - 34).rect(1002, rail - 54, 1016, rail - 34)
    nose = [(964, rail - 66), (1056, rail - 66), (1098, rail - 40), (1108, rail - 10), (964, rail - 10)]
    body.poly(nose)
    roof.rect(985, rail - 10, 1090, rail - 3)
    windows.poly([(1050, rail - 58), (1066, rail - 58), (1090, rail - 40), (1050, rail - 40)])
    beam = sheet.pen().poly([(1100, rail - 30), (1200, rail - 58), (1200, rail - 4), (1106, rail - 16)])
    sheet.wash(beam, OCHRE, (1100, 0), (1230, 0), 0.9)
    sheet.ink(roof, INK)
    sheet.ink(body, CORAL)
    sheet.spray(body, BRICK, (0, rail - 8), (0, rail - 44), 0.9)
    sheet.ink(windows, INK)
    sheet.ink(lit, OCHRE)
    sheet.ink(sheet.pen().rect(-60, rail - 24, 1103, rail - 20), PAPER)


def _firs(sheet: Sheet, count: int, ground: float) -> None:
    for _ in range(count):
        x, tall = sheet.dice.uniform(-20, 1220), sheet.dice.uniform(50, 150)
        if 420 < x < 800:
            tall *= 0.45
        tree, foot = sheet.pen(), ground + sheet.dice.uniform(0, 55)
        for step in range(4):
            top, wide = foot - tall + step * tall / 5, tall * (0.10 + step * 0.055)
            tree.poly([(x, top), (x + wide, top + tall * 0.36), (x - wide, top + tall * 0.36)])
        sheet.ink(tree, INK)
        sheet.spray(tree, TEAL, (x - tall * 0.4, foot - tall), (x + tall * 0.2, foot - tall * 0.2), 0.4)


def tram() -> Sheet:
    """A tram in a snowy street of old tenement houses."""
    sheet = Sheet(900, 600, SEA, seed=127)
    sky = sheet.everywhere()
    sheet.wash(sky, MIST, (0, 300), (0, 0))
    left = -30
    for wide, tall, colour in (
        (150, 300, ROSE),
        (120, 352, CREAM),
        (168, 318, OCHRE),
        (132, 366, SEA),
        (150, 306, CORAL),
        (126, 344, CREAM),
        (150, 312, ROSE),
    ):
        _tenement(sheet, left, 440, wide, tall, colour)
        left += wide
    street = sheet.pen().rect(0, 440, 900, 600)
    sheet.ink(street, PAPER)
    sheet.spray(street, SEA, (0, 620), (0, 470), 0.8)
    rails = sheet.pen().rect(0, 536, 900, 541).rect(0, 566, 900, 571)
    sheet.ink(rails, PETROL)
    wires = sheet.pen().rect(0, 216, 900, 218.5)
    for x in (110, 790):
        wires.rect(x - 4, 170, x + 4, 470).rect(x - 60, 206, x + 60, 209)
    sheet.ink(wires, INK)
    _tram_cars(sheet)
    for x, coat in ((52, PETROL), (92, BRICK), (846, TEAL)):
        walker(sheet, x, 520, 0.98, coat)
    flakes = sheet.pen()
    for _ in range(110):
        flakes.disc(sheet.dice.uniform(0, 900), sheet.dice.uniform(0, 600), sheet.dice.uniform(1.4, 3.6))
    sheet.ink(flakes, PAPER, 0.95)
    return sheet


def _tenement(sheet: Sheet, left: float, foot: float, wide: float, tall: float, colour: str) -> None:
    top = foot - tall
    wall = sheet.pen().rect(left, top, left + wide, foot)
    sheet.ink(wall, colour)
    sheet.wash(wall, PETROL, (left + wide, foot), (left, top), 0.35)
    roof = sheet.pen().poly(
        [(left - 3, top), (left + 16, top - 34), (left + wide - 16, top - 34), (left + wide + 3, top)]
    )
    sheet.ink(roof, PAPER)
    sheet.ink(sheet.pen().rect(left - 2, top - 3, left + wide + 2, top + 7), INK)
    sheet.ink(sheet.pen().rect(left + wide * 0.62, top - 62, left + wide * 0.62 + 16, top - 30), BRICK)
    panes, frames = sheet.pen(), sheet.pen()
    for row in range(int(tall // 74)):
        for column in range(3):
            x, y = left + wide * (0.14 + column * 0.28), top + 24 + row * 74
            frames.rect(x - 4, y - 4, x + wide * 0.17 + 4, y + 46)
            panes.rect(x, y, x + wide * 0.17, y + 42)
    sheet.ink(frames, PAPER)
    sheet.ink(panes, PETROL)
    lit = sheet.pen()
    for _ in range(3):
        column, row = sheet.dice.randrange(3), sheet.dice.randrange(3)
        x, y = left + wide * (0.14 + column * 0.28), top + 24 + row * 74
        lit.rect(x, y, x + wide * 0.17, y + 42)
    sheet.ink(lit, OCHRE)


def _tram_cars(sheet: Sheet) -> None:
    sheet.ink(sheet.pen().oval(130, 548, 790, 580), INK, 0.45)
    pole = sheet.pen().line([(430, 318), (470, 268), (430, 219)], 4).rect(404, 215, 456, 219)
    sheet.ink(pole, INK)
    for left, right, nose in ((150, 456, -1), (468, 774, 1)):
        end = left if nose < 0 else right
        body = sheet.pen().rect(left, 330, right, 548)
        tip = [(end, 330), (end + nose * 16, 352), (end + nose * 24, 440), (end + nose * 24, 548), (end, 548)]
        body.poly(tip)
        sheet.ink(body, CORAL)
        sheet.ink(sheet.pen().rect(left - 30, 444, right + 30, 486).within(body), PAPER)
        sheet.spray(body, BRICK, (0, 556), (0, 480), 0.9)
        sheet.ink(sheet.pen().rect(left + 6, 314, right - 6, 331), INK)
        sheet.ink(sheet.pen().rect(left + 10, 306, right - 10, 316), PAPER)
        _passengers(sheet, left)
        sheet.ink(sheet.pen().rect(left + 30, 540, left + 110, 560).rect(right - 110, 540, right - 30, 560), INK)
    sheet.ink(sheet.pen().rect(454, 340, 470, 540), INK)
    sheet.ink(sheet.pen().disc(790, 508, 8), OCHRE)


def _passengers(sheet: Sheet, left: float) -> None:
    panes, lit = sheet.pen(), sheet.pen()
    for index in range(5):
        x = left + 14 + index * 58
        lit.rect(x, 350, x + 48, 430)
    sheet.ink(lit, OCHRE)
    sheet.wash(lit, CREAM, (0, 340), (0, 430))
    for index in range(5):
        x = left + 38 + index * 58
        if sheet.dice.random() < 0.75:
            panes.disc(x, 394, 11).poly([(x - 18, 430), (x - 12, 406), (x + 12, 406), (x + 18, 430)])
    sheet.ink(panes, PETROL)
    doors = sheet.pen()
    for index in (1, 3):
        x = left + 14 + index * 58
        doors.rect(x - 3, 344, x, 540).rect(x + 48, 344, x + 51, 540).rect(x + 23, 350, x + 25, 540)
    sheet.ink(doors, BRICK)
