"""An issue is composed by templates that see plain values, nothing of the machine, and cannot break in silence."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from jinja2 import StrictUndefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec.structs import replace

from newsletter import build, compose, files
from newsletter import issue as issues
from newsletter import publication as publications
from newsletter.compose import views
from newsletter.compose.environment import Environment
from newsletter.compose.views import View
from newsletter.errors import TemplateError
from newsletter.model import Block, BlockType, Issue, Letter, Publication, Story, Theme

from conftest import HARD_WORDS, TESTS, issue_of, note, section  # isort: skip

BLOCKS = sorted(path.stem for path in (files.PACKAGED / "templates" / "blocks").glob("*.mjml"))
HEADER = "{#\nabout = 'ours'\n\n[fields]\ntext = { kind = 'markdown', about = 'x' }\n#}\n"
BAND = HEADER + "<mj-section>\n<mj-column>\n<mj-text>\n%s\n</mj-text>\n</mj-column>\n</mj-section>\n"

Own = Callable[..., Letter]


@pytest.fixture
def own(publication: Publication) -> Own:
    """Press a letter with a block of the publication's own between two notes; other templates by name."""

    def pressed(template: str, *, fields: Any = {}, **others: str) -> Letter:  # noqa: B006
        assert publication.root
        for name, text in {
            "blocks/own.mjml": template,
            **{name.replace("__", "/"): text for name, text in others.items()},
        }.items():
            path = publication.root / "templates" / re.sub(r"_(mjml|txt|css)$", r".\1", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        issue = issue_of(note("before"), Block(kind="own", fields={"text": "*ours*", **fields}), note("after"))
        return build.press(issue, publication, publications.theme(publication))

    return pressed


def pressed(issue: Issue, publication: Publication) -> Letter:
    return build.press(issue, publication, publications.theme(publication))


# ── a block is one file ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", BLOCKS)
def test_a_header_agrees_with_what_its_templates_use(name: str, publication: Publication) -> None:
    """Each field of the header is printed by one of the block's voices, and nothing else is asked of the block."""
    kind = publications.blocks(publication)[name]
    used = set().union(*(block_fields(path) for path in voices(name)))
    known = {"anchor", "kind", "mark", "stories"} | ({"picture"} if kind.slots else set())
    assert used - known == kind.fields.keys() - (set_by_the_press(kind) - used)
    if kind.stories != "none":
        assert "stories" in used
    if kind.slots:
        story_or_block = "stories" in used
        assert "picture" in used or story_or_block


def voices(name: str) -> list[Path]:
    folder = files.PACKAGED / "templates" / "blocks"
    return [folder / f"{name}.mjml", *(path for path in (folder / f"{name}.txt",) if path.is_file())]


def block_fields(path: Path) -> set[str]:
    """Return what a template asks of `block`."""
    tree = ImmutableSandboxedEnvironment().parse(path.read_text(encoding="utf-8"))
    asked = {
        node.attr
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "block"
    }
    handed_on = {"title", "anchor"} if "parts.heading(block)" in path.read_text(encoding="utf-8") else set()
    return asked | handed_on


def set_by_the_press(kind: BlockType) -> set[str]:
    """Return the fields that reach the template as its picture: the file, and how it is cut."""
    return {name for name, field in kind.fields.items() if field.kind == "picture" or name in ("focus", "layout")}


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_has_a_specimen(name: str) -> None:
    """Its specimen is an issue of its own that says everything the block's header knows."""
    publication = Publication(shelves=(files.PACKAGED / "templates",))
    kinds = publications.blocks(publication)
    specimen = issues.read(TESTS / "specimens" / f"{name}.toml", kinds)
    said = {key for block in specimen.blocks if block.kind == name for key in block.fields}
    assert said == kinds[name].fields.keys()
    assert kinds[name].stories == "none" or any(block.stories for block in specimen.blocks)


def test_every_specimen_has_a_block() -> None:
    """No specimen of a block that is gone."""
    assert sorted(path.stem for path in (TESTS / "specimens").glob("*.toml")) == BLOCKS


@pytest.mark.parametrize("name", BLOCKS)
def test_a_specimen_looks_as_it_did(name: str, publication: Publication, golden: Callable[[str, str], None]) -> None:
    """MJML and text of each specimen are those of its golden files; `pytest --renew-golden` writes them anew."""
    read = issues.read(TESTS / "specimens" / f"{name}.toml", publications.blocks(publication))
    letter = pressed(replace(read, key="0" * 12), publication)
    bands = re.findall(r"<mj-section.*?</mj-section>", letter.mjml.partition("<mj-body")[2], re.DOTALL)
    golden(f"{name}.mjml", re.sub(r"\n\s*\n", "\n", "\n".join(band for band in bands if "<!--@b" in band)) + "\n")
    pieces = re.split(r"^-{72}\n", letter.text, flags=re.MULTILINE)
    piece = {"masthead": pieces[0], "imprint": pieces[-1]}.get(name, "".join(pieces[1:-1]))
    golden(f"{name}.txt", piece.replace("\x02", "[").replace("\x03", "]"))


# ── templates of others ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reach", [
    "{{ publication.root }}", "{{ publication.shelves[0].joinpath('/etc/hostname').read_text() }}",
    "{{ publication.addresses }}",
    "{{ ''.__class__.__mro__ }}", "{{ address.__self__ }}", "{{ block.mark.__globals__ }}", "{{ block.__dict__ }}",
    "{{ block.stories.append(1) }}", "{{ theme.update({'ink': 'x'}) }}", "{{ theme.path }}",
    "{% include '../../newsletter.toml' %}",
    "{% include '/etc/hostname' %}", "{{ self._TemplateReference__context }}", "{{ lipsum.__globals__ }}",
    "{{ cycler.__init__ }}",
    "{{ '{0.__class__}'.format(block) }}", "{{ publication|attr('__class__') }}",
    "{% for i in range(10**9) %}{% endfor %}",
])  # fmt: skip
def test_a_template_cannot_reach_out(reach: str, own: Own) -> None:
    """Files, folders, Python's insides, what others will print: none of it, and the line is named."""
    with pytest.raises(TemplateError, match=r"templates/blocks/own\.mjml:11: "):
        own(BAND % f"\n{reach}")


