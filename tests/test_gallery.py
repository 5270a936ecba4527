"""Every block, in every theme, as it is painted: day and night, wide and narrow, both ways round, and by tools.

`make test` measures one theme; `make gallery` and CI all of them, and they leave contact sheets in ``.gallery/``.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gallery_help as galleries
import lxml.html
import pytest
from gallery_help import MEASURED, SHEETS, SIDES, Gallery, hexadecimal
from PIL import Image, ImageChops

from newsletter import build, markup
from newsletter import publication as publications
from newsletter.colour import READABLE, VISIBLE, contrast, forced_dark, forced_rule
from newsletter.model import Publication

from conftest import IN_A_BROWSER  # isort: skip

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (320, 375, 640)
# How a letter may be seen: by day; by night in its own colours; turned dark by a mail program; half turned by Outlook.
MODES = ("light", "dark", "forced", "outlook")
SHEET = [(375, "light"), (375, "dark"), (375, "forced"), (640, "light"), (640, "dark"), (640, "forced")]

in_chromium = [mark for mark in IN_A_BROWSER if mark.name != "xdist_group"]
by_letter = pytest.mark.parametrize(
    ("theme", "side"),
    [
        pytest.param(theme, side, marks=pytest.mark.xdist_group(f"gallery-{theme}-{side}"))
        for theme in MEASURED for side in SIDES
    ],
)  # fmt: skip
by_theme = pytest.mark.parametrize(
    "theme", [pytest.param(theme, marks=pytest.mark.xdist_group(f"gallery-{theme}-ltr")) for theme in MEASURED]
)


def needs(there: object, what: str) -> None:
    """Skip where a tool is missing; in CI nothing is."""
    if not there:
        assert not os.environ.get("CI"), f"CI has no {what}"
        pytest.skip(f"no {what} on this machine")


# ── letters and pages ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def letter_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Gallery]:
    """Return what presses a gallery letter, once."""
    folder = tmp_path_factory.mktemp("gallery")
    return cache(lambda theme, side: galleries.gallery(folder, theme, side))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Gallery]:
    """Return what presses the sample's first number in a theme, once."""
    made = cache(lambda: galleries.sample(tmp_path_factory.mktemp("sample")))
    return cache(lambda theme: galleries.sample_letter(made(), theme))


