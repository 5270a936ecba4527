"""Facts about `newsletter.sources.feed`: what each format's parts become."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import prose
from newsletter.errors import InputError, NothingNew
from newsletter.model import Article, Reading
from newsletter.sources import feed

DATA = Path(__file__).parent / "data" / "feed"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "feeds"

with_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real feeds are not there ({SHARED})")


def read(name: str) -> Reading:
    return feed.read((DATA / name).read_bytes(), name=name)


def rss(*items: str, channel: str = "") -> bytes:
    """Return an RSS 2.0 feed of items given as their XML."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in {
        "content": "http://purl.org/rss/1.0/modules/content/", "media": "http://search.yahoo.com/mrss/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "dc": "http://purl.org/dc/elements/1.1/",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    }.items())
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {spaces}><channel><title>T</title>{channel}{inner}</channel></rss>'.encode()


def atom(*entries: str) -> bytes:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{inner}</feed>'.encode()


def jsonfeed(*items: dict) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}).encode()


def one(data: bytes, base: str = "") -> Article:
    """Return the only article of a feed."""
    (article,) = feed.read(data, name="x", base=base).articles
    return article


# ── whole feeds ──────────────────────────────────────────────────────────────────────────────────────────────


def test_rss_2_is_read_whole() -> None:
    """Every field of an item that RSS and its modules carry; the largest picture with its own words, not the film."""
    reading = read("rss20.xml")
    assert (reading.kind, reading.name, reading.title) == ("feed", "rss20.xml", "The Halyard")
    assert reading.articles[0] == Article(
        title="The harbour that moved",
        url="https://halyard.example/harbour-that-moved",
        teaser="Twelve families, one crane, and a quay that was two miles too far west.",
        image="https://pictures.halyard.example/quay-large.jpg",
        image_width=1600,
        alt="A wooden quay under snow",
        credit="M. Abebe",
        published=datetime(2026, 11, 13, 5, 30, tzinfo=UTC),
        byline="Nora Lindqvist, Tomás Okafor",
        section="Reportage",
        tags=("Reportage", "Baltic"),
        language="en-GB",
        source="rss20.xml",
        place=0,
    )


def test_an_item_comes_once_and_one_without_words_is_told() -> None:
    """The same guid again is left out; a picture without a word is listed as unplaced, with its number and address."""
    reading = read("rss20.xml")
    assert [article.title for article in reading.articles] == [
        "The harbour that moved", "Fish & ships: a correction", "Tide tables, read aloud"]
    assert [article.place for article in reading.articles] == [0, 1, 2]
    assert reading.unplaced == ("item 5 (https://halyard.example/picture-of-the-day): neither headline nor text",)


def test_a_guid_that_is_a_permalink_is_the_address() -> None:
    """RSS: without a link the guid serves, unless it says that it is none."""
    assert read("rss20.xml").articles[1].url == "https://halyard.example/correction"
    assert one(rss('<title>A</title><guid isPermaLink="false">https://a.example/1</guid>')).url == ""
    assert one(rss("<title>A</title><guid>tag:a.example,2026:1</guid>")).url == ""


def test_an_item_with_nothing_but_a_film_is_a_video() -> None:
    """A film among its media and no picture but a small view of it."""
    film = read("rss20.xml").articles[2]
    assert (film.kind, film.image, film.image_width) == ("video", "https://pictures.halyard.example/tides.jpg", 640)


def test_rss_091_in_latin_1_with_its_doctype_is_read() -> None:
    """The declared encoding is obeyed and the doctype's address is not visited (it does not exist)."""
    (article,) = read("rss091.xml").articles
    assert (article.title, article.teaser, article.language) == ("L'été des pêcheurs", "Un café, deux bateaux.", "fr")


