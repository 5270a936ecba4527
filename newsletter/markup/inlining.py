"""HTML and the theme's own style → HTML with that style in its elements, by premailer, and nothing else of it changed."""

from __future__ import annotations

import importlib
import logging
import os
import re
import sys
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from newsletter.errors import NewsletterError, TemplateError
from newsletter.markup.selecting import Elements, Selector, select

if TYPE_CHECKING:
    from premailer import Premailer

_DOCTYPE = "<!doctype html>"
# libxml2 prints <!--…--> and &{…} in an attribute as they are, for server-side includes and script macros of old
# (xmlsave.c, "Special handling of …"), and words would pass for marks of ours. What keeps them apart is no character.
_APART = "\ufdd0"


def inlined(html: str, style: str) -> str:
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
    sys.modules["premailer.premailer"]._create_cssselector = select
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
        elements = Elements(head.getroottree())
        sooner = ((weight, elements.found(selector), said) for weight, selector, said in rules)
        rules[:] = [rule for rule in sooner if not isinstance(rule[1], Selector) or rule[1].elements]

    inliner._process_css_text = processed
    return inliner.transform()


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
