"""MJML → HTML with the theme's own style inlined. The only room that knows mjml and premailer.

Both have habits that break letters in silence (each was seen, and has a test): what is done before and after them
is here, and what must have survived is asserted.
"""

from __future__ import annotations

import importlib
import logging
import os
import re
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from newsletter.dom import MAX_DEPTH
from newsletter.errors import NewsletterError, TemplateError

if TYPE_CHECKING:
    from premailer import Premailer


class MarkupError(TemplateError):
    """MJML that cannot be compiled. `before` is the MJML up to the place of the mistake."""

    def __init__(self, what: str, before: str, todo: str = "mend the template") -> None:
        super().__init__(what, todo=todo)
        self.before = before


def press(mjml: str, style: str = "") -> str:
    """Return MJML as a whole HTML document.

    Args:
        style: CSS to put into the elements' own ``style``; what is in ``<mj-style>`` stays where it is.

    Raises:
        MarkupError: the MJML is broken.
        TemplateError: the style imports another one.
    """
    _assert_nesting(mjml)
    return _lines_before_tags(_minified(_lines_in_tags(_inlined(_compiled(_prepared(mjml)), style))))


# ── before mrml ──────────────────────────────────────────────────────────────────────────────────────────────

_HEAD = re.compile(r"<mj-head>.*?</mj-head>", re.DOTALL)
_KEPT_AS_IT_IS = re.compile(r"(<mj-style\b.*?</mj-style>|<!--.*?-->)", re.DOTALL)
_NOT_PLAIN = re.compile(r"[^\t\n -~]|\\")
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
# What MJML is made of: comments and style sheets, which nobody looks into; tags; and a < that begins neither.
_PIECE = re.compile(r"""
    (?P<apart><!--.*?-->|<mj-style\b.*?</mj-style>)
    |<(?P<closing>/?)(?P<name>[a-zA-Z][\w:-]*)(?:\s+[^\s"'<>=/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*\s*(?P<whole>/?)>
    |<
""", re.DOTALL | re.VERBOSE)


def _prepared(mjml: str) -> str:
    """Return MJML that mrml 0.2 reads as it is meant.

    It refuses CR LF and blanks between the tags of the head, and prints attributes with Rust's Debug, which makes
    a visible ``\\u{…}`` of a backslash, a no-break space, joiners, combining accents and much more, and ``\\n`` of a
    line's end: all that is not plain ASCII travels as a character reference.
    """
    mjml = mjml.replace("\r\n", "\n").replace("\r", "\n")
    mjml = _HEAD.sub(lambda head: re.sub(r">[ \t\n]+<", ">\n<", head[0]), mjml)
    mjml = _PIECE.sub(_with_values_on_one_line, mjml)
    pieces = _KEPT_AS_IT_IS.split(mjml)
    pieces[::2] = [_NOT_PLAIN.sub(lambda found: f"&#{ord(found[0])};", piece) for piece in pieces[::2]]
    return "".join(pieces)


def _with_values_on_one_line(piece: re.Match[str]) -> str:
    tag = piece[0]
    if "\n" not in tag and "\t" not in tag or piece["apart"]:
        return tag
    return _VALUE.sub(lambda value: value[0].replace("\n", "&#10;").replace("\t", "&#9;"), tag)


# HTML's void elements, which need no closing tag (HTML, "Void elements").
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# What a template nests, and what is nested in the words it prints: far below libxml2's 254.
_DEEPEST = 2 * MAX_DEPTH


def _assert_nesting(mjml: str) -> None:
    """Raise MarkupError at the first tag that is broken, never closed, closes nothing or stands too deep.

    mrml names such a place late or not at all; it ends the whole process for markup nested some thousand times.
    """
    opened: list[re.Match[str]] = []
    for piece in _PIECE.finditer(mjml):
        _, closing, name, whole = piece.groups()
        if piece[0] == "<":
            raise MarkupError(
                f"“{_shown(mjml[piece.start():])}” is no whole tag",
                mjml[: piece.end()],
                "put each attribute's value between quotes, and write < in words as &lt;",
            )
        if closing:
            _assert_closes(piece, opened)
            opened.pop()
        elif name and not whole and name.lower() not in _VOID:
            opened.append(piece)
            if len(opened) > _DEEPEST:
                raise MarkupError(f"{_shown(piece[0])} is nested {_DEEPEST} deep", mjml[: piece.end()], "nest it less")
    if opened:
        raise _never_closed(opened[-1])


