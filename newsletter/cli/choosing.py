"""What `pick`, `next` and `why` share: the options of choosing, reading the sources, choosing, and what is said of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.manners import moment, read_back, say
from newsletter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.model import Article, Issue, Publication, Reading, Selection
    from newsletter.pick import Settings

Most = Annotated[int | None, typer.Option("-n", "--most", metavar="N", help="Stories in all, at the most.")]
Since = Annotated[str, typer.Option(metavar="WHEN", help="Only from then on: 7d, 2026-11-13, monday, yesterday.")]
Sections = Annotated[list[str] | None, typer.Option("--section", metavar="NAME", help="Only this section; repeat for more.")]
Lead = Annotated[str, typer.Option(metavar="URL|TITLE", help="This article leads.")]
Pins = Annotated[list[str] | None, typer.Option("--pin", metavar="URL|TITLE", help="This article is in, whatever the limits.")]
Skips = Annotated[list[str] | None, typer.Option("--skip", metavar="URL|TITLE", help="This article is out.")]
AllowEmpty = Annotated[bool, typer.Option("--allow-empty", help="Make an issue even of nothing.")]


def asked(
    publication: Publication,
    at: datetime,
    *,
    most: int | None,
    since: str,
    section: list[str] | None,
    lead: str,
    pin: list[str] | None,
    skip: list[str] | None,
    allow_empty: bool,
    earliest: datetime | None = None,
    **more: Any,
) -> Settings:
    """Return the settings that these options mean; what is not said is the publication's `[pick]`.

    Args:
        at: the moment of picking.
        earliest: where the window begins unless `since` says otherwise; None for no window.
        more: settings that come from no option.
    """
    from newsletter.pick import Settings

    said = {
        "language": publication.language,
        "when": at,
        "since": moment(since, at) if since else earliest,
        "most": publication.pick.get("most") if most is None else most,
        "sections": tuple(section or ()),
        "lead": lead,
        "pins": tuple(pin or ()),
        "skips": tuple(skip or ()),
        "never": tuple(publication.pick.get("skip", ())),
        "allow_empty": allow_empty,
    }
    return Settings(**said, **more)


def read_sources(
    publication: Publication, named: Sequence[str] | None, *, allow_private: bool, quietly: bool = False
) -> list[Reading]:
    """Return what the named sources hold, or the publication's own; what was understood is read back."""
    from newsletter import sources

    asked = [{"address": address} for address in named or ()] or list(publication.sources)
    if not asked:
        raise UsageError("there is nothing to pick from", todo="name a feed or a file: newsletter pick feed.xml")
    readings = []
    for source in asked:
        address = str(source["address"])
        if not named and publication.root and "://" not in address:
            address = str(publication.root / address)
        reading = sources.read(
            address, kind=source.get("kind", ""), name=source.get("name", ""), allow_private=allow_private
        )
        # What a listing lacks, the feed beside it gives; alone it needs the advice.
        if not quietly:
            read_back(reading, advise=len(asked) == 1)
        readings.append(_pictures_from_here(reading, publication.root or Path.cwd()))
    return readings


def _pictures_from_here(reading: Reading, root: Path) -> Reading:
    """Return a reading whose picture files are given from the publication's folder; without those outside it."""
    from newsletter.model import replace

    def placed(article: Article) -> Article:
        path = Path(article.image)
        if not path.is_absolute():
            return article
        inside = path.is_relative_to(root.resolve())
        return replace(article, image=path.relative_to(root.resolve()).as_posix() if inside else "")

    return replace(reading, articles=tuple(map(placed, reading.articles)))


def select(readings: Sequence[Reading], publication: Publication, settings: Settings) -> Selection:
    """Return what is picked of the readings, by the publication's standing matter."""
    from newsletter import issue, publication as publications
    from newsletter.pick import pick as choose

    blocks = publications.blocks(publication)
    standing = issue.read(publications.standing(publication), blocks, standing=True)
    return choose(readings, standing, settings=settings, blocks=blocks)


def written(selection: Selection) -> str:
    """Return the picked issue as its file, and say in sentences what is in it."""
    from newsletter import issue
    from newsletter.pick import comments, summary

    for line in summary(selection):
        say(line)
    for title in unlinked(selection.issue):
        say(f"no address: {title}")
    return issue.write(selection.issue, comments(selection))


def unlinked(issue: Issue) -> list[str]:
    """Return the headlines in use that lead nowhere, where others do; a whole pasted listing has no addresses."""
    used = [story for block in issue.blocks if block.use for story in block.stories if story.use]
    without = [story.title for story in used if not story.url]
    return without if len(without) < len(used) else []
