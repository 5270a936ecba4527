"""Articles → stories of an issue, each where it belongs."""

from __future__ import annotations

from collections.abc import Sequence

from newsletter import pick
from newsletter.amend.applying import filled
from newsletter.amend.desk import PLANNED, Desk, is_of, stories
from newsletter.amend.placing import with_room
from newsletter.amend.straying import astray
from newsletter.errors import Refused
from newsletter.issue import editing
from newsletter.model import Article, Block, Issue, Struct
from newsletter.prose import excerpt

ADDED = "added"


class Added(Struct, frozen=True, kw_only=True):
    """An issue's text with articles in it.

    Attributes:
        told: a sentence for each article, and one for each that stands in a section that does not know it.
        new: the articles that were nowhere in the file.
    """

    text: str
    told: tuple[str, ...]
    new: tuple[Article, ...]


def add(text: str, articles: Sequence[Article], desk: Desk, *, section: str = "") -> Added:
    """Put articles into an issue, each behind the stories in use of the block that it matches.

    A runner-up is switched on, and a planned story gets its address.

    Args:
        section: the heading or the kind of the block they go into, whatever they match.

    Raises:
        Mistakes: of the issue.
        Refused: the issue was sent, or an article is in use in it already.
        UsageError: no block is for one of them, or there is no such section.
    """
    issue = desk.read(text)
    if issue.sent:
        raise Refused(f"this was sent on {issue.sent}", todo="add it to the next number", where=issue.where("sent"))
    new = []
    for article in articles:
        stands = _stands(desk.read(text), article)
        if stands is None:
            new.append(article)
        text = _put_in(text, article, desk, section) if stands is None else _brought_in(text, stands, article, desk, section)
    issue = desk.read(text)
    return Added(text=text, told=(*_where(issue, articles), *_astray(issue, articles, desk)), new=tuple(new))


def _stands(issue: Issue, article: Article) -> str | None:
    """Return the position of the story of an article, one in use first; None where there is none."""
    found = [(story.use and block.use, position) for position, block, story in stories(issue) if is_of(story, article)]
    return next((position for used, position in found if used), found[0][1] if found else None)


def _put_in(text: str, article: Article, desk: Desk, section: str) -> str:
    """Return the text with a new story in it."""
    text, number = with_room(text, article, desk, section)
    block = desk.read(text).blocks[number - 1]
    place = _behind_used(block)
    before = place if place <= len(block.stories) else None
    story = desk.story(article, block)
    text = editing.insert_story(text, f"b{number}", story, before=before, comment=ADDED, name=desk.name)
    if story.alt and article.alt_is_draft:
        text = editing.remark(text, f"b{number}.s{place}.alt", pick.DRAFT, name=desk.name)
    return text


def _behind_used(block: Block) -> int:
    """Return the number that a story has behind those in use."""
    return max((number for number, story in enumerate(block.stories, 1) if story.use), default=0) + 1


def _brought_in(text: str, position: str, article: Article, desk: Desk, section: str) -> str:
    """Return the text with a story in use that is in the file: where it stands, unless another block is asked for."""
    issue = desk.read(text)
    story, block = next((story, block) for place, block, story in stories(issue) if place == position)
    if planned := story.url == PLANNED and bool(article.url):
        text = filled(text, position, story, desk.story(article, block), article, desk.name)
    if story.use and block.use:
        if planned:
            return text
        raise Refused(f"'{excerpt(story.title, 60)}' is in use already", todo="take its address out of the command",
                      where=issue.where(position))
    if section or not desk.has_room(block):
        text, position = _moved(text, position, article, desk, section)
    text = editing.switch(text, position, True, name=desk.name)
    return editing.remark(text, position, ADDED, name=desk.name)


def _moved(text: str, position: str, article: Article, desk: Desk, section: str) -> tuple[str, str]:
    """Return the text with a story behind those in use of the block it goes into, and its position there."""
    before = len(desk.read(text).blocks)
    text, number = with_room(text, article, desk, section)
    blocks = desk.read(text).blocks
    own, _, place = position.removeprefix("b").partition(".s")
    made_above = len(blocks) > before and int(own) >= number
    stands = int(own) + made_above
    if stands == number:
        return text, f"b{stands}.s{place}"
    behind, count = _behind_used(blocks[number - 1]), len(blocks[number - 1].stories)
    text = editing.move_story(text, f"b{stands}.s{place}", f"b{number}", before=behind if behind <= count else None,
                              name=desk.name)
    return text, f"b{number}.s{behind}"


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────


def _where(issue: Issue, articles: Sequence[Article]) -> list[str]:
    """Return where each article stands now."""
    said = []
    for article in articles:
        position = _stands(issue, article)
        block = next(block for place, block, _ in stories(issue) if place == position)
        name = str(block.fields.get("title", "")) or block.kind
        said.append(f"{issue.where(position or '')}: '{excerpt(article.title, 60)}' is in {name}")
    return said


def _astray(issue: Issue, articles: Sequence[Article], desk: Desk) -> list[str]:
    """Return what is to be said of articles that stand in a section that does not know them."""
    return list(astray(issue, {article.id: article for article in articles}, desk).values())