@pytest.mark.parametrize(("hungry", "said"), [
    ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "own.mjml:11: the templates go on and on"),
    ("{% macro twice(n) %}{{ twice(n - 1) ~ twice(n - 1) if n }}{% endmacro %}{{ twice(60) }}",
     "own.mjml:11: the templates go on and on"),
    ("{{ 'a'.ljust(2 ** 62) }}", "own.mjml:11: this template makes more than fits into memory"),
    ("{{ 'x' * 999999999 }}", "own.mjml:11: 999,999,999 times the same is longer than any letter"),
    ("{{ (999999999 * [1])|length }}", "own.mjml:11: 999,999,999 times the same is longer than any letter"),
    ("{{ 9 ** 99999999 }}", "own.mjml:11: 9 ** 99999999 is more than any letter needs"),
    ("{% for i in range(20) %}{{ 'word ' * 100000 }}{% endfor %}", "letter.mjml: the templates make 10 million characters of this issue"),
    ("{{ lipsum(n=100000) }}", "own.mjml:11: 'lipsum' is undefined"),
])  # fmt: skip
def test_a_template_takes_no_time_or_memory_without_end(hungry: str, said: str, own: Own) -> None:
    """Loops in loops, macros that double, and what grows beyond any letter end, and are told."""
    with pytest.raises(TemplateError) as refused:
        own(BAND % f"\n{hungry}")
    assert said in str(refused.value)


@pytest.mark.parametrize("name", [
    "title", "ink", "items", "clear", "update", "pop", "first", "last", "index", "cycle", "width", "count", "_replace", "macro",
    "none", "format", "__class__", "__dict__", "_body_stream", "render",
])  # fmt: skip
def test_what_is_looked_up_at_once_is_what_the_sandbox_gives(name: str) -> None:
    """A view, a mapping, a loop, a picture and a template's macros answer as they do where each is asked for."""
    environment = Environment(())
    shared = environment.from_string("{% macro macro() %}said{% endmacro %}")
    things = [
        View(title="words", format="own"), {"ink": "#000", "first": 1, "items": "hidden"}, LoopContext([1, 2], StrictUndefined),
        compose.PlacedPicture("x", 5, 5, ""), shared.make_module(),
    ]

    def answer(look: Callable[[Any, str], Any], thing: Any) -> str:
        found = look(thing, name)
        return re.sub(r" at 0x\w+", "", f"{type(found)} {'' if isinstance(found, StrictUndefined) else found!r}")

    asked = [answer(super(Environment, environment).getattr, thing) for thing in things]
    assert [answer(environment.getattr, thing) for thing in things] == asked


