"""What the archive keeps of articles: each piece once, each source's words, what changed, when it was first seen."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from archive_help import DAY, NOON, article, in_memory, sound
from hypothesis import given, strategies as st

from newsletter import archive
from newsletter.archive import Archive, Memory, schema, writing
from newsletter.errors import InputError
from newsletter.model import Article, folded, replace

WEEK = 7 * DAY


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Archive]:
    with archive.open(tmp_path / archive.FILE) as opened:
        yield opened


def titles(articles: list[Article] | tuple[Article, ...]) -> list[str]:
    return [one.title for one in articles]


def everything(store: Archive) -> list[Article]:
    return store.within(None, None)


# ── words travel ─────────────────────────────────────────────────────────────────────────────────────────────

FULL = Article(
    title="Who pays?", url="https://courier.example/a", teaser="Four ministries.", image="https://a.example/a.jpg",
    image_width=1200, alt="A carriage", alt_is_draft=True, credit="M. Okafor", published=NOON, byline="Ada Brown",
    section="World", tags=("rail", "night train"), kind="video", duration="4:05", language="en", source="Courier",
    place=3,
)  # fmt: skip


def test_an_article_comes_back_as_it_went_in(store):
    """Every field; and what only the archive knows is filled in."""
    store.put("Courier", [FULL], NOON)
    assert everything(store) == [replace(FULL, seen=NOON, backlog=True, revised=NOON)]


def test_no_field_of_an_article_is_forgotten():
    """A field that is added to the noun is added to the rows."""
    from newsletter.archive import rows

    assert {*rows.COLUMNS, "source", "seen", "backlog", "kept", "revised"} == set(Article.__struct_fields__)


WORDS = st.text(st.characters(codec=None, categories=None), max_size=12)
TAGS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\0"), min_size=1, max_size=8), max_size=3)
ZONES = UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=11, minutes=30))
MOMENTS = st.datetimes(timezones=st.sampled_from(ZONES))


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, TAGS, st.none() | MOMENTS, st.integers(-5, 2**70)), max_size=5), WORDS)
def test_no_text_and_no_number_breaks_it(rows, query):
    """NUL, half a surrogate pair, years 1 and 9999, widths without end: all go in, come out, and can be asked for."""
    articles = [
        Article(title=title, url=url, teaser=teaser, tags=tuple(tags), published=at, image_width=width, place=place)
        for place, (title, url, teaser, tags, at, width) in enumerate(rows)
    ]
    with in_memory() as store:
        put = store.put("a\0\udc80", articles, NOON)
        assert put.new_count == len(store.known(one.id for one in articles)) == len(everything(store))
        assert store.put("a\0\udc80", articles, NOON + DAY) == writing.Put()
        for one in everything(store):
            (before,) = [other for other in articles if other.place == one.place]
            assert one.tags == before.tags
            assert one.title.replace("\ufffd", "") == clean(before.title).replace("\ufffd", "")
        for asked in (query, *(one.title for one in articles)):
            store.search(asked, section=asked, source=asked, skip=[asked])
            store.named(asked)
            store.by_titles([asked])
            store.wording(asked, NOON)
            store.remember(asked, Memory(etag=asked))
            assert store.remembered(asked).etag == clean(asked)


def clean(text: str) -> str:
    return "".join("\ufffd" if letter == "\0" or "\ud800" <= letter <= "\udfff" else letter for letter in text)


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31), timezones=st.timezones()))
def test_a_date_comes_back_to_the_second(moment):
    """In UTC, whatever its time zone, before 1970 too."""
    from newsletter.archive import rows

    back = rows.moment_of(rows.seconds(moment))
    assert back.tzinfo is UTC
    assert timedelta(0) <= moment - back < timedelta(seconds=1)


# ── what is new, changed, the same ───────────────────────────────────────────────────────────────────────────


def test_the_same_again_writes_nothing(tmp_path):
    """Not a byte of the file, and no write-ahead log."""
    path = tmp_path / archive.FILE
    with archive.open(path) as store:
        store.put("Courier", [article("a"), article("b", None)], NOON)
        store.remember("https://courier.example/feed", Memory(etag="x"))
        store.keep(article("a").id, NOON)
    before = path.read_bytes()
    with archive.open(path) as store:
        assert store.put("Courier", [article("a"), article("b", None)], NOON + DAY) == writing.Put()
        store.remember("https://courier.example/feed", Memory(etag="x"))
        store.keep(article("a").id, NOON)
        log = path.with_name(path.name + "-wal")
        assert not log.exists() or not log.stat().st_size
    assert path.read_bytes() == before


def test_new_is_what_no_source_had_before(store):
    """The address decides, however it is spelled; the second source's words are kept beside the first's."""
    first = store.put("Courier", [article("a")], NOON)
    again = article("a", url="http://www.courier.example/a/?utm_source=x#top", title="A elsewhere")
    second = store.put("Post", [again, article("b")], NOON + DAY)
    assert (first.new_count, titles(first.new)) == (1, ["A"])
    assert (second.new_count, titles(second.new), second.changed) == (1, ["B"], 0)
    rows = [(one.source, one.title) for one in everything(store)]
    assert rows == [("Courier", "A"), ("Post", "A elsewhere"), ("Post", "B")]


def test_what_is_told_as_new_is_capped_and_what_is_counted_is_not(store, monkeypatch):
    """A thousand come back with their source and moment; all are counted, over several batches."""
    monkeypatch.setattr(writing, "BATCH", 700)
    put = store.put("Courier", (article(f"a{number}") for number in range(1500)), NOON)
    assert (put.new_count, len(put.new)) == (1500, 1000)
    assert {(one.source, one.seen, one.backlog) for one in put.new} == {("Courier", NOON, True)}
    assert len(everything(store)) == 1500


def test_changed_words_are_counted_and_found_and_the_old_ones_are_not(store):
    """The index follows; a changed place or picture is written and is no change of words."""
    store.put("Courier", [article("a", teaser="Walrus"), article("b")], NOON)
    next_day = [article("c"), article("a", teaser="Otter", place=1), article("b", place=2, image="b.jpg")]
    put = store.put("Courier", next_day, NOON + DAY)
    assert (put.new_count, put.changed) == (1, 1)
    rows = [(one.title, one.place, one.image) for one in everything(store)]
    assert rows == [("C", 0, ""), ("A", 1, ""), ("B", 2, "b.jpg")]
    assert store.search("otter").total == 1
    assert store.search("walrus").total == 0
    sound(store.path)


def test_of_two_of_one_id_the_first_counts(store):
    """A feed that lists an address twice in different words is the same the next day."""
    twice = [article("a", title="First"), article("a", title="Second")]
    assert store.put("Courier", twice, NOON).new_count == 1
    assert titles(everything(store)) == ["First"]
    assert store.put("Courier", twice, NOON + DAY) == writing.Put()


def test_an_article_without_address_is_known_by_its_headline(store):
    """Case and accents make no other one."""
    store.put("Listing", [article("a", url="", title="Água")], NOON)
    assert store.put("Post", [article("b", url="", title="AGUA!")], NOON).new_count == 0
    assert set(store.known([folded("água")])) == {"agua"}


def test_what_a_source_first_brings_is_its_backlog(store):
    """To the end of its first put; what comes later is not, and another source's backlog makes nothing of it old."""
    store.put("Courier", [article("a")], NOON)
    store.put("Courier", [article("a"), article("b")], NOON + DAY)
    store.put("Post", [article("b"), article("c")], NOON + 2 * DAY)
    assert {one.title: (one.backlog, one.seen) for one in everything(store)} == {
        "A": (True, NOON), "B": (False, NOON + DAY), "C": (True, NOON + 2 * DAY),
    }  # fmt: skip


