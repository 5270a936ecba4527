"""The preview without a browser: what it shows, what makes it show it anew, who may ask, and how it ends."""

from __future__ import annotations

import asyncio
import email
import gc
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.request import urlopen

import msgspec
import pytest
from preview_help import ISSUE, PORT, REMOTE_STORY, ROOT, SECRET, app_of, ask, lantern, png, running, scope, until

from starlette.responses import PlainTextResponse

from newsletter import build as building, checks, merge, publication as publications
from newsletter.colour import forced_dark, forced_rule
from newsletter.errors import InputError, NewsletterError, OutsideError, UsageError
from newsletter.model import Edition, Publication
from newsletter.preview import answers, guard, press, serve, server, watch
from newsletter.preview.board import Board
from newsletter.preview.dark import turned_dark
from newsletter.preview.showing import Builder, Showing
from newsletter.preview.excerpts import slip
from newsletter.preview.forms import FORMS, made
from newsletter.preview.seen import Seen, document, in_scheme
from newsletter.preview.view import sizes, told


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    return lantern(tmp_path)


@pytest.fixture
def builder(issue: Path) -> Builder:
    return a_builder(issue)


def a_builder(issue: Path, report: Callable[[str], None] = print) -> Builder:
    return Builder(issue, publications.find(issue.parent), "", report)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_editor_sees_a_whole_letter(builder: Builder) -> None:
    """A sample reader stands in where we merge ourselves: the greeting has a name, the way out an address."""
    edition = builder.build().good.edition
    assert "Dear Maria, the boats are in." in edition.html and "Dear Maria, the boats are in." in edition.text
    assert "https://lantern.example/bye?who=reader%40reader.example" in edition.html
    assert "unsubscribe" not in edition.dropped


def test_the_letter_is_that_of_the_publications_service(issue: Path) -> None:
    """With a mailing service, its own tags are shown, and nobody's name."""
    config = issue.parents[1] / "newsletter.toml"
    config.write_text("service = 'mailchimp'\n" + config.read_text("utf-8"), "utf-8")
    edition = a_builder(issue).build().good.edition
    assert edition is not None and edition.service == "mailchimp"
    assert "Maria" not in edition.html and "*|UNSUB|*" in edition.html


PARTS = """
[[block]]
kind    = 'note'
readers = 'members'
text    = 'Thank you for your dues.'

[[block]]
kind    = 'note'
readers = 'not members'
text    = 'Become one of us.'
"""


@pytest.fixture
def for_mailchimp(issue: Path) -> Board:
    """The board of a letter with parts for some readers, which Mailchimp sends."""
    config = issue.parents[1] / "newsletter.toml"
    config.write_text("service = 'mailchimp'\n" + config.read_text("utf-8"), "utf-8")
    issue.write_text(issue.read_text("utf-8") + PARTS, "utf-8")
    board = Board()
    board.put(a_builder(issue).build())
    return board


@pytest.mark.parametrize(("path", "query", "there", "gone"), [
    ("/letter", "", "Dear Maria,", "*|"),
    ("/letter", "reader=none", "Dear friend,", "*|"),
    ("/letter", "service=mailchimp", "*|IF:FNAME|*", "Maria"),
    ("/forms/text", "", "Dear Maria,", "*|"),
    ("/forms/text", "service=mailchimp", "*|IF:FNAME|*", "Maria"),
    ("/forms/html", "", "*|IF:FNAME|*", "Maria"),
    ("/forms/html", "reader=short", "Dear Bo,", "*|"),
    ("/forms/mjml", "", "*|IF:FNAME|*", "Maria"),
])
def test_a_letter_is_seen_as_a_reader_gets_it_and_its_source_as_the_service(
    for_mailchimp: Board, path: str, query: str, there: str, gone: str
) -> None:
    """Nobody reads a service's tags: they stand where it is chosen, and in the source; its way out is a link in either."""
    said = ask(app_of(for_mailchimp), path, query).body.decode()
    assert there in said and gone not in said
    assert "Unsubscribe" in said and ("*|UNSUB|*" in said) == (gone == "Maria")


@pytest.mark.parametrize(("query", "for_members", "for_others", "labels"), [
    ("", True, True, ["for members", "not for members"]),
    ("service=mailchimp", True, True, ["for members", "not for members"]),
    ("reader=in.members", True, False, []),
    ("reader=out.members", False, True, []),
    ("reader=in.patrons", False, True, []),
])
def test_a_part_is_seen_by_those_it_is_for(
    for_mailchimp: Board, query: str, for_members: bool, for_others: bool, labels: list[str]
) -> None:
    """Of a reader whose groups are known each gets what is for them; else all parts are there, and each says whom it is for."""
    said = ask(app_of(for_mailchimp), "/letter", query).body.decode()
    assert ("Thank you for your dues." in said, "Become one of us." in said) == (for_members, for_others)
    assert re.findall(r"<nl-readers>([^<]*)<", said) == labels
    text = ask(app_of(for_mailchimp), "/forms/text", query).body.decode()
    assert ("Thank you for your dues." in text, "Become one of us." in text) == (for_members, for_others)
    assert "nl-readers" not in ask(app_of(for_mailchimp), "/forms/html", "copy=1").body.decode()


def test_mistakes_stand_over_the_last_good_letter_until_they_are_mended(issue: Path, builder: Builder) -> None:
    """All mistakes are told, the letter before them stays, and a mended file takes both away."""
    good = builder.build().good
    change(issue, "title  =", "titel  =")
    change(issue, "'note'", "'noet'")
    broken = builder.build()
    assert broken.good is good
    assert [mistake.where.rpartition(":")[2] for mistake in broken.mistakes] == ["6", "14"]
    change(issue, "titel  =", "title  =")
    change(issue, "'noet'", "'note'")
    change(issue, "Harbour lights", "Harbour lights, again")
    mended = builder.build()
    assert mended.mistakes == () and mended.good and mended.good.edition.subject == "Harbour lights, again"


def test_a_missing_picture_is_told_beside_other_mistakes(issue: Path, builder: Builder) -> None:
    """All at once, as everywhere."""
    change(issue, "images/boat.png", "images/bote.png")
    change(issue, "preheader = 'Three ports, one night'", "preheader = Three ports")
    picture, quotes = sorted(mistake.what for mistake in builder.build().mistakes)
    assert picture == "images/bote.png: this picture is not there" and "quotes" in quotes


