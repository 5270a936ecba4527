"""Facts about `newsletter.fetch`: asked politely, side by side, into the archive; against servers on this machine."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from newsletter import archive as archives, fetch as room, publication as publications, sources
from newsletter.errors import UsageError
from newsletter.fetch import missing
from newsletter.model import Publication, Reading
from newsletter.web.politely import Crew

from fetch_help import NOON, Answers, Newsroom, Serve, item, one, rss, tagged  # isort: skip
from servers import answer, drip_body, public, reset, resolver, serve  # isort: skip # noqa: F401

ROOT = Path(__file__).parents[1]
LATER = NOON + timedelta(hours=1)


def header(request: bytes, name: str) -> str:
    """Return what a request says in a header; empty where it does not."""
    for line in request.decode("latin-1").split("\r\n"):
        if line.lower().startswith(f"{name.lower()}: "):
            return line.partition(": ")[2]
    return ""


# ── into the archive ─────────────────────────────────────────────────────────────────────────────────────────


def test_all_sources_come_into_the_archive(serve, tmp_path: Path) -> None:
    """From the web and from the disk; each outcome counts what its source holds and what nobody had before."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "feed.xml").write_bytes(one("From the disk"))
    site = serve(answer(rss(item("Tide"), item("Quay"))))
    desk = Newsroom(tmp_path, {"Courier": site.url, "Ours": "own/feed.xml"})
    report = desk.fetch()
    assert [(one.name, one.status, one.count, one.new_count) for one in report.outcomes] == [
        ("Courier", "fetched", 2, 2), ("Ours", "fetched", 1, 1)]
    assert {(article.source, article.title) for article in desk.articles()} == {
        ("Courier", "Tide"), ("Courier", "Quay"), ("Ours", "From the disk")}
    assert {article.title for article in report.outcomes[0].new} == {"Tide", "Quay"}


def test_what_two_sources_hold_is_new_once(serve, tmp_path: Path) -> None:
    """The second source with the same address brings nothing that nobody had."""
    desk = Newsroom(tmp_path, {"A": serve(answer(one())).url, "B": serve(answer(one())).url})
    assert desk.fetch().new_count == 1
    assert len(desk.articles()) == 2


def test_changed_words_are_counted(serve, tmp_path: Path) -> None:
    """A corrected headline is no new article."""
    url = "https://courier.example/court"
    said = [answer(one(title, url=url)) for title in ("A court for too rivers", "A court for two rivers")]
    site = serve(Answers(*said))
    desk = Newsroom(tmp_path, {"Courier": site.url})
    desk.fetch()
    outcome = desk.fetch(at=LATER).outcomes[0]
    assert (outcome.new_count, outcome.changed) == (0, 1)
    assert desk.titles() == ["A court for two rivers"]


# ── only if it has changed ───────────────────────────────────────────────────────────────────────────────────


def test_validators_are_sent_back_as_they_came(serve, tmp_path: Path) -> None:
    """ETag and Last-Modified verbatim, however odd; 304 is unchanged, and nothing at all is written."""
    odd = 'W/"a b,c--gzip\xe9"'
    site = serve(Answers(
        answer(one(), "200 OK", f"ETag: {odd}", "Last-Modified: Thu, 1 Jan 26 5:00 CET"),
        answer(b"", "304 Not Modified")))
    desk = Newsroom(tmp_path, {"Courier": site.url})
    desk.fetch()
    assert not header(site.requests[0], "If-None-Match")
    before = desk.state()
    outcome = desk.fetch(at=LATER).outcomes[0]
    assert header(site.requests[1], "If-None-Match") == odd
    assert header(site.requests[1], "If-Modified-Since") == "Thu, 1 Jan 26 5:00 CET"
    assert (outcome.status, outcome.new_count, outcome.error) == ("unchanged", 0, "")
    assert desk.state() == before


@pytest.mark.parametrize("headers", [(), ('ETag: "v1"',)], ids=["no validators", "it does not look at its own"])
def test_the_same_bytes_are_unchanged(serve, tmp_path: Path, headers: tuple[str, ...]) -> None:
    """Where a server never says 304, the body's digest tells; nothing is read and nothing written."""
    desk = Newsroom(tmp_path, {"Courier": serve(answer(one(), "200 OK", *headers)).url})
    desk.fetch()
    before = desk.state()
    assert desk.fetch(at=LATER).outcomes[0].status == "unchanged"
    assert desk.state() == before


