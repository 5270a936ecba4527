"""The preview as an editor has it: a real browser beside a file that is being edited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import IN_A_BROWSER
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
        expect(page).to_have_title("007.toml: no letter yet")
        expect(page.locator("#number")).to_have_text("No. 7")
        expect(page.locator("#findings-count.error")).to_have_text("1")
        expect(page.locator("#views input").first).to_be_disabled()
        page.get_by_text("Hand over").click()
        expect(page.locator("#hand-over .items")).to_be_hidden()
        page.locator("#findings-button").click()
        expect(page.locator("#panel-findings .finding")).to_contain_text("issues/007.toml:14")
        issue.write_text(ISSUE)
        expect(page.locator("#views input").first).to_be_enabled()
        expect(page.locator("#panel-findings")).not_to_contain_text("Mistakes in the files")
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
    assert seen == ["All issues", "Rundown", "Findings", "Hand over", "Keyboard shortcuts", "phone", "tablet", "desktop", "text",
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


def test_what_goes_on_beyond_an_edge_is_marked_and_a_new_view_comes_into_sight(browser: Browser, whole: Running) -> None:
    """With both panels open two letters have no room: the stage says so, and scrolls to the one just asked for."""
    from playwright.sync_api import expect

    page = opened(browser, whole, "?panel=findings&rundown=1&show=phone+desktop")
    stage = page.locator("#stage")
    expect(stage).to_have_class(re.compile(r"\bafter\b"))
    expect(stage).not_to_have_class(re.compile(r"\bbefore\b"))
    page.keyboard.press("4")
    expect(stage).to_have_class(re.compile(r"\bbefore\b"))
    until(lambda: page.evaluate("(() => { const [sheet, stage] = ['.sheet.text', '#stage'].map(one => document.querySelector(one)"
                                ".getBoundingClientRect()); return sheet.left >= stage.left && sheet.right <= stage.right; })()"))
    page.close()


@pytest.mark.parametrize("width", [1024, 390])
def test_a_panel_beside_the_letter_hides_nothing_that_cannot_be_brought_back(browser: Browser, whole: Running, width: int) -> None:
    """Where there is room it pushes the letter aside; on a phone it takes the whole width and can be closed."""
    from playwright.sync_api import expect

    page = opened(browser, whole, "?panel=findings&show=phone", width=width)
    if width == 390:
        page.locator("#reader-button").click()
    boxes = {place: page.locator(place).bounding_box() for place in ("#stage", "#inspector", "#schemes", "#as")}
    assert all(box and box["x"] + box["width"] <= width for box in boxes.values())
    close = page.locator("#inspector-close")
    if width == 1024:
        assert boxes["#stage"]["x"] + boxes["#stage"]["width"] <= boxes["#inspector"]["x"]
        expect(close).to_be_hidden()
    else:
        assert boxes["#inspector"]["width"] == width
        close.click()
        expect(page.locator("#inspector")).to_be_hidden()
        page.locator("#rundown-button").click()
        page.locator("#rundown").get_by_role("button", name="Close").click()
        expect(page.locator("#rundown")).to_be_hidden()
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


def test_a_page_too_many_is_told_so(browser: Browser, live: Running) -> None:
    """Where the preview takes no more pages its own words stand in the bar, and the page listens once there is room."""
    from playwright.sync_api import expect

    page = browser.new_page()
    page.route("**/events?*", lambda route: route.fulfill(status=503, content_type="text/plain", body="32 pages show this already."))
    page.goto(live.url)
    expect(page.locator("#link")).to_have_text("32 pages show this already.")
    page.unroute("**/events?*")
    expect(page.locator("#link")).to_have_text("Live")
    page.close()


# ── every way to look at it ──────────────────────────────────────────────────────────────────────────────────

CANDIDATES = LONG.replace("subject   =", "subjects  = ['The boats are in', 'A very long subject on the harbours of three "
                          "countries, their lights and what they cost each winter']\nsubject   =")


@pytest.fixture(scope="module")
def whole(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview that no test changes the files of."""
    issue = lantern(tmp_path_factory.mktemp("whole"))
    issue.write_text(CANDIDATES, "utf-8")
    with running(issue) as live:
        yield live


