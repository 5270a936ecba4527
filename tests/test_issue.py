"""The issue file: what is written is read again, mistakes are told in an editor's words, and the right file is found."""

from __future__ import annotations

import hashlib
import io
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings, strategies as st

from issue_help import BLOCKS, parsed
from newsletter import issue as issues
from newsletter.errors import InputError, Mistakes
from newsletter.model import Block, Issue, Publication, Story

DATA = Path(__file__).parent / "data" / "issue"
MISTAKES = sorted(DATA.glob("*.toml"))

ISSUE = Issue(
    number=47,
    date=date(2026, 11, 20),
    subject="Who pays for the night train?",
    preheader="Strasbourg votes on a sleeper fund · Berlin counts its summers",
    blocks=(
        Block(kind="note", fields={"text": "Dear {first_name|friend},\n\nthe *night train* is back.\n"}),
        Block(kind="lead", stories=(Story(
            title="Who pays for the night train?",
            url="https://courier.example/night-train-budget",
            kicker="Transport",
            teaser="Four ministries, one sleeper fund, and a vote on Thursday.",
            image="images/047/night-train.jpg",
            alt="A sleeper carriage at dawn",
            credit="M. Okafor",
            focus="50% 20%",
        ),)),
        Block(kind="section", fields={"title": "Latin America"}, stories=(
            Story(title="Porto Alegre builds its dyke again", date=date(2026, 11, 18), lang="pt", repeat=True),
            Story(title="Lima's buses, after the \"strike\"", use=False, url="TK"),
        )),
        Block(kind="section", use=False, fields={"title": "The city's week"}),
    ),
    picked={"when": datetime(2026, 11, 19, 9, 0, tzinfo=UTC), "most": 4, "sources": ["feed", "it's"]},
)

FILE = """\
# Number 47: what stands here is what is sent. See it with: newsletter preview 47
# Runners-up wait with use = false: take that line away to bring one in.

number    = 47
date      = 2026-11-20
subject   = 'Who pays for the night train?'
preheader = 'Strasbourg votes on a sleeper fund · Berlin counts its summers'
# subjects = ['…', '…']                other subject lines: shown in previews and hand-over, never sent unless chosen

[[block]]
kind = 'note'
text = '''
Dear {first_name|friend},

the *night train* is back.
'''

[[block]]
kind = 'lead'

  [[block.story]]                      # picked: newest with a large picture
  url    = 'https://courier.example/night-train-budget'
  kicker = 'Transport'
  title  = 'Who pays for the night train?'
  teaser = 'Four ministries, one sleeper fund, and a vote on Thursday.'
  image  = 'images/047/night-train.jpg'
  alt    = 'A sleeper carriage at dawn'  # draft: from the pasted listing
  credit = 'M. Okafor'
  focus  = '50% 20%'

[[block]]
kind  = 'section'
title = 'Latin America'

  [[block.story]]
  title  = 'Porto Alegre builds its dyke again'
  date   = 2026-11-18
  lang   = 'pt'
  repeat = true

  [[block.story]]                      # runner-up: beaten by the limit of 4
  use   = false
  url   = 'TK'
  title = '''Lima's buses, after the "strike"'''

[[block]]
kind  = 'section'
use   = false
title = "The city's week"

[picked]                               # how it was picked; newsletter why reads it
when    = 2026-11-19T09:00:00+00:00
most    = 4
sources = ['feed', "it's"]
"""

COMMENTS = {
    "b2.s1": "picked: newest with a large picture",
    "b2.s1.alt": "draft: from the pasted listing",
    "b3.s2": "runner-up: beaten\nby the limit\x1b of 4",
}


def same(one: Issue, other: Issue) -> bool:
    """Say whether two issues say the same, wherever they come from."""
    return all(getattr(one, name) == getattr(other, name)
               for name in Issue.__struct_fields__ if name not in ("name", "folder", "key", "lines", "begins", "drafts"))


# ── written and read ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_issue_is_written_as_an_editor_would_write_it() -> None:
    """Quotes without escapes, aligned, stories indented with their reasons, runners-up switched off, nothing empty."""
    assert issues.write(ISSUE, COMMENTS) == FILE


def test_what_is_written_is_read_again() -> None:
    """An issue comes out of its file as it went in."""
    assert same(parsed(FILE), ISSUE)


