"""Links asked: politely, once, never what would do something, and nothing of one's own network; servers on loopback."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from checks_help import GOOD, Way, good, sheet
from servers import Site, answer, drip_head, public, resolver, serve  # noqa: F401

from newsletter import checks, web
from newsletter.checks.links import asking
from newsletter.checks.links.asking import Answer, Asker
from newsletter.errors import OutsideError
from newsletter.model import Edition, Finding, replace
from newsletter.web import look

Serve = Callable[..., Site]
MINHO = "https://courier.example/europe/minho-bench"


def asker(**settings: object) -> Asker:
    return Asker(allow_private=True, pause=0.0, **settings)  # type: ignore[arg-type]


class Told:
    """An asker that knows the answers by heart."""

    allow_private = False

    def __init__(self, **answers: Answer) -> None:
        self.asked: list[str] = []
        self._answers = answers

    def ask(self, urls: object) -> dict[str, Answer]:
        wanted = list(urls)  # type: ignore[call-overload]
        self.asked += wanted
        return {url: self._answers.get("minho", Answer(url=url, state="there", status=200)) if url == MINHO
                else Answer(url=url, state="there", status=200) for url in wanted}


def found(rule: str, minho: Answer) -> tuple[Finding, ...]:
    """Return what a rule finds where this is the answer of one story's page."""
    one = sheet(GOOD)
    return checks.judged(replace(one, online=Told(minho=minho)), [rule]).findings


def foreign(html: str, online: object) -> checks.Sheet:
    letter = replace(good().edition.letter, html=html, marks=())
    edition = Edition(letter=letter, service="plain", subject="", preheader="", html=html, text="")
    return checks.Sheet(edition=edition, publication=good().publication, name="letter.html", online=online)


# ── what is made of an answer ────────────────────────────────────────────────────────────────────────────────


def test_a_dead_link_is_an_error_at_its_line() -> None:
    """A page that is gone keeps the letter back, at the line of its address."""
    (one,) = found("LINK-DEAD", Answer(url=MINHO, state="gone", status=404, words="it answers 404 Not Found"))
    assert one.level == "error" and one.where.startswith("issues/047.toml:") and one.position == "b3.s2.url"
    assert "404 Not Found" in one.message


@pytest.mark.parametrize("state", ["shut", "unsure"])
def test_what_could_not_be_found_out_is_only_told(state: str) -> None:
    """A site that lets no programs in, or is slow, may be well: information, and look yourself."""
    (one,) = found("LINK-DEAD", Answer(url=MINHO, state=state, status=403, words="it answers 403 Forbidden"))  # type: ignore[arg-type]
    assert one.level == "info" and "look yourself" in one.hint


def test_a_page_that_is_there_is_not_told_of() -> None:
    """Neither rule has anything to say."""
    there = Answer(url=MINHO, state="there", status=200)
    assert found("LINK-DEAD", there) == found("LINK-REDIR", there) == ()


def test_a_link_that_leads_on_shows_where_to() -> None:
    """Several steps, or another site: information with the address at the end; a step within the site is nothing."""
    end = "https://other.example/minho-bench"
    (one,) = found("LINK-REDIR", Answer(url=MINHO, state="there", status=200, hops=(end,)))
    assert one.level == "info" and end in one.message
    (one,) = found("LINK-REDIR", Answer(url=MINHO, state="there", status=200, hops=("https://a.example/1", end)))
    assert "in 2 steps" in one.message
    assert found("LINK-REDIR", Answer(url=MINHO, state="there", status=200, hops=(f"{MINHO}/",))) == ()


def test_a_story_that_ends_at_the_front_page_may_be_gone() -> None:
    """So do sites that have no 404: that is a warning."""
    (one,) = found("LINK-REDIR", Answer(url=MINHO, state="there", status=200, hops=("https://courier.example/",)))
    assert one.level == "warning" and "front page of courier.example" in one.message


