"""The rundown as an editor has it: a real browser, a real preview, and the file that both change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gallery_help
import pytest
from conftest import IN_A_BROWSER
from preview_help import Running, png, running, until
from rundown_help import ISSUE, lantern

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Locator, Page

pytestmark = IN_A_BROWSER


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    return lantern(tmp_path)


@pytest.fixture
def live(issue: Path) -> Iterator[Running]:
    with running(issue) as live:
        yield live


@pytest.fixture
def page(browser: Browser, live: Running) -> Iterator[Page]:
    page = opened(browser, live)
    yield page
    page.close()


def opened(browser: Browser, live: Running, **context: Any) -> Page:
    """Return the page with the rundown open, as soon as rows and letter are there."""
    page = browser.new_page(viewport={"width": 1500, "height": 1000}, **context)
    page.goto(f"{live.url}?rundown=1&panel=none")
    row(page, "b2.s1").wait_for()
    page.locator(".desktop iframe[data-ready]").wait_for(state="attached")
    return page


def row(page: Page, at: str) -> Locator:
    """Return the line of a block or story."""
    return page.locator(f'#rundown [data-at="{at}"] > .rd-line')


def letter(page: Page) -> FrameLocator:
    return page.frame_locator(".desktop iframe")


def headlines(page: Page) -> list[str]:
    """Return the words of all headlines in the letter, in its order, without the name at its head."""
    return [words.strip() for words in letter(page).locator("h1, h2, h3").all_text_contents()[1:]]


def rows(page: Page) -> list[str]:
    """Return the headlines of the rows, those in the letter with a + before them."""
    return page.eval_on_selector_all(
        ".rd-story", "rows => rows.map(row => (row.querySelector('input').checked ? '+' : '-') + row.querySelector('.rd-title').textContent)")


def drag(page: Page, start: Locator, target: Locator, *, below: bool = False, drop: bool = True) -> None:
    """Drag one thing to the upper or lower edge of another with the mouse, in steps as a hand does."""
    start.hover()  # which brings it into view, and takes the new row where the rows are drawn again meanwhile
    page.mouse.down()
    box = target.bounding_box()
    assert box
    y = box["y"] + (box["height"] - 2 if below else 2)
    for share in (0.3, 0.7, 1):
        page.mouse.move(box["x"] + 120, y + 30 * (1 - share))
    if drop:
        page.mouse.up()


def written(issue: Path) -> str:
    return issue.read_text("utf-8")


@pytest.fixture(scope="module")
def axe() -> str:
    script = gallery_help.axe()
    if not script:
        pytest.skip("axe-core is not there, and no npm to install it")
    return script


# ── moving ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_story_is_dragged_to_another_section_and_painted_there(page: Page, issue: Path) -> None:
    """Dropped above a row, it stands there in the rundown, in the file and in the letter; undo and redo move it again."""
    from playwright.sync_api import expect

    assert headlines(page) == ["The last ferry", "Europe", "Trams before roads", "Africa", "A deeper channel"]
    drag(page, row(page, "b3.s1").locator(".rd-grip"), row(page, "b4.s1"))
    until(lambda: headlines(page) == ["The last ferry", "Africa", "Trams before roads", "A deeper channel"])
    assert rows(page) == ["+The last ferry", "-Polling by lamplight", "+Trams before roads", "+A deeper channel"]
    expect(page.get_by_role("status").filter(has_text="moved to Africa, 1 of 2")).to_have_count(1)
    page.get_by_role("button", name="Undo", exact=True).click()
    until(lambda: headlines(page) == ["The last ferry", "Europe", "Trams before roads", "Africa", "A deeper channel"])
    assert written(issue) == ISSUE
    page.get_by_role("button", name="Redo", exact=True).click()
    until(lambda: headlines(page) == ["The last ferry", "Africa", "Trams before roads", "A deeper channel"])


def test_a_row_is_dragged_by_its_words_and_a_press_alone_opens_it(page: Page, issue: Path) -> None:
    """A drag does not open the row that it drops; Escape lets go, and nothing is written."""
    drag(page, row(page, "b4.s1").locator(".rd-title"), row(page, "b3.s1"), below=True, drop=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert written(issue) == ISSUE and page.locator(".rd-ghost").count() == 0
    drag(page, row(page, "b4.s1").locator(".rd-title"), row(page, "b3.s1"), below=True)
    until(lambda: rows(page)[1:3] == ["+Trams before roads", "+A deeper channel"])
    assert page.locator(".rd-editor").count() == 0
    row(page, "b3.s2").locator(".rd-title").click()
    assert page.locator(".rd-editor").count() == 1


def test_rows_follow_a_drop_whether_or_not_a_letter_is_painted(page: Page, issue: Path) -> None:
    """They wait for the letter, so that it is painted first, but not for ever: here none ever comes."""
    from playwright.sync_api import expect

    page.evaluate("window.requestAnimationFrame = () => 0")
    drag(page, row(page, "b3.s1").locator(".rd-grip"), row(page, "b4.s1"))
    expect(row(page, "b4.s1").locator(".rd-title")).to_have_text("Trams before roads")
    expect(page.get_by_role("status").filter(has_text="moved to Africa, 1 of 2")).to_have_count(1)
    drag(page, row(page, "b4.s1").locator(".rd-grip"), row(page, "b3.s1"))
    expect(row(page, "b3.s1").locator(".rd-title")).to_have_text("Trams before roads")
    assert written(issue) == ISSUE


def test_dropped_on_the_lead_stories_change_places(page: Page, issue: Path) -> None:
    """The row that will go is shown while one holds the other over it."""
    from playwright.sync_api import expect

    drag(page, row(page, "b4.s1").locator(".rd-grip"), row(page, "b2.s1"), below=True, drop=False)
    expect(page.locator(".rd-swap")).to_have_attribute("data-at", "b2.s1")
    page.mouse.up()
    until(lambda: headlines(page)[0] == "A deeper channel")
    assert rows(page) == ["+A deeper channel", "+Trams before roads", "-Polling by lamplight", "+The last ferry"]


def test_blocks_are_dragged(page: Page, issue: Path) -> None:
    """A band goes with all its stories."""
    drag(page, row(page, "b4").locator(".rd-grip"), row(page, "b3"))
    until(lambda: headlines(page) == ["The last ferry", "Africa", "A deeper channel", "Europe", "Trams before roads"])


def test_the_keyboard_moves_stories_and_blocks(page: Page, issue: Path) -> None:
    """Alt and arrows: by one, over the end of a section into the next, by sections; focus stays, and each step is told."""
    from playwright.sync_api import expect

    said = page.locator("#rundown > [role=status]")
    row(page, "b3.s1").get_by_role("button", name="Move").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("‘Trams before roads’ moved to Europe, 2 of 2")
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("‘Trams before roads’ moved to Africa, 1 of 2")
    page.keyboard.press("Alt+ArrowRight")
    expect(said).to_have_text("It cannot go further")
    assert page.evaluate("document.activeElement.dataset.key") == "b4.s1|grip"
    page.keyboard.press("Alt+ArrowLeft")
    expect(said).to_have_text("‘Trams before roads’ moved to Europe, 2 of 2")
    page.keyboard.press("Control+z")
    expect(said).to_have_text("Undone: ‘Trams before roads’ moved to Europe")
    page.keyboard.press("Control+Shift+z")
    expect(said).to_have_text("Done again: ‘Trams before roads’ moved to Europe")
    row(page, "b4").get_by_role("button", name="Africa", exact=False).last.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(said).to_have_text("Africa moved")
    until(lambda: headlines(page)[1] == "Africa")


def test_undo_reaches_the_file_from_wherever_the_focus_is(page: Page, issue: Path) -> None:
    """Behind Enter in the field that was retyped, in the letter, on bare ground; words not written yet are the field's own."""
    from playwright.sync_api import expect

    said = page.locator("#rundown > [role=status]")
    row(page, "b2.s1").locator(".rd-open").click()
    box = page.get_by_label("Headline")
    box.fill("The first ferry")
    box.press("Enter")
    until(lambda: "The first ferry" in written(issue))
    box.press("Control+z")
    until(lambda: written(issue) == ISSUE)
    expect(page.get_by_label("Headline")).not_to_have_value("The first ferry")
    letter(page).locator("h1").first.click()
    page.keyboard.press("Control+y")
    until(lambda: "The first ferry" in written(issue))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    until(lambda: written(issue) == ISSUE)
    expect(said).to_contain_text("Undone")
    box = page.get_by_label("Teaser")
    box.press("End")
    box.press_sequentially("!")
    box.press("Control+z")
    expect(box).not_to_have_value(re.compile("!$"))
    assert written(issue) == ISSUE


