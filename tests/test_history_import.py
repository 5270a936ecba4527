"""Letters that went out elsewhere are remembered by what they carried, however their service rewrote the links."""

from __future__ import annotations

import json
import shutil
import time
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from servers import Site, answer, serve  # noqa: F401

from newsletter import archive as archives
from newsletter import cli, dom
from newsletter import publication as publications
from newsletter.archive import Archive
from newsletter.errors import InputError, Refused
from newsletter.history import following, history, importing, ledger
from newsletter.history.following import Follower
from newsletter.history.importing import Imported, bring
from newsletter.history.ledger import PastLetter, PastStory
from newsletter.history.letters import letters_in
from newsletter.history.links import (
    address, asks_to_read, counts_readers, leads_to_no_story, says_no_story, untracked, unwrapped,
)
from newsletter.history.placing import Desk
from newsletter.history.stories import MOST, Linked, linked
from newsletter.message import received
from newsletter.model import Article, Publication

from conftest import HARD_WORDS  # isort: skip
from naughty_help import naughty  # isort: skip

DATA = Path(__file__).parent / "data" / "history"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOSTS = frozenset({"halyard.example"})
TARGET = "https://halyard.example/dyke?page=1"
OPAQUE = "https://click.letters.example/ls/click?upn=u001.kT9vQmZx3Lr8Yw2Nq7Ds-{}"


def token(text: str | bytes) -> str:
    return urlsafe_b64encode(text.encode() if isinstance(text, str) else text).decode().rstrip("=")


@pytest.fixture
def archive(publication: Publication) -> Iterator[Archive]:
    """An archive that holds four of the articles that the letters carried."""
    assert publication.root
    with archives.open(publication.root / archives.FILE) as archive:
        archive.put("feed", [
            Article(title="Who pays for the night train?", url="https://halyard.example/night-train"),
            Article(title="PORTO ALEGRE builds its dyke, again", url="https://halyard.example/dyke"),
            Article(title="The census that forgot the islands", url="https://www.halyard.example/p/census/"),
            Article(title="A court for two rivers and three countries", url="https://courier.example/court"),
        ], NOW)
        yield archive


def imported(publication: Publication, *names: str | Path, desk: Desk | None = None) -> tuple[Imported, list[PastLetter]]:
    """Import files of tests/data/history; return what came of it, and what is remembered then."""
    done = bring(publication, [DATA / name for name in names], desk or Desk(None, HOSTS))
    letters, wrong = ledger.letters(publication)
    assert not wrong
    return done, letters


def told(letter: PastLetter) -> list[tuple[str, str]]:
    return [(story.title, story.url) for story in letter.stories]


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wrapped", [
    "https://safe.example/?url=https%3A%2F%2Fhalyard.example%2Fdyke%3Fpage%3D1&data=05",
    "https://go.example/redirect?id=7&u=https%253A%252F%252Fhalyard.example%252Fdyke%253Fpage%253D1",
    "https://l.example/CL0/https:%2F%2Fhalyard.example%2Fdyke%3Fpage=1/1/0102018f-abc/XYZ=123",
    f"https://click.example/ab12/cd34/{token(TARGET)}",
    f"https://click.example/ab12/cd34/{b64encode(TARGET.encode()).decode()}",
    f"https://post.example/redirect/2/{token(json.dumps({'e': TARGET}))}.kT9vQmZx3Lr8",
    f"https://track.example/30/x?p={token(json.dumps({'s': 'a', 'p': json.dumps({'url': TARGET.replace('/', chr(92) + '/')})}))}",
    f"https://email.example/c/{token(zlib.compress(f'h=1&l={TARGET}'.encode()))}",
    f"https://guard.example/v3/__{TARGET}__;!!abc",
    f"https://web.example/web/2024/{TARGET}",
    f"https://safe.example/?url=https%3A%2F%2Fclick.example%2Fa%2F{token(TARGET)}",
])
def test_targets_that_stand_in_the_address_are_read_back(wrapped: str) -> None:
    """Services that write the target into their own address, plainly, encoded, in base64 or packed, hide nothing."""
    assert unwrapped(wrapped)[-1] == TARGET


@pytest.mark.parametrize("url", [
    "https://halyard.example/dyke?ref=https://letters.example/a", "https://halyard.example/2024/05/low-water",
    OPAQUE.format(1), "https://halyard.example/aHR0cHM6Ly8", f"https://halyard.example/{token('just words in base64, no address')}",
    "https://halyard.example/?url=https", "https://halyard.example/?u=https://[broken", "https://a.example/x/https:/",
])
def test_what_is_no_wrapper_is_not_unwrapped(url: str) -> None:
    """An address that holds no other one stays what it is."""
    assert unwrapped(url) == []


