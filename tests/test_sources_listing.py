"""Pasted archive pages of many shapes → the articles in them, and every line that is none."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.errors import InputError, NothingNew
from newsletter.model import Article, Reading
from newsletter.sources import listing
from newsletter.sources import _dates as dates
from newsletter.sources import _words as words
from newsletter.sources.listing.lines import habits_of, read_lines
from newsletter.sources.listing.pieces import pieces

SHAPES = sorted((Path(__file__).parent / "data" / "listing").glob("*.txt"))
REAL = Path(__file__).parents[2] / "shared" / "input" / "000_bdb70ae5e2899c36.txt"


def read(text: str, base: str = "") -> Reading:
    return listing.read(text.encode(), name="listing.txt", base=base)


def told(article: Article) -> dict[str, object]:
    """Return the fields of an article that say something, as the expectations beside the shapes write them."""
    fields = {name: getattr(article, name) for name in article.__struct_fields__}
    published = {"published": article.published.date().isoformat()} if article.published else {}
    kind = {"kind": article.kind} if article.kind != "article" else {}
    tags = {"tags": list(article.tags)} if article.tags else {}
    said = {name: value for name, value in fields.items() if value and name not in ("source", "place", "kind")}
    return said | published | tags | kind


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shape", SHAPES, ids=lambda path: path.stem)
def test_each_shape_gives_the_articles_written_down_beside_it(shape: Path) -> None:
    """Each listing in tests/data/listing is read exactly as its .json says: every field, and all that was left over."""
    expected = json.loads(shape.with_suffix(".json").read_text())
    reading = listing.read(shape.read_bytes(), name="listing.txt")
    assert [told(article) for article in reading.articles] == expected["articles"]
    assert list(reading.unplaced) == expected["unplaced"]
    assert reading.title == expected.get("title", "")


@pytest.mark.parametrize("menu", ["About us", "Home\nAbout us", "Home\nAbout us\nContact", "Home\n\nAbout us\n\nContact", "Startseite\nÜber uns"])
def test_names_of_a_menu_describe_no_picture(menu: str) -> None:
    """A lone line above a headline describes its picture, but not where it is a name that menus have."""
    reading = read(f"{menu}\nWho pays for the night train?\n\nFour ministries, one sleeper fund, and a vote on Thursday.\n\n"
                   "Porto Alegre builds its dyke again\n\nTwo years after the flood the city argues about height.\n")
    assert [(article.title, article.alt, article.section) for article in reading.articles] == [
        ("Who pays for the night train?", "", ""), ("Porto Alegre builds its dyke again", "", "")]
    assert reading.unplaced == tuple(menu.split("\n\n" if "\n\n" in menu else "\n"))


@pytest.mark.parametrize("menu", ["Home  Politics  Culture", "Home\tPolitics\tCulture", "Home | Politics | Culture"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_menu_of_the_page_is_no_kicker_of_the_lead(menu: str, gap: str) -> None:
    """A row of names in the first line alone is left out and told; where such rows come back, they are kickers."""
    pairs = [f"Ministers argue over train {number}\n\nFour ministries, one fund, and a vote on day {number}, or later."
             for number in range(4)]
    reading = read(menu + gap + "\n\n".join(pairs))
    lead = reading.articles[0]
    assert (lead.title, lead.section, lead.alt) == ("Ministers argue over train 0", "", "")
    assert reading.unplaced == (" ".join(menu.split()),)
    assert read("\n\n".join(f"{menu}\n{pair}" for pair in pairs)).unplaced == ()



@pytest.mark.skipif(not REAL.is_file(), reason="the real listing lies in ../shared, which is not here")
def test_the_real_archive_page_gives_twelve_articles() -> None:
    """The real page: 12 articles in its order, letter by letter, 5 with a picture description; 3 lines left over."""
    lines = [line for line in REAL.read_text().splitlines() if line]
    reading = listing.read(REAL.read_bytes(), name="archive.txt")
    marked = ["[Video] " * (article.kind == "video") + article.title for article in reading.articles]
    said = [(article.alt, title, article.teaser) for article, title in zip(reading.articles, marked)]
    assert [line for article in said for line in article if line] == lines[:-3]
    assert list(reading.unplaced) == lines[-3:]
    assert len(reading.articles) == 12
    assert sum(bool(article.alt) and article.alt_is_draft for article in reading.articles) == 5
    assert [article.place for article in reading.articles if article.kind == "video"] == [1]


ENGLISH = (
    ("Who Pays for the Night Train?", "Four ministries, one sleeper fund, and a vote that nobody wants to lose."),
    ("Porto Alegre Builds Its Dyke Again", "Two years after the flood the city argues about height."),
    ("Dockers Strike: Solidarity Needed Now!", "Crane drivers laid down work on Monday. Trucks wait to the hills."),
    ("What Now?", "After the vote, three roads lie open to the islands […]"),
    ("A Long Winter in the North: How Three Villages Keep the Ferry, the School and the Doctor",
     "The ferry sails when the captain is well, and the doctor comes by boat ..."),
)
GERMAN = (
    ("Wer zahlt für den Nachtzug?", "Vier Ministerien, ein Schlafwagenfonds und eine Abstimmung am Donnerstag."),
    ("„Wir gehen nicht“", "Neun Inseln, vierzig Fragen und kein Boot, das die Antworten zurückbringt."),
    ("Mieten steigen, Löhne nicht", "Eine Karte von vierzig Städten zeigt, wo der Monat jedes Jahr früher endet."),
)
ARABIC = (
    ("من يدفع ثمن قطار الليل؟", "أربع وزارات وصندوق واحد لعربات النوم وتصويت يوم الخميس لا يريد أحد أن يخسره."),
    ("إضراب الموانئ يمتد إلى الجنوب", "توقف سائقو الرافعات في أربعة موانئ عن العمل منذ يوم الاثنين."),
    ("تسع جزر وإحصاء واحد", "أربعون سؤالا ولا قارب يعيد الإجابات إلى العاصمة."),
)
CHINESE = (
    ("谁来为夜车买单？", "四个部委、一个卧铺基金，以及周四的一次表决，首都里没有人愿意输掉这次表决。"),
    ("港口罢工蔓延到南方", "四个港口的吊车司机从周一起停工，工会称这是一代人以来规模最大的一次停工。"),
    ("河流干涸的夏天", "从巴塞尔到布达佩斯，驳船搁浅在砾石上，一切水运货物的价格都翻了一番。"),
)
LAYOUTS = list(product(
    (ENGLISH, GERMAN, ARABIC, CHINESE),
    ("", "\n"),  # between headline and teaser
    ("", "above", "inside", "below"),  # the date
    ("3 November 2026", "Nov 3, 2026", "2026-11-03", "Published: 3.11.2026"),
    ("", "above", "inside", "below"),  # the byline
    ("", "inside", "below"),  # the address
    ("", "Read more", "Continue reading →"),
    ("", "{}. ", "{}) ", "### ", "- "),
    ("", "A crane at gate {}\n", "EUROPE\n"),
    ("\n", "\r\n"),
))


@pytest.mark.parametrize("layout", LAYOUTS[5::251])
def test_the_same_articles_come_back_from_every_layout(layout: tuple) -> None:
    """However dates, bylines, addresses, numbers and pictures are laid out, the same articles are read."""
    articles, blank, at_date, date, at_byline, at_address, more, mark, above, end = layout
    texts, expected = [], []
    for number, (title, teaser) in enumerate(articles, 1):
        address = f"https://meridian.example/{number}"
        said = {"above": "", "inside": "", "below": ""}
        for where, words_ in ((at_date, date), (at_byline, "By Ana de la Cruz"), (at_address, address)):
            said |= {where: said[where] + words_ + "\n"} if where else {}
        texts.append(said["above"] + above.format(number) + mark.format(number) + title + "\n" + said["inside"] + blank
                     + teaser + "\n" + said["below"] + more)
        expected.append({"title": title, "teaser": teaser}
                        | ({"published": "2026-11-03"} if at_date else {})
                        | ({"byline": "Ana de la Cruz"} if at_byline else {})
                        | ({"url": address} if at_address else {})
                        | ({"alt": f"A crane at gate {number}", "alt_is_draft": True} if "gate" in above else {})
                        | ({"section": "EUROPE"} if "EUROPE" in above else {}))
    reading = read("\n\n".join(texts).replace("\n", end))
    assert [told(article) for article in reading.articles] == expected
    assert all(text.startswith(more) for text in reading.unplaced) and bool(reading.unplaced) == bool(more)


def test_articles_know_their_source_and_place() -> None:
    """Places count from 0 in the order of the page; the source is the name given; dates are at 00:00 UTC."""
    text = "One headline\n3 November 2026\n\nA teaser, as it is.\n\nAnother one\n\nIts teaser too."
    first, second = read(text).articles
    assert (first.place, second.place) == (0, 1)
    assert first.source == second.source == "listing.txt"
    assert first.published == datetime(2026, 11, 3, tzinfo=UTC)


# ── parts of an article ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("text", "day"), [
    ("3 November 2026", "2026-11-03"), ("Nov. 3rd, 2026", "2026-11-03"), ("Sept 9, 2026 10:30 pm EST", "2026-09-09"),
    ("Published on Tuesday, 3 November 2026 at 10:30", "2026-11-03"), ("2026-11-03T08:15:00+01:00", "2026-11-03"),
    ("3. März 2026, 14.30 Uhr", "2026-03-03"), ("1er mai 2026", "2026-05-01"), ("mar. 3 nov. 2026", "2026-11-03"),
    ("martes, 3 de noviembre de 2026", "2026-11-03"), ("3 de março de 2026", "2026-03-03"),
    ("3 ago 2026", "2026-08-03"),
    ("3 novembre 2026", "2026-11-03"), ("den 3 november 2026", "2026-11-03"), ("3 listopada 2026", "2026-11-03"),
    ("3 ноября 2026", "2026-11-03"), ("3 Kasım 2026", "2026-11-03"), ("3 Νοεμβρίου 2026", "2026-11-03"),
    ("٣ نوفمبر ٢٠٢٦", "2026-11-03"), ("3 בנובמבר 2026", "2026-11-03"), ("2026年11月3日", "2026-11-03"),
    ("2026년 11월 3일", "2026-11-03"), ("31/10/2026", "2026-10-31"), ("10/31/2026", "2026-10-31"),
    ("3.11.2026", "2026-11-03"),
])
def test_dates_in_many_languages(text: str, day: str) -> None:
    """A complete date is read in the languages of the table; 31/10/2026 can only mean one day."""
    found = dates.stamp(text)
    assert found and found.when and found.when.date().isoformat() == day


@pytest.mark.parametrize("text", [
    "3 November", "November 2026", "2 days ago", "gestern", "03/11/2026", "31.2.2026", "7:00 AM",
])
def test_dates_that_are_not_complete_stay_dates_without_a_day(text: str) -> None:
    """What is a date but not a complete one (or one of two) is neither guessed nor taken for a headline."""
    found = dates.stamp(text)
    assert found and found.when is None


@pytest.mark.parametrize("text", [
    "May the best win", "March", "2026 in pictures", "The 3rd man", "Ten days in November 2026",
])
def test_headlines_are_no_dates(text: str) -> None:
    """Words beside a date's words make it a headline."""
    assert dates.stamp(text) is None


