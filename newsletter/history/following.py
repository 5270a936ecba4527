"""An address that only counts readers → where it leads, asked gently: one question a second to each site."""

from __future__ import annotations

import time
from collections.abc import Callable

from newsletter import web
from newsletter.errors import NewsletterError
from newsletter.web.politely import Paces, site

_SECONDS_A_LINK = 20.0
_MOST_FAILURES = 3  # in a row, after which a site is not asked again: services close down, and take their links along


class TimeIsUp(Exception):
    """What was asked for takes longer than it may in all."""


class Follower:
    """Follows links, each once.

    Args:
        seconds: for all links together.
        pause: seconds between two questions to one site.
    """

    def __init__(self, *, seconds: float = 900.0, pause: float = 1.0, allow_private: bool = False) -> None:
        self._clock = web.Clock(seconds)
        self._paces = Paces(pause)
        self._allow_private = allow_private
        self._known: dict[str, str] = {}
        self._failures: dict[str, int] = {}

    def __call__(self, url: str, is_enough: Callable[[str], bool]) -> str:
        """Return where an address leads; empty where nobody answers.

        Raises:
            TimeIsUp: all links together have taken too long.
        """
        if url not in self._known:
            self._known[url] = self._asked(url, is_enough)
        return self._known[url]

    def _asked(self, url: str, is_enough: Callable[[str], bool]) -> str:
        where = site(url)
        if self._failures.get(where, 0) >= _MOST_FAILURES:
            return ""
        self._wait(url)
        try:
            end = web.final(url, is_enough, allow_private=self._allow_private, seconds=self._clock.part(_SECONDS_A_LINK))
        except NewsletterError:
            self._failures[where] = self._failures.get(where, 0) + 1
            return ""
        else:
            self._failures[where] = 0
            return end
        finally:
            self._paces.asked(url)

    def _wait(self, url: str) -> None:
        """Wait until the site of an address may be asked. Raises TimeIsUp where that is too late."""
        wait = self._paces.wait(url)
        try:
            if wait > self._clock.left():
                raise TimeIsUp
        except TimeoutError:
            raise TimeIsUp from None
        time.sleep(wait)