def test_a_first_put_broken_off_goes_on_as_the_backlog(store, monkeypatch):
    """What was stored stays; the rest of it is backlog the next time, too."""
    monkeypatch.setattr(writing, "BATCH", 2)

    def broken() -> Iterator[Article]:
        yield from (article("a"), article("b"), article("c"))
        raise RuntimeError("the network went")

    with pytest.raises(RuntimeError):
        store.put("Courier", broken(), NOON)
    assert titles(everything(store)) == ["A", "B"]
    assert store.put("Courier", [article("a"), article("c")], NOON + DAY).new[0].backlog
    assert not store.put("Courier", [article("d")], NOON + 2 * DAY).new[0].backlog


def test_an_empty_first_put_ends_the_backlog(store):
    """A source that had nothing yet brings news from then on."""
    store.put("Courier", [], NOON)
    assert not store.put("Courier", [article("a")], NOON + DAY).new[0].backlog


@given(st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 3)), max_size=8), max_size=6))
def test_any_row_of_puts_ends_as_a_plain_table_would(puts):
    """Against a dictionary by (id, source): same rows, same index, same news, with batches of three."""
    table: dict[tuple[str, str], Article] = {}
    with pytest.MonkeyPatch.context() as patch, in_memory() as store:
        patch.setattr(writing, "BATCH", 3)
        for hour, said in enumerate(puts):
            for source in "012":
                once: dict[str, Article] = {}
                for own, name, version in said:
                    if str(own) == source:
                        title = f"word{name} version{version}"
                        one = article(f"p{name}", version or None, title=title, source=source)
                        once.setdefault(one.id, one)
                known = {id for id, _ in table}
                put = store.put(source, once.values(), NOON + hour * timedelta(hours=1))
                assert put.new_count == len(once.keys() - known)
                table |= {(id, source): one for id, one in once.items()}
        bare = [replace(one, seen=None, backlog=False, revised=None) for one in everything(store)]
        assert sorted(bare, key=str) == sorted(table.values(), key=str)
        for version in range(4):
            expected = {id for (id, _), one in table.items() if f"version{version}" in one.title}
            assert store.search(f"version{version}").total == len(expected)
        store._database.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")


