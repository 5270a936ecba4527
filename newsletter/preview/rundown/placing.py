"""Blocks and stories switched, moved and brought in → the issue's text with that."""

from __future__ import annotations

from newsletter import amend, pick
from newsletter.errors import InputError, Refused
from newsletter.issue import editing
from newsletter.model import Article, Block, Issue
from newsletter.preview.rundown.asked import Change
from newsletter.preview.rundown.hands import ADDED, Brought, Edited, block_at, called, named, story_at
from newsletter.prose import excerpt


def use(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    """Switch a block or a story on or off."""
    name = named(desk, issue, change.at)
    if change.on and ".s" in change.at:
        return _switched_on(text, change, issue, desk)
    return Edited(editing.switch(text, change.at, change.on, name=desk.name), f"{name} {_on(change.on)}", change.at)


def _switched_on(text: str, change: Change, issue: Issue, desk: amend.Desk) -> Edited:
    """Return a text with a story in use; where its block carries one, the one that was in use is off."""
    block, own = block_at(issue, change.at), change.at.partition(".")[0]
    if desk.carries(block) == "one":
        for number, story in enumerate(block.stories, 1):
            if story.use and f"{own}.s{number}" != change.at:
                text = editing.switch(text, f"{own}.s{number}", False, name=desk.name)
    on = editing.switch(text, change.at, True, name=desk.name)
    return Edited(on, f"{named(desk, issue, change.at)} switched on", change.at)


def _on(on: bool) -> str:
    return "switched on" if on else "switched off"


def repeat(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    """Let a story come again although it was carried before, or not."""
    name = named(desk, issue, change.at)
    after = editing.put(text, f"{change.at}.repeat", True if change.on else None, name=desk.name)
    return Edited(after, f"{name} {'may' if change.on else 'may not'} come again", change.at)


def move(text: str, change: Change, issue: Issue, desk: amend.Desk, _: Brought) -> Edited:
    """Move a story or a block to where it was asked for."""
    if ".s" not in change.at:
        return _block_moved(text, change, issue, desk)
    story, target = story_at(issue, change.at), block_at(issue, change.to)
    if desk.carries(target) == "none":
        raise Refused(f"‘{called(target, desk)}’ takes no stories", todo="put the story into another block",
                      where=issue.where(change.to))
    own, _, place = change.at.partition(".s")
    used = [number for number, other in enumerate(target.stories, 1) if other.use]
    said = f"{named(desk, issue, change.at)} moved to {called(target, desk)}"
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
    left = len(block_at(issue, own).stories) - 1
    return editing.move_story(text, f"{target}.s{int(stands) + 1}", own, before=int(place) if int(place) <= left else None,
                              name=name)


def _block_moved(text: str, change: Change, issue: Issue, desk: amend.Desk) -> Edited:
    block, number = block_at(issue, change.at), int(change.at[1:])
    before = change.before or len(issue.blocks) + 1
    after = editing.move_block(text, change.at, before=change.before, name=desk.name)
    return Edited(after, f"{called(block, desk)} moved", f"b{before - (before > number)}")


def lead(text: str, change: Change, issue: Issue, desk: amend.Desk, brought: Brought) -> Edited:
    """Make a story the lead: it changes places with the one that was; a block is made where there is none for it."""
    name = named(desk, issue, change.at)
    number = lead_block(issue, desk)
    position = change.at
    if number is None:
        number = next((n for n, block in enumerate(issue.blocks, 1) if desk.carries(block) != "none"), 1)
        text = editing.insert_block(text, Block(kind="lead"), before=number, comment=ADDED, name=desk.name)
        own, _, place = position.partition(".")
        position = f"b{int(own[1:]) + (int(own[1:]) >= number)}.{place}"
    text = editing.switch(text, f"b{number}", True, name=desk.name)
    if position.partition(".")[0] == f"b{number}":
        return _switched_on(text, Change(do="use", at=position), desk.read(text), desk)._replace(said=f"{name} leads")
    text = editing.switch(text, position, True, name=desk.name)
    moved = move(text, Change(do="move", at=position, to=f"b{number}", before=1 if _stories_of(text, number, desk) else None),
                  desk.read(text), desk, brought)
    return moved._replace(said=f"{name} leads")


def _stories_of(text: str, number: int, desk: amend.Desk) -> int:
    return len(desk.read(text).blocks[number - 1].stories)


def lead_block(issue: Issue, desk: amend.Desk) -> int | None:
    """Return the number of the block that carries the first story: one in use, else any; None where there is none."""
    able = [(not block.use, number) for number, block in enumerate(issue.blocks, 1) if desk.carries(block) == "one"]
    return min(able)[1] if able else None


def add(text: str, change: Change, issue: Issue, desk: amend.Desk, brought: Brought) -> Edited:
    """Bring an article in: where it belongs, or where it was asked for; one that stands in the issue is moved."""
    article = brought.article
    if article is None:
        raise InputError("this article is not in the archive any more", todo="search for it again")
    standing = {position: story for position, _, story in amend.stories(issue) if amend.is_of(story, article)}
    if not change.to:
        added = amend.add(text, [article], desk)
        return Edited(added.text, f"‘{excerpt(article.title, 40)}’ brought in", _at(desk.read(added.text), article))
    if standing:
        position, story = next(iter(standing.items()))
        moved = move(text, Change(do="move", at=position, to=change.to, before=change.before), issue, desk, brought)
        return moved if story.use else moved._replace(text=use(
            moved.text, Change(do="use", at=moved.at), desk.read(moved.text), desk, brought).text)
    return _put_in(text, change, article, issue, desk)


def _put_in(text: str, change: Change, article: Article, issue: Issue, desk: amend.Desk) -> Edited:
    """Return a text with an article in the block and place that were asked for."""
    block = block_at(issue, change.to)
    if desk.carries(block) == "none" or (desk.carries(block) == "one" and not desk.has_room(block)):
        raise Refused(f"{called(block, desk)} has no room for another story", todo="put it into another block",
                      where=issue.where(change.to))
    if change.before is not None and change.before > len(block.stories):
        raise InputError(f"{called(block, desk)} has no story {change.before}", where=issue.where(change.to))
    story = desk.story(article, block)
    place = change.before or len(block.stories) + 1
    text = editing.insert_story(text, change.to, story, before=change.before, comment=ADDED, name=desk.name)
    if story.alt and article.alt_is_draft:
        text = editing.remark(text, f"{change.to}.s{place}.alt", pick.DRAFT, name=desk.name)
    return Edited(text, f"‘{excerpt(story.title, 40)}’ brought into {called(block, desk)}", f"{change.to}.s{place}")


def _at(issue: Issue, article: Article) -> str:
    found = [(not (story.use and block.use), position) for position, block, story in amend.stories(issue)
             if amend.is_of(story, article)]
    return min(found)[1] if found else ""