def test_what_changed_is_read(serve, tmp_path: Path) -> None:
    """New bytes under a new tag come in, and the new tag is what is shown the next time."""
    site = serve(Answers(tagged(one("Tide"), '"1"'), tagged(rss(item("Tide"), item("Quay")), '"2"')))
    desk = Newsroom(tmp_path, {"Courier": site.url})
    desk.fetch()
    assert desk.fetch(at=LATER).outcomes[0].new_count == 1
    assert desk.fetch(at=LATER).outcomes[0].status == "unchanged"
    assert [header(request, "If-None-Match") for request in site.requests] == ["", '"1"', '"2"']


def test_what_could_not_be_read_is_asked_for_whole_again(serve, tmp_path: Path) -> None:
    """A damaged feed's tag is not kept: its 304 would say that all is well."""
    site = serve(Answers(tagged(b"\x00\x01 no feed"), tagged(one())))
    desk = Newsroom(tmp_path, {"Courier": site.url})
    assert desk.fetch().outcomes[0].status == "failed"
    assert desk.fetch(at=LATER).outcomes[0].status == "fetched"
    assert not header(site.requests[1], "If-None-Match")


def test_a_source_that_is_read_in_another_way_is_asked_for_whole(serve, tmp_path: Path) -> None:
    """Renamed, or given its kind: what is there is needed once more, though the server knows nothing new."""
    site = serve(tagged(one()))
    Newsroom(tmp_path, {"Courier": site.url}).fetch()
    assert Newsroom(tmp_path, {"The Courier": site.url}).fetch(at=LATER).outcomes[0].status == "fetched"
    again = Newsroom(tmp_path, {"The Courier": site.url}, extra="kind = 'feed'")
    assert again.fetch(at=LATER).outcomes[0].status == "fetched"
    assert again.fetch(at=LATER).outcomes[0].status == "unchanged"


def test_a_page_that_leads_on_is_needed_whole_and_its_feed_is_not(serve, tmp_path: Path) -> None:
    """A site's address: the page shows the way each time, what it leads to is asked for only if it has changed."""
    feeds = [one("Tide"), rss(item("Tide"), item("Quay"))]

    def script(connection, request: bytes) -> None:  # noqa: ANN001
        home = b'<!doctype html><html><head><link rel=alternate type="application/rss+xml" href="/feed"></head></html>'
        if request.startswith(b"GET /feed"):
            tagged(feeds[0], f'"{len(feeds[0])}"')(connection, request)
        else:
            tagged(home, '"home"', "Content-Type: text/html; charset=utf-8")(connection, request)

    site = serve(script)
    desk = Newsroom(tmp_path, {"Courier": site.url})
    assert desk.fetch().outcomes[0].new_count == 1
    assert desk.fetch(at=LATER).outcomes[0].status == "unchanged"
    feeds.pop(0)
    assert desk.fetch(at=LATER).outcomes[0].new_count == 1
    asked = [(request.split()[1], bool(header(request, "If-None-Match"))) for request in site.requests]
    assert asked == [(b"/", False), (b"/feed", False), (b"/", False), (b"/feed", True), (b"/", False), (b"/feed", True)]


def wordpress(posts: list[str], *, at_a_time: int = 50) -> Callable:
    """Return a site with WordPress's interface that knows its own entity tags; its posts can be added to."""
    def script(connection, request: bytes) -> None:  # noqa: ANN001
        path, _, query = request.split()[1].decode().partition("?")
        if path != "/wp-json/wp/v2/posts":
            index = {"name": "The Courier", "url": "https://courier.example", "namespaces": ["oembed/1.0", "wp/v2"]}
            tagged(json.dumps(index).encode(), '"index"', "Content-Type: application/json")(connection, request)
            return
        page = int(dict(parse_qsl(query)).get("page", 1))
        body = json.dumps([
            {"id": place, "title": {"rendered": title}, "link": f"https://courier.example/{title}", "type": "post",
             "status": "publish", "date_gmt": "2026-11-19T10:00:00", "_embedded": {}, "jetpack_featured_media_url":
             "https://pictures.example/a.jpg", "excerpt": {"rendered": "<p>Words of it.</p>"}}
            for place, title in enumerate(posts)][(page - 1) * at_a_time : page * at_a_time]).encode()
        tagged(body, f'"{zlib.crc32(body)}"', "Content-Type: application/json")(connection, request)

    return script