def test_unwrapping_comes_to_an_end() -> None:
    """Wrapped in themselves or a hundred times, addresses are unwrapped three times, and at once."""
    url = "https://halyard.example/a"
    for _ in range(100):
        url = f"https://go.example/?u={url}"
    bomb = token(zlib.compress(b"https://" + b"a" * 50_000_000, 9))
    begin = time.process_time()
    assert len(unwrapped(url)) <= 3
    unwrapped(f"https://go.example/c/{bomb[:7000]}")
    unwrapped("https://go.example/" + "A1b-" * 1900)
    counts_readers("https://go.example/" + "Aa" * 3900)
    assert time.process_time() - begin < 0.5


@pytest.mark.parametrize(("href", "url"), [
    ("  https://halyard.example/a?utm_source=x&ref=y&b=1#c ", "https://halyard.example/a?b=1#c"),
    ("//halyard.example/a", "https://halyard.example/a"), ("https://halyard.example/a?publication_id=7", "https://halyard.example/a"),
    ("mailto:post@halyard.example", ""), ("*|UNSUB|*", ""), ("http://*|UNSUB|*", ""), ("{{ unsubscribe }}", ""), ("#top", ""),
    ("/relative", ""), ("javascript:alert(1)", ""), ("https://user:word@halyard.example/", ""), ("https://localhost/", ""),
    ("https://halyard.example:99999/", ""), ("https://[::1/", ""), ("tel:+351000", ""), ("", ""), ("https://", ""),
])
def test_only_pages_are_addresses(href: str, url: str) -> None:
    """Mail, tags of services and broken addresses lead to no story; what letters hang on to an address is taken off."""
    assert address(href) == url


def test_what_letters_hang_on_is_taken_off_and_the_rest_stays() -> None:
    """Parameters of the site itself stay as they are, even odd ones."""
    assert untracked("https://a.example/?p=12&x=a%20b&&utm_medium=email") == "https://a.example/?p=12&x=a%20b&"
    assert untracked("https://a.example/x?") == "https://a.example/x"


@pytest.mark.parametrize("url", [
    OPAQUE.format(2), "https://halyard.us9.list-manage.example/track/click?u=5f1c0a9d3b7e4c2f8a6d1e0b9&id=1",
    "https://post.example/redirect/6f1e2d3c-4b5a-4978-810a-1b2c3d4e5f60?j=eyJ1", "https://links.letters.example/e/abc",
])
def test_addresses_that_count_readers_are_known_by_their_looks(url: str) -> None:
    """They say nothing of where they lead."""
    assert counts_readers(url)


@pytest.mark.parametrize("url", [
    "https://halyard.example/2026/05/porto-alegre-builds-its-dyke-again", "https://halyard.example/?p=12345",
    "https://halyard.example/Low-Water-In-The-Harbour-Of-Lisbon-2024", "https://films.example/watch?v=dQw4w9WgXcQ",
])
def test_plain_addresses_are_believed(url: str) -> None:
    """A story's own address is no counter."""
    assert not counts_readers(url)


@pytest.mark.parametrize("url", [
    "https://halyard.example", "https://www.halyard.example/?utm_source=letter", "https://halyard.example/index.html",
    "https://www.facebook.com/halyard", "https://x.com/halyard/status/12", "https://apps.apple.com/app/id7", "https://social.example/@halyard",
    "https://letters.example/unsubscribe/8f2a", "https://letters.example/privacy-policy", "https://halyard.example/impressum/",
    "https://letters.example/list/preferences?id=1", "https://www.youtube.com/@halyard",
])
def test_addresses_of_no_story(url: str) -> None:
    """Home pages, profiles on networks and what a list needs to be run carry nothing."""
    assert leads_to_no_story(url)


@pytest.mark.parametrize("url", [
    "https://halyard.example/privacy-of-fishermen", "https://halyard.example/contacts-between-ports",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://phoenix.example/a", "https://halyard.example/?p=7",
])
def test_addresses_of_stories(url: str) -> None:
    """A story about privacy is a story."""
    assert not leads_to_no_story(url)


@pytest.mark.parametrize("words", [
    "Unsubscribe", "unsubscribe from this list", "View this email in your browser", "View in browser", "Read online",
    "Newsletter abbestellen", "Im Browser ansehen", "Darse de baja", "Ver en el navegador", "Se désabonner",
    "Cancelar a subscrição", "Update your preferences", "Privacy Policy", "Datenschutz", "Impressum", "Forward to a friend",
    "READ IN APP", "Share", "Facebook", "Powered by Lettershop",
])
def test_words_of_a_letters_furniture(words: str) -> None:
    """What such a link says leads out of the letter or around in it."""
    assert says_no_story(words)


@pytest.mark.parametrize("words", [
    "The browser wars return to the courts", "Privacy, and what fishermen think of it when nobody asks them",
    "Low water on the Danube", "How to read a tide table online and off", "火山の噴火",
])
def test_headlines_are_no_furniture(words: str) -> None:
    """A headline that only holds one of these words is a headline."""
    assert not says_no_story(words)


# ── stories ──────────────────────────────────────────────────────────────────────────────────────────────────


def found(html: str) -> list[Linked]:
    return linked(dom.outline(html))[0]


def titles(html: str) -> list[str]:
    return [story.title for story in found(html)]


