"""An editor's weeks: articles come in and are remembered, `next` picks what came since, `why` answers for all of it."""

from __future__ import annotations

import importlib
import io
import pkgutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from newsletter import archive as archives
from newsletter import cli
from newsletter import issue as issues
from newsletter import publication as publications
from newsletter.model import Article, Issue

from servers import Site, answer, resolver, serve  # isort: skip # noqa: F401
from cli_help import Run, run  # isort: skip # noqa: F401

Serve = Callable[..., Site]
Clock = Callable[[str], None]

MONDAY, THURSDAY, NEXT_THURSDAY = "2026-11-09 09:00", "2026-11-12 10:00", "2026-11-19 10:00"

STANDING = """\
[[block]]
kind = 'lead'
pick = { most = 1 }

[[block]]
kind  = 'section'
title = 'Rivers'
pick  = { match = ['Rivers'], most = 2 }

[[block]]
kind  = 'section'
title = 'More'
pick  = { most = 9 }
"""

ITEM = """<item><title>{title}</title><link>https://halyard.example/{slug}</link><category>{section}</category>
<pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description>{title}, told at length.</description>{more}</item>"""


class Feed:
    """The feed of the publication, item by item; written anew with each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.items: list[str] = []

    def add(self, title: str, day: str, section: str = "Rivers", more: str = "") -> str:
        slug = title.lower().replace(" ", "-")
        date = datetime.fromisoformat(f"{day}+00:00" if " " in day else f"{day} 08:00+00:00")
        self.items.insert(0, ITEM.format(title=title, slug=slug, section=section, date=date, more=more))
        self.write()
        return f"https://halyard.example/{slug}"

    def write(self) -> None:
        items = "".join(self.items)
        self.path.write_text(f'<rss version="2.0"><channel><title>The Halyard</title>{items}</channel></rss>', "utf-8")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the one clock of the program, in its shell; it goes on from there, as the one of what is fetched does."""

    def stand(moment: str) -> None:
        at, begun = datetime.fromisoformat(moment).replace(tzinfo=UTC), time.monotonic()
        # All of the shell, for what a command loads first when it runs would look at the wall.
        for found in pkgutil.iter_modules(cli.__path__, f"{cli.__name__}."):
            module = importlib.import_module(found.name)
            if hasattr(module, "now"):
                monkeypatch.setattr(module, "now", lambda publication: at + timedelta(seconds=time.monotonic() - begun))

    stand(THURSDAY)
    return stand


@pytest.fixture
def feed(run: Run, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Feed]:
    """A publication with one feed on the disk; the working directory is in it, the clock stands on a Thursday."""
    root = tmp_path / "halyard"
    root.mkdir()
    (root / "newsletter.toml").write_text("name = 'The Halyard'\n[[source]]\naddress = 'feed.xml'\n")
    (root / "standing.toml").write_text(STANDING)
    monkeypatch.chdir(root)
    resolver(monkeypatch, ["127.0.0.1"])  # names lead into one's own network, where nobody is asked
    feed = Feed(root / "feed.xml")
    feed.add("An old court", "2026-11-02")
    feed.add("The first dyke", "2026-11-10")
    feed.add("The second dyke", "2026-11-11")
    return feed


def number(of: int) -> Issue:
    here = publications.find(Path.cwd())
    return issues.read(here.root / "issues" / f"{of:03}.toml", publications.blocks(here))


def used(issue: Issue) -> set[str]:
    return {story.title for block in issue.blocks for story in block.stories if story.use}


# ── the next number ──────────────────────────────────────────────────────────────────────────────────────────


def test_next_fetches_and_picks_what_came_since(run: Run, feed: Feed, clock: Clock) -> None:
    """The first number looks back a week; the second takes what came since, also what is dated before but came late."""
    first = run("next")
    assert first.status == 0, first.err
    assert used(number(1)) == {"The first dyke", "The second dyke"}
    run("sent")
    clock(NEXT_THURSDAY)
    feed.add("A dyke told late", "2026-11-08")
    feed.add("The third dyke", "2026-11-18")
    second = run("next")
    assert second.status == 0, second.err
    assert used(number(2)) == {"A dyke told late", "The third dyke"}
    assert "first seen on 19 November 2026" in Path("issues/002.toml").read_text()


