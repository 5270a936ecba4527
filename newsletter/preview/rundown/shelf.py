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
from newsletter.preview.rundown.twins import Piece, as_it_stands, pieces
from newsletter.prose import one_line

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
        with archives.open(path, make=False) as archive:
            found = archive.search(query, most=MOST, ahead=datetime.now(UTC) + AHEAD)
            known = archive.known(id_of(story) for _, _, story in stories(issue))
        once = pieces(found.articles, issue, known.values())
        return {"total": found.total - len(found.articles) + len(once), "there": True,
                "articles": [_told(piece, carried) for piece in once]}

    def article(self, id: str, issue: Issue, publication: Publication) -> Article | None:
        """Return the article with an id, with the best of its twins, and as the issue knows it where it stands there.

        None where there is none.
        """
        path = _path(publication)
        if path is None:
            return None
        with archives.open(path, make=False) as archive:
            article = archive.known([id]).get(id)
            if article is None:
                return None
            alike = [one for one in archive.named(article.title) if one.id != article.id]
            known = archive.known(id_of(story) for _, _, story in stories(issue))
        piece = next(one for one in pieces((article, *alike), issue, known.values()) if article in one.members)
        story = next((story for position, _, story in stories(issue) if position == piece.at), None)
        return as_it_stands(piece.article, story) if story else piece.article

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


def _told(piece: Piece, carried: Mapping[str, str]) -> dict[str, Any]:
    article = piece.article
    earlier = (carried.get(one.id) or carried.get(folded(one.title)) for one in piece.members)
    return {
        "id": article.id, "title": one_line(article.title), "section": one_line(article.section),
        "source": one_line(article.source), "date": article.published.date().isoformat() if article.published else "",
        "kept": article.kept, "picture": bool(article.image), "at": piece.at, "use": piece.use,
        "carried": next(filter(None, earlier), ""),
    }
