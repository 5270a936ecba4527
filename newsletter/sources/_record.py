"""The named values of one piece (a row of a table, an object of JSON, front matter) → an Article.

Shared by the kinds of sources; no kind itself. The names are understood by `newsletter.sources._names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from newsletter.model import Article, Struct, folded
from newsletter.sources import _dates, _fields, _pictures
from newsletter.sources._names import meaning

Said = Mapping[str, Sequence[object]]
"""Field (see `_names.NAMES`) → its values, the one that is meant before the others. A value may be a list of them."""

# How much of one piece is looked at; nothing that people or systems write comes near it.
_MOST_KEYS = 300
_MOST_VALUES = 50
_DEEPEST = 4


class Place(Struct, frozen=True):
    """Where a piece stands, which its own values do not say.

    Attributes:
        source: the name of its source.
        base: what relative addresses start from, or empty.
        folder: where the file lies, if pictures beside it may be shown; None otherwise.
        home: what such pictures must lie in, beside the publication; None for `folder`.
        day_first: how the source writes 3/11/2026; None where nothing in it decides.
    """

    source: str
    base: str = ""
    folder: Path | None = None
    home: Path | None = None
    day_first: bool | None = None


# ── nested values ────────────────────────────────────────────────────────────────────────────────────────────


def said(record: Mapping[str, Any]) -> dict[str, list[object]]:
    """Return what an object says, by field; what stands in objects and lists within it too."""
    plainly = _said_plainly(record)
    if plainly is not None:
        return plainly
    slots: dict[str, dict[int, list[object]]] = {}
    for path, value in values(record):
        field, rank = meaning(*path)
        if field:
            slots.setdefault(field, {}).setdefault(rank, []).append(value)
    return {field: [slot[rank] for rank in sorted(slot)] for field, slot in slots.items()}


def _said_plainly(record: Mapping[str, Any]) -> dict[str, list[object]] | None:
    """Return what an object of texts says, as most are: three times as fast; None for any other."""
    fields: dict[str, list[object]] = {}
    for name, value in islice(record.items(), _MOST_KEYS):
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = value[:_MOST_VALUES]
        elif not isinstance(value, str):
            return None
        field = meaning(name).field
        if field and value:
            if field in fields:
                return None
            fields[field] = [value]
    return fields


def values(record: Mapping[str, Any], *within: str) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield each value of an object that is none itself, those in objects and lists within it too, and its names."""
    for name, value in islice(record.items(), _MOST_KEYS):
        parts = value[:_MOST_VALUES] if isinstance(value, list) else (value,)
        for part in parts:
            if isinstance(part, dict):
                if len(within) < _DEEPEST:
                    yield from values(part, *within, str(name)[:80])
            elif part is not None and part != "":
                yield (*within, str(name)[:80]), part


# ── an article ───────────────────────────────────────────────────────────────────────────────────────────────


def article(values: Said, at: Place, place: int, *, title: str = "", url: str = "") -> Article | None:
    """Return a piece as an article; None where it has no headline.

    Args:
        title, url: in place of what `values` say; a blank `url` for no address at all.
    """
    title = _fields.headline(title or _fields.words(_first(values, "title")))
    if not title:
        return None
    body = _first(values, "body")
    terms = _filed(tuple(_texts(values.get("section", ()))), tuple(_texts(values.get("tags", ()))))
    is_video = "kind" in values and folded(_first(values, "kind")).startswith(("video", "film", "فيديو"))
    url = url.strip() if url else _address(values, at.base)
    return Article(
        title=title,
        url=url,
        teaser=_fields.teaser(_fields.words(_first(values, "teaser")), body, title),
        published=published(values, at.day_first),
        byline=_byline(values),
        section=terms[0] if terms else "",
        tags=terms,
        kind="video" if is_video else "article",
        duration=_fields.duration(_first(values, "duration")) if is_video else "",
        language=_fields.language(_first(values, "language")),
        source=at.source,
        place=place,
        **_picture(values, at, url or at.base, body),
    )


