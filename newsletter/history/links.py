"""The address behind a link in a letter → the addresses it may stand for, and whether it can be a story's.

Mailing services put an address of their own in the place of each link, to count who follows it. Some write the target
into that address, where it can be read back; others keep it to themselves, and only following the link tells.
"""

from __future__ import annotations

import re
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from urllib.parse import parse_qsl, unquote, urlsplit

from newsletter.files import packaged
from newsletter.model import canonical, folded
from newsletter.prose import one_line
from newsletter.prose.leaving import WAY_OUT, may_lead_out, seen

_LONGEST = 8000
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+\.?(?::\d+)?")
_LEVELS = 3  # a link that a service counts, behind one that a shortener counts, behind one that a mail guard checks


def _any_of(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def address(href: str) -> str:
    """Return a link's address where it leads to a page: absolute, http or https; else nothing.

    A service's own tag (``*|UNSUB|*``), mail and telephone lead to none.
    """
    text = one_line(href)
    try:
        parts = urlsplit(f"https:{text}" if text.startswith("//") else text)
        is_page = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) and parts.port != 0
    except ValueError:
        return ""
    return untracked(parts.geturl()) if is_page and len(text) <= _LONGEST else ""


@cache
def _of_letters() -> re.Pattern[str]:
    return re.compile(_any_of(packaged("links")["of_letters"]), re.IGNORECASE)


def untracked(url: str) -> str:
    """Return an address without what letters hang on to it; the rest of it stays to the letter."""
    address, mark, query = url.partition("?")
    query, hash_, fragment = query.partition("#")
    kept = "&".join(pair for pair in query.split("&") if not _of_letters().fullmatch(pair.partition("=")[0]))
    return f"{address}?{kept}{hash_}{fragment}" if kept else address if mark else url


# ── wrappers whose target can be read ────────────────────────────────────────────────────────────────────────

_IN_PATH = re.compile(r"/_*(https?(?::|%3A)(?:/|%2F){1,2}[^/].*)", re.IGNORECASE)
_TOKEN = re.compile(r"(?<![A-Za-z0-9_+-])[A-Za-z0-9_+-]{16,}={0,2}")
_ADDRESS = re.compile(r"https?://[^\s\"'<>{}|^`]+", re.IGNORECASE)


def unwrapped(url: str) -> list[str]:
    """Return the targets that can be read in an address, from the outermost to the innermost; none where none can."""
    found: list[str] = []
    while len(found) < _LEVELS:
        inner = next(filter(None, map(address, _inside(found[-1] if found else url))), "")
        if not inner or inner in found or inner == url:
            break
        found.append(inner)
    return found


def _inside(url: str) -> Iterator[str]:
    """Yield what may be a target inside an address, the likelier first."""
    parts = urlsplit(url)
    for key, value in parse_qsl(parts.query, max_num_fields=None):
        if key.lower() in packaged("links")["targets"] and value.lower().startswith(("http://", "https://", "http%3a", "https%3a")):
            yield unquote(value) if "%3a" in value[:8].lower() else value
    if found := _IN_PATH.search(parts.path):
        inner = found[1]
        encoded = "%2f" in inner[:16].lower()
        # Encoded it is one part of the path, and what follows is the service's; a mail guard ends it with ``__;``.
        yield unquote(inner.partition("/")[0] if encoded else f"{inner}?{parts.query}".rstrip("?").partition("__;")[0])
    for token in _TOKEN.findall(unquote(f"{parts.path}?{parts.query}"))[:20]:
        yield from _ADDRESS.findall(_said_by(token))[:1]


def _said_by(token: str) -> str:
    """Return the words in a piece of base64, packed or in JSON though they may be; nothing where it holds none."""
    try:
        data = urlsafe_b64decode(token.rstrip("=").replace("+", "-").replace("/", "_") + "===")
        if data[:1] == b"\x78":
            data = zlib.decompressobj().decompress(data, _LONGEST)
    except (ValueError, zlib.error):
        return ""
    return re.sub(r"\\*u0026", "&", data.decode("utf-8", "replace")).replace("\\", "") if b"http" in data else ""


