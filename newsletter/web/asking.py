"""One question to one site → what it answers, whatever the status; and its trouble, in an editor's words."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping

from newsletter import __version__
from newsletter.errors import OutsideError
from newsletter.model import Struct
from newsletter.prose import one_line
from newsletter.web.address import Target
from newsletter.web.status import GONE, NOT_FOUND, UNCHANGED, advice, in_words
from newsletter.web.wire import Clock, connection


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


class Asking(Struct, frozen=True):
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
