"""Article ↔ row: how its words are stored, and under what they are found again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from operator import attrgetter, itemgetter
from typing import Any

from newsletter.archive.trouble import OddRow
from newsletter.model import Article, best_of, folded

Values = tuple[Any, ...]

COLUMNS = (
    "title", "url", "teaser", "image", "image_width", "alt", "alt_is_draft", "credit", "published", "byline",
    "section", "tags", "kind", "duration", "language", "place",
)  # fmt: skip
"""The columns of an article that its source gives, in the order of `values`."""

_NUMBERS = ("image_width", "alt_is_draft", "published", "place")

TITLE, TEASER, PUBLISHED = (COLUMNS.index(name) for name in ("title", "teaser", "published"))
_PLACE = COLUMNS.index("place")
_searched_of = itemgetter(*map(COLUMNS.index, ("title", "teaser", "byline", "section", "tags")))
_texts_of = itemgetter(*(i for i, name in enumerate(COLUMNS) if name not in _NUMBERS))

SOURCE_BITS = 20
SOURCE_MASK = (1 << SOURCE_BITS) - 1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_FIRST, _LAST = ((moment.replace(tzinfo=UTC) - _EPOCH) // _SECOND for moment in (datetime.min, datetime.max))
WIDEST = 1_000_000  # pixels; a source may say anything


def row_number(piece: int, source: int) -> int:
    """Return the number of the row of a piece in a source."""
    return piece << SOURCE_BITS | source


def piece_number(stored: object) -> int:
    """Return the number of a piece, as another table has it. Raises OddRow for what cannot be one."""
    if not isinstance(stored, int) or not 0 <= stored < 1 << (63 - SOURCE_BITS):
        raise OddRow
    return stored


def words(stored: object) -> str:
    """Return a stored text. Raises OddRow for what is none."""
    if not isinstance(stored, str):
        raise OddRow
    return stored


# ── moments ──────────────────────────────────────────────────────────────────────────────────────────────────


def seconds(moment: datetime) -> int:
    """Return a moment as it is stored: fractions are dropped, years beyond 1 and 9999 in UTC are drawn in."""
    return min(max((moment - _EPOCH) // _SECOND, _FIRST), _LAST)


def from_on(moment: datetime) -> int:
    """Return the first stored moment that is not before a moment."""
    return min(max(-((_EPOCH - moment) // _SECOND), _FIRST), _LAST + 1)


def moment_of(stored: int) -> datetime:
    """Return a stored moment, in UTC."""
    try:
        return _EPOCH + timedelta(seconds=stored)
    except (TypeError, ValueError, OverflowError) as error:
        raise OddRow from error


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────

_UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")  # SQLite's own functions end a text at NUL; half a pair is no UTF-8


def storable(text: str) -> str:
    """Return a text with a replacement character for each that cannot be stored."""
    return _UNSTORABLE.sub("\ufffd", text)


def values(article: Article) -> Values:
    """Return what a source says of an article, in the order of `COLUMNS`."""
    said = (
        article.title, article.url, article.teaser, article.image, min(article.image_width, WIDEST), article.alt,
        int(article.alt_is_draft), article.credit, None if article.published is None else seconds(article.published),
        article.byline, article.section, "\n".join(article.tags), article.kind, article.duration, article.language,
        article.place,
    )  # fmt: skip
    if _is_storable("".join(_texts_of(said))):
        return said
    return tuple(storable(value) if isinstance(value, str) else value for value in said)


def _is_storable(text: str) -> bool:
    try:
        text.encode()  # a tenth of the time that a search takes
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def key(id: str) -> bytes:
    """Return what a piece is found under; of one length, so that its index stays small."""
    return blake2b(storable(id).encode(), digest_size=16).digest()


def headline(title: str) -> str:
    """Return a folded headline without the ``[Video]`` it begins with: letters carry it without."""
    words = folded(title)
    return words.removeprefix("video ") if title.lstrip().startswith("[") else words


# What SQLite's tokenizer (unicode61, remove_diacritics 2) takes apart and folds exactly as `folded` does: a test tries
# each of them.
_ALIKE = re.compile(
    r"[\x01-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf-\xde\xe0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u01c3\u1ea0-\u1eff"
    r"\u2010-\u2027\u20ac]*"
)
# Scripts written without blanks between words: kana and Han, Thai, Lao, Myanmar, Khmer.
_UNBROKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]"
)


def spelled_out(text: str) -> str:
    """Return a text folded, with blanks round each letter of the scripts that have none between words."""
    return _UNBROKEN.sub(r" \g<0> ", folded(text))


def searched(said: Values) -> Values:
    """Return the words that are searched: headline, teaser, byline, section and tags."""
    return _searched_of(said)


def letters(said: Values) -> str:
    """Return the searched words spelled out where the tokenizer alone would not find them; empty where it would."""
    text = " ".join(_searched_of(said))
    return "" if text.isascii() or _ALIKE.fullmatch(text) else spelled_out(text)


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────

REVISED = "coalesce((SELECT max(until) FROM wording WHERE wording.article = article.number), article.seen)"
"""When the words of a row were last changed, else when they came."""

SELECT = f"""
    SELECT article.number, piece.seen, piece.backlog, piece.kept, {REVISED}, picture.image, picture.alt, picture.width,
           {", ".join(f"article.{name}" for name in COLUMNS)}
    FROM piece
    JOIN article
    ON article.number BETWEEN piece.number << {SOURCE_BITS} AND piece.number << {SOURCE_BITS} | {SOURCE_MASK}
    LEFT JOIN picture ON picture.piece = piece.number
"""
"""All rows of all pieces, as `article` takes them; a WHERE follows."""


def article(row: Sequence[Any], sources: Mapping[int, str]) -> Article:
    """Return the article of a row of `SELECT`; with the picture of its own page where its source gave none.

    An alt text that came without a picture is a draft beside one from elsewhere.
    """
    number, seen, backlog, kept, revised, image, alt, width, *rest = row
    source = sources.get(number & SOURCE_MASK)
    if {*map(type, _texts_of(rest)), type(source)} != {str} or type(rest[_PLACE]) is not int:
        raise OddRow
    said = dict(zip(COLUMNS, rest, strict=True))
    if image and not said["image"]:
        draft = not alt and bool(said["alt"])
        said |= {"image": image, "image_width": width, "alt": alt or said["alt"], "alt_is_draft": draft}
    said["alt_is_draft"] = bool(said["alt_is_draft"])
    said["published"] = None if said["published"] is None else moment_of(said["published"])
    said["tags"] = tuple(said["tags"].split("\n")) if said["tags"] else ()
    return Article(**said, source=source, seen=moment_of(seen), backlog=bool(backlog), kept=bool(kept),
                   revised=moment_of(revised))


def merged(members: Sequence[Article]) -> Article:
    """Return one article of a piece's rows, with the best of each as picking has it; sources count by their names."""
    return best_of(sorted(members, key=attrgetter("source")))