def test_standing_matter_is_written_and_read() -> None:
    """How a block is filled stands on one line, and comes back."""
    standing = Issue(blocks=(
        Block(kind="note"),
        Block(kind="section", fields={"title": "Latin America"}, pick={"match": ["Brazil", "tag:latin-america"], "most": 4}),
        Block(kind="section", pick={}),
    ))
    text = issues.write(standing)
    assert "pick  = { match = ['Brazil', 'tag:latin-america'], most = 4 }\n" in text
    assert "subjects" not in text
    assert same(parsed(text, standing=True), standing)


def test_an_issue_without_anything_is_written_and_read() -> None:
    """Number, date, subject and blocks may all be missing."""
    assert same(parsed(issues.write(Issue())), Issue())


def test_other_subject_lines_and_the_day_of_sending_are_written() -> None:
    """subjects and sent come back, and then no sleeping line offers subjects."""
    issue = Issue(subject="One", subjects=("Two", "Three's"), sent=date(2026, 11, 20))
    text = issues.write(issue)
    assert "# subjects" not in text
    assert same(parsed(text), issue)


WORDS = st.text().filter(lambda text: text.strip())
ONE_LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(lambda text: text.strip())


@given(title=WORDS, text=WORDS, teaser=st.text(), subject=st.text(), heading=ONE_LINE, remark=st.text())
@example(title="'", text="'''", teaser='"""', subject="\\", heading="it's \"so\"", remark="\n[[block]]\nkind = 'note'")
@example(title="''' '", text="\n'''\n", teaser="\\u0041\r\n", subject="\x00\x1b\x7f\x85\u2028", heading="#", remark="\r\x00")
@example(title="a\\", text="''", teaser='"', subject="ends with '", heading="\u00a0x\u00a0", remark="\u2028\u202e")
@example(title="[[block]]", text="kind = 'lead'\n[[block]]\n", teaser="\n\n", subject="'''x'''", heading="👩🏽\u200d🚀", remark="#")
@settings(deadline=None)
def test_any_words_are_read_as_they_were_written(
    title: str, text: str, teaser: str, subject: str, heading: str, remark: str
) -> None:
    """Quotes, backslashes, line ends, control characters and odd blanks come out of the file as they went in."""
    issue = Issue(subject=subject, preheader=teaser, subjects=(subject, heading), blocks=(
        Block(kind="note", fields={"text": text}),
        Block(kind="section", fields={"title": heading}, stories=(Story(title=title, teaser=teaser, alt=heading),)),
    ), picked={"skips": [title, subject], "lead": text})
    written = issues.write(issue, {"b2": remark, "b2.s1": remark, "b2.s1.title": remark, "subject": remark})
    again = parsed(written)
    kept = {key: value for key, value in (issue.picked or {}).items() if value not in ("", [])}
    assert again.blocks == issue.blocks and again.picked == kept
    assert (again.subject, again.preheader, again.subjects) == (subject, teaser, (subject, heading))


def test_half_a_character_does_not_break_the_file() -> None:
    """A lone surrogate from a broken source is replaced."""
    assert parsed(issues.write(Issue(subject="a\ud800b"))).subject == "a�b"


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_position_has_its_line() -> None:
    """Blocks, stories and their fields count from 1 in the order of the file, switched-off ones included."""
    issue = parsed(FILE)
    expected = {
        "number": 4, "subject": 6, "b1": 10, "b1.text": 12, "b2": 18, "b2.s1": 21, "b2.s1.title": 24, "b2.s1.image": 26,
        "b3": 31, "b3.title": 33, "b3.s1": 35, "b3.s2": 41, "b3.s2.use": 42, "b3.s2.title": 44, "b4": 46, "picked": 51,
        "picked.most": 53,
    }
    assert {position: issue.lines[position] for position in expected} == expected
    assert issue.where("b3.s2.teaser") == "issues/047.toml:41"


def test_block_lines_inside_a_text_are_words() -> None:
    """A text about issue files neither makes blocks nor moves the lines."""
    issue = parsed("[[block]]\nkind = 'note'\ntext = '''\n[[block]]\nkind = 'section'\n'''\n\n[[block]]\nkind = 'section'\n")
    assert [block.kind for block in issue.blocks] == ["note", "section"]
    assert (issue.lines["b2"], issue.lines["b2.kind"]) == (8, 9)


