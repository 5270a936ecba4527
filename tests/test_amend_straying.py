"""A story that an editor moved into a section it does not fit is told, whenever its issue is looked at again."""

from __future__ import annotations

from pathlib import Path

from newsletter.issue import editing

from servers import resolver  # isort: skip
from cli_help import Run, run  # isort: skip # noqa: F401
from test_cli_week import Clock, Feed, clock, feed, number  # isort: skip # noqa: F401

ISSUE = Path("issues/001.toml")


def moved(title: str, heading: str) -> str:
    """Move a story of the first number under another heading, as an editor does in the file; return where it stands."""
    issue = number(1)
    (position,) = [f"b{i}.s{n}" for i, block in enumerate(issue.blocks, 1)
                   for n, story in enumerate(block.stories, 1) if story.title == title]
    (to,) = [f"b{i}" for i, block in enumerate(issue.blocks, 1) if block.fields.get("title") == heading]
    ISSUE.write_text(editing.move_story(ISSUE.read_text(), position, to, name="001.toml"), encoding="utf-8")
    line = ISSUE.read_text().splitlines().index(f"  title  = '{title}'")
    return next(f"issues/001.toml:{n}: " for n in range(line + 1, 0, -1)
                if "[[block.story]]" in ISSUE.read_text().splitlines()[n - 1])


def test_refresh_tells_of_a_story_moved_by_hand(run: Run, feed: Feed, monkeypatch) -> None:  # noqa: F811
    """With file and line; as it was picked nothing is said."""
    resolver(monkeypatch, ["127.0.0.1"])
    feed.add("A play", "2026-11-10", section="Culture")
    assert run("next").status == 0
    assert "stands under" not in run("refresh", "--no-fetch").err
    where = moved("The first dyke", "More")
    said = run("refresh", "--no-fetch")
    assert said.status == 0
    assert f"{where}'The first dyke' stands under More, and is of Rivers" in said.err.splitlines()
    where = moved("A play", "Rivers")
    assert f"{where}'A play' stands under Rivers, and is of Culture" in run("refresh", "--no-fetch").err.splitlines()


def test_why_tells_it_of_that_story_alone(run: Run, feed: Feed) -> None:  # noqa: F811
    """Behind where it stands, and why it was picked."""
    feed.add("A play", "2026-11-10", section="Culture")
    assert run("next").status == 0
    where = moved("A play", "Rivers")
    said = run("why", "A play")
    assert said.out.decode().splitlines()[-1] == f"{where}'A play' stands under Rivers, and is of Culture"
    assert "stands under" not in run("why", "The second dyke").out.decode()


def test_a_story_that_is_out_of_use_is_not_told(run: Run, feed: Feed) -> None:  # noqa: F811
    """Nobody reads it there."""
    feed.add("A play", "2026-11-10", section="Culture")
    assert run("next").status == 0
    moved("A play", "Rivers")
    text = ISSUE.read_text()
    place = number(1)
    position = next(f"b{i}.s{n}" for i, block in enumerate(place.blocks, 1)
                    for n, story in enumerate(block.stories, 1) if story.title == "A play")
    ISSUE.write_text(editing.switch(text, position, False, name="001.toml"), encoding="utf-8")
    assert "stands under" not in run("refresh", "--no-fetch").err
