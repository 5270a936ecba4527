"""A Letter → the same letter as a page of the web: nobody's name in it, no way out of a list, and known to who shares it.

The words for readers without a name stand in it, as the editor wrote them (``{first_name|friend}``). Lines that lead
only readers somewhere (unsubscribe, preferences, the letter in the browser) go, and so do parts for some readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from newsletter import merge
from newsletter.model import Edition, Letter, Picture, Publication, Reader, Service, place_pictures, replace

# Fills nothing in and prints no preheader: on the web that is the page's description.
_NOBODY = Service(id="web", name="a page of the web", merged_here=True, prints_preheader=True, path=Path())


def webpage(letter: Letter, publication: Publication, address: Callable[[Picture], str]) -> str:
    """Return the letter's page.

    Args:
        address: of each picture, as seen from the page.
    """
    edition = _edition(letter, publication)
    html = place_pictures(edition.html, letter.pictures, address)
    html = html.replace("</head>", "".join(f"{line}\n" for line in _head(edition, publication, address)) + "</head>", 1)
    html = html.replace(' aria-roledescription="email"', "", 1)
    return re.sub(r"(<body\b[^>]*>)(.*)(</body>)", r"\1<main>\2</main>\3", html, count=1, flags=re.DOTALL)


def left_out(letter: Letter, publication: Publication) -> tuple[str, ...]:
    """Return which lines the page lacks, since they hold a reader's word and the editor gave none for readers without."""
    return tuple(merge.why_dropped(name, letter, publication, _NOBODY)
                 for name in _edition(letter, publication).dropped if name not in merge.ADDRESSES)


def _edition(letter: Letter, publication: Publication) -> Edition:
    """Return the letter as nobody in particular gets it."""
    return merge.stamp(letter, _NOBODY, replace(publication, addresses={}, tracking={}), Reader(groups=frozenset()))


def _head(edition: Edition, publication: Publication, address: Callable[[Picture], str]) -> Iterator[str]:
    """Yield what search engines and those who share the page read of it (the Open Graph protocol, ogp.me, 2026-11)."""
    letter = edition.letter
    home = _home(publication)
    if home:
        yield f'<link rel="canonical" href="{escape(home)}">'
    if edition.preheader:
        yield f'<meta name="description" content="{escape(edition.preheader)}">'
    said = {
        "og:type": "article",
        "og:title": edition.subject or publication.name,
        "og:description": edition.preheader,
        "og:site_name": publication.name,
        "og:locale": letter.language.replace("-", "_"),
        "og:url": home,
        "og:image": _picture(letter, address),
        "article:published_time": letter.date.isoformat() if letter.date else "",
    }
    for name, content in said.items():
        if content:
            yield f'<meta property="{name}" content="{escape(content)}">'


def _home(publication: Publication) -> str:
    """Return where the page will stand, where that is one address for all readers."""
    address = publication.addresses.get("web_version", "")
    return "" if "{" in address else address


def _picture(letter: Letter, address: Callable[[Picture], str]) -> str:
    """Return the address of the letter's widest picture, which those who share it show; empty where it has none on the web."""
    widest = max(letter.pictures, key=lambda picture: picture.width, default=None)
    found = address(widest) if widest else ""
    return found if found.startswith(("http://", "https://")) else ""
