"""Requests → those that may pass. Any page on the web can make a browser ask this machine; none may learn anything.

Development servers were read by any web page that way: CVE-2025-24010 (Host and Origin unchecked), CVE-2025-30208
(files by a trick in the address). So the name asked for must be this machine's, which a rebound domain's is not; what
the browser says of the asking page must be us; and there is no path from an address to a file.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("localhost", "127.0.0.1", "[::1]")

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware: refuses with 403 what does not come from our own page, and puts `HEADERS` on every answer.

    Args:
        port: the port we listen on.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"{host}:{port}" for host in HOSTS} | ({*HOSTS} if port == 80 else set())
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Anything but HTTP is closed at once: there is nothing else here."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        refused = self._refusal(scope)
        answer = PlainTextResponse(f"{refused}\n", status_code=403) if refused else self._app
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> str:
        """Return why a request may not pass; empty where it may."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return "This preview answers only to the name of this machine."
        if any(origin.lower() not in self._origins for origin in headers.getlist("origin")):
            return "This preview answers only to its own page."
        if any(site not in ("same-origin", "none") for site in headers.getlist("sec-fetch-site")):
            return "" if _is_visit(scope, headers) else "This preview answers only to its own page."
        return ""


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Say whether somebody followed a link to the page itself, in a window of its own."""
    return (
        scope["path"] == "/"
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
