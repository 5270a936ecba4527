"""An address that only counts readers → where it leads, asked gently: one question a second to each site."""

from __future__ import annotations

import time
from collections.abc import Callable

from newsletter.errors import NewsletterError
from newsletter.history.placing import host

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
        self._end = time.monotonic() + seconds
        self._pause = pause
        self._allow_private = allow_private
        self._known: dict[str, str] = {}
        self._next: dict[str, float] = {}
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
        from newsletter import web

        site = host(url)
        if self._failures.get(site, 0) >= _MOST_FAILURES:
            return ""
        self._wait(site)
        try:
            end = web.final(url, is_enough, allow_private=self._allow_private, seconds=self._seconds_left())
        except NewsletterError:
            self._failures[site] = self._failures.get(site, 0) + 1
            return ""
        else:
            self._failures[site] = 0
            return end
        finally:
            self._next[site] = time.monotonic() + self._pause

    def _wait(self, site: str) -> None:
        wait = max(0.0, self._next.get(site, 0.0) - time.monotonic())
        if wait > self._seconds_left():
            raise TimeIsUp
        time.sleep(wait)

    def _seconds_left(self) -> float:
        """Return the seconds that one question may take. Raises TimeIsUp where none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeIsUp
        return min(left, 20.0)
