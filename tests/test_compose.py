"""An issue is composed by templates that see plain values, nothing of the machine, and cannot break in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec.structs import replace

from newsletter import build, compose, files
from newsletter import issue as issues
from newsletter import publication as publications
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


def test_a_template_could_read_every_file_without_the_view(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason for the view: handed a Publication, a sandboxed template reads files through its paths."""
    monkeypatch.setattr(compose, "_publication_view", lambda publication: publication)
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


def test_a_brand_colour_can_be_read(theme: Theme, publication: Publication) -> None:
    """Whatever colour a publication has, by day and by night its links can be read on every ground."""
    from newsletter.colour import READABLE, contrast, least_contrast

    for colour in ("", "#ffee00", "#000000", "#ffffff", "#7f7f7f", "#0000ff"):
        tokens = compose._tokens(theme, replace(publication, colour=colour))
        for colours in (tokens, tokens["dark"]):
            for ground in ("canvas", "paper", "panel"):
                assert contrast(colours["accent"], colours[ground]) >= READABLE - 0.01
                assert contrast(colours["muted"], colours[ground]) >= READABLE
                assert contrast(colours["ink"], colours[ground]) >= 7
            assert least_contrast(colours["on_signal"], colours["signal"]) >= READABLE


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
    assert words in wrapped
