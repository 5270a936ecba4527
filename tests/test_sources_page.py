"""Web pages of many makes → the article they are, or the articles they show; and where more of them is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newsletter import sources
from newsletter.errors import InputError, NothingNew
from newsletter.model import Article, Reading
from newsletter.sources import page

DATA = Path(__file__).parent / "data" / "page"
PAGES = sorted(DATA.glob("*.html"))
SITE = "https://courier.example/"
ARTICLE = SITE + "2026/night-train"


def read(html: str, base: str = ARTICLE, folder: Path | None = None) -> Reading:
    return page.read(html.encode(), name="page.html", base=base, folder=folder)


def only(html: str, base: str = ARTICLE, folder: Path | None = None) -> Article:
    (article,) = read(html, base, folder).articles
    return article


def of(head: str, body: str = "<h1>A headline</h1>") -> str:
    return (
        f"<!doctype html><html><head><meta property='article:published_time' content='2026-11-18T05:30:00Z'>{head}"
        f"</head><body>{body}</body></html>"
    )


def told(article: Article) -> dict[str, object]:
    """Return the fields of an article that say something, as the expectations beside the pages write them."""
    fields = {name: getattr(article, name) for name in article.__struct_fields__}
    published = {"published": article.published.isoformat()} if article.published else {}
    kind = {"kind": article.kind} if article.kind != "article" else {}
    tags = {"tags": list(article.tags)} if article.tags else {}
    said = {name: value for name, value in fields.items() if value and name not in ("source", "place", "kind")}
    return said | published | tags | kind


# ── pages of many makes ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_page_gives_the_articles_written_down_beside_it(path: Path) -> None:
    """Each page in tests/data/page is read exactly as its .json says: every field, its name, and what was left over."""
    expected = json.loads(path.with_suffix(".json").read_text())
    reading = page.read(path.read_bytes(), name="page.html", base=expected.get("base", ""))
    assert [told(article) for article in reading.articles] == expected["articles"]
    assert list(reading.unplaced) == expected["unplaced"]
    assert reading.title == expected.get("title", "")
    assert [article.place for article in reading.articles] == list(range(len(reading.articles)))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_is_known_for_one(path: Path) -> None:
    """A page is a page by its first element, whatever type it comes with; and no other kind is surer."""
    data = path.read_bytes()
    others = [kind for kind in sources.kinds() if kind != "page"]
    sure = page.accepts(data, "text/plain")
    assert sure >= 0.9
    assert sure > max(sources._module(kind).accepts(data, "text/html") for kind in others)


@pytest.mark.parametrize("data", [
    b"A headline\n\nA teaser that says what it is about.", b'{"version": "https://jsonfeed.org/version/1.1"}', b"",
    b"[1, 2]",
    b"<?xml version='1.0'?><rss><channel><item><title>A</title></item></channel></rss>",
    b"title,url\nA,https://a.example/",
])  # fmt: skip
def test_what_is_no_page_is_left_to_the_others(data: bytes) -> None:
    """Text, tables, JSON and feeds are none."""
    assert page.accepts(data, "") == 0.0


def test_long_comments_before_a_page_take_no_time() -> None:
    """However many comments come first, it is known at once."""
    assert page.accepts(b"<!-- a -->" * 1600 + b"<html>", "") == 0.95
    assert page.accepts(b"<!-- a -->" * 1600 + b"<p>", "") < 0.95


# ── one article, field by field ──────────────────────────────────────────────────────────────────────────────

LD = '<script type="application/ld+json">{}</script>'


def test_each_field_comes_from_the_surest_that_says_it() -> None:
    """JSON-LD before OpenGraph before microformats before meta before what stands on the page."""
    steps = [
        ("<title>Of title</title>", "<h1></h1>", "Of title"),
        ("", "<h1>Of h1</h1>", "Of h1"),
        ("<meta name='dc.title' content='Of meta'>", "", "Of meta"),
        ("", "<div class='h-entry'><b class='p-name'>Of h-entry</b></div>", "Of h-entry"),
        ("<meta property='og:title' content='Of OpenGraph'>", "", "Of OpenGraph"),
        (LD.format('{"@type": "Article", "headline": "Of JSON-LD"}'), "", "Of JSON-LD"),
    ]
    head = body = ""
    for more_head, more_body, title in steps:
        head, body = head + more_head, body + more_body
        assert only(of(head, body)).title == title


@pytest.mark.parametrize(("title", "site", "bare"), [
    ("Who pays? | The Halyard", "The Halyard", "Who pays?"),
    ("Who pays? – The Halyard", "The Halyard", "Who pays?"),
    ("The Halyard » Who pays?", "The Halyard", "Who pays?"),
    ("Who pays? - the halyard", "The Halyard", "Who pays?"),
    ("Who pays? | Opinion", "The Halyard", "Who pays? | Opinion"),
    ("A week with The Halyard", "The Halyard", "A week with The Halyard"),
    ("The Halyard", "The Halyard", "The Halyard"),
    ("Rates (a.b", "a.b", "Rates (a.b"),
])  # fmt: skip
def test_the_name_of_the_site_is_no_part_of_a_headline(title: str, site: str, bare: str) -> None:
    """Before or behind it, it is taken off, where the page says what its site is called."""
    head = f"<title>{title}</title><meta property='og:site_name' content='{site}'>"
    assert only(of(head, "")).title == bare


def test_a_headline_that_a_plugin_cut_off_is_taken_whole() -> None:
    """Where JSON-LD ends with … and the page's own headline goes on, the whole one is meant."""
    head = LD.format('{"@type": "Article", "headline": "A long winter in the…"}')
    assert only(of(head, "<h1>A long winter in the north</h1>")).title == "A long winter in the north"