def test_a_story_linked_three_times_counts_once() -> None:
    """Picture, headline and “Read more”, each with an address of its own from the service, are one story."""
    html = "".join(
        f'<a href="{OPAQUE.format(f"{n}a")}"><img alt="A harbour"></a><h2><a href="{OPAQUE.format(f"{n}b")}">{title}</a></h2>'
        f'<p>A line on it. <a href="{OPAQUE.format(f"{n}c")}">Read more</a></p>'
        for n, title in enumerate(("Low water", "High water")))
    assert [story.title for story in found(html) if not story.shy] == ["Low water", "High water"]


def test_read_more_takes_the_headline_nearby() -> None:
    """Where only “Read more” is linked, the heading above it is the headline; without one, the first words are."""
    headed = "<h3>{0}</h3><p>A line on it.</p><p><a href='{1}'>Read more</a></p>"
    bare = "<p>{0}</p><p>A line on it.</p><p><a href='{1}'>Continue reading →</a></p>"
    bold = "<div><b>{0}</b><br>A line on it.<br><a href='{1}'>Weiterlesen</a></div>"
    for form in (headed, bare, bold):
        html = form.format("Low water", OPAQUE.format(1)) + form.format("High water", OPAQUE.format(2))
        assert titles(html) == ["Low water", "High water"], form


def test_a_section_of_read_mores_loses_no_story() -> None:
    """Below one heading of a section stand two stories; the second “Read more” is not the first one's."""
    one = "<p>{0}</p><p>A line on it.</p><p><a href='{1}'>Read more</a></p>"
    html = "<h2>Europe</h2>" + one.format("Low water", OPAQUE.format(1)) + one.format("High water", OPAQUE.format(2))
    assert len(found(html)) == 2
    assert titles(html)[1] == "High water"
    assert "Low water" in found(html)[0].others


def test_a_card_around_headline_and_teaser_is_one_story() -> None:
    """A link around several paragraphs has the heading among them for its headline."""
    html = f"<a href='{TARGET}'><img alt='A dyke'><h3>Low water</h3><p>A line on it.</p></a>"
    assert titles(html) == ["Low water"]


def test_a_linked_teaser_belongs_to_its_headline() -> None:
    """A long linked text behind a counted address, below a headline, is no second story."""
    html = f"<p><a href='{OPAQUE.format(1)}'>Low water</a></p><p><a href='{OPAQUE.format(2)}'>{'A line on it. ' * 20}</a></p>"
    assert titles(html) == ["Low water"]


def test_hidden_words_and_comments_are_no_headlines() -> None:
    """The hidden preheader, conditional comments and styles say nothing."""
    html = ("<style>p{}</style><div style='display: none'>Hidden<a href='https://a.example/h'>Hidden</a></div>"
            f"<!--[if mso]><a href='https://a.example/m'>MSO</a><![endif]--><p><a href='{TARGET}'>Low water</a></p>")
    assert titles(html) == ["Low water"]


def test_addresses_as_words_are_no_headline() -> None:
    """A link that shows its own address takes the words above it."""
    assert asks_to_read("https://halyard.example/dyke")
    assert titles(f"<p><b>Low water</b></p><p><a href='{TARGET}'>{TARGET}</a></p>") == ["Low water"]


# ── whole letters ────────────────────────────────────────────────────────────────────────────────────────────


def test_letter_of_a_service_that_tells_nothing_is_matched_by_headline(publication: Publication, archive: Archive) -> None:
    """Counted addresses alone: what the archive has by headline gets its address, the rest is kept by headline."""
    done, letters = imported(publication, "2024-05-03.html", desk=Desk(archive, HOSTS))
    assert told(letters[0]) == [
        ("Who pays for the night train?", "https://halyard.example/night-train"),
        ("PORTO ALEGRE builds its dyke, again", "https://halyard.example/dyke"),
        ("The port that learned to wait", ""),
    ]
    assert (letters[0].number, letters[0].date) == (12, date(2024, 5, 3))
    assert done.kept == {"archive": 2, "headline": 1}
    assert not done.unplaced


def test_letter_with_targets_in_base64_is_matched_by_address(publication: Publication, archive: Archive) -> None:
    """A multipart message in quoted-printable: targets read offline, found by canonical address; one by headline."""
    done, letters = imported(publication, "census.eml", desk=Desk(archive, HOSTS))
    assert told(letters[0]) == [
        ("The census that forgot the islands", "https://www.halyard.example/p/census/"),
        ("why rents rise and wages do not", "https://courier.example/rents-rise"),
        ("Low water on the Danube", "https://courier.example/low-water"),
        ("A court for two rivers and three countries", "https://courier.example/court"),
    ]
    assert letters[0].subject == "The census that forgot the islands – No. 13"
    assert (letters[0].number, letters[0].id) == (13, "<20240510060209.3.6f1e2d3c@mg1.post.example>")
    assert done.kept == {"archive": 2, "address": 2, "nowhere": 1}
    assert [words for _, words in done.unplaced] == ["Mara Okafor"]


