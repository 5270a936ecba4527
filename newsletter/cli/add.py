"""``newsletter add``: put articles into an issue that is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.amending import desk_of, pictured
from newsletter.cli.manners import AllowPrivate, issue_file, now, say
from newsletter.cli.meant import command, issue_first, no_such_issue
from newsletter.errors import UsageError
from newsletter.files import change, read_text

if TYPE_CHECKING:
    from newsletter.archive import Archive
    from newsletter.model import Article, Publication


def add(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[ISSUE] URL|TITLE…",
            help="The number, date or file of an issue, if not the newest; then addresses, or headlines of the archive.",
        ),
    ],
    section: Annotated[str, typer.Option(metavar="NAME", help="Into this section, by its heading or kind.")] = "",
    allow_private: AllowPrivate = False,
) -> None:
    """Put articles into ISSUE: each into the section it matches, behind its stories; a runner-up is switched on."""
    from newsletter import amend
    from newsletter.amend.picturing import laid_down

    which, wanted = issue_first(words)
    if not wanted:
        raise UsageError("no article is named", todo=f"write {command('add', which)} https://…")
    path, publication = issue_file(which)
    desk = desk_of(path, publication)
    try:
        articles = _articles(wanted, publication, allow_private)
    except UsageError:
        if not which:
            no_such_issue(words[0])
        raise
    before = amend.add(read_text(path), articles, desk, section=section)
    issue = desk.read(before.text)
    own, files = pictured(before.new, issue.number, publication, allow_private=allow_private)
    told: list[str] = []

    def added(text: str) -> str:
        came = amend.add(text, [own.get(article.id, article) for article in articles], desk, section=section)
        told.extend(came.told)
        return came.text

    with laid_down(files, Path(path)):
        change(path, added)
    for line in told:
        say(line)


def _articles(wanted: Sequence[str], publication: Publication, allow_private: bool) -> list[Article]:
    from newsletter.amend import article_of

    with _archive(publication) as archive:
        at = now(publication)
        found = [article_of(name, archive, at=at, allow_private=allow_private) for name in wanted]
    return list({article.id: article for article in found}.values())


@contextmanager
def _archive(publication: Publication) -> Iterator[Archive | None]:
    """Open the publication's archive; none where there is no publication."""
    from newsletter import archive as archives

    if publication.root is None:
        yield None
        return
    with archives.open(publication.root / archives.FILE) as archive:
        yield archive