@pytest.mark.parametrize("block", [
    '{"@type": "NewsArticle", "headline": "H", "author": "A. Lind"}',
    '[{"@type": "Thing"}, {"@type": ["Article", "Thing"], "headline": "H", "author": [{"name": "A. Lind"}]}]',
    '{"@graph": [{"@type": "Article", "headline": "H", "author": {"@id": "#a"}},'
    ' {"@type": "Person", "@id": "#a", "name": "A. Lind"}]}',
    '<!-- {"@type": "Article", "headline": "H", "author": "A. Lind"} -->',
    '//<![CDATA[\n{"@type": "Article", "headline": "H", "author": "A. Lind"}\n//]]>',
    '/*<![CDATA[*/{"@type": "Article", "headline": "H", "author": "A. Lind"};/*]]>*/',
    '{"@type": "Article", "headline": "H", "author": "A. Lind",}',
    '{"@type": "Article", "headline": "H", "description": "one\ntwo\t", "author": "A. Lind"}',
    '{"@type": "Article", "headline": "H", "author": "A. Lind"}{"@type": "Thing"}',
    '{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;H&quot;,'
    ' &quot;author&quot;: &quot;A. Lind&quot;}',
    '{"@type": "https://schema.org/Article", "headline": "H", "author": {"name": ["x"], "@value": "A. Lind"}}',
    '{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "H", "author": "A. Lind"}}',
])  # fmt: skip
def test_json_ld_is_understood_however_it_is_wrapped(block: str) -> None:
    """Graphs, lists, comments, commas too many, line breaks in words, two in one block, escaped once too often."""
    article = only(of(LD.format(block), ""))
    assert (article.title, article.byline) == ("H", "A. Lind")


@pytest.mark.parametrize(
    "block", ["{", "[[[[", "null", "42", '"Article"', '{"@type": 7}', '{"@graph": {"@graph": []}}', "{}" * 500]
)
def test_json_ld_beyond_mending_is_passed_over(block: str) -> None:
    """The page says the rest by itself."""
    assert only(of(LD.format(block))).title == "A headline"


def test_the_article_is_the_one_at_the_pages_own_address() -> None:
    """Of several in JSON-LD that with the page's address; the others are what it recommends."""
    others = ",".join(
        '{"@type": "Article", "headline": "%s", "url": "%s%s"}' % (name, SITE, name) for name in ("a", "b")
    )
    own = '{"@type": "Article", "headline": "Own", "mainEntityOfPage": {"@id": "%s/?utm_source=x"}}' % ARTICLE
    assert only(of(LD.format(f"[{others},{own}]"), "")).title == "Own"


