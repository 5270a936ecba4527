"""The address behind a link → what is wrong with it as it is written. Pure: nothing is looked up."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import ip_address
from socket import inet_aton, inet_ntoa
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlsplit

from newsletter.checks._spellings import BROKEN
from newsletter.errors import InputError
from newsletter.prose.leaving import changes_what_comes, may_lead_out
from newsletter.web.address import PORTS, judge, registrable

ALLOWED = frozenset(("http", "https", "mailto", "tel"))
LONGEST = 2000  # characters; beyond, mail gateways and old servers cut an address (2,083 was Internet Explorer's limit)

# Before a digit only those that are well known: what stands before ``localhost:8000`` is a site, and no scheme.
_SCHEME = re.compile(r"(mailto|tel|cid|data)(?=:\d)|([a-zA-Z][a-zA-Z0-9+-]*):(?!\d)", re.IGNORECASE)


class Address(NamedTuple):
    """A link's address: `href` as a browser takes it, its scheme in lower case, and its parts where it is a page."""

    href: str
    scheme: str
    parts: SplitResult | None

    @property
    def host(self) -> str:
        """The site, in lower case; empty where there is none."""
        try:
            return ((self.parts and self.parts.hostname) or "").removesuffix(".")
        except ValueError:
            return ""

    @property
    def is_page(self) -> bool:
        """Whether it is an http(s) address with a site in it."""
        return bool(self.host)


def address(href: str) -> Address:
    """Return an address as a browser reads it: blanks around it fall away, and tabs and line ends within it."""
    bare = re.sub(r"[\t\r\n]", "", href.strip("\x00-\x1f \t\r\n"))
    found = _SCHEME.match(bare)
    scheme = (found[1] or found[2]).lower() if found else ""
    try:
        parts = urlsplit(bare) if scheme in PORTS else None
    except ValueError:
        parts = None
    return Address(bare, scheme, parts)


# ── as it is written ─────────────────────────────────────────────────────────────────────────────────────────


def slip(one: Address, raw: str) -> str:
    """Return what is wrong with the way an address is written; empty where nothing is.

    Args:
        raw: the address as it stands in the letter, blanks and all.
    """
    if BROKEN.search(raw):
        return "a merge tag in it was broken on the way"
    if re.search(r"&amp;|&#\d+;", raw):
        return "its & is escaped twice"
    if re.search(r"[\x00-\x1f\x7f]", raw.strip()):
        return "there is a line's end or another control character in it"
    if re.search(r"\s", raw.strip()):
        return "there is a blank in it"
    if one.scheme == "mailto":
        return "" if re.match(r"mailto:(?:[^@\s]+@[^@\s?]+\.[^@\s?.]+|\?.*\bto=)", one.href, re.I) else "there is no address in it"
    if one.scheme == "tel":
        return "" if re.search(r"\d{3}", re.sub(r"[\s().-]", "", one.href)) else "there is no number in it"
    return _slip_of_page(one) if one.scheme in PORTS else ""


def _slip_of_page(one: Address) -> str:
    if one.parts is None:
        return "its brackets do not match"
    if re.match(r"https?:/?/?https?[:/]", one.href, re.IGNORECASE):
        return "http:// stands in it twice"
    if not one.href.lower().startswith(f"{one.scheme}://") or not one.host:
        return "there is no site in it"
    if re.search(r"[\\\"<>^`{|}]", one.href):
        return "there is a character in it that no address may hold"
    if not re.fullmatch(r"[\w.:%-]+", one.host) or ".." in one.host or not re.search(r"[\w]", one.host):
        return "its site is no name that can be"
    if one.href.count("(") != one.href.count(")") and one.href[-1] in "()":
        return "its brackets do not match"
    if one.href[-1] in ".,;!" and not one.parts.query:
        return f"it ends with the sentence's “{one.href[-1]}”"
    return ""


def is_local(host: str) -> bool:
    """Say whether a site can be reached from the inside only: this machine, one's own network, a private name."""
    if re.search(r"(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|test|home\.arpa|corp)$", host):
        return True
    if number := _number(host):
        try:
            judge(number, host, host)
        except InputError:
            return True
        return False
    return "." not in host and ":" not in host


# Names that a site has while it is being built.
_BEING_BUILT = frozenset(("dev", "staging", "stage", "stg", "test", "testing", "preview", "preprod", "uat", "sandbox", "qa"))


def is_being_built(host: str) -> bool:
    """Say whether a site is a trial copy: ``staging.courier.example``; ``dev.to`` is none."""
    labels = host.removesuffix(registrable(host)).strip(".").split(".")
    return any(label in _BEING_BUILT or label.split("-")[0] in ("staging", "preprod") for label in labels)


def is_number(host: str) -> bool:
    """Say whether a site is written as a number, in whichever way browsers take it."""
    return bool(_number(host))


def _number(host: str) -> str:
    """Return the number that a site is written as, in its plain form; ``0x7f.1`` and ``2130706433`` are 127.0.0.1, too."""
    bare = host.partition("%")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        is_odd = re.fullmatch(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}", bare)
    try:
        return inet_ntoa(inet_aton(bare)) if is_odd else ""
    except OSError:
        return ""


