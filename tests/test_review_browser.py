"""A review as colleagues open it: from a file, in a real browser, without scripts; and on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gallery_help as galleries
import pytest
from conftest import IN_A_BROWSER
from preview_help import lantern, until

from newsletter import approval, build
from newsletter import publication as publications
from newsletter.preview.review import review

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The review of the sample's first number, two words of which were changed after it was approved."""
    issue = galleries.sample(tmp_path_factory.mktemp("review"))
    publication = publications.find(issue.parent)
    approval.remember(issue, build.build(issue), publications.service(publication), publication)
    text = issue.read_text("utf-8").replace("Four railways sell its berths", "Five railways sold its berths")
    issue.write_text(text.replace("date      = ", "subjects  = ['Who owns the coaches?']\ndate      = ", 1), "utf-8")
    path = issue.parent / "review.html"
    path.write_text(review(issue, publication), "utf-8")
    return path


def opened(browser: Browser, file: Path, fragment: str = "", width: int = 1280, **context: Any) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, **{"java_script_enabled": False, **context})
    page.goto(f"{file.as_uri()}{fragment}")
    return page


def letter(page: Page) -> Frame:
    """Return the frame of the letter that is shown."""
    frame = page.locator("iframe:visible").element_handle().content_frame()
    assert frame
    frame.wait_for_load_state()
    return frame


def ground(page: Page) -> str:
    return str(letter(page).locator(".paper").first.evaluate("paper => getComputedStyle(paper).backgroundColor"))


VIEWS = ("letter", "inbox", "text", "words", "findings", "changes")


def test_one_view_at_a_time_without_scripts(browser: Browser, file: Path) -> None:
    """The letter first; each link shows its view and marks itself; going back works."""
    page = opened(browser, file)
    assert page.locator("main > section:visible").evaluate_all("all => all.map(one => one.id)") == ["letter"]
    for view in VIEWS[1:]:
        page.locator(f"nav a[href='#{view}']").click()
        assert page.locator("main > section:visible").evaluate_all("all => all.map(one => one.id)") == [view]
        marked = page.locator("nav a").evaluate_all(
            "all => all.filter(one => getComputedStyle(one).borderBottomColor !== 'rgba(0, 0, 0, 0)').map(one => one.hash)")
        assert marked == [f"#{view}"]
    page.go_back()
    assert page.locator("#findings").is_visible()
    page.close()


def test_the_letter_on_phone_and_desktop_light_and_dark(browser: Browser, file: Path) -> None:
    """Switches turn one letter: its own rules for phones and for the night hold, whatever this browser prefers."""
    grounds = set()
    for prefers in ("light", "dark"):
        page = opened(browser, file, color_scheme=prefers)
        assert letter(page).evaluate("innerWidth") == 375
        light = ground(page)
        page.get_by_text("Dark", exact=True).click()
        assert ground(page) != light
        dark = ground(page)
        page.get_by_text("Forced dark", exact=True).click()
        assert ground(page) not in (light, dark)
        grounds.add((light, dark, ground(page)))
        page.get_by_text("Desktop", exact=True).click()
        assert letter(page).evaluate("innerWidth") == 708
        assert ground(page) != light
        page.get_by_text("Light", exact=True).click()
        assert ground(page) == light
        assert letter(page).evaluate("[...document.images].every(one => one.naturalWidth)")
        page.close()
    assert len(grounds) == 1


def test_on_a_phone_the_letter_has_its_full_length(browser: Browser, file: Path) -> None:
    """A thumb on it moves the page; light, dark and numbers are switched as elsewhere. On a desktop's width it is not cut."""
    page = opened(browser, file, width=375)
    frame = letter(page)
    long = frame.evaluate("Math.max(...[...document.body.querySelectorAll('*')].map(one => one.getBoundingClientRect().bottom))")
    stage = page.locator(".stage").bounding_box()
    assert stage and long > 3000 and long - 1 <= stage["height"] <= long + 60
    assert frame.evaluate("document.scrollingElement.scrollHeight === innerHeight")
    page.mouse.move(180, 700)
    page.mouse.wheel(0, 400)
    until(lambda: page.locator(".stage").bounding_box()["y"] < stage["y"] - 300)
    light = ground(page)
    page.get_by_text("Dark", exact=True).click()
    dark = ground(page)
    page.get_by_text("Forced dark", exact=True).click()
    assert len({light, dark, ground(page)}) == 3
    assert frame.locator("nl-number").first.is_visible()
    page.get_by_text("Numbers", exact=True).click()
    assert not frame.locator("nl-number").first.is_visible()
    page.get_by_text("Desktop", exact=True).click()
    box = page.locator("iframe").bounding_box()
    assert frame.evaluate("innerWidth") == 708 and box and box["x"] >= 0 and box["x"] + box["width"] <= 375.5
    page.goto(f"{file.as_uri()}#text")
    assert page.locator(".plain").evaluate("one => one.scrollWidth <= one.clientWidth")
    page.close()


