"""Facts about `newsletter.web`, proven against servers on this machine that misbehave in every known way."""

from __future__ import annotations

import ast
import gzip
import socket
import ssl
import subprocess
import sys
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import newsletter
from newsletter.errors import InputError, OutsideError
from newsletter.web import Answered, Clock, Fetched, asked_again, fetch, wire
from newsletter.web.address import judge, target

from servers import HEAD, Script, answer, bomb, drip, pour, public, reset, resolver, serve  # isort: skip # noqa: F401

PACKAGE = Path(newsletter.__file__).parent
CERTIFICATE = Path(__file__).parent / "data" / "web" / "self-signed.pem"


def get(url: str, **settings: object) -> Fetched:
    return fetch(url, **({"allow_private": True, "seconds": 5} | settings))  # type: ignore[arg-type]


# ── what comes back ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_comes_back_whole(serve) -> None:
    """Status, final address, headers in lower case and every byte of the body come back; nothing is decoded."""
    site = serve(answer("Zürich".encode("latin-1"), "200 OK", "Content-Type: text/xml; charset=utf-8", "ETag: \"a\""))
    fetched = get(site.url + "feed?x=1#part")
    assert fetched.data == b"Z\xfcrich"
    assert (fetched.status, fetched.url) == (200, site.url + "feed?x=1")
    assert fetched.headers["etag"] == '"a"'
    assert fetched.headers["content-type"] == "text/xml; charset=utf-8"


def test_we_say_who_we_are_and_what_we_were_told_to_say(serve) -> None:
    """The User-Agent is our name and version; given headers are sent; nothing is sent that says more."""
    site = serve(answer())
    get(site.url, headers={"If-None-Match": '"a"'})
    request = site.requests[0].decode()
    assert f"User-Agent: newsletter/{newsletter.__version__}\r\n" in request
    assert 'If-None-Match: "a"\r\n' in request
    assert {line.partition(":")[0] for line in request.split("\r\n")[1:] if line} == {
        "Host", "User-Agent", "Accept", "Accept-Encoding", "Connection", "If-None-Match"}


def test_headers_that_come_twice_are_joined(serve) -> None:
    """Two Link headers are one, joined by a comma, as RFC 9110 has it."""
    assert get(serve(answer(b"", "200 OK", "Link: <a>", "link: <b>")).url).headers["link"] == "<a>, <b>"


@pytest.mark.parametrize("packed", [
    gzip.compress(b"hello"),
    gzip.compress(b"hel") + gzip.compress(b"lo"),
    gzip.compress(b"hello") + b"\0\0\0",
], ids=["one member", "two members", "zeros behind the end"])
def test_packed_answers_are_unpacked(serve, packed: bytes) -> None:
    """gzip is undone, also where it comes in several members or with zeros behind its end."""
    assert get(serve(answer(packed, "200 OK", "Content-Encoding: gzip")).url).data == b"hello"