def test_rdf_is_read() -> None:
    """RSS 1.0: items beside the channel, dates and names in Dublin Core."""
    (article,) = read("rss10.rdf").articles
    assert article == Article(
        title="Die letzten Lotsen", url="https://mole.example/lotsen", language="de-AT", source="rss10.rdf",
        teaser="Wer bringt die Schiffe herein, wenn keiner mehr will?", byline="Jana Wójcik", section="Arbeit",
        tags=("Arbeit",), published=datetime(2026, 11, 10, 17, tzinfo=UTC),
    )


def test_atom_is_read_whole() -> None:
    """xml:base, labels before terms, the feed's author for an entry without, a srcset's widest that is not heavy."""
    reading = read("atom.xml")
    assert reading.title == "Cais & Ponte"
    assert reading.articles[0] == Article(
        title="Why <b> is no word",
        url="https://cais.example/blog/2026/tags",
        teaser="Um ensaio sobre etiquetas.",
        image="https://cais.example/blog/fotos/ponte-1600.jpg",
        image_width=1600,
        alt="Uma ponte",
        published=datetime(2026, 11, 13, 1, 30, tzinfo=UTC),
        byline="Redação do Cais",
        section="Língua",
        tags=("Língua", "ponte"),
        language="pt-BR",
        source="atom.xml",
    )


def test_atom_says_what_is_html_and_what_is_not() -> None:
    """type=text keeps <b> as the words they are; type=html drops tags and keeps escaped ones; content may be text."""
    text, html = read("atom.xml").articles
    assert text.title == "Why <b> is no word"
    assert html.title == "Sea <i>and</i> land, again"
    assert html.teaser == "Two shores < one bridge."
    assert (html.language, html.url) == ("en", "https://cais.example/blog/2026/sea-and-land")


def test_a_feed_of_films_is_read() -> None:
    """Each entry is a video with its length; the still is its picture; the group's description its teaser."""
    (film,) = read("films.xml").articles
    assert (film.kind, film.duration, film.title) == ("video", "1:02:05", "Twelve knots")
    assert (film.image, film.image_width) == ("https://stills.example/aaaa1111/hq.jpg", 480)
    assert film.teaser == "Every knot a deckhand needs, tied twice."


def test_json_feed_is_read_whole() -> None:
    """Versions 1 and 1.1: authors in a list, relative addresses from the home page, numbers as ids."""
    reading = read("feed.json")
    assert reading.title == "Lighthouse Letters"
    lamp, fog, stairs = reading.articles
    assert lamp == Article(
        title="What the lamp saw", url="https://lighthouse.example/letters/17",
        teaser="A keeper counts ships for forty years.", image="https://lighthouse.example/pictures/lamp-wide.jpg",
        published=datetime(2026, 11, 8, 7, tzinfo=UTC), byline="Aoife Brennan, Piotr Zając", section="Memory",
        tags=("Memory", "Ireland"), language="ga", source="feed.json",
    )
    assert (fog.title, fog.teaser) == ("Fog again. The horn is broken, & nobody minds < much.", "")
    assert (fog.url, fog.byline, fog.language) == ("https://elsewhere.example/fog", "The keepers", "en-IE")
    assert (stairs.kind, stairs.duration) == ("video", "4:05")
    assert reading.unplaced == ("item 4 (https://lighthouse.example/letters/14): neither headline nor text",)