def test_letter_with_targets_in_the_path_and_an_old_charset(publication: Publication) -> None:
    """Base64 and ISO-8859-1; the imprint, the way out and the home page behind counted addresses are no stories."""
    _, letters = imported(publication, "kueste.eml")
    assert told(letters[0]) == [
        ("Die Küste rückt näher", "https://halyard.example/kueste"),
        ("Die Fähre bleibt im Hafen", "https://halyard.example/faehre"),
    ]
    assert letters[0].subject == "Die Küste rückt näher"


def test_letter_in_plain_text_alone(publication: Publication) -> None:
    """A headline is the first line of what stands around an address."""
    _, letters = imported(publication, "plain.eml")
    assert told(letters[0]) == [
        ("RENTS RISE, WAGES DO NOT", "https://courier.example/rents-rise"),
        ("WHAT NOW, AFTER THE VOTE?", "https://courier.example/what-now"),
    ]


def test_feed_of_an_archive_holds_letters(publication: Publication) -> None:
    """Each item is a letter; the links of its body are its stories, not the item's own address."""
    _, letters = imported(publication, "archive.xml")
    assert [(letter.number, letter.date, told(letter)) for letter in letters] == [
        (1, date(2024, 1, 5), [("The lighthouse keeper’s last log", "https://halyard.example/lighthouse")]),
        (2, date(2024, 1, 12), [
            ("Boats at a quay", "https://halyard.example/quay"),
            ("Nine islands, seen from the mail boat", "https://halyard.example/nine-islands"),
        ]),
    ]


def test_the_day_is_that_of_the_publication(publication: Publication) -> None:
    """23:30 in London on 17 May is the 18th in Lisbon in summer."""
    lisbon = Publication(root=publication.root, timezone="Europe/Lisbon")
    bring(lisbon, [DATA / "kueste.eml"], Desk(None))
    assert ledger.letters(lisbon)[0][0].date == date(2024, 5, 18)


def test_a_headline_from_which_nothing_leads_is_found_in_the_archive(publication: Publication, tmp_path: Path) -> None:
    """A story without an address was carried, too; a heading that the archive does not know is none."""
    letter = tmp_path / "letter.html"
    letter.write_text(
        "<h2>From the back numbers</h2><h3>What the lock-keeper wrote down</h3><p>Forty years of barges.</p>"
        "<p><a href='https://halyard.example/boats'>Boats for hire</a></p>", "utf-8")
    with archives.open(tmp_path / "articles.db") as archive:
        archive.put("listing", [Article(title="What the lock-keeper wrote down")], NOW)
        done = bring(publication, [letter], Desk(archive))
    assert (done.kept["archive"], done.kept["address"], done.unplaced) == (1, 1, [])
    assert {story.title for story in ledger.letters(publication)[0][0].stories} == {
        "What the lock-keeper wrote down", "Boats for hire"}


@pytest.mark.parametrize(("name", "head", "day", "number"), [
    ("2024-05-03.html", "", date(2024, 5, 3), None),
    ("letter_20240503_final.html", "", date(2024, 5, 3), None),
    ("041.html", "<title>Halyard, 3 May 2024</title>", date(2024, 5, 3), 41),
    ("issue-41.html", "<title>3. Mai 2024</title>", date(2024, 5, 3), 41),
    ("a.html", "<title>Halyard Nº 41</title><time datetime='2024-05-03T06:00Z'>", date(2024, 5, 3), 41),
    ("a.html", "<title>Harbours: issue #41</title>", None, 41),
    ("2024.html", "<title>Harbours</title>", None, None),
    ("letter-2024.html", "<title>Harbours</title>", None, None),
    ("3.html", "<title>Harbours</title></head><body><p>The Halyard</p><p>No. 41 · 3 May 2024</p><h2>No. 7 burns</h2>",
     date(2024, 5, 3), 41),
    ("3.html", "<title>Harbours</title></head><body><p>Of the house No. 41 we told in the letter of 3 May 2024.</p>", None, 3),
    ("20241399.html", "<title>Number 10 Downing Street</title>", None, 10),
    ("a.html", "<title>Harbours of the 1990s</title>", None, None),
])
def test_day_and_number_are_looked_for(name: str, head: str, day: date | None, number: int | None) -> None:
    """In ``<time>``, in the name of the file, in the title; where nothing says it, it is not made up."""
    letter, = letters_in(f"<html><head>{head}</head><body>x</body>".encode(), name, UTC)
    assert (letter.known.date, letter.known.number) == (day, number)


# ── again, and by hand ───────────────────────────────────────────────────────────────────────────────────────


def test_the_same_letter_again_adds_nothing(publication: Publication) -> None:
    """Importing a folder a second time, or a letter under another name, leaves history.jsonl to the byte."""
    assert publication.root
    names = ["2024-05-03.html", "kueste.eml", "plain.eml", "archive.xml"]
    imported(publication, *names)
    before = (publication.root / ledger.FILE).read_bytes()
    shutil.copy(DATA / "2024-05-03.html", publication.root / "copy.html")
    done, _ = imported(publication, *names, publication.root / "copy.html")
    assert (done.letters, done.again) == (0, 6)
    assert (publication.root / ledger.FILE).read_bytes() == before


