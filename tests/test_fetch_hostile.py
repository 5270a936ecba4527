"""Facts about `newsletter.fetch` and sources that mean harm, or are broken: one line each, and the others come in.

What a single request survives is proven in test_web.py, what a single feed may hold in test_sources_feed_hostile.py;
here it comes over the wire, among others, into the archive and onto a terminal.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import time
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fetch_help import NOON, Newsroom, Serve, item, one, rss  # isort: skip
from naughty_help import naughty  # isort: skip
from servers import Script, answer, bomb, drip_body, drip_head, pour, reset, resolver  # isort: skip
from servers import public, serve  # isort: skip # noqa: F401 - fixtures

ROOT = Path(__file__).parents[1]
XML = "Content-Type: application/rss+xml"


def lines_of(entities: str, use: str) -> bytes:
    return (f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss version="2.0"><channel><title>T</title><item>'
            f"<title>A{use}</title></item></channel></rss>").encode()


TENFOLD = "".join(f'\n<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = lines_of(f'<!ENTITY a0 "lol">{TENFOLD}', "&a9;")

BROKEN: dict[str, tuple[Script | bytes, str]] = {
    "a body that drips": (drip_body, "took longer than 1 s"),
    "a head that drips": (drip_head, "took longer than 1 s"),
    "silence": (lambda *_: time.sleep(3), "took longer than 1 s"),
    "a stream without end": (pour, "sends more than 10 MB"),
    "a gzip bomb": (answer(bomb(200), "200 OK", "Content-Encoding: gzip"), "sends more than 10 MB"),
    "a redirect loop": (answer(b"", "302 Found", "Location: /"), "sends us on and on"),
    "a redirect to no page": (answer(b"", "302 Found", "Location: file:///etc/passwd"), "only addresses that begin"),
    "reset in the body": (reset, "broke the connection off"),
    "half a body": (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + one(), "broke off"),
    "304 without a cache": (answer(b"", "304 Not Modified"), "answered 304"),
    "429": (answer(b"", "429 Slow"), "answered 429"),
    "500 with words": (answer(b"<h1>\x1b[31mno</h1>", "500 No"), "answered 500"),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", "this is empty"),
    "blanks": (answer(b" \n\t\r\n", "200 OK", XML), "this is empty"),
    "a picture": (answer(b"\x89PNG\r\n\x1a\n" + bytes(500), "200 OK", XML), ""),
    "noise that says it is a feed": (answer(bytes(range(256)) * 40, "200 OK", XML), ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_source_is_one_line_and_stops_nobody(serve: Serve, tmp_path: Path, name: str) -> None:
    """It says who and why in one printable line, soon; the sound source beside it is in the archive."""
    script, words = BROKEN[name]
    desk = Newsroom(tmp_path, {"Broken": serve(script).url, "Courier": serve(answer(one(), "200 OK", XML)).url})
    start = time.monotonic()
    report = desk.fetch(seconds=1.0)
    assert time.monotonic() - start < 5
    broken, sound = report.outcomes
    assert broken.status == "failed"
    assert broken.error.startswith("Broken: ")
    assert words in broken.error
    assert broken.error.isprintable()
    assert not broken.bug
    assert (sound.status, sound.new_count) == ("fetched", 1)
    assert not report.all_failed
    assert desk.titles() == ["A court for two rivers"]


def test_all_of_them_at_once_take_no_longer_than_the_slowest(serve: Serve, tmp_path: Path) -> None:
    """Every broken source and one sound one in one run."""
    sites = {name: serve(script).url for name, (script, _) in BROKEN.items()}
    desk = Newsroom(tmp_path, {**sites, "Courier": serve(answer(one(), "200 OK", XML)).url})
    start = time.monotonic()
    report = desk.fetch(seconds=2.0)
    assert time.monotonic() - start < 8
    assert [outcome.name for outcome in report.outcomes if outcome.status != "failed"] == ["Courier"]


# ── into one's own network ───────────────────────────────────────────────────────────────────────────────────


def test_a_source_in_ones_own_network_needs_a_word(serve: Serve, tmp_path: Path) -> None:
    """Refused, with how to allow it, and not one byte is asked."""
    site = serve(answer(one()))
    outcome = Newsroom(tmp_path, {"Inside": site.url}).fetch(allow_private=False).outcomes[0]
    assert outcome.error.endswith("add --allow-private if this is your own network")
    assert site.requests == []


def test_a_redirect_into_ones_own_network_is_not_followed(serve: Serve, public, tmp_path: Path, monkeypatch) -> None:
    """A public feed that sends us inside."""
    inside = serve(answer(one("Secret")))
    dialled = public(serve(answer(b"", "302 Found", f"Location: {inside.url}")))
    resolver(monkeypatch, ["93.184.216.34"])
    desk = Newsroom(tmp_path, {"Courier": "http://courier.example/feed"})
    outcome = desk.fetch(allow_private=False).outcomes[0]
    assert outcome.status == "failed"
    assert "sends us on to" in outcome.error
    assert (dialled, inside.requests, desk.titles()) == (["93.184.216.34"], [], [])


def test_a_name_that_leads_inside_after_it_was_looked_at_gains_nothing(
    serve: Serve, public, tmp_path: Path, monkeypatch
) -> None:
    """Public on the first question, 127.0.0.1 on each later one: what was judged is dialled, the next refused."""
    dialled = public(serve(answer(b"", "302 Found", "Location: http://courier.example/again")))
    asked = resolver(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    outcome = Newsroom(tmp_path, {"Courier": "http://courier.example/feed"}).fetch(allow_private=False).outcomes[0]
    assert outcome.status == "failed"
    assert "leads to a private address" in outcome.error
    assert (len(asked), dialled) == (2, ["93.184.216.34"])


def test_a_feed_opens_no_file(serve: Serve, tmp_path: Path) -> None:
    """External entities, and a body that is a path: nothing of this machine's files comes into the archive."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the harbour master's secret")
    traps = {
        "entity": lines_of(f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "&x;"),
        "parameter": lines_of(f'<!ENTITY % x SYSTEM "{secret.as_uri()}"> %x;', ""),
        "path": str(secret).encode(),
        "address": secret.as_uri().encode(),
    }
    desk = Newsroom(tmp_path / "desk", {name: serve(answer(body, "200 OK", XML)).url for name, body in traps.items()})
    report = desk.fetch()
    assert "secret" not in json.dumps([(article.title, article.teaser) for article in desk.articles()])
    assert "harbour master" not in " ".join(outcome.error for outcome in report.outcomes)