# ── headlines ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("inside", "title"), [
    ("AT&amp;amp;T calls", "AT&T calls"),
    ("AT&amp;T calls", "AT&T calls"),
    ("&lt;b&gt;Bold&lt;/b&gt; words", "Bold words"),
    ("&lt;b onclick=x&gt;Bold &lt;script&gt;alert(1)&lt;/script&gt; words", "Bold words"),
    ("<![CDATA[Who <i>pays</i>?]]>", "Who pays?"),
    ("Who <i>pays</i>?", "Who pays?"),
    ("5 &lt; 6, and 7 &gt; 6", "5 < 6, and 7 > 6"),
    ("How List&lt;T&gt; came to be", "How List<T> came to be"),
    ("  two\n lines\t", "two lines"),
    ("‘Curly’ — and&#160;more…", "‘Curly’ — and\u00a0more…"),
    ("{{ 7*7 }} *|FNAME|* {first_name}", "{{ 7*7 }} *|FNAME|* {first_name}"),
    ("&#55357;&#56832; &#xd83d;&#xde00; &#xd83d;", "😀 😀 �"),
    ("nbsp&nbsp;here, eacute&eacute;", "nbsp\u00a0here, eacuteé"),
    ("far &#99999999; out &#x110000; and&#0; nil", "far � out � and nil"),
    ("over\u202eride and ring\x07 bell", "override and ring bell"),
])
def test_a_headline_in_rss_is_plain_text(inside: str, title: str) -> None:
    """RSS does not say whether a title is HTML: tags that editors use go, all else is words."""
    assert one(rss(f"<title>{inside}</title>")).title == title


def test_a_title_of_5000_characters_is_whole() -> None:
    """Nothing is cut from a headline."""
    assert one(rss(f"<title>{'Wörter ' * 714}ab</title>")).title == "Wörter " * 714 + "ab"


def test_an_item_without_headline_takes_the_first_words_of_its_text() -> None:
    """Up to a sentence's end, or a word's, within 80 characters; the teaser is the rest, or the whole of a cut one."""
    text = "The ferry is late again. Nobody at the office in the old port knows why. Ask tomorrow."
    short = one(rss(f"<description>{text}</description>"))
    assert short.title == "The ferry is late again. Nobody at the office in the old port knows why."
    assert short.teaser == "Ask tomorrow."
    cut = one(rss(f"<description>{'word ' * 40}</description>"))
    assert cut.title.endswith(" word…") and len(cut.title) <= 80
    assert cut.teaser == ("word " * 40).strip()


def test_a_medium_s_title_is_no_headline() -> None:
    """media:title inside media:content names the picture."""
    assert one(rss('<media:content url="https://a.example/a.jpg"><media:title>IMG_1</media:title></media:content>'
                   "<title>A</title>")).title == "A"


# ── teasers ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_summary_of_a_standfirst_s_length_is_kept_and_a_body_is_cut() -> None:
    """Up to 320 characters as it is; beyond, up to the end of a sentence within 240."""
    kept = "This is a sentence. " * 15
    assert one(rss(f"<title>A</title><description>{kept}</description>")).teaser == kept.strip()
    cut = one(rss(f"<title>A</title><description>{kept * 3}</description>")).teaser
    assert cut == ("This is a sentence. " * 12).strip()


def test_without_a_summary_the_body_begins_the_teaser_without_its_captions() -> None:
    """A figure's caption is not the story's first sentence."""
    body = "<figure><img src=a.jpg><figcaption>Photo: A. B.</figcaption></figure><p>It began</p><p>at noon.</p>"
    assert one(rss(f"<title>A</title><content:encoded>{escape(body)}</content:encoded>")).teaser == "It began at noon."


def test_a_summary_that_repeats_the_headline_gives_way_to_the_body() -> None:
    """A line that says nothing new is none."""
    item = "<title>A ship!</title><description>A ship</description><content:encoded>It came in.</content:encoded>"
    assert one(rss(item)).teaser == "It came in."
    assert one(rss("<title>A ship!</title><description>a ship</description>")).teaser == ""


