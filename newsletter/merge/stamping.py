"""Letter + Service → Edition: its tracking, its conditions, its lines, its words, put in last and in this order."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, repeat
from typing import NamedTuple

from newsletter.errors import NewsletterError
from newsletter.merge.dropping import PREHEADER, PREHEADER_WORDS, kept_html, kept_text, unsayable, without_preheader, wrapped_again
from newsletter.merge.guarding import guarded_html, guarded_line, guarded_text
from newsletter.merge.readers import conditions
from newsletter.merge.spelling import (
    Speaker, Voice, assert_leaves_address_whole, lacks_address_form, loses_fallback, loses_fallback_in_addresses, loses_word,
    own_address, spelled,
)
from newsletter.merge.standing_in import Address, in_address, stand_ins, tidy
from newsletter.merge.tracking import Tracking
from newsletter.model import (
    POSITION_COMMENT, Edition, Letter, Mark, MergeTag, Publication, Reader, Service, marks_put_in,
)

SAMPLE = Reader(email="reader@reader.example", first_name="Maria", token="0123456789abcdef")
"""Whom a letter is filled in for to be looked at and judged, where nobody else fills it in."""


def sample_reader(service: Service) -> Reader | None:
    """Return whom a letter is filled in for that is looked at and judged: without a reader, lines would go.

    None where the service fills it in: then its own words stand there.
    """
    return SAMPLE if service.merged_here else None


def stamp(letter: Letter, service: Service, publication: Publication, reader: Reader | None = None) -> Edition:
    """Return the letter with a service's words in it; for a service of our own, with the reader's.

    A line whose tag the service lacks, or for which the publication has no address, goes from both voices and is
    named in `Edition.dropped`. What the service cannot do as well as it should is told in `Edition.notes`.

    Raises:
        InputError: a fallback holds characters that would break the service's dialect, or a part is for some readers,
            which the service does not know.
    """
    words = _Words(letter, service, publication, reader or Reader())
    tracking = Tracking(letter, publication, service)
    html, marks = words.in_html(tracking.html(_marked(letter.html, letter.marks)))
    unsubscribe = ""
    if service.merged_here or service.adds_list_unsubscribe is False:
        unsubscribe = own_address("unsubscribe", publication, words.speaker.reader) or ""
    return Edition(
        letter=letter,
        service=service.id,
        subject=words.in_line(letter.subject, "subject"),
        preheader=words.in_line(letter.preheader, "preheader"),
        subjects=tuple(words.in_line(line, "subject") for line in letter.subjects),
        html=html,
        marks=marks,
        text=words.in_text(tracking.text(letter.text)),
        dropped=tuple(dict.fromkeys([tag.name for tag in words.unsaid])),
        notes=tuple(dict.fromkeys(words.notes)),
        unsubscribe=unsubscribe,
        one_click=unsubscribe.startswith("https://")
        and re.search(r"\{(email|token)\}", publication.addresses.get("unsubscribe", "")) is not None,
        reader=reader,
    )


def stamped_mjml(letter: Letter, service: Service, publication: Publication, reader: Reader | None = None) -> str:
    """Return the letter's MJML with the same words in it, for those who press it themselves. Raises as `stamp` does."""
    words = _Words(letter, service, publication, reader or Reader())
    return words.in_html(Tracking(letter, publication, service).html(letter.mjml))[0]


@lru_cache(maxsize=8)
def _marked(html: str, marks: tuple[Mark, ...]) -> str:
    """Return a letter's HTML with its positions marked. Remembered, for one letter is stamped for many services."""
    return marks_put_in(html, marks)


class _Cut(NamedTuple):
    """A text cut at its stand-ins.

    Attributes:
        between: what stands before each, and behind the last, without the marks of positions.
        names: of each, its address or its number, and what it stands within.
        marks: each position that was marked, its offset in what stands between, and how many stand-ins are before it.
        left: how many stand-ins the cutting has missed.
    """

    between: tuple[str, ...]
    names: tuple[tuple[str, Address], ...]
    marks: tuple[tuple[str, int, int], ...]
    left: int


@lru_cache(maxsize=64)
def _cut(text: str, key: str) -> _Cut:
    """Return a text cut at its stand-ins. Remembered, for one letter is stamped for many services."""
    between, names, marks = list[str](), list[tuple[str, Address]](), list[tuple[str, int, int]]()
    offset = after = 0
    for found in (*stand_ins(text, key), None):
        pieces = POSITION_COMMENT.split(text[after:found.start if found else None])
        *ends, offset = accumulate(map(len, pieces[::2]), initial=offset)
        marks += zip(pieces[1::2], ends[1:], repeat(len(names)), strict=False)
        between.append("".join(pieces[::2]))
        if found:
            names.append((found.address or str(found.number), in_address(text, found.start)))
            after = found.end
    return _Cut(tuple(between), tuple(names), tuple(marks), left=text.count(key) - len(names) if key else 0)


