"""``newsletter why``: why an article is in an issue, or was left out; at any time, for any article."""

from __future__ import annotations

import dataclasses
import shlex
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.amending import desk_of
from newsletter.cli.choosing import looked_back, read_sources, select, stored
from newsletter.cli.manners import AllowPrivate, here, issue_file, put, read_issue, say
from newsletter.cli.meant import issue_last
from newsletter.errors import InputError, UsageError
from newsletter.files import STDIN, shown
from newsletter.model import Issue, Reading, canonical, folded, replace
from newsletter.prose import excerpt, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsletter.archive import Archive
    from newsletter.model import Article, Publication, Selection
    from newsletter.pick import Settings

_SHOWN = 6


def why(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="URL|TITLE… [ISSUE]",
            help="Its address, or words of its headline; then the number, date or file of an issue, if not the newest.",
        ),
    ],
    source: Annotated[list[str] | None, typer.Option(metavar="SOURCE", help="It was picked from this, too.")] = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Say why an article is in ISSUE, or was left out: it is picked once more as it was picked then."""
    wanted, which = issue_last(words)
    if (found := _issue(which)) is None:
        put(_without_an_issue(wanted, here()) + "\n", "-")
        return
    path, publication = found
    issue = read_issue(path, publication)
    if not issue.picked:
        raise UsageError(
            f"{shown(path)} was not picked (it has no [picked] table)", todo="name an issue that pick or next made"
        )
    stands = _as_it_stands(issue, wanted)
    answers, shelf = (_from_archive, "archive") if _of_the_archive(issue) else (_from_sources, "sources")
    told = answers(issue, publication, wanted, source or (), allow_private, there=bool(stands))
    behind = "when it was picked:" if told else f"it was put in by hand, or is not in the {shelf} any more"
    lines = [*(f"{line}; {behind}" for line in stands.values()), *told, *_astray(path, publication, issue, stands)]
    put("\n".join(one_line(line) for part in lines for line in part.split("\n")) + "\n", "-")


# ── which issue, and how it reads now ────────────────────────────────────────────────────────────────────────


def _issue(which: str) -> tuple[str, Publication] | None:
    """Return the issue meant; where none is named the newest, sent or not. None where there is no issue at all."""
    from newsletter import issue

    if which:
        return issue_file(which)
    publication = here()
    numbers = issue.numbers(publication)
    if not numbers:
        return None if publication.root else issue_file(which)
    try:
        return issue_file(which)
    except InputError:
        path = numbers[-1][1]
        say(f"taking {shown(path)}")
        return str(path), publication


def _as_it_stands(issue: Issue, wanted: str) -> dict[str, str]:
    """Return position → where a story with this address or these words stands now, editor's changes and all."""
    found = {}
    for number, block in enumerate(issue.blocks, 1):
        for place, story in enumerate(block.stories, 1):
            if canonical(wanted) == canonical(story.url) or folded(wanted) in folded(story.title):
                used = "in use" if story.use and block.use else "not in use"
                position = f"b{number}.s{place}"
                found[position] = f"{issue.where(position)}: {one_line(story.title)} — {used}"
    return found


def _astray(path: str, publication: Publication, issue: Issue, positions: Iterable[str]) -> list[str]:
    """Return what is to be said of stories at these positions that stand in a section they were not picked for."""
    from newsletter import amend, archive as archives

    if publication.root is None or path == STDIN or not (shelf := publication.root / archives.FILE).exists():
        return []
    with archives.open(shelf, make=False) as archive:
        lines = amend.astray(issue, archive, desk_of(path, publication))
    return [lines[position] for position in positions if position in lines]


# ── picked from sources ──────────────────────────────────────────────────────────────────────────────────────


def _from_sources(
    issue: Issue, publication: Publication, wanted: str, source: Sequence[str], allow_private: bool, *, there: bool
) -> list[str]:
    """Return the answer for an issue of `newsletter pick SOURCE`, whose sources are read once more.

    Args:
        there: the file holds a story of it, so that nothing is said where the sources do not.
    """
    from newsletter import pick

    own = {source.get("name") or str(source["address"]) for source in publication.sources}
    named = [name for name in _sources_of(issue) if name not in own]
    # An issue may come from somebody else: only what is named here is read.
    if unnamed := set(named).difference(source):
        raise UsageError(
            f"{issue.name} was picked from {', '.join(sorted(unnamed))}",
            todo="name it again: " + " ".join(f"--source {shlex.quote(name)}" for name in sorted(unnamed)),
        )
    readings = read_sources(publication, named or None, allow_private=allow_private, quietly=True)
    again = select(readings, publication, pick.remembered(issue))
    told = pick.why(again, wanted, "" if there else "was in none of the sources", now=issue)
    return [told] if told else []


def _sources_of(issue: Issue) -> list[str]:
    told = (issue.picked or {}).get("sources")
    return list(map(str, told)) if isinstance(told, list) else []


# ── picked from the archive ──────────────────────────────────────────────────────────────────────────────────


