"""The rundown changes one thing in the issue file, keeps the rest to the byte, and overwrites nobody."""

from __future__ import annotations

import errno
import io
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from conftest import HARD_WORDS
from hypothesis import HealthCheck, given, settings, strategies as st
from PIL import Image
from preview_help import png
from rundown_help import ISSUE, Page, desk_of, guarded, lantern

from servers import Site, answer, public, resolver, serve  # noqa: F401

from newsletter import archive as archives, files
from newsletter.errors import InputError, NewsletterError
from newsletter.files import read_toml
from newsletter.model import Article
from newsletter import inbox
from newsletter.preview.review import rows
from newsletter.preview.rundown import distant
from newsletter.preview.rundown.asked import MOST_BYTES, Change, asked
from newsletter.preview.rundown.edits import edited
from newsletter.preview.rundown.ledger import STEPS, Ledger, digest
from newsletter.preview.rundown.threeway import merged


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    return lantern(tmp_path)


@pytest.fixture
def page(issue: Path) -> Page:
    return Page(guarded(issue))


def said_in(issue: Path) -> dict[str, Any]:
    """Return what an issue file says."""
    return dict(read_toml(files.read_text(issue), "007.toml").data)


def lines_of(issue: Path) -> tuple[list[str], list[str]]:
    """Return the lines that went from the file and those that came, between the lines that stayed."""
    old, new = ISSUE.split("\n"), issue.read_text("utf-8").split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_rows_are_the_blocks_and_stories_of_the_file(page: Page) -> None:
    """In the order of the file, with their lines, what carries them, and why they were picked."""
    assert [(block["kind"], block["called"], block["carries"]) for block in page.state["blocks"]] == [
        ("note", "Editor’s words", "none"), ("lead", "First story", "one"), ("section", "Europe", "many"), ("section", "Africa", "many")]
    assert page.stories() == [[], ["The last ferry"], ["Trams before roads", "Polling by lamplight"], ["A deeper channel"]]
    lead, runner_up = page.state["blocks"][1], page.state["blocks"][2]["stories"][1]
    assert lead["lead"] and lead["stories"][0]["line"] == 21 and lead["ratio"] == pytest.approx(16 / 9)
    assert not runner_up["use"] and runner_up["remark"] == "runner-up: beaten by the limit of 1"
    assert page.state["undo"] == page.state["redo"] == ""


def test_a_row_says_whom_it_is_for(page: Page, issue: Path) -> None:
    """Blocks and stories for some readers are told apart from those for all."""
    text = issue.read_text("utf-8").replace("kind = 'lead'", "kind = 'lead'\nreaders = 'not patrons'")
    issue.write_text(text.replace("title  = 'Trams before roads'", "title  = 'Trams before roads'\n  readers = 'members'"), "utf-8")
    blocks = page.load()["blocks"]
    assert [block["readers"] for block in blocks] == ["", "not for patrons", "", ""]
    assert [story["readers"] for block in blocks for story in block["stories"]] == ["", "for members", "", ""]


def test_a_file_with_mistakes_shows_them_and_nothing_is_changed(page: Page, issue: Path) -> None:
    """What an editor broke is theirs to mend: it is told with its line, and no change is made in it."""
    broken = ISSUE.replace("kicker = 'Ports'", "kicker = Ports'")
    issue.write_text(broken, "utf-8")
    status, said = page.change("use", at="b2.s1", on=False)
    assert status == 422 and said["failed"]["lines"][0]["where"].endswith("007.toml:23")
    assert page.load()["mistakes"][0]["where"].endswith("007.toml:23")
    assert issue.read_text("utf-8") == broken


def test_earlier_numbers_are_known(page: Page, issue: Path) -> None:
    """A story that a sent number carried says so, until it may come again."""
    sent = "number = 6\nsent = 2026-11-12\n\n[[block]]\nkind = 'section'\n\n  [[block.story]]\n  title = 'A deeper channel'\n" \
           "  url = 'https://lantern.example/channel?utm_source=letter'\n"
    (issue.parent / "006.toml").write_text(sent, "utf-8")
    assert page.load()["blocks"][3]["stories"][0]["carried"] == "No. 6 on 12 November 2026"


# ── each change ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("at", "value", "went", "came"), [
    ("b2.s1.title", "The first ferry", ["  title  = 'The last ferry'"], ["  title  = 'The first ferry'"]),
    ("b2.s1.title", "  It's \x00\x1b[31m<b>'''bold'''</b>\n ", ["  title  = 'The last ferry'"],
     ["  title  = \"It's [31m<b>'''bold'''</b>\""]),
    ("b3.s1.kicker", "Rails", [], ["  kicker = 'Rails'"]),
    ("b3.s1.teaser", "", ["  teaser = 'By 23 votes to 18.'"], []),
    ("b2.s1.alt", "A ferry at night", ["  alt    = 'A ferry'"], ["  alt    = 'A ferry at night'"]),
    ("subject", "Harbour, dark", ["subject   = 'Harbour lights'   # chosen on Monday"],
     ["subject   = 'Harbour, dark'   # chosen on Monday"]),
    ("b4.title", "The south", ["title = 'Africa'   # a new band"], ["title = 'The south'   # a new band"]),
    ("b1.text", "Dear all,  \nthey are out.\n", ["Dear {first_name|friend},   # no remark", "", "the boats are in."],
     ["Dear all,  ", "they are out."]),
])
def test_words_are_retyped_in_their_line(
    page: Page, issue: Path, at: str, value: str, went: list[str], came: list[str]
) -> None:
    """One value is another; remarks, order and every other line stay; what is typed is cleaned of control characters."""
    assert page.change("set", at=at, value=value)[0] == 200
    assert lines_of(issue) == (went, came)


@pytest.mark.parametrize("words", HARD_WORDS)
def test_any_words_come_out_as_they_were_typed(page: Page, issue: Path, words: str) -> None:
    """Markup, merge tags, quotes and scripts of the world are words of a headline."""
    assert page.change("set", at="b2.s1.title", value=words)[0] == 200
    assert said_in(issue)["block"][1]["story"][0]["title"] == page.state["blocks"][1]["stories"][0]["title"] == words


