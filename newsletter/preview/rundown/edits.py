"""One change that was asked for → the issue's text with it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from newsletter import amend, pick, publication as publications
from newsletter.errors import InputError, Refused
from newsletter.files import did_you_mean
from newsletter.issue import STORY, editing
from newsletter.model import Article, Block, Field, Issue, Story
from newsletter.pictures import focus_point
from newsletter.preview.rundown.asked import Change
from newsletter.prose import excerpt, lines, one_line

# What can be retyped of a story; its other keys have hands of their own, or are for the file.
WORDS = ("kicker", "title", "teaser", "alt", "credit", "byline", "label", "url")
TOP = ("subject", "preheader")

# What the page calls some of them.
CALLED = {"title": "headline", "alt": "picture description", "url": "address"}
_ADDED = "added"


class Picked(NamedTuple):
    """A picture that may be chosen for a story, with what is known of it."""

    image: str
    alt: str = ""
    credit: str = ""
    alt_is_draft: bool = False


class Edited(NamedTuple):
    """A changed text; what was done, in a few words; and where what was changed stands now."""

    text: str
    said: str
    at: str


class Brought(NamedTuple):
    """What a change needs beside the issue.

    Attributes:
        article: of ``add``; None where the archive has none with that id.
        pictures: of ``picture``: those that may be chosen, by what the file says of them.
    """

    article: Article | None = None
    pictures: Mapping[str, Picked] = {}


def edited(text: str, change: Change, desk: amend.Desk, brought: Brought = Brought()) -> Edited:
    """Return an issue's text with one change in it, all else kept to the byte.

    Raises:
        Mistakes: of the text, or that the change would make.
        Refused: it cannot be changed so, or the issue was sent.
        InputError: there is nothing at such a position.
    """
    issue = desk.read(text)
    not_sent(issue)
    done = _HANDS[change.do](text, change, issue, desk, brought)
    desk.read(done.text)
    return done


def not_sent(issue: Issue) -> None:
    """Raise Refused for an issue that was sent: it stays as it went out."""
    if issue.sent:
        raise Refused(f"this was sent on {issue.sent}", todo="leave it as it went out", where=issue.where("sent"))


# ── words and switches ───────────────────────────────────────────────────────────────────────────────────────


def _set(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    position, _, key = change.at.rpartition(".")
    field = _field(issue, position, key, desk)
    value = _paragraphs(change.value) if field.kind == "markdown" else one_line(change.value)
    if key == "title" and ".s" in position and not value:
        raise InputError("a story needs a headline", todo="write one, or switch the story off", where=issue.where(change.at))
    told = CALLED.get(key, key) if ".s" in position else "heading" if key == "title" else key
    whose = f" of {_named(desk, issue, position)}" if position and key != "title" else f" ‘{excerpt(value, 40)}’" if value else ""
    return Edited(editing.put(text, change.at, value or None, name=desk.name), f"{told}{whose} retyped", position)


def _paragraphs(words: str) -> str:
    """Return typed Markdown without what harms; blanks at the end of a line stay, for they may break it."""
    typed = words.replace("\r\n", "\n").rstrip().split("\n")
    kept = [lines(line) + " " * (len(line) - len(line.rstrip(" "))) for line in typed]
    return "\n".join(kept) + "\n" * (len(kept) > 1)


def _field(issue: Issue, position: str, key: str, desk: amend.Desk) -> Field:
    """Return the field that is to be retyped. Raises InputError where there is none that can be."""
    if not position:
        fields = dict.fromkeys(TOP, Field())
    elif ".s" in position:
        _story(issue, position)
        fields = {word: STORY[word] for word in WORDS}
    else:
        fields = words_of(_block(issue, position), desk)
    if key not in fields:
        raise InputError(f"{key} cannot be typed here", todo=did_you_mean(key, fields) or "change it in the file",
                         where=issue.where(position))
    return fields[key]


def words_of(block: Block, desk: amend.Desk) -> dict[str, Field]:
    """Return the fields of a block that are words: they can be retyped."""
    return {key: field for key, field in desk.blocks[block.kind].fields.items() if field.kind in ("text", "markdown", "link")}


def _use(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    name = _named(desk, issue, change.at)
    if change.on and ".s" in change.at:
        return _switched_on(text, change, issue, desk)
    return Edited(editing.switch(text, change.at, change.on, name=desk.name), f"{name} {_on(change.on)}", change.at)


def _switched_on(text: str, change: Change, issue: Issue, desk: amend.Desk) -> Edited:
    """Return a text with a story in use; where its block carries one, the one that was in use is off."""
    block, own = _block(issue, change.at), change.at.partition(".")[0]
    if desk.carries(block) == "one":
        for number, story in enumerate(block.stories, 1):
            if story.use and f"{own}.s{number}" != change.at:
                text = editing.switch(text, f"{own}.s{number}", False, name=desk.name)
    on = editing.switch(text, change.at, True, name=desk.name)
    return Edited(on, f"{_named(desk, issue, change.at)} switched on", change.at)


def _on(on: bool) -> str:
    return "switched on" if on else "switched off"


def _repeat(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    name = _named(desk, issue, change.at)
    after = editing.put(text, f"{change.at}.repeat", True if change.on else None, name=desk.name)
    return Edited(after, f"{name} {'may' if change.on else 'may not'} come again", change.at)


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────


def _move(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    if ".s" not in change.at:
        return _block_moved(text, change, issue, desk)
    story, target = _story(issue, change.at), _block(issue, change.to)
    if desk.carries(target) == "none":
        raise Refused(f"‘{called(target, desk)}’ takes no stories", todo="put the story into another block",
                      where=issue.where(change.to))
    own, _, place = change.at.partition(".s")
    used = [number for number, other in enumerate(target.stories, 1) if other.use]
    said = f"{_named(desk, issue, change.at)} moved to {called(target, desk)}"
    if story.use and own != change.to and desk.carries(target) == "one" and used:
        return Edited(_swapped(text, change.at, f"{change.to}.s{used[0]}", issue, desk.name), said, f"{change.to}.s{used[0]}")
    if change.before is not None and change.before > len(target.stories):
        raise InputError(f"{called(target, desk)} has no story {change.before}", where=issue.where(change.to))
    before = change.before or len(target.stories) + 1
    stands = before - (own == change.to and before > int(place))
    after = editing.move_story(text, change.at, change.to, before=change.before, name=desk.name)
    return Edited(after, said, f"{change.to}.s{stands}")


def _swapped(text: str, comes: str, goes: str, issue: Issue, name: str) -> str:
    """Return a text with two stories of two blocks in each other's place."""
    (own, _, place), (target, _, stands) = comes.partition(".s"), goes.partition(".s")
    text = editing.move_story(text, comes, target, before=int(stands), name=name)
    left = len(_block(issue, own).stories) - 1
    return editing.move_story(text, f"{target}.s{int(stands) + 1}", own, before=int(place) if int(place) <= left else None,
                              name=name)


