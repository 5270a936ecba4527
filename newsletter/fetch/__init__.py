"""All sources, side by side → the archive; and what came of each.

Each source is read in a thread (`asking`), and of each site no more than two at a time; the archive is written here,
in the caller's thread, source by source as they come in: whatever ends the run, what had come is kept, and the archive is whole.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from queue import SimpleQueue

from newsletter.archive import Archive, Memory, Put
from newsletter.errors import NothingNew
from newsletter.fetch.asking import SECONDS, Brought, Gone, Waiting, bring, clock
from newsletter.fetch.missing import fill, fill_these
from newsletter.fetch.wanted import Wanted, table, wanted
from newsletter.model import AHEAD, Article, Publication, Reading, Struct
from newsletter.prose import excerpt
from newsletter.web import TooSlow
from newsletter.web.politely import Crew, lanes

__all__ = ["Outcome", "Report", "fetch", "fill_these", "wanted"]

HANDS = 32
"""Sources asked at a time."""

LANES = 2
"""Of them, sources of one site (host and port)."""

_PART = 6  # of its time that a source gets where the one before it on the same site got no answer in the whole

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

    @property
    def is_read(self) -> bool:
        """Whether what it holds is known."""
        return self.status in ("fetched", "unchanged")


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
        seconds: for all requests of one source together; less where its site was just too slow for another.

    Raises:
        UsageError: no sources, or a name that is none.
        OutsideError: the archive cannot be written.
    """
    sources = wanted(publication, named)
    outcomes: dict[Wanted, Outcome] = {}
    begun = time.monotonic()

    def keep(message: Brought | _Question) -> None:
        if isinstance(message, _Question):
            message.answer.put(archive.remembered(message.url, message.source))
            return
        # Seen when it is put, not when the run began: a number picked in between has not seen it, and the next one must.
        seen = at + timedelta(seconds=time.monotonic() - begun)
        outcomes[message.source] = _stored(message, publication, archive, seen)
        told(outcomes[message.source])

    one = partial(bring, at=at, root=publication.root, allow_private=allow_private)
    rows = lanes(sources, lambda source: source.address if source.on_the_web else "", LANES)
    crew: Crew[Brought | _Question] = Crew([partial(_row, one, row, seconds) for row in rows], HANDS)
    try:
        for message in crew:
            keep(message)
    except KeyboardInterrupt:
        for message in crew.at_hand():
            keep(message)
        raise
    came = [source.name for source in sources if source.on_the_web and outcomes[source].is_read]
    pictures = fill(archive, came, at=at, allow_private=allow_private, looking=looking)
    return Report(outcomes=tuple(outcomes[source] for source in sources), pictures=pictures)


class _Question(Struct, frozen=True):
    """A thread's question to the archive: what is remembered of an address that a source asks for?"""

    url: str
    source: str
    answer: SimpleQueue[Memory]


def _row(
    one: Callable[..., Brought], sources: Iterable[Wanted], seconds: float, post: Callable[[Brought | _Question], None]
) -> None:
    """Read sources of one site one after the other; thirty on a site that is down do not take thirty times as long."""
    def recall(url: str, source: str) -> Memory:
        answer: SimpleQueue[Memory] = SimpleQueue()
        post(_Question(url, source, answer))
        return answer.get()

    of_each = seconds
    for source in sources:
        brought = one(source, recall=recall, seconds=of_each)
        of_each = seconds / _PART if isinstance(brought.error, TooSlow) else seconds
        post(brought)


# ── into the archive ─────────────────────────────────────────────────────────────────────────────────────────


def _stored(brought: Brought, publication: Publication, archive: Archive, at: datetime) -> Outcome:
    """Put what was brought into the archive, and then what is remembered: a kill in between must lose nothing."""
    name, reading = brought.source.name, brought.reading
    if reading is None:
        outcome = _unread(brought, publication, at)
    elif reading.unchanged:
        outcome = Outcome(name=name, status="unchanged", notes=_moved(brought, publication))
    else:
        put = archive.put(name, reading.articles, at)
        alone = all(str(own["address"]) == brought.source.address for own in publication.sources)
        notes = *_ahead(reading.articles, at), *_said(reading, put, alone=alone), *_moved(brought, publication)
        outcome = Outcome(
            name=name, status="fetched", count=len(reading.articles), new=put.new, new_count=put.new_count,
            changed=put.changed, notes=notes,
        )
    for url, memory in brought.memories.items():
        archive.remember(url, memory, name)
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
        # Who prints the notes of a source writes its name before them.
        return Outcome(name=name, status="fetched", notes=(str(error).removeprefix(f"{name}: "),))
    return Outcome(name=name, status="failed", error=_named(name, str(error)), bug=brought.bug)


def _named(name: str, line: str) -> str:
    return line if line.startswith(f"{name}:") else f"{name}: {line}"


def _ahead(articles: Iterable[Article], at: datetime) -> list[str]:
    """Return a line on the articles whose dates lie ahead: picking holds them back until then."""
    count = sum(article.published is not None and article.published > at + AHEAD for article in articles)
    if count == 1:
        return ["1 article is dated in the future; it waits for its day"]
    return [f"{count:,} articles are dated in the future; they wait for their day"] if count else []


def _said(reading: Reading, put: Put, *, alone: bool) -> list[str]:
    """Return what a kind of source has to say to the editor: each time what is wrong, advice where something came.

    Args:
        alone: the publication has no other source. A listing asks for company, which it has otherwise.
    """
    advises = bool(put.new_count or put.changed) and (alone or reading.kind != "listing")
    left_out = [f"left out: {excerpt(piece, 200)}" for piece in reading.unplaced[:_MOST_NOTES]]
    return [*(reading.advice if advises else ()), *left_out]


def _moved(brought: Brought, publication: Publication) -> tuple[str, ...]:
    if not brought.moved:
        return ()
    where = table(publication, brought.source)
    todo = f" — write that into {where}" if where else ""
    return (f"it has moved for good to {brought.moved}{todo}",)
