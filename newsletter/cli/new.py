"""``newsletter new``: start a publication in a new folder."""

from __future__ import annotations

import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli.manners import say
from newsletter.errors import Refused, UsageError
from newsletter.files import PACKAGED, read_bytes, shown, spelled, write

_DAYS_AGO = re.compile(rb"@([+-]\d{1,3})d@")
_WORDS = (".toml", ".xml", ".txt")
_PICTURES = (".jpg", ".png")


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    sample: Annotated[bool, typer.Option("--sample", help="A whole invented magazine to play with.")] = False,
) -> None:
    """Start a publication in a new folder; --sample gives one to play with."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{shown(folder)} is there already, and not empty", todo="give a new name")
    shelf = PACKAGED / "data" / ("sample" if sample else "starter")
    answers = {} if sample else _asked(folder)
    today = date.today()
    for path in sorted(shelf.rglob("*")):
        # What else lies there draws the sample's pictures; a publication needs none of it.
        if path.suffix in _WORDS:
            write(folder / path.relative_to(shelf), _filled(read_bytes(path), today, answers))
        elif path.suffix in _PICTURES:
            write(folder / path.relative_to(shelf), read_bytes(path))
    if not sample:
        write(folder / "standing.toml", read_bytes(PACKAGED / "data" / "standing.toml"))
    say(f"made {shown(folder)}; go on with:")
    say(f"    cd {shown(folder)}")
    say("    newsletter next" if sample else "    edit newsletter.toml, then: newsletter next")
    say("    newsletter preview")


def _asked(folder: Path) -> dict[bytes, str]:
    """Ask on a terminal what a publication cannot do without; elsewhere give it plain words to be edited.

    What is not answered is put to sleep in the file, for the editor to wake.
    """
    name, sender, feed = folder.resolve().name, "", ""
    if sys.stdin.isatty():
        name = typer.prompt("What is the letter called?", default=name, err=True)
        sender = typer.prompt("Its e-mail address (or nothing)", value_proc=_email, default="", show_default=False, err=True)
        feed = typer.prompt("The address of its feed (or nothing)", default="", show_default=False, err=True)
    said = f"{name} <{sender}>" if sender else ""
    return {
        b"@name@": spelled(name),
        b"@sender@": f"sender = {spelled(said)}" if said else "# sender = 'Name <you@…>'",
        b"@source@": f"[[source]]\naddress = {spelled(feed)}" if feed else "# [[source]]\n# address = 'https://…/feed.xml'",
    }


def _email(answer: str) -> str:
    """Return an e-mail address as it was typed, or nothing; what is none is asked for again."""
    from newsletter.message import parse_address

    try:
        return parse_address(answer)[1] if answer.strip() else ""
    except UsageError as error:
        raise typer.BadParameter(str(error)) from error


def _filled(content: bytes, today: date, answers: dict[bytes, str]) -> bytes:
    """Return a file with its dates counted from today, and the answers where they belong."""
    if answers:
        return re.sub(rb"|".join(answers), lambda found: answers[found[0]].encode(), content)
    return _DAYS_AGO.sub(lambda found: (today + timedelta(days=int(found[1]))).isoformat().encode(), content)