# ── a time ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_window_is_half_open_by_date(store):
    """From `since` on, before `until`; an open end has no limit."""
    dated = {"old": 7.001, "first": 7, "last": 0.001, "next": 0}
    store.put("Courier", [article(name, days) for name, days in dated.items()], NOON - 8 * DAY)
    assert titles(store.within(NOON - WEEK, NOON)) == ["First", "Last"]
    assert titles(store.within(NOON - WEEK, None)) == ["First", "Last", "Next"]
    assert titles(store.within(None, NOON)) == ["Old", "First", "Last"]


def test_late_articles_are_within_by_when_they_were_first_seen(store):
    """Not what came with a source's backlog, unless it has no date at all."""
    store.put("Courier", [article("old", 30), article("undated", None)], NOON - DAY)
    store.put("Courier", [article("late", 30, place=1)], NOON - DAY)
    assert titles(store.within(NOON - WEEK, NOON)) == ["Undated", "Late"]
    assert titles(store.within(NOON, NOON + WEEK)) == []


def test_what_came_after_the_end_of_a_window_is_left_out(store):
    """So that the past looks as it did: a source's row, and a piece that nobody had then."""
    store.put("Courier", [article("a", 2)], NOON - DAY)
    store.put("Post", [article("a", 2, title="Later words"), article("b", 2)], NOON)
    assert titles(store.within(NOON - WEEK, NOON)) == ["A"]
    assert titles(store.within(NOON - WEEK, NOON + timedelta(microseconds=1))) == ["A", "Later words", "B"]


def test_kept_and_named_ones_come_whatever_their_date(store):
    """By address as anyone spells it, or by id; unknown ones are nothing."""
    old = [article("kept", 300), article("named", 300), article("listed", 300, url=""), article("old", 300)]
    store.put("Courier", old, NOON - WEEK)
    store.keep(article("kept").id, NOON)
    also = ["https://www.courier.example/named/", "listed", "https://courier.example/unknown", "", "a b"]
    found = store.within(NOON - DAY, NOON, also=also)
    assert {one.title: one.kept for one in found} == {"Kept": True, "Named": False, "Listed": False}
    store.keep(article("kept").id, NOON, on=False)
    assert titles(store.within(NOON - DAY, NOON)) == []


def test_a_piece_is_dated_by_the_earliest_of_its_sources(store):
    """A piece dated anew is no new piece; a date that changes takes the piece with it."""
    store.put("Courier", [article("a", 9)], NOON - 10 * DAY)
    store.put("Post", [article("a", 2)], NOON - 2 * DAY)
    assert store.within(NOON - WEEK, NOON) == []
    store.put("Courier", [article("a", 3)], NOON - DAY)
    assert [one.source for one in store.within(NOON - WEEK, NOON)] == ["Courier", "Post"]


def test_source_and_place_order_what_is_within(store):
    """Sources by name; the order in which they were asked does not matter."""
    store.put("Post", [article("d", place=0)], NOON)
    store.put("Courier", [article("b", place=1), article("c", place=2), article("a", place=0)], NOON)
    assert titles(everything(store)) == ["A", "B", "C", "D"]


# ── by name ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_known_piece_has_the_best_of_each_source(store):
    """As picking has it: the newest headline, the earliest date, a picture with all that belongs to it."""
    picture = {"image": "https://post.example/a.jpg", "image_width": 900, "alt": "A dyke", "credit": "Okafor"}
    store.put("Courier", [article("a", 1, title="Newest", alt="a draft", alt_is_draft=True)], NOON)
    store.put("Post", [article("a", 2, teaser="Only here.", section="World", tags=("x",), **picture)], NOON)
    (found,) = store.known([article("a").id, "unknown"]).values()
    assert found == article(
        "a", 2, title="Newest", teaser="Only here.", section="World", tags=("x",), source="Courier", seen=NOON,
        backlog=True, revised=NOON, **picture,
    )  # fmt: skip


