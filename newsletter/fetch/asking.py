"""A source → what it holds, asked for politely: only if it has changed, not before it wants to be asked, within a time.

Runs in a thread of its own and touches nothing that others touch: what was remembered of an address is asked for, and
what is to be remembered comes back with what was read.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from newsletter import __version__, sources, web
from newsletter.archive import Memory
from newsletter.errors import InputError, NewsletterError, NothingNew, OutsideError
from newsletter.fetch.wanted import Wanted
from newsletter.model import Reading, Struct, replace

SECONDS = 30.0
"""For all requests of one source together."""

# Where a site that was asked too often does not say for how long it wants to be left alone.
_A_WHILE = timedelta(minutes=15)


class Waiting(OutsideError):
    """The site wants to be left alone until a moment, and is."""

    def __init__(self, until: datetime, where: str) -> None:
        super().__init__("asks to be left alone", where=where)
        self.until = until


class Gone(OutsideError):
    """The site says that the source is gone for good."""


class Brought(Struct, frozen=True, kw_only=True):
    """What came of a source.

    Attributes:
        reading: None where it failed, or holds no article; then `error` says so.
        memories: what is to be remembered of each address that was asked for.
        moved: where the site says the source is from now on; empty where it stays.
        bug: the traceback of an error that is none of the source's.
    """

    source: Wanted
    reading: Reading | None = None
    error: NewsletterError | None = None
    memories: dict[str, Memory] = {}
    moved: str = ""
    bug: str = ""


def bring(
    source: Wanted, *, at: datetime, recall: Callable[[str, str], Memory], root: Path | None,
    allow_private: bool = False, seconds: float = SECONDS,
) -> Brought:
    """Return what a source holds, or why it could not be read; raises nothing.

    Args:
        at: the moment of the run.
        recall: returns what is remembered of an address that a source asks for.
        root: the publication's folder, where relative paths begin.
    """
    asking = _Asking(source, at, recall, allow_private, seconds)
    try:
        reading = sources.read(source.address, kind=source.kind, name=source.name, base=source.base, root=root,
                               get=asking.get)
    except NewsletterError as error:
        if not asking.led_to_the_same:
            known = asking.understood() if isinstance(error, NothingNew) else {}
            return Brought(source=source, error=error, memories=asking.refused | known, moved=asking.moved)
        reading = Reading(name=source.name, kind=source.kind, unchanged=True)
    except Exception as error:  # one source must not lose the others, whatever is wrong with us
        failed = InputError(f"this is a bug in newsletter ({type(error).__name__})", where=source.name)
        return Brought(source=source, error=failed, memories=asking.refused, bug=traceback.format_exc())
    return Brought(source=source, reading=reading, memories=asking.refused | asking.understood(), moved=asking.moved)


class _Asking:
    """One source's questions, and what was learnt from the answers.

    Attributes:
        refused: address → what to remember of it although nothing could be read.
        moved: see `Brought`.
    """

    def __init__(
        self, source: Wanted, at: datetime, recall: Callable[[str, str], Memory], allow_private: bool, seconds: float
    ) -> None:
        self.refused: dict[str, Memory] = {}
        self.moved = ""
        self._source, self._at, self._recall, self._allow_private = source, at, recall, allow_private
        self._clock = web.Clock(seconds)
        self._answered: dict[str, Memory] = {}
        self._changed: set[str] = set()
        self._is_incomplete = False
        self._way = ""
        # What is there is read again when it would be read in another way: renamed, of another kind, by newer code.
        how = "\0".join((source.name, source.kind, source.base, __version__))
        self._how = sha256(how.encode("utf-8", "replace")).hexdigest()[:12]

    def get(self, url: str) -> web.Fetched:
        """Return what is behind an address; with status 304 and no data where that is what was read the last time."""
        memory = self._recall(url, self._source.name)
        if not self._source.by_hand:
            self._leave_alone(url, memory)
        known = memory.digest.startswith(self._how)
        try:
            answer = web.fetch(url, allow_private=self._allow_private, seconds=self._clock,
                               headers=_conditions(memory) if known else {})
        except web.Answered as error:
            raise self._learnt(url, memory, error) from error
        except OutsideError:
            self._is_incomplete = True
            raise
        self._note(url, answer)
        if answer.is_unchanged:
            self._answered[url] = replace(memory, not_before=None, gone=False)
            return answer
        read = Memory(etag=answer.headers.get("etag", ""), last_modified=answer.headers.get("last-modified", ""),
                      digest=self._how + sha256(answer.data).hexdigest())
        self._answered[url] = read
        if read.digest == memory.digest:
            return replace(answer, status=web.UNCHANGED, data=b"")
        self._changed.add(url)
        return answer

    def understood(self) -> dict[str, Memory]:
        """Return what to remember of the addresses once what they hold was read.

        Of one that led on to where the articles are, nothing: it is needed whole each time to know the way. And nothing
        at all where a question failed that may go well the next time.
        """
        if self._is_incomplete:
            return {}
        return self._answered | ({self._way: Memory()} if self._way and len(self._answered) > 1 else {})

    @property
    def led_to_the_same(self) -> bool:
        """Whether the source's address led on, and all that it led to is as it was when it could be read."""
        return bool(self._way) and len(self._answered) > 1 and self._changed <= {self._way}

    def _note(self, url: str, answer: web.Fetched) -> None:
        """Note of the first answer where the source has moved to, and whether it may be only the way to it.

        A page, and the table of contents of a site's interface, lead on; a list of posts has more behind it.
        """
        if not self._answered:
            self.moved = answer.moved
            self._way = url if not answer.data.lstrip().startswith(b"[") else ""

    def _leave_alone(self, url: str, memory: Memory) -> None:
        """Raise where a site wants no question now."""
        if memory.gone:
            raise Gone("it is gone for good", where=url)
        if memory.not_before and memory.not_before > self._at:
            self._is_incomplete = True
            raise Waiting(memory.not_before, url)

    def _learnt(self, url: str, memory: Memory, error: web.Answered) -> OutsideError:
        """Remember a refusal that holds for longer than this run, and return it as the editor is told of it."""
        if error.status == web.GONE and url == self._source.address:
            self.refused[url] = replace(memory, gone=True)
            return Gone(error.what, where=error.where)
        self._is_incomplete |= not 300 <= error.status < 500 or error.status == web.TOO_OFTEN
        until = self._left_alone_until(error)
        if until is None:
            return error
        self.refused[url] = replace(memory, not_before=until)
        return error.advised(f"it asks to be left alone until {clock(until, self._at)}")

    def _left_alone_until(self, error: web.Answered) -> datetime | None:
        """Return until when a site does not want to be asked; None where it does not say so, or that is over."""
        if error.status not in (web.TOO_OFTEN, web.AWAY):
            return None
        until = web.asked_again(error.headers, self._at)
        if until is None and error.status == web.TOO_OFTEN:
            until = self._at + _A_WHILE
        return until if until and until > self._at else None


def clock(moment: datetime, at: datetime) -> str:
    """Return a moment as the clock shows it where `at` is; with its day where that is another."""
    there = moment.astimezone(at.tzinfo)
    return f"{there:%H:%M}" if there.date() == at.date() else f"{there:%Y-%m-%d %H:%M}"


def _conditions(memory: Memory) -> dict[str, str]:
    """Return the headers that ask for an answer only if something has changed; validators as they came."""
    told = {"If-None-Match": memory.etag, "If-Modified-Since": memory.last_modified}
    return {name: value for name, value in told.items() if value}
