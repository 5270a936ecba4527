"""Facts about `newsletter.sources.table`: CSV and its kin, JSON, JSONL, whatever their columns are called."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from newsletter import sources
from newsletter.errors import InputError, NewsletterError, NothingNew
from newsletter.model import Article, Reading
from newsletter.sources import _dates, _names, table

from naughty_help import naughty  # isort: skip



def read(text: str | bytes, base: str = "") -> Reading:
    return table.read(text if isinstance(text, bytes) else text.encode(), name="table.csv", base=base)


def only(text: str | bytes) -> Article:
    """Return the one article of a table."""
    (article,) = read(text).articles
    return article


def as_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_field_is_read() -> None:
    """A whole row: each column goes where it belongs."""
    article = only(
        "headline,permalink,standfirst,picture,alt text,photo credit,published,byline,section,keywords,language,"
        "duration,type\nWho pays?,https://courier.example/a,A vote.,https://courier.example/a.jpg,A carriage,M. Okafor,"
        "2026-11-20T10:00:00+01:00,T. Winter,Transport,\"Rail, Europe\",pt_br,65,Video\n")
    assert article == Article(
        title="Who pays?", url="https://courier.example/a", teaser="A vote.", image="https://courier.example/a.jpg",
        alt="A carriage", credit="M. Okafor", published=datetime(2026, 11, 20, 9, tzinfo=UTC), byline="T. Winter",
        section="Transport", tags=("Transport", "Rail", "Europe"), kind="video", duration="1:05", language="pt-BR",
        source="table.csv", place=0)


@pytest.mark.parametrize("header", [
    "Title,Link,Summary,Date", "TITEL;URL;Vorspann;Datum", "Überschrift\tAdresse\tAnriss\tErscheinungsdatum",
    "Título,Enlace,Entradilla,Fecha de publicación", "titre;lien;chapô;Publié le", "TITULO|link|resumo|data",
    "العنوان,الرابط,ملخص,تاريخ النشر", "post_title,post-url,post_excerpt,datePublished", "Title ,URL:,«Teaser»,pubDate",
])
def test_columns_are_known_in_six_languages(header: str) -> None:
    """Whatever their case, accents and underscores, and whatever parts the cells."""
    delimiter = next(sign for sign in ";\t|," if sign in header)
    article = only(f"{header}\n" + delimiter.join(("A vote", "https://h.example/a", "It is close.", "2026-11-03")))
    assert (article.title, article.url, article.teaser) == ("A vote", "https://h.example/a", "It is close.")
    assert article.published == datetime(2026, 11, 3, tzinfo=UTC)


def test_no_name_means_two_fields() -> None:
    """However it is spelled."""
    keys = [(_names._key(name), field) for field, names in _names.NAMES.items() for name in names.split("|")]
    assert len({key for key, _ in keys}) == len(set(keys))


def test_what_was_understood_is_said() -> None:
    """Columns that mean something with their field, the others by name."""
    (line,) = read("ID;Titel;Link;Wörter\n1;A vote;https://h.example/a;700").advice
    assert line == "columns: Titel → title, Link → url; not used: ID, Wörter"


def test_of_two_columns_for_one_field_the_better_is_taken() -> None:
    """Unless it is empty: a title before a name, a summary before a description."""
    text = "name,title,description,summary\nslug-a,A vote,Long,Short\nslug-b,,Long,\n"
    assert [(a.title, a.teaser) for a in read(text).articles] == [("A vote", "Short"), ("slug-b", "Long")]


def test_lines_above_the_header_are_passed_over() -> None:
    """A sheet's own title is no column."""
    assert only("Plan for November,,\n,,\nTitle,URL,Date\nA vote,https://h.example/a,\n").title == "A vote"


def test_a_table_without_header_is_judged_by_content() -> None:
    """The shorter of two columns of words is the headline; it is said what was decided."""
    reading = read("7,Who pays for it?,https://h.example/a,Four ministries and one vote.,2026-11-20\n"
                   "8,A second one,https://h.example/b,It is about something else.,2026-11-21\n")
    first = reading.articles[0]
    assert (first.title, first.url, first.teaser, first.published) == (
        "Who pays for it?", "https://h.example/a", "Four ministries and one vote.", datetime(2026, 11, 20, tzinfo=UTC))
    assert reading.advice[0].startswith(
        "no line names the columns in words that are known; by their content: column 2 → title")


