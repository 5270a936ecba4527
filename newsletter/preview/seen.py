"""A letter and how it is looked at → the document that a frame shows. Pure.

Its pictures come from this server; its positions are comments again, so that the page can jump to a finding; its links
want a new window, which a sandboxed frame may not open: a click leaves the letter where it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from newsletter import merge, publication as publications
from newsletter.model import Edition, Picture, Reader, Service, Struct, marks_put_in, place_pictures, replace
from newsletter.preview.dark import turned_dark
from newsletter.preview.showing import Good
from newsletter.preview.whom import labelled

Scheme = Literal["light", "dark", "forced"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark", "forced")

# Readers as they come: what a greeting makes of a name is seen best where the name is not the usual one.
READERS: Mapping[str, tuple[str, Reader]] = {
    "usual": ("Maria", merge.SAMPLE),
    "short": ("A short name (Bo)", replace(merge.SAMPLE, first_name="Bo")),
    "long": ("A long name", replace(merge.SAMPLE, first_name="Wilhelmina-Alexandra Featherstonehaugh",
                                    email="wilhelmina-alexandra.featherstonehaugh@correspondents.example.org")),
    "none": ("No name", replace(merge.SAMPLE, first_name="")),
    "rtl": ("A name from right to left (مريم)", replace(merge.SAMPLE, first_name="مريم")),
}


class Seen(Struct, frozen=True, kw_only=True):
    """How a letter is looked at.

    Attributes:
        scheme: light; dark in the letter's own colours; turned dark by a mail program that knows no other way.
        pictures: False as where a mail program shows none.
        service: whose words are in it; empty for none's: it is seen as a reader gets it from the publication's service.
        reader: one of `READERS`, as whom it is read; or one of ``members`` (``in.members``), or none of them
            (``out.members``); empty for the usual one.
    """

    scheme: Scheme = "light"
    pictures: bool = True
    service: str = ""
    reader: str = ""

    @staticmethod
    def of(asked: Mapping[str, str]) -> Seen:
        """Return what a request asks for by ``scheme``, ``pictures=off``, ``service`` and ``reader``."""
        scheme = next((known for known in SCHEMES if known == asked.get("scheme")), "light")
        return Seen(scheme=scheme, pictures=asked.get("pictures") != "off", service=asked.get("service", ""),
                    reader=_reader_asked(asked.get("reader", "")))


_IN_GROUP = re.compile(r"(in|out)\.([A-Za-z]\w*)", re.ASCII)


def _reader_asked(name: str) -> str:
    return name if name in READERS or _IN_GROUP.fullmatch(name) else ""


def _reader(name: str) -> Reader:
    """Return a sample reader; of one whose groups nobody asked for, what is for some is shown with the rest."""
    if found := _IN_GROUP.fullmatch(name):
        return replace(merge.SAMPLE, groups=frozenset({found[2]} if found[1] == "in" else ()))
    return replace(READERS[name or "usual"][1], groups=merge.EVERY_PART)


def edition_seen(good: Good, seen: Seen) -> Edition:
    """Return the edition that is looked at.

    Raises:
        InputError: there is no such service, or a word of the letter cannot be said in its dialect.
    """
    if not seen.service and not seen.reader:
        return good.read
    service, reader = who(good, seen)
    return merge.stamp(good.letter, service, good.publication, reader)


def who(good: Good, seen: Seen) -> tuple[Service, Reader | None]:
    """Return the service whose words are put in, and the reader: one for whom they are filled in here, where one is looked at.

    Raises InputError where there is no such service.
    """
    service = publications.service(good.publication, seen.service)
    if seen.service and not seen.reader:
        return service, merge.sample_reader(service)
    return merge.as_received(service, good.publication, _reader(seen.reader), good.letter.tags)


def edition_judged(good: Good, seen: Seen) -> Edition:
    """Return the edition that the checks are asked about: the one that is looked at.

    But the service's where it greets readers itself and a reader's is looked at: that one is what goes out. Raises as
    `edition_seen`.
    """
    if not seen.service and not publications.service(good.publication).merged_here:
        return good.edition
    return edition_seen(good, seen)


def document(edition: Edition, seen: Seen, address: Callable[[Picture], str]) -> str:
    """Return the HTML of an edition as a frame shows it.

    Args:
        address: where the server has a picture.
    """
    html = place_pictures(labelled(marks_put_in(edition.html, edition.marks), edition), edition.letter.pictures, address)
    html = turned_dark(in_scheme(html, "light")) if seen.scheme == "forced" else in_scheme(html, seen.scheme)
    if not seen.pictures:
        html = without_pictures(html)
    return _HEAD.sub(r'\g<0><base target="_blank">', html, count=1)


# ── light and dark ───────────────────────────────────────────────────────────────────────────────────────────

_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_PREFERS = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)
_SCHEMES = re.compile(r"\bcolor-scheme\s*:\s*light\s+dark\b", re.IGNORECASE)
_META = re.compile(r"""(<meta\b[^>]*\bcolor-scheme["'][^>]*\bcontent=["'])light\s+dark(?=["'])""", re.IGNORECASE)

# Features that hold always, and never, wherever in a media query they stand.
_ALWAYS, _NEVER = "(min-width:0px)", "(max-width:-1px)"


def in_scheme(html: str, scheme: Literal["light", "dark"]) -> str:
    """Return a document as it looks where its reader prefers a colour scheme, whatever the browser's own is."""
    def styled(style: re.Match[str]) -> str:
        css = _PREFERS.sub(lambda asked: _ALWAYS if asked[1].lower() == scheme else _NEVER, style[0])
        return _SCHEMES.sub(f"color-scheme: {scheme}", css)
    return _META.sub(rf"\g<1>{scheme}", _STYLE.sub(styled, html))


# ── pictures off ─────────────────────────────────────────────────────────────────────────────────────────────

_PICTURE = re.compile(r"""(<img\b[^>]*?\ssrc=)(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_BACKGROUND = re.compile(r"""(?<=\s)background=(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
_URL = re.compile(r"url\([^)]*\)", re.IGNORECASE)


def without_pictures(html: str) -> str:
    """Return a document as a mail program shows it that loads no pictures: each is its alt text in its place."""
    html = _BACKGROUND.sub("", _PICTURE.sub(r'\1"data:,"', html))
    return _ATTRIBUTE.sub(lambda style: _URL.sub("none", style[0]), _STYLE.sub(lambda style: _URL.sub("none", style[0]), html))


_ATTRIBUTE = re.compile(r"""\sstyle=(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