@pytest.mark.parametrize("kind", ["", "kind = 'wordpress'"])
def test_an_interface_that_leads_on_is_no_veil_before_its_posts(serve, tmp_path: Path, kind: str) -> None:
    """The table of contents never changes; that its posts have not either is asked of them."""
    posts = ["Tide"]
    site = serve(wordpress(posts))
    desk = Newsroom(tmp_path, {"Courier": f"{site.url}wp-json/"}, extra=kind)
    assert desk.fetch().outcomes[0].new_count == 1
    before = desk.state()
    assert desk.fetch(at=LATER).outcomes[0].status == "unchanged"
    assert desk.state() == before
    posts.insert(0, "Quay")
    assert desk.fetch(at=LATER).outcomes[0].new_count == 1
    paths = [request.split()[1].partition(b"?")[0] for request in site.requests]
    asked = [(path, bool(header(one, "If-None-Match"))) for path, one in zip(paths, site.requests, strict=True)]
    assert asked == [(b"/wp-json/", False), (b"/wp-json/wp/v2/posts", False), *[
        (b"/wp-json/", False), (b"/wp-json/wp/v2/posts", True)] * 2]


def test_pages_of_posts_are_asked_for_only_if_the_first_has_changed(serve, tmp_path: Path) -> None:
    """Two pages the first time, one question the second; and a new post on the first page comes in."""
    posts = [f"Piece-{n}" for n in range(60)]
    site = serve(wordpress(posts))
    desk = Newsroom(tmp_path, {"Courier": f"{site.url}wp-json/wp/v2/posts?_embed=1&per_page=50"})
    assert desk.fetch().outcomes[0].new_count == 60
    assert desk.fetch(at=LATER).outcomes[0].status == "unchanged"
    assert len(site.requests) == 3
    posts.insert(0, "Quay")
    assert desk.fetch(at=LATER).outcomes[0].new_count == 1
    assert all(header(request, "If-None-Match") for request in site.requests[2:])


def test_all_questions_of_a_source_share_one_deadline(serve, tmp_path: Path) -> None:
    """Page after page, each in time: the source ends at its own deadline with what had come."""
    calm = wordpress([f"Piece-{n}" for n in range(300)])

    def slow(connection, request: bytes) -> None:  # noqa: ANN001
        time.sleep(0.7)
        calm(connection, request)

    desk = Newsroom(tmp_path, {"Courier": f"{serve(slow).url}wp-json/wp/v2/posts?_embed=1&per_page=50"})
    start = time.monotonic()
    assert desk.fetch(seconds=1.0).outcomes[0].count == 50
    assert time.monotonic() - start < 1.6
    assert desk.fetch(at=LATER, seconds=4.0).outcomes[0].count == 100  # not “unchanged”: it was not all there was


def test_304_to_a_plain_question_is_a_failure_with_a_name(serve, tmp_path: Path) -> None:
    """There is nothing to show, and nobody is told that all is well."""
    desk = Newsroom(tmp_path, {"Courier": serve(answer(b"", "304 Not Modified")).url})
    outcome = desk.fetch().outcomes[0]
    assert outcome.status == "failed"
    assert "127.0.0.1 answered 304 Not Modified — it takes us for somebody who has asked before" in outcome.error
    assert outcome.error.startswith("Courier: ")