def test_a_header_in_unknown_words_is_no_article() -> None:
    """Its cells are named, and their content decides what they mean."""
    reading = read("Mikä,Missä\nEnsimmäinen juttu,https://h.example/a\nToinen juttu,https://h.example/b\n")
    assert [article.title for article in reading.articles] == ["Ensimmäinen juttu", "Toinen juttu"]
    assert reading.advice[0].endswith("; by their content: Mikä → title, Missä → url")


def test_a_table_that_says_nothing_is_refused() -> None:
    """With the columns there must be."""
    for text in ("1,2,3\n4,5,6\n", "a,b\nc,d\n", "url,date\nhttps://h.example/a,2026-11-03\n"):
        with pytest.raises(InputError, match="no column of this table is a headline — the first line must"):
            read(text)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_quotes_hold_delimiters_and_line_ends() -> None:
    """A cell is one line of words, whatever stood in it."""
    article = only('title,teaser,url\n"Who ""pays"", and\r\nwhen?","One, two;\nthree",https://h.example/a\n')
    assert (article.title, article.teaser) == ('Who "pays", and when?', "One, two; three")


@pytest.mark.parametrize("data", [
    "sep=;\r\nTitel;Link\r\nÄpfel;https://h.example/a\r\n".encode(),
    b"\xef\xbb\xbf" + "Titel;Link\r\nÄpfel;https://h.example/a".encode(),
    "Titel\tLink\r\nÄpfel\thttps://h.example/a\r\n".encode("utf-16"),
    "sep=|\nTitel|Link\nÄpfel|https://h.example/a".encode("utf-16"),
])
def test_what_excel_writes_is_read(data: bytes) -> None:
    """Its separator line, its byte order mark, its “Unicode text”."""
    assert only(data).title == "Äpfel"
    assert table.accepts(data, "") >= 0.8


def test_what_excel_saves_as_plain_csv_is_read_and_told() -> None:
    """In western Europe it is Windows-1252; the head of a column may have accents, too."""
    data = "Überschrift;Link;Vorspann\r\nÄpfel „und“ Birnen;https://a.example/1;Für 3 €\r\n".encode("cp1252")
    reading = read(data)
    (article,) = reading.articles
    assert (article.title, article.teaser) == ("Äpfel „und“ Birnen", "Für 3 €")
    assert reading.advice[0] == "it is no UTF-8 and was read as Windows-1252: check the accents"
    assert table.accepts(data, "") == table.accepts(data, "text/csv") == 0.8
    assert read("Titel;Link\nÄpfel;https://a.example/1").advice[0].startswith("columns: ")


@pytest.mark.parametrize("data", [
    "Titel;Link\nÄpfel;x\nBirnen für Jäger;y".encode()[:-8] + b"\xe4",  # UTF-8, damaged
    '[{"title": "Äpfel"}]'.encode("cp1252"),
    b"title,link\n\x81,x", b"title,link\n\xe4\x02,x",
])
def test_what_is_damaged_or_no_delimited_text_is_refused(data: bytes) -> None:
    """As everywhere: with line and word."""
    with pytest.raises(InputError, match="table.csv:[123]: this is not UTF-8"):
        read(data)


@pytest.mark.parametrize("data", [
    b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0b\xee\x9dh^\x01\0\0\x90\x04\0\0\x13\0\x08\x02[Content_Types].xml",
    b"PK\x03\x04\x14\0\0\x08\0\0\0\0\0\0\x85l9\x8a.\0\0\0.\0\0\0\x08\0\0\0"
    b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
])
def test_a_spreadsheet_is_answered_in_words(data: bytes, tmp_path: Path) -> None:
    """It is no text; the way to a text is named, also where the kind is guessed."""
    (tmp_path / "plan.xlsx").write_bytes(data)
    with pytest.raises(InputError, match="plan.xlsx: this is a spreadsheet, .* — save it as CSV UTF-8"):
        sources.read("plan.xlsx", root=tmp_path)


def test_rows_with_too_many_cells_are_told_and_left_out() -> None:
    """A comma without quotes has moved them; those with too few are read, and told as well."""
    reading = read("title,url,teaser\nGood,https://h.example/a,x\nWho, what,https://h.example/b,y\n\nShort\n,,\n,u,t\n")
    assert [article.title for article in reading.articles] == ["Good", "Short"]
    assert reading.unplaced == (
        "line 3: 4 cells, but 3 columns — put quotes round a cell that holds a comma: Who", "line 7: no headline")
    assert reading.advice[1] == "fewer cells than columns (line 5): what is missing was taken for empty"


