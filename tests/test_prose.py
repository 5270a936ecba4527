"""Words travel whole: cleaned, cut, wrapped, and said in two voices that say the same."""

from __future__ import annotations

import re
import time
import unicodedata
from datetime import date

import pytest
from conftest import HARD_WORDS
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter import prose
from newsletter.prose import markdown
from newsletter.dom import MAX_DEPTH

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=120)
WORDS = st.lists(st.sampled_from([*HARD_WORDS, "and", "the", "harbour", "·", "|"]), max_size=30).map(" ".join)

# ── cleaning ─────────────────────────────────────────────────────────────────────────────────────────────────


@given(ANY_TEXT)
@example("a \x1b\x85b")
def test_one_line_is_one_line_of_characters_that_exist(text: str) -> None:
    """No control, no half character, no override of direction is left, and cleaning twice changes nothing."""
    line = prose.one_line(text)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in line)
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    assert prose.one_line(line) == line


@pytest.mark.parametrize("words", HARD_WORDS)
def test_one_line_keeps_every_letter(words: str) -> None:
    """Joiners, marks, no-break spaces, what looks like markup: all of it stays as it was typed."""
    assert prose.one_line(f" {words}\r\n\t{words} ") == f"{words} {words}"


@pytest.mark.parametrize(("html", "words"), [
    ("Caf&eacute; &amp; bar &#8211; 5 &lt; 6", "Café & bar – 5 < 6"),
    ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
    ("<p>One</p><p>two<br>three</p>", "One two three"),
    ("in<b>side</b>", "inside"),
    ("<script>alert(1)</script>after<style>p{}</style><!-- no -->", "after"),
    ("a&nbsp;b", "a\u00a0b"),
    ("<img src=x onerror=alert(1)>words", "words"),
    ("1 < 2", "1 < 2"),
    ("<b>" * 300 + "whole" , "whole"),
    ("whole" + "<div>" * 200_000, "whole"),
    ("\ud800<b>x</b>", "\ufffdx"),
])  # fmt: skip
def test_plain_is_the_words_of_foreign_html(html: str, words: str) -> None:
    """Tags, scripts and comments are gone, entities are read once, and no depth of nesting breaks it."""
    assert prose.plain(html) == words


@given(ANY_TEXT)
def test_plain_never_gives_an_executable_tag(text: str) -> None:
    """Whatever comes in, what comes out is one clean line."""
    assert prose.one_line(prose.plain(text)) == prose.plain(text)


@given(WORDS | ANY_TEXT.map(prose.one_line), st.integers(20, 300))
def test_an_excerpt_is_the_beginning(text: str, most: int) -> None:
    """It is never longer than asked for, and it is the text's own beginning, with an ellipsis where it was cut."""
    cut = prose.excerpt(text, most)
    assert len(cut) <= most
    assert text.startswith(cut.removesuffix("…"))
    if len(text) <= most:
        assert cut == text


def test_an_excerpt_ends_where_a_sentence_does() -> None:
    """A sentence's end in the second half is a good place to stop; else a word's end and an ellipsis."""
    assert prose.excerpt("The city argues. " * 4 + "And then it argues on and on", 72).endswith("argues.")
    assert prose.excerpt("word " * 40, 33) == "word word word word word word…"


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("markdown", "html"), [
    ("*a* **b**", "<p><em>a</em> <strong>b</strong></p>"),
    ("one\ntwo", "<p>one<br />\ntwo</p>"),
    ("[x](https://a.example/?b=1&c=2)", '<p><a href="https://a.example/?b=1&amp;c=2">x</a></p>'),
    ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ("[x](file:///etc/passwd)", "<p>[x](file:///etc/passwd)</p>"),
    ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>"),
    ("<b onclick=x>a</b>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>"),
    ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ("<!-- x -->", "<p>&lt;!-- x --&gt;</p>"),
])  # fmt: skip
def test_markdown_is_safe_html(markdown: str, html: str) -> None:
    """Emphasis and links count; tags are words; nothing that runs or reads files is a link."""
    assert prose.markdown_html(markdown) == html


