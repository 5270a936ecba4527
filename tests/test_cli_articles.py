"""What the archive holds can be looked up, and marked for the next number."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from servers import Site, answer, serve  # noqa: F401

from newsletter import archive as archives
from newsletter import cli
from newsletter.cli import manners
from newsletter.model import Article
from newsletter.prose import display_width

from conftest import HARD_WORDS  # isort: skip

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ISSUE = """\
sent   = 2026-11-13
number = 46
date   = 2026-11-13

[[block]]
kind = 'lead'

  [[block.story]]
  url   = 'https://halyard.example/dyke'
  title = 'The dyke, again'

  [[block.story]]
  use   = false
  title = 'x'

[[block]]
kind = 'section'

  [[block.story]]
  title = 'Low water on the Danube'
"""


class Said(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs ``newsletter`` on a Friday noon in a publication whose archive holds five articles; one issue was sent."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "newsletter.toml").write_text(
        "name = 'The Halyard'\ntimezone = 'UTC'\n[[source]]\naddress = 'feed.xml'\nname = 'Courier'\n", encoding="utf-8")
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "046.toml").write_text(ISSUE, encoding="utf-8")
    with archives.open(tmp_path / archives.FILE) as archive:
        archive.put("Courier", [
            article("Who pays for the night train?", "night-train", 1, "Europe"),
            article("Porto Alegre builds its dyke again", "dyke", 2, "Latin America"),
            article("Low water on the Danube", "low-water", 3, "Europe"),
            article("Élections à São Tomé", "elections", 9, "Africa"),
        ], NOW - timedelta(days=9))
        archive.put("Herald", [article("The night boat to Tilbury", "night-boat", 0, "Europe")], NOW)

    def ran(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["newsletter", *arguments])
        monkeypatch.setattr(manners, "datetime", Friday)
        with pytest.raises(SystemExit) as end:
            cli.main()
        return Said(int(end.value.code or 0), *capsys.readouterr())

    return ran


class Friday(datetime):
    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return NOW


def article(title: str, name: str, days: int, section: str, **more: str) -> Article:
    return Article(title=title, url=f"https://halyard.example/{name}", published=NOW - timedelta(days=days, hours=1),
                   section=section, **more)


# ── articles ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_table_shows_day_section_headline_source_and_number(run: Run) -> None:
    """The newest first, each on a line of at most 100 columns; how many there are is said on stderr."""
    said = run("articles")
    assert said.status == 0
    assert said.out.splitlines() == [
        "  2026-11-20  Europe         The night boat to Tilbury                               Herald",
        "  2026-11-19  Europe         Who pays for the night train?                           Courier",
        "  2026-11-18  Latin America  Porto Alegre builds its dyke again                      Courier  No. 46",
        "  2026-11-17  Europe         Low water on the Danube                                 Courier  No. 46",
        "  2026-11-11  Africa         Élections à São Tomé                                    Courier",
    ]
    assert said.err == "5 articles\n"


def test_an_article_of_two_sources_stands_once_and_what_has_no_date_last(run: Run) -> None:
    """A pasted listing is the backlog of a site: its articles have no date, and most are in the site's feed, too."""
    with archives.open(Path("articles.db")) as archive:
        archive.put("listing.txt", [Article(title="Who pays for the night train?"), Article(title="A lighthouse without a date")], NOW)
    said = run("articles")
    lines = said.out.splitlines()
    assert [line[:12] for line in lines if "Who pays for the night train?" in line] == ["  2026-11-19"]
    assert "A lighthouse without a date" in lines[-1]
    assert said.err.endswith(f"{len(lines)} articles\n")


