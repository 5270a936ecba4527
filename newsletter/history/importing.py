"""Files of earlier letters → ``history.jsonl``, and what became of their stories."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter.errors import InputError
from newsletter.files import read_bytes, shown
from newsletter.history import ledger
from newsletter.history.following import TimeIsUp
from newsletter.history.ledger import PastLetter, PastStory
from newsletter.history.letters import Letter, letters_in
from newsletter.history.placing import Desk, How, place
from newsletter.history.stories import linked
from newsletter.model import Publication, replace

_LARGEST = 30_000_000  # bytes of one file
_ENDINGS = frozenset((".html", ".htm", ".xhtml", ".eml", ".mht", ".mhtml", ".xml", ".rss", ".atom", ".json"))


@dataclass
class Imported:
    """What came of an import.

    Attributes:
        letters: how many are new.
        again: how many are in ``history.jsonl`` already, and nothing more is to be had of them.
        more: of letters that are there already, how many of their stories could only be placed now.
        kept: how many stories are known, by how.
        unplaced: words or address of those that could not be placed, after the letter they stand in.
        undated: letters without a date.
        notes: files and letters that brought nothing, and why.
        unfinished: letters whose links could not be followed in the time there was; they are not remembered yet.
    """

    letters: int = 0
    again: int = 0
    more: int = 0
    kept: Counter[How] = field(default_factory=Counter)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unfinished: int = 0

    @property
    def stories(self) -> int:
        """How many stories the new letters link."""
        return self.kept.total()


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files, and of folders all that may be letters, by name; hidden ones and links to other folders are not."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, names, files in os.walk(path):
            names[:] = sorted(name for name in names if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(files)
                        if Path(name).suffix.lower() in _ENDINGS and not name.startswith("."))


def bring(
    publication: Publication, paths: Iterable[Path], desk: Desk, told: Callable[[str], None] = lambda words: None
) -> Imported:
    """Remember the letters in these files, and return what came of them. What was read stays, though it be stopped.

    Args:
        told: is called with the name of each letter before it is read.

    Raises:
        OutsideError: the disk refuses.
    """
    done = Imported()
    there = {same: letter for letter in ledger.letters(publication)[0] for same in letter.same}
    changed: list[PastLetter] = []
    try:
        for letter in _letters(paths, publication, done):
            told(_called(letter.known))
            known = next((there[same] for same in letter.known.same if same in there), None)
            if known and not known.unplaced:
                done.again += 1
            elif one := _taken(letter, known, desk, done):
                changed.append(one)
                there |= dict.fromkeys(one.same, one)
    finally:
        ledger.remember(publication, changed)
    return done


def _letters(paths: Iterable[Path], publication: Publication, done: Imported) -> Iterator[Letter]:
    """Yield the letters of all files; a file without any is noted."""
    for path in paths:
        try:
            yield from letters_in(read_bytes(path, _LARGEST), shown(path), ZoneInfo(publication.timezone))
        except InputError as error:
            done.notes.append(str(error))


def _taken(letter: Letter, known: PastLetter | None, desk: Desk, done: Imported) -> PastLetter | None:
    """Return a letter as it is to be remembered, and note what came of it; None where there is nothing to remember."""
    called = _called(letter.known)
    stories, too_many = linked(letter.outline)
    try:
        placed = place(stories, desk)
    except TimeIsUp:
        done.unfinished += 1
        return None
    if too_many:
        done.notes.append(f"{called}: {too_many:,} of its links were not looked at: no letter has so many")
    if not placed:
        done.notes.append(f"{called}: no story was found in it")
        return None
    unplaced = [one.words for one in placed if one.how == "nowhere"]
    told = tuple(one.story for one in placed if one.how != "nowhere")
    if known:
        return _with_more(known, told, len(unplaced), done)
    done.letters += 1
    done.kept.update(one.how for one in placed)
    done.unplaced += [(called, words) for words in unplaced]
    if letter.known.date is None:
        done.undated.append(called)
    return replace(letter.known, stories=told, unplaced=len(unplaced))


def _with_more(known: PastLetter, told: Iterable[PastStory], unplaced: int, done: Imported) -> PastLetter | None:
    """Return a letter that is there already with the stories that could not be placed before; None for no more."""
    if unplaced >= known.unplaced:
        done.again += 1
        return None
    more = tuple(story for story in told if story not in known.stories)
    done.more += len(more)
    return replace(known, stories=known.stories + more, unplaced=unplaced)


def _called(letter: PastLetter) -> str:
    """Return a letter as an editor knows it; of a feed all have one file."""
    return f"{letter.file} ({letter.subject})" if letter.subject else letter.file
