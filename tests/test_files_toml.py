"""TOML: all slips of a file at once, each with the mended line; and the line of everything that can be read."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings, strategies as st

from newsletter.errors import Mistakes
from newsletter.files import Toml, key_spelled, mended_toml, read_toml, spelled

DATA = Path(__file__).parent / "data" / "files"
SLIPS = sorted(DATA.glob("*.toml"))


def slips(text: str) -> str:
    with pytest.raises(Mistakes) as caught:
        read_toml(text, "x")
    return str(caught.value)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths of all tables, keys and items."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [each for key, item in inner for each in paths(item, (*path, key))]


# ── slips ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", SLIPS, ids=lambda path: path.stem)
def test_slips_are_told_all_at_once_with_the_mended_line(path: Path) -> None:
    """Each file of slips gives exactly the messages that stand beside it."""
    with pytest.raises(Mistakes) as caught:
        read_toml(path.read_text(encoding="utf-8"), path.name)
    assert str(caught.value) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SLIPS, ids=lambda path: path.stem)
def test_what_is_plain_goes_on_as_it_was_meant(path: Path) -> None:
    """A file whose slips could be mended reads as TOML afterwards, on the same lines."""
    text = path.read_text(encoding="utf-8")
    toml, wrong = mended_toml(text, path.name)
    assert wrong
    if toml:
        assert tomllib.loads(toml.text) == toml.data
        assert toml.text.count("\n") == text.count("\n")


@pytest.mark.parametrize(("typed", "meant"), [
    ('"Who pays for the "night train"?"', 'Who pays for the "night train"?'),
    ("'Lima's buses'", "Lima's buses"),
    ("“Who pays?”", "Who pays?"),
    ("Who pays?", "Who pays?"),
    ("'Who pays?", "Who pays?"),
    (r'"images\047\dyke.jpg"', "images/047/dyke.jpg"),
    (r'"A \"dyke\" at C:\x"', r'A "dyke" at C:\x'),
    ("yes", True),
    ("047", 47),
    ("['One' 'Two']", ["One", "Two"]),
    ("['Who's there', 'Two']", ["Who's there", "Two"]),
    ("{ match: ['One'], most: 04 }", {"match": ["One"], "most": 4}),
    ("'''\nThe buses run.", "The buses run."),
])
def test_the_value_that_was_meant_is_found(typed: str, meant: Any) -> None:
    """What stands in place of a slip is the value that the message proposes."""
    toml, wrong = mended_toml(f"key = {typed}\n\n[table]\nother = 1\n", "x")
    assert toml and len(wrong) == 1
    assert toml.data == {"key": meant, "table": {"other": 1}}


@pytest.mark.parametrize(("text", "message"), [
    ("pick = {\n  match = ['Brazil'],\n  most = 4,\n}\n",
     "x:1: a { … } must stand on one line — write pick = { match = ['Brazil'], most = 4 }"),
    ("date = 2026-11-20 10:00\n", "x:1: a date is written year-month-day, in digits and short dashes — write date = 2026-11-20"),
])
def test_what_only_newer_toml_allows_is_accepted_or_told(text: str, message: str) -> None:
    """Where Python reads TOML 1.0, what came with 1.1 is a slip with its mended line; else it is read."""
    try:
        assert read_toml(text, "x").data == tomllib.loads(text)
    except Mistakes as mistakes:
        assert str(mistakes) == message


def test_a_slip_at_the_end_does_not_hide_in_the_file_that_follows() -> None:
    """Slips in every part of a file are told together, in the order of the lines."""
    text = "number = 047\ntext = '''\nDear friend,\n\n[[block]\nkind = “note”\nuse = no\n"
    assert [line.split(":")[1] for line in slips(text).split("\n")] == ["1", "2", "5", "6", "7"]


def test_the_51st_slip_is_not_told() -> None:
    """Fifty mistakes are enough to begin with; that there are more is said."""
    told = slips("key = no\n" * 3 + "".join(f"key{number} = no\n" for number in range(80))).split("\n")
    assert len(told) == 51
    assert told[-1] == "x: there are more mistakes — mend these first"


@pytest.mark.parametrize(("text", "kind"), [
    ("<?xml version='1.0'?>\n<rss/>", "a web page or a feed"), ("Dear all,\n\nhere it is.", "plain words"),
    ('{"a": 1}', "JSON"),
])
def test_a_file_of_another_kind_is_named(text: str, kind: str) -> None:
    """A feed, a page, JSON or a letter is not taken apart line by line."""
    assert slips(text) == f"x: this is {kind}, not TOML — name a file that was written by hand as TOML"


def test_a_very_long_headline_is_shown_short() -> None:
    """A message stays a message, however long the line is that it mends."""
    assert len(slips("title = 'It's " + "x" * 5000 + "'")) < 300


def test_a_message_cannot_be_forged() -> None:
    """Control characters and turned lines in a value do not reach the terminal through a message."""
    assert not set(slips("title = a\x1b[2J\u202eb")) & set("\x1b\u202e")


# ── what is accepted ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u202f", "\u3000", "\u200b", "\ufeff", "\x0c", "\t"])
def test_odd_blanks_outside_words_are_blanks(blank: str) -> None:
    """No-break and other odd blanks are taken as blanks, before keys, around the =, in lists and on empty lines."""
    text = f"{blank}title{blank}={blank}'a{blank}b' {blank}\n{blank}\n{blank}[[block]]{blank}# a remark\nlist = [{blank}1,{blank}2]\n"
    if blank == "\x0c":
        text = text.replace(f"a{blank}b", "a b")
    toml = read_toml(text, "x")
    assert toml.data["title"] == ("a b" if blank == "\x0c" else f"a{blank}b")
    assert toml.data["block"] == [{"list": [1, 2]}]
    assert tomllib.loads(toml.text) == toml.data


def test_many_dots_in_words_are_no_deep_key() -> None:
    """Initials in a list of texts are words, however many there are."""
    initials = "A. B. C. D. E. F. G. H. I. J. K. L. M. N. O. P. Q. R. S. T. U. V. W. X. Y. Z."
    assert read_toml(f"list = ['{initials}']  # {initials}\n", "x").data == {"list": [initials]}


def test_odd_blanks_inside_a_text_stay() -> None:
    """What stands between ''' is never touched, whatever it looks like."""
    body = "\u00a0[[block]]\n\u00a0key\u00a0=\u00a01\n\u2028\u200b"
    assert read_toml(f"\u00a0text = '''\n{body}'''\n", "x").data == {"text": body}


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────

SOUND = """\
number = 47                             # [[block]]
a.b.c  = 1
'quoted key' = { x = 1, "y.z" = [1, 2] }

[[block]]
kind = 'note'
text = '''
[[block]]
kind = 'section'
'''
list = [
  'one',  # ]
  'two', '''
