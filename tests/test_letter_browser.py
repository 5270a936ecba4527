"""The letter in a real browser: nothing sticks out, no quirks mode, every word can be read day and night."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from newsletter import build, files, merge
from newsletter import publication as publications
from newsletter.colour import READABLE, contrast
from newsletter.model import Block, Issue, Publication, Story

from conftest import HARD_WORDS, IN_A_BROWSER, issue_of, note, section  # isort: skip

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = IN_A_BROWSER

WIDTHS = (320, 375, 640, 1024)
PUBLICATION = Publication(
    name="The Halyard",
    tagline="A weekly letter on harbours and courts",
    url="https://halyard.example/",
    imprint="The Halyard, 1 Rope Walk, Port Example.\n\n[Unsubscribe](https://halyard.example/leave) · "
    "[Us](https://halyard.example/)",
    addresses={"web_version": "https://halyard.example/47"},
    social=(
        {"name": "Mastodon", "url": "https://social.example/@halyard"},
        {"name": "Video", "url": "https://films.example/"},
    ),
    shelves=(files.PACKAGED / "templates",),
)


def story(number: int, **changes: Any) -> Story:
    said: dict[str, Any] = {
        "title": f"Headline {number}: Porto Alegre builds its dyke again {HARD_WORDS[number]}",
        "teaser": "Two years after the flood the city argues about height, and about who will live behind the wall.",
        "url": f"https://courier.example/{number}",
        "kicker": "Brazil" if number % 2 else "",
        "byline": "Tomás Ferreira" if number % 3 == 0 or number == 4 else "",
        "credit": "Drawing: M. Okafor" if number == 4 else "",
        "image": f"https://pictures.example/{number}.jpg" if number % 3 == 1 else "",
        "alt": "A dyke under construction, seen from the river",
    }
    return Story(**{**said, **changes})


def letter_of(first: Story | None = None) -> Issue:
    """Return the letter of twelve stories, in every kind of block."""
    return issue_of(
        note(
            "Dear friend,\n\nthe *night train* is **back**. See [all of it](https://courier.example/all).\n\n"
            "- one\n- two\n\n> said\n\n## More"
        ),
        Block(kind="lead", fields={"title": "This week"}, stories=(first or story(1, credit="M. Okafor"),)),
        section(*map(story, range(2, 7)), title="Latin America"),
        section(*map(story, range(7, 11)), title="Europe"),
        Block(kind="video", fields={"title": "To watch"}, stories=(story(10, duration="4:05"), story(11))),
        Block(kind="cover", fields={
            "kicker": "In print", "title": "The winter number", "text": "Eighty pages on **ports**.",
            "button": "Order it",
            "url": "https://shop.example/", "image": "https://pictures.example/cover.jpg",
            "alt": "The cover: a crane in fog",
        }),
        Block(kind="button", fields={"text": "Give the letter to a friend", "url": "https://halyard.example/give",
        "note": "Letters *live*."}),
    )  # fmt: skip


LETTERS = {
    "as usual": (letter_of(), PUBLICATION),
    "from right to left": (letter_of(story(1, title="قطار الليل يعود: من يدفع؟")),
    replace(PUBLICATION, language="ar", name="المرساة")),
    "one long word": (letter_of(story(1, title="ß" * 300, teaser="w" * 300, kicker="K" * 300, byline="B" * 300)),
    PUBLICATION),
    "a long title": (letter_of(story(1, title="Who pays? " * 500)), PUBLICATION),
    "long words everywhere": (
        issue_of(
            note("\n\n".join((
                "w" * 300, "- " + "l" * 300, "> " + "q" * 300, f"[{'a' * 300}](https://a.example/)", f"`{'c' * 300}`",
            ))),
            section(*(story(n, title="t" * 300, teaser="e" * 300) for n in (4, 5)), title="S" * 300),
            Block(kind="video", fields={"title": "V" * 300}, stories=(story(7, title="f" * 300, duration="4" * 100),)),
            Block(kind="cover", fields={"title": "C" * 300, "text": "x" * 300, "button": "b" * 100,
            "url": "https://a.example/",
                                        "kicker": "k" * 100, "image": "https://pictures.example/cover.jpg",
                                        "alt": "A" * 300}),
            Block(kind="button", fields={"text": "j" * 100, "note": "n" * 300, "url": "https://a.example/"}),
        ),
        replace(PUBLICATION, name="N" * 60, tagline="t" * 200, imprint="i" * 300),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Iterator[Any]:
    """Return what opens a letter, by day or by night, with pictures or without; a letter is opened once."""
    opened: dict[Any, Page] = {}

    def page_of(name: str, width: int, scheme: str = "light", *, pictures: bool = True) -> Page:
        if (name, scheme, pictures) not in opened:
            context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
            page = opened[name, scheme, pictures] = context.new_page()
            page.route(
                "**/*",
                lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml") if pictures else route.abort(),
            )
            page.set_content(html_of(name), wait_until="load")
        opened[name, scheme, pictures].set_viewport_size({"width": width, "height": 900})
        return opened[name, scheme, pictures]

    yield page_of
    for page in opened.values():
        page.context.close()


def html_of(name: str) -> str:
    issue, publication = LETTERS[name]
    letter = build.press(issue, publication, publications.theme(publication))
    return merge.stamp(letter, publications.service(publication, "plain"), publication).html


# Larger than any slot, and of no slot's shape.
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1000"><rect width="1600" height="1000"/></svg>'


@pytest.mark.parametrize("name", LETTERS)
def test_nothing_sticks_out(name: str, pages: Any) -> None:
    """At no width is there anything to scroll sideways, with pictures or without, and every standard is kept."""
    for width in WIDTHS:
        for pictures in (True, False):
            page = pages(name, width, pictures=pictures)
            assert page.evaluate("document.compatMode") == "CSS1Compat"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"wider than {width} px"
            assert not page.evaluate(STICKING_OUT), f"at {width} px"


# Whatever is painted beyond either edge of the window, scrolled to or cut off.
STICKING_OUT = """() => [...document.body.querySelectorAll('*')].filter(element => {
  const box = element.getBoundingClientRect()
  return box.width > 1 && box.height > 1 && (box.left < -0.5 || box.right > innerWidth + 0.5)
}).map(element => element.outerHTML.slice(0, 120))"""

# Every element with words of its own: its words, their colour, and the ground painted behind them.
PAINTED = """() => {
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor
      if (colour !== 'rgba(0, 0, 0, 0)' && colour !== 'transparent') return colour
    }
    return 'rgb(255, 255, 255)'
  }
  return [...document.body.querySelectorAll('*')].filter(element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && element.getClientRects().length && getComputedStyle(element).opacity !== '0'
    && !element.closest('[style*="display:none"]') || element.tagName === 'IMG'
  ).map(element => [
    (element.textContent || element.alt).trim().slice(0, 40),
    getComputedStyle(element).color, ground(element), getComputedStyle(element).fontSize,
  ])
}"""


def hexadecimal(colour: str) -> str:
    """Return a computed colour as #rrggbb; one that lets something shine through is no colour to judge."""
    channels = colour[colour.index("(") + 1 : -1].split(",")
    assert len(channels) == 3 or float(channels[3]) == 1, colour
    return "#" + "".join(f"{int(channel):02x}" for channel in channels[:3])