def _address(values: Said, base: str) -> str:
    return next(filter(None, (_fields.address(said, base) for said in _texts(values.get("url", ())))), "")


def published(values: Said, day_first: bool | None = None) -> datetime | None:
    """Return the moment a piece says it came out; None where it says none that is one."""
    for value in _flat(values.get("date", ())):
        if value and (when := _dates.instant(value, day_first)):
            return when
    return None


_YES = frozenset(map(folded, "true yes y on 1 x ja si sí oui vrai verdadero sim verdadeiro wahr نعم".split()))
_NO = frozenset(map(folded, "false no off 0 nein non não falso faux falsch لا".split()))
_UNPUBLISHED = frozenset(map(folded, (
    "draft|auto draft|pending|private|trash|unpublished|entwurf|ausstehend|privat|papierkorb|borrador|pendiente|"
    "privado|papelera|brouillon|en attente|privé|corbeille|rascunho|pendente|lixo|مسودة").split("|")))


def is_draft(values: Said) -> bool:
    """Say whether a piece is not out, by its own words: ``draft: true``, ``published: false``, ``status: draft``."""
    if "draft" in values and folded(_first(values, "draft")) in _YES:
        return True
    if "status" in values and folded(_first(values, "status")) in _UNPUBLISHED:
        return True
    return any(value is False or (isinstance(value, str) and len(value) < 6 and folded(value) in _NO)
               for value in _flat(values.get("date", ())))


def text(value: object) -> str:
    """Return a value as text: numbers as they are written, everything else that is no text as nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else ""
    return f"{value:g}" if isinstance(value, float) and value == value else ""


def texts(values: Said, field: str) -> Iterator[str]:
    """Yield the values of a field that say something, as text."""
    return (found for found in _texts(values.get(field, ())) if not found.isspace())


def _flat(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, list):
            yield from value
        else:
            yield value


def _texts(values: Iterable[object]) -> Iterator[str]:
    return filter(None, map(text, _flat(values)))


def _first(values: Said, field: str) -> str:
    """Return the first value of a field that says something; nothing where none does."""
    for value in values.get(field, ()):
        for part in value if isinstance(value, list) else (value,):
            if (found := text(part)) and not found.isspace():
                return found
    return ""


@lru_cache(maxsize=2048)
def _filed(sections: tuple[str, ...], tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a piece is filed under, its section first. A comma parts tags, but may stand in a section's name."""
    labels = [label for several in sections for label in re.split(r"[;|\n]", several)]
    labels += [label for several in tags for label in re.split(r"[;|,،、\n]", several)]
    return _fields.terms(label.strip().lstrip("#") for label in labels[:_MOST_VALUES])


def _byline(values: Said) -> str:
    for value in values.get("byline", ()):
        names = tuple(name for name in _texts((value,)) if not name.isdigit())
        if names and (said := _named(names)):
            return said
    return ""


@lru_cache(maxsize=2048)
def _named(names: tuple[str, ...]) -> str:
    return _fields.byline(name for several in names for name in re.split(r"[;|\n]", several))


def _picture(values: Said, at: Place, base: str, body: str) -> dict[str, Any]:
    """Return the fields of an Article that tell of its picture; none where there is none."""
    offered = list(_texts(values.get("image", ())))[:_MOST_VALUES]
    if not offered and "<img" not in body:
        return {}
    width = _first(values, "width")
    alt = _pictures.alternative(_first(values, "alt"))
    media = [_pictures.Medium(url=_fields.picture(url, at.base, at.folder, at.home), type="image", alt=alt,
                              width=int(width) if width.isascii() and width.isdigit() and len(width) < 6 else 0)
             for url in offered]
    best = next((medium for medium in media if medium.is_picture), None) or _pictures.best((), body, base)
    if best is None:
        return {}
    return {
        "image": best.url, "image_width": best.told_width, "alt": _pictures.described(best, body, base),
        "credit": _fields.words(_first(values, "credit")),
    }