@pytest.fixture(scope="module")
def page_of(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return what opens a letter in one of the modes; each is opened once."""
    opened: dict[tuple[str, str, str], Page] = {}

    def open_page(found: Gallery, name: str, mode: str, width: int = 640) -> Page:
        key = (str(found.folder), name, mode)
        if key not in opened:
            page = browser.new_context(color_scheme="dark" if mode == "dark" else "light").new_page()
            path = found.folder / f"{name}.html"
            if mode == "forced":
                auto_dark(page)
                path = path.with_name(f"{name}-forced.html")
                path.write_text(galleries.without_own_dark(found.html), encoding="utf-8")
            page.goto(path.as_uri())
            if mode == "outlook":
                galleries.turn_as_outlook(page)
            opened[key] = page
        opened[key].set_viewport_size({"width": width, "height": 900})
        return opened[key]

    yield open_page
    for page in opened.values():
        page.context.close()


def auto_dark(page: Page) -> None:
    """Let Chromium paint a page dark by its own algorithm."""
    page.context.new_cdp_session(page).send("Emulation.setAutoDarkModeOverride", {"enabled": True})


# ── what the gallery holds ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("side", SIDES)
def test_a_gallery_letter_has_every_block_in_every_layout(side: str, tmp_path: Path) -> None:
    """Both letters carry each block of the shelf and each layout of its header, and every picture is a local file."""
    who = galleries.publication(tmp_path, side)
    issue = galleries.issue(who)
    kinds = publications.blocks(who)
    said = {(block.kind, block.fields.get("layout", "")) for block in issue.blocks}
    wanted = {(name, layout) for name, kind in kinds.items() for layout in layouts(kind)[1:]}
    assert {kind for kind, _ in said} == kinds.keys()
    assert wanted <= said
    assert not [image for block in issue.blocks for image in galleries.pictures_of(block) if "://" in image]


def layouts(kind: Any) -> tuple[str, ...]:
    """Return the layouts that a block may be given; the first is the one it has without."""
    return kind.fields["layout"].choices if "layout" in kind.fields else ("",)


# ── as it is painted ─────────────────────────────────────────────────────────────────────────────────────────


class TestPainted:
    """Every gallery letter in Chromium, in all modes and widths."""

    pytestmark = in_chromium

    @by_letter
    @pytest.mark.parametrize("mode", MODES)
    def test_every_word_stands_whole_and_can_be_read(
        self, theme: str, side: str, mode: str, letter_of: Any, page_of: Any
    ) -> None:
        """No sideways scroll, no words cut, overlapping or beyond their cell; each has a contrast of 4.5."""
        found = letter_of(theme, side)
        for width in WIDTHS:
            measured = page_of(found, f"{theme}-{side}", mode, width).evaluate(galleries.MEASURE)
            assert not measured["faults"], f"at {width} px"
            assert len(measured["paint"]) > 120
            assert not faint(measured["paint"], forced=mode == "forced"), f"at {width} px"

    @by_theme
    @pytest.mark.parametrize("brand", ["#ffe600", "#0b2545", "#7a1f2b", "#f7c8d0"])
    def test_any_brand_colour_can_be_read(self, theme: str, brand: str, tmp_path: Path, browser: Browser) -> None:
        """A loud yellow, navy, oxblood, a pale pink: no words are faint and no shape is lost, by day, by night, forced or not."""
        galleries.gallery(tmp_path, theme, "ltr", colour=brand)
        page = browser.new_page()
        page.goto((tmp_path / f"{theme}-ltr.html").as_uri())
        light, light_shapes = page.evaluate(galleries.MEASURE)["paint"], page.evaluate(galleries.SHAPES)
        page.emulate_media(color_scheme="dark")
        dark, dark_shapes = page.evaluate(galleries.MEASURE)["paint"], page.evaluate(galleries.SHAPES)
        page.emulate_media(color_scheme="light")
        galleries.turn_as_outlook(page)
        outlook = page.evaluate(galleries.MEASURE)["paint"]
        page.close()
        assert len(light_shapes) > 5
        assert not [*lost(light_shapes, forced=False), *lost(light_shapes, forced=True), *lost(dark_shapes, forced=False)]
        assert len({line["ground"] for line in light}) > 2
        assert not [*faint(light, forced=False), *faint(light, forced=True), *faint(dark, forced=False), *faint(outlook, forced=False)]

    @by_theme
    def test_long_words_widen_no_letter(self, theme: str, tmp_path: Path, browser: Browser) -> None:
        """Compounds of 60 letters, addresses as headlines, headlines of 150: all whole, at all widths, none beside the page."""
        found = galleries.hard_case(tmp_path, theme, "long", "ltr")
        page = browser.new_page()
        page.goto((found.folder / f"long-{theme}.html").as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert not page.evaluate(galleries.MEASURE)["faults"], f"at {width} px"
        page.close()

    @by_theme
    def test_latin_words_in_an_arabic_letter_stand_in_order(self, theme: str, tmp_path: Path, browser: Browser) -> None:
        """Of names, credits and links in a row the first stands at the right; each begins at its left and ends at its right."""
        found = galleries.hard_case(tmp_path, theme, "mixed", "rtl")
        page = browser.new_page(viewport={"width": 640, "height": 900})
        page.goto((found.folder / f"mixed-{theme}.html").as_uri())
        rows = [
            ["Mastodon", "Bluesky", "إلغاء"], ["Newswire", "Bulletin"], ["Inês Duarte", "أكتوبر"],
            ["Tomás Ferreira (Newswire)", "Photo: J. Doe"], ["Ilda C.", "Editor"], ["19:30", "1 Rope Walk, Lisbon"],
            ["Unsubscribe!", "Browser"],
        ]  # fmt: skip
        whole = ["The English original", "no charge.", "One item (in English)!", "A section, in English.", "Tar & Sons, Inc.",
                 "The Halyard, Ltd.", "1 Rope Walk, Port Example", "The Halyard Inc."]  # fmt: skip
        places = page.evaluate(galleries.ENDS, [*whole, *(piece for row in rows for piece in row)])
        page.close()
        assert [row for row in rows if sorted(row, key=lambda piece: -places[piece][0]) != row] == []
        assert [piece for piece in whole if not places[piece][0] < places[piece][1]] == []

    @by_letter
    def test_contact_sheets(self, theme: str, side: str, letter_of: Any, page_of: Any) -> None:
        """Each block, cropped from each way of seeing it, side by side in one picture for the eyes of people."""
        if len(MEASURED) == 1:
            pytest.skip("contact sheets are made by make gallery")
        found = letter_of(theme, side)
        shots = []
        for width, mode in SHEET:
            page = page_of(found, f"{theme}-{side}", mode, width)
            shots.append(galleries.Shot(page.screenshot(full_page=True), page.evaluate(galleries.BLOCKS)))
        galleries.contact_sheet(shots, SHEETS / f"{theme}-{side}.png")
        assert len({len(shot.blocks) for shot in shots}) == 1
        assert len(shots[0].blocks) == len(galleries.issue(galleries.publication(found.folder, side)).blocks)

    @pytest.mark.xdist_group(f"gallery-{MEASURED[0]}-ltr")
    def test_the_measures_find_what_is_wrong(self, browser: Browser) -> None:
        """Words cut off, over one another, out of their cell, beyond the window, faint: each is seen."""
        page = browser.new_page(viewport={"width": 320, "height": 600})
        page.set_content(
            '<!doctype html><body style="margin:0"><div style="height:9px;overflow:hidden">Cut</div>'
            '<p style="margin:0">Under</p><p style="margin:-20px 0 0">Over</p>'
            '<div style="width:20px">Wide-as-a-barn-door-and-wider</div>'
            '<p style="white-space:nowrap;color:#999">Far too long for a window of three hundred and twenty pixels</p>'
        )
        measured = page.evaluate(galleries.MEASURE)
        page.close()
        said = "\n".join(measured["faults"])
        assert "cut by DIV: Cut" in said
        assert "overlap by" in said
        assert "sticks out of DIV: Wide" in said
        assert "beyond the window: Far" in said
        assert "scrolls sideways" in said
        assert [line[0] for line in faint(measured["paint"], forced=False)] == [
            "Far too long for a window of three hundred and twenty pixels"
        ]

    @pytest.mark.xdist_group(f"gallery-{MEASURED[0]}-ltr")
    @pytest.mark.parametrize("use", ["ground", "ink", "rule", "frame"])
    def test_forced_dark_is_what_chromium_paints(self, use: Any, browser: Browser) -> None:
        """Hundreds of words, grounds, rules and frames under Chromium's Auto Dark: each channel is within 1 of `colour`'s.

        Of rules, those do not count that are darkened once more for want of a hundredth of contrast.
        """
        page = browser.new_page(viewport={"width": 400, "height": 600})
        auto_dark(page)
        page.set_content(swatches(use))
        painted = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        page.close()
        seen = {
            colour: painted.getpixel((number % 20 * 20 + 10, number // 20 * 20 + (2 if use == "frame" else 10)))
            for number, colour in enumerate(COLOURS)
        }
        far = {colour: pixel for colour, pixel in seen.items() if distance(turned(colour, use), pixel) > 1}
        assert not [colour for colour in far if use in ("ground", "ink") or not on_the_brink(colour, use)]
        assert len(far) < 6
        assert len([colour for colour, pixel in seen.items() if distance(colour, pixel) > 8]) > 30

    @by_letter
    def test_inlining_changes_no_pixel_and_no_attribute(
        self, theme: str, side: str, letter_of: Any, browser: Browser
    ) -> None:
        """The letter with its style in a sheet, and with the same style inlined: the same picture, the same markup."""
        found = letter_of(theme, side)
        sheet, inlined = both_ways(galleries.publication(found.folder, side), theme)
        assert markup_of(inlined) == markup_of(sheet)
        assert inlined.count(' style="') > 2 * letter_of(theme, side).html.count("<h3")
        shots = [picture_of(html, browser) for html in (sheet, inlined)]
        assert shots[0].size == shots[1].size
        assert ImageChops.difference(*shots).getbbox() is None


def faint(paint: list[dict[str, Any]], *, forced: bool) -> list[tuple[str, str, str, float]]:
    """Return the words that stand out too little: what they say, their colour, their ground, their contrast."""
    found = []
    for line in paint:
        ink, ground = hexadecimal(line["colour"]), hexadecimal(line["ground"])
        if forced:
            ink, ground = forced_dark(ink, "ink"), forced_dark(ground, "ground")
        if (ratio := contrast(ink, ground)) < READABLE:
            found.append((line["words"], ink, ground, round(ratio, 2)))
    return found


def lost(shapes: list[dict[str, str]], *, forced: bool) -> list[tuple[str, float]]:
    """Return the shapes of which neither ground nor frame stands out from what is around them."""
    found = []
    for shape in shapes:
        around, ground, frame = (shape[name] and hexadecimal(shape[name]) for name in ("around", "ground", "frame"))
        if forced:
            frame = frame and forced_rule(frame, ground)
            around, ground = forced_dark(around, "ground"), ground and forced_dark(ground, "ground")
        # On a coloured ground in a forced dark, the words of a button say what it is.
        least = 2 if forced and "calm" in shape["name"] else VISIBLE
        if (ratio := max((contrast(seen, around) for seen in (ground, frame) if seen), default=1.0)) < least:
            found.append((shape["name"], round(ratio, 2)))
    return found


# All greys in steps, and colours from all corners of the cube.
COLOURS = [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(0, 256, 3)] + [
    f"#{red:02x}{green:02x}{blue:02x}"
    for red in range(0, 256, 51) for green in range(0, 256, 51) for blue in range(7, 256, 48)
]  # fmt: skip


def swatches(use: str) -> str:
    """Return a page of squares, each ground or ink of one colour."""
    style, words = {
        "ground": ("background", ""),
        "ink": ("font:20px/20px monospace;color", "█" * 3),
        "rule": ("height:0;border-top:20px solid;border-color", ""),
        "frame": (f"height:0;background:{GROUND};border-top:20px solid;border-color", ""),
    }[use]
    return '<!doctype html><body style="margin:0">' + "".join(
        f'<div style="position:absolute;overflow:hidden;width:20px;height:20px;left:{number % 20 * 20}px;'
        f'top:{number // 20 * 20}px;{style}:{colour}">{words}</div>'
        for number, colour in enumerate(COLOURS)
    )  # fmt: skip


# A ground that no forced dark turns.
GROUND = "#0b2545"


def turned(colour: str, use: Any) -> str:
    return forced_rule(colour, GROUND if use == "frame" else "") if use in ("rule", "frame") else forced_dark(colour, use)


def on_the_brink(rule: str, use: str) -> bool:
    ground = GROUND if use == "frame" else ""
    return len({forced_rule(rule, ground, READABLE + hair) for hair in (-0.05, 0.05)}) > 1


def distance(colour: str, pixel: tuple[int, ...]) -> int:
    return max(abs(int(colour[i : i + 2], 16) - part) for i, part in zip((1, 3, 5), pixel, strict=True))


def both_ways(who: Publication, theme: str) -> tuple[str, str]:
    """Return a gallery letter with the theme's own style in a sheet after MJML's, and inlined."""
    pressed: list[tuple[str, str]] = []
    with pytest.MonkeyPatch.context() as patch:
        press = markup.press
        patch.setattr(markup, "press", lambda mjml, style="": (pressed.append((mjml, style)), press(mjml, style))[1])
        build.press(galleries.issue(who), who, publications.theme(who, theme))
    mjml, style = pressed[0]
    sheet = markup.press(mjml).replace("</head>", f"<style>{style}</style>\n</head>", 1)
    return sheet, markup.press(mjml, style)


def markup_of(html: str) -> list[Any]:
    """Return tags, words and attributes of a document, without its sheets and without `style`."""
    tree = lxml.html.document_fromstring(html)
    for sheet in tree.findall(".//style"):
        sheet.drop_tree()
    return [
        (element.tag, *(" ".join((words or "").split()) for words in (element.text, element.tail)),
         sorted((name, value) for name, value in element.attrib.items() if name != "style"))
        for element in tree.iter() if isinstance(element.tag, str)
    ]  # fmt: skip


def picture_of(html: str, browser: Browser) -> Image.Image:
    page = browser.new_page(viewport={"width": 375, "height": 900})
    page.route("**/*", lambda route: route.abort())
    page.set_content(html, wait_until="load")
    shot = page.screenshot(full_page=True)
    page.close()
    return Image.open(io.BytesIO(shot)).convert("RGB")


# ── in Firefox ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@pytest.mark.xdist_group("firefox")
def test_firefox_lays_it_out_as_well(letter_of: Any, tmp_path: Path) -> None:
    """By day, at all widths, Debian's Firefox finds no word cut, overlapping or beyond its cell."""
    needs(galleries.FIREFOX, "Firefox")
    letters = {f"{theme}-{side}.html": letter_of(theme, side) for theme in MEASURED for side in SIDES}
    folder = next(iter(letters.values())).folder
    (folder / "frames.html").write_text(galleries.framed(list(letters), WIDTHS), encoding="utf-8")
    with posted(folder) as (address, wait):
        command = [galleries.FIREFOX, "--headless", "--no-remote", "--profile", str(tmp_path), f"{address}/frames.html"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "HOME": str(tmp_path)})  # fmt: skip
        try:
            found = wait(60)
        finally:
            process.terminate()
            process.wait(10)
    assert len(found) == len(letters) * len(WIDTHS)
    assert not {name: faults for name, faults in found if faults}