def test_a_template_could_read_every_file_without_the_view(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason for the view: handed a Publication, a sandboxed template reads files through its paths."""
    monkeypatch.setattr(views, "_publication_view", lambda publication: publication)
    assert (
        "The Halyard"
        in own(BAND % "FOUND {{ publication.root.joinpath('newsletter.toml').read_text() }}").html.split("FOUND")[1]
    )


@pytest.mark.parametrize(("mistake", "said"), [
    ("{{ block.teaser }}", "there is nothing here called 'teaser'"), ("{{ nothing }}", "'nothing' is undefined"),
    ("{{ theme.nothing }}", "there is nothing here called 'nothing'"), ("{{ 1 / 0 }}", "division by zero"),
    ("{% if %}", "Expected an expression"), ("{{ block.text|shout }}", "No filter named 'shout'"),
    ("{% endif %}", "endif"),
    ("{% include 'parts/none.mjml' %}", "there is no template parts/none.mjml"), ("{{ 'a' + 1 }}", "str"),
    ("{{ block.text() }}", "callable"),
    ("{% include 'blocks/own.mjml' %}", "this template includes itself"),
    ("{{ address('leave') }}", "there is no merge:leave"),
    ("<div>", "<div> is never closed"), ("</div>", "</div> closes nothing"),
    ("<mj-txt>x</mj-txt>", "there is no tag <mj-txt>"),
    ("<b>5</b> < 6", "“< 6"), ("<a href=x>x</a>", "is no whole tag"),
    ("<mj-include path='/etc/hostname' />", "mj-include"),
])  # fmt: skip
def test_a_mistake_in_a_template_names_file_and_line(mistake: str, said: str, own: Own) -> None:
    """In Jinja2 as in MJML: where it stands, in the block that somebody brought."""
    with pytest.raises(TemplateError, match=re.escape(said)) as refused:
        own(BAND % f"\n{mistake}")
    assert re.match(r"\S*templates/blocks/own\.mjml:11: ", str(refused.value))


@pytest.mark.parametrize(("template", "text", "where"), [
    ("blocks__own_txt", "{{ block.nothing }}", "templates/blocks/own.txt:1"),
    ("letter_css", "p { margin: 0; }\np { color: {{ theme.none }}; }", "templates/letter.css:2"),
    ("parts_mjml", "{% macro say(it) %}\n{{ missing }}\n{% endmacro %}", "templates/parts.mjml:2"),
    ("parts_mjml", "{% macro say(it) %}\n<p>{{ it.text }}\n{% endmacro %}", "templates/parts.mjml:2"),
    ("letter_mjml", "<mjml><mj-head></mj-head><mj-body>\n<mj-section>\n</mj-body></mjml>", "templates/letter.mjml:2"),
    ("letter_mjml", "<mjml><mj-head>\n<mj-style>\n</mj-head><mj-body></mj-body></mjml>", "templates/letter.mjml"),
    ("letter_css", "@import 'other.css';", "letter.css"),
])  # fmt: skip
def test_any_template_may_hold_the_mistake(template: str, text: str, where: str, own: Own) -> None:
    """Plain text, style, macros and the letter's own frame are told like blocks."""
    with pytest.raises(TemplateError, match=re.escape(where)):
        own(
            BAND % "{% import 'parts.mjml' as parts with context %}{{ parts.say(block) if parts.say is defined }}",
            **{template: text},
        )


def test_a_template_that_is_not_utf8_is_told(publication: Publication) -> None:
    """With its name, not with a traceback."""
    assert publication.root
    path = publication.root / "templates" / "letter.txt"
    path.parent.mkdir()
    path.write_bytes("Grüße".encode("latin-1"))
    with pytest.raises(TemplateError, match=r"letter\.txt is not in UTF-8"):
        pressed(issue_of(note("x")), publication)


def test_a_field_may_be_called_like_a_method(own: Own) -> None:
    """`block.items` is the field, whatever Python's own tables call their methods."""
    header = HEADER.replace("#}", "items = { about = 'x' }\nvalues = { about = 'x' }\nget = { about = 'x' }\n#}")
    said = own(header + BAND.removeprefix(HEADER) % "[{{ block.items }}{{ block.values }}{{ block.get }}]",
               fields={"items": "A", "values": "B", "get": "C"})  # fmt: skip
    assert "[ABC]" in said.html


def test_what_a_template_prints_is_escaped(own: Own) -> None:
    """Autoescape is on for .mjml, where `select_autoescape()` would leave it off, and off for plain text."""
    header = HEADER.replace("#}", "words = { about = 'x' }\n#}")
    letter = own(
        header + BAND.removeprefix(HEADER) % '<p title="{{ block.words }}">{{ block.words }}</p>',
        fields={"words": '<b>"R&D"</b>'}, blocks__own_txt="{{ block.words }}",
    )  # fmt: skip
    assert "&lt;b&gt;" in letter.html
    assert "<b>" not in letter.html
    assert '\n<b>"R&D"</b>\n' in letter.text


def test_markdown_is_not_escaped_twice(own: Own) -> None:
    """A Markdown field comes as HTML into MJML and as plain words into text."""
    letter = own(BAND % "{{ block.text }}")
    assert "<em>ours</em>" in letter.html


@pytest.mark.parametrize("name", BLOCKS)
def test_templates_saved_on_windows_make_the_same_letter(name: str, publication: Publication) -> None:
    """CR LF in a block changes nothing."""
    assert publication.root
    specimen = issues.read(TESTS / "specimens" / f"{name}.toml", publications.blocks(publication))
    before = pressed(specimen, publication)
    own = publication.root / "templates" / "blocks"
    own.mkdir(parents=True)
    for path in voices(name):
        (own / path.name).write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    after = pressed(specimen, publication)
    assert (after.html, after.text) == (before.html, before.text)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_masthead_first_and_imprint_last(publication: Publication) -> None:
    """They are added unless they are placed; an imprint switched off comes back as the publication's own."""
    kinds = re.compile(r"^(?:The Halyard|THE HALYARD|PLACED|words)$", re.MULTILINE)
    own = Block(kind="imprint", fields={"text": "PLACED"})
    for blocks, said in (
        ((note("words"),), ["THE HALYARD", "words", "The Halyard"]),
        ((own, note("words")), ["THE HALYARD", "PLACED", "words"]),
        ((note("words"), Block(kind="masthead")), ["words", "THE HALYARD", "The Halyard"]),
        (
            (note("words"), Block(kind="imprint", use=False, fields={"text": "PLACED"})),
            ["THE HALYARD", "words", "The Halyard"],
        ),
    ):
        assert kinds.findall(pressed(issue_of(*blocks), publication).text) == said


def test_no_letter_goes_without_an_imprint() -> None:
    """Even with no publication at all, and nothing in the issue."""
    letter = pressed(issue_of(), Publication(shelves=(files.PACKAGED / "templates",)))
    assert "You receive this letter because you asked for it." in letter.html
    assert "You receive this letter because you asked for it." in letter.text
    assert "/unsubscribe" in letter.html


def test_what_is_switched_off_is_not_there(publication: Publication) -> None:
    """use = false works on blocks and on stories, in both voices."""
    letter = pressed(issue_of(
        note("x"), Block(kind="note", use=False, fields={"text": "HIDDEN"}),
        section(Story(title="A"), Story(title="HIDDEN", use=False)),
    ), publication)  # fmt: skip
    assert "HIDDEN" not in letter.html + letter.text


@pytest.mark.parametrize("url", ["", "TK", "javascript:alert(1)", "/relative", "//a.example"])
def test_a_story_without_an_address_has_no_link(url: str, publication: Publication) -> None:
    """No address, a planned one or one that may not be: the headline stands alone in both voices."""
    for kind in ("lead", "section", "video"):
        letter = pressed(
            issue_of(Block(kind=kind, stories=(Story(title="Alone", url=url),))),
            replace(publication, url="", social=()),
        )
        assert set(re.findall(r'href="([^"]*)"', letter.html)) == {
            f"https://merge.invalid/{letter.key}/{name}" for name in ("unsubscribe", "web_version")
        }
        assert not url or url not in letter.text


def test_text_that_runs_the_other_way_says_so(publication: Publication) -> None:
    """A story in a language of its own carries it, and its direction, on its element."""
    for kind in ("lead", "section", "video"):
        letter = pressed(issue_of(Block(kind=kind, stories=(Story(title="قطار الليل", lang="ar"),))), publication)
        assert re.search(r'<div lang="ar" dir="rtl"', letter.html)


def test_a_letter_from_right_to_left_is_mirrored(publication: Publication) -> None:
    """`dir` alone mirrors nothing: sections, columns, texts and lists have their sides turned as well."""
    issue = issue_of(note("- eins\n\n> zwei"), section(Story(title="A", image="https://p.example/a.jpg"), title="T"))
    left, right = (pressed(issue, replace(publication, language=language)).html for language in ("de", "ar"))
    for html, start, end, direction in ((left, "left", "right", "ltr"), (right, "right", "left", "rtl")):
        assert f'dir="{direction}" xmlns' in html
        assert re.search(rf'role="article" lang="\w\w" dir="{direction}"', html)
        assert set(re.findall(r"direction:(\w+)", html)) == {direction}
        # mrml's columns say left whatever is asked for; each text in them says its own.
        texts = re.sub(r'<div class="mj-outlook-group-fix[^>]*>', "", html.split("<h1")[1])
        assert f"text-align:{start}" in texts
        assert not re.search(rf'align="{end}"|text-align:{end}', texts)
        assert {"padding-" + start + ":22px", "padding-" + start + ":16px"} <= set(
            re.findall(r"padding-\w+:(?:22|16)px", html)
        )


@pytest.mark.parametrize("name", ["weekly", "grid", "quiet"])
def test_the_plate_of_a_film_is_seen_in_a_forced_dark(name: str, publication: Publication) -> None:
    """A forced dark leaves dark grounds as they are: one as black as the paper becomes is seen by its frame.

    In the letter's own dark it is a panel with a frame.
    """
    from newsletter.colour import READABLE, VISIBLE, contrast, forced_dark, forced_rule, least_contrast

    theme = publications.theme(publication, name)
    frame = views.tokens(theme, publication)["plate_edge"]
    assert contrast(forced_rule(frame, theme.tokens["plate"]), forced_dark(theme.tokens["paper"], "ground")) >= VISIBLE
    assert contrast(theme.dark["plate"], theme.dark["paper"]) >= VISIBLE <= contrast(theme.tokens["plate"], theme.tokens["paper"])
    assert least_contrast("#ffffff", theme.tokens["plate"]) >= READABLE <= contrast("#ffffff", theme.dark["panel"])


def test_a_brand_colour_can_be_read(theme: Theme, publication: Publication) -> None:
    """Whatever colour a publication has, by day and by night its links can be read on every ground."""
    from newsletter.colour import READABLE, contrast, least_contrast

    for colour in ("", "#ffee00", "#000000", "#ffffff", "#7f7f7f", "#0000ff"):
        tokens = views.tokens(theme, replace(publication, colour=colour))
        for colours in (tokens, tokens["dark"]):
            for ground in ("canvas", "paper", "panel"):
                assert contrast(colours["accent"], colours[ground]) >= READABLE - 0.01
                assert contrast(colours["muted"], colours[ground]) >= READABLE
                assert contrast(colours["ink"], colours[ground]) >= 7
            assert least_contrast(colours["on_signal"], colours["signal"]) >= READABLE


@pytest.mark.parametrize("name", ["weekly", "grid"])
def test_the_rules_of_a_theme_are_seen_in_a_forced_dark(name: str, publication: Publication) -> None:
    """Fine rules and heavy ones come out neither dim nor glaring: 2.5 to 7 by night, whoever made it dark."""
    from newsletter.colour import contrast, forced_dark, forced_rule

    theme = publications.theme(publication, name)
    paper = forced_dark(theme.tokens["paper"], "ground")
    assert min(contrast(forced_rule(theme.tokens[rule]), paper) for rule in ("rule", "strong")) >= 2.5
    assert 3 <= contrast(theme.dark["strong"], theme.dark["paper"]) <= 7


@pytest.mark.parametrize("words", HARD_WORDS)
def test_no_words_of_others_are_a_template(words: str, publication: Publication) -> None:
    """What stands in an issue is printed, never rendered: in every field of a story and of a block."""
    story = Story(
        title=words, teaser=words, kicker=words, byline=words, credit=words, alt=words, image="https://p.example/a.jpg"
    )
    letter = pressed(
        issue_of(section(story, title=words), Block(kind="lead", stories=(story,)), subject=words, preheader=words),
        publication,
    )
    assert "<script>alert" not in letter.html
    assert "49" not in re.sub(r"#[0-9a-f]{6}|\d+px", "", letter.text)
    wrapped = re.sub(r"\s*\n\s*", " ", letter.text)
    assert words.replace("\u00ad", "") in wrapped


# ── every client ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Return what gives the HTML of all specimens in one letter, in a theme and a language."""
    root = tmp_path_factory.mktemp("all")
    (root / "newsletter.toml").write_text("name = 'N'\n", encoding="utf-8")
    plain = replace(publications.read(root), name="The Halyard", addresses={"web_version": "https://n.example/47"})
    kinds = publications.blocks(plain)
    specimens = (issues.read(TESTS / "specimens" / f"{name}.toml", kinds) for name in BLOCKS)
    blocks = tuple(block for each in specimens for block in each.blocks if block.kind not in ("masthead", "imprint"))

    @cache
    def html_of(theme: str = "weekly", language: str = "en") -> str:
        publication = replace(plain, language=language)
        return build.press(issue_of(*blocks), publication, publications.theme(publication, theme)).html

    return html_of


THEMES = ("weekly", "grid", "quiet")
by_theme = pytest.mark.parametrize("theme", THEMES)


def elements(html: str, *names: str, in_class: str = "") -> list[Any]:
    """Return a letter's elements of some names, of one class where it is given."""
    found = lxml.html.document_fromstring(html).iter(*names)
    return [each for each in found if not in_class or in_class in each.get("class", "").split()]


def style_of(element: Any) -> str:
    return re.sub(r"\s*([:;])\s*", r"\1", element.get("style", ""))


def rules(sheet: str) -> list[tuple[list[str], str]]:
    """Return a style sheet's rules, those within @media among them: selectors and declarations."""
    bare = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", r"\1", sheet)
    return [([each.strip() for each in selectors.split(",")], said.strip())
            for selectors, said in re.findall(r"([^{}]+)\{([^{}]*)\}", bare)]


def sheet_with(html: str, words: str) -> str:
    """Return the one style sheet of a letter that holds some words."""
    (found,) = (sheet for sheet in re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL) if words in sheet)
    return found


