"""An issue → its words alone, numbered, for proofreading: a page to read against, with room for a pencil. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from typing import Any, NamedTuple

from newsletter.approval import spoken
from newsletter.model import Block, BlockType, Field, Issue, Publication, Story
from newsletter.preview.whom import for_whom
from newsletter.prose import direction, language_tag, long_date, markdown_html, one_line


class Said(NamedTuple):
    """One thing that is read: what it is (``headline``), and its words as safe HTML."""

    what: str
    html: str
    language: str = ""


class Passage(NamedTuple):
    """A block, or a story: its position, whether it is a story, what is read in it, and who reads it; empty for all."""

    position: str
    is_story: bool
    said: tuple[Said, ...]
    whom: str = ""


_STORY = {
    "label": "label", "kicker": "kicker", "title": "headline", "teaser": "teaser", "byline": "byline", "date": "date",
    "duration": "duration", "alt": "picture", "credit": "credit",
}
_READ = ("text", "markdown", "date")
_NAMES = {"title": "heading", "alt": "picture"}


def passages(issue: Issue, publication: Publication, blocks: Mapping[str, BlockType]) -> Iterator[Passage]:
    """Yield what is read in a letter, in its order; what is switched off is not."""
    for number, block in enumerate(issue.blocks, 1):
        if block.use:
            yield from _of_block(f"b{number}", block, publication, blocks[block.kind])
    if publication.imprint and all(block.kind != "imprint" for block in issue.blocks):
        yield Passage("imprint", False, (Said("imprint", _markdown(publication.imprint)),))


def _of_block(position: str, block: Block, publication: Publication, kind: BlockType) -> Iterator[Passage]:
    said = tuple(_of_fields(block.fields, kind.fields, publication))
    stories = [(number, story) for number, story in enumerate(block.stories, 1) if story.use]
    yield Passage(position, False, said, for_whom(block.readers))
    for number, story in stories:
        yield Passage(f"{position}.s{number}", True, tuple(_of_story(story, publication)), for_whom(story.readers))


def _of_story(story: Story, publication: Publication) -> Iterator[Said]:
    for name, what in _STORY.items():
        if value := getattr(story, name):
            yield Said(what, _plain(value, publication), language_tag(story.lang) if story.lang else "")


def _of_fields(said: Mapping[str, Any], fields: Mapping[str, Field], publication: Publication) -> Iterator[Said]:
    """Yield the words among the keys of a block, or of one of its tables."""
    for name, field in fields.items():
        value = said.get(name)
        if not value or field.choices:
            continue
        if field.kind == "tables":
            for table in value:
                yield from _of_fields(table, field.fields, publication)
        elif field.kind in _READ:
            html = _markdown(str(value)) if field.kind == "markdown" else _plain(value, publication)
            yield Said(_NAMES.get(name, name.replace("_", " ")), html)


def _plain(value: str | date, publication: Publication) -> str:
    return escape(long_date(value, publication.language) if isinstance(value, date) else one_line(value))


# Where a reader's own way out leads is nobody's to proofread; what it is called is.
_WAY = re.compile(r"\[([^\]\n]*)\]\(merge:[\w-]*\)")


def _markdown(text: str) -> str:
    html = markdown_html(_WAY.sub(r"\1", text))
    return html.replace("<a href=", '<a target="_blank" rel="noopener noreferrer" href=')


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────


def page(issue: Issue, publication: Publication, blocks: Mapping[str, BlockType]) -> str:
    """Return the section's HTML: subject and preheader, then each passage under its number, to which links lead."""
    way = f'lang="{escape(publication.language)}" dir="{direction(publication.language)}"'
    lines = [("subject", issue.subject), *(("another subject", other) for other in issue.subjects), ("preheader", issue.preheader)]
    head = "".join(_line(Said(what, escape(one_line(words)))) for what, words in lines if words)
    rows = [_passage("the inbox", "subject", head, "words")]
    silent = ""  # places of blocks without words of their own; links to them lead to what follows
    for one in passages(issue, publication, blocks):
        if not one.said and not one.whom:
            silent += f'<span id="{anchor(one.position)}"></span>'
            continue
        html = silent + readers(one.whom) + "".join(map(_line, one.said))
        rows.append(_passage(spoken(one.position), one.position, html, "words story" if one.is_story else "words"))
        silent = ""
    return f'<div class="proof" {way}>{"".join(rows)}{silent}</div>'


def anchor(position: str) -> str:
    """Return the id under which a block or a story stands on the page."""
    return f"words-{position}"


def readers(whom: str) -> str:
    """Return what shows whom a block or a story is for; nothing where all readers get it."""
    return f'<span class="readers" lang="en" dir="ltr">{escape(whom)}</span>' if whom else ""


def _passage(number: str, position: str, html: str, classes: str) -> str:
    return f'<article class="{classes}" id="{anchor(position)}"><p class="number" lang="en" dir="ltr">{escape(number)}</p><div>{html}</div></article>'


def _line(said: Said) -> str:
    language = f' lang="{said.language}" dir="{direction(said.language)}"' if said.language else ""
    kind = said.what.replace(" ", "-")
    return f'<div class="said said-{kind}"><span class="what" lang="en">{escape(said.what)}</span><div{language}>{said.html}</div></div>'