def test_each_key_does_what_the_sheet_says(browser: Browser, whole: Running) -> None:
    """Views, schemes, pictures and panels have a key each; the address remembers all of it, and a reload brings it back."""
    from playwright.sync_api import expect

    page = opened(browser, whole)
    for key in "1245":
        page.keyboard.press(key)
    page.keyboard.press("f")
    page.keyboard.press("p")
    page.keyboard.press("b")
    expect(page.get_by_role("tab", name="Bytes")).to_have_attribute("aria-selected", "true")
    assert page.url.endswith("?show=tablet+desktop+text+inbox&scheme=forced&pictures=off&panel=bytes")
    page.reload()
    page.locator("html[data-painted]").wait_for(state="attached")
    assert [view.get_attribute("data-view") for view in page.locator(".sheet:visible").all()] == [
        "tablet", "desktop", "text", "inbox"]
    expect(page.get_by_label("Forced dark")).to_be_checked()
    expect(page.get_by_role("switch", name="Pictures", exact=True)).not_to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("1")
    assert "phone" not in page.url, "keys are the sheet's own while it is open"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.close()


def test_a_letter_can_be_dragged_to_any_width(browser: Browser, whole: Running) -> None:
    """By the pointer, by keys, and back; the frame is as wide as it says, and the address remembers it."""
    page = opened(browser, whole, "?panel=none&show=desktop")
    handle = page.get_by_role("slider", name="Width of the desktop, in pixels")
    box = handle.bounding_box()
    assert box
    page.mouse.move(box["x"] + 7, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 13):
        page.mouse.move(box["x"] + 7 - step * 9, box["y"] + 30)
    page.mouse.up()
    width = int(handle.get_attribute("aria-valuenow") or 0)
    assert 400 < width < 600 and f"desktop={width}" in page.url
    frame = page.locator(".desktop iframe")
    assert frame.evaluate("f => f.contentDocument.documentElement.clientWidth") == width
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert handle.get_attribute("aria-valuenow") == str(width + 11)
    page.reload()
    assert handle.get_attribute("aria-valuenow") == str(width + 11)
    handle.dblclick()
    assert handle.get_attribute("aria-valuenow") == "640" and "desktop=" not in page.url
    page.close()


def test_forced_dark_is_served_and_is_that_of_colour(browser: Browser, whole: Running) -> None:
    """Ground and words are what the one algorithm makes of those by day, whatever the browser itself would do."""
    from gallery_help import hexadecimal
    from playwright.sync_api import expect

    from newsletter.colour import forced_dark

    page = opened(browser, whole)
    paper, words = letters(page)[1].locator(".paper").first, letters(page)[1].get_by_text("The last ferry").first

    def painted() -> tuple[str, str]:
        return (hexadecimal(paper.evaluate("e => getComputedStyle(e).backgroundColor")),
                hexadecimal(words.evaluate("e => getComputedStyle(e).color")))

    ground, ink = painted()
    by_day = paper.evaluate("e => getComputedStyle(e).backgroundColor")
    page.keyboard.press("f")
    expect(paper).not_to_have_css("background-color", by_day)
    assert painted() == (forced_dark(ground, "ground"), forced_dark(ink, "ink"))
    page.close()


def test_without_pictures_their_words_stand_in_their_place(browser: Browser, whole: Running) -> None:
    """As mail programs show a letter whose pictures are blocked; one press brings them back, without a new document."""
    page = opened(browser, whole)
    picture = letters(page)[1].get_by_alt_text("A ferry")
    until(lambda: picture.evaluate("image => image.naturalWidth") > 0)
    page.evaluate("document.querySelector('.desktop iframe').contentDocument.mark = 1")
    page.keyboard.press("p")
    until(lambda: picture.evaluate("image => image.naturalWidth") == 0)
    assert picture.evaluate("image => image.getBoundingClientRect().height") > 20
    page.keyboard.press("p")
    until(lambda: picture.evaluate("image => image.naturalWidth") > 0)
    assert page.evaluate("document.querySelector('.desktop iframe').contentDocument.mark") == 1
    page.close()