def test_the_words_that_were_changed_last_are_those_of_the_piece(store):
    """A source renamed leaves a row that nobody mends any more; whatever its name and its date."""
    for name, moment in (("Post", NOON), ("Agency", NOON + DAY)):
        store.put(name, [article("a", title="Ten dead", teaser="First told.")], moment)
    assert {one.source: one.revised for one in everything(store)} == {"Post": NOON, "Agency": NOON + DAY}
    store.put("Post", [article("a", 2, title="Nine dead", teaser="Told again.")], NOON + 2 * DAY)
    (found,) = store.known([article("a").id]).values()
    assert (found.title, found.revised) == ("Nine dead", NOON + 2 * DAY)
    assert store.wording(article("a").id, NOON + DAY) == ("Ten dead", "First told.")
    assert store.wording(article("a").id, NOON + 2 * DAY) == ("Nine dead", "Told again.")
    store.put("Agency", [article("a", title="Eight dead")], NOON + 3 * DAY)
    assert store.wording(article("a").id, NOON + 2 * DAY) == ("Nine dead", "Told again.")
    assert store.wording(article("a").id, NOON + 3 * DAY) == ("Eight dead", "Told again.")


def test_headlines_find_articles(store):
    """By the folded headline, the newest of several, a video without its mark."""
    store.put("Courier", [
        article("a", 3, title="Água: a história"), article("b", 2, title="agua, a HISTORIA"),
        article("c", title="Agua: a historia, part 2"), article("d", title="[Video] Samba"),
        article("e", title="火山の噴火"),
    ], NOON)  # fmt: skip
    found = store.by_titles(["Agua — a história!", "Samba", "[Video] Samba", "火山の噴火", "噴火", "Part 2", "", "?!"])
    assert {words: one.url[-1] for words, one in found.items()} == {
        "agua a historia": "b", "samba": "d", "video samba": "d", folded("火山の噴火"): "e"
    }


def test_naming_goes_from_address_to_headline_to_words(store):
    """The first that finds anything settles it; newest first."""
    store.put("Courier", [
        article("a", 1, title="The dyke of Porto Alegre"), article("b", 2, title="Dyke"),
        article("c", 3, title="Alegre, or the Porto of it", teaser="A dyke."),
        article("d", 4, title="Porto Alegre again"),
    ], NOON)  # fmt: skip

    def meant(wanted: str, **more: int) -> str:
        return "".join(one.url[-1] for one in store.named(wanted, **more))

    assert meant("http://courier.example/c?utm_medium=x") == "c"
    assert meant("DYKE!") == "b"
    assert meant("Porto Alegre") == "ad"
    assert meant("alegre porto") == "acd"
    assert meant("alegre porto", most=2) == "ac"
    assert meant("port") == meant("") == meant("*") == meant("https://courier.example/x") == ""


def test_wordings_are_kept_with_their_moments(store):
    """As they were at any moment; before the article was seen there was none."""
    for hours, title, teaser in ((0, "One", "x"), (1, "One", "x"), (2, "Two", "x"), (3, "Two", "y"), (4, "One", "x")):
        store.put("Courier", [article("a", title=title, teaser=teaser)], NOON + hours * timedelta(hours=1))
    id = article("a").id
    at = {hours: store.wording(id, NOON + hours * timedelta(hours=1)) for hours in (-1, 0, 1.9, 2, 2.9, 3, 4, 99)}
    assert at == {
        -1: None, 0: ("One", "x"), 1.9: ("One", "x"), 2: ("Two", "x"), 2.9: ("Two", "x"), 3: ("Two", "y"),
        4: ("One", "x"), 99: ("One", "x"),
    }  # fmt: skip
    assert store.wording("unknown", NOON) is None


def test_the_wording_is_that_of_the_known_piece(store):
    """Of several sources, title and teaser come from the same ones as in `known`; one that came later said nothing."""
    store.put("Courier", [article("a", 2, title="Older", teaser="t")], NOON)
    store.put("Post", [article("a", 1, title="Newer")], NOON + DAY)
    id = article("a").id
    assert store.wording(id, NOON) == ("Older", "t")
    known = store.known([id])[id]
    assert store.wording(id, NOON + DAY) == (known.title, known.teaser) == ("Newer", "t")


