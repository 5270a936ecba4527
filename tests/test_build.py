"""From an issue file to a letter: whole, the same each time, in two voices that say the same."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from newsletter import build, merge, prose
from newsletter import publication as publications
from newsletter.errors import InputError, NewsletterError
from newsletter.merge import count
from newsletter.model import Block, Issue, Letter, Publication, Story

from conftest import HARD_WORDS, TESTS, issue_of, note, section  # isort: skip

SPECIMENS = sorted((TESTS / "specimens").glob("*.toml"))
LINES = st.one_of(st.text(st.characters(exclude_categories=()), max_size=50), st.sampled_from(HARD_WORDS))


def pressed(issue: Issue, publication: Publication) -> Letter:
    return build.press(issue, publication, publications.theme(publication))


class Read(HTMLParser):
    """Reads a letter as a reader does: its words, links and pictures, without what is hidden."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.links, self.pictures = "", [], []  # type: str, list[str], list[dict[str, str | None]]
        self.feed(re.sub(r"<style.*?</style>|<head>.*?</head>|<!--@preheader.*?@text-->", "", html, flags=re.DOTALL))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")
        if tag == "img":
            self.pictures.append(dict(attrs))
        if tag in ("p", "br", "h1", "h2", "h3", "td", "div", "li"):
            self.words += " "

    def handle_data(self, data: str) -> None:
        self.words += data


def said(text: str) -> str:
    """Return a text with its blanks made alike."""
    return re.sub(r"[ \n]+", " ", text)


# ── the whole way ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_every_specimen_makes_a_whole_letter(path: Path, publication: Publication) -> None:
    """Every block, from its file: a document, a text, a subject, and its stand-ins counted."""
    letter = build.build(path, publication=publication)
    assert letter.html.startswith("<!DOCTYPE html>")
    assert letter.html.rstrip().endswith("</html>")
    assert count(letter.html, letter.key) == count(letter.mjml, letter.key)
    assert letter.subject and letter.preheader and letter.text.strip()
    assert not re.search(r"<!--@b|<mj-|\\u\{|fonts\.googleapis|Ubuntu", letter.html)


def test_its_folder_says_who_speaks(tmp_path: Path) -> None:
    """Without being told, a letter is of the publication that its file stands in, or of none."""
    path = tmp_path / "issues" / "047.toml"
    path.parent.mkdir()
    path.write_text("[[block]]\nkind = 'note'\ntext = 'x'\n", encoding="utf-8")
    assert "The Halyard" not in build.build(path).html
    (tmp_path / "newsletter.toml").write_text("name = 'The Halyard'\nlanguage = 'de'\n", encoding="utf-8")
    letter = build.build(path)
    assert "The Halyard" in letter.html
    assert (letter.language, letter.direction) == ("de", "ltr")


def test_it_comes_from_standard_input_too(tmp_path: Path) -> None:
    """With - for its name, and its publication from the working directory."""
    (tmp_path / "newsletter.toml").write_text("name = 'The Halyard'\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from newsletter import build; print(build.build('-').text)"],
        input=(TESTS / "specimens" / "note.toml").read_bytes(), cwd=tmp_path, capture_output=True, check=True,
        timeout=30,
        env={"PYTHONPATH": str(TESTS.parent), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert b"THE HALYARD" in done.stdout


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_the_same_files_give_the_same_bytes(path: Path, publication: Publication) -> None:
    """No clock, no chance: twice in one process."""
    assert build.build(path, publication=publication) == build.build(path, publication=publication)


def test_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    """Whatever the hash seed, the time zone and the locale."""
    path = str(TESTS / "specimens" / "section.toml")
    script = f"from newsletter import build; made = build.build({path!r}); print(made.html, made.text, made.mjml)"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=True, timeout=30, cwd=tmp_path,
            env={"PYTHONPATH": str(TESTS.parent), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8"},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Kathmandu"))
    }  # fmt: skip
    assert len(outputs) == 1