def test_lines_are_counted_as_the_editor_counts_them() -> None:
    """With the separator line, blank lines and line ends inside cells."""
    reading = read('sep=;\ntitle;url\n\n"a\nb";x\n;https://h.example/a\n')
    assert reading.unplaced == ("line 6: no headline",)


def test_a_quotation_mark_never_closed_is_found() -> None:
    """At the line where it was opened, or the rest of the table would be one cell."""
    with pytest.raises(InputError, match="table.csv:3: a quotation mark is opened here and never closed"):
        read('title,url\nGood,https://h.example/a\n"Bad,https://h.example/b\nGone,https://h.example/c\n')


def test_many_bad_rows_are_counted() -> None:
    """The first twenty are told."""
    reading = read("title,url\nGood,x\n" + ",https://h.example/a\n" * 500)
    assert len(reading.unplaced) == 21 and reading.unplaced[-1] == "(480 more)"


def test_drafts_are_left_out_and_told() -> None:
    """Whatever the column that says so."""
    text = "title,status,draft\nA,Entwurf,\nB,,x\nC,published,no\n"
    assert ([a.title for a in read(text).articles], read(text).unplaced) == (
        ["C"], ("line 2: not published yet", "line 3: not published yet"))
    with pytest.raises(NothingNew, match="nothing in this table is published yet"):
        read('[{"title": "A", "published": false}]')


def test_a_table_without_rows_is_no_mistake() -> None:
    """Exit 6, not 3."""
    for text in ("title,url\n", "[]", '{"articles": []}'):
        with pytest.raises((NothingNew, InputError)) as caught:
            read(text)
        assert isinstance(caught.value, NothingNew), text


# ── dates, addresses, pictures ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("written", "meant"), [
    ("2026-11-20", "2026-11-20T00:00"), ("2026-11-20T10:30:00Z", "2026-11-20T10:30"),
    ("2026-11-20 10:30:00 +0200", "2026-11-20T08:30"), ("Fri, 20 Nov 2026 10:30:00 -0500", "2026-11-20T15:30"),
    ("Fri, 20 Nov 2026 10:30:00 GMT", "2026-11-20T10:30"), ("1795170600", "2026-11-20T10:30"),
    ("1795170600000", "2026-11-20T10:30"), ("20.11.2026", "2026-11-20T00:00"), ("20.11.26 10:30", "2026-11-20T10:30"),
    ("20. November 2026", "2026-11-20T00:00"), ("20 de noviembre de 2026", "2026-11-20T00:00"),
    ("46346.4375", "2026-11-20T10:30"), ("46346", "2026-11-20T00:00"), ("11/20/2026 10:30 PM", "2026-11-20T22:30"),
    ("2026/11/20", "2026-11-20T00:00"), ("20261120", "2026-11-20T00:00"),
])
def test_dates_are_read_however_they_are_written(written: str, meant: str) -> None:
    """Standards, words, seconds and milliseconds, the days of a spreadsheet."""
    assert _dates.instant(written) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "soon", "1", "2026", "0000-00-00", "99999999999999", "1e400", "10:30",
                                     "2026-11", "20.13.2026", "November", "9" * 79, "-1795170600"])
def test_what_is_no_date_is_none(written: str) -> None:
    """Nothing is made up."""
    assert _dates.instant(written) is None


def test_the_column_shows_which_number_is_the_day() -> None:
    """3/11/2026 is read as the others of its table are; where none shows it, it is no date, and that is said."""
    days = [a.published for a in read("title,date\nA,3/11/2026\nB,13/11/2026\n").articles]
    assert days == [datetime(2026, 11, 3, tzinfo=UTC), datetime(2026, 11, 13, tzinfo=UTC)]
    months = [a.published for a in read("title,date\nA,3/11/26\nB,3/13/26\n").articles]
    assert months == [datetime(2026, 3, 11, tzinfo=UTC), datetime(2026, 3, 13, tzinfo=UTC)]
    reading = read("title,date\nA,3/11/2026\nB,5/5/2026\n")
    assert [a.published for a in reading.articles] == [None, datetime(2026, 5, 5, tzinfo=UTC)]
    assert reading.advice[-1].startswith("dates such as 3/11/2026 do not show which number is the day")