def test_a_proxy_named_in_the_environment_is_not_used(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP_PROXY changes nothing: a proxy would resolve and dial for us, and no address would be judged."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert get(serve(answer()).url).data == b"hello"


def test_304_is_an_answer_only_to_a_conditional_question(serve) -> None:
    """With If-None-Match 304 comes back; without, it is told as a failure, for there is nothing to show."""
    site = serve(answer(b"", "304 Not Modified"))
    assert get(site.url, headers={"If-None-Match": '"a"'}).status == 304
    with pytest.raises(Answered, match="answered 304 Not Modified"):
        get(site.url)


def test_an_encrypted_site_is_read_and_its_name_checked(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """https works, over the address that was judged and under the name that was asked for."""
    context = ssl.create_default_context(cafile=CERTIFICATE)
    monkeypatch.setattr(wire, "_tls", lambda: context)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)
    site = serve(answer(), tls)
    assert get(f"https://localhost:{site.port}/").data == b"hello"
    with pytest.raises(OutsideError, match="certificate that cannot be trusted"):
        get(f"https://127.0.0.1:{site.port}/")


def test_a_certificate_nobody_vouches_for_is_refused(serve) -> None:
    """A self-signed site is not read, and nothing is asked of it."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)
    site = serve(answer(), tls)
    with pytest.raises(OutsideError, match=r"localhost shows a certificate that cannot be trusted \(self.signed"):
        get(f"https://localhost:{site.port}/")
    assert site.requests == []


# ── in plain words ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("status", "headers", "words"), [
    ("404 Whatever", [], "127.0.0.1 answered 404 Not Found — check the address"),
    ("410 Gone", [], "127.0.0.1 answered 410 Gone — it is gone for good; take it out of the sources"),
    ("429 Slow", [], "127.0.0.1 answered 429 Too Many Requests — it was asked too often; try again later"),
    ("429 Slow", ["Retry-After: 120"],
     "127.0.0.1 answered 429 Too Many Requests — it asks us to come again in 120 seconds"),
    ("503 Down", ["Retry-After: Wed, 21 Oct 2026 07:28:00 GMT"],
     "127.0.0.1 answered 503 Service Unavailable — the site has trouble; try again later"),
    ("500 Oops", [], "127.0.0.1 answered 500 Internal Server Error — the site has trouble; try again later"),
    ("403 No", [],
     "127.0.0.1 answered 403 Forbidden — the site does not let programs in; ask for its feed, or save the page and "
     "name the file"),
    ("799 Odd", [], "127.0.0.1 answered 799 — the site has trouble; try again later"),
    ("302 Found", [], "127.0.0.1 answered 302 Found — check the address"),
])
def test_a_refusal_is_told_in_words(serve, status: str, headers: list[str], words: str) -> None:
    """One line: the address, who answered what, what to do; the phrase is ours, never the server's."""
    site = serve(answer(b"<h1>no</h1>", status, *headers))
    with pytest.raises(Answered) as caught:
        get(site.url)
    assert str(caught.value) == f"{site.url}: {words}"
    assert caught.value.exit_code == 5
    assert caught.value.status == int(status[:3])


def test_nobody_at_home_is_told_in_words() -> None:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(OutsideError, match="127.0.0.1 takes no connections — check the address"):
        get(f"http://127.0.0.1:{port}/")


def test_a_name_nobody_knows_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver's own words stay out of the message."""
    def look_up(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(wire, "look_up", look_up)
    with pytest.raises(OutsideError) as caught:
        fetch("https://halyard.example/feed")
    assert str(caught.value) == ("https://halyard.example/feed: the name halyard.example cannot be resolved — "
                                 "check the spelling, and that this computer is online")


# ── when to ask again ────────────────────────────────────────────────────────────────────────────────────────

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("said", "after"), [
    ("120", timedelta(minutes=2)),
    (" 120 ", timedelta(minutes=2)),
    ("0", timedelta(0)),
    ("Fri, 20 Nov 2026 14:05:00 GMT", timedelta(hours=2, minutes=5)),
    ("Friday, 20-Nov-26 14:05:00 GMT", timedelta(hours=2, minutes=5)),
    ("Fri, 20 Nov 2026 11:00:00 GMT", timedelta(hours=-1)),
    ("Fri, 20 Nov 2026 14:05:60 GMT", timedelta(hours=2, minutes=5, seconds=59)),
    ("99999999999999999999", timedelta(days=7)),
    ("Fri, 20 Nov 2099 14:05:00 GMT", timedelta(days=7)),
    ("", None), ("soon", None), ("-5", None), ("1.5", None), ("٣", None), ("²", None),
    ("Fri, 31 Feb 2026 14:05:00 GMT", None), ("Fri, 20 Foo 2026 14:05:00 GMT", None), ("2026-11-20T14:05:00Z", None),
])
def test_a_site_says_when_to_ask_again(said: str, after: timedelta | None) -> None:
    """Seconds or a date; a slip, or malice, silences nobody for longer than a week; nonsense says nothing."""
    assert asked_again({"retry-after": said}, NOON) == (None if after is None else NOON + after)


def test_seconds_are_seconds_when_the_clocks_change() -> None:
    """Retry-After counts time, not the hands of a clock in a zone of its own."""
    from zoneinfo import ZoneInfo

    before = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    again = asked_again({"retry-after": "7200"}, before)
    assert again is not None
    assert again - before.astimezone(UTC) == timedelta(hours=2)


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", [
    lambda connection, _: (connection.sendall(HEAD), drip(connection, b"x" * 200)),
    lambda connection, _: drip(connection, b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200),
    lambda connection, _: drip(connection, b"HTTP/1.1 100 Continue\r\n\r\n" * 20),
    lambda connection, _: time.sleep(5),
], ids=["body", "headers", "interim answers", "silence"])
def test_a_slow_drip_ends_at_the_deadline(serve, script: Script) -> None:
    """A byte every 50 ms satisfies every timeout per packet; our clock counts in all."""
    site = serve(script)
    start = time.monotonic()
    with pytest.raises(OutsideError, match=r"127\.0\.0\.1 took longer than 0\.4 s — try again later"):
        get(site.url, seconds=0.4)
    assert time.monotonic() - start < 1.5


