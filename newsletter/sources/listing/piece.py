"""A piece: one thing that a line says. And a text as a piece, with the marks of a video taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "text",  # may be a headline or a teaser
    "picture", "image", "date", "byline", "section", "tags", "url", "credit", "duration", "video",  # of an article
    "more", "number", "rule",  # between articles
    "page",  # of the page
]


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a line says.

    Attributes:
        kind: ``picture`` is what a picture shows, ``image`` its address.
        text: as an editor reads it, without the marks of its list.
        value: what of it goes into the article: the names of a byline, an address made absolute.
        gap: blank lines above; -1 where the piece before stands on the same line.
        mark: what the listing marks the line with: ``#1`` … ``#6``, ``number``, ``bullet``, ``link``, ``bold``.
        role: where the line itself says whether it is headline or teaser.
        when: of a date; None where it is not complete.
        video, duration: of a text that is marked as a video.
    """

    kind: Kind
    text: str
    value: str = ""
    gap: int = 0
    mark: str = ""
    role: Literal["", "headline", "teaser"] = ""
    when: datetime | None = None
    video: bool = False
    duration: str = ""


def says_something(text: str) -> bool:
    """Say whether a text holds a letter, a digit or an emoji: a row of stars or dashes is no headline."""
    return any(character.isalnum() or ord(character) >= 0x1F000 for character in text)


_VIDEO_WORD = r"(?:video|vídeo|vidéo|видео|βίντεο|فيديو|视频|視頻|動画|동영상|watch)"
_PLAY = r"[▶►⏵🎥📹🎬📺][\ufe0e\ufe0f]?"
_ONLY_VIDEO = re.compile(rf"[\[(]?{_VIDEO_WORD}s?[\])]?:?|{_PLAY}", re.IGNORECASE)
_VIDEO_BEFORE = re.compile(
    rf"(?:[\[(【]\s?{_VIDEO_WORD}\s?[\])】]\s?[:—–-]?|{_VIDEO_WORD}(?:\s?[:：|]|\s[—–-]\s)|{_PLAY})\s*", re.IGNORECASE)
_VIDEO_AFTER = re.compile(rf"\s[\[(]\s?{_VIDEO_WORD}\s?[\])]$", re.IGNORECASE)
_TIME = r"[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2})[\])]?"
_TIME_BEFORE = re.compile(_TIME + r"(?=\s|$)")
_TIME_AFTER = re.compile(r"\s(?:[—–-]\s)?" + _TIME + "$")
_ONLY_TIME = re.compile(_TIME + r"(?: min(?:utes)?\.?)?")


def says_video(text: str) -> bool:
    """Say whether a line is nothing but the mark of a video."""
    return _ONLY_VIDEO.fullmatch(text) is not None


def running_time(text: str) -> str:
    """Return the running time that a text is (``(4:05)`` → ``4:05``), or nothing."""
    found = _ONLY_TIME.fullmatch(text)
    return found[1] if found else ""


def text_piece(text: str, mark: str = "") -> Piece:
    """Return the piece of a headline or teaser; ``[Video] … (4:05)`` makes it a video of that length."""
    before, after = _VIDEO_BEFORE.match(text), _VIDEO_AFTER.search(text)
    if not before and not after:
        return Piece("text", text, mark=mark)
    rest = text[before.end() if before else 0 : after.start() if after else None]
    first, last = _TIME_BEFORE.match(rest), _TIME_AFTER.search(rest)
    times = [found[1] for found in (first, last) if found]
    rest = rest[first.end() if first else 0 : last.start() if last else None].strip(" :–—-")
    return Piece("text", rest or text, mark=mark, video=True, duration=times[0] if times and rest else "")
