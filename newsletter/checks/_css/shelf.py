"""Rules, kept so that few are tried for each element."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from newsletter.checks._css.reading import StyleRule
from newsletter.checks._css.selectors import Selector, is_for
from newsletter.dom import Node


class Shelf:
    """Rules, by what stands at the right of their selector; and what they need round an element, so that few are tried."""

    def __init__(self, rules: Iterable[StyleRule]) -> None:
        self._by: dict[str, list[tuple[StyleRule, frozenset[str]]]] = {}
        self._round: dict[int, frozenset[str]] = {}
        for rule in rules:
            last = rule.selector.compounds[0]
            if not any(one.impossible for one in rule.selector.compounds):
                name = f".{min(last.classes)}" if last.classes else f"#{last.id}" if last.id else last.tag or "*"
                self._by.setdefault(name, []).append((rule, _needs(rule.selector)))

    def of(self, node: Node) -> tuple[StyleRule, ...]:
        """Return the rules for an element, in their order."""
        around = self._around(node.parent)
        found = [rule for name in ("*", *_names(node)) for rule, needs in self._by.get(name, ())
                 if needs <= around and is_for(rule.selector, node)]
        return tuple(sorted(found, key=lambda rule: rule.order))

    def _around(self, node: Node | None) -> frozenset[str]:
        """Return the names of an element and of all that it stands in."""
        above, known = [], frozenset[str]()
        while node is not None:
            if id(node) in self._round:
                known = self._round[id(node)]
                break
            above.append(node)
            node = node.parent
        for one in reversed(above):
            known = self._round[id(one)] = known | _names(one)
        return known


def _names(node: Node) -> frozenset[str]:
    data = tuple(name for name in node.attributes if name.startswith("data-"))
    return _names_of(node.tag, node.get("id"), node.get("class"), data)


@lru_cache(maxsize=4096)
def _names_of(tag: str, its_id: str, classes: str, data: tuple[str, ...]) -> frozenset[str]:
    return frozenset((tag, f"#{its_id}", *(f".{name}" for name in classes.split()), *(f"[{name}]" for name in data)))


def _needs(selector: Selector) -> frozenset[str]:
    """Return the names that must stand round an element for a selector to be for it."""
    names: set[str] = set()
    for compound, combinator in zip(selector.compounds[1:], selector.combinators, strict=True):
        if combinator in "+~":
            break  # beside it, not round it
        # Outlook tells its dark by such an attribute, and dozens of rules wait for it.
        names |= {f"[{name}]" for name, _, _ in compound.attributes if name.startswith("data-")}
        names |= {f".{name}" for name in compound.classes} | {compound.tag, f"#{compound.id}"} - {"", "#"}
    return frozenset(names)
