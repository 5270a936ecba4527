"""What is said of a picked issue: what is in it, and which of its stories lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.cli.manners import say

if TYPE_CHECKING:
    from newsletter.model import Issue, Selection

_NAMED = 3  # stories without an address; more are counted


def tell(selection: Selection) -> None:
    """Say in sentences what is in a picked issue."""
    from newsletter.pick import summary

    for line in summary(selection):
        say(line)
    without = _unlinked(selection.issue)
    if len(without) > _NAMED:
        say(f"{len(without):,} stories have no address, so that nothing leads to them — write url = '…' into each, or name "
            "the live address or the feed of their site as a source, beside the file or in its place")
        return
    for title in without:
        say(f"no address: {title}")


def _unlinked(issue: Issue) -> list[str]:
    """Return the headlines in use that lead nowhere, where others do; a whole pasted listing has no addresses."""
    used = [story for block in issue.blocks if block.use for story in block.stories if story.use]
    without = [story.title for story in used if not story.url]
    return without if len(without) < len(used) else []