def test_where_there_never_was_a_good_letter_the_mistakes_stand_alone(issue: Path) -> None:
    """Without any letter before, the page is told of the mistakes only."""
    change(issue, "title  =", "titel  =")
    said = told(a_builder(issue).build())
    assert said["letter"] is None and said["number"] == 7 and len(said["mistakes"]) == 1
    assert set(said["mistakes"][0]) == {"where", "what", "todo", "lines"} and "title" in said["mistakes"][0]["todo"]


@pytest.mark.parametrize(("file", "old", "new", "line"), [
    ("newsletter.toml", "name =", "nmae =", 2),
    ("templates/blocks/note.mjml", "</mj-text>", "</mj-txet>", 0),
    ("issues/007.toml", "images/boat.png", "images/baot.png", 16),
])
def test_a_mistake_in_any_file_names_it(
    issue: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, line: int
) -> None:
    """A mistake in the publication, in a template or about a picture says which file is meant, and where in it."""
    root = issue.parents[1]
    monkeypatch.chdir(root)
    shutil.copytree(ROOT / "templates", root / "templates")
    builder = a_builder(issue)
    assert builder.build().mistakes == ()
    change(root / file, old, new)
    (mistake,) = builder.build().mistakes
    assert mistake.where == f"{file}:{line}" if line else mistake.where.startswith(f"{file}:")
    change(root / file, new, old)
    assert builder.build().mistakes == ()


