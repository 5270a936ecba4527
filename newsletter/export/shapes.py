"""A service → the shape in which it takes a letter."""

from __future__ import annotations

from typing import Literal

from newsletter.model import Edition, Publication, Service

Shape = Literal["paste", "zip", "message"]


def shape_of(service: Service) -> Shape:
    """Return how a letter gets into a service."""
    return "message" if service.merged_here else "paste"


def mailable(edition: Edition, publication: Publication) -> bool:
    """Return whether a whole message can be made of a letter: it has a sender, a subject and a date."""
    return bool(publication.sender and edition.subject and edition.letter.date)
