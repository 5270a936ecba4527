"""Pictures of the city: a court, an archive; and the people who walk through the others."""

from __future__ import annotations

from .press import BRICK, CORAL, CREAM, INK, OCHRE, PAPER, PETROL, ROSE, SAND, SEA, TEAL, Sheet


def court() -> Sheet:
    """The colonnade of a court house in slanting sun, two pennants above it."""
    sheet = Sheet(900, 600, OCHRE, seed=113)
    sky = sheet.everywhere()
    sheet.wash(sky, ROSE, (0, 420), (0, 40))
    _pennants(sheet)
    wall = sheet.pen().rect(120, 190, 780, 470)
    sheet.ink(wall, BRICK)
    sheet.wash(wall, INK, (0, 150), (0, 470), 0.8)
    doors = sheet.pen().rect(410, 300, 490, 470).disc(450, 300, 40)
    sheet.ink(doors, INK)
    sheet.ink(sheet.pen().rect(422, 312, 446, 470).rect(454, 312, 478, 470), OCHRE, 0.9)
    for left in (140, 254, 368, 482, 596, 710):
        _column(sheet, left, 190, 470)
    front = sheet.pen().rect(104, 152, 796, 192).poly([(84, 152), (450, 44), (816, 152)])
    sheet.ink(front, PAPER)
    sheet.ink(sheet.pen().poly([(172, 140), (450, 58), (728, 140)]), SAND)
    sheet.spray(sheet.pen().poly([(172, 140), (450, 58), (728, 140)]), BRICK, (0, 60), (0, 150), 0.7)
    sheet.ink(sheet.pen().rect(104, 152, 796, 158).rect(104, 186, 796, 196), SAND)
    _scales(sheet, 450, 76)
    _steps(sheet)
    return sheet


def _pennants(sheet: Sheet) -> None:
    for x, colour in ((128, CORAL), (772, PETROL)):
        sheet.ink(sheet.pen().rect(x - 3, 20, x + 3, 160), INK)
        cloth = sheet.pen().poly([(x + 3, 26), (x + 88, 36), (x + 64, 54), (x + 92, 78), (x + 3, 72)])
        sheet.ink(cloth, colour)
        sheet.spray(cloth, INK, (x, 0), (x + 80, 0), 0.5)
        sheet.ink(sheet.pen().disc(x + 30, 50, 11), CREAM)


def _column(sheet: Sheet, left: float, top: float, foot: float) -> None:
    shaft = sheet.pen().poly([(left + 5, top), (left + 45, top), (left + 49, foot), (left + 1, foot)])
    sheet.ink(shaft, PAPER)
    flutes = sheet.pen()
    for x in (13, 24, 35):
        flutes.rect(left + x, top + 26, left + x + 3, foot - 20)
    sheet.ink(flutes, SAND)
    sheet.spray(shaft, INK, (left + 58, 0), (left + 14, 0), 0.85)
    sheet.ink(sheet.pen().rect(left - 5, top, left + 55, top + 14).rect(left - 5, foot - 12, left + 55, foot), CREAM)
    sheet.ink(sheet.pen().rect(left, top + 14, left + 50, top + 19), SAND)


def _scales(sheet: Sheet, x: float, y: float) -> None:
    pans = (
        sheet.pen()
        .rect(x - 2.5, y, x + 2.5, y + 56)
        .rect(x - 52, y + 9, x + 52, y + 13)
        .rect(x - 22, y + 54, x + 22, y + 60)
    )
    for way in (-1, 1):
        middle = x + way * 50
        pans.line([(middle, y + 12), (middle - 15, y + 40)], 1.6).line([(middle, y + 12), (middle + 15, y + 40)], 1.6)
        pans.poly([(middle - 19, y + 39), (middle + 19, y + 39), (middle + 9, y + 48), (middle - 9, y + 48)])
    sheet.ink(pans, PETROL)


def _steps(sheet: Sheet) -> None:
    ground, flight = sheet.pen().rect(0, 470, 900, 600), sheet.pen()
    sheet.ink(ground, BRICK)
    sheet.wash(ground, CORAL, (0, 440), (0, 640))
    for index in range(7):
        top, spread = 470 + index * 19, 22 * index
        step = sheet.pen().rect(96 - spread, top, 804 + spread, top + 20)
        flight.rect(96 - spread, top, 804 + spread, top + 20)
        sheet.ink(step, PAPER if index % 2 == 0 else CREAM)
        sheet.wash(step, SAND, (0, top + 20), (0, top))
    shade = sheet.pen().poly([(0, 470), (300, 470), (150, 604), (-10, 604)])
    sheet.spray(shade.within(flight), BRICK, (0, 0), (330, 0), 0.6)
    for x, foot, size, coat in ((604, 548, 1.0, PETROL), (654, 548, 0.96, CORAL)):
        sheet.ink(
            sheet.pen().poly([(x - 9, foot), (x + 8, foot), (x + 140, foot + 34), (x + 112, foot + 36)]), INK, 0.4
        )
        walker(sheet, x, foot, size, coat)
    sheet.ink(sheet.pen().rect(672, 518, 694, 534).rect(679, 513, 687, 518), INK)


