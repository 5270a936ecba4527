"""Finds of the archive and the stories of an issue → each piece once, and where it stands in the issue. Pure.

A listing names a piece without the address that the feed gives it, or with another one: to an editor they are one. Which
are the same `newsletter.pick.one_of_each` says, here as when an issue is picked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from newsletter import amend, pick
from newsletter.model import Article, Issue, Story, best_of, replace


class Piece(NamedTuple):
    """One piece that was found.

    Attributes:
        members: the articles of the archive that are it.
        at: position of the story that is it, one in use before the others; empty where none is.
        use: whether that story is in the letter.
    """

    article: Article
    members: tuple[Article, ...]
    at: str = ""
    use: bool = False


def pieces(finds: Sequence[Article], issue: Issue, known: Iterable[Article] = ()) -> list[Piece]:
    """Return the pieces that were found, in the order of the finds.

    Args:
        known: what the archive knows of the issue's stories, beside the finds: a story has no date, its article has.
    """
    order = {id(article): number for number, article in enumerate(finds)}
    stories = [*_stories(issue)]
    standing = {id(article): (not use, number) for number, (article, _, use) in enumerate(stories)}
    found: list[tuple[int, Piece]] = []
    for candidate in pick.one_of_each((*finds, *known, *(article for article, _, _ in stories))):
        members = tuple(sorted((one for one in candidate.members if id(one) in order), key=lambda one: order[id(one)]))
        if not members:
            continue
        stands = [standing[id(one)] for one in candidate.members if id(one) in standing]
        _, at, use = stories[min(stands)[1]] if stands else (None, "", False)
        found.append((order[id(members[0])], Piece(best_of(members), members, at, use)))
    return [piece for _, piece in sorted(found, key=itemgetter(0))]


def _stories(issue: Issue) -> Iterator[tuple[Article, str, bool]]:
    """Yield each story of an issue as the article that it says it is, its position, and whether it is in the letter."""
    for position, block, story in amend.stories(issue):
        address = "" if story.url == "TK" else story.url
        yield Article(title=story.title, url=address, source=f"\0{position}"), position, story.use and block.use


def as_it_stands(article: Article, story: Story) -> Article:
    """Return an article under the headline and the address that a story has, so that it is known as that story's."""
    return replace(article, title=story.title, url=article.url if story.url in ("", "TK") else story.url)
