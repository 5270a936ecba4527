"""Facts about `newsletter.web.politely`: how many questions a site gets at a time, and how soon the next."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.fetch import HANDS, LANES
from newsletter.web import Clock
from newsletter.web.politely import Paces, lanes, paced, site

from fetch_help import Newsroom, Serve, item, one, rss  # isort: skip
from servers import Script, answer, serve  # isort: skip # noqa: F401


@pytest.mark.parametrize(("address", "where"), [
    ("https://Courier.example/a", "courier.example:443"), ("https://courier.example:443/b", "courier.example:443"),
    ("https://editor:secret@courier.example./", "courier.example:443"), (" HTTP://courier.example", "courier.example:80"),
    ("http://127.0.0.1:8080/x", "127.0.0.1:8080"), ("http://[::1]:8080/x", "::1:8080"),
    ("articles.csv", ""), ("-", ""), ("", ""), ("https://", ""), ("https://[", ""), ("https://a:99999/", ""),
    ("ftp://courier.example/a", ""),
])
def test_a_site_is_a_host_and_a_port(address: str, where: str) -> None:
    """However it is spelled; a file is no site."""
    assert site(address) == where


@given(st.lists(st.sampled_from(("https://a.example/1", "https://A.example:443/2", "http://b.example/", "a.csv"))),
       st.integers(1, 3))
def test_rows_hold_each_once_and_are_no_more_than_allowed(addresses: list[str], each: int) -> None:
    """Of each site; what is no address of a site is asked with nobody else."""
    numbered = list(enumerate(addresses))
    rows = list(lanes(numbered, lambda one: one[1], each))
    assert sorted(one for row in rows for one in row) == numbered
    sites = [{site(address) for _, address in row} for row in rows]
    assert all(len(one) == 1 for one in sites)
    assert all(sites.count({name}) <= each for name in ("a.example:443", "b.example:80"))
    assert all(len(row) == 1 for row, one in zip(rows, sites, strict=True) if one == {""})


def test_a_row_pauses_between_two_and_ends_with_the_clock() -> None:
    """Not before the first; and what the clock leaves no time for is not asked."""
    start = time.monotonic()
    assert list(paced("abc", Clock(5), 0.05)) == ["a", "b", "c"]
    assert 0.1 <= time.monotonic() - start < 1
    assert list(paced("abc", Clock(0), 0)) == []
    assert "a" in list(paced("abcdefghij", Clock(0.1), 0.06)) != list("abcdefghij")


def test_paces_are_of_each_site() -> None:
    """One that was not asked needs no pause."""
    paces = Paces(9.0)
    paces.asked("https://courier.example/1")
    assert 8 < paces.wait("https://COURIER.example:443/2") <= 9
    assert paces.wait("https://halyard.example/") == 0


class Counter:
    """A site with many feeds that counts how many questions it is asked at a time."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, connection, request: bytes) -> None:  # noqa: ANN001
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)
        name = request.split(b" ", 2)[1].decode()
        # Counted out before the answer is whole: whoever has it may ask again before this thread goes on.
        with self._lock:
            self.now -= 1
        connection.sendall(answer(rss(item(f"A story of {name}")), "200 OK", "Content-Type: application/rss+xml"))


def test_sources_of_one_site_are_asked_two_at_a_time(serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    """Thirty feeds of one host and port; those of another do not wait for them."""
    counter = Counter()
    site_ = serve(counter)
    other = serve(answer(one(), "200 OK", "Content-Type: application/rss+xml"))
    desk = Newsroom(tmp_path, {f"Feed {n}": f"{site_.url}{n}" for n in range(30)} | {"Courier": other.url})
    came: list[str] = []
    report = desk.fetch(told=lambda outcome: came.append(outcome.name))
    assert [outcome.status for outcome in report.outcomes] == ["fetched"] * 31
    assert (counter.most, len(site_.requests)) == (LANES, 30)
    assert came.index("Courier") < 10


def test_sources_of_many_sites_are_asked_at_once(serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    """Each on a port of its own: as many at a time as there are hands."""
    counter = Counter()
    desk = Newsroom(tmp_path, {f"Feed {n}": serve(counter).url for n in range(HANDS)})
    desk.fetch()
    assert counter.most > 2 * LANES


def silent_but_for(name: bytes) -> Script:
    def script(connection, request: bytes) -> None:  # noqa: ANN001
        if request.startswith(b"GET /" + name):
            connection.sendall(answer(one(), "200 OK", "Content-Type: application/rss+xml"))
        else:
            time.sleep(1.5)

    return script


def test_a_site_that_is_down_does_not_hold_its_feeds_up_one_by_one(serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    """After one that got no answer in its time the next have a sixth of it; and one that answers in that comes in."""
    site_ = serve(silent_but_for(b"9"))
    desk = Newsroom(tmp_path, {f"Feed {n}": f"{site_.url}{n}" for n in range(10)})
    start = time.monotonic()
    report = desk.fetch(seconds=1.2)
    assert time.monotonic() - start < 1.2 + 4 * 0.2 + 1.5
    assert [outcome.status for outcome in report.outcomes] == ["failed"] * 9 + ["fetched"]
    assert report.outcomes[0].error.startswith("Feed 0: ") and "took longer than 1.2 s" in report.outcomes[0].error
    assert "took longer than 0.2 s" in report.outcomes[2].error


def test_files_wait_for_nobody(tmp_path: Path) -> None:
    """Sources on the disk are of no site."""
    for n in range(6):
        (tmp_path / f"{n}.xml").write_bytes(one(f"Story {n}"))
    report = Newsroom(tmp_path, {f"Feed {n}": f"{n}.xml" for n in range(6)}).fetch()
    assert report.new_count == 6