def test_what_is_dated_ahead_waits_for_its_day(run: Run, feed: Feed, clock: Clock) -> None:
    """`next` and `pick SOURCE` hold it back and say so, a pin brings it, and the number after its day carries it."""
    ahead = feed.add("The sealed treaty", "2026-11-15")
    feed.add("A treaty of 2090", "2090-01-01")
    first = run("next")
    assert "2 articles are dated in the future; they wait for their day" in first.err
    assert used(number(1)) == {"The first dyke", "The second dyke"}
    paper = run("pick", "feed.xml")
    assert b"treaty" not in paper.out
    assert "are dated after the window" in paper.err
    assert b"The sealed treaty" in run("pick", "feed.xml", "--pin", ahead).out
    run("sent")
    clock(NEXT_THURSDAY)
    run("next")
    assert used(number(2)) == {"The sealed treaty"}
    listed = run("articles").out.decode().splitlines()
    assert "2026-11-15" in listed[0] and "2090-01-01" in listed[-1] and listed[-1].endswith("to come")


RENAMED = "name = 'The Halyard'\n[[source]]\nname = '{}'\naddress = 'feed.xml'\n"


def test_a_source_renamed_there_and_back_does_not_win_with_its_old_words(run: Run, feed: Feed, clock: Clock) -> None:
    """What was corrected upstream since is seen by `refresh` and by the next number."""
    for hour, name in enumerate(("Wire", "Agency", "Wire")):
        clock(f"2026-11-12 {6 + hour:02}:00")
        Path("newsletter.toml").write_text(RENAMED.format(name))
        run("fetch")
    run("next", "--no-fetch")
    feed.items = [item.replace("<title>The second dyke", "<title>The second dam") for item in feed.items]
    feed.write()
    clock("2026-11-12 15:00")
    run("fetch")
    assert b"now: The second dam" in run("refresh").out
    Path("issues/001.toml").unlink()
    run("next", "--no-fetch")
    assert used(number(1)) == {"The first dyke", "The second dam"}


def test_nothing_new_writes_nothing(run: Run, feed: Feed) -> None:
    """Asked again at once: status 6, a line that says so, no file; --allow-empty makes one all the same."""
    run("next")
    run("sent")
    second = run("next")
    assert second.status == 6
    assert "nothing new" in second.err
    assert [path.name for path in Path("issues").iterdir()] == ["001.toml"]
    assert run("next", "--allow-empty").status == 0
    assert not used(number(2))


def test_no_source_is_asked_when_told_so(run: Run, feed: Feed) -> None:
    """--no-fetch picks from what is there, whatever the sources hold now; with no archive yet it says what to do."""
    early = run("next", "--no-fetch")
    assert early.status == 2
    assert "newsletter fetch" in early.err
    assert not Path("articles.db").exists()
    run("fetch")
    feed.add("Too late for this", "2026-11-12")
    assert run("next", "--no-fetch").status == 0
    assert "Too late for this" not in used(number(1))


def test_a_source_that_fails_stops_nothing_while_the_archive_has_something(run: Run, feed: Feed) -> None:
    """It is told in a line; the number is made of what is there. Where nothing is there either, status 5 says why."""
    run("fetch")
    feed.path.unlink()
    said = run("next")
    assert said.status == 0, said.err
    assert "feed.xml" in said.err and "there is no such file" in said.err
    run("sent")
    assert run("next").status == 5
    assert not Path("issues/002.toml").exists()


def test_next_without_sources_says_what_to_write(run: Run, feed: Feed) -> None:
    """A publication that names no source and has no archive: status 2, and the line to write."""
    Path("newsletter.toml").write_text("name = 'The Halyard'\n")
    said = run("next")
    assert said.status == 2
    assert "[[source]]" in said.err
    assert not Path("articles.db").exists()


def test_a_slip_is_told_before_any_source_is_asked(run: Run, feed: Feed) -> None:
    """--since soon: nobody waits for the sources to hear that it is no time."""
    assert run("next", "--since", "soon").status == 2
    assert run("next", "-n", "0").status == 2
    assert not Path("articles.db").exists()


def test_since_the_last_issue(run: Run, feed: Feed, clock: Clock) -> None:
    """--since last-issue is when the last number was picked; before the first there is none, and it says so."""
    assert run("next", "--since", "last-issue").status == 2
    run("next")
    clock(NEXT_THURSDAY)
    feed.add("The third dyke", "2026-11-18")
    run("fetch")
    picked = run("pick", "--since", "last-issue", "-o", "special.toml")
    assert picked.status == 0, picked.err
    text = Path("special.toml").read_text()
    assert "The third dyke" in text and "The second dyke" not in text


