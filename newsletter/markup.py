"""MJML → HTML with the theme's own style inlined. The only room that knows mjml and premailer.

Both have habits that break letters in silence (each was seen, and has a test): what is done before and after them
is here, and what must have survived is asserted.
"""

from __future__ import annotations

import re

from newsletter.errors import NewsletterError, TemplateError


class MarkupError(TemplateError):
    """MJML that cannot be compiled. `before` is the MJML up to the place where the compiler gave up."""

    def __init__(self, what: str, before: str) -> None:
        super().__init__(what, todo="mend the template: each tag it opens must be closed")
        self.before = before


def press(mjml: str, style: str = "") -> str:
    """Return MJML as a whole HTML document.

    Args:
        style: CSS to put into the elements' own ``style``; what is in ``<mj-style>`` stays where it is.

    Raises:
        MarkupError: the MJML is broken.
    """
    return _inlined(_compiled(_prepared(mjml)), style)


# ── before mrml ──────────────────────────────────────────────────────────────────────────────────────────────

_HEAD = re.compile(r"<mj-head>.*?</mj-head>", re.DOTALL)
_KEPT_AS_IT_IS = re.compile(r"(<mj-style\b.*?</mj-style>|<!--.*?-->)", re.DOTALL)
_NOT_PLAIN = re.compile(r"[^\n -~]|\\")


def _prepared(mjml: str) -> str:
    """Return MJML that mrml 0.2 reads as it is meant.

    It refuses CR LF and blanks between the tags of the head, and prints attributes with Rust's Debug, which makes
    a visible ``\\u{…}`` of a backslash, a no-break space, joiners, combining accents and much more: all that is not
    plain ASCII travels as a character reference.
    """
    mjml = mjml.replace("\r\n", "\n").replace("\r", "\n")
    mjml = _HEAD.sub(lambda head: re.sub(r">[ \t\n]+<", ">\n<", head[0]), mjml)
    pieces = _KEPT_AS_IT_IS.split(mjml)
    pieces[::2] = [_NOT_PLAIN.sub(lambda found: f"&#{ord(found[0])};", piece) for piece in pieces[::2]]
    return "".join(pieces)


def _compiled(mjml: str) -> str:
    from mjml import mjml2html

    try:
        # No fonts, or mrml links Google's for its default family.
        html = mjml2html(mjml, fonts={}, include_loader=None)
    except (ValueError, OSError) as error:
        raise MarkupError(*_explained(str(error), mjml)) from error
    # mrml lets tags that it does not know pass through as they are: their words would be lost in most clients.
    if unknown := re.search(r"</?(mj-[a-z-]+)", html):
        before = mjml[: mjml.find(f"<{unknown[1]}") + 1]
        raise MarkupError(f"there is no tag <{unknown[1]}> in MJML", before)
    return html


def _explained(message: str, mjml: str) -> tuple[str, str]:
    """Return what mrml complains of in plain words, and the MJML before that place."""
    span = re.search(r"(\d+):(\d+)", message)
    if not span:
        return f"the MJML of this letter is broken ({message})", mjml
    start, end = int(span[1]), int(span[2])
    piece = " ".join(mjml.encode()[start:end].decode("utf-8", "replace").split())
    return f"the MJML is broken at “{piece[:60]}” ({message[: span.start()].strip(' :')})", mjml[:end]


# ── premailer ────────────────────────────────────────────────────────────────────────────────────────────────

_DOCTYPE = "<!doctype html>"


def _inlined(html: str, style: str) -> str:
    """Return the document with `style` in its elements; nothing else of it may change."""
    if not style.strip():
        return html
    bare = html.removeprefix(_DOCTYPE).replace("<style", '<style data-premailer="ignore"')
    done = _premailed(bare, style).replace(' data-premailer="ignore"', "")
    # Compared case-sensitively, the lowercase doctype is dropped (premailer 3.10.0), which means quirks mode.
    done = f"<!DOCTYPE html>\n{done}"
    _assert_whole(html, done)
    return done


def _premailed(html: str, style: str) -> str:
    import logging

    from premailer import Premailer

    return Premailer(
        html,
        css_text=style,
        # Only `style` counts: MJML's own sheets are marked to be left alone, and nothing is ever fetched.
        allow_network=False,
        disable_link_rewrites=True,
        keep_style_tags=True,
        strip_important=False,
        remove_classes=False,
        disable_validation=True,
        # It would copy CSS widths over MJML's integer ones, and Outlook then shows pictures at full size.
        disable_basic_attributes=["width", "height", "bgcolor", "align", "valign"],
        cssutils_logging_level=logging.CRITICAL,
    ).transform()


_COUNTED = {
    "links": re.compile(r"<a\b[^>]*\bhref="),
    "conditional comments": re.compile(r"<!--\[if|<!\[endif\]"),
    "!important": re.compile(r"!\s*important"),
    "pictures with a width": re.compile(r"<img\b[^>]*\bwidth=\"\d+\""),
    "pictures": re.compile(r"<img\b"),
    "marks": re.compile(r"<!--@"),
    "stand-ins": re.compile(r"https://merge\.invalid/|merge-[0-9a-f]+-"),
}


def _assert_whole(before: str, after: str) -> None:
    """Raise NewsletterError where inlining lost something that a letter cannot do without."""
    for what, pattern in _COUNTED.items():
        had, has = len(pattern.findall(before)), len(pattern.findall(after))
        if had != has:
            raise NewsletterError(f"inlining the style changed the {what} of the letter from {had} to {has}")
