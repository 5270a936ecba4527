"""What editors type in other ways than the manual has it, and what they are told: words, marks, numbers, endings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter import archive as archives
from newsletter.cli.meant import articles_in, command, issue_first
from newsletter.model import Article

from cli_help import Run, run  # isort: skip # noqa: F401
from test_cli_week import NEXT_THURSDAY, Clock, Feed, clock, feed, number, used  # isort: skip # noqa: F401


def letters(*said: dict[str, object]) -> None:
    Path("history.jsonl").write_text("".join(json.dumps(one) + "\n" for one in said), "utf-8")


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("words", "articles"), [
    (("salt", "marsh"), ["salt marsh"]),
    (("salt marsh", "opera cellar"), ["salt marsh", "opera cellar"]),
    (("https://a.example/x", "salt", "marsh", "https://a.example/y"), ["https://a.example/x", "salt marsh", "https://a.example/y"]),
    (("salt marsh", "salt", "marsh"), ["salt marsh"]),
])
def test_loose_words_are_one_headline(words: tuple[str, ...], articles: list[str]) -> None:
    """What stood in quotes and what is an address are by themselves; the same again is not meant twice."""
    assert articles_in(words) == articles


@pytest.mark.parametrize(("words", "issue", "articles"), [
    (("1", "The", "old", "mill"), "1", ["The old mill"]),
    (("Cable car: up again",), "", ["Cable car: up again"]),
    (("100", "days", "of", "rain"), "", ["100 days of rain"]),
    (("7", "https://halyard.example/a"), "7", ["https://halyard.example/a"]),
    (("issues/001.toml", "dyke"), "issues/001.toml", ["dyke"]),
    (("1",), "1", []),
])
def test_an_issue_may_stand_first(run: Run, feed: Feed, words: tuple[str, ...], issue: str, articles: list[str]) -> None:
    """Where it names one that is there, or where an address follows; a headline may begin with a number."""
    run("next")
    assert issue_first(words) == (issue, articles)


def test_commands_can_be_typed_as_they_are_told() -> None:
    """What a shell would take apart stands in quotes."""
    assert command("fetch", "https://a.example/?a=1&b=2") == "newsletter fetch 'https://a.example/?a=1&b=2'"


def test_headlines_need_no_quotes_anywhere(run: Run, feed: Feed) -> None:
    """keep, articles and add take the words of one headline; one article is kept once."""
    url = feed.add("The salt marsh", "2026-10-02")
    run("next")
    assert b"The salt marsh" in run("articles", "salt", "marsh").out
    kept = run("keep", "salt", "marsh", url)
    assert kept.err == "kept for the next number: 'The salt marsh'\n"
    added = run("add", "1", "The", "salt", "marsh")
    assert added.status == 0 and "The salt marsh" in used(number(1))


def test_one_piece_in_two_rows_is_one(run: Run, feed: Feed) -> None:
    """A pasted row without an address and the feed's are no two articles to choose from."""
    run("fetch")
    at = datetime(2026, 11, 12, 9, tzinfo=UTC)
    with archives.open(Path(archives.FILE)) as archive:
        archive.put("pasted", [Article(title="The first dyke")], at)
    assert run("keep", "first dyke").err == "kept for the next number: 'The first dyke'\n"
    with archives.open(Path(archives.FILE)) as archive:
        assert [one.url for one in archive.search(kept=True).articles] == ["https://halyard.example/the-first-dyke"]


# ── marks ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_why_counts_marks_as_they_were(run: Run, feed: Feed, clock: Clock) -> None:
    """A mark that came after the picking is no reason of it, though the story came in by hand; one before it is, for ever."""
    feed.add("The old mill", "2026-10-02")
    feed.add("The old lock", "2026-10-01")
    run("fetch")
    run("keep", "old lock")
    run("next")
    for arguments in (("keep", "old mill"), ("add", "1", "old mill"), ("keep", "--not", "old lock")):
        assert run(*arguments).status == 0
    said = run("why", "old mill").out.decode()
    assert "in use; when it was picked:" in said and "older than the window" in said and "kept" not in said
    assert "kept for this number" in run("why", "old lock").out.decode()


