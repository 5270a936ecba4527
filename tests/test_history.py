"""What sent issues and earlier letters carried is not carried again, and no old slip stops a new number."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import issue as issues
from newsletter import publication as publications
from newsletter.errors import InputError
from newsletter.history import History, history, recent
from newsletter.history.light import carried_in, carried_plainly
from newsletter.model import Article, Block, Publication, Story

from conftest import HARD_WORDS, issue_of, note, section  # isort: skip
from issue_help import BLOCKS, parsed

SENT = """\
sent   = 2026-05-03
number = 41
date   = 2026-05-01

[[block]]
kind = 'lead'

  [[block.story]]
  url    = 'https://www.halyard.example/dyke/?utm_source=letter'
  title  = 'Porto Alegre builds its dyke again'
  kicker = 'Brazil'
  byline = 'M. Okafor'

[[block]]
kind  = 'section'
title = 'Latin America'

  [[block.story]]
  title = 'Lima’s buses, after the strike'

  [[block.story]]
  url   = 'TK'
  title = 'What the census forgot'

  [[block.story]]
  use   = false
  title = 'A runner-up'

  [[block.story]]
  repeat = true
  title  = 'Four dates for your calendar'

[[block]]
kind = 'section'
use  = false

  [[block.story]]
  title = 'In a band that is switched off'
"""
CARRIED = ("halyard.example/dyke", "lima s buses after the strike", "what the census forgot")


def put(publication: Publication, name: str, text: str) -> Path:
    assert publication.root
    path = publication.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def remembered(publication: Publication, **named: Any) -> History:
    return history(publication, publications.blocks(publication), **named)


# ── what sent issues carried ─────────────────────────────────────────────────────────────────────────────────


def test_stories_in_use_of_sent_issues_are_history(publication: Publication) -> None:
    """By canonical address, by headline where there is none yet; not what was off, a runner-up, or may come again."""
    put(publication, "issues/041.toml", SENT)
    assert remembered(publication) == History(dict.fromkeys(CARRIED, "No. 41 on 3 May 2026"))


def test_issues_without_the_mark_are_named_and_their_stories_taken(publication: Publication) -> None:
    """What is not sent is no history, but no other number is to carry it: its file is named, so that nobody is surprised."""
    path = put(publication, "issues/041.toml", SENT.replace("sent   = 2026-05-03\n", ""))
    planned = dict.fromkeys(CARRIED, "No. 41, which is not sent yet")
    assert remembered(publication) == History({}, planned, (path,))
    assert remembered(publication).taken == planned


def test_a_story_carried_twice_is_named_by_the_latest_number(publication: Publication) -> None:
    """The reason for leaving an article out names the number that readers remember best."""
    put(publication, "issues/041.toml", SENT)
    put(publication, "issues/042.toml", SENT.replace("41", "42").replace("2026-05-03", "2026-05-10"))
    assert set(remembered(publication).carried.values()) == {"No. 42 on 10 May 2026"}


def test_before_leaves_out_what_came_later(publication: Publication) -> None:
    """Asked about No. 42, numbers from 42 on are no history, imported ones neither; what has no number is."""
    for number in ("41", "42"):
        put(publication, f"issues/0{number}.toml", SENT.replace("41", number).replace("dyke", f"dyke-{number}"))
    put(publication, "history.jsonl", '{"number": 42, "stories": [{"title": "Late"}]}\n{"stories": [{"title": "Old"}]}\n')
    carried = remembered(publication, before=42).carried
    assert {"halyard.example/dyke-41", "old"} < carried.keys()
    assert not {"halyard.example/dyke-42", "late"} & carried.keys()


def test_without_a_publication_nothing_was_carried() -> None:
    """Nobody knows what went out where there is no publication."""
    assert history(Publication(), BLOCKS) == History({})


# ── mistakes in old files ────────────────────────────────────────────────────────────────────────────────────


def test_old_issue_with_a_slip_is_read_as_it_was_meant_and_told(publication: Publication) -> None:
    """A quote in a headline of a sent issue costs one line on stderr, with file and line, and not its history."""
    put(publication, "issues/041.toml", SENT.replace("'What the census forgot'", '"What the "census" forgot"'))
    found = remembered(publication)
    assert set(CARRIED) == found.carried.keys()
    assert len(found.notes) == 1 and "issues/041.toml:23: a \" inside" in found.notes[0]


def test_old_issue_whose_block_is_gone_is_still_history(publication: Publication) -> None:
    """Who deletes a block of their own from templates/ does not make old numbers come again."""
    put(publication, "issues/041.toml", SENT.replace("kind  = 'section'", "kind  = 'harbour-list'\nharbours = 4"))
    assert remembered(publication).carried.keys() == set(CARRIED)


@pytest.mark.parametrize("broken", ["\x00\x01", "plain words", SENT.encode("utf-16-le").decode("latin-1")])
def test_old_issue_beyond_reading_stops_nothing_and_is_told(publication: Publication, broken: str) -> None:
    """One file that nobody can read is named, with what that means; the other numbers are history."""
    put(publication, "issues/040.toml", broken)
    put(publication, "issues/041.toml", SENT)
    found = remembered(publication)
    assert found.carried.keys() == set(CARRIED)
    assert len(found.notes) == 1
    assert "issues/040.toml" in found.notes[0] and "may come again" in found.notes[0]
    assert not found.unsent


def test_broken_issue_that_was_not_sent_is_only_unsent(publication: Publication) -> None:
    """A slip in the number an editor is at is no matter of history."""
    path = put(publication, "issues/042.toml", "number = 42\nsubject = 'A \"quote'\ntittle = \"a \"b\" c\"\n")
    assert remembered(publication) == History({}, {}, (path,))


# ── read by the light of patterns ────────────────────────────────────────────────────────────────────────────


def test_plain_reading_is_that_of_the_whole() -> None:
    """What the quick reading says of an issue is what reading it whole says."""
    assert carried_plainly(SENT) == carried_in(parsed(SENT))


@pytest.mark.parametrize("odd", [
    "'block' = 1\n", "[[ block ]]\nkind = 'note'\n", "block = [{kind = 'note'}]\n", "sent = 2026-05-03 # yes\n'a' = '''",
    "[[block]]\nkind = 'section'\nstory = [{title = 'Hidden'}]\n", "[[block.story]]\ntitle = 'Above all blocks'\n",
    "[[block]]\nkind = 'section'\n[[block.story]]\nurl = 'https://a.example'\n", "[[block]]\nuse = 'false'\n",
    "[[block]]\nkind = 'note'\ntext = '''a''' b\n[[block]]\nkind = 'note'\ntext = '''c'''\n", "sent = 2026-05-03\n",
    "[[block]]\nuse = false\nuse = true\n",
])
def test_what_is_not_written_plainly_is_not_guessed(odd: str) -> None:
    """Quoted keys, inline tables, missing or mistyped values: the quick reading says nothing rather than something."""
    assert carried_plainly(f"sent = 2026-05-03\n{odd}") is None


WORDS = st.one_of(
    st.sampled_from([*HARD_WORDS, "'''", '"""', "[[block]]", "\nuse = false", "''' # x", "\\", "\\\"", "# no comment"]),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
)
LINES = st.lists(st.sampled_from([
    "[[block]]", "  [[block.story]]", "[picked]", "kind = 'section'", "title = 'A'", 'title = "B \\"b\\""', "use = false",
    "use = true # yes", "repeat = true", "url = 'https://a.example/1'", "text = '''", "'''", '"""', "subjects = ['a', \"b\"]",
    "sources = [", "'x', # [[block]]", "]", "number = 4", "sent = 2026-05-03", "title = '''\nC'''", "", "# [[block]]",
    "story = []", "kind = 'note'", "text = \"\"\"a\"\"\"\"", "pick = { most = 1 }",
]), max_size=14)


