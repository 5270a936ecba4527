"""The whole journey on one page: an issue file → the Letter.

    1 read the issue · 2 find its publication and theme · 3 measure its pictures
    4 compose MJML and plain text · 5 compile and inline → Letter

The same files give the same bytes: no clock, no network, no chance. Whoever calls stamps the Letter with a
service's words (`newsletter.merge`), last.
"""

from __future__ import annotations

from pathlib import Path

from newsletter import compose, issue as issues, markup, publication as publications
from newsletter.build.illustrating import illustrated
from newsletter.errors import NewsletterError, TemplateError
from newsletter.merge import StandIns, count
from newsletter.model import Issue, Letter, Publication, Theme, marks_taken_out
from newsletter.prose import direction


def build(path: str | Path, *, publication: Publication | None = None, theme: str = "") -> Letter:
    """Return the letter of an issue file.

    Args:
        path: the file, or ``-`` for standard input.
        publication: who speaks; where it is not given, whoever the file's folder belongs to.
        theme: the name of another theme than the publication's.

    Raises:
        InputError: the issue, the publication or a picture cannot be read, or is wrong.
        TemplateError: a template is broken.
    """
    # 1 and 2: the folder of the file says who speaks, and who speaks says which blocks there are
    publication = publication or publications.find(Path.cwd() if str(path) == "-" else Path(path).parent)
    issue = issues.read(path, publications.blocks(publication))
    return press(issue, publication, publications.theme(publication, theme))


def press(issue: Issue, publication: Publication, theme: Theme) -> Letter:
    """Return the letter of an issue that has been read."""
    # 3
    pictures = illustrated(issue, publication, theme)
    desk = compose.Desk(
        publication=publication,
        theme=theme,
        blocks=publications.blocks(publication),
        words=publications.words(publication),
        pictures=pictures.placed,
        stand_ins=StandIns(issue.key),
    )
    # 4
    composed = compose.compose(issue, desk)
    # 5
    html = _pressed(composed, issue, desk)
    html, marks = marks_taken_out(html)
    _assert_stand_ins(composed.mjml, html, issue.key)
    return Letter(
        key=issue.key,
        number=issue.number,
        date=issue.date,
        language=publication.language,
        direction=direction(publication.language),
        subject=composed.subject,
        preheader=composed.preheader,
        mjml=composed.mjml,
        html=html,
        text=composed.text,
        pictures=pictures.files,
        tags=tuple(desk.stand_ins.tags),
        readers=tuple(desk.stand_ins.readers),
        marks=marks,
        notes=(*desk.stand_ins.doubts, *pictures.notes),
    )


# ── 5 press ──────────────────────────────────────────────────────────────────────────────────────────────────


def _pressed(composed: compose.Composed, issue: Issue, desk: compose.Desk) -> str:
    style = compose.style(desk)
    try:
        return markup.press(composed.mjml, style)
    except markup.MarkupError as error:
        raise TemplateError(error.what, todo=error.todo, where=_culprit(issue, desk)) from error


def _culprit(issue: Issue, desk: compose.Desk) -> str:
    """Return file:line of the template line that broke the MJML: it is composed once more, with lines numbered."""
    again = desk._replace(stand_ins=StandIns(issue.key))
    try:
        markup.press(compose.compose(issue, again, numbered=True).mjml)
    except markup.MarkupError as error:
        return compose.line_before(error.before, desk.publication.shelves)
    return ""


def _assert_stand_ins(mjml: str, html: str, key: str) -> None:
    before, after = count(mjml, key), count(html, key)
    if before != after:
        raise NewsletterError(f"the press changed the number of merge tags from {before} to {after}")
