"""Whether readers, and those who filter their mail, can trust a link."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks._spellings import holds_tag
from newsletter.checks.links import addresses
from newsletter.checks.links.addresses import address
from newsletter.checks.links.aimed import MOST_JUDGED, aimed, to_pages
from newsletter.web.address import registrable


@rule("LINK-SPOOF", "error", "The words of a link name another site than it leads to.",
      why="That is what phishing looks like, to filters (SpamAssassin: HTTPS_HTTP_MISMATCH) and to readers.",
      mend="write words, not an address; or link to the site they name")
def spoofed(sheet: Sheet) -> Iterator[Fault]:
    for link in sheet.links[:MOST_JUDGED]:
        one = address(link.href)
        named = addresses.site_in_words(link.words)
        if named and one.is_page and registrable(named) != registrable(one.host) and not holds_tag(link.href):
            yield Fault(f"the words say {named}, and the link leads to {one.host}", link.node)


@rule("LINK-IDN", "warning", "A site's name looks like another's.",
      why="Letters of several scripts in one name are how names are forged (Unicode Technical Standard 39, 5.1).",
      mend="copy the address anew from the site itself")
def look_alike(sheet: Sheet) -> Iterator[Fault]:
    for one in to_pages(sheet):
        if seen := addresses.look_alike(one.address.host):
            yield one.fault(f"{one.shown} reads as {seen}, in letters that pass for others")


@rule("LINK-SHORT", "warning", "A link hides its target behind a shortener.",
      why="Filters count shorteners (SpamAssassin, 25_url_shortener.cf), and readers cannot see where they lead.",
      mend="write the address that it leads to")
def shortened(sheet: Sheet) -> Iterator[Fault]:
    for one in to_pages(sheet):
        if one.address.host.removeprefix("www.") in addresses.SHORTENERS:
            yield one.fault(f"{one.shown} does not show where it leads")


@rule("LINK-LONG", "warning", "A link's address is very long.",
      why=f"Beyond {addresses.LONGEST:,} characters mail gateways and old servers cut it off.",
      mend="leave out what counts readers, or use the page's short address")
def long(sheet: Sheet) -> Iterator[Fault]:
    for one in aimed(sheet):
        if len(one.address.href) > addresses.LONGEST:
            yield one.fault(f"{one.shown} has {len(one.address.href):,} characters")