@pytest.mark.parametrize(("said", "when"), [
    ("2026-11-18T06:30:00+01:00", datetime(2026, 11, 18, 5, 30, tzinfo=UTC)),
    ("2026-11-18T05:30:00Z", datetime(2026, 11, 18, 5, 30, tzinfo=UTC)),
    ("2026-11-18T05:30:00+0000", datetime(2026, 11, 18, 5, 30, tzinfo=UTC)),
    ("18 November 2026", datetime(2026, 11, 18, tzinfo=UTC)),
])  # fmt: skip
def test_a_moment_is_read_with_its_zone(said: str, when: datetime) -> None:
    """In UTC; a day alone is its 00:00."""
    assert only(f"<html><body class=single><h1>A</h1><time datetime='{said}'>x</time>").published == when


def test_a_moment_with_a_zone_is_surer_than_one_without() -> None:
    """Of the same day; that of another day is another date."""
    block = LD.format('{"@type": "Article", "headline": "H", "datePublished": "%s"}')
    assert only(of(block % "2026-11-18 06:30:00")).published == datetime(2026, 11, 18, 5, 30, tzinfo=UTC)
    assert only(of(block % "2026-11-10 06:30:00")).published == datetime(2026, 11, 10, 6, 30, tzinfo=UTC)


def test_the_canonical_address_is_the_articles() -> None:
    """Relative ones are made whole; one that names the front page by mistake is not believed."""
    assert only(of("<link rel=canonical href='/2026/night-train/'>")).url == SITE + "2026/night-train/"
    assert only(of("<link rel=canonical href='https://courier.example/'>")).url == ARTICLE
    assert only(of("<link rel=canonical href='javascript:alert(1)'>")).url == ARTICLE


def test_a_picture_comes_with_its_width_words_and_credit() -> None:
    """What OpenGraph leaves out is found where the same picture stands on the page, in whatever size."""
    head = "<meta property='og:image' content='/up/boat.jpg'><meta property='og:image:width' content='1200'>"
    body = "<h1>A</h1><figure><img src='/up/boat-300x200.jpg' alt='A boat'>" \
           "<figcaption>Low water. Photo: T. Winter</figcaption>"
    article = only(of(head, body))
    assert (article.image, article.image_width) == (SITE + "up/boat.jpg", 1200)
    assert (article.alt, article.credit) == ("A boat", "T. Winter")


@pytest.mark.parametrize(
    "name", ["logo.png", "site-logo-2.png", "default.jpg", "og-default-image.jpg", "placeholder.jpg"]
)
def test_a_picture_of_the_site_is_none_of_the_article(name: str) -> None:
    """The logo or what stands in for missing pictures shows nothing of the piece."""
    assert only(of(f"<meta property='og:image' content='/i/{name}'>")).image == ""
    head = LD.format('{"@type": "Article", "headline": "H", "image": "/i/mark.png", "publisher": {}}')
    assert only(of(head + LD.format('{"@type": "Organization", "logo": "/i/mark.png"}'))).image == ""


def test_a_site_that_says_the_same_on_every_page_says_nothing_of_the_piece() -> None:
    """The description of the site is no teaser."""
    site = LD.format('{"@type": "WebSite", "name": "C", "description": "News from the harbour."}')
    head = site + "<meta property='og:description' content='News from the harbour.'>"
    assert only(of(head, "<h1>A</h1>")).teaser == ""


@pytest.mark.parametrize(("said", "length"), [
    ("PT4M5S", "4:05"), ("PT1H2M3S", "1:02:03"), ("P0DT0H4M5S", "4:05"), ("245", "4:05"), ("PT", ""), ("4 minutes", ""),
    ("PT99999H", ""),
])  # fmt: skip
def test_lengths_of_films(said: str, length: str) -> None:
    """ISO 8601, seconds, or minutes and seconds."""
    head = LD.format('{"@type": "VideoObject", "name": "F", "duration": "%s"}' % said)
    article = only(f"<html><head>{head}</head></html>")
    assert (article.kind, article.duration) == ("video", length)


