"""What a source says of a piece, in whatever form → the fields of an Article, which can be trusted.

Shared by the kinds of sources; no kind itself (the registry skips names that begin with ``_``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from newsletter.model import folded
from newsletter.prose import excerpt, one_line, plain

_LONGEST_URL = 4000
_READ_OF_BODY = 20_000
_WHOLE_TEASER = 320
_WHOLE_HEADLINE = 5_000
_EARLIEST, _LATEST = 1990, 2100


# What needs no second look, and most addresses are of it: a whole table of them is read three times as fast.
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[A-Za-z0-9/._~%!$&'()*+,=:@-]*)?")


def address(url: object, base: str = "") -> str:
    """Return an absolute http(s) address without user name, ready to be put into a letter; empty for any other."""
    if isinstance(url, str) and len(url) <= _LONGEST_URL and _PLAIN_ADDRESS.fullmatch(url):
        return url
    text = re.sub(r"[\x00-\x1f\x7f]", "", url).strip() if isinstance(url, str) else ""
    if not text or len(text) > _LONGEST_URL:
        return ""
    try:
        absolute = urljoin(base, text) if base else f"https:{text}" if text.startswith("//") else text
        parts = urlsplit(absolute)
        trusted = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    return one_line(re.sub(r"[\s<>\"\\^`{|}]", _escaped, absolute)) if trusted else ""


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def picture(url: object, base: str = "", folder: Path | None = None, home: Path | None = None) -> str:
    """Return the address of a picture; of one that lies beside a feed on the disk, its whole path.

    A feed that was only saved somewhere must not bring private pictures into a letter: beside it means in its own
    folder or below, or in the publication it belongs to.

    Args:
        folder: where the feed lies; None for one that came from elsewhere.
        home: what stands for “beside it” where several files are one source; None for `folder`.
    """
    text = url.strip() if isinstance(url, str) else ""
    if folder and text and len(text) < 500 and not re.match(r"[a-z][a-z0-9+.-]*:|/|\\", text, re.IGNORECASE):
        from newsletter.publication import FILE

        try:
            path, home = (folder / text).resolve(), (home or folder).resolve()
            publications = (parent for parent in home.parents if (parent / FILE).is_file())
            if path.is_file() and any(path.is_relative_to(root) for root in (home, *publications)):
                return str(path)
        except (OSError, ValueError):
            return ""
    return address(url, base)


# Tags that editors write into headlines. Others, such as <video> or <T>, are what the headline is about.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|script|small|span|strike|strong|"
    r"style|su[bp]|tt|u|wbr)(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);", re.IGNORECASE)


def words(value: object, *, html: bool | None = None) -> str:
    """Return a value as one line of plain text.

    Args:
        html: whether it is HTML; None where the source does not say, so that its tags and entities decide.
    """
    text = value if isinstance(value, str) else ""
    return plain(text) if html or (html is None and _INLINE.search(text)) else one_line(text)


def headline(text: str) -> str:
    """Return a headline whole; of one longer than any, the beginning: an issue with a page in its place is no file to edit."""
    return excerpt(text, _WHOLE_HEADLINE)


# ── teasers ──────────────────────────────────────────────────────────────────────────────────────────────────

_CAPTION = re.compile(r"<figcaption\b.*?(?:</figcaption>|$)", re.IGNORECASE | re.DOTALL)
_POST = re.compile(r"\b(?:The post|Der Beitrag|L[’']article|La entrada|O post|L[’']articolo|Het bericht) ")
_FIRST_ON = (
    "appeared first on", "erschien zuerst auf", "est apparu en premier sur", "se publicó primero en",
    "apareceu primeiro em", "proviene da", "verscheen eerst op")
_APPEARED = re.compile(rf".{{1,600}} (?:{'|'.join(_FIRST_ON)}) .{{1,200}}")
_MORE_WORDS = (
    "continue reading", "keep reading", "read more", "read the full article", "read the full story", "read the rest of",
    "weiterlesen", "lire la suite", "leer más", "seguir leyendo", "leia mais", "leggi tutto", "lees meer", "more")
_MORE = re.compile(
    rf"(?:^|(?<=[.!?…\])”\"’]) ?| (?=[\[(]))[\[(]?(?:{'|'.join(_MORE_WORDS)})[.…]{{0,3}}[\])]?$", re.IGNORECASE)
_TAIL = " \u00a0.…→»›>“”\""


def teaser(summary: str, body: str, title: str) -> str:
    """Return the line under a headline: the summary, else the beginning of the body, without what systems hang on.

    Args:
        summary: plain text; one no longer than a standfirst is kept whole.
        body: HTML; see `beginning`.
    """
    text = _said(summary, title) or _said(beginning(body), title)
    return text if len(text) <= _WHOLE_TEASER else excerpt(text)


def beginning(html: str) -> str:
    """Return the beginning of a text in HTML as plain text, without captions."""
    return plain(_CAPTION.sub(" ", html[:_READ_OF_BODY]))


def _said(text: str, title: str) -> str:
    """Return a text that says more than the headline, or nothing."""
    text = _untrailed(text, title)
    return text if folded(text) != folded(title) else ""


def _untrailed(text: str, title: str) -> str:
    """Return a text without “The post … appeared first on …” or “Continue reading …” at its end."""
    # That the words are there at all is seen at once; where they begin takes ten times as long.
    tail = text[-1000:]
    appeared = any(words in tail for words in _FIRST_ON)
    posts = [found.start() for found in _POST.finditer(text, len(text) - len(tail))] if appeared else []
    for start in reversed(posts[-3:]):
        if _APPEARED.fullmatch(text, start):
            text = text[:start].rstrip()
            break
    end = text.rstrip(_TAIL).removesuffix(title).rstrip(_TAIL)
    says_more = end[-30:].rstrip(".…])").lower().endswith(_MORE_WORDS)
    found = _MORE.search(end, max(0, len(end) - 60)) if says_more else None
    return text[: found.start()].rstrip() if found else text


# ── dates, lengths, languages ────────────────────────────────────────────────────────────────────────────────


def moment(value: datetime | None) -> datetime | None:
    """Return a time in UTC, where it names its zone or is taken for UTC; None where it is before or beyond the web."""
    if value is None or not _EARLIEST <= value.year < _LATEST:
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def duration(value: object) -> str:
    """Return seconds, ``4:05`` or ``01:02:03`` as ``4:05`` or ``1:02:03``; empty for anything else, or nothing."""
    found = re.fullmatch(r"\s*(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,6})(?:\.\d+)?\s*", str(value), re.ASCII)
    if not found:
        return ""
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    minutes, seconds = divmod(hours * 3600 + minutes * 60 + seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}"
    return f"{minutes}:{seconds:02}" if minutes or seconds else ""


def language(value: object) -> str:
    """Return a BCP 47 tag as it is written there (``pt-BR``, ``zh-Hant``); empty for what is none."""
    parts = value.strip().replace("_", "-").split("-") if isinstance(value, str) else []
    if not parts or not re.fullmatch(r"[A-Za-z]{2,3}", parts[0]) or parts[0].lower() in ("und", "mul", "zxx"):
        return ""
    tag = parts[0].lower()
    for part in parts[1:]:
        if re.fullmatch(r"[A-Za-z]{4}", part):
            tag += f"-{part.title()}"
        elif re.fullmatch(r"[A-Za-z]{2}|[0-9]{3}", part):
            return f"{tag}-{part.upper()}"
        else:
            break
    return tag


# ── names and terms ──────────────────────────────────────────────────────────────────────────────────────────

_LONGEST_NAME = 300
_NO_TERM = re.compile(
    r"https?://|\d+$|(?:uncategori[sz]ed|allgemein|sin categoría|non classé|sem categoria)$", re.IGNORECASE)


def byline(names: Iterable[object]) -> str:
    """Return who wrote it, each once; addresses of mail and web are no names."""
    return ", ".join(dict.fromkeys(filter(None, map(_person, names))))


def _person(name: object) -> str:
    """Return the name in ``Name``, ``Name <mail>`` or ``mail (Name)``."""
    said = words(name)
    if len(said) > _LONGEST_NAME or re.search(r"https?://", said):
        return ""
    return one_line(re.sub(r"\S+@\S+", "", said)).strip(" ()<>,") if "@" in said else said


def terms(labels: Iterable[object]) -> tuple[str, ...]:
    """Return what a piece is filed under, each once whatever its spelling; the first is its section."""
    kept: dict[str, str] = {}
    for label in map(words, labels):
        if label and not _NO_TERM.match(label):
            kept.setdefault(folded(label), label)
    return tuple(kept.values())
