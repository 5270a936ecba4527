"""An address as typed, or as a redirect names it → where to ask for it; and which addresses of machines may be asked.

Pure: nothing is looked up here. A name is judged by its spelling (`target`), what it resolves to by `judge`.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit

from newsletter.errors import InputError
from newsletter.model import Struct
from newsletter.prose import one_line

PORTS = {"http": 80, "https": 443}

_OWN = "add --allow-private if this is your own network"

# Networks that are somebody's own: RFC 1918, RFC 6598 (carriers), RFC 4193, loopback, the benchmark network of
# RFC 2544, which routers use at home, and NAT64 (RFC 6052), behind which any of them may be.
_PRIVATE = tuple(map(ip_network, (
    "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15",
    "::1/128", "fc00::/7", "64:ff9b::/96",
)))

# No page is ever there: this machine by another name, link-local (cloud machines keep their keys at 169.254.169.254),
# protocol assignments, 6to4 and Teredo, documentation, multicast, reserved (IANA special-purpose registries, RFC 6890).
_NOWHERE = tuple(map(ip_network, (
    "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)))

# Of IPv6 only this much is given out to the world (RFC 4291). Outside lie, beside the unassigned, mapped IPv4
# (::ffff:0:0/96), link-local (fe80::/10) and multicast (ff00::/8).
_WORLD = (ip_network("0.0.0.0/0"), ip_network("2000::/3"))


class Target(Struct, frozen=True, kw_only=True):
    """Where to ask: `url` in its one spelling, all ASCII; `site` as in the Host header; `path` with its query."""

    url: str
    scheme: str
    site: str
    host: str
    port: int
    path: str


def shown(url: str) -> str:
    """Return an address as messages name it: on one line, not endless, a user name and password in it left out."""
    return re.sub(r"//[^/@]*@", "//…@", one_line(url)[:300])


def target(url: str, *, allow_private: bool = False) -> Target:
    """Return where an address leads, judged by its spelling.

    Args:
        allow_private: any port, and names of this machine.

    Raises:
        InputError: no http(s) address, or one written so as to hide where it leads.
    """
    where = shown(url)
    parts = _parts(url.strip(), where)
    if parts.scheme not in PORTS:
        raise InputError("only addresses that begin with http:// or https:// can be read", where=where)
    if "@" in parts.netloc:
        raise InputError("the address holds a user name", todo="leave out what stands before the @", where=where)
    host = _host(parts, where, allow_private)
    port = _port(parts, where, allow_private)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?[]")
    site = (f"[{host}]" if ":" in host else host) + ("" if port == PORTS[parts.scheme] else f":{port}")
    return Target(url=f"{parts.scheme}://{site}{path}", scheme=parts.scheme, site=site, host=host, port=port, path=path)


def judge(address: str, host: str, where: str, *, allow_private: bool = False) -> None:
    """Refuse the address of a machine that nobody outside should be led to.

    Args:
        address: what `host` resolved to, as numbers.
        where: the address that is read, as messages name it.

    Raises:
        InputError: it is not an address of the public internet.
    """
    number = ip_address(address.partition("%")[0])
    if _within(number, _PRIVATE):
        if not allow_private:
            leads = "is a private address" if host == address else f"leads to a private address ({number})"
            raise InputError(f"{host} {leads}", todo=_OWN, where=where)
    elif not _within(number, _WORLD) or _within(number, _NOWHERE):
        raise InputError(f"{host} leads to {number}, where no page can be", where=where)


def _within(number: IPv4Address | IPv6Address, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return any(number in network for network in networks)


def _parts(url: str, where: str) -> SplitResult:
    """Split an address; a control character in it would be dropped by some readers and kept by others."""
    try:
        if re.search(r"[\x00-\x1f\x7f]", url):
            raise ValueError("control character")
        return urlsplit(url)
    except ValueError as error:
        raise InputError("this is not an address", todo="copy it anew from the browser", where=where) from error


def _host(parts: SplitResult, where: str, allow_private: bool) -> str:
    """Return the host in ASCII, without a final dot."""
    host = _ascii((parts.hostname or "").removesuffix("."), where)
    last = host.rpartition(".")[2]
    if not (_is_number(host) or re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", host)):
        raise InputError("the address has no proper name of a site", todo="copy it anew from the browser", where=where)
    if re.fullmatch(r"\d+|0x[0-9a-f]*", last) and not _is_number(host):
        raise InputError("the site is written as a number that hides where it leads", where=where)
    if last == "localhost" and not allow_private:
        raise InputError(f"{host} leads to a private address (this machine)", todo=_OWN, where=where)
    return host


def _is_number(host: str) -> bool:
    """Say whether a host is an address in its plain form: octal, hexadecimal and short ones are not, nor zones."""
    try:
        return "%" not in host and bool(ip_address(host))
    except ValueError:
        return False


def _ascii(host: str, where: str) -> str:
    if host.isascii():
        return host
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise InputError("the name of the site cannot be written that way", where=where) from error


def _port(parts: SplitResult, where: str, allow_private: bool) -> int:
    try:
        port = parts.port if parts.port is not None else PORTS[parts.scheme]
    except ValueError as error:
        raise InputError("what follows the : after the name is no number of a port", where=where) from error
    if port not in PORTS.values() and not allow_private:
        raise InputError(f"the address asks for port {port}, where no public page is", todo=_OWN, where=where)
    return port


# Second-level names under which countries give names out, so that a site's own name has three parts (the commonest of
# the Public Suffix List, publicsuffix.org).
_SHARED = frozenset("ac co com edu gob gov gouv net nom or org govt ltd me ne nhs plc sch web".split())


def registrable(host: str) -> str:
    """Return the part of a site's name that somebody registered: of ``news.bbc.co.uk``, ``bbc.co.uk``; a number whole."""
    labels = host.lower().removesuffix(".").split(".")
    if _is_number(host) or len(labels) < 3:
        return ".".join(labels)
    is_shared = len(labels[-1]) == 2 and labels[-2] in _SHARED
    return ".".join(labels[-3 if is_shared else -2 :])
