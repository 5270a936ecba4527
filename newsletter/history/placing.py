"""The stories of a letter as it links them → what they are: an article of the archive, an address, or a headline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsletter.history.ledger import PastStory
from newsletter.history.links import counts_readers, leads_to_no_story, may_be_asked, speaks_of_leaving
from newsletter.history.stories import Linked, Sure
from newsletter.model import Article, canonical, folded

if TYPE_CHECKING:
    from newsletter.archive import Archive

How = Literal["archive", "address", "headline", "nowhere"]

# A headline shorter than this is a word like “Podcast”, which other pieces have, too; scripts without blanks say more
# with fewer characters.
_SHORTEST, _SHORTEST_WIDE = 8, 4
_FEW_WORDS = 4


class Placed(NamedTuple):
    """What a story of a letter is, and how that is known; `words` name it to an editor."""

    story: PastStory
    how: How
    words: str


class Desk(NamedTuple):
    """What stories are placed by.

    Attributes:
        archive: None where there is none.
        hosts: the publication's own sites: an address there is a story's, however it looks.
        follow: an address that only counts readers → where it leads, empty where nobody can tell; it is given a
            second question, whether an address on the way is far enough.
    """

    archive: Archive | None
    hosts: Collection[str] = ()
    follow: Callable[[str, Callable[[str], bool]], str] | None = None

    def known(self, addresses: Iterable[str]) -> Mapping[str, Article]:
        """Return canonical address → article, for those that the archive has."""
        return self.archive.known({canonical(address) for address in addresses}) if self.archive else {}

    def titled(self, titles: Iterable[str]) -> Mapping[str, Article]:
        """Return folded headline → article, for those that the archive has."""
        return self.archive.by_titles(filter(_says_enough, titles)) if self.archive else {}

    def is_own(self, address: str) -> bool:
        """Return whether an address is on one of the publication's own sites."""
        return host(address) in self.hosts

    def says_nothing(self, address: str) -> bool:
        """Return whether an address only counts readers."""
        return counts_readers(address, own=self.is_own(address))

    def end_of(self, address: str) -> str:
        """Return where an address leads in the end; empty where nobody can tell, or it stays with who counts."""
        end = self.follow(address, self._is_enough) if self.follow else ""
        return end if host(end) != host(address) or self.is_own(end) and not self.says_nothing(end) else ""

    def _is_enough(self, address: str) -> bool:
        """Return whether an address on the way is not to be asked: all but those that again only count readers.

        Asking for the address of a way out of the list may take a reader off it, and no list of words knows them all.
        """
        return not may_be_asked(address) or bool(self.known([address]))


def host(address: str) -> str:
    """Return the site of an address, as it is compared."""
    return canonical(address).partition("/")[0].partition("?")[0]


def place(stories: Sequence[Linked], desk: Desk) -> list[Placed]:
    """Return what the stories of one letter are, each once, in order; what turns out to be none is left out."""
    known = desk.known(address for story in stories for address in story.addresses)
    titled = desk.titled({words for story in stories for words in (story.title, *story.others)})
    placed: dict[str, Placed] = {}
    for story in stories:
        one = _in_archive(story, known, titled, desk) or (None if story.shy else _elsewhere(story, desk))
        if one:
            placed.setdefault(canonical(one.story.url) or folded(one.story.title) or one.words, one)
    return list(placed.values())


def _in_archive(
    story: Linked, known: Mapping[str, Article], titled: Mapping[str, Article], desk: Desk
) -> Placed | None:
    """Return a story that the archive has: by one of its addresses, else by its headline or what stands beside it.

    Where the address says where it leads, another one with the same headline is another piece.
    """
    found = [known.get(canonical(address)) for address in story.addresses]
    if not story.addresses or desk.says_nothing(story.addresses[-1]):
        found += [titled.get(folded(words)) for words in (story.title, *story.others)]
    article = next(filter(None, found), None)
    return _as_article(article) if article else None


def _as_article(article: Article) -> Placed:
    return Placed(PastStory(title=article.title, url=article.url), "archive", article.title)


def _elsewhere(story: Linked, desk: Desk) -> Placed | None:
    """Return a story that the archive does not have, or has behind an address that must be followed; None for none."""
    target = story.addresses[-1]
    if desk.says_nothing(target):
        target = desk.end_of(target) if story.headed and not speaks_of_leaving(target) else ""
        if target and leads_to_no_story(target):
            return None
        if article := desk.known([target]).get(canonical(target)) if target else None:
            return _as_article(article)
    words = story.title or story.addresses[-1]
    if target:
        return Placed(PastStory(title=story.title, url=target), "address", words)
    if _says_enough(story.title) and (story.sure >= Sure.APART or len(story.title.split()) >= _FEW_WORDS):
        return Placed(PastStory(title=story.title), "headline", words)
    return Placed(PastStory(), "nowhere", words)


def _says_enough(title: str) -> bool:
    said = folded(title)
    return len(said) >= (_SHORTEST if said.isascii() else _SHORTEST_WIDE)