@pytest.mark.parametrize(("text", "teaser"), [
    ("<p>It came in.</p><p>The post <a>A ship</a> appeared first on <a>Halyard</a>.</p>", "It came in."),
    ("<p>The post office is shut.</p><p>The post A ship appeared first on Halyard.</p>", "The post office is shut."),
    ("Der Hafen ist zu. Der Beitrag A ship erschien zuerst auf Mole.", "Der Hafen ist zu."),
    ("It came in and […] The post A ship appeared first on Halyard.", "It came in and […]"),
    ("<p>It came in.</p><a href='#'>Continue reading &rarr;</a>", "It came in."),
    ("<p>It came in&hellip; <a href='#'>Continue reading “A ship”</a></p>", "It came in…"),
    ("It came in. Read more »", "It came in."),
    ("It came in. (more…)", "It came in."),
    ("It came in and <a>(more&hellip;)</a>", "It came in and"),
    ("She asked for more", "She asked for more"),
    ("The post appeared first in May.", "The post appeared first in May."),
])
def test_what_systems_hang_on_is_taken_off(text: str, teaser: str) -> None:
    """“The post … appeared first on …” and “Continue reading …” are no words of the editor's; like ones are."""
    assert one(rss(f"<title>A ship</title><description>{escape(text)}</description>")).teaser == teaser


def test_content_that_is_no_text_is_no_teaser() -> None:
    """Atom's content may be a picture in base64, or lie elsewhere."""
    for content in ('<content type="image/png">iVBORw0KGgoAAAANSUhEUgAA</content>',
                    '<content type="image/png" src="https://a.example/a.png"/>'):
        assert one(atom(f"<title>A</title>{content}")).teaser == ""


# ── addresses, dates, names ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("link", "base", "url"), [
    ("https://a.example/1", "", "https://a.example/1"),
    ("/1", "https://b.example/feed.xml", "https://b.example/1"),
    ("//c.example/1", "", "https://c.example/1"),
    ("javascript:alert(1)", "", ""),
    ("data:text/html,x", "https://b.example/", ""),
    ("mailto:a@b.example", "", ""),
    ("file:///etc/passwd", "", ""),
    ("https://user:secret@a.example/", "", ""),
    ("http://[", "", ""),
    ("https://a.example/a b&quot;c&lt;d", "", "https://a.example/a%20b%22c%3Cd"),
    ("/1", "", ""),
])
def test_only_web_addresses_come_in(link: str, base: str, url: str) -> None:
    """http and https, absolute, without user name; what would end an attribute is escaped."""
    assert one(rss(f"<title>A</title><link>{link}</link>"), base).url == url


def test_relative_links_start_from_the_feed_s_own_site() -> None:
    """In RSS from the channel's link, wherever the feed lies; in Atom from the feed, unless xml:base says other."""
    item = rss("<title>A</title><link>/1</link>", channel="<link>https://a.example/x/</link>")
    assert one(item).url == one(item, "https://feeds.example/a.xml").url == "https://a.example/1"
    item = rss("<title>A</title><link>/1</link>", channel="<link>/x/</link>")
    assert one(item, "https://b.example/f").url == "https://b.example/1"
    entry = atom("<title>A</title><link href='1'/>")
    assert one(entry, "https://b.example/f/a.atom").url == "https://b.example/f/1"
    based = entry.replace(b"<feed ", b"<feed xml:base='https://c.example/d/' ")
    assert one(based, "https://b.example/f/a.atom").url == "https://c.example/d/1"


def test_the_address_behind_a_counter_is_preferred() -> None:
    """FeedBurner's own note of the original address."""
    link = "<link>https://count.example/~r/1</link><feedburner:origLink>https://a.example/1</feedburner:origLink>"
    assert one(rss(f"<title>A</title>{link}")).url == "https://a.example/1"


@pytest.mark.parametrize(("dates", "published"), [
    ("<pubDate>Fri, 13 Nov 2026 06:30:00 EST</pubDate>", datetime(2026, 11, 13, 11, 30, tzinfo=UTC)),
    ("<dc:date>2026-11-13</dc:date>", datetime(2026, 11, 13, tzinfo=UTC)),
    ("<pubDate>soon</pubDate>", None),
    ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
    ("<pubDate>Thu, 01 Jan 9999 00:00:00 GMT</pubDate>", None),
    ("<pubDate>Thu, 99 Jan 2026 99:00:00 GMT</pubDate>", None),
    ("", None),
])
def test_dates_are_in_utc_or_not_at_all(dates: str, published: datetime | None) -> None:
    """What cannot be when something was published on the web is no date."""
    assert one(rss(f"<title>A</title>{dates}")).published == published


