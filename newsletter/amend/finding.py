"""What an editor names, an address or a headline → the article: from the archive, else from its own page.

One piece may stand in several rows of the archive, some without an address: what picking takes for one is one here.
"""

from __future__ import annotations

from datetime import datetime

from newsletter import pick, sources
from newsletter.archive import Archive
from newsletter.errors import UsageError
from newsletter.model import Article, canonical
from newsletter.prose import excerpt, one_line


def article_of(wanted: str, archive: Archive | None, *, at: datetime, allow_private: bool = False) -> Article:
    """Return the article with an address or a headline; one that is read from its page goes into the archive.

    One of the archive that has no picture gets that of its own page, as `newsletter.fetch` does it.

    Args:
        wanted: an http(s) address, or a headline or a part of it, which only the archive knows.
        at: this moment.

    Raises:
        UsageError: there is none, or several are meant.
        InputError, NothingNew, OutsideError: its page cannot be read.
    """
    if "://" not in wanted:
        return _pictured(called(wanted, archive)[0], archive, allow_private)
    if archive and (known := archive.known([canonical(wanted)])):
        return _pictured(known[canonical(wanted)], archive, allow_private)
    article = _on_its_page(wanted, allow_private)
    if archive is None:
        return article
    known = archive.known([article.id])
    if not known:
        archive.put(article.source or one_line(wanted), [article], at)
        archive.asked_for_picture([article.id])
        known = archive.known([article.id])
    return known.get(article.id, article)


def _pictured(article: Article, archive: Archive | None, allow_private: bool) -> Article:
    from newsletter.fetch import fill_these

    found = archive is not None and fill_these(archive, [article.id], allow_private=allow_private)
    return archive.known([article.id])[article.id] if archive and found else article


def called(wanted: str, archive: Archive | None) -> tuple[Article, ...]:
    """Return the rows of the one piece of the archive that an address or words of a headline mean.

    The first has its address, if one of them has.

    Raises:
        UsageError: there is none, or several are meant.
    """
    found = pick.one_of_each(archive.named(wanted)) if archive else []
    words = excerpt(one_line(wanted), 60)
    if not found:
        raise UsageError(f"'{words}' is not in the archive", todo="look it up with newsletter articles, or give its address")
    if len(found) > 1:
        examples = [f"\n  {excerpt(one.article.title, 70)}{f' · {one.article.url}' if one.article.url else ''}"
                    for one in found]
        raise UsageError(f"'{words}' may be one of several", todo=f"name one by its address:{''.join(examples)}")
    return tuple(sorted(found[0].members, key=lambda article: not article.url))


def _on_its_page(address: str, allow_private: bool) -> Article:
    articles = sources.read(address, kind="page", allow_private=allow_private).articles
    own = [article for article in articles if article.id == canonical(address)] or list(articles)
    if len(own) > 1:
        raise UsageError(f"{one_line(address)} lists {len(own)} articles", todo="give the address of one of them")
    return own[0]