def test_keeping_what_is_not_there_says_so(store):
    """An editor's mark is never lost in silence."""
    with pytest.raises(InputError, match=r"articles\.db: there is no article courier\.example/a — fetch it first"):
        store.keep(article("a").id, NOON)


# ── what fetch remembers ─────────────────────────────────────────────────────────────────────────────────────


def test_memory_of_an_address(store):
    """All of it comes back; of one never asked for it is empty."""
    said = Memory(etag='W/"1"', last_modified="Fri", digest="d", not_before=NOON, gone=True)
    store.remember("https://courier.example/feed", said)
    assert store.remembered("https://courier.example/feed") == said
    assert store.remembered("https://courier.example/other") == Memory()
    store.remember("https://courier.example/feed", Memory(etag="mine", gone=True), "Post")
    assert store.remembered("https://courier.example/feed", "Post") == Memory(etag="mine", gone=True)
    assert store.remembered("https://courier.example/feed") == replace(said, not_before=None, gone=True)
    store.remember("https://courier.example/feed", Memory())
    assert store.remembered("https://courier.example/feed") == Memory()


def test_pictures_from_own_pages(store):
    """Asked for once, the newest first; given, they fill what no source has, and no later put takes them away."""
    store.put("Courier", [
        article("a", 1, alt="a draft"), article("b", 2), article("c", 3), article("d", 0, image="d.jpg"),
        article("e", url=""), article("f", 99),
    ], NOON)  # fmt: skip
    assert titles(store.without_picture(NOON - WEEK, 2)) == ["A", "B"]
    store.asked_for_picture([article("b").id, "unknown"])
    store.give_picture(article("a").id, "https://courier.example/a.jpg", "", 1200)
    store.give_picture("unknown", "x.jpg", "", 1)
    assert titles(store.without_picture(NOON - WEEK, 9)) == ["C"]
    assert store.put("Courier", [article("a", 1, alt="a draft")], NOON + DAY) == writing.Put()
    (given,) = store.known([article("a").id]).values()
    assert (given.image, given.image_width) == ("https://courier.example/a.jpg", 1200)
    assert (given.alt, given.alt_is_draft) == ("a draft", True)
    store.put("Courier", [article("a", 1, image="own.jpg")], NOON + DAY)
    assert store.known([article("a").id])[article("a").id].image == "own.jpg"


def test_a_picture_that_one_source_has_is_not_looked_for(store):
    """The piece has it."""
    store.put("Courier", [article("a")], NOON)
    store.put("Post", [article("a", image="a.jpg")], NOON)
    assert store.without_picture(NOON - WEEK, 9) == []


# ── shuffled ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_batches_in_any_order_of_dates_make_one_whole_archive(store, monkeypatch):
    """Articles of all years at random, some twice, from two sources: all are found by their week; the file is whole."""
    monkeypatch.setattr(writing, "BATCH", 97)
    chance = random.Random(1)
    made = [article(f"a{number}", chance.uniform(0, 700)) for number in range(1000)]
    for source in ("Courier", "Post"):
        store.put(source, chance.choices(made, k=2000), NOON - 800 * DAY)
    stored = {one.id: one.published for one in everything(store)}
    for weeks in range(100):
        since, until = NOON - (weeks + 1) * WEEK, NOON - weeks * WEEK
        dated = {id for id, date in stored.items() if since <= date < until}
        assert {one.id for one in store.within(since, until)} == dated
    sound(store.path)


# ── marks as they were ───────────────────────────────────────────────────────────────────────────────────────


def test_marks_of_a_moment_are_those_made_before_it(store):
    """A mark counts from when it was made until it was taken away; without a moment, those of now."""
    store.put("Courier", [article("a"), article("b")], NOON - 9 * DAY)
    store.keep(article("a").id, NOON)
    store.keep(article("a").id, NOON + 2 * DAY, on=False)
    store.keep(article("b").id, NOON + 2 * DAY)
    moments = (NOON, NOON + DAY, NOON + 3 * DAY, None)
    marked = [[one.title for one in store.within(None, None, marked=moment) if one.kept] for moment in moments]
    assert marked == [[], ["A"], ["B"], ["B"]]


def test_marks_of_an_older_archive_stay(tmp_path, monkeypatch):
    """Nobody knows when they were made: they count from when their article was first seen."""
    path = tmp_path / archive.FILE
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        with archive.open(path) as old:
            old._database.execute("INSERT INTO piece VALUES (1, 0, 86400, 0, 1)")
    with archive.open(path) as new:
        assert new._database.execute("SELECT * FROM mark").fetchall() == [(1, 86400, None)]
