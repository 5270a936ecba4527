"""An edit changes what was asked for in an issue's text, and no other byte of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from newsletter import issue as issues
from newsletter.errors import InputError, Mistakes, Refused
from newsletter.files.statements import statements
from newsletter.issue.editing import (
    insert_block, insert_story, move_block, move_story, put, remark, remark_at, switch,
)
from newsletter.model import Block, Issue, Story, replace

from conftest import HARD_WORDS  # isort: skip
from issue_help import parsed  # isort: skip

TEXT = """\
# The letter of the week

number    = 47
date      = 2026-11-20
subject   = "It's the night train"   # chosen on Monday
# subjects = ['…', '…']

[[block]]
kind = 'note'
text = '''
Dear all,   # no remark

[[block]]
'''  # the greeting

# ── Latin America ──

[[block]]
kind  = 'section'
title = 'Latin America'

  # ask the desk about this one
  [[block.story]]                      # picked: newest
  url    = 'https://halyard.example/dyke#top'
  title  = 'The dyke'
  # shorter?
  teaser = '''Two years
after.'''

  [[block.story]]                      # runner-up: beaten by the limit
  use   = false
  title='Buses'
  # to be checked
  # ask twice

# ── the end ──
[[block]]
kind = 'section'

[picked]
when = 2026-11-19T09:00:00+00:00
"""


def said(issue: Issue) -> dict[str, Any]:
    """Return what an issue says, wherever it comes from."""
    return {name: getattr(issue, name) for name in Issue.__struct_fields__ if name not in ("name", "folder", "key", "lines", "begins")}


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came, between the lines that stayed."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("position", "value", "went", "came"), [
    ("subject", "Rain", ['subject   = "It\'s the night train"   # chosen on Monday'],
     ["subject   = 'Rain'   # chosen on Monday"]),
    ("preheader", "And wind", [], ["preheader = 'And wind'"]),
    ("sent", date(2026, 11, 21), [], ["sent      = 2026-11-21"]),
    ("subjects", ["One", "Two"], [], ["subjects  = ['One', 'Two']"]),
    ("b1.text", "Dear\nall\n", ["Dear all,   # no remark", "", "[[block]]"], ["Dear", "all"]),
    ("b1.text", "Dear all", ["text = '''", "Dear all,   # no remark", "", "[[block]]", "'''  # the greeting"],
     ["text = 'Dear all'  # the greeting"]),
    ("b2.use", False, [], ["use   = false"]),
    ("b2.s1.kicker", "Brazil", [], ["  kicker = 'Brazil'"]),
    ("b2.s1.repeat", True, [], ["  repeat = true"]),
    ("b2.s1.use", False, [], ["  use    = false"]),
    ("b2.s1.teaser", None, ["  teaser = '''Two years", "after.'''"], []),
    ("b2.s1.url", "https://halyard.example/wall", ["  url    = 'https://halyard.example/dyke#top'"],
     ["  url    = 'https://halyard.example/wall'"]),
    ("b2.s2.teaser", "Late.", [], ["  teaser='Late.'"]),
    ("b2.s2.title", "Trams", ["  title='Buses'"], ["  title='Trams'"]),
    ("b3.title", "Europe", [], ["title = 'Europe'"]),
    ("number", None, ["number    = 47"], []),
    ("b2.s2.lang", None, [], []),
    ("date", date(2026, 11, 20), [], []),
])
def test_a_key_is_put_where_it_belongs(position: str, value: Any, went: list[str], came: list[str]) -> None:
    """A value is replaced, with the remark behind it kept; a new key stands where and as it usually does."""
    assert changed(TEXT, put(TEXT, position, value)) == (went, came)


def test_first_keys_of_a_file_stand_above_its_blocks() -> None:
    """Where the top of a file is empty, the new key does not fall into the first block, nor below its remark."""
    text = "# the greeting\n[[block]]\nkind = 'note'\ntext = 'Hello'\n"
    assert put(text, "subject", "Rain") == f"subject = 'Rain'\n\n{text}"


def test_a_block_without_keys_to_align_with_keeps_its_indent() -> None:
    """A key under a bare header begins where the header does."""
    text = "[[block]]\nkind = 'section'\n\n\t[[block.story]]\n\ttitle = 'A'\n\turl = 'TK'\n"
    assert put(text, "b1.s1.kicker", "B") == text.replace("\turl = 'TK'\n", "\turl = 'TK'\n\tkicker = 'B'\n")


def test_odd_blanks_stay_where_they_were() -> None:
    """A no-break space that slipped in beside another value is none of an edit's business."""
    text = "number =\u00a047\nsubject\u00a0= 'Rain'\u200b\n"
    assert put(text, "number", 48) == "number =\u00a048\nsubject\u00a0= 'Rain'\u200b\n"


