"""What `add` and `refresh` share: the desk an issue is amended at, and the pictures of what comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.cli.manners import say
from newsletter.errors import UsageError
from newsletter.files import STDIN, shown
from newsletter.model import Block, Issue, Story, replace

if TYPE_CHECKING:
    from newsletter.amend import Desk
    from newsletter.model import Article, Publication


def desk_of(path: str, publication: Publication) -> Desk:
    """Return what the issue in a file is amended by. Raises UsageError for standard input, which is no file."""
    from newsletter import issue as issues, publication as publications
    from newsletter.amend import Desk

    if path == STDIN:
        raise UsageError("standard input cannot be changed", todo="name the issue's file or number")
    blocks = publications.blocks(publication)
    standing = issues.read(publications.standing(publication), blocks, standing=True)
    return Desk(name=shown(path), folder=Path(path).parent, standing=standing, blocks=blocks, language=publication.language)


def pictured(
    articles: Iterable[Article], number: int | None, publication: Publication, *, allow_private: bool
) -> tuple[Mapping[str, Article], Mapping[Path, bytes]]:
    """Return id → article with the path of its picture's file, and the files that are to be written.

    What cannot be had is told, and stays at its address.
    """
    from newsletter.amend.picturing import illustrated

    articles = list(articles)
    stories = tuple(Story(title=article.title, image=article.image) for article in articles)
    sheet = Issue(number=number, blocks=(Block(kind="section", stories=stories),))
    came = illustrated(sheet, publication, allow_private=allow_private)
    for line in came.failed:
        say(line)
    with_paths = {article.id: replace(article, image=story.image)
                  for article, story in zip(articles, came.issue.blocks[0].stories, strict=True)}
    return with_paths, came.files