def test_a_moment_without_a_time_zone_is_the_publication_s(run: Run, feed: Feed) -> None:
    """[picked] is a table like any other: an hour typed by hand begins the window all the same."""
    Path("issues").mkdir()
    Path("issues/001.toml").write_text("number = 1\nsent = 2026-11-11\n\n[picked]\nwhen = 2026-11-11T00:00:00\n")
    said = run("next")
    assert said.status == 0, said.err
    assert used(number(2)) == {"The second dyke"}


def test_pick_without_sources_is_next_on_paper(run: Run, feed: Feed) -> None:
    """`pick` alone takes from the archive, fetched first where there is none yet, and prints what `next` would write."""
    printed = run("pick", "--number", "1")
    assert printed.status == 0, printed.err
    assert Path("articles.db").exists()
    assert run("next").status == 0
    titles = [line for line in Path("issues/001.toml").read_text().splitlines() if line.startswith("  title")]
    assert titles == [line for line in printed.out.decode().splitlines() if line.startswith("  title")]


def test_pick_of_named_sources_needs_no_archive(run: Run, feed: Feed, tmp_path: Path) -> None:
    """A source that is named is read itself, whole, and no archive is made; from a folder within, too."""
    Path("drafts").mkdir()
    for arguments, folder in ((("pick", "feed.xml"), "."), (("pick", "../feed.xml"), "drafts")):
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            said = run(*arguments)
        assert said.status == 0, said.err
        assert b"An old court" in said.out
    assert not Path("articles.db").exists()


def test_an_issue_file_is_never_overwritten(run: Run, feed: Feed) -> None:
    """A file that has the name of the next number, and another number in it, stays; nothing is fetched for it."""
    Path("issues").mkdir()
    Path("issues/003.toml").write_text("number = 2\nsubject = 'mine'\n")
    said = run("next")
    assert said.status == 7
    assert "issues/003.toml is there already" in said.err
    assert Path("issues/003.toml").read_text() == "number = 2\nsubject = 'mine'\n"


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["https://halyard.example/an-old-court", "An old court", "old court"])
def test_an_old_article_is_in_when_it_is_pinned(run: Run, feed: Feed, name: str) -> None:
    """By address or words: older than the window, and in all the same; another may lead likewise."""
    assert run("next", "--pin", name).status == 0
    assert "An old court" in used(number(1))
    Path("issues/001.toml").unlink()
    assert run("next", "--lead", name).status == 0
    assert number(1).blocks[0].stories[0].title == "An old court"


def test_words_that_name_one_of_this_week_are_not_lost_among_older_ones(run: Run, feed: Feed) -> None:
    """'dyke' named two of this week would be asked back; 'court' names one of this week, however many older there are."""
    feed.add("A new court", "2026-11-11")
    assert run("next", "--pin", "court").status == 0
    assert "A new court" in used(number(1)) and "An old court" not in used(number(1))


def test_a_pinned_article_gets_the_picture_of_its_page(run: Run, feed: Feed, serve: Serve) -> None:
    """As `fetch` gives new ones theirs; where no source may be asked, no page is."""
    head = b'<html><head><meta property="og:image" content="/court.jpg"></head></html>'
    site = serve(answer(head, "200 OK", "Content-Type: text/html"))
    with archives.open(Path(archives.FILE)) as archive:
        old = Article(title="A court of old", url=f"{site.url}court")
        archive.put("Elsewhere", [old], datetime(2026, 6, 1, tzinfo=UTC))
    assert run("next", "--no-fetch", "--pin", f"{site.url}court", "--allow-private").status == 0
    assert site.requests == []
    Path("issues/001.toml").unlink()
    assert run("next", "--pin", f"{site.url}court", "--allow-private").status == 0
    assert f"{site.url}court.jpg" in Path("issues/001.toml").read_text()


def test_a_pinned_address_that_nobody_has_is_fetched(run: Run, feed: Feed, serve: Serve) -> None:
    """An editor who pastes an address means that article: its page is read, and it is in."""
    page = ('<!doctype html><html><head><title>A page of its own</title><meta property="og:type" content="article">'
            '<meta property="og:title" content="A page of its own"><meta property="og:description" content="So it goes.">'
            "</head><body><article><h1>A page of its own</h1><p>So it goes, and on.</p></article></body></html>")
    url = f"{serve(answer(page.encode(), '200 OK', 'Content-Type: text/html; charset=utf-8')).url}own"
    said = run("next", "--pin", url, "--allow-private")
    assert said.status == 0, said.err
    assert "A page of its own" in used(number(1))


