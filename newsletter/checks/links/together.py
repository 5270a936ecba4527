"""All links of a letter together: the same ones, too many, their campaign tags, the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from newsletter.checks._rules import Fault, rule
from newsletter.checks._settings import settings_at
from newsletter.checks._sheet import Sheet
from newsletter.checks.links import addresses
from newsletter.checks.links.addresses import address
from newsletter.checks.links.aimed import MOST_JUDGED, is_the_lists, to_pages
from newsletter.model import canonical
from newsletter.prose import one_line
from newsletter.web.address import registrable

_MOST_TIMES = 3
_MOST_LINKS = 100


@rule("LINK-DUP", "info", "One page is linked to many times.",
      why="Picture, headline and “read on” of one story are enough; whoever hears the letter meets each anew.",
      mend="take some of them away")
def repeated(sheet: Sheet) -> Iterator[Fault]:
    by_page = Counter(canonical(link.href) for link in sheet.links[:MOST_JUDGED] if address(link.href).is_page)
    for one in to_pages(sheet):
        times = by_page.pop(canonical(one.link.href), 0)
        if times > _MOST_TIMES:
            yield one.fault(f"{times} links lead to {one.shown}")


@rule("LINK-MANY", "info", "The letter has very many links.",
      why=f"Beyond {_MOST_LINKS} checkers of links stop looking (Mailpit), and readers too.",
      mend="leave some stories for the next number")
def many(sheet: Sheet) -> Iterator[Fault]:
    count = len({link.href for link in sheet.links})
    if count > _MOST_LINKS:
        yield Fault(f"the letter has {count} different links")


@rule("LINK-UTM", "info", "Campaign tags are missing on some links, or doubled.",
      why="Statistics then count one letter as several, or readers as nobody's.",
      mend="give all links to your site the same tags, or none")
def campaign_tags(sheet: Sheet) -> Iterator[Fault]:
    pages = [one for one in to_pages(sheet) if not is_the_lists(one, sheet)]
    tagged = {registrable(one.address.host) for one in pages if addresses.campaign(one.address)}
    for one in pages:
        names = addresses.campaign(one.address)
        doubled = [name for name, count in Counter(names).items() if count > 1]
        if doubled:
            yield one.fault(f"{one.shown} says {doubled[0]} {names.count(doubled[0])} times", "leave one of them")
        elif not names and registrable(one.address.host) in tagged and one.address.parts and len(one.address.parts.path) > 1:
            yield one.fault(f"{one.shown} has no campaign tags, and other links to {registrable(one.address.host)} have")


@rule("LINK-UNSUB-PREFETCH", "warning", "Opening a link is enough to leave the list.",
      why="Scanners of firms open every link of a mail, and so take readers off the list (RFC 8058, 1: hence its POST).",
      mend="let the page ask first, and act when its button is pressed")
def leaves_at_once(sheet: Sheet) -> Iterator[Fault]:
    for link in sheet.links[:MOST_JUDGED]:
        if addresses.leaves_at_once(address(link.href)):
            yield Fault(f"whoever opens {one_line(link.href)[:120]} seems to leave the list at once", link.node,
                        where=settings_at(sheet.publication, link.href.partition("?")[0]))