# ── as they ask to be asked ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("status", "wait", "minutes"), [
    ("429 Slow", "Retry-After: 7500", 125),
    ("503 Down", "Retry-After: Fri, 20 Nov 2026 14:05:00 GMT", 125),
    ("429 Slow", "X: no time named", 15),
])
def test_a_site_that_asks_to_be_left_alone_is(serve, tmp_path: Path, status: str, wait: str, minutes: int) -> None:
    """Not one question before the time it named (a quarter of an hour where it names none), and then one."""
    site = serve(Answers(answer(b"", status, wait), answer(one())))
    desk = Newsroom(tmp_path, {"Courier": site.url})
    first = desk.fetch().outcomes[0]
    until = f"{NOON + timedelta(minutes=minutes):%H:%M}"
    assert first.status == "failed"
    assert first.error.endswith(f" — it asks to be left alone until {until}")
    just_before = desk.fetch(at=NOON + timedelta(minutes=minutes) - timedelta(seconds=1))
    assert just_before.outcomes[0].status == "waiting"
    assert just_before.outcomes[0].error == (
        f"Courier: asks to be left alone until {until} — newsletter fetch 'Courier' asks all the same")
    assert not just_before.all_failed
    assert len(site.requests) == 1
    assert desk.fetch(at=NOON + timedelta(minutes=minutes)).outcomes[0].status == "fetched"


def test_503_without_a_time_is_asked_again(serve, tmp_path: Path) -> None:
    """Trouble that names no time may be over in a minute."""
    site = serve(Answers(answer(b"", "503 Down"), answer(one())))
    desk = Newsroom(tmp_path, {"Courier": site.url})
    assert desk.fetch().outcomes[0].status == "failed"
    assert desk.fetch().outcomes[0].status == "fetched"


def test_whoever_names_a_waiting_source_asks_all_the_same(serve, tmp_path: Path) -> None:
    """A person's one deliberate question is no machine that asks too often; once it is answered the wait is over."""
    site = serve(Answers(answer(b"", "429 Slow", "Retry-After: 7200"), answer(one())))
    desk = Newsroom(tmp_path, {"Courier": site.url})
    desk.fetch()
    assert desk.fetch("Courier", at=LATER).outcomes[0].status == "fetched"
    assert desk.fetch(at=LATER).outcomes[0].status == "unchanged"


def test_what_is_gone_is_not_asked_for_again(serve, tmp_path: Path) -> None:
    """410 is for good: told each time with the line of its table, asked again only by whoever names it."""
    site = serve(Answers(answer(b"", "410 Gone"), answer(one())))
    desk = Newsroom(tmp_path, {"Ours": "feed.xml", "Courier": site.url})
    (tmp_path / "feed.xml").write_bytes(one())
    for _ in range(2):
        gone = desk.fetch().outcomes[1]
        assert gone.status == "gone"
        assert gone.error.startswith("Courier: it is gone for good — take it out: ")
        assert gone.error.endswith("newsletter.toml:7")
    assert len(site.requests) == 1
    assert desk.fetch("Courier").outcomes[0].status == "fetched"
    assert desk.fetch().outcomes[1].status == "unchanged"


def test_a_move_for_good_is_told_with_the_line_to_change(serve, tmp_path: Path) -> None:
    """301 and 308: the new address and the table it belongs into, each time until it stands there."""
    def script(connection, request: bytes) -> None:  # noqa: ANN001
        old = request.startswith(b"GET /old")
        connection.sendall(answer(b"", "301 Moved", "Location: /new") if old else answer(one()))

    site = serve(script)
    desk = Newsroom(tmp_path, {"Courier": f"{site.url}old"})
    for status in ("fetched", "unchanged"):
        outcome = desk.fetch().outcomes[0]
        assert outcome.status == status
        assert outcome.notes[-1].startswith(f"it has moved for good to {site.url}new — write that into ")
        assert outcome.notes[-1].endswith("newsletter.toml:3")
    assert Newsroom(tmp_path, {"Courier": f"{site.url}new"}).fetch().outcomes[0].notes == ()


# ── side by side ─────────────────────────────────────────────────────────────────────────────────────────────


def test_sources_are_asked_side_by_side(serve, tmp_path: Path) -> None:
    """Twelve that take 0.3 s each take far less than 3.6 s together."""
    def slow(connection, _: bytes) -> None:  # noqa: ANN001
        time.sleep(0.3)
        connection.sendall(answer(one()))

    desk = Newsroom(tmp_path, {f"Source {n}": serve(slow).url for n in range(12)})
    start = time.monotonic()
    assert {outcome.status for outcome in desk.fetch().outcomes} == {"fetched"}
    assert time.monotonic() - start < 2