def test_the_key_of_an_issue_is_the_hash_of_its_text() -> None:
    """Another letter in the file makes another key."""
    assert parsed("number = 47\n").key == hashlib.sha256(b"number = 47\n").hexdigest()[:12]
    assert parsed("number = 48\n").key != parsed("number = 47\n").key


def test_name_and_folder_are_those_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is named as messages name it, its folder is where it lies; standard input lies in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "047.toml").write_bytes(b"\xef\xbb\xbfnumber = 47\r\n")
    issue = issues.read("issues/047.toml", BLOCKS)
    assert (issue.name, issue.folder, issue.number) == ("issues/047.toml", Path("issues"), 47)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"number = 48")))
    issue = issues.read("-", BLOCKS)
    assert (issue.name, issue.folder, issue.number) == ("standard input", tmp_path, 48)


def test_a_story_needs_only_a_title() -> None:
    """Without address, or with one that is still to come, a story is no mistake."""
    text = "[[block]]\nkind = 'section'\n[[block.story]]\ntitle = 'One'\n[[block.story]]\ntitle = 'Two'\nurl = 'TK'\n"
    assert [story.url for story in parsed(text).blocks[0].stories] == ["", "TK"]


@pytest.mark.parametrize("focus", ["50% 20%", "0% 100%", "top", "right", "center", "30%", "left top", "bottom right", "left 20%"])
def test_focus_is_places_in_the_picture(focus: str) -> None:
    """Shares of width and height, and the words for sides, alone or in pairs."""
    text = f"[[block]]\nkind = 'section'\n[[block.story]]\ntitle = 'One'\nfocus = '{focus}'\n"
    assert parsed(text).blocks[0].stories[0].focus == focus


# ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_mistakes_are_told_all_at_once_with_what_to_do(path: Path) -> None:
    """Each file of mistakes gives exactly the messages that stand beside it."""
    with pytest.raises(Mistakes) as caught:
        issues.parse(path.read_text(encoding="utf-8"), name=path.name, folder=DATA, blocks=BLOCKS,
                     standing=path.stem == "standing-matter")
    assert str(caught.value) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", " \n\n", "\u00a0"])
def test_an_empty_file_is_a_message(text: str) -> None:
    """An empty file is told apart from an issue without stories."""
    with pytest.raises(InputError, match="issues/047.toml: this is empty — make an issue with newsletter next or newsletter pick"):
        parsed(text)


def test_a_pick_is_only_for_standing_matter() -> None:
    """The same block is right in standing.toml and a mistake in an issue."""
    text = "[[block]]\nkind = 'section'\npick = { most = 4 }\n"
    assert parsed(text, standing=True).blocks[0].pick == {"most": 4}
    with pytest.raises(Mistakes, match="pick belongs to the standing matter"):
        parsed(text)


def test_what_is_switched_off_needs_nothing() -> None:
    """A block that is not used may lack what it needs."""
    assert not parsed("[[block]]\nkind = 'note'\nuse = false\n").blocks[0].use


# ── found ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def numbered(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> Publication:
    """A publication with three sent numbers and three that wait, one of them with a mistake in it."""
    assert publication.root
    folder = publication.root / "issues"
    folder.mkdir()
    monkeypatch.chdir(publication.root)
    for name, text in {
        "045": "number = 45\ndate = 2026-11-06\nsent = 2026-11-06\n",
        "046": "number = 46\ndate = 2026-11-13\nsent = 2026-11-14\n[[block]]\nkind = 'zebra'\n",
        "047": "number = 47\ndate = 2026-11-20\n",
        "048": "number: 48\nsubject = “Broken\n",
        "special": "date = 2026-12-24\n",
        "009": "number = 9\nsent = 2026-01-02\n",
    }.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return publication


def test_the_issues_there_are_come_in_order(numbered: Publication) -> None:
    """By number, those without one first; a file with mistakes is counted all the same."""
    assert [(number, path.stem) for number, path in issues.numbers(numbered)] == [
        (None, "special"), (9, "009"), (45, "045"), (46, "046"), (47, "047"), (48, "048")]


def test_a_day_that_does_not_exist_is_no_date(tmp_path: Path) -> None:
    """It is not looked for among the issues: what was typed is a slip."""
    with pytest.raises(InputError, match="2026-13-40 is no date: there is no such day"):
        issues.find(Publication(root=tmp_path), "2026-13-40")


