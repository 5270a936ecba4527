"""Addresses → what is behind them, asked politely: two at a time and one a second for whoever owns the site.

Nobody's page is read, no address is asked twice, and what was there yesterday is not asked today. Who may be asked at
all, `newsletter.web` guards.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urldefrag, urlsplit

from newsletter import web
from newsletter.errors import InputError, OutsideError
from newsletter.files import cache_folder, own_bytes, write
from newsletter.model import Struct
from newsletter.web.address import registrable
from newsletter.web.politely import Crew, lanes

State = Literal["there", "gone", "shut", "unsure"]
"""Behind an address is a page; there is none; programs are not let in; or nobody could find out in time."""

_AT_A_TIME = 2
_PAUSE = 1.0
_HANDS = 8
_SECONDS_A_LINK = 15.0
_SECONDS = 120.0
_KEPT_FOR = 24 * 3600.0  # seconds; a page that was there yesterday evening is there this morning
_MOST_KEPT = 5000

# Answers with which sites keep programs out, of pages that open in a browser (999: LinkedIn).
_SHUT = frozenset((401, 402, 403, 405, 406, 407, 421, 423, 425, 426, 428, 429, 430, 451, 498, 999))
# Sites that answer programs falsely, whatever the status: with a login page, a riddle, or that there is nothing.
LYING = frozenset(
    "amazon.com amazon.de amazon.co.uk bloomberg.com economist.com facebook.com fb.com ft.com glassdoor.com instagram.com "
    "linkedin.com nytimes.com pinterest.com quora.com reddit.com researchgate.net reuters.com threads.net tiktok.com "
    "twitter.com washingtonpost.com wsj.com x.com".split())


class Answer(Struct, frozen=True, kw_only=True):
    """What is behind an address.

    Attributes:
        status: of HTTP; 0 where no site answered.
        words: what happened, in an editor's words, where it is no page.
        hops: the addresses that it led through, where it leads on; the last is the page's.
        for_good: whether it says so for good, so that the new address can be written instead.
        media_type: of what is there, ``image/png``; empty where it does not say.
        at: when that was found out, in seconds since 1970.
    """

    url: str
    state: State
    status: int = 0
    words: str = ""
    hops: tuple[str, ...] = ()
    for_good: bool = False
    media_type: str = ""
    at: float = 0.0


class Known:
    """What has been found out of what is behind addresses; asks nothing."""

    def __init__(self, answers: Mapping[str, Answer], *, allow_private: bool = False) -> None:
        self.allow_private = allow_private
        self._answers = answers

    def ask(self, urls: Iterable[str]) -> Mapping[str, Answer]:
        """Return what is behind those addresses of which it is known."""
        wanted = {url: urldefrag(url)[0] for url in urls}
        return {url: self._answers[bare] for url, bare in wanted.items() if bare in self._answers}

    def __len__(self) -> int:
        return len(self._answers)


class Asker:
    """Asks the web what is behind addresses, and remembers the answers.

    Args:
        allow_private: addresses of one's own network, and any port.
        seconds: for all questions together; what is not answered by then is unsure.
        told: is called with each answer as it comes, how many there are now, and how many there will be.
        kept: the file of answers from earlier; None for none.
        pause: seconds between two questions to sites of one owner.
    """

    def __init__(
        self, *, allow_private: bool = False, seconds: float = _SECONDS,
        told: Callable[[Answer, int, int], None] = lambda answer, done, of: None,
        kept: Path | None = None, pause: float = _PAUSE,
    ) -> None:
        self.allow_private, self._told = allow_private, told
        self._clock = web.Clock(seconds)
        self._turns = _Turns(pause)
        self._kept = kept
        self._answers = {answer.url: answer for answer in _read(kept)} if kept else {}
        self._wanted: set[str] = set()

    def ask(self, urls: Iterable[str]) -> Mapping[str, Answer]:
        """Return what is behind addresses; each is asked once, however often it is asked for."""
        wanted = {url: urldefrag(url)[0] for url in urls}
        self._wanted.update(wanted.values())
        new = [url for url in dict.fromkeys(wanted.values()) if url not in self._answers]
        rows = lanes(new, lambda url: f"https://{_owner(url)}/", _AT_A_TIME)
        crew: Crew[Answer] = Crew([partial(self._row, row) for row in rows], _HANDS)
        for done, answer in enumerate(crew, 1):
            self._answers[answer.url] = answer
            self._told(answer, done, len(new))
        if new and self._kept:
            _keep(self._kept, self._answers.values())
        return {url: self._answers[bare] for url, bare in wanted.items()}

    def known(self) -> Known:
        """Return what it knows by now of what it was asked for."""
        return Known({url: self._answers[url] for url in self._wanted}, allow_private=self.allow_private)

    def _row(self, row: list[str], post: Callable[[Answer], None]) -> None:
        for url in row:
            post(self._asked(url))

    def _asked(self, url: str) -> Answer:
        try:
            self._clock.left()
            looked = web.look(url, allow_private=self.allow_private, seconds=_Patient(self._clock),
                              before=lambda at: self._turns.wait(at, self._clock))
        except TimeoutError:
            return Answer(url=url, state="unsure", words="there was no time left to ask")
        except web.TooSlow as error:
            return Answer(url=url, state="unsure", words=error.what)
        except (InputError, OutsideError) as error:
            return Answer(url=url, state="gone", words=error.what)
        return _answer(url, looked)


class _Patient(web.Clock):
    """The clock of one question: runs for so many seconds of asking, and never longer than all of them together."""

    def __init__(self, whole: web.Clock) -> None:
        super().__init__(_SECONDS_A_LINK)
        self._whole = whole

    def left(self) -> float:
        return min(super().left(), self._whole.left())


def _answer(url: str, looked: web.Looked) -> Answer:
    status = looked.status
    lies = _owner(looked.hops[-1] if looked.hops else url) in LYING
    state: State = "there" if 200 <= status < 300 else "shut" if status in _SHUT or lies else "gone"
    return Answer(
        url=url, state=state, status=status, words="" if state == "there" else f"it answers {web.in_words(status)}",
        hops=looked.hops, for_good=looked.for_good,
        media_type=looked.headers.get("content-type", "").partition(";")[0].strip().lower(),
        at=time.time(),
    )


def _owner(url: str) -> str:
    try:
        return registrable(urlsplit(url).hostname or "")
    except ValueError:
        return ""


class _Turns:
    """Whose turn it is: for each owner of sites one question in a pause, whoever asks and from whichever thread."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, url: str, clock: web.Clock) -> None:
        """Wait for the turn of an address. Raises TimeoutError where there is no time for that."""
        owner = _owner(url)
        with self._lock:
            now = time.monotonic()
            at = max(now, self._next.get(owner, 0.0))
            if at - now >= clock.left():
                raise TimeoutError
            self._next[owner] = at + self._pause
        time.sleep(at - now)


# ── from one day to the next ─────────────────────────────────────────────────────────────────────────────────


def usual_place() -> Path:
    """Return the file in which answers are kept from one run to the next."""
    return cache_folder("links") / "answers.json"


def _read(path: Path) -> list[Answer]:
    """Return the answers that still count; whatever is wrong with the file, then there are none."""
    with suppress(OSError, ValueError, TypeError, ArithmeticError, RecursionError):
        now = time.time()
        return [
            Answer(url=str(url), state="there", at=float(at), status=int(status), hops=tuple(map(str, hops)),
                   for_good=bool(for_good), media_type=str(media_type))
            for url, at, status, hops, for_good, media_type in json.loads(own_bytes(path))
            if 0 <= now - at < _KEPT_FOR
        ]
    return []


def _keep(path: Path, answers: Iterable[Answer]) -> None:
    """Keep the addresses behind which there was a page; where they cannot be kept, they are asked again."""
    there = [(one.url, one.at, one.status, one.hops, one.for_good, one.media_type) for one in answers if one.state == "there"]
    with suppress(OutsideError):
        write(path, json.dumps(there[-_MOST_KEPT:]), force=True)
