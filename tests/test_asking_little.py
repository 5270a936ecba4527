"""What is asked each time of years of issues and articles is asked for in little."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from newsletter import archive as archives, issue as issues
from newsletter.cli import articles as articles_command, fetch as fetch_command
from newsletter.history import recent
from newsletter.model import Article, Publication, canonical

from fetch_help import NOON, everything  # isort: skip

DAY = timedelta(days=1)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.none() | st.integers(-1, 9), st.integers(0, 9)), max_size=12), st.integers(1, 13))
def test_the_latest_pieces_are_those_that_came_last(came: list[tuple[int | None, int]], most: int) -> None:
    """By date, or by when they were first seen where that is later and no backlog; days in the tuples are days ago."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder, archives.open(Path(folder) / "a.db") as archive:
        for number, (dated, seen) in enumerate(sorted(came, key=lambda one: -one[1])):
            published = None if dated is None else NOON - dated * DAY
            piece = Article(title=str(number), url=f"https://c.example/{number}", published=published)
            archive.put("Courier" if number % 2 else "Post", [piece], NOON - seen * DAY)
        wanted = sorted(map(fetch_command._came, everything(archive)), reverse=True)
        since = NOON - 5 * DAY
        found = [fetch_command._came(article) for article in archive.latest(since, most)]
    assert found == [moment for moment in wanted if moment >= since][:most]


def test_bands_that_are_not_dry_are_found_among_a_few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Half a year of pieces is not built for a band whose newest came this week; for one that is dry some thousands."""
    asked: list[int] = []
    bands = fetch_command._Bands(["Rivers"], ["Rivers"], lambda article: [article.section])
    with archives.open(tmp_path / "a.db") as archive:
        archive.put("Courier", (Article(title=str(n), section="Rivers" if n == 3 else "More", url=f"https://c.example/{n}",
                                        published=NOON - n * DAY / 50) for n in range(5000)), NOON)
        latest = archive.latest
        monkeypatch.setattr(archives.Archive, "latest", lambda self, since, most: asked.append(most) or latest(since, most))
        assert fetch_command._dry(archive, bands, NOON) == ""
        assert asked == [fetch_command._LOOKED_AT[0]]
        dry = fetch_command._dry(archive, bands._replace(asking=["Courts"]), NOON)
    assert dry == "no Courts for 8 weeks", "as far as was looked: 3,000 pieces of 50 a day"


def test_numbers_that_were_not_sent_are_not_read_whole(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking back passes over them by their first lines, and reads as many as it was asked for."""
    assert publication.root
    folder = publication.root / "issues"
    folder.mkdir()
    story = "[[block]]\nkind = 'section'\n\n  [[block.story]]\n  title = 'A'\n"
    for number in range(1, 41):
        sent = f"sent = {date(2026, 1, 1) + number * DAY}\n" if number <= 5 else ""
        (folder / f"{number:03}.toml").write_text(f"number = {number}\nsubject = 'A'\n{sent}\n{story}", encoding="utf-8")
    whole, read = issues.parse, []
    monkeypatch.setattr(issues, "parse", lambda text, **more: read.append(more["name"]) or whole(text, **more))
    from newsletter import publication as publications

    assert [one.name for one in recent(publication, publications.blocks(publication), None, 2)] == ["No. 5", "No. 4"]
    assert len(read) == 2


def test_addresses_are_not_looked_up_as_headlines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of what was carried only headlines are asked for by their words; an article carried by headline is left out too."""
    asked: list[str] = []
    with archives.open(tmp_path / "a.db") as archive:
        archive.put("Courier", [Article(title="The 3.5% rise: why?", url="https://c.example/rise")], NOON)
        by_titles = archive.by_titles
        monkeypatch.setattr(archives.Archive, "by_titles",
                            lambda self, titles: by_titles(asked.extend(told := list(titles)) or told))
        carried = {"c.example/other": "No. 1", canonical("https://c.example/?p=7"): "No. 1", "the 3 5 rise why": "No. 2"}
        assert articles_command._used(archive, carried) == {*carried, "c.example/rise"}
    assert asked == ["the 3 5 rise why"]