def test_a_site_that_never_shakes_hands_ends_at_the_deadline() -> None:
    """TLS with a server that accepts and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        start = time.monotonic()
        with pytest.raises(OutsideError, match="took longer than 0.4 s"):
            get(f"https://127.0.0.1:{listener.getsockname()[1]}/", seconds=0.4)
    assert time.monotonic() - start < 1.5


def test_a_slow_resolver_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's resolver cannot be interrupted; it is left behind."""
    monkeypatch.setattr(wire, "look_up", lambda *_: time.sleep(3))
    start = time.monotonic()
    with pytest.raises(OutsideError, match="halyard.example took longer than 0.4 s"):
        fetch("https://halyard.example/", seconds=0.4)
    assert time.monotonic() - start < 1.5


def test_redirects_share_one_deadline(serve) -> None:
    """Five redirects of 0.2 s each do not get five deadlines."""
    def later(connection: socket.socket, _: bytes) -> None:
        time.sleep(0.2)
        connection.sendall(answer(b"", "302 Found", "Location: /again"))

    with pytest.raises(OutsideError, match="took longer than 0.5 s"):
        get(serve(later).url, seconds=0.5)


def test_several_questions_may_share_a_clock(serve) -> None:
    """With a clock instead of seconds the time counts for all; the message names all of it."""
    def later(connection: socket.socket, _: bytes) -> None:
        time.sleep(1.2)  # twice as long is too long; once leaves a busy machine nearly a second
        connection.sendall(answer())

    site, clock = serve(later), Clock(2)
    assert get(site.url, seconds=clock).data == b"hello"
    with pytest.raises(OutsideError, match="took longer than 2 s"):
        get(site.url, seconds=clock)


# ── size ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_endless_stream_is_cut_off(serve) -> None:
    """What has no end is refused at the first byte too many."""
    with pytest.raises(OutsideError, match="127.0.0.1 sends more than 1 MB"):
        get(serve(pour).url, most=1_000_000)


def test_exactly_the_most_is_taken(serve) -> None:
    """The limit is what is still allowed."""
    assert len(get(serve(answer(b"x" * 1000)).url, most=1000).data) == 1000
    with pytest.raises(OutsideError, match="more than"):
        get(serve(answer(b"x" * 1001)).url, most=1000)


