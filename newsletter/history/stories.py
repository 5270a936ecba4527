"""The HTML of a letter → the stories in it: each headline with the addresses that lead from it, once.

Around a headline a letter links the same piece several times: from its picture, from the headline, from “Read more”,
and services give each of these links an address of its own. What belongs together is told by where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice

from newsletter.dom import ForeignLink, Outline, Paragraph
from newsletter.history.links import (
    address, asks_to_read, counts_readers, is_network, leads_to_no_story, says_no_story, unwrapped,
)
from newsletter.model import canonical, folded
from newsletter.prose import excerpt, one_line
from newsletter.prose.leaving import leads_out

MOST = 1000
"""Links in one letter, at the most; no letter has more, and each may ask for an answer from the web."""

_LONG_HEADLINE = 200
_FEW_WORDS = 4  # from which on words that stand apart are a headline and no button


class Sure(IntEnum):
    """How sure it is that a link's words are the headline of what it leads to."""

    PICTURE = 0  # they are the description of a picture
    INLINE = 1  # they stand in a sentence
    APART = 2  # nothing else stands beside them
    HEADING = 3


@dataclass(eq=False, slots=True)
class Linked:
    """A story as a letter links it.

    Attributes:
        addresses: what the link may stand for: its own address, then the targets that can be read in it; none of a
            headline from which nothing leads.
        title: its headline, empty where none is to be seen.
        headed: a headline stands at it, and it is not in the letter's tail; only such links may be followed.
        shy: it counts only where the archive knows it: a bare picture, or words such as “Subscribe”.
    """

    addresses: tuple[str, ...]
    title: str = ""
    sure: Sure = Sure.PICTURE
    shy: bool = False
    headed: bool = False
    others: list[str] = field(default_factory=list)


def linked(outline: Outline) -> tuple[list[Linked], int]:
    """Return the stories of a letter in order, and how many of its links were not looked at for there are too many."""
    reader, count = _Reader(), 0
    tail = _tail(outline.paragraphs)
    for place, paragraph in enumerate(outline.paragraphs):
        reader.in_tail = place >= tail
        for link in paragraph.links[: max(0, MOST - count)]:
            reader.link(link, paragraph)
        count += len(paragraph.links)
        reader.end(paragraph)
    return [*reader.found, *_unlinked(outline, reader.found)], max(0, count - MOST)


def _unlinked(outline: Outline, found: Sequence[Linked]) -> Iterator[Linked]:
    """Yield the headlines from which nothing leads: they are stories where the archive knows them, else headings."""
    taken = {folded(story.title) for story in found}
    headings = dict.fromkeys(one_line(one.text) for one in outline.paragraphs if one.heading and not one.links)
    for words in islice((words for words in headings if len(words) <= _LONG_HEADLINE and folded(words) not in taken), MOST):
        yield Linked((), words, Sure.HEADING, shy=True)


def _tail(paragraphs: Sequence[Paragraph]) -> int:
    """Return where the tail of a letter begins, in which the ways out stand: below its last heading."""
    headings = (place for place, paragraph in enumerate(paragraphs)
                if paragraph.heading and not says_no_story(paragraph.text) and not leads_out(paragraph.text))
    return max(headings, default=-1) + 1


class _Reader:
    """Goes through a letter from above, and remembers the last headline."""

    def __init__(self) -> None:
        self.found: list[Linked] = []
        self.in_tail = False
        self._by_target: dict[str, Linked] = {}
        self._headline = ""  # the last heading without a link of its own
        self._owner: Linked | None = None  # the story that the last headline belongs to
        self._first = ""  # the first words after the last paragraph with a link
        self._closed = False  # the story has had its “Read more”

    def link(self, link: ForeignLink, paragraph: Paragraph) -> None:
        """Take one link: a story of its own, or one more way to the story before."""
        url = address(link.href)
        addresses = (url, *unwrapped(url)) if url else ()
        if not addresses or is_network(url) or any(map(leads_to_no_story, addresses[1:] or addresses)):
            return
        words = one_line(link.text)
        asks = asks_to_read(words)
        one = self._new(addresses, link, paragraph) if not asks else self._asking(addresses, link)
        if one is None:
            return
        one.shy = one.shy or says_no_story(one.title) or (one.sure <= Sure.INLINE and leads_out(paragraph.text))
        many = len(one.title.split()) >= _FEW_WORDS
        one.headed = one.sure == Sure.HEADING or (one.sure == Sure.APART and many and not self.in_tail)
        known = self._by_target.setdefault(canonical(addresses[-1]), one)
        if known is not one:
            _merge(known, one)
        else:
            self.found.append(one)
        if known.sure >= Sure.APART and not asks:
            self._owner, self._headline = known, ""

    def end(self, paragraph: Paragraph) -> None:
        """Go on below a paragraph."""
        if self._closed:
            self._owner, self._closed = None, False
        if paragraph.links:
            self._first = ""
        elif paragraph.heading:
            self._headline, self._owner, self._first = paragraph.text, None, ""
        else:
            self._first = self._first or paragraph.text

    def _new(self, addresses: tuple[str, ...], link: ForeignLink, paragraph: Paragraph) -> Linked | None:
        """Return a link with words as a story; None for the teaser of the story before."""
        words = one_line(link.text)
        apart = link.text == paragraph.text
        sure = Sure.HEADING if apart and paragraph.heading else Sure.APART if apart else Sure.INLINE
        if len(words) > _LONG_HEADLINE:
            if self._owner and counts_readers(addresses[-1]):
                return None
            sure = Sure.INLINE
        one = Linked(addresses, excerpt(words, _LONG_HEADLINE), sure)
        one.others += filter(None, [one_line(link.alt), self._headline if sure < Sure.HEADING else ""])
        return one

    def _asking(self, addresses: tuple[str, ...], link: ForeignLink) -> Linked | None:
        """Return a picture or a “Read more” as a story; None for one that only leads to the story before."""
        if not link.text:
            return Linked(addresses, excerpt(one_line(link.alt), _LONG_HEADLINE), Sure.PICTURE, shy=True)
        self._closed = True
        first = excerpt(one_line(self._first), _LONG_HEADLINE)
        if self._headline:
            one = Linked(addresses, excerpt(one_line(self._headline), _LONG_HEADLINE), Sure.HEADING, others=[first])
            self._owner, self._headline = one, ""
            return one
        if self._owner and counts_readers(addresses[-1]):
            return None
        if self._owner:
            return Linked(addresses, self._owner.title, self._owner.sure)
        return Linked(addresses, first, Sure.APART if first else Sure.INLINE)


def _merge(known: Linked, again: Linked) -> None:
    """Let a story take from another link to it what that knows better."""
    known.others += [words for words in (again.title, *again.others) if words and words not in known.others]
    if again.title and (again.sure > known.sure or not known.title):
        known.title, known.sure = again.title, again.sure
    known.shy = known.shy and again.shy
    known.headed = known.headed or again.headed
