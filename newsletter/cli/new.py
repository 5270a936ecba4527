"""``newsletter new``: a folder with a publication in it."""

from __future__ import annotations

import re
import shlex
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import AllowPrivate, say
from newsletter.errors import Refused
from newsletter.files import PACKAGED, read_bytes, read_text, shown, write

if TYPE_CHECKING:
    from newsletter.cli.asking import Begun

_DAYS_AGO = re.compile(rb"@([+-]\d{1,3})d@")
_ANSWER = re.compile(r"@([a-z]+)@")
_SEEN_BY_READERS = ("to_watch", "more", "unsubscribe", "web_version")
_WORDS = (".toml", ".xml", ".txt")
_PICTURES = (".jpg", ".png")
_FOLDERS = ("images", "sources")  # for the editor's own pictures, and files with articles


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    sample: Annotated[bool, typer.Option("--sample", help="A whole invented magazine to play with.")] = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Start a publication in a new folder; --sample gives one to play with.

    On a terminal it asks five things, and looks at the publication's site for what it can find itself.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{shown(folder)} is there already, and not empty", todo="give a new name")
    if sample:
        _lay_sample(folder)
    else:
        _lay(folder, _begun(folder, allow_private))
    say(f"made {shown(folder)}; go on with:")
    say(f"    cd {shlex.quote(shown(folder))}")
    say("    newsletter next" if sample else "    edit newsletter.toml, then: newsletter next")
    say("    newsletter preview")


def _begun(folder: Path, allow_private: bool) -> Begun:
    """Ask on a terminal what a publication begins with; elsewhere give it plain words to be edited."""
    from newsletter.cli import asking

    name = folder.resolve().name
    return asking.asked(name, allow_private=allow_private) if sys.stdin.isatty() else asking.unasked(name)


def _lay(folder: Path, begun: Begun) -> None:
    from newsletter.cli.asking import logo_file

    starter = read_text(PACKAGED / "data" / "starter" / "newsletter.toml")
    settings = _ANSWER.sub(lambda found: begun.lines[found[1]], starter)
    write(folder / "newsletter.toml", _spoken(settings, begun.language))
    write(folder / "standing.toml", _spoken(read_text(PACKAGED / "data" / "standing.toml"), begun.language))
    for name in _FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    if begun.logo:
        write(folder / "images" / logo_file(begun.logo), begun.logo.data)


def _spoken(text: str, language: str) -> bytes:
    """Return a file of a new publication, what readers will see of it in their language."""
    from newsletter.model import Publication
    from newsletter.publication import words

    ours, theirs = words(Publication()), words(Publication(language=language))
    for word in _SEEN_BY_READERS:
        for form in ("title = '{}'", "[{}](merge:"):
            text = text.replace(form.format(ours[word]), form.format(theirs[word]))
    return text.encode()


def _lay_sample(folder: Path) -> None:
    """Lay the sample down, its dates counted from today."""
    shelf, today = PACKAGED / "data" / "sample", date.today()
    for path in sorted(shelf.rglob("*")):
        # What else lies there draws the sample's pictures; a publication needs none of it.
        if path.suffix in _WORDS:
            write(folder / path.relative_to(shelf), _dated(read_bytes(path), today))
        elif path.suffix in _PICTURES:
            write(folder / path.relative_to(shelf), read_bytes(path))


def _dated(content: bytes, today: date) -> bytes:
    return _DAYS_AGO.sub(lambda found: (today + timedelta(days=int(found[1]))).isoformat().encode(), content)
