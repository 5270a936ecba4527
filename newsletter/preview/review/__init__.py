"""An issue → one file that shows all of its letter to colleagues: without scripts, without a server, also on paper.

    frame    an edition → the documents of its frames
    words    the issue's words alone, numbered
    rows     what inboxes show
    judged   what checks found
    since    the number before → what is different
    changed  that, and what has changed since the letter was approved
    sheet    all of it → the page

Tabs and switches are links and radio buttons with rules for them in page.css. The page may load nothing and run nothing,
by its own policy; the letter stands in frames that are shut off from it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from newsletter import approval, build, checks, issue as issues, merge, publication as publications
from newsletter.errors import InputError
from newsletter.files import STDIN
from newsletter.history import named
from newsletter.model import Issue, Letter, Publication, Service, replace
from newsletter.preview.lines import as_read
from newsletter.preview.review.sheet import Reviewed, sheet
from newsletter.preview.review.since import Since, since


def review(path: str | Path, publication: Publication, *, theme: str = "", service: str = "", today: date | None = None) -> str:
    """Return the review of an issue file as HTML.

    Args:
        path: the file, or ``-`` for standard input.
        theme, service: others than the publication's.
        today: for checks that depend on the day; without it they are silent.

    Raises:
        InputError: the issue, the publication or a picture cannot be read, or is wrong.
        TemplateError: a template is broken.
    """
    blocks = publications.blocks(publication)
    look = publications.theme(publication, theme)
    issue = build.read_file(path, publication, look)
    letter = build.press(issue, publication, look)
    profile = publications.service(publication, service)
    edition = merge.stamp(letter, profile, publication, merge.sample_reader(profile))
    received, reader = merge.as_received(profile, publication, replace(merge.SAMPLE, groups=merge.EVERY_PART), letter.tags)
    changes, trouble = _since_approval(path, letter, profile, publication)
    return sheet(Reviewed(
        issue=issue,
        publication=publication,
        service=profile,
        blocks=blocks,
        edition=merge.stamp(letter, received, publication, reader),
        subjects=tuple(as_read(line, issue, received, publication, reader) for line in dict.fromkeys((issue.subject, *issue.subjects))),
        findings=checks.check(edition, issue=issue, publication=publication, service=profile, today=today),
        changes=changes,
        trouble=trouble,
        before=_since_last(path, issue, publication),
    ))


def _since_approval(
    path: str | Path, letter: Letter, service: Service, publication: Publication
) -> tuple[tuple[approval.Change, ...] | None, str]:
    """Return what has changed since the letter was approved, None where it never was; and why nobody can tell."""
    try:
        approved = approval.recall(path)
    except InputError as error:
        return None, str(error)
    return (approval.changes(approved, letter, service, publication) if approved else None), ""


def _since_last(path: str | Path, issue: Issue, publication: Publication) -> tuple[str, Since] | None:
    """Return how the last number that was sent is called, and what is different from it; None where there is none."""
    own = None if str(path) == STDIN else Path(path).resolve()
    sent = [(number, file) for number, file, is_sent in issues.marks(publication) if is_sent and file.resolve() != own
            and (issue.number is None or number is None or number < issue.number)]
    for number, file in reversed(sent):
        try:
            before = issues.read(file, publications.blocks(publication))
        except InputError:
            continue  # a number from before the blocks it had were taken away
        return named(number, before.sent, file.stem), since(before, issue, publications.blocks(publication))
    return None
