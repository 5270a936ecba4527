"""What stands beside the letter is judged for whom the letter is looked at; what is behind its links is asked when wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from preview_help import ISSUE, PORT, SECRET, Answer, ask, lantern, until
from servers import Site, answer, public, resolver, serve  # noqa: F401

from newsletter import checks, merge, publication as publications
from newsletter.checks.links import asking
from newsletter.preview.answers import Answers
from newsletter.preview.app import app
from newsletter.preview.desk import Desk, Desks
from newsletter.preview.guard import TOKEN
from newsletter.preview.seen import READERS

OURS = f"http://127.0.0.1:{PORT}"
CHANGING = [("Host", f"127.0.0.1:{PORT}"), ("Origin", OURS), ("Sec-Fetch-Site", "same-origin"), (TOKEN, SECRET),
            ("Content-Type", "application/json")]


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    return lantern(tmp_path)


@pytest.fixture
def desks(issue: Path) -> Iterator[Desks]:
    desks = Desks(publications.find(issue.parent), "", print, issue)
    yield desks
    desks.close()


def proved(desks: Desks) -> Desk:
    """Return the desk of the issue as soon as its letter has been judged."""
    desk = desks.desk()
    until(lambda: desk.board.showing and desk.board.showing.good and desk.board.showing.good.findings is not None)
    return desk


def found(desks: Desks, query: str = "") -> dict[str, Any]:
    said: dict[str, Any] = json.loads(ask(app(Answers(desks), PORT, SECRET), "/findings", query).body)
    return said


def links(desks: Desks, headers: list[tuple[str, str]] = CHANGING, method: str = "POST") -> Answer:
    return ask(app(Answers(desks), PORT, SECRET), "/links", "", method, headers, b"{}")


# ── for whom ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("service", ["mailchimp", "listmonk", "buttondown"])
def test_the_findings_are_those_for_the_service_that_is_looked_at(desks: Desks, service: str) -> None:
    """Each rule says of the letter in that service's words what `newsletter check --service` says of it."""
    good = proved(desks).board.showing.good  # type: ignore[union-attr]
    profile = publications.service(good.publication, service)
    edition = merge.stamp(good.letter, profile, good.publication)
    wanted = checks.check(edition, publication=good.publication, issue=good.issue, service=profile, today=date.today())
    said = found(desks, f"service={service}")
    assert said["service"] == service and said["name"] == profile.name
    messages = [one["message"] for one in said["findings"]]
    assert {one.message for one in wanted} <= set(messages)
    assert messages != [one["message"] for one in found(desks)["findings"]]


def test_the_findings_are_those_for_the_reader_who_is_greeted_here(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that we fill in ourselves is judged as that reader gets it."""
    proved(desks)
    judged: list[str] = []
    check = checks.check
    monkeypatch.setattr(checks, "check", lambda edition, **more: judged.append(edition.html) or check(edition, **more))
    for reader in ("short", "long"):
        assert found(desks, f"reader={reader}")["service"] == "plain"
    assert [READERS[name][1].first_name in html for name, html in zip(("short", "long"), judged, strict=True)] == [True, True]


def test_a_reader_whom_the_service_greets_is_none_to_be_judged_for(desks: Desks, issue: Path) -> None:
    """Nobody here can put a name into Mailchimp's letter: the findings stay those of what it gets."""
    config = issue.parents[1] / "newsletter.toml"
    config.write_text(f"service = 'mailchimp'\n{config.read_text('utf-8')}", "utf-8")
    desks.close()
    again = Desks(publications.find(issue.parent), "", print, issue)
    proved(again)
    assert found(again, "reader=long") == found(again) and found(again)["service"] == "mailchimp"
    again.close()


def test_a_service_that_there_is_not_is_told(desks: Desks) -> None:
    """In words that the page can show, not as a failure of the preview."""
    proved(desks)
    said = ask(app(Answers(desks), PORT, SECRET), "/findings", "service=mailchinp")
    assert said.status == 409 and b"mailchinp" in said.body


def test_one_reader_is_looked_at_and_judged() -> None:
    """The letter in the frames and the letter that is judged are filled in for the same sample reader."""
    assert READERS["usual"][1] is merge.SAMPLE is merge.sample_reader(publications.service(publications.find(Path("/")), "plain"))


# ── what is behind the links ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch, serve: Callable[..., Site], public: Callable[[Site], list[str]],  # noqa: F811
         issue: Path, tmp_path: Path) -> list[str]:
    """A letter whose story leads nowhere, and another into this network; return what is dialled."""
    monkeypatch.setattr(asking, "usual_place", lambda: tmp_path / "answers.json")
    resolver(monkeypatch, ["93.184.216.34"])
    issue.write_text(ISSUE.replace("https://lantern.example/boats", "http://lantern.example/boats") + """
[[block]]
kind = 'section'
title = 'Inside'

  [[block.story]]
  url   = 'http://127.0.0.1:8080/admin'
  title = 'The router'
""", "utf-8")
    return public(serve(answer(b"", "404 Not Found")))


