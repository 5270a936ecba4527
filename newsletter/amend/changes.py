"""An issue and the archive → what is different upstream from what was picked, whatever the editor wrote since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from newsletter import pick
from newsletter.amend.change import Change
from newsletter.amend.desk import PLANNED, Desk, id_of, stories
from newsletter.amend.inbox import Headlines, headlines, inbox_changes
from newsletter.archive import Archive
from newsletter.model import Article, Block, Issue, Story, folded, replace

_WORDS = ("kicker", "title", "teaser")
_AGE = timedelta(days=21)  # how long before the number a planned story's article may have come
_MOST_OF = 0.7  # of the letters in a headline's words
_SHORT = 3  # letters; such words say nothing


def reference(issue: Issue, at: datetime) -> datetime | None:
    """Return the moment whose words are the ones that went into an issue: of picking, else its date.

    None where it says neither, or lies ahead: then the words count that each article had at first.
    """
    when = pick.remembered(issue).when
    if when is None and issue.date:
        when = datetime.combine(issue.date, time(), at.tzinfo)
    return when if when and when <= at else None


def changes(issue: Issue, archive: Archive, desk: Desk, *, at: datetime) -> list[Change]:
    """Return what the archive knows of an issue's stories that is different now, in the order of the issue.

    Subject and preheader follow a headline where it stands in them as it was picked.

    Args:
        at: this moment.
    """
    then = reference(issue, at)
    known = archive.known(id_of(story) for _, _, story in stories(issue) if story.url not in ("", PLANNED))
    articles = _lately(archive, (then or at) - _AGE) if any(story.url == PLANNED for _, _, story in stories(issue)) else []
    articles = [article for article in articles if article.id not in known]
    found: list[Change] = []
    said: list[Headlines] = []
    for position, block, story in stories(issue):
        if story.url == PLANNED:
            if article := _there(story, articles):
                found.append(Change(position=position, key="url", was=PLANNED, now=article.url, article=article))
        elif article := known.get(id_of(story)):
            if words := _words(article, archive, then, at):
                found += _reworded(position, story, block, words, desk)
                said += headlines(*words, block, desk)
    return [*inbox_changes(issue, said), *found]


def _words(article: Article, archive: Archive, then: datetime | None, at: datetime) -> tuple[Article, Article] | None:
    """Return an article as it read then, else at first, and as it reads now; None where that is the same."""
    moments = [moment for moment in (then, article.seen) if moment]
    was = next((words for moment in moments if (words := archive.wording(article.id, moment))), None)
    now = archive.wording(article.id, at)
    if was is None or now is None or was == now:
        return None
    return _saying(article, was), _saying(article, now)


def _saying(article: Article, words: tuple[str, str]) -> Article:
    return replace(article, title=words[0], teaser=words[1])


def _reworded(
    position: str, story: Story, block: Block, words: tuple[Article, Article], desk: Desk
) -> Iterator[Change]:
    """Yield a change for each word of a story that upstream has changed, unless the editor says the same already."""
    before, after = (desk.story(article, block) for article in words)
    for key in _WORDS:
        was, now, here = (getattr(one, key) for one in (before, after, story))
        own = here != was
        if was == now or here == now or (own and (not here or key == "kicker")):
            continue  # what the editor took out stays out
        yield Change(position=position, key=key, was=was, now=now, yours=here if own else "")


# ── planned stories ──────────────────────────────────────────────────────────────────────────────────────────


def _lately(archive: Archive, since: datetime) -> list[Article]:
    """Return the articles with an address that came since a moment, each once."""
    return list({article.id: article for article in archive.within(since, None) if article.url}.values())


def _there(story: Story, articles: list[Article]) -> Article | None:
    """Return the article that a planned story has become: of its headline, else of most of its words."""
    near = [(share, article) for article in articles if (share := _share(story.title, article.title)) >= _MOST_OF]
    best = max((share for share, _ in near), default=0.0)
    found = [article for share, article in near if share == best]
    return found[0] if len(found) == 1 else None


def _share(planned: str, headline: str) -> float:
    """Return how much of a planned headline's words stands in another: 1 for all of them, 2 for the same headline."""
    if folded(planned) == folded(headline):
        return 2.0
    wanted, there = ({word for word in folded(text).split() if len(word) > _SHORT} for text in (planned, headline))
    shared = wanted & there
    if len(shared) < 2:
        return 0.0
    return sum(map(len, shared)) / sum(map(len, wanted))
