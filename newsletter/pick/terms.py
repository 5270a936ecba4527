"""The words of ``match = [...]`` → how well they know an article; and the kicker that hides in a headline.

A bare word or phrase is the article's section, or else a tag, or else the leading ``Word:`` of its headline, or else
stands in the headline as whole words. ``section:x``, ``tag:x``, ``kind:x``, ``source:x`` and ``title:x`` look at one of
these only. Case, accents and punctuation never matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import lru_cache

from newsletter.errors import InputError
from newsletter.files import did_you_mean
from newsletter.model import Struct, folded
from newsletter.pick.same import Candidate, title

SECTION, TAG, LEADING_WORD, HEADLINE = range(4)  # how well a bare term knows an article, the best first

_FIELDS = ("section", "tag", "source", "kind", "title")
_LEADING = re.compile(r"([^:：]{1,25}?)\s*(?::\s|：)\s*(\S.*)", re.DOTALL)
fold = lru_cache(maxsize=10_000)(folded)  # sections, tags and sources come back again and again


class Look(Struct, frozen=True, gc=False):
    """An article as terms see it: all folded; headlines and sources between blanks, to find whole words in them."""

    section: str
    tags: frozenset[str]
    word: str
    headlines: str
    sources: str
    kind: str

    def known_as(self, name: str) -> bool:
        """Return whether a folded name is the section, a tag or the leading word."""
        return name in (self.section, self.word) or name in self.tags


def look(candidate: Candidate) -> Look:
    """Return what terms see of a piece; headlines and sources are those of all its members."""
    article = candidate.article
    word, _ = leading_word(title(article))
    return Look(
        section=fold(article.section),
        tags=frozenset(map(fold, article.tags)) if article.tags else frozenset(),
        word=fold(word) if word else "",
        headlines=f" {' | '.join(candidate.headlines)} ",
        sources=f" {' | '.join([fold(member.source) for member in candidate.members])} ",
        kind=article.kind,
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one ``match``, folded and sorted by what they look at; phrases stand between blanks.

    Attributes:
        names, phrases: the bare terms, as names of a section, tag or leading word, and as words of a headline.
        sections, tags, kinds, sources, titles: the narrowed ones; `narrowed` says whether there are any.
    """

    names: frozenset[str]
    phrases: tuple[str, ...]
    sections: frozenset[str]
    tags: frozenset[str]
    kinds: frozenset[str]
    sources: tuple[str, ...]
    titles: tuple[str, ...]
    narrowed: bool

    def claim(self, seen: Look) -> int | None:
        """Return how well the terms know an article, 0 for best; None where none of them does."""
        if seen.section in self.names or (self.narrowed and self._narrowed(seen)):
            return SECTION
        if not self.names.isdisjoint(seen.tags):
            return TAG
        if seen.word in self.names:
            return LEADING_WORD
        return HEADLINE if _any_in(self.phrases, seen.headlines) else None

    def _narrowed(self, seen: Look) -> bool:
        return (
            seen.section in self.sections
            or seen.kind in self.kinds
            or not self.tags.isdisjoint(seen.tags)
            or _any_in(self.sources, seen.sources)
            or _any_in(self.titles, seen.headlines)
        )

    @property
    def section_names(self) -> frozenset[str]:
        """The sections that the terms name, folded; a bare term may be one."""
        return self.names | self.sections

    @property
    def kickers(self) -> frozenset[str]:
        """The words that a headline may begin with as its kicker."""
        return self.section_names | self.tags | {phrase.strip() for phrase in self.titles}


def terms(texts: Iterable[str], where: str = "") -> Terms | None:
    """Return the terms as an editor writes them; None where there are none.

    Raises InputError for a mistyped field (``tgas:x``); `where` is the file and line that its message names.
    """
    by_field: dict[str, list[str]] = {field: [] for field in ("", *_FIELDS)}
    for text in filter(str.strip, texts):
        field, _, words = (part.strip() for part in text.partition(":"))
        if field.casefold() in _FIELDS and words:
            by_field[field.casefold()].append(folded(words))
        elif words and f"{field}:{words}" == text and (guess := did_you_mean(field, _FIELDS)):
            raise InputError(f"match = ['{text}']: no term begins with '{field}:'", todo=guess, where=where)
        else:
            by_field[""].append(folded(text))
    if not any(by_field.values()):
        return None
    bare, section, tag, source, kind, title_ = by_field.values()
    return Terms(
        names=frozenset(bare), phrases=_phrases(bare), sections=frozenset(section), tags=frozenset(tag),
        kinds=frozenset(kind), sources=_phrases(source), titles=_phrases(title_),
        narrowed=any((section, tag, source, kind, title_)),
    )


def _phrases(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {word} " for word in words)


def _any_in(phrases: tuple[str, ...], text: str) -> bool:
    for phrase in phrases:  # a loop, as any() with a generator takes thrice the time, here for each article and block
        if phrase in text:
            return True
    return False


def leading_word(headline: str) -> tuple[str, str]:
    """Return the short words before a colon (three, 25 characters at most) and what follows, else twice ``""``."""
    found = _LEADING.fullmatch(headline.strip()) if ":" in headline or "：" in headline else None
    return (found[1], found[2]) if found and len(found[1].split()) <= 3 else ("", "")


def with_kicker(headline: str, known: Set[str]) -> tuple[str, str]:
    """Return kicker and headline; the kicker is the leading word where it is among the folded `known` words.

    What remains begins with a capital, unless it begins with a name that has its own capitals (``iPhone``).
    """
    word, rest = leading_word(headline)
    if not word or folded(word) not in known:
        return "", headline
    return word, rest[0].title() + rest[1:] if rest.split()[0].islower() else rest