def test_one_source_that_drips_holds_up_nobody(serve, tmp_path: Path) -> None:
    """It is given up at its deadline; the others are in the archive long before."""
    desk = Newsroom(tmp_path, {"Slow": serve(drip_body).url, "Courier": serve(answer(one())).url})
    came: list[tuple[str, float]] = []
    start = time.monotonic()
    report = desk.fetch(seconds=1.0, told=lambda outcome: came.append((outcome.name, time.monotonic() - start)))
    assert [name for name, _ in came] == ["Courier", "Slow"]
    assert came[0][1] < 0.8
    assert came[1][1] < 2
    assert "took longer than 1 s" in report.outcomes[0].error
    assert [outcome.name for outcome in report.outcomes] == ["Slow", "Courier"]


def test_a_crew_has_no_more_hands_than_it_was_given() -> None:
    """Twenty jobs and three hands: never four at once, every message once, and an end."""
    busy, most, lock = 0, 0, threading.Lock()

    def job(post) -> None:  # noqa: ANN001
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        time.sleep(0.01)
        post(threading.current_thread().name)
        with lock:
            busy -= 1

    assert len(list(Crew([job] * 20, 3))) == 20
    assert most == 3
    assert list(Crew([], 3)) == []


def test_what_a_job_does_not_catch_is_raised_where_the_messages_go() -> None:
    """A bug in a thread is no silence."""
    def job(post) -> None:  # noqa: ANN001
        post("first")
        raise ZeroDivisionError

    crew = iter(Crew([job], 2))
    assert next(crew) == "first"
    with pytest.raises(ZeroDivisionError):
        next(crew)


AT_ONCE = """
    import sys, threading
    sys.path[:0] = [{tests!r}, {root!r}]
    from fetch_help import item, rss
    from newsletter.sources import feed
    data, gate, read = rss(item("Tide"), item("Quay")), threading.Barrier(16), []
    def one():
        gate.wait()
        read.append([article.image for article in feed.read(data, name="x").articles])
    threads = [threading.Thread(target=one) for _ in range(16)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert read == [["https://pictures.example/a.jpg"] * 2] * 16, read
"""


def test_many_threads_may_read_their_first_feed_at_once() -> None:
    """What is made ready for the first feed is made ready once, and none reads with it half ready."""
    code = textwrap.dedent(AT_ONCE.format(tests=str(ROOT / "tests"), root=str(ROOT)))
    for _ in range(3):
        subprocess.run([sys.executable, "-c", code], check=True)


