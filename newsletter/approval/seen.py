"""A letter and a service → what of them is approved: all that reaches readers, and nothing that may change without them.

The key in a letter's stand-ins is a hash of the whole issue file, and so changes with a comment in it or with the mark
``sent``. It stands here as noughts. Date and Message-ID belong to a message, and come later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from newsletter.model import Letter, Mark, MergeTag, Publication, Struct


class Approved(Struct, frozen=True, kw_only=True):
    """What was reviewed.

    Attributes:
        service: the id of the service it goes to.
        key: noughts, as many as the letter's key had characters.
        html, text, subject, preheader: the letter's, with this key in their stand-ins.
        pictures: name → SHA-256 of the file.
        marks: where positions begin in `html`; not part of the checksum.
        given: what the publication puts into a letter or round it: its sender, the addresses behind its ways out, where
            its pictures stand, what is written into links. Empty where nobody said whose letter it is.
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
    given: Mapping[str, str]

    @property
    def checksum(self) -> str:
        """SHA-256 of all that reaches readers: the same for the same bytes."""
        said: dict[str, Any] = {
            "service": self.service, "subject": self.subject, "preheader": self.preheader, "html": self.html,
            "text": self.text, "pictures": dict(sorted(self.pictures.items())),
            "tags": [[tag.name, tag.fallback] for tag in self.tags], "given": dict(sorted(self.given.items())),
        }
        return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()


def seen(letter: Letter, service_id: str, publication: Publication | None = None) -> Approved:
    """Return what of a letter can be approved for a service. `publication`: whose letter it is, where that counts."""
    noughts = "0" * len(letter.key)

    def neutral(text: str) -> str:
        return text.replace(letter.key, noughts) if letter.key else text

    return Approved(
        service=service_id,
        key=noughts,
        subject=neutral(letter.subject),
        preheader=neutral(letter.preheader),
        html=neutral(letter.html),
        text=neutral(letter.text),
        pictures={picture.name: hashlib.sha256(picture.data).hexdigest() for picture in letter.pictures},
        tags=letter.tags,
        marks=letter.marks,
        given=_given(letter, publication) if publication else {},
    )


GIVEN = {
    "sender": "the sender", "reply_to": "where answers go", "list_id": "the list's own name",
    "image_base_url": "where its pictures stand", "tracking": "what is written into its links",
}
"""What a publication gives to every letter, as an editor calls it; beside these the addresses of its ways out."""


def _given(letter: Letter, publication: Publication) -> dict[str, str]:
    said = {name: getattr(publication, name) for name in GIVEN}
    ways = {tag.name: publication.addresses.get(tag.name, "") for tag in letter.tags}
    told = {name: value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str) for name, value in said.items()}
    return {name: value for name, value in (told | ways).items() if value}