PAINTED = """() => [...document.body.querySelectorAll('*')].filter(one => one.tagName !== 'NL-NUMBER').map(one => {
  const {color, backgroundColor, borderTopColor, borderBottomColor} = getComputedStyle(one)
  return [one.tagName, color, backgroundColor, borderTopColor, borderBottomColor].join(' ')
})"""


def test_each_colour_is_the_one_that_each_way_paints(browser: Browser, tmp_path: Path) -> None:
    """By day, at night and turned dark, every element of the frame has the colours of a document made for that alone.

    The letter holds all blocks, and an old attribute, which no name of a colour could stand in.
    """
    from newsletter import merge
    from newsletter.model import replace
    from newsletter.preview import review as reviews
    from newsletter.preview.dark import turned_dark
    from newsletter.preview.seen import in_scheme

    who = galleries.publication(tmp_path)
    pressed = build.press(galleries.issue(who), who, publications.theme(who, "grid"))
    edition = merge.stamp(pressed, publications.service(who, "plain"), who, galleries.READER)
    old = '<table bgcolor="#fffdf8"><tr><td><font color="navy">Old</font></td></tr></table></body>'
    edition = replace(edition, html=edition.html.replace("</body>", old))
    ways = {
        reviews.frame.DAY: in_scheme(edition.html, "light"), reviews.frame.NIGHT: in_scheme(edition.html, "dark"),
        reviews.frame.FORCED: turned_dark(in_scheme(edition.html, "light")),
    }
    document = reviews.frame.document(edition)
    for height, alone in ways.items():
        for numbers in (0, reviews.frame.NUMBERS):
            page = browser.new_page(viewport={"width": 708, "height": height + numbers}, java_script_enabled=False)
            page.set_content(alone)
            expected = page.evaluate(PAINTED)
            page.set_content(document)
            assert page.evaluate(PAINTED) == expected
            assert page.get_by_text("2", exact=True).first.is_visible() == bool(numbers)
            page.close()


def test_numbers_can_be_taken_away_and_take_no_room(browser: Browser, file: Path) -> None:
    """2.1 stands above its story, by day and at night; without numbers every word is where it was."""
    page = opened(browser, file)
    boxes = "() => [...document.querySelectorAll('h1,h2,h3,p,img')].map(one => one.getBoundingClientRect().top)"
    for scheme in ("Light", "Dark", "Forced dark"):
        page.get_by_text(scheme, exact=True).click()
        number = letter(page).get_by_text("2.1", exact=True)
        assert number.is_visible()
        before = letter(page).evaluate(boxes)
        page.get_by_text("Numbers", exact=True).click()
        assert not number.is_visible()
        assert letter(page).evaluate(boxes) == before
        page.get_by_text("Numbers", exact=True).click()
    page.close()


def test_a_number_leads_to_its_words(browser: Browser, file: Path) -> None:
    """From the rundown beside the letter, from findings and from changes."""
    page = opened(browser, file)
    page.locator(".rundown a[href='#words-b3.s1']").click()
    assert page.locator("[id='words-b3.s1']").is_visible() and not page.locator("#letter").is_visible()
    page.locator("nav a[href='#changes']").click()
    page.locator("#changes .changes a").first.click()
    assert page.locator("[id='words-b2.s1']").is_visible()
    page.close()