def test_a_mark_is_spent_when_its_article_was_carried(run: Run, feed: Feed) -> None:
    """No ★ on what a sent number carried, and none can be put on it; taken back, the mark counts again."""
    run("fetch")
    run("keep", "first dyke")
    run("next")
    assert "★" in run("articles", "first", "dyke").out.decode()
    run("sent")
    assert "★" not in run("articles").out.decode() and not run("articles", "--kept").out
    again = run("keep", "first", "dyke")
    assert (again.status, again.err) == (7, "'The first dyke' was carried in No. 1 on 12 November 2026 — pin it: "
                                            "newsletter next --pin https://halyard.example/the-first-dyke\n")
    run("sent", "1", "--undo")
    assert "★" in run("articles", "first", "dyke").out.decode()


def test_why_does_not_call_unfetched_what_stands_there(run: Run, feed: Feed) -> None:
    """A story put in by hand was in no archive; one that was taken out is said to have stood there."""
    run("next")
    path = Path("issues/001.toml")
    path.write_text(path.read_text().replace("title  = 'The first dyke'", "title  = 'The heron'").replace("the-first-dyke", "heron"))
    assert run("why", "heron").out.decode().endswith(
        ": The heron — in use; it was put in by hand, or is not in the archive any more\n")
    gone = run("why", "first dyke").out.decode()
    assert gone.startswith("'The first dyke' is not in the file any more; it was picked for block ")


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_numbers_go_on_from_letters_that_went_out_elsewhere(run: Run, feed: Feed) -> None:
    """The highest of issues and history.jsonl counts, and `why` knows what those letters carried."""
    story = {"title": "The first dyke", "url": "https://halyard.example/the-first-dyke"}
    letters({"number": 13, "date": "2026-11-06", "stories": []}, {"number": 12, "date": "2026-11-05", "stories": [story]})
    said = run("next")
    assert said.status == 0 and "this is No. 14: history.jsonl has No. 13 on 6 November 2026" in said.err
    assert used(number(14)) == {"The second dyke"}
    assert "carried in No. 12 on 5 November 2026" in run("why", "first dyke").out.decode()


def test_a_number_lower_than_the_letters_before_it_knows_what_they_carried(run: Run, feed: Feed) -> None:
    """Letters are earlier by their day, whatever their number."""
    run("next")
    story = {"title": "The first dyke", "url": "https://halyard.example/the-first-dyke"}
    letters({"number": 12, "date": "2026-11-05", "stories": [story]}, {"number": 13, "date": "2026-11-19", "stories": []})
    assert "carried in No. 12 on 5 November 2026" in run("why", "first dyke").out.decode()


def test_sent_marks_no_number_by_chance(run: Run, feed: Feed, clock: Clock) -> None:
    """Of several that wait one must be named; what has no story in use, too; the answer says number and count."""
    run("next")
    clock(NEXT_THURSDAY)
    feed.add("The third dyke", "2026-11-18")
    run("next")
    several = run("sent")
    assert (several.status, several.err) == (2, "2 issues wait to be sent: 1, 2 — say which: newsletter sent 1\n")
    assert run("sent", "1").err == "marked issues/001.toml as sent on 2026-11-19: No. 1, 2 stories\n"
    path = Path("issues/002.toml")
    path.write_text(path.read_text().replace("  [[block.story]]", "  [[block.story]]\n  use = false"))
    empty = run("sent")
    assert empty.status == 7 and empty.err.endswith("if it went out like this, name it: newsletter sent 2\n")
    assert run("sent", "2").err.endswith(": No. 2, no stories\n")


def test_the_mark_of_a_sent_number_can_be_taken_back(run: Run, feed: Feed) -> None:
    """All other bytes are as before; where there is no mark, or no name, nothing is done."""
    run("next")
    before = Path("issues/001.toml").read_bytes()
    run("sent")
    assert run("sent", "--undo").status == 2
    assert run("sent", "1", "--undo").status == 0
    assert Path("issues/001.toml").read_bytes() == before
    assert run("sent", "1", "--undo").status == 7


@pytest.mark.parametrize(("numbers", "words"), [
    ([1], "there is no number 9 — the only number here is 1; "),
    ([1, 2, 2, 2], "there is no number 9 — the numbers here are 1, 2; "),
])
def test_numbers_that_are_there_are_named_once(run: Run, feed: Feed, numbers: list[int], words: str) -> None:
    """However many files have one."""
    Path("issues").mkdir()
    for place, one in enumerate(numbers):
        Path(f"issues/{place}.toml").write_text(f"number = {one}\n")
    assert words in run("sent", "9").err


