"""Articles and standing matter made by hand, for the tests of picking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsletter.model import Article, Block, BlockType, Choice, Issue, Reading, Selection, Story
from newsletter.pick import Settings, pick

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

TYPES = {
    name: BlockType(name=name, about="", stories=stories, path=Path(f"{name}.mjml"))
    for name, stories in {"note": "none", "lead": "one", "section": "many", "video": "many"}.items()
}


def days_ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


def article(title: str, days: float | None = None, **fields: Any) -> Article:
    """Return an article dated so many days before noon of 20 November 2026 (UTC); undated where no days are given."""
    return Article(title=title, published=None if days is None else days_ago(days), **fields)


def reading(*articles: Article, name: str = "feed.xml") -> Reading:
    """Return a reading of the articles, which take its name and their places where they have no source."""
    placed = (one if one.source else _of(one, source=name, place=place) for place, one in enumerate(articles))
    return Reading(name=name, kind="feed", articles=tuple(placed))


def _of(article: Article, **fields: Any) -> Article:
    return Article(**{**{key: getattr(article, key) for key in article.__struct_fields__}, **fields})


def band(title: str = "", kind: str = "section", takes: str = "", **how: Any) -> Block:
    """Return a block of standing matter; `takes` is the ``kind`` of its ``pick``."""
    filled = {"kind": takes, **how} if takes else how
    return Block(kind=kind, fields={"title": title} if title else {}, pick=filled)


LEAD = band(kind="lead")
REST = band("More")


def chosen(articles: Iterable[Article], *blocks: Block, **settings: Any) -> Selection:
    return pick([reading(*articles)], Issue(blocks=blocks or (LEAD, REST)), settings=Settings(**settings), blocks=TYPES)


def headlines(selection: Selection, block: int) -> list[str]:
    """Return the headlines in use in a block, counted from 1."""
    return [story.title for story in stories(selection, block) if story.use]


def waiting(selection: Selection, block: int) -> list[str]:
    return [story.title for story in stories(selection, block) if not story.use]


def stories(selection: Selection, block: int) -> tuple[Story, ...]:
    return selection.issue.blocks[block - 1].stories


def choice(selection: Selection, title: str) -> Choice:
    """Return the one choice about the article with this headline that is not about a double."""
    found = [one for one in selection.choices if one.article.title == title and "(merged)" not in one.reason]
    assert len(found) == 1, found
    return found[0]


def reason(selection: Selection, title: str) -> str:
    one = choice(selection, title)
    return f"{one.outcome}: {one.reason}"
