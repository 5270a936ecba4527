"""Pictures on the web → as the page shows them, small: asked for only when the editor wants to see them, and once a minute.

They come by the hands that bring a number's pictures (`newsletter.amend.picturing`), with the same guards.
"""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

from newsletter.amend.picturing import fetched
from newsletter.errors import NewsletterError
from newsletter.model import Picture
from newsletter.web import Clock

_SECONDS = 8.0  # an editor looks on meanwhile
_AGAIN = 60.0  # seconds after which one that could not be had is asked for again


def small(address: str, width: int) -> Picture:
    """Return a picture on the web, so wide at the most. Raises as `newsletter.amend.picturing.fetched`."""
    came = _came(address, width, int(monotonic() // _AGAIN))
    if isinstance(came, NewsletterError):
        raise came
    return came


@lru_cache(maxsize=200)
def _came(address: str, width: int, _minute: int) -> Picture | NewsletterError:
    try:
        return fetched(address, width, clock=Clock(_SECONDS))
    except NewsletterError as error:
        return error
