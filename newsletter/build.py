"""The whole journey on one page: an issue file → the Letter.

    1 read the issue · 2 find its publication and theme · 3 measure its pictures
    4 compose MJML and plain text · 5 compile and inline → Letter

The same files give the same bytes: no clock, no network, no chance. Whoever calls stamps the Letter with a
service's words (`newsletter.merge`), last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from newsletter import compose, issue as issues, markup, pictures, publication as publications
from newsletter.errors import InputError, NewsletterError, TemplateError
from newsletter.files import shown
from newsletter.merge import StandIns, count
from newsletter.model import POSITION_COMMENT, Block, BlockType, Issue, Letter, Mark, Picture, Publication, Slot, Theme, replace
from newsletter.prose import direction, link


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
    cut = dict(_pictures(issue, publication, theme))
    desk = compose.Desk(
        publication=publication,
        theme=theme,
        blocks=publications.blocks(publication),
        words=publications.words(publication),
        pictures={position: picture.placed for position, picture in cut.items()},
        stand_ins=StandIns(issue.key),
    )
    # 4
    composed = compose.compose(issue, desk)
    # 5
    html = _pressed(composed, issue, desk)
    html, marks = _marks_taken_out(html)
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
        pictures=tuple({picture.file.name: picture.file for picture in cut.values() if picture.file}.values()),
        tags=tuple(desk.stand_ins.tags),
        marks=marks,
        notes=tuple(desk.stand_ins.doubts),
    )


# ── 3 pictures ───────────────────────────────────────────────────────────────────────────────────────────────


class _Cut(NamedTuple):
    """A picture of the letter: how it is placed, and its file where it is one of ours."""

    placed: compose.PlacedPicture
    file: Picture | None


def _pictures(issue: Issue, publication: Publication, theme: Theme) -> Iterator[tuple[str, _Cut]]:
    """Yield position and picture of each story, block and the logo that is in use and has one."""
    if publication.logo and publication.root:
        where = shown(publication.root / publications.FILE)
        yield "logo", _cut(publication.logo, [("", pictures.LOGO)], "", publication.root, where)
    root = publication.root or issue.folder
    types = publications.blocks(publication)
    for position, image, focus, block in _used(issue):
        if slots := _slots(types[block.kind], block, theme.column):
            yield position, _cut(image, slots, focus, root, issue.where(position))


def _slots(block_type: BlockType, block: Block, column: int) -> list[tuple[str, Slot]]:
    """Return the slots that a block's pictures may have: that of its layout, then the narrower ones; no wider than `column`.

    Only where a block carries one story a picture that is too small changes the layout; others keep in step.
    """
    layout = block.fields.get("layout") or next(iter(block_type.slots), "")
    if layout not in block_type.slots:
        return []
    widest = block_type.slots[layout]
    narrower = [(name, slot) for name, slot in block_type.slots.items() if slot.width < widest.width]
    slots = [(layout, widest), *(narrower if block_type.stories == "one" else ())]
    return [(name, replace(slot, width=min(slot.width, column))) for name, slot in slots]


def _used(issue: Issue) -> Iterator[tuple[str, str, str, Block]]:
    """Yield position, picture, focus and block of all pictures that are used."""
    for number, block in enumerate(issue.blocks, 1):
        if not block.use:
            continue
        if image := block.fields.get("image"):
            yield f"b{number}.image", image, block.fields.get("focus", ""), block
        for place, story in enumerate(block.stories, 1):
            if story.use and story.image:
                yield f"b{number}.s{place}.image", story.image, story.focus, block


def _cut(image: str, slots: Sequence[tuple[str, Slot]], focus: str, root: Path, where: str) -> _Cut:
    """Return a picture in the first of the slots that it fills, else in the last."""
    if re.match(r"https?://", image, re.IGNORECASE):
        layout, slot = slots[0]
        return _Cut(compose.PlacedPicture(link(image), slot.width, 0, layout), None)
    path = root / image
    if not path.resolve().is_relative_to(root.resolve()):
        # An issue may come from somebody else; what else lies on this machine is none of its business.
        raise InputError(f"{image} lies outside {shown(root)}", todo="put the picture into that folder", where=where)
    try:
        for layout, slot in slots:
            file = pictures.fit(path, slot, focus)
            if file.width >= slot.width:
                break
    except InputError as error:
        raise InputError(f"{image}: {error.what}", todo=error.todo, where=where) from error
    width = min(slot.width, file.width)
    placed = compose.PlacedPicture(picture_address(file), width, round(width * file.height / file.width), layout)
    return _Cut(placed, file)


def picture_address(picture: Picture) -> str:
    """Return the stand-in for the address of a picture file, until it is placed where the letter goes."""
    return f"https://picture.invalid/{picture.name}"


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


def _marks_taken_out(html: str) -> tuple[str, tuple[Mark, ...]]:
    """Return the html without its position comments, and where they stood."""
    pieces = POSITION_COMMENT.split(html)
    marks, offset = [], 0
    for piece, position in zip(pieces[::2], pieces[1::2], strict=False):
        offset += len(piece)
        marks.append(Mark(position=position, offset=offset))
    return "".join(pieces[::2]), tuple(marks)


def _assert_stand_ins(mjml: str, html: str, key: str) -> None:
    before, after = count(mjml, key), count(html, key)
    if before != after:
        raise NewsletterError(f"the press changed the number of merge tags from {before} to {after}")