def test_mail_and_page_of_one_letter_are_one(publication: Publication, tmp_path: Path) -> None:
    """The same day and subject show that a page is the letter that came as mail."""
    page = tmp_path / "2024-05-17.html"
    page.write_text(f"<title>Die Küste rückt näher</title><a href='{TARGET}'>Anders</a>", encoding="utf-8")
    assert imported(publication, "kueste.eml", page)[0].again == 1


def test_no_link_leads_what_is_remembered_out_of_the_publication(publication: Publication, tmp_path: Path) -> None:
    """A link in a publication that somebody else made overwrites no file elsewhere."""
    assert publication.root
    victim = tmp_path / "victim"
    victim.write_text("mine\n", "utf-8")
    (publication.root / ledger.FILE).symlink_to(victim)
    with pytest.raises(Refused, match="leads out of the publication by a link"):
        bring(publication, [DATA / "2024-05-03.html"], Desk(None))
    assert victim.read_text("utf-8") == "mine\n"


def test_what_an_editor_wrote_stays(publication: Publication) -> None:
    """Damaged and mended lines stay to the byte when letters are added; a mended letter is not imported again."""
    assert publication.root
    path = publication.root / ledger.FILE
    imported(publication, "2024-05-03.html")
    line = json.loads(path.read_text("utf-8"))
    line["stories"] = [{"title": "Only this one"}]
    mended = f"{{ broken\n{json.dumps(line)}  \n\n"
    path.write_text(mended, encoding="utf-8")
    bring(publication, [DATA / "2024-05-03.html", DATA / "plain.eml"], Desk(None))
    lines = path.read_text("utf-8").splitlines()
    assert lines[:2] == mended.splitlines()[:2]
    assert len(lines) == 3 and "RENTS RISE" in lines[2]


def test_what_could_not_be_placed_is_placed_later(publication: Publication, archive: Archive) -> None:
    """A letter with stories nobody could tell is looked at again, and its line gets what can be told now."""
    opaque = f"<h2><a href='{OPAQUE.format(1)}'>Dykes</a></h2><p>and <a href='{TARGET}'>here</a> too.</p>"
    (path := publication.root / "a.html").write_text(opaque, encoding="utf-8")  # type: ignore[operator]
    first, letters = imported(publication, path, desk=Desk(archive, HOSTS))
    assert (len(first.unplaced), letters[0].unplaced) == (1, 1)
    assert imported(publication, path)[0].again == 1
    later, letters = imported(publication, path, desk=Desk(None, HOSTS, lambda url, enough: "https://courier.example/later"))
    assert (later.more, later.letters) == (1, 0)
    assert len(letters) == 1 and letters[0].unplaced == 0
    assert letters[0].stories[1] == PastStory(title="Dykes", url="https://courier.example/later")


def test_imported_stories_are_history(publication: Publication, archive: Archive) -> None:
    """What the letters carried is told by number or day when somebody picks."""
    imported(publication, "2024-05-03.html", "kueste.eml", desk=Desk(archive, HOSTS))
    carried = history(publication, publications.blocks(publication)).carried
    assert carried["halyard.example/dyke"] == "No. 12 on 3 May 2024"
    assert carried["the port that learned to wait"] == "No. 12 on 3 May 2024"
    assert carried["halyard.example/faehre"] == "the letter of 17 May 2024"


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=3), st.sampled_from(HARD_WORDS))
@settings(max_examples=60)
def test_whatever_is_remembered_is_read_again(told_: list[tuple[str, str, str]], words: str) -> None:
    """Any words in subject, headline and address come back from history.jsonl as one line of plain text."""
    import tempfile

    from newsletter.prose import one_line

    with tempfile.TemporaryDirectory() as folder:
        publication = Publication(root=Path(folder))
        stories = tuple(PastStory(title=one_line(title) or "x", url=one_line(url)) for title, url, _ in told_)
        letter = PastLetter(id="1", subject=one_line(words + "".join(third for *_, third in told_)), stories=stories)
        ledger.remember(publication, [letter])
        assert ledger.letters(publication) == ([letter], [])


# ── online ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let no second pass between two questions; return the pauses that there would be."""
    pauses: list[float] = []
    monkeypatch.setattr(following.time, "sleep", pauses.append)
    return pauses


def moved(to: str) -> bytes:
    return answer(b"", "302 Found", f"Location: {to}")