@by_theme
def test_outlooks_night_is_the_night(theme: str, letters: Callable[..., str]) -> None:
    """What the reader's machine asks for by night, Outlook's apps get too, under the marks they leave: words and grounds."""
    html = letters(theme)
    own = {(one, said) for selectors, said in rules(sheet_with(html, "prefers-color-scheme")) for one in selectors}
    marked = {(one, said) for selectors, said in rules(sheet_with(html, "[data-ogsc]")) for one in selectors}
    apart = ("body", ".canvas", ":root", "img", "img.bare")
    for one, said in own:
        mark = "[data-ogsb]" if "background" in said else "[data-ogsc]"
        assert (f"{mark} {one}", said) in marked or one in apart, one
    assert len(marked) > 40


@by_theme
def test_each_way_of_night_has_a_sheet_of_its_own(theme: str, letters: Callable[..., str]) -> None:
    """Gmail drops a whole sheet for one selector it does not know; the phone's sheet holds none."""
    html = letters(theme)
    phone = sheet_with(html, ".band")
    assert "[" not in re.sub(r"\{[^{}]*\}", "", phone)
    assert "prefers-color-scheme" not in phone + sheet_with(html, "[data-ogsc]") + sheet_with(html, "x-apple-data-detectors")
    assert "[" not in sheet_with(html, "prefers-color-scheme")