# ── many articles ────────────────────────────────────────────────────────────────────────────────────────────

CARD = (
    "<article><h2><a href='/2026/{0}/'>A story called {0}</a></h2><p>What the story called {0} is about.</p></article>"
)
CARDS = "".join(map(CARD.format, ("rope", "fog", "tide")))


def titles(html: str, base: str = SITE + "stories/") -> list[str]:
    return [article.title for article in read(html, base).articles]


@pytest.mark.parametrize("around", [
    "<nav>{}</nav>", "<aside>{}</aside>", "<footer>{}</footer>", "<div class='related-posts'>{}</div>",
    "<div id=comments>{}</div>",
    "<div role=navigation>{}</div>", "<section><h2>Most read</h2>{}</section>",
    "<div><h3>Das könnte Sie auch interessieren</h3>{}</div>",
    "<div class='sidebar widget-area'>{}</div>", "<div class=tagcloud>{}</div>",
])  # fmt: skip
def test_what_belongs_to_the_page_is_no_article(around: str) -> None:
    """Menus, footers, related boxes, comments and lists of the most read are left out."""
    extra = around.format(
        "<article><h3><a href='/2026/old/'>An old story that all have read</a></h3><p>Old and long.</p></article>"
    )
    assert titles(f"<body>{CARDS}{extra}") == [f"A story called {name}" for name in ("rope", "fog", "tide")]


def test_a_part_that_holds_most_of_the_page_is_read_whatever_it_is_called() -> None:
    """A theme may call its main column what it likes."""
    assert len(titles(f"<body><div class='sidebar related'>{CARDS}</div>")) == 3


def test_links_in_a_teaser_are_no_articles() -> None:
    """What a sentence leads to is part of the sentence."""
    more = (
        "<article><h2><a href='/2026/x/'>A story called x</a></h2><p>It was said in "
        "<a href='https://e.example/r'>a long report on dykes and rivers</a> that the water "
        "would come back every other year.</p></article>"
    )
    assert titles(f"<body>{CARDS}{more}")[-1] == "A story called x"
    assert len(titles(f"<body>{CARDS}{more}")) == 4


@pytest.mark.parametrize("image", [
    "<img src='/i.jpg'>", "<img data-src='/i.jpg' src='data:image/gif;base64,R0'>",
    "<img src='/blank.gif' data-original='/i.jpg'>",
    "<img srcset='/s.jpg 300w, /i.jpg 900w' src='/s.jpg'>", "<img src='/lazy.png' data-srcset='/i.jpg 900w'>",
    "<noscript><img src='/i.jpg'></noscript>",
    "<picture><source type='image/avif' srcset='/i.avif 900w'><source srcset='/i.jpg "
    "900w'><img src='/placeholder.png'></picture>", "<div style=\"background-image: url('/i.jpg')\"></div>",
    "<div data-bg='/i.jpg'></div>",
    "<amp-img src='/i.jpg' width=900 height=600></amp-img>",
])  # fmt: skip
def test_pictures_are_found_however_lazy_they_are(image: str) -> None:
    """Whatever a page waits with until a reader scrolls, and never in a format that mail does not show."""
    cards = "".join(
        f"<li class=card>{image}<h3><a href='/p/{name}'>A story called {name}</a></h3></li>" for name in "abc"
    )
    assert {article.image for article in read(f"<ul>{cards}</ul>", SITE + "s").articles} == {SITE + "i.jpg"}


def test_json_ld_says_more_of_what_stands_on_the_page() -> None:
    """The same address in both is one article with the best of each, in the page's order."""
    listed = LD.format(
        json.dumps(
            {
                "@type": "ItemList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": 1,
                        "item": {
                            "@type": "Article",
                            "url": "/2026/fog",
                            "headline": "Fog, in full",
                            "datePublished": "2026-11-02T10:00:00Z",
                        },
                    }
                ],
            }
        )
    )
    articles = read(listed + CARDS, SITE + "stories/").articles
    assert [article.title for article in articles] == ["A story called rope", "Fog, in full", "A story called tide"]
    assert articles[1].published == datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert articles[1].teaser == "What the story called fog is about."


