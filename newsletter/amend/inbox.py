"""Subject and preheader, which picking wrote of headlines → the same with what these headlines are now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsletter import pick
from newsletter.amend.change import Change
from newsletter.amend.desk import Desk
from newsletter.model import Article, Block, Issue, replace

Headlines = tuple[str, str]  # as picked, and now


def headlines(was: Article, now: Article, block: Block, desk: Desk) -> list[Headlines]:
    """Return a headline in each form in which it may stand there, as it was and as it is.

    These are those that picking writes, and that of the story, which may have left its kicker.
    """
    before, after = (
        [words for title in (article.title, desk.story(article, block).title)
         for words in pick.inbox_words(replace(article, title=title))]
        for article in (was, now)
    )
    return [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]


def inbox_changes(issue: Issue, found: Iterable[Headlines]) -> Iterator[Change]:
    """Yield a change for each of the lines that readers see in the inbox in which words stand as they were picked."""
    pairs = [(was, now) for was, now in found if was and now]
    if not pairs:
        return
    # What is there already stays, for it may hold the words as they were; and the longest goes first for that.
    now_of = {now: now for _, now in pairs} | dict(pairs)
    there = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(now_of, key=len, reverse=True)))})(?!\w)")
    lines = [("subject", issue.subject), ("preheader", issue.preheader), *(("subjects", line) for line in issue.subjects)]
    for key, line in lines:
        now = there.sub(lambda words: now_of[words[0]], line)
        if now != line:
            yield Change(position="", key=key, was=line, now=now)