three''', { deep = [ 4,
  5 ] },
]

[[block]]
  [[block.story]]
  title = \"\"\"one \\"\"\" \\
  two\"\"\"
  [[block.story]]
  [block.story.more]
  key = 1

[picked]
when = 2026-11-20
"""


def test_every_table_key_and_item_has_its_line() -> None:
    """Tables in double brackets count; lists, braces, dotted and quoted keys and texts of several lines are counted."""
    lines = read_toml(SOUND, "x").lines
    assert lines == {
        ("number",): 1, ("a",): 2, ("a", "b"): 2, ("a", "b", "c"): 2,
        ("quoted key",): 3, ("quoted key", "x"): 3, ("quoted key", "y.z"): 3, ("quoted key", "y.z", 0): 3,
        ("quoted key", "y.z", 1): 3,
        ("block",): 5, ("block", 0): 5, ("block", 0, "kind"): 6, ("block", 0, "text"): 7, ("block", 0, "list"): 11,
        ("block", 0, "list", 0): 12, ("block", 0, "list", 1): 13, ("block", 0, "list", 2): 13,
        ("block", 0, "list", 3): 14, ("block", 0, "list", 3, "deep"): 14, ("block", 0, "list", 3, "deep", 0): 14,
        ("block", 0, "list", 3, "deep", 1): 15,
        ("block", 1): 18, ("block", 1, "story"): 19, ("block", 1, "story", 0): 19, ("block", 1, "story", 0, "title"): 20,
        ("block", 1, "story", 1): 22, ("block", 1, "story", 1, "more"): 23, ("block", 1, "story", 1, "more", "key"): 24,
        ("picked",): 26, ("picked", "when"): 27,
    }


def test_a_line_is_that_of_the_nearest_thing_around() -> None:
    """What has no line of its own has that of its table; the file itself has the first."""
    toml = read_toml(SOUND, "x")
    assert toml.line("block", 1, "story", 0, "teaser") == 19
    assert toml.line("nothing") == 1
    assert toml.line() == 1


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=20) | st.booleans() | st.integers(-10**9, 10**9) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=5))
@example({"": "'''"})
@example({"a": "it's \"so\"\n'''\r\x00\x7f\u0085\u2028\ufeff'"})
@example({"a": ["\n'", "\\", "'", '"', '"\n"']})
@settings(deadline=None)
def test_what_is_spelled_is_read_again(data: dict[str, Any]) -> None:
    """Whatever value is spelled comes out of the file as it was, and everything in it has a line."""
    toml = read_toml("".join(f"{key_spelled(key)} = {spelled(value)}\n" for key, value in data.items()), "x")
    assert toml.data == data
    assert set(paths(toml.data)) <= set(toml.lines)