def test_a_bug_is_shown_and_reported_once_and_the_preview_goes_on(
    issue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a failure nobody foresaw leaves the last good letter up; its traceback is printed, but not at every save."""
    reports: list[str] = []
    builder = a_builder(issue, reports.append)
    good = builder.build()

    def bug(*_: object) -> None:
        raise ZeroDivisionError("no such thing")

    with monkeypatch.context() as patch:
        patch.setattr(building, "press", bug)
        shown = [builder.build(), builder.build()]
    assert all(one.good is good.good and "ZeroDivisionError" in one.mistakes[0].what for one in shown)
    assert len(reports) == 1 and "Traceback" in reports[0]
    assert builder.build().mistakes == ()


# ── what the page is given ───────────────────────────────────────────────────────────────────────────────────


def test_what_the_page_is_told(issue: Path) -> None:
    """Subject, number, theme and service are those of the letter; each position has its line in the file."""
    showing = a_builder(issue).build()
    said = told(showing)
    letter = said["letter"]
    assert said["name"].endswith("007.toml") and said["mistakes"] == []
    assert (said["number"], letter["subject"], letter["theme"]) == (7, "Harbour lights", "weekly")
    assert letter["lines"]["b2.s1.title"] == 14 and letter["findings"] is None
    assert json.loads(json.dumps(said)) == said


def test_each_letter_has_a_print_of_its_own(issue: Path, builder: Builder) -> None:
    """A letter built anew is fetched anew; over a mistake the print is still that of the last good one."""
    first = told(builder.build())["letter"]["print"]
    change(issue, "Harbour", "Port")
    second = told(builder.build())["letter"]["print"]
    change(issue, "title  =", "titel  =")
    assert first != second == told(builder.build())["letter"]["print"]


def test_a_mistake_is_told_with_its_lines(issue: Path, builder: Builder) -> None:
    """File, line and what stands round it; of a file that the letter is not made of nothing is read."""
    change(issue, "title  =", "titel  =")
    (mistake,) = told(builder.build())["mistakes"]
    assert mistake["where"].endswith("007.toml:14")
    assert [(line["number"], line["meant"]) for line in mistake["lines"]] == [
        (12, False), (13, False), (14, True), (15, False), (16, False)]
    assert mistake["lines"][2]["words"] == "  titel  = 'The last ferry'"
    stranger = issue.with_name("secret.txt")
    stranger.write_text("secret\n")
    assert slip(InputError("no", where=f"{stranger}:1"), builder._counts).lines == ()
    assert slip(InputError("no", where=f"{issue}:99999"), builder._counts).lines == ()


def test_what_render_would_say_stands_beside_the_letter(issue: Path) -> None:
    """A word that looks like a merge tag, and a line that had to go, are findings at their place; the letter comes first."""
    issue.write_text(ISSUE.replace("Harbour lights", "Harbour lights, {first_nam|friend}"), "utf-8")
    config = issue.parents[1] / "newsletter.toml"
    config.write_text(config.read_text("utf-8").partition("[addresses]")[0], "utf-8")
    builder = a_builder(issue)
    showing = builder.build()
    assert told(showing)["letter"]["findings"] is None
    findings = told(builder.proved(showing))["letter"]["findings"]
    assert any("unsubscribe" in found["message"] and found["level"] == "error" for found in findings)
    (doubt,) = [found for found in findings if "{first_nam|friend}" in found["message"]]
    assert doubt["position"] == "subject" and doubt["where"].endswith("007.toml:2")


def test_what_check_finds_stands_beside_the_letter(issue: Path) -> None:
    """The findings are those of `newsletter check`, in its order, each with place, line and rule."""
    change(issue, "alt    = 'A ferry'\n", "")
    builder = a_builder(issue)
    showing = builder.build()
    good = builder.proved(showing).good
    whole = merge.stamp(good.letter, publications.service(good.publication), good.publication, merge.SAMPLE)
    found = checks.check(whole, publication=good.publication, issue=good.issue, today=date.today())
    assert set(found) <= set(good.findings) and len(found) > 1
    assert {found.position for found in good.findings} > {"b2.s1.image"}


def test_no_line_is_said_to_be_left_out_that_stands_in_the_letter(issue: Path) -> None:
    """The checks read the letter as it is shown, filled in: its way to unsubscribe is there, so nothing says it is not."""
    builder = a_builder(issue)
    good = builder.proved(builder.build()).good
    assert "https://lantern.example/bye" in good.edition.html
    dropped = [found.message for found in good.findings if found.rule == "TPL-DROPPED"]
    assert dropped and not any("unsubscribe" in message for message in dropped), "the link to the web is the only line that goes"


def test_the_bytes_are_those_of_blocks_in_an_editors_words(builder: Builder) -> None:
    """No name of a kind stands beside the letter: each block is called by its heading, or by what its type is called."""
    names = [block["name"] for block in sizes(builder.build().good, Seen())["blocks"]]
    assert names == ["Head of the letter", "1. Editor’s words", "2. First story, 1 story", "Imprint"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_letter_can_be_made(builder: Builder, form: str) -> None:
    """Whatever is offered under "Hand over" and "Source" holds something, and the forms that are messages are read as such."""
    product = made(builder.build(), Seen(), FORMS[form], hands_over=False)
    assert product
    if FORMS[form].media_type == "message/rfc822":
        message = email.message_from_bytes(product if isinstance(product, bytes) else product.encode())
        assert message["Subject"] == "Harbour lights" and message.is_multipart()


def test_pictures_come_from_memory_and_only_those_of_the_letter(builder: Builder) -> None:
    """Each picture of the letter is placed on this server; a stand-in that is nobody's picture stays what it is."""
    edition = builder.build().good.edition
    (picture,) = edition.letter.pictures
    html = shown_as(edition)
    assert f'src="/pictures/{picture.name}"' in html and "picture.invalid" not in html
    forged = msgspec.structs.replace(edition, marks=(), html='<img src="https://picture.invalid/other.png">')
    assert shown_as(forged) == '<img src="https://picture.invalid/other.png">'


def shown_as(edition: Edition, **seen: Any) -> str:
    return document(edition, Seen(**seen), lambda picture: f"/pictures/{picture.name}")


def test_links_in_the_letter_want_a_window_that_the_sandbox_refuses(builder: Builder) -> None:
    """One base element, in the head, sends every link elsewhere, so that no click takes the letter away."""
    html = shown_as(builder.build().good.edition)
    assert html.count("<base ") == 1 and html.index('<base target="_blank">') < html.index("<title")


_ON, _OFF = "(min-width:0px)", "(max-width:-1px)"


@pytest.mark.parametrize(("html", "scheme", "seen"), [
    ("<style>@media (prefers-color-scheme: dark){a{}}</style>", "dark", f"<style>@media {_ON}{{a{{}}}}</style>"),
    ("<style>@media (prefers-color-scheme: dark){a{}}</style>", "light", f"<style>@media {_OFF}{{a{{}}}}</style>"),
    ("<style>@media (prefers-color-scheme:light){a{}}</style>", "light", f"<style>@media {_ON}{{a{{}}}}</style>"),
    ("<STYLE>@media screen and ( Prefers-Color-Scheme : DARK ) and (max-width:9px){}</STYLE>", "dark",
     f"<STYLE>@media screen and {_ON} and (max-width:9px){{}}</STYLE>"),
    ('<style media="(prefers-color-scheme: dark)">a{}</style>', "light", f'<style media="{_OFF}">a{{}}</style>'),
    ("<style>:root{color-scheme:light dark;}</style>", "dark", "<style>:root{color-scheme: dark;}</style>"),
    ('<meta name="color-scheme" content="light dark">', "dark", '<meta name="color-scheme" content="dark">'),
    ('<meta name="supported-color-schemes" content="light dark">', "light",
     '<meta name="supported-color-schemes" content="light dark">'),
    ("<p>(prefers-color-scheme: dark) and color-scheme: light dark</p>", "dark",
     "<p>(prefers-color-scheme: dark) and color-scheme: light dark</p>"),
])
def test_a_letter_looks_light_or_dark_whatever_the_browser_prefers(html: str, scheme: str, seen: str) -> None:
    """Media queries of the style become true or false; the letter's words, even about them, stay."""
    assert in_scheme(html, scheme) == seen


# ── what makes it look again ─────────────────────────────────────────────────────────────────────────────────


def _replaced(path: Path, data: bytes) -> None:
    beside = path.with_name("beside.tmp")
    beside.write_bytes(data)
    os.replace(beside, path)


@pytest.mark.parametrize("edit", [
    pytest.param(lambda root: change(root / "issues/007.toml", "boats", "ships"), id="issue written in place"),
    pytest.param(lambda root: _replaced(root / "issues/007.toml", b"number = 8"), id="issue put in its own place"),
    pytest.param(lambda root: (root / "issues/007.toml").unlink(), id="issue taken away"),
    pytest.param(lambda root: change(root / "newsletter.toml", "Lantern", "Beacon"), id="publication"),
    pytest.param(lambda root: (root / "standing.toml").write_text(""), id="standing matter comes"),
    pytest.param(lambda root: (root / "images/boat.png").write_bytes(png("red")), id="picture"),
    pytest.param(lambda root: (root / "images/logo.png").write_bytes(png("red")), id="missing picture comes"),
    pytest.param(lambda root: (root / "templates/blocks/own.mjml").write_text(""), id="own template"),
    pytest.param(lambda root: (root / "services").mkdir() or (root / "services/own.toml").write_text(""), id="service"),
])
def test_every_file_the_letter_is_made_of_counts(issue: Path, edit: Callable[[Path], object]) -> None:
    """A change of any of them makes the files look different, and one in the folders that are watched."""
    root = issue.parents[1]
    (root / "templates" / "blocks").mkdir(parents=True)
    change(root / "newsletter.toml", "name =", "logo = 'images/logo.png'\nname =")
    builder = a_builder(issue)
    builder.build()
    before = watch.looks(builder.watched())
    folders = watch.folders_of(builder.watched())
    edit(root)
    assert watch.looks(builder.watched()) != before
    assert {str(root), str(root / "issues"), str(root / "images"), str(root / "templates/blocks")} <= folders


def test_other_files_beside_them_do_not_count(issue: Path, builder: Builder) -> None:
    """A backup of the editor, another issue or the archive next to the files changes nothing."""
    builder.build()
    before = watch.looks(builder.watched())
    for name in ("issues/.007.toml.swp", "issues/008.toml", "articles.db", "images/unused.png"):
        (issue.parents[1] / name).write_text("x")
    assert watch.looks(builder.watched()) == before


def test_the_packaged_templates_themes_and_services_count(builder: Builder) -> None:
    """Whoever works on the packaged ones sees them live, too."""
    seen = watch.looks(builder.watched())
    for name in ("templates/letter.mjml", "templates/themes/weekly.toml", "data/services/plain.toml"):
        assert str(ROOT / name) in seen


def test_a_folder_that_is_not_there_is_waited_for_in_the_one_around_it(tmp_path: Path) -> None:
    """Watching never fails for a missing folder: the nearest one that exists is watched instead."""
    missing = tmp_path / "a" / "b"
    watched = watch.Watched(files=frozenset({missing / "c.png"}), folders=frozenset({missing}))
    assert watch.folders_of(watched) == {str(tmp_path)} and watch.looks(watched) == {}


@pytest.mark.parametrize("image", ["x" * 5000, "x" * 5000 + "/y.png", "../" * 90 + "y.png", "a/b/../c.png", "🚂.png"])
def test_no_picture_name_stops_the_watching(issue: Path, image: str) -> None:
    """Names too long for any disk, or leading out of every folder, are waited for like others."""
    change(issue, "images/boat.png", image)
    builder = a_builder(issue)
    assert builder.build().mistakes
    assert watch.looks(builder.watched()) and all(map(os.path.isdir, watch.folders_of(builder.watched())))


@pytest.fixture
def pressing(issue: Path) -> Iterator[tuple[Path, Board]]:
    """An issue file and the board on which its press puts what it builds, live."""
    board, stop = Board(), Event()
    thread = Thread(target=press.Press(a_builder(issue), board, stop).run, daemon=True)
    thread.start()
    until(lambda: board.showing)
    yield issue, board
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def _subject(board: Board) -> str:
    return board.showing.good.edition.subject if board.showing and board.showing.good else ""


def test_a_saved_file_is_on_the_board_soon(pressing: tuple[Path, Board]) -> None:
    """Saved in place or by putting a new file in the old one's place, the letter follows by itself."""
    issue, board = pressing
    change(issue, "Harbour lights", "Saved in place")
    until(lambda: _subject(board) == "Saved in place")
    _replaced(issue, ISSUE.replace("Harbour lights", "Put in its place").encode())
    until(lambda: _subject(board) == "Put in its place")


def test_nothing_is_built_twice_for_what_the_first_letter_has_named(
    issue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that only the issue names is watched from its letter on, and makes no second letter by itself."""
    builder, board = a_builder(issue), Board()
    count: list[int] = []
    build = builder.build
    monkeypatch.setattr(builder, "build", lambda: (count.append(1), build())[1])
    one = press.Press(builder, board, Event())
    one._put(one._built(watch.looks(builder.watched())))
    one.look()
    assert len(count) == 1
    (issue.parents[1] / "images" / "boat.png").write_bytes(png("teal"))
    one.look()
    assert len(count) == 2


def test_a_folder_that_comes_later_is_watched(pressing: tuple[Path, Board]) -> None:
    """A picture in a folder that did not exist: its mistake goes away as soon as the picture is there."""
    issue, board = pressing
    change(issue, "images/boat.png", "fresh/boat.png")
    until(lambda: board.showing.mistakes)
    (issue.parents[1] / "fresh").mkdir()
    (issue.parents[1] / "fresh" / "boat.png").write_bytes(png("teal"))
    until(lambda: not board.showing.mistakes)


def test_fifty_saves_in_a_second_end_with_the_last(
    pressing: tuple[Path, Board], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood of saves builds no queue: fewer letters than saves, and the last one is the newest."""
    issue, board = pressing
    seen: list[Showing] = []
    put, build = board.put, Builder.build
    monkeypatch.setattr(board, "put", lambda showing: (seen.append(showing), put(showing)))
    # A quick machine makes a letter between two saves; here none takes less than three do.
    monkeypatch.setattr(Builder, "build", lambda its: (time.sleep(0.06), build(its))[1])
    for number in range(50):
        issue.write_text(ISSUE.replace("Harbour lights", f"Save {number}"), "utf-8")
        time.sleep(0.02)
    until(lambda: _subject(board) == "Save 49")
    assert len(seen) < 50 and not board.showing.mistakes


def test_a_file_gone_or_half_saved_for_a_moment_is_no_mistake(
    pressing: tuple[Path, Board], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what lasts is shown: a save in two steps never puts a mistake over the letter."""
    issue, board = pressing
    monkeypatch.setattr(press, "GRACE", 5.0)
    seen: list[tuple[NewsletterError, ...]] = []
    put = board.put
    monkeypatch.setattr(board, "put", lambda showing: (seen.append(showing.mistakes), put(showing)))
    issue.unlink()
    time.sleep(0.4)
    issue.write_text(ISSUE[:60], "utf-8")
    time.sleep(0.4)
    issue.write_text(ISSUE.replace("Harbour lights", "Whole again"), "utf-8")
    until(lambda: _subject(board) == "Whole again")
    assert not any(seen)


def test_a_mistake_that_lasts_is_put_up_and_a_file_that_comes_back_takes_it_away(pressing: tuple[Path, Board]) -> None:
    """A file that is gone for longer is told, over the last good letter; nothing has to be started again."""
    issue, board = pressing
    issue.unlink()
    until(lambda: board.showing.mistakes)
    assert "no such file" in board.showing.mistakes[0].what and _subject(board) == "Harbour lights"
    issue.write_text(ISSUE, "utf-8")
    until(lambda: not board.showing.mistakes)


def test_where_the_system_cannot_watch_the_files_are_looked_at(
    issue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No watch left to give, as on many servers: the preview still follows, by looking."""
    import watchfiles

    def refuses(*_: object, **__: object) -> Iterator[object]:
        raise OSError(28, "no space left on device")
        yield

    monkeypatch.setattr(watchfiles, "watch", refuses)
    board, stop = Board(), Event()
    thread = Thread(target=press.Press(a_builder(issue), board, stop).run, daemon=True)
    thread.start()
    until(lambda: board.showing)
    change(issue, "Harbour lights", "Seen by looking")
    until(lambda: _subject(board) == "Seen by looking")
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


# ── the board ────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_looks_late_sees_only_the_newest() -> None:
    """Nothing is queued: after three showings there is one to see, under the third number."""
    async def looked() -> tuple[int, Showing | None]:
        board = Board()
        for name in "abc":
            board.put(Showing(name=name))
        return await board.after(0)

    assert asyncio.run(looked()) == (3, Showing(name="c"))


def test_who_waits_is_woken_from_another_thread_and_let_go_at_the_end() -> None:
    """The press's thread wakes every page; closing the board ends every wait."""
    async def waited() -> list[tuple[int, Showing | None]]:
        board = Board()
        pages = [asyncio.create_task(board.after(0)) for _ in range(3)]
        await asyncio.sleep(0)
        Thread(target=board.put, args=(Showing(name="new"),)).start()
        woken = await asyncio.gather(*pages)
        last = asyncio.create_task(board.after(1))
        await asyncio.sleep(0)
        board.close()
        return [*woken, await last]

    assert asyncio.run(waited()) == [(1, Showing(name="new"))] * 4


# ── who may ask, and for what ────────────────────────────────────────────────────────────────────────────────

LOCAL = f"127.0.0.1:{PORT}"


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    board = Board()
    board.put(a_builder(lantern(tmp_path_factory.mktemp("lantern"))).build())
    return board


@pytest.fixture(scope="module")
def app(board: Board) -> object:
    return app_of(board)


def _headers(**said: str) -> list[tuple[str, str]]:
    return [("Host", LOCAL), *((name.replace("_", "-"), value) for name, value in said.items())]


@pytest.mark.parametrize("host", [
    "evil.example", f"evil.example:{PORT}", f"127.0.0.1.evil.example:{PORT}", f"localhost.evil.example:{PORT}",
    f"evil-localhost:{PORT}", f"localhost.:{PORT}", "127.0.0.1", "localhost", "[::1]", "127.0.0.1:80", "127.0.0.1:8026",
    f"127.0.0.2:{PORT}", f"0.0.0.0:{PORT}", f"10.0.0.1:{PORT}", f"192.168.1.5:{PORT}", f"[::]:{PORT}",
    f"[::ffff:127.0.0.1]:{PORT}", f"2130706433:{PORT}", f"0x7f.1:{PORT}", f"0177.0.0.1:{PORT}", f"127.1:{PORT}",
    f"user@127.0.0.1:{PORT}", f"127.0.0.1:{PORT}@evil.example", f"127.0.0.1:{PORT}/", f"127.0.0.1:{PORT}, evil.example",
    f"127.0.0.1:0{PORT}", f"127.0.0.1:+{PORT}", f" 127.0.0.1:{PORT} x", "", ":", f":{PORT}",
    f"ⅼocalhost:{PORT}".encode().decode("latin-1"),
])
def test_another_name_than_this_machines_is_refused(app: object, host: str) -> None:
    """DNS rebinding makes a foreign page's own name lead here; by that name nothing is told."""
    for path in ("/", "/letter", "/events", "/page.js"):
        answer = ask(app, path, headers=[("Host", host)])
        assert answer.status == 403 and b"Harbour" not in answer.body


@pytest.mark.parametrize("host", [LOCAL, f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"[::1]:{PORT}"])
def test_the_names_of_this_machine_pass(app: object, host: str) -> None:
    """An editor may type any of them."""
    assert ask(app, "/", headers=[("Host", host)]).status == 200


@pytest.mark.parametrize("headers", [[], [("Host", LOCAL), ("Host", "evil.example")], [("Host", LOCAL)] * 2])
def test_no_host_or_two_are_refused(app: object, headers: list[tuple[str, str]]) -> None:
    """Where a request has no one name, none is believed."""
    assert ask(app, "/letter", headers=headers).status == 403


@pytest.mark.parametrize("origin", [
    "https://evil.example", "null", "", f"https://{LOCAL}", f"http://{LOCAL}.evil.example", f"http://{LOCAL}/",
    "http://127.0.0.1", "http://127.0.0.1:8026", "http://localhost", f"ftp://{LOCAL}", "file://",
    f"http://127.0.0.2:{PORT}", f"http://evil.example#{LOCAL}", f"http://user@{LOCAL}", f"http://{LOCAL} http://evil.example",
    "chrome-extension://abc",
])
def test_another_origin_is_refused_everywhere(app: object, origin: str) -> None:
    """A page from elsewhere that fetches, or opens the event stream, is turned away before anything is looked up."""
    for path in ("/events", "/letter", "/", "/page.js"):
        assert ask(app, path, headers=_headers(Origin=origin)).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "SAME-ORIGIN", "nonsense"])
def test_a_request_another_page_has_made_is_refused(app: object, site: str) -> None:
    """Sec-Fetch-Site tells of pictures, scripts and frames, where there is no Origin; another port is another site."""
    for path in ("/events", "/letter", "/page.js", "/pictures/x.png"):
        assert ask(app, path, headers=_headers(Sec_Fetch_Site=site)).status == 403


@pytest.mark.parametrize(("path", "mode", "destination", "status"), [
    ("/", "navigate", "document", 200), ("/", "navigate", "iframe", 403), ("/", "no-cors", "image", 403),
    ("/", "cors", "empty", 403), ("/letter", "navigate", "document", 403), ("/events", "navigate", "document", 403),
])
def test_a_link_may_lead_to_the_page_and_nowhere_else(
    app: object, path: str, mode: str, destination: str, status: int
) -> None:
    """From elsewhere only the page itself can be visited, in a window of its own, never in a frame."""
    headers = _headers(Sec_Fetch_Site="cross-site", Sec_Fetch_Mode=mode, Sec_Fetch_Dest=destination)
    assert ask(app, path, headers=headers).status == status


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_can_be_changed_from_outside(app: object, method: str) -> None:
    """There are only GET and HEAD; a preflight is not answered either."""
    for path in ("/", "/letter", "/pictures/x", "/page.js"):
        assert ask(app, path, method=method).status == 405


_CHANGE = {"Origin": f"http://{LOCAL}", "Sec_Fetch_Site": "same-origin", "X_Newsletter_Token": SECRET,
           "Content_Type": "application/json"}


@pytest.mark.parametrize(("other", "status"), [
    ({"Origin": None}, 403), ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
    ({"Sec_Fetch_Site": None}, 403), ({"Sec_Fetch_Site": "none"}, 403), ({"Sec_Fetch_Site": "same-site"}, 403),
    ({"Sec_Fetch_Site": "cross-site"}, 403),
    ({"X_Newsletter_Token": None}, 403), ({"X_Newsletter_Token": ""}, 403), ({"X_Newsletter_Token": SECRET[:-1]}, 403),
    ({"X_Newsletter_Token": "ünknown"}, 403),
    ({"Content_Type": None}, 415), ({"Content_Type": "text/plain"}, 415),
    ({"Content_Type": "application/x-www-form-urlencoded"}, 415), ({"Content_Type": "text/plain; application/json"}, 415),
])
def test_a_change_needs_all_that_only_our_page_has(other: dict[str, str | None], status: int) -> None:
    """Origin, Sec-Fetch-Site, token and JSON: where one is missing or another's, nothing is changed."""
    changed, guarded = _changing()
    headers = _headers(**{name: value for name, value in {**_CHANGE, **other}.items() if value is not None})
    assert ask(guarded, "/change", method="POST", headers=headers, body=b"{}").status == status
    assert not changed
    assert ask(guarded, "/change", method="POST", headers=_headers(**_CHANGE), body=b'{"a": 1}').status == 200
    assert changed == [b'{"a": 1}']


def test_a_change_has_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that is longer than an issue can be is refused before anything reads it."""
    monkeypatch.setattr(guard, "BODY", 100)
    changed, guarded = _changing()
    assert ask(guarded, "/change", method="POST", headers=_headers(**_CHANGE), body=b" " * 101).status == 413
    assert ask(guarded, "/change", method="POST", headers=_headers(**_CHANGE), body=b" " * 100).status == 200
    assert changed == [b" " * 100]


def _changing() -> tuple[list[bytes], guard.Guard]:
    """Return what is changed, and an application behind the guard that changes it."""
    changed: list[bytes] = []

    async def change(scope: object, receive: Callable[[], Awaitable[dict[str, Any]]], send: object) -> None:
        changed.append((await receive())["body"])
        await PlainTextResponse("changed")(scope, receive, send)  # type: ignore[arg-type]

    return changed, guard.Guard(change, guard.local_hosts(PORT), SECRET)  # type: ignore[arg-type]


def test_the_token_is_in_the_page_and_nowhere_else(app: object) -> None:
    """The page is given it; nothing else that can be asked for holds it."""
    assert f'<meta name="token" content="{SECRET}">' in ask(app, "/").body.decode()
    for path in ("/letter", "/page.js", "/page.css"):
        assert SECRET not in ask(app, path).body.decode()


_SECURE = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
           "cross-origin-resource-policy": "same-origin", "cross-origin-opener-policy": "same-origin"}


@pytest.mark.parametrize(("path", "headers", "status"), [
    ("/", None, 200), ("/page.css", None, 200), ("/page.js", None, 200), ("/letter", None, 200),
    ("/none", None, 404), ("/pictures/none", None, 404), ("/", [("Host", "evil.example")], 403),
])
def test_every_answer_is_closed_to_others(
    app: object, path: str, headers: list[tuple[str, str]] | None, status: int
) -> None:
    """Refusals too carry the headers that keep other pages out, and none that let them in."""
    answer = ask(app, path, headers=headers)
    assert answer.status == status
    assert _SECURE.items() <= answer.headers.items()
    assert _policy(answer.headers)["default-src"] == "'none'"
    assert not any(name.startswith("access-control") or name in ("server", "set-cookie") for name in answer.headers)


def _policy(answer_headers: dict[str, str]) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer_headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


def test_the_letter_has_no_scripts_and_no_pictures_from_the_web_unless_asked(app: object) -> None:
    """Its own policy holds even where it is opened outside its frame; remote pictures come only with ?remote=1."""
    shut, asked = (_policy(ask(app, "/letter", query).headers) for query in ("remote=0&scheme=dark", "remote=1"))
    for policy in (shut, asked):
        assert policy["default-src"] == policy["script-src"] == "'none'"
        assert policy["sandbox"] == "allow-same-origin" and policy["frame-ancestors"] == "'self'"
    assert shut["img-src"] == "'self' data:" and asked["img-src"] == "'self' data: https: http:"
    assert _policy(ask(app, "/letter", "remote=1%201").headers) == shut


def test_the_page_runs_only_its_own_script_and_is_in_nobodys_frame(app: object) -> None:
    """Nothing inline, nothing from elsewhere."""
    policy = _policy(ask(app, "/").headers)
    assert policy["script-src"] == "'self'" and policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"


def test_the_page_needs_nothing_from_the_network(app: object) -> None:
    """It works offline: no address of anybody else is in its files, and its frames allow no scripts."""
    page = ask(app, "/").body.decode().replace("http://www.w3.org/2000/svg", "")
    assert "//" not in page and page.count('sandbox="allow-same-origin"') == page.count("<iframe") == 3
    assert not re.search(r"<[^>]*\son\w+=", page)
    for path in sorted((ROOT / "newsletter" / "preview" / "static").glob("*.[cj]s*")):
        words = ask(app, f"/{path.name}").body.decode()
        assert words == path.read_text("utf-8") and not re.search(r"https?:|eval\(", words), path.name


def test_letter_and_pictures_are_served_as_what_they_are(app: object, board: Board) -> None:
    """The letter in the scheme asked for, its pictures by name and byte for byte."""
    (picture,) = board.showing.good.letter.pictures
    answer = ask(app, f"/pictures/{picture.name}")
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, picture.media_type, picture.data)
    light, dark = (ask(app, "/letter", f"scheme={scheme}").body.decode() for scheme in ("light", "dark"))
    assert _OFF in light and _ON in dark and light != dark


def test_before_the_first_letter_there_is_none() -> None:
    """The page is there at once; letter and pictures are not found until they exist, and events wait."""
    empty = app_of(Board())
    assert [ask(empty, path).status for path in ("/", "/letter", "/pictures/x.png")] == [200, 404, 404]


_TRICKS = [
    "..", "../..", "....//", "..;", ".%2e", "%2e%2e", "%2E%2E", "%252e%252e", "..%2f", "..%5c", "..\\", "%c0%ae%c0%ae",
    "%uff0e%uff0e", "..%00", "~", "%2f", "//", "/./..", "@fs/..", "static/..", "pictures/..", "pictures/%2e%2e",
]
_TARGETS = [
    *(f"/{trick}/{file}" for trick in _TRICKS for file in ("newsletter.toml", "etc/passwd", "issues/007.toml")),
    "/etc/passwd", "//etc/passwd", "/pictures//etc/passwd", "/pictures/..%2f..%2fnewsletter.toml", "/pictures/boat.png",
    "/pictures/images/boat.png", "/page.py", "/app.py", "/static/page.html", "/page.html", "/page.css/../app.py",
    "/page.css%00.py", "/letter/../newsletter.toml", "/@fs/etc/passwd?raw??", "/page.js?import&raw", "/.git/config",
    "/newsletter.toml", "/issues/007.toml", "/file:///etc/passwd", "/pictures/", "/pictures", "/%00", "/\xff",
]


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    with running(lantern(tmp_path_factory.mktemp("live"))) as live:
        until(lambda: _raw(live.port, "/letter").startswith(b"HTTP/1.1 200"))
        yield live


def _raw(port: int, target: str, host: str = "") -> bytes:
    """Return the raw answer to a request whose target is sent as it is."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        request = f"GET {target} HTTP/1.1\r\nHost: {host or f'127.0.0.1:{port}'}\r\nConnection: close\r\n\r\n"
        line.sendall(request.encode("latin-1"))
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize("target", _TARGETS)
def test_no_address_leads_to_a_file(preview: object, target: str) -> None:
    """Whatever is written in an address, as it goes over the wire: no file of this machine is in the answer."""
    answer = _raw(preview.port, target)
    status = int(answer.split(b" ", 2)[1])
    assert status in (400, 404) or (status == 200 and target.startswith("/page.js?"))
    assert not any(secret in answer for secret in (b"root:", b"[addresses]", b"[[block]]", b"from __future__", b"PNG"))


def test_absolute_targets_do_not_pass_for_another_host(preview: object) -> None:
    """A request as to a proxy is judged by its Host like any other."""
    assert _raw(preview.port, "http://evil.example/letter", host="evil.example").startswith(b"HTTP/1.1 403")


# ── the event stream ─────────────────────────────────────────────────────────────────────────────────────────


class _Page:
    """One open event stream, as a browser holds it."""

    def __init__(self, app: object, spec: str, query: str = "") -> None:
        self._gone = asyncio.Event()
        self.told: asyncio.Queue[str] = asyncio.Queue()
        self._task = asyncio.create_task(app(scope("/events", query, spec=spec), self._receive, self._send))

    async def _receive(self) -> dict[str, str]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, object]) -> None:
        if self._gone.is_set():
            raise OSError("the browser has gone")  # what servers do from ASGI 2.4 on
        if text := message.get("body", b"").decode():
            self.told.put_nowait(text)

    async def leave(self) -> None:
        self._gone.set()
        with suppress(Exception):
            await self._task