def test_the_letter_as_readers_and_services_get_it(browser: Browser, whole: Running) -> None:
    """A short, a long, no name and one from right to left in the greeting; a service's own tags; text and source follow."""
    from playwright.sync_api import expect

    page = opened(browser, whole, "?show=desktop+text")
    letter, chosen = page.frame_locator(".desktop iframe"), page.locator("#as")
    expect(letter.get_by_text("Dear Maria,")).to_be_visible()
    for choice, greeting in (("reader:short", "Dear Bo,"), ("reader:long", "Dear Wilhelmina-Alexandra Featherstonehaugh,"),
                             ("reader:none", "Dear friend,"), ("reader:rtl", "Dear مريم,"),
                             ("service:mailchimp", "*|FNAME|*")):
        chosen.select_option(choice)
        expect(letter.locator("body")).to_contain_text(greeting)
        expect(page.locator("#text")).to_contain_text(greeting)
        assert f"as={choice.replace(':', '%3A')}" in page.url
    page.reload()
    expect(chosen).to_have_value("service:mailchimp")
    expect(letter.get_by_text("FNAME").first).to_be_visible()
    page.close()


def test_readers_whom_a_part_is_for_are_offered_as_long_as_one_is(browser: Browser, live: Running, issue: Path) -> None:
    """One of them and one of the others, each with the letter they get; the service's own is the first of the services."""
    from playwright.sync_api import expect

    config = issue.parents[1] / "newsletter.toml"
    config.write_text(f"service = 'mailchimp'\n{config.read_text('utf-8')}", "utf-8")
    issue.write_text(f"{LONG}\n[[block]]\nkind = 'note'\nreaders = 'members'\ntext = 'Your dues paid for it.'\n", "utf-8")
    page = opened(browser, live, "?show=desktop")
    letter, chosen = page.frame_locator(".desktop iframe"), page.locator("#as")
    expect(letter.get_by_text("for members", exact=True)).to_be_attached()
    expect(letter.get_by_text("Dear Maria,")).to_be_visible()
    expect(chosen.locator("optgroup").first.locator("option").first).to_have_text("One of members")
    chosen.select_option("reader:out.members")
    expect(letter.get_by_text("Your dues paid for it.")).to_have_count(0)
    chosen.select_option("reader:in.members")
    expect(letter.get_by_text("Your dues paid for it.")).to_be_attached()
    expect(letter.locator("nl-readers")).to_have_count(0)
    issue.write_text(LONG, "utf-8")
    expect(chosen).to_have_value("")
    expect(chosen.get_by_text("members")).to_have_count(0)
    page.close()


def test_the_inbox_shows_each_candidate_cut_where_each_program_cuts(browser: Browser, whole: Running) -> None:
    """Sender, every subject and the preheader, in Gmail, Apple Mail and Outlook."""
    from playwright.sync_api import expect

    page = opened(browser, whole, "?show=inbox")
    inbox = page.locator("#inbox")
    expect(inbox.locator(".subjects li")).to_have_count(3)
    expect(inbox.locator(".preheader")).to_contain_text("Three ports, one night")
    names = " ".join(inbox.locator("h3").all_inner_texts())
    assert all(name in names for name in ("Gmail", "Apple Mail", "Outlook"))
    for program in inbox.locator(".program").all():
        assert program.locator(".row").count() == 3
        assert program.locator(".sender").first.inner_text() == "The Lantern"
        assert program.locator(".subject").nth(2).inner_text().endswith("…")
    page.close()


def test_the_source_has_its_lines_numbered(browser: Browser, whole: Running) -> None:
    """MJML, HTML and the whole message; as many numbers as lines."""
    from playwright.sync_api import expect

    page = opened(browser, whole, "?show=source")
    for choice, words in (("MJML", "<mj-section"), ("HTML", "<!DOCTYPE html>"), ("Message", "MIME-Version: 1.0")):
        page.locator("#sources").get_by_text(choice, exact=True).click()
        expect(page.locator("#source")).to_contain_text(words)
        lines, numbers = (page.locator(place).inner_text().split("\n") for place in ("#source", "#numbers"))
        assert numbers == [str(number) for number in range(1, len(lines) + 1)]
    assert "source=eml" in page.url
    page.close()


