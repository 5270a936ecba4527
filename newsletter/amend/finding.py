"""What an editor names, an address or a headline → the article: from the archive, else from its own page."""

from __future__ import annotations

from datetime import datetime

from newsletter import sources
from newsletter.archive import Archive
from newsletter.errors import UsageError
from newsletter.model import Article, canonical
from newsletter.prose import excerpt, one_line

_SHOWN = 3


def article_of(wanted: str, archive: Archive | None, *, at: datetime, allow_private: bool = False) -> Article:
    """Return the article with an address or a headline; one that is read from its page goes into the archive.

    Args:
        wanted: an http(s) address, or a headline or a part of it, which only the archive knows.
        at: this moment.

    Raises:
        UsageError: there is none, or several are meant.
        InputError, NothingNew, OutsideError: its page cannot be read.
    """
    if "://" not in wanted:
        return _called(wanted, archive)
    if archive and (known := archive.known([canonical(wanted)])):
        return known[canonical(wanted)]
    article = _on_its_page(wanted, allow_private)
    if archive is None:
        return article
    known = archive.known([article.id])
    if not known:
        archive.put(article.source or one_line(wanted), [article], at)
        known = archive.known([article.id])
    return known.get(article.id, article)


def _called(headline: str, archive: Archive | None) -> Article:
    found = archive.named(headline) if archive else []
    words = excerpt(one_line(headline), 60)
    if not found:
        raise UsageError(f"no article of the archive is called '{words}'", todo="give its address")
    if len(found) > 1:
        examples = ", ".join(f"'{excerpt(one.title, 60)}' {one.url}".strip() for one in found[:_SHOWN])
        raise UsageError(f"'{words}' names several articles: {examples}{' …' if len(found) > _SHOWN else ''}",
                         todo="give the address of one")
    return found[0]


def _on_its_page(address: str, allow_private: bool) -> Article:
    articles = sources.read(address, kind="page", allow_private=allow_private).articles
    own = [article for article in articles if article.id == canonical(address)] or list(articles)
    if len(own) > 1:
        raise UsageError(f"{one_line(address)} lists {len(own)} articles", todo="give the address of one of them")
    return own[0]
