"""Links: what is wrong with an address as it is written, and, where the web may be asked, what is behind it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from newsletter.checks._rules import Fault, rule
from newsletter.checks._settings import settings_at
from newsletter.checks._sheet import Link, Sheet, once
from newsletter.checks._spellings import holds_tag
from newsletter.checks.links import addresses
from newsletter.checks.links.addresses import Address, address
from newsletter.checks.links.asking import Answer
from newsletter.dom import Node
from newsletter.model import canonical
from newsletter.prose import one_line
from newsletter.web.address import registrable

_MOST_TIMES = 3
_MOST_LINKS = 100
# Links that are judged one by one; a letter with more is none, and judging them would take seconds.
_MOST_JUDGED = 2000


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
    tags = tuple({*sheet.service.tags.values()}) if not sheet.is_foreign else ()
    first: dict[str, Link] = {}
    for link in sheet.links:
        first.setdefault(link.href, link)
    known = (link for link in first.values() if not holds_tag(link.href, tags))
    return tuple(_aimed(link, sheet) for link in islice(known, _MOST_JUDGED))


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


def _pages(sheet: Sheet) -> Iterator[Aimed]:
    return (one for one in aimed(sheet) if one.address.is_page)


# ── where it leads ───────────────────────────────────────────────────────────────────────────────────────────


@rule("LINK-EMPTY", "error", "A link has no address.",
      why="A reader who taps it gets nothing, or the letter anew (WCAG 2.2, 2.4.4).",
      mend="give it its address, or take the link away")
def empty(sheet: Sheet) -> Iterator[Fault]:
    for one in aimed(sheet):
        if not one.address.href:
            yield one.fault(f"the link “{_words(one)}” has no address")


@rule("LINK-SCHEME", "error", "A link leads to what mail programs do not open.",
      why="Mail programs open http, https, mailto and tel; anything else they take out, and filters take for an attack "
          "(RFC 3986, 7: what an address may set off).",
      mend="write an address that begins with https://")
def scheme(sheet: Sheet) -> Iterator[Fault]:
    for one in aimed(sheet):
        if one.address.href.startswith("//"):
            yield one.fault(f"{one.shown} says no https: — in a mail that means a file", f"write https:{one.shown}")
        elif one.address.scheme and one.address.scheme not in addresses.ALLOWED:
            yield one.fault(f"a link leads to {one.address.scheme}:, which mail programs do not open")


@rule("LINK-REL", "error", "A link's address is part of one only.",
      why="In a mail there is no page that it could be relative to (RFC 3986, 5.1: a mail has no base).",
      mend="write the whole address, with https://")
def relative(sheet: Sheet) -> Iterator[Fault]:
    names = {name for node in sheet.page.walk() for name in (node.get("id"), node.get("name")) if name}
    for one in aimed(sheet):
        href = one.address.href
        if href.startswith("#"):
            if href[1:] not in names:
                yield one.fault(f"{one.shown} leads to a place that is not in the letter", "mend the name behind the #")
        elif href and not one.address.scheme and not href.startswith("//"):
            meant = f"write https://{one.shown}" if addresses.site_in_words(href) else ""
            yield one.fault(f"{one.shown} is only part of an address", meant)


@rule("LINK-HTTP", "warning", "A link is not encrypted.",
      why="Browsers warn of http:// pages, and filters count them; nearly all sites have https by now.",
      mend="write https://, and try whether it opens")
def unencrypted(sheet: Sheet) -> Iterator[Fault]:
    for one in _pages(sheet):
        if one.address.scheme == "http" and not addresses.is_local(one.address.host):
            yield one.fault(f"{one.shown} is not encrypted")


@rule("LINK-SYNTAX", "error", "A link's address is miswritten.",
      why="What no address may hold is cut off, escaped or refused, by each mail program in its own way (RFC 3986, 2).",
      mend="copy the address anew from the browser")
def miswritten(sheet: Sheet) -> Iterator[Fault]:
    for one in aimed(sheet):
        if one.address.href and (what := addresses.slip(one.address, one.link.href)):
            yield one.fault(f"{one.shown}: {what}")


@rule("LINK-LOCAL", "error", "A link leads to a machine that readers cannot reach.",
      why="It works for whoever made the letter, and for nobody else (RFC 1918, RFC 6762).",
      mend="write the address that readers see")
def local(sheet: Sheet) -> Iterator[Fault]:
    for one in _pages(sheet):
        if addresses.is_local(one.address.host):
            yield one.fault(f"{one.shown} can only be reached from the inside")
        elif addresses.is_being_built(one.address.host):
            yield one.fault(f"{one.shown} looks like a trial copy of the site")


@rule("LINK-IP", "warning", "A link's site is a number.",
      why="SpamAssassin counts it (NUMERIC_HTTP_ADDR, 1.2 points; NORMAL_HTTP_TO_IP, 0.8), and readers do not trust it.",
      mend="write the name of the site")
def numbered(sheet: Sheet) -> Iterator[Fault]:
    for one in _pages(sheet):
        if addresses.is_number(one.address.host) and not addresses.is_local(one.address.host):
            yield one.fault(f"{one.shown} names its site by a number")


@rule("LINK-PORT", "info", "A link asks for a port of its own.",
      why="Networks of firms and schools let 80 and 443 through only; SpamAssassin knows it as WEIRD_PORT.",
      mend="use the site's usual address, without the number")
def strange_port(sheet: Sheet) -> Iterator[Fault]:
    for one in _pages(sheet):
        if addresses.port(one.address):
            yield one.fault(f"{one.shown} asks for a port of its own")


@rule("LINK-ESC", "warning", "A link's address is escaped where it need not be.",
      why="So hide those who do not want it seen where they lead (SpamAssassin: HTTP_ESCAPED_HOST, HTTP_EXCESSIVE_ESCAPES).",
      mend="write the letters themselves")
def disguised(sheet: Sheet) -> Iterator[Fault]:
    for one in _pages(sheet):
        if addresses.is_disguised(one.address):
            yield one.fault(f"{one.shown} hides plain letters behind %")


@rule("LINK-USERINFO", "error", "A link holds a user name.",
      why="What stands before the @ is a password given away, or a trick: https://bank.example@evil.example (RFC 3986, 7.6).",
      mend="leave out what stands before the @")
def with_user(sheet: Sheet) -> Iterator[Fault]:
    for one in _pages(sheet):
        if one.address.parts and "@" in one.address.parts.netloc:
            yield one.fault(f"a link to {one.address.host} holds a user name")


# ── whether readers can trust it ─────────────────────────────────────────────────────────────────────────────


@rule("LINK-SPOOF", "error", "The words of a link name another site than it leads to.",
      why="That is what phishing looks like, to filters (SpamAssassin: HTTPS_HTTP_MISMATCH) and to readers.",
      mend="write words, not an address; or link to the site they name")
def spoofed(sheet: Sheet) -> Iterator[Fault]:
    for link in sheet.links[:_MOST_JUDGED]:
        one = address(link.href)
        named = addresses.site_in_words(link.words)
        if named and one.is_page and registrable(named) != registrable(one.host) and not holds_tag(link.href):
            yield Fault(f"the words say {named}, and the link leads to {one.host}", link.node)


@rule("LINK-IDN", "warning", "A site's name looks like another's.",
      why="Letters of several scripts in one name are how names are forged (Unicode Technical Standard 39, 5.1).",
      mend="copy the address anew from the site itself")
def look_alike(sheet: Sheet) -> Iterator[Fault]:
    for one in _pages(sheet):
        if seen := addresses.look_alike(one.address.host):
            yield one.fault(f"{one.shown} reads as {seen}, in letters that pass for others")


@rule("LINK-SHORT", "warning", "A link hides its target behind a shortener.",
      why="Filters count shorteners (SpamAssassin, 25_url_shortener.cf), and readers cannot see where they lead.",
      mend="write the address that it leads to")
def shortened(sheet: Sheet) -> Iterator[Fault]:
    for one in _pages(sheet):
        if one.address.host.removeprefix("www.") in addresses.SHORTENERS:
            yield one.fault(f"{one.shown} does not show where it leads")


@rule("LINK-LONG", "warning", "A link's address is very long.",
      why=f"Beyond {addresses.LONGEST:,} characters mail gateways and old servers cut it off.",
      mend="leave out what counts readers, or use the page's short address")
def long(sheet: Sheet) -> Iterator[Fault]:
    for one in aimed(sheet):
        if len(one.address.href) > addresses.LONGEST:
            yield one.fault(f"{one.shown} has {len(one.address.href):,} characters")


# ── all of them together ─────────────────────────────────────────────────────────────────────────────────────


@rule("LINK-DUP", "info", "One page is linked to many times.",
      why="Picture, headline and “read on” of one story are enough; whoever hears the letter meets each anew.",
      mend="take some of them away")
def repeated(sheet: Sheet) -> Iterator[Fault]:
    by_page = Counter(canonical(link.href) for link in sheet.links[:_MOST_JUDGED] if address(link.href).is_page)
    for one in _pages(sheet):
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
    pages = list(_pages(sheet))
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
    for link in sheet.links[:_MOST_JUDGED]:
        if addresses.leaves_at_once(address(link.href)):
            yield Fault(f"whoever opens {one_line(link.href)[:120]} seems to leave the list at once", link.node,
                        where=settings_at(sheet.publication, link.href.partition("?")[0]))


# ── what is behind it ────────────────────────────────────────────────────────────────────────────────────────


@rule("LINK-DEAD", "error", "There is no page behind a link.",
      why="A reader who taps it has lost the way (RFC 9110, 15.5.5); sites that let no programs in are only told of.",
      mend="look whether it has moved, and mend its address", online=True)
def dead(sheet: Sheet) -> Iterator[Fault]:
    for one, answer in _asked(sheet):
        if answer.state == "gone":
            yield one.fault(f"{one.shown}: {answer.words}")
        elif answer.state == "shut":
            yield one.fault(f"{one.shown} lets no programs in ({answer.words})", "look yourself whether it opens", "info")
        elif answer.state == "unsure":
            yield one.fault(f"{one.shown}: {answer.words}", "look yourself, or check again later", "info")


@rule("LINK-REDIR", "info", "A link leads on to another address.",
      why="Each step takes a reader's time, and the old address may end one day (RFC 9110, 15.4).",
      mend="write the address that it ends at", online=True)
def led_on(sheet: Sheet) -> Iterator[Fault]:
    for one, answer in _asked(sheet):
        if answer.state != "there" or not answer.hops or not one.address.parts:
            continue
        end = address(answer.hops[-1])
        if end.parts and end.parts.path in ("", "/") and len(one.address.parts.path) > 1 and not end.parts.query:
            yield one.fault(f"{one.shown} leads to the front page of {end.host}: its own page may be gone",
                            "look whether it has moved", "warning")
        elif len(answer.hops) > 1 or registrable(end.host) != registrable(one.address.host):
            steps = f" in {len(answer.hops)} steps" if len(answer.hops) > 1 else ""
            yield one.fault(f"{one.shown} leads on{steps} to {one_line(answer.hops[-1])[:120]}")


def _asked(sheet: Sheet) -> Iterator[tuple[Aimed, Answer]]:
    """Yield the links that may be asked, with what is behind them, as far as that is known."""
    pages = [one for one in _pages(sheet) if _may_be_asked(one, sheet)
             and (sheet.online.allow_private or not addresses.is_local(one.address.host))]
    answers = sheet.online.ask(one.address.href for one in pages)
    return ((one, answers[one.address.href]) for one in pages if one.address.href in answers)


def _may_be_asked(one: Aimed, sheet: Sheet) -> bool:
    """Say whether asking does nothing: a way out of the list, or to a reader's own settings, is never asked."""
    ours = (address.partition("{")[0] for address in (sheet.edition.unsubscribe, *sheet.publication.addresses.values()))
    return not (addresses.is_way_out(one.address, one.link.words)
                or any(prefix and one.address.href.startswith(prefix) for prefix in ours))


def _words(one: Aimed) -> str:
    words = one.link.words
    return words if len(words) <= 60 else f"{words[:59]}…"
