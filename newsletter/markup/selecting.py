"""A selector → the elements that it finds, sooner than premailer would find them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any


class Selector(str):
    """A selector, and the elements of one document that it finds."""

    elements: list[Any]


# One step of a selector: an element, classes, or both, and which of its siblings it is.
_STEP = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<classes>(?:\.[\w-]+)*)(?P<place>:(?:first|last)-child)?")


class Elements:
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
        known = Selector(selector)
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


def select(selector: str) -> Callable[[Any], Sequence[Any]]:
    """Return what finds the elements of a selector, in the place of premailer's own, which knows only the longer way."""
    return (lambda _: selector.elements) if isinstance(selector, Selector) else _walk(selector)


@lru_cache(maxsize=128)
def _walk(selector: str) -> Callable[[Any], Sequence[Any]]:
    return sys.modules["premailer.premailer"].CSSSelector(selector)
