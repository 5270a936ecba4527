"""An issue as its file says it, and how it was picked.

Positions are strings that count from 1 in the order of the issue file, switched-off ones included: ``b3`` is the third
block, ``b3.s2`` its second story, ``b3.s2.title`` a field of it, ``b3.text`` a field of the block, ``subject`` a field of
the issue.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field

from newsletter.model.article import Article



class Story(Struct, frozen=True, kw_only=True):
    """An article as carried in a block, in the words this issue uses. Only a title is needed.

    Attributes:
        use: False keeps it in the file and out of the letter (a runner-up).
        url: absolute address; empty for no link; ``TK`` for a story still planned.
        image: a path as the file has it, or an http(s) address; empty for none.
        focus: what of the picture must stay when it is cropped: ``50% 20%`` (from the left, from the top).
        repeat: allowed although an earlier number carried it.
        readers: whom it is for: ``members``, or ``not members``; empty for everybody.
    """

    title: str
    use: bool = True
    url: str = ""
    kicker: str = ""
    teaser: str = ""
    image: str = ""
    alt: str = ""
    credit: str = ""
    focus: str = ""
    byline: str = ""
    date: date | None = None
    label: str = ""
    duration: str = ""
    lang: str = ""
    repeat: bool = False
    readers: str = ""


class Block(Struct, frozen=True, kw_only=True):
    """One band of the letter.

    Attributes:
        kind: the name of a file in ``templates/blocks/``.
        readers: whom it is for: ``members``, or ``not members``; empty for everybody.
        fields: the block's own keys, as its header names them (`BlockType.fields`).
        pick: in standing matter, how the block is filled (`newsletter.pick`); None in an issue.
    """

    kind: str
    use: bool = True
    readers: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    stories: tuple[Story, ...] = ()
    pick: Mapping[str, Any] | None = None


class Waiver(Struct, frozen=True, kw_only=True):
    """A finding that an editor has judged and lets stand.

    Attributes:
        rule: the id of the check.
        story: the headline or the address of the story it is for; empty for the whole letter.
        reason: why it may stand, for whoever reads the file next.
        until: the last day on which it counts; None while the file does.
    """

    rule: str
    reason: str
    story: str = ""
    until: date | None = None


class Issue(Struct, frozen=True, kw_only=True):
    """One number, as its file says it. Standing matter is an Issue whose blocks have `pick`.

    Attributes:
        name: the file as messages name it (``issues/047.toml``, ``standard input``).
        folder: what relative paths in it start from.
        key: hash of the file's text; only this issue's stand-ins for merge tags carry it.
        lines: position → line in the file, from 1.
        begins: position → the line in which its words begin, where they go on over several.
        drafts: the positions whose remark calls them a draft: alts in a source's words.
        waivers: its ``[[waive]]`` tables; the first has the position ``waive.1``.
        picked: the ``[picked]`` table: when, window, limits, sources, pins, skips.
    """

    name: str = ""
    folder: Path = Path()
    key: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    begins: Mapping[str, int] = field(default_factory=dict)
    number: int | None = None
    date: date | None = None
    subject: str = ""
    preheader: str = ""
    subjects: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    sent: date | None = None
    drafts: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    picked: Mapping[str, Any] | None = None

    @property
    def called(self) -> str:
        """What sentences call it: ``No. 47``; without a number its file."""
        return f"No. {self.number}" if self.number is not None else self.name

    def where(self, position: str) -> str:
        """Return ``file:line`` of a position, or of the nearest thing around it that has a line.

        Behind ``@`` stands a row of its words, from 0: ``b1.text@2``.
        """
        position, _, row = position.partition("@")
        if row and position in self.begins:
            return f"{self.name}:{self.begins[position] + int(row)}"
        while position and position not in self.lines:
            position = position.rpartition(".")[0]
        line = self.lines.get(position)
        return f"{self.name}:{line}" if line else self.name


def is_remote(image: str) -> bool:
    """Return whether a picture is an address on the web, and no path."""
    return image.lower().startswith(("http://", "https://"))


class Choice(Struct, frozen=True, kw_only=True):
    """What became of one article, and why. `position` is where it stands (``b3.s2``), empty where left out."""

    article: Article
    outcome: Literal["in", "runner-up", "out"]
    reason: str
    position: str = ""


class Selection(Struct, frozen=True, kw_only=True):
    """A picked issue: the issue itself, and exactly one `Choice` for each article that was there."""

    issue: Issue
    choices: tuple[Choice, ...]


class Earlier(Struct, frozen=True, kw_only=True):
    """What one sent number carried, as picking looks back on it.

    Attributes:
        name: as reasons call it: ``No. 46``.
        lead: what led it; None where it had no lead.
        bands: folded heading of a block (its kind where it has none) → what it carried.
    """

    name: str
    lead: Article | None = None
    bands: Mapping[str, tuple[Article, ...]] = field(default_factory=dict)