def test_a_pinned_address_is_not_fetched_when_nothing_may_be(run: Run, feed: Feed) -> None:
    """With --no-fetch the line says how to bring it in."""
    run("fetch")
    said = run("next", "--no-fetch", "--pin", "https://halyard.example/elsewhere")
    assert said.status == 2
    assert "newsletter fetch https://halyard.example/elsewhere" in said.err


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    return out.getvalue()


def test_next_brings_the_pictures(run: Run, feed: Feed, serve: Serve) -> None:
    """The picture of a story lies in images/001/, and the letter is rendered with it; one that fails is told in a line."""
    good, bad = serve(answer(picture())), serve(answer(b"", "404 Not Found"))
    feed.add("A dyke with a picture", "2026-11-11 09:00", more=f'<enclosure url="{good.url}a.jpg" type="image/jpeg"/>')
    feed.add("A dyke without", "2026-11-11 10:00", more=f'<enclosure url="{bad.url}b.jpg" type="image/jpeg"/>')
    said = run("next", "--allow-private")
    assert said.status == 0, said.err
    pictures = {story.title: story.image for block in number(1).blocks for story in block.stories}
    assert pictures["A dyke with a picture"] == "images/001/a-dyke-with-a-picture.jpg"
    assert pictures["A dyke without"] == f"{bad.url}b.jpg"
    assert "1 picture in images/001" in said.err
    assert "the picture of 'A dyke without' stays where it is" in said.err
    assert run("render", "1", "-o", "letter.html").status == 0


def test_no_picture_remains_where_the_number_cannot_be_written(run: Run, feed: Feed, serve: Serve) -> None:
    """A file stands where issues/ should be: status 5, and images/ is as it was."""
    feed.add("A dyke with a picture", "2026-11-11 09:00",
             more=f'<enclosure url="{serve(answer(picture())).url}a.jpg" type="image/jpeg"/>')
    Path("issues").write_text("in the way")
    said = run("next", "--allow-private")
    assert said.status == 5, said.err
    assert not list(Path("images").rglob("*")) if Path("images").exists() else True


