"""The links of a letter, each with its address and where that can be mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from newsletter.checks._rules import Fault
from newsletter.checks._settings import settings_at
from newsletter.checks._sheet import Link, Sheet, once
from newsletter.checks._spellings import holds_tag
from newsletter.checks.links.addresses import Address, address, is_way_out
from newsletter.dom import Node
from newsletter.model import Service
from newsletter.prose import one_line

MOST_JUDGED = 2000
"""Links that are judged one by one; a letter with more is none, and judging them would take seconds."""


class Aimed(NamedTuple):
    """A link and its address; `at` is where its address can be mended, `where` its ``file:line`` in newsletter.toml."""

    link: Link
    address: Address
    at: str | Node
    where: str

    def fault(self, message: str, hint: str = "", level: str | None = None) -> Fault:
        """Return a fault of this link."""
        return Fault(message, self.at, hint, level, where=self.where)  # type: ignore[arg-type]

    @property
    def shown(self) -> str:
        """The address, as messages say it."""
        said = one_line(self.link.href)
        return said if len(said) <= 120 else f"{said[:119]}…"


@once
def aimed(sheet: Sheet) -> tuple[Aimed, ...]:
    """Return the letter's links whose address the letter says: the first of each address, in order, 2,000 at the most."""
    tags = () if sheet.is_foreign else _spellings(sheet.service)
    first: dict[str, Link] = {}
    for link in sheet.links:
        first.setdefault(link.href, link)
    known = (link for link in first.values() if not holds_tag(link.href, tags))
    return tuple(_aimed(link, sheet) for link in islice(known, MOST_JUDGED))


def _spellings(service: Service) -> tuple[str, ...]:
    """Return how a service spells what it fills in, each up to what is put into its place here."""
    tables = (service.tags, service.url_tags, service.url_fallbacks)
    return tuple({re.split(r"\{(?:name|NAME|fallback|address)\}", spelled)[0] for table in tables for spelled in table.values()})


def _aimed(link: Link, sheet: Sheet) -> Aimed:
    place = sheet.position_of(link.node)
    if sheet.issue is None or not place:
        return Aimed(link, address(link.href), link.node, "")
    if place.startswith(("masthead", "imprint")):
        return Aimed(link, address(link.href), place, settings_at(sheet.publication, link.href))
    return Aimed(link, address(link.href), _key(link, place, sheet) or place, "")


def _key(link: Link, place: str, sheet: Sheet) -> str:
    """Return the position of the key that says a link's address: a story's ``url``, or a block's of that value."""
    block, story, *_ = (*place.split("."), "")
    if re.fullmatch(r"s\d+", story):
        return f"{block}.{story}.url"
    number = int(block[1:]) if re.fullmatch(r"b\d+", block) else 0
    fields = sheet.issue.blocks[number - 1].fields if sheet.issue and 0 < number <= len(sheet.issue.blocks) else {}
    return next((f"{block}.{key}" for key, value in fields.items() if value == link.href), "")


def to_pages(sheet: Sheet) -> Iterator[Aimed]:
    """Return those of them that lead to a page."""
    return (one for one in aimed(sheet) if one.address.is_page)


def is_the_lists(one: Aimed, sheet: Sheet) -> bool:
    """Say whether a link leads to a page of the list's own: a way out, a reader's settings, the web version."""
    ours = (own.partition("{")[0] for own in (sheet.edition.unsubscribe, *sheet.publication.addresses.values()))
    return is_way_out(one.address, one.link.words) or any(before and one.address.href.startswith(before) for before in ours)
