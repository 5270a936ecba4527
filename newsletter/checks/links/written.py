"""Whether a link leads anywhere, by how its address is written."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks.links import addresses
from newsletter.checks.links.aimed import Aimed, aimed, to_pages


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
    for one in to_pages(sheet):
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
    for one in to_pages(sheet):
        if addresses.is_local(one.address.host):
            yield one.fault(f"{one.shown} can only be reached from the inside")
        elif addresses.is_being_built(one.address.host):
            yield one.fault(f"{one.shown} looks like a trial copy of the site")


@rule("LINK-IP", "warning", "A link's site is a number.",
      why="SpamAssassin counts it (NUMERIC_HTTP_ADDR, 1.2 points; NORMAL_HTTP_TO_IP, 0.8), and readers do not trust it.",
      mend="write the name of the site")
def numbered(sheet: Sheet) -> Iterator[Fault]:
    for one in to_pages(sheet):
        if addresses.is_number(one.address.host) and not addresses.is_local(one.address.host):
            yield one.fault(f"{one.shown} names its site by a number")


@rule("LINK-PORT", "info", "A link asks for a port of its own.",
      why="Networks of firms and schools let 80 and 443 through only; SpamAssassin knows it as WEIRD_PORT.",
      mend="use the site's usual address, without the number")
def strange_port(sheet: Sheet) -> Iterator[Fault]:
    for one in to_pages(sheet):
        if addresses.port(one.address):
            yield one.fault(f"{one.shown} asks for a port of its own")


@rule("LINK-ESC", "warning", "A link's address is escaped where it need not be.",
      why="So hide those who do not want it seen where they lead (SpamAssassin: HTTP_ESCAPED_HOST, HTTP_EXCESSIVE_ESCAPES).",
      mend="write the letters themselves")
def disguised(sheet: Sheet) -> Iterator[Fault]:
    for one in to_pages(sheet):
        if addresses.is_disguised(one.address):
            yield one.fault(f"{one.shown} hides plain letters behind %")


@rule("LINK-USERINFO", "error", "A link holds a user name.",
      why="What stands before the @ is a password given away, or a trick: https://bank.example@evil.example (RFC 3986, 7.6).",
      mend="leave out what stands before the @")
def with_user(sheet: Sheet) -> Iterator[Fault]:
    for one in to_pages(sheet):
        if one.address.parts and "@" in one.address.parts.netloc:
            yield one.fault(f"a link to {one.address.host} holds a user name")


def _words(one: Aimed) -> str:
    words = one.link.words
    return words if len(words) <= 60 else f"{words[:59]}…"