def test_a_gzip_bomb_is_refused_in_little_memory(serve) -> None:
    """1 GB of zeros in 1 MB of gzip: refused after 10 MB, with less than 50 MB held at any time."""
    packed = bomb(1024)
    assert len(packed) < 2_000_000
    site = serve(answer(packed, "200 OK", "Content-Encoding: gzip"))
    get(serve(answer()).url)  # loads what is loaded once
    tracemalloc.start()
    try:
        with pytest.raises(OutsideError, match="sends more than 10 MB"):
            get(site.url)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_endless_headers_are_refused(serve) -> None:
    """Headers that never end are refused before they fill memory."""
    def pour_head(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            connection.sendall(b"x" * 65536)

    with pytest.raises(OutsideError, match="broke off, or sent what cannot be read"):
        get(serve(pour_head).url)


# ── broken answers ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("script", "words"), [
    (reset, "broke the connection off"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of it", "broke off, or sent what cannot be read"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello", "broke off, or sent what cannot be read"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhello", "broke off, or sent"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "broke off, or sent what cannot be read"),
    (b"", "broke off, or sent what cannot be read"),
    (b"SSH-2.0-sshd\r\n\r\n", "broke off, or sent what cannot be read"),
    (answer(gzip.compress(b"hello" * 100)[:-9], "200 OK", "Content-Encoding: gzip"), "the end is missing"),
    (answer(b"not gzip", "200 OK", "Content-Encoding: gzip"), "broke off, or sent what cannot be read"),
    (answer(b"hello", "200 OK", "Content-Encoding: br"), "packed as br"),
    (answer(gzip.compress(gzip.compress(b"hello")), "200 OK", "Content-Encoding: gzip, gzip"), "packed as gzip, gzip"),
], ids=["reset", "short", "no number", "two lengths", "no last chunk", "nothing", "not HTTP", "cut gzip", "no gzip",
        "brotli", "gzip twice"])
def test_half_an_answer_is_no_answer(serve, script: Script | bytes, words: str) -> None:
    """What is cut off, or not what it says it is, is told in one line and never taken for the whole."""
    site = serve(script)
    with pytest.raises(OutsideError) as caught:
        get(site.url)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{site.url}: 127.0.0.1 ")
    assert "\n" not in str(caught.value)


# ── redirects ────────────────────────────────────────────────────────────────────────────────────────────────


def hop(connection: socket.socket, request: bytes) -> None:
    """Send /5 to /4 and so on; /0 is there."""
    left = int(request.split()[1].strip(b"/") or b"0")
    connection.sendall(answer(b"", "301 Moved", f"Location: /{left - 1}") if left else answer(b"there"))


def test_five_redirects_are_followed_and_no_sixth(serve) -> None:
    """The address that comes back is the last one."""
    site = serve(hop)
    assert get(site.url + "5").data == b"there"
    assert get(site.url + "5").url == site.url + "0"
    with pytest.raises(OutsideError, match=r"/6: 127.0.0.1 sends us on and on \(more than 5 times\)"):
        get(site.url + "6")


def test_a_redirect_may_be_relative_and_in_any_script(serve) -> None:
    """Location in raw UTF-8, as servers send it."""
    def script(connection: socket.socket, request: bytes) -> None:
        moved = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ../gr\xc3\xb6\xc3\x9fe\r\n\r\n"
        connection.sendall(moved if b"/a/b " in request else answer(request.split()[1]))

    assert get(serve(script).url + "a/b").data == b"/gr%C3%B6%C3%9Fe"


def test_a_move_for_good_is_told(serve) -> None:
    """301 and 308 name the new address, 302 and 307 do not; behind a temporary redirect nothing is for good."""
    def script(connection: socket.socket, request: bytes) -> None:
        ways = {b"/a": ("301 Moved", "/b"), b"/b": ("308 Moved", "/c"), b"/t": ("302 Found", "/b"), b"/c": ("307 T", "/d")}
        way = ways.get(request.split()[1])
        connection.sendall(answer(b"", way[0], f"Location: {way[1]}") if way else answer(b"there"))

    site = serve(script)
    assert get(site.url + "a").moved == site.url + "c"
    assert get(site.url + "a").url == site.url + "d"
    assert get(site.url + "t").moved == ""
    assert get(site.url + "d").moved == ""


def test_a_redirect_to_itself_ends(serve) -> None:
    """Six questions, then an end."""
    site = serve(answer(b"", "308 Permanent Redirect", "Location: /"))
    with pytest.raises(OutsideError, match="on and on"):
        get(site.url)
    assert len(site.requests) == 6