def test_no_width_is_of_the_phone_and_of_the_desk(letters: Callable[..., str]) -> None:
    """Columns stand side by side from the pixel on at which the phone's sheet ends."""
    html = letters()
    assert set(re.findall(r"max-width:\s*(\d+)px\)", html)) == {"479"}
    assert set(re.findall(r"min-width:\s*(\d+)px\)", html)) == {"480"}


@by_theme
def test_word_keeps_every_line_height_in_pixels(theme: str, letters: Callable[..., str]) -> None:
    """Word takes a line height for the least one unless it is told that it is exact; within it no picture would be whole."""
    exact = 0
    for element in elements(letters(theme), "p", "h1", "h2", "h3", "td"):
        style = style_of(element)
        if re.search(r"(?:^|;)line-height:\d+px", style) and not re.search("font-size:[13]px", style):
            assert "mso-line-height-rule:exactly" in style, (element.tag, style)
            exact += 1
        assert "mso-line-height-rule" not in style or not element.xpath(".//img")
    assert exact > 20


@by_theme
def test_word_gets_whole_pixels_and_its_settings(theme: str, letters: Callable[..., str]) -> None:
    """Widths are whole numbers, its tables are opened as often as closed, 96 dots make an inch; VML is for background
    pictures, and no letter has one."""
    html = letters(theme)
    assert "<o:PixelsPerInch>96</o:PixelsPerInch>" in html
    assert 'xmlns:o="urn:schemas-microsoft-com:office:office"' in html
    pictures = re.findall(r"<img\b[^>]*>", html)
    assert pictures
    assert all(re.search(r'\bwidth="\d+"', picture) for picture in pictures)
    assert all(re.fullmatch(r"\d+(%|px)?", width) for width in re.findall(r'\bwidth="([^"]*)"', html))
    assert html.count("<!--[if") == html.count("<![endif]")
    ghosts = "".join(re.findall(r"<!--\[if mso \| IE\]>(.*?)<!\[endif\]-->", html, re.DOTALL))
    for tag in ("table", "tr", "td"):
        assert len(re.findall(rf"<{tag}\b", ghosts)) == ghosts.count(f"</{tag}>") > 0
    assert "<v:" not in html
    assert "background-image" not in html
    assert "url(" not in html


@by_theme
def test_pictures_are_no_wider_than_their_column(theme: str, letters: Callable[..., str]) -> None:
    """Word widens a column to the picture in it: two cards, and a picture beside the lead, fit into the letter."""
    tokens = publications.theme(Publication(shelves=(files.PACKAGED / "templates",)), theme)
    half = (tokens.column - 24) // 2
    for slot, most in (("cards", half), ("beside", half), ("above", tokens.column)):
        widths = re.findall(rf'class="cut {slot}"[^>]*?width="(\d+)"', letters(theme))
        assert widths
        assert max(map(int, widths)) <= most


