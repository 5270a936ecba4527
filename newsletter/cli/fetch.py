"""``newsletter fetch``: bring the sources' articles into the archive, and say what an editor wants to know of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from newsletter.cli.lately import closed, last_number
from newsletter.cli.manners import AllowPrivate, here, in_json, now, put, say
from newsletter.errors import InputError, NewsletterError, OutsideError, UsageError
from newsletter.model import AHEAD
from newsletter.prose import amount, display_width, excerpt, one_line

if TYPE_CHECKING:
    from newsletter.archive import Archive
    from newsletter.fetch import Outcome, Report
    from newsletter.model import Article, Block, Publication

Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE]…", help="Names or addresses; nothing for all of the publication's sources."),
]
Json = Annotated[bool, typer.Option("--json", help="Print what came of each source as JSON.")]

_QUIET_WEEKS = 2  # from when on a band without articles is named
_LOOKING_BACK = timedelta(weeks=26)  # nobody asks beyond half a year
_LOOKED_AT = (100, 600, 3000)  # pieces: most bands have something among the first; told as far as was looked
_MOST_NAMED = 3  # sources that could not be read; more are counted
_MOST_TOLD = 1000  # new pieces; of more, as a first fetch brings them, nobody wants to know what they are for


def fetch(source: Sources = None, allow_private: AllowPrivate = False, as_json: Json = False) -> None:
    """Bring the articles of all sources, or of SOURCE, into the archive (articles.db).

    Only what has changed is asked for. A source that asks to be left alone for a while is, unless it is named here.
    """
    from newsletter import archive as archives, fetch as room

    publication = here()
    if publication.root is None:
        raise UsageError(
            "there is no publication here to keep articles in (no newsletter.toml in this folder or above it)",
            todo="start one with newsletter new my-letter; or pick at once: newsletter pick feed.xml",
        )
    local = {one.name for one in room.wanted(publication, source or ()) if not one.on_the_web}  # before a file is made
    with archives.open(publication.root / archives.FILE) as archive:
        report = bring(publication, archive, now(publication), named=source or (), allow_private=allow_private)
    if as_json:
        put(in_json(_as_json(report)), "-")
    if any(outcome.bug for outcome in report.outcomes):
        raise typer.Exit(NewsletterError.exit_code)
    if report.all_failed:
        raise OutsideError("none of the sources could be read", todo="the lines above say why")
    if lost := [outcome.name for outcome in report.outcomes if outcome.status == "failed" and outcome.name in local]:
        named = ", ".join(lost) if len(lost) <= _MOST_NAMED else amount(len(lost), "source")
        raise InputError(f"{named} could not be read; the other sources were", todo="the lines above say why")


def bring(
    publication: Publication, archive: Archive, at: datetime, *, named: Sequence[str] = (), allow_private: bool = False
) -> Report:
    """Fetch, with progress on a terminal, and say what came of it; a source that fails is told and stops nothing."""
    from newsletter import fetch as room, issue

    if archive.made and issue.numbers(publication):
        say("articles.db is new: marks made with newsletter keep are lost with the old one")
    line, done, of = Line(), 0, len(room.wanted(publication, named))
    line.show(f"asking {amount(of, 'source')} …")

    def told(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        line.show(f"{done} of {amount(of, 'source')}: {outcome.name}")

    try:
        report = room.fetch(publication, archive, at=at, named=named, allow_private=allow_private, told=told,
                            looking=lambda looked, pages: line.show(f"looking for pictures: {looked} of {pages} pages"))
    except KeyboardInterrupt:
        line.clear()
        say(f"stopped; what {done} of {amount(of, 'source')} brought is kept")
        raise
    finally:
        line.clear()
    for sentence in _sentences(report, publication, archive, at):
        say(sentence)
    return report


class Line:
    """One line on a terminal, written over again and again; nothing where nobody would see it move."""

    def __init__(self) -> None:
        self._on = sys.stderr is not None and sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        self._width = 0

    def show(self, text: str) -> None:
        if self._on:
            # Half as many characters as there are columns, for some take two.
            text = excerpt(one_line(text), max(10, shutil.get_terminal_size().columns // 2))
            sys.stderr.write("\r" + text + " " * (self._width - display_width(text)))
            sys.stderr.flush()
            self._width = display_width(text)

    def clear(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────


def _sentences(report: Report, publication: Publication, archive: Archive, at: datetime) -> list[str]:
    """Return what came in, what did not and why, and what else there is to know."""
    said = [_what_is_new(report, publication, archive, at)]
    said += [line for outcome in report.outcomes for line in (outcome.error, outcome.bug) if line]
    said += [f"{outcome.name}: {note}" for outcome in report.outcomes for note in outcome.notes]
    if report.pictures:
        pages = "page" if report.pictures == 1 else "pages"
        said.append(f"{amount(report.pictures, 'picture')} found on the articles' own {pages}")
    return said


def _what_is_new(report: Report, publication: Publication, archive: Archive, at: datetime) -> str:
    """Return the one sentence: how much is new since the last number, for which bands, and which lie dry."""
    bands = _bands(publication)
    last = last_number(publication)
    if last and (since := closed(last, at)):
        new, called = _newest_first(archive, since, at), f" since No. {last.number}"
        count = len(new)
    else:
        new, called = [article for outcome in report.outcomes for article in outcome.new], ""
        count = report.new_count
    what = f"{count:,} new{called}" if count else f"nothing new{called}"
    if count <= _MOST_TOLD and (joined := _by_band(new, bands, count)):
        what += f": {joined}"
    if dry := _dry(archive, bands, at):
        what += f"; {dry}"
    return what


def _newest_first(archive: Archive, since: datetime, at: datetime) -> list[Article]:
    """Return the pieces that came from a moment on till now, each once."""
    pieces = {article.id: article for article in archive.within(since, None) if since <= _came(article) <= at + AHEAD}
    return sorted(pieces.values(), key=_came, reverse=True)


def _came(article: Article) -> datetime:
    """Return when a piece came out; of one that came late, when it was first seen."""
    seen = article.seen or datetime.min.replace(tzinfo=UTC)
    if article.published is None:
        return seen
    return article.published if article.backlog else max(article.published, seen)


class _Bands(NamedTuple):
    """The bands of the standing matter that ask for something; a lead and the band for the rest say nothing of a piece.

    Attributes:
        names: of those with a match or a kind, from top to bottom.
        asking: of those with a match.
        of: names the bands of an article, best first.
    """

    names: list[str]
    asking: list[str]
    of: Callable[[Article], list[str]]


def _bands(publication: Publication) -> _Bands:
    from newsletter import issue, pick, publication as publications

    blocks = publications.blocks(publication)
    standing = issue.read(publications.standing(publication), blocks, standing=True)
    homes = pick.homing(standing, blocks)

    def names(among: Iterable[Block], *keys: str) -> list[str]:
        asking = (block for block in among if block.use and any(map((block.pick or {}).get, keys)))
        return [title for block in asking if (title := str(block.fields.get("title", "")))]

    return _Bands(names(standing.blocks, "match", "kind"), names(standing.blocks, "match"),
                  lambda article: names(homes(article), "match", "kind"))


def _by_band(new: Iterable[Article], bands: _Bands, count: int) -> str:
    """Return ``Brazil 4, Mexico 3, others 7``; empty where no band asks for any of them."""
    joined = Counter(dict.fromkeys(bands.names, 0))
    joined.update(names[0] for article in new if (names := bands.of(article)))
    words = [f"{name} {number:,}" for name, number in joined.most_common() if number]
    rest = count - joined.total()
    return ", ".join([*words, *([f"others {rest:,}"] if words and rest else [])])


def _dry(archive: Archive, bands: _Bands, at: datetime) -> str:
    """Return ``no Culture for 5 weeks``: the bands that nothing has come for in a while, as far as was looked."""
    found: dict[str, datetime] = {}
    looked_back = at
    for most in _LOOKED_AT if bands.asking else ():
        latest = archive.latest(at - _LOOKING_BACK, most)
        pieces = sorted((article for article in latest if _came(article) <= at + AHEAD), key=_came, reverse=True)
        found = _newest(pieces, bands)
        looked_back = _came(pieces[-1]) if pieces else at
        if len(latest) < most or found.keys() >= set(bands.asking):
            break
    lack = {band: (at - found.get(band, looked_back)).days // 7 for band in bands.asking}
    return ", ".join(f"no {band} for {weeks} weeks" for band, weeks in lack.items() if weeks >= _QUIET_WEEKS)


def _newest(pieces: Iterable[Article], bands: _Bands) -> dict[str, datetime]:
    """Return for each band that has a match when the newest of its pieces came; pieces come newest first."""
    found: dict[str, datetime] = {}
    for article in pieces:
        if found.keys() >= set(bands.asking):
            break
        for name in set(bands.of(article)) & set(bands.asking):
            found.setdefault(name, _came(article))
    return found


def _as_json(report: Report) -> dict[str, object]:
    return {
        "new": report.new_count,
        "pictures": report.pictures,
        "sources": [
            {
                "name": one_line(outcome.name), "status": outcome.status, "articles": outcome.count,
                "new": outcome.new_count, "changed": outcome.changed, "error": one_line(outcome.error),
                "notes": [one_line(note) for note in outcome.notes],
            }
            for outcome in report.outcomes
        ],
    }
