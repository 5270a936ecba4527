"""``--online``: who asks the web what is behind links, and what is said meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsletter.errors import UsageError

if TYPE_CHECKING:
    from newsletter.checks.links.asking import Answer, Asker


@contextmanager
def asking(online: bool, allow_private: bool) -> Iterator[Asker | None]:
    """Yield what asks the web, where it may be asked; what it finds amiss is told on a terminal as it is found.

    Raises:
        UsageError: one's own network may be asked, and the web may not.
    """
    if not online:
        if allow_private:
            raise UsageError("--allow-private is for what is asked with --online", todo="say both, or neither")
        yield None
        return
    from newsletter.checks.links.asking import Asker, usual_place
    from newsletter.cli.fetch import Line
    from newsletter.cli.manners import say

    line = Line()

    def told(answer: Answer, done: int, of: int) -> None:
        if answer.state != "there" and sys.stderr is not None and sys.stderr.isatty():
            line.clear()
            say(f"{answer.url}: {answer.words}")
        line.show(f"asking for links: {done} of {of}")

    try:
        yield Asker(allow_private=allow_private, told=told, kept=usual_place())
    finally:
        line.clear()