@by_theme
def test_buttons_have_their_room_in_word(theme: str, letters: Callable[..., str]) -> None:
    """Word knows no padding of a link: it is said a second time, to the cell."""
    cells = [*elements(letters(theme), "td", in_class="go"), *elements(letters(theme), "td", in_class="plate")]
    assert len(cells) >= 5
    assert all(re.search(r"mso-padding-alt:\d+px \d+px", style_of(cell)) for cell in cells)


def test_what_mail_programs_make_of_words_is_undone(letters: Callable[..., str]) -> None:
    """No size of their own, no links made of numbers; what they make all the same keeps our colours."""
    html = letters()
    assert '<meta name="x-apple-disable-message-reformatting"' in html
    assert 'content="telephone=no, date=no, address=no, email=no, url=no"' in html
    assert re.search(r"a\[x-apple-data-detectors\] \{ color: inherit !important", html)
    assert "fonts.g" not in html
    assert "@font-face" not in html


def test_the_preheader_is_hidden_and_padded(letters: Callable[..., str]) -> None:
    """It is not seen in the letter, and what follows it in the inbox is blank rather than the date and “View in browser”."""
    hidden = re.search(r'<div style="display:none;[^"]*mso-hide:all;?">(.*?)</div>', letters(), re.DOTALL)
    assert hidden
    assert hidden[1].strip().startswith("Strasbourg votes")
    assert len(re.findall("\u2007\u034f|&#8199;&#847;", hidden[1])) == 40


# ── read aloud ───────────────────────────────────────────────────────────────────────────────────────────────


@by_theme
def test_headings_form_an_outline(theme: str, letters: Callable[..., str]) -> None:
    """The name, then bands and leads, then stories under their band's heading; no level is left out."""
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", letters(theme))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert set(levels) == {1, 2, 3}
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


def test_stories_under_no_heading_stand_on_its_level(publication: Publication) -> None:
    """With a heading above them they are one lower."""
    for title, level in (("Europe", "h3"), ("", "h2")):
        for kind in ("section", "video", "lead"):
            block = Block(kind=kind, fields={"title": title} if title else {}, stories=(Story(title="Alone"),))
            html = pressed(issue_of(block), publication).html
            assert [each.tag for each in elements(html, "h2", "h3") if each.text_content().strip() == "Alone"] == [level], kind


@by_theme
def test_contents_lead_somewhere(theme: str, letters: Callable[..., str]) -> None:
    """Each line of contents has a place in the letter, once, by id, and by name for Outlook, which knows no other."""
    html = letters(theme)
    wanted = set(re.findall(r'href="#([^"]+)"', html))
    ids = re.findall(r'\bid="(part-[^"]+)"', html)
    assert len(wanted) > 5
    assert wanted <= set(ids)
    assert len(ids) == len(set(ids))
    assert wanted <= set(re.findall(r'<a name="([^"]+)"', html))


def test_only_what_is_led_to_has_a_name(publication: Publication) -> None:
    """Without contents no band carries one."""
    assert "<a name=" not in pressed(issue_of(section(Story(title="A"), title="T")), publication).html


@by_theme
def test_a_link_says_aloud_what_it_says_in_print_first(theme: str, letters: Callable[..., str]) -> None:
    """“Read on”, “Watch” and “Add to calendar” go on with the headline they belong to (WCAG 2.5.3)."""
    links = re.findall(r'<a\b[^>]*aria-label="([^"]*)"[^>]*>([^<]*)', letters(theme))
    assert len(links) >= 3
    for aloud, printed in links:
        words = re.sub(r"[▶←→\ufe0e\u00a0]|&#\d+;", " ", printed).strip()
        assert aloud.replace("\u00a0", " ").startswith(words.split("  ")[0]), (aloud, printed)
        assert ": " in aloud


# ── both ways ────────────────────────────────────────────────────────────────────────────────────────────────


@by_theme
@pytest.mark.parametrize(("language", "start"), [("en", "left"), ("he", "right"), ("ar", "right")])
def test_every_side_is_the_languages_own(theme: str, language: str, start: str, letters: Callable[..., str]) -> None:
    """Bars, thumbnails, numbers and the calendar's leaf stand on the side where a line begins or ends."""
    end = {"left": "right", "right": "left"}[start]
    html = letters(theme, language)
    for what, side in (("thumb", start), ("count", end), ("day", end)):
        (style,) = set(map(style_of, elements(html, "td", in_class=what)))
        assert re.findall(r"padding-(left|right):", style) == [side]
    (slip,) = set(map(style_of, elements(html, "td", in_class="slip")))
    assert re.findall(r"border-(left|right):", slip) == [start]
    assert ("→" if start == "left" else "←") in html
    assert ("←" if start == "left" else "→") not in html
    assert ("letter-spacing:0.0" in html) == (start == "left" and theme == "weekly")


def test_words_that_run_the_other_way_end_where_they_end(publication: Publication) -> None:
    """A Latin headline in an Arabic letter, and the reverse, keep their question mark behind them; mixed ones are left."""
    latin, arabic, mixed = Story(title="What now?"), Story(title="ما العمل؟"), Story(title="NASA تعلن: ما العمل؟")
    for language, turned, way in (("ar", latin, "ltr"), ("en", arabic, "rtl")):
        html = pressed(issue_of(section(latin, arabic, mixed, title="x")), replace(publication, language=language)).html
        ways = {title.text_content().strip(): title.get("dir") for title in elements(html, "h3")}
        assert ways == {latin.title: None, arabic.title: None, mixed.title: None} | {turned.title: way}