@pytest.mark.parametrize("markdown", [
    ">" * 3000 + "x", "- " * 3000 + "x", "1. " * 1000 + "x", "*a _b " * 300 + "c" + "_ *" * 300,
    "*" * 600 + "c" + "*" * 600,
    "[" * 3000, "![](" * 1000, "`" * 3001,
])  # fmt: skip
def test_markdown_is_never_deep(markdown: str) -> None:
    """However an editor nests it, the HTML stays shallow: deeper than 254, inlining drops the rest of the letter."""
    html, depth, deepest = prose.markdown_html(markdown), 0, 0
    for tag in re.findall(r"<(/?)\w+[^>]*?(/?)>", html):
        depth += 0 if tag[1] else -1 if tag[0] else 1
        deepest = max(deepest, depth)
    assert depth == 0
    assert deepest <= 2 * MAX_DEPTH


@pytest.mark.parametrize("markdown", ["[" * 20_000, "[" * 9000 + "]" * 9000], ids=["open", "nested"])
def test_too_many_open_brackets_are_words(monkeypatch: pytest.MonkeyPatch, markdown: str) -> None:
    """markdown-it looks for the end of each to the end of the paragraph; beyond 500 at once nobody looks."""
    monkeypatch.setattr("markdown_it.helpers.parseLinkLabel", lambda *_: pytest.fail("somebody looks for its end"))
    assert prose.markdown_html(markdown) == f"<p>{markdown}</p>"
    assert prose.markdown_text(markdown).replace("\n", "") == markdown


def test_emphasis_is_deep_without_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """markdown-it caps the depth of blocks only: without `_shallow` 300 stars nest 150 deep."""
    monkeypatch.setattr(markdown, "_shallow", lambda inline: inline)
    assert prose.markdown_html("*" * 600 + "c" + "*" * 600).count("<strong>") > 2 * MAX_DEPTH


@pytest.mark.parametrize(("markdown", "text"), [
    ("*a* **b** `c`", "a b c"),
    ("# Head\n\nwords", "Head\n----\n\nwords"),
    ("- one\n- two\n\nafter", "- one\n- two\n\nafter"),
    ("3. three\n4. four", "3. three\n4. four"),
    ("1. a\n   - b", "1. a\n   - b"),
    ("> said\n>\n> twice", "> said\n>\n> twice"), ("> one\n\nand\n\n> two", "> one\n\nand\n\n> two"),
    ("> ## Head\n> words", "> Head\n> ----\n>\n> words"),
    ("---", "* * *"),
    ("[Leave](https://a.example/)", "Leave: https://a.example/"),
    ("see [this](https://a.example/)", "see this\nhttps://a.example/"),
    ("[a](https://a.example) and [b](https://b.example)",
    "a [1] and b [2]\n[1] https://a.example\n[2] https://b.example"),
    ("<https://a.example/>", "https://a.example/"),
    ("[a](https://a.example) · [b](https://b.example)", "a: https://a.example\nb: https://b.example"),
    ("[a](https://a.example) or [b](https://a.example)", "a or b\nhttps://a.example"),
    ("write to [us](mailto:us@a.example)", "write to us\nus@a.example"),
    ("&copy; \\*x\\*", "© *x*"),
])  # fmt: skip
def test_markdown_reads_well_as_plain_text(markdown: str, text: str) -> None:
    """Lists, quotes and links keep their sense without markup."""
    assert prose.markdown_text(markdown) == text


@given(ANY_TEXT | WORDS)
@settings(deadline=None)
def test_both_voices_survive_any_text(text: str) -> None:
    """Whatever an editor types, both voices answer, and the HTML is well-formed."""
    html = prose.markdown_html(text)
    prose.markdown_text(text)
    assert html.count("<p") == html.count("</p>")
    assert not re.search(r"<(?!/?(?:p|br|em|strong|a|span|ul|ol|li|blockquote|h[1-6]|hr|code)\b)", html)


@given(WORDS, WORDS)
@settings(deadline=None)
def test_one_voice_takes_nothing_from_the_other(one: str, other: str) -> None:
    """What a text is made of is remembered for both; each says it as it would say it first."""
    text = f"**{one}**\n[{other}](https://a.example/)\n\n* {other}"
    first, second = prose.markdown_html(text, lambda _: True), prose.markdown_text(text, 40, lambda _: True)
    markdown._remembered.cache_clear()
    assert prose.markdown_text(text, 40, lambda _: True) == second
    assert prose.markdown_html(text, lambda _: False) == prose.markdown_html(text)
    assert prose.markdown_html(text, lambda _: True) == first


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("url", "link"), [
    ("https://a.example/?b=1&c=%20", "https://a.example/?b=1&c=%20"),
    ("https://a.example/köln", "https://a.example/k%C3%B6ln"),
    ("https://köln.example/", "https://xn--kln-sna.example/"),
    (" https://a.example/a b\n", "https://a.example/a%20b"),
    ("mailto:a@b.example?subject=x", "mailto:a@b.example?subject=x"),
    ("HTTP://A.example/", "http://A.example/"), ("https://a.example/it's", "https://a.example/it%27s"),
    ("javascript:alert(1)", ""), ("file:///etc/passwd", ""), ("//a.example", ""), ("/a", ""), ("TK", ""), ("", ""),
    ("https://", ""), ("data:text/html,x", ""), ("java\nscript:alert(1)", ""),
    ("\x01https://a.example/", "https://a.example/"),
])  # fmt: skip
def test_a_link_is_plain_ascii_or_nothing(url: str, link: str) -> None:
    """Only http, https and mailto may stand in a letter; both voices write the same characters."""
    assert prose.link(url) == link