def _assert_closes(closing: re.Match[str], opened: list[re.Match[str]]) -> None:
    """Raise MarkupError where a tag does not close the one that was opened last."""
    if opened and opened[-1]["name"] == closing["name"]:
        return
    if closing["name"] in (tag["name"] for tag in opened):
        raise _never_closed(opened[-1])
    raise MarkupError(f"{closing[0]} closes nothing", closing.string[: closing.end()], "take it out")


def _never_closed(tag: re.Match[str]) -> MarkupError:
    return MarkupError(
        f"{_shown(tag[0])} is never closed", tag.string[: tag.end()], f"write </{tag['name']}> where it ends")


def _shown(mjml: str) -> str:
    return " ".join(mjml[:60].split())


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
        raise MarkupError(f"there is no tag <{unknown[1]}> in MJML", before, "write its name as MJML does")
    return html


def _explained(message: str, mjml: str) -> tuple[str, str]:
    """Return what mrml complains of in plain words, and the MJML before that place."""
    span = re.search(r"(\d+):(\d+)", message)
    if not span:
        return f"the MJML of this letter is broken ({message})", mjml
    start, end = int(span[1]), int(span[2])
    return f"the MJML is broken at “{_shown(mjml[start:end])}” ({message[: span.start()].strip(' :')})", mjml[:end]


# ── premailer ────────────────────────────────────────────────────────────────────────────────────────────────

_DOCTYPE = "<!doctype html>"
# libxml2 prints <!--…--> and &{…} in an attribute as they are, for server-side includes and script macros of old
# (xmlsave.c, "Special handling of …"), and words would pass for marks of ours. What keeps them apart is no character.
_APART = "\ufdd0"


def _inlined(html: str, style: str) -> str:
    """Return the document with `style` in its elements; nothing else of it may change."""
    if not style.strip():
        return html
    if re.search(r"@(import|\\)", style, re.IGNORECASE):
        # cssutils fetches what is imported, whatever premailer is told about the network.
        raise TemplateError(
            "this style imports another one", todo="copy its rules here: nothing is fetched", where="letter.css")
    bare = html.removeprefix(_DOCTYPE).replace("<style", '<style data-premailer="ignore"')
    bare = re.sub(r"&lt;(?=!--)|&amp;(?=\{)", rf"\g<0>{_APART}", bare)
    done = _premailed(bare, style).replace(' data-premailer="ignore"', "").replace(_APART, "")
    # Compared case-sensitively, the lowercase doctype is dropped (premailer 3.10.0), which means quirks mode.
    done = f"<!DOCTYPE html>\n{done}"
    _assert_whole(html, done)
    return done


class _WhenUsed(ModuleType):
    """A module that is imported when something of it is first used."""

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.__name__), name)


# What premailer and cssutils import at their top only to fetch linked sheets, which is never done here: 78 of their
# 118 ms (measured).
_FETCHERS = ("requests", "urllib.request")
# Pieces of parsed CSS that it remembers. Of its own 128 one letter has more, and each was parsed anew for the next one:
# half of the time of a warm build (measured).
_REMEMBERED = "1024"


def _premailer() -> type[Premailer]:
    """Return premailer, imported without its fetchers, and with a memory."""
    os.environ.setdefault("PREMAILER_CACHE_MAXSIZE", _REMEMBERED)
    waiting = () if "premailer" in sys.modules else [name for name in _FETCHERS if name not in sys.modules]
    for name in waiting:
        sys.modules[name] = module = _WhenUsed(name)
        package, _, child = name.rpartition(".")
        if package:
            setattr(importlib.import_module(package), child, module)
    try:
        from premailer import Premailer
    finally:
        for name in waiting:
            del sys.modules[name]
    sys.modules["premailer.premailer"]._create_cssselector = _select
    return Premailer