def test_a_text_may_end_without_a_line_end() -> None:
    """The last line of a file need not end; it does not afterwards either."""
    assert put("number = 1\nsubject = 'A'", "preheader", "B") == "number = 1\nsubject = 'A'\npreheader = 'B'"


def test_switching_is_one_line() -> None:
    """On takes ``use = false`` out, off puts it in as the first line; what is so already stays as it is."""
    on = switch(TEXT, "b2.s2", True)
    assert changed(TEXT, on) == (["  use   = false"], [])
    assert parsed(on).blocks[1].stories[1].use
    assert changed(TEXT, switch(TEXT, "b2", False)) == ([], ["use   = false"])
    assert switch(TEXT, "b2.s1", True) == TEXT == switch(TEXT, "b2.s2", False)


# ── remarks ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("position", "comment", "went", "came"), [
    ("b2.s1", "added", ["  [[block.story]]                      # picked: newest"],
     ["  [[block.story]]                      # added"]),
    ("b3", "new\nband\x1b", ["[[block]]"], ["[[block]]                              # new band"]),
    ("b2.s1.title", "was: 'A # B'", ["  title  = 'The dyke'"], ["  title  = 'The dyke'  # was: 'A # B'"]),
    ("b1.text", "", ["'''  # the greeting"], ["'''"]),
    ("subject", "Tuesday", ['subject   = "It\'s the night train"   # chosen on Monday'],
     ['subject   = "It\'s the night train"   # Tuesday']),
    ("b2.s2.title", "", [], []),
])
def test_a_remark_stands_behind_its_line(position: str, comment: str, went: list[str], came: list[str]) -> None:
    """It takes the place of one there, in the same column; empty takes it out; it is one line without control characters."""
    after = remark(TEXT, position, comment)
    assert changed(TEXT, after) == (went, came)
    assert said(parsed(after)) == said(parsed(TEXT))


def test_remarks_are_read() -> None:
    """What stands behind a header or a value, also behind several lines; a # among words is none."""
    found = [remark_at(TEXT, position) for position in ("b2.s1", "b1.text", "subject", "b2.s1.url", "b2.s1.teaser")]
    assert found == ["picked: newest", "the greeting", "chosen on Monday", "", ""]


# ── stories ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_story_is_put_in_as_its_neighbours_are_written() -> None:
    """Before another, or behind the last; with its remark, indented like the others, a blank line on either side."""
    story = Story(title="Lima", url="https://halyard.example/lima")
    lines = ["  [[block.story]]                      # added", "  url   = 'https://halyard.example/lima'", "  title = 'Lima'"]
    last = insert_story(TEXT, "b2", story, comment="added")
    assert changed(TEXT, last) == ([], [*lines, ""])
    assert "  # ask twice\n\n  [[block.story]]                      # added\n" in last
    first = insert_story(TEXT, "b2", story, before=1)
    assert "'Latin America'\n\n  [[block.story]]\n  url   = " in first
    assert "title = 'Lima'\n\n  # ask the desk about this one\n" in first


def test_the_first_story_of_a_block_stands_behind_its_keys() -> None:
    """A block without stories gets its first, indented as stories elsewhere in the file are."""
    after = insert_story(TEXT, "b3", Story(title="Lima"))
    assert "[[block]]\nkind = 'section'\n\n  [[block.story]]\n  title = 'Lima'\n\n[picked]\n" in after


