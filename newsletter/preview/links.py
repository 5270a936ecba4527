"""The links of a letter → what is behind them: asked when the editor wants it, and told line by line as the answers come."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from newsletter.errors import NewsletterError, Refused
from newsletter.prose import amount

if TYPE_CHECKING:
    from newsletter.checks.links.asking import Answer, Asker, Known

Line = dict[str, Any]


class Links:
    """What is known of what is behind the links of one issue: nothing, until somebody asks."""

    def __init__(self) -> None:
        self.known: Known | None = None
        self._lock = Lock()

    def ask(self, ask: Callable[[Asker], object], after: Callable[[], None]) -> AsyncIterator[Line]:
        """Ask, and return what is told meanwhile: ``done`` of how many there are, and at the end what came of it.

        It goes on though nobody listens any more: others who have the issue open will see what came of it.

        Args:
            ask: asks for the links of a letter.
            after: is called as soon as the answers are known.

        Raises:
            Refused: they are being asked for already.
        """
        if not self._lock.acquire(blocking=False):
            raise Refused("the links are being asked for already", todo="wait until that is done")
        loop, lines = asyncio.get_running_loop(), asyncio.Queue[Line]()

        def tell(**line: Any) -> None:
            with suppress(RuntimeError):  # the preview has ended
                loop.call_soon_threadsafe(lines.put_nowait, line)

        def run() -> None:
            ended = "The links could not be asked for"
            try:
                ended = self._asked(ask, tell)
                after()
            except NewsletterError as error:
                ended = str(error)
            finally:
                self._lock.release()
                tell(ended=ended)
        Thread(target=run, name="links", daemon=True).start()
        return _until_ended(lines)

    def _asked(self, ask: Callable[[Asker], object], tell: Callable[..., None]) -> str:
        from newsletter.checks.links.asking import Asker, usual_place

        states: Counter[str] = Counter()

        def told(answer: Answer, done: int, of: int) -> None:
            states[answer.state] += 1
            tell(done=done, of=of)
        asker = Asker(told=told, kept=usual_place())
        ask(asker)
        self.known = asker.known()
        return in_words(len(self.known), states["gone"], states["shut"] + states["unsure"])


async def _until_ended(lines: asyncio.Queue[Line]) -> AsyncIterator[Line]:
    while True:
        line = await lines.get()
        yield line
        if "ended" in line:
            return


def in_words(asked: int, gone: int, unsure: int) -> str:
    """Return what came of asking for so many links, in a sentence."""
    if not asked:
        return "There is no link to be asked for"
    said = [amount(gone, "leads nowhere", "lead nowhere")] if gone else []
    said += [f"of {unsure} nobody can tell"] if unsure else []
    return f"Links: {', '.join(said)}" if said else "Every link leads to its page"