def test_the_stream_tells_what_is_shown_now_and_then_what_is_new() -> None:
    """A page that opens late is told at once; then each newer showing, as JSON on one line."""
    async def heard() -> list[str]:
        board = Board()
        board.put(Showing(name="first\nline"))
        page = _Page(app_of(board), "2.3")
        said = [await page.told.get(), await page.told.get()]
        board.put(Showing(name="second"))
        said.append(await page.told.get())
        board.close()
        await page.leave()
        return said

    retry, first, second = asyncio.run(heard())
    assert retry.startswith("retry: ")
    assert [json.loads(said.removeprefix("data: ").removesuffix("\n\n"))["name"] for said in (first, second)] == [
        "first\nline", "second"]


def test_streams_share_a_letter_that_is_made_once() -> None:
    """However many look at it at once, in whatever thread; the oldest goes where there are too many."""
    made: list[str] = []

    def make(name: str) -> bytes:
        made.append(name)
        time.sleep(0.02)
        return name.encode() * 100

    shared = answers.Shared(most=2)
    with ThreadPoolExecutor(8) as threads:
        same = list(threads.map(lambda _: shared.of("a", lambda: make("a")), range(32)))
    assert (made, len({id(one) for one in same})) == (["a"], 1)
    for name in ("b", "a", "c", "a", "b"):
        assert shared.of(name, lambda name=name: make(name)) == name.encode() * 100
    assert made == ["a", "b", "c", "b"]