@pytest.mark.parametrize(("text", "names"), [
    ("By M. Okafor", "M. Okafor"), ("by Jane O’Neil and Ana de la Cruz", "Jane O’Neil and Ana de la Cruz"),
    ("Von Edith von Brandt", "Edith von Brandt"), ("Por Inés Duarte y Luis Peña", "Inés Duarte y Luis Peña"),
    ("Par Hélène d’Arcy", "Hélène d’Arcy"), ("بقلم ليلى حداد", "ليلى حداد"),
    ("By the time the ferry came", ""), ("Von Berlin nach Prag", ""), ("By Jove!", ""), ("Par hasard", ""),
])
def test_bylines(text: str, names: str) -> None:
    """Names after By, Von, Por, Par are a byline; a sentence that begins so is not."""
    assert words.byline(text) == names


@pytest.mark.parametrize(("line", "title", "duration"), [
    ("[Video] How the Dockers Won", "How the Dockers Won", ""), ("(VIDEO) Nine Islands", "Nine Islands", ""),
    ("Video: Nine Islands (4:05)", "Nine Islands", "4:05"), ("▶️ 1:02:03 Nine Islands", "Nine Islands", "1:02:03"),
    ("Nine Islands [Video]", "Nine Islands", ""), ("Watch: Nine Islands", "Nine Islands", ""),
    ("Vidéo – Neuf îles", "Neuf îles", ""), ("【视频】九座岛屿", "九座岛屿", ""), ("فيديو: تسع جزر", "تسع جزر", ""),
])
def test_videos_are_marked_by_what_stands_before_the_headline(line: str, title: str, duration: str) -> None:
    """The mark of a video and its running time become fields; the headline is what remains."""
    article = read(f"{line}\n\nThe census taker travels with the post.").articles[0]
    assert (article.kind, article.title, article.duration) == ("video", title, duration)


