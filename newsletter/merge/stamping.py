"""Letter + Service → Edition: its tracking, its conditions, its lines, its words, put in last and in this order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from newsletter.merge.dropping import PREHEADER, PREHEADER_WORDS, kept_lines, kept_text, unsayable, wrapped_again
from newsletter.merge.guarding import guarded_html, guarded_line, guarded_text
from newsletter.merge.readers import conditions
from newsletter.merge.spelling import Speaker, Voice, lacks_address_form, loses_fallback, own_address, spelled
from newsletter.merge.standing_in import pattern, tidy
from newsletter.merge.tracking import Tracking
from newsletter.model import (
    POSITION_COMMENT, Edition, Letter, Mark, MergeTag, Publication, Reader, Service, marks_put_in, marks_taken_out,
)


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
    html, marks = marks_taken_out(words.in_html(tracking.html(_marked(letter.html, letter.marks))))
    unsubscribe = ""
    if service.merged_here or service.adds_list_unsubscribe is False:
        unsubscribe = own_address("unsubscribe", publication, words.speaker.reader) or ""
    return Edition(
        letter=letter,
        service=service.id,
        subject=words.in_line(letter.subject),
        preheader=words.in_line(letter.preheader),
        html=html,
        marks=marks,
        text=words.in_text(tracking.text(letter.text)),
        dropped=tuple(dict.fromkeys(words.unsaid())),
        notes=tuple(dict.fromkeys(words.notes)),
        unsubscribe=unsubscribe,
        one_click=unsubscribe.startswith("https://")
        and re.search(r"\{(email|token)\}", publication.addresses.get("unsubscribe", "")) is not None,
    )


def stamped_mjml(letter: Letter, service: Service, publication: Publication, reader: Reader | None = None) -> str:
    """Return the letter's MJML with the same words in it, for those who press it themselves. Raises as `stamp` does."""
    words = _Words(letter, service, publication, reader or Reader())
    return POSITION_COMMENT.sub("", words.in_html(Tracking(letter, publication, service).html(letter.mjml)))


@lru_cache(maxsize=8)
def _marked(html: str, marks: tuple[Mark, ...]) -> str:
    """Return a letter's HTML with its positions marked. Remembered, for one letter is stamped for many services."""
    return marks_put_in(html, marks)


# An address up to the place where a stand-in begins in it.
_IN_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\"'<>]*\Z")
_FAR = 2000


@lru_cache(maxsize=16)
def _pieces(text: str, key: str) -> tuple[tuple[str, str, bool], ...]:
    """Return a text cut at its stand-ins: what stands before each, the stand-in, and whether that is part of an address.

    Remembered, for one letter is stamped for many services.
    """
    pieces, after = [], 0
    for found in pattern(key).finditer(text):
        in_address = _IN_ADDRESS.search(text, max(0, found.start() - _FAR), found.start()) is not None
        pieces.append((text[after:found.start()], found["address"] or found["number"], in_address))
        after = found.end()
    return (*pieces, (text[after:], "", False))


class _Words:
    """A service's words for one letter, or one reader's, in each voice."""

    def __init__(self, letter: Letter, service: Service, publication: Publication, reader: Reader) -> None:
        self.letter, self.service = letter, service
        self.speaker = Speaker(service, publication, reader)
        self.notes: list[str] = []
        self._conditions = conditions(letter, service, reader)
        self._spelled: dict[tuple[MergeTag, Voice], str | None] = {}
        self._said = {tag: self._spell(tag, "html") for tag in letter.tags}
        self.notes += [
            f"{service.name} has no form for words without a reader's: “{tag.fallback}” is not said; give every reader {tag.name}"
            for tag in letter.tags if loses_fallback(tag, service)
        ]

    def unsaid(self) -> Iterable[str]:
        return (tag.name for tag, said in self._said.items() if said is None)

    def in_line(self, line: str) -> str:
        """Return a subject or preheader with the words in it."""
        said = self._put_in(guarded_line(line, self.service), "text")
        return tidy(said) if unsayable(line, self.letter, self._said) else said

    def in_html(self, html: str) -> str:
        """Return HTML, or MJML, with the words in it."""
        service = self.service
        html = guarded_html(html, service.guards, service.guard_signs)
        if service.prints_preheader:
            html = PREHEADER.sub("", html)
        elif unsayable(self.letter.preheader, self.letter, self._said):
            html = PREHEADER.sub(lambda hidden: PREHEADER_WORDS.sub(
                lambda words: tidy(self._put_in(words[0], "html")), hidden[0]), html)
        html = kept_lines(html, self.letter, self._said)
        if service.comment:
            html = _with_comments(html, service.comment)
        return self._put_in(self._conditions(html), "html")

    def in_text(self, text: str) -> str:
        """Return plain text with the words in it."""
        kept = kept_text(guarded_text(text, self.service), self.letter, self._said)
        return wrapped_again(self._put_in(self._conditions(kept), "text")).strip("\n") + "\n"

    def _put_in(self, text: str, voice: Voice) -> str:
        """Return a text with each stand-in replaced by its spelling; what cannot be said is left empty."""
        said = []
        for before, name, in_address in _pieces(text, self.letter.key):
            said.append(before)
            if name:
                tag = self.letter.tags[int(name)] if name.isdigit() else MergeTag(name=name)
                said.append(self._in(tag, voice, in_address) or "")
        return "".join(said)

    def _in(self, tag: MergeTag, voice: Voice, in_address: bool) -> str | None:
        if not in_address:
            return self._spell(tag, voice)
        if lacks_address_form(tag, self.service):
            self.notes.append(
                f"{{{tag.name}}} stands in an address, for which {self.service.name} has no form of its own: "
                "signs such as + and & in it may not arrive")
        return self._spell(tag, "address in html" if voice == "html" else "address in text")

    def _spell(self, tag: MergeTag, voice: Voice) -> str | None:
        if (tag, voice) not in self._spelled:
            self._spelled[tag, voice] = spelled(tag, self.speaker, voice)
        return self._spelled[tag, voice]


_COMMENT = re.compile(r"<!--(?!@).*?-->", re.DOTALL)


def _with_comments(html: str, written: str) -> str:
    """Return HTML whose comments, those for Outlook, are written so that the service's engine lets them through."""
    return _COMMENT.sub(lambda comment: written.replace("{comment}", comment[0]), html)