@pytest.mark.parametrize("size", [0, 1, answers._PIECE - 20, answers._PIECE, answers._PIECE + 1, answers._PIECE * 5])
def test_an_event_comes_in_pieces_that_are_one_line_of_json(size: int) -> None:
    """A stream that nobody reads keeps one piece waiting, not the letter; together they are what was to be told."""
    more = json.dumps({"document": "é" * size}).encode() if size else b""
    pieces = list(answers._event(b'{"name": "x"}', more))
    assert max(map(len, pieces)) < answers._PIECE + 100
    assert b"".join(pieces).count(b"\n") == 2 and pieces[-1].endswith(b"\n\n")
    assert json.loads(b"".join(pieces).removeprefix(b"data: ")) == {"name": "x", **({"document": "é" * size} if size else {})}


def _heard(builder: Builder, query: str, then: Callable[[Board], None]) -> list[dict[str, Any]]:
    """Return what a page is told of a letter, and what it is told after something has been done."""
    board = Board()
    board.put(builder.build())

    async def listening() -> list[str]:
        page = _Page(app_of(board), "2.3", query)
        said = [await page.told.get(), await page.told.get()]
        await asyncio.to_thread(then, board)
        said.append(await page.told.get())
        await page.leave()
        return said[1:]
    return [json.loads(one.removeprefix("data: ")) for one in asyncio.run(asyncio.wait_for(listening(), 10))]