def test_atom_s_date_of_change_stands_in_for_that_of_publication() -> None:
    """Published where there is one, else updated."""
    both = "<title>A</title><updated>2026-02-02T00:00:00Z</updated><published>2026-01-01T00:00:00Z</published>"
    assert one(atom(both)).published == datetime(2026, 1, 1, tzinfo=UTC)
    assert one(atom("<title>A</title><updated>2026-02-02T00:00:00+02:00</updated>")).published == datetime(
        2026, 2, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(("author", "byline"), [
    ("<author>joan@a.example (Joan Márquez)</author>", "Joan Márquez"),
    ("<author>joan@a.example</author>", ""),
    ("<dc:creator>Smith &amp;amp; Sons</dc:creator>", "Smith & Sons"),
    ("<dc:creator>https://a.example/joan</dc:creator>", ""),
    ("<dc:creator>A</dc:creator><dc:creator>A</dc:creator>", "A"),
    ("", ""),
])
def test_a_byline_holds_names_only(author: str, byline: str) -> None:
    """Mail and web addresses stay out of a letter; RSS's editor of the channel wrote none of its articles."""
    assert one(rss(f"<title>A</title>{author}", channel="<managingEditor>boss@a.example (Boss)</managingEditor>"
                   )).byline == byline


@pytest.mark.parametrize(("told", "language"), [
    ("en-us", "en-US"), ("pt_BR", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("DE", "de"), ("es-419", "es-419"),
    ("english", ""), ("und", ""), ("x-klingon", ""), ("de-DE-1996", "de-DE"), ("", ""),
])
def test_a_language_is_spelled_as_in_bcp_47(told: str, language: str) -> None:
    """So that it can be an attribute of the letter, or nothing."""
    assert one(rss("<title>A</title>", channel=f"<language>{told}</language>")).language == language


def test_terms_are_human_labels_each_once() -> None:
    """Addresses, numbers and “Uncategorized” are no sections; spellings of one term are one."""
    terms = ("Uncategorized", "https://a.example/t", "12", "Latin America", "latin-america", "Perú", "peru")
    article = one(rss("<title>A</title>" + "".join(f"<category>{term}</category>" for term in terms)))
    assert article.tags == ("Latin America", "Perú")
    assert article.section == "Latin America"


@pytest.mark.parametrize("title", ["[Video] Who pays?", "[VIDEO]: Who pays?"])
def test_a_mark_in_the_headline_makes_a_video(title: str) -> None:
    """The headline stays as the source has it."""
    article = one(rss(f"<title>{title}</title><itunes:duration>04:05</itunes:duration>"))
    assert (article.kind, article.title, article.duration) == ("video", title, "4:05")


@pytest.mark.parametrize(("title", "told", "duration"), [
    ("[Video] Who pays? (3:20)", "", "3:20"), ("[Video] Who pays? [1:03:20]", "", "1:03:20"),
    ("[Video] Who pays? (3:20)", "<itunes:duration>3:19</itunes:duration>", "3:19"),
])
def test_a_length_behind_the_headline_is_a_film_s_as_in_a_listing(title: str, told: str, duration: str) -> None:
    """It goes from the headline, for the letter says it in its own place; what the feed says of the length goes before it."""
    article = one(rss(f"<title>{title}</title>{told}"))
    assert (article.title, article.duration) == ("[Video] Who pays?", duration)


@pytest.mark.parametrize("title", ["Who won (3:20)", "[Video] Live at 20:15", "[Video] (3:20) of silence"])
def test_other_figures_stay_in_the_headline(title: str) -> None:
    """Of what is no film, without brackets, or not at the end, nobody knows that it is a length."""
    article = one(rss(f"<title>{title}</title>"))
    assert (article.title, article.duration) == (title, "")


def test_an_article_has_no_running_time() -> None:
    """A podcast's length belongs to no video."""
    sound = '<itunes:duration>04:05</itunes:duration><enclosure url="https://a.example/a.mp3" type="audio/mpeg"/>'
    article = one(rss(f"<title>A</title>{sound}"))
    assert (article.kind, article.duration) == ("article", "")


# ── items that come again ────────────────────────────────────────────────────────────────────────────────────


def test_items_without_id_are_the_same_by_address_and_headline() -> None:
    """A feed whose items all lead to one page keeps them; the same headline at the same address comes once."""
    link = "<link>https://a.example/</link>"
    titles = [article.title for article in feed.read(
        rss(f"<title>A</title>{link}", f"<title>B</title>{link}", f"<title>a</title>{link}"), name="x").articles]
    assert titles == ["A", "B"]


# ── encodings and slips ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1",
                                      "windows-1252", "koi8-r", "shift_jis", "gb2312"])
