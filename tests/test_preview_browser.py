"""The preview as an editor has it: a real browser beside a file that is being edited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import CHROMIUM, IN_A_BROWSER
from preview_help import ISSUE, REMOTE_STORY, Running, lantern, png, running, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

pytestmark = IN_A_BROWSER

# Long enough to be scrolled in any frame.
LONG = ISSUE + "".join(
    f"\n[[block]]\nkind = 'section'\ntitle = 'Band {band}'\n" + "".join(
        f"\n  [[block.story]]\n  title = 'Story {story} of band {band}'\n"
        for story in range(1, 6))
    for band in range(1, 6))

_SCRIPTED_NOTE = """{#
about   = 'A note that tries to run scripts.'
stories = 'none'

[fields.text]
kind  = 'markdown'
about = 'its words'
#}
<mj-raw>
<script>document.title = "ran"; parent.document.title = "ran";</script>
<img src="x:" onerror="parent.document.title = 'ran'" alt="" />
</mj-raw>
<mj-section><mj-column>
<mj-text>{{ block.text }} <a href="https://lantern.example/elsewhere">Elsewhere</a></mj-text>
</mj-column></mj-section>
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI is set, so that these tests must run: install Chromium"
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    issue = lantern(tmp_path)
    issue.write_text(LONG, "utf-8")
    return issue


@pytest.fixture
def live(issue: Path) -> Iterator[Running]:
    with running(issue) as live:
        yield live


SHOWN = ".sheet:not([hidden]) .screen"


def opened(browser: Browser, live: Running, query: str = "", width: int = 1440, **context: Any) -> Page:
    """Return the page as soon as a letter is in its frames."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **context)
    page.goto(f"{live.url}{query}")
    for view in ("phone", "desktop")[: 2 if width > 1135 and "show" not in query else 0]:
        page.locator(f".{view} iframe[data-ready]").wait_for(state="attached")
    page.locator("html[data-painted]").wait_for(state="attached")
    return page


def letters(page: Page) -> list[FrameLocator]:
    return [page.frame_locator(f".{view} iframe") for view in ("phone", "desktop")]


def scrolled(page: Page) -> list[int]:
    return page.eval_on_selector_all(SHOWN, "screens => screens.map(screen => Math.round(screen.scrollTop))")


def test_an_edit_shows_everywhere_and_nobody_loses_the_place(browser: Browser, live: Running, issue: Path) -> None:
    """Saved, the new words are in both letters, the text and the head; each stays scrolled to where it was."""
    from playwright.sync_api import expect

    page = opened(browser, live, "?show=phone+desktop+text")
    widths = [page.locator(f".{view} iframe").evaluate("f => f.contentDocument.documentElement.clientWidth")
              for view in ("phone", "desktop")]
    assert widths == [375, 640]
    until(lambda: page.eval_on_selector_all(
        SHOWN, "screens => screens.every((s, n) => (s.scrollTop = 150 + n * 50) === s.scrollTop)"))
    issue.write_text(LONG.replace("Harbour lights", "Harbour, renewed").replace("The last ferry", "The first ferry"))
    for letter in letters(page):
        expect(letter.get_by_text("The first ferry")).to_be_visible()
    expect(page.locator("#text")).to_contain_text("The first ferry")
    expect(page.get_by_role("heading", name="Harbour, renewed")).to_be_visible()
    assert page.title() == "Harbour, renewed" and scrolled(page) == [150, 200, 250]
    page.close()


def test_a_mistake_stands_over_the_last_good_letter_and_goes_when_mended(
    browser: Browser, live: Running, issue: Path
) -> None:
    """File, line, what and what to do are read out over the letter, which stays; the mended file takes them away."""
    from playwright.sync_api import expect

    page = opened(browser, live)
    issue.write_text(LONG.replace("'note'", "'noet'").replace("title  =", "titel  ="))
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    expect(alert.get_by_role("heading")).to_have_text("2 mistakes")
    assert [row.partition(":")[2].partition("\n")[0] for row in alert.locator("li").all_inner_texts()] == ["6", "14"]
    expect(alert).to_contain_text("did you mean 'note'?")
    expect(letters(page)[0].get_by_text("The last ferry")).to_be_attached()
    issue.write_text(LONG.replace("The last ferry", "The ferry, mended"))
    expect(alert).to_be_hidden()
    expect(letters(page)[1].get_by_text("The ferry, mended")).to_be_visible()
    page.close()


def test_mistakes_alone_where_there_never_was_a_letter(browser: Browser, tmp_path: Path) -> None:
    """Started on a broken file, the page shows the message alone, then the first good letter."""
    from playwright.sync_api import expect

    issue = lantern(tmp_path)
    issue.write_text(ISSUE.replace("title  =", "titel  ="))
    with running(issue) as live:
        page = browser.new_page()
        page.goto(live.url)
        expect(page.get_by_role("alert")).to_contain_text("There is no letter yet")
        expect(page.locator("#sheets")).to_be_hidden()
        issue.write_text(ISSUE)
        expect(letters(page)[0].get_by_text("The last ferry")).to_be_visible()
        expect(page.get_by_role("alert")).to_be_hidden()
        page.close()


def test_a_picture_that_changes_is_seen(browser: Browser, live: Running, issue: Path) -> None:
    """The picture file saved anew, under the same name, is another picture in the letter at once."""
    from playwright.sync_api import expect

    page = opened(browser, live)
    picture = letters(page)[1].get_by_alt_text("A ferry")
    before = picture.get_attribute("src")
    (issue.parents[1] / "images" / "boat.png").write_bytes(png("crimson"))
    expect(picture).not_to_have_attribute("src", before)
    picture.evaluate("image => image.decode()")
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.close()


def test_dark_and_light_are_the_readers_not_the_browsers(browser: Browser, live: Running) -> None:
    """The toggle shows the letter as on a dark device, whatever this browser prefers; the address remembers it."""
    from playwright.sync_api import expect

    grounds = {}
    for prefers in ("light", "dark"):
        page = opened(browser, live, color_scheme=prefers)
        paper = letters(page)[1].locator(".paper").first
        light = paper.evaluate("paper => getComputedStyle(paper).backgroundColor")
        page.get_by_text("Dark", exact=True).click()
        expect(paper).not_to_have_css("background-color", light)
        grounds[prefers] = light, paper.evaluate("paper => getComputedStyle(paper).backgroundColor")
        assert page.url.endswith("?scheme=dark")
        page.reload()
        expect(letters(page)[1].locator(".paper").first).to_have_css("background-color", grounds[prefers][1])
        page.close()
    assert grounds["light"] == grounds["dark"]


def test_pictures_from_the_web_load_only_when_asked_for(browser: Browser, live: Running, issue: Path) -> None:
    """Off until the switch is on, off again after a reload: nobody's server learns that a letter is being made."""
    from playwright.sync_api import expect

    issue.write_text(ISSUE + REMOTE_STORY)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    asked: list[str] = []
    page.route("https://pictures.example/**", lambda route: (
        asked.append(route.request.url), route.fulfill(body=png("teal"), content_type="image/png")))
    page.goto(live.url)
    switch = page.get_by_role("switch", name="Pictures from the web (1)")
    far = letters(page)[1].get_by_alt_text("A far coast")
    expect(far).to_be_attached()
    assert far.evaluate("image => image.naturalWidth") == 0 and not asked
    switch.check()
    expect(far).to_have_js_property("naturalWidth", 640)
    assert set(asked) == {"https://pictures.example/far.png"}
    asked.clear()
    page.reload()
    expect(far).to_be_attached()
    expect(switch).not_to_be_checked()
    assert not asked
    page.close()


def test_scripts_in_a_letter_never_run_and_its_links_stay_shut(browser: Browser, tmp_path: Path) -> None:
    """Neither a script nor an event handler of a template runs, when loaded or when replaced; a click goes nowhere."""
    from playwright.sync_api import expect

    issue = lantern(tmp_path)
    (tmp_path / "templates" / "blocks").mkdir(parents=True)
    (tmp_path / "templates" / "blocks" / "note.mjml").write_text(_SCRIPTED_NOTE)
    with running(issue) as live:
        page = opened(browser, live)
        letter = letters(page)[1]
        assert letter.locator("script").count() == 1
        assert page.title() == "Harbour lights"
        letter.get_by_text("Elsewhere").click()
        issue.write_text(ISSUE.replace("boats are in", "boats are out"))
        expect(letter.get_by_text("boats are out")).to_be_visible()
        page.wait_for_timeout(200)
        assert page.title() == "Harbour lights" and len(page.context.pages) == 1
        assert {frame.url.partition("?")[0] for frame in page.frames} - {"about:blank"} == {live.url, f"{live.url}letter"}
        page.close()


def test_the_page_can_be_used_by_keyboard(browser: Browser, live: Running) -> None:
    """Tab reaches every control and every letter in order; keys switch views and scroll a letter."""
    page = opened(browser, live, "?panel=none")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("(e => e.id === 'as' ? '' : e.value || e.ariaLabel || e.innerText)(document.activeElement)").strip())
        if seen[-1] == "The letter on a desktop, scrollable":
            break
    seen = [words.partition("\n")[0] for words in seen if words]  # a link in a letter has none here
    assert seen == ["All issues", "Findings", "Hand over", "Keyboard shortcuts", "phone", "tablet", "desktop", "text",
                    "inbox", "source", "light", "on", "The letter on a phone, scrollable",
                    "Width of the phone, in pixels", "The letter on a desktop, scrollable"]
    page.keyboard.press("End")
    until(lambda: scrolled(page)[1] > 300)
    page.locator("input[value=phone]").focus()
    page.keyboard.press("Space")
    assert page.locator(".sheet:visible").count() == 1 and page.url.endswith("?show=desktop&panel=none")
    page.locator("input[value=desktop]").focus()
    page.keyboard.press("Space")
    assert page.locator(".sheet:visible").count() == 1, "the last view cannot be switched off"
    page.close()


