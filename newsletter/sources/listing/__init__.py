"""An article archive page, pasted as text → its articles, and every line that is none.

The journey: lines, and what the listing does as a rule (`lines`) → pieces, what each line holds (`pieces`) → which of
them are headlines and teasers, judged over the whole listing (`shape`) → articles (`assemble`).
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from newsletter import files
from newsletter.errors import NothingNew
from newsletter.model import Article, Reading
from newsletter.sources._get import Get
from newsletter.sources.listing.assemble import assemble
from newsletter.sources.listing.lines import habits_of, read_lines
from newsletter.sources.listing.pieces import pieces
from newsletter.sources.listing.second_look import looked_at_again
from newsletter.sources.listing.shape import judge

ABOUT = "An article archive page, pasted as text: a headline, a blank line, a teaser, and so on."

_MARKUP = re.compile(r"\s*(?:<(?:\?xml|!|(?!https?:)[a-z][\w:-]*[\s>/])|\{\s*[\"}]|\[\s*[{\"])", re.IGNORECASE)
_SHAPE = "a listing is text copied from an archive page: a headline, an empty line, a teaser, an empty line and so on"
_PASTE = "open the page in a browser, copy the list of its articles and paste that into a text file"
_NO_TEXT = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")


def accepts(data: bytes, media_type: str) -> float:
    """Return how sure it is that bytes are a listing: not at all for markup, and little for any other text."""
    kind = media_type.partition(";")[0].strip().lower()
    beginning = _beginning(data)
    if kind.startswith(_NO_TEXT) or "\x00" in beginning or beginning.startswith("%PDF-") or _MARKUP.match(beginning):
        return 0.0
    return 0.5 if kind in ("text/plain", "text/markdown") else 0.2


def _beginning(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return data[:4096].decode(encoding, "ignore")


def read(  # noqa: ARG001 - every kind is called the same way
    data: bytes, *, name: str, base: str = "", folder: Path | None = None, get: Get | None = None
) -> Reading:
    """Return the articles of a pasted archive page, in its order, with what could not be placed.

    Args:
        name: the listing as messages name it.
        base: address that relative ones in it start from, or empty.
        folder, get: as for every kind; a listing names no picture files, and there is never more of it.

    Raises:
        InputError: the bytes are no text.
        NothingNew: no article was found.
    """
    text = files.decode(data, name)
    if _MARKUP.match(text):
        raise NothingNew("this is the source of a page or of data, not a listing", todo=_PASTE, where=name)
    lines, unread = read_lines(text)
    found = looked_at_again(list(pieces(lines, habits_of(lines), base)))
    listing = assemble(found, judge(found), name)
    if not listing.articles:
        raise NothingNew("no article was found in it", todo=_SHAPE, where=name)
    unplaced, advice = listing.unplaced, _advice(listing.articles, name)
    if unread:
        unplaced += (f"({unread:,} more lines)",)
        advice += (f"{unread:,} lines at the end of {name} were not read — paste only the newest part of the page",)
    return Reading(name=name, kind="listing", title=listing.title, articles=listing.articles,
                   unplaced=unplaced, advice=advice)


def _advice(articles: tuple[Article, ...], name: str) -> tuple[str, ...]:
    """Return one line on how to give addresses to the articles that have none."""
    without = sum(not article.url for article in articles)
    if not without:
        return ()
    given = files.STDIN if name == files.shown(files.STDIN) else shlex.quote(name)
    many = "none" if without == len(articles) else f"only {len(articles) - without}"
    return (
        f"{many} of {len(articles)} articles have an address — name a feed beside the listing: "
        f"newsletter pick {given} https://…/feed.xml "
        "(a pasted article takes address, date and picture from the feed’s article with the same headline)",
    )
