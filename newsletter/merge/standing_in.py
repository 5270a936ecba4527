"""What editors write → the ASCII stand-ins that travel through the press.

``https://merge.invalid/<key>/unsubscribe`` in links, ``merge-<key>-first-name-0z`` in words. `<key>` is a hash of the issue
file, so that no source can write one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from newsletter.errors import InputError
from newsletter.files import did_you_mean, nearest
from newsletter.model import MergeTag, Readers
from newsletter.prose import display_width

ADDRESSES = ("unsubscribe", "web_version", "preferences")

# Not beside a brace, a backslash or a bar of the editor's own: a service would read the two together as another tag.
_WORD = re.compile(r"(?<![{\\])\{(first_name|email|postal_address|field\.[A-Za-z]\w*)(?:\|([^{}|\n]*))?\}(?![}|])", re.ASCII)
_LINK = re.compile(r"(?<=\]\()merge:([\w-]*)(?=[\s)])|(?<=<)merge:([\w-]*)(?=>)")
_WORDS = ("first_name", "email", "field", "postal_address")
# A brace with some words behind it, closed or not.
_ALMOST = re.compile(r"(?<![{$%#\\])\{(?![{%#])( *[A-Za-z][^{}\n]{0,60}+)(\}?+)(?!\})")
_NAME = re.compile(r"first_name|email|postal_address|field\.[A-Za-z]\w*", re.ASCII)
# What others call what ours are called, in whole words, blanks and lines below apart; and what to write.
_OTHERS = (
    (re.compile(r"f?name|first|vorname|prenom|nombre|nome|(?:full|given|user|reader)name"), "{first_name|friend} for the reader's name"),
    (re.compile(r"(?:reader)?(?:e?mail)(?:address)?"), "{email} for the reader's address"),
    (re.compile(r"unsub\w*|optout\w*|abmeld\w*"), "[Unsubscribe](merge:unsubscribe)"),
    (re.compile(r"web(?:version|page|link|view)|view(?:online|inbrowser|url)|browser|permalink|archive"),
     "[View in browser](merge:web_version)"),
    (re.compile(r"preferences?|(?:update)?profile|manage\w*"), "[Change what you receive](merge:preferences)"),
    (re.compile(r"address|postal"), "{postal_address} for your own address"),
)
# What lists know of a reader besides; and a name as programs write one, which is no word of a sentence.
_FIELD = re.compile(r"(?:last|family|sur)_?name|city|town|country|company|phone|birthday", re.IGNORECASE)
_PROGRAMS = re.compile(r"[A-Za-z]\w*[._]\w+", re.ASCII)
# Gives file:line of a row of a text, from 0.
Where = Callable[[int], str]


def _nowhere(_: int) -> str:
    return ""


def _meant(inner: str, *, is_closed: bool) -> str:
    """Return what to do with words behind a brace that are no merge tag of ours; empty where none was meant."""
    name = re.split(r"[|/]" if is_closed else r"[|/,;:!?\s]", inner.strip())[0].strip()
    if not is_closed:
        known = name if _NAME.fullmatch(name) else nearest(name, _WORDS) if "|" in inner else ""
        return f"the }} is missing: write {{{known}|friend}}" if known else ""
    if _NAME.fullmatch(name):
        fallback = inner.partition("|")[2].strip(" |")
        return f"write it without blanks and other signs: {{{name}{f'|{fallback}' if fallback and '|' not in fallback else ''}}}"
    return _of_others(name) or did_you_mean(name, _WORDS) or ("write {first_name|friend}" if "|" in inner else "")


def _of_others(name: str) -> str:
    """Return what to write for a word that others fill in under this name; empty where none does."""
    last = name.rpartition(".")[2]
    bare = re.sub(r"[ _-]", "", last).casefold()
    if meant := next((ours for theirs, ours in _OTHERS if theirs.fullmatch(bare)), ""):
        return f"write {meant}"
    if _FIELD.fullmatch(last) or _PROGRAMS.fullmatch(name) and not nearest(name, _WORDS):
        return f"for a field of your list write {{field.{last}|…}}"
    return ""


@dataclass
class StandIns:
    """The stand-ins of one letter. Give it each text in which merge tags count; it remembers which there were."""

    key: str
    tags: list[MergeTag] = field(default_factory=list)
    readers: list[Readers] = field(default_factory=list)
    _places: dict[tuple[MergeTag, bool], str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    slips: list[InputError] = field(default_factory=list)

    def put(self, text: str, where: Where = _nowhere) -> str:
        """Return Markdown with its merge tags as stand-ins; an address tag that does not exist stays, and is one of the `slips`.

        Args:
            where: gives ``file:line`` of a row of the text, from 0.
        """
        def linked(found: re.Match[str]) -> str:
            try:
                return self.address(found[1] or found[2] or "", where(text.count("\n", 0, found.start())))
            except InputError as slip:
                self.slips.append(slip)
                return found[0]

        return self.put_words(_LINK.sub(linked, text), where)

    def put_words(self, text: str, where: Where = _nowhere, others: Collection[str] = ()) -> str:
        """Return a line with the words that differ per reader as stand-ins; addresses have no meaning in it.

        What only looks like a tag stays the words it is; `doubts` tells of it.

        Args:
            others: words of sources, which may stand in the line as they are.
        """
        bare = _WORD.sub("", text)
        for found in _ALMOST.finditer(bare):
            is_word = any(found[0] in words for words in others)
            if not is_word and (todo := _meant(found[1], is_closed=bool(found[2]))):
                place, said = where(bare.count("\n", 0, found.start())), found[0].rstrip()
                self.doubts.append(f"{place}: {said} is no merge tag and stays as it is — {todo}")
        self.doubts[:] = dict.fromkeys(self.doubts)
        said, after = "", 0
        for found in _WORD.finditer(text):
            said += text[after:found.start()]
            tag = MergeTag(name=found[1], fallback=(found[2] or "").strip())
            if (place := (tag, bool(in_address(said, len(said))))) not in self._places:
                self._places[place] = where(text.count("\n", 0, found.start()))
            said += self._word(tag)
            after = found.end()
        return said + text[after:]

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Where each of the tags was first typed, ``file:line``: in words, and in an address; empty where nowhere."""
        return tuple((self._places.get((tag, False), ""), self._places.get((tag, True), "")) for tag in self.tags)

    def address(self, name: str, where: str = "") -> str:
        """Return the stand-in for an address tag, as it goes into a link."""
        if name not in ADDRESSES:
            raise InputError(
                f"there is no merge:{name}",
                todo=did_you_mean(name, ADDRESSES) or f"there are {', '.join(f'merge:{known}' for known in ADDRESSES)}",
                where=where,
            )
        tag = MergeTag(name=name)
        if tag not in self.tags:
            self.tags.append(tag)
        return f"https://merge.invalid/{self.key}/{name}"

    def _word(self, tag: MergeTag) -> str:
        if tag not in self.tags:
            self.tags.append(tag)
        return f"merge-{self.key}-{tag.name.replace('_', '-').replace('.', '-')}-{self.tags.index(tag)}z"

    def only_for(self, said: str, position: str, where: str = "") -> int | None:
        """Return the number that the part at a position travels under; None where ``readers`` says nothing."""
        if not said:
            return None
        others, name = said.startswith("not "), said.removeprefix("not ").strip()
        these = Readers(name=name, others=others, position=position, where=where)
        if these not in self.readers:
            self.readers.append(these)
        return self.readers.index(these)

    def travels(self, text: str) -> bool:
        """Say whether a text holds a stand-in whose line may have to go: one for which there is no fallback."""
        return any(not tag.fallback for tag in tags_in(text, self.key, self.tags))

    def measure(self, text: str) -> int:
        """Return the columns a text takes once its words are in; a name counts as its fallback, or 8."""
        def words(found: StandIn) -> str:
            return text[found.start:found.end] if found.address else self.tags[found.number].fallback or "x" * 8

        return display_width(_replaced(text, self.key, words))

    def without(self, text: str) -> str:
        """Return a text with each word's fallback in place of its stand-in, for titles that nobody fills in."""
        if not count(text, self.key):
            return text
        return tidy(_replaced(text, self.key, lambda found: self.tags[found.number].fallback))


