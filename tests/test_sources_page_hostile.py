"""Pages made to do harm, broken anywhere, or very large: an answer in good time, and never more than words."""

from __future__ import annotations

import json
import re
import time
from html import escape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import HARD_WORDS
from naughty_help import naughty
from newsletter.errors import NewsletterError
from newsletter.model import Article, Reading
from newsletter.prose import one_line
from newsletter.sources import page, wordpress

DATA = Path(__file__).parent / "data"
SEEDS = [path.read_bytes() for path in sorted((DATA / "page").glob("*.html"))]
BASE = "https://courier.example/stories/"
CARD = (
    '<article><h2 class="entry-title"><a href="/2026/{0}/">{1}</a></h2><time datetime="2026-11-02">x</time>'
    '<p class="excerpt">{2}</p></article>'
)


def read(data: bytes, base: str = BASE) -> Reading | None:
    """Return what a page holds, asked in every way there is; None where it is refused, in an editor's words."""
    page.accepts(data, "text/html")
    page.onward(data, base)
    page.picture(data, base)
    page.site(data, base)
    try:
        return page.read(data, name="page.html", base=base)
    except NewsletterError as error:
        assert "\n" not in str(error)
        return None


def is_whole(article: Article) -> bool:
    """Say whether everything in an article is one clean line, and its addresses are of the web."""
    texts = (article.title, article.teaser, article.byline, article.section, article.alt, article.credit, *article.tags)
    addresses = (article.url, article.image)
    return (
        bool(article.title)
        and all(text == one_line(text) for text in texts)
        and all(not url or re.match(r"https?://[^\s<>\"]+$", url) for url in addresses)
    )


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", HARD_WORDS)
def test_hostile_words_stay_words(words: str) -> None:
    """As headline, teaser and name of the site they come through as one line of plain text."""
    cards = "".join(CARD.format(number, escape(f"{words} {number}"), escape(words)) for number in range(3))
    head = f"<meta property='og:site_name' content='{escape(words)}'>"
    reading = read(f"<!doctype html><html><head>{head}</head><body>{cards}".encode("utf-8", "replace"))
    assert reading is not None
    assert reading.title == one_line(reading.title)
    assert all(map(is_whole, reading.articles))
    clean = one_line(words.encode("utf-8", "replace").decode())
    assert not clean or all(clean[:20] in article.title for article in reading.articles)


def test_naughty_strings_may_be_headlines() -> None:
    """All of the list at once: each that holds a letter is a headline of the page, and none is more than words."""
    strings = naughty()
    cards = (CARD.format(number, escape(text), "A teaser of some words.") for number, text in enumerate(strings))
    reading = read("".join(cards).encode("utf-8", "replace"))
    assert reading is not None and all(map(is_whole, reading.articles))
    found = {article.url for article in reading.articles}
    lost = [
        text
        for number, text in enumerate(strings)
        if f"https://courier.example/2026/{number}/" not in found and re.search(r"[a-z]{3}", one_line(text)[:400])
    ]
    assert len(lost) <= 3, lost


@given(st.text(st.characters(exclude_categories=()), max_size=60))
@example("0 0@0 0")
def test_any_text_may_be_a_headline(text: str) -> None:
    """On a page of many and on one of its own, in an element and in JSON-LD."""
    single = f"<body class=single><h1>{escape(text)}</h1><p class=byline>{escape(text)}</p>"
    block = json.dumps(
        {"@type": "Article", "headline": text, "url": text, "image": text, "author": text, "keywords": [text]}
    )
    for html in (
        CARD.format(1, escape(text), escape(text)) * 2,
        single,
        f'<script type="application/ld+json">{block}</script>',
    ):
        reading = read(html.encode("utf-8", "replace"))
        assert reading is None or all(map(is_whole, reading.articles))


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
    "data:text/html,<script>x</script>",
    "vbscript:x", "file:///etc/passwd", "mailto:a@b.example", "https://user:pass@courier.example/x", "//",
    "http://[::1", "#x", "?",
])  # fmt: skip
def test_an_address_that_leads_astray_is_none(url: str) -> None:
    """Neither an article's nor a picture's."""
    href = escape(url, quote=True)
    cards = "".join(
        f'<article><h2><a href="{href}">A story called {name} today</a></h2><img src="{href}"></article>'
        for name in "abc"
    )
    reading = read(cards.encode())
    assert reading is None or all(is_whole(article) and not article.image for article in reading.articles)
    head = f'<link rel=canonical href="{href}"><meta property="og:image" content="{href}">'
    own = read(f"<html><head>{head}</head><body class=single><h1>A</h1>".encode())
    assert own is not None and own.articles[0].url == BASE and not own.articles[0].image