@pytest.mark.parametrize("location", [
    "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "//localhost/", "http://inside.example/",
    "file:///etc/passwd", "http://a:b@halyard.example/", "http://[", "http://2130706433/", "http://halyard.example:22/",
    "javascript:alert(1)",
])
def test_a_redirect_is_judged_like_any_address(serve, public, monkeypatch, location: str) -> None:
    """A public site that sends us inside is not obeyed; the message names the address we were given."""
    site = serve(answer(b"", "302 Found", f"Location: {location}"))
    dialled = public(site)
    names = {"halyard.example": "93.184.216.34", "inside.example": "127.0.0.1"}
    monkeypatch.setattr(wire, "look_up", lambda host, _: [names.get(host, host)])
    with pytest.raises((InputError, OutsideError)) as caught:
        fetch("http://halyard.example/feed")
    assert str(caught.value).startswith("http://halyard.example/feed: ")
    assert dialled == ["93.184.216.34"]


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = [
    # this machine and its names
    "http://localhost/", "http://localhost./", "http://LOCALHOST/", "http://printer.localhost/", "http://127.0.0.1/",
    "http://127.0.0.1./", "http://127.1/", "http://127.255.255.254/", "http://0/", "http://0.0.0.0/", "http://[::]/",
    "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/",
    # numbers in other clothes
    "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://0177.0.0.1/", "http://0x7f.0.0.1/",
    "http://127.0.1/", "http://134744072/", "http://8.8.8.010/", "http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/",
    "http://127。0。0。1/", "http://%31%32%37.0.0.1/", "http://127.0.0.1%00.halyard.example/",
    # networks of one's own, and of nobody
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/", "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://192.0.2.1/", "http://198.18.0.1/", "http://224.0.0.1/",
    "http://240.0.0.1/", "http://255.255.255.255/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/", "http://[fd12:3456::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[4000::1]/",
    # names that lead inside
    "http://inside.example/", "http://INSIDE.example./", "https://inside.example/",
    # schemes, users, ports, tricks
    "file:///etc/passwd", "ftp://halyard.example/", "gopher://halyard.example/", "javascript:alert(1)",
    "data:text/html,x", "//halyard.example/", "halyard.example", "http:halyard.example", "http:///etc/passwd",
    "http://", "", "http://halyard.example@127.0.0.1/", "http://a:b@halyard.example/",
    "http://halyard.example\\@127.0.0.1/",
    "http://halyard.example:22/", "http://halyard.example:65536/", "http://halyard.example:x/", "http://[::1",
    "http://hal yard.example/", "http://halyard.example\r\nX: y/", "http://hal\tyard.example/", "http://a..example/",
    "http://xn--\u2028.example/", "http://[v1.fe80::a]/", "http://*.example/",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_never_dialled(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Refused in one line that names it, as a mistake of the input, before any connection."""
    monkeypatch.setattr(wire, "look_up", lambda host, _: ["127.0.0.1" if host == "inside.example" else host])
    monkeypatch.setattr(wire, "dial", lambda *_: pytest.fail("dialled"))
    with pytest.raises(InputError) as caught:
        fetch(url)
    assert "\n" not in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(("url", "spelled"), [
    ("HTTP://Halyard.EXAMPLE", "http://halyard.example/"),
    ("https://halyard.example:443/a?b#c", "https://halyard.example/a?b"),
    ("http://halyard.example:443/", "http://halyard.example:443/"),
    ("  https://halyard.example./x ", "https://halyard.example/x"),
    ("https://straße.example/größe?q=ü", "https://xn--strae-oqa.example/gr%C3%B6%C3%9Fe?q=%C3%BC"),
    ("https://halyard.example/a b%20c", "https://halyard.example/a%20b%20c"),
    ("https://93.184.216.34/", "https://93.184.216.34/"),
    ("https://[2606:2800:220:1::]/", "https://[2606:2800:220:1::]/"),
    ("https://under_score.halyard.example/", "https://under_score.halyard.example/"),
])
def test_an_honest_address_has_one_spelling(url: str, spelled: str) -> None:
    """What is sent over the wire is ASCII, without fragment, default port and final dot."""
    assert target(url).url == spelled
    assert target(spelled).url == spelled


@pytest.mark.parametrize("address", [
    "8.8.8.8", "93.184.216.34", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.167.1.1",
    "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001::1",
])
def test_public_machines_are_let_through(address: str) -> None:
    """Also those whose numbers lie beside a private network."""
    judge(address, "halyard.example", "")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "100.64.0.1", "::1", "fd00::1",
                                     "64:ff9b::808:808"])
def test_ones_own_network_is_let_through_when_asked_for(address: str) -> None:
    """--allow-private opens one's own networks."""
    judge(address, "halyard.example", "", allow_private=True)


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "::ffff:127.0.0.1", "fe80::1%eth0"])
def test_some_machines_are_never_let_through(address: str) -> None:
    """Not even --allow-private leads to the keys of a cloud machine."""
    with pytest.raises(InputError, match="where no page can be"):
        judge(address, "halyard.example", "", allow_private=True)