@pytest.mark.parametrize("line", [
    "Video Games and the Vote", "Videos From the Harbour (12:40)", "A Watch: Its History",
])
def test_headlines_about_videos_are_no_videos(line: str) -> None:
    """The word alone does not make a video, and nothing is cut off such a headline."""
    article = read(f"{line}\n\nThe census taker travels with the post.").articles[0]
    assert (article.kind, article.title, article.duration) == ("article", line, "")


@pytest.mark.parametrize("teaser", [
    "Barges lie on gravel from Basel to Budapest […]", "Traders in three ports say no; the farmers have [...]",
    "Drivers won; passengers wait for the buses ...", "A map of forty cities shows where the month ends…",
    "“The crane does not care,” writes the union — ‘nor do we’.", "Ten\u00a0% of all cafés, naïvely counted.",
])
def test_teasers_are_kept_as_they_are(teaser: str) -> None:
    """Cut teasers, dashes, quotes and no-break spaces come through letter by letter."""
    assert read(f"The Summer the Rivers Ran Dry\n\n{teaser}").articles[0].teaser == teaser


def test_relative_addresses_start_from_the_base() -> None:
    """With a base relative addresses become absolute; without one they are left over and told."""
    text = "[The night train](/night-train)\n\n![Dawn](dawn.jpg)\n\nOne fund, and a vote on Thursday."
    article = read(text, "https://meridian.example/archive/").articles[0]
    assert article.url == "https://meridian.example/night-train"
    assert (article.image, article.alt) == ("https://meridian.example/archive/dawn.jpg", "Dawn")
    reading = read(text)
    assert (reading.articles[0].url, reading.articles[0].image) == ("", "")
    assert reading.unplaced == ("/night-train", "dawn.jpg")


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://[::1", "mailto:a@b.example",
])
def test_addresses_that_lead_nowhere_are_not_taken(address: str) -> None:
    """Only http and https addresses become an article's; others are left over."""
    reading = read(f"[The night train]({address})\n\nOne fund, and a vote on Thursday.")
    assert reading.articles[0].url == ""
    assert address in reading.unplaced


