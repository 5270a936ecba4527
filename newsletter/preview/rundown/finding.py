"""A change of an issue as it was → the same change of the issue as it is now: each story and block where it stands now.

A story is the same one as long as it has its address, or without one its headline; a block by its kind and heading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from newsletter.errors import at
from newsletter.model import Block, Issue, Story, canonical, folded, replace
from newsletter.preview.rundown.asked import Change
from newsletter.preview.rundown.conflict import Conflict
from newsletter.preview.rundown.retyping import CALLED

_T = TypeVar("_T")
_LOOK = "look at what is there now, and do it again if it is still right"


def found_again(change: Change, was: Issue, now: Issue) -> Change:
    """Return a change that was asked for of `was` as one of `now`.

    Raises:
        Conflict: what it is about is not there any more, or says something else.
    """
    finder = _Finder(was, now)
    if change.do == "set":
        position, _, key = change.at.rpartition(".")
        place = finder.place(position) if position else ""
        finder.same_value(change, place, position, key)
        return replace(change, at=_joined(place, key))
    if change.do in ("picture", "focus"):
        place = finder.place(change.at)
        finder.same_value(change, place, change.at, "image" if change.do == "picture" else "focus")
        finder.same_value(change, place, change.at, "image")
        return replace(change, at=place)
    moved = replace(change, at=finder.place(change.at) if change.at else "", to=finder.place(change.to) if change.to else "")
    if change.before is None:
        return moved
    return replace(moved, before=finder.number(f"{change.to}.s{change.before}" if change.to else f"b{change.before}"))


class _Finder:
    def __init__(self, was: Issue, now: Issue) -> None:
        self.was, self.now = was, now

    def place(self, position: str) -> str:
        """Return where a block or a story stands now."""
        block, _, story = position.partition(".")
        number, place = int(block[1:]) - 1, int(story[1:]) - 1 if story else None
        if number >= len(self.was.blocks) or place is not None and place >= len(self.was.blocks[number].stories):
            raise self.gone("what this change is about")
        if place is None:
            return f"b{self.block(number) + 1}"
        return self.story(number, place)

    def number(self, position: str) -> int | None:
        """Return the number of the block or story that something goes before; None where it is gone, or elsewhere."""
        try:
            block, _, story = self.place(position).partition(".")
        except Conflict:
            return None
        if story and int(block[1:]) - 1 != self.block(int(position.partition(".")[0][1:]) - 1):
            return None
        return int((story or block)[1:])

    def block(self, number: int) -> int:
        """Return the index of a block now."""
        found = _again(self.was.blocks, self.now.blocks, number, _name)
        kinds = [[block.kind for block in issue.blocks] for issue in (self.was, self.now)]
        if found is None and kinds[0] == kinds[1]:
            return number  # only its heading is another
        if found is None:
            block = self.was.blocks[number]
            raise self.gone(f"the block '{block.fields.get('title') or block.kind}'")
        return found

    def story(self, number: int, place: int) -> str:
        """Return the position of a story now, in whatever block."""
        before, after = _stories(self.was), _stories(self.now)
        index = next(i for i, (position, _) in enumerate(before) if position == f"b{number + 1}.s{place + 1}")
        found = _again([one for _, one in before], [one for _, one in after], index, _id)
        if found is None:
            raise self.gone(f"the story '{self.was.blocks[number].stories[place].title}'")
        return after[found][0]

    def same_value(self, change: Change, place: str, position: str, key: str) -> None:
        """Raise Conflict where a field says something else than it did, and not what is wanted either."""
        old, new = (_value(issue, where, key) for issue, where in ((self.was, position), (self.now, place)))
        if old != new and new != change.value:
            called = CALLED.get(key, key) if ".s" in place else key
            raise Conflict(f"the {called} was changed in the file meanwhile", todo="keep what the file says, or use yours",
                           where=self.now.where(_joined(place, key)), theirs=new, yours=change.value,
                           at=_joined(place, key) if change.do == "set" else place)

    def gone(self, what: str) -> Conflict:
        return Conflict(f"{what} is not in the file any more", todo=_LOOK, where=at(self.now.name, 1))


def _joined(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _stories(issue: Issue) -> list[tuple[str, Story]]:
    return [(f"b{b}.s{s}", story) for b, block in enumerate(issue.blocks, 1) for s, story in enumerate(block.stories, 1)]


def _id(story: Story) -> str:
    return canonical("" if story.url == "TK" else story.url) or folded(story.title)


def _name(block: Block) -> tuple[str, str]:
    return block.kind, folded(str(block.fields.get("title", "")))


def _again(was: Sequence[_T], now: Sequence[_T], index: int, name: Callable[[_T], object]) -> int | None:
    """Return the index of something now: of several with its name the same one in order, if none of them is gone."""
    alike = [[i for i, one in enumerate(things) if name(one) == name(was[index])] for things in (was, now)]
    if len(alike[0]) != len(alike[1]):
        return None
    return alike[1][alike[0].index(index)]


def _value(issue: Issue, place: str, key: str) -> str:
    if not place:
        return str(getattr(issue, key, ""))
    block, _, story = place.partition(".")
    one = issue.blocks[int(block[1:]) - 1]
    if story:
        return str(getattr(one.stories[int(story[1:]) - 1], key, ""))
    return str(one.fields.get(key, ""))
