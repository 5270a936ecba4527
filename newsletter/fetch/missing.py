"""Articles without a picture → the picture that their own pages name for sharing (``og:image``), where they name one.

Politely: only what is new or asked for by name, each page once ever, a few pages a run, no site more than twice at a
time and with a pause in between; and a site that does not want this, or does not answer, is left in peace.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from newsletter import web
from newsletter.archive import Archive
from newsletter.errors import InputError, NewsletterError, OutsideError
from newsletter.model import Article, Struct
from newsletter.web.politely import Crew, lanes, paced

PAUSE = 0.3  # seconds between two questions to a site, in each of its lanes
LANES = 2
_AGE = timedelta(days=30)
_MOST_PAGES, _LOOKED_AT = 40, 400
_HANDS = 8
_SECONDS, _SECONDS_A_PAGE = 15.0, 6.0
_MOST_BYTES = 4_000_000


class _Looked(Struct, frozen=True):
    """A page that was asked for; `image` is empty where it names none."""

    article: Article
    image: str = ""
    alt: str = ""
    width: int = 0


def fill(
    archive: Archive, names: Collection[str], *, at: datetime, allow_private: bool, looking: Callable[[int, int], None]
) -> int:
    """Give articles of these sources their pictures, and return how many got one."""
    without = archive.without_picture(at - _AGE, _LOOKED_AT) if names else []
    lacking = [article for article in without if article.source in names and article.url]
    return _filled(archive, lacking, allow_private, looking)


def fill_these(
    archive: Archive, ids: Iterable[str], *, allow_private: bool,
    looking: Callable[[int, int], None] = lambda done, of: None,
) -> int:
    """Give these articles their pictures, however old they are, and return how many got one."""
    return _filled(archive, archive.lacking_picture(ids), allow_private, looking)


def _filled(
    archive: Archive, lacking: Sequence[Article], allow_private: bool, looking: Callable[[int, int], None]
) -> int:
    pages, total, found = lacking[:_MOST_PAGES], web.Clock(_SECONDS), 0
    jobs = [partial(_lane, lane, total, allow_private) for lane in lanes(pages, lambda page: page.url, LANES)]
    crew: Crew[_Looked] = Crew(jobs, _HANDS)
    for done, looked in enumerate(crew, 1):
        archive.asked_for_picture([looked.article.id])
        if looked.image:
            archive.give_picture(looked.article.id, looked.image, looked.alt, looked.width)
            found += 1
        looking(done, len(pages))
    return found


def _lane(pages: list[Article], total: web.Clock, allow_private: bool, post: Callable[[_Looked], None]) -> None:
    for article in paced(pages, total, PAUSE):
        try:
            page = web.fetch(article.url, allow_private=allow_private, most=_MOST_BYTES,
                             seconds=total.part(_SECONDS_A_PAGE))
        except (InputError, OutsideError) as error:
            post(_Looked(article))
            if not _is_of_the_page(error):
                return
        else:
            post(_looked(article, page))


def _is_of_the_page(error: NewsletterError) -> bool:
    """Say whether a refusal is of this page alone, so that the site may be asked for the next."""
    return isinstance(error, InputError) or (isinstance(error, web.Answered) and error.is_of_the_page)


def _looked(article: Article, page: web.Fetched) -> _Looked:
    from newsletter.sources.page import picture

    try:
        return _Looked(article, *picture(page.data, page.url))
    except Exception:  # a picture is a nicety: whatever a page's markup does to us must not end the run
        return _Looked(article)