class posted:
    """Serves a folder on loopback; gives its address, and what waits for what a page posts."""

    def __init__(self, folder: Path) -> None:
        self.found: Any = None
        self.done = threading.Event()
        outer = self

        class Handler(SimpleHTTPRequestHandler):
            def __init__(self, *arguments: Any) -> None:
                super().__init__(*arguments, directory=str(folder))

            def do_POST(self) -> None:
                outer.found = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.done.set()
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> tuple[str, Callable[[float], Any]]:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}", self.wait

    def wait(self, seconds: float) -> Any:
        assert self.done.wait(seconds), "the page posted nothing"
        return self.found

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


# ── for those who do not see it ──────────────────────────────────────────────────────────────────────────────

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # They judge pages; a letter is an article in somebody's page (role="article").
    "rules": {"region": {"enabled": False}, "landmark-one-main": {"enabled": False}},
    "resultTypes": ["violations"],
}


class TestAccessible:
    """axe-core in the browser, and what the Email Markup Consortium checks."""

    @pytest.mark.parametrize("mode", ["light", "dark"])
    @pytest.mark.parametrize(
        ("theme", "what"),
        [
            pytest.param(theme, what, marks=[*in_chromium, pytest.mark.xdist_group(f"gallery-{theme}-{what}")])
            for theme in MEASURED for what in (*SIDES, "sample")
        ],
    )  # fmt: skip
    def test_axe_finds_nothing(
        self, theme: str, what: str, mode: str, letter_of: Any, sample: Any, page_of: Any
    ) -> None:
        """No violation of WCAG 2.0 to 2.2, A and AA, and of best practice, in any letter, by day and by night."""
        needs(galleries.axe(), "axe-core, and no npm to install it")
        if what == "sample":
            page = page_of(sample(theme), f"sample-{theme}", mode)
        else:
            page = page_of(letter_of(theme, what), f"{theme}-{what}", mode)
        if not page.evaluate("!!window.axe"):
            page.evaluate(galleries.axe())
        result = page.evaluate("rules => axe.run(document, rules)", RULES)
        assert not [
            (fault["id"], fault["help"], [node["html"][:160] for node in fault["nodes"][:5]])
            for fault in result["violations"]
        ]
        assert page.evaluate("axe.getRules().length") > 90

    @by_letter
    def test_a_letter_keeps_the_email_markup_consortiums_rules(self, theme: str, side: str, letter_of: Any) -> None:
        """Every check of its reports passes on the letter with every block."""
        assert not list(against_the_consortium(letter_of(theme, side).html))

    @by_theme
    def test_the_sample_keeps_them_too(self, theme: str, sample: Any) -> None:
        """And on the sample's first number."""
        assert not list(against_the_consortium(sample(theme).html))

    @pytest.mark.parametrize(("mend", "spoilt", "fault"), [
        ('lang="en" dir="ltr" xmlns', "xmlns", "html says no language"),
        ('role="article" ', "", "no article"),
        ('role="presentation"', "", "a layout table is announced"),
        ('<title>', "<title></title><old>", "no title"),
        (' alt="', ' data-alt="', "a picture has no alt"),
        ("<h2 ", "<h5 ", "a heading skips a level"),
        ('aria-label="Read on: ', 'aria-label="" title="', "a link says no more than"),
    ])  # fmt: skip
    def test_the_rules_find_what_is_wrong(self, mend: str, spoilt: str, fault: str, letter_of: Any) -> None:
        """Each fault that is put into a good letter is named."""
        html = letter_of(MEASURED[0], "ltr").html
        assert mend in html
        assert fault in "\n".join(against_the_consortium(html.replace(mend, spoilt)))