def test_offline_nothing_is_asked() -> None:
    """Without an asker both rules are silent, and all others judge."""
    assert {one.rule for one in checks.judged(sheet(GOOD), ["links"]).findings} <= {"LINK-UTM"}
    broken = Way("LINK-HTTP", "", issue={MINHO: MINHO.replace("https", "http")})
    assert [one.rule for one in checks.judged(sheet(broken), ["LINK"]).findings if one.level != "info"] == ["LINK-HTTP"]


def test_ways_out_and_merge_links_are_never_asked() -> None:
    """Unsubscribing, preferences, confirmations, a service's tags, our own addresses: opening them would do something."""
    online = Told()
    checks.judged(replace(sheet(GOOD), online=online), ["LINK-DEAD"])
    assert MINHO in online.asked
    assert not [url for url in online.asked if "/letter/" in url]
    online = Told()
    checks.judged(foreign(
        '<a href="https://x.example/unsubscribe?id=7">out</a><a href="https://click.example/f/a/b7Xk">Unsubscribe</a>'
        '<a href="https://click.example/c7">Abmelden</a><a href="https://x.example/*|UNSUB|*">x</a>'
        '<a href="{{ url }}">x</a><a href="https://x.list-manage.com/vote?u=7">yes</a><a href="mailto:a@b.example">m</a>'
        '<a href="https://x.example/story">a story</a><a href="http://10.0.0.1/">inside</a>', online), ["LINK-DEAD"])
    assert online.asked == ["https://x.example/story"]


# ── how it is asked ──────────────────────────────────────────────────────────────────────────────────────────


def by_path(**answers: bytes) -> Callable[[object, bytes], None]:
    """Return a script that answers by the first word of the path, with or without its method (``HEAD_slow``)."""
    def script(connection, request: bytes) -> None:  # noqa: ANN001
        method, path = request.split(b" ")[0].decode(), request.split(b" ")[1].decode().strip("/")
        connection.sendall(answers.get(f"{method}_{path}", answers.get(path, answer(b"", "404 Not Found"))))
    return script


def test_a_page_is_asked_for_briefly_and_not_read(serve: Serve) -> None:  # noqa: F811
    """HEAD is enough where it gets a good answer; nothing else is sent."""
    site = serve(answer(b"", "200 OK", "Content-Type: image/png; x=1"))
    (one,) = asker().ask([f"{site.url}story"]).values()
    assert (one.state, one.status, one.media_type) == ("there", 200, "image/png")
    assert [request.split(b" ")[0] for request in site.requests] == [b"HEAD"]


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "405 Method Not Allowed", "501 Not Implemented"])
def test_a_site_that_minds_head_is_asked_as_browsers_ask(serve: Serve, status: str) -> None:  # noqa: F811
    """Where HEAD gets no good answer, GET has the last word."""
    site = serve(by_path(HEAD_story=answer(b"", status), GET_story=answer()))
    (one,) = asker().ask([f"{site.url}story"]).values()
    assert one.state == "there"
    assert [request.split(b" ")[0] for request in site.requests] == [b"HEAD", b"GET"]


def test_a_site_that_breaks_off_at_head_is_asked_again(serve: Serve) -> None:  # noqa: F811
    """No answer to HEAD is no answer yet."""
    site = serve(lambda connection, request: connection.sendall(b"" if request.startswith(b"HEAD") else answer()))
    assert asker().ask([site.url])[site.url].state == "there"


@pytest.mark.parametrize(("status", "state"), [
    ("404 Not Found", "gone"), ("410 Gone", "gone"), ("500 Oh", "gone"), ("400 Bad", "gone"), ("401 Who", "shut"),
    ("403 Forbidden", "shut"), ("405 No", "shut"), ("429 Slow", "shut"), ("451 Law", "shut"), ("999 Denied", "shut"),
])
def test_each_status_means_something(serve: Serve, status: str, state: str) -> None:  # noqa: F811
    """Gone is what a reader would not see either; shut is what only programs do not see."""
    site = serve(answer(b"", status))
    one = asker().ask([site.url])[site.url]
    assert one.state == state and one.words.startswith(f"it answers {status[:3]}")


