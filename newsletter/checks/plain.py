"""The plain text: the voice for readers whose programs show no HTML, and what spam filters compare the HTML with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from newsletter.checks._look import is_hidden, look
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks._templates import text_template
from newsletter.model import canonical, folded
from newsletter.prose import display_width, excerpt

WIDEST = 78
"""Columns of a line (RFC 5322 §2.1.1: 78 characters), from which on mail programs break it."""
_STUB, _SHARE, _MOST_HIDDEN = 0.25, 0.9, 2000


def _has_both(sheet: Sheet) -> bool:
    """Say whether the letter has, or should have, both voices: a page alone has none to compare."""
    return bool(sheet.html.strip()) and (sheet.issue is not None or bool(sheet.source))


def _words(text: str) -> Counter[str]:
    return Counter(word for word in folded(re.sub(r"https?://\S+|\S+@\S+", " ", text)).split() if len(word) > 2)


@rule("TEXT-MISSING", "error", "The letter has no plain text.",
      why="Programs without HTML show nothing, and SpamAssassin counts it (MIME_HTML_ONLY).",
      mend="send both: newsletter render --as eml, or --as text for the service's own field", owner="template")
def text_missing(sheet: Sheet) -> Iterator[Fault]:
    if _has_both(sheet) and not sheet.text.strip():
        yield Fault("the letter has no plain text", where=text_template(sheet))


@rule("TEXT-STUB", "warning", "The plain text is only a stub of the letter.", owner="template",
      why="SpamAssassin counts a text that says less than the HTML (MIME_HTML_MOSTLY, MPART_ALT_DIFF, 0.6 to 2.2).",
      mend="let the plain text say what the HTML says")
def text_stub(sheet: Sheet) -> Iterator[Fault]:
    if _has_both(sheet) and sheet.text.strip():
        text, html = _words(sheet.text).total(), _words(sheet.words).total()
        if html >= 20 and text < html * _STUB:
            yield Fault(f"the plain text has {text} words, the HTML {html}", where=text_template(sheet))


@rule("TEXT-DIFF", "warning", "Words of the HTML are not in the plain text.", owner="template",
      why="SpamAssassin compares the distinct words of both (MPART_ALT_DIFF, 0.6 to 2.2); 90 % and more should be in both.",
      mend="let the plain text say what the HTML says")
def text_differs(sheet: Sheet) -> Iterator[Fault]:
    if not _has_both(sheet) or not sheet.text.strip():
        return
    text, html = set(_words(sheet.text)), set(_words(sheet.words)) - set(_words(f"{sheet.preheader} {_unseen(sheet)}"))
    missing = [word for word in _words(sheet.words) if word in html and word not in text]
    if len(html) >= 20 and len(missing) > len(html) * (1 - _SHARE) and len(text) >= len(html) * _STUB:
        yield Fault(f"{len(missing)} of the HTML's {len(html)} words are not in the plain text: {', '.join(missing[:5])} …",
                    where=text_template(sheet))


def _unseen(sheet: Sheet) -> str:
    """Return the words that the HTML hides, the preheader of a letter made elsewhere among them: no text needs them."""
    styled = (node for node in look(sheet).elements if node.get("style"))
    return " ".join(node.text(_MOST_HIDDEN) for node in styled if is_hidden(node))


@rule("TEXT-LINKS", "error", "A link of the HTML is not in the plain text.", owner="template", foreign=False,
      why="Readers of the plain text must get as far as others, to the way out of the list, too.",
      mend="let the template's .txt print the address")
def text_without_link(sheet: Sheet) -> Iterator[Fault]:
    there = {canonical(url) for url in re.findall(r"https?://[^\s<>()]+", sheet.text)}
    joined = re.sub(r"\s+", "", sheet.text)
    home, told = canonical(sheet.publication.url), set()
    for link in sheet.links if sheet.text.strip() else ():
        known = canonical(link.href)
        if not link.href.startswith(("http://", "https://")) or known == home or known in there or known in told:
            continue
        told.add(known)
        if link.href not in sheet.text:
            split = "is broken over two lines" if link.href in joined else "is not in the plain text"
            yield Fault(f"{excerpt(link.href, 80)} {split}", link.node, where=text_template(sheet, link.node))


@rule("TEXT-URLSPLIT", "error", "An address is broken over two lines of the plain text.",
      why="What stands on the second line is no part of the link any more (RFC 3986, appendix C).",
      mend="put the address on a line of its own", owner="template")
def text_splits_address(sheet: Sheet) -> Iterator[Fault]:
    for found in re.finditer(r"(https?://\S{20,})\n[ >]*(\S+)", sheet.text) if sheet.html.strip() else ():
        whole = found[1] + found[2]
        if any(link.href.startswith(whole) and link.href != found[1] for link in sheet.links):
            yield Fault(f"{excerpt(found[1], 80)} goes on in the next line", where=text_template(sheet))


@rule("TEXT-WIDTH", "info", "A line of the plain text is wider than 78 columns.", owner="template",
      why="RFC 5322 §2.1.1 asks for 78 characters and less; programs that do not wrap let readers scroll.",
      mend="wrap the plain text at 72 columns")
def text_wide(sheet: Sheet) -> Iterator[Fault]:
    lines = [line for line in sheet.text.split("\n") if "://" not in line and display_width(line) > WIDEST]
    if lines and _has_both(sheet):
        count = "a line is" if len(lines) == 1 else f"{len(lines)} lines are"
        yield Fault(f"{count} wider than {WIDEST} columns: “{excerpt(lines[0].strip(), 50)}”",
                    where=text_template(sheet))


_MARKUP = re.compile(r"</?(?:p|div|br|a|b|i|em|strong|span|img|table|t[drh]|style|html|body|h[1-6]|ul|li)\b[^<>]{0,200}>|"
                     r"&(?:nbsp|amp|quot|[lr][sd]quo|zwnj|#\d{2,5});|<!--|<!DOCTYPE|\{[^{}\n]{0,40}(?:font-|color:|margin:)", re.IGNORECASE)


@rule("TEXT-HTML", "error", "Markup stands in the plain text.",
      why="A reader of plain text sees every tag, entity and style as it is written.",
      mend="take it out of the words it came with")
def text_with_markup(sheet: Sheet) -> Iterator[Fault]:
    if found := _MARKUP.search(sheet.text) if sheet.html.strip() else None:
        line = sheet.text.count("\n", 0, found.start()) + 1
        yield Fault(f"“{excerpt(found[0], 40)}” stands in line {line} of the plain text")
