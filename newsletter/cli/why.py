"""``newsletter why``: why an article is in an issue, or was left out."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from newsletter.cli.choosing import read_sources, select
from newsletter.cli.manners import AllowPrivate, WhichIssue, issue_file, put, read_issue
from newsletter.errors import UsageError
from newsletter.files import shown
from newsletter.model import Issue, canonical, folded


def why(
    article: Annotated[str, typer.Argument(metavar="URL|TITLE", help="Its address, or a part of its headline.")],
    issue: WhichIssue = "",
    source: Annotated[list[str] | None, typer.Option(metavar="SOURCE", help="It was picked from this, too.")] = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Say why an article is in ISSUE, or was left out: it is picked once more as it was picked then."""
    from newsletter import pick

    path, publication = issue_file(issue)
    asked = read_issue(path, publication)
    if not asked.picked:
        raise UsageError(
            f"{shown(path)} was not picked (it has no [picked] table)", todo="name an issue that pick or next made"
        )
    own = {source.get("name") or str(source["address"]) for source in publication.sources}
    told = asked.picked.get("sources")
    named = [str(name) for name in told if name not in own] if isinstance(told, list) else []
    # An issue may come from somebody else: only what is named here is read.
    if unnamed := set(named).difference(source or ()):
        raise UsageError(
            f"{shown(path)} was picked from {', '.join(sorted(unnamed))}",
            todo="name it again: " + " ".join(f"--source {shlex.quote(name)}" for name in sorted(unnamed)),
        )
    readings = read_sources(publication, named or None, allow_private=allow_private, quietly=True)
    selection = select(readings, publication, pick.remembered(asked))
    put("\n".join([*_as_it_stands(asked, article), pick.why(selection, article)]) + "\n", "-")


def _as_it_stands(issue: Issue, wanted: str) -> list[str]:
    """Return where stories with this address or these words stand in the file as it is now, editor's changes and all."""
    found = []
    for number, block in enumerate(issue.blocks, 1):
        for place, story in enumerate(block.stories, 1):
            if canonical(wanted) == canonical(story.url) or folded(wanted) in folded(story.title):
                used = "in use" if story.use and block.use else "not in use"
                found.append(f"{issue.where(f'b{number}.s{place}')}: {story.title} — {used}; when it was picked:")
    return found