def test_narrow_terminals_get_two_lines_each(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In 60 columns the headline keeps its room, and what stands beside it goes below."""
    monkeypatch.setenv("COLUMNS", "60")
    lines = run("articles", "dyke").out.splitlines()
    assert lines == ["  2026-11-18  Porto Alegre builds its dyke again", "              Latin America · Courier · No. 46"]


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """Whatever stands in headline, section and source, with wide characters and marks of accents."""
    with archives.open(Path(archives.FILE)) as archive:
        for number, words in enumerate(HARD_WORDS):
            long = f"{words} " * 9 + "火山の噴火" * 20
            archive.put(f"{words}{number}", [article(f"x{number}{long}", str(number), 1, long)], NOW)
    monkeypatch.setenv("COLUMNS", str(columns))
    said = run("articles", "-n", "99")
    assert said.status == 0 and len(said.out.splitlines()) >= len(HARD_WORDS)
    assert max(map(display_width, said.out.splitlines())) <= columns
    assert not any(ord(character) < 32 for line in said.out.splitlines() for character in line)


@pytest.mark.parametrize(("options", "count"), [
    (["NIGHT"], 2), (["elecções"], 0), (["elections sao"], 1), (["--section", "europe"], 3),
    (["--source", "Herald"], 1), (["--unused"], 3), (["--unused", "--section", "Europe"], 2), (["--since", "yesterday"], 2),
    (["--since", "2d"], 3), (["--since", "monday"], 4), (["--since", "2026-11-18"], 3), (["--since", "last-issue"], 4), (["--kept"], 0),
    (["night", "--since", "7d", "--section", "Europe", "--source", "Courier", "--unused"], 1),
])
def test_what_is_asked_for_is_shown(run: Run, options: list[str], count: int) -> None:
    """Words, time, section, source, what was not carried and what is kept narrow it down, one by one and together."""
    said = run("articles", *options)
    assert (said.status, len(said.out.splitlines())) == (0, count), said
    assert said.err.startswith(f"{count} article" if count else "no article")


def test_more_than_are_shown_are_counted(run: Run) -> None:
    """-n limits the table, and the total is said."""
    said = run("articles", "-n", "2")
    assert len(said.out.splitlines()) == 2
    assert said.err == "5 articles, of which the newest 2; -n 5 shows all\n"


def test_none_cannot_be_asked_for(run: Run) -> None:
    """-n 0 is a slip."""
    assert run("articles", "-n", "0").status == 2


@pytest.mark.parametrize("command", [
    ("articles", "-n"), ("next", "--no-fetch", "-n"), ("pick", "-n"), ("pick", "--number"), ("preview", "46", "--port"),
])
@pytest.mark.parametrize("number", ["99999999999999999999", "-99999999999999999999"])
def test_numbers_beyond_reason_are_slips(run: Run, command: tuple[str, ...], number: str) -> None:
    """None of them comes as far as a database or a socket."""
    assert run(*command, number).status == 2


def test_json_says_all(run: Run) -> None:
    """--json gives each article with its moments, its mark and the number that carried it."""
    run("keep", "night boat")
    assert [one["kept"] for one in json.loads(run("articles", "--json").out)] == [True, False, False, False, False]
    first, = json.loads(run("articles", "dyke", "--json").out)
    assert first == {
        "title": "Porto Alegre builds its dyke again", "url": "https://halyard.example/dyke", "teaser": "", "tags": [],
        "section": "Latin America", "byline": "", "kind": "article", "source": "Courier", "kept": False,
        "published": "2026-11-18T11:00:00+00:00", "seen": "2026-11-11T12:00:00+00:00", "carried": "No. 46 on 13 November 2026",
    }


def test_without_an_archive_fetch_is_named(run: Run) -> None:
    """Nothing is made where there is nothing; the line says what to do."""
    Path(archives.FILE).unlink()
    for arguments in (["articles"], ["keep", "dyke"], ["keep", "--not", "https://halyard.example/dyke"]):
        said = run(*arguments)
        assert said.status == 3 and "newsletter fetch" in said.err
        assert not Path(archives.FILE).exists()


def test_without_a_publication_it_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no archive outside a publication."""
    (tmp_path / "newsletter.toml").unlink()
    for arguments in (["articles"], ["keep", "dyke"], ["history", "import", "a.eml"]):
        said = run(*arguments)
        assert said.status == 2 and "there is no publication here" in said.err


def test_unknown_sources_are_answered_with_the_known(run: Run) -> None:
    """A slip in a source's name shows the names there are."""
    assert "the sources are called Courier" in run("articles", "--source", "Curier").err


def test_damage_in_the_history_is_told(run: Run, tmp_path: Path) -> None:
    """A damaged line of history.jsonl is named, and the table stands."""
    (tmp_path / "history.jsonl").write_text("{", encoding="utf-8")
    said = run("articles")
    assert said.status == 0 and "history.jsonl:1: " in said.err and len(said.out.splitlines()) == 5


# ── keep ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_articles_are_kept_and_let_go(run: Run) -> None:
    """By address, headline or words of one; several at once; the mark is shown, and can be taken away."""
    said = run("keep", "https://www.halyard.example/night-train/?utm_source=x", "night boat", "sao tome")
    assert said.status == 0 and said.out == ""
    assert said.err.splitlines() == [
        "kept for the next number: 'Who pays for the night train?'",
        "kept for the next number: 'The night boat to Tilbury'",
        "kept for the next number: 'Élections à São Tomé'",
    ]
    assert [line[0] for line in run("articles").out.splitlines()] == ["★", "★", " ", " ", "★"]
    assert len(run("articles", "--kept").out.splitlines()) == 3
    assert run("keep", "night boat").err == "is kept already: 'The night boat to Tilbury'\n"
    assert run("keep", "--not", "night boat").err == "no longer kept: 'The night boat to Tilbury'\n"
    assert run("keep", "--not", "night boat").err == "was not kept: 'The night boat to Tilbury'\n"


def test_words_for_several_articles_keep_none(run: Run) -> None:
    """The articles that may be meant are listed with their addresses; nothing is marked, not even the sure ones."""
    said = run("keep", "https://halyard.example/elections", "night")
    assert said.status == 2
    assert "The night boat to Tilbury · https://halyard.example/night-boat" in said.err
    assert "Who pays for the night train?" in said.err
    assert not run("articles", "--kept").out


def test_unknown_words_keep_nothing(run: Run) -> None:
    """What is not there is said."""
    said = run("keep", "A bridge nobody wrote about")
    assert said.status == 2 and "is not in the archive" in said.err


PAGE = """<html><head><title>Words for mud</title><meta property="og:type" content="article">
<meta property="og:title" content="Five hundred words for mud"><meta property="og:description" content="A map of them.">
</head><body><article><h1>Five hundred words for mud</h1><p>On the coast mud has many names.</p></article></body></html>"""


def test_a_page_that_is_not_there_is_read_and_kept(run: Run, serve: Callable[..., Site]) -> None:  # noqa: F811
    """An address that no source has brought is asked for its article, which is put into the archive and kept."""
    site = serve(answer(PAGE.encode(), "200 OK", "Content-Type: text/html"))
    said = run("keep", f"{site.url}mud", "--allow-private")
    assert (said.status, said.err) == (0, "kept for the next number: 'Five hundred words for mud'\n")
    assert "★" in run("articles", "mud").out
    assert run("keep", f"{site.url}mud", "--allow-private").err.startswith("is kept already")


def test_a_page_that_cannot_be_read_keeps_nothing(run: Run, serve: Callable[..., Site]) -> None:  # noqa: F811
    """Refused, gone or private: a line, the status of it, and no mark."""
    gone = serve(answer(b"", "404 Not Found"))
    assert run("keep", f"{gone.url}mud", "--allow-private").status == 5
    assert run("keep", f"{gone.url}mud").status == 3
    assert not run("articles", "--kept").out