def test_sites_that_lie_to_programs_are_known(serve: Serve, public: Callable, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Whatever a site says that is known to lie, a reader may see a page there."""
    resolver(monkeypatch, ["93.184.216.34"])
    public(serve(answer(b"", "404 Not Found")))
    url = "http://www.linkedin.com/in/somebody"
    assert Asker(pause=0.0).ask([url])[url].state == "shut"


def test_where_a_link_leads_on_is_shown(serve: Serve) -> None:  # noqa: F811
    """All steps, and whether they are meant to last; one without end is gone."""
    site = serve(by_path(a=answer(b"", "301 Moved", "Location: /b"), b=answer(b"", "308 Moved", "Location: /c"), c=answer(),
                         d=answer(b"", "302 Found", "Location: /c"), e=answer(b"", "302 Found", "Location: /e")))
    answers = asker().ask(f"{site.url}{path}" for path in "ade")
    first, other, circle = answers.values()
    assert first.hops == (f"{site.url}b", f"{site.url}c") and first.for_good
    assert other.hops == (f"{site.url}c",) and not other.for_good
    assert circle.state == "gone" and "on and on" in circle.words


def test_no_address_is_asked_twice(serve: Serve) -> None:  # noqa: F811
    """Neither in one letter, nor by the next rule, nor with another place on the same page."""
    site = serve(answer())
    one = asker()
    assert len(one.ask([f"{site.url}a", f"{site.url}a#top", f"{site.url}a"])) == 2
    one.ask([f"{site.url}a#end"])
    assert len(site.requests) == 1


def test_what_was_there_a_while_ago_is_not_asked_again(serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    """Good answers are kept for a day, in a file; bad ones are not, for they are what an editor mends."""
    site = serve(by_path(a=answer()))
    kept = tmp_path / "links" / "answers.json"
    for _ in range(2):
        asker(kept=kept).ask([f"{site.url}a", f"{site.url}b"])
    assert sorted(request.split(b" ")[1] for request in site.requests) == [b"/a", b"/b", b"/b", b"/b", b"/b"]
    said = json.loads(kept.read_text())
    said[0][1] = time.time() - 90_000
    kept.write_text(json.dumps(said))
    asker(kept=kept).ask([f"{site.url}a"])
    assert [request.split(b" ")[1] for request in site.requests].count(b"/a") == 2


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[[1]]", b"\xff", b"[1, 2]", b'{"a": 1}', b'[["u", "x", 1, [], 1, ""]]',
                                     b"[" * 100_000, b'[["u", NOW, 1e999, [], 1, ""]]'])
def test_a_broken_cache_is_no_cache(tmp_path: Path, rubbish: bytes) -> None:
    """Whatever is in the file, the links are asked."""
    kept = tmp_path / "answers.json"
    kept.write_bytes(rubbish.replace(b"NOW", str(time.time()).encode()))
    assert asker(kept=kept).ask([]) == {}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes, links and owners")
def test_an_answer_counts_only_in_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe would never end; where a link leads, and what another owner's file says, somebody else wrote."""
    page = "https://a.example/"
    kept, link, pipe = tmp_path / "answers.json", tmp_path / "link.json", tmp_path / "pipe.json"
    kept.write_text(json.dumps([[page, time.time(), 200, [], False, ""]]))
    link.symlink_to(kept)
    os.mkfifo(pipe)
    assert [len(asking._read(path)) for path in (kept, link, pipe)] == [1, 0, 0]
    monkeypatch.setattr(os, "geteuid", lambda: kept.stat().st_uid + 1)
    assert not asking._read(kept)


def test_sites_of_one_owner_are_asked_once_in_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions to one owner stand in line, whoever asks; another owner's need not wait; without time left none does."""
    waited: list[float] = []
    monkeypatch.setattr(asking, "time", SimpleNamespace(monotonic=lambda: 100.0, sleep=waited.append))
    turns, clock = asking._Turns(1.0), web.Clock(2.5)
    for url in ("https://a.example/1", "https://www.a.example/2", "https://b.example/", "https://news.a.example/3"):
        turns.wait(url, clock)
    assert waited == [0.0, 1.0, 0.0, 2.0]
    with pytest.raises(TimeoutError):
        turns.wait("https://a.example/4", clock)


def test_a_site_is_asked_two_things_at_a_time(serve: Serve) -> None:  # noqa: F811
    """However many links lead to one owner's sites, no more than two answers are waited for."""
    lock, now, most = threading.Lock(), 0, 0

    def script(connection, request: bytes) -> None:  # noqa: ANN001
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1
        connection.sendall(answer())

    one, other = serve(script), serve(script)
    asker().ask(f"{site.url}{number}" for number in range(4) for site in (one, other))
    assert most <= 2 and len(one.requests) + len(other.requests) == 8


def test_answers_come_as_they_are_found(serve: Serve) -> None:  # noqa: F811
    """Each is told at once, with how many there are and will be."""
    site = serve(answer())
    told: list[tuple[str, int, int]] = []
    asker(told=lambda one, done, of: told.append((one.url, done, of))).ask([f"{site.url}a", f"{site.url}b"])
    assert {url for url, _, _ in told} == {f"{site.url}a", f"{site.url}b"}
    assert [(done, of) for _, done, of in told] == [(1, 2), (2, 2)]


def test_all_of_it_ends_in_time(serve: Serve) -> None:  # noqa: F811
    """A site that drips, and many that wait behind it, are given up when the time is over, and said to be unsure."""
    site = serve(drip_head)
    begin = time.monotonic()
    answers = asker(seconds=0.5).ask(f"{site.url}{number}" for number in range(20))
    assert time.monotonic() - begin < 15
    assert {one.state for one in answers.values()} == {"unsure"}
    assert len(site.requests) <= 4


def test_nothing_of_ones_own_network_is_asked(serve: Serve) -> None:  # noqa: F811
    """A private address, by itself or at the end of a redirect, is refused before anything is sent."""
    site = serve(answer())
    one = Asker(pause=0.0).ask([site.url])[site.url]
    assert one.state == "gone" and not site.requests


def test_a_public_site_may_not_lead_inside(serve: Serve, public: Callable, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """A redirect to one's own network is not followed."""
    inside = serve(answer())
    resolver(monkeypatch, ["93.184.216.34"])
    public(serve(answer(b"", "302 Found", f"Location: {inside.url}")))
    one = Asker(pause=0.0).ask(["http://courier.example/a"])["http://courier.example/a"]
    assert one.state == "gone" and not inside.requests


def test_a_name_that_is_not_known_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site whose name does not resolve is one that no reader reaches."""
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    monkeypatch.setattr("newsletter.web.wire.look_up", unknown)
    one = Asker(pause=0.0).ask(["https://nowhere.example/"])["https://nowhere.example/"]
    assert one.state == "gone" and "nowhere.example" in one.words


def test_a_page_without_end_costs_nothing(serve: Serve) -> None:  # noqa: F811
    """Where GET has the last word, nothing of the page is read."""
    def script(connection, request: bytes) -> None:  # noqa: ANN001
        if request.startswith(b"HEAD"):
            connection.sendall(answer(b"", "405 Method Not Allowed"))
            return
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    site = serve(script)
    assert look(site.url, allow_private=True).status == 200


def test_looking_says_what_it_asks_before_it_asks(serve: Serve) -> None:  # noqa: F811
    """Whoever paces the questions hears of each, redirects among them."""
    end = serve(answer())
    start = serve(answer(b"", "302 Found", f"Location: {end.url}"))
    heard: list[str] = []
    look(start.url, allow_private=True, before=heard.append)
    assert heard == [start.url, end.url]
    with pytest.raises(OutsideError):
        look("http://127.0.0.1:9/", allow_private=True)
