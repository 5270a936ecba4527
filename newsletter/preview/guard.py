"""Requests → those that may pass. Any page on the web can make a browser ask this machine; none may learn anything.

Development servers were read by any web page that way: CVE-2025-24010 (Host and Origin unchecked), CVE-2025-30208
(files by a trick in the address). So the name asked for must be this machine's, which a rebound domain's is not; what
the browser says of the asking page must be us; and there is no path from an address to a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from secrets import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What the page sends with every change, beside what the browser says of it: nobody else knows it.
TOKEN = "X-Newsletter-Token"

# Bytes of a request that changes something, at the most: an issue file is a tenth of it.
BODY = 1_000_000

HOSTS = ("localhost", "127.0.0.1", "[::1]")

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


def local_hosts(port: int) -> set[str]:
    """Return the names of this machine with the port we listen on; on the web's own port it may be left out."""
    return {f"{host}:{port}" for host in HOSTS} | ({*HOSTS} if port == 80 else set())


class Guard:
    """ASGI middleware: refuses what does not come from our own page, and puts `HEADERS` on every answer.

    What only asks needs the right Host, and no word of the browser that another page asks. What changes something needs
    more: POST with our Origin, ``Sec-Fetch-Site: same-origin``, the token, and JSON of at most `BODY` bytes.

    Args:
        hosts: the names we answer to, each with its port (`local_hosts`).
        token: that of this process, which its page knows.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], token: str) -> None:
        self._app = app
        self._token = token
        self._hosts = frozenset(hosts)
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Anything but HTTP is closed at once: there is nothing else here."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        send = _with_headers(send)
        status, refused = self._refusal(scope)
        body = await _body(receive) if scope["method"] == "POST" and not refused else b""
        if body is None:
            status, refused = 413, f"More than {BODY:,} bytes."
        answer = PlainTextResponse(f"{refused}\n", status_code=status) if refused else self._app
        await answer(scope, _replayed(body or b"", receive) if scope["method"] == "POST" else receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str]:
        """Return status and reason why a request may not pass; no reason where it may."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 403, "This preview answers only to the name of this machine."
        if any(origin.lower() not in self._origins for origin in headers.getlist("origin")):
            return 403, _NOT_OURS
        if any(site not in ("same-origin", "none") for site in headers.getlist("sec-fetch-site")):
            return (200, "") if _is_visit(scope, headers) else (403, _NOT_OURS)
        return self._refusal_of_change(headers) if scope["method"] == "POST" else (200, "")

    def _refusal_of_change(self, headers: Headers) -> tuple[int, str]:
        ours = len(headers.getlist("origin")) == 1 and headers.getlist("sec-fetch-site") == ["same-origin"]
        tokens = headers.getlist(TOKEN)
        if not ours or len(tokens) != 1 or not compare_digest(tokens[0].encode(), self._token.encode()):
            return 403, _NOT_OURS
        if not _JSON.fullmatch(headers.get("content-type", "")):
            return 415, "Changes come as JSON."
        return 200, ""


_NOT_OURS = "This preview answers only to its own page."
_JSON = re.compile(r"application/json(\s*;\s*charset=utf-8)?", re.IGNORECASE)


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body of a request; None where it is longer than `BODY`, without reading on."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)  # the browser has gone
        body += message.get("body", b"")
        if len(body) > BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that has been read, then goes on."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}
    return receiving


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Say whether somebody followed a link to the page itself, or to the list, in a window of its own."""
    return (
        scope["path"] in ("/", "/issues")
        and scope["method"] == "GET"
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)
    return sending
