"""``newsletter history import``: remember what letters carried that went out elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import AllowPrivate, home, say
from newsletter.errors import InputError
from newsletter.files import shown
from newsletter.prose import amount, excerpt

if TYPE_CHECKING:
    from newsletter.history.importing import Imported
    from newsletter.history.placing import Desk
    from newsletter.model import Publication

app = typer.Typer(no_args_is_help=True, help="What was carried: remember earlier letters that went out elsewhere.")

_LISTED = 20


@app.callback()
def _history() -> None:
    """What was carried: remember earlier letters that went out elsewhere."""


@app.command("import")
def import_letters(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Pages, .eml files, folders, a feed of the archive.")],
    online: Annotated[bool, typer.Option("--online", help="Follow links that only count readers, one a second.")] = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Remember in history.jsonl what earlier letters carried, so that it is not picked again.

    Their stories are found in the archive, by address or by headline; so fetch first. Letters that are there already
    add nothing.
    """
    from newsletter.history import importing

    publication, root = home()
    paths = list(importing.files_in(files))
    if not paths:
        raise InputError("there is no letter in it (.html, .eml, .xml …)", where=shown(files[0]))
    with _desk(publication, root, online, allow_private) as desk:
        done = importing.bring(publication, paths, desk, _progress(len(paths)))
    _tell(done, online, has_archive=desk.archive is not None)
    if len(done.notes) >= len(paths) and not (done.letters or done.again or done.more or done.unfinished):
        raise InputError("nothing was imported", todo="the lines above say why")


@contextmanager
def _desk(publication: Publication, root: Path, online: bool, allow_private: bool) -> Iterator[Desk]:
    """Open what stories are placed by: the archive, if there is one, and the web, if it may be asked."""
    from newsletter import archive as archives
    from newsletter.history.following import Follower
    from newsletter.history.placing import Desk, host

    addresses = [publication.url, *(str(source["address"]) for source in publication.sources)]
    hosts = frozenset(host(address) for address in addresses if "://" in address)
    follow = Follower(allow_private=allow_private) if online else None
    path = root / archives.FILE
    if not path.exists():
        yield Desk(None, hosts, follow)
        return
    with archives.open(path, make=False) as archive:
        yield Desk(archive, hosts, follow)


def _progress(count: int) -> Callable[[str], None]:
    """Return what shows on a terminal which letter is read."""
    if sys.stderr is None or not sys.stderr.isatty() or count < 2:
        return lambda words: None
    return lambda words: say(f"reading {excerpt(words, 100)}")


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────


def _tell(done: Imported, online: bool, *, has_archive: bool) -> None:
    for note in done.notes:
        say(note)
    say(_summary(done))
    if not has_archive and done.unplaced:
        say("there is no archive yet: import the letters again after newsletter fetch, and more may be found")
    for called, words in done.unplaced[:_LISTED]:
        say(f"  could not be placed: {excerpt(words, 100)} — {called}")
    if (more := len(done.unplaced) - _LISTED) > 0:
        say(f"  and {more:,} more")
    if done.unplaced and not online:
        say("with --online their links are followed, and more may be found")
    for called in done.undated:
        say(f"  has no date: {called} — write it into history.jsonl, as \"date\": \"2024-05-03\"")
    if done.unfinished:
        say(f"time is up: the links of {amount(done.unfinished, 'letter')} were not all followed; "
            "say the same again to go on")


def _summary(done: Imported) -> str:
    """Return ``12 letters, 148 stories: 131 found in the archive, 9 kept by headline only``."""
    ways = {
        "archive": "found in the archive", "address": "kept by address", "headline": "kept by headline only",
        "nowhere": "could not be placed",
    }
    counted = [f"{done.kept[how]:,} {words}" for how, words in ways.items() if done.kept[how]]
    first = f"{amount(done.letters, 'letter')}, {amount(done.stories, 'story', 'stories')}"
    said = [f"{first}: {', '.join(counted)}" if counted else first] if done.letters or not (done.again or done.more) else []
    said += [f"{done.more:,} more of letters that were there already"] if done.more else []
    said += [f"{amount(done.again, 'letter')} {'was' if done.again == 1 else 'were'} there already"] if done.again else []
    return "; ".join(said)