# ── what there is to say ─────────────────────────────────────────────────────────────────────────────────────


def test_a_finding_leads_to_its_place_and_names_its_line(browser: Browser, live: Running, issue: Path) -> None:
    """After the letter is there, what is wrong is beside it; a click scrolls to it and marks it; mended, it goes."""
    from playwright.sync_api import expect

    page = opened(browser, live, "?panel=findings")
    page.locator("details.alike summary").click()
    finding = page.locator(".finding", has_text="“Story 3 of band 4” has no address")
    expect(finding).to_be_visible()
    line = LONG.split("\n").index("  title = 'Story 3 of band 4'") + 1
    assert re.search(rf"007\.toml:({line}|{line - 1})\b", finding.inner_text())
    finding.click()
    expect(page.locator(".desktop .mark")).to_be_attached()
    until(lambda: scrolled(page)[1] > 400)
    expect(finding).to_have_attribute("aria-current", "true")
    page.keyboard.press("n")
    expect(page.locator(".finding[aria-current]")).to_have_count(1)
    issue.write_text(LONG.replace("title = 'Story 3 of band 4'", "title = 'Story 3 of band 4'\n  url = 'https://lantern.example/3'"))
    expect(finding).to_be_hidden()
    page.close()


def test_many_findings_of_one_rule_stand_together(browser: Browser, live: Running, issue: Path) -> None:
    """The first stands for all; the others unfold below it, each leading to its own place."""
    from playwright.sync_api import expect

    page = opened(browser, live, "?panel=findings")
    alike = page.locator("details.alike", has_text="has no address")
    count = int(re.search(r"and (\d+) more like it", alike.locator("summary").inner_text())[1])
    assert count > 3
    others = alike.locator(".finding")
    expect(others).to_have_count(count)
    expect(others.first).to_be_hidden()
    alike.locator("summary").click()
    others.last.click()
    expect(others.last).to_have_attribute("aria-current", "true")
    expect(page.locator(".desktop .mark")).to_be_attached()
    until(lambda: scrolled(page)[1] > 400)
    page.close()


def test_on_a_narrow_screen_lines_of_text_are_broken(browser: Browser, whole: Running) -> None:
    """As phones break them: nobody has to scroll to the side to read."""
    page = opened(browser, whole, "?show=text", width=390)
    page.locator("#text", has_text="The last ferry").wait_for()
    widths = page.evaluate("() => { const screen = document.querySelector('.text .screen'); return [screen.scrollWidth, screen.clientWidth]; }")
    assert widths[0] == widths[1] <= 390
    page.close()


def test_a_story_is_marked_with_who_wrote_it(browser: Browser, live: Running, issue: Path) -> None:
    """The frame round a story ends below its last line, which no key of its own begins."""
    from playwright.sync_api import expect

    issue.write_text(LONG.replace("title = 'Story 3 of band 4'", "title = 'Story 3 of band 4'\n  byline = 'Ana Ruiz'"), "utf-8")
    page = opened(browser, live, "?panel=findings&show=phone")
    byline = page.frame_locator(".phone iframe").get_by_text("Ana Ruiz")
    expect(byline).to_be_attached()
    page.locator("details.alike summary").click()
    page.locator(".finding", has_text="“Story 3 of band 4” has no address").click()
    mark = page.locator(".phone .mark")
    expect(mark).to_be_attached()
    frame, line = mark.bounding_box(), byline.bounding_box()
    assert frame["y"] + frame["height"] >= line["y"] + line["height"]
    page.close()