def test_a_moved_story_keeps_its_lines() -> None:
    """As it is written, with its remarks, behind the stories of another block; moved back, the issue is the same."""
    after = move_story(TEXT, "b2.s1", "b3")
    story = TEXT[TEXT.index("  # ask the desk"):TEXT.index("\n\n  [[block.story]]                      # runner")]
    assert f"[[block]]\nkind = 'section'\n\n{story}\n\n[picked]\n" in after
    assert sorted(after.split("\n")) == sorted(TEXT.split("\n"))
    assert said(parsed(move_story(after, "b3.s1", "b2", before=1))) == said(parsed(TEXT))


@pytest.mark.parametrize(("before", "titles"), [
    (1, ["Buses", "The dyke"]), (2, ["The dyke", "Buses"]), (None, ["The dyke", "Buses"]),
])
def test_a_story_is_moved_within_its_block(before: int | None, titles: list[str]) -> None:
    """`before` counts the stories as they stand; where it stands already, nothing is touched."""
    after = move_story(TEXT, "b2.s2", "b2", before=before)
    assert [story.title for story in parsed(after).blocks[1].stories] == titles
    assert (after == TEXT) is (before != 1)


def test_stories_that_touch_are_told_apart() -> None:
    """Where there are no blank lines at all, a remark goes with the header below it."""
    text = "[[block]]\nkind = 'section'\n[[block.story]]\ntitle = 'A'\n# of b\n[[block.story]]\ntitle = 'B'\n"
    after = move_story(text, "b1.s2", "b1", before=1)
    assert after.split("\n\n") == ["[[block]]\nkind = 'section'", "# of b\n[[block.story]]\ntitle = 'B'",
                                   "[[block.story]]\ntitle = 'A'\n"]


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_block_is_put_in_before_another_or_behind_the_last() -> None:
    """Remarks above the next block stay with that; the last stands before ``[picked]``."""
    block = Block(kind="section", fields={"title": "Culture"}, stories=(Story(title="A play"),))
    lines = ["[[block]]                              # added", "kind  = 'section'", "title = 'Culture'", "",
             "  [[block.story]]", "  title = 'A play'", ""]
    third = insert_block(TEXT, block, before=3, comment="added")
    assert changed(TEXT, third) == ([], lines)
    assert "title = 'A play'\n\n# ── the end ──\n" in third
    last = insert_block(TEXT, block, comment="added")
    assert changed(TEXT, last) == ([], lines)
    assert last.endswith("title = 'A play'\n\n[picked]\nwhen = 2026-11-19T09:00:00+00:00\n")
    for after, number in ((third, 2), (last, 3)):
        assert parsed(after).blocks[number] == block


def test_the_first_block_stands_below_the_top() -> None:
    """An issue without blocks gets its first."""
    assert insert_block("number = 1\n# soon\n", Block(kind="section")) == "number = 1\n# soon\n\n[[block]]\nkind = 'section'\n"


def test_a_moved_block_keeps_its_lines() -> None:
    """With its stories and the remarks that go with them; a heading between blank lines stays, ``[picked]`` is last."""
    after = move_block(TEXT, "b2", before=1)
    assert [block.kind for block in parsed(after).blocks] == ["section", "note", "section"]
    assert "# subjects = ['…', '…']\n\n[[block]]\nkind  = 'section'\ntitle = 'Latin America'\n" in after
    assert "  # ask twice\n\n[[block]]\nkind = 'note'" in after
    assert "# ── Latin America ──\n\n# ── the end ──\n[[block]]\nkind = 'section'\n\n[picked]\n" in after
    assert sorted(filter(None, after.split("\n"))) == sorted(filter(None, TEXT.split("\n")))
    last = move_block(TEXT, "b1")
    assert [block.kind for block in parsed(last).blocks] == ["section", "section", "note"]
    assert last.endswith("'''  # the greeting\n\n[picked]\nwhen = 2026-11-19T09:00:00+00:00\n")
    assert move_block(TEXT, "b2", before=2) == TEXT == move_block(TEXT, "b2", before=3) == move_block(TEXT, "b3")