_WAY = {
    # Only `style` counts: MJML's own sheets are marked to be left alone, and nothing is ever fetched.
    "allow_network": False,
    "disable_link_rewrites": True,
    "strip_important": False,
    "remove_classes": False,
    "disable_validation": True,
    # It would copy CSS widths over MJML's integer ones, and Outlook then shows pictures at full size.
    "disable_basic_attributes": ["width", "height", "bgcolor", "align", "valign"],
    # It would parse the style of every picture once more, and set align= where that floats.
    "align_floating_images": False,
    "cssutils_logging_level": logging.CRITICAL,
}


def _premailed(html: str, style: str) -> str:
    inliner = _premailer()(html, css_text=style, **_WAY)
    inliner._parse_style_rules = _rules
    process = inliner._process_css_text

    def processed(style: str, index: int, rules: list[tuple[Any, str, str]], head: Any) -> None:
        process(style, index, rules, head)
        elements = _Elements(head.getroottree())
        sooner = ((weight, elements.found(selector), said) for weight, selector, said in rules)
        rules[:] = [rule for rule in sooner if not isinstance(rule[1], _Selector) or rule[1].elements]

    inliner._process_css_text = processed
    return inliner.transform()


class _Selector(str):
    """A selector, and the elements of one document that it finds."""

    elements: list[Any]


# One step of a selector: an element, classes, or both, and which of its siblings it is.
_STEP = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<classes>(?:\.[\w-]+)*)(?P<place>:(?:first|last)-child)?")


class _Elements:
    """The elements of a document, to be found by their classes.

    Each selector costs premailer a walk over all elements, and the walks more than half of its time (measured): those that
    are steps of elements and classes, one inside the other, are looked up here.
    """

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._carriers: dict[str, list[Any]] = {}
        for element in tree.xpath("//*[@class]"):
            for name in _classes(element.get("class")):
                self._carriers.setdefault(name, []).append(element)

    def found(self, selector: str) -> str:
        """Return a selector that knows what it finds; the same again where it says more than that."""
        steps = [_STEP.fullmatch(step) for step in selector.split(" ")]
        if not all(step and step[0] for step in steps):
            return selector
        first, *inner = [
            (step["tag"] or "*", frozenset(step["classes"].split(".")[1:]), step["place"]) for step in steps if step]
        tag, classes, _ = first
        of_all = self._carriers.get(min(classes), ()) if classes else self._tree.iter(tag)
        found = [one for one in of_all if _fits(one, *first)]
        for step in inner:
            inside = (one for outer in found for one in outer.iterdescendants(step[0]) if _fits(one, *step))
            found = list(dict.fromkeys(inside))
        known = _Selector(selector)
        known.elements = found
        return known


@lru_cache(maxsize=512)
def _classes(attribute: str) -> frozenset[str]:
    return frozenset(re.split(r"[ \t\r\n]+", attribute))


def _fits(element: Any, tag: str, classes: frozenset[str], place: str | None) -> bool:
    """Say whether one step of a selector finds an element."""
    if tag not in ("*", element.tag) or classes and not classes <= _classes(element.get("class", "")):
        return False
    return place is None or next(element.itersiblings("*", preceding=place == ":first-child"), None) is None


def _select(selector: str) -> Callable[[Any], Sequence[Any]]:
    """Return what finds the elements of a selector, in the place of premailer's own, which knows only the longer way."""
    return (lambda _: selector.elements) if isinstance(selector, _Selector) else _walk(selector)


@lru_cache(maxsize=128)
def _walk(selector: str) -> Callable[[Any], Sequence[Any]]:
    return sys.modules["premailer.premailer"].CSSSelector(selector)


@lru_cache(maxsize=16)
def _rules(style: str, index: int) -> tuple[Any, Any]:
    """Return a style's rules as premailer has them: those to put into elements, and those left over."""
    return _premailer()("<html></html>", **_WAY)._parse_style_rules(style, index)