ADDRESS = r"(?i:https?://|mailto:)[^\s\"<>]*"
"""An address, to the end of its attribute, in words to the next blank. Ours are written without ', others need not be."""

# An address up to the place where a stand-in begins in it.
_IN_ADDRESS = re.compile(rf"{ADDRESS}\Z")
_FAR = 2000


Address = Literal["", "in words", "in an attribute"]


def in_address(text: str, place: int) -> Address:
    """Say whether a place of a text is within an address, and whether that is the value of an attribute; empty where it is not."""
    # What ends an address is looked for first, for that is quicker than to look for one from each letter before it.
    start = max(0, place - _FAR)
    for sign in ">\" <\n":
        start = max(start, text.rfind(sign, start, place) + 1)
    if start == place or not _IN_ADDRESS.search(text, start, place):
        return ""
    return "in an attribute" if text[start - 1:start] in ('"', "'") else "in words"


class StandIn(NamedTuple):
    """A stand-in in a text: for an `address`, or for the word of a `number`."""

    start: int
    end: int
    address: str = ""
    number: int = -1


_BEFORE_ADDRESS, _BEFORE_WORD = "https://merge.invalid/", "merge-"
_AFTER_ADDRESS = re.compile(f"/({'|'.join(ADDRESSES)})")
_AFTER_WORD = re.compile(r"-[A-Za-z0-9-]+?-(\d+)z")


