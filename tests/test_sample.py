"""The sample publication: The Halyard as `newsletter new --sample` gives it to somebody who tries the tool."""

from __future__ import annotations

import re
import runpy
import sys
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from newsletter import issue, publication
from newsletter.cli.new import new
from newsletter.cli.next import next_number
from newsletter.files import PACKAGED
from newsletter.model import Issue, folded
from newsletter.sources import listing

SAMPLE = PACKAGED / "data" / "sample"
ATOM, MEDIA = "{http://www.w3.org/2005/Atom}", "{http://search.yahoo.com/mrss/}"
SECTIONS = ("Europe", "Latin America", "Africa", "Asia", "Oceans & Climate", "Culture")


def feed() -> ElementTree.Element:
    return ElementTree.parse(SAMPLE / "sources/feed.xml").getroot()


def entries() -> list[ElementTree.Element]:
    return feed().findall(f"{ATOM}entry")


def title(entry: ElementTree.Element) -> str:
    return entry.findtext(f"{ATOM}title", "")


def section(entry: ElementTree.Element) -> str:
    return entry.find(f"{ATOM}category").get("term")


def days_ago(entry: ElementTree.Element) -> int:
    return int(re.match(r"@-(\d+)d@T", entry.findtext(f"{ATOM}published", ""))[1])


def pictures() -> list[ElementTree.Element]:
    return [medium for medium in feed().iter(f"{MEDIA}content") if medium.get("medium") == "image"]


@pytest.fixture
def halyard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    new(tmp_path / "halyard", sample=True)
    monkeypatch.chdir(tmp_path / "halyard")
    return tmp_path / "halyard"


@pytest.fixture
def first_number(halyard: Path) -> Issue:
    next_number()
    return issue.read(halyard / "issues/001.toml", publication.blocks(publication.find(halyard)))


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────


def test_articles_fill_eight_weeks_and_the_last_one_best() -> None:
    """Forty articles and more reach back over eight weeks; twelve and more, of all six sections, lie in the last."""
    ages = [days_ago(entry) for entry in entries()]
    lately = Counter(section(entry) for entry in entries() if days_ago(entry) < 7)
    assert len(ages) >= 40
    assert 49 < max(ages) <= 56
    assert lately.total() >= 12
    assert all(lately[name] >= 2 for name in SECTIONS)


def test_no_article_is_dated_today() -> None:
    """Yesterday's are dated before 10:00 UTC, so that even where the day begins first none lies in the future."""
    assert min(days_ago(entry) for entry in entries()) == 1
    latest = [entry.findtext(f"{ATOM}published", "") for entry in entries() if days_ago(entry) == 1]
    assert max(latest) < "@-1d@T10:00:00Z"


def test_headlines_and_teasers_have_the_length_of_headlines_and_teasers() -> None:
    """A headline has 30 to 75 characters, a teaser 90 to 180: what a letter's column carries."""
    for entry in entries():
        headline = re.sub(r"^(\[Video\]|Statement:) ", "", title(entry))
        assert 30 <= len(headline) <= 75, headline
        assert 90 <= len(entry.findtext(f"{ATOM}summary", "")) <= 180, headline


def test_every_article_has_an_address_and_an_author_of_its_own() -> None:
    """Addresses are on the magazine's own, invented domain, and each is there once."""
    addresses = [entry.find(f"{ATOM}link").get("href") for entry in entries()]
    assert len(set(addresses)) == len(addresses)
    assert all(address.startswith("https://halyard.example/") for address in addresses)
    assert all(entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries())


def test_the_copy_holds_what_breaks_letters() -> None:
    """Two videos, a statement, curly quotes, accents, one name in a script that runs from right to left."""
    headlines = [title(entry) for entry in entries()]
    assert sum(headline.startswith("[Video] ") for headline in headlines) == 2
    assert sum(headline.startswith("Statement: ") for headline in headlines) == 1
    assert sum(bool(re.search(r"[\u0600-\u06ff]", headline)) for headline in headlines) == 1
    assert all(character in "".join(headlines) for character in "’éãŁźả")


def test_straight_quotes_stay_in_the_type_case() -> None:
    """The magazine sets its apostrophes and quotes curly, in all its copy."""
    copy = [text for entry in entries() for text in (title(entry), entry.findtext(f"{ATOM}summary", ""))]
    copy.append((SAMPLE / "sources/listing.txt").read_text("utf-8"))
    assert not [text for text in copy if "'" in text or '"' in text]