# What the Email Markup Consortium's reports count (emailmarkup.org/en/reports/accessibility/2026, by Parcel's checker):
# language and direction on html and again on what is in body, for mail programs drop html; a title; tables that say
# that they are layout; alt on pictures, of VML too, and nothing to reach or to read as a heading inside VML; links that
# say where they lead; headings that skip no level. Contrast is measured as it is painted, and by axe.
def against_the_consortium(html: str) -> Iterator[str]:
    tree = lxml.html.document_fromstring(html)
    body = tree.find("body")
    yield from _root_faults(tree, body)
    yield from _heading_faults(body)
    yield from _link_faults(body)
    # Tables that only Outlook sees are in comments.
    for table in re.findall(r"<table\b[^>]*>", html):
        if not re.search(r'role="(presentation|none)"', table):
            yield f"a layout table is announced: {table}"
    for picture in body.iter("img"):
        if picture.get("alt") is None or re.search(r"\.(jpe?g|png|gif)$", picture.get("alt")):
            yield f"a picture has no alt: {picture.get('src')}"
    for shape in re.findall(r"<v:\w+.*?</v:\w+>", html, re.DOTALL):
        if re.search(r"<a\b|<h[1-6]\b|<v:(?!.*\balt=)", shape):
            yield f"VML holds a link or a heading, or has no alt: {shape[:80]}"
    if re.search(r"user-scalable=no|maximum-scale=1|text-align:\s*justify", html):
        yield "it cannot be enlarged, or is justified"