@pytest.mark.parametrize("width", [400, 900])
def test_a_narrow_window_shows_one_view_at_a_time(browser: Browser, live: Running, width: int) -> None:
    """Nothing is cut off sideways, and each view is one press away."""
    page = opened(browser, live, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for view in ("Desktop", "Text", "Inbox", "Phone"):
        page.locator("#views").get_by_text(view).click()
        assert page.locator(".sheet:visible h2").all_inner_texts()[0].startswith(view)
        assert page.locator(".sheet:visible").count() == 1
    page.close()


def test_the_page_says_that_it_has_ended_and_goes_on_after_a_new_start(
    browser: Browser, live: Running, issue: Path
) -> None:
    """Ctrl-C in the terminal is seen on the page, where the letter stays; started again, it goes on by itself."""
    from playwright.sync_api import expect

    page = opened(browser, live)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    expect(page.locator("#link")).to_have_text("Live")
    assert live.interrupt() == 0
    expect(page.locator("#link")).to_have_text(re.compile("Ended"))
    expect(letters(page)[0].get_by_text("The last ferry")).to_be_visible()
    issue.write_text(LONG.replace("The last ferry", "The ferry, later"))
    with running(issue, port=live.port):
        expect(page.locator("#link")).to_have_text("Live")
        expect(letters(page)[0].get_by_text("The ferry, later")).to_be_visible()
    assert not errors
    page.close()