@given(ANY_TEXT)
@example("\ud800")
@example("\n\nBcc: x")
@example("\u202egpj")
@example('"><script>')
def test_any_address_is_safe_to_print(text: str) -> None:
    """Nothing in an address ends its line, its attribute or its tag."""
    assert re.fullmatch(r"[!#-;=?-~]*", prose.link(f"https://a.example/{text}"))


# ── plain text ───────────────────────────────────────────────────────────────────────────────────────────────


@given(WORDS, st.sampled_from(["", "- ", "> "]))
def test_lines_are_no_wider_than_72_columns(text: str, first: str) -> None:
    """Only a single word that is wider stands out; no word is lost."""
    wrapped = prose.wrap(text, first=first, rest=" " * len(first))
    for line in wrapped.split("\n"):
        assert prose.display_width(line) <= 72 or " " not in line.strip(" ->")
    assert re.sub(r"[ \n]", "", wrapped.removeprefix(first)) == re.sub("[ \u00ad]", "", text)


def test_a_long_word_is_searched_for_addresses_once() -> None:
    """200,000 signs and no @ in them are wrapped; and a mail address in a long word stays whole all the same."""
    word = "[a](" * 50_000
    assert prose.wrap(word).replace("\n", "") == word
    assert "weekly@courier.example" in prose.wrap("火" * 200 + "，weekly@courier.example")


@pytest.mark.parametrize("word", ["漢字http://a.b/c、", "\U0001f1e6", "\u200bhttp://a/"])
def test_a_long_word_of_any_script_is_parted_in_a_moment(word: str) -> None:
    """Neither addresses among characters that a line may end at nor a row of flags take the square of their number."""
    began = time.process_time()
    assert re.sub("[\n\u200b]", "", prose.wrap(word * 30_000)) == word.strip("\u200b") * 30_000
    assert time.process_time() - began < 3


def test_wide_characters_count_twice() -> None:
    """A Chinese character takes two columns, a joined emoji two, an accent none; Chinese breaks between characters."""
    assert prose.display_width("火") == 2
    assert prose.display_width("Cafe\u0301") == 4
    assert all(prose.display_width(line) <= 72 for line in prose.wrap("火山喷发" * 40).split("\n"))
    assert not any(line.startswith(("。", "，")) for line in prose.wrap("火山喷发，今天。" * 40).split("\n"))


# ── languages ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "said"), [
    ("en", "20 November 2026"), ("en-GB", "20 November 2026"), ("en-US", "November 20, 2026"),
    ("de", "20. November 2026"),
    ("pt-BR", "20 de novembro de 2026"), ("EN-gb", "20 November 2026"), ("qqq", "20 November 2026"),
    ("sr-Latn", "20. novembar 2026."), ("de-1996", "20. November 2026"), ("zh-TW", "2026年11月20日"),
])  # fmt: skip
def test_a_date_is_written_as_its_readers_write_it(language: str, said: str) -> None:
    """Region and script count; a language nobody knows falls back to English."""
    assert prose.long_date(date(2026, 11, 20), language) == said


@pytest.mark.parametrize(("language", "direction"), [
    ("ar", "rtl"), ("ar-EG", "rtl"), ("he", "rtl"), ("fa-IR", "rtl"), ("ur", "rtl"), ("pa-Arab", "rtl"),
    ("az-Arab", "rtl"),
    ("en", "ltr"), ("pa", "ltr"), ("ar-Latn", "ltr"), ("x-none", "ltr"),
])  # fmt: skip
def test_the_script_says_which_way_the_letter_runs(language: str, direction: str) -> None:
    """Where the tag names a script it decides, else the language's usual one."""
    assert prose.direction(language) == direction
