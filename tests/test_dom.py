"""Pictures are found in foreign HTML, however broken, deep or dishonest it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import dom
from newsletter.dom import node as node_module


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


# ── elements ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_elements_come_in_the_order_of_the_page() -> None:
    """With attributes in lower case, their text in single blanks, and what is above them."""
    root = dom.parse("<DIV Class=a><p>One <b>t</b>wo<br>three<script>no</script></p>\n\n<p>Four&nbsp;five</p></DIV>")
    first, second = root.all("p")
    assert (first.text(), second.text()) == ("One two three", "Four\u00a0five")
    assert [node.tag for node in first.ancestors()][0] == "div"
    assert root.first("div").names.strip() == "a"  # type: ignore[union-attr]


def test_elements_that_hold_nothing_hold_nothing() -> None:
    """What follows a ``<source>`` stands beside it, not in it."""
    picture = dom.parse("<picture><source srcset=a><source srcset=b><img src=c></picture>").first("picture")
    assert picture is not None
    assert [node.tag for node in picture.elements()] == ["source", "source", "img"]


def test_a_tree_is_never_deep_and_never_endless() -> None:
    """Deeper elements stand in the deepest that is allowed, with their text; from a number on they are left out."""
    deep = dom.parse("<div>" * 5000 + "<p>words</p>" + "</div>" * 5000 + "<p>after</p>")
    assert max(sum(1 for _ in node.ancestors()) for node in deep.walk()) == node_module.DEEPEST
    assert deep.text() == "words after"
    assert sum(1 for _ in dom.parse("<b></b>" * 400_000).walk()) <= node_module.MOST_NODES + 1


@pytest.mark.parametrize(("data", "text"), [
    ("Zürich".encode(), "Zürich"),
    ("\ufeffZürich".encode(), "Zürich"),
    ("Zürich".encode("utf-16"), "Zürich"),
    ("<p>Zürich".encode("utf-16-le"), "Zürich"),
    (b"<meta charset=iso-8859-1>Z\xfcrich", "Zürich"),
    (b"<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>\xcf\xf0\xe0\xe2\xe4\xe0", "Правда"),
    (b"<?xml version='1.0' encoding='koi8-r'?><p>\xf0\xd2\xc1\xd7\xc4\xc1", "Правда"),
    (b"<meta charset=shift_jis>\x96\xe9\x8b\xcf", "夜均"),
    ("<meta charset=iso-8859-1>Zürich".encode(), "Zürich"),
    ("<meta charset=utf-8>Zürich ".encode() + b"\xff", "Zürich \ufffd"),
    ("Zürich".encode()[:2], "Z"),
    (b"<meta charset=rot13>Z\xfcrich", "Zürich"),
    (b"Z\xfcrich \x80", "Zürich €"),
])  # fmt: skip
def test_a_page_is_decoded_as_browsers_do(data: bytes, text: str) -> None:
    """By mark, by what it is, by what it declares; what no page is written in is not believed."""
    assert dom.parse(dom.decode(data)).text() == text


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded(data: bytes) -> None:
    """And parsed."""
    assert "\0" not in dom.decode(data)
    dom.parse(dom.decode(data)).text()