@pytest.mark.parametrize("declared", [True, False])
def test_encodings_are_found_out(encoding: str, declared: bool) -> None:
    """By declaration or by the first bytes; where neither tells, UTF-8, and a legacy one only where it is not."""
    if not declared and encoding in ("koi8-r", "shift_jis", "gb2312"):
        encoding = "utf-8"  # nothing in such bytes says what they are
    word = {"koi8-r": "Гавань", "shift_jis": "港の朝", "gb2312": "港口"}.get(encoding, "Übersee – Ça")
    word = word.replace("–", "-") if encoding == "iso-8859-1" else word
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>' if declared else ""
    text = head + f"<rss version='2.0'><channel><item><title>{word}</title></item></channel></rss>"
    for base in ("", "https://a.example/feed"):
        assert one(text.encode(encoding), base).title == word


@pytest.mark.parametrize(("data", "titles"), [
    (rss("<title>A & B</title>", "<title>C</title>"), ["A & B", "C"]),
    (rss("<title>A</title><description>5 < 6</description>", "<title>C</title>"), ["A", "C"]),
    (rss("<title>A</title>", "<title>C</title>")[:-20], ["A", "C"]),
    (b"\n\n  " + rss("<title>A</title>"), ["A"]),
    (b"\xef\xbb\xbf" + rss("<title>A</title>"), ["A"]),
    (rss("<title>A\x00\x0bB</title>"), ["AB"]),
    (b"<!-- by hand -->\n" + rss("<title>A</title>"), ["A"]),
    (rss("<title>A</title>").replace(b'version="2.0"', b""), ["A"]),
    (rss("<title>A</title>").replace(b"<rss", b"<RSS").replace(b"</rss", b"</RSS"), ["A"]),
])
def test_a_damaged_feed_gives_what_it_holds(data: bytes, titles: list[str]) -> None:
    """Ampersands, angle brackets, a lost end, blanks before the beginning, control characters."""
    assert [article.title for article in feed.read(data, name="x").articles] == titles


def test_damage_is_told() -> None:
    """Whoever reads a broken feed learns that something may be missing; an honest one has no advice."""
    assert feed.read(rss("<title>A & B</title><x>"), name="x").advice == (
        "the feed is not well-formed; articles may be missing or misread — tell whoever runs it",)
    assert feed.read(rss("<title>A</title>"), name="x").advice == ()


def test_a_feed_that_breaks_off_says_where() -> None:
    """Behind its last article; before its first it cannot be read. Remarks behind the end, and UTF-16, are no break."""
    whole = rss("<title>A</title>", "<title>B</title>")
    for cut in (20, 12, 8):
        assert feed.read(whole[:-cut], name="x").unplaced == ("what comes after “B”, for the feed breaks off there",)
    with pytest.raises(InputError, match="^x: the feed breaks off before its first article — try again later$"):
        feed.read(whole[: whole.index(b"<item>")], name="x")
    for ended in (whole + b"<!-- made in 3 ms -->" + b" " * 200, whole.decode().encode("utf-16")):
        assert feed.read(ended, name="x").unplaced == ()


