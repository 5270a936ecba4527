"""``newsletter why``: why an article is in an issue, or was left out; at any time, for any article."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from newsletter.cli.amending import desk_of
from newsletter.cli.choosing import looked_back, read_sources, select, stored
from newsletter.cli.manners import AllowPrivate, here, issue_file, put, read_issue, say
from newsletter.cli.meant import issue_last, no_such_issue
from newsletter.errors import InputError, UsageError
from newsletter.files import STDIN, shown
from newsletter.model import Issue, Reading, canonical, folded, replace
from newsletter.prose import excerpt, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    told = (_of_the_archive(issue, publication) if _is_of_the_archive(issue)
            else _of_sources(issue, publication, source or (), allow_private))
    lines = list(_of_stands(stands, told))
    lines += _of_others(wanted, lines, told) if len(stands) <= _SHOWN else ()
    if not lines and not which:
        no_such_issue(words[-1])
    lines = lines or told.of(wanted, told.nowhere)
    lines += _astray(path, publication, issue, [one.position for one in stands[:_SHOWN]])
    put("\n".join(map(one_line, lines)) + "\n", "-")


class _Stands(NamedTuple):
    """A story of the issue: its position, its address or headline, and the line that says how it stands there now."""

    position: str
    called: str
    line: str


class _Told(NamedTuple):
    """Where an issue was picked from: its name, what is said of an article that is not there, and what says why.

    `of` takes an article's address, headline or words of it, and what is said where it is not there, empty for nothing;
    it gives lines.
    """

    shelf: str
    nowhere: str
    of: Callable[[str, str], list[str]]


def _of_stands(stands: Sequence[_Stands], told: _Told) -> Iterator[str]:
    """Yield how each story stands, and below that why; of many the first ones."""
    for one in stands[:_SHOWN]:
        why = told.of(one.called, "")
        yield f"{one.line}; " + ("when it was picked:" if why else f"it was put in by hand, or is not in the {told.shelf} any more")
        yield from why
    if len(stands) > _SHOWN:
        yield f"… and {len(stands) - _SHOWN} more of its headlines have these words: write more of the one you mean."


def _of_others(wanted: str, lines: Sequence[str], told: _Told) -> Iterator[str]:
    """Yield why articles with these words that do not stand in the issue were left out; `lines` were said of those that do."""
    for line in told.of(wanted, ""):
        if line not in lines and not (lines and line.startswith("… and")):
            yield line


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


def _as_it_stands(issue: Issue, wanted: str) -> list[_Stands]:
    """Return the stories with this address or these words as they stand now, editor's changes and all."""
    found = []
    for number, block in enumerate(issue.blocks, 1):
        for place, story in enumerate(block.stories, 1):
            if canonical(wanted) == canonical(story.url) or folded(wanted) in folded(story.title):
                used = "in use" if story.use and block.use else "not in use"
                position = f"b{number}.s{place}"
                line = f"{issue.where(position)}: {one_line(story.title)} — {used}"
                found.append(_Stands(position, story.url or story.title, line))
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


def _of_sources(issue: Issue, publication: Publication, source: Sequence[str], allow_private: bool) -> _Told:
    """Return what tells of an issue of `newsletter pick SOURCE`, whose sources are read once more."""
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
    return _Told("sources", "was in none of the sources",
                 lambda wanted, absent: pick.why(again, wanted, absent, now=issue).splitlines())


def _sources_of(issue: Issue) -> list[str]:
    told = (issue.picked or {}).get("sources")
    return list(map(str, told)) if isinstance(told, list) else []


# ── picked from the archive ──────────────────────────────────────────────────────────────────────────────────


def _is_of_the_archive(issue: Issue) -> bool:
    from newsletter.archive import FILE

    return _sources_of(issue) == [FILE]


def _of_the_archive(issue: Issue, publication: Publication) -> _Told:
    """Return what tells of an issue picked from the archive."""
    return _Told("archive", "was never fetched", partial(_from_archive, issue, publication))


def _from_archive(issue: Issue, publication: Publication, wanted: str, absent: str) -> list[str]:
    """Return the answer for an issue picked from the archive, of which no more is asked than what it held then.

    Args:
        absent: what is said of an article that was not there; empty: nothing is.
    """
    from newsletter import pick

    with _archive(publication, issue) as archive:
        found = archive.named(wanted, _SHOWN)
        if not found and not absent:
            return []
        if not found:
            again = _picked_again(issue, publication, archive, _like(wanted, archive), whole=True)
            return pick.why(again, wanted, absent).splitlines()
        again = _picked_again(issue, publication, archive, found, whole=False)
    again = _only(again, found)
    picked = {choice.article.id for choice in again.choices}
    said = (pick.why(again, article.url or article.title, now=issue) if article.id in picked
            else f"{_quoted(article)} {_came(article, publication)}, after {issue.called} was picked." for article in found)
    return list(dict.fromkeys(line for one in said for line in one.splitlines()))


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
        carried=history(publication, publications.blocks(publication), before=issue.number, day=issue.date).taken,
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
