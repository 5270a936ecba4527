"""What a service looks for in a letter → what of it is not there."""

from __future__ import annotations

from newsletter.model import Edition, Service


def missing(edition: Edition, service: Service) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a service looks for in vain: in the HTML, and in the plain text where it takes ours."""
    needed = service.required_text if service.takes_text is not False else ()
    return (tuple(one for one in service.required if one not in edition.html),
            tuple(one for one in needed if one not in edition.text))