def test_three_files_of_one_number_are_no_two(run: Run, feed: Feed) -> None:
    """They are counted."""
    Path("issues").mkdir()
    for name in "abc":
        Path(f"issues/{name}.toml").write_text("number = 1\n")
    assert "number 1 is there 3 times: issues/a.toml, issues/b.toml and issues/c.toml" in run("sent", "1").err


# ── what is advised ──────────────────────────────────────────────────────────────────────────────────────────


def test_since_takes_a_date_as_it_is_written(run: Run, feed: Feed) -> None:
    """With dots as with dashes; what is none is answered with all that can be said."""
    run("fetch")
    assert run("articles", "--since", "11.11.2026").out == run("articles", "--since", "2026-11-11").out != b""
    assert "monday, yesterday or last-issue" in run("articles", "--since", "soon").err


def test_earlier_articles_are_advised_only_where_there_are_some(run: Run, feed: Feed, clock: Clock) -> None:
    """All was carried: no --since helps. Some are older: it does."""
    run("next")
    run("sent")
    older = run("next", "--no-fetch", "--since", "monday")
    assert older.status == 6 and "--pin" in older.err and "--since" not in older.err
    clock("2026-12-24 10:00")
    feed.add("An older court", "2026-09-03")
    assert "--since" in run("next").err


def test_many_stories_without_address_are_one_line(run: Run, feed: Feed) -> None:
    """With what mends it; three are named."""
    feed.items = [item.replace("<link>https://halyard.example/", "<x>").replace("</link>", "</x>") for item in feed.items]
    feed.add("The third dyke", "2026-11-11")
    assert run("next").err.count("no address: ") == 2
    for path in ("issues/001.toml", archives.FILE):
        Path(path).unlink()
    for place in range(4):
        feed.add(f"Dyke {place}", "2026-11-11", section="Else")
        feed.items[0] = feed.items[0].replace("<link>https://halyard.example/", "<x>").replace("</link>", "</x>")
    feed.write()
    said = run("next").err
    assert "no address: " not in said and "5 stories have no address" in said and "feed of their site" in said and "base = " not in said


def test_an_ending_that_is_no_form_is_refused(run: Run, feed: Feed) -> None:
    """The endings are named; --as says it otherwise."""
    run("next")
    said = run("render", "-o", "letter.docx")
    assert said.status == 2 and ".html" in said.err and ".eml" in said.err and not Path("letter.docx").exists()


def test_the_shelf_is_called_kind(run: Run) -> None:
    """And what can be said for it stands in its line."""
    said = run("list", "-h").out.decode()
    assert "KIND" in said and "{kind}" not in said and "blocks, themes, services, sources" in " ".join(said.split())


def test_a_source_is_not_taken_for_its_articles_address(run: Run, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table has the source's host, by which it can be asked for; --urls shows the article's own address, whole."""
    monkeypatch.setenv("COLUMNS", "60")
    config = Path("newsletter.toml")
    config.write_text(config.read_text().replace("feed.xml", "https://www.courier.example/all/feed.xml"))
    with archives.open(Path(archives.FILE)) as archive:
        archive.put("https://www.courier.example/all/feed.xml",
                    [Article(title="The dyke", url="https://courier.example/" + "x" * 60)], datetime(2026, 11, 10, tzinfo=UTC))
    shown = run("articles", "--source", "courier.example", "--urls").out.decode().splitlines()
    assert [line.strip() for line in shown] == ["The dyke", "courier.example", "https://courier.example/" + "x" * 60]


def test_a_listing_asks_for_company_only_where_it_has_none(run: Run, feed: Feed) -> None:
    """Beside a feed its advice would be wrong."""
    Path("pasted.txt").write_text("What now?\n\nAfter the vote, three roads lie open.\n\nRents rise\n\nA map of forty cities.\n")
    config = Path("newsletter.toml")
    one = config.read_text()
    config.write_text(one + "[[source]]\naddress = 'pasted.txt'\n")
    assert "name a feed beside the listing" not in run("fetch").err
    Path(archives.FILE).unlink()
    config.write_text(one.replace("feed.xml", "pasted.txt"))
    assert "name a feed beside the listing" in run("fetch").err


# ── a new publication ────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_publication_has_its_folders(run: Run, tmp_path: Path) -> None:
    """Those that the README names; and its standing matter does not say that it is another's."""
    run("new", "letter")
    root = Path("letter")
    assert sorted(path.name for path in root.iterdir()) == ["images", "newsletter.toml", "sources", "standing.toml"]
    assert "of its own, from" not in (root / "standing.toml").read_text()
