"""The address behind a link in a letter → the addresses it may stand for, and whether it can be a story's.

Mailing services put an address of their own in the place of each link, to count who follows it. Some write the target
into that address, where it can be read back; others keep it to themselves, and only following the link tells.
"""

from __future__ import annotations

import re
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from newsletter.model import canonical, folded
from newsletter.prose import one_line
from newsletter.prose.leaving import WAY_OUT, may_lead_out, seen

_LONGEST = 8000
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+\.?(?::\d+)?")
_LEVELS = 3  # a link that a service counts, behind one that a shortener counts, behind one that a mail guard checks


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


# What letters hang on to an address to say which of them a reader came from, beside what `canonical` knows.
_OF_LETTERS = re.compile(
    r"(?:utm_\w+|ref|publication_id|post_id|isFreemail|triedRedirect|mkt_tok|ss_(?:source|campaign_id|email_id)|cmpid|_ke|"
    r"ck_subscriber_id|vero_(?:id|conv)|ml_subscriber\w*|mc_[ce]id|_bhlid|fbclid|gclid)", re.IGNORECASE)


def untracked(url: str) -> str:
    """Return an address without what letters hang on to it; the rest of it stays to the letter."""
    address, mark, query = url.partition("?")
    query, hash_, fragment = query.partition("#")
    kept = "&".join(pair for pair in query.split("&") if not _OF_LETTERS.fullmatch(pair.partition("=")[0]))
    return f"{address}?{kept}{hash_}{fragment}" if kept else address if mark else url


# ── wrappers whose target can be read ────────────────────────────────────────────────────────────────────────

# Parameters in which links carry their target; others, such as ``ref``, say where a reader came from.
_TARGETS = frozenset(
    "url u uri q to target dest destination redirect redirect_url redirect_uri redirect_to redir r link href goto go l "
    "p d t out location continue next ued upn murl eurl rurl a".split())
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
        if key.lower() in _TARGETS and value.lower().startswith(("http://", "https://", "http%3a", "https%3a")):
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


_COUNTING = re.compile(
    r"^(?:click|clicks|track|tracking|trk|links?|email|mail|e|go|r|t|url\d+|ablink|mandrillapp|elink)\d*\.|"
    r"\.(?:ct|list-manage\d*)\.|(?:^|\.)(?:list-manage\d*|lnk|rs6|awstrack|mailchi|createsend\d*|cmail\d*)\.|"
    r"/(?:ls|ss|wf|track|tracking)/(?:click|c|open)\b|/(?:CL0|L0|Ctc|tn\.jsp|track|redirect|lnk|f/a)/|/track/?\?|/e3t/",
    re.IGNORECASE)
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
    shaped = _COUNTING.search(parts.hostname or "") or _COUNTING.search(rest)
    return bool(shaped or (not own and _RANDOM.search(unquote(rest))))


# ── what is no story ─────────────────────────────────────────────────────────────────────────────────────────

_NETWORKS = re.compile(
    r"(?:^|\.)(?:facebook|fb|instagram|twitter|x|linkedin|threads|bsky|tiktok|pinterest|whatsapp|wa|t|telegram|reddit|"
    r"mastodon|vk|xing|snapchat|flickr|tumblr)\.(?:com|net|me|app|social|ru)$|^(?:apps\.apple|play\.google|itunes\.apple)\.com$")
_CHANNEL = re.compile(r"(?:^|\.)youtube\.com/(?:@|c/|channel/|user/)|^[\w.-]+/@[\w.@-]+$", re.IGNORECASE)
_HOUSEKEEPING = re.compile(
    r"/(?:[\w-]*unsubscribe|optout|opt-out|preferences|profile|subscription|privacy|datenschutz|impressum|imprint|legal|"
    r"terms|agb|contact|kontakt|login|signup|sign-up|subscribe|donate|account|unsub|abmelden|abmeldung|austragen|"
    r"abbestellen|desinscription|desabonner|desabonnement)(?:-?(?:policy|center|notice|us|erklaerung))?(?:[/.?]|$)",
    re.IGNORECASE)


