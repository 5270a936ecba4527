"""Where redirects lead is found out under the same guard as all fetching, and nothing of the page is read."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from servers import Site, answer, serve  # noqa: F401

from newsletter.errors import InputError, OutsideError
from newsletter.web import final

Serve = Callable[..., Site]


def moved(to: str) -> bytes:
    return answer(b"", "302 Found", f"Location: {to}")


def never(_: str) -> bool:
    return False


def test_the_end_of_redirects_is_told(serve: Serve) -> None:  # noqa: F811
    """Relative ones, too; whatever status the page there has."""
    end = serve(answer(b"", "404 Not Found"))
    middle = serve(moved(f"{end.url}there"))
    start = serve(lambda connection, request: connection.sendall(moved("/b" if b"GET /a" in request else middle.url)))
    assert final(f"{start.url}a", never, allow_private=True) == f"{end.url}there"


def test_an_address_that_is_enough_is_not_asked(serve: Serve) -> None:  # noqa: F811
    """Who knows an address on the way need not go there."""
    end = serve(answer())
    start = serve(moved(f"{end.url}story"))
    assert final(start.url, lambda url: url.endswith("story"), allow_private=True) == f"{end.url}story"
    assert not end.requests


def test_no_page_is_read(serve: Serve) -> None:  # noqa: F811
    """A page without end costs nothing."""
    def endless(connection: object, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")  # type: ignore[attr-defined]
        while True:
            connection.sendall(b"x" * 65536)  # type: ignore[attr-defined]

    site = serve(endless)
    begin = time.monotonic()
    assert final(site.url, never, allow_private=True) == site.url
    assert time.monotonic() - begin < 5


def test_a_dead_end_behind_a_redirect_is_where_it_led(serve: Serve) -> None:  # noqa: F811
    """A site that is down was still where the link led; one that is down at the beginning tells nothing."""
    start = serve(moved("http://127.0.0.1:9/story"))
    assert final(start.url, never, allow_private=True) == "http://127.0.0.1:9/story"
    with pytest.raises(OutsideError):
        final("http://127.0.0.1:9/story", never, allow_private=True)


def test_the_guard_holds(serve: Serve) -> None:  # noqa: F811
    """No private address without leave, none that only pretends to be one, and no circle without end."""
    circle = serve(moved("/"))
    with pytest.raises(InputError):
        final(circle.url, never)
    assert not circle.requests
    with pytest.raises(InputError):
        final(serve(moved("file:///etc/passwd")).url, never, allow_private=True)
    with pytest.raises(OutsideError, match="on and on"):
        final(circle.url, never, allow_private=True)
    assert len(circle.requests) == 6
