"""What foreign HTML says is read paragraph by paragraph, in order, with the links in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.dom import ForeignLink, Outline, Paragraph, decode, outline

from conftest import HARD_WORDS  # isort: skip


def said(html: str) -> list[str]:
    return [paragraph.text for paragraph in outline(html).paragraphs]


def test_blocks_end_paragraphs_and_words_within_do_not() -> None:
    """A paragraph goes on through emphasis and links, and ends with its element, or with the line."""
    assert said("<p>The <em>night <b>train</b></em> is <a href='/x'>back</a>.</p>on<div>the<br>agenda</div>") == [
        "The night train is back.", "on", "the", "agenda",
    ]


def test_links_carry_words_and_descriptions() -> None:
    """A link says where it leads, its own words, and what its pictures show; one without either is none."""
    html = "<p><a href=' /a '>A <i>word</i></a> and <a href='/b'><img alt='Boats'></a><a href='/c'></a><a>no link</a></p>"
    assert outline(html).paragraphs[0].links == (ForeignLink("/a", "A word", ""), ForeignLink("/b", "", "Boats"))


def test_a_link_around_paragraphs_is_in_each() -> None:
    """As cards are made: heading and teaser in one link."""
    found = outline("<a href='/a'><h3>Low<br>water</h3><p>A line.</p></a><p>after</p>").paragraphs
    assert found == (
        Paragraph("Low water", True, (ForeignLink("/a", "Low water", ""),)),
        Paragraph("A line.", False, (ForeignLink("/a", "A line.", ""),)),
        Paragraph("after", False, ()),
    )


@pytest.mark.parametrize(("html", "heading"), [
    ("<h2>x</h2>", True), ("<p><b>x</b></p>", True), ("<p> <strong>x <i>y</i></strong> </p>", True), ("<p><b>x</b> y</p>", False),
    ("<p>x</p>", False), ("<div><h1><a href='/'>x</a></h1></div>", True),
])
def test_headings_are_headings_or_bold_all_through(html: str, heading: bool) -> None:
    """Letters often have no other headings than bold lines."""
    assert outline(html).paragraphs[0].heading is heading


def test_title_and_time_are_found() -> None:
    """The page's title, and the first moment it names."""
    html = "<head><title> A  letter </title></head><time>May</time><time datetime='2024-05-03'>3 May</time>"
    found = outline(html)
    assert (found.title, found.time, said(html)) == ("A letter", "2024-05-03", ["May3 May"])


def test_what_is_hidden_is_not_said() -> None:
    """Preheaders, scripts and comments are not for readers."""
    assert said("<p style='color:red;DISPLAY : none'>a</p><script>b</script><!-- c --><style>d</style>e") == ["e"]
    assert outline("") == Outline("", "", ())


@given(st.text(alphabet=st.sampled_from("<>/ab =\"'pih1-!&;\n")), st.sampled_from(HARD_WORDS))
def test_any_markup_is_read(markup: str, words: str) -> None:
    """Whatever the tags do, words come as single lines."""
    for paragraph in outline(f"{markup}{words}").paragraphs:
        assert "\n" not in paragraph.text


@pytest.mark.parametrize(("data", "told", "text"), [
    ("Küste".encode("latin-1"), "iso-8859-1", "Küste"), ("Küste".encode(), "iso-8859-1", "Küste"),
    ("海".encode("iso-2022-jp"), "ISO-2022-JP", "海"), ("море".encode("koi8-r"), "koi8-r", "море"),
    ("море x".encode("cp1251"), "no-such-charset", "ìîðå x"),
])
def test_the_charset_that_came_with_it_is_heeded(data: bytes, told: str, text: str) -> None:
    """What a mail says of its parts counts, where it is a charset and the words are not UTF-8 anyway."""
    assert decode(data, told) == text
