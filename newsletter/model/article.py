"""An article as a source gives it; and what makes two of them the same one."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct



AHEAD = timedelta(days=2)
"""How far ahead a date may lie for want of a time zone; what is dated later is still to come."""


class Article(Struct, frozen=True, kw_only=True):
    """One piece that could be carried.

    Attributes:
        title: plain text, never empty; headline as the source has it.
        url: absolute http(s) address, or empty.
        teaser: plain text, the line under the headline.
        image: absolute http(s) address, or a path relative to the publication, or empty.
        image_width: in pixels, 0 where the source does not say.
        alt: what the picture shows; a draft where `alt_is_draft` (a listing's picture-description line).
        published: with time zone; None where the source does not say.
        kind: ``article`` or ``video``.
        duration: of a video, as ``4:05``; empty where unknown.
        language: BCP 47 tag, or empty for the publication's own.
        source: name of the source it came from.
        place: its place there, from 0; orders articles without a date.
        seen: when the archive first saw it; None for one that does not come from there.
        backlog: it came with the first fetch of its source, so that `seen` says nothing of when it came out.
        kept: an editor marked it for the next number.
        revised: when its source last changed headline or teaser, else first gave them; None outside the archive.
    """

    title: str
    url: str = ""
    teaser: str = ""
    image: str = ""
    image_width: int = 0
    alt: str = ""
    alt_is_draft: bool = False
    credit: str = ""
    published: datetime | None = None
    byline: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    kind: str = "article"
    duration: str = ""
    language: str = ""
    source: str = ""
    place: int = 0
    seen: datetime | None = None
    backlog: bool = False
    kept: bool = False
    revised: datetime | None = None

    @property
    def id(self) -> str:
        """What makes it this article: its canonical address, else its folded title."""
        return canonical(self.url) or folded(self.title)


_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref_src|yclid|_hs(enc|mi))", re.IGNORECASE)


_AMP = re.compile(r"/amp/?$")
# Nine addresses in ten: plain ASCII, lower case in the host, no port, no parameters. What the whole way would make of
# them in eight times the time, which is most of the time of importing an archive.
_USUAL = re.compile(r"""https?://([a-z0-9.-]+)((?:/[!"$->@-~]*)?)""")


def canonical(url: str) -> str:
    """Return the one spelling under which an address is compared; empty for no address.

    Scheme, ``www.``, fragment, trailing slash, upper case in the host, AMP paths and tracking parameters do not
    make another article; the order of the other parameters does not either.
    """
    if usual := _USUAL.fullmatch(url):
        return usual[1].removeprefix("www.") + _bare(usual[2])
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True)
                             if not _TRACKING.fullmatch(k) and k.lower() != "amp"), errors="replace")
    return f"{host}{port}{_bare(parts.path)}{'?' + query if query else ''}"


def _bare(path: str) -> str:
    """Return a path without the ending that only AMP pages have, and without slashes at its end."""
    return (_AMP.sub("", path) if "/amp" in path else path).rstrip("/")


_MARK = re.compile(r"[^\w\x00-\x7f]")


def folded(text: str) -> str:
    """Return a text as it is compared: no case, no accents, no punctuation, single blanks."""
    bare = text.casefold()
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = _MARK.sub(lambda mark: "" if unicodedata.combining(mark[0]) else " ", decomposed)
    return " ".join(re.findall(r"\w+", bare)) or " ".join(text.split())


class Reading(Struct, frozen=True, kw_only=True):
    """What was read from one source.

    Attributes:
        name: the source as messages name it.
        kind: the name of the file in ``newsletter/sources/`` that read it.
        title: what the source calls itself, where it does.
        unplaced: pieces of text that are no article and were left out, in order; told to the editor.
        advice: lines for the editor: what would make more of this source.
        unchanged: the source says that nothing has changed since it was last asked; there are no articles here then.
    """

    name: str
    kind: str
    title: str = ""
    articles: tuple[Article, ...] = ()
    unplaced: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    unchanged: bool = False
