"""The media a source offers with a piece → the one picture that shows it best, or none.

Shared by the kinds of sources; no kind itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

from newsletter import dom
from newsletter.model import Struct
from newsletter.prose import excerpt
from newsletter.sources import _fields

# What mail programs show, and what the press can crop.
_PICTURE_ENDINGS = (".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp")
_PICTURE_TYPES = ("image/jpeg", "image/jpg", "image/pjpeg", "image/png", "image/gif", "image/webp")
_OTHER_ENDINGS = (
    ".svg", ".svgz", ".avif", ".heic", ".tif", ".tiff", ".bmp", ".ico", ".pdf", ".mp3", ".m4a", ".ogg", ".wav")
_FILM_ENDINGS = (".mp4", ".m4v", ".mov", ".webm", ".avi", ".mkv", ".mpg", ".mpeg", ".flv", ".swf", ".ogv", ".m3u8")
_FILM_TYPES = ("video/", "application/x-shockwave-flash", "application/x-mpegurl", "application/vnd.apple.mpegurl")

# What counts readers, decorates or shows the writer's face.
# It is looked for in small letters, and begins with a sign, so that few places of an address are looked at.
_NO_STORY = re.compile(
    r"[/.@](?:gravatar\.com|twemoji|feedsportal|doubleclick\.net|googlesyndication|addtoany|sharethis|addthis)\b|"
    r"//(?:feeds\.feedburner|feedproxy\.|pixel\.|stats\.|feeds\.wordpress\.com)|"
    r"/(?:avatars?(?:/|[._-](?:\d|small|default|gif|jpe?g|png|webp))|emoji/|smil(?:ies|eys)/|"
    r"tracker/[^/]*\.(?:gif|php)|(?:share|social)[_-]?(?:icon|button)s?[/_.-]|"
    # Whole names only: a heron-count.png is of herons.
    r"(?:spacer|blank|pixel|1x1|transparent|clear|count(?:er)?|tracking|(?:rss|feed|e?mail|print|pdf|download|"
    r"search|menu|play|comments?|like|share|facebook|twitter|x|instagram|linkedin|whatsapp|telegram|youtube|mastodon|"
    r"bluesky)[_-]icon)"
    r"(?:[_-]?\d+(?:x\d+)?)?\.(?:gif|png))")
_SMALLEST = 80

# Widths that addresses tell: ?w=1200, resize=1200,630, -1024x683.jpg (WordPress), /resize/630x315, -600wi (TypePad).
_TELLS_WIDTH = re.compile(
    r"[?&](?:w|width|resize|fit)=(\d{2,4})(?!\d)|-(\d{2,4})x\d{2,4}\.(?:jpe?g|png|gif|webp)(?:$|\?)|"
    r"/(?:resize|crop|fit-in)/(\d{2,4})x\d|-(\d{2,4})wi$")

# Where a width is not told, what it can be taken for: the full picture is offered as content, a small one as thumbnail.
Role = Literal["content", "thumbnail", "cover", "body"]
_TAKEN_FOR: dict[Role, int] = {"content": 1000, "thumbnail": 350, "cover": 320, "body": 300}
# From here on a wider picture is no better one: what comes first was meant to be first. Beyond the widest it is heavy.
_ENOUGH = 1000
_WIDEST = 2000
_GOOD_WIDTH = 600


class Medium(Struct, frozen=True, kw_only=True):
    """Something offered beside the words: a picture, a film, or whatever else.

    Attributes:
        url: absolute.
        type: media type, or the ``image`` and ``video`` of Media RSS; empty where the source does not say.
        width, height: in pixels, 0 where the source does not say.
        role: ``cover`` is that of a whole series.
    """

    url: str
    type: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    credit: str = ""
    role: Role = "content"

    @property
    def is_film(self) -> bool:
        """A film is no picture, whatever the source calls it."""
        return self.type.startswith(_FILM_TYPES) or self.type == "video" or _path(self.url).endswith(_FILM_ENDINGS)

    @property
    def is_picture(self) -> bool:
        """A picture that shows something, in a format that mail programs show."""
        path = _path(self.url)
        if not self.url or self.is_film or path.endswith(_OTHER_ENDINGS) or _NO_STORY.search(self.url.lower()):
            return False
        if 0 < self.told_width < _SMALLEST or 0 < self.height < _SMALLEST // 2:
            return False
        told = self.type in _PICTURE_TYPES or path.endswith(_PICTURE_ENDINGS)
        return told or self.type == "image" or (not self.type and self.role != "content")

    @property
    def told_width(self) -> int:
        """The width the source or the address tells; 0 where neither does."""
        found = _TELLS_WIDTH.search(self.url)
        return self.width or (int(next(filter(None, found.groups()))) if found else 0)

    @property
    def worth(self) -> int:
        """How well it serves: the wider the better, within reason."""
        width = self.told_width or _TAKEN_FOR[self.role]
        return min(width, _ENOUGH) if width <= _WIDEST else _GOOD_WIDTH


def best(media: Iterable[Medium], body: str = "", base: str = "") -> Medium | None:
    """Return the picture that shows a piece best; the first of equals.

    Args:
        media: offered beside the words.
        body: HTML, whose first picture is taken where nothing better is offered.
        base: what relative addresses in the body start from.
    """
    offered = max(filter(_is_picture, media), key=_worth, default=None)
    if offered is None or offered.worth < _GOOD_WIDTH:
        first = next(filter(_is_picture, _of_body(body, base)), None)
        offered = max(filter(None, (offered, first)), key=_worth, default=None)
    return offered


def _is_picture(medium: Medium) -> bool:
    return medium.is_picture


def _worth(medium: Medium) -> int:
    return medium.worth


def _of_body(body: str, base: str) -> Iterator[Medium]:
    for src, alt, width in dom.pictures(body):
        yield Medium(url=_fields.address(src, base), width=width, alt=alternative(alt), role="body")


def described(medium: Medium, body: str, base: str) -> str:
    """Return what a picture shows: in its own words, else in those of the same file in the body."""
    name = _path(medium.url).rpartition("/")[2] if body else ""
    if medium.alt or not name or name not in body.lower():
        return medium.alt
    return next((other.alt for other in _of_body(body, base) if _path(other.url).endswith(name)), "")


_FILE_NAME = re.compile(
    r".*\.(?:jpe?g|png|gif|webp|svg|tiff?|bmp|heic)|\S*[_-]\S*[_-]\S*|image from \S+|"
    r"(?:img|dscn?|pxl|image|picture|photo|bild|foto|imagen|untitled|unnamed|screen ?shot|thumbnail)?[\s\d_.,()-]*",
    re.IGNORECASE)


def alternative(text: object) -> str:
    """Return what a picture shows, in words; empty where it is but the name of a file."""
    said = excerpt(_fields.words(text), 400)
    return "" if len(said) < 200 and _FILE_NAME.fullmatch(said) else said


_PATH = re.compile(r"(?:https?://[^/?#]*)?([^?#]*)", re.IGNORECASE)


@lru_cache(maxsize=64)  # asked for several times of one picture
def _path(url: str) -> str:
    found = _PATH.match(url)
    return unquote(found[1]).lower() if found else ""