def test_what_the_template_costs_is_folded_below_what_the_editor_mends(browser: Browser, live: Running, issue: Path) -> None:
    """The badge counts what asks for something, whoever mends it; notes are not counted."""
    from playwright.sync_api import expect

    issue.write_text(LONG.replace("Harbour lights", "Harbour lights!!! FREE MONEY"), "utf-8")
    page = opened(browser, live, "?panel=findings")
    panel = page.locator("#panel-findings")
    expect(panel.locator(".finding").first).to_be_attached()
    folded = panel.locator("details.more")
    rest = folded.locator(".finding").count()
    expect(folded.locator("summary")).to_have_text(f"For whoever keeps the template ({rest})")
    assert panel.evaluate("panel => panel.lastElementChild.tagName") == "DETAILS"
    assert page.locator("#findings-count").inner_text() == str(panel.locator(".finding:is(.error, .warning)").count())
    page.close()


def test_a_finding_opens_a_letter_where_none_is_shown(browser: Browser, whole: Running) -> None:
    """With only the text in view a click opens the phone and goes to the place there."""
    from playwright.sync_api import expect

    page = opened(browser, whole, "?panel=findings&show=text")
    page.locator("details.alike summary").click()
    page.locator(".finding", has_text="“Story 3 of band 4” has no address").click()
    expect(page.locator(".phone .mark")).to_be_attached()
    until(lambda: scrolled(page)[0] > 400)
    page.close()


def test_a_click_in_the_letter_names_the_line_it_comes_from(browser: Browser, whole: Running) -> None:
    """The editor reads where to mend it, and the link that was clicked goes nowhere."""
    from playwright.sync_api import expect

    page = opened(browser, whole)
    letters(page)[1].get_by_text("The last ferry").first.click()
    line = CANDIDATES.split("\n").index("  title  = 'The last ferry'") + 1
    expect(page.locator("#toast")).to_have_text(re.compile(rf"007\.toml:{line}$"))
    page.close()


def test_each_block_says_what_it_costs(browser: Browser, whole: Running) -> None:
    """Bytes of the whole, of the style sheets and of each block; a block leads to its place."""
    from playwright.sync_api import expect

    page = opened(browser, whole, "?panel=bytes")
    rows = page.locator(".weight")
    expect(rows).to_have_count(10)
    expect(page.locator(".budget").first).to_contain_text("of 102.4 kB")
    rows.filter(has_text="Band 4").click()
    until(lambda: scrolled(page)[1] > 200)
    page.close()


def test_a_mistake_is_read_with_its_lines(browser: Browser, live: Running, issue: Path) -> None:
    """File and line, and the lines round it with the one that is meant; mended, the message goes."""
    from playwright.sync_api import expect

    page = opened(browser, live)
    issue.write_text(LONG.replace("title  = 'The last ferry'", "titel  = 'The last ferry'"))
    alert = page.get_by_role("alert")
    expect(alert.locator(".excerpt mark")).to_contain_text("titel  = 'The last ferry'")
    expect(alert.locator(".where")).to_contain_text("007.toml:14")
    lines = alert.locator(".excerpt > *")
    assert [line.strip().split()[0] for line in lines.all_inner_texts()] == ["12", "13", "14", "15", "16"]
    tops = [line.bounding_box()["y"] for line in lines.all()]  # type: ignore[index]
    assert len({round(below - above) for above, below in zip(tops, tops[1:], strict=False)}) == 1, "one under the other, none beside"
    issue.write_text(LONG)
    expect(alert).to_be_hidden()
    page.close()