@pytest.mark.parametrize(("at", "value", "wrong"), [
    ("b2.s1.title", " \n ", "a story needs a headline"),
    ("b2.s1.use", "false", "use cannot be typed here"),
    ("b2.s1.image", "/etc/passwd", "image cannot be typed here"),
    ("b2.kind", "note", "kind cannot be typed here"),
    ("number", "8", "number cannot be typed here"),
    ("b9.title", "x", "there is no block 9"),
    ("b2.s9.title", "x", "there is no story 9"),
    ("b3.s1.url", "javascript:alert(1)", "url takes an address"),
])
def test_what_cannot_be_typed_is_told(page: Page, issue: Path, at: str, value: str, wrong: str) -> None:
    """With a sentence and the place; the file stays as it is."""
    status, said = page.change("set", at=at, value=value)
    assert status == 422 and wrong in said["failed"]["lines"][0]["what"]
    assert "007.toml" in said["failed"]["lines"][0]["where"]
    assert issue.read_text("utf-8") == ISSUE


def test_a_story_moves_with_its_remarks(page: Page, issue: Path) -> None:
    """Into another section, as it is written; the answer says where it stands now."""
    status, said = page.change("move", at="b3.s1", to="b4", before=1)
    assert status == 200 and said["done"] == {"said": "‘Trams before roads’ moved to Africa", "at": "b4.s1"}
    assert page.stories()[2:] == [["Polling by lamplight"], ["Trams before roads", "A deeper channel"]]
    moved = ISSUE[ISSUE.index("  [[block.story]]                      # picked: newest of Europe"):
                  ISSUE.index("\n\n  [[block.story]]                      # runner-up")]
    assert moved in issue.read_text("utf-8")
    assert sorted(issue.read_text("utf-8").split("\n")) == sorted(ISSUE.split("\n"))


@pytest.mark.parametrize(("at", "to", "before", "stands", "stories"), [
    ("b3.s1", "b3", None, "b3.s2", ["Polling by lamplight", "Trams before roads"]),
    ("b3.s2", "b3", 1, "b3.s1", ["Polling by lamplight", "Trams before roads"]),
    ("b3.s1", "b3", 2, "b3.s1", ["Trams before roads", "Polling by lamplight"]),
    ("b4.s1", "b3", 2, "b3.s2", ["Trams before roads", "A deeper channel", "Polling by lamplight"]),
    ("b4.s1", "b3", None, "b3.s3", ["Trams before roads", "Polling by lamplight", "A deeper channel"]),
])
def test_a_moved_story_is_found_where_it_is_said_to_be(
    page: Page, at: str, to: str, before: int | None, stands: str, stories: list[str]
) -> None:
    """`before` counts as the page shows the stories."""
    title = {story["at"]: story["title"] for block in page.state["blocks"] for story in block["stories"]}[at]
    status, said = page.change("move", at=at, to=to, before=before)
    assert (status, said["done"]["at"]) == (200, stands)
    assert page.stories()[2] == stories
    assert {story["at"]: story["title"] for block in page.state["blocks"] for story in block["stories"]}[stands] == title


def test_into_a_full_lead_stories_change_places(page: Page, issue: Path) -> None:
    """A block for one story gives the one that it had: nothing falls out of the letter."""
    assert page.change("move", at="b3.s1", to="b2", before=1)[1]["done"]["at"] == "b2.s1"
    assert page.stories() == [[], ["Trams before roads"], ["The last ferry", "Polling by lamplight"], ["A deeper channel"]]
    assert page.change("lead", at="b4.s1")[1]["done"] == {"said": "‘A deeper channel’ leads", "at": "b2.s1"}
    assert page.stories()[1] == ["A deeper channel"] and page.stories()[3] == ["Trams before roads"]
    assert page.change("lead", at="b3.s2")[0] == 200
    assert page.stories()[1:3] == [["Polling by lamplight"], ["The last ferry", "A deeper channel"]]
    assert page.state["blocks"][1]["stories"][0]["use"]
    assert page.change("move", at="b2.s1", to="b1", before=None)[1]["failed"]["lines"][0]["what"] == "‘Editor’s words’ takes no stories"


def test_a_lead_is_made_where_there_is_none(issue: Path) -> None:
    """Before the first block with stories; one that is off is switched on."""
    start = ISSUE.index("# ── the lead")
    issue.write_text(ISSUE[:start] + ISSUE[ISSUE.index("[[block]]\nkind  = 'section'"):], "utf-8")
    page = Page(guarded(issue))
    assert page.change("lead", at="b3.s1")[1]["done"]["at"] == "b2.s1"
    assert [block["kind"] for block in page.state["blocks"]] == ["note", "lead", "section", "section"]
    assert page.stories()[1] == ["A deeper channel"]
    assert page.change("use", at="b2", on=False)[0] == 200
    assert page.change("lead", at="b3.s1")[0] == 200
    assert page.state["blocks"][1]["use"] and page.stories()[1] == ["Trams before roads"]


@pytest.mark.parametrize(("at", "before", "stands", "kinds"), [
    ("b1", 3, "b2", ["lead", "note", "section", "section"]),
    ("b1", None, "b4", ["lead", "section", "section", "note"]),
    ("b4", 1, "b1", ["section", "note", "lead", "section"]),
    ("b2", 3, "b2", ["note", "lead", "section", "section"]),
])
def test_blocks_move_with_all_that_is_in_them(
    page: Page, issue: Path, at: str, before: int | None, stands: str, kinds: list[str]
) -> None:
    """Their stories and remarks go with them, and ``[picked]`` stays last."""
    assert page.change("move", at=at, to="", before=before)[1]["done"]["at"] == stands
    assert [block["kind"] for block in page.state["blocks"]] == kinds
    assert sorted(filter(None, issue.read_text("utf-8").split("\n"))) == sorted(filter(None, ISSUE.split("\n")))
    assert said_in(issue)["picked"] and issue.read_text("utf-8").endswith("[picked]\nwhen = 2026-11-19T09:00:00+00:00\n")


