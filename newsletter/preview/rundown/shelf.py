"""The publication's archive and earlier numbers → what can be brought in, and what was carried already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsletter import archive as archives, history
from newsletter.amend.desk import id_of, stories
from newsletter.model import AHEAD, Article, BlockType, Issue, Publication, Story, canonical, folded
from newsletter.preview.rundown.candidates import of_story
from newsletter.prose import excerpt, one_line

MOST = 30  # finds that are shown


class Shelf:
    """What one publication has beside the issue. All of it may be missing; then there is nothing to find."""

    def __init__(self) -> None:
        self._carried: tuple[object, Mapping[str, str]] = (None, {})

    def carried(self, issue: Issue, publication: Publication, blocks: Mapping[str, BlockType]) -> Mapping[str, str]:
        """Return what earlier numbers carried: `Article.id` or folded headline → ``No. 46 on 13 November 2026``."""
        root = publication.root
        if root is None:
            return {}
        files = [path for path in (*sorted((root / "issues").glob("*.toml")), root / "history.jsonl") if path.is_file()]
        state = issue.number, issue.date, tuple((path, path.stat().st_mtime_ns) for path in files if path.name != _file(issue))
        if self._carried[0] != state:
            found = history.history(publication, blocks, before=issue.number, day=issue.date).carried
            self._carried = state, found
        return self._carried[1]

    def found(self, query: str, issue: Issue, publication: Publication, carried: Mapping[str, str]) -> dict[str, Any]:
        """Return the articles of the archive that hold the words, the newest first, ready for JSON.

        Raises:
            InputError: the archive is damaged; where there is none, nothing is found.
        """
        path = _path(publication)
        if path is None:
            return {"total": 0, "articles": [], "there": False}
        standing = {id_of(story): (position, story.use and block.use) for position, block, story in reversed([*stories(issue)])}
        with archives.open(path, make=False) as archive:
            found = archive.search(query, most=MOST, ahead=datetime.now(UTC) + AHEAD)
        return {"total": found.total, "there": True,
                "articles": [_told(article, standing, carried) for article in found.articles]}

    def article(self, id: str, publication: Publication) -> Article | None:
        """Return the article with an id; None where there is none."""
        path = _path(publication)
        if path is None:
            return None
        with archives.open(path, make=False) as archive:
            return archive.known([id]).get(id)

    def of_story(self, story: Story, publication: Publication) -> list[Article]:
        """Return what the archive knows of a story: a row for each source that gave it."""
        path = _path(publication)
        if path is None:
            return []
        moment = datetime.now(UTC)
        with archives.open(path, make=False) as archive:
            rows = archive.within(moment, moment, also=[id_of(story)])
        return list(of_story(story, rows))


def _file(issue: Issue) -> str:
    return issue.name.rpartition("/")[2]


def _path(publication: Publication) -> Path | None:
    path = publication.root / archives.FILE if publication.root else None
    return path if path and path.is_file() else None


def told_of(story: Story, carried: Mapping[str, str]) -> str:
    """Return which earlier number carried a story; empty for none."""
    return carried.get(canonical("" if story.url == "TK" else story.url)) or carried.get(folded(story.title)) or ""


def _told(article: Article, standing: Mapping[str, tuple[str, bool]], carried: Mapping[str, str]) -> dict[str, Any]:
    position, used = standing.get(article.id, ("", False))
    return {
        "id": article.id, "title": one_line(article.title), "teaser": excerpt(one_line(article.teaser), 160),
        "section": one_line(article.section), "source": one_line(article.source), "kind": article.kind,
        "date": article.published.date().isoformat() if article.published else "", "kept": article.kept,
        "picture": bool(article.image), "at": position, "use": used,
        "carried": carried.get(article.id) or carried.get(folded(article.title)) or "",
    }