def test_an_entity_bomb_does_not_go_off(serve: Serve, tmp_path: Path) -> None:
    """A billion laughs: soon over, and nobody laughs."""
    desk = Newsroom(tmp_path, {"Bomb": serve(answer(LAUGHS, "200 OK", XML)).url, "Courier": serve(answer(one())).url})
    start = time.monotonic()
    report = desk.fetch()
    assert time.monotonic() - start < 3
    assert report.outcomes[1].new_count == 1
    assert all("lol" not in article.title for article in desk.articles())


# ── what servers say falsely ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("headers", "encoding"), [
    ("Content-Type: text/xml; charset=us-ascii", "utf-8"),
    ("Content-Type: application/rss+xml; charset=iso-8859-1", "utf-8"),
    ("Content-Type: application/rss+xml; charset=nonsense", "utf-8"),
    ("Content-Type: application/rss+xml; charset=utf-8", "windows-1252"),
    ("Content-Type: application/rss+xml", "utf-16"),
])
def test_a_wrong_charset_costs_no_letter(serve: Serve, tmp_path: Path, headers: str, encoding: str) -> None:
    """The feed's own declaration is right more often than the server's."""
    body = one("Zürich – “Straße”").decode().replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding)
    desk = Newsroom(tmp_path, {"Courier": serve(answer(body, "200 OK", headers)).url})
    assert desk.fetch().outcomes[0].status == "fetched"
    assert desk.titles() == ["Zürich – “Straße”"]


