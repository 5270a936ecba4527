"""What `pick`, `next` and `why` share: the options of choosing, what is chosen from, and choosing.

There are two ways: from the archive, as an editor does each week, and from sources that are named, as in a pipe.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from newsletter.cli.lately import closed, last_number
from newsletter.cli.manners import MOST, moment, now, read_back, say
from newsletter.cli.meant import command
from newsletter.errors import InputError, NothingNew, OutsideError, UsageError
from newsletter.files import STDIN, shown
from newsletter.model import Reading, canonical, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsletter.archive import Archive
    from newsletter.model import Article, Earlier, Issue, Publication, Selection
    from newsletter.pick import Settings

Most = Annotated[int | None, typer.Option("-n", "--most", metavar="N", max=MOST, help="Stories in all, at the most.")]
Since = Annotated[
    str, typer.Option(metavar="WHEN", help="Only from then on: 7d, 2026-11-13, 13.11.2026, monday, yesterday, last-issue.")
]
Sections = Annotated[list[str] | None, typer.Option("--section", metavar="NAME", help="Only this section; repeat for more.")]
Lead = Annotated[str, typer.Option(metavar="URL|TITLE", help="This article leads.")]
Pins = Annotated[list[str] | None, typer.Option("--pin", metavar="URL|TITLE", help="This article is in, whatever the limits.")]
Skips = Annotated[list[str] | None, typer.Option("--skip", metavar="URL|TITLE", help="This article is out.")]
AllowEmpty = Annotated[bool, typer.Option("--allow-empty", help="Make an issue even of nothing.")]

_SECOND = timedelta(seconds=1)  # as fine as the archive knows when it saw something


class Options(NamedTuple):
    """What was asked for on the command line; what was not is empty."""

    most: int | None = None
    since: str = ""
    section: Sequence[str] | None = None
    lead: str = ""
    pin: Sequence[str] | None = None
    skip: Sequence[str] | None = None
    allow_empty: bool = False

    @property
    def wanted(self) -> list[str]:
        """The articles that must be in."""
        return [name for name in (self.lead, *(self.pin or ())) if name]


def asked(
    publication: Publication, at: datetime, options: Options, *, earliest: datetime | None = None, **more: Any
) -> Settings:
    """Return the settings that options mean; what they do not say is the publication's `[pick]`.

    Args:
        at: the moment of picking.
        earliest: where the window begins unless the options say otherwise; None for no window.
        more: settings that come from no option.
    """
    from newsletter.pick import Settings

    own = publication.pick
    said = {
        "language": publication.language,
        "when": at,
        "since": since(publication, options.since, at) if options.since else earliest,
        "most": own.get("most") if options.most is None else options.most,
        "repeat": tuple(own.get("repeat", ())),
        "sections": tuple(options.section or ()),
        "lead": options.lead,
        "pins": tuple(options.pin or ()),
        "skips": tuple(options.skip or ()),
        "never": tuple(own.get("skip", ())),
        "allow_empty": options.allow_empty,
    }
    limits = {key: own[key] for key in ("per_section", "per_source", "balance") if key in own}
    return Settings(**{**said, **limits, **more})


def since(publication: Publication, text: str, at: datetime) -> datetime:
    """Return the moment that ``--since`` means; ``last-issue`` is when the last number was picked."""
    if text.strip().lower() != "last-issue":
        return moment(text, at)
    if begins := closed(last_number(publication), at):
        return begins
    raise UsageError("--since last-issue: there is no number yet", todo="write --since 7d, or a date")


# ── from the archive ─────────────────────────────────────────────────────────────────────────────────────────


def pick_from_archive(
    publication: Publication, options: Options, *, fetch: bool | None, allow_private: bool, **more: Any
) -> Selection:
    """Return what is picked of the archive: of all that came since the last number, or since the options say.

    Args:
        fetch: bring the sources in first; None for only where there is no archive yet.
        more: settings that come from no option.

    Raises:
        NothingNew: nothing came in, and the options do not allow an empty issue.
        OutsideError: the same, and no source could be read.
    """
    at = now(publication)
    asked(publication, at, options, until=at, **more)  # a slip is told before any source is asked
    with _archive(publication, fetch) as archive:
        failed = _brought_in(publication, archive, at, options, fetch, allow_private)
        last = closed(last_number(publication), at)
        at = _end_of_window(now(publication), last)
        settings = asked(
            publication, at, options, earliest=last or moment(publication.pick.get("window", "7d"), at), until=at,
            carried=_carried(publication), **more,
        )
        settings = replace(settings, recent=looked_back(publication, archive, settings.balance))
        try:
            return select([stored(archive, settings)], publication, settings)
        except NothingNew as nothing:
            if failed:
                what = f"none of the sources could be read, and the archive has {nothing.what}"
                raise OutsideError(what, todo="mend what the lines above say, or try again later") from nothing
            raise


def _end_of_window(at: datetime, last: datetime | None) -> datetime:
    """Return the second after this one: what has just come in was first seen in this one, and the window is half-open."""
    end = (at + _SECOND).replace(microsecond=0)
    return last + _SECOND if last and end <= last < end + _SECOND else end


@contextmanager
def _archive(publication: Publication, fetch: bool | None) -> Iterator[Archive]:
    """Open the archive; make it where it may be fetched into."""
    from newsletter import archive as archives

    if publication.root is None:
        raise UsageError("there is nothing to pick from", todo="name a feed or a file: newsletter pick feed.xml")
    path = publication.root / archives.FILE
    if not path.exists():
        if not publication.sources:
            todo = "write a source into newsletter.toml: [[source]] and below it address = 'https://…'"
            raise UsageError("there is nothing to pick from", todo=todo)
        if fetch is False:
            raise UsageError("there is nothing to pick from yet", todo="leave --no-fetch out, or say newsletter fetch")
    with archives.open(path) as archive:
        yield archive


def _brought_in(
    publication: Publication, archive: Archive, at: datetime, options: Options, fetch: bool | None, allow_private: bool
) -> bool:
    """Fetch what is to be fetched, and any article that must be in and is not, and the pictures that these lack.

    Returns whether all sources failed.
    """
    from newsletter.cli.fetch import bring
    from newsletter.cli.keep import brought
    from newsletter.fetch import fill_these

    failed = False
    if publication.sources and (archive.made if fetch is None else fetch):
        failed = bring(publication, archive, at, allow_private=allow_private).all_failed
    for address in [name for name in options.wanted if "://" in name and not archive.named(name)]:
        if fetch is False:
            raise UsageError(f"{address} is not in the archive", todo=f"bring it in: {command('fetch', address)}")
        brought(archive, address, publication, at, allow_private)
    if fetch:
        fill_these(archive, [article.id for name in options.wanted for article in archive.named(name, 1)],
                   allow_private=allow_private)
    return failed


def _carried(publication: Publication) -> Mapping[str, str]:
    """Return what other numbers carried or are to carry, and say what of it is not to be relied upon."""
    from newsletter import publication as publications
    from newsletter.history import history

    earlier = history(publication, publications.blocks(publication))
    for path in earlier.unsent:
        say(f"{shown(path)} is not marked as sent, and what it has in use is not picked again — if it went out, say "
            f"{command('sent', shown(path))}; if it is not wanted, delete it")
    for note in earlier.notes:
        say(note)
    return earlier.taken


def looked_back(
    publication: Publication, archive: Archive, numbers: int, before: int | None = None
) -> tuple[Earlier, ...]:
    """Return so many of the last sent numbers; of those before a number, where one is given."""
    from newsletter import publication as publications
    from newsletter.history import recent

    return recent(publication, publications.blocks(publication), archive, numbers, before) if numbers else ()


def stored(
    archive: Archive, settings: Settings, also: Iterable[str] = (), *, marked: datetime | None = None
) -> Reading:
    """Return what the archive holds of the settings' window, and the articles named that lie outside it.

    Args:
        also: ids of more articles.
        marked: the marks of that moment count; None for those of now.
    """
    from newsletter.archive import FILE

    def within(also: Iterable[str]) -> list[Article]:
        return archive.within(settings.since, settings.until, also=also, marked=marked)

    articles = within(also)
    missing = [name for name in (settings.lead, *settings.pins) if name and not _names_one(name, articles)]
    if older := {article.id for name in missing for article in archive.named(name)}:
        articles = within([*also, *older])
    return Reading(name=FILE, kind="archive", articles=tuple(articles))


def _names_one(name: str, articles: Iterable[Article]) -> bool:
    """Say whether a name, an address or words of a headline, may mean one of the articles."""
    address, words = canonical(name), f" {folded(name)} "
    return any(address == article.id or words in f" {folded(article.title)} " for article in articles)


# ── from sources ─────────────────────────────────────────────────────────────────────────────────────────────


def read_sources(
    publication: Publication, named: Sequence[str] | None, *, allow_private: bool, quietly: bool = False
) -> list[Reading]:
    """Return what the named sources hold, or the publication's own; what was understood is read back."""
    from newsletter import sources

    asked = [{"address": _from_here(address, publication)} for address in named or ()] or list(publication.sources)
    readings = []
    for source in asked:
        if str(source["address"]).lower().endswith(".toml"):
            what = "this is a file of a publication, and no source"
            raise InputError(what, todo="name a feed, a page or a file with articles", where=shown(str(source["address"])))
        reading = sources.read(
            str(source["address"]), kind=source.get("kind", ""), name=source.get("name", ""),
            base=source.get("base", ""), root=publication.root, allow_private=allow_private,
        )
        # What a listing lacks, the feed beside it gives; alone it needs the advice.
        if not quietly:
            read_back(reading, advise=len(asked) == 1)
        readings.append(reading)
    return readings


def _from_here(address: str, publication: Publication) -> str:
    """Return an address as typed, where relative paths begin in the working directory, as the publication takes it."""
    elsewhere = publication.root not in (None, Path.cwd()) and "://" not in address and address != STDIN
    return str(Path(address).absolute()) if elsewhere else address


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────


def select(readings: Sequence[Reading], publication: Publication, settings: Settings) -> Selection:
    """Return what is picked of the readings, by the publication's standing matter."""
    from newsletter import issue, publication as publications
    from newsletter.pick import pick as choose

    blocks = publications.blocks(publication)
    standing = issue.read(publications.standing(publication), blocks, standing=True)
    return choose(readings, standing, settings=settings, blocks=blocks)


def written(selection: Selection, issue: Issue | None = None) -> str:
    """Return a picked issue as its file; `issue` is what became of it since, its pictures being files now."""
    from newsletter import issue as issues
    from newsletter.pick import comments

    return issues.write(issue or selection.issue, comments(selection))