@cache
def _counting() -> re.Pattern[str]:
    said = packaged("links")["counting"]
    first, behind, anywhere, paths = (_any_of(said[key]) for key in ("first", "behind", "anywhere", "paths"))
    return re.compile(rf"^{first}\d*\.|\.{behind}\.|(?:^|\.){anywhere}\.|{paths}", re.IGNORECASE)


_RANDOM = re.compile(
    r"(?<!\w)(?=[A-Za-z_]*\d)(?=[a-z\d_]*[A-Z])(?=[A-Z\d_]*[a-z])\w{20,}|(?<!\w)[0-9a-f]{24,}|"
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def counts_readers(url: str, *, own: bool = False) -> bool:
    """Return whether an address looks like one that only counts and sends on: it says nothing of where it leads.

    Args:
        own: it is on the publication's own site, where a random name may be a story's.
    """
    parts = urlsplit(url)
    rest = f"{parts.path}?{parts.query}"
    shaped = _counting().search(parts.hostname or "") or _counting().search(rest)
    return bool(shaped or (not own and _RANDOM.search(unquote(rest))))


# ── what is no story ─────────────────────────────────────────────────────────────────────────────────────────

_CHANNEL = re.compile(r"(?:^|\.)youtube\.com/(?:@|c/|channel/|user/)|^[\w.-]+/@[\w.@-]+$", re.IGNORECASE)


@cache
def _networks() -> re.Pattern[str]:
    said = packaged("links")["networks"]
    return re.compile(rf"(?:^|\.){_any_of(said['names'])}\.{_any_of(said['endings'])}$|^{_any_of(map(re.escape, said['shops']))}$")


@cache
def _housekeeping() -> re.Pattern[str]:
    said = packaged("links")["housekeeping"]
    return re.compile(rf"/{_any_of(said['folders'])}(?:-?{_any_of(said['endings'])})?(?:[/.?]|$)", re.IGNORECASE)


def is_network(url: str) -> bool:
    """Return whether an address is on a social network or in a shop for apps: a profile, or a way to share."""
    return _networks().search(canonical(url).partition("/")[0].partition("?")[0]) is not None


def may_be_asked(url: str) -> bool:
    """Return whether an address only counts and sends on by its shape, and nothing in it speaks of leaving a list.

    A long random name alone is no such shape: the address of a way out has one, too.
    """
    parts = urlsplit(url)
    shaped = _counting().search(parts.hostname or "") or _counting().search(f"{parts.path}?{parts.query}")
    return bool(shaped) and not speaks_of_leaving(url)


def speaks_of_leaving(url: str) -> bool:
    """Return whether the address of a link may be that of a way out of the list."""
    return leads_to_no_story(url) or may_lead_out(url)


def leads_to_no_story(url: str) -> bool:
    """Return whether an address is that of a home page, of a network's profile or of a list's housekeeping."""
    known = canonical(url)
    host = known.partition("/")[0].partition("?")[0]
    is_home = known == host or re.fullmatch(r"/(?:index\.\w+)?", known[len(host):]) is not None
    return is_home or is_network(url) or bool(_CHANNEL.search(known) or _housekeeping().search(known[len(host):]))


@cache
def _furniture() -> re.Pattern[str]:
    """Return what finds words that name no story, as `folded` leaves them."""
    return re.compile(_any_of((WAY_OUT, *chain(*packaged("links")["furniture"].values()))))


@cache
def _pointing() -> re.Pattern[str]:
    return re.compile(_any_of(chain(*packaged("links")["pointing"].values())))


_FEW_WORDS = 8


def says_no_story(words: str) -> bool:
    """Return whether the words of a link are those of the letter's own furniture: unsubscribe, web version, sharing."""
    from newsletter.sources._words import is_furniture

    words = seen(words)
    said = folded(words[:200])
    return len(said.split()) <= _FEW_WORDS and (_furniture().search(said) is not None or is_furniture(words))


def asks_to_read(words: str) -> bool:
    """Return whether the words of a link name no story, but only point to it: ``Read more``, ``here``, an address."""
    from newsletter.sources import _words as listing

    words = seen(words)
    is_address = re.match(r"https?://|www\.", words) is not None
    points = len(words) < 40 and _pointing().fullmatch(folded(words)) is not None
    return not re.search(r"\w", words) or is_address or points or listing.asks_to_read(words)
