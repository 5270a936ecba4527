"""`newsletter size` says what each block costs, and what to shorten where Gmail would cut the letter."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from newsletter import cli
from newsletter import size as sizes
from newsletter.cli import size


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["newsletter", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0


def issue(folder: Path, words: int) -> Path:
    """Return an issue with a note, a section without a heading and one of many words."""
    path = folder / "047.toml"
    path.write_text(
        "number = 47\nsubject = 'Sizes'\n\n[[block]]\nkind = 'note'\ntext = 'Dear {first_name|friend},'\n\n"
        "[[block]]\nkind = 'section'\n\n  [[block.story]]\n  title = 'Alone'\n\n"
        f"[[block]]\nkind = 'section'\ntitle = 'Many words'\n\n  [[block.story]]\n  title = 'Long'\n  teaser = '{'word ' * words}'\n",
        encoding="utf-8",
    )
    return path


def test_the_parts_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Head, masthead, blocks and imprint together are the letter as `render` gives it, to the byte."""
    path = issue(tmp_path, 10)
    run(monkeypatch, "size", str(path), "--json")
    said = json.loads(capsys.readouterr().out)
    run(monkeypatch, "render", str(path))
    letter = capsys.readouterr().out
    assert list(said["blocks"]) == ["masthead", "b1", "b2", "b3", "imprint"]
    assert said["head"] + sum(said["blocks"].values()) == said["total"] == len(letter.encode())
    assert 0 < said["style"] < said["head"]


def test_more_words_cost_their_own_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hundred words more are five hundred bytes more in that block, and none in another."""
    sizes = []
    for words in (10, 110):
        run(monkeypatch, "size", str(issue(tmp_path, words)), "--json")
        sizes.append(json.loads(capsys.readouterr().out)["blocks"])
    assert sizes[1]["b3"] - sizes[0]["b3"] == 500
    assert {**sizes[1], "b3": 0} == {**sizes[0], "b3": 0}


def test_the_table_names_blocks_and_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each block by its number and heading, or by what an editor calls its kind; then the whole against Gmail's limits."""
    run(monkeypatch, "size", str(issue(tmp_path, 10)), "--service", "mailchimp")
    told = capsys.readouterr()
    for words in ("Unseen head", "Head of the letter", "1. Editor’s words", "2. Stories, 1 story", "3. Many words, 1 story", "Imprint",
                  "of 102,400 B that Gmail shows", "of 16,384 B that Gmail reads"):
        assert words in told.out
    assert "cuts" not in told.err


def test_a_letter_that_gmail_cuts_says_what_to_shorten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The largest block, with its line in the file, and by how many bytes the letter is too long."""
    path = issue(tmp_path, 25_000)
    run(monkeypatch, "size", str(path))
    told = capsys.readouterr().err
    assert f"{path}:14: Gmail cuts the letter" in told
    assert "shorten '3. Many words, 1 story'" in told


def test_style_that_gmail_drops_is_told() -> None:
    """More than 16,384 bytes of style sheets are too many."""
    measured = sizes.Size({"b1": 10}, 20_000, sizes.STYLED + 1)
    from conftest import issue_of

    assert size._advice(measured, issue_of(), {}) == [
        "the style sheets are 1 B too long — Gmail drops them; shorten letter.mjml"]


def test_parts_for_some_readers_cost_their_conditions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With Mailchimp's conditions in it, too, the parts are the letter as `render` gives it, to the byte."""
    path = issue(tmp_path, 10)
    path.write_text(path.read_text("utf-8").replace("title = 'Many words'", "title = 'Many words'\nreaders = 'members'"), "utf-8")
    run(monkeypatch, "size", str(path), "--service", "mailchimp", "--json")
    said = json.loads(capsys.readouterr().out)
    run(monkeypatch, "render", str(path), "--service", "mailchimp")
    letter = capsys.readouterr().out
    assert "*|IF:MEMBERS|*" in letter
    assert said["head"] + sum(said["blocks"].values()) == len(letter.encode())


def test_what_the_service_adds_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A service that lengthens each link and prints a footer brings the letter nearer to where Gmail cuts it."""
    (tmp_path / "newsletter.toml").write_text("name = 'N'\nservice = 'mine'\n", encoding="utf-8")
    (tmp_path / "services").mkdir()
    profile = tmp_path / "services" / "mine.toml"
    profile.write_text("name = 'Mine'\n\n[overhead]\nlink = 1_000\nletter = 400\n", encoding="utf-8")
    path = issue(tmp_path, 10)
    path.write_text(path.read_text("utf-8").replace("title = 'Alone'", "title = 'Alone'\n  url = 'https://n.example/a'"), "utf-8")
    run(monkeypatch, "size", str(path), "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["added"] > 1_000
    assert (said["added"] - 400) % 1_000 == 0
    assert said["total"] == said["head"] + sum(said["blocks"].values()) + said["added"]
    run(monkeypatch, "size", str(path))
    assert f"{said['added']:>9,} B   Added by Mine" in capsys.readouterr().out