def test_counted_links_are_followed(
    publication: Publication, archive: Archive, serve: Callable[..., Site], quickly: list[float]  # noqa: F811
) -> None:
    """With --online a redirect tells what a counted link leads to, and it stops at an address that the archive has."""
    site = serve(b"nobody asks here")
    archive.put("feed", [Article(title="Not its headline", url=f"{site.url}story")], NOW)
    counter = serve(lambda connection, request: connection.sendall(
        moved(f"{site.url}story" if b"upn=1" in request else f"{site.url}unsubscribe" if b"upn=2" in request else "http://")))
    html = "".join(f"<h2><a href='{counter.url}ls/click?upn={n}'>A word or {n}</a></h2>" for n in range(1, 4))
    (path := publication.root / "a.html").write_text(html, encoding="utf-8")  # type: ignore[operator]
    done, letters = imported(publication, path, desk=Desk(archive, (), Follower(allow_private=True)))
    assert told(letters[0]) == [("Not its headline", f"{site.url}story"), ("A word or 3", "")]
    assert done.kept == {"archive": 1, "headline": 1}, "the second leads to no story"
    assert not site.requests, "an address that is known need not be asked"


@pytest.mark.parametrize("html", [
    "<p>To unsubscribe, click <a href='{0}'>here</a>.</p>", "<p>To unsubscribe</p><p><a href='{0}'>click here</a></p>",
    "<h3>Unsubscribe</h3><p><a href='{0}'>Click here</a></p>", "<a href='{0}'>Unsubscribe</a>",
    "<p>Sie möchten den Brief abbestellen? <a href='{0}'>Hier klicken</a></p>",
    "<p>You may <a href='{0}'>update</a> your preferences or <a href='{0}2'>leave</a>: unsubscribe from this list</p>",
])
def test_no_way_out_is_ever_followed(
    publication: Publication, serve: Callable[..., Site], quickly: list[float], html: str  # noqa: F811
) -> None:
    """Asking for the address behind “unsubscribe” may take a reader off the list: nobody asks."""
    site = serve(moved("https://halyard.example/dyke"))
    (path := publication.root / "a.html").write_text(html.format(f"{site.url}ls/click?upn=1"), "utf-8")  # type: ignore[operator]
    imported(publication, path, desk=Desk(None, HOSTS, Follower(allow_private=True)))
    assert not site.requests


@pytest.mark.parametrize("html", [
    "<h2>A story of the week</h2><p><a href='{0}'>{1}</a></p>", "<h2>A story of the week</h2><p>Words, <a href='{0}'>{1}</a></p>",
    "<p><a href='{0}'>{1}</a></p>", "<h2>A story of the week</h2><p>{1}</p><p><a href='{0}'><img alt='{1}'></a></p>",
])
@pytest.mark.parametrize("words", [
    "Wypisz się z tej listy", "Отписаться от этой рассылки", "Listeden çık", "退订", "No thanks to all of this", "Uns\u00adubscribe",
])
def test_no_link_of_the_tail_is_followed(
    publication: Publication, serve: Callable[..., Site], quickly: list[float], html: str, words: str  # noqa: F811
) -> None:
    """No list of words knows all ways out: a link without a headline, or below the last heading, is never asked."""
    site = serve(moved("https://halyard.example/dyke"))
    (path := publication.root / "a.html").write_text(html.format(f"{site.url}ls/click?upn=1", words), "utf-8")  # type: ignore[operator]
    imported(publication, path, desk=Desk(None, HOSTS, Follower(allow_private=True)))
    assert not site.requests


@pytest.mark.parametrize("way_out", [
    "leave/9f8e7d6c5b4a39281706abcd", "9f8e7d6c5b4a39281706abcd", "wypisz?u=1", "lists/unsub.php?u=9f8e7d6c5b4a39281706abcd",
    "track/click/desinscription",
])
def test_what_a_counted_link_leads_to_is_not_asked(
    publication: Publication, serve: Callable[..., Site], quickly: list[float], way_out: str  # noqa: F811
) -> None:
    """Behind a headline, too, may be a way out: where a counting link leads is noted, and never asked for."""
    site = serve(lambda connection, request: connection.sendall(moved(f"/{way_out}")))
    html = f"<h2><a href='{site.url}ls/click?upn=1'>Goodbye then, dear friends of ours</a></h2>"
    (path := publication.root / "a.html").write_text(html, "utf-8")  # type: ignore[operator]
    imported(publication, path, desk=Desk(None, HOSTS, Follower(allow_private=True)))
    assert len(site.requests) == 1


@pytest.mark.parametrize("words", [
    "Uns\u00adubscribe", "Un\u200bsubscribe", "Unsub", "Austragen", "Dar de baja", "Baja", "Cancelar", "Remove me from this list",
    "Stop these emails", "Opt-out", "Se désinscrire", "Me désabonner", "Leave this list", "Abmelden",
])
def test_words_of_leaving(words: str) -> None:
    """The usual words of a way out are known, with signs in them that nobody sees."""
    assert says_no_story(words)


def test_sites_are_asked_once_a_second(serve: Callable[..., Site], quickly: list[float]) -> None:  # noqa: F811
    """Between two questions to one site lies a second; the same link is asked once."""
    site = serve(moved("https://halyard.example/dyke"))
    follow = Follower(allow_private=True)
    for name in "aab":
        assert follow(f"{site.url}{name}", lambda _: True) == "https://halyard.example/dyke"
    assert len(site.requests) == 2
    assert quickly[0] == 0 and quickly[1] > 0.9