def test_one_headline_with_two_addresses_is_two_articles() -> None:
    """The same headline is kept once; with different addresses it names two pieces (a column, a weekly review)."""
    text = "[The week in harbours](https://meridian.example/{})\n\nIn number {} it is the cranes that speak.\n\n"
    assert len(read(text.format(1, "one") + text.format(2, "two")).articles) == 2
    reading = read(text.format(1, "one") + text.format("1?utm_source=home", "two"))
    assert len(reading.articles) == 1
    assert "The week in harbours (the same headline again)" in reading.unplaced


# ── the editor is told ───────────────────────────────────────────────────────────────────────────────────────


def test_advice_says_how_articles_get_addresses() -> None:
    """Where addresses are missing one line says so and gives the command; where none is missing it is silent."""
    bare = "The night train\n\nOne fund, and a vote on Thursday."
    (advice,) = listing.read(bare.encode(), name="my list.txt").advice
    assert "none of 1 articles" in advice
    assert "newsletter pick 'my list.txt' https://…/feed.xml" in advice
    (advice,) = listing.read(bare.encode(), name="standard input").advice
    assert "newsletter pick - https://" in advice
    assert read(f"https://meridian.example/a\n{bare}").advice == ()


@pytest.mark.parametrize("text", [
    "", "\n \n\t\n", "* * *\n---\n!?…", "The fund was empty. Nobody had told him, and nobody would.",
])
def test_a_text_without_articles_is_nothing_new(text: str) -> None:
    """No article: one line that names the file and says what a listing looks like."""
    with pytest.raises(NothingNew, match=r"^listing\.txt: no article was found in it — a listing is .* a headline, an"):
        read(text)