def test_words_in_a_line_with_others_stand_apart(publication: Publication) -> None:
    """Latin names, credits, links and lines of an Arabic letter say their direction, so that the first stays the first."""
    story = Story(title="قطار", byline="Inês Duarte", credit="Photo: J. Doe / Halyard.", label="Newswire", kicker="Bulletin",
                  image="https://p.example/a.jpg")  # fmt: skip
    words = "[One](https://a.example) · [Two](https://b.example) · [ثلاثة](https://c.example)\n\nThe end: 3 pages.\nثم\n\n- Done!"
    blocks = note(words), section(story, title="T"), Block(kind="quote", fields={"text": "قال", "by": "Ilda C.", "role": "نعم"})
    letter = pressed(issue_of(*blocks), replace(publication, language="ar"))
    turned = {one.text_content() for one in elements(letter.html, "span", "a") if one.get("dir") == "ltr"}
    assert turned == {
        "One", "Two", "The end: 3 pages.", "Done!", "Inês Duarte", "Photo: J. Doe\u00a0/ Halyard.", "Newswire", "Bulletin", "Ilda C.",
        "The Halyard", "1 Rope Walk, Port Example", "Mastodon",  # of the imprint
    }
    assert not [one for one in elements(letter.html, "span", "a") if one.get("dir") == "rtl"]
    assert "\u2068NEWSWIRE\u2069 · \u2068BULLETIN\u2069" in letter.text
    assert "\nInês Duarte\n" in letter.text.replace("  ", "")
    assert "\u2068Ilda C.\u2069، نعم" in letter.text
    assert "\u2068" not in pressed(issue_of(*blocks[1:2]), publication).text


# ── what must look meant ─────────────────────────────────────────────────────────────────────────────────────


def test_a_row_without_a_picture_takes_the_letters_width(publication: Publication) -> None:
    """Beside rows with pictures, too: nothing but its own words decides how wide they run."""
    with_picture, without = Story(title="A", image="https://p.example/a.jpg"), Story(title="B")
    html = pressed(issue_of(section(with_picture, without, title="T")), publication).html
    rows = [cell for cell in elements(html, "td") if "story" in (cell.get("class") or "")]
    assert len(rows) == 2
    assert not [cell for cell in rows if re.search(r"padding(-right)?:[^;]*(?<!22px )[1-9]\d*px(?! 0)$", style_of(cell))]
    assert {re.search(r"padding:([^;]+)", style_of(cell))[1] for cell in rows} == {"22px 0"}  # type: ignore[index]


def test_no_two_rules_stand_close_to_each_other(publication: Publication) -> None:
    """The head and the headings of a serif weekly have rules; contents and quotes between them draw none beside those."""
    blocks = [Block(kind="contents"), section(Story(title="A"), title="T"), Block(kind="quote", fields={"text": "Q"})]

    def rules(*blocks: Block) -> list[str]:
        cells = elements(pressed(issue_of(*blocks), publication).html, "td")
        kinds = (re.search(r"\b(heading|quote|strong)\b", cell.get("class") or "") for cell in cells)
        styles = [style_of(cell) for cell, kind in zip(cells, kinds, strict=True) if kind]
        return ["".join(side[0] for side in re.findall(r"border-(top|bottom):[1-9]", style)) for style in styles][2:]

    head, body, said = blocks
    assert rules(head, body) == ["", "t"]
    assert rules(body) == [""]
    assert rules(said, body) == ["", "t"]
    assert rules(note("Dear"), said, body) == ["t", "t"]
    assert rules(note("Dear"), head, said, note("Bye")) == ["t", "tb"]


def test_a_divider_is_no_heading_without_words(publication: Publication) -> None:
    """It has a form of its own in each theme: signs, and no rule across."""
    forms = set()
    for name in ("weekly", "grid", "quiet"):
        letter = build.press(issue_of(Block(kind="divider")), publication, publications.theme(publication, name))
        [signs] = [one for one in elements(letter.html, "p") if one.get("aria-hidden")]
        forms.add("".join(signs.text_content().split()))
        assert "border" not in style_of(signs)
    assert forms == {"***", "■■■", "···"}


def test_words_come_before_their_picture_as_a_whole(publication: Publication) -> None:
    """Where a theme has the words of a lead first, “Read on” is one of them, and the credit stays with the picture."""
    story = Story(title="A", url="https://a.example/", teaser="T", image="https://p.example/a.jpg", credit="Photo: C", byline="B")
    html = build.press(
        issue_of(Block(kind="lead", stories=(story,))), publication, publications.theme(publication, "quiet")).html
    places = [html.index(words) for words in (">T</p>", ">B</p>", "Read on", 'src="https://p', "Photo:")]
    assert places == sorted(places)


def test_long_headlines_step_down(theme: Theme, publication: Publication) -> None:
    """The longer a lead's headline, the smaller: with a picture and without, in rows and for a publication's name."""
    def size(words: str, block: Block) -> int:
        html = pressed(issue_of(block), replace(publication, name=words if block.kind == "note" else "N")).html
        [found] = [one for one in elements(html, "h1", "h2", "h3") if one.text_content().strip() == words]
        return int(re.search(r"font-size:(\d+)px", style_of(found))[1])  # type: ignore[index]

    for image in ("", "https://p.example/a.jpg"):
        leads = [Story(title="Night train " * count + "now", image=image) for count in (3, 9, 12)]
        sizes = [size(story.title, Block(kind="lead", stories=(story,))) for story in leads]
        assert sizes == sorted(sizes, reverse=True)
        assert len(set(sizes)) == 3
    short, long = Story(title="Short"), Story(title="Night train " * 10 + "now")
    assert size("Short", section(short, title="T")) > size(long.title, section(long, title="T"))
    assert size("The Halyard", note("Dear")) > size("The Halyard and its Harbours", note("Dear"))