def test_a_site_that_is_gone_is_given_up(quickly: list[float]) -> None:
    """Services close down, and a thousand dead links must not be asked one after the other."""
    follow = Follower(allow_private=True)
    begin = time.monotonic()
    assert {follow(f"http://127.0.0.1:9/{n}", lambda _: True) for n in range(50)} == {""}
    assert len(quickly) == 3 and time.monotonic() - begin < 5


def test_private_addresses_are_refused_unless_asked_for(serve: Callable[..., Site], quickly: list[float]) -> None:  # noqa: F811
    """A link in a letter, or where it leads, cannot make us ask machines of one's own network."""
    site = serve(moved("https://halyard.example/dyke"))
    assert Follower()(f"{site.url}a", lambda _: True) == ""
    assert not site.requests


def test_time_is_up(publication: Publication, serve: Callable[..., Site]) -> None:  # noqa: F811
    """Letters whose links cannot all be followed in time are not remembered, so that the same again goes on there."""
    site = serve(moved("https://halyard.example/dyke"))
    assert publication.root
    names = ["a.html", "b.html"]
    for name in names:
        link = f"<h2><a href='{site.url}ls/click?upn={name}'>A word on {name}</a></h2>"
        (publication.root / name).write_text(link, encoding="utf-8")
    paths = [publication.root / name for name in names]
    done, letters = imported(publication, *paths, desk=Desk(None, HOSTS, Follower(seconds=5, pause=9, allow_private=True)))
    assert (done.unfinished, done.letters) == (1, 1)
    assert [letter.file.endswith("a.html") for letter in letters] == [True]
    done, _ = imported(publication, *paths, desk=Desk(None, HOSTS, Follower(seconds=5, pause=9, allow_private=True)))
    assert (done.again, done.letters) == (1, 1)


# ── hostile letters ──────────────────────────────────────────────────────────────────────────────────────────

LINK = "<p><a href='https://halyard.example/{0}'>Headline number {0}</a> and words</p>"


@cache
def hostile() -> dict[str, bytes]:
    eml = b"From: a@b.example\nSubject: x\nContent-Type: "
    return {
        "large.html": (b"<html>" + "".join(LINK.format(n) for n in range(24_000)).encode())[:2_000_000],
        "deep.html": b"<html>" + b"<div><table><tr><td>" * 20_000 + b"<a href='https://halyard.example/a'>Deep</a>",
        "links.html": b"<html>" + b"<a href='https://halyard.example/a'><p>" * 50_000,
        "bold.html": b"<html>" + b"<b><h1>x" * 60_000,
        "long.html": b"<html><p>" + b"word " * 1_900_000 + b"<a href='https://halyard.example/a'>Read more</a>",
        "address.html": b"<html><a href='https://halyard.example/" + b"A1b-" * 500_000 + b"'>Long address</a>",
        "attributes.html": b"<html><p " + b"a='1' " * 100_000 + b">x",
        "comments.html": b"<html>" + b"<!-- -->" * 200_000,
        "broken.eml": eml + b"multipart/mixed; boundary=\"\n\n--",
        "nested.eml": b"From: a@b.example\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 20_000,
        "rfc822.eml": b"From: a@b.example\n" + b"Content-Type: message/rfc822\n\n" * 20_000,
        "base64.eml": eml + b"text/html\nContent-Transfer-Encoding: base64\n\n" + b"!" * 200_000,
        "charset.eml": eml + b"text/html; charset=\"no\xffsuch\"\n\n\xff\xfe<a href='https://halyard.example/a'>x</a>",
        "words.eml": b"From: a@b.example\nSubject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\nx",
        "header.eml": b"From: a@b.example\n" + b"X-A: b\n" * 60_000 + b"\nx",
        "uu.eml": eml + b"text/html\nContent-Transfer-Encoding: x-uuencode\n\nbegin 666 x\n\xff\xff\n",
        "nul.html": b"<html>\0\0<a href='https://halyard.example/\0a'>\0x</a>",
        "feed.xml": b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss><channel><item><title>&b;",
        "json.json": b'{"version": "https://jsonfeed.org/version/1", "items": [' + b"[" * 100_000,
        "mailbox.eml": b"From a@b.example Mon Jan  1 00:00:00 2024\nSubject: x\n\nx",
        "picture.html": b"\x89PNG\r\n\x1a\n" + b"\0" * 1000,
        "empty.html": b"", "blank.html": b"\xef\xbb\xbf \r\n",
    }


@pytest.mark.parametrize("name", sorted(hostile()))
def test_hostile_letters_are_bounded(publication: Publication, tmp_path: Path, name: str) -> None:
    """Megabytes, endless nesting, broken MIME: read or refused in seconds, with a line, and nothing else happens."""
    path = tmp_path / name
    path.write_bytes(hostile()[name])
    begin = time.process_time()
    done = bring(publication, [path], Desk(None))
    assert time.process_time() - begin < 5
    assert done.letters or done.notes
    assert all("\n" not in note and len(note) < 1000 for note in done.notes)
    letters, wrong = ledger.letters(publication)
    assert not wrong and sum(len(letter.stories) for letter in letters) <= MOST


