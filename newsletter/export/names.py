"""What the files of a hand-over are called, for every service the same."""

from __future__ import annotations

HANDOVER = "HANDOVER.md"
WORDS = "subject.txt"
HTML = "letter.html"
BODY = "body.html"
TEXT = "letter.txt"
MESSAGE = "letter.eml"
PAGE = "web.html"
ZIP = "upload.zip"
PICTURES = "pictures"

NAMES = (HANDOVER, WORDS, HTML, BODY, TEXT, MESSAGE, PAGE, ZIP, PICTURES)
"""All that may stand at the top of a pack: files, and the folder of pictures."""