def test_addresses_that_are_not_whole_need_a_start() -> None:
    """With `base` they have one, whether it ends with a slash or not; without it that is said."""
    text = "title,url\nA,/2026/a\nB,b\n"
    assert read(text).advice[-1].startswith("2 addresses in it are not whole — say where they start: base = ")
    assert [a.url for a in read(text, base="https://h.example/x/").articles] == [
        "https://h.example/2026/a", "https://h.example/x/b"]


def test_a_picture_beside_the_table_is_shown(tmp_path: Path) -> None:
    """From the publication's folder; one elsewhere is not."""
    (tmp_path / "pub" / "sources").mkdir(parents=True)
    for name in ("pub/sources/a.jpg", "private.jpg"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "pub" / "sources" / "t.csv").write_text("title,image\nA,a.jpg\nB,../../private.jpg\n")
    reading = sources.read("sources/t.csv", root=tmp_path / "pub")
    assert [a.image for a in reading.articles] == ["sources/a.jpg", ""]


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────

PIECE = {"title": {"rendered": "A &amp; B"}, "image": {"url": "https://h.example/a.jpg", "alt": "A boat"},
         "author": {"name": "M. Okafor", "url": "https://h.example/okafor"}, "link": "https://h.example/a",
         "categories": ["Europe", "Rail"], "tags": [{"name": "vote"}], "published": 1795170600}


@pytest.mark.parametrize("wrap", [
    lambda piece: [piece], lambda piece: piece, lambda piece: {"articles": [piece]},
    lambda piece: {"data": {"allPosts": {"edges": [{"node": piece}]}}},
    lambda piece: {"total": 1, "links": [{"rel": "next"}], "data": [{"id": "1", "attributes": piece}]},
    lambda piece: {"records": [{"id": "r", "fields": piece}]},
])
def test_json_is_read_wherever_its_list_is(wrap) -> None:  # noqa: ANN001
    """A list, an object that holds one at any depth, or one object; values with parts are what their parts say."""
    article = only(json.dumps(wrap(PIECE)))
    assert (article.title, article.url, article.byline) == ("A & B", "https://h.example/a", "M. Okafor")
    assert (article.image, article.alt) == ("https://h.example/a.jpg", "A boat")
    assert (article.section, article.tags) == ("Europe", ("Europe", "Rail", "vote"))
    assert article.published == datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


def test_parts_are_named_in_the_advice() -> None:
    """As paths."""
    (line,) = read(json.dumps([PIECE])).advice
    assert line.startswith("columns: title.rendered → title, image.url → image, image.alt → alt, author.name → byline")
    assert line.endswith("not used: author.url")


def test_jsonl_is_read_line_by_line() -> None:
    """A broken line is told, and the others are read; NaN, keys that come twice and NUL do no harm."""
    reading = read('{"title": "A", "n": NaN}\n\n{"title": \n[1]\n{"title": "x", "title": "B"}\n{"url": "\\u0000"}\n')
    assert [article.title for article in reading.articles] == ["A", "B"]
    assert reading.unplaced == ("line 3: broken JSON", "line 4: no object", "line 6: no headline")


def test_rows_in_json_are_a_table() -> None:
    """As spreadsheets on the web give them."""
    rows = '{"range": "A1", "values": [["Title", "Link"], ["A", "https://h.example/a"]]}'
    assert only(rows).url == "https://h.example/a"


def test_json_without_headlines_is_told_what_is_missing() -> None:
    """In words."""
    with pytest.raises(InputError, match="nothing in this table is a headline — each object needs a key"):
        read('[{"id": 1, "text": "x"}]')
    with pytest.raises(InputError, match=r"table.csv:2: its JSON is broken \(.*, column 3\)"):
        read('[{"title": "A"},\n  }]')


# ── what kind it is ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "text", "kind"), [
    ("a.txt", "Titel;Link\nA;https://h.example/a\n", "table"),
    ("a.json", '[{"title": "A", "url": "https://h.example/a"}]', "table"),
    ("a.json", '{"title": "A", "items": 1}\n{"title": "B"}\n', "table"),
    ("a.csv", "Was,Wann\nDie erste Sache,https://h.example/a\nDie zweite Sache,https://h.example/b\n", "table"),
    ("a.json", '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "A"}]}', "feed"),
    ("a.json", '{"title": "F", "home_page_url": "x", "items": [{"id": "1", "content_html": "x"}]}', "feed"),
    ("a.txt", "A headline, with a comma\n\nA teaser, with another one; and more.\n", "listing"),
    ("a.txt", "Title: A vote | Europe\n\nThe teaser of it says a little more.\n", "listing"),
    ("a.csv", "<rss version='2.0'><channel><item><title>A</title></item></channel></rss>", "feed"),
])
def test_kinds_do_not_take_each_others(tmp_path: Path, name: str, text: str, kind: str) -> None:
    """The content decides: a pasted listing stays one, a JSON Feed stays a feed."""
    (tmp_path / name).write_text(text)
    assert sources.read(name, root=tmp_path).kind == kind


