"""Ways to break the plain text, and what only looks like it."""

from __future__ import annotations

import re

from checks_help import Way

from newsletter.model import Edition, replace

_FUND = "https://courier.example/europe/night-train-fund"


def _cut(edition: Edition) -> Edition:
    return replace(edition, text="\n".join(edition.text.split("\n")[:3]))


def _other_words(edition: Edition) -> Edition:
    return replace(edition, text=re.sub(r"(?<![/\w])[a-z]{6,}(?![/\w.])", "other", edition.text))


_STORY = ("Four ministries quarrel about one fund for night trains, while travellers wait in carriages that were built "
          "before any minister learned to read a timetable")
_PREHEADER = "Strasbourg votes tonight; Berlin counts summers, Lima paints buses, Warsaw closes bridges"


def _message(hidden: str) -> str:
    """A message made elsewhere: a story in both voices, and words that only its HTML has, in an element of this style."""
    return (
        "From: Courier <letter@courier.example>\nSubject: A fund\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="x"\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n'
        f"{_STORY}\n--x\nContent-Type: text/html; charset=utf-8\n\n<!doctype html><html><body>"
        f'<div style="{hidden}">{_PREHEADER}</div><p>{_STORY}</p></body></html>\n--x--\n')


WAYS = [
    Way("TEXT-MISSING", "none", change=lambda edition: replace(edition, text=" \n")),
    Way("TEXT-MISSING", "a short one", change=_cut, found=False),
    Way("TEXT-STUB", "three lines", change=_cut),
    Way("TEXT-STUB", "as it is", found=False),
    Way("TEXT-DIFF", "other words", change=_other_words),
    Way("TEXT-DIFF", "capitals, and words broken by lines", found=False,
        change=lambda edition: replace(edition, text=edition.text.upper())),
    Way("TEXT-DIFF", "a preheader, hidden in a letter made elsewhere", foreign=_message("display:none;max-height:0"),
        name="letter.eml", found=False),
    Way("TEXT-DIFF", "the same words for all to see", foreign=_message("color:#222"), name="letter.eml"),
    Way("TEXT-LINKS", "a link less", text={_FUND: ""}),
    Way("TEXT-LINKS", "the same address with a slash", text={_FUND: f"{_FUND}/"}, found=False),
    Way("TEXT-URLSPLIT", "an address in two lines", text={_FUND: "https://courier.example/europe/\nnight-train-fund"}),
    Way("TEXT-URLSPLIT", "words below an address", text={_FUND: f"{_FUND}\nnight"}, found=False),
    Way("TEXT-WIDTH", "79 columns", text={"": "\n" + "letters " * 9 + "letters"}),
    Way("TEXT-WIDTH", "a long address", text={"": f"\nhttps://courier.example/{'x' * 90}"}, found=False),
    Way("TEXT-HTML", "a tag", text={"Dear ": "<p>Dear "}),
    Way("TEXT-HTML", "an entity", text={"Four ministries": "Four&nbsp;ministries"}),
    Way("TEXT-HTML", "signs that are words", text={"Four ministries": "Four < 5 & 3 > 2 ministries <3"}, found=False),
]