# ── handing over ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_letter_can_be_copied_and_kept(browser: Browser, whole: Running, tmp_path: Path) -> None:
    """HTML and text on the clipboard; the message, the HTML and the service's export as files that are whole."""
    import io
    import zipfile
    from email import policy
    from email.parser import BytesParser

    from playwright.sync_api import expect

    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    page = context.new_page()
    page.goto(whole.url)
    page.locator("html[data-painted]").wait_for(state="attached")
    for name, words in (("Copy HTML", "<!DOCTYPE html>"), ("Copy plain text", "THE LANTERN")):
        page.get_by_text("Hand over").click()
        page.get_by_role("button", name=name).click()
        expect(page.locator("#toast")).to_contain_text("copied")
        until(lambda: words in page.evaluate("navigator.clipboard.readText()"))  # noqa: B023
    assert "merge.invalid" not in page.evaluate("navigator.clipboard.readText()")
    kept = {}
    for name in ("Download message (.eml)", "Open in the mail program", "Export for a mail sender (.zip)"):
        page.get_by_text("Hand over").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        kept[name] = download.value.suggested_filename, Path(download.value.path()).read_bytes()
    assert [name for name, _ in kept.values()] == ["007.eml", "007.eml", "007-plain.zip"]
    message, draft, packed = (data for _, data in kept.values())
    read = BytesParser(policy=policy.default).parsebytes(message)
    assert read["Subject"] == "Harbour lights" and read.get_content_type() == "multipart/alternative"
    assert draft.startswith(b"X-Unsent: 1\r\n") and b"X-Unsent" not in message
    assert "HANDOVER.md" in zipfile.ZipFile(io.BytesIO(packed)).namelist()
    # The export says whose it is before it is made, and in its name.
    for seen, whom, kept_as in (("service:brevo", "Brevo", "007-brevo.zip"), ("reader:short", "a mail sender", "007-plain.zip")):
        page.goto(f"{whole.url}?as={seen}")
        page.locator("html[data-painted]").wait_for(state="attached")
        page.get_by_text("Hand over").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Export for {whom} (.zip)").click()
        assert download.value.suggested_filename == kept_as
    context.close()


def test_what_cannot_be_handed_over_is_said(browser: Browser, live: Running, issue: Path) -> None:
    """Without a subject there is no message, and the page says why instead of keeping a strange file."""
    from playwright.sync_api import expect

    issue.write_text(LONG.replace("subject   = 'Harbour lights'\n", ""), "utf-8")
    page = opened(browser, live)
    expect(page.get_by_role("heading", name="No subject yet")).to_be_visible()
    page.get_by_text("Hand over").click()
    page.get_by_role("link", name="Download message (.eml)").click()
    expect(page.locator("#toast")).to_contain_text("the letter has no subject")
    page.close()


def test_an_export_that_is_refused_says_why_in_lines(browser: Browser, live: Running, issue: Path) -> None:
    """Each error on a line of its own, with its place, then what to do; on a phone it takes the width there is."""
    from playwright.sync_api import expect

    text = issue.read_text("utf-8")
    issue.write_text(text.replace("The last ferry", "TK"), "utf-8")
    page = opened(browser, live, width=390)
    expect(page.frame_locator(".screen iframe").first.get_by_text("TK")).to_be_visible()
    page.get_by_text("Hand over").click()
    page.get_by_text("Export for a mail sender (.zip)").click()
    toast = page.locator("#toast")
    expect(toast).to_contain_text("so nothing went out — mend that, or export it all the same: newsletter export ")
    first, *_, last = toast.inner_text().splitlines()
    assert re.match(r".*007\.toml:\d+: “TK” stands where words are still to come", first), first
    assert last.startswith("the check found")
    assert toast.bounding_box()["width"] > 330
    page.close()


# ── how it stands ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_does_not_blink_when_words_change(browser: Browser, live: Running, issue: Path) -> None:
    """The very picture that stood in the old letter stands in the new one."""
    from playwright.sync_api import expect

    page = opened(browser, live)
    picture = letters(page)[1].get_by_alt_text("A ferry")
    until(lambda: picture.evaluate("image => image.complete && image.naturalWidth"))
    picture.evaluate("image => { image.kept = true }")
    issue.write_text(LONG.replace("The last ferry", "The first ferry"))
    expect(letters(page)[1].get_by_text("The first ferry")).to_be_visible()
    assert picture.evaluate("image => image.kept") is True
    page.close()


def test_two_editors_look_at_it_each_in_their_way(browser: Browser, live: Running, issue: Path) -> None:
    """One by day, one in the dark; both follow, and neither changes what the other sees."""
    from playwright.sync_api import expect

    one, other = opened(browser, live), opened(browser, live, "?scheme=dark&show=text")
    for number in range(50):
        issue.write_text(LONG.replace("The last ferry", f"Ferry {number}"))
        one.wait_for_timeout(20)
    expect(letters(one)[1].get_by_text("Ferry 49")).to_be_visible()
    expect(other.locator("#text")).to_contain_text("Ferry 49")
    assert one.url == live.url and other.url.endswith("?scheme=dark&show=text")
    one.close()
    other.close()