# ── hostile ──────────────────────────────────────────────────────────────────────────────────────────────────


def trusted(reading: Reading) -> None:
    """Fail unless each article can go into a letter, and each line to a terminal."""
    for article in reading.articles:
        words = [article.title, article.teaser, article.alt, article.credit, article.byline, article.section,
                 article.language, *article.tags, *reading.unplaced, *reading.advice]
        for text in words:
            text.encode()
            assert not any(ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 for sign in text), text
        for url in (article.url, article.image):
            assert not url or url.startswith(("http://", "https://")), url
        assert article.title


def test_naughty_strings_in_every_cell() -> None:
    """As CSV and as JSON: what comes out can be trusted, and most of it comes out."""
    strings = [text for text in naughty() if "\0" not in text]
    fields = ("title", "url", "teaser", "image", "alt", "date", "author", "section", "tags", "language", "content")
    rows = [[*strings[row:], *strings[:row]][: len(fields)] for row in range(len(strings))]
    reading = read(as_csv([list(fields), *rows]))
    trusted(reading)
    assert len(reading.articles) > 0.8 * len(strings)
    trusted(read(json.dumps([dict(zip(fields, row)) for row in rows])))


def test_lone_surrogates_are_replaced() -> None:
    """JSON can say them, and nothing after it could."""
    trusted(read('[{"title": "a\\ud800b", "url": "https://h.example/\\ud800", "image": "https://h.example/\\udfff.jpg",'
                 ' "tags": ["\\ud800"], "author": "\\udc00", "\\ud800": 1}]'))


@pytest.mark.parametrize(("text", "words"), [
    ("title" + ",x" * 1_000_000, "more than 1,000 columns"), ("[" * 1_000_000, "nested too deeply"),
    ('{"a":' * 500_000, "nested too deeply"), ('[{"title": ' + "9" * 100_000 + "}]", "a number that is too long"),
    ('title,url\n"' + "x" * 3_000_000, "a quotation mark is opened here and never closed"),
    ("title,url\n\0", "not a text file"),
])
def test_what_is_made_to_do_harm_is_refused_soon(text: str, words: str) -> None:
    """One line, within seconds."""
    began = time.process_time()
    with pytest.raises(InputError, match=words):
        read(text)
    assert time.process_time() - began < 5


def test_harmless_extremes_are_read() -> None:
    """A million keys, deep values beside the headline, numbers beyond all bounds."""
    wide = json.dumps([{"title": "A", **{f"k{number}": 1 for number in range(300_000)}}])
    assert only(wide).title == "A"
    deep = '[{"title": "A", "x": ' + "[" * 500 + "]" * 500 + ', "date": 1e999, "width": 1e999, "duration": -1e308}]'
    assert only(deep).published is None


@settings(max_examples=300, deadline=None)
@given(st.one_of(
    st.text(), st.binary(),
    st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
                 lambda part: st.lists(part, max_size=4) | st.dictionaries(
                     st.sampled_from(("title", "url", "image", "date", "author", "tags", "content")) | st.text(),
                     part, max_size=5), max_leaves=20).map(json.dumps),
))
def test_nothing_ends_in_a_traceback(data: str | bytes) -> None:
    """Whatever the bytes: articles that can be trusted, or one of our own refusals."""
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    assert 0 <= table.accepts(raw, "") <= 1
    try:
        trusted(table.read(raw, name="t", base="https://h.example/"))
    except NewsletterError as error:
        str(error).encode()


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=8), st.sampled_from(",;\t|"))
def test_cells_come_out_as_they_went_in(rows: list[tuple[str, str, str]], delimiter: str) -> None:
    """Any text in quotes, with any delimiter: one line of it, one article for each headline."""
    from newsletter.sources._fields import words

    text = as_csv([["title", "byline", "url"], *([title, "", url] for title, _, url in rows)], delimiter)
    expected = [words(title.replace("\r\n", "\n").replace("\r", "\n")) for title, _, _ in rows]
    try:
        found = [article.title for article in read(text).articles]
    except (NothingNew, InputError):
        found = []
    assert found == [title for title in expected if title.strip()]