@pytest.mark.parametrize("kind", ["text/html", "image/png", "application/octet-stream", "text/plain; charset=utf-8",
                                  "application/json", "x", ""])
def test_a_lying_content_type_loses_no_feed(serve: Serve, tmp_path: Path, kind: str) -> None:
    """A feed is known by what it is."""
    desk = Newsroom(tmp_path, {"Courier": serve(answer(one(), "200 OK", f"Content-Type: {kind}")).url})
    assert desk.fetch().outcomes[0].status == "fetched"
    assert desk.titles() == ["A court for two rivers"]


def test_a_page_of_regret_with_200_makes_no_article(serve: Serve, tmp_path: Path) -> None:
    """“Not found” in HTML, called a feed and answered 200: nothing of it is an article."""
    regret = (b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Oops! Something went wrong</h1>"
              b"<p>We could not find what you were looking for.</p></body></html>")
    desk = Newsroom(tmp_path, {"Courier": serve(answer(regret, "200 OK", XML)).url})
    outcome = desk.fetch().outcomes[0]
    assert desk.titles() == []
    assert outcome.error or outcome.notes


# ── size ─────────────────────────────────────────────────────────────────────────────────────────────────────

MANY = """
    import sys, time
    sys.path[:0] = [{tests!r}, {root!r}]
    from pathlib import Path
    from fetch_help import NOON
    from newsletter import archive, fetch, publication
    root = Path({folder!r})
    with archive.open(root / archive.FILE) as store:
        report = fetch.fetch(publication.read(root), store, at=NOON, allow_private=True)
    one = report.outcomes[0]
    # Not getrusage: what the process was before it became this one counts there as well.
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(one.count, one.new_count, len(one.new), time.process_time(), int(peak) // 1024, one.error)
"""


def test_5000_items_come_in(serve: Serve, tmp_path: Path) -> None:
    """All of a feed, in some seconds of the processor, and 150 MB; `tests/bench/fetch.py` measures ten times as much."""
    body = rss(*(item(f"Piece {n}", days=n / 100, image="", url=f"https://c.example/{n}") for n in range(5_000)))
    desk = Newsroom(tmp_path, {"Courier": serve(answer(body, "200 OK", XML)).url})
    code = textwrap.dedent(MANY.format(tests=str(ROOT / "tests"), root=str(ROOT), folder=str(tmp_path)))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    said = done.stdout.split(maxsplit=5)
    assert said[:3] == ["5000", "5000", "1000"]
    assert float(said[3]) < 12
    assert int(said[4]) < 150
    assert desk.state()


# ── naughty strings ──────────────────────────────────────────────────────────────────────────────────────────


def is_harmful(character: str) -> bool:
    """Say whether a character can do something to a terminal: a control, or one that turns the direction of lines."""
    return unicodedata.category(character) == "Cc" or "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def naughty_feed(strings: list[str], image: str = "") -> bytes:
    """Return a JSON Feed with them as titles, teasers, tags and authors, all of now."""
    published = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "\x1b[31mT", "items": [
        {"id": str(n), "url": f"https://courier.example/{n}", "title": text, "summary": text, "tags": [text],
         "authors": [{"name": text}], "date_published": published, "image": image}
        for n, text in enumerate(strings)]}).encode()


def test_naughty_strings_come_in_without_their_harm(serve: Serve, tmp_path: Path) -> None:
    """As titles, teasers and names of sections in JSON, where any character can stand: no control is kept."""
    strings = naughty()
    body = naughty_feed(strings, "https://pictures.example/a.jpg")
    site = serve(answer(body, "200 OK", "Content-Type: application/feed+json"))
    desk = Newsroom(tmp_path, {"Courier \x1b[31m\u202e": site.url})
    report = desk.fetch()
    assert report.new_count > 0.75 * len(strings)
    for article in desk.articles():
        said = "".join((article.title, article.teaser, article.section, article.byline, article.source, *article.tags))
        assert not any(map(is_harmful, said)), repr(said)
    for outcome in report.outcomes:
        assert not any(map(is_harmful, "".join((outcome.name, outcome.error, *outcome.notes))))
