"""The mark that makes an issue a sent one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from newsletter.errors import Refused, at
from newsletter.files import change, read_toml, shown
from newsletter.issue.editing import put


def mark_sent(path: Path, day: date) -> None:
    """Write into an issue's file that it was sent; all other bytes of it stay.

    Raises:
        Refused: the file says so already.
    """
    name = shown(path)

    def marked(text: str) -> str:
        toml = read_toml(text, name)
        if sent := toml.data.get("sent"):
            raise Refused(f"this was sent on {sent}", todo="take that line out if it was not",
                          where=at(name, toml.line("sent")))
        return put(text, "sent", day, name=name)

    change(path, marked)
