"""A merge tag → how a service spells it in each voice, or what it says to the one reader we fill it in for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Literal, NamedTuple
from urllib.parse import quote

from newsletter.errors import InputError
from newsletter.merge.dropping import lost_lines
from newsletter.merge.guarding import guarded_end, guarded_html, guarded_text
from newsletter.merge.standing_in import ADDRESSES
from newsletter.model import Letter, MergeTag, Publication, Reader, Service
from newsletter.prose import amount, direction, excerpt, runs

Voice = Literal["html", "text", "address in html", "address in text"]


_THE_PUBLICATIONS = (*ADDRESSES, "postal_address")
"""Tags that say nothing of a reader: where a service has no word, the publication's own may stand."""


class Speaker(NamedTuple):
    """Whose words are put in."""

    service: Service
    publication: Publication
    reader: Reader


def spelled(tag: MergeTag, speaker: Speaker, voice: Voice, where: str = "") -> str | None:
    """Return how a tag is written, or what it says to the reader; None where it cannot be said.

    Args:
        where: ``file:line`` of the tag, for what has to be said of it.

    Raises:
        InputError: a fallback holds characters that would break the service's dialect.
    """
    service = speaker.service
    kind, _, name = tag.name.partition(".")
    if kind == "postal_address" and kind in service.footer_holds:
        return None
    if kind in _THE_PUBLICATIONS:
        theirs = _of(voice, kind, service.tags, service.text_tags)
        if theirs and "{address}" not in theirs:
            return theirs
        own = _own(kind, speaker, voice)
        return (theirs or "{address}").replace("{address}", own) if own else None
    if service.merged_here:
        return _written(_said(_reader_word(tag.name, speaker.reader) or tag.fallback, voice), voice) or None
    spelling = _spelling(tag, service, voice)
    if spelling is None:
        return _guarded(_written(_said(tag.fallback, voice), voice), service, voice) or None
    if not voice.startswith("address"):
        _assert_fits(tag, spelling, service, where)
    if name:
        spelling = spelling.replace("{name}", name).replace("{NAME}", name.upper())
    return spelling.replace("{fallback}", _fallback(tag, service, voice)) if tag.fallback else spelling


def lacks_address_form(tag: MergeTag, service: Service) -> bool:
    """Say whether a service cannot write a word percent-encoded, as it must be inside an address."""
    kind = tag.name.partition(".")[0]
    return not service.merged_here and kind in service.tags and kind not in _THE_PUBLICATIONS and (
        kind not in service.url_tags)


def loses_fallback(tag: MergeTag, service: Service) -> bool:
    """Say whether a service has a form for a word, and none for what stands where a reader has no such word."""
    kind = tag.name.partition(".")[0]
    return bool(tag.fallback) and not service.merged_here and kind in service.tags and kind not in service.fallbacks


def loses_fallback_in_addresses(tag: MergeTag, service: Service) -> bool:
    """Say whether a service has a form for a word inside an address, and none there for what stands where it is missing."""
    kind = tag.name.partition(".")[0]
    return bool(tag.fallback) and kind in service.url_tags and kind in service.fallbacks and kind not in service.url_fallbacks


def what_it_takes(letter: Letter, service: Service) -> tuple[str, ...]:
    """Return what has to be seen to, so that the words of a service which a letter uses work there; each one sentence."""
    used = [(kind, tag) for tag in letter.tags if (kind := tag.name.partition(".")[0]) in service.tags]
    names = [kind for kind, _ in used]
    names += ["fallback"] if any(tag.fallback and kind in service.fallbacks for kind, tag in used) else []
    names += ["readers"] if letter.readers else []
    return tuple(dict.fromkeys(service.needs[name] for name in names if name in service.needs))


def own_address(name: str, publication: Publication, reader: Reader) -> str | None:
    """Return the publication's own address for a tag with the reader's words in it; None where one is missing."""
    address = publication.addresses.get(name, "")
    for word in re.findall(r"\{(email|token)\}", address):
        said = getattr(reader, word)
        if not said:
            return None
        address = address.replace(f"{{{word}}}", quote(said, safe=""))
    return address or None


def _own(kind: str, speaker: Speaker, voice: Voice) -> str:
    """Return the publication's own words for a tag, as a voice writes them; empty where they cannot be said.

    An {email} in its address is the reader's own where we know it, and elsewhere the service's word for it within one.
    """
    service, publication = speaker.service, speaker.publication
    if kind == "postal_address":
        way, written = runs(publication.postal_address), _written(publication.postal_address, voice)
        is_turned = voice == "html" and way not in ("", direction(publication.language))
        return f'<span dir="{way}">{written}</span>' if is_turned else written
    address, email = publication.addresses.get(kind, ""), service.url_tags.get("email", "")
    if email and "{email}" in address and "{token}" not in address and not service.merged_here:
        return email.join(_written(piece, voice) for piece in address.split("{email}"))
    return _written(own_address(kind, publication, speaker.reader) or "", voice)


def _spelling(tag: MergeTag, service: Service, voice: Voice) -> str | None:
    """Return a service's form for a word: inside an address that which encodes it, even where it has no place for a fallback."""
    kind = tag.name.partition(".")[0]
    if voice.startswith("address") and kind in service.url_tags:
        return (service.url_fallbacks.get(kind) if tag.fallback else None) or service.url_tags[kind]
    spelling = _of(voice, kind, service.fallbacks, service.text_fallbacks) if tag.fallback else None
    return spelling or _of(voice, kind, service.tags, service.text_tags)