@given(st.lists(st.tuples(WORDS, WORDS, st.booleans(), st.booleans()), max_size=4), WORDS, st.booleans())
def test_quick_reading_of_what_we_write_is_right(
    stories: list[tuple[str, str, bool, bool]], words: str, used: bool
) -> None:
    """Whatever stands in headlines and notes, an issue as we write it is read quickly, and as it is read whole."""
    told = [Story(title=f"x{title}", url=f"https://a.example/{url}", use=use, repeat=again)
            for title, url, use, again in stories]
    block = section(*told, title=words)
    text = issues.write(issue_of(note(words or "-"), Block(kind="section", use=used, fields=block.fields, stories=block.stories),
                                 sent=date(2026, 5, 3)))
    try:
        whole = carried_in(parsed(text))
    except InputError:
        return
    quick = carried_plainly(text)
    assert quick is None or quick == whole
    assert quick is not None or "\\" in text or '"""' in text, "what we write is plain"


@given(LINES)
def test_quick_reading_never_contradicts_the_whole(lines: list[str]) -> None:
    """Whatever lines stand in a sound file, the quick reading says what the whole reading says, or nothing."""
    text = "\n".join(["sent = 2026-05-04", *lines])
    try:
        whole = carried_in(parsed(text))
    except InputError:
        return
    assert carried_plainly(text) in (None, whole)


def test_years_of_issues_are_read_at_once(publication: Publication) -> None:
    """300 sent issues of 15 stories and their runners-up take no more than half a second (0.2 s where nothing else runs)."""
    story = "\n  [[block.story]]\n  url = 'https://a.example/{}'\n  title = 'Story {}'\n  teaser = 'Two years after.'\n"
    for number in range(300):
        stories = "".join(story.format(f"{number}-{place}", place) for place in range(15))
        text = f"sent = 2026-05-03\nnumber = {number}\n\n[[block]]\nkind = 'section'\n{stories}"
        put(publication, f"issues/{number:03}.toml", text)
    blocks = publications.blocks(publication)
    times = []
    for _ in range(3):
        begin = time.process_time()
        found = history(publication, blocks)
        times.append(time.process_time() - begin)
    assert len(found.carried) == 4500
    assert min(times) < 0.5