@pytest.mark.parametrize(("which", "stem"), [
    ("", "048"), ("47", "047"), ("9", "009"), ("047", "047"), ("2026-11-13", "046"), ("2026-12-24", "special"),
    ("issues/045.toml", "045"), ("issues/999.toml", "999"), ("issues/../issues/045.toml", "045"), ("-", "-"),
])
def test_an_issue_is_found(numbered: Publication, which: str, stem: str) -> None:
    """By number, date or path; nothing is the newest not yet sent; ``-`` stays standard input."""
    assert issues.find(numbered, which).stem == stem


@pytest.mark.parametrize(("which", "message"), [
    ("49", "there is no number 49 — the issues here are issues/special.toml, 9 (sent), 45 (sent), 46 (sent), 47, 48; newsletter next makes the next"),
    ("2026-11-21", "there is no issue of 2026-11-21 — the issues here are issues/special.toml, 9 (sent), 45 (sent)"),
    ("latest", "there is no issue 'latest' — the issues here are issues/special.toml, 9 (sent), 45 (sent)"),
])
def test_an_issue_that_is_not_there_is_answered_with_those_that_are(numbered: Publication, which: str, message: str) -> None:
    """The message lists what there is."""
    with pytest.raises(InputError) as caught:
        issues.find(numbered, which)
    assert str(caught.value).startswith(message)


def test_two_files_with_one_number_are_both_named(numbered: Publication) -> None:
    """Which of them is meant must be said."""
    assert numbered.root
    (numbered.root / "issues" / "copy.toml").write_text("number = 48\n")
    for which in ("48", ""):
        with pytest.raises(InputError) as caught:
            issues.find(numbered, which)
        assert str(caught.value) == (
            "number 48 is there twice: issues/048.toml and issues/copy.toml — name the file, or change the number in one of them")


def test_a_file_with_another_number_than_its_name_says_so(numbered: Publication) -> None:
    """Who asks for the number in a file's name is told what stands in it; the number in the file is the one that counts."""
    assert numbered.root
    (numbered.root / "issues" / "050.toml").write_text("number = 51\n")
    assert issues.find(numbered, "51").name == "050.toml"
    with pytest.raises(InputError) as caught:
        issues.find(numbered, "50")
    assert str(caught.value) == (
        "issues/050.toml: this file is called 050.toml, and says number = 51 — write number = 50, or give the file the name 051.toml")


def test_where_all_are_sent_none_is_taken(numbered: Publication) -> None:
    """Nothing typed never means a number that went out already."""
    assert numbered.root
    for stem in ("047", "048", "special"):
        (numbered.root / "issues" / f"{stem}.toml").unlink()
    with pytest.raises(InputError, match="there is no issue that is not sent yet — the numbers here are 9 .sent., 45 .sent., 46 .sent.;"):
        issues.find(numbered)


def test_without_issues_or_publication_the_message_says_so(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty publication and a folder of none each have a message of their own."""
    assert publication.root
    monkeypatch.chdir(publication.root)
    with pytest.raises(InputError, match="there is no number 47: issues holds no issue — make the first with newsletter next"):
        issues.find(publication, "47")
    with pytest.raises(InputError, match="there is no number 47: this folder belongs to no publication — name the issue's file"):
        issues.find(Publication(), "47")
    assert issues.numbers(Publication()) == []


def test_the_fields_of_a_story_are_those_of_the_noun() -> None:
    """What can be typed under [[block.story]] is what a Story holds, and what stands in a block is what a Block holds."""
    assert set(issues.STORY) == set(Story.__struct_fields__)
    typed: dict[str, Any] = {name: getattr(Issue(), name, None) for name in issues.FIELDS}
    plural = {"name", "folder", "key", "lines", "begins", "blocks", "drafts", "waivers"}
    assert set(typed) - {"block", "waive"} == set(Issue.__struct_fields__) - plural


def test_a_number_of_thousands_of_digits_is_refused_in_a_line(tmp_path: Path) -> None:
    """Python writes out no more than 4,300 of them, and raises."""
    path = tmp_path / "906.toml"
    path.write_text(f"number = 0x{'f' * 5000}\nsubject = 'x'\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"906\.toml:1: number cannot be as large as that"):
        issues.read(path, BLOCKS)
