"""The letter as a page of the web: the same letter, for nobody in particular."""

from __future__ import annotations

import re
from datetime import date

import pytest

from newsletter import build, files
from newsletter import publication as publications
from newsletter.model import Issue, Letter, Picture, Publication, replace
from newsletter.webpage import webpage

from conftest import issue_of, note, section  # isort: skip
from newsletter.model import Story  # isort: skip

PUBLICATION = Publication(
    name="The Halyard & Sons", url="https://halyard.example/", language="pt-BR", shelves=(files.PACKAGED / "templates",),
    imprint="The Halyard, Port Example.\n\n[Unsubscribe](merge:unsubscribe) · [Write to us](mailto:us@halyard.example)",
    addresses={"unsubscribe": "https://halyard.example/leave?who={email}",
               "web_version": "https://halyard.example/letters/47?a=1&b=2"},
)
PICTURE = Picture(name="0123456789abcdef.jpg", data=b"", media_type="image/jpeg", width=1120, height=630)


def letter(issue: Issue | None = None, publication: Publication = PUBLICATION) -> Letter:
    issue = issue or issue_of(
        note("Dear {first_name|friend},\n\nsee [all](https://courier.example/all)."),
        section(Story(title="A dyke", teaser="Height.", url="https://courier.example/dyke")),
        number=47, date=date(2026, 11, 20), subject='For {first_name|friends}: "dykes" <b>', preheader="Water & wages",
    )
    return build.press(issue, publication, publications.theme(publication))


def page(publication: Publication = PUBLICATION, **changes: object) -> str:
    made = replace(letter(publication=publication), **changes)
    return webpage(made, publication, lambda picture: f"pictures/{picture.name}")


def test_nobody_s_words_and_no_way_out_are_in_it() -> None:
    """Words for readers without a name stand in it; lines that lead readers out, or to this very page, are gone."""
    html = page()
    assert "Dear friend," in html
    assert "merge" not in html
    assert "leave" not in html
    assert "letters/47" not in html.split("<body")[1]
    assert "mailto:us@halyard.example" in html
    assert "https://courier.example/dyke" in html


def test_the_letter_is_what_the_page_is_about() -> None:
    """All of the body stands in <main>, once, and no screen reader is told of an e-mail."""
    html = page()
    assert re.search(r"<body[^>]*><main>", html)
    assert html.rstrip().endswith("</main></body>\n</html>") or "</main></body></html>" in html
    assert html.count("<main>") == html.count("</main>") == 1
    assert 'aria-roledescription="email"' not in html


def test_who_shares_it_reads_what_it_is() -> None:
    """Canonical link and Open Graph say address, title, day and description, escaped; the preheader is not in the body."""
    head, body = page().split("<body", 1)
    assert '<link rel="canonical" href="https://halyard.example/letters/47?a=1&amp;b=2">' in head
    assert '<meta property="og:title" content="For friends: &quot;dykes&quot; &lt;b&gt;">' in head
    assert '<meta property="og:description" content="Water &amp; wages">' in head
    assert '<meta name="description" content="Water &amp; wages">' in head
    assert '<meta property="og:site_name" content="The Halyard &amp; Sons">' in head
    assert '<meta property="og:locale" content="pt_BR">' in head
    assert '<meta property="article:published_time" content="2026-11-20">' in head
    assert "Water &amp; wages" not in body


def test_an_address_that_differs_for_each_reader_is_none_of_the_page() -> None:
    """Without one address for all there is neither a canonical link nor og:url."""
    html = page(replace(PUBLICATION, addresses={"web_version": "https://halyard.example/{token}"}))
    assert "canonical" not in html
    assert "og:url" not in html


@pytest.mark.parametrize(("base", "shown"), [("https://i.example/47/", True), ("letter-pictures/", False)])
def test_only_a_picture_on_the_web_can_be_shared(base: str, shown: bool) -> None:
    """The widest picture is named where it has an address of the web; a file beside the page cannot be shown by others."""
    small = replace(PICTURE, name="small.jpg", width=272)
    html = webpage(replace(letter(), pictures=(small, PICTURE)), PUBLICATION, lambda picture: base + picture.name)
    assert (f'<meta property="og:image" content="{base}{PICTURE.name}">' in html) is shown
    assert ("og:image" in html) is shown
