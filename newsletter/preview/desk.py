"""The issues that are open: of each its file, who publishes it, and the board on which its newest showing hangs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread

from newsletter import issue as issues
from newsletter.model import Publication
from newsletter.preview.board import Board
from newsletter.preview.press import Press
from newsletter.preview.showing import Builder

# Issues that are built and watched at once; the one asked for longest ago is put away for another.
MOST = 8


class Desk:
    """What requests about one issue need to know.

    Attributes:
        path: the issue file.
        board: where its newest showing hangs.
        builder: builds its showings.
    """

    def __init__(self, path: Path, publication: Publication, theme: str, report: Callable[[str], None]) -> None:
        self.path = path
        self.board = Board()
        self.builder = Builder(path, publication, theme, report)
        self._stop = Event()
        # A daemon: a picture that takes a second to cut must not hold up Ctrl-C.
        self._press = Press(self.builder, self.board, self._stop)
        self._thread = Thread(target=self._press.run, name="press", daemon=True)
        self._thread.start()

    @property
    def publication(self) -> Publication:
        """The publication, as its file said when the issue was built last."""
        return self.builder.publication

    def look(self) -> None:
        """Build at once if a file has changed, which the rundown knows before the system tells of it."""
        self._press.look()

    def prove_again(self) -> None:
        """Ask the checks of its letter once more: more is known by now."""
        self._press.prove_again()

    def close(self) -> None:
        """Build no more, and let everyone who waits for it go."""
        self._stop.set()
        self.board.close()


class Desks:
    """All issues that may be opened here: the one named at the start, and those of its publication.

    Args:
        report: prints the traceback of a bug.
        first: the issue that is meant where a request names none; None where it must name one.
    """

    def __init__(
        self, publication: Publication, theme: str, report: Callable[[str], None], first: Path | None
    ) -> None:
        self.publication = publication
        self.first = first
        self._theme = theme
        self._report = report
        self._lock = Lock()
        self._open: dict[Path, Desk] = {}
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the preview has ended."""
        return self._closed

    def paths(self) -> dict[str, Path]:
        """Return the issue files there are now by what a request calls them, their file's name; the newest first."""
        there = [path for _, path in reversed(issues.numbers(self.publication))]
        first = [] if self.first is None or self.first.resolve() in {path.resolve() for path in there} else [self.first]
        return {path.name: path for path in (*first, *there)}

    def desk(self, name: str = "") -> Desk:
        """Return the desk of an issue, opened where it is not yet. Raises KeyError where there is none of that name."""
        path = self._path(name)
        with self._lock:
            desk = self._open.pop(path, None) or Desk(path, self.publication, self._theme, self._report)
            self._open[path] = desk
            idle = [other for other in self._open.values() if not other.board.waiting and other is not desk]
            away = idle[: max(len(self._open) - MOST, 0)]
            for other in away:
                del self._open[other.path]
            closed = self._closed
        for other in (*away, *([desk] if closed else [])):
            other.close()
        return desk

    def _path(self, name: str) -> Path:
        if self.first is not None and name in ("", self.first.name):
            return self.first
        opened = {path.name: path for path in tuple(self._open)}
        return opened.get(name) or self.paths()[name]

    def close(self) -> None:
        """Close them all."""
        with self._lock:
            self._closed = True
            desks = tuple(self._open.values())
        for desk in desks:
            desk.close()
