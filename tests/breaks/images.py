"""Ways to break the letter's pictures."""

from __future__ import annotations

from breaks.dark import logo, with_picture
from breaks.size import within
from checks_help import Way
from newsletter.model import Edition, replace

_NOWHERE = {"image_base_url = 'https://courier.example/letter/images/'": ""}
IMAGE = '<img src="{}" alt="A quay at dawn" width="200" height="100">'


def at(src: str) -> dict[str, str]:
    return within(IMAGE.format(src))


def _hardly_a_word(edition: Edition) -> Edition:
    body = f'<div lang="en" dir="ltr">{IMAGE.format("https://courier.example/a.png")}<p>Read on</p></div>'
    return replace(edition, html=f'<!DOCTYPE html><html lang="en" dir="ltr"><head><title>a</title></head><body>{body}</body></html>')


WAYS = [
    Way("IMG-HTTP", "http", html=at("http://courier.example/a.png")),
    Way("IMG-HTTP", "https", html=at("https://courier.example/a.png"), found=False),
    Way("IMG-RELATIVE", "beside the page", html=at("images/a.png")),
    Way("IMG-RELATIVE", "on a disk", html=at("file:///C:/a.png")),
    Way("IMG-RELATIVE", "on this machine", html=at("http://localhost:8000/a.png")),
    Way("IMG-RELATIVE", "in an office", html=at("http://192.168.1.4/a.png")),
    Way("IMG-RELATIVE", "nowhere", html=at("")),
    Way("IMG-RELATIVE", "in the message, under a name that begins with a digit", html=at("cid:2a@courier.example"), found=False),
    Way("IMG-RELATIVE", "filled in by the service", html=at("{{ picture }}"), found=False),
    Way("IMG-OFFLINE", "no folder on the web", settings=_NOWHERE, service="listmonk"),
    Way("IMG-OFFLINE", "a folder on the web", service="listmonk", found=False),
    Way("IMG-OFFLINE", "no folder, where the pictures go along", settings=_NOWHERE, service="mailchimp", found=False),
    Way("IMG-OFFLINE", "no folder, where they travel in the message", settings=_NOWHERE, found=False),
    Way("IMG-B64", "in the page", html=at("data:image/png;base64,iVBORw0K")),
    Way("IMG-B64", "in the message", html=at("cid:a@courier.example"), found=False),
    Way("IMG-BIG", "1.2 MB", change=with_picture(logo("#bbbbbb") + b"\0" * 1_200_000)),
    Way("IMG-BIG", "6 MB", change=with_picture(logo("#bbbbbb") + b"\0" * 6_000_000)),
    Way("IMG-BIG", "900 kB", change=with_picture(logo("#bbbbbb") + b"\0" * 900_000), found=False),
    Way("IMG-BOMB", "no picture", change=with_picture(b"MZ this is a program")),
    Way("IMG-BOMB", "a picture", change=with_picture(logo("#bbbbbb")), found=False),
    Way("IMG-DIM", "no size", html=within('<img src="https://courier.example/a.png" alt="A quay at dawn">')),
    Way("IMG-DIM", "ten times too wide", change=with_picture(logo("#bbbbbb"), size=(2000, 1000))),
    Way("IMG-DIM", "twice as wide", change=with_picture(logo("#bbbbbb"), size=(400, 200)), found=False),
    Way("IMG-RATIO", "a picture and two words", change=_hardly_a_word),
    Way("IMG-RATIO", "a picture and a letter", html=at("https://courier.example/a.png"), found=False),
    Way("IMG-HOTLINK", "another house", html=at("https://pictures.example/a.png")),
    Way("IMG-HOTLINK", "a room of the same house", html=at("https://media.courier.example/a.png"), found=False),
]