def test_switches_are_one_line(page: Page, issue: Path) -> None:
    """``use = false`` comes and goes, of blocks and of stories; so does ``repeat``."""
    page.change("use", at="b4", on=False)
    page.change("use", at="b3.s2", on=True)
    page.change("repeat", at="b4.s1", on=True)
    text = ISSUE.replace("  use   = false\n", "").replace("kind  = 'section'\ntitle = 'Africa'",
                                                         "kind  = 'section'\nuse   = false\ntitle = 'Africa'")
    assert issue.read_text("utf-8") == text.replace("'Three countries dig.'\n", "'Three countries dig.'\n  repeat = true\n")
    page.change("repeat", at="b4.s1", on=False)
    page.change("use", at="b4", on=True)
    page.change("use", at="b3.s2", on=False)
    assert said_in(issue) == dict(read_toml(ISSUE, "").data)


def test_of_two_for_one_place_the_other_is_off(page: Page) -> None:
    """Switching on the runner-up of a lead switches off the one that led: a letter never has two."""
    assert page.change("use", at="b3.s1", on=False)[0] == 200
    assert page.change("move", at="b3.s1", to="b2", before=None)[0] == 200
    assert page.change("use", at="b2.s2", on=True)[0] == 200
    assert [story["use"] for story in page.state["blocks"][1]["stories"]] == [False, True]


# ── from the archive ─────────────────────────────────────────────────────────────────────────────────────────


def found(page: Page, words: str) -> list[dict[str, Any]]:
    return json.loads(page.get("/rundown/articles", urlencode({"q": words})).body)["articles"]


def test_finds_say_where_they_stand(page: Page) -> None:
    """What is in the letter, what waits in the file, and what is nowhere yet."""
    assert {(article["title"], article["at"], article["use"]) for article in found(page, "")} == {
        ("The last ferry", "b2.s1", True), ("Bargemen count their locks", "", False), ("Polling by lamplight", "b3.s2", False)}
    assert [article["title"] for article in found(page, "LÓCKS barge")] == ["Bargemen count their locks"]
    assert found(page, '"; DROP TABLE') == []


def test_a_find_is_brought_in_where_it_belongs_or_where_it_is_dropped(page: Page, issue: Path) -> None:
    """By itself into the section it matches; a runner-up is switched on; dropped, it stands before what it was dropped on."""
    (lock,) = found(page, "locks")
    assert page.change("add", article=lock["id"], to="", before=None)[1]["done"]["at"] == "b3.s2"
    assert page.stories()[2] == ["Trams before roads", "Bargemen count their locks", "Polling by lamplight"]
    assert page.back("undo")[0] == 200 and issue.read_text("utf-8") == ISSUE
    assert page.change("add", article=lock["id"], to="b4", before=1)[1]["done"]["at"] == "b4.s1"
    assert page.stories()[3] == ["Bargemen count their locks", "A deeper channel"]
    (waiting,) = found(page, "lamplight")
    assert page.change("add", article=waiting["id"], to="b4", before=1)[0] == 200
    assert page.stories()[2:] == [["Trams before roads"],
                                  ["Polling by lamplight", "Bargemen count their locks", "A deeper channel"]]
    assert all(story["use"] for story in page.state["blocks"][3]["stories"])
    assert page.change("add", article=lock["id"], to="b2", before=None)[0] == 200  # moved into the full lead: they swap
    assert page.stories()[1] == ["Bargemen count their locks"]
    status, said = page.change("add", article="lantern.example/gone", to="", before=None)
    assert status == 422 and "not in the archive" in said["failed"]["lines"][0]["what"]


def test_what_a_feed_and_a_listing_name_is_one_find(page: Page, issue: Path) -> None:
    """By headline where a listing has no address, or another one: what is in the letter is not offered again."""
    day = datetime(2026, 11, 18, tzinfo=UTC)
    with archives.open(issue.parents[1] / archives.FILE) as archive:
        archive.put("sources/listing.txt", [
            Article(title="The Last Ferry", published=day),
            Article(title="Trams before roads", url="https://lantern.example/2026/trams?ref=list", published=day),
            Article(title="Polling by lamplight!", published=day, image="images/lock.png"),
            Article(title="Bargemen count their locks", published=day, teaser="All eleven, at night."),
        ], day)
    finds = [(one["title"], one["at"], one["use"], one["picture"]) for one in found(page, "")]
    assert sorted(finds) == [
        ("Bargemen count their locks", "", False, True), ("Polling by lamplight", "b3.s2", False, True),
        ("The last ferry", "b2.s1", True, True), ("Trams before roads", "b3.s1", True, False)]
    (waiting,) = found(page, "lamplight")
    assert page.change("add", article=waiting["id"], to="", before=None)[1]["done"]["at"] == "b3.s2"
    assert page.stories()[2] == ["Trams before roads", "Polling by lamplight"] and page.state["blocks"][2]["stories"][1]["use"]
    (trams,) = found(page, "trams")
    page.change("use", at="b3.s1", on=False)
    assert page.change("add", article=trams["id"], to="b4", before=1)[0] == 200
    assert page.stories()[2:] == [["Polling by lamplight"], ["Trams before roads", "A deeper channel"]]


def test_a_column_that_comes_every_week_can_be_brought_in(page: Page, issue: Path) -> None:
    """The same headline on another day, by another address, is another piece."""
    with archives.open(issue.parents[1] / archives.FILE) as archive:
        archive.put("feed", [
            Article(title="A deeper channel", url=f"https://lantern.example/channel{end}", published=datetime(2026, 11, day, tzinfo=UTC))
            for end, day in (("", 12), ("-2", 19))], datetime(2026, 11, 19, tzinfo=UTC))
    assert sorted((one["date"], one["at"]) for one in found(page, "channel")) == [("2026-11-12", "b4.s1"), ("2026-11-19", "")]


def test_without_an_archive_nothing_is_found(page: Page, issue: Path) -> None:
    """It is said that there is none; nothing is made."""
    database = issue.parents[1] / "articles.db"
    database.unlink()
    assert json.loads(page.get("/rundown/articles", "q=x").body) == {"total": 0, "articles": [], "there": False}
    assert not database.exists()