def test_a_new_letter_comes_with_the_stream(builder: Builder, issue: Path) -> None:
    """As it is looked at, the same that who asks for it is given: so it is painted sooner."""
    asked = []

    def changed(board: Board) -> None:
        asked.append(ask(app_of(board), "/letter", query).body.decode())
        change(issue, "The last ferry", "The first ferry")
        board.put(builder.build())
        asked.append(ask(app_of(board), "/letter", query).body.decode())
    query = "scheme=dark&pictures=off"
    told = _heard(builder, query, changed)
    assert [one["document"] for one in told] == asked
    assert "The last ferry" in asked[0] and "The first ferry" in asked[1] and "data:," in asked[1]


def test_what_the_checks_say_comes_without_the_letter(builder: Builder) -> None:
    """It has been painted by then."""
    letter, findings = _heard(builder, "", lambda board: board.put(builder.proved(board.showing)))
    assert "document" in letter and letter["letter"]["findings"] is None
    assert "document" not in findings and findings["letter"]["findings"] is not None


def test_a_letter_that_cannot_be_looked_at_so_says_why(builder: Builder) -> None:
    """As for a service that is not there; what else there is to tell is told."""
    told, again = _heard(builder, "service=nowhere", lambda board: board.put(builder.build()))
    assert "nowhere" in told["refused"] and "document" not in told and told["letter"]["subject"] == "Harbour lights"
    assert "nowhere" in again["refused"]