def test_a_bug_in_one_source_loses_no_other(serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one line that says so and the traceback; the others come in."""
    real = sources.read

    def read(address: str, **more: object) -> Reading:
        if address == "bad.xml":
            raise ZeroDivisionError("a slip of ours")
        return real(address, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(sources, "read", read)
    desk = Newsroom(tmp_path, {"Bad": "bad.xml", "Courier": serve(answer(one())).url})
    report = desk.fetch()
    assert [outcome.status for outcome in report.outcomes] == ["failed", "fetched"]
    assert report.outcomes[0].error == "Bad: this is a bug in newsletter (ZeroDivisionError)"
    assert "a slip of ours" in report.outcomes[0].bug
    assert not report.all_failed


# ── an end before the end ────────────────────────────────────────────────────────────────────────────────────


def test_what_had_come_is_kept_when_it_is_interrupted(serve, tmp_path: Path) -> None:
    """Ctrl-C while one source hangs: soon over, and the articles of those that had answered are there."""
    names = {f"Source {n}": serve(answer(one(f"Piece {n}"))).url for n in range(5)}
    desk = Newsroom(tmp_path, {"Slow": serve(drip_body).url, **names})
    came: list[str] = []

    def told(outcome: room.Outcome) -> None:
        came.append(outcome.name)
        if len(came) == 5:
            os.kill(os.getpid(), signal.SIGINT)

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        desk.fetch(seconds=20.0, told=told)
    assert time.monotonic() - start < 5
    assert desk.titles() == [f"Piece {n}" for n in range(5)]


KILLED = """
    import sys
    sys.path[:0] = [{tests!r}, {root!r}]
    from pathlib import Path
    from fetch_help import NOON
    from newsletter import archive, fetch, publication
    root = Path({folder!r})
    with archive.open(root / archive.FILE) as store:
        fetch.fetch(publication.read(root), store, at=NOON, allow_private=True,
                    told=lambda one: print(one.name, flush=True))
"""


def test_a_killed_fetch_leaves_a_whole_archive(serve, tmp_path: Path) -> None:
    """kill -9 at any moment: the archive is sound, a source is in it wholly or not at all, the next run mends it."""
    pieces = {n: [item(f"Piece {n}.{place}") for place in range(200)] for n in range(4)}
    feeds = {f"Source {n}": serve(answer(rss(*items))).url for n, items in pieces.items()}
    desk = Newsroom(tmp_path / "desk", feeds)
    code = textwrap.dedent(KILLED.format(tests=str(ROOT / "tests"), root=str(ROOT), folder=str(desk.root)))
    for wait in (0.0, 0.01, 0.05, 0.2):
        for path in desk.root.glob(f"{archives.FILE}*"):
            path.unlink()
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()  # the first source is in
        time.sleep(wait)
        process.kill()
        process.wait()
        process.stdout.close()
        counts: dict[str, int] = {}
        for article in desk.articles():
            counts[article.source] = counts.get(article.source, 0) + 1
        assert set(counts.values()) == {200}
        assert not desk.fetch(at=LATER).all_failed
        assert len(desk.articles()) == 800
        assert sqlite3.connect(desk.path).execute("pragma integrity_check").fetchall() == [("ok",)]


# ── what is named ────────────────────────────────────────────────────────────────────────────────────────────


def test_only_what_is_named_is_asked(serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name in any case, by address, by its file's path from here; any other address or file is brought in once."""
    site = serve(answer(one("Tide")))
    desk = Newsroom(tmp_path, {"The Courier": site.url, "Ours": "own/feed.xml"})
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "feed.xml").write_bytes(one("Quay"))
    (tmp_path / "own" / "other.xml").write_bytes(one("Buoy"))
    monkeypatch.chdir(tmp_path / "own")
    assert [one.name for one in desk.fetch("the courier").outcomes] == ["The Courier"]
    assert [one.name for one in desk.fetch(site.url, "Ours", "feed.xml").outcomes] == ["The Courier", "Ours"]
    assert [one.status for one in desk.fetch("other.xml").outcomes] == ["fetched"]
    assert desk.titles() == ["Buoy", "Quay", "Tide"]


def test_a_name_that_is_none_is_answered_with_the_near_one(tmp_path: Path) -> None:
    """Before anything is asked."""
    desk = Newsroom(tmp_path, {"The Courier": "https://courier.example/feed"})
    with pytest.raises(UsageError, match="no source and no file called 'The Curier' — did you mean 'The Courier'?"):
        desk.fetch("The Curier")
    with pytest.raises(UsageError, match="called 'zzz' — there are The Courier"):
        desk.fetch("zzz")


def test_a_publication_without_sources_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"newsletter.toml names no source — write into it: \[\[source\]\]"):
        Newsroom(tmp_path, {}).fetch()


def test_a_file_that_is_missing_fails_alone(serve, tmp_path: Path) -> None:
    """A path that leads nowhere is told like any failure."""
    desk = Newsroom(tmp_path, {"Ours": "gone.xml", "Courier": serve(answer(one())).url})
    report = desk.fetch()
    assert [outcome.status for outcome in report.outcomes] == ["failed", "fetched"]
    assert report.outcomes[0].error.endswith("gone.xml: there is no such file")


# ── what is wrong, and stays so ──────────────────────────────────────────────────────────────────────────────


