"""What the files of a hand-over are called, for every service the same."""

from __future__ import annotations

import re

HANDOVER = "HANDOVER.md"
WORDS = "subject.txt"
HTML = "letter.html"
BODY = "body.html"
TEXT = "letter.txt"
MESSAGE = "letter.eml"
PAGE = "web.html"
ZIP = "upload.zip"
PICTURES = "pictures"

_NAMES = (HANDOVER, WORDS, HTML, BODY, TEXT, MESSAGE, PAGE, ZIP, PICTURES)
# As `newsletter.pictures` names what a letter carries, by its content.
_PICTURE = re.compile(rf"{PICTURES}/[0-9a-f]{{16}}\.[a-z]{{3,4}}")


def is_of_a_pack(name: str) -> bool:
    """Return whether a relative name is one that a hand-over gives: a file's, its folder of pictures, or a picture's in it."""
    return name in _NAMES or _PICTURE.fullmatch(name) is not None
