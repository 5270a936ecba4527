"""An address → the bytes behind it. The only HTTP client; nothing else in the house opens a connection to read.

Whoever writes a feed or a page chooses the addresses that are fetched, so each is judged before it is dialled, a
redirect's too, and what was judged is what is dialled: a name that changes its answer in between gains nothing. Time
and size are limited in all, not per packet.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urljoin

from newsletter import __version__
from newsletter.errors import InputError, OutsideError
from newsletter.model import Struct, replace
from newsletter.prose import one_line
from newsletter.web.address import Target, shown, target
from newsletter.web.status import AWAY, GONE, MOVED, MOVED_FOR_GOOD, NOT_FOUND, TOO_OFTEN, UNCHANGED, advice, in_words
from newsletter.web.waiting import asked_again
from newsletter.web.wire import Clock, connection

__all__ = [
    "AWAY", "GONE", "TOO_OFTEN", "UNCHANGED", "Answered", "Clock", "Fetched", "Looked", "TooSlow", "asked_again", "fetch", "final",
    "in_words", "look",
]

_REDIRECTS = 5


class Fetched(Struct, frozen=True, kw_only=True):
    """What came: `url` after redirects; `status` 2xx or 304; `headers` with names in lower case; `data` unpacked.

    `moved` is where the site says it is from now on (301 and 308, as far as no other redirect comes between); empty
    where it has not moved.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes
    moved: str = ""

    @property
    def is_unchanged(self) -> bool:
        """Whether there is nothing new since the answer that was asked to be compared with."""
        return self.status == UNCHANGED


class TooSlow(OutsideError):
    """The site took longer than it was given."""


