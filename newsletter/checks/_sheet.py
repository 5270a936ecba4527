"""All that a check may look at, in one value: the letter as it is sent, what it was made of, and what went before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from newsletter import issue as issues, merge, publication as publications
from newsletter.checks._written import Carried, Written, carried, written
from newsletter.dom import Lines, Node, parse
from newsletter.errors import NewsletterError, at
from newsletter.model import (
    PICTURE_STAND_IN, BlockType, Edition, Issue, Picture, Publication, Service, Struct, canonical, folded, in_folder, on_the_web,
    place_pictures, replace,
)
from newsletter.size import SOMEWHERE

if TYPE_CHECKING:
    from newsletter.history import History
    from newsletter.message.placing import MessageLines

_LOOKED_BACK = 8


class Link(NamedTuple):
    """An ``<a href>`` of the page: its address as it stands there, and the words or the alt that a reader meets."""

    node: Node
    href: str
    words: str


class Sheet(Struct, frozen=True, kw_only=True, dict=True):
    """The letter on the table. What is not given here is worked out when a check first asks for it, and kept.

    Attributes:
        issue: what it was made of; None for a letter that was made elsewhere.
        given_service: where it goes; None for the service of the edition.
        today: the day of the check; None where nobody says, and checks that ask for it are silent.
        online: what asks the web (`newsletter.checks.links`); None stays offline.
        name: the file, as messages name it, of a letter that was made elsewhere.
        source: the bytes of that letter, where it is a message.
        unread: how many characters of that letter are not looked at, for it is longer than letters are.
        parsed: its page, where it has been parsed already: of a hostile one that is half of the time.
    """

    edition: Edition
    publication: Publication
    issue: Issue | None = None
    given_service: Service | None = None
    today: date | None = None
    online: Any = None
    name: str = ""
    source: bytes = b""
    unread: int = 0
    parsed: Node | None = None

    @cached_property
    def memory(self) -> dict[Callable[[Sheet], Any], Any]:
        """What checks have worked out of this sheet: function → what came out (`once`)."""
        return {}

    # ── the letter ───────────────────────────────────────────────────────────────────────────────────────────

    @property
    def is_foreign(self) -> bool:
        """Whether the letter was made elsewhere, so that nobody here can tell its editor's words from its template."""
        return self.issue is None

    @cached_property
    def html(self) -> str:
        """The HTML with the service's words in it, and stand-ins for its pictures; offsets count in it.

        What a service's engine takes away round comments is blank here: readers get the letter without it.
        """
        return self.edition.html if self.is_foreign else merge.without_comment_form(self.edition.html, self.service)

    @property
    def text(self) -> str:
        """The plain text."""
        return self.edition.text

    @property
    def subject(self) -> str:
        """The subject, as it is sent."""
        return self.edition.subject

    @property
    def preheader(self) -> str:
        """The preheader, as it is sent."""
        return self.edition.preheader

    @cached_property
    def page(self) -> Node:
        """The HTML as a tree; each element says where it begins (`Node.at`)."""
        return parse(self.html, placed=True) if self.parsed is None else self.parsed

    @cached_property
    def words(self) -> str:
        """All words that a reader of the HTML sees, in order."""
        return self.page.text(most=len(self.html) + 1)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links of the page, in order."""
        return tuple(Link(node, node.get("href"), _words_of(node))
                     for node in self.page.all("a") if "href" in node.attributes)

    @cached_property
    def sent_html(self) -> str:
        """The HTML as it goes out, its pictures where they will stand; for counting, not for places."""
        return place_pictures(self.html, self.edition.letter.pictures, on_the_web(self.publication, in_folder(SOMEWHERE)))

    def picture(self, src: str) -> Picture | None:
        """Return the picture file of the letter behind an ``<img src>``; None for a picture from elsewhere."""
        found = PICTURE_STAND_IN.fullmatch(src)
        return self._pictures.get(found[1]) if found else None

    @cached_property
    def _pictures(self) -> Mapping[str, Picture]:
        return {picture.name: picture for picture in self.edition.letter.pictures}

    @cached_property
    def message(self) -> bytes:
        """The letter as a message, as ``newsletter send`` would hand it over; empty where that cannot be made (`unmade`).

        Of a letter made elsewhere `source`.
        """
        return self.source if self.is_foreign else self._made[0]

    @property
    def unmade(self) -> NewsletterError | None:
        """Why there is no message."""
        return self._made[1]

    @cached_property
    def _made(self) -> tuple[bytes, NewsletterError | None]:
        from newsletter.message import build_for

        publication, day = self.publication, self.today or self.edition.letter.date or date(2026, 1, 1)
        if not (self.service.merged_here or self.service.shape == "eml"):
            # A mailing service puts the pictures on the web: none travels in what it sends.
            publication = replace(publication, image_base_url=publication.image_base_url or SOMEWHERE)
        sender, moment = publication.sender or "letter@sender.example", datetime.combine(day, time(9), UTC)
        try:
            return build_for(self.edition, publication, sender=sender, to=("reader@reader.example",), date=moment), None
        except NewsletterError as error:
            return b"", error

    # ── what it was made of ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def service(self) -> Service:
        """Where the letter goes."""
        return self.given_service or publications.service(self.publication, self.edition.service)

    @cached_property
    def blocks(self) -> Mapping[str, BlockType]:
        """The types of block there are, by name."""
        return publications.blocks(self.publication)

    @cached_property
    def carried(self) -> tuple[Carried, ...]:
        """The stories that are in use, in the order of the issue."""
        return tuple(carried(self.issue)) if self.issue else ()

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """All words that the editor wrote and the letter shows: subject, preheader, fields of blocks and stories."""
        return tuple(written(self.issue, self.blocks)) if self.issue else ()

    @cached_property
    def history(self) -> History:
        """What sent issues and imported letters carried."""
        from newsletter import history as histories

        issue = self.issue
        if issue is None or self.publication.root is None:
            return histories.History({})
        return histories.history(self.publication, self.blocks, before=issue.number, day=issue.date)

    @cached_property
    def earlier(self) -> tuple[Issue, ...]:
        """The issues of the publication before this one, the newest first, 8 at the most; one with mistakes is left out."""
        return tuple(_earlier(self.issue, self.publication, self.blocks)) if self.issue else ()

    @cached_property
    def numbers_elsewhere(self) -> tuple[int, ...]:
        """The numbers of the letters that went out elsewhere (``history.jsonl``)."""
        from newsletter import history as histories

        return histories.numbers_elsewhere(self.publication)

    @cached_property
    def others_of_its_number(self) -> tuple[Path, ...]:
        """The publication's other issue files with this one's number."""
        issue = self.issue
        if issue is None or issue.number is None or self.publication.root is None or not _file(issue).is_file():
            return ()
        same = (path for number, path in issues.numbers(self.publication) if number == issue.number)
        return tuple(path for path in same if path.resolve() != _file(issue))

    @cached_property
    def standing(self) -> Issue | None:
        """The publication's own standing matter; None where it has none, or it has mistakes."""
        path = publications.standing(self.publication)
        if self.publication.root is None or not path.is_relative_to(self.publication.root):
            return None
        try:
            return issues.read(path, self.blocks, standing=True)
        except NewsletterError:
            return None

    @cached_property
    def misplaced(self) -> tuple[tuple[str, str], ...]:
        """Position and sentence of each story that stands in a block it was not picked for, as far as the archive knows."""
        from newsletter import archive as archives
        from newsletter.pick import misplaced

        root = self.publication.root
        if self.issue is None or self.standing is None or root is None or not (root / archives.FILE).is_file():
            return ()
        try:
            with archives.open(root / archives.FILE, make=False) as archive:
                known = archive.known(canonical(one.story.url) or folded(one.story.title) for one in self.carried)
            return tuple(misplaced(self.issue, self.standing, self.blocks, known))
        except NewsletterError:
            return ()

    # ── where ────────────────────────────────────────────────────────────────────────────────────────────────

    def position_of(self, place: str | int | Node) -> str:
        """Return the position of the issue that an element or a place in the html belongs to; empty for none."""
        if isinstance(place, str):
            return place.partition("@")[0]
        offset = offset_of(place)
        number = bisect_right(self._offsets, offset) - 1
        return self.edition.marks[number].position if number >= 0 <= offset else ""

    def where(self, place: str | int | Node) -> str:
        """Return ``file:line`` of a place: in the issue, or in the file of a letter made elsewhere."""
        if self.issue:
            return self.issue.where(place if isinstance(place, str) else self._row(place))
        offset = -1 if isinstance(place, str) else offset_of(place)
        if offset < 0:
            return self.name
        line, column = self._lines.place(offset)
        return f"{at(self.name, line)}:{column}"

    def _row(self, place: int | Node) -> str:
        """Return the position of a place, and of a link in the editor's words the row in which its address stands."""
        position = self.position_of(place)
        href = place.get("href") if isinstance(place, Node) else ""
        words = next((one for one in self.written if one.position == position), None)
        return words.at(href) if words and href and href in words.text else position

    @cached_property
    def _lines(self) -> Lines | MessageLines:
        """The lines of the file of a letter made elsewhere: of the page, or of the message that it came in."""
        if not self.source:
            return Lines(self.html)
        from newsletter.message.placing import MessageLines

        return MessageLines(self.source, self.html)

    @cached_property
    def _offsets(self) -> list[int]:
        return [mark.offset for mark in self.edition.marks]


