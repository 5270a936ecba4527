"""Everything raised on purpose, and the exit code of each.

    NewsletterError            70  (a bug, unless a subclass says otherwise)
    ├── UsageError              2  the command was called in a way that cannot work
    ├── InputError              3  an input cannot be read, or is wrong
    │   └── Mistakes            3  several of them, told at once
    ├── TemplateError           4  a template is broken
    ├── OutsideError            5  disk, network or mailer refused
    ├── NothingNew              6  there is nothing to make an issue of; nothing was written
    └── Refused                 7  the command would do what must not be done (already there, not approved)

Each one reads ``where: what — what to do``. Only the shell (`newsletter.cli`) turns them into text and a status.
"""

from __future__ import annotations

from collections.abc import Iterable


class NewsletterError(Exception):
    """Base of all failures that a person can do something about.

    Args:
        what: what is wrong, in the editor's words.
        todo: what to do about it, with the mended line where there is one.
        where: the file, or ``file:line``.
    """

    exit_code = 70

    def __init__(self, what: str, *, todo: str = "", where: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.where = where

    def __str__(self) -> str:
        return "".join((
            f"{self.where}: " if self.where else "",
            self.what,
            f" — {self.todo}" if self.todo else "",
        ))


class UsageError(NewsletterError):
    """The command was called in a way that cannot work."""

    exit_code = 2


class InputError(NewsletterError):
    """An input cannot be read, or is wrong."""

    exit_code = 3


class Mistakes(InputError):
    """All mistakes of one file, told at once, in the order of their lines."""

    def __init__(self, mistakes: Iterable[InputError]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class TemplateError(NewsletterError):
    """A template is broken: ours, or one the publication brought."""

    exit_code = 4


class OutsideError(NewsletterError):
    """The disk, the network or a mailer refused."""

    exit_code = 5


class NothingNew(NewsletterError):
    """There is nothing to make an issue of; nothing was written."""

    exit_code = 6


class Refused(NewsletterError):
    """The command would do what must not be done: overwrite, send again, send what was not approved."""

    exit_code = 7


def at(name: str, line: int) -> str:
    """Return ``name:line``, the form in which every message names a place (lines start at 1)."""
    return f"{name}:{line}"