def _block_moved(text: str, change: Change, issue: Issue, desk: amend.Desk) -> Edited:
    block, number = _block(issue, change.at), int(change.at[1:])
    before = change.before or len(issue.blocks) + 1
    after = editing.move_block(text, change.at, before=change.before, name=desk.name)
    return Edited(after, f"{called(block, desk)} moved", f"b{before - (before > number)}")


def _lead(text: str, change: Change, issue: Issue, desk: amend.Desk, brought: Brought) -> Edited:
    """Make a story the lead: it changes places with the one that was; a block is made where there is none for it."""
    name = _named(desk, issue, change.at)
    number = lead_block(issue, desk)
    position = change.at
    if number is None:
        number = next((n for n, block in enumerate(issue.blocks, 1) if desk.carries(block) != "none"), 1)
        text = editing.insert_block(text, Block(kind="lead"), before=number, comment=_ADDED, name=desk.name)
        own, _, place = position.partition(".")
        position = f"b{int(own[1:]) + (int(own[1:]) >= number)}.{place}"
    text = editing.switch(text, f"b{number}", True, name=desk.name)
    if position.partition(".")[0] == f"b{number}":
        return _switched_on(text, Change(do="use", at=position), desk.read(text), desk)._replace(said=f"{name} leads")
    text = editing.switch(text, position, True, name=desk.name)
    moved = _move(text, Change(do="move", at=position, to=f"b{number}", before=1 if _stories_of(text, number, desk) else None),
                  desk.read(text), desk, brought)
    return moved._replace(said=f"{name} leads")


def _stories_of(text: str, number: int, desk: amend.Desk) -> int:
    return len(desk.read(text).blocks[number - 1].stories)


def lead_block(issue: Issue, desk: amend.Desk) -> int | None:
    """Return the number of the block that carries the first story: one in use, else any; None where there is none."""
    able = [(not block.use, number) for number, block in enumerate(issue.blocks, 1) if desk.carries(block) == "one"]
    return min(able)[1] if able else None