def test_nothing_is_asked_until_the_editor_wants_it(desks: Desks, gone: list[str]) -> None:
    """Then each link once, none of one's own network; what came of it stands among the findings of every open page."""
    desk = proved(desks)
    assert gone == [] and "LINK-DEAD" not in {one.rule for one in desk.board.showing.good.findings}  # type: ignore[union-attr]
    lines = [json.loads(line) for line in links(desks).body.splitlines()]
    assert lines[-1] == {"ended": "Links: 1 leads nowhere"} and {"done": 1, "of": 1} in lines[:-1]
    assert set(gone) == {"93.184.216.34"}
    (dead,) = [one for one in desk.board.showing.good.findings if one.rule == "LINK-DEAD"]  # type: ignore[union-attr]
    assert dead.position == "b2.s1.url" and "404" in dead.message
    assert [one["position"] for one in found(desks, "service=mailchimp")["findings"] if one["rule"] == "LINK-DEAD"] == ["b2.s1.url"]


def test_what_is_known_stays_and_what_is_new_is_not_asked(desks: Desks, gone: list[str], issue: Path) -> None:
    """Saved again, the dead link is still told of; an address that came since has not been asked, and goes untold."""
    desk = proved(desks)
    links(desks)
    asked = len(gone)
    issue.write_text(issue.read_text("utf-8") + "\n  [[block.story]]\n  url   = 'http://other.example/new'\n  title = 'New'\n", "utf-8")
    until(lambda: "New" in desk.board.showing.good.letter.html and desk.board.showing.good.findings is not None)  # type: ignore[union-attr]
    dead = [one.position for one in desk.board.showing.good.findings if one.rule == "LINK-DEAD"]  # type: ignore[union-attr]
    assert dead == ["b2.s1.url"] and len(gone) == asked


@pytest.mark.parametrize("headers", [
    [("Host", f"127.0.0.1:{PORT}")],
    [("Host", f"127.0.0.1:{PORT}"), ("Origin", "http://evil.example"), ("Sec-Fetch-Site", "cross-site")],
    [one for one in CHANGING if one[0] != TOKEN],
])
def test_no_other_page_can_make_the_preview_ask(desks: Desks, gone: list[str], headers: list[tuple[str, str]]) -> None:
    """Without our token and Origin nothing is asked; nor by a mere address."""
    proved(desks)
    assert links(desks, headers).status == 403 and links(desks, method="GET").status == 405
    assert gone == []


def test_two_pages_do_not_ask_at_once(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks while somebody does is told so; afterwards it can be asked again."""
    desk = proved(desks)
    go_on = Event()
    monkeypatch.setattr(asking.Asker, "ask", lambda self, urls: go_on.wait(10) and {})

    async def started() -> None:
        desk.builder.links.ask(lambda asker: asker.ask(()), lambda: None)

    import asyncio

    asyncio.run(started())
    said = links(desks)
    assert said.status == 409 and b"already" in said.body
    go_on.set()
    until(lambda: links(desks).status == 200)