def stand_ins(text: str, key: str) -> Iterator[StandIn]:
    """Yield the stand-ins of a letter's key in a text.

    The key is looked for, and what stands round it: a pattern with the key in it would have to be made for each letter.
    """
    at = text.find(key) if key else -1
    while at >= 0:
        after = at + len(key)
        if text.endswith(_BEFORE_ADDRESS, 0, at) and (found := _AFTER_ADDRESS.match(text, after)):
            yield StandIn(at - len(_BEFORE_ADDRESS), after := found.end(), address=found[1])
        elif text.endswith(_BEFORE_WORD, 0, at) and (found := _AFTER_WORD.match(text, after)):
            yield StandIn(at - len(_BEFORE_WORD), after := found.end(), number=int(found[1]))
        at = text.find(key, after)


def _replaced(text: str, key: str, said: Callable[[StandIn], str]) -> str:
    pieces, after = [], 0
    for found in stand_ins(text, key):
        pieces += [text[after:found.start], said(found)]
        after = found.end
    return "".join((*pieces, text[after:]))


def count(text: str, key: str) -> int:
    """Return how many stand-ins a text holds."""
    return sum(1 for _ in stand_ins(text, key))


def written(text: str, key: str, tags: Sequence[MergeTag]) -> str:
    """Return a text with its stand-ins as editors write them: ``{first_name|friend}``, ``merge:unsubscribe``."""
    def spelled(found: StandIn) -> str:
        if found.address:
            return f"merge:{found.address}"
        tag = tags[found.number]
        return f"{{{tag.name}|{tag.fallback}}}" if tag.fallback else f"{{{tag.name}}}"

    return _replaced(text, key, spelled)


def tags_in(text: str, key: str, tags: Sequence[MergeTag]) -> Iterator[MergeTag]:
    """Yield the tags that a text's stand-ins mean."""
    for found in stand_ins(text, key):
        yield MergeTag(name=found.address) if found.address else tags[found.number]


def tidy(text: str) -> str:
    """Return a line without the gaps that an empty word leaves: double blanks, a blank before a comma."""
    return re.sub(r" +(?=[,.!?:;])", "", re.sub(r" {2,}", " ", text)).strip(" ,")
