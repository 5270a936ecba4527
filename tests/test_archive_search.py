"""Searching the archive: all words, any case, any accents, any script; and no query that is an error."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from archive_help import DAY, NOON, article, in_memory
from hypothesis import given, strategies as st

from newsletter import archive
from newsletter.archive import Archive, rows
from newsletter.model import Article, folded

ARTICLES = {
    "dyke": Article(title="Porto Alegre builds its dyke again", teaser="A city argues about height.", section="Brazil"),
    "cafe": Article(title="Café São João", teaser="O açúcar e o pão.", byline="Zoë Brontë", section="Política"),
    "decomposed": Article(title="Cafe\u0301 central", section="POLITICA"),
    "strasse": Article(title="Die längste Straße", teaser="Ein Weg."),
    "japan": Article(title="火山の噴火、東京2020年", teaser="気象庁によると"),
    "thai": Article(title="น้ำท่วมกรุงเทพฯ", tags=("กรุงเทพ",)),
    "hindi": Article(title="सुनवाई में देरी"),
    "arabic": Article(title="كِتابٌ جديد"),
    "russian": Article(title="Ёлка в Москве"),
    "korean": Article(title="서울에서 열린 회의"),
    "wide": Article(title="Ｆｕｌｌ ﬁne"),
    "operators": Article(title="AND OR NOT NEAR", teaser='say "no" to C++ (really)'),
    "trains": Article(title="Night-train", tags=("sleeper car", "rail")),
    "video": Article(title="Films", kind="video"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Each article a day older than the one before."""
    dated = [
        Article(**{name: getattr(one, name) for name in one.__struct_fields__}
                | {"url": f"https://courier.example/{name}", "published": NOON - place * DAY, "place": place})
        for place, (name, one) in enumerate(ARTICLES.items())
    ]  # fmt: skip
    with archive.open(tmp_path_factory.mktemp("archive") / archive.FILE) as opened:
        opened.put("Courier", dated[:8], NOON)
        opened.put("Post", dated[7:], NOON)
        yield opened


def found(store: Archive, query: str = "", **how: Any) -> list[str]:
    answer = store.search(query, **how)
    assert answer.total >= len(answer.articles)
    return [one.url.rpartition("/")[2] for one in answer.articles]


@pytest.mark.parametrize(("query", "names"), [
    ("dyke", "dyke"), ("DYKE height", "dyke"), ("dyke volcano", ""), ("Alegre Por", "dyke"), ("Por Alegre", ""),
    ("bui", "dyke"), ("bu", ""), ("brazil", "dyke"), ("bronte", "cafe"), ("ZOË", "cafe"),
    ("cafe", "cafe decomposed"), ("CAFÉ", "cafe decomposed"), ("cafe\u0301", "cafe decomposed"), ("acucar pao", "cafe"),
    ("Straße", "strasse"), ("strasse", "strasse"), ("STRASSE", "strasse"), ("langste", "strasse"), ("lä", ""),
    ("噴火", "japan"), ("火山", "japan"), ("山の噴", "japan"), ("噴火 東京", "japan"), ("火の山", ""), ("2020", "japan"),
    ("東京2020", "japan"), ("庁によ", "japan"), ("火", "japan"),
    ("น้ำท่วม", "thai"), ("กรุงเทพ", "thai"), ("ท่วมกรุง", "thai"), ("सुनवाई", "hindi"), ("देरी में", "hindi"),
    ("كتاب", "arabic"), ("كِتابٌ", "arabic"), ("елка", "russian"), ("ЁЛКА москве", "russian"),
    ("서울", "korean"), ("회의", "korean"),
    ("full fine", "wide"), ("ｆｕｌｌ", "wide"),
    ("AND", "operators"), ("NOT OR AND NEAR", "operators"), ("NEAR(", "operators"), ('"no"', "operators"),
    ("C++", "operators"), ("(really)", "operators"), ('say"no', "operators"),
    ("night train", "trains"), ("night-train", "trains"), ("train-night", ""), ("sleeper rail", "trains"),
    ("films", "video"),
])  # fmt: skip
def test_words_are_found(store, query, names):
    """All of them, in headline, teaser, byline, section or tags; the last may be the beginning of one."""
    assert found(store, query) == names.split()


@pytest.mark.parametrize("query", [
    "AND OR NEAR( * ", "title:dyke x", "{title}: dyke x", "^dyke x", "dyke* x", 'dyke" x', "-dyke x", "dyke + x", "* x",
    "NOT x", '"', '""', "*", "(", ")", "^", ":", "-", "\\", "'", "🚀", "\u0301", "\0", "\ud800", "x" * 100_000,
    "a-" * 5000, "a b " * 5000,
])  # fmt: skip
def test_no_sign_has_a_meaning(store, query):
    """What would be an operator of the index is a word, or nothing; and nothing is found with it."""
    assert found(store, query) in ([], ["operators"])