def test_words_too_long_for_a_line_may_be_parted(publication: Publication) -> None:
    """A compound of 45 letters is hyphenated where a mail program can; other headlines are never."""
    long, short = Story(title="Verkehrsinfrastrukturfinanzierung zahlt"), Story(title="Wer zahlt, und wann genau?")
    html = pressed(issue_of(section(long, short, title="T")), publication).html
    parted = [one.text_content().strip() for one in elements(html, "h2", "h3") if "parted" in (one.get("class") or "")]
    assert parted == [long.title]


def test_the_odd_card_lies_down(publication: Publication) -> None:
    """Of three cards the last has its picture and its words side by side, in the columns of the two above."""
    cards = tuple(Story(title=name, image=f"https://p.example/{name}.jpg") for name in "ABC")
    mjml = pressed(issue_of(section(*cards, layout="cards")), publication).mjml
    last = mjml.split('css-class="band paper cards"')[-1].partition("</mj-section>")[0]
    assert last.count("<mj-column") == 2
    picture, words = last.split("</mj-column>")[:2]
    assert "C.jpg" in picture
    assert ">C<" not in picture
    assert ">C<" in words


def test_advertising_says_so(publication: Publication) -> None:
    """The label stands above all else, as dark as words are, and every link is marked as paid for."""
    fields = {"by": "Ropewalk", "text": "Maps.", "title": "Maps", "url": "https://r.example/", "button": "See",
              "image": "https://r.example/a.jpg"}  # fmt: skip
    html = pressed(issue_of(Block(kind="sponsor", fields=fields)), publication).html
    band = html[html.index("Advertisement") - 400 :]
    assert band.index("Advertisement") < band.index("Maps")
    links = re.findall(r'<a\b[^>]*href="https://r\.example/"[^>]*>', html)
    assert len(links) == 3
    assert all('rel="sponsored"' in link for link in links)


def test_no_short_link_of_the_imprint_is_broken(publication: Publication) -> None:
    """Its words hold together, and the dot between two links stays with the first; a long one may break."""
    long = "a link of more words than a telephone has room for on one line"
    text = f"The House, Rope Walk · [Write to us](https://a.example/) · [{long}](https://b.example/)"
    html = pressed(issue_of(Block(kind="imprint", fields={"text": text})), publication).html.replace("&nbsp;", "\u00a0")
    assert "Rope Walk\u00a0· <a" in html
    assert "Write\u00a0to\u00a0us</a>\u00a0· <a" in html
    assert long in html


# ── compiled templates are kept ──────────────────────────────────────────────────────────────────────────────


def _compose_in_a_process(cache: Path, *, forbidden: bool = False) -> subprocess.CompletedProcess[str]:
    """Compose a letter in a process of its own; `forbidden`: compiling a template ends it."""
    guard = "from newsletter.compose.environment import Environment; Environment.compile = None; " if forbidden else ""
    program = f"{guard}from newsletter.build import build; print(len(build({str(TESTS / 'bench' / 'twelve.toml')!r}).html))"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False,
                          env={**os.environ, "XDG_CACHE_HOME": str(cache)})


def test_templates_are_compiled_once_for_all_processes(tmp_path: Path) -> None:
    """The second process compiles none, and makes the same letter."""
    first = _compose_in_a_process(tmp_path)
    second = _compose_in_a_process(tmp_path, forbidden=True)
    assert (second.returncode, second.stdout) == (0, first.stdout), second.stderr
    assert _compose_in_a_process(tmp_path / "empty", forbidden=True).returncode != 0


def test_a_damaged_entry_of_the_cache_is_compiled_anew(tmp_path: Path) -> None:
    """Whatever stands in the kept files, the letter is the same."""
    first = _compose_in_a_process(tmp_path)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) > 10
    for number, path in enumerate(kept):
        data = path.read_bytes()
        path.write_bytes((b"", data[:-9], b"\0" * 99, data[:40] + b"\xff" * 400)[number % 4])
    again = _compose_in_a_process(tmp_path)
    assert (again.returncode, again.stdout) == (0, first.stdout), again.stderr
    for path in kept:  # what Python would read without a word
        path.write_bytes(path.read_bytes().replace(b"mj-", b"xx-"))
    again = _compose_in_a_process(tmp_path)
    assert (again.returncode, again.stdout) == (0, first.stdout), again.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such rights")
def test_what_others_could_have_written_is_not_run(tmp_path: Path) -> None:
    """The folder is made for its user alone; one that others may write into, or a link to elsewhere, is not used."""
    first = _compose_in_a_process(tmp_path)
    (folder,) = {path.parent for path in tmp_path.rglob("*") if path.is_file()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o777)
    assert _compose_in_a_process(tmp_path, forbidden=True).returncode != 0, "an open folder was used"
    folder.chmod(0o700)
    assert _compose_in_a_process(tmp_path, forbidden=True).stdout == first.stdout
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert _compose_in_a_process(tmp_path, forbidden=True).returncode != 0, "a link was followed"
    assert _compose_in_a_process(tmp_path).stdout == first.stdout


def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path) -> None:
    """A file stands where the cache's folder should be: the letter is made, and nothing is said."""
    (tmp_path / "taken").write_bytes(b"")
    made = _compose_in_a_process(tmp_path / "taken")
    assert (made.returncode, made.stderr) == (0, "")


def test_a_template_changed_between_two_letters_counts(own: Own) -> None:
    """Each template is looked at once a letter, and so at the next letter again."""
    for words in ("first words", "second words"):
        assert words in own(BAND % words).html