def test_letters_with_too_many_links_are_told(publication: Publication, tmp_path: Path) -> None:
    """Of 5,000 links a thousand are looked at, and that is said."""
    path = tmp_path / "a.html"
    path.write_text("<html>" + "".join(LINK.format(n) for n in range(5_000)), encoding="utf-8")
    done, letters = imported(publication, path)
    assert len(letters[0].stories) == MOST
    assert "4,000 of its links were not looked at" in done.notes[0]


def test_naughty_strings_travel_as_headlines(publication: Publication, tmp_path: Path) -> None:
    """Each is remembered as a line of plain text, or left out; no control character reaches the file."""
    from html import escape

    strings = naughty()
    html = "".join(f"<h2><a href='https://halyard.example/{n}'>{escape(words)}</a></h2>" for n, words in enumerate(strings))
    path = tmp_path / "a.html"
    path.write_bytes(f"<html><title>{escape(strings[-1])}</title>{html}".encode("utf-8", "replace"))
    _, letters = imported(publication, path)
    assert len(letters[0].stories) > 0.75 * len(strings)
    assert publication.root
    written = (publication.root / ledger.FILE).read_text("utf-8")
    assert not any(ord(character) < 32 and character != "\n" for character in written)


@given(st.binary(max_size=300), st.sampled_from(["a.html", "a.eml", "a.xml", "a.json"]))
@settings(max_examples=300)
def test_any_bytes_are_a_letter_or_none(data: bytes, name: str) -> None:
    """Whatever lies in a file, it is read, or refused with a line."""
    for beginning in (b"", b"<html>", b"Subject: x\n", b"<?xml version='1.0'?><rss>"):
        try:
            for letter in letters_in(beginning + data, name, UTC):
                linked(letter.outline)
        except InputError as error:
            assert error.where == name


@given(st.lists(st.sampled_from([
    "Subject: =?utf-8?q?a?=", "Subject: =?x?b?!?=", "Date: 99 Foo 0", "Date: Fri, 3 May 2024 10:00:00 -9999", "Message-ID: <",
    "Content-Type: multipart/alternative; boundary=b", "Content-Type: text/html; charset=utf-7", "--b", "--b--", "", "=E9=",
    "Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: base64", "<a href=https://a.example/b>c</a>", "\xe9",
    "Content-Type: text/html; charset*0*=a''b; charset=zlib", "MIME-Version", ": x", "Content-Disposition: attachment;=",
]), max_size=12))
def test_any_message_is_read(lines: list[str]) -> None:
    """Broken headers, charsets and encodings: a message is read as far as it goes, or said to be none."""
    try:
        message = received("\n".join(lines).encode("latin-1"), "a.eml")
    except InputError:
        return
    assert "\n" not in message.subject


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], publication: Publication) -> Callable[..., Any]:
    """Runs ``newsletter`` in the publication's folder; returns status, stdout and stderr."""
    assert publication.root
    monkeypatch.chdir(publication.root)

    def ran(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["newsletter", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    return ran


def test_the_command_says_what_came_of_it(run: Callable[..., Any], tmp_path: Path) -> None:
    """Letters, stories, how they are known, which could not be placed, and which letter has no date."""
    shutil.copytree(DATA, tmp_path / "letters")
    (tmp_path / "letters" / "a.html").write_text("<p><a href='https://halyard.example/x'>Undated</a></p>", encoding="utf-8")
    (tmp_path / "letters" / "notes.txt").write_text("no letter")
    (tmp_path / "letters" / "b.html").write_text("<p>Nothing in it</p>")
    status, out, err = run("history", "import", str(tmp_path / "letters"))
    assert (status, out) == (0, "")
    assert "7 letters, 16 stories: 11 kept by address, 4 kept by headline only, 1 could not be placed" in err
    assert "could not be placed: Mara Okafor — " in err
    assert "has no date: " in err and "a.html" in err
    assert "b.html: no story was found in it" in err
    assert "--online" in err and "notes.txt" not in err
    status, out, err = run("history", "import", str(tmp_path / "letters"))
    assert status == 0 and "7 letters were there already" in err


def test_the_command_fails_where_nothing_can_be_read(run: Callable[..., Any], tmp_path: Path) -> None:
    """A missing file, an empty folder, a picture: status 3, a line each, no traceback."""
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "empty").mkdir()
    for name in ("a.png", "missing.eml", "empty"):
        status, _, err = run("history", "import", str(tmp_path / name))
        assert status == 3 and "Traceback" not in err and name in err
    assert not Path(ledger.FILE).exists()


def test_what_was_read_stays_when_it_is_interrupted(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle keeps the letters that were done."""
    whole = importing.place
    calls: list[int] = []

    def interrupted(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(importing, "place", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bring(publication, [DATA / "kueste.eml", DATA / "plain.eml"], Desk(None))
    assert len(ledger.letters(publication)[0]) == 1