# ── history.jsonl ────────────────────────────────────────────────────────────────────────────────────────────


def test_imported_letters_are_history_by_address_or_headline(publication: Publication) -> None:
    """A story is known by its address, else its headline; the letter is named by number, day or subject."""
    put(publication, "history.jsonl", (
        '{"number": 12, "date": "2024-05-03", "stories": [{"title": "A dyke", "url": "https://halyard.example/a"}]}\n'
        '{"date": "2024-05-10", "stories": [{"title": "Low water!"}]}\n'
        '{"subject": "Harbours in winter", "stories": [{"url": "https://halyard.example/c"}]}\n'
    ))
    assert remembered(publication).carried == {
        "halyard.example/a": "No. 12 on 3 May 2024",
        "low water": "the letter of 10 May 2024",
        "halyard.example/c": "the letter 'Harbours in winter'",
    }


@pytest.mark.parametrize(("line", "said"), [
    ('{"stories": [{"title": "A"}', "damaged at its character 28"),
    ("words", "damaged at its character 1"),
    ("[]", 'a letter is written {…} with its "stories": […]'),
    ('{"stories": [{}]}', "a story is written"),
    ('{"stories": ["A"]}', "a story is written"),
    ('{"stories": [{"title": 7}]}', "title cannot be 7"),
    ('{"number": "7", "stories": []}', 'number cannot be "7"'),
    ('{"date": "3 May", "stories": []}', "'3 May' is no date"),
    ("[" * 100_000, "nested too deeply"),
    ("\udce4", "not UTF-8"),
])
def test_damaged_lines_are_named_and_passed_over(publication: Publication, line: str, said: str) -> None:
    """history.jsonl may be mended by hand: a slip costs its line, told with file and line, and no other."""
    path = put(publication, "history.jsonl", "")
    good = '{"stories": [{"title": "Good"}]}'
    path.write_bytes(f"{good}\n\n{line}\n{good}".encode("utf-8", "surrogateescape"))
    found = remembered(publication)
    assert found.carried.keys() == {"good"}
    assert len(found.notes) == 1
    assert "history.jsonl:3: " in found.notes[0] and said in found.notes[0] and "\n" not in found.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_history_as_windows_saves_it_is_read(publication: Publication, encoding: str) -> None:
    """A byte order mark, CR LF and UTF-16 are no damage."""
    path = put(publication, "history.jsonl", "")
    path.write_bytes('{"stories": [{"title": "Maré"}]}\r\n{"stories": [{"title": "B"}]}\r\n'.encode(encoding))
    assert remembered(publication) == History({"mare": "an earlier letter", "b": "an earlier letter"})


# ── looking back ─────────────────────────────────────────────────────────────────────────────────────────────


class Known:
    """An archive that knows one article."""

    def known(self, ids: Any) -> dict[str, Article]:
        article = Article(title="The dyke", url="https://halyard.example/dyke", section="Americas", source="feed")
        return {article.id: article} if article.id in set(ids) else {}


def test_recent_numbers_are_told_newest_first(publication: Publication) -> None:
    """The last sent numbers, with lead and bands; an unsent or broken one is passed over, and `before` is heeded."""
    for number in range(38, 42):
        put(publication, f"issues/0{number}.toml", SENT.replace("41", str(number)))
    put(publication, "issues/042.toml", "number = 42\nsent = 2026-05-04\n[[block]]\nkind = 'nonsense'\n")
    put(publication, "issues/043.toml", "number = 43\n")
    found = recent(publication, BLOCKS, None, 2)
    assert [earlier.name for earlier in found] == ["No. 41", "No. 40"]
    assert [earlier.name for earlier in recent(publication, BLOCKS, None, 9, before=40)] == ["No. 39", "No. 38"]
    lead = found[0].lead
    assert lead and (lead.title, lead.section, lead.byline) == ("Porto Alegre builds its dyke again", "Brazil", "M. Okafor")
    assert [article.title for article in found[0].bands["latin america"]] == [
        "Lima’s buses, after the strike", "What the census forgot", "Four dates for your calendar",
    ]
    assert found[0].bands["latin america"][1].url == ""
    assert found[0].bands.keys() == {"lead", "latin america"}


def test_the_archive_knows_more_of_what_was_carried(publication: Publication) -> None:
    """Section and source of an earlier story come from the archive where it knows the article."""
    put(publication, "issues/041.toml", SENT)
    earlier, = recent(publication, BLOCKS, Known(), 1)  # type: ignore[arg-type]
    assert earlier.lead and (earlier.lead.section, earlier.lead.source) == ("Americas", "feed")