def test_a_block_in_pieces_is_left_alone() -> None:
    """Where another table stands between a block and its stories, moving would tear them apart: it is refused."""
    text = "[[block]]\nkind = 'section'\n[picked]\n[[block.story]]\ntitle = 'A'\n[[block]]\nkind = 'section'\n"
    with pytest.raises(Refused, match="47.toml:1: something else stands between"):
        move_block(text, "b1", name="47.toml")
    with pytest.raises(InputError, match="there are 2 blocks, and no block 9"):
        move_block(text, "b2", before=9)


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────────────

INLINE = "[[block]]\nkind = 'section'\nstory = [\n  { title = 'A' },\n  { title = 'B' },\n]\n"


def test_stories_in_one_list_are_left_alone() -> None:
    """They cannot be changed alone: it says so with the line, and how they can be."""
    edits = [
        lambda: put(INLINE, "b1.s2.title", "C", name="47.toml"), lambda: switch(INLINE, "b1.s2", False, name="47.toml"),
        lambda: remark(INLINE, "b1.s2", "x", name="47.toml"),
        lambda: move_story(INLINE, "b1.s2", "b1", before=1, name="47.toml"),
    ]
    for edit in edits:
        with pytest.raises(Refused, match=r"47.toml:[45]: this story stands in a list with others — write it under a \[\[block"):
            edit()
    with pytest.raises(Refused, match="47.toml:4: this story stands in a list with others"):
        insert_story(INLINE, "b1", Story(title="C"), name="47.toml")
    with pytest.raises(Refused, match="47.toml:3: .*by hand"):
        insert_story("[[block]]\nkind = 'section'\nstory = []\n", "b1", Story(title="C"), name="47.toml")
    assert parsed(put(INLINE, "b1.title", "Europe")).blocks[0].fields == {"title": "Europe"}


def test_blocks_in_one_list_are_left_alone() -> None:
    """The same holds for blocks; the top of such a file can be changed."""
    text = "number = 1\nblock = [{ kind = 'note', text = 'A' }]\n"
    with pytest.raises(Refused, match=r"47.toml:2: this block stands in a list"):
        put(text, "b1.text", "B", name="47.toml")
    assert changed(text, put(text, "number", 2)) == (["number = 1"], ["number = 2"])


def test_dotted_keys_are_left_alone() -> None:
    """A table written key by key is not replaced as a whole."""
    text = "[[block]]\nkind = 'section'\npick.most = 3\n"
    with pytest.raises(Refused, match="47.toml:3: pick is written as a table"):
        put(text, "b1.pick", {"most": 4}, name="47.toml")
    with pytest.raises(Refused, match="47.toml:3: pick has no line .pick. of its own"):
        put(text, "b1.pick.most", 4, name="47.toml")
    headed = text.replace("pick.most", "[block.pick]\nmost")
    assert put(headed, "b1.pick.most", 4) == headed.replace("3", "4")
    assert put(text, "b1.title", "A") == text.replace("'section'\n", "'section'\ntitle = 'A'\n")


@pytest.mark.parametrize("position", ["b9", "b2.s9", "b2.s0"])
def test_positions_that_are_not_there_are_told(position: str) -> None:
    """A stale position is no crash: the message counts as the file does."""
    with pytest.raises(InputError, match="there is no"):
        switch(TEXT, position, False, name="47.toml")
    with pytest.raises(InputError):
        put(TEXT, f"{position}.title", "x")


def test_a_text_with_slips_is_not_edited() -> None:
    """Its slips are told, as everywhere."""
    with pytest.raises(Mistakes, match='47.toml:2: a " inside'):
        put('number = 1\nsubject = "A "b" c"\n', "number", 2, name="47.toml")