def test_marks_say_where_each_position_begins(issue: Issue, publication: Publication) -> None:
    """Blocks, stories and fields, in the order of the HTML; the comments themselves are gone."""
    letter = pressed(issue, publication)
    positions = [mark.position for mark in letter.marks]
    assert {"b1", "b1.text", "b2.s1.title", "b3.title", "b3.s1.teaser", "b3.s2"} <= set(positions)
    assert [mark.offset for mark in letter.marks] == sorted(mark.offset for mark in letter.marks)
    where = {mark.position: letter.html[mark.offset :] for mark in letter.marks}
    assert said(Read(where["b3.s1.title"]).words).strip().startswith("Porto Alegre builds")
    assert where["b3.s1.teaser"].startswith("Two years after")


def test_pictures_are_named_by_their_content(publication: Publication) -> None:
    """A local picture goes along once, however often it stands in the letter, with its own size."""
    assert publication.root
    Image.new("RGB", (1200, 900), "#336699").save(publication.root / "images" / "a.jpg")
    stories = tuple(Story(title=f"S{n}", image="images/a.jpg", alt="Blue") for n in range(2))
    letter = pressed(issue_of(section(*stories), Block(kind="lead", stories=stories[:1])), publication)
    assert {(picture.width, picture.height) for picture in letter.pictures} == {(1120, 630), (272, 272)}
    shown = Read(letter.html).pictures
    assert {picture["src"] for picture in shown} == {
        f"https://picture.invalid/{picture.name}" for picture in letter.pictures
    }
    assert sorted(picture["width"] or "" for picture in shown) == ["136", "136", "560"]
    assert all(picture["alt"] == "Blue" for picture in shown)


def test_a_picture_on_the_web_stays_there(publication: Publication) -> None:
    """It is linked, not fetched, at the slot's width."""
    letter = pressed(issue_of(section(Story(title="A", image="https://p.example/ä b.jpg"))), publication)
    assert not letter.pictures
    assert Read(letter.html).pictures[0]["src"] == "https://p.example/%C3%A4%20b.jpg"