def test_quick_hands_lose_nothing(page: Page, issue: Path) -> None:
    """Keys pressed again before the row has moved, and a switch right behind a move: all of it is done, to the right story."""
    row(page, "b3.s1").get_by_role("button", name="Move").focus()
    for _ in range(2):
        page.keyboard.press("Alt+ArrowDown")
    until(lambda: rows(page)[1:] == ["-Polling by lamplight", "+Trams before roads", "+A deeper channel"])
    page.evaluate("""() => {
      const rows = document.querySelectorAll(".rd-story");
      rows[2].querySelector(".rd-grip").focus();
      rows[2].querySelector(".rd-grip").dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowUp", altKey: true, bubbles: true}));
      rows[3].querySelector("input").click();
    }""")
    until(lambda: rows(page)[1:] == ["-Polling by lamplight", "+Trams before roads", "-A deeper channel"])
    until(lambda: written(issue).index("Trams before roads") < written(issue).index("title = 'Africa'"))


# ── words and switches ───────────────────────────────────────────────────────────────────────────────────────


def test_a_headline_is_retyped_in_place(page: Page, issue: Path) -> None:
    """Its length on a phone follows while one types; Enter writes it into its line, and the letter has it."""
    from playwright.sync_api import expect

    row(page, "b2.s1").locator(".rd-open").click()
    box = page.get_by_label("Headline")
    count = page.locator(".rd-field.rd-title .rd-long-enough")
    expect(count).to_have_text("14 · 1 line on a phone")
    box.fill("The last ferry of the year leaves at nine, and takes the choir with it, and its very small dog")
    expect(count).to_contain_text("94 · ")
    lines = int(count.inner_text().split("· ")[1].split()[0])
    assert 3 <= lines <= 6
    assert written(issue) == ISSUE
    box.fill("It's the <b>first</b> '''ferry'''")
    box.press("Enter")
    expect(letter(page).get_by_text("It's the <b>first</b> '''ferry'''")).to_be_visible()
    assert written(issue) == ISSUE.replace("'The last ferry'", "\"It's the <b>first</b> '''ferry'''\"")
    expect(page.get_by_label("Headline")).to_be_focused()
    page.get_by_label("Teaser").fill("Nobody knows when.")
    page.get_by_label("Headline").focus()  # leaving a field writes it
    expect(letter(page).get_by_text("Nobody knows when.")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(letter(page).get_by_text("It leaves at nine.")).to_be_visible()


def test_what_phones_show_of_a_line_follows_while_one_types(page: Page, issue: Path) -> None:
    """Of the subject and of the preheader, as the inbox cuts them."""
    from playwright.sync_api import expect

    subject, preheader = page.locator("#rd-subject-count"), page.locator("#rd-preheader-count")
    expect(subject).to_have_text("14 · whole on phones")
    expect(preheader).to_have_text("22 · whole on phones")
    page.get_by_label("Subject").fill("M" * 50)
    expect(subject).to_have_text(re.compile(r"50 · Gmail on phones shows \d\d$"))
    expect(subject).to_have_class(re.compile("rd-too-long"))
    page.get_by_label("Preheader").fill("The quick brown fox jumps over the lazy dog, twice")
    expect(preheader).to_have_text(re.compile(r"50 · Gmail on phones shows \d\d"))
    expect(preheader).not_to_have_class(re.compile("rd-too-long"))


def test_escape_takes_back_what_was_typed(page: Page, issue: Path) -> None:
    """Nothing is written of it."""
    row(page, "b2.s1").locator(".rd-open").click()
    box = page.get_by_label("Headline")
    box.fill("Never mind")
    box.press("Escape")
    page.get_by_label("Teaser").focus()
    assert box.input_value() == "The last ferry" and written(issue) == ISSUE


def test_the_editors_words_are_retyped(page: Page, issue: Path) -> None:
    """A note's text over several lines, with Ctrl and Enter."""
    from playwright.sync_api import expect

    row(page, "b1").locator(".rd-open").click()
    box = page.get_by_label("Text", exact=True).last
    box.fill("Dear all,\n\nthe boats are *out*.")
    box.press("Control+Enter")
    expect(letter(page).get_by_text("Dear all,")).to_be_visible()
    assert "text = '''\nDear all,\n\nthe boats are *out*.\n'''" in written(issue)


def test_switches_bring_in_and_let_rest(page: Page, issue: Path) -> None:
    """A runner-up comes into the letter by its switch, a whole band leaves it by its own."""
    from playwright.sync_api import expect

    page.get_by_role("switch", name="Polling by lamplight").focus()
    page.keyboard.press("Space")
    until(lambda: "Polling by lamplight" in headlines(page))
    expect(page.get_by_role("switch", name="Polling by lamplight")).to_be_focused()
    row(page, "b4").locator(".rd-switch").click()
    until(lambda: "Africa" not in headlines(page))
    assert "use   = false\ntitle = 'Africa'" in written(issue)


def test_rows_say_what_an_editor_says(page: Page, issue: Path) -> None:
    """The number that approvals name it by, no name of a template, and how many stories are in and how many wait."""
    assert page.locator(".rd-count").inner_text() == "3 stories in, 1 waiting"
    assert row(page, "b1").locator(".rd-open").inner_text().startswith("Editor’s words")
    assert row(page, "b2").inner_text().split("\n") == ["2", "First story", "1 in"]
    assert row(page, "b3").inner_text().split("\n") == ["3", "Europe", "1 in, 1 waiting"]


def test_a_find_is_brought_in(page: Page, issue: Path) -> None:
    """Searched, it comes into its section by the button, or where it is dragged; what is in says where."""
    from playwright.sync_api import expect

    page.get_by_label("Search the archive").fill("locks")
    expect(page.locator(".rd-find .rd-facts")).to_have_text("Europe · 18 Nov 2026 · with a picture")
    expect(page.locator(".rd-find .rd-source")).to_have_text("feed")
    page.get_by_role("button", name="Bring in Bargemen count their locks").click()
    until(lambda: "Bargemen count their locks" in headlines(page))
    expect(page.locator(".rd-find")).to_contain_text("in 3.2")
    page.get_by_role("button", name="Undo", exact=True).click()
    until(lambda: "Bargemen count their locks" not in headlines(page))
    page.get_by_label("Search the archive").fill("bargemen")
    drag(page, page.locator(".rd-find[data-article]"), row(page, "b4.s1"), below=True)
    until(lambda: rows(page)[-1] == "+Bargemen count their locks")
    page.get_by_label("Search the archive").press("Escape")
    expect(page.locator(".rd-finds")).to_be_hidden()


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_is_chosen_and_its_focus_set(page: Page, issue: Path) -> None:
    """From what there is for the story; a click on it says what must stay, arrow keys move that."""
    from playwright.sync_api import expect

    row(page, "b3.s1").locator(".rd-open").click()
    page.get_by_role("button", name="Choose a picture").click()
    page.get_by_role("button", name="trams.png").click()
    expect(letter(page).locator("img[src*='pictures/']")).to_have_count(2)
    assert "image  = 'images/007/trams.png'" in written(issue)
    whole = page.locator(".rd-whole")
    expect(whole.locator("img")).to_have_js_property("complete", True)
    whole.hover()
    box = whole.bounding_box()
    assert box
    whole.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    until(lambda: "focus  = '25% 75%'" in written(issue))
    expect(whole).to_have_attribute("aria-label", "What stays when the picture is cut: 25% from the left, 75% from the top. "
                                                  "Click, or use the arrow keys")
    whole.press("ArrowRight")
    until(lambda: "focus  = '30% 75%'" in written(issue))
    page.get_by_label("Describes the picture").fill("Trams in the rain")
    page.get_by_label("Describes the picture").press("Enter")
    expect(letter(page).get_by_alt_text("Trams in the rain")).to_be_attached()


def test_the_lead_is_set_and_a_story_may_come_again(page: Page, issue: Path) -> None:
    """Both in the open row, which stays open where the story went."""
    from playwright.sync_api import expect

    row(page, "b4.s1").locator(".rd-open").click()
    page.get_by_label("May come again").check()
    until(lambda: "repeat = true" in written(issue))
    page.get_by_role("button", name="Make it the lead").click()
    until(lambda: headlines(page)[0] == "A deeper channel")
    expect(page.locator('[data-at="b2.s1"] .rd-editor')).to_be_visible()


# ── others ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_file_saved_in_an_editor_is_seen_and_what_is_typed_here_stays(page: Page, issue: Path) -> None:
    """The rows follow the file; half a sentence in a field is not lost by it."""
    from playwright.sync_api import expect

    row(page, "b2.s1").locator(".rd-open").click()
    box = page.get_by_label("Headline")
    box.press("End")
    box.press_sequentially(", and")
    issue.write_text(ISSUE.replace("A deeper channel", "A wider channel"), "utf-8")
    expect(row(page, "b4.s1")).to_contain_text("A wider channel")
    expect(box).to_be_focused()
    box.press_sequentially(" first")
    box.press("Enter")
    expect(letter(page).get_by_text("The last ferry, and first")).to_be_visible()
    assert "A wider channel" in written(issue)


def test_two_who_change_the_same_words_are_shown_both(page: Page, issue: Path) -> None:
    """The page shows what stands in the file and what was typed; nothing is written until one says which."""
    from playwright.sync_api import expect

    row(page, "b3.s1").locator(".rd-open").click()
    box = page.get_by_label("Teaser")
    box.fill("By one vote.")
    issue.write_text(ISSUE.replace("By 23 votes to 18.", "By 24 votes to 17."), "utf-8")
    expect(letter(page).get_by_text("By 24 votes to 17.")).to_be_visible()
    page.get_by_label("Teaser").press("Enter")
    alert = page.locator("#rundown [role=alert]")
    expect(alert).to_contain_text("By 24 votes to 17.")
    expect(alert).to_contain_text("By one vote.")
    assert "By 24 votes to 17." in written(issue)
    alert.get_by_role("button", name="Use mine").click()
    expect(letter(page).get_by_text("By one vote.")).to_be_visible()
    expect(alert).to_be_hidden()


def test_two_browsers_see_each_other(browser: Browser, live: Running, page: Page, issue: Path) -> None:
    """What one moves the other sees; each undoes its own."""
    from playwright.sync_api import expect

    other = opened(browser, live)
    row(page, "b2.s1").get_by_role("switch").focus()
    page.keyboard.press("Space")
    expect(row(other, "b2.s1").get_by_role("switch")).not_to_be_checked()
    expect(other.get_by_role("button", name="Undo", exact=True)).to_have_attribute("aria-disabled", "true")
    row(other, "b4.s1").get_by_role("switch").focus()
    other.keyboard.press("Space")
    expect(row(page, "b4.s1").get_by_role("switch")).not_to_be_checked()
    page.get_by_role("button", name="Undo", exact=True).click()
    until(lambda: written(issue) == ISSUE.replace(
        "  [[block.story]]\n  url    = 'https://lantern.example/channel'",
        "  [[block.story]]\n  use    = false\n  url    = 'https://lantern.example/channel'"))
    other.close()


def test_mistakes_in_the_file_take_the_rows_away_until_they_are_mended(page: Page, issue: Path) -> None:
    """The rundown says so, and comes back by itself."""
    from playwright.sync_api import expect

    issue.write_text(ISSUE.replace("'The last ferry'", "The last ferry"), "utf-8")
    expect(page.locator("#rundown .rd-note")).to_contain_text("has mistakes")
    issue.write_text(ISSUE, "utf-8")
    expect(row(page, "b2.s1")).to_be_visible()


def test_the_panel_has_no_barriers(page: Page, issue: Path, axe: str) -> None:
    """axe-core finds nothing in it: rows, an open story with its picture, finds and a conflict."""
    (issue.parents[1] / "images" / "harbour.png").write_bytes(png("teal"))
    row(page, "b2.s1").locator(".rd-open").click()
    page.get_by_role("button", name="Choose another picture").click()
    page.locator(".rd-candidate").first.wait_for()
    page.get_by_label("Search the archive").fill("lamp")
    page.locator(".rd-find").first.wait_for()
    page.get_by_label("Headline").fill("Mine")
    issue.write_text(ISSUE.replace("The last ferry", "Theirs"), "utf-8")
    page.get_by_label("Headline").press("Enter")
    page.locator("#rundown [role=alert]").wait_for()
    page.evaluate(axe)
    found = page.evaluate("axe.run('#rundown', {iframes: false})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert len(found["passes"]) > 15


def test_a_picture_on_the_web_is_seen_when_asked_for(browser: Browser, tmp_path: Path) -> None:
    """A box says that there is one; asked for, one that cannot be had says so, and the page goes on. None is fetched before."""
    from playwright.sync_api import expect

    issue = lantern(tmp_path, ISSUE.replace("images/boat.png", "http://127.0.0.1:9/boat.png"))
    with running(issue) as live:
        page = opened(browser, live)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "remote=1" in request.url else None)
        box = page.locator('[data-at="b2.s1"] .rd-thumb')
        expect(box).to_have_text("web")
        page.locator('[data-key="b2.s1|open"]').click()
        expect(page.get_by_role("button", name="Bring it into the folder")).to_be_visible()
        assert asked == []
        page.get_by_role("button", name="Show it").click()
        expect(box).to_have_text("?")
        assert any("/rundown/picture?" in url for url in asked)
        page.get_by_role("button", name="Bring it into the folder").click()
        expect(page.locator(".rd-trouble")).to_contain_text("stays where it is")
        page.close()


def test_a_file_that_was_away_is_no_trouble_once_it_is_back(page: Page, issue: Path) -> None:
    """Gone, the rundown says so over the rows as they were; there again, it says nothing any more."""
    from playwright.sync_api import expect

    issue.unlink()
    expect(page.locator(".rd-trouble")).to_contain_text("there is no such file")
    issue.write_text(ISSUE, "utf-8")
    expect(page.locator(".rd-trouble")).to_be_hidden()
    expect(row(page, "b2.s1")).to_be_visible()