# ── empty, and no feed at all ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("data", "words"), [
    (rss(), "x: the feed holds no articles"),
    (atom(), "x: the feed holds no articles"),
    (jsonfeed(), "x: the feed holds no articles"),
    (rss("<link>https://a.example/</link>"), "x: the feed holds 1 item, but none with a headline or a text"),
    (atom("<id>1</id>", "<id>2</id>"), "x: the feed holds 2 items, but none with a headline or a text"),
])
def test_an_empty_feed_says_so(data: bytes, words: str) -> None:
    """Understood, but nothing in it: exit 6."""
    with pytest.raises(NothingNew) as caught:
        feed.read(data, name="x")
    assert str(caught.value) == words


NO_FEED = "x: this is no feed — name a file or an address that holds RSS, Atom or JSON Feed"
PAGE = "<!DOCTYPE html><html><head>{}<title>Hello</title></head><body><p>Hi</p></body></html>"


@pytest.mark.parametrize(("data", "words"), [
    (b"hello", NO_FEED),
    (b"<?xml version='1.0'?><urlset><url><loc>https://a.example/</loc></url></urlset>", NO_FEED),
    (b'{"items": 3}', NO_FEED),
    (b'{"items": [{"sku": 3}]}', NO_FEED),
    (b"{}", NO_FEED),
    (b'{"items": [', "x: the feed cannot be read: its JSON is broken (line 1)"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", NO_FEED),
    (b"", NO_FEED),
    (PAGE.format("").encode(), "x: this is no feed — it is a web page; look for its feed's address"),
    (PAGE.format('<link rel="alternate" type="application/atom+xml" href="/feed">').encode(),
     "x: this is no feed — it is a web page; its feed is https://a.example/feed"),
])
def test_what_is_no_feed_is_refused(data: bytes, words: str) -> None:
    """One line naming what was given and what to do: exit 3; of a web page, where its feed is."""
    with pytest.raises(InputError) as caught:
        feed.read(data, name="x", base="https://a.example/")
    assert str(caught.value) == words


@pytest.mark.parametrize("name", ["rss20.xml", "rss091.xml", "rss10.rdf", "atom.xml", "films.xml", "feed.json"])
def test_a_feed_is_known_by_its_content(name: str) -> None:
    """Whatever it is called."""
    data = (DATA / name).read_bytes()
    assert feed.accepts(data, "") >= 0.9
    assert feed.accepts(data, "text/plain") >= 0.9


@pytest.mark.parametrize(("data", "media_type"), [
    (b"A headline\n\nA teaser", "text/plain"), (b"", ""), (b"title,url\n", "text/csv"),
    (b"%PDF-1.4", "application/pdf"), (b'{"a": 1}', "application/json"), (b"[1, 2]", "application/json"),
    (b"\xff\xd8\xff", "image/jpeg"),
])
def test_other_things_are_no_feed(data: bytes, media_type: str) -> None:
    """Left to other kinds of sources."""
    assert feed.accepts(data, media_type) == 0


def test_a_page_is_taken_for_want_of_anything_better() -> None:
    """So that its feed can be named; any other kind that takes pages is surer."""
    assert 0 < feed.accepts(PAGE.format("").encode(), "text/html") < 0.2
    assert feed.accepts(b"<?xml version='1.0'?><unknown/>", "") > 0.5


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_any_words_in_json_come_out_clean(words: str) -> None:
    """Lone surrogates, controls and overrides included: one line that any file and terminal takes, or no article."""
    try:
        article = one(jsonfeed({"title": words, "content_text": "x"}))
    except NothingNew:
        return
    assert article.title == (prose.one_line(words) or "x")
    article.title.encode()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))).filter(lambda text: prose.one_line(text).strip()))