# ── the inbox ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("at", ["subject", "preheader"])
@pytest.mark.parametrize("line", [
    "The sleeper to Trieste is running out of carriages", "Harbour lights", "W" * 45, "l" * 45,
    "Łódź puts its trams before its ring road · On the Minho, one bench for two countries’ quarrels", "👩🏽\u200d🚀" * 60])
def test_a_line_is_as_long_as_the_inbox_shows_it(page: Page, at: str, line: str) -> None:
    """Rundown, inbox and review say one thing of it, for they ask one table by one measure."""
    said = json.loads(page.get("/rundown/inboxes", urlencode({"at": at, "words": line})).body)
    cuts = {row.client.place: getattr(row, at) for row in inbox.rows("", line, line) if row.client.id.endswith("-phone")}
    assert {one["place"]: one["length"] for one in said["shown"]} == {
        place: inbox.letters(cut.shown) for place, cut in cuts.items() if cut.cut}
    review = rows.page("", [line], line, None)
    assert all(f"shows {cut.length} letters of the {at}, not <q>" in review for cut in cuts.values() if cut.cut)
    assert said["length"] == inbox.letters(line)


def test_a_line_is_measured_as_it_is_read(page: Page) -> None:
    """With its merge tags put in, and however it is half typed."""
    def length(words: str) -> int:
        return json.loads(page.get("/rundown/inboxes", urlencode({"at": "subject", "words": words})).body)["length"]
    assert length("Low water, {first_name|friend}") == len("Low water, Maria")
    assert length("Low water, {first_na") == len("Low water, {first_na") and length(" \n ") == 0


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────


def pictures(page: Page, at: str) -> list[dict[str, Any]]:
    return json.loads(page.get("/rundown/pictures", f"at={at}").body)["pictures"]


def test_pictures_of_a_story_come_from_the_archive_and_the_folder(page: Page) -> None:
    """Its own first, then what its sources gave, then files: those whose name has words of the headline before others."""
    assert [(one["image"], one["chosen"], one["remote"]) for one in pictures(page, "b2.s1")] == [
        ("images/boat.png", True, False), (FAR, False, True),
        ("images/007/trams.png", False, False), ("images/lock.png", False, False)]
    trams = pictures(page, "b3.s1")
    assert trams[0]["image"] == "images/007/trams.png"
    assert next(one for one in trams if one["image"] == "images/boat.png")["used"] == "b2.s1"


FAR = "http://lantern.example/far.jpg"
ASKED = urlencode({"image": FAR, "at": "b2.s1", "width": "row"})


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch, serve: Callable[..., Site], public: Callable[[Site], list[str]]) -> list[str]:  # noqa: F811
    """The picture that the archive knows by its address, on the web; return what is dialled."""
    distant._came.cache_clear()
    resolver(monkeypatch, ["93.184.216.34"])
    return public(serve(answer(png("teal"))))


def test_another_picture_takes_the_words_of_the_one_before_with_it(page: Page, issue: Path, far: list[str]) -> None:
    """Description, credit and focus were of that one; what the archive knows of the new one is put in, marked as a draft."""
    assert page.change("picture", at="b2.s1", value=FAR)[0] == 200
    assert lines_of(issue)[0] == [
        "  image  = 'images/boat.png'", "  alt    = 'A ferry'", "  credit = 'M. Okafor'", "  focus  = '50% 20%'"]
    image, alt = lines_of(issue)[1]
    assert image == "  image  = 'images/007/the-last-ferry.png'" and alt.startswith("  alt    = 'A far ferry'  # ")
    assert page.change("picture", at="b2.s1", value="")[0] == 200
    assert not {"image", "alt", "credit", "focus"} & set(said_in(issue)["block"][1]["story"][0])


def test_a_picture_on_the_web_becomes_a_file_when_it_is_chosen(page: Page, issue: Path, far: list[str]) -> None:
    """Only then it can be cut and stays as it is; undone, the file goes on lying there, and is offered again."""
    assert page.change("picture", at="b2.s1", value=FAR)[0] == 200
    path = issue.parents[1] / "images/007/the-last-ferry.png"
    with Image.open(path) as picture:
        assert picture.size == (640, 360)
    story = page.state["blocks"][1]["stories"][0]
    assert (story["image"], story["remote"], bool(story["version"])) == ("images/007/the-last-ferry.png", False, True)
    assert page.change("focus", at="b2.s1", value="20% 50%")[0] == 200
    assert page.back("undo")[0] == page.back("undo")[0] == 200 and issue.read_text("utf-8") == ISSUE
    assert "images/007/the-last-ferry.png" in [one["image"] for one in pictures(page, "b2.s1")] and len(far) == 1


def test_a_picture_on_the_web_that_cannot_be_had_changes_nothing(
    page: Page, issue: Path, monkeypatch: pytest.MonkeyPatch, serve: Callable[..., Site], public: Callable[[Site], list[str]],  # noqa: F811
) -> None:
    """What is there is no picture: the page is told why, no file is laid down, the issue stays."""
    resolver(monkeypatch, ["93.184.216.34"])
    public(serve(answer(b"<html>")))
    before = sorted((issue.parents[1] / "images").rglob("*"))
    status, said = page.change("picture", at="b2.s1", value=FAR)
    assert status == 507 and "this is no picture" in said["failed"]["lines"][0]["what"]
    assert issue.read_text("utf-8") == ISSUE and sorted((issue.parents[1] / "images").rglob("*")) == before


def test_pictures_on_the_web_are_seen_only_when_that_is_asked_for(page: Page, far: list[str]) -> None:
    """Small, once, and only those that may be chosen for the story: this server fetches nothing else for anybody."""
    assert page.get("/rundown/picture", ASKED).status == 404 and far == []
    seen = page.get("/rundown/picture", f"{ASKED}&remote=1")
    assert seen.status == 200 and seen.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(seen.body)) as picture:
        assert picture.width == 200
    assert page.get("/rundown/picture", f"{ASKED}&remote=1").body == seen.body and len(far) == 1
    for other in ({"image": "http://lantern.example/other.jpg", "at": "b2.s1"}, {"image": FAR, "at": "b3.s1"}, {"image": FAR}):
        assert page.get("/rundown/picture", urlencode({**other, "width": "row", "remote": "1"})).status == 404
    assert len(far) == 1


