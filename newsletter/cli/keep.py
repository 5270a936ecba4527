"""``newsletter keep``: mark articles for the next number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import AllowPrivate, home, now, say
from newsletter.errors import InputError, UsageError
from newsletter.model import Article
from newsletter.prose import excerpt

if TYPE_CHECKING:
    from datetime import datetime

    from newsletter.archive import Archive
    from newsletter.model import Publication


def keep(
    article: Annotated[list[str], typer.Argument(metavar="URL|TITLE…", help="Addresses, or parts of headlines.")],
    off: Annotated[bool, typer.Option("--not", help="Take the mark away.")] = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Mark articles for the next number; picking prefers them. A page that is not in the archive yet is put there."""
    from newsletter import archive as archives

    publication, root = home()
    may_make = not off and any(map(_is_address, article))
    with archives.open(root / archives.FILE, make=may_make) as archive:
        if off:
            meant = [_meant(archive, wanted) for wanted in article]
        else:
            meant = [_meant(archive, wanted) if archive.named(wanted) or not _is_address(wanted)
                     else brought(archive, wanted, publication, now(publication), allow_private) for wanted in article]
        for one in meant:
            archive.keep(one.id, not off)
            say(_told(one, off))


def _is_address(wanted: str) -> bool:
    return wanted.strip().lower().startswith(("http://", "https://"))


def _told(article: Article, off: bool) -> str:
    """Return what has become of the mark."""
    title = excerpt(article.title, 100)
    if off:
        return f"no longer kept: '{title}'" if article.kept else f"was not kept: '{title}'"
    return f"is kept already: '{title}'" if article.kept else f"kept for the next number: '{title}'"


def _meant(archive: Archive, wanted: str) -> Article:
    """Return the one article of the archive that is meant. Raises UsageError where there is none, or several."""
    found = archive.named(wanted)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"'{excerpt(wanted, 100)}' is not in the archive",
                         todo="look it up with newsletter articles, or name its address")
    names = [f"\n  {excerpt(article.title, 70)} · {article.url}" for article in found]
    raise UsageError(f"'{excerpt(wanted, 100)}' may be one of several",
                     todo=f"name one by its address:{''.join(names)}")


def brought(
    archive: Archive, address: str, publication: Publication, at: datetime, allow_private: bool
) -> Article:
    """Read an article's own page, put it into the archive, and return it."""
    from newsletter import sources

    reading = sources.read(address.strip(), kind="page", root=publication.root, allow_private=allow_private)
    if len(reading.articles) != 1:
        raise InputError(
            f"this page lists {len(reading.articles)} articles", where=address,
            todo=f"name the address of one of them, or bring them all in: newsletter fetch {address}",
        )
    archive.put(reading.name, reading.articles, at)
    return reading.articles[0]
