"""The thread of an issue: builds whenever one of its files has changed, and puts what came of it on the board."""

from __future__ import annotations

import os
from threading import Event, Lock
from time import monotonic, time_ns

from newsletter.preview.board import Board
from newsletter.preview.showing import Builder, Showing
from newsletter.preview.watch import Looks, looks, watch

# Seconds a mistake must last before it is shown: a file half saved, or gone for a moment, is none.
GRACE = 0.15

# Seconds that a new letter has to be painted before the checks are asked, which takes the time of a letter or two.
PAINT = 0.1


class Press:
    """Builds whenever a file has changed, one letter at a time, and puts what came of it on the board."""

    def __init__(self, builder: Builder, board: Board, stop: Event) -> None:
        self._builder = builder
        self._board = board
        self._stop = stop
        self._lock = Lock()
        self._looks: Looks = {}
        self._held: Showing | None = None
        self._held_since = 0.0
        self._unproved: Showing | None = None
        self._put_at = 0.0

    def run(self) -> None:
        """Build, then watch, until `stop` is set."""
        with self._lock:
            self._put(self._built(looks(self._builder.watched())))
        watch(self._builder.watched, self.look, self._stop)

    def look(self) -> None:
        """Build if a file looks different; put up a mistake only when it has lasted; else ask the checks.

        From any thread: whoever has just written a file need not wait until the system tells of it.
        """
        with self._lock:
            self._look()

    def prove_again(self) -> None:
        """Ask the checks once more of the letter that hangs there: more is known by now. From any thread."""
        with self._lock:
            showing = self._board.showing
            if showing and showing.good and showing.good.findings is not None:
                self._board.put(self._builder.proved(showing))

    def _look(self) -> None:
        # Before building: what changes meanwhile looks different the next time.
        now = looks(self._builder.watched())
        if now != self._looks:
            self._hold_or_put(self._built(now))
        elif self._held and monotonic() - self._held_since >= GRACE:
            self._put(self._held)
            self._held = None
        elif self._unproved and monotonic() - self._put_at >= PAINT:
            self._prove()

    def _built(self, before: Looks) -> Showing:
        """Build, and remember how the files looked before it; of those that only it has named, how they look now.

        Unless one of these has been written since: then it looks different the next time.
        """
        began = time_ns()
        showing = self._builder.build()
        after = looks(self._builder.watched())
        named = {path: look for path, look in after.items() if path not in before and look[0] < began}
        known = {path: look for path, look in before.items() if path in after or not os.path.exists(path)}
        self._looks = {**known, **named}
        return showing

    def _hold_or_put(self, showing: Showing) -> None:
        if showing.mistakes and not self._held:
            self._held_since = monotonic()
        self._held = showing if showing.mistakes else None
        if not showing.mistakes:
            self._put(showing)

    def _put(self, showing: Showing) -> None:
        self._board.put(showing)
        self._put_at = monotonic()
        self._unproved = showing if showing.good and showing.good.findings is None else None

    def _prove(self) -> None:
        showing, self._unproved = self._unproved, None
        if showing:
            self._board.put(self._builder.proved(showing))
