"""An issue, and the articles its stories were made of → those that stand in a section they were not picked for."""

from __future__ import annotations

from collections.abc import Mapping

from newsletter import pick
from newsletter.amend.desk import Desk, id_of, stories
from newsletter.archive import Archive
from newsletter.model import Article, Issue


def astray(issue: Issue, known: Archive | Mapping[str, Article], desk: Desk) -> dict[str, str]:
    """Return position → line for each story in use that stands where it does not belong, whoever put it there.

    Args:
        known: `Article.id` → article; an archive for all that it knows.
    """
    articles = known if isinstance(known, Mapping) else known.known(id_of(story) for _, _, story in stories(issue))
    return {position: f"{issue.where(position)}: {sentence}"
            for position, sentence in pick.misplaced(issue, desk.standing, desk.blocks, articles)}