def test_it_asks_nobody_for_anything(browser: Browser, file: Path) -> None:
    """With scripts on as well: no request but for the file itself, nothing that the page's policy had to refuse."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url[:60]))
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    letter(page)
    for view in VIEWS:
        page.locator(f"nav a[href='#{view}']").click()
    assert [url for url in asked if not url.startswith(("data:", "about:srcdoc"))] == [file.as_uri()[:60]]
    assert not said
    page.close()


def test_scripts_in_a_letter_never_run(browser: Browser, tmp_path: Path) -> None:
    """Not in the frame and not in what is printed, also where the browser runs scripts."""
    from test_preview_browser import _SCRIPTED_NOTE

    issue = lantern(tmp_path)
    (tmp_path / "templates" / "blocks").mkdir(parents=True)
    (tmp_path / "templates" / "blocks" / "note.mjml").write_text(_SCRIPTED_NOTE)
    path = tmp_path / "review.html"
    path.write_text(review(issue, publications.find(issue.parent)), "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    letter(page)
    page.wait_for_timeout(300)
    assert page.title() == "Review: Harbour lights"
    page.close()


def test_it_is_a_page_for_the_eye_and_for_the_ear(browser: Browser, file: Path) -> None:
    """axe-core finds nothing in any view, wide and narrow; nothing scrolls sideways."""
    script = galleries.axe()
    if not script:
        pytest.skip("axe-core, and no npm to install it")
    for width in (1280, 375):
        for view in VIEWS:
            page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
            page.goto(f"{file.as_uri()}#{view}")
            page.evaluate(script)
            # The letter has its own tests; its frame lets no script in, so that it cannot be looked into from here.
            result = page.evaluate("axe.run({exclude: [['iframe']]})")
            assert not [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in result["violations"]]
            assert page.evaluate("axe.getRules().length") > 90
            assert page.evaluate("document.documentElement.scrollWidth") == width, view
            page.close()


FOCUSED = "document.activeElement.hash || document.activeElement.id || document.activeElement.tagName"


def test_it_can_be_used_by_keyboard(browser: Browser, file: Path) -> None:
    """Tab reaches views, switches and the letter; arrows turn the switches."""
    page = opened(browser, file, java_script_enabled=True)
    letter(page)
    for name in (*(f"#{view}" for view in VIEWS), "phone", "day", "numbers", "IFRAME"):
        page.keyboard.press("Tab")
        until(lambda name=name: page.evaluate(FOCUSED) == name)
    page.locator("#phone").focus()
    page.keyboard.press("ArrowRight")
    assert letter(page).evaluate("innerWidth") == 708
    page.close()


def test_it_prints_whole(browser: Browser, file: Path, tmp_path: Path) -> None:
    """All views are on paper, the words with their numbers and the letter with its pictures; switches are not."""
    page = opened(browser, file)
    page.emulate_media(media="print")
    for view in VIEWS:
        assert page.locator(f"#{view}").is_visible()
    for hidden in ("nav", ".controls", ".stage", ".beside"):
        assert not page.locator(hidden).is_visible()
    printed = page.locator(".printed")
    assert printed.get_by_text("The sleeper to Trieste is running out of carriages").first.is_visible()
    assert printed.locator("img").first.is_visible() and printed.get_by_text("2.1", exact=True).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # A heading stays with its first story, and a number does not hold its words back to the next page.
    ends = "selector => getComputedStyle(document.querySelector(selector)).breakAfter"
    assert [page.evaluate(ends, place) for place in ("#words-b3", "#words-b3 .number")] == ["avoid", "auto"]
    pdf = page.pdf(format="A4")
    assert 10 < len(re.findall(rb"/Type\s*/Page\b", pdf)) < 40
    assert pdf.count(b"/Subtype /Image") >= 14
    page.close()


def test_right_to_left_stays_so(browser: Browser, tmp_path: Path) -> None:
    """Subject, text and words of an Arabic letter run from right to left; the page around them does not."""
    who = galleries.publication(tmp_path, "rtl")
    galleries.issue(who)  # draws the pictures
    path = tmp_path / "review.html"
    path.write_text(review(Path(__file__).parent / "data" / "gallery" / "ar.toml", who), "utf-8")
    page = opened(browser, path)
    directions = page.evaluate("['h1', '.proof', 'pre', 'nav'].map(name => getComputedStyle(document.querySelector(name)).direction)")
    assert directions == ["rtl", "rtl", "rtl", "ltr"]
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    page.close()
