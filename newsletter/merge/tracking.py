"""A letter's links → the same with what the site's statistics ask for: utm_source and its kin, from ``[tracking]``.

Only addresses of the web that lead to the publication's sites, or all of them; never a merge tag, a mailto:, a place in the
letter itself, or an address that says already where its readers come from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import quote, urlsplit

from newsletter.errors import InputError
from newsletter.model import Letter, Publication, Service

_PARAMETERS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
_LINK = re.compile(r"(<(?:a|mj-button)\b(?:[^>\"]|\"[^\"]*\")*?\shref=\")([^\"]*)")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f]+")
_PLACE = re.compile(r"\{(\w*)\}")


class Tracking:
    """What is put behind the addresses of one letter for one service; nothing where ``[tracking]`` says nothing."""

    def __init__(self, letter: Letter, publication: Publication, service: Service) -> None:
        said = publication.tracking
        wanted = not said.get("services") or service.id in said["services"]
        self._query = _query(said, letter, service) if said and wanted else ""
        own = [urlsplit(publication.url).hostname or "", *said.get("hosts", ())] if self._query else []
        self._hosts = tuple(host.lower().removeprefix("www.") for host in own if host)
        self._all = said.get("links") == "all"
        self._changed: dict[str, str] = {}

    def html(self, html: str) -> str:
        """Return HTML, or MJML, with its links' addresses lengthened; these are then known to `text`."""
        return _LINK.sub(lambda link: link[1] + self._attribute(link[2]), html) if self._query else html

    def text(self, text: str) -> str:
        """Return plain text in which the addresses of the HTML's links are lengthened as they are there."""
        return _ADDRESS.sub(lambda found: self._in_words(found[0]), text) if self._changed else text

    def _attribute(self, value: str) -> str:
        address = unescape(value)
        longer = self._longer(address)
        if longer == address:
            return value
        self._changed[address] = longer
        return escape(longer)

    def _in_words(self, found: str) -> str:
        address = found if found in self._changed else found.rstrip(".,;:!?)]")
        return self._changed.get(address, address) + found[len(address):]

    def _longer(self, address: str) -> str:
        if not address.startswith(("http://", "https://")) or not self._wanted(address):
            return address
        before, hash_sign, place = address.partition("#")
        if re.search(r"[?&;]utm_\w+=", before):
            return address
        return f"{before}{'&' if '?' in before else '?'}{self._query}{hash_sign}{place}"

    def _wanted(self, address: str) -> bool:
        host = (urlsplit(address).hostname or "").lower()
        if host == "merge.invalid" or host == "picture.invalid":
            return False
        return self._all or any(host.removeprefix("www.") == own or host.endswith(f".{own}") for own in self._hosts)


def _query(said: Mapping[str, object], letter: Letter, service: Service) -> str:
    """Return the query, percent-encoded; what says nothing in this letter is left out."""
    values = {
        "number": "" if letter.number is None else str(letter.number),
        "date": letter.date.isoformat() if letter.date else "",
        "service": service.id,
    }
    filled = {key: _filled(str(said[key]), values, key) for key in _PARAMETERS if said.get(key)}
    return "&".join(f"{key}={quote(value, safe='')}" for key, value in filled.items() if value)


def _filled(value: str, values: Mapping[str, str], key: str) -> str:
    def said(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise InputError(
                f"{key} under [tracking] holds {found[0]}, which means nothing",
                todo="there are {number}, {date} and {service}", where="newsletter.toml")
        return values[found[1]]

    return _PLACE.sub(said, value).strip("-_ ")
