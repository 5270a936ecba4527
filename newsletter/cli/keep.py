"""``newsletter keep``: mark articles for the next number."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.lately import closed, last_number, marks_end_with
from newsletter.cli.manners import AllowPrivate, home, now, say
from newsletter.cli.meant import articles_in, command, is_address
from newsletter.errors import InputError, Refused
from newsletter.model import Article
from newsletter.prose import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsletter.archive import Archive
    from newsletter.model import Publication

_Piece = tuple[Article, ...]  # the rows of one piece, that with its address first


def keep(
    article: Annotated[list[str], typer.Argument(metavar="URL|TITLE…", help="Addresses, or parts of headlines.")],
    off: Annotated[bool, typer.Option("--not", help="Take the mark away.")] = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Mark articles for the next number; picking prefers them. A page that is not in the archive yet is put there."""
    from newsletter import archive as archives

    publication, root = home()
    wanted = articles_in(article)
    with archives.open(root / archives.FILE, make=not off and any(map(is_address, wanted))) as archive:
        meant = {piece[0].id: piece for piece in
                 [_meant(archive, name, publication, allow_private, may_bring=not off) for name in wanted]}
        if not off:
            _refuse_carried(meant.values(), publication)
        at = _moment(publication)
        for piece in meant.values():
            for one in piece if off else piece[:1]:
                archive.keep(one.id, at, not off)
            say(_told(piece, off))


def _moment(publication: Publication) -> datetime:
    """Return this moment, or the end of the last number's window, which ends with the second it was picked in.

    A mark that comes after a number must not look as if it had been there before.
    """
    at = now(publication)
    last = closed(last_number(publication), at)
    return max(at, last) if last and (last - at).total_seconds() <= 1 else at


def _refuse_carried(pieces: Iterable[_Piece], publication: Publication) -> None:
    """Raise Refused for a piece that a number carried: picking would not take it, whatever mark it had."""
    from newsletter import pick, publication as publications
    from newsletter.history import history

    before = marks_end_with(publication, history(publication, publications.blocks(publication)))
    for piece in pieces:
        (candidate,) = pick.one_of_each(piece)
        if where := pick.carried(candidate, before):
            again = command("next", "--pin", piece[0].url or piece[0].title)
            raise Refused(f"'{excerpt(piece[0].title, 100)}' was {where}", todo=f"pin it: {again}")


def _told(piece: _Piece, off: bool) -> str:
    """Return what has become of the mark."""
    title, kept = excerpt(piece[0].title, 100), any(article.kept for article in piece)
    if off:
        return f"no longer kept: '{title}'" if kept else f"was not kept: '{title}'"
    return f"is kept already: '{title}'" if kept else f"kept for the next number: '{title}'"


def _meant(
    archive: Archive, wanted: str, publication: Publication, allow_private: bool, *, may_bring: bool
) -> _Piece:
    """Return the one piece that is meant; a page that is not there is brought in.

    Raises UsageError where there is none, or several.
    """
    from newsletter.amend import called

    if may_bring and is_address(wanted) and not archive.named(wanted):
        return (brought(archive, wanted, publication, now(publication), allow_private),)
    return called(wanted, archive)


def brought(
    archive: Archive, address: str, publication: Publication, at: datetime, allow_private: bool
) -> Article:
    """Read an article's own page, put it into the archive, and return it."""
    from newsletter import sources

    reading = sources.read(address.strip(), kind="page", root=publication.root, allow_private=allow_private)
    if len(reading.articles) != 1:
        raise InputError(
            f"this page lists {len(reading.articles)} articles", where=address,
            todo=f"name the address of one of them, or bring them all in: {command('fetch', address)}",
        )
    archive.put(reading.name, reading.articles, at)
    return reading.articles[0]