def test_a_lost_merge_tag_is_a_bug_that_is_told(
    issue: Issue, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the press to lose a stand-in, there would be no letter."""
    from newsletter import markup

    whole = markup.press
    monkeypatch.setattr(markup, "press", lambda *given: whole(*given).replace("/unsubscribe", "/", 1))
    with pytest.raises(NewsletterError, match="changed the number of merge tags") as told:
        pressed(issue, publication)
    assert told.value.exit_code == 70


# ── two voices ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def twelve() -> Issue:
    """Twelve stories in every kind of block, with all the words that are hard."""

    def story(number: int) -> Story:
        hard = HARD_WORDS[number % len(HARD_WORDS)]
        return Story(
            title=f"Headline {number} {hard}",
            teaser=f"Teaser {number}, somewhat longer than the headline above it. {hard}",
            url=f"https://courier.example/{number}?from=letter&place={number}", kicker=f"Kicker {number}",
            byline="M. Okafor",
            image=f"https://pictures.example/{number}.jpg" if number % 3 == 0 else "", alt=f"Alt {number} {hard}",
        )  # fmt: skip

    return issue_of(
        note(
            "Dear {first_name|friend},\n\nsee [all of it](https://courier.example/all).\n\n"
            "- one\n- [two](https://courier.example/two)"
        ),
        Block(kind="lead", stories=(story(1),)),
        section(*(story(number) for number in range(2, 7)), title="First section"),
        section(*(story(number) for number in range(7, 11)), title="Second section"),
        Block(kind="video", fields={"title": "Films"}, stories=(story(11), story(12))),
        Block(
            kind="cover",
            fields={"title": "The cover", "text": "*Ports*.", "url": "https://shop.example/", "button": "Order"},
        ),
        Block(kind="button", fields={"text": "Join", "url": "https://halyard.example/join", "note": "Do."}),
    )


def test_both_voices_say_the_same(twelve: Issue, publication: Publication) -> None:
    """Every headline, teaser and address of the HTML stands in the text, and the other way round."""
    made = merge.stamp(pressed(twelve, publication), publications.service(publication, "listmonk"), publication)
    html, text = Read(made.html), said(made.text)
    for block in twelve.blocks:
        for story in block.stories:
            for words in (story.title, story.teaser, story.byline):
                assert words in said(html.words)
                words = words.replace("\u00ad", "")  # seen in text only where a word breaks at it
                assert words in text or words.replace("{{", '{{ "{{" }}') in text
    links = {unquote(link) for link in html.links}
    in_text = {unquote(link) for link in re.findall(r"https?://\S+|mailto:\S+|\{\{ \w+URL \}\}", made.text)}
    # The masthead's own address stands behind the name; text has the name alone.
    assert links - in_text <= {"https://halyard.example/"}
    assert in_text <= links


@pytest.mark.parametrize("language", ["en", "ar", "de"])
def test_text_is_plain_and_narrow(language: str, twelve: Issue, publication: Publication) -> None:
    """No markup, no control characters, nothing wider than 72 columns but single words."""
    letter = pressed(twelve, replace(publication, language=language))
    made = merge.stamp(letter, publications.service(publication, "plain"), publication)
    assert made.text.endswith("\n") and "\n\n\n\n" not in made.text
    for line in made.text.split("\n"):
        assert prose.display_width(line) <= 72 or " " not in line.strip() or re.match(r"[^:]+: https?://\S+$", line)
        assert not any(unicodedata.category(character) == "Cc" for character in line)
    assert "&#" not in made.text.replace("&#x41;", "") and "</" not in made.text.replace("</script>", "")


def test_a_long_heading_is_wrapped_in_text(publication: Publication) -> None:
    """Headings, bylines, kickers and buttons too, whoever wrote them."""
    long = "an unusually long line of words " * 6
    story = Story(title=long, teaser=long, kicker=long, byline=long, duration="1:02", url="https://a.example/")
    cover = Block(
        kind="cover", fields={"title": long, "kicker": long, "text": long, "button": long, "url": "https://a.example/"}
    )
    button = Block(kind="button", fields={"text": long, "note": long, "url": "https://a.example/"})
    issue = issue_of(
        section(story, title=long), Block(kind="video", fields={"title": long}, stories=(story,)), cover, button
    )
    letter = pressed(issue, replace(publication, name=long, tagline=long))
    assert max(prose.display_width(line) for line in letter.text.split("\n") if "merge.invalid" not in line) <= 72


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "title",
    [
        "long " * 1000,
        "x" * 5000,
        "👩🏽‍🚀🇺🇾👨‍👩‍👧",
        "\u200d",
        "\u0301",
        " ",
        "\x00",
        "\ud800",
        "<b>" * 300,
        "-" * 5000,
        "'" * 500,
    ],
)
def test_any_title_makes_a_whole_letter(title: str, publication: Publication) -> None:
    """5,000 characters, emoji alone, marks without a letter, half a character: the letter is whole to its imprint."""
    stories = (
        Story(
            title=title, teaser=title, kicker=title, alt=title, url="https://a.example/", image="https://p.example/x"
        ),
    )
    letter = pressed(
        issue_of(Block(kind="lead", stories=stories), section(*stories, title=title),
        Block(kind="video", stories=stories), subject=title,
                 preheader=title), publication)  # fmt: skip
    read = Read(letter.html)
    assert prose.one_line(title) in said(read.words).replace("\u2007", "") or not title.strip()
    assert "1 Rope Walk" in read.words
    assert {picture["alt"] for picture in read.pictures} == {prose.one_line(title)}


@given(title=LINES, teaser=LINES, url=LINES, alt=LINES)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_source_sends(publication: Publication, title: str, teaser: str, url: str, alt: str) -> None:
    """Any words in any field of a story: every one is in the letter as it was, and nothing else has changed."""
    address = f"https://a.example/?q={url}"
    story = Story(
        title=f"T{title}T", teaser=f"W{teaser}W", url=address, alt=f"A{alt}A", image="https://p.example/a.jpg"
    )
    letter = pressed(issue_of(section(story)), publication)
    read = Read(letter.html)
    assert prose.one_line(story.title) in said(read.words)
    assert prose.one_line(story.teaser) in said(read.words)
    assert prose.link(address) in read.links
    assert [picture["alt"] for picture in read.pictures] == [prose.one_line(story.alt)]
    assert "1 Rope Walk" in read.words


@pytest.mark.parametrize("attack", [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
    "<!--[if mso]><b><![endif]-->", "-->", """<!--"'><script>-->""", 
    "]]></mj-text>", "<mj-text>", "<!--@b1.title-->", "<!--@line-->", "</style>", "{{ 7*7 }}", "${7*7}",
])  # fmt: skip
def test_no_words_become_markup(attack: str, publication: Publication) -> None:
    """A source's scripts, comments, marks and MJML are words in every field there is."""
    story = Story(
        **{
            name: attack for name in ("title", "teaser", "kicker", "byline", "credit", "alt", "duration", "url", "lang")
        },
        image="https://p.example/" + attack,
    )
    bands = [Block(kind=kind, fields={"title": attack}, stories=(story,)) for kind in ("lead", "section", "video")]
    letter = pressed(issue_of(*bands, subject=attack, preheader=attack), publication)
    plain = pressed(
        issue_of(
            *(
                replace(
                    band,
                    fields={"title": "x"},
                    stories=(
                        replace(
                            story,
                            **{
                                name: "x"
                                for name in (
                                    "title",
                                    "teaser",
                                    "kicker",
                                    "byline",
                                    "credit",
                                    "alt",
                                    "duration",
                                    "url",
                                    "lang",
                                )
                            },
                            image="https://p.example/x",
                        ),
                    ),
                )
                for band in bands
            ),
            subject="x",
            preheader="x",
        ),
        publication,
    )
    tags = re.compile(r"<!?/?[a-zA-Z!][\w:-]*|<!--")
    assert tags.findall(letter.html) == tags.findall(plain.html)
    assert unescape(Read(letter.html).words).count(attack) >= 6


