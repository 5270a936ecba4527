"""An issue file and what pages change in it → the same file, whole at every moment, and what was there before.

One change at a time, whichever page asks. A page names the text that it had before it: where the file has moved on
since, the change is made in what is there now, or it is a `Conflict`; what somebody else wrote is never overwritten. Each
page undoes what it did itself.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from newsletter import amend
from newsletter.errors import NewsletterError, Refused
from newsletter.files import changed, decode, read_bytes, shown, write
from newsletter.preview.rundown.asked import Change
from newsletter.preview.rundown.conflict import Conflict
from newsletter.preview.rundown.edits import edited, not_sent
from newsletter.preview.rundown.hands import Brought, Edited
from newsletter.preview.rundown.finding import found_again
from newsletter.preview.rundown.threeway import merged

STEPS = 60  # that one page can undo
SESSIONS = 8  # pages of one issue that are remembered
TEXTS = 40  # of the file as it was, that pages may still show
_TRIES = 20  # while somebody else saves all the time


class Step(NamedTuple):
    """One change of the file: what it was before and after, and what was done."""

    before: bytes
    after: bytes
    said: str


class Session:
    """What one page did, and undid."""

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.undone: list[Step] = []


class Undoable(NamedTuple):
    """What a page can undo and redo, in a few words; empty for nothing."""

    undo: str
    redo: str


def digest(text: str) -> str:
    """Return by which a page names the text of a file; it is the key of the issue that the text says."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Ledger:
    """What is remembered of one issue file as long as the preview runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def read(self) -> str:
        """Return the text of the file, and remember it. Raises InputError where it cannot be read."""
        text = decode(read_bytes(self.path), shown(self.path))
        with self._lock:
            self._remember(text)
        return text

    def can(self, session: str) -> Undoable:
        """Return what a page can undo and redo."""
        with self._lock:
            one = self._sessions.get(session) or Session()
            return Undoable(*(steps[-1].said if steps else "" for steps in (one.done, one.undone)))

    def change(
        self, session: str, seen: str, change: Change, desk: amend.Desk,
        bring: Callable[[str, Change], Brought] = lambda text, change: Brought(),
    ) -> Edited:  # fmt: skip
        """Make a change that a page asks for, and return it.

        Args:
            seen: the digest of the text that the page had before it.
            bring: finds what the change needs beside the text.

        Raises:
            Conflict: the file says something else by now in that place.
            Mistakes, InputError, Refused: it cannot be made.
            OutsideError: the disk refused; the file is as it was.
        """
        def made(text: str) -> Edited:
            found = self._found(change, seen, text, desk)
            return edited(text, found, desk, bring(text, found))

        with self._lock:
            done, step = self._written(made)
            if step.before != step.after:
                one = self._session(session)
                one.done = [*one.done, step][-STEPS:]
                one.undone.clear()
            return done

    def undo(self, session: str, desk: amend.Desk) -> str:
        """Undo the last thing that a page did, and return what it was.

        Raises:
            Conflict: the file was changed there since, or there is nothing to undo.
            Mistakes: without it the file would have mistakes.
        """
        with self._lock:
            one = self._session(session)
            return self._back(one.done, one.undone, desk, "undo")

    def redo(self, session: str, desk: amend.Desk) -> str:
        """Do again what a page undid last, and return what it was; see `undo`."""
        with self._lock:
            one = self._session(session)
            return self._back(one.undone, one.done, desk, "redo")

    # ── one at a time ────────────────────────────────────────────────────────────────────────────────────────

    def _back(self, steps: list[Step], others: list[Step], desk: amend.Desk, what: str) -> str:
        if not steps:
            raise Conflict(f"there is nothing to {what}", todo="go on from here")
        last = steps[-1]

        def without(text: str) -> Edited:
            before, after = (decode(data, desk.name) for data in (last.before, last.after))
            found = merged(after, before, text)
            if found is None:
                raise Conflict(f"the file was changed there since, so that {what} would overwrite it",
                               todo="change it by hand, or undo it where it was changed", where=desk.name)
            not_sent(desk.read(found))
            return Edited(found, last.said, "")

        _, step = self._written(without, {last.after: last.before})
        steps.pop()
        others.append(step._replace(said=last.said))
        return last.said

    def _written(self, make: Callable[[str], Edited], whole: dict[bytes, bytes] = {}) -> tuple[Edited, Step]:
        """Put what `make` makes of the file's text into the file, and return both.

        Args:
            whole: bytes → the bytes that take their place as they are.
        """
        for _ in range(_TRIES):
            data = read_bytes(self.path)
            text = decode(data, shown(self.path))
            if data in whole:
                after = whole[data]
                done = Edited(decode(after, shown(self.path)), "", "")
            else:
                done = make(text)
                after = changed(data, lambda _, new=done.text: new, shown(self.path))
            try:
                if after != data:
                    write(self.path, after, force=True, instead_of=data)
            except Refused:
                continue  # somebody saved it just now
            self._remember(text)
            self._remember(decode(after, shown(self.path)))
            return done, Step(data, after, done.said)
        raise Refused("somebody else saves this file all the time", todo="try again when it is quiet", where=shown(self.path))

    def _found(self, change: Change, seen: str, text: str, desk: amend.Desk) -> Change:
        """Return a change as one of the text that is there now."""
        if digest(text) == seen:
            return change
        was = self._texts.get(seen)
        now = desk.read(text)
        if was is None:
            raise Conflict("this page shows the issue as it was long ago", todo="look at it as it is now, and do it again",
                           where=desk.name)
        try:
            before = desk.read(was)
        except NewsletterError:  # nothing could be asked for in a text with mistakes
            raise Conflict("this page shows another issue", todo="load it again", where=desk.name) from None
        try:
            return found_again(change, before, now)
        except Conflict as error:
            self._remember(text)
            error.digest = digest(text)
            raise

    def _remember(self, text: str) -> None:
        self._texts[digest(text)] = text
        self._texts.move_to_end(digest(text))
        while len(self._texts) > TEXTS:
            self._texts.popitem(last=False)

    def _session(self, name: str) -> Session:
        one = self._sessions.setdefault(name, Session())
        self._sessions.move_to_end(name)
        while len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)
        return one
