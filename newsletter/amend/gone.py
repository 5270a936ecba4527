"""The addresses of stories → those whose page is there no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from newsletter import web
from newsletter.amend.change import Change
from newsletter.amend.desk import stories
from newsletter.errors import NewsletterError
from newsletter.model import Issue, Struct
from newsletter.web.politely import Crew, lanes, paced

LANES = 2  # questions at a time to one site
_HANDS = 16
SECONDS = 20.0
_SECONDS_A_PAGE = 8.0
_MOST_BYTES = 4_000_000
# Whether it is there is said before the first byte; sites that can leave the rest out (RFC 9110, 14.2).
_BEGINNING = {"Range": "bytes=0-1023"}


class Asked(Struct, frozen=True):
    """What came of asking for pages: what is gone, and how many did not answer."""

    changes: tuple[Change, ...]
    unknown: int


def gone(issue: Issue, *, allow_private: bool = False, seconds: float = SECONDS) -> Asked:
    """Return which stories in use lead to a page that is gone for good, or not found.

    Trouble with the network or the site says nothing of the page: those are counted.

    Args:
        seconds: for all pages together.
    """
    pages = {position: story.url for position, block, story in stories(issue)
             if story.use and block.use and story.url.lower().startswith(("http://", "https://"))}
    clock = web.Clock(seconds)
    jobs = [partial(_lane, lane, clock, allow_private) for lane in lanes(sorted(set(pages.values())), str, LANES)]
    answers: Mapping[str, str | None] = dict(Crew(jobs, _HANDS))
    changes = [Change(position=position, key="use", was=url, now=words)
               for position, url in pages.items() if (words := answers.get(url))]
    return Asked(tuple(changes), sum(answers.get(url) is None for url in set(pages.values())))


def _lane(urls: list[str], clock: web.Clock, allow_private: bool, post: Callable[[tuple[str, str | None]], None]) -> None:
    for url in paced(urls, clock):
        post((url, _missing(url, clock.part(_SECONDS_A_PAGE), allow_private)))


def _missing(url: str, clock: web.Clock, allow_private: bool) -> str | None:
    """Return in which words a site says that it has no such page; empty where it has, None where nobody answers."""
    try:
        web.fetch(url, allow_private=allow_private, most=_MOST_BYTES, seconds=clock, headers=_BEGINNING)
    except web.Answered as answer:
        return web.in_words(answer.status) if answer.is_of_the_page else ""
    except NewsletterError:
        return None
    return ""
