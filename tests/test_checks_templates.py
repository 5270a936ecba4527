"""A fault of a publication's own template is told at the line of the template that wrote it."""

from __future__ import annotations

import time
from typing import NamedTuple

import pytest
from checks_help import good, sheet_with_templates

from newsletter import checks
from newsletter.compose.lines import with_numbers
from newsletter.files import PACKAGED

SECTION, LETTER, PARTS = "blocks/section.mjml", "letter.mjml", "parts.mjml"
# The place in a section's rows, within the words of MJML, in front of which lines are put.
ROWS = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">\n{% for story in block.stories %}'


class Broken(NamedTuple):
    """A template broken in one way: which rule finds it, and a part of the line that it must name."""

    rule: str
    template: str
    old: str
    new: str
    line: str


def row(rule: str, line: str) -> Broken:
    """Return a section whose rows begin with a line of markup that is wrong."""
    return Broken(rule, SECTION, ROWS, f"<p>Before.</p>\n{line}\n<p>Behind.</p>\n{ROWS}", line)


PICTURE = '<img src="https://courier.example/a.png" width="40" height="40" '
WAYS = [
    row("A11Y-ALT", f"{PICTURE}/>"),
    row("OUT-IMG-WIDTH", '<img src="https://courier.example/a.png" alt="A map" />'),
    Broken("GMAIL-STYLE-NEST", LETTER, ".cut.rows {", "@media screen { @media print { p { color: red; } } }\n.cut.rows {", "@media screen {"),
    row("A11Y-TABLE-ROLE", '<table width="100%"><tr><td>Words</td></tr></table>'),
    row("A11Y-CONTRAST", '<p style="color:#cccccc;background-color:#ffffff;">Faint words of the template</p>'),
    row("CLIENT-FORM", '<progress value="3" max="4">3 of 4</progress>'),
    row("CIE-HTML-FORM", '<form action="https://courier.example/vote"><input name="vote" /></form>'),
    row("SEC-SCRIPT", '{% if block.stories %}<p onclick="go()">Words</p>{% endif %}'),
    row("CIE-CSS-DISPLAY-FLEX", '<div style="display:flex;">Words</div>'),
    row("A11Y-FONT", '{# small #}<p style="font-size:9px;line-height:12px;">Very small words of the template stand here</p>'),
    row("OUT-BG", '<table role="presentation"><tr><td style="background-image:url(https://courier.example/a.png)">Words</td></tr></table>'),
    Broken("OUT-IMG-WIDTH", SECTION, "{{ words_of(story, loop.first) }}\n", "{{ words_of(story, loop.first) }}<p><img src='https://courier.example/a.png' alt='A map' /></p>\n", "alt='A map'"),
    Broken("A11Y-LANG", LETTER, '<mjml lang="{{ language }}"', '<mjml lang="und"', "<mjml lang"),
    Broken("SUBJ-TITLE", LETTER, "<mj-title>{{ subject }}</mj-title>", "<mj-title></mj-title>", "<mj-title>"),
    Broken("GMAIL-STYLE-NEST", LETTER, ".cut { aspect-ratio", "@import url(https://courier.example/a.css);\n.cut { aspect-ratio", "@import"),
    Broken("PRE-HIDDEN", LETTER, "display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all;",
           "display:none;", "preheader_marks.start"),
    Broken("A11Y-TABLE-ROLE", PARTS, '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="heading',
           '<table width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="heading', '<tr><td class="heading {{'),
]


@pytest.mark.parametrize("way", WAYS, ids=[f"{number} {way.rule} in {way.template}" for number, way in enumerate(WAYS, 1)])
def test_a_fault_of_a_template_is_told_at_its_line(way: Broken) -> None:
    """Each way to break a template of one's own is found at the line of the file that has it."""
    source = (PACKAGED / "templates" / way.template).read_text(encoding="utf-8")
    assert way.old in source
    sheet = sheet_with_templates({way.template: source.replace(way.old, way.new, 1)})
    lines = source.replace(way.old, way.new, 1).split("\n")
    number = next(number for number, line in enumerate(lines, 1) if way.line in line)
    found = checks.judged(sheet, [way.rule]).findings
    assert f"templates/{way.template}:{number}" in {_within(finding.where) for finding in found}, found
    assert checks.judged(good(), [way.rule]).findings == () or way.rule.startswith("CIE-")


def _within(where: str) -> str:
    return where[where.find("templates/"):]


def test_a_template_that_looks_at_what_it_printed_is_named_without_a_line() -> None:
    """Where numbering the lines changes the letter, the file is told and no line: better none than a wrong one."""
    source = (PACKAGED / "templates" / SECTION).read_text(encoding="utf-8")
    looks = "{% set printed %}\n<b>x</b>\n{% endset %}\n<p>{{ printed|length }}</p>\n<canvas></canvas>\n"
    sheet = sheet_with_templates({SECTION: source.replace(ROWS, looks + ROWS, 1)})
    assert {_within(one.where) for one in checks.judged(sheet, ["CLIENT-FORM"]).findings} == {f"templates/{SECTION}"}


def test_a_fault_of_the_plain_text_names_the_template_of_that_voice() -> None:
    """A link that a block's text leaves out is told at its .txt, what is wrong with the whole at the letter's."""
    source = (PACKAGED / "templates" / "blocks" / "lead.txt").read_text(encoding="utf-8")
    assert "url" in source
    bare = sheet_with_templates({"blocks/lead.txt": "{% for story in block.stories %}\n{{ story.title }}\n{% endfor %}\n"})
    assert {_within(one.where) for one in checks.judged(bare, ["TEXT-LINKS"]).findings} == {"templates/blocks/lead.txt"}
    empty = sheet_with_templates({"letter.txt": "{{ blocks[0].kind }}\n"})
    assert {_within(one.where) for one in checks.judged(empty, ["TEXT-STUB"]).findings} == {"templates/letter.txt"}


def test_a_line_far_to_the_right_is_numbered_at_once() -> None:
    """However many blanks and statements a line of a template begins with, it is looked at once."""
    begun = time.process_time()
    assert with_numbers(f"{' ' * 5000}words\n{'{% x %} ' * 500}words", "a.mjml").count("@a.mjml") == 0
    assert with_numbers(f"{' ' * 5000}<b>\n{'{% x %} ' * 500}<b>", "a.mjml").count("<!--@a.mjml") == 2
    assert time.process_time() - begun < 1
