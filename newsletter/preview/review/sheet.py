"""All that a review shows → its page. Pure, but for its own files beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from newsletter import publication as publications
from newsletter.approval import Change, spoken
from newsletter.model import BlockType, Edition, Finding, Issue, Publication, Service, Struct
from newsletter.preview.review import changed, frame, judged, rows, words
from newsletter.preview.review.since import Since
from newsletter.preview.whom import for_whom
from newsletter.prose import amount, direction, long_date, one_line
from newsletter.size import CLIPPED, measured


class Reviewed(Struct, frozen=True, kw_only=True):
    """What a review shows.

    Attributes:
        subjects: the letter's, and the others that were thought of, as readers see them.
        changes: since it was approved; None where it never was, or nobody can tell.
        trouble: why nobody can tell.
        before: how the last number is called, and what is different from it; None where there is none.
    """

    issue: Issue
    publication: Publication
    service: Service
    blocks: Mapping[str, BlockType]
    edition: Edition
    subjects: tuple[str, ...]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...] | None
    trouble: str
    before: tuple[str, Since] | None


@cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def sheet(said: Reviewed) -> str:
    """Return the page."""
    edition, publication = said.edition, said.publication
    called = _called(said)
    return Template(_file("page.html")).substitute(
        style=_file("page.css"),
        title=escape(f"Review: {edition.subject or called}"),
        publication=escape(publication.name or "Newsletter"),
        called=escape(called),
        subject=escape(edition.subject) or "<i>No subject</i>",
        preheader=escape(edition.preheader) or "<i>No preheader</i>",
        way=f'lang="{escape(publication.language)}" dir="{direction(publication.language)}"',
        facts="".join(f"<li>{fact}</li>" for fact in _facts(said)),
        findings_count=_count(judged.urgent(said.findings)),
        changes_count=_count(said.changes or ()),
        letter=escape(frame.document(edition)),
        printed=frame.printed(edition),
        remote=_remote(edition),
        rundown=_rundown(said),
        inbox=rows.page(publication.sender or publication.name, said.subjects, edition.preheader, said.issue.date),
        text=escape(edition.text),
        words=words.page(said.issue, publication, said.blocks),
        findings=judged.page(said.findings),
        approval=changed.of_approval(said.changes, said.trouble),
        before=_before(said),
    )


def _called(said: Reviewed) -> str:
    issue = said.issue
    number = f"No. {issue.number}" if issue.number is not None else Path(issue.name).stem
    return f"{number} · {long_date(issue.date, 'en')}" if issue.date else number


def _count(found: Sequence[object]) -> str:
    return f" <b>{len(found)}</b>" if found else ""


def _facts(said: Reviewed) -> list[str]:
    """Return what a letter is, in figures."""
    stories = sum(story.use for block in said.issue.blocks if block.use for story in block.stories)
    pictures = len(said.edition.letter.pictures)
    count = len(re.findall(r"\w+", said.edition.text))
    size = measured(said.edition.letter, said.publication, said.service).total
    return [
        amount(stories, "story", "stories"),
        f"{count:,} words",
        amount(pictures, "picture"),
        f"{size / 1000:.0f} kB of the {CLIPPED / 1000:.0f} that Gmail shows",
        f"for {escape(said.service.name)}",
    ]


def _remote(edition: Edition) -> str:
    count = frame.remote_pictures(edition)
    if not count:
        return ""
    which = amount(count, "picture stands", "pictures stand")
    return f'<p class="remote">{which} on the web and cannot be shown here: a review loads nothing. Its description stands in its place.</p>'


def _before(said: Reviewed) -> str:
    if said.before is None:
        return '<p class="quiet">No number before this one was sent.</p>'
    return changed.of_number(*said.before)


# ── the rundown ──────────────────────────────────────────────────────────────────────────────────────────────


def _rundown(said: Reviewed) -> str:
    """Return the letter's blocks and stories by number, each leading to its words, with what was found there."""
    found: dict[str, list[Finding]] = {}
    for finding in judged.urgent(said.findings):
        found.setdefault(_unit(finding.position), []).append(finding)
    items = []
    for number, block in enumerate(said.issue.blocks, 1):
        if not block.use:
            continue
        name = publications.called(block, said.blocks)
        stories = [(f"b{number}.s{place}", story) for place, story in enumerate(block.stories, 1) if story.use]
        inner = "".join(f"<li>{_line(position, one_line(story.title), for_whom(story.readers), found)}</li>" for position, story in stories)
        inner = f"<ol>{inner}</ol>" if inner else ""
        items.append(f"<li>{_line(f'b{number}', name, for_whom(block.readers), found)}{inner}</li>")
    return f'<ol class="rundown">{"".join(items)}</ol>'


def _unit(position: str) -> str:
    return ".".join(position.split(".")[:2]) if ".s" in position else position.partition(".")[0]


def _line(position: str, name: str, whom: str, found: Mapping[str, Sequence[Finding]]) -> str:
    count = len(found.get(position, ()))
    flag = f'<span class="flag">{count}<span class="unseen"> finding{"" if count == 1 else "s"}</span></span>' if count else ""
    return (f'<a href="#{words.anchor(position)}"><span class="number">{spoken(position)}</span>'
            f'<span class="name" dir="auto">{escape(name)}</span>{words.readers(whom)}{flag}</a>')
