"""Pictures are found in foreign HTML, however broken, deep or dishonest it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import dom


def test_pictures_come_in_order_with_their_words_and_width() -> None:
    """Source, alternative text and width are as they stand there."""
    found = dom.pictures('<p><img src=a.jpg alt="A &amp; B" width=640><img src="b.png" width="50%"></p>')
    assert found == [("a.jpg", "A & B", 640), ("b.png", "", 0)]


@pytest.mark.parametrize("pixel", [
    "<img src=t.gif width=1 height=1>", "<img src=t.gif width=1>", "<img src=t.gif height='1px'>", "<img alt=none>",
])  # fmt: skip
def test_what_counts_readers_is_no_picture(pixel: str) -> None:
    """A picture one pixel large, or without an address, is left out."""
    assert [picture.src for picture in dom.pictures(f"{pixel}<img src=a.jpg>")] == ["a.jpg"]


def test_the_widest_of_a_set_is_taken() -> None:
    """Of a srcset the widest up to 2,000 pixels, since nothing larger is ever shown."""
    html = '<img src="s.jpg" srcset="m.jpg 800w, l.jpg 1600w, xl.jpg 4000w">'
    assert dom.pictures(html)[0].src == "l.jpg"


def test_no_more_than_asked_for() -> None:
    """A body with a thousand pictures gives the first ones."""
    assert len(dom.pictures("<img src=a.jpg>" * 1000, most=3)) == 3


@pytest.mark.parametrize("html", [
    "<b>" * 300 + "<img src=deep.jpg>",
    "<div>" * 100_000 + "<img src=deep.jpg>",
    "<img src='never closed",
    "<img \x00 src=a.jpg>",
    "\ud800<img src=a.jpg>",
    "<img srcset=', , 5w' src=a.jpg>",
    "<?xml version='1.0' encoding='utf-16'?><img src=a.jpg>",
    "<img src=a.jpg width=99999999999999999999>",
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><img src='&a;' alt='&a;'>",
])  # fmt: skip
def test_nothing_foreign_breaks_it(html: str) -> None:
    """Deep, cut off, with half characters or entities of its own: an answer, no exception, and no file is read."""
    assert "root:" not in str(dom.pictures(html))


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_may_stand_around_a_picture(text: str) -> None:
    """Whatever comes before it, looking for pictures ends with a list."""
    assert isinstance(dom.pictures(f"{text}<img src=a.jpg>"), list)