@given(st.text(max_size=30))
def test_no_query_is_an_error(store, query):
    """Nor does it find more than there is."""
    assert store.search(query, skip=[query], section=query).total <= len(ARTICLES)


def test_without_words_all_are_found_newest_first(store):
    """The number of all, and as many as asked for."""
    assert found(store) == found(store, "  ") == list(ARTICLES)
    assert found(store, most=2) == ["dyke", "cafe"]
    assert store.search(most=2).total == len(ARTICLES)
    assert store.search("nothing").total == 0


def test_conditions_narrow_what_is_found(store):
    """Each alone, and with words."""
    assert found(store, since=NOON - DAY) == ["dyke", "cafe"]
    assert found(store, until=NOON, since=NOON - 2 * DAY) == ["cafe", "decomposed"]
    assert found(store, section="politica") == found(store, section="Política!") == ["cafe", "decomposed"]
    assert found(store, "central", section="politica") == ["decomposed"]
    assert found(store, section="Brazil", source="Courier") == ["dyke"]
    assert found(store, section="Brazil", source="Post") == found(store, section="Braz") == []
    assert found(store, source="Nobody") == []
    assert found(store, source="Post") == list(ARTICLES)[7:]
    assert found(store, "films", source="Post") == ["video"]
    assert found(store, "films", source="Courier") == []
    assert found(store, "cafe", since=NOON - DAY) == ["cafe"]
    assert found(store, "cafe", skip=["courier.example/cafe", "unknown"]) == ["decomposed"]
    assert store.search("cafe", skip=["courier.example/cafe"]).total == 1
    assert found(store, kept=True) == []
    store.keep("courier.example/cafe", NOON)
    assert found(store, kept=True) == found(store, "cafe", kept=True) == ["cafe"]
    store.keep("courier.example/cafe", NOON, on=False)


def test_a_piece_of_several_sources_is_found_once(tmp_path):
    """Whichever source's words it is found by; dated by the earliest, told in the newest words."""
    with archive.open(tmp_path / archive.FILE) as store:
        same = "https://courier.example/a"
        store.put("Courier", [Article(title="Walrus", url=same, published=NOON - 2 * DAY, section="World")], NOON)
        store.put("Post", [Article(title="Otter", url=same, published=NOON, section="Nature")], NOON)
        store.put("Post", [Article(title="Walrus and otter", url=same + "b", published=NOON - DAY)], NOON)
        assert [one.title for one in store.search("walrus").articles] == ["Walrus and otter", "Otter"]
        assert store.search("walrus").total == store.search("otter").total == store.search().total == 2
        assert store.search(source="Courier", section="world").total == store.search(section="nature").total == 1
        assert store.search("walrus", source="Post").total == 1


def test_ten_thousand_matches_come_newest_first(tmp_path):
    """The order of dates, not of arrival."""
    dates = random.Random(1).sample(range(100_000), 10_000)
    with archive.open(tmp_path / archive.FILE) as store:
        store.put("Courier", (article(f"heron{n}", n / 1440, title=f"heron {n}") for n in dates), NOON)
        answer = store.search("heron", most=100)
    assert answer.total == 10_000
    assert [one.title for one in answer.articles] == [f"heron {n}" for n in sorted(dates)[:100]]


# ── what the tokenizer does ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def tokens() -> Iterator[Any]:
    """The tokens that the archive's index makes of a text."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5 (t, tokenize = 'unicode61 remove_diacritics 2')")
    database.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (words, 'instance')")

    def of(text: str) -> list[str]:
        database.execute("DELETE FROM words")
        database.execute("INSERT INTO words VALUES (?)", (text,))
        return [term for (term,) in database.execute("SELECT term FROM terms ORDER BY offset")]

    yield of
    database.close()


ALIKE = [chr(code) for code in range(1, 0x3000) if rows._ALIKE.fullmatch(chr(code))]


def test_what_is_not_spelled_out_is_folded_by_the_index_itself(tokens):
    """Each letter alone, in a word, at its beginning and its end: the index makes of it what `folded` does."""
    assert len(ALIKE) > 500
    for letter in ALIKE:
        text = f"q {letter} a{letter}b {letter}c d{letter}"
        assert tokens(text) == folded(text).replace("_", " ").split(), f"U+{ord(letter):04X}"


@given(st.text(st.sampled_from(ALIKE), max_size=40))
def test_so_are_whole_texts_of_them(tokens, text):
    """In any row."""
    assert tokens(f"q {text}") == folded(f"q {text}").replace("_", " ").split()


@given(st.text(min_size=1, max_size=20))
def test_every_headline_is_found_by_itself(text):
    """In any script, with what holds a letter or digit at all; as a whole and word by word."""
    said = rows.values(Article(title=text))
    if not any(letter.isalnum() for letter in folded(text)) or "\0" in text:
        return
    with in_memory() as store:
        store.put("Courier", [Article(title=text)], NOON)
        assert store.named(text), said
        assert store.search(text).total == 1