def test_the_source_of_a_page_is_answered_with_what_to_paste() -> None:
    """HTML given as a listing is no listing, and the message says what to do instead."""
    with pytest.raises(NothingNew, match="open the page in a browser, copy"):
        read("<ul>\n<li>Who pays for the night train?</li>\n</ul>")


@pytest.mark.parametrize("data", [b"Caf\xe9 life\n\nA teaser.", b"\x00\x01\x02\xff\xfe", b"\x89PNG\r\n\x1a\n\x00"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    """Bytes that are no text are refused by name, not read as something else."""
    with pytest.raises(InputError, match="list"):
        listing.read(data, name="listing.txt")


@pytest.mark.parametrize(("data", "media_type", "sure"), [
    (b"A headline\n\nA teaser.", "text/plain; charset=utf-8", 0.5), (b"A headline\n\nA teaser.", "", 0.2),
    (b"[Video] A headline", "", 0.2), (b"[A headline](https://a.example)", "text/markdown", 0.5),
    (b"<https://a.example>\nA headline", "", 0.2), ("\ufeffA headline".encode("utf-16"), "text/plain", 0.5),
    (b"\xef\xbb\xbf<?xml version='1.0'?><rss/>", "text/plain", 0), (b"  <!DOCTYPE html>", "", 0),
    (b"<div>\n", "text/html", 0),
    (b'{"version": "https://jsonfeed.example"}', "", 0), (b'[{"title": "A"}]', "text/plain", 0), (b"{}", "", 0),
    ("<rss>".encode("utf-16"), "", 0), (b"%PDF-1.7", "", 0), (b"PK\x03\x04\x00\x00", "", 0),
    (b"A headline", "image/png", 0),
])
def test_listings_are_the_kind_for_any_other_text(data: bytes, media_type: str, sure: float) -> None:
    """Markup, data and binaries are left to the other kinds; plain text is surest where it is called so."""
    assert listing.accepts(data, media_type) == sure


# ── nothing is lost ──────────────────────────────────────────────────────────────────────────────────────────


def said_by(reading: Reading) -> set[str]:
    """Return all words in the articles of a reading and in what is left over."""
    texts = [text for article in reading.articles for text in (
        article.title, article.teaser, article.url, article.image, article.alt, article.credit, article.byline,
        article.section, article.duration, *article.tags)]
    return set(re.findall(r"[^\W_]+", " ".join([*texts, *reading.unplaced]).casefold()))


def lost(text: str) -> list[str]:
    """Return the words of a listing that are neither in an article nor left over; numbers and labels do not count."""
    try:
        known = said_by(read(text)) | LABELS
    except NothingNew:
        return []
    found = [word for word in re.findall(r"[^\W_]+", text.casefold()) if not word[0].isdecimal()]
    return [word for word in found if word not in known and not dates.stamp(f"3 {word} 2026")]


# What a line says of itself is understood, not kept: the label before a byline, a date, a video.
LABELS = set("video vídeo 视频 فيديو by von por par title author date section tags link image photo summary category "
             "published veröffentlicht am de le".split())
INGREDIENTS = sorted({line for shape in SHAPES for line in shape.read_text().splitlines()} | {
    "---", "1", "2", "- ", "# ", "[", "[]()", "[a]()", "![](x)", "![a](b)", "[x](javascript:alert)", "By", "By By",
    "Video:",
    "[Video]", "▶", "(4:05)", "Tags: ,", "Image: .", "**", "**:** x", "** a **", "https://", "http://[::1", "www.",
    "<https://x.example>", "a https://x.example/p.jpg", "©", "2026", "0 Nov 2026", "… Read more", "Title: ", "2. y — z",
    "[▶](https://a.example)", "[![pic](https://a.example/i.png)](https://a.example/x)",
    "#### [Read more](https://b.example)",
    "\u200b", "\u202eevil", "\x0b", "\u2028", " \u00a0 ", "e\u0301", "🚂", "❓", "İstanbul", "ﬁ", "Ⅷ",
})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(INGREDIENTS), max_size=40))
def test_no_line_of_shuffled_listings_is_dropped_in_silence(lines: list[str]) -> None:
    """Lines of all shapes and broken ones in any order: each word is in an article or left over, and nothing fails."""
    assert lost("\n".join(lines)) == []


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60), max_size=20))
def test_no_line_of_random_text_is_dropped_in_silence(lines: list[str]) -> None:
    """Random text: the pieces of each line hold its words, and each word is in an article or left over."""
    found, _ = read_lines("\n".join(lines))
    for line in found:
        held = "".join(piece.text for piece in pieces([line], habits_of([line]), ""))
        assert set(re.findall(r"[^\W\d_]{3,}", line.text)) <= set(re.findall(r"[^\W\d_]{3,}", held))
    assert lost("\n".join(line.text for line in found)) == []


