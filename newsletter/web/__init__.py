"""An address → the bytes behind it. The only HTTP client; nothing else in the house opens a connection to read.

Whoever writes a feed or a page chooses the addresses that are fetched, so each is judged before it is dialled, a
redirect's too, and what was judged is what is dialled: a name that changes its answer in between gains nothing. Time
and size are limited in all, not per packet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urljoin

from newsletter.errors import InputError, OutsideError
from newsletter.model import Struct, replace
from newsletter.web.address import Target, shown, target
from newsletter.web.asking import Answered, Asking, Fetched, TooSlow
from newsletter.web.status import AWAY, GONE, MOVED, MOVED_FOR_GOOD, TOO_OFTEN, UNCHANGED, in_words
from newsletter.web.waiting import asked_again
from newsletter.web.wire import Clock

__all__ = [
    "AWAY", "GONE", "TOO_OFTEN", "UNCHANGED", "Answered", "Clock", "Fetched", "Looked", "TooSlow", "asked_again", "fetch", "final",
    "in_words", "look",
]

_REDIRECTS = 5


def fetch(
    url: str, *, allow_private: bool = False, most: int = 10_000_000, seconds: float | Clock = 20.0,
    headers: Mapping[str, str] = {},
) -> Fetched:
    """Return what is behind an http(s) address.

    Args:
        allow_private: addresses of one's own network, and any port.
        most: bytes, after unpacking, beyond which it is refused.
        seconds: for everything together: name, redirects, last byte; a clock that several questions share.
        headers: sent beside our own, such as ``If-None-Match``; with that, 304 is an answer and no failure.

    Raises:
        InputError: an address that cannot be read, or may not (see `newsletter.web.address`).
        Answered: any other status than 2xx.
        OutsideError: the name, the network, the site, its size or its slowness.
    """
    at = target(url, allow_private=allow_private)
    clock = seconds if isinstance(seconds, Clock) else Clock(seconds)
    asking = Asking(shown(url), clock, allow_private, most, headers)
    moved, for_good = "", True
    for _ in range(_REDIRECTS + 1):
        answer = asking.at(at)
        if answer.status not in MOVED or "location" not in answer.headers:
            return replace(asking.accepted(at, answer), moved=moved)
        at = _onward(at, answer, asking)
        for_good = for_good and answer.status in MOVED_FOR_GOOD
        moved = at.url if for_good else moved
    raise _on_and_on(at, asking)


def final(
    url: str, is_enough: Callable[[str], bool], *, allow_private: bool = False, seconds: float | Clock = 20.0
) -> str:
    """Return where the redirects of an address lead; nothing of the page there is read, be it there or not.

    Args:
        is_enough: says of an address on the way whether it need not be asked where it leads.
        allow_private, seconds: as in `fetch`.

    Raises:
        InputError: an address that cannot be read, or may not.
        OutsideError: the first site does not answer, or they send us on and on.
    """
    at = target(url, allow_private=allow_private)
    clock = seconds if isinstance(seconds, Clock) else Clock(seconds)
    asking = Asking(shown(url), clock, allow_private, 0, {})
    for step in range(_REDIRECTS + 1):
        try:
            answer = asking.at(at)
        except OutsideError:
            if step:
                return at.url
            raise
        if answer.status not in MOVED or "location" not in answer.headers:
            return at.url
        at = _onward(at, answer, asking)
        if is_enough(at.url):
            return at.url
    raise _on_and_on(at, asking)


class Looked(Struct, frozen=True, kw_only=True):
    """What is behind an address, without its page: the last site's `status`, whatever it is, and its headers.

    `hops` are the addresses that redirects led through, the last one included; `for_good` whether all of them are
    meant to last (301, 308).
    """

    status: int
    headers: Mapping[str, str]
    hops: tuple[str, ...] = ()
    for_good: bool = False


def look(
    url: str, *, allow_private: bool = False, seconds: float | Clock = 20.0,
    before: Callable[[str], None] = lambda url: None,
) -> Looked:
    """Return what is behind an address without reading it: asked by HEAD, and by GET where HEAD gets no good answer.

    Args:
        before: is called with each address before it is asked, and may take its time.
        allow_private, seconds: as in `fetch`.

    Raises:
        InputError: an address that cannot be read, or may not.
        OutsideError: the name, the network, the site or its slowness; they send us on and on.
    """
    at = target(url, allow_private=allow_private)
    asking = Asking(shown(url), seconds if isinstance(seconds, Clock) else Clock(seconds), allow_private, 0, {})
    hops: list[str] = []
    for_good = True
    while len(hops) <= _REDIRECTS:
        answer = _looked(at, asking, before)
        if answer.status not in MOVED or "location" not in answer.headers:
            return Looked(status=answer.status, headers=answer.headers, hops=tuple(hops), for_good=bool(hops) and for_good)
        for_good = for_good and answer.status in MOVED_FOR_GOOD
        at = _onward(at, answer, asking)
        hops.append(at.url)
    raise _on_and_on(at, asking)


def _looked(at: Target, asking: Asking, before: Callable[[str], None]) -> Fetched:
    """Ask one site once; and once more, as browsers ask, where it does not answer well to being asked briefly."""
    before(at.url)
    try:
        answer = asking.at(at, "HEAD")
    except TooSlow:
        raise
    except OutsideError:
        answer = None
    if answer and (answer.status < 300 or answer.status in MOVED):
        return answer
    before(at.url)
    return asking.at(at)


def _onward(at: Target, answer: Fetched, asking: Asking) -> Target:
    """Return where a redirect leads, judged like any other address."""
    try:
        # Headers are Latin-1 by the standard; what is not ASCII in this one is UTF-8 in fact.
        location = answer.headers["location"].encode("latin-1").decode("utf-8", "replace")
        return target(urljoin(at.url, location), allow_private=asking.allow_private)
    except ValueError as error:
        raise asking.failed(f"{at.host} sends us to what is not an address", "check the address") from error
    except InputError as error:
        what = f"it sends us on to {error.where}: {error.what}"
        raise InputError(what, todo=error.todo, where=asking.where) from error


def _on_and_on(at: Target, asking: Asking) -> OutsideError:
    return asking.failed(f"{at.host} sends us on and on (more than {_REDIRECTS} times)", "check the address")