def test_the_measures_find_what_is_wrong(browser: Browser) -> None:
    """A document without a doctype, a box that is too wide and words that are too faint are all seen."""
    page = browser.new_page(viewport={"width": 320, "height": 600})
    page.set_content('<body><div style="width:400px;color:#999999;background-color:#ffffff">faint</div></body>')
    assert page.evaluate("document.compatMode") == "BackCompat"
    assert page.evaluate("document.documentElement.scrollWidth") > 320
    assert len(page.evaluate(STICKING_OUT)) == 1
    assert [
        contrast(hexadecimal(colour), hexadecimal(ground)) < READABLE for _, colour, ground, _ in page.evaluate(PAINTED)
    ] == [True]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["as usual", "from right to left"])
def test_every_word_can_be_read(name: str, scheme: str, pages: Any) -> None:
    """All words, alternative texts among them, have a contrast of 4.5 with what is painted behind them."""
    painted = pages(name, 640, scheme, pictures=False).evaluate(PAINTED)
    assert len(painted) > 60
    faint = [
        (words, colour, ground)
        for words, colour, ground, _ in painted
        if contrast(hexadecimal(colour), hexadecimal(ground)) < READABLE
    ]
    assert not faint


def test_night_has_its_own_colours(pages: Any) -> None:
    """Where the reader's machine is dark the paper is dark, and no ground of the day is left."""
    light, dark = (
        {ground for _, _, ground, _ in pages("as usual", 640, scheme).evaluate(PAINTED)} for scheme in ("light", "dark")
    )
    assert not light & dark - {"rgb(31, 29, 26)"}  # the plate under a film is dark by day as well


