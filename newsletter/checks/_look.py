"""The page of a letter, looked at once for all checks: its elements by kind, its style sheets, its words as painted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from newsletter.checks._css import Shelf, StyleRule, View, declarations, rules
from newsletter.checks._paint import Words, painted
from newsletter.checks._rules import Fault
from newsletter.checks._sheet import Sheet, once
from newsletter.dom import Node

# No letter comes near; what is larger is not painted, or a hostile one would take minutes.
MOST_PAINTED = 20_000
_MOST_STYLED = 400_000  # characters of style sheets
_MOST_TOLD = 20


class StyleSheet(NamedTuple):
    """A ``<style>`` of the page: its element, its CSS, its ``media``."""

    node: Node
    css: str
    media: str


class Conditional(NamedTuple):
    """A comment for Outlook: its condition, what is in it, and where it begins and ends in the html."""

    condition: str
    inner: str
    at: int
    end: int


class Look:
    """What is to be seen of a page. Made by `look`, once for a sheet."""

    def __init__(self, page: Node, html: str) -> None:
        self.page, self.html = page, html
        self.elements = list(page.walk())
        self._by_tag: dict[str, list[Node]] = {}
        for node in self.elements:
            self._by_tag.setdefault(node.tag, []).append(node)
        self._painted: dict[View, tuple[Words, ...]] = {}

    def all(self, *tags: str) -> Iterator[Node]:
        """Yield the elements of these kinds, kind by kind, each kind in the order of the page."""
        for tag in tags:
            yield from self._by_tag.get(tag, ())

    def first(self, tag: str) -> Node | None:
        """Return the first element of a kind."""
        return next(iter(self._by_tag.get(tag, ())), None)

    @cached_property
    def sheets(self) -> tuple[StyleSheet, ...]:
        """The style sheets of the page, in order."""
        return tuple(StyleSheet(node, node.source(), node.get("media")) for node in self.all("style"))

    @cached_property
    def is_overstyled(self) -> bool:
        """Whether its style sheets are too long to be a letter's, and to be read rule by rule."""
        return sum(len(sheet.css) for sheet in self.sheets) > _MOST_STYLED

    @cached_property
    def rules(self) -> tuple[StyleRule, ...]:
        """The rules of all style sheets, in order; none where there are too many to be a letter's."""
        if self.is_overstyled:
            return ()
        found = (rule for sheet in self.sheets for rule in rules(sheet.css, sheet.media))
        return tuple(rule._replace(order=number) for number, rule in enumerate(found))

    @cached_property
    def rules_of(self) -> Callable[[Node], tuple[StyleRule, ...]]:
        """What says which rules are for an element; asked again it remembers."""
        shelf, known = Shelf(self.rules), {}  # type: ignore[var-annotated]

        def of(node: Node) -> tuple[StyleRule, ...]:
            if id(node) not in known:
                known[id(node)] = shelf.of(node)
            return known[id(node)]

        return of

    @property
    def is_too_large(self) -> bool:
        """Whether it is too large to be painted."""
        return len(self.elements) * (1 + len(self.rules) // 200) > MOST_PAINTED

    @cached_property
    def says_dark(self) -> bool:
        """Whether the page says that it knows the dark (``color-scheme``)."""
        metas = (node.get("content") for node in self.all("meta") if node.get("name").lower() == "color-scheme")
        schemes = (one.value for rule in self.rules for one in rule.declarations if one.name == "color-scheme")
        return any("dark" in said.lower() for said in (*metas, *schemes))

    @cached_property
    def has_dark(self) -> bool:
        """Whether it has colours of its own for the dark."""
        return any("prefers-color-scheme" in query and "dark" in query for rule in self.rules for query in rule.media)

    def words(self, view: View = View()) -> tuple[Words, ...]:
        """Return the words of the page as they are painted; none where it is too large."""
        if view not in self._painted:
            found = () if self.is_too_large else painted(self.page, self.rules_of, view, has_dark=self.says_dark)
            self._painted[view] = tuple(found)
        return self._painted[view]

    @cached_property
    def conditionals(self) -> tuple[Conditional, ...]:
        """The conditional comments, in order."""
        return tuple(_conditionals(self.html))


# ``<!--[if mso]>…<![endif]-->``; ``<!--[if !mso]><!-->`` hides nothing and is none of these.
_CONDITION = re.compile(r"<!--\[if ([^\]>]{0,200})\]>(?!<!-->|-->)", re.IGNORECASE)
_ENDS = "<![endif]-->"


def _conditionals(html: str) -> Iterator[Conditional]:
    place = 0
    while found := _CONDITION.search(html, place):
        end = html.find(_ENDS, found.end())
        if end < 0:
            return
        place = end + len(_ENDS)
        yield Conditional(found[1].strip(), html[found.end() : end], found.start(), place)


def without_comments(html: str) -> str:
    """Return HTML without its comments; one that never ends takes all that follows."""
    kept, place = [], 0
    while (start := html.find("<!--", place)) >= 0:
        kept.append(html[place:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        place = end + 3
    return "".join((*kept, html[place:]))


@once
def look(sheet: Sheet) -> Look:
    """Return what is to be seen of the letter on a sheet; made once."""
    return Look(sheet.page, sheet.html)


def style_of(node: Node) -> Mapping[str, str]:
    """Return what an element's own ``style`` says."""
    return {one.name: one.value for one in declarations(node.get("style"))}


def is_hidden(node: Node) -> bool:
    """Say whether an element hides itself and all that is in it, by its own style."""
    style = style_of(node)
    return style.get("display") == "none" or style.get("visibility") == "hidden" or (
        style.get("max-height", "") in ("0", "0px") and style.get("overflow") == "hidden")


def pixels(value: str) -> int:
    """Return an attribute such as ``640`` or ``640px`` as a number; 0 where it is none."""
    digits = value.strip().lower().removesuffix("px").partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0


def quoted(text: str, most: int = 50) -> str:
    """Return words of the letter between quotes, on one line, cut where they are long."""
    line = " ".join(text[: 4 * most].split())
    return f"“{line if len(line) <= most else line[: most - 1].rstrip() + '…'}”"


def few(faults: Iterable[Fault], most: int = _MOST_TOLD) -> Iterator[Fault]:
    """Yield faults, and instead of those beyond `most` how many more there are."""
    last, more = None, 0
    for number, fault in enumerate(faults):
        if number < most:
            yield fault
        else:
            last, more = last or fault, more + 1
    if last:
        yield last._replace(message=f"{last.message} (and {more - 1} more like it)" if more > 1 else last.message)
