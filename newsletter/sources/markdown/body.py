"""The body of a Markdown file → its first heading, its first paragraph, its pictures."""

from __future__ import annotations

import re
from typing import NamedTuple

from newsletter import dom
from newsletter.prose import markdown_html, one_line, plain
from newsletter.sources import _fields

_READ = 20_000
_MOST_PARAGRAPHS = 60
_LONGEST_PARAGRAPH = 3_000  # of which a teaser takes 320; brackets without end cost its square
_MORE = re.compile(r"<!--\s*more\s*-->|\{/\*\s*more\s*\*/\}", re.IGNORECASE)
_HEADING = re.compile(r"^(?:#[ \t]+(\S.*?)[ \t]*#*|([^\s#>+*-].*)\n=+[ \t]*)$", re.MULTILINE)
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(\s*<?([^\s<>()]{1,1000})>?[^)\n]{0,500}\)")
_FENCED = re.compile(r"^(```|~~~).*?(?:^\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
# What site generators put between the words: Hugo's and Liquid's tags, MDX's imports, footnotes, attributes, comments.
_CODE = re.compile(
    r"\{\{.{0,1000}?\}\}|\{%.{0,1000}?%\}|\[\^[^\]\n]{1,40}\](?!:)|\{[:.#][^}\n]{0,200}\}|"
    r"<!--.{0,2000}?-->|\{/\*.{0,2000}?\*/\}", re.DOTALL)
_NO_WORDS = re.compile(
    r"#|={3}|-{3}|\*{3}|import\s.*from|export\s|\[\^?[^\]]*\]:|<(?:script|style|iframe|figure)\b|\||:::|\$\$")


class ImageLink(NamedTuple):
    """A picture as the body names it."""

    src: str
    alt: str


def without_code(text: str) -> str:
    """Return a text without what a site generator would replace: ``{{ site.baseurl }}/a.jpg`` → ``/a.jpg``."""
    return _CODE.sub("", text).strip()


def heading(text: str) -> str:
    """Return the first heading of the first rank as plain text; empty where there is none."""
    found = _HEADING.search(_FENCED.sub("", text[:_READ]))
    return _words(found[1] or found[2]) if found else ""


def teaser(text: str) -> str:
    """Return what stands above ``<!--more-->``, else the first paragraph, as plain text; no headings, no pictures."""
    text = text[:_READ]
    more = _MORE.search(text)
    paragraphs = _FENCED.sub("", text[: more.start()] if more else text).split("\n\n")[:_MOST_PARAGRAPHS]
    said = filter(None, (_paragraph(paragraph) for paragraph in paragraphs))
    return " ".join(said) if more else next(said, "")


def _paragraph(text: str) -> str:
    """Return a paragraph as plain text; empty for what is none: a heading, a picture, a line of code."""
    text = re.sub(r"\A(?:[ \t]*\n|#{1,6}[ \t].*(?:\n|\Z)|.*\n=+[ \t]*(?:\n|\Z))+", "", text)
    text = _PICTURE.sub("", without_code(text[:_LONGEST_PARAGRAPH])).strip()
    return "" if not text or _NO_WORDS.match(text) else _words(text)


def _words(text: str) -> str:
    """Return Markdown as plain text; HTML in it is markup too."""
    return _fields.words(plain(markdown_html(without_code(text))).replace("\n", " "))


def pictures(text: str) -> list[ImageLink]:
    """Return the first pictures of a body, those of Markdown before those of HTML in it."""
    text = _FENCED.sub("", text[:_READ])
    found = [ImageLink(src, one_line(alt)) for alt, src in _PICTURE.findall(text)[:10]]
    return found or [ImageLink(picture.src, picture.alt) for picture in dom.pictures(text, 10)]