def test_the_section_is_the_heading_that_stands_above() -> None:
    """Unless it says nothing to file by; a part of the page ends with its element."""
    cards = [CARD.format(name) for name in ("rope", "fog", "tide")]
    parts = f"<section><h2>Harbour</h2>{cards[0]}</section><section><h2>Latest stories</h2>{cards[1]}</section>"
    html = f"<main>{parts}{cards[2]}</main>"
    assert [article.section for article in read(html, SITE + "s").articles] == ["Harbour", "", ""]


def test_a_page_that_says_nothing_is_one_article_where_it_has_running_text() -> None:
    """Links to others below it do not make a list of it."""
    text = "".join(f"<p>{'The water came in the night and stayed for a week. ' * 6}</p>" for _ in range(5))
    assert titles(f"<body><h1>The flood</h1>{text}{CARDS}", ARTICLE) == ["The flood"]
    assert len(titles(f"<body><h1>Stories</h1><p>Welcome.</p>{CARDS}")) == 3


# ── saved pages ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("note", [
    "<!-- saved from url=(0038)https://courier.example/2026/night-train -->",
    "<!--\n Page saved with SingleFile \n url: https://courier.example/2026/night-train \n saved date: Fri Nov 20\n-->",
    "<!-- Mirrored from courier.example/2026/night-train by HTTrack Website Copier/3.x -->",
    "<link rel=canonical href='https://courier.example/2026/night-train'>",
    "<meta property=og:url content='https://courier.example/2026/night-train'>",
])  # fmt: skip
def test_a_saved_page_says_where_it_is_from(note: str) -> None:
    """By what the browser wrote into it, else by itself; what is named by the editor counts more."""
    html = f"<!doctype html>{note}<html><body class=single><h1>A</h1><img src='/up/a.jpg' width=900></body></html>"
    article = only(html, base="")
    assert (article.url, article.image) == (ARTICLE, SITE + "up/a.jpg")
    assert only(html, base="https://other.example/x").image == "https://other.example/up/a.jpg"


def test_pictures_saved_beside_a_page_are_shown_from_there(tmp_path: Path) -> None:
    """With the whole path, which `sources.read` gives from the publication; a lost one is nowhere on the web."""
    (tmp_path / "Night train_files").mkdir()
    (tmp_path / "Night train_files" / "a.jpg").write_bytes(b"x")
    html = "<body class=single><h1>A</h1><img width=900 src='./Night train_files/{}.jpg'>"
    assert only(html.format("a"), folder=tmp_path).image == str(tmp_path / "Night train_files" / "a.jpg")
    assert only(html.format("b"), folder=tmp_path).image == ""
    assert only(html.format("a"), folder=None).image == ""


def test_a_page_from_nowhere_gives_headlines_without_addresses() -> None:
    """What is not complete is left out, and the editor is told what to do."""
    reading = read(CARDS + "<link rel=alternate type='application/rss+xml' href=/feed>", base="")
    assert [article.url for article in reading.articles] == ["", "", ""]
    assert reading.advice == (
        "the page does not say where it is from, so that addresses in it are missing — write base = 'https://…' beside "
        "its [[source]], or name its live address instead of the file",
    )


def test_a_saved_front_page_says_where_its_feed_is() -> None:
    """It does not go there by itself: the editor named the file."""
    html = (
        "<link rel=canonical href='https://courier.example/'><link rel=alternate type='application/rss+xml' href=/feed>"
        + CARDS
    )
    advice = "the page names a feed, which says more than the page — use https://courier.example/feed"
    assert read(html, base="").advice == (advice,)
    assert page.onward(html.encode(), "") == ""