def test_any_words_in_atom_text_are_kept(words: str) -> None:
    """type=text: every letter, bracket and ampersand arrives."""
    title = one(atom(f"<title type='text'>{escape(words)}</title>")).title
    # feedparser mends what looks like UTF-8 read as Latin-1, and Latin-1's controls as Windows-1252.
    if words.isascii():
        assert title == prose.one_line(words)
    assert title == prose.one_line(title) != ""


KEYS = st.sampled_from(["title", "items", "authors", "name", "tags", "url", "image", "attachments", "content_html",
                        "date_published"])
ANY_JSON = st.recursive(st.none() | st.booleans() | st.integers() | ANY_TEXT,
                        lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner))
ANY_BYTES = st.one_of(
    st.binary(),
    ANY_TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary().map(lambda data: rss("<title>A</title>")[:-30] + data),
    ANY_JSON.map(lambda value: json.dumps({"items": [value, {"title": value, "tags": value}]}).encode()),
)


@settings(max_examples=300)
@given(ANY_BYTES)
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes) -> None:
    """Nothing a feed can hold is a bug."""
    assert 0 <= feed.accepts(data, "") <= 1
    try:
        reading = feed.read(data, name="x", base="https://a.example/")
    except (InputError, NothingNew) as error:
        assert str(error).startswith("x: ") and "\n" not in str(error)
    else:
        assert all(article.title and article.title == prose.one_line(article.title) for article in reading.articles)


def test_time_grows_with_the_number_of_items_only() -> None:
    """Four times the items take about four times as long; a hidden square would take sixteen."""
    def seconds(count: int) -> float:
        data = rss(*(f"<title>Piece {n}</title><guid>{n}</guid><description>&lt;p&gt;Words.&lt;/p&gt;</description>"
                     for n in range(count)))
        start = time.process_time()
        assert len(feed.read(data, name="x").articles) == count
        return time.process_time() - start

    seconds(10)
    assert seconds(4000) < 9 * seconds(1000)


# ── real feeds ───────────────────────────────────────────────────────────────────────────────────────────────


def shared(name: str) -> Reading:
    return feed.read((SHARED / name).read_bytes(), name=name)


@with_shared
def test_a_news_site_s_feed_gives_its_two_stories_with_their_pictures() -> None:
    """Among films and pictures, both named media:content, the lead picture with its own description and credit."""
    first, second = shared("HuffPostCanada.xml").articles
    for story in (first, second):
        assert story.kind == "article"
        assert story.image.startswith("http://") and story.image.endswith((".png", ".jpg"))
        assert 40 < len(story.alt) < 200 and story.credit and story.credit not in story.alt
        assert story.teaser.endswith(".")
    assert len(first.tags) == 5


@with_shared
def test_a_company_blog_s_feed_gives_its_items_with_links_and_pictures() -> None:
    """Ten entries with links and dates; the first picture of the body where there is one."""
    articles = shared("AmazonWebServicesBlog.xml").articles
    assert len(articles) == 10
    assert all(article.url.startswith("http://") and article.published for article in articles)
    assert articles[1].image.endswith(".jpg")
    assert articles[0].image == ""


@with_shared
@pytest.mark.parametrize(("name", "count", "pictures"), [
    ("AmazonWebServicesBlog.xml", 10, None), ("DuplicateContentAtomFeed.xml", 10, None), ("HuffPostCanada.xml", 2, 2),
    ("TypePadNews.xml", 10, None), ("json_feed.json", 20, None), ("youtube_atom.xml", 15, 15),
])
def test_real_feeds_are_read(name: str, count: int, pictures: int | None) -> None:
    """Every item with headline, teaser, address and date."""
    articles = shared(name).articles
    assert len(articles) == count
    assert all(article.title and article.url and article.published for article in articles)
    assert pictures in (None, sum(bool(article.image) for article in articles))


@with_shared
def test_a_film_channel_gives_videos() -> None:
    """Each of them, with its still."""
    assert {(article.kind, article.image_width) for article in shared("youtube_atom.xml").articles} == {("video", 480)}
