"""The whole journey on one page: an issue file → the Letter.

    1 read the issue · 2 find its publication and theme · 3 measure its pictures
    4 compose MJML and plain text · 5 compile and inline → Letter

The same files give the same bytes: no clock, no network, no chance. Whoever calls stamps the Letter with a
service's words (`newsletter.merge`), last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from newsletter import compose, issue as issues, markup, publication as publications
from newsletter.build.illustrating import illustrated
from newsletter.errors import InputError, Mistakes, NewsletterError, TemplateError
from newsletter.files import folder_of, read_text, shown, together
from newsletter.merge import StandIns, count
from newsletter.model import Issue, Letter, Mark, Publication, Theme, marks_taken_out
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
    publication = publication or publications.find(folder_of(path))
    look = publications.theme(publication, theme)
    return press(read_file(path, publication, look), publication, look)


def read_file(path: str | Path, publication: Publication, theme: Theme) -> Issue:
    """Return the issue in a file, or on standard input for ``-``. Raises InputError, and `Mistakes` as `read`."""
    return read(read_text(path), name=shown(path), folder=folder_of(path), publication=publication, theme=theme)


def read(text: str, *, name: str, folder: Path, publication: Publication, theme: Theme) -> Issue:
    """Return the issue that a text says.

    Args:
        name: the file, as messages name it.
        folder: what relative paths in it start from.

    Raises:
        InputError: the text is empty.
        Mistakes: all that is wrong in it, and with the pictures that it names as far as it can be read.
    """
    blocks = publications.blocks(publication)
    try:
        return issues.parse(text, name=name, folder=folder, blocks=blocks)
    except Mistakes as error:
        part = issues.parse_part(text, name=name, folder=folder, blocks=blocks)
        raise together((*error.mistakes, *(_wrong_pictures(part, publication, theme) if part else ()))) from error


def _wrong_pictures(part: Issue, publication: Publication, theme: Theme) -> tuple[InputError, ...]:
    """Return what is wrong with the pictures of an issue that has mistakes besides."""
    try:
        illustrated(part, publication, theme)
    except Mistakes as error:
        return error.mistakes
    except InputError as error:
        return (error,)
    return ()


def press(issue: Issue, publication: Publication, theme: Theme) -> Letter:
    """Return the letter of an issue that has been read."""
    # 3
    pictures = illustrated(issue, publication, theme)
    desk = _desk(issue, publication, theme, pictures.placed)
    # 4
    composed = compose.compose(issue, desk)
    # 5
    html = _pressed(composed, issue, desk)
    html, marks = marks_taken_out(html)
    _assert_stand_ins(composed.mjml, html, issue.key)
    return Letter(
        key=issue.key,
        theme=theme.name,
        number=issue.number,
        date=issue.date,
        language=publication.language,
        direction=direction(publication.language),
        subject=composed.subject,
        subjects=composed.subjects,
        preheader=composed.preheader,
        mjml=composed.mjml,
        html=html,
        text=composed.text,
        pictures=pictures.files,
        tags=tuple(desk.stand_ins.tags),
        places=desk.stand_ins.places,
        readers=tuple(desk.stand_ins.readers),
        marks=marks,
        notes=(*desk.stand_ins.doubts, *pictures.notes),
    )


def template_lines(letter: Letter, issue: Issue, publication: Publication) -> tuple[Mark, ...]:
    """Return where in a letter's HTML begins what each line of a template wrote: ``blocks/lead.mjml:12``.

    The letter is pressed once more, its lines numbered. Nothing is returned where that made another letter: of templates
    that look at what they have just printed.
    """
    theme = publications.theme(publication, letter.theme)
    desk = _desk(issue, publication, theme, illustrated(issue, publication, theme).placed)
    html = markup.press(compose.compose(issue, desk, numbered=True).mjml, compose.style(desk))
    numbered, marks = marks_taken_out(_STYLE_LINE.sub(r"<!--@\1-->", html))
    if _BLANKS.sub("", numbered) != _BLANKS.sub("", letter.html):
        return ()
    signs = [sign.start() for sign in re.finditer(r"\S", letter.html)]
    placed, before, count = [], 0, 0
    for mark in marks:
        count += len(_BLANKS.sub("", numbered[before : mark.offset]))
        before = mark.offset
        if ".mjml:" in mark.position and count < len(signs):
            placed.append(Mark(position=mark.position, offset=signs[count]))
    return tuple(placed)


_STYLE_LINE = re.compile(r"/\*@([^*>]+\.mjml:\d+)\*/")
_BLANKS = re.compile(r"\s+")


def _desk(issue: Issue, publication: Publication, theme: Theme, pictures: Mapping[str, compose.PlacedPicture]) -> compose.Desk:
    return compose.Desk(
        publication=publication,
        theme=theme,
        blocks=publications.blocks(publication),
        words=publications.words(publication),
        pictures=pictures,
        stand_ins=StandIns(issue.key),
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
