"""`newsletter.model.canonical` takes a short way for usual addresses; what comes out is what the whole way gives."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from hypothesis import example, given, settings, strategies as st

from newsletter.model import article, canonical


def the_whole_way(url: str) -> str:
    """Return what `canonical` gave before it knew a short way."""
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    path = re.sub(r"/amp/?$", "", parts.path).rstrip("/")
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True)
                             if not article._TRACKING.fullmatch(k) and k.lower() != "amp"), errors="replace")
    return f"{host}{port}{path}{'?' + query if query else ''}"


PIECES = st.sampled_from([
    "http", "https", "HTTPS", "://", ":", "/", "//", "www.", "courier.example", "Courier.example", ".", "-", "_", "amp",
    "/amp", "/amp/", "Amp", "?", "#", "&", "=", "utm_source=x", "b=2", "a=1", "amp=1", ";", "@", "[", "]", "[::1]", ":80",
    ":8080", "\\", "%2F", "%", " ", "\n", "\t", "\u00a0", "é", "ß", "。", "\udc80", "\0", "~", "!", "$", "'", '"', "<", ">",
    "{", "|", "^", "`",
])  # fmt: skip
ADDRESSES = st.builds("".join, st.lists(PIECES, max_size=10))


@settings(max_examples=1000)
@given(st.builds(str.__add__, st.sampled_from(["", "https://", "http://courier.example/"]), ADDRESSES) | st.text())
@example("https://www.")
@example("https://courier.example/a/amp/amp/")
@example("https://courier.example/amp//")
@example("https://courier.example/\n")
@example("https://..-/")
def test_the_short_way_gives_the_same(url):
    """For addresses put together of all that is hard about them, and for any text."""
    assert canonical(url) == the_whole_way(url)


def test_whatever_letter_is_in_them():
    """In host, path and at both ends."""
    for letter in map(chr, range(0x250)):
        for url in ("{}https://a.example/a", "https://a{}b.example/a", "https://a.example{}", "https://a.example/{}b/"):
            assert canonical(url.format(letter)) == the_whole_way(url.format(letter))


def test_usual_addresses_take_it():
    """Else it would be of no use."""
    assert article._USUAL.fullmatch("https://www.courier.example/2026/11/night-train(1),a+b;c=d@e:f%20~")