class _Words:
    """A service's words for one letter, or one reader's, in each voice."""

    def __init__(self, letter: Letter, service: Service, publication: Publication, reader: Reader) -> None:
        self.letter, self.service = letter, service
        self.speaker = Speaker(service, publication, reader)
        self.notes: list[str] = []
        self._conditions = conditions(letter, service, reader)
        self._spelled: dict[tuple[str, str, Voice], str | None] = {}
        self._places = dict(zip(letter.tags, letter.places, strict=False))
        # The tags that cannot be said, in order.
        self.unsaid = tuple([tag for tag in letter.tags if not tag.fallback and self._spell(tag, "html") is None])
        self.notes += [
            f"{service.name} has no form for words without a reader's: “{tag.fallback}” is not said — "
            + service.needs.get("fallback", f"give every reader {tag.name}")
            for tag in letter.tags if loses_fallback(tag, service)
        ]
        self.notes += [_told_to_all(tag, self._places.get(tag, ()), service) for tag in letter.tags if loses_word(tag, service)]

    def in_line(self, line: str, which: str) -> str:
        """Return a subject or preheader with the words in it."""
        said = guarded_line(line, self.service, which, self.letter.key)
        if self.letter.key not in line:
            return said
        said, _ = self._put_in(said, "text")
        return tidy(said) if unsayable(line, self.letter, self.unsaid) else said

    def in_html(self, html: str) -> tuple[str, tuple[Mark, ...]]:
        """Return HTML, or MJML, with the words in it, and where its positions stand."""
        service = self.service
        html = guarded_html(html, service.guards, service.guard_signs, service.address_guards, self.letter.key)
        if not service.prints_preheader and unsayable(self.letter.preheader, self.letter, self.unsaid):
            html = PREHEADER.sub(self._preheader, html)
        html = kept_html(html, self.letter, self.unsaid)
        if service.comment:
            html = _with_comments(html, service.comment)
        return self._put_in(self._conditions(html), "html")

    def in_text(self, text: str) -> str:
        """Return plain text with the words in it."""
        kept = guarded_text(kept_text(text, self.letter, self.unsaid), self.service, key=self.letter.key)
        said, _ = self._put_in(self._conditions(kept), "text")
        return wrapped_again(said).strip("\n") + "\n"

    def _preheader(self, hidden: re.Match[str]) -> str:
        """Return the hidden preheader without the gap that a word leaves which cannot be said."""
        return PREHEADER_WORDS.sub(lambda words: tidy(self._put_in(words[0], "html")[0]), hidden[0])

    def _put_in(self, text: str, voice: Voice) -> tuple[str, tuple[Mark, ...]]:
        """Return a text with each stand-in replaced by its spelling, and its marks; what cannot be said is left empty.

        Raises:
            NewsletterError: a stand-in is left: each that is there must be put in, or be gone.
        """
        cut = _cut(text, self.letter.key)
        if cut.left:
            raise NewsletterError(f"a merge tag was not put into the {voice} for {self.service.id}")
        said, longer = [cut.between[0]], [0]
        for (name, inside), behind in zip(cut.names, cut.between[1:], strict=True):
            tag = self.letter.tags[int(name)] if name.isdigit() else MergeTag(name=name)
            word = self._in(tag, voice, inside) or ""
            said += [word, behind]
            longer.append(longer[-1] + len(word))
        whole = "".join(said)
        if voice == "text":
            return whole, ()
        html, start, less = without_preheader(whole, marks_alone=not self.service.prints_preheader)
        return html, tuple([
            Mark(position=position, offset=at - less if (at := offset + longer[before]) > start else at)
            for position, offset, before in cut.marks])

    def _in(self, tag: MergeTag, voice: Voice, inside: Address) -> str | None:
        if not inside:
            return self._spell(tag, voice)
        if inside == "in an attribute":
            assert_leaves_address_whole(tag, self.service, self._where(tag, inside=True))
        if lacks_address_form(tag, self.service):
            self.notes.append(
                f"{{{tag.name}}} stands in an address, for which {self.service.name} has no form of its own: "
                "signs such as + and & in it may not arrive")
        if loses_fallback_in_addresses(tag, self.service):
            self.notes.append(
                f"“{tag.fallback}” is not said where {{{tag.name}}} stands in an address, for which {self.service.name} has no form: "
                f"give every reader {tag.name}")
        return self._spell(tag, "address in html" if voice == "html" else "address in text")

    def _spell(self, tag: MergeTag, voice: Voice) -> str | None:
        asked = tag.name, tag.fallback, voice
        if asked not in self._spelled:
            where = self._where(tag, inside=voice.startswith("address"))
            self._spelled[asked] = spelled(tag, self.speaker, voice, where)
        return self._spelled[asked]

    def _where(self, tag: MergeTag, *, inside: bool) -> str:
        """Return ``file:line`` of a tag in an address, or in words; of another place where it is not in such a one."""
        places = self._places.get(tag, ("", ""))
        return places[inside] or places[not inside]


def _told_to_all(tag: MergeTag, places: tuple[str, ...], service: Service) -> str:
    """Return that a service has no word of a reader's, so that all read what stands where it is missing."""
    where = next((place for place in places if place), "")
    return (f"{f'{where}: ' if where else ''}{service.name} has no word for {{{tag.name}}}: every reader gets “{tag.fallback}” — look "
            "whether it reads well for all")


_COMMENT = re.compile(r"<!--(?!@).*?(?:-->|\Z)", re.DOTALL)


@lru_cache(maxsize=8)
def _with_comments(html: str, written: str) -> str:
    """Return HTML whose comments, those for Outlook, are written so that the service's engine lets them through."""
    return _COMMENT.sub(lambda comment: written.replace("{comment}", comment[0]), html)


def without_comment_form(html: str, service: Service) -> str:
    """Return HTML with the comments as its service's engine leaves them: what was written round each is blank.

    Every sign keeps its place, so that a place in the result is the same in the HTML.
    """
    if not service.comment:
        return html
    before, _, after = service.comment.partition("{comment}")
    # Every comment is met, in its form or not, so that none that never ends is looked at more than once.
    form = re.compile(f"({re.escape(before)})?({_COMMENT.pattern})({re.escape(after)})?", re.DOTALL)

    def bare(found: re.Match[str]) -> str:
        is_formed = found[1] is not None and found[3] is not None
        return f"{' ' * len(before)}{found[2]}{' ' * len(after)}" if is_formed else found[0]

    return form.sub(bare, html)
