"""An article archive page, pasted as text → its articles, and every line that is none.

The journey: lines and the listing's habits (`lines`) → pieces, what each line holds (`pieces`) → which are headlines and
teasers, judged over the whole listing (`shape`) → articles (`assemble`).
"""

from __future__ import annotations

import re

from newsletter import files
from newsletter.errors import NothingNew
from newsletter.model import Article, Reading
from newsletter.sources.listing.assemble import assemble
from newsletter.sources.listing.lines import MOST_LINES, habits_of, read_lines
from newsletter.sources.listing.pieces import pieces
from newsletter.sources.listing.second_look import looked_at_again
from newsletter.sources.listing.shape import judge

ABOUT = "An article archive page, pasted as text: a headline, a blank line, a teaser, and so on."

_MARKUP = re.compile(rb"\s*(?:<(?:\?xml|!|[a-z][\w:-]*[\s>/])|\{\s*[\"}]|\[\s*[{\"])", re.IGNORECASE)
_BEGINNING = 4096


def accepts(data: bytes, media_type: str) -> float:
    """Return how sure it is that bytes are a listing: not at all for markup, and little for any other text."""
    kind = media_type.partition(";")[0].strip().lower()
    if _is_markup(data) or data.startswith(b"%PDF-") or b"\x00" in data[:_BEGINNING].replace(b"\x00\n", b""):
        return 0.0
    if kind.startswith(("image/", "audio/", "video/", "font/")):
        return 0.0
    return 0.5 if kind in ("text/plain", "text/markdown") else 0.2


def _is_markup(data: bytes) -> bool:
    return _MARKUP.match(data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf")) is not None


def read(data: bytes, *, name: str, base: str = "") -> Reading:
    """Return the articles of a pasted archive page, in its order, with what could not be placed.

    Args:
        name: the listing as messages name it.
        base: address that relative ones in it start from, or empty.

    Raises:
        InputError: the bytes are no text.
        NothingNew: no article was found.
    """
    text = files.decode(data, name)
    lines, unread = read_lines(text)
    found = looked_at_again(list(pieces(lines, habits_of(lines), base)))
    listing = assemble(found, judge(found), name)
    if not listing.articles:
        raise NothingNew("no article was found in it", todo=_what_to_give(data), where=name)
    unplaced, advice = listing.unplaced, _advice(listing.articles, name)
    if unread:
        unplaced += (f"({unread:,} more lines)",)
        advice += (f"only the first {MOST_LINES:,} lines of {name} were read — paste the newest part of the page",)
    return Reading(name=name, kind="listing", title=listing.title, articles=listing.articles,
                   unplaced=unplaced, advice=advice)


def _what_to_give(data: bytes) -> str:
    if _is_markup(data):
        return "it is a page's source: open the page in a browser, copy the list of articles and paste that"
    return "a listing is text copied from an archive page: a headline, an empty line, a teaser, an empty line, and so on"


def _advice(articles: tuple[Article, ...], name: str) -> tuple[str, ...]:
    """Return one line on how to give addresses to the articles that have none."""
    without = sum(not article.url for article in articles)
    if not without:
        return ()
    given = files.STDIN if name == files.shown(files.STDIN) else name
    many = "no article has an address" if without == len(articles) else f"{without} of {len(articles)} articles have no address"
    return (
        f"{many} — name the publication’s feed beside the listing: newsletter pick {given} https://…/feed.xml "
        "(a pasted article takes address, date and picture from the feed’s article with the same headline)",
    )
