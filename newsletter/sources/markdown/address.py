"""The name of a Markdown file, and what its front matter says of its address → day, headline, language and address."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from newsletter.prose import one_line
from newsletter.sources import _fields, _record
from newsletter.sources._record import Said

NONE = " "
"""No address, where the front matter's own words for it are no address either."""

_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[-_ ]?(.*)")
_LANGUAGE = re.compile(r"(.+)\.([a-z]{2}(?:-[a-zA-Z]{2})?)")
_PLACEHOLDER = re.compile(r":([a-z_]+)\b")


class Named(NamedTuple):
    """What the name of a file says.

    Attributes:
        title: its words; for want of a headline.
        slug: its place below the folder, as addresses have it: ``2026/night-train``.
        day: ``2026-11-03`` where the name begins with a date, else empty.
        language: where the name ends with one (``night-train.de.md``), else empty.
    """

    title: str
    slug: str
    day: str
    language: str


def is_draft(path: PurePath) -> bool:
    """Say whether a file lies in a folder of drafts."""
    return any(part.lower() in ("_drafts", "drafts") for part in path.parts[:-1])


def of_name(path: PurePath) -> Named:
    """Return what the path of a file says, from the folder that is the source; ``post/index.md`` is called ``post``."""
    stem, language = path.stem, ""
    if found := _LANGUAGE.fullmatch(stem):
        stem, language = found.groups()
    parts = [part for part in path.parts[:-1] if part not in ("_posts", "/")]
    if stem.lower() == "index" and parts:
        stem = parts.pop()
    dated = _DATED.fullmatch(stem)
    day, stem = (dated[1], dated[2] or stem) if dated else ("", stem)
    words = one_line(re.sub(r"[-_\s]+", " ", stem))
    slug = "/".join(re.sub(r"\s+", "-", part.strip()) for part in (*parts, stem))
    return Named(words[:1].upper() + words[1:], slug, day, language)


def of_file(values: Said, named: Named, base: str) -> str:
    """Return the address of a file's page: as its front matter says it, else below `base` by its slug; or nothing.

    Args:
        base: where the folder stands on the web. ``:year``, ``:month``, ``:day`` and ``:slug`` in it are filled in, as
            in the front matter's own; without them the slug is put behind it.
    """
    when = _record.published(values)
    own = next(_record.texts(values, "slug"), "")
    slug = own.strip().strip("/") or named.slug
    if own and "/" not in own.strip("/") and "/" in named.slug:
        slug = f"{named.slug.rpartition('/')[0]}/{slug}"
    filled = {"slug": slug.rpartition("/")[2], "title": slug.rpartition("/")[2], "path": slug,
              **({"year": f"{when:%Y}", "month": f"{when:%m}", "day": f"{when:%d}"} if when else {})}
    start = re.sub(r":[a-z].*", "", base) if _placeholders(base) else base
    for said in _record.texts(values, "url"):
        if "{" not in said and said not in ("true", "false") and (url := _fields.address(_filled(said, filled), start)):
            return url
    if not base or named.language and not own:
        return ""
    if _placeholders(base):
        return _fields.address(_filled(base, filled))
    return _fields.address(f"{quote(slug, safe='/%')}/", base)


def _placeholders(text: str) -> bool:
    """Say whether an address is a pattern; the colon before a port is none."""
    try:
        return _PLACEHOLDER.search(urlsplit(text).path) is not None
    except ValueError:
        return False


def _filled(pattern: str, said: dict[str, str]) -> str:
    """Return a pattern with its placeholders filled; nothing where one is not known."""
    if not _placeholders(pattern):
        return pattern
    if any(name not in said for name in _PLACEHOLDER.findall(urlsplit(pattern).path)):
        return ""
    return _PLACEHOLDER.sub(lambda found: quote(said.get(found[1], found[0]), safe="/%:"), pattern)