def test_nothing_is_undone_when_the_talk_fails(
    run: Run, feed: Feed, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while `next` says what it wrote: the number is there, and its picture too."""
    feed.add("A dyke with a picture", "2026-11-11 09:00",
             more=f'<enclosure url="{serve(answer(picture())).url}a.jpg" type="image/jpeg"/>')

    def say(text: str = "") -> None:
        if text.startswith("wrote"):
            raise KeyboardInterrupt

    for module in ("next", "manners"):
        monkeypatch.setattr(sys.modules[f"newsletter.cli.{module}"], "say", say)
    assert run("next", "--allow-private").status == 130
    assert all(Path(story.image).is_file() for block in number(1).blocks for story in block.stories if story.image)


@pytest.mark.parametrize("link", ["images", "images/001", "issues", "issues/001.toml"])
def test_links_out_of_the_publication_are_not_followed(
    run: Run, feed: Feed, serve: Serve, tmp_path: Path, link: str
) -> None:
    """A folder that came from somebody else may hold links: nothing is written outside of it."""
    feed.add("A dyke with a picture", "2026-11-11 09:00",
             more=f'<enclosure url="{serve(answer(picture())).url}a.jpg" type="image/jpeg"/>')
    (outside := tmp_path / "outside").mkdir()
    Path(link).parent.mkdir(exist_ok=True)
    Path(link).symlink_to(outside / "new.toml" if link.endswith("toml") else outside)
    said = run("next", "--allow-private")
    assert (said.status, "link" in said.err) == (3 if link.endswith("toml") else 7, True), said.err
    assert not list(outside.iterdir())


def test_a_long_time_ago_can_be_written_and_read(run: Run, feed: Feed) -> None:
    """An offset of -00:36:45, as clocks went in Lisbon before 1912, is none in TOML; beyond 1970 nobody is asked."""
    Path("newsletter.toml").write_text(
        "name = 'The Halyard'\ntimezone = 'Europe/Lisbon'\n[[source]]\naddress = 'feed.xml'\n")
    for long_ago in ("1900-01-01", "9999w", "9500-01-01"):
        assert run("next", "--since", long_ago).status == 2
    assert run("next", "--since", "1970-01-01").status == 0
    assert number(1).picked


def test_what_a_number_that_waits_has_in_use_is_not_picked_for_the_next(run: Run, feed: Feed, clock: Clock) -> None:
    """Two numbers may be planned ahead: nothing stands in both, though the time they look back on is the same."""
    assert run("next").status == 0
    feed.add("The third dyke", "2026-11-11 09:00")
    second = run("next", "--since", "2026-11-01")
    assert second.status == 0
    assert ("issues/001.toml is not marked as sent, and what it has in use is not picked again — if it went out, say "
            "newsletter sent issues/001.toml; if it is not wanted, delete it") in second.err
    assert used(number(1)) and used(number(2)) and not used(number(1)) & used(number(2))
    assert "carried in No. 1, which is not sent yet" in run("why", "first dyke", "2").out.decode()
    assert "is in block" in run("why", "first dyke", "1").out.decode()
    Path("issues/001.toml").unlink()
    Path("issues/002.toml").unlink()
    assert run("next").status == 0
    assert "The first dyke" in used(number(1))


def test_what_was_sent_says_how_the_mark_is_taken_away(run: Run, feed: Feed) -> None:
    """A second `sent` is refused, with the command for a mark that was a slip."""
    assert run("next").status == 0 and run("sent", "1").status == 0
    again = run("sent", "1")
    assert again.status == 7
    assert again.err.endswith(" — if it was not, say newsletter sent 1 --undo\n")
    assert run("sent", "1", "--undo").status == 0 and run("sent", "1").status == 0


# ── why ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_why_prints_no_orders_of_an_issue(run: Run, feed: Feed) -> None:
    """A headline in an issue of somebody else may hold what a terminal obeys: it stands on one line, bare."""
    assert run("next").status == 0
    path = Path("issues/001.toml")
    path.write_text(path.read_text("utf-8").replace("'The second dyke'", r'"The second dyke\u001b]0;x\u0007\u009b2J\nNot so"'), "utf-8")
    out = run("why", "The second dyke").out.decode()
    assert "The second dyke" in out and not set(out) & set("\x1b\x07\x9b")
    assert "\nNot so" not in out


def test_why_answers_for_each_headline_that_words_or_parts_of_one_mean(run: Run, feed: Feed) -> None:
    """A part of a word finds the story as it stands, and why it was picked; several get an answer each, more than six are counted."""
    for day in range(1, 9):
        feed.add(f"Lock-keeper {day}", f"2026-11-11 {day:02}:00")
    Path("standing.toml").write_text(STANDING.replace("most = 2", "most = 12"))
    assert run("next").status == 0
    part = run("why", "secon").out.decode().splitlines()
    assert len(part) == 2 and part[0].endswith("The second dyke — in use; when it was picked:")
    assert part[1].startswith("'The second dyke' is in block 2 (Rivers)")
    both = run("why", "dyke").out.decode()
    assert both.count("when it was picked:") == 2 and "by hand" not in both
    assert "'The first dyke' is in" in both and "'The second dyke' is in" in both
    many = run("why", "keeper").out.decode()
    assert many.count("when it was picked:") == 6
    assert many.endswith("… and 2 more of its headlines have these words: write more of the one you mean.\n")


@pytest.mark.parametrize("words", [("why", "dyke", "9"), ("add", "9", "dyke"), ("add", "9"), ("why", "dyke", "2026-01-01")])
def test_a_number_that_no_issue_has_is_no_part_of_a_headline(run: Run, feed: Feed, words: tuple[str, ...]) -> None:
    """Where nothing is called so with it, a number or date where an issue's may stand is told as one that is not there."""
    assert run("next").status == 0
    said = run(*words)
    assert said.status == 3
    assert said.err.splitlines()[-1].startswith(("there is no number 9 — ", "there is no issue of 2026-01-01 — "))
    feed.add("9 dykes", "2026-11-11 09:00")
    run("fetch")
    assert run("add", "9", "dykes").status == 0


def test_why_answers_for_every_fate(run: Run, feed: Feed, clock: Clock) -> None:
    """In block and story; a runner-up; too old by days; carried before, and when; never fetched; come in afterwards."""
    feed.add("The third dyke", "2026-11-11 09:00")
    feed.add("The fourth dyke", "2026-11-11 10:00")
    Path("standing.toml").write_text(STANDING.replace("most = 9", "most = 9, match = ['Seas']"))
    run("next")
    assert b"is in block 1 (lead), story 1" in run("why", "fourth", "dyke").out
    assert b"is in block 2 (Rivers), story 1" in run("why", "https://halyard.example/the-third-dyke").out
    assert b"as a runner-up: beaten by the limit of Rivers (2)" in run("why", "The first dyke", "1").out
    assert b"older than the window by 2 days" in run("why", "an", "old", "court").out
    assert b"'a dyke in Spain' was never fetched" in run("why", "a", "dyke", "in", "Spain").out
    assert "did you mean 'The second dyke'" in run("why", "the secnd dyke").out.decode()
    run("sent")
    clock(NEXT_THURSDAY)
    feed.add("The fifth dyke", "2026-11-18")
    assert run("next", "--since", "2026-11-01").status == 0
    assert b"carried in No. 1 on 12 November 2026" in run("why", "fourth dyke").out
    assert "was first seen on 19 November 2026" in (said := run("why", "fifth", "dyke", "1").out.decode())
    assert "after No. 1 was picked" in said


def test_why_says_the_same_when_weeks_have_gone_by(run: Run, feed: Feed, clock: Clock) -> None:
    """What was picked then is asked again as it was then, whatever has come in since."""
    run("next")
    before = run("why", "second dyke", "1").out
    run("sent")
    clock(NEXT_THURSDAY)
    for count in range(9):
        feed.add(f"Dyke {count} of many", "2026-11-11 12:00")
    run("next")
    run("sent")
    said = run("why", "second dyke", "1").out
    assert said.partition(b"\n")[2] == before.partition(b"\n")[2]  # the line with its place moved with the mark


def test_why_does_not_take_a_later_mark_for_an_earlier_one(run: Run, feed: Feed) -> None:
    """Kept after the number was picked: what it says of that number stays; kept before, that is the reason."""
    assert run("fetch").status == run("keep", "first dyke").status == 0
    assert run("next").status == 0
    assert b"kept for this number" in run("why", "first dyke", "1").out
    before = run("why", "old court", "1").out
    assert run("keep", "old court").status == 0
    assert run("why", "old court", "1").out == before
    assert b"older than the window" in before


def test_why_after_everything_was_sent_takes_the_newest(run: Run, feed: Feed) -> None:
    """On the day after, the number that went out is meant."""
    run("next")
    run("sent")
    said = run("why", "second dyke")
    assert said.status == 0, said.err
    assert "taking issues/001.toml" in said.err


@pytest.mark.parametrize(("words", "article", "issue"), [
    (("The", "second", "dyke", "1"), "The second dyke", "1"),
    (("Summer", "of", "69"), "Summer of 69", ""),
    (("1",), "1", ""),
    (("https://halyard.example/a", "7"), "https://halyard.example/a", "7"),
    (("dyke", "issues/001.toml"), "dyke", "issues/001.toml"),
    (("dyke", "2026-11-13"), "dyke 2026-11-13", ""),
])
def test_quotes_are_not_needed(run: Run, feed: Feed, words: tuple[str, ...], article: str, issue: str) -> None:
    """The last word is an issue only where it names one; behind an address nothing else can stand."""
    from newsletter.cli.meant import issue_last

    run("next")
    assert issue_last(words) == (article, issue)


def test_why_before_the_first_number(run: Run, feed: Feed) -> None:
    """With an archive and no number: when the article came and from where. With neither: how to begin."""
    early = run("why", "second dyke")
    assert early.status == 3
    assert "newsletter next" in early.err
    run("fetch")
    said = run("why", "second dyke").out.decode()
    assert "'The second dyke' was first seen on 12 November 2026 (dated 11 November 2026) in feed.xml" in said
    assert b"was never fetched" in run("why", "the price of tea").out


def test_why_without_the_archive_says_how_to_get_it_back(run: Run, feed: Feed) -> None:
    """articles.db deleted: status 2, and what brings it back."""
    run("next")
    for path in Path().glob("articles.db*"):
        path.unlink()
    said = run("why", "second dyke", "1")
    assert said.status == 2
    assert "newsletter fetch" in said.err


def test_a_year_of_articles_changes_no_answer(run: Run, feed: Feed) -> None:
    """Why asks the archive for the window of the number and the article itself, and for nothing else."""
    run("next")
    before = run("why", "second dyke", "1").out
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with archives.open(Path("articles.db")) as archive:
        archive.put("other", (Article(title=f"Piece {day}", url=f"https://other.example/{day}", source="other",
                                      published=start + timedelta(days=day), place=day) for day in range(300)), start)
    assert run("why", "second dyke", "1").out == before
