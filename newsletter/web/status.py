"""The status of an answer → what it means, in an editor's words (RFC 9110, 15; 429: RFC 6585, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from newsletter.web.waiting import asked_wait

UNCHANGED = 304
NOT_FOUND, GONE = 404, 410
TOO_OFTEN, AWAY = 429, 503

MOVED = (301, 302, 303, 307, 308)
MOVED_FOR_GOOD = (301, 308)

_TODO = {
    UNCHANGED: "it takes us for somebody who has asked before; try again later",
    401: "the site wants a password; ask for an address without one",
    403: "the site does not let programs in; ask for its feed, or save the page and name the file",
    NOT_FOUND: "check the address",
    GONE: "it is gone for good; take it out of the sources",
    TOO_OFTEN: "it was asked too often; try again later",
}


def in_words(status: int) -> str:
    """Return a status with its name: ``404 Not Found``."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def advice(status: int, headers: Mapping[str, str]) -> str:
    """Return what can be done about an answer that is none."""
    wait = asked_wait(headers) if status in (TOO_OFTEN, AWAY) else None
    if isinstance(wait, timedelta):
        return f"it asks us to come again in {wait.total_seconds():.0f} seconds"
    return _TODO.get(status) or ("the site has trouble; try again later" if status >= 500 else "check the address")