# ── any issue ────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = st.sampled_from([*HARD_WORDS, "Rain", "'''", "it's '''so'''", "# none", "a\\", "[[block.story]]", 'x = """'])
LINES = st.lists(WORDS, min_size=2, max_size=4).map("\n".join)
STORIES = st.builds(Story, title=WORDS, use=st.booleans(), url=st.sampled_from(["", "TK", "https://halyard.example/a#b"]),
                    kicker=st.just("") | WORDS, teaser=st.just("") | WORDS | LINES, date=st.none() | st.just(date(2026, 5, 3)),
                    repeat=st.booleans())
BANDS = st.one_of(
    st.builds(lambda text, use: Block(kind="note", fields={"text": text}, use=use), WORDS | LINES, st.booleans()),
    st.builds(lambda stories, title: Block(kind="section", fields={"title": title} if title else {}, stories=tuple(stories)),
              st.lists(STORIES, max_size=3), st.just("") | WORDS),
)
ISSUES = st.builds(
    Issue, number=st.none() | st.integers(0, 99), subject=WORDS, preheader=st.just("") | WORDS,
    blocks=st.lists(BANDS, min_size=1, max_size=4).map(tuple), picked=st.none() | st.just({"most": 4}),
)
STRAY = st.sampled_from(["", "   ", "# a remark", "  # [[block.story]] is one", "#title = 'x'", "# 'it''s"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Return the text of an issue as editors leave it: with remarks and blank lines anywhere between its lines."""
    issue = draw(ISSUES)
    positions = [f"b{b}.s{s}" for b, block in enumerate(issue.blocks, 1) for s, _ in enumerate(block.stories, 1)]
    text = issues.write(issue, {position: "picked: # newest" for position in positions if draw(st.booleans())})
    lines: list[str] = []
    for piece in statements(text, sound=True):
        lines += draw(st.lists(STRAY, max_size=2)) if draw(st.booleans()) else []
        lines.append(piece.source)
    return "\n".join(lines)


def story_positions(issue: Issue) -> list[tuple[int, int]]:
    return [(b, s) for b, block in enumerate(issue.blocks) for s, _ in enumerate(block.stories)]


def with_stories(issue: Issue, number: int, stories: Any) -> Issue:
    blocks = list(issue.blocks)
    blocks[number] = replace(blocks[number], stories=tuple(stories))
    return replace(issue, blocks=tuple(blocks))


@settings(max_examples=150)
@given(data=st.data(), text=texts())
def test_putting_changes_one_key_and_no_other_line(data: st.DataObject, text: str) -> None:
    """The issue differs in that key alone, all other lines are as they were, and putting back gives the same issue."""
    before = parsed(text)
    places = story_positions(before)
    if not places:
        return
    block, story = data.draw(st.sampled_from(places))
    key = data.draw(st.sampled_from(["kicker", "teaser", "byline", "title"]))
    value = data.draw(WORDS | LINES) if key == "title" else data.draw(st.none() | WORDS | LINES)
    position = f"b{block + 1}.s{story + 1}"
    after = put(text, f"{position}.{key}", value)
    stories = list(before.blocks[block].stories)
    old = getattr(stories[story], key)
    stories[story] = replace(stories[story], **{key: value or ""})
    assert said(parsed(after)) == said(with_stories(before, block, stories))
    went, came = changed(text, after)
    assert len(went) <= old.count("\n") + 2 and len(came) <= (value or "").count("\n") + 2
    assert said(parsed(put(after, f"{position}.{key}", old or None))) == said(before)


@settings(max_examples=150)
@given(data=st.data(), text=texts(), story=STORIES)
def test_a_story_put_in_is_there_and_nothing_else_is_new(data: st.DataObject, text: str, story: Story) -> None:
    """A story put in is there, and nothing else is new but it and blank lines."""
    before = parsed(text)
    sections = [number for number, block in enumerate(before.blocks) if block.kind == "section"]
    if not sections:
        return
    number = data.draw(st.sampled_from(sections))
    stories = list(before.blocks[number].stories)
    place = data.draw(st.integers(0, len(stories)))
    after = insert_story(text, f"b{number + 1}", story, before=place + 1 if place < len(stories) else None, comment="added")
    assert said(parsed(after)) == said(with_stories(before, number, [*stories[:place], story, *stories[place:]]))
    went, came = changed(text, after)
    assert not any(went)


@settings(max_examples=150)
@given(data=st.data(), text=texts())
def test_moving_keeps_every_line(data: st.DataObject, text: str) -> None:
    """The story is elsewhere, all lines with words on them are there as they were, and moving back undoes it."""
    before = parsed(text)
    places = story_positions(before)
    if not places:
        return
    block, place = data.draw(st.sampled_from(places))
    target = data.draw(st.sampled_from([n for n, one in enumerate(before.blocks) if one.kind == "section"]))
    count = len(before.blocks[target].stories)
    index = data.draw(st.integers(0, count))
    after = move_story(text, f"b{block + 1}.s{place + 1}", f"b{target + 1}", before=index + 1 if index < count else None)
    story = before.blocks[block].stories[place]
    left = with_stories(before, block, [one for n, one in enumerate(before.blocks[block].stories) if n != place])
    index -= target == block and index > place
    rest = list(left.blocks[target].stories)
    assert said(parsed(after)) == said(with_stories(left, target, [*rest[:index], story, *rest[index:]]))
    words = [sorted(line for line in one.split("\n") if line.strip()) for one in (text, after)]
    assert words[0] == words[1]
    home = place + 1 + (target == block and place > index)
    stays = len(parsed(after).blocks[block].stories)
    back = move_story(after, f"b{target + 1}.s{index + 1}", f"b{block + 1}", before=home if home <= stays else None)
    assert said(parsed(back)) == said(before)


@settings(max_examples=150)
@given(data=st.data(), text=texts())
def test_moving_blocks_keeps_every_line(data: st.DataObject, text: str) -> None:
    """The block is elsewhere, with all in it, and no line with words is lost, new or another."""
    before = parsed(text)
    count = len(before.blocks)
    number, index = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count))
    after = move_block(text, f"b{number + 1}", before=index + 1 if index < count else None)
    rest = [block for place, block in enumerate(before.blocks) if place != number]
    index -= index > number
    assert said(parsed(after)) == said(replace(before, blocks=(*rest[:index], before.blocks[number], *rest[index:])))
    words = [sorted(line for line in one.split("\n") if line.strip()) for one in (text, after)]
    assert words[0] == words[1]


@settings(max_examples=100)
@given(data=st.data(), text=texts())
def test_switching_and_remarking_touch_one_line(data: st.DataObject, text: str) -> None:
    """A switch is one line more or less; a remark says nothing to the issue, and is read again."""
    before = parsed(text)
    positions = [f"b{n}" for n, _ in enumerate(before.blocks, 1)] + [f"b{b + 1}.s{s + 1}" for b, s in story_positions(before)]
    position = data.draw(st.sampled_from(positions))
    off, on = switch(text, position, False), switch(text, position, True)
    assert sum(map(len, changed(on, off))) == 1
    assert text in (off, on)
    after = remark(text, position, "added: by # hand")
    assert said(parsed(after)) == said(before)
    assert len(changed(text, after)[1]) <= 1
    assert remark_at(after, position) == "added: by # hand"


@settings(max_examples=75)
@given(data=st.data())
def test_any_block_is_put_in_whole(data: st.DataObject) -> None:
    """Whatever stands in it, and wherever it goes, it is read again, and no other line is touched."""
    text, block = data.draw(texts()), data.draw(BANDS)
    blocks = list(parsed(text).blocks)
    place = data.draw(st.integers(0, len(blocks)))
    after = insert_block(text, block, before=place + 1 if place < len(blocks) else None)
    assert said(parsed(after)) == said(replace(parsed(text), blocks=(*blocks[:place], block, *blocks[place:])))
    assert not any(changed(text, after)[0])