def test_a_fault_that_stays_is_told_each_time_and_advice_once(tmp_path: Path) -> None:
    """A broken file in a folder; how to give the others their addresses was said when they came."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text("---\ntitle: A\n---\n", "utf-8")
    (tmp_path / "posts" / "b.md").write_text("---\ntitle: B: C\n---\n", "utf-8")
    desk = Newsroom(tmp_path, {"Ours": "posts"})
    first, again = (desk.fetch().outcomes[0].notes for _ in range(2))
    assert len(first) == 2 and "without an address" in first[0]
    assert again == first[1:] and "b.md:2: this line of the front matter cannot be read" in again[0]


def test_a_source_without_articles_and_one_that_breaks_off_are_named_once(serve, tmp_path: Path) -> None:
    """Who prints a note writes the name before it; of a source named by its address, too."""
    empty, cut = serve(answer(rss())).url, serve(answer(rss()[:-20])).url
    outcomes = Newsroom(tmp_path, {empty: empty, cut: cut}).fetch().outcomes
    assert outcomes[0].notes == ("the feed holds no articles",)
    assert outcomes[1].error == f"{cut}: the feed breaks off before its first article — try again later"


def test_two_sources_of_one_address_are_both_unchanged(serve, tmp_path: Path) -> None:
    """Each remembers for itself what it read there; and what the site wants holds for both."""
    site = serve(tagged(one()))
    desk = Newsroom(tmp_path, [("Courier", site.url), ("Rivers", site.url)])
    assert [outcome.status for outcome in desk.fetch().outcomes] == ["fetched", "fetched"]
    assert [outcome.status for outcome in desk.fetch().outcomes] == ["unchanged", "unchanged"]
    tired = serve(answer(b"", "429 Too Many Requests", "Retry-After: 3600"))
    desk = Newsroom(tmp_path / "tired", [("Courier", tired.url), ("Rivers", tired.url)])
    desk.fetch("Courier")
    assert desk.fetch().outcomes[1].status == "waiting"


# ── dates ahead ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_date_in_the_future_is_kept_and_told(serve, tmp_path: Path) -> None:
    """An embargoed piece must not go out as one without a date; two days ahead may be a time zone."""
    body = rss(item("Ahead", days=-23_000), item("Tomorrow", days=-1.9), item("Today", days=0))
    desk = Newsroom(tmp_path, {"Courier": serve(answer(body)).url})
    outcome = desk.fetch().outcomes[0]
    assert outcome.notes == ("1 article is dated in the future; it waits for its day",)
    dates = {article.title: article.published for article in desk.articles()}
    assert dates["Ahead"] == NOON + timedelta(days=23_000)
    assert {article.seen for article in desk.articles()} == {NOON}


# ── pictures that a feed lacks ───────────────────────────────────────────────────────────────────────────────

PAGE = (b'<!doctype html><title>A</title><meta property="og:image" content="https://pictures.example/%s.jpg">'
        b'<meta property="og:image:alt" content="A quay"><p>A</p>')


def pictured(serve: Serve, count: int, page) -> tuple:  # noqa: ANN001
    """Return a site of articles, and one whose feed lists them without pictures."""
    pages = serve(page)
    feed = serve(answer(rss(*(item(f"Piece {n}", image="", url=f"{pages.url}{n}") for n in range(count)))))
    return pages, feed


def give(connection, request: bytes) -> None:  # noqa: ANN001
    connection.sendall(answer(PAGE % request.split()[1].strip(b"/"), "200 OK", "Content-Type: text/html"))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pause for less long, so that tests do not wait."""
    monkeypatch.setattr(missing, "PAUSE", 0.02)


def test_a_missing_picture_comes_from_the_articles_own_page(serve, tmp_path: Path, hurried: None) -> None:
    """og:image, told as a number; and no page is ever asked twice."""
    pages, feed = pictured(serve, 3, give)
    desk = Newsroom(tmp_path, {"Courier": feed.url})
    seen: list[tuple[int, int]] = []
    assert desk.fetch(looking=lambda done, of: seen.append((done, of))).pictures == 3
    assert {article.image for article in desk.articles()} == {f"https://pictures.example/{n}.jpg" for n in range(3)}
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert desk.fetch(at=LATER).pictures == 0
    assert len(pages.requests) == 3


def test_a_page_without_a_picture_is_asked_once(serve, tmp_path: Path, hurried: None) -> None:
    """Whatever it answers, but for the site that is left in peace: then the rest may be asked another day."""
    pages, feed = pictured(serve, 2, answer(b"<html><head><title>A</title></head><body>A</body></html>"))
    desk = Newsroom(tmp_path, {"Courier": feed.url})
    assert desk.fetch().pictures == 0
    assert desk.fetch(at=LATER).pictures == 0
    assert len(pages.requests) == 2


@pytest.mark.parametrize("refusal", [answer(b"", "403 No"), answer(b"", "429 Slow"), answer(b"", "503 Down"), reset],
                         ids=["403", "429", "503", "reset"])
