"""A letter on a phone of the same network: an address with a secret in it, as a QR code; this letter only, to be read.

The door of segno. What the phone is given hangs below the secret; whoever does not know it gets nothing but 404. There
is no page but the letter's, nothing is changed from there, and it ends with the preview.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Iterator
from secrets import compare_digest, token_urlsafe
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from newsletter.errors import NewsletterError, OutsideError
from newsletter.preview.answers import STATIC, Answers, static
from newsletter.preview.guard import Guard

# Where packets to everybody else would leave from; an address kept for examples (RFC 5737), and nothing is sent to it.
_ELSEWHERE = ("192.0.2.1", 9)

# What a phone may choose: how its own device shows the letter. Which letter, for whom, and what is loaded is not its to say.
_CHOSEN = frozenset({"scheme", "pictures"})

# Event streams at once: phones that have the letter open.
STREAMS = 8


class Phone(NamedTuple):
    """Where a phone finds the letter: the address of this machine in its network, the port, the secret."""

    host: str
    port: int
    secret: str

    @property
    def address(self) -> str:
        """What the QR code says."""
        return f"http://{self.host}:{self.port}/{self.secret}/"

    def svg(self) -> bytes:
        """Return the QR code as a picture, black on white."""
        import segno

        out = io.BytesIO()
        segno.make(self.address, error="m").save(out, kind="svg", scale=8, border=3, light="#fff")
        return out.getvalue()

    def lines(self) -> Iterator[str]:
        """Yield the QR code as lines for a terminal, dark or light; their blanks are no-break spaces, which stay."""
        import segno

        out = io.StringIO()
        segno.make(self.address, error="m").terminal(out, compact=True, border=2)
        yield from (line.replace(" ", "\u00a0") for line in out.getvalue().splitlines())


def secret() -> str:
    """Return a secret that nobody guesses: 128 bits."""
    return token_urlsafe(16)


def host() -> str:
    """Return this machine's address in its network.

    Raises:
        OutsideError: it is in none.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError as error:
            raise OutsideError(f"this machine is in no network ({error.strerror})",
                               todo="join the one that the phone is in, or leave out --phone") from error
        return str(probe.getsockname()[0])


def app(answers: Answers, phone: Phone) -> Guard:
    """Return the application that the phone asks."""
    given = {"": static(STATIC / "phone.html"), "phone.js": static(STATIC / "phone.js"), "letter": answers.letter,
             "pictures/{name}": answers.picture, "events": answers.streams(STREAMS)}
    routes = [Route(f"/{{secret}}/{path}", _known(answer, phone.secret), methods=["GET"]) for path, answer in given.items()]
    inside = Starlette(routes=routes, exception_handlers={NewsletterError: _nothing})
    inside.router.redirect_slashes = False  # it would tell which addresses are nearly right
    return Guard(inside, {f"{phone.host}:{phone.port}"}, token_urlsafe(24))


def _known(answer: Callable[[Request], object], secret: str) -> Callable[[Request], object]:
    """Return an answer that only who knows the secret is given, and that is about the one issue."""
    async def endpoint(request: Request) -> Response:
        if not compare_digest(request.path_params["secret"].encode(), secret.encode()):
            raise HTTPException(404)
        if not _CHOSEN.issuperset(request.query_params):
            raise HTTPException(404)
        said = answer(request)
        return said if isinstance(said, Response) else await said  # type: ignore[misc, no-any-return]
    return endpoint


async def _nothing(_request: Request, _error: Exception) -> Response:
    """Say no more to a phone than that there is no letter; what is wrong with it stands on the editor's own page."""
    return PlainTextResponse("There is no letter.", status_code=404)


def beside(here: ASGIApp, there: ASGIApp, port: int) -> ASGIApp:
    """Return an application that answers as `there` what comes in at a port, and as `here` all else."""
    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        server = scope.get("server") or ("", 0)
        await (there if server[1] == port else here)(scope, receive, send)
    return answering