class Answered(OutsideError):
    """The site answered, but with something else than what was asked for.

    Attributes:
        status: of HTTP, such as 410.
        headers: of the answer, names in lower case (``retry-after``).
    """

    def __init__(self, what: str, *, todo: str, where: str, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(what, todo=todo, where=where)
        self.status = status
        self.headers = headers

    def advised(self, todo: str) -> Answered:
        """Return this answer with other advice: whoever asked may know more of what can be done."""
        return Answered(self.what, todo=todo, where=self.where, status=self.status, headers=self.headers)

    @property
    def is_of_the_page(self) -> bool:
        """Whether there is no such page, or no more: that says nothing of the site's others."""
        return self.status in (NOT_FOUND, GONE)


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
    asking = _Asking(shown(url), clock, allow_private, most, headers)
    moved, for_good = "", True
    for _ in range(_REDIRECTS + 1):
        answer = asking.at(at)
        if answer.status not in MOVED or "location" not in answer.headers:
            return replace(asking.accepted(at, answer), moved=moved)
        at = _onward(at, answer, asking)
        for_good = for_good and answer.status in MOVED_FOR_GOOD
        moved = at.url if for_good else moved
    raise OutsideError(f"{at.host} sends us on and on (more than {_REDIRECTS} times)", todo="check the address",
                       where=asking.where)


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
    asking = _Asking(shown(url), clock, allow_private, 0, {})
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
    raise OutsideError(f"{at.host} sends us on and on (more than {_REDIRECTS} times)", todo="check the address",
                       where=asking.where)


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
    asking = _Asking(shown(url), seconds if isinstance(seconds, Clock) else Clock(seconds), allow_private, 0, {})
    hops: list[str] = []
    for_good = True
    while len(hops) <= _REDIRECTS:
        answer = _looked(at, asking, before)
        if answer.status not in MOVED or "location" not in answer.headers:
            return Looked(status=answer.status, headers=answer.headers, hops=tuple(hops), for_good=bool(hops) and for_good)
        for_good = for_good and answer.status in MOVED_FOR_GOOD
        at = _onward(at, answer, asking)
        hops.append(at.url)
    raise OutsideError(f"{at.host} sends us on and on (more than {_REDIRECTS} times)", todo="check the address",
                       where=asking.where)


def _looked(at: Target, asking: _Asking, before: Callable[[str], None]) -> Fetched:
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


def _onward(at: Target, answer: Fetched, asking: _Asking) -> Target:
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


class _Asking(Struct, frozen=True):
    """What stays the same from one redirect to the next.

    Attributes:
        where: the address as messages name it.
        most: bytes of a body; of 0 none is read.
    """

    where: str
    clock: Clock
    allow_private: bool
    most: int
    headers: Mapping[str, str]

    def at(self, at: Target, method: str = "GET") -> Fetched:
        """Ask one site once and return its answer, whatever the status; network trouble in an editor's words."""
        import httpcore

        try:
            return self._asked(at, method)
        except (TimeoutError, httpcore.TimeoutException) as error:
            what = f"{at.host} took longer than {self.clock.seconds:g} s"
            raise TooSlow(what, todo="try again later", where=self.where) from error
        except httpcore.NetworkError as error:
            raise self.failed(*_unreachable(at.host, error.__cause__)) from error
        except (httpcore.ProtocolError, zlib.error) as error:
            what = f"{at.host} broke off, or sent what cannot be read ({one_line(str(error))[:100]})"
            raise self.failed(what, "try again later") from error

    def accepted(self, at: Target, answer: Fetched) -> Fetched:
        """Return an answer that is what was asked for."""
        conditional = any(name.lower() in ("if-none-match", "if-modified-since") for name in self.headers)
        if 200 <= answer.status < 300 or (answer.status == UNCHANGED and conditional):
            return answer
        raise Answered(f"{at.host} answered {in_words(answer.status)}", todo=advice(answer.status, answer.headers), where=self.where,
                       status=answer.status, headers=answer.headers)

    def _asked(self, at: Target, method: str) -> Fetched:
        ours = {"Host": at.site, "User-Agent": f"newsletter/{__version__}", "Accept": "*/*",
                "Accept-Encoding": "gzip", "Connection": "close"}
        sent = [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
                for name, value in (ours | dict(self.headers)).items()]
        with (
            connection(at, self.clock, self.where, allow_private=self.allow_private) as wire,
            wire.stream(method, at.url, headers=sent) as response,
        ):
            headers = _joined(response.headers)
            wanted = self.most and 200 <= response.status < 300
            data = self._body(at, headers, response.iter_stream()) if wanted else b""
        return Fetched(url=at.url, status=response.status, headers=headers, data=data)

    def _body(self, at: Target, headers: Mapping[str, str], chunks: Iterable[bytes]) -> bytes:
        """Return the body, unpacked; refused at the first byte too many."""
        body = bytearray()
        for piece in _unpacked(chunks, headers.get("content-encoding", "").strip().lower()):
            body += piece
            self.clock.left()
            if len(body) > self.most:
                raise self.failed(f"{at.host} sends more than {self.most / 1e6:g} MB", "name a smaller page or feed")
        return bytes(body)

    def failed(self, what: str, todo: str) -> OutsideError:
        return OutsideError(what, todo=todo, where=self.where)


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by lower-case name; what came several times is joined with commas (RFC 9110, 5.3)."""
    joined: dict[str, str] = {}
    for name, value in headers:
        key, words = name.decode("latin-1").lower(), value.decode("latin-1")
        joined[key] = f"{joined[key]}, {words}" if key in joined else words
    return joined


def _unpacked(chunks: Iterable[bytes], packing: str) -> Iterator[bytes]:
    """Yield a body in pieces of at most 1 MiB, however far it unpacks: a packet of 64 KiB may hold 66 MB."""
    if packing in ("", "identity"):
        yield from chunks
        return
    if packing not in ("gzip", "x-gzip"):
        raise zlib.error(f"packed as {packing}")
    unpack = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        while chunk:
            if unpack.eof:
                if not chunk.startswith(b"\x1f\x8b"):
                    return  # what some servers leave behind the end
                unpack = zlib.decompressobj(wbits=31)
            yield unpack.decompress(chunk, 2**20)
            chunk = unpack.unconsumed_tail or unpack.unused_data
    if not unpack.eof:
        raise zlib.error("the end is missing")


def _unreachable(host: str, cause: BaseException | None) -> tuple[str, str]:
    """Return what went wrong on the wire and what to do about it."""
    if reason := getattr(cause, "verify_message", ""):
        return f"{host} shows a certificate that cannot be trusted ({reason})", "check the address"
    if isinstance(cause, ConnectionRefusedError):
        return f"{host} takes no connections", "check the address"
    if isinstance(cause, ConnectionResetError):
        return f"{host} broke the connection off", "try again later"
    return f"{host} cannot be reached ({getattr(cause, 'strerror', None) or cause})", "try again later"