@pytest.mark.parametrize("data", [
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\nSubject: A\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"x\"\r\n\r\n--x\r\n",
    b"bplist00\xd1\x01\x02_\x10\x0fWebMainResource",
])  # fmt: skip
def test_a_page_packed_into_one_file_is_refused_with_what_to_do(data: bytes) -> None:
    """MHTML and Safari's web archive."""
    assert page.accepts(data, "") == 0.9
    with pytest.raises(
        InputError, match="packed into one file with its pictures — save it again as “web page, HTML only”"
    ):
        page.read(data, name="a.mhtml")


# ── where more is ────────────────────────────────────────────────────────────────────────────────────────────

ALTERNATE = "<link rel='alternate' type='application/{}' title='{}' href='{}'>"
FEEDS = ALTERNATE.format("rss+xml", "Comments Feed", "/comments/feed/") + ALTERNATE.format("rss+xml", "Feed", "/feed/")
WORDPRESS = "<link rel='https://api.w.org/' href='{}'>"


@pytest.mark.parametrize(("head", "base", "address"), [
    (FEEDS, SITE, SITE + "feed/"),
    (FEEDS, SITE + "index.html", SITE + "feed/"),
    (FEEDS, SITE + "en/", SITE + "feed/"),
    (ALTERNATE.format("atom+xml", "Podcast", "/podcast.xml") + ALTERNATE.format("feed+json", "A", "feed.json"),
     SITE, SITE + "feed.json"),
    (ALTERNATE.format("json", "A", "/wp-json/wp/v2/pages/2") + WORDPRESS.format("/wp-json/"), SITE,
     SITE + "wp-json/wp/v2/posts?_embed=1&per_page=50"),
    (WORDPRESS.format("/?rest_route=/"), SITE, SITE + "?rest_route=/wp/v2/posts&_embed=1&per_page=50"),
    (FEEDS + WORDPRESS.format("/wp-json/"), SITE, SITE + "feed/"),
    # A section is no whole site: only its own feed says more of it.
    (FEEDS, SITE + "culture/", ""),
    (FEEDS + ALTERNATE.format("rss+xml", "Culture", "/culture/feed/"), SITE + "culture/", SITE + "culture/feed/"),
    (WORDPRESS.format("/wp-json/"), SITE + "culture/", ""),
    ("", SITE, ""),
    (ALTERNATE.format("rss+xml", "x", "javascript:alert(1)"), SITE, ""),
    # An article is what the editor wanted.
    (FEEDS + LD.format('{"@type": "Article", "headline": "H"}'), ARTICLE, ""),
    (FEEDS + "<meta property=article:published_time content=2026-11-18>", ARTICLE, ""),
    (FEEDS, "", ""),
])  # fmt: skip
def test_a_sites_address_leads_to_its_feed(head: str, base: str, address: str) -> None:
    """The main one, not that of comments or a podcast; without a feed to its WordPress."""
    assert page.onward(f"<!doctype html><html><head>{head}</head><body>{CARDS}</body></html>".encode(), base) == address


def test_the_picture_of_a_page_is_what_it_names_for_sharing() -> None:
    """Address, words and width, for the fetch that fills what a feed leaves out; nothing from a page without."""
    head = "<meta property=og:image content='/a.jpg'><meta property=og:image:width content=1200>" \
           "<meta property=og:image:alt content='A boat'>"
    assert page.picture(of(head).encode(), ARTICLE) == (SITE + "a.jpg", "A boat", 1200)
    assert page.picture(b"<img src='/a.jpg'>", ARTICLE) == ("", "", 0)
    assert page.picture(of("<meta property=og:image content='/logo.svg'>").encode(), ARTICLE) == ("", "", 0)