def _root_faults(tree: Any, body: Any) -> Iterator[str]:
    if not tree.get("lang") or tree.get("lang") == "und":
        yield "html says no language"
    if tree.get("dir") not in ("ltr", "rtl"):
        yield "html says no direction"
    if not (tree.findtext(".//title") or "").strip():
        yield "no title"
    if tree.find('.//meta[@name="viewport"]') is None:
        yield "no viewport"
    articles = body.findall('.//*[@role="article"]')
    if len(articles) != 1 or not articles[0].get("aria-roledescription") or not articles[0].get("aria-label"):
        yield "no article with a name"
    for child in body:
        if isinstance(child.tag, str) and child.text_content().strip():
            if child.get("lang") != tree.get("lang") or child.get("dir") != tree.get("dir"):
                yield f"what is in body says no language or direction: {child.tag}"


def _heading_faults(body: Any) -> Iterator[str]:
    before = 0
    for heading in body.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(heading.tag[1])
        if level > before + 1:
            yield f"a heading skips a level: {heading.tag} {heading.text_content().strip()[:40]}"
        if not (heading.text_content().strip() or any(picture.get("alt") for picture in heading.iter("img"))):
            yield f"a heading says nothing: {heading.tag}"
        before = level
    if len(body.findall(".//h1")) != 1:
        yield "not one h1"


