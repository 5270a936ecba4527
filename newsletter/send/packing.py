"""A letter and its readers → an edition for each, and the message that brings it there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from newsletter import merge, message
from newsletter.model import Edition, Letter, Publication, Reader, Service, replace
from newsletter.send.outcome import Parcel


def editions(
    letter: Letter, service: Service, publication: Publication, readers: Sequence[str], groups: frozenset[str] | None = None
) -> list[Edition]:
    """Return the letter as each reader gets it. Raises as `newsletter.merge.stamp`.

    Args:
        groups: which of the parts for some readers they all read; None where that is not known.
    """
    addresses = (message.parse_address(reader)[1] for reader in readers)
    return [merge.stamp(letter, service, publication, Reader(email=address, groups=groups)) for address in addresses]


def packed(
    edition: Edition, reader: str, publication: Publication, *, sender: str, moment: datetime, proof: bool
) -> Parcel:
    """Return the message for one reader; a proof says so in its subject. Raises as `newsletter.message.build_for`."""
    if proof:
        edition = replace(edition, subject=f"{_proof_mark(moment)} – {edition.subject}")
    data = message.build_for(edition, publication, sender=sender, to=[reader], date=moment)
    return Parcel(address=message.parse_address(reader)[1], data=data)


def _proof_mark(moment: datetime) -> str:
    """Return what begins a proof's subject, and differs from one proof to the next, Message-ID with it.

    Not in square brackets: mail programs that thread by subject take those off first (RFC 5256 §2.1), and put all proofs
    of a letter, and the letter itself, into one conversation.
    """
    return f"Proof {moment:%H:%M:%S}.{moment.microsecond // 1000:03}"
