"""A service and a reader → the same as if we filled the letter in ourselves: what that reader gets from the service."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from newsletter.merge.standing_in import ADDRESSES
from newsletter.model import MergeTag, Publication, Reader, Service, replace

EVERY_PART = frozenset({"*"})
"""`Reader.groups` of one who is shown all parts of a letter, whomever they are for."""


def as_received(service: Service, publication: Publication, reader: Reader, tags: Iterable[MergeTag] = ()) -> tuple[Service, Reader]:
    """Return a service that fills in what it would send, and a reader of whom it knows what its tags can say.

    What the service has no word for goes, as it does there; an address that it makes itself is one that leads nowhere.

    Args:
        tags: the letter's: of a field that nobody can know here, its name is said.
    """
    if service.merged_here:
        return service, reader
    return _filling_in(service, publication), _known(service, reader, tags)


def _filling_in(service: Service, publication: Publication) -> Service:
    spelled = {name: service.tags[name] for name in ADDRESSES if name in service.tags}
    tags = {name: word if "{address}" in word else f"https://{quote(service.id)}.example/{name.replace('_', '-')}"
            for name, word in spelled.items()}
    if "postal_address" in service.tags and not publication.postal_address:
        tags["postal_address"] = "(the postal address)"
    return replace(
        service, merged_here=True, tags=tags, text_tags={}, url_tags={}, fallbacks={}, text_fallbacks={}, url_fallbacks={},
        guards=(), guard_signs="", address_guards=(), text_guards={}, comment="")


def _known(service: Service, reader: Reader, tags: Iterable[MergeTag]) -> Reader:
    fields = {tag.name.partition(".")[2]: tag.name.partition(".")[2].replace("_", " ")
              for tag in tags if tag.name.startswith("field.") and not tag.fallback}
    return replace(
        reader, token="",
        first_name=reader.first_name if "first_name" in service.tags else "",
        email=reader.email if "email" in service.tags or "email" in service.url_tags else "",
        fields={**fields, **reader.fields} if "field" in service.tags else {})