_SAYS_NOTHING = re.compile(r"(?i)(click|here|click here|read (on|more)|more|link|watch|this)\W*")


def _link_faults(body: Any) -> Iterator[str]:
    for link in body.iter("a"):
        pictures = "".join(picture.get("alt", "") for picture in link.iter("img"))
        name = (link.get("aria-label") or link.text_content() or "").strip() or pictures.strip()
        if (link.get("id") or link.get("name")) and not link.get("href") and not name:
            continue  # a place to jump to, no link
        if not name or _SAYS_NOTHING.fullmatch(name):
            yield f"a link says no more than “{name}”: {link.get('href')}"
        if not link.get("href"):
            yield f"a link leads nowhere: {name}"


# ── as a message, and its weight ─────────────────────────────────────────────────────────────────────────────


@by_theme
def test_spamassassin_has_nothing_against_it(theme: str, sample: Any, tmp_path: Path) -> None:
    """The sample's first number, as a whole message to one reader, has at most 0.1 points by local rules."""
    needs(galleries.SPAMASSASSIN, "SpamAssassin")
    from newsletter.cli.render import Form, render

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(sample(theme).folder.parent)
        render("1", form=Form.eml, theme=theme, to=["reader@example.org"], output=str(tmp_path / "letter.eml"))
    score, rules = galleries.spam_score((tmp_path / "letter.eml").read_bytes(), tmp_path)
    assert score <= 0.1, rules


def test_spamassassin_would_say_so(tmp_path: Path) -> None:
    """A message that shouts of money for a dear friend has points."""
    needs(galleries.SPAMASSASSIN, "SpamAssassin")
    shouted = b"From: a@a.example\r\nSubject: FREE MONEY!!!\r\n\r\nDear Friend,\r\n\r\nYou have won 5 million dollars.\n"
    assert galleries.spam_score(shouted, tmp_path)[0] > 2


@by_theme
def test_the_samples_letter_is_light(theme: str, sample: Any) -> None:
    """The weekly letter of the sample: HTML below 80 kB, all pictures together below 600 kB."""
    found = sample(theme)
    assert len(found.letter.html.encode()) < 80_000
    assert 0 < sum(len(picture.data) for picture in found.letter.pictures) < 600_000
