"""Ways to lose the letter by night."""

from __future__ import annotations

import io

from breaks.size import style, within
from checks_help import Way
from newsletter.model import Edition, Picture, replace
from PIL import Image, ImageDraw


def with_picture(data: bytes, media_type: str = "image/png", size: tuple[int, int] = (400, 200)):  # type: ignore[no-untyped-def]
    """Return what puts a picture file into the letter."""
    def changed(edition: Edition) -> Edition:
        picture = Picture(name="added.png", data=data, media_type=media_type, width=size[0], height=size[1])
        letter = replace(edition.letter, pictures=(*edition.letter.pictures, picture))
        image = '<img src="https://picture.invalid/added.png" width="200" height="100" alt="A mark of two ropes">'
        return replace(edition, letter=letter, html=edition.html.replace("26 November 2026.</p>", f"26 November 2026.</p>{image}"))
    return changed


def logo(ink: str, ground: str | None = None) -> bytes:
    """Return a PNG of a disc; without a ground what is behind shines through."""
    image = Image.new("RGBA", (400, 200), ground or (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((50, 20, 350, 180), fill=ink)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


_DARK = '<meta name="color-scheme" content="light dark">'
_ROOT = "color-scheme: light dark; supported-color-schemes: light dark;"

WAYS = [
    Way("DARK-META", "not said", html={_DARK: "", _ROOT: ""}),
    Way("DARK-META", "said in a style alone", html={_DARK: ""}, found=False),
    Way("DARK-PAIR", "a colour and no ground", html={"<body": '<body><p style="color:#123456">Before</p></body><body'}),
    Way("DARK-PAIR", "a ground and no colour", html={"<body": '<body><p style="background:#dddddd">Before</p></body><body'}),
    Way("DARK-PAIR", "both", html={"<body": '<body><p style="color:#123456;background:#dddddd">Before</p></body><body'}, found=False),
    Way("DARK-CONTRAST", "faint by its own night", html=style("@media (prefers-color-scheme:dark){.ink p.faint{color:#444444!important}}")
        | within('<p class="faint" style="color:#1d1b18">Faint</p>')),
    Way("DARK-CONTRAST", "a ground that stays by night", html=within('<p style="background:#c8c8c8;color:#333333">Box</p>')),
    Way("DARK-CONTRAST", "a ground that turns with its words", html=within('<p style="background:#ffffff;color:#333333">Box</p>'), found=False),
    Way("DARK-PNG", "a dark logo on nothing", change=with_picture(logo("#1d1b18"))),
    Way("DARK-PNG", "a dark logo on white", change=with_picture(logo("#1d1b18", "#ffffff")), found=False),
    Way("DARK-PNG", "a light logo on nothing", change=with_picture(logo("#e0b050")), found=False),
    Way("DARK-PUREBW", "black", settings={"colour   = '#0f4c5c'": "colour = '#000000'"}),
    Way("DARK-PUREBW", "nearly black", settings={"colour   = '#0f4c5c'": "colour = '#1a1a1a'"}, found=False),
    Way("DARK-BGTEXT", "words on a picture", html=within('<div style="background:#eee url(https://courier.example/a.png)">On the sea</div>')),
    Way("DARK-BGTEXT", "words on a ground on a picture", html=within('<div style="background:#eee url(https://courier.example/a.png)"><p style="background:#ffffff">On the sea</p></div>'), found=False),
]