PIECES = st.sampled_from([
    "'", '"', "'''", '"""', "[", "]", "[[", "]]", "{", "}", "=", ":", ",", "#", "\n", "\\", "“", "’", " ", "\u00a0", "\x0b",
    "\u200b", "kind", "[[block]]\n", "[block]\n", "  [[block.story]]\n", "text = '''\n", "20.11.2026", "true", "no", "–", ".",
    "title = ", "047", "é", "//", "Who pays?", "x = 1\n",
])


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(deadline=None, max_examples=300)
def test_any_text_gives_data_or_messages(text: str) -> None:
    """Sound TOML gives what tomllib reads; anything else gives messages with a line of the file, or is accepted as sound."""
    toml, wrong = mended_toml(text, "x")
    try:
        sound = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert toml or wrong
    else:
        assert toml and not wrong and toml.data == sound
    lines = [int(line) for line in (each.where.rpartition(":")[2] for each in wrong) if line.isdigit()]
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
    if toml:
        assert tomllib.loads(toml.text) == toml.data
        assert set(paths(toml.data)) <= set(toml.lines)


# ── hostile files ────────────────────────────────────────────────────────────────────────────────────────────

SIZE = 60_000  # what grows faster than the file would keep this test busy for hours


def filled(piece: str) -> str:
    return piece * (SIZE // len(piece))


@pytest.mark.parametrize("text", [
    "a" + filled(".a") + " = 1", "[" + filled("a.") + "a]", "x = {" + filled("a.") + "a = 1}", "x = {" + filled('"a".') + "a = 1}", "x = " + filled("["),
    "x = " + filled("[") + filled("]"), "x = " + filled("{a="), "x = " + filled("'"), 'x = ' + filled('"'), filled("x = '''\n"),
    filled('x = """\\"""\n'), filled("a = [\n"), filled("é = [[1]\n"), filled("a = {\n"), filled("[block]\n"),
    filled("[a]\n[[a]]\n"), filled("a = 'x\n"), filled("a = 'x\ny'\n"), "a = ['" + filled("x' '") + "]", "x = " + filled("9"),
    'x = "' + filled("\\") + '\\"', "x = 'a" + filled(" ") + "b", "x = 'a" + filled(" #"), "x" + filled(" ") + "y = 1",
    "x = '''" + filled("' "), filled("a: b\n"), filled("a =\n"), filled("[[b.c]]\na = 1\n") + "[[b]]", filled("a = 1\n"),
], ids=range(29))
def test_hostile_files_end_with_a_message(text: str) -> None:
    """Files made to keep a reader busy end with a message, in time that grows with their length."""
    assert slips(text).startswith("x")


def test_a_file_that_nobody_wrote_is_refused_unread() -> None:
    """Two million characters are no issue file."""
    assert slips("a = 1\n" * 400_000) == "x: longer than 200,000 characters — take out what was pasted into it, or name a file that was written by hand"


def test_a_sound_file_of_the_largest_size_is_read() -> None:
    """A file of nearly 200,000 characters is read like any other."""
    assert isinstance(read_toml("[[block]]\nkind = 'note'\n" * 8_000, "x"), Toml)


@pytest.mark.parametrize("moment", [
    datetime(1900, 1, 1, tzinfo=timezone(-timedelta(minutes=36, seconds=45))),
    datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=5, minutes=45))),
])
def test_moments_are_spelled_with_whole_minutes(moment: datetime) -> None:
    """An offset with seconds, as clocks had in the 19th century, is none in TOML: it is written in UTC."""
    assert tomllib.loads(f"a = {spelled(moment)}") == {"a": moment}


def test_a_moment_at_the_beginning_of_time_is_spelled() -> None:
    """Where there is no day before it to be written as."""
    first = datetime.min.replace(tzinfo=timezone(timedelta(seconds=3208)))
    assert tomllib.loads(f"a = {spelled(first)}")