def test_no_picture_of_this_network_is_asked_for(page: Page, issue: Path, serve: Callable[..., Site]) -> None:  # noqa: F811
    """An address that leads to this machine is neither shown nor chosen, whoever wrote it into the issue."""
    distant._came.cache_clear()
    site = serve(answer(png("teal")))
    issue.write_text(ISSUE.replace("images/boat.png", f"{site.url}router.png"), "utf-8")
    page.load()
    inside = {"image": f"{site.url}router.png", "at": "b2.s1", "width": "row", "remote": "1"}
    assert page.get("/rundown/picture", urlencode(inside)).status == 404
    assert page.change("picture", at="b2.s1", value=inside["image"])[0] == 507
    assert site.requests == []


@pytest.mark.parametrize("name", [
    "../newsletter.toml", "images/../newsletter.toml", "/etc/passwd", "images/../../../etc/passwd", "file:///etc/passwd",
    "images/none.png", "images/boat.png\0", "..\\newsletter.toml", "images", "http://127.0.0.1:1/x.png", "images/link.png",
    "images/./boat.png", "//images/boat.png", "images/%2e%2e/newsletter.toml", "a" * 2000,
])
def test_no_name_leads_out_of_the_pictures(page: Page, issue: Path, name: str) -> None:
    """Neither chosen nor shown: only what is listed is there, and a link out of the folder is not followed."""
    (issue.parents[1] / "images" / "link.png").symlink_to(issue)
    assert page.get("/rundown/picture", urlencode({"image": name})).status == 404
    if name != "images/link.png":
        assert page.change("picture", at="b2.s1", value=name)[0] == 422
        assert issue.read_text("utf-8") == ISSUE


def test_a_picture_is_shown_small(page: Page) -> None:
    """As a picture, made small, to be kept by the browser; a broken one is not found."""
    answer = page.get("/rundown/picture", "image=images/boat.png&width=row")
    assert answer.status == 200 and answer.headers["content-type"] in ("image/png", "image/jpeg")
    assert "immutable" in answer.headers["cache-control"]
    assert page.get("/rundown/picture", "image=images/boat.png&width=9999").status == 404


@pytest.mark.parametrize(("value", "line"), [("30% 70%", "  focus  = '30% 70%'"), ("top left", "  focus  = 'top left'")])
def test_the_focus_is_set(page: Page, issue: Path, value: str, line: str) -> None:
    """As the page's click says it; what is no point is refused, and a story without a picture has none."""
    assert page.change("focus", at="b2.s1", value=value)[0] == 200
    assert lines_of(issue) == (["  focus  = '50% 20%'"], [line])
    assert page.change("focus", at="b2.s1", value="500% 1%")[0] == 422
    assert "has no picture" in page.change("focus", at="b3.s1", value=value)[1]["failed"]["lines"][0]["what"]
    assert page.change("focus", at="b2.s1", value="")[0] == 200
    assert lines_of(issue) == (["  focus  = '50% 20%'"], [])


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_done_is_undone_and_done_again(page: Page, issue: Path) -> None:
    """Step by step, to the byte, each by its name; something new takes away what could be done again."""
    page.change("set", at="b2.s1.title", value="The first ferry")
    after_one = issue.read_bytes()
    page.change("move", at="b3.s1", to="b4", before=1)
    after_two = issue.read_bytes()
    assert page.state["undo"] == "‘Trams before roads’ moved to Africa"
    assert page.back("undo")[1]["done"]["said"] == "‘Trams before roads’ moved to Africa"
    assert issue.read_bytes() == after_one and page.state["redo"] == "‘Trams before roads’ moved to Africa"
    page.back("undo")
    assert issue.read_text("utf-8") == ISSUE and page.state["undo"] == ""
    page.back("redo")
    page.back("redo")
    assert issue.read_bytes() == after_two and page.state["redo"] == ""
    page.back("undo")
    page.change("use", at="b4", on=False)
    assert page.state["redo"] == ""
    assert page.back("redo")[0] == 409


def test_nothing_new_is_nothing_to_undo(page: Page, issue: Path) -> None:
    """The same words again write nothing; so do a move to where it stands, and the picture that is there."""
    before = issue.stat().st_mtime_ns
    page.change("set", at="b2.s1.title", value="The last ferry")
    page.change("move", at="b3.s1", to="b3", before=1)
    page.change("picture", at="b2.s1", value="images/boat.png")
    assert page.state["undo"] == "" and issue.stat().st_mtime_ns == before


def test_undoing_leaves_what_others_did_since(page: Page, issue: Path) -> None:
    """Elsewhere in the file it stays; in the same place undo is refused, and so is what would break the file."""
    page.change("set", at="b2.s1.title", value="The first ferry")
    hand = issue.read_text("utf-8").replace("'Three countries dig.'", "'Two countries dig.'")
    issue.write_text(hand, "utf-8")
    assert page.back("undo")[0] == 200
    assert issue.read_text("utf-8") == ISSUE.replace("'Three countries dig.'", "'Two countries dig.'")
    assert page.back("redo")[0] == 200
    assert issue.read_text("utf-8") == hand
    issue.write_text(hand.replace("The first ferry", "The only ferry"), "utf-8")
    status, said = page.back("undo")
    assert status == 409 and "changed there since" in said["failed"]["lines"][0]["what"]
    assert "The only ferry" in issue.read_text("utf-8")


def test_each_page_undoes_its_own(issue: Path) -> None:
    """Two open pages: what the other did stays when one undoes."""
    shared = guarded(issue)
    one, other = Page(shared, "session-one"), Page(shared, "session-two")
    one.change("set", at="b2.s1.title", value="The first ferry")
    other.load()
    other.change("set", at="b4.s1.title", value="A deeper, wider channel")
    assert one.back("undo")[0] == 200
    assert issue.read_text("utf-8") == ISSUE.replace("'A deeper channel'", "'A deeper, wider channel'")
    assert one.state["undo"] == "" and other.load()["undo"]


