"""A letter and a service → what of them is approved: all that reaches readers, and nothing that may change without them.

The key in a letter's stand-ins is a hash of the whole issue file, and so changes with a comment in it or with the mark
``sent``. It stands here as noughts. Date and Message-ID belong to a message, and come later.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from newsletter.approval.outgoing import outgoing
from newsletter.model import PICTURE_STAND_IN, Letter, Mark, MergeTag, Publication, Service, Struct


class Approved(Struct, frozen=True, kw_only=True):
    """What was reviewed.

    Attributes:
        service: the id of the service it goes to.
        key: noughts, as many as the letter's key had characters.
        html, text, subject, preheader, subjects: the letter's, with this key in their stand-ins.
        pictures: name → SHA-256 of the file.
        marks: where positions begin in `html`; not part of the checksum.
        readers: position of a block or story → whom it is for, of those that not all readers get: ``members``, ``not members``.
        given: what the publication puts into a letter or round it, as far as this one has a place for it: its sender, the
            addresses behind its ways out, where its pictures stand, what is written into links.
        profile: SHA-256 of all that decides in the service's file what a letter says; not part of the checksum.
        outgoing: SHA-256 of the letter in the service's words, as it goes out (`newsletter.approval.outgoing`).
    """

    service: str
    key: str
    subject: str
    preheader: str
    html: str
    text: str
    pictures: Mapping[str, str]
    tags: tuple[MergeTag, ...]
    marks: tuple[Mark, ...]
    readers: Mapping[str, str]
    given: Mapping[str, str]
    profile: str
    outgoing: str
    subjects: tuple[str, ...] = ()

    @property
    def letter_checksum(self) -> str:
        """SHA-256 of the letter by itself, for whatever service and whoever sends it."""
        return _checksum({
            "subject": self.subject, "preheader": self.preheader, "html": self.html, "text": self.text,
            "pictures": dict(sorted(self.pictures.items())), "tags": [[tag.name, tag.fallback] for tag in self.tags],
            "readers": dict(sorted(self.readers.items())), "subjects": self.subjects,
        })

    @property
    def checksum(self) -> str:
        """SHA-256 of all that reaches readers: the same for the same bytes."""
        return _checksum({"service": self.service, "letter": self.letter_checksum, "given": dict(sorted(self.given.items())),
                          "outgoing": self.outgoing})


def _checksum(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()


def seen(letter: Letter, service: Service, publication: Publication) -> Approved:
    """Return what of a letter can be approved for a service. Raises as `newsletter.merge.stamp`."""
    noughts = "0" * len(letter.key)

    def neutral(text: str) -> str:
        return text.replace(letter.key, noughts) if letter.key else text

    return Approved(
        service=service.id,
        key=noughts,
        subject=neutral(letter.subject),
        preheader=neutral(letter.preheader),
        subjects=tuple(map(neutral, letter.subjects)),
        html=neutral(letter.html),
        text=neutral(letter.text),
        pictures={picture.name: hashlib.sha256(picture.data).hexdigest() for picture in letter.pictures},
        tags=letter.tags,
        marks=letter.marks,
        readers={these.position: these.typed for these in letter.readers},
        given=_given(letter, service, publication),
        profile=_checksum({name: getattr(service, name) for name in _DECIDES}),
        outgoing=outgoing(letter, service, publication),
    )


def stay_away(letter: Letter) -> frozenset[str]:
    """Return the addresses of pictures that a letter shows from the web: they are approved by these alone."""
    return frozenset(address for address in _SHOWN.findall(letter.html) if not PICTURE_STAND_IN.match(address))


_SHOWN = re.compile(r"""(?:\s(?:src|background)=["']|url\(["']?)(https?://[^"')\s]+)""")


GIVEN = {
    "sender": "the sender", "reply_to": "where answers go", "list_id": "the list's own name",
    "image_base_url": "where its pictures stand", "tracking": "what is written into its links",
    "unsubscribe": "the address to leave at", "web_version": "the address of the letter on the web",
    "preferences": "the address for preferences", "postal_address": "the postal address",
}
"""What a publication gives to a letter, as an editor calls it."""

# What else a service's file says (what the service is called, its limits, what it changes by itself) reaches no reader.
_DECIDES = (
    "shape", "tags", "text_tags", "url_tags", "fallbacks", "text_fallbacks", "url_fallbacks", "escapes_fallback", "merged_here",
    "guards", "guard_signs", "address_guards", "text_guards", "comment", "adds_list_unsubscribe", "prints_preheader",
    "takes_text", "readers",
)


def _given(letter: Letter, service: Service, publication: Publication) -> dict[str, str]:
    """Return what the publication gives, as far as this letter has a place for it, in the order of `GIVEN`."""
    said = {name: getattr(publication, name) for name in ("sender", "reply_to", "list_id", "image_base_url", "tracking")}
    said |= {**publication.addresses, "postal_address": publication.postal_address}
    has_place = {"sender", "reply_to", "tracking"}
    has_place |= {tag.name for tag in letter.tags} - service.tags.keys()
    if letter.pictures:
        has_place.add("image_base_url")
    if service.shape == "eml":
        has_place.add("list_id")
    if service.merged_here:
        has_place.add("web_version")  # it stands in the web page, too
    if service.merged_here or service.adds_list_unsubscribe is False:
        has_place.add("unsubscribe")  # in the header
    return {name: value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
            for name in GIVEN if name in has_place and (value := said.get(name))}