@pytest.mark.parametrize("width", [375, 640])
def test_nothing_is_too_small_to_read(width: int, pages: Any) -> None:
    """No words are smaller than 12 px."""
    sizes = {
        float(size.removesuffix("px")) for words, _, _, size in pages("as usual", width).evaluate(PAINTED) if words
    }
    assert min(sizes) >= 12


def test_pictures_of_the_web_are_cut_to_one_shape(pages: Any) -> None:
    """Thumbnails are square and the lead's picture is 16:9, whatever shape they come in."""
    page = pages("as usual", 640)
    boxes = "[...document.querySelectorAll('img.cut')].map(picture => picture.getBoundingClientRect())"
    shapes = {round(shape, 1) for shape in page.evaluate(f"{boxes}.map(box => box.width / box.height)")}
    assert shapes == {1.0, 1.8}


def test_headlines_stand_on_one_edge(pages: Any) -> None:
    """With and without a picture beside them, all headlines of a section begin at the same place."""
    for name, edge in (("as usual", "left"), ("from right to left", "right")):
        for width in (375, 640):
            edges = pages(name, width).evaluate(
                f"[...document.querySelectorAll('h3.title')].map(h => h.getBoundingClientRect().{edge})"
            )
            assert max(edges) - min(edges) < 1, (name, width)


# Who is named under a story beside its picture: where each line of it begins, and whether a dot is seen in it.
NAMED = """() => [...document.querySelectorAll('td.words .small')].flatMap(line => {
  const names = [...line.querySelectorAll('.whole')]
  return names.length > 1 ? [[names.map(name => Math.round(name.getBoundingClientRect().top)),
    [...line.querySelectorAll('.dot')].some(dot => dot.getBoundingClientRect().width > 0)]] : []
})"""


@pytest.mark.parametrize(("width", "lines", "dotted"), [(375, 2, False), (640, 1, True)])
def test_no_line_of_names_ends_with_a_dot(width: int, lines: int, dotted: bool, pages: Any) -> None:
    """Beside a picture on a phone who drew stands under who wrote; elsewhere a dot is between them."""
    [(tops, seen)] = pages("as usual", width, "light").evaluate(NAMED)
    assert (len(set(tops)), seen) == (lines, dotted)


def test_ways_out_are_as_high_as_a_finger_and_other_lines_are_not(pages: Any) -> None:
    """On a phone, the links of the imprint; the lines without one stand no further apart than elsewhere."""
    page = pages("as usual", 375, "light")
    heights = page.evaluate("() => [...document.querySelectorAll('.imprint a')].map(link => link.getBoundingClientRect().height)")
    assert len(heights) == 4 and min(heights) >= 28
    assert page.evaluate("() => document.querySelector('.imprint p').getBoundingClientRect().height") <= 21 * 2