def test_line_ends_and_marks_come_back(tmp_path: Path) -> None:
    """A file with CR LF, a byte order mark, or both kinds of end is undone to the byte, too."""
    for number, data in enumerate((
        b"\xef\xbb\xbf" + ISSUE.replace("\n", "\r\n").encode(), ISSUE.replace("\n", "\r\n", 30).encode(),
        b"\xff\xfe" + ISSUE.encode("utf-16-le"),
    )):
        issue = lantern(tmp_path / str(number))
        issue.write_bytes(data)
        page = Page(guarded(issue))
        assert page.change("move", at="b3", to="", before=2)[0] == 200
        assert page.change("set", at="b4.s1.title", value="Zürich")[0] == 200
        page.back("undo")
        page.back("undo")
        assert issue.read_bytes() == data


# ── somebody else ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edit_in_the_file_meanwhile_is_kept(page: Page, issue: Path) -> None:
    """The page had an older text: its change goes to the same story, wherever that stands by now."""
    issue.write_text(ISSUE.replace("# The letter of the week\n", "# The letter of the week\n\n# by hand\n").replace(
        "[[block]]\nkind = 'note'", "[[block]]\nkind = 'section'\ntitle = 'New'\n\n  [[block.story]]\n  title = 'Late news'\n\n"
        "[[block]]\nkind = 'note'"), "utf-8")
    assert page.change("set", at="b3.s1.teaser", value="By one vote.")[0] == 200
    assert page.stories() == [["Late news"], [], ["The last ferry"], ["Trams before roads", "Polling by lamplight"],
                              ["A deeper channel"]]
    assert page.state["blocks"][3]["stories"][0]["teaser"] == "By one vote."
    assert "# by hand" in issue.read_text("utf-8")


def test_a_story_is_followed_into_another_section(page: Page, issue: Path) -> None:
    """Moved in the file meanwhile, it is moved from there; the one it was to go before is found, too."""
    story = ISSUE[ISSUE.index("  [[block.story]]\n  url    = 'https://lantern.example/channel'"):ISSUE.index("[picked]")]
    text = ISSUE.replace(story, "").replace("  [[block.story]]                      # picked: newest of Europe",
                                           story + "  [[block.story]]                      # picked: newest of Europe")
    issue.write_text(text, "utf-8")
    assert page.change("move", at="b4.s1", to="b3", before=2)[1]["done"]["at"] == "b3.s2"
    assert page.stories()[2] == ["Trams before roads", "A deeper channel", "Polling by lamplight"]


def test_the_same_words_changed_by_two_are_a_conflict(page: Page, issue: Path) -> None:
    """Both are told, nothing is written; asked again of what is there now, it is done."""
    hand = ISSUE.replace("'By 23 votes to 18.'", "'By 24 votes to 17.'")
    issue.write_text(hand, "utf-8")
    status, said = page.change("set", at="b3.s1.teaser", value="By one vote.")
    assert status == 409
    assert (said["failed"]["theirs"], said["failed"]["yours"]) == ("By 24 votes to 17.", "By one vote.")
    assert said["failed"]["lines"][0]["where"].endswith("007.toml:39")
    assert issue.read_text("utf-8") == hand
    page.load()
    assert page.change("set", at="b3.s1.teaser", value="By one vote.")[0] == 200
    assert "'By one vote.'" in issue.read_text("utf-8")


def test_a_story_that_is_gone_is_a_conflict(page: Page, issue: Path) -> None:
    """Taken out of the file, or another in its place: nothing is changed in that other one."""
    hand = ISSUE.replace("https://lantern.example/trams", "https://lantern.example/other").replace("Trams before roads", "Other")
    issue.write_text(hand, "utf-8")
    for change in ({"do": "set", "at": "b3.s1.teaser", "value": "x"}, {"do": "use", "at": "b3.s1", "on": False},
                   {"do": "move", "at": "b3.s1", "to": "b4", "before": None}, {"do": "lead", "at": "b3.s1"}):
        status, said = page.change(**change)
        assert status == 409 and "not in the file any more" in said["failed"]["lines"][0]["what"]
    assert issue.read_text("utf-8") == hand


def test_a_page_from_long_ago_must_look_again(page: Page, issue: Path) -> None:
    """A text that nobody remembers is a conflict, not a guess."""
    status, said = page.change("use", at="b2.s1", on=False, digest="0" * 12)
    assert status == 409 and "long ago" in said["failed"]["lines"][0]["what"]
    assert issue.read_text("utf-8") == ISSUE


def test_twins_are_told_apart_by_their_order(tmp_path: Path) -> None:
    """Two stories of one headline: the second stays the second; once one is gone nobody guesses which."""
    twin = "\n  [[block.story]]\n  title = 'Twin'\n"
    issue = lantern(tmp_path, f"number = 7\n\n[[block]]\nkind = 'section'\n{twin}{twin}")
    page = Page(guarded(issue))
    issue.write_text("# by hand\n" + issue.read_text("utf-8"), "utf-8")
    assert page.change("set", at="b1.s2.teaser", value="second")[0] == 200
    assert [story["teaser"] for story in page.state["blocks"][0]["stories"]] == ["", "second"]
    issue.write_text(f"number = 7\n\n[[block]]\nkind = 'section'\n{twin}", "utf-8")
    assert page.change("set", at="b1.s2.teaser", value="third")[0] == 409


def test_a_sent_issue_stays_as_it_went_out(issue: Path) -> None:
    """Nothing in it is changed from here."""
    issue.write_text(ISSUE.replace("number    = 7\n", "number    = 7\nsent      = 2026-11-20\n"), "utf-8")
    page = Page(guarded(issue))
    status, said = page.change("use", at="b2.s1", on=False)
    assert status == 422 and "was sent on 2026-11-20" in said["failed"]["lines"][0]["what"]