# ── the listing ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_listing_is_understood_whole() -> None:
    """Nine articles, four of them in the feed too; cover line and imprint are no articles, and are told."""
    reading = listing.read((SAMPLE / "sources/listing.txt").read_bytes(), name="listing.txt")
    fed = {folded(title(entry).removeprefix("[Video] ")) for entry in entries()}
    assert len(reading.articles) == 9
    assert sum(folded(article.title) in fed for article in reading.articles) == 4
    assert len(reading.unplaced) == 3
    assert reading.unplaced[0].endswith("Cover")


# ── the pictures ─────────────────────────────────────────────────────────────────────────────────────────────


def test_pictures_are_there_as_the_feed_tells() -> None:
    """Each picture of the feed is a file of the width and height it gives, described in 125 characters at most."""
    assert len(pictures()) == 18
    for medium in pictures():
        with Image.open(SAMPLE / "sources" / medium.get("url")) as picture:
            assert picture.size == (int(medium.get("width")), int(medium.get("height")))
        assert 20 < len(medium.findtext(f"{MEDIA}description", "")) <= 125
        assert medium.findtext(f"{MEDIA}credit") == "Drawing: The Halyard"


def test_pictures_have_many_shapes() -> None:
    """Upright, square, 3:2, 16:9 and panoramas: what a magazine's desk really gets, so that cropping shows."""
    shapes = {round(int(medium.get("width")) / int(medium.get("height")), 1) for medium in pictures()}
    assert shapes >= {0.7, 0.8, 1.0, 1.5, 1.8, 2.4}


def test_pictures_are_small_and_all_used() -> None:
    """No picture is above 90 kB, all together are not above 1.2 MB, and each is in the feed or the standing matter."""
    files = {path.name: path.stat().st_size for path in (SAMPLE / "images").iterdir()}
    names = ("sources/feed.xml", "standing.toml", "newsletter.toml")
    told = "".join((SAMPLE / name).read_text("utf-8") for name in names)
    assert max(files.values()) <= 90_000
    assert sum(files.values()) <= 1_200_000
    assert [name for name in files if f"images/{name}" not in told] == []


def test_the_script_draws_exactly_these_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """`draw.py` knows each picture of the folder, and no other."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(SAMPLE)
    drawn = {f"{name}.jpg" for name in runpy.run_path(str(SAMPLE / "draw.py"))["PICTURES"]}
    assert drawn | {"logo.png"} == {path.name for path in (SAMPLE / "images").iterdir()}


def test_the_logo_stands_on_white_and_on_dark() -> None:
    """It is transparent round its flag, and the flag is a plate of the brand colour under light letters."""
    colour = tomllib.loads((SAMPLE / "newsletter.toml").read_text("utf-8"))["colour"]
    with Image.open(SAMPLE / "images/logo.png") as picture:
        logo = picture.convert("RGBA")
    assert logo.getpixel((479, 48))[3] == 0
    assert logo.getpixel((240, 8)) == (*bytes.fromhex(colour[1:]), 255)


# ── the publication ──────────────────────────────────────────────────────────────────────────────────────────


def test_dates_are_counted_back_from_today(halyard: Path) -> None:
    """No token is left after `new --sample`; the newest article is yesterday's."""
    text = (halyard / "sources/feed.xml").read_text("utf-8")
    assert "@-" not in text
    assert f"<published>{date.today() - timedelta(days=1)}T" in text


def test_the_drawing_stays_in_the_workshop(halyard: Path) -> None:
    """A new publication has pictures and words, and nothing of the script that drew them."""
    assert not list(halyard.rglob("*.py"))


def test_the_first_number_fills_every_band(first_number: Issue) -> None:
    """`next` finds something for each band of the standing matter: no section is empty in a first try."""
    standing = tomllib.loads((SAMPLE / "standing.toml").read_text("utf-8"))
    assert [block.kind for block in first_number.blocks] == [block["kind"] for block in standing["block"]]
    assert "nothing_for" not in first_number.picked
    used = [story for block in first_number.blocks for story in block.stories if story.use]
    assert len(used) == publication.find(Path()).pick["most"]


def test_the_packaged_standing_matter_takes_any_feed() -> None:
    """With no publication there are a lead, films, and one section for the rest."""
    none = publication.Publication(shelves=(PACKAGED / "templates",))
    bands = issue.read(publication.standing(none), publication.blocks(none), standing=True).blocks
    assert [band.kind for band in bands] == ["lead", "video", "section"]
    assert bands[-1].pick == {}