def is_network(url: str) -> bool:
    """Return whether an address is on a social network or in a shop for apps: a profile, or a way to share."""
    return _NETWORKS.search(canonical(url).partition("/")[0].partition("?")[0]) is not None


def may_be_asked(url: str) -> bool:
    """Return whether an address only counts and sends on by its shape, and nothing in it speaks of leaving a list.

    A long random name alone is no such shape: the address of a way out has one, too.
    """
    parts = urlsplit(url)
    shaped = _COUNTING.search(parts.hostname or "") or _COUNTING.search(f"{parts.path}?{parts.query}")
    return bool(shaped) and not speaks_of_leaving(url)


def speaks_of_leaving(url: str) -> bool:
    """Return whether the address of a link may be that of a way out of the list."""
    return leads_to_no_story(url) or may_lead_out(url)


def leads_to_no_story(url: str) -> bool:
    """Return whether an address is that of a home page, of a network's profile or of a list's housekeeping."""
    known = canonical(url)
    host = known.partition("/")[0].partition("?")[0]
    is_home = known == host or re.fullmatch(r"/(?:index\.\w+)?", known[len(host):]) is not None
    return is_home or is_network(url) or bool(_CHANNEL.search(known) or _HOUSEKEEPING.search(known[len(host):]))


# Compared as `folded` leaves them.
_SAYS = re.compile(
    rf"{WAY_OUT}|\bpreferences$|\beinstellungen$|"
    r"\bpreferencias$|\b(?:in|im|en|no|nel|dans)\b.*\b(?:browser|navegador|navigateur)\b|\bweb ?version\b|"
    r"\bonline ?version\b|\bversion (?:web|en ligne|online)\b|\bversao (?:web|online)\b|^(?:read|view|open|see) (?:it )?online$|"
    r"^online (?:lesen|ansehen)$|^(?:leer|ver) (?:online|en linea)$|^voir en ligne$|\bprivacy\b|\bdatenschutz|\bprivacidad\b|"
    r"\bprivacidade\b|\bconfidentialite\b|^impressum$|^imprint$|\baviso legal\b|\bmentions legales\b|\blegal notice\b|"
    r"\bterms\b.*\b(?:use|service|conditions)\b|^agb$|^contact(?: us)?$|^kontakt$|^contacto$|\bforward\b.*\b(?:friend|email|this)\b|"
    r"\bweiterleiten\b|\bpowered by\b|\badd us to your\b|\baddress book\b|\bwhy (?:did|am|do) (?:i|you) \b|"
    r"^(?:our |the )?(?:website|homepage|home page|webseite|startseite)$|\b(?:in|get|download|open) (?:the |our )?app$|"
    r"^(?:start writing|upgrade|become a member)\b")
_POINTING = re.compile(
    r"(?:please )?(?:click |tap )?(?:here|this link)|link|(?:klick(?:en sie)? )?hier(?: klicken)?|(?:haz clic |clique |pulsa )?aqui|"
    r"(?:cliquez )?ici|(?:clicca )?qui|(?:klik )?hier")
_FEW_WORDS = 8


def says_no_story(words: str) -> bool:
    """Return whether the words of a link are those of the letter's own furniture: unsubscribe, web version, sharing."""
    from newsletter.sources._words import is_furniture

    words = seen(words)
    said = folded(words[:200])
    return len(said.split()) <= _FEW_WORDS and (_SAYS.search(said) is not None or is_furniture(words))


def asks_to_read(words: str) -> bool:
    """Return whether the words of a link name no story, but only point to it: ``Read more``, ``here``, an address."""
    from newsletter.sources import _words as listing

    words = seen(words)
    is_address = re.match(r"https?://|www\.", words) is not None
    points = len(words) < 40 and _POINTING.fullmatch(folded(words)) is not None
    return not re.search(r"\w", words) or is_address or points or listing.asks_to_read(words)
