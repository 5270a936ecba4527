"""All sources, side by side → the archive; and what came of each.

Each source is read in a thread (`crew`, `asking`); the archive is written here, in the caller's thread, source by
source as they come in: whatever ends the run, what had come is kept, and the archive is whole.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from queue import SimpleQueue

from newsletter.archive import Archive, Memory
from newsletter.errors import NothingNew
from newsletter.fetch.asking import SECONDS, Brought, Gone, Waiting, bring, clock
from newsletter.fetch.crew import Crew
from newsletter.fetch.missing import fill
from newsletter.fetch.wanted import Wanted, table, wanted
from newsletter.model import Article, Publication, Reading, Struct, replace
from newsletter.prose import excerpt

__all__ = ["Outcome", "Report", "fetch", "wanted"]

HANDS = 32
"""Sources asked at a time."""

_AHEAD = timedelta(days=2)  # time zones and embargoes; what is dated later is a slip, or wants to stay on top for ever
_MOST_NOTES = 5


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of one source.

    Attributes:
        name: the source.
        status: ``fetched``; ``unchanged`` since the last time; ``waiting`` because it asks to be left alone;
            ``gone`` for good; ``failed``.
        count: articles it holds now, where it was fetched.
        new: those no source had before, 1,000 at the most; `new_count` is all of them.
        changed: articles whose words are others now.
        error: one line, where it was not read.
        notes: lines for the editor.
        bug: the traceback, where the failure is ours.
    """

    name: str
    status: str
    count: int = 0
    new: tuple[Article, ...] = ()
    new_count: int = 0
    changed: int = 0
    error: str = ""
    notes: tuple[str, ...] = ()
    bug: str = ""


class Report(Struct, frozen=True, kw_only=True):
    """What came of all sources, in their order; and how many pictures the articles' own pages gave."""

    outcomes: tuple[Outcome, ...]
    pictures: int = 0

    @property
    def new_count(self) -> int:
        """Articles that no source had before."""
        return sum(outcome.new_count for outcome in self.outcomes)

    @property
    def all_failed(self) -> bool:
        """Whether nothing could be read at all. A source that waits has not failed."""
        return all(outcome.status in ("failed", "gone") for outcome in self.outcomes)


def fetch(
    publication: Publication, archive: Archive, *, at: datetime, named: Sequence[str] = (), allow_private: bool = False,
    told: Callable[[Outcome], None] = lambda outcome: None, looking: Callable[[int, int], None] = lambda done, of: None,
    seconds: float = SECONDS,
) -> Report:
    """Bring what the sources hold into the archive.

    Args:
        at: this moment, in the publication's time zone.
        named: names or addresses of its sources, or any other address or path; nothing for all its sources.
        allow_private: an address may lead into one's own network.
        told: is called with each outcome as it comes.
        looking: is called with how many pages of articles were asked for their picture, and of how many.
        seconds: for all requests of one source together.

    Raises:
        UsageError: no sources, or a name that is none.
        OutsideError: the archive cannot be written.
    """
    sources = wanted(publication, named)
    outcomes: dict[Wanted, Outcome] = {}
    begun = time.monotonic()

    def keep(message: Brought | _Question) -> None:
        if isinstance(message, _Question):
            message.answer.put(archive.remembered(message.url))
            return
        # Seen when it is put, not when the run began: a number picked in between has not seen it, and the next one must.
        seen = at + timedelta(seconds=time.monotonic() - begun)
        outcomes[message.source] = _stored(message, publication, archive, seen)
        told(outcomes[message.source])

    one = partial(bring, at=at, root=publication.root, allow_private=allow_private, seconds=seconds)
    crew: Crew[Brought | _Question] = Crew([partial(_job, one, source) for source in sources], HANDS)
    try:
        for message in crew:
            keep(message)
    except KeyboardInterrupt:
        for message in crew.at_hand():
            keep(message)
        raise
    read = [source for source in sources if outcomes[source].status in ("fetched", "unchanged")]
    came = [source.name for source in read if source.on_the_web]
    pictures = fill(archive, came, at=at, allow_private=allow_private, looking=looking)
    return Report(outcomes=tuple(outcomes[source] for source in sources), pictures=pictures)


class _Question(Struct, frozen=True):
    """A thread's question to the archive: what is remembered of an address?"""

    url: str
    answer: SimpleQueue[Memory]


def _job(one: Callable[..., Brought], source: Wanted, post: Callable[[Brought | _Question], None]) -> None:
    def recall(url: str) -> Memory:
        answer: SimpleQueue[Memory] = SimpleQueue()
        post(_Question(url, answer))
        return answer.get()

    post(one(source, recall=recall))


# ── into the archive ─────────────────────────────────────────────────────────────────────────────────────────


def _stored(brought: Brought, publication: Publication, archive: Archive, at: datetime) -> Outcome:
    """Put what was brought into the archive, and then what is remembered: a kill in between must lose nothing."""
    name, reading = brought.source.name, brought.reading
    if reading is None:
        outcome = _unread(brought, publication, at)
    elif reading.unchanged:
        outcome = Outcome(name=name, status="unchanged", notes=_moved(brought, publication))
    else:
        articles, note = _dated(reading.articles, at)
        put = archive.put(name, articles, at)
        said = _said(reading) if put.new_count or put.changed else []
        outcome = Outcome(
            name=name, status="fetched", count=len(articles), new=put.new, new_count=put.new_count, changed=put.changed,
            notes=(*note, *said, *_moved(brought, publication)),
        )
    for url, memory in brought.memories.items():
        archive.remember(url, memory)
    return outcome


def _unread(brought: Brought, publication: Publication, at: datetime) -> Outcome:
    """Return the outcome of a source that gave nothing, with one line that says why."""
    name, error = brought.source.name, brought.error
    if isinstance(error, Waiting):
        line = f"{name}: asks to be left alone until {clock(error.until, at)}"
        return Outcome(name=name, status="waiting", error=f"{line} — newsletter fetch '{name}' asks all the same")
    if isinstance(error, Gone):
        where = table(publication, brought.source)
        todo = f" — take it out: {where}" if where else ""
        return Outcome(name=name, status="gone", error=f"{name}: it is gone for good{todo}")
    if isinstance(error, NothingNew):
        return Outcome(name=name, status="fetched", notes=(_named(name, str(error)),))
    return Outcome(name=name, status="failed", error=_named(name, str(error)), bug=brought.bug)


def _named(name: str, line: str) -> str:
    return line if line.startswith(f"{name}:") else f"{name}: {line}"


def _dated(articles: Iterable[Article], at: datetime) -> tuple[list[Article], list[str]]:
    """Return articles without dates that lie ahead, and a line about them: such a one would be the newest for ever."""
    ahead = at + _AHEAD
    mended = [replace(article, published=None) if article.published and article.published > ahead else article
              for article in articles]
    count = sum(before.published is not after.published for before, after in zip(articles, mended, strict=True))
    if not count:
        return mended, []
    what = "1 article is" if count == 1 else f"{count} articles are"
    return mended, [f"{what} dated in the future, and taken for undated"]


def _said(reading: Reading) -> list[str]:
    """Return what a kind of source has to say to the editor."""
    return [*reading.advice, *(f"left out: {excerpt(piece, 200)}" for piece in reading.unplaced[:_MOST_NOTES])]


def _moved(brought: Brought, publication: Publication) -> tuple[str, ...]:
    if not brought.moved:
        return ()
    where = table(publication, brought.source)
    todo = f" — write that into {where}" if where else ""
    return (f"it has moved for good to {brought.moved}{todo}",)
