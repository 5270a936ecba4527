"""MJML → HTML, by mrml. It has habits that break letters in silence: what is done before it, against them, is here."""

from __future__ import annotations

import re

from newsletter.markup.nesting import PIECE, MarkupError, shown

_HEAD = re.compile(r"<mj-head>.*?</mj-head>", re.DOTALL)
_KEPT_AS_IT_IS = re.compile(r"(<mj-style\b.*?</mj-style>|<!--.*?-->)", re.DOTALL)
_NOT_PLAIN = re.compile(r"[^\t\n -~]|\\")
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")


def prepared(mjml: str) -> str:
    """Return MJML that mrml 0.2 reads as it is meant.

    It refuses CR LF and blanks between the tags of the head, and prints attributes with Rust's Debug, which makes
    a visible ``\\u{…}`` of a backslash, a no-break space, joiners, combining accents and much more, and ``\\n`` of a
    line's end: all that is not plain ASCII travels as a character reference.
    """
    mjml = mjml.replace("\r\n", "\n").replace("\r", "\n")
    mjml = _HEAD.sub(lambda head: re.sub(r">[ \t\n]+<", ">\n<", head[0]), mjml)
    mjml = PIECE.sub(_with_values_on_one_line, mjml)
    pieces = _KEPT_AS_IT_IS.split(mjml)
    pieces[::2] = [_NOT_PLAIN.sub(lambda found: f"&#{ord(found[0])};", piece) for piece in pieces[::2]]
    return "".join(pieces)


def _with_values_on_one_line(piece: re.Match[str]) -> str:
    tag = piece[0]
    if "\n" not in tag and "\t" not in tag or piece["apart"]:
        return tag
    return _VALUE.sub(lambda value: value[0].replace("\n", "&#10;").replace("\t", "&#9;"), tag)


def compiled(mjml: str) -> str:
    """Return the HTML of prepared MJML. Raises MarkupError where mrml cannot read it, or does not know a tag."""
    from mjml import mjml2html

    try:
        # No fonts, or mrml links Google's for its default family.
        html = mjml2html(mjml, fonts={}, include_loader=None)
    except (ValueError, OSError) as error:
        raise MarkupError(*_explained(str(error), mjml)) from error
    # mrml lets tags that it does not know pass through as they are: their words would be lost in most clients.
    if unknown := re.search(r"</?(mj-[a-z-]+)", html):
        before = mjml[: mjml.find(f"<{unknown[1]}") + 1]
        raise MarkupError(f"there is no tag <{unknown[1]}> in MJML", before, "write its name as MJML does")
    return html


def _explained(message: str, mjml: str) -> tuple[str, str]:
    """Return what mrml complains of in plain words, and the MJML before that place."""
    span = re.search(r"(\d+):(\d+)", message)
    if not span:
        return f"the MJML of this letter is broken ({message})", mjml
    start, end = int(span[1]), int(span[2])
    return f"the MJML is broken at “{shown(mjml[start:end])}” ({message[: span.start()].strip(' :')})", mjml[:end]