def port(one: Address) -> int:
    """Return the port an address asks for where it is not its scheme's own; 0 where it is, -1 where it is none."""
    try:
        asked = one.parts.port if one.parts else None
    except ValueError:
        return -1
    return asked if asked is not None and asked != PORTS[one.scheme] else 0


def is_disguised(one: Address) -> bool:
    """Say whether what needs no escape is escaped, as those do who hide where a link leads (SpamAssassin: HTTP_ESCAPED_HOST)."""
    netloc = one.parts.netloc if one.parts else ""
    return "%" in netloc or len(re.findall(r"%(?:4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]|3[0-9])", one.href, re.IGNORECASE)) >= 3


# ── look-alikes ──────────────────────────────────────────────────────────────────────────────────────────────

_LIKE_LATIN = frozenset("аеорсухіјѕһԁԛԝгкмнтвьϲοαιρτυν")
_TOGETHER = (frozenset(("LATIN", "HIRAGANA", "KATAKANA", "CJK")), frozenset(("LATIN", "HANGUL", "CJK")),
             frozenset(("LATIN", "BOPOMOFO", "CJK")))


def look_alike(host: str) -> str:
    """Return a site's name as readers see it, where it may pass for another: scripts mixed, or letters like Latin ones.

    (Unicode Technical Standard 39, 5.1 and 5.2: the sets of scripts that are written together.)
    """
    shown = ".".join(_label(label) for label in host.split("."))
    for label in shown.split(".")[:-1]:
        scripts = {re.split(r"[ -]", unicodedata.name(sign, "?"))[0] for sign in label if sign.isalpha()}
        mixed = len(scripts) > 1 and not any(scripts <= allowed for allowed in _TOGETHER)
        alike = "LATIN" not in scripts and bool(label) and scripts and all(
            sign in _LIKE_LATIN for sign in label.lower() if sign.isalpha())
        if mixed or alike and shown.rpartition(".")[2].isascii():
            return shown
    return ""


def _label(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


# Where an address leads is hidden behind these (SpamAssassin, rules/25_url_shortener.cf, the best known).
SHORTENERS = frozenset(
    "bit.ly bitly.com buff.ly cutt.ly dlvr.it fb.me goo.gl ift.tt is.gd j.mp lnkd.in ow.ly rb.gy rebrand.ly shorturl.at "
    "short.io s.id t.co t.ly tiny.cc tiny.one tinyurl.com trib.al v.gd wp.me x.co".split())

_SITE_IN_WORDS = re.compile(r"(?P<scheme>https?://)?(?:[\w.+-]+@)?(?P<host>(?:[\w-]+\.)+[a-z]{2,24})(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_USUAL_ENDINGS = re.compile(r"\.(?:com|org|net|eu|info|example|[a-z]{2})$")
_FILES = re.compile(r"\.(?:js|py|md|rs|sh|ts|ai|io|so|cc|pl|ps)$")


def site_in_words(words: str) -> str:
    """Return the site that the words of a link name, where they are nothing but an address: “https://bank.example/in”.

    A name alone (“Node.js”, “ASP.NET”) is none: it is lower case, ends as sites do, or begins as addresses do.
    """
    found = _SITE_IN_WORDS.fullmatch(words.strip())
    if not found or "@" in words:
        return ""
    host = found["host"]
    told = found["scheme"] or host.lower().startswith("www.")
    usual = host == host.lower() and _USUAL_ENDINGS.search(host) and not _FILES.search(host)
    return host.lower() if told or usual else ""


# ── campaign tags and ways out ───────────────────────────────────────────────────────────────────────────────


def campaign(one: Address) -> list[str]:
    """Return the names of the campaign tags (``utm_source``) in an address, in order, each as often as it is there."""
    query = one.parts.query if one.parts else ""
    return [name.lower() for name, _ in parse_qsl(query, keep_blank_values=True) if name.lower().startswith("utm_")]


_AT_ONCE = re.compile(
    r"(?:confirm(?:ed)?|now|auto|instant|immediate|do)=(?:1|y|yes|true)\b|one-?click|instant|list-unsubscribe=", re.IGNORECASE)
# Kin of a way out, which change what a reader has asked for.
_CHANGES = re.compile(r"unsub|opt-?out|preferenc|subscription|manage|profile|confirm|vote|rsvp|list-manage", re.IGNORECASE)


def is_way_out(one: Address, words: str) -> bool:
    """Say whether a link leaves the list or changes what a reader gets, so that opening it may do something."""
    said = f"{one.host}{one.parts.path}?{one.parts.query}" if one.parts else ""
    return changes_what_comes(words) or may_lead_out(said) or _CHANGES.search(said) is not None


def leaves_at_once(one: Address) -> bool:
    """Say whether an address tells that whoever opens it has left the list, with no question asked."""
    said = f"{one.parts.path}?{one.parts.query}" if one.parts else ""
    return may_lead_out(said) and _AT_ONCE.search(said) is not None