def test_an_edition_stamped_for_all_services_is_well_formed(twelve: Issue, publication: Publication) -> None:
    """Every element that is opened is closed again, after the last word has been put in."""
    letter = pressed(twelve, publication)
    for service in publications.services(publication):
        html = merge.stamp(letter, publications.service(publication, service), publication).html
        for tag in ("table", "td", "tr", "div", "a", "p", "h2", "h3"):
            assert len(re.findall(rf"<{tag}\b", html)) == html.count(f"</{tag}>"), (service, tag)


def test_the_letter_is_small_enough(twelve: Issue, publication: Publication) -> None:
    """Far below the 102 kB at which Gmail cuts a letter, and the 16 kB of style that it reads."""
    html = merge.stamp(pressed(twelve, publication), publications.service(publication, "plain"), publication).html
    assert len(html.encode()) < 60_000
    assert sum(len(sheet.encode()) for sheet in re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)) <= 16_384


@pytest.mark.parametrize(("fields", "said"), [
    ({"text": "[x](merge:unsubscrib)"}, r"issues/047\.toml:5: there is no merge:unsubscrib — did you mean"),
])  # fmt: skip
def test_a_slip_in_a_block_is_told_with_its_line(fields: dict[str, Any], said: str, publication: Publication) -> None:
    """The editor's file and line, and what was probably meant."""
    with pytest.raises(InputError, match=said):
        pressed(issue_of(Block(kind="note", fields=fields), lines={"b1": 4, "b1.text": 5}), publication)


def test_a_slip_in_the_imprint_names_its_file(publication: Publication) -> None:
    """The imprint stands in newsletter.toml, not in the issue."""
    with pytest.raises(InputError, match=r"newsletter\.toml: there is no merge:leave"):
        pressed(issue_of(note("x")), replace(publication, imprint="[Leave](merge:leave)"))