def _assert_fits(tag: MergeTag, spelling: str, service: Service, where: str) -> None:
    """Raise InputError where a fallback would break the service's own code."""
    is_reserved = tag.fallback in service.reserved_fallbacks
    if "{fallback}" in spelling and (is_reserved or any(sign in tag.fallback for sign in service.fallback_forbids)):
        raise InputError(
            f"“{tag.fallback}” cannot stand in for {tag.name} in {service.name}",
            todo="write another word" if is_reserved else f"leave out any of these: {' '.join(service.fallback_forbids)}", where=where)


def assert_leaves_address_whole(tag: MergeTag, service: Service, where: str) -> None:
    """Raise InputError where a service's form for a word would end the link's address that it stands in."""
    def ends(word: MergeTag) -> bool:
        return '"' in (_spelling(word, service, "address in html") or "")

    if not service.merged_here and ends(tag):
        typed = f"{{{tag.name}|{tag.fallback}}}" if tag.fallback else f"{{{tag.name}}}"
        todo = "take it out of the address" if ends(MergeTag(name=tag.name)) else f"write {{{tag.name}}} there"
        raise InputError(f"{typed} stands in an address, which {service.name}'s form of it would end", todo=todo, where=where)


def _fallback(tag: MergeTag, service: Service, voice: Voice) -> str:
    """Return what stands where a reader has no such word, as the service's form of it takes it."""
    if voice.startswith("address"):
        return quote(tag.fallback, safe="")
    return escape(tag.fallback, quote=False) if voice == "html" and not service.escapes_fallback else tag.fallback


def _of(voice: Voice, kind: str, html: Mapping[str, str], text: Mapping[str, str]) -> str | None:
    return html.get(kind) if voice.endswith("html") else text.get(kind) or html.get(kind)


def _said(word: str, voice: Voice) -> str:
    return quote(word, safe="") if voice.startswith("address") else word


def _written(words: str, voice: Voice) -> str:
    """Return words of ours as a voice writes them."""
    return escape(words).replace("\n", "<br />") if voice.endswith("html") else words


def _guarded(words: str, service: Service, voice: Voice) -> str:
    """Return words of ours that stand where a service has no tag, so that its engine finds none in them either."""
    if voice == "html":
        return guarded_end(guarded_html(words, service.guards, service.guard_signs, service.address_guards), is_html=True)
    return guarded_end(guarded_text(words, service), is_html=False) if voice == "text" else words


def _reader_word(name: str, reader: Reader) -> str:
    kind, _, field_name = name.partition(".")
    return reader.fields.get(field_name, "") if kind == "field" else getattr(reader, kind)


def loses_word(tag: MergeTag, service: Service) -> bool:
    """Say whether a service has no word of a reader's at all, so that what stands where it is missing is said to every reader."""
    kind = tag.name.partition(".")[0]
    return bool(tag.fallback) and not service.merged_here and kind not in (*service.tags, *_THE_PUBLICATIONS)


def why_dropped(name: str, letter: Letter, publication: Publication, service: Service) -> str:
    """Return why the lines with a merge tag were left out (`Edition.dropped`), and what brings them back."""
    address = publication.addresses.get(name, "")
    if name in service.footer_holds:
        return f"{name}: the line with it was left out, for {service.name} puts it under the letter itself"
    if name == "postal_address":
        return "postal_address: the line with it was left out — write postal_address in newsletter.toml"
    if name not in ADDRESSES:
        return _word_dropped(name, letter, service)
    if name == "web_version" and not address:
        return (f"web_version: the link to the letter in the browser was left out, for {service.name} gives none — set web_version "
                "under [addresses] in newsletter.toml; or leave it: a letter does without")
    if "{" in address and service.merged_here:
        return f"{name}: the line with it was left out — {address} needs to know the reader: --to one address"
    if "{" in address:
        return (f"{name}: the line with it was left out, {service.name} has no word for it, and {address} needs to know the "
                "reader — set an address that is the same for all")
    return (f"{name}: the line with it was left out, {service.name} has no word for it"
            f" — set {name} under [addresses] in newsletter.toml")


_INSTEAD = {"first_name": "friend", "email": "your address", "field": "your town"}


def _word_dropped(name: str, letter: Letter, service: Service) -> str:
    """Return which words are left out with a reader's word that cannot be said, and what to write."""
    number, tag = next((number, tag) for number, tag in enumerate(letter.tags) if tag.name == name and not tag.fallback)
    where = next((place for place in letter.places[number] if place), "") if letter.places else ""
    lines = lost_lines(letter, tag)
    what = f"“{excerpt(lines[0], 60)}”" if lines else f"{{{name}}}"
    more = f" and {amount(len(lines) - 1, 'line')} more" if len(lines) > 1 else ""
    why = f"no reader's {{{name}}} is known here" if service.merged_here else f"{service.name} has no word for {{{name}}}"
    return (f"{f'{where}: ' if where else ''}{what}{more} {'are' if more else 'is'} left out: {why} — write it without, or with words "
            f"for readers without: {{{name}|{_INSTEAD[name.partition('.')[0]]}}}")