def test_what_lies_to_a_terminal_is_taken_out() -> None:
    """Overrides of the writing direction and control characters reach neither the articles nor what is left over."""
    reading = read("Who \u202epays\x1b[31m for\x07 it?\n\nA teaser\u2066, with a full stop.\n\n\x9b* * *")
    told_ = " ".join((reading.articles[0].title, reading.articles[0].teaser, *reading.unplaced))
    assert told_ == "Who pays[31m for it? A teaser, with a full stop. * * *"


@pytest.mark.parametrize("text", [
    "ab c\n" * 1_000_000, "a\n" * 2_500_000, "The night train left at nine, and nobody had told him.\n\n" * 90_000,
    "a" * 1_000_000, "word " * 200_000, "[" * 1_000_000, "[x](" * 250_000, ("[x](" * 499 + "\n") * 2_000,
    ("*" * 1_999 + "\n") * 500, ("*a " * 660 + "\n") * 500, ("# " * 900 + "\n") * 500, (" " * 1_990 + "x\n") * 2_000,
    ("1 " * 999 + "\n") * 500, ("2026 " * 59 + "\n") * 5_000, ("3 Nov 2026 | " * 22 + "\n") * 5_000, "\n" * 200_000,
    ("x" + " " * 1_900 + "Read more x\n") * 500, ("(" * 299 + "\n") * 5_000, ("e" + "\u0301" * 1_900 + "\n") * 500,
    "🚂" * 500_000,
], ids=lambda text: f"{len(text)} of {text[:12]!r}")
def test_huge_and_hostile_texts_end(text: str) -> None:
    """Megabytes of one line, of blank lines, of brackets, stars and dates: articles, or one line that says none."""
    try:
        reading = read(text)
    except NothingNew as error:
        assert str(error).startswith("listing.txt: no article was found in it")
    else:
        assert sum(len(line) for line in reading.unplaced) <= len(text) + 40


def test_what_is_too_long_is_read_from_its_beginning_and_said() -> None:
    """Of a text longer than any archive page the beginning is read; how much was not, is told."""
    article = "Headline number {} of the harbours\n\nIts teaser, with a full stop.\n\n"
    text = "".join(article.format(number) for number in range(3_000))
    reading = read(text)
    assert len(reading.articles) == 2_500
    assert reading.unplaced == ("(1,000 more lines)",)
    assert any("1,000 lines at the end of listing.txt were not read" in line for line in reading.advice)