# The attributes before one; a value may hold >.
_BEFORE = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*?"

_COUNTED = {
    "links": re.compile(rf"<a\b{_BEFORE}\bhref="),
    "conditional comments": re.compile(r"<!--\[if|<!\[endif\]"),
    "!important": re.compile(r"![ \t\n]*important"),
    "pictures with a width": re.compile(rf"<img\b{_BEFORE}\bwidth=\"\d+\""),
    "pictures": re.compile(r"<img\b"),
    "marks": re.compile(r"<!--@"),
    "stand-ins": re.compile(r"merge(?:\.invalid/|-[0-9a-f]+-)"),
}


def _assert_whole(before: str, after: str) -> None:
    """Raise NewsletterError where inlining lost something that a letter cannot do without."""
    for what, pattern in _COUNTED.items():
        had, has = len(pattern.findall(before)), len(pattern.findall(after))
        if had != has:
            raise NewsletterError(f"inlining the style changed the {what} of the letter from {had} to {has}")


# ── lines of templates ───────────────────────────────────────────────────────────────────────────────────────

# What says which line of a template wrote what is behind it; a whole comment for Outlook; a tag.
_LINE = re.compile(r"<!--@(?P<line>[^>:]+\.mjml:\d+)-->|<!--\[if.*?<!\[endif\]-->|<(?P<tag>[a-zA-Z][\w:-]*)", re.DOTALL)
_LINE_WITHIN = re.compile(r"<([a-zA-Z][\w:-]*) data-template-line=\"([^\"]*)\"")


def _lines_in_tags(html: str) -> str:
    """Return a document in which the next tag bears what a comment says of its line: between tags it would count as words."""
    if ".mjml:" not in html:
        return html
    line = ""

    def moved(found: re.Match[str]) -> str:
        nonlocal line
        if found["line"]:
            line = found["line"]
            return ""
        if not found["tag"] or not line:
            return found[0]
        said, line = f'{found[0]} data-template-line="{line}"', ""
        return said

    return _LINE.sub(moved, html)


def _lines_before_tags(html: str) -> str:
    """Return a document with the comments before the tags that `_lines_in_tags` moved them into."""
    return _LINE_WITHIN.sub(r"<!--@\2--><\1", html) if "data-template-line" in html else html


# ── fewer bytes ──────────────────────────────────────────────────────────────────────────────────────────────

_CONDITIONAL = re.compile(r"(<!--\[if [^\]]+\]>|<!\[endif\]-->)")
# Between these a blank is never painted: they stand in rows and columns, or begin and end a line by themselves.
_BLOCK = r"</?(?:table|tbody|tr|td|p|h[1-6]|ul|ol|li|blockquote)\b(?:\s[^<>]*)?>"
_BLANKS = re.compile(rf"(?<=>)[ \t\n]+(?={_BLOCK})")
_ENDS_WITH_BLOCK = re.compile(_BLOCK)


def _minified(html: str) -> str:
    """Return the document in fewer bytes: the same elements and attributes, painted the same, in Outlook too.

    Gmail cuts a letter at 102,400 bytes. What goes are blanks that nobody paints, and the end of one comment for
    Outlook where the next begins at once.
    """
    return _BLANKS.sub(_kept_blanks, "".join(_joined(_CONDITIONAL.split(html))))


def _kept_blanks(blanks: re.Match[str]) -> str:
    before = blanks.string.rfind("<", 0, blanks.start())
    return "" if _ENDS_WITH_BLOCK.fullmatch(blanks.string, before, blanks.start()) else blanks[0]


def _joined(pieces: list[str]) -> list[str]:
    """Return a document split at its conditional comments, with those of one condition that touch as one."""
    kept: list[str] = []
    condition = ""
    for piece in pieces:
        if not piece.startswith("<!--[if"):
            kept.append(piece)
        elif piece == condition and kept[-2:-1] == ["<![endif]-->"] and not kept[-1].strip():
            del kept[-2:]
        else:
            kept.append(piece)
            condition = piece
    return kept