def test_a_file_that_goes_and_comes_back_is_told_on_the_page(browser: Browser, live: Running, issue: Path) -> None:
    """Gone, the last letter stays under the message; back, the message goes."""
    from playwright.sync_api import expect

    page = opened(browser, live)
    issue.unlink()
    expect(page.get_by_role("alert")).to_contain_text("no such file")
    expect(letters(page)[1].get_by_text("The last ferry")).to_be_attached()
    issue.write_text(LONG.replace("The last ferry", "The ferry is back"))
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(letters(page)[1].get_by_text("The ferry is back")).to_be_visible()
    page.close()


def test_a_huge_issue_is_refused_and_the_preview_goes_on(browser: Browser, live: Running, issue: Path) -> None:
    """Two megabytes are no issue: it is said over the last letter, and the next save shows as ever."""
    from playwright.sync_api import expect

    page = opened(browser, live)
    issue.write_text(LONG + "\n[[block]]\nkind = 'note'\ntext = 'words'\n" * 55_000)
    assert issue.stat().st_size > 2_000_000
    expect(page.get_by_role("alert")).to_contain_text("longer than")
    issue.write_text(LONG.replace("The last ferry", "Short again"))
    expect(letters(page)[1].get_by_text("Short again")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()
    page.close()


def test_an_issue_is_opened_from_the_list(browser: Browser, live: Running, issue: Path) -> None:
    """All issues, each a card with its letter; one press leads there and back."""
    from playwright.sync_api import expect

    issue.with_name("008.toml").write_text(ISSUE.replace("= 7", "= 8").replace("Harbour lights", "Fog bells"), "utf-8")
    page = opened(browser, live)
    page.get_by_role("link", name="All issues").click()
    expect(page.get_by_role("heading", name="All issues")).to_be_visible()
    first = page.locator(".cards li").first
    expect(first).to_contain_text("Fog bells")
    expect(first.frame_locator("iframe").get_by_text("The last ferry")).to_be_attached()
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Fog bells")).to_be_visible()
    expect(letters(page)[1].get_by_text("The last ferry")).to_be_visible()
    assert page.url.endswith("/?issue=008.toml")
    page.close()


@pytest.mark.parametrize("place", [
    "", "?panel=findings&show=phone+tablet", "?panel=bytes&show=text+inbox+source", "?show=inbox&scheme=dark", "issues",
])
def test_nothing_stands_in_the_way_of_those_who_read_otherwise(browser: Browser, whole: Running, place: str) -> None:
    """axe-core finds no violation on the page, in its panels and dialogs; the letter itself is the gallery's matter."""
    from gallery_help import axe

    script = axe()
    if not script:
        pytest.skip("no npm, so no axe-core")
    page = browser.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page.goto(f"{whole.url}{place}")
    page.locator("html[data-painted]" if place != "issues" else ".cards a").first.wait_for(state="attached")
    page.wait_for_timeout(600)
    if place == "":
        page.get_by_text("Hand over").click()
    page.evaluate(script)
    found = page.evaluate("axe.run(document, {iframes: false}).then(found => found.violations.map("
                          "one => [one.id, one.nodes.map(node => node.html.slice(0, 150) + ' | ' + node.failureSummary)]))")
    assert found == []
    page.close()


def test_the_findings_follow_whom_the_letter_is_for(browser: Browser, live: Running) -> None:
    """For another service its own findings stand there, under its name; back at the publication's, those from before."""
    from playwright.sync_api import expect

    page = opened(browser, live, "?panel=findings")
    panel = page.locator("#panel-findings")
    expect(panel.locator(".finding").first).to_be_visible()
    before = panel.locator(".message").all_text_contents()
    page.locator("#as").select_option("service:mailchimp")
    expect(panel.locator(".whom")).to_have_text("Checked for Mailchimp")
    assert panel.locator(".message").all_text_contents() != before
    page.locator("#as").select_option("")
    expect(panel.locator(".whom")).to_have_count(0)
    assert panel.locator(".message").all_text_contents() == before
    page.close()


def test_links_are_asked_for_by_a_button(browser: Browser, live: Running, issue: Path) -> None:
    """It says how far it is and what came of it; a link into this very machine is never asked for."""
    from playwright.sync_api import expect

    issue.write_text(ISSUE.replace("https://lantern.example/boats", f"{live.url}letter"), "utf-8")
    page = opened(browser, live, "?panel=findings")
    page.get_by_role("button", name="Check links online").click()
    expect(page.locator("#links-said")).to_have_text("There is no link to be asked for")
    expect(page.locator("#links-button")).to_have_attribute("aria-disabled", "false")
    page.close()


def test_the_list_of_issues_is_live(browser: Browser, live: Running, issue: Path) -> None:
    """A new issue and what becomes of one are there without a word; the cards of the others are not even touched."""
    from playwright.sync_api import expect

    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{live.url}issues")
    first = page.locator('li[data-name="007.toml"]')
    expect(first.locator(".state")).to_have_text("Ready to go out")
    first.evaluate("card => { card.kept = true; }")
    issue.with_name("008.toml").write_text(ISSUE.replace("= 7", "= 8").replace("https://lantern.example/boats", "TK"), "utf-8")
    expect(page.locator('li[data-name="008.toml"] .state')).to_have_text("1 story still to come")
    assert first.evaluate("card => card.kept") and page.locator("#count").inner_text() == "2 issues"
    issue.write_text("sent = 2026-11-20\n" + issue.read_text("utf-8"), "utf-8")
    expect(first.locator(".state")).to_have_text("Sent on 20 November 2026")
    page.close()


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_bar_above_fits_its_width(browser: Browser, live: Running, width: int) -> None:
    """Nothing lies over anything else, nothing is cut; on a phone what the reader has is folded away until it is wanted."""
    page = opened(browser, live, "?show=phone", width=width)
    rows = "() => [...document.querySelectorAll('.controls > *, .reader > *')].filter(one => one.checkVisibility() && one.offsetWidth)"
    middles = page.evaluate(f"({rows})().map(one => one.getBoundingClientRect()).map(({{top, bottom}}) => (top + bottom) / 2)")
    assert max(middles) - min(middles) < 6, "one line"
    if width == 390:
        assert not page.locator("#as").is_visible()
        page.locator("#reader-button").click()
        assert page.locator("#as").bounding_box()["width"] > 150
    boxes = page.evaluate(f"({rows})().map(one => one.getBoundingClientRect()).map(({{left, right}}) => [left, right])")
    assert all(left >= 0 and right <= width for left, right in boxes)
    page.close()


def test_a_phone_too_many_is_told_so(browser: Browser) -> None:
    """It shows the letter as it is, and says why it will not change; when a place is free, it listens without a word."""
    from playwright.sync_api import expect

    from newsletter.preview.answers import STATIC

    full = [True]
    shown = {"/": (STATIC / "phone.html").read_text("utf-8"), "/letter": "<!doctype html><html><body><p>The boats are in.</p>",
             "/phone.js": (STATIC / "phone.js").read_text("utf-8").replace("5000", "200")}
    types = {"/phone.js": "text/javascript"}

    def fulfil(route: Any) -> None:
        path = "/" + route.request.url.partition("?")[0].rpartition("/")[2]
        if path == "/events":
            route.fulfill(status=503 if full[0] else 200, content_type="text/event-stream", body="retry: 60000\n\n")
        else:
            route.fulfill(content_type=types.get(path, "text/html"), body=shown[path])
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.route("**/*", fulfil)
    page.goto("http://phone.example/")
    expect(page.locator("#ended")).to_contain_text("As many phones as may")
    expect(page.frame_locator("#letter").get_by_text("The boats are in.")).to_be_visible()
    full[0] = False
    expect(page.locator("#ended")).not_to_contain_text("As many phones as may")
    page.close()
