"""Fields: a table is judged key by key, and each mistake comes with the mended line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from newsletter.files import mistakes, read_toml, spelled
from newsletter.model import Field, FieldKind

NESTED = {
    "name": Field(needs=True, about="what it is called"),
    "size": Field(choices=("small", "large")),
    "place": Field(kind="table", fields={"city": Field(needs=True)}),
    "social": Field(kind="tables", fields={"url": Field(kind="link", needs=True)}),
    "free": Field(kind="table"),
}


def wrong(text: str, fields: Mapping[str, Field], **more: Any) -> list[str]:
    toml = read_toml(text, "x")
    return [str(mistake) for mistake in mistakes(toml, toml.data, fields, **more)]


def wrong_value(kind: FieldKind, value: str) -> str:
    return "\n".join(wrong(f"key = {value}\n", {"key": Field(kind=kind)}))


@pytest.mark.parametrize(("kind", "value"), [
    ("text", "'a'"), ("text", "''"), ("markdown", "'''a\nb'''"), ("picture", "'images/047/a b.jpg'"),
    ("picture", r"'https://courier.example/a\b.jpg'"),
    ("link", "'https://courier.example/a?b=c#d'"), ("link", "'http://localhost:8000'"), ("link", "'TK'"), ("link", "''"),
    ("link", "'mailto:letter@halyard.example?subject=Hello'"), ("link", "'merge:unsubscribe'"),
    ("link", "'https://halyard.example/leave?who={email}'"), ("link", "'HTTPS://courier.example'"),
    ("colour", "'#c8102e'"), ("colour", "'#C8f'"), ("colour", "''"),
    ("number", "47"), ("number", "-1"), ("flag", "true"), ("date", "2026-11-20"), ("list", "['a', 'b']"), ("list", "[]"),
])
def test_what_fits_is_no_mistake(kind: FieldKind, value: str) -> None:
    """Each kind takes what is meant for it; an empty text is as good as none."""
    assert wrong_value(kind, value) == ""


@pytest.mark.parametrize(("kind", "value", "message"), [
    ("text", "47", "key takes a text — write key = '47'"),
    ("text", "true", "key takes a text — write key = 'true'"),
    ("text", "2026-11-20", "key takes a text — write key = '2026-11-20'"),
    ("text", "04:05:00", "key takes a text — write key = '04:05:00'"),
    ("text", "['a', 'b']", "key takes a text — write key = 'a, b'"),
    ("markdown", "{ a = 1 }", "key takes a text — write key = '…'"),
    ("picture", r"'images\047\a.jpg'", "the path of a picture is written with / — write key = 'images/047/a.jpg'"),
    ("picture", r'"images\new\train.jpg"', "the path of a picture is written with / — write key = 'images/new/train.jpg'"),
    ("picture", "47", "key takes a text — write key = '47'"),
    ("link", "'courier.example/a'", "— write key = 'https://courier.example/a'"),
    ("link", "'www.courier.example'", "— write key = 'https://www.courier.example'"),
    ("link", "'//courier.example/a'", "— write key = 'https://courier.example/a'"),
    ("link", "'http:/courier.example/a'", "— write key = 'https://courier.example/a'"),
    ("link", "'htttps://courier.example/a'", "— write key = 'https://courier.example/a'"),
    ("link", "'https//courier.example/a'", "— write key = 'https://courier.example/a'"),
    ("link", "'letter@halyard.example'", "— write key = 'mailto:letter@halyard.example'"),
    ("link", "' https://courier.example '", "— write key = 'https://courier.example'"),
    ("link", "'https://courier.example/a b'", "key takes an address without blanks — write key = 'https://courier.example/a%20b'"),
    ("link", "'tk'", "— write key = 'TK'"),
    ("link", "'javascript:alert(1)'", "key takes an address that begins with https://, http://, mailto: or merge:, or 'TK' while "
     "it is still to come — write key = 'https://…', or take the line away"),
    ("link", "'https://'", "— write key = 'https://…', or take the line away"),
    ("link", "'the site'", "— write key = 'https://…', or take the line away"),
    ("link", "47", "— write key = 'https://…', or take the line away"),
    ("colour", "'c8102e'", "key takes a colour: # and six digits from 0 to f — write key = '#c8102e'"),
    ("colour", "123456", "— write key = '#123456'"),
    ("colour", "'red'", "— write key = '#c8102e', or another colour"),
    ("colour", "'#c8102'", "— write key = '#c8102e', or another colour"),
    ("number", "'47'", "key takes a number, without quotes — write key = 47"),
    ("number", "'No. 047'", "— write key = 47"),
    ("number", "47.0", "key takes a whole number — write key = 47"),
    ("number", "4.5", "key takes a whole number — write key = 12, or another number"),
    ("number", "true", "key takes a whole number — write key = 12, or another number"),
    ("number", "nan", "key takes a whole number — write key = 12, or another number"),
    ("flag", "'yes'", "key takes true or false, without quotes — write key = true"),
    ("flag", "'Off'", "— write key = false"),
    ("flag", "0", "— write key = false"),
    ("flag", "'maybe'", "— write key = true, or key = false"),
    ("date", "'2026-11-20'", "key takes a date: year-month-day, without quotes — write key = 2026-11-20"),
    ("date", "'20 November 2026'", "— write key = 2026-11-20"),
    ("date", "'5/11/2026'", "— write key = 2026-11-05 (5 November) or key = 2026-05-11 (11 May)"),
    ("date", "20261120", "— write key = 2026-11-20"),
    ("date", "2026-11-20T10:00:00Z", "key takes a day, without the hour — write key = 2026-11-20"),
    ("date", "'Friday'", "— write key = 2026-11-20, or another day"),
    ("list", "'a, b'", "key takes a list of texts — write key = ['a', 'b']"),
    ("list", "['a', 47]", "— write key = ['a', '47']"),
    ("list", "47", "— write key = ['47']"),
    ("list", "[['a']]", "— write key = ['…', '…']"),
    ("table", "'a'", "key is a table — write [key] on a line of its own, its keys below"),
    ("tables", "['a']", "key is a table — write [[key]] on a line of its own, its keys below"),
    ("tables", "{ a = 1 }", "there can be several of key — write [[key]], in double brackets"),
    ("table", "[{ a = 1 }]", "there is only one of key — write [key], in single brackets"),
])
def test_what_does_not_fit_is_told_with_the_mended_line(kind: FieldKind, value: str, message: str) -> None:
    """A value of another kind comes with the line as it should be."""
    told = wrong_value(kind, value)
    assert told.startswith("x:1: ") and told.endswith(message)


KINDS: list[FieldKind] = ["text", "markdown", "link", "picture", "colour", "number", "flag", "date", "list"]
ANYTHING = st.one_of(
    st.text(max_size=20), st.integers(), st.booleans(), st.dates(), st.times(), st.datetimes(), st.floats(),
    st.lists(st.text(max_size=5) | st.integers(), max_size=3), st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["http:/x.example", "x.example/a b", "a@b.example", "#FFF", "fff", "5.6.2026", "yes", "1"]),
)


@given(ANYTHING, st.sampled_from(KINDS))
@settings(deadline=None)
def test_the_mended_line_is_right(value: Any, kind: FieldKind) -> None:
    """Whoever writes what a message says has no mistake left."""
    if isinstance(value, float):
        value = round(value, 3) if abs(value) < 1e9 else 0.5
    told = wrong_value(kind, spelled(value))
    mended = told.partition(" — write key = ")[2]
    if mended and "…" not in mended and ", or " not in mended and " or key" not in mended and " … " not in mended:
        assert wrong_value(kind, mended) == ""


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_key_comes_with_the_line_as_it_was_meant() -> None:
    """A near key is proposed with its whole line; where none is near, the keys there are are listed."""
    assert wrong("nmae  = 'The Halyard'  # ours\nzebra = 1\n", NESTED) == [
        "x:1: there is no key nmae here — did you mean 'name'? write name = 'The Halyard'",
        "x:2: there is no key zebra here — there are name, size, place, social, free",
    ]


def test_an_unknown_table_comes_with_its_header_as_it_was_meant() -> None:
    """A mistyped table is answered in its brackets."""
    assert wrong("name = 'x'\n[[socials]]\nurl = 'https://a.example'\n", NESTED) == [
        "x:2: there is no key socials here — did you mean 'social'? write [[social]]"]


def test_a_key_that_belongs_elsewhere_is_sent_there() -> None:
    """A key of another place is told its place, also when it is mistyped; one of another name is told its name here."""
    elsewhere = {"teaser": "teaser belongs to a story — put it under [[block.story]]", "title": "name"}
    assert wrong("title = 'x'\nteaser = 'x'\n", NESTED, elsewhere=elsewhere) == [
        "x:1: title is called name here — write name = 'x'",
        "x:2: teaser belongs to a story — put it under [[block.story]]",
    ]
    assert wrong("name = 'x'\nteazer = 'x'\n", NESTED, elsewhere=elsewhere) == [
        "x:2: teazer: did you mean 'teaser'? teaser belongs to a story — put it under [[block.story]]"]


def test_what_is_needed_and_missing_is_told_where_it_should_stand() -> None:
    """Missing is told at the table, empty at the key; what was meant by a mistyped key is not missing."""
    assert wrong("name = ' '\n[place]\n[[social]]\n", NESTED) == [
        "x:1: name is empty (what it is called) — write name = '…'",
        "x:2: city is missing — write city = '…'",
        "x:3: url is missing — write url = 'https://…'",
    ]
    assert wrong("", {"place": Field(kind="table", needs=True)}) == ["x:1: place is missing — write [place]"]
    assert len(wrong("nmae = 'x'", NESTED)) == 1


def test_a_choice_is_one_of_those_there_are() -> None:
    """Another word is answered with the near choice, else with all of them."""
    assert wrong("name = 'x'\nsize = 'larg'\n", NESTED) == ["x:2: size cannot be 'larg' — write size = 'large'"]
    assert wrong("name = 'x'\nsize = 'blue'\n", NESTED) == ["x:2: size cannot be 'blue' — there are small, large"]
    assert wrong("name = 'x'\nsize = ''\nfree = { a = 1 }\n", NESTED) == []


def test_mistakes_of_a_table_further_in_name_its_lines() -> None:
    """A table judged by itself is given its path, and its mistakes have its lines."""
    toml = read_toml("[fields]\n\n[fields.one]\nneeds = 'yes'\n", "x")
    found = mistakes(toml, toml.data["fields"]["one"], {"needs": Field(kind="flag")}, ("fields", "one"))
    assert [str(each) for each in found] == ["x:4: needs takes true or false, without quotes — write needs = true"]


def test_mistakes_come_in_the_order_of_the_lines_and_end_somewhere() -> None:
    """The first fifty, from above."""
    text = "name = 1\n" + "".join(f"zebra{number} = 1\n" for number in range(100))
    lines = [int(told.split(":")[1]) for told in wrong(text, NESTED)]
    assert lines == list(range(1, 51))