def test_what_went_out_is_not_undone(page: Page, issue: Path) -> None:
    """Sent after a change was made here, the issue stays as it went out."""
    page.change("set", at="b2.s1.title", value="The first ferry")
    sent = issue.read_text("utf-8").replace("number    = 7\n", "number    = 7\nsent      = 2026-11-20\n")
    issue.write_text(sent, "utf-8")
    status, said = page.back("undo")
    assert status == 422 and "was sent on 2026-11-20" in said["failed"]["lines"][0]["what"]
    assert issue.read_text("utf-8") == sent


def test_many_at_once_lose_nothing(issue: Path) -> None:
    """Two pages and an editor write at the same time: every word that was accepted is in the file, which is always whole."""
    shared = guarded(issue)

    def types(number: int) -> int:
        page = Page(shared, f"session-{number:03}")
        key = ("kicker", "teaser", "alt", "credit", "byline", "label")[number]
        return page.change("set", at="b2.s1." + key, value=f"word {number}")[0]

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(types, range(6)))
    story = said_in(issue)["block"][1]["story"][0]
    assert statuses == [200] * 6
    assert sorted(value for value in story.values() if str(value).startswith("word ")) == [f"word {n}" for n in range(6)]


def test_a_file_saved_under_our_hands_is_read_again(page: Page, issue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saved between reading and writing, the other's words stay, and the change is made in them."""
    from newsletter.preview.rundown import ledger

    real, saved = ledger.write, []

    def write(path: Path, data: bytes, **more: Any) -> None:
        if not saved:
            saved.append(issue.write_text(ISSUE.replace("'Three countries dig.'", "'Two countries dig.'"), "utf-8"))
        real(path, data, **more)

    monkeypatch.setattr(ledger, "write", write)
    assert page.change("set", at="b2.s1.title", value="The first ferry")[0] == 200
    text = issue.read_text("utf-8")
    assert "'Two countries dig.'" in text and "'The first ferry'" in text


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES])
def test_on_a_full_disk_the_file_is_as_it_was(
    page: Page, issue: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """It is said in words, nothing is left behind, and nothing is there to be undone."""
    def full(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    status, said = page.change("set", at="b2.s1.title", value="The first ferry")
    assert status == 507 and "cannot be written" in said["failed"]["lines"][0]["what"]
    assert issue.read_text("utf-8") == ISSUE
    assert [path.name for path in issue.parent.iterdir()] == ["007.toml"]
    monkeypatch.undo()
    assert page.load()["undo"] == ""
    assert page.change("set", at="b2.s1.title", value="The first ferry")[0] == 200


def test_a_file_that_is_gone_is_told(page: Page, issue: Path) -> None:
    """Neither shown nor made anew."""
    issue.unlink()
    status, said = page.change("use", at="b2.s1", on=False)
    assert status == 422 and said["failed"]["lines"][0]["what"] == "there is no such file"
    assert page.get("/rundown").status == 422 and not issue.exists()


# ── hostile requests ─────────────────────────────────────────────────────────────────────────────────────────

_USE = {"do": "use", "at": "b2.s1", "on": False}


@pytest.mark.parametrize("body", [
    b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"session": NaN}', b"9" * 5000,
    {"session": "session-one", "digest": ""},
    {"session": "session-one", "digest": "", "change": None},
    {"session": "session-one", "digest": "", "change": {**_USE, "more": 1}},
    {"session": "session-one", "digest": "", "change": {**_USE, "on": "false"}},
    {"session": "session-one", "digest": "", "change": {**_USE, "on": 1}},
    {"session": "session-one", "digest": "", "change": {**_USE, "at": "b2.s1.use"}},
    {"session": "session-one", "digest": "", "change": {**_USE, "at": "b0"}},
    {"session": "session-one", "digest": "", "change": {**_USE, "at": "b99999999999999999999"}},
    {"session": "session-one", "digest": "", "change": {**_USE, "do": "delete"}},
    {"session": "session-one", "digest": "", "change": {**_USE, "do": ["use"]}},
    {"session": "session-one", "digest": "", "change": {"do": "move", "at": "b2.s1", "to": "b3", "before": True}},
    {"session": "session-one", "digest": "", "change": {"do": "move", "at": "b2.s1", "to": "b3", "before": -1}},
    {"session": "session-one", "digest": "", "change": {"do": "set", "at": "b2.s1.title", "value": "x" * 20_001}},
    {"session": "session-one", "digest": "", "change": {"do": "set", "at": "__proto__.title", "value": "x"}},
    {"session": "session-one", "digest": "", "change": {"do": "set", "at": "b2.s1.title\n", "value": "x"}},
    {"session": "short", "digest": "", "change": _USE},
    {"session": "x" * 65, "digest": "", "change": _USE},
    {"session": "session-one", "digest": "not hex", "change": _USE},
    {"session": "session-one", "digest": "", "change": _USE, "file": "/etc/passwd"},
])
def test_only_what_a_page_sends_is_understood(page: Page, issue: Path, body: Any) -> None:
    """Anything else is told in one sentence, and changes nothing."""
    answer = page.post("/rundown/change", body)
    assert answer.status == 422
    assert "cannot be understood" in json.loads(answer.body)["failed"]["lines"][0]["what"]
    assert issue.read_text("utf-8") == ISSUE


def test_long_bodies_are_refused(page: Page, issue: Path) -> None:
    """What no editor types is not read as JSON; two megabytes do not even come so far."""
    assert page.post("/rundown/change", b" " * (MOST_BYTES + 1)).status == 413
    assert page.post("/rundown/change", b" " * 2_000_000).status == 413
    assert issue.read_text("utf-8") == ISSUE


@pytest.mark.parametrize("path", ["/rundown/change", "/rundown/undo", "/rundown/redo"])
def test_changes_come_by_post_with_the_token_alone(page: Page, issue: Path, path: str) -> None:
    """Asked for by GET there is nothing, and without the token it is forbidden."""
    assert page.get(path).status == 405
    from preview_help import ask

    body = json.dumps({"session": "session-one", "digest": page.state["digest"], "change": _USE}).encode()
    assert ask(page.guarded, path, method="POST", body=body).status == 403
    assert issue.read_text("utf-8") == ISSUE


def test_a_large_issue_is_told(tmp_path: Path) -> None:
    """A file of two megabytes is beyond what is read: it says so, and is left alone."""
    issue = lantern(tmp_path, ISSUE + "# " + "x" * 2_000_000 + "\n")
    page = Page(guarded(issue))
    assert "longer than" in page.state["mistakes"][0]["what"]
    assert page.change("use", at="b2.s1", on=False)[0] == 422


def test_requests_are_read_as_they_are() -> None:
    """A change is what was asked for, word for word; undoing asks for none."""
    body = {"session": "session-one", "digest": "0123456789ab", "change": {"do": "move", "at": "b1.s2", "to": "b3", "before": 2}}
    assert asked(json.dumps(body).encode(), changes=True).change == Change(do="move", at="b1.s2", to="b3", before=2)
    assert asked(b'{"session": "session-one", "digest": ""}', changes=False).change is None
    with pytest.raises(InputError):
        asked(json.dumps(body).encode(), changes=False)


# ── merging ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("base", "ours", "theirs", "both"), [
    ("a b c", "a B c", "a b c", "a B c"), ("a b c", "A b c", "a b C", "A b C"), ("a b c", "A b c", "a B c", "A B c"),
    ("a b c", "a x c", "a y c", None), ("a b c", "a x c", "a x c", "a x c"), ("a b c", "a c", "a B c", None),
    ("a b c", "a x b c", "a y b c", None), ("a b c", "a x b c", "a b c y", "a x b c y"), ("a b c", "a x b c", "A b c", None),
    ("a b", "b", "a", ""), ("a", "b", "c", None), ("a b c d", "a d", "a b c d e", "a d e"),
])
def test_two_changes_are_merged_where_they_do_not_touch(base: str, ours: str, theirs: str, both: str | None) -> None:
    """Line by line, whoever is called ours; None where both changed the same lines, or put something in beside them."""
    lines = [text.replace(" ", "\n") for text in (base, ours, theirs)]
    expected = both and both.replace(" ", "\n")
    if both == "":
        expected = merged(*lines)
    assert merged(*lines) == merged(lines[0], lines[2], lines[1]) == expected