def walker(sheet: Sheet, x: float, foot: float, size: float, coat: str, skin: str = BRICK) -> None:
    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * size, foot - dy * size

    sheet.ink(
        sheet.pen()
        .poly([at(-8, 34), at(1, 34), at(-5, 0), at(-12, 0)])
        .poly([at(0, 34), at(9, 34), at(13, 0), at(6, 0)]),
        INK,
    )
    sheet.ink(sheet.pen().poly([at(-10, 82), at(10, 82), at(15, 26), at(-15, 26)]), coat)
    sheet.ink(sheet.pen().disc(*at(1, 91), 9 * size), skin)
    sheet.ink(sheet.pen().oval(x - 9 * size, foot - 103 * size, x + 11 * size, foot - 91 * size), INK)


def archive() -> Sheet:
    """Tall shelves of archive boxes; somebody on a ladder reaches for one."""
    sheet = Sheet(720, 900, INK, seed=139)
    sheet.wash(sheet.everywhere(), PETROL, (360, 200), (360, 900))
    inks = (CORAL, OCHRE, SAND, CREAM, SEA, TEAL, BRICK, ROSE, CREAM, SAND)
    for row in range(7):
        foot = 132 + row * 126
        left = 14.0
        while left < 690:
            wide = sheet.dice.choice((34, 44, 52, 64))
            if sheet.dice.random() > 0.07 and left + wide < 704:
                _box(sheet, left, foot, wide, sheet.dice.choice((78, 88, 96)), sheet.dice.choice(inks))
            left += wide + 5
        plank = sheet.pen().rect(0, foot, 720, foot + 14)
        sheet.ink(plank, SAND)
        sheet.ink(sheet.pen().rect(0, foot + 10, 720, foot + 16), BRICK)
    posts = sheet.pen().rect(0, 0, 12, 900).rect(354, 0, 368, 900).rect(708, 0, 720, 900)
    sheet.ink(posts, BRICK)
    _dusk(sheet)
    _ladder(sheet)
    return sheet


def _box(sheet: Sheet, left: float, foot: float, wide: float, tall: float, colour: str) -> None:
    side = sheet.pen().rect(left, foot - tall, left + wide, foot)
    sheet.ink(side, colour)
    sheet.wash(side, INK, (left + wide + 14, foot), (left, foot - tall), 0.5)
    label = sheet.pen().rect(left + wide * 0.2, foot - tall * 0.78, left + wide * 0.8, foot - tall * 0.46)
    sheet.ink(label, PAPER)
    lines = sheet.pen()
    for row in range(3):
        y = foot - tall * (0.71 - row * 0.085)
        lines.rect(left + wide * 0.28, y, left + wide * (0.72 - 0.12 * (row == 2)), y + 1.8)
    sheet.ink(lines, INK)
    sheet.ink(sheet.pen().disc(left + wide / 2, foot - tall * 0.2, 5), INK)


def _dusk(sheet: Sheet) -> None:
    """Print the dark round the lamplight."""
    whole = sheet.everywhere()
    sheet.wash(whole, INK, (0, 960), (0, 470), 0.75)
    sheet.wash(whole, INK, (-60, 0), (250, 0), 0.6)
    sheet.wash(whole, INK, (760, 0), (560, 0), 0.5)
    sheet.glow(whole, OCHRE, (420, 250), 330, 0.34)


def _ladder(sheet: Sheet) -> None:
    shade = sheet.pen().line([(418, 130), (540, 905)], 16).line([(508, 130), (660, 905)], 16)
    sheet.ink(shade, INK, 0.45)
    rungs = sheet.pen()
    for step in range(1, 13):
        part = step / 13
        rungs.line([(404 + 118 * part, 120 + 790 * part), (494 + 148 * part, 120 + 790 * part)], 11)
    rungs.line([(404, 112), (524, 910)], 14).line([(494, 112), (644, 910)], 14)
    sheet.ink(rungs, CREAM)
    sheet.wash(rungs, BRICK, (0, 900), (0, 300), 0.8)
    _climber(sheet)
    _box(sheet, 288, 262, 62, 84, OCHRE)


def _climber(sheet: Sheet) -> None:
    legs = sheet.pen().poly(
        [
            (462, 470),
            (522, 470),
            (520, 560),
            (532, 668),
            (506, 668),
            (490, 560),
            (484, 604),
            (488, 640),
            (460, 640),
            (456, 560),
        ]
    )
    sheet.ink(legs, INK)
    shoes = (
        sheet.pen()
        .poly([(500, 664), (540, 664), (544, 680), (500, 680)])
        .poly([(454, 636), (492, 636), (494, 652), (452, 652)])
    )
    sheet.ink(shoes, BRICK)
    torso = sheet.pen().poly([(466, 336), (520, 330), (532, 400), (526, 486), (458, 486), (460, 400)])
    arm = sheet.pen().line([(474, 350), (392, 316), (340, 272)], 24).line([(516, 350), (566, 400), (540, 446)], 22)
    sheet.ink(torso, CORAL)
    sheet.ink(arm, CORAL)
    sheet.spray(torso, BRICK, (540, 480), (460, 360), 0.9)
    sheet.ink(sheet.pen().disc(334, 266, 14).disc(538, 448, 12), BRICK)
    sheet.ink(sheet.pen().rect(484, 308, 506, 340).disc(492, 292, 29), BRICK)
    hair = sheet.pen().poly(
        [(464, 296), (466, 272), (484, 258), (506, 260), (522, 276), (524, 318), (508, 318), (502, 288), (484, 282)]
    )
    sheet.ink(hair, INK)
