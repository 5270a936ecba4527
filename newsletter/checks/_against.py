"""A letter that came back, and the one that was handed over → whether they are the same, in sentences.

A service puts addresses of its own in the place of links, adds a footer and a pixel, and may drop what it does not like.
Nothing is fetched: where an address keeps its target to itself, that is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from os.path import commonprefix
from typing import NamedTuple
from urllib.parse import urlsplit

from newsletter import publication as publications
from newsletter.checks._sheet import Sheet
from newsletter.checks._spellings import SPELLING
from newsletter.history import links as counting
from newsletter.model import Publication, canonical, folded
from newsletter.prose import excerpt
from newsletter.prose.leaving import leads_out, may_lead_out
from newsletter.web.address import registrable

CLIPPED = 102_400
"""Bytes of HTML from which on Gmail hides the rest (hteumeuleu/email-bugs #41)."""


class Seen(NamedTuple):
    """One thing that was compared: whether it is as it was handed over, and what is to be said of it."""

    ok: bool
    what: str


def against(came: Sheet, sent: Sheet) -> tuple[Seen, ...]:
    """Return what became of a letter on its way.

    Args:
        came: the letter that came back.
        sent: the letter that was handed over.
    """
    return (*_subject(came, sent), *_stories(came, sent), *_addresses(came, sent), *_way_out(came), *_forms(came, sent),
            _size(came, sent))


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────


def _subject(came: Sheet, sent: Sheet) -> Iterator[Seen]:
    if not came.source:
        return
    if folded(came.subject) == folded(sent.subject):
        yield Seen(True, f"The subject is the same: “{came.subject}”.")
    elif folded(came.subject).endswith(folded(sent.subject)):
        yield Seen(True, f"The subject has something before it: “{excerpt(came.subject, 100)}”.")
    else:
        yield Seen(False, f"The subject is another one: “{excerpt(came.subject, 100)}”.")
    if sent.preheader and folded(sent.preheader) not in folded(came.words + _hidden(came)):
        yield Seen(False, f"The preheader is not in it: “{excerpt(sent.preheader, 100)}”.")


def _hidden(sheet: Sheet) -> str:
    return " ".join(node.text() for node in sheet.page.walk() if "display:none" in node.get("style").replace(" ", ""))


def _stories(came: Sheet, sent: Sheet) -> Iterator[Seen]:
    words = folded(came.words)
    titles = [(f"{one.position}.title", one.story.title) for one in sent.carried]
    teasers = [(f"{one.position}.teaser", one.story.teaser) for one in sent.carried if one.story.teaser]
    lost = [(position, text) for position, text in (*titles, *teasers) if folded(text) not in words]
    if not lost and titles:
        said = [_all(len(titles), "headline"), *([_all(len(teasers), "teaser")] if teasers else [])]
        yield Seen(True, f"{' and '.join(said).capitalize()} {'is' if len(titles) == 1 and not teasers else 'are'} in it.")
    for position, text in lost:
        noun = "headline" if position.endswith("title") else "teaser"
        yield Seen(False, f"A {noun} is not in it: “{excerpt(text, 80)}” ({sent.where(position)}).")


def _all(count: int, noun: str) -> str:
    nouns = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"the {noun}" if count == 1 else f"both {nouns}" if count == 2 else f"all {count} {nouns}"


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────


class _Ways(NamedTuple):
    """Where the links of a letter lead: `plain` and `read` hold canonical targets, `hidden` addresses that keep theirs."""

    plain: set[str]
    read: set[str]
    hidden: list[str]
    counted: Counter[str]


def _ways(sheet: Sheet) -> _Ways:
    plain, read, hidden, counted = set(), set(), [], Counter[str]()
    for link in sheet.links:
        if not (url := counting.address(link.href)):
            continue
        if targets := counting.unwrapped(url):
            read.add(canonical(targets[-1]))
            counted[urlsplit(url).hostname or ""] += 1
        elif counting.counts_readers(url):
            hidden.append(url)
            counted[urlsplit(url).hostname or ""] += 1
        else:
            plain.add(canonical(url))
    return _Ways(plain, read, hidden, _by_service(counted, sheet.publication))


def _by_service(hosts: Counter[str], publication: Publication) -> Counter[str]:
    """Return how many addresses each service counts readers by, from how many there are on each site."""
    if not hosts:
        return hosts
    services = [publications.service(publication, name) for name in publications.services(publication)]
    found = Counter[str]()
    for host, count in hosts.items():
        names = [service.name for service in services if _without_digits(host) in map(_without_digits, service.link_hosts)]
        found[commonprefix(names).strip() or host] += count  # the services of one house share a site
    return found


def _without_digits(host: str) -> str:
    """Return the registered name of a site without the digits that count its machines: ``list-manage12.com``."""
    return re.sub(r"\d+(?=\.)", "", registrable(host.lower()))


def _addresses(came: Sheet, sent: Sheet) -> Iterator[Seen]:
    there = _ways(came)
    wanted: dict[str, tuple[str, str]] = {}
    for link in sent.links:
        own = sent.position_of(link.node)
        if counting.address(link.href) and not own.startswith(("masthead", "imprint")):
            wanted.setdefault(canonical(counting.address(link.href)), (link.href, sent.where(link.node)))
    lost = [said for known, said in wanted.items() if known not in there.plain | there.read]
    found = len(wanted) - len(lost)
    if found and not lost:
        yield Seen(True, f"{_all(len(wanted), 'address').capitalize()} can be followed.")
    elif found:
        yield Seen(True, f"{found} of {len(wanted)} addresses can be followed.")
    yield from _counted(there)
    if lost and len(lost) <= len(set(there.hidden)):
        yield Seen(True, f"{len(lost)} of {len(wanted)} addresses are behind links that keep their target to themselves.")
    else:
        for url, where in lost:
            yield Seen(False, f"An address is not in it: {excerpt(url, 80)} ({where}).")


def _counted(ways: _Ways) -> Iterator[Seen]:
    for service, count in ways.counted.most_common():
        yield Seen(True, f"{count} link{' is' if count == 1 else 's are'} tracked by {service}.")


# ── duties and form ──────────────────────────────────────────────────────────────────────────────────────────


def _way_out(came: Sheet) -> Iterator[Seen]:
    body = any(leads_out(link.words) or may_lead_out(link.href) for link in came.links)
    yield Seen(body, "The way out of the list is in the letter." if body else "There is no way out of the list in the letter.")
    if came.source:
        head = came.source[: came.source.find(b"\n\n") if b"\r\n\r\n" not in came.source else came.source.find(b"\r\n\r\n")]
        listed = re.search(rb"^List-Unsubscribe:", head, re.IGNORECASE | re.MULTILINE)
        click = re.search(rb"^List-Unsubscribe-Post:\s*List-Unsubscribe=One-Click", head, re.IGNORECASE | re.MULTILINE)
        yield Seen(bool(listed and click), "It is in the header, too, by one click." if listed and click else
                   "It is in the header, but not by one click (RFC 8058)." if listed else
                   "It is not in the header: List-Unsubscribe is missing (RFC 8058).")


_LEFT = re.compile(rf"{SPELLING.pattern}|https?://(?:merge|picture)\.invalid\S*")


def _forms(came: Sheet, sent: Sheet) -> Iterator[Seen]:
    if left := _LEFT.search(f"{came.subject} {came.words} {' '.join(link.href for link in came.links)}"):
        yield Seen(False, f"A merge tag was not filled in: {excerpt(left[0], 60)}.")
    if came.source and not came.text.strip():
        yield Seen(False, "The plain text is gone.")
    if "<style" in sent.html and "<style" not in came.html:
        yield Seen(False, "The style sheets are gone: the letter does not adapt to phones.")
    before, after = _pictures(sent), _pictures(came)
    if after < before:
        yield Seen(False, f"{before - after} of {before} pictures are gone.")


def _pictures(sheet: Sheet) -> int:
    return len({node.get("src") for node in sheet.page.all("img")
                if node.get("src") and node.get("width") not in ("0", "1")})


def _size(came: Sheet, sent: Sheet) -> Seen:
    before, after = len(sent.sent_html.encode()), len(came.html.encode())
    sizes = f"{_kilo(before)} → {_kilo(after)} kB"
    if after > CLIPPED:
        return Seen(False, f"{sizes}: Gmail hides what comes behind {_kilo(CLIPPED)} kB.")
    return Seen(True, f"{sizes}, of {_kilo(CLIPPED)} kB that Gmail shows.")


def _kilo(count: int) -> str:
    return f"{count / 1000:.0f}"