_Made = TypeVar("_Made")


def once(make: Callable[[Sheet], _Made]) -> Callable[[Sheet], _Made]:
    """Return a function of a sheet that is worked out once for each sheet, and kept with it."""
    def kept(sheet: Sheet) -> _Made:
        if make not in sheet.memory:
            sheet.memory[make] = make(sheet)
        return sheet.memory[make]  # type: ignore[no-any-return]
    return kept


def offset_of(place: int | Node) -> int:
    """Return where a place is in the html; of an element without a tag of its own, where the one around it begins."""
    if isinstance(place, int):
        return place
    return next((node.at for node in (place, *place.ancestors()) if node.at >= 0), -1)


def _words_of(link: Node) -> str:
    alts = (node.get("alt").strip() for node in link.all("img"))
    return link.text() or " ".join(filter(None, alts)) or link.get("aria-label").strip()


def _file(issue: Issue) -> Path:
    """Return the file of an issue, whether it is there or not."""
    return (issue.folder / Path(issue.name).name).resolve()


def _earlier(issue: Issue, publication: Publication, blocks: Mapping[str, BlockType]) -> Iterator[Issue]:
    """Yield the issues before one, by number, else by date."""
    if publication.root is None:
        return
    found = 0
    for number, path in reversed(issues.numbers(publication)):
        if found >= _LOOKED_BACK or path.resolve() == _file(issue):
            continue
        if issue.number is not None and (number is None or number >= issue.number):
            continue
        try:
            one = issues.read(path, blocks)
        except NewsletterError:
            continue
        if issue.number is not None or (issue.date and one.date and one.date < issue.date):
            found += 1
            yield one
