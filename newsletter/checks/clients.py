"""What phones and mail programs make of words and of elements by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checks._look import few, look, quoted
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet

_PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d{2,5}\)?(?:[ ./-]\d{2,5}){2,4}(?![\w/-])")
_DATE = re.compile(r"(?<!\d)\d{4}[-/.]\d{2}[-/.]\d{2}(?!\d)|\b\d{4}\s*[–-]\s*\d{4}\b")


@rule("CLIENT-AUTOLINK", "info", "Phones make a blue link of a number in the letter.",
      why="iOS and Gmail link what looks like a telephone, a date or an address, in their own colour.",
      mend='put <meta name="format-detection" content="telephone=no"> into <head>, or make it a tel: link yourself')
def links_by_themselves(sheet: Sheet) -> Iterator[Fault]:
    page = look(sheet)
    stopped = any(node.get("name").lower() == "format-detection" and "telephone=no" in node.get("content").lower()
                  for node in page.all("meta")) or "x-apple-data-detectors" in sheet.html
    if not stopped:
        yield from few((Fault(f"phones make a link of {quoted(found[0])}", words.node) for words in page.words()
                        if words.node.tag != "a" and (found := _PHONE.search(words.text[:2000]))
                        and not _DATE.fullmatch(found[0])), most=3)


# Forms, films and sounds are features that caniemail has tested; these it has not.
_TAKEN_OUT = {"canvas": "a drawing", "progress": "a bar of progress", "meter": "a gauge", "dialog": "a window", "datalist": "a list to choose from"}


@rule("CLIENT-FORM", "warning", "The letter holds what needs a program behind the page: a drawing, a gauge, a window.",
      why="Mail programs run no scripts and take these elements out, or show their bare words (HTML, 4.10 to 4.12).",
      mend="show a picture that links to the page with it", owner="template")
def without_program(sheet: Sheet) -> Iterator[Fault]:
    for tag, called in _TAKEN_OUT.items():
        node = look(sheet).first(tag)
        if node is not None:
            yield Fault(f"mail programs take out {called} (<{tag}>)", node)
