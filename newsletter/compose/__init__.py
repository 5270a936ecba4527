"""Issue + Publication + Theme → MJML and plain text, by the templates. The only room that knows Jinja2.

    desk       all that composing needs beside the issue
    views      the issue → what templates see of it, in each voice
    addresses  where the addresses of plain text stand
    templates  a template and what it sees → text

Templates see plain values: the issue's words (HTML-escaped as they are printed), Markdown fields already rendered
for their voice, and pictures already placed. In front of each block, story and field a template may print
``mark()``, a comment that says which position begins there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newsletter import prose
from newsletter.compose.addresses import Addresses
from newsletter.compose.desk import Desk, PlacedPicture
from newsletter.compose.lines import line_before, line_of
from newsletter.compose.shelves import first
from newsletter.compose.templates import rendered
from newsletter.compose.views import (
    as_html, as_text, bands, block_views, contents, letter_view, stories_for_some, style_view,
)
from newsletter.errors import TemplateError
from newsletter.files import shown, together
from newsletter.merge import enclosed, ends, starts
from newsletter.model import Block, Issue

__all__ = ["Composed", "Desk", "PlacedPicture", "compose", "line_before", "line_of", "style"]


class Composed(NamedTuple):
    """Both voices of an issue, and its lines for the inbox, with stand-ins for the merge tags."""

    subject: str
    preheader: str
    mjml: str
    text: str
    subjects: tuple[str, ...] = ()


def compose(issue: Issue, desk: Desk, *, numbered: bool = False) -> Composed:
    """Return the issue as MJML and as plain text. Raises TemplateError naming template and line.

    Args:
        numbered: let the MJML say from which line of which template it comes (`line_before`).
    """
    headlines = [story.title for block in issue.blocks for story in block.stories]
    subject = desk.stand_ins.put_words(prose.one_line(issue.subject), lambda _: issue.where("subject"), headlines)
    preheader = desk.stand_ins.put_words(prose.one_line(issue.preheader), lambda _: issue.where("preheader"), headlines)
    letter = letter_view(issue, desk, subject, preheader)
    addresses = Addresses(listed=desk.publication.text.get("links") == "numbered")
    html = block_views(issue, desk, lambda block: as_html(letter["direction"]), html=True)
    # The imprint stands below the list of addresses, and the ways out of the list in it are never a number.
    text = block_views(
        issue, desk, lambda block: as_text(addresses if block.kind != "imprint" else Addresses()), html=False)
    if slips := desk.stand_ins.slips:
        raise together(slips) if len({str(slip) for slip in slips}) > 1 else slips[0]
    letter["contents"] = contents(html)
    shelves = desk.publication.shelves
    mjml = enclosed(rendered(shelves, "letter.mjml", {**letter, "blocks": html}, numbered), stories_for_some(issue, desk))
    said = _tidy(rendered(shelves, "letter.txt", {**letter, "blocks": text, **addresses.view}))
    _assert_parts(mjml, said, issue, desk)
    subjects = tuple(desk.stand_ins.put_words(prose.one_line(line), lambda _: issue.where("subjects")) for line in issue.subjects)
    return Composed(subject=subject, preheader=preheader, mjml=mjml, text=said, subjects=subjects)


def _assert_parts(mjml: str, text: str, issue: Issue, desk: Desk) -> None:
    """Raise TemplateError where a template lost what says for whom a part is: it would be shown to all."""
    parts = [(block.kind, part, position) for place, block in bands(issue) for position, part in [
        (place, block), *((f"{place}.s{count}", story) for count, story in enumerate(block.stories, 1) if story.use)]]
    for kind, part, position in parts:
        number = desk.stand_ins.only_for(part.readers, position, issue.where(f"{position}.readers"))
        for ending, voice in ((".mjml", mjml), (".txt", text)):
            html = ending == ".mjml"
            if number is not None and not voice.count(starts(number, html=html)) == voice.count(ends(number, html=html)) == 1:
                name = f"letter{ending}" if isinstance(part, Block) else f"blocks/{kind}{ending}"
                raise TemplateError(
                    f"this template does not print once what stands round a part for some readers ({position})",
                    todo="print starts before it and ends behind it, as the packaged one does",
                    where=shown(first(desk.publication.shelves, name) or name))


def style(desk: Desk) -> str:
    """Return the style that goes into the elements themselves (``letter.css``), with the theme's tokens in it."""
    return rendered(desk.publication.shelves, "letter.css", style_view(desk))


def _tidy(text: str) -> str:
    """Return plain text with two empty lines where a band ends (``\\f``), else one at most; no blanks at line ends."""
    tight = re.sub(r"(\x04\d+\x05)\s+", r"\n\1", re.sub(r"\s+(\x06\d+\x05)", r"\1\n", text))
    pieces = re.sub(r"[ \t]+$", "", tight, flags=re.MULTILINE).split("\f")
    return "\n\n\n".join(re.sub(r"\n{3,}", "\n\n", piece.strip("\n")) for piece in pieces if piece.strip()) + "\n"
