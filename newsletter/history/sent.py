"""The issues of a publication and its ``history.jsonl`` → what earlier numbers carried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsletter import issue as issues
from newsletter.errors import InputError, Mistakes
from newsletter.files import mended_toml, read_text, shown
from newsletter.history.ledger import PastLetter, letters
from newsletter.history.light import Carried, carried_in, carried_plainly
from newsletter.model import Article, Block, BlockType, Earlier, Issue, Publication, Story, canonical, folded

if TYPE_CHECKING:
    from newsletter.archive import Archive


_PLANNED = "TK"  # stands for the address of a story still to come


class History(NamedTuple):
    """What earlier numbers carried.

    Attributes:
        carried: canonical address, or folded headline where there is none → ``No. 46 on 13 November 2026``.
        planned: the same of what issues without the mark have in use: they may go out yet, or did and nobody said so.
        unsent: the files of these issues, oldest first.
        notes: what cannot be read of it, a line each with file and line: it may come again, too.
    """

    carried: Mapping[str, str]
    planned: Mapping[str, str] = {}
    unsent: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def taken(self) -> Mapping[str, str]:
        """What no other number is to carry: what was carried, and what is planned."""
        return {**self.planned, **self.carried}


def history(
    publication: Publication, blocks: Mapping[str, BlockType], *, before: int | None = None, day: date | None = None
) -> History:
    """Return what the publication's sent issues and imported letters carried; the latest that did is named.

    A file with mistakes stops nothing, for an old number would stop every new one; it is told in the notes.

    Args:
        before: only numbers below this one, and what has none.
        day: the day of that one: letters from elsewhere that have a date count if they are earlier, whatever their number.
    """
    carried: dict[str, str] = {}
    planned: dict[str, str] = {}
    unsent, notes = [], []
    earlier, wrong = letters(publication)
    for letter in earlier:
        if letter.date < day if letter.date and day else _is_before(letter.number, before):
            carried |= dict.fromkeys(_words((story.url, story.title) for story in letter.stories), letter.called)
    notes += wrong
    for number, path in issues.numbers(publication):
        if not _is_before(number, before):
            continue
        one, note = _carried_by(path, blocks)
        notes += filter(None, [note])
        if one and one.sent:
            carried |= dict.fromkeys(_words(one.stories), named(one.number, one.sent, path.stem))
        elif one:
            planned |= dict.fromkeys(_words(one.stories), f"{named(one.number, None, path.stem)}, which is not sent yet")
            unsent.append(path)
    return History(carried, planned, tuple(unsent), tuple(notes))


def last_letter(publication: Publication) -> PastLetter | None:
    """Return the letter of ``history.jsonl`` with the highest number; None where none has one."""
    numbered = [(letter.number, place, letter) for place, letter in enumerate(letters(publication)[0])
                if letter.number is not None]
    return max(numbered)[2] if numbered else None


def numbers_elsewhere(publication: Publication) -> tuple[int, ...]:
    """Return the numbers of the letters of ``history.jsonl``, in its order; those without one are left out."""
    return tuple(letter.number for letter in letters(publication)[0] if letter.number is not None)


def named(number: int | None, day: date | None, otherwise: str) -> str:
    """Return how reasons call a number: ``No. 46 on 13 November 2026``."""
    called = otherwise if number is None else f"No. {number}"
    return f"{called} on {day.day} {day:%B} {day.year}" if day else called


def _is_before(number: int | None, before: int | None) -> bool:
    return before is None or number is None or number < before


def _words(stories: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield what each story is known by: its address, else its headline."""
    for url, title in stories:
        if word := canonical("" if url == _PLANNED else url) or folded(title):
            yield word


def _carried_by(path: Path, blocks: Mapping[str, BlockType]) -> tuple[Carried | None, str]:
    """Return what an issue file carried, None where nobody can tell, and what is to be said about it."""
    try:
        text = read_text(path)
    except InputError as error:
        return None, _told(error, lost=True)
    if plainly := carried_plainly(text):
        return plainly, ""
    try:
        return carried_in(issues.parse(text, name=shown(path), folder=path.parent, blocks=blocks)), ""
    except InputError as error:
        toml, _ = mended_toml(text, shown(path))
        mended = carried_plainly(toml.text) if toml else None
        return mended, "" if mended and not mended.sent else _told(error, lost=mended is None)


def _told(error: InputError, *, lost: bool) -> str:
    """Return what is wrong with a file in one line: its first mistake."""
    first = error.mistakes[0] if isinstance(error, Mistakes) else error
    return f"{first}{'; until then, what it carried may come again' if lost else ''}"


# ── looking back ─────────────────────────────────────────────────────────────────────────────────────────────


def recent(
    publication: Publication,
    blocks: Mapping[str, BlockType],
    archive: Archive | None,
    most: int,
    before: int | None = None,
) -> tuple[Earlier, ...]:
    """Return the last sent numbers, the newest first, as picking looks back on them.

    A number that cannot be read is passed over; `history` names it.

    Args:
        archive: knows sections, sources and authors of what they carried; None for none.
        most: numbers, at the most.
        before: only numbers below this one.
    """
    found: list[Earlier] = []
    for number, path in reversed(issues.numbers(publication)):
        if len(found) >= most:
            break
        issue = _sent(path, blocks) if _is_before(number, before) else None
        if issue:
            found.append(_earlier(issue, path, blocks, archive))
    return tuple(found)


def _sent(path: Path, blocks: Mapping[str, BlockType]) -> Issue | None:
    """Return the issue in a file, read whole where it may have been sent; None where it was not, or cannot be read."""
    try:
        text = read_text(path)
        if (plainly := carried_plainly(text)) and plainly.sent is None:
            return None
        issue = issues.parse(text, name=shown(path), folder=path.parent, blocks=blocks)
    except InputError:
        return None
    return issue if issue.sent else None


def _earlier(issue: Issue, path: Path, blocks: Mapping[str, BlockType], archive: Archive | None) -> Earlier:
    used = [(block, [story for story in block.stories if story.use]) for block in issue.blocks if block.use]
    articles = {story: _article(story) for _, stories in used for story in stories}
    known = archive.known(article.id for article in articles.values()) if archive else {}
    articles = {story: known.get(article.id, article) for story, article in articles.items()}
    leads = [articles[story] for block, stories in used if _leads(block, blocks) for story in stories]
    bands: dict[str, tuple[Article, ...]] = {}
    for block, stories in used:
        if stories:
            heading = folded(str(block.fields.get("title", ""))) or block.kind
            bands[heading] = (*bands.get(heading, ()), *(articles[story] for story in stories))
    return Earlier(name=named(issue.number, None, path.stem), lead=next(iter(leads), None), bands=bands)


def _article(story: Story) -> Article:
    """Return a story as an article, as far as it says: its kicker is the nearest it has to a section."""
    return Article(title=story.title, url="" if story.url == _PLANNED else story.url, section=story.kicker,
                   byline=story.byline)


def _leads(block: Block, blocks: Mapping[str, BlockType]) -> bool:
    """Return whether a block holds the lead: it has room for one story, and that is no film."""
    one = block.kind in blocks and blocks[block.kind].stories == "one"
    return block.kind == "lead" or (one and block.kind != "video")