def _add(text: str, change: Change, issue: Issue, desk: amend.Desk, brought: Brought) -> Edited:
    article = brought.article
    if article is None:
        raise InputError("this article is not in the archive any more", todo="search for it again")
    standing = {position: story for position, _, story in amend.stories(issue) if amend.is_of(story, article)}
    if not change.to:
        added = amend.add(text, [article], desk)
        return Edited(added.text, f"‘{excerpt(article.title, 40)}’ brought in", _at(desk.read(added.text), article))
    if standing:
        position, story = next(iter(standing.items()))
        moved = _move(text, Change(do="move", at=position, to=change.to, before=change.before), issue, desk, brought)
        return moved if story.use else moved._replace(text=_use(
            moved.text, Change(do="use", at=moved.at), desk.read(moved.text), desk, brought).text)
    return _put_in(text, change, article, issue, desk)


def _put_in(text: str, change: Change, article: Article, issue: Issue, desk: amend.Desk) -> Edited:
    """Return a text with an article in the block and place that were asked for."""
    block = _block(issue, change.to)
    if desk.carries(block) == "none" or (desk.carries(block) == "one" and not desk.has_room(block)):
        raise Refused(f"{called(block, desk)} has no room for another story", todo="put it into another block",
                      where=issue.where(change.to))
    if change.before is not None and change.before > len(block.stories):
        raise InputError(f"{called(block, desk)} has no story {change.before}", where=issue.where(change.to))
    story = desk.story(article, block)
    place = change.before or len(block.stories) + 1
    text = editing.insert_story(text, change.to, story, before=change.before, comment=_ADDED, name=desk.name)
    if story.alt and article.alt_is_draft:
        text = editing.remark(text, f"{change.to}.s{place}.alt", pick.DRAFT, name=desk.name)
    return Edited(text, f"‘{excerpt(story.title, 40)}’ brought into {called(block, desk)}", f"{change.to}.s{place}")


def _at(issue: Issue, article: Article) -> str:
    found = [(not (story.use and block.use), position) for position, block, story in amend.stories(issue)
             if amend.is_of(story, article)]
    return min(found)[1] if found else ""


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────


def _picture(text: str, change: Change, issue: Issue, desk: amend.Desk, brought: Brought) -> Edited:
    """Choose a picture, or none: what was said of the one before goes with it."""
    story = _story(issue, change.at)
    chosen = brought.pictures.get(change.value) if change.value else Picked("")
    if chosen is None:
        raise InputError("this picture is none of those that are there", todo="choose one of those that are shown",
                         where=issue.where(change.at))
    if chosen.image == story.image:
        return Edited(text, f"picture of {_named(desk, issue, change.at)} kept", change.at)
    said = {"image": chosen.image, "alt": chosen.alt, "credit": chosen.credit, "focus": ""}
    for key, value in said.items():
        text = editing.put(text, f"{change.at}.{key}", value or None, name=desk.name)
    if chosen.alt and chosen.alt_is_draft:
        text = editing.remark(text, f"{change.at}.alt", pick.DRAFT, name=desk.name)
    return Edited(text, f"picture of {_named(desk, issue, change.at)} {'chosen' if chosen.image else 'taken out'}", change.at)


def _focus(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    story = _story(issue, change.at)
    if not story.image:
        raise Refused("this story has no picture", todo="choose one first", where=issue.where(change.at))
    focus = one_line(change.value)
    focus_point(focus)
    after = editing.put(text, f"{change.at}.focus", focus or None, name=desk.name)
    return Edited(after, f"focus of {_named(desk, issue, change.at)} set", change.at)


# ── what stands at a position ────────────────────────────────────────────────────────────────────────────────


def _block(issue: Issue, position: str) -> Block:
    number = int(position.partition(".")[0][1:]) if position else 0
    if not 1 <= number <= len(issue.blocks):
        raise InputError(f"there is no block {number} here", todo="load the page again", where=issue.name)
    return issue.blocks[number - 1]


def _story(issue: Issue, position: str) -> Story:
    stories, number = _block(issue, position).stories, int(position.partition(".s")[2])
    if number > len(stories):
        raise InputError(f"there is no story {number} here", todo="load the page again", where=issue.where(position))
    return stories[number - 1]


def called(block: Block, desk: amend.Desk) -> str:
    """Return what an editor calls a block: in a few words."""
    return excerpt(publications.called(block, desk.blocks), 40)


def _named(desk: amend.Desk, issue: Issue, position: str) -> str:
    if ".s" in position:
        return f"‘{excerpt(one_line(_story(issue, position).title), 40)}’"
    return called(_block(issue, position), desk)


_HANDS: Mapping[str, Callable[[str, Change, Issue, amend.Desk, Brought], Edited]] = {
    "set": _set, "use": _use, "repeat": _repeat, "move": _move, "lead": _lead, "add": _add, "picture": _picture,
    "focus": _focus,
}