def test_a_site_that_does_not_want_it_is_left_in_peace(
    serve, tmp_path: Path, hurried: None, refusal  # noqa: ANN001
) -> None:
    """One refusal in each lane ends the asking there, and nobody is told."""
    pages, feed = pictured(serve, 10, refusal)
    report = Newsroom(tmp_path, {"Courier": feed.url}).fetch()
    assert len(pages.requests) == missing.LANES
    assert (report.pictures, report.outcomes[0].error, report.outcomes[0].notes) == (0, "", ())


def test_a_missing_page_does_not_speak_for_its_site(serve, tmp_path: Path, hurried: None) -> None:
    """404 is of that page alone."""
    def some(connection, request: bytes) -> None:  # noqa: ANN001
        missing_one = int(request.split()[1].strip(b"/")) < 4
        connection.sendall(answer(b"", "404 No")) if missing_one else give(connection, request)

    _, feed = pictured(serve, 6, some)
    assert Newsroom(tmp_path, {"Courier": feed.url}).fetch().pictures == 2


def test_a_site_is_asked_for_two_pages_at_a_time_with_a_pause(serve, tmp_path: Path) -> None:
    """Never three at once; between two questions of a lane lies the pause."""
    busy, most, lock = 0, 0, threading.Lock()

    def slow(connection, request: bytes) -> None:  # noqa: ANN001
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        time.sleep(0.1)
        with lock:
            busy -= 1
        give(connection, request)

    _, feed = pictured(serve, 6, slow)
    start = time.monotonic()
    assert Newsroom(tmp_path, {"Courier": feed.url}).fetch().pictures == 6
    assert most == 2
    assert time.monotonic() - start > 3 * 0.1 + 2 * missing.PAUSE


def test_only_so_many_pages_are_asked_in_a_run(serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest waits for the next run."""
    monkeypatch.setattr(missing, "PAUSE", 0)
    pages, feed = pictured(serve, 50, give)
    desk = Newsroom(tmp_path, {"Courier": feed.url})
    assert [desk.fetch().pictures, desk.fetch(at=LATER).pictures] == [40, 10]
    assert len(pages.requests) == 50


def test_looking_for_pictures_has_an_end(serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that drip are given up when the time for all of them is over."""
    monkeypatch.setattr(missing, "_SECONDS", 0.5)
    _, feed = pictured(serve, 10, drip_body)
    start = time.monotonic()
    assert Newsroom(tmp_path, {"Courier": feed.url}).fetch().pictures == 0
    assert time.monotonic() - start < 2.5


def test_old_articles_and_files_on_the_disk_ask_nobody(serve, tmp_path: Path, hurried: None) -> None:
    """A month ago is settled; and whoever fetches a file does not ask the web."""
    pages = serve(give)
    feed = serve(answer(one("Old", days=40, image="", url=f"{pages.url}old")))
    (tmp_path / "feed.xml").write_bytes(one("Filed", image="", url=f"{pages.url}filed"))
    desk = Newsroom(tmp_path, {"Courier": feed.url, "Ours": "feed.xml"})
    assert desk.fetch().pictures == 0
    assert pages.requests == []


def test_an_article_does_not_lead_into_ones_own_network(serve, public, tmp_path: Path, monkeypatch) -> None:
    """A public feed whose article lies on 127.0.0.1: its page is not asked."""
    pages = serve(give)
    public(serve(answer(one("Inside", image="", url=pages.url))))
    resolver(monkeypatch, ["93.184.216.34"])
    report = Newsroom(tmp_path, {"Courier": "http://courier.example/feed"}).fetch(allow_private=False)
    assert report.outcomes[0].new_count == 1
    assert (report.pictures, pages.requests) == (0, [])


def test_a_publication_nowhere_is_read_from_where_we_are(serve, tmp_path: Path) -> None:
    """With no folder of its own a publication still fetches what is named."""
    with archives.open(tmp_path / archives.FILE) as archive:
        report = room.fetch(Publication(), archive, at=NOON, named=[serve(answer(one())).url], allow_private=True)
    assert report.new_count == 1


def test_the_tables_line_is_found(tmp_path: Path) -> None:
    """Places count the tables in the file."""
    Newsroom(tmp_path, {"A": "a", "B": "b", "C": "c"})
    own = room.wanted(publications.read(tmp_path))
    assert [source.place for source in own] == [0, 1, 2]