def test_a_site_says_what_it_is() -> None:
    """Name, feed, logo, colours and language of a front page, for a publication that is begun."""
    html = f"""<!doctype html><html lang="pt-BR" style="--brand: #abc"><head>
        <title>Cais & Ponte | Revista</title>{FEEDS}
        <meta property="og:site_name" content="Cais &amp; Ponte"><meta name="theme-color" content="#C2410C">
        <link rel="apple-touch-icon" sizes="180x180" href="/touch.png"><link rel="icon" href="/favicon.ico">
        <style>:root {{ --accent-colour: rgb(12, 65, 194); --brand-grey: #777777; --white: #fff }}</style></head>
        <body><header><img class="site-logo" src="/img/cais.svg"><img class="site-logo"
        src="/img/cais.png"></header></body></html>"""
    assert page.site(html.encode(), SITE) == page.Site(
        name="Cais & Ponte",
        feed=SITE + "feed/",
        logo=SITE + "img/cais.png",
        colours=("#c2410c", "#0c41c2", "#aabbcc"),
        language="pt-BR",
    )
    assert page.site(b"<title>Rope</title>", SITE) == page.Site(name="Rope")
    organisation = LD.format('{"@type": "NewsMediaOrganization", "logo": {"url": "/of-organisation.png"}}')
    assert page.site((organisation + html).encode(), SITE).logo == SITE + "of-organisation.png"


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("html", "todo"), [
    ("<title>Under way</title>", "look for its feed, or name the page that lists its articles"),
    (FEEDS, "its feed is https://courier.example/feed/"),
    ("<body><div id=root></div><script src=app.js></script>", "it is put together by a script; look for its feed"),
])  # fmt: skip
def test_a_page_without_articles_says_what_else_to_do(html: str, todo: str) -> None:
    """In an editor's words."""
    with pytest.raises(NothingNew, match="no article was found on the page — " + todo):
        read(html, SITE)


# ── the whole way ────────────────────────────────────────────────────────────────────────────────────────────

RSS = "<rss><channel><title>The Halyard</title><item><title>From the feed</title></item></channel></rss>"


@pytest.fixture
def site() -> Iterator[str]:
    """Serve a site: front pages with a feed, with a WordPress, with a feed that is broken, and an article."""
    posts = [
        {"link": f"https://h.example/{number}", "title": {"rendered": f"Post {number}"}, "_embedded": {}}
        for number in range(60)
    ]
    answers = {
        "/": ("text/html", f"<!doctype html><html><head>{FEEDS}</head><body>{CARDS}</body></html>"),
        "/feed/": ("text/plain", RSS),
        "/en/": ("text/html", f"<!doctype html><html><head>{WORDPRESS.format('/wp-json/')}</head></html>"),
        "/wp-json/wp/v2/posts?_embed=1&per_page=50": ("application/json", json.dumps(posts[:50])),
        "/wp-json/wp/v2/posts?_embed=1&per_page=50&page=2": ("application/json", json.dumps(posts[50:])),
        "/fr/": (
            "text/html",
            f"<!doctype html><html><head>{ALTERNATE.format('rss+xml', 'x', '/gone')}</head><body>{CARDS}",
        ),
        "/story": ("text/html", (DATA / "one-yoast.html").read_text()),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - http.server's name
            kind, text = answers.get(self.path, ("text/html", ""))
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "kind", "count"), [("/", "feed", 1), ("/en/", "wordpress", 60), ("/fr/", "page", 3), ("/story", "page", 1)]
)
def test_a_sites_address_is_all_an_editor_needs(site: str, path: str, kind: str, count: int) -> None:
    """Its feed is read, else its WordPress with all its pages; where the feed does not answer, the page itself."""
    reading = sources.read(site + path, allow_private=True)
    assert (reading.kind, len(reading.articles)) == (kind, count)


def test_the_kind_that_an_editor_names_is_kept(site: str) -> None:
    """``kind = 'page'`` reads the page, whatever feed it names."""
    assert sources.read(site + "/", kind="page", allow_private=True).kind == "page"


def test_a_saved_page_in_a_publication_shows_its_pictures(tmp_path: Path) -> None:
    """Given from the publication, as for every source."""
    (tmp_path / "saved" / "a_files").mkdir(parents=True)
    (tmp_path / "saved" / "a_files" / "boat.jpg").write_bytes(b"x")
    (tmp_path / "saved" / "a.html").write_text(
        "<!doctype html><body class=single><h1>A</h1><img width=900 src='a_files/boat.jpg'>"
    )
    reading = sources.read("saved/a.html", root=tmp_path)
    assert (reading.kind, reading.articles[0].image) == ("page", "saved/a_files/boat.jpg")