@pytest.mark.parametrize("spec", ["2.3", "2.4"])
def test_a_thousand_reloads_leave_nothing_behind(board: Board, monkeypatch: pytest.MonkeyPatch, spec: str) -> None:
    """Pages that come and go leave no task, no wait and no object, by either way servers tell that one has gone."""
    monkeypatch.setattr(answers, "PULSE", 0.05)
    monkeypatch.setattr(answers, "STREAMS", 100)  # a hundred at a time are what shows it

    async def reload(app: object) -> None:
        page = _Page(app, spec)
        await page.told.get()
        await page.told.get()
        await page.leave()

    async def reloads() -> list[int]:
        app = app_of(board)
        kept = []
        for _ in range(10):
            await asyncio.gather(*(reload(app) for _ in range(100)))
            assert board.waiting == 0 and len(asyncio.all_tasks()) == 1
            gc.collect()
            kept.append(len(gc.get_objects()))
        return kept

    kept = asyncio.run(reloads())
    assert kept[9] - kept[4] < 100  # by the fifth hundred every cache is full


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_a_thousand_changes_do_not_grow_the_preview(preview: object) -> None:
    """A running preview, asked 1,000 times for page, stream and letter, keeps its size (8 MB allowed for slack)."""
    def pages() -> int:
        return int(Path(f"/proc/{preview.process.pid}/statm").read_text().split()[1])

    def reload() -> None:
        _raw(preview.port, "/letter?scheme=dark")
        with socket.create_connection(("127.0.0.1", preview.port)) as line:
            line.sendall(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{preview.port}\r\n\r\n".encode())
            line.recv(4096)

    for _ in range(200):
        reload()
    before = pages()
    for _ in range(800):
        reload()
    assert (pages() - before) * os.sysconf("SC_PAGE_SIZE") < 8_000_000


# ── starting and ending ──────────────────────────────────────────────────────────────────────────────────────


def test_the_libraries_are_not_loaded_before_they_are_needed() -> None:
    """`import newsletter.preview` is as light as the model."""
    heavy = "starlette uvicorn watchfiles anyio asyncio mjml premailer jinja2 webbrowser newsletter.build"
    code = f"import sys, newsletter.preview; print([name for name in '{heavy}'.split() if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout == "[]\n"


def test_only_this_machine_can_ask() -> None:
    """The socket is bound to 127.0.0.1, not to any address of the network."""
    with server.listening(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1" and listener.family is socket.AF_INET


def test_a_port_that_is_taken_offers_the_next_free_one() -> None:
    """The message is the command to type."""
    with server.listening(0) as first:
        port = first.getsockname()[1]
        with pytest.raises(OutsideError) as caught:
            server.listening(port)
        offered = int(str(caught.value).rpartition(" ")[2])
        assert str(caught.value) == f"port {port} is taken — newsletter preview --port {offered}"
        with server.listening(offered) as second:
            assert second.getsockname()[1] == offered > port


def test_a_port_that_cannot_be_is_wrong_usage() -> None:
    """70000 is no port."""
    with pytest.raises(UsageError, match="there is no port 70000"):
        server.listening(70000)


def _serve(path: str | Path, theme: str = "") -> None:
    serve(path, publication=Publication(shelves=(ROOT / "templates",)), theme=theme, open_browser=False, say=print)


def test_what_no_saved_file_can_mend_is_said_at_once(issue: Path) -> None:
    """Standard input, a missing file and a theme that does not exist are answered on the terminal, not on the page."""
    with pytest.raises(UsageError, match="needs a file"):
        _serve("-")
    with pytest.raises(InputError, match="did you mean '.*007.toml'"):
        _serve(issue.with_name("07.toml"))
    with pytest.raises(InputError, match="no theme 'wekly'"):
        _serve(issue, theme="wekly")


def test_ctrl_c_ends_it_at_once_although_a_page_is_open(issue: Path) -> None:
    """An open event stream, which never ends by itself, does not hold it: it is gone, quietly and with exit status 0."""
    with running(issue) as live, urlopen(f"{live.url}events", timeout=10) as stream:
        assert stream.readline().startswith(b"retry:")
        start = time.monotonic()
        assert live.interrupt() == 0
        assert time.monotonic() - start < 6
        assert "Traceback" not in live.process.stderr.read()


def test_the_browser_of_the_environment_is_opened(issue: Path, tmp_path: Path) -> None:
    """`BROWSER` names it, and it gets the address of the page."""
    seen, browser = tmp_path / "seen", tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho \"$1\" > '{seen}'\n")
    browser.chmod(0o755)
    with running(issue, open_browser=True, BROWSER=f"{browser} %s") as live:
        until(lambda: seen.exists() and seen.read_text())
        assert seen.read_text().strip() == live.url


@pytest.mark.parametrize(("written", "painted"), [
    ('<p style="color:#111">', f'<p style="color:{forced_dark("#111111", "ink")}">'),
    ('<p style="color:tomato;background:HSL(0 0% 100%)">',
     f'<p style="color:{forced_dark("#ff6347", "ink")};background:{forced_dark("#ffffff", "ground")}">'),
    ('<td bgcolor="rebeccapurple">', f'<td bgcolor="{forced_dark("#663399", "ground")}">'),
    ("<style>a{border:1px solid #123456}</style>", f"<style>a{{border:1px solid {forced_rule('#123456')}}}</style>"),
    ("<style>a{background:#102030;border-top:1px solid #ccc}b{border-top:1px solid #ccc}</style>",
     f"<style>a{{background:#102030;border-top:1px solid {forced_rule('#cccccc', '#102030')}}}"
     f"b{{border-top:1px solid {forced_rule('#cccccc')}}}</style>"),
    ('<p style="color:rgba(0, 0, 0, .5)">', '<p style="color:rgba(255, 255, 255, 0.5)">'),
    ('<p style="background:url(white.png) transparent;color:inherit">', '<p style="background:url(white.png) transparent;color:inherit">'),
    ("<p>color:#111 white</p>", "<p>color:#111 white</p>"),
])
def test_a_forced_dark_paints_each_colour_as_the_one_algorithm_does(written: str, painted: str) -> None:
    """However CSS lets a colour be written; words, grounds and rules each in their way, a rule as its own ground becomes."""
    assert turned_dark(written) == painted