def _of_the_archive(issue: Issue) -> bool:
    from newsletter.archive import FILE

    return _sources_of(issue) == [FILE]


def _from_archive(
    issue: Issue, publication: Publication, wanted: str, source: Sequence[str], allow_private: bool, *, there: bool
) -> list[str]:
    """Return the answer for an issue picked from the archive, of which no more is asked than what it held then.

    Args:
        there: the file holds a story of it, so that nothing is said where the archive does not.
    """
    from newsletter import pick

    with _archive(publication, issue) as archive:
        found = archive.named(wanted, _SHOWN)
        if not found and there:
            return []
        if not found:
            again = _picked_again(issue, publication, archive, _like(wanted, archive), whole=True)
            return [pick.why(again, wanted, "was never fetched")]
        again = _picked_again(issue, publication, archive, found, whole=False)
    again = _only(again, found)
    picked = {choice.article.id for choice in again.choices}
    called = f"No. {issue.number}" if issue.number is not None else issue.name
    return list(dict.fromkeys(
        pick.why(again, article.url or article.title, now=issue) if article.id in picked
        else f"{_quoted(article)} {_came(article, publication)}, after {called} was picked."
        for article in found
    ))


def _archive(publication: Publication, issue: Issue) -> Archive:
    """Open the archive that an issue was picked from."""
    from newsletter import archive as archives

    if publication.root is None or not (path := publication.root / archives.FILE).exists():
        raise UsageError(f"{issue.name} was picked from {archives.FILE}, which is not there",
                         todo="newsletter fetch brings in again what can still be fetched")
    return archives.open(path, make=False)


def _picked_again(
    issue: Issue, publication: Publication, archive: Archive, also: Sequence[Article], *, whole: bool
) -> Selection:
    """Return what was picked then; the articles asked about are among what was chosen from.

    Args:
        whole: with all that there was; else only as far as the articles asked about need it.
    """
    settings = _as_then(issue, publication, archive)
    ids = [article.id for article in also]
    if settings.until and not whole:
        # What is out with nothing beside it (too old, carried before) was out whatever else there was.
        reading = Reading(
            name="", kind="archive",
            articles=tuple(archive.within(settings.until, settings.until, also=ids, marked=settings.until)),
        )
        alone = select([reading], publication, settings)
        if all(choice.outcome == "out" for choice in alone.choices):
            return alone
    return select([stored(archive, settings, ids, marked=settings.until)], publication, settings)


def _as_then(issue: Issue, publication: Publication, archive: Archive) -> Settings:
    """Return the settings of an issue, and what the numbers before it carried."""
    from newsletter import pick, publication as publications
    from newsletter.history import history

    settings = pick.remembered(issue)
    return dataclasses.replace(
        settings,
        carried=history(publication, publications.blocks(publication), before=issue.number, day=issue.date).carried,
        repeat=tuple(publication.pick.get("repeat", ())),
        recent=looked_back(publication, archive, settings.balance, issue.number),
    )


def _only(selection: Selection, found: Sequence[Article]) -> Selection:
    """Return a selection with only the choices that may be of these articles, by address or by headline."""
    ids, titles = {article.id for article in found}, {folded(article.title) for article in found}
    choices = (one for one in selection.choices if folded(one.article.title) in titles or one.article.id in ids)
    return replace(selection, choices=tuple(choices))


def _like(wanted: str, archive: Archive) -> list[Article]:
    """Return articles that may have been meant: those with one of the two longest words in their headline or teaser."""
    words = folded(canonical(wanted).rpartition("/")[2] if "://" in wanted else wanted).split()
    longest = sorted(words, key=len, reverse=True)[:2]
    return [article for word in longest for article in archive.search(word, most=20).articles]


# ── before the first issue ───────────────────────────────────────────────────────────────────────────────────


def _without_an_issue(wanted: str, publication: Publication) -> str:
    """Return what the archive knows of an article, where no issue could have carried it yet."""
    from newsletter import archive as archives, issue

    if publication.root is None or not (path := publication.root / archives.FILE).exists():
        issue.find(publication)  # raises, and says how the first issue is made
    with archives.open(path, make=False) as archive:
        found = archive.named(wanted, _SHOWN)
    if not found:
        return f"'{excerpt(one_line(wanted), 60)}' was never fetched."
    lines = [f"{_quoted(article)} {_came(article, publication)}; there is no number yet." for article in found]
    return "\n".join(dict.fromkeys(lines))


def _came(article: Article, publication: Publication) -> str:
    """Return when and from where an article came into the archive."""
    from zoneinfo import ZoneInfo

    def day(moment: datetime) -> str:
        there = moment.astimezone(ZoneInfo(publication.timezone))
        return f"{there.day} {there:%B %Y}"

    dated = f" (dated {day(article.published)})" if article.published else ""
    seen = f" on {day(article.seen)}" if article.seen else ""
    return f"was first seen{seen}{dated} in {one_line(article.source)}"


def _quoted(article: Article) -> str:
    return f"'{excerpt(one_line(article.title), 60)}'"
