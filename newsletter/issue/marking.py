"""The mark that makes an issue a sent one: put in, and taken out again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from newsletter.errors import Refused, at
from newsletter.files import change, read_toml, shown
from newsletter.issue.editing import put


class AlreadySent(Refused):
    """The file says that it was sent."""


def mark_sent(path: Path, day: date) -> None:
    """Write into an issue's file that it was sent; all other bytes of it stay.

    Raises:
        AlreadySent: the file says so already.
        InputError, Refused or OutsideError: it cannot be read or changed.
    """
    name = shown(path)

    def marked(text: str) -> str:
        toml = read_toml(text, name)
        if sent := toml.data.get("sent"):
            which = toml.data.get("number", name)
            raise AlreadySent(f"this was sent on {sent}", todo=f"if it was not, say newsletter sent {which} --undo",
                              where=at(name, toml.line("sent")))
        return put(text, "sent", day, name=name)

    change(path, marked)


def mark_unsent(path: Path) -> date:
    """Take the mark out of an issue's file, and return the day that it named; all other bytes of it stay.

    Raises:
        Refused: there is none.
    """
    name, said = shown(path), []

    def unmarked(text: str) -> str:
        sent = read_toml(text, name).data.get("sent")
        if not sent:
            raise Refused("this is not marked as sent", todo="leave it as it is", where=name)
        said.append(sent)
        return put(text, "sent", None, name=name)

    change(path, unmarked)
    return said[-1]
