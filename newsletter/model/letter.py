"""The letter: an issue rendered, its pictures and their places; and the edition of it that goes somewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from typing import Literal

from msgspec import Struct

from newsletter.model.publication import MergeTag, Publication, Reader, Readers



class Picture(Struct, frozen=True, kw_only=True):
    """A picture file of the letter, cropped and named by its content.

    Attributes:
        name: file name, made of its content's hash and its ending.
        data: the bytes of the file.
        media_type: ``image/jpeg``, ``image/png`` or ``image/gif``.
        width, height: in pixels of the file.
    """

    name: str
    data: bytes
    media_type: str
    width: int
    height: int


PICTURE_STAND_IN = re.compile(r"https://picture\.invalid/([A-Za-z0-9._-]+)")


def place_pictures(html: str, pictures: Iterable[Picture], address: Callable[[Picture], str]) -> str:
    """Return a letter's HTML with the address of each of its pictures where that picture's stand-in was.

    The address is escaped here, for an attribute. A stand-in for nobody's picture is a source's own words, and stays.
    """
    known = {picture.name: picture for picture in pictures}
    return PICTURE_STAND_IN.sub(lambda found: escape(address(known[found[1]])) if found[1] in known else found[0], html)


def in_folder(place: str) -> Callable[[Picture], str]:
    """Return what says the address of a picture in a folder, on the web or beside the letter; empty for the letter's own."""
    folder = f"{place.rstrip('/')}/" if place else ""
    return lambda picture: folder + picture.name


def on_the_web(publication: Publication, otherwise: Callable[[Picture], str]) -> Callable[[Picture], str]:
    """Return what says where a picture is: in the publication's folder on the web; `otherwise` where it has none."""
    return in_folder(publication.image_base_url) if publication.image_base_url else otherwise


def within(picture: Picture) -> str:
    """Return an address that holds the whole picture, for a letter that stands alone."""
    return f"data:{picture.media_type};base64,{b64encode(picture.data).decode()}"


# Without gc, for there are many and none can hold another: the collector need not look at them.
class Mark(Struct, frozen=True, kw_only=True, gc=False):
    """Where a position of the issue begins in the letter's HTML: `offset` in characters."""

    position: str
    offset: int


# What compose writes into the HTML and MJML where a position begins; the position is its group. Masthead and imprint
# have no place in the file where they stand by themselves. A line of a template (``blocks/lead.mjml:12``) stands there
# only where somebody asks for it.
POSITION_COMMENT = re.compile(r"<!--@((?:b\d|masthead|imprint|[^>:]+\.mjml:\d)[^>]*?)-->")


def marks_taken_out(html: str) -> tuple[str, tuple[Mark, ...]]:
    """Return HTML without its position comments, and where they stood."""
    pieces = POSITION_COMMENT.split(html)
    marks, offset = [], 0
    for piece, position in zip(pieces[::2], pieces[1::2], strict=False):
        offset += len(piece)
        marks.append(Mark(position=position, offset=offset))
    return "".join(pieces[::2]), tuple(marks)


def marks_put_in(html: str, marks: Iterable[Mark]) -> str:
    """Return HTML with a position comment at each mark: `marks_taken_out` turned round."""
    pieces, before = [], 0
    for mark in marks:
        pieces += [html[before : mark.offset], f"<!--@{mark.position}-->"]
        before = mark.offset
    return "".join((*pieces, html[before:]))


class Letter(Struct, frozen=True, kw_only=True):
    """The issue rendered, neutral: merge tags still symbolic, pictures still named, not placed.

    Attributes:
        key: that of its issue.
        theme: the name of its theme.
        subjects: other subject lines, to be chosen from where it is handed over.
        html, text: with stand-ins for the merge tags (`newsletter.merge`) and, in html,
            ``https://picture.invalid/<name>`` for each local picture.
        tags: the merge tags that its stand-ins mean, by number.
        places: where each of the tags was first typed, ``file:line``: in words, and in an address.
        readers: whom parts of it are for, by the number between whose marks they stand.
        marks: in the order of the html.
        notes: what the editor should hear of: words that look like a merge tag and are none.
    """

    key: str
    number: int | None
    date: date | None
    language: str
    direction: Literal["ltr", "rtl"]
    subject: str
    preheader: str
    mjml: str
    html: str
    text: str
    theme: str = ""
    subjects: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tags: tuple[MergeTag, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    readers: tuple[Readers, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()


class Edition(Struct, frozen=True, kw_only=True):
    """A Letter with one service's words, or one reader's, put in.

    Attributes:
        marks: those of the letter, where they are in this html.
        dropped: the merge tags whose line had to go, each once, in order; told on stderr.
        notes: what the service cannot do as well as it should; told on stderr.
        unsubscribe: the address behind List-Unsubscribe; empty where the service writes it itself or there is none.
        one_click: whether `unsubscribe` identifies the reader, so that RFC 8058 one-click may be offered.
        reader: whose words were put in; None for nobody's.
    """

    letter: Letter
    service: str
    subject: str
    preheader: str
    html: str
    text: str
    subjects: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unsubscribe: str = ""
    one_click: bool = False
    reader: Reader | None = None