_LINES = st.lists(st.sampled_from("abcde"), min_size=1, max_size=8).map("\n".join)


@given(base=_LINES, ours=_LINES)
def test_merging_with_nothing_is_the_change_itself(base: str, ours: str) -> None:
    """Where only one changed something, that is what comes out; also where both did the same."""
    assert merged(base, ours, base) == merged(base, base, ours) == merged(base, ours, ours) == ours


# ── any sequence ─────────────────────────────────────────────────────────────────────────────────────────────

_POSITIONS = st.sampled_from([f"b{b}.s{s}" for b in range(1, 6) for s in range(1, 4)])
_BLOCKS = st.sampled_from([f"b{b}" for b in range(1, 6)])
_PLACES = st.none() | st.integers(1, 4)
_WORDS = st.sampled_from(["", "Rain", "It's 'so'", "'''", '"', "# none", "a\nb", "[[block.story]]", "\x00", *HARD_WORDS[:6]])
_CHANGES = st.one_of(
    st.builds(Change, do=st.just("set"), value=_WORDS, at=st.builds(
        lambda at, key: f"{at}.{key}", _POSITIONS, st.sampled_from(["title", "teaser", "kicker", "alt"]))),
    st.builds(Change, do=st.just("set"), at=st.sampled_from(["subject", "preheader", "b1.text", "b3.title"]), value=_WORDS),
    st.builds(Change, do=st.just("use"), at=_POSITIONS | _BLOCKS, on=st.booleans()),
    st.builds(Change, do=st.just("repeat"), at=_POSITIONS, on=st.booleans()),
    st.builds(Change, do=st.just("move"), at=_POSITIONS, to=_BLOCKS, before=_PLACES),
    st.builds(Change, do=st.just("move"), at=_BLOCKS, before=_PLACES),
    st.builds(Change, do=st.just("lead"), at=_POSITIONS),
    st.builds(Change, do=st.just("focus"), at=_POSITIONS, value=st.sampled_from(["", "10% 90%", "top"])),
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield lantern(tmp_path_factory.mktemp("played"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(changes=st.lists(_CHANGES, max_size=8))
def test_whatever_was_done_undoing_all_gives_the_bytes_back(played: Path, changes: list[Change]) -> None:
    """Any sequence of changes, the refused ones among them; each leaves a sound issue, and redoing gives the last one again."""
    played.write_text(ISSUE, "utf-8", newline="\n")
    desk, ledger, done = desk_of(played), Ledger(played), 0
    for change in changes:
        before = played.read_bytes()
        try:
            ledger.change("session-one", digest(ledger.read()), change, desk)
        except NewsletterError:
            assert played.read_bytes() == before
        desk.read(files.read_text(played))
        done += played.read_bytes() != before
    last = played.read_bytes()
    for _ in range(done):
        ledger.undo("session-one", desk)
    assert played.read_text("utf-8") == ISSUE and ledger.can("session-one").undo == ""
    for _ in range(done):
        ledger.redo("session-one", desk)
    assert played.read_bytes() == last


def test_what_is_remembered_has_an_end(issue: Path) -> None:
    """A day of changes does not grow without end: the last sixty can be undone."""
    desk, ledger = desk_of(issue), Ledger(issue)
    for number in range(STEPS + 5):
        ledger.change("session-one", digest(ledger.read()), Change(do="set", at="subject", value=f"No {number}"), desk)
    for _ in range(STEPS):
        ledger.undo("session-one", desk)
    with pytest.raises(NewsletterError, match="nothing to undo"):
        ledger.undo("session-one", desk)
    assert said_in(issue)["subject"] == "No 4"


def test_a_change_is_pure(issue: Path) -> None:
    """The same text and change give the same text; no file is touched."""
    change = Change(do="move", at="b3.s1", to="b4", before=1)
    assert edited(ISSUE, change, desk_of(issue)) == edited(ISSUE, change, desk_of(issue))
    assert issue.read_text("utf-8") == ISSUE
