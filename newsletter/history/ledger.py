"""``history.jsonl`` ↔ the letters that went out elsewhere, one on each line.

An editor may mend it by hand: a line that is damaged is named and passed over, and stays as it is when letters are
added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from newsletter.errors import InputError, at
from newsletter.files import kept_inside, legible, read_bytes, shown, write
from newsletter.model import Publication, Struct, folded
from newsletter.prose import excerpt, one_line

FILE = "history.jsonl"


class PastStory(Struct, frozen=True, kw_only=True):
    """What one letter carried: `url` where its address is known for sure, else the headline alone says what it is."""

    title: str = ""
    url: str = ""


class PastLetter(Struct, frozen=True, kw_only=True):
    """A letter that went out elsewhere.

    Attributes:
        id: what tells it from any other: its Message-ID, the feed's id of it, or a hash of its content.
        file: where it was read, for people; empty where nobody said.
        unplaced: how many more stories it had, of which nobody could tell what they are.
    """

    id: str = ""
    file: str = ""
    date: date | None = None
    number: int | None = None
    subject: str = ""
    stories: tuple[PastStory, ...] = ()
    unplaced: int = 0

    @property
    def called(self) -> str:
        """How reasons call it: ``No. 12 on 3 May 2024``, ``the letter of 3 May 2024``, ``the letter 'Low water'``."""
        day = f"{self.date.day} {self.date:%B} {self.date.year}" if self.date else ""
        if self.number is not None:
            return f"No. {self.number} on {day}" if day else f"No. {self.number}"
        words = excerpt(self.subject or self.file, 60)
        return f"the letter of {day}" if day else f"the letter '{words}'" if words else "an earlier letter"

    @property
    def same(self) -> frozenset[str]:
        """What shows that two letters are one: the id; or day and subject, for one may come as mail and as a page."""
        shown = f"{self.date} {folded(self.subject)}" if self.date and self.subject else ""
        return frozenset(filter(None, (self.id, shown)))


def letters(publication: Publication) -> tuple[list[PastLetter], list[str]]:
    """Return the letters of ``history.jsonl``, the oldest first, and a line about each of its lines that is damaged."""
    path = _path(publication)
    if path is None or not path.exists():
        return [], []
    found, wrong = [], []
    try:
        lines = _lines(read_bytes(path))
    except InputError as error:
        return [], [f"{error}; until then, what it remembers may come again"]
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(_letter(json.loads(line)))
            except (ValueError, RecursionError) as error:
                wrong.append(_damaged(error, at(shown(path), number)))
    return sorted(found, key=lambda letter: letter.date or date.min), wrong


def remember(publication: Publication, letters: Iterable[PastLetter]) -> None:
    """Write letters, each in the place of its line where it has one, else behind those that are there.

    Raises:
        Refused: a link leads out of the publication.
        OutsideError: the disk refuses.
    """
    path, new = _path(publication), list(letters)
    if publication.root is None or path is None or not new:
        return
    kept_inside(path, publication.root)
    lines = [line for line in _lines(read_bytes(path)) if line] if path.exists() else []
    places = {same: place for place, line in enumerate(lines) for same in _same(line)}
    for letter in new:
        place = next((places[same] for same in letter.same if same in places), len(lines))
        lines[place : place + 1] = [_line(letter).encode("utf-8", "replace")]
    write(path, b"".join(line + b"\n" for line in lines), force=True)


def _same(line: bytes) -> frozenset[str]:
    """Return what the letter of a line is known by; of a damaged one nothing."""
    try:
        return _letter(json.loads(line)).same
    except (ValueError, RecursionError):
        return frozenset()


def _path(publication: Publication) -> Path | None:
    return publication.root / FILE if publication.root else None


def _lines(data: bytes) -> list[bytes]:
    """Return the lines of a file; one in UTF-16, as some editors save it, becomes UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf").split(b"\n")


def _line(letter: PastLetter) -> str:
    said: dict[str, Any] = {
        "id": letter.id, "file": letter.file, "date": letter.date.isoformat() if letter.date else None,
        "number": letter.number, "subject": letter.subject,
    }
    table = {key: value for key, value in said.items() if value not in (None, "")}
    table["stories"] = [{key: value for key, value in (("title", story.title), ("url", story.url)) if value}
                        for story in letter.stories]
    return json.dumps(table | ({"unplaced": letter.unplaced} if letter.unplaced else {}), ensure_ascii=False)


# ── one line ─────────────────────────────────────────────────────────────────────────────────────────────────


def _letter(said: Any) -> PastLetter:
    """Return the letter that a line says. Raises ValueError, in an editor's words."""
    if not isinstance(said, dict) or not isinstance(said.get("stories"), list):
        raise ValueError("a letter is written {…} with its \"stories\": […]")
    return PastLetter(
        id=_words(said, "id"), file=_words(said, "file"), subject=_words(said, "subject"),
        number=_count(said, "number"), date=_day(_words(said, "date")), stories=tuple(map(_story, said["stories"])),
        unplaced=_count(said, "unplaced") or 0,
    )


def _story(said: Any) -> PastStory:
    if isinstance(said, dict):
        story = PastStory(title=_words(said, "title"), url=_words(said, "url"))
        if story.title or story.url:
            return story
    raise ValueError("a story is written {\"title\": \"…\", \"url\": \"…\"}, one of the two at the least")


def _words(said: dict[str, Any], key: str) -> str:
    value = said.get(key) or ""
    if not isinstance(value, str):
        raise ValueError(f"{key} cannot be {legible(json.dumps(value), 40)}: words stand between \"…\"")
    return one_line(value)


def _count(said: dict[str, Any], key: str) -> int | None:
    value = said.get(key)
    if value is not None and type(value) is not int:
        raise ValueError(f"{key} cannot be {legible(json.dumps(value), 40)}: write digits alone")
    return value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"'{legible(text, 40)}' is no date: write \"2024-05-03\"") from None


def _damaged(error: Exception, where: str) -> str:
    """Return what is wrong with a line and what to do about it."""
    match error:
        case json.JSONDecodeError():
            what = f"this line is damaged at its character {error.colno} ({error.msg.lower()})"
        case UnicodeDecodeError():
            what = "this line is not UTF-8"
        case RecursionError():
            what = "this line is nested too deeply"
        case _:
            what = str(error)
    return f"{where}: {what} — mend the line, or delete it and import that letter again; until then it is passed over"
