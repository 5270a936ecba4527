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
from newsletter.compose.templates import line_before, rendered
from newsletter.compose.views import as_html, as_text, block_views, contents, letter_view, style_view
from newsletter.model import Issue

__all__ = ["Composed", "Desk", "PlacedPicture", "compose", "line_before", "style"]


class Composed(NamedTuple):
    """Both voices of an issue, and its lines for the inbox, with stand-ins for the merge tags."""

    subject: str
    preheader: str
    mjml: str
    text: str


def compose(issue: Issue, desk: Desk, *, numbered: bool = False) -> Composed:
    """Return the issue as MJML and as plain text. Raises TemplateError naming template and line.

    Args:
        numbered: let the MJML say from which line of which template it comes, to find a mistake (`line_before`).
    """
    subject = desk.stand_ins.put_words(prose.one_line(issue.subject), issue.where("subject"))
    preheader = desk.stand_ins.put_words(prose.one_line(issue.preheader), issue.where("preheader"))
    letter = letter_view(issue, desk, subject, preheader)
    addresses = Addresses(listed=desk.publication.text.get("links") == "numbered")
    html = block_views(issue, desk, lambda block: as_html)
    # The imprint stands below the list of addresses, and the ways out of the list in it are never a number.
    text = block_views(issue, desk, lambda block: as_text(addresses if block.kind != "imprint" else Addresses()))
    letter["contents"] = contents(html)
    shelves = desk.publication.shelves
    return Composed(
        subject=subject,
        preheader=preheader,
        mjml=rendered(shelves, "letter.mjml", {**letter, "blocks": html}, numbered),
        text=_tidy(rendered(shelves, "letter.txt", {**letter, "blocks": text, **addresses.view})),
    )


def style(desk: Desk) -> str:
    """Return the style that goes into the elements themselves (``letter.css``), with the theme's tokens in it."""
    return rendered(desk.publication.shelves, "letter.css", style_view(desk))


def _tidy(text: str) -> str:
    """Return plain text with two empty lines where a band ends (``\\f``), else one at most; no blanks at line ends."""
    bands = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).split("\f")
    return "\n\n\n".join(re.sub(r"\n{3,}", "\n\n", band.strip("\n")) for band in bands if band.strip()) + "\n"