# ── broken anywhere ──────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_a_page_may_be_cut_or_scrambled_anywhere(seed: bytes, data: st.DataObject) -> None:
    """Whatever is lost or put in, what is read is whole."""
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, len(seed)))
    junk = data.draw(st.binary(max_size=30))
    for changed in (seed[:start], seed[start:], seed[:start] + junk + seed[end:]):
        reading = read(changed)
        assert reading is None or all(map(is_whole, reading.articles))


@given(st.binary(max_size=300))
def test_any_bytes_may_come(data: bytes) -> None:
    """Of any kind: they are read, or refused in an editor's words."""
    read(data)
    read(b"<!doctype html>" + data, base="")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_answer_of_wordpress_may_be_cut_or_scrambled_anywhere(data: st.DataObject) -> None:
    """As well."""
    seed = (DATA / "wordpress" / "posts.json").read_bytes()
    start = data.draw(st.integers(0, len(seed)))
    junk = data.draw(st.binary(max_size=30))
    for changed in (seed[:start], seed[start:], seed[:start] + junk + seed[start:]):
        try:
            assert all(map(is_whole, wordpress.read(changed, name="posts.json").articles))
        except NewsletterError:
            continue


# ── large ────────────────────────────────────────────────────────────────────────────────────────────────────

SCRIPT = "<script type='application/ld+json'>"
THING = '{"@type": "Article", "headline": "H {n}", "url": "/{n}"},'
# What stands before, what comes again and again ({n} counts), what stands behind.
LARGE = {
    "nested tags": ("", "<div>", ""),
    "cards": ("", CARD.format("{n}", "Story {n} of the harbour", "A teaser of some words. " * 3), ""),
    "cards, deep": ("<div>" * 95, CARD.format("{n}", "Story {n} of it", "A teaser."), ""),
    "links": ("", "<a href='/p/{n}'>A link that says number {n}</a> ", ""),
    "links in a sentence": ("<p>", "<a href='/p/{n}'>A link that says {n}</a> ", ""),
    "pictures with links": ("", "<div><a href='/p/{n}'><img src=/{n}.jpg></a></div>", ""),
    "one link, many words": ("<h2><a href=/1>A story of some words</a></h2>", "<span class=date>1:20</span>", ""),
    "headings": ("", "<h2>Heading {n}</h2>", ""),
    "classes": ("<div class='title date author category tag'>" * 90 + "<a href=/1>A story of words</a>",
                "<b class=title>x</b>", ""),
    "meta": ("", "<meta property=og:title content=x>", ""),
    "a long class": ("<h2><a href=/1 class='", "post ", "'>A story of some words</a></h2>"),
    "JSON in JSON": (SCRIPT, "[", "</script>"),
    "commas": (f'{SCRIPT}{{"a": ', ",", "</script>"),
    "many things": (f"{SCRIPT}[", THING, "{}]</script>"),
    "comments": ("", "<!-- x -->", ""),
    "comments never closed": ("", "<!--", ""),
}


def large(name: str, size: int) -> bytes:
    """Return a page of about so many bytes."""
    before, again, behind = LARGE[name]
    count = size // len(again)
    middle = "".join(again.replace("{n}", str(n)) for n in range(count)) if "{n}" in again else again * count
    return f"<!doctype html><html><body>{before}{middle}{behind}".encode()


def seconds(data: bytes) -> float:
    """Return the seconds of the processor that a page takes, for the machine may be busy."""
    start = time.process_time()
    try:
        page.read(data, name="page.html", base=BASE)
    except NewsletterError:
        pass
    return time.process_time() - start


@pytest.mark.parametrize("name", LARGE)
def test_no_page_keeps_us(name: str) -> None:
    """However a page of 300 kB is made, it does not take the minutes that the square of its size would."""
    assert seconds(large(name, 300_000)) < 10


@pytest.mark.slow
@pytest.mark.parametrize(("name", "size"), [("nested tags", 10_000_000), ("links in a sentence", 2_000_000)])
def test_megabytes_do_not_keep_us(name: str, size: int) -> None:
    """Those that took longest of all: a quiet machine needs one to three seconds."""
    assert seconds(large(name, size)) < 30