def test_a_password_in_an_address_stays_out_of_the_message() -> None:
    """Messages end up in logs and screenshots."""
    with pytest.raises(InputError) as caught:
        fetch("https://joan:s3cret@halyard.example/feed")
    assert str(caught.value) == ("https://…@halyard.example/feed: the address holds a user name — leave out what "
                                 "stands before the @")


def test_the_way_in_is_told() -> None:
    """Whoever means their own network reads how to say so."""
    with pytest.raises(InputError) as caught:
        fetch("http://192.168.1.1/feed")
    assert str(caught.value) == ("http://192.168.1.1/feed: 192.168.1.1 is a private address — add --allow-private if "
                                 "this is your own network")


def test_one_private_address_among_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to a public and a private machine is refused, whatever the order."""
    monkeypatch.setattr(wire, "dial", lambda *_: pytest.fail("dialled"))
    for addresses in (["93.184.216.34", "127.0.0.1"], ["::1", "93.184.216.34"]):
        resolver(monkeypatch, addresses)
        with pytest.raises(InputError, match="halyard.example leads to a private address"):
            fetch("http://halyard.example/")


def test_a_name_that_changes_its_answer_gains_nothing(serve, public, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is asked once, and what was judged is dialled; on the next question it is judged again."""
    site = serve(answer())
    dialled = public(site)
    asked = resolver(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    assert fetch("http://halyard.example/").data == b"hello"
    assert (asked, dialled) == (["halyard.example"], ["93.184.216.34"])
    with pytest.raises(InputError, match="leads to a private address"):
        fetch("http://halyard.example/")
    assert dialled == ["93.184.216.34"]


def test_an_address_that_is_dead_gives_way_to_the_next(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with an unreachable first address is still reached."""
    site = serve(answer())
    real = wire.dial
    resolver(monkeypatch, ["127.0.0.2", "127.0.0.1"])
    monkeypatch.setattr(wire, "dial", lambda address, port, seconds: real(
        address, port if address == "127.0.0.1" else 1, seconds))
    assert get(f"http://halyard.example:{site.port}/").data == b"hello"


# ── the house ────────────────────────────────────────────────────────────────────────────────────────────────


def test_loading_the_room_loads_no_client() -> None:
    """A command that fetches nothing pays for no HTTP and no TLS."""
    ask = "import sys, newsletter.web; print({'httpx', 'httpcore', 'h11', 'ssl'} & {*sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    assert loaded == "set()\n"


CLIENTS = {"aiohttp", "ftplib", "h11", "http.client", "httpcore", "httpx", "requests", "urllib.request", "urllib3"}


def test_there_is_no_other_client() -> None:
    """No file of the package outside web imports anything that can fetch, or calls what would."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            names += [f"{node.module}.{alias.name}" for alias in node.names] if isinstance(node, ast.ImportFrom) else []
            calls = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if {*names} & CLIENTS or calls in ("urlopen", "urlretrieve", "create_connection"):
                found.append(path.relative_to(PACKAGE).parts[0])
    assert set(found) == {"web"}
