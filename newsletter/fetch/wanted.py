"""What the publication names as its sources, and what the command line names → the sources to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from newsletter.errors import UsageError
from newsletter.files import STDIN, did_you_mean, read_text, read_toml, shown
from newsletter.model import Publication, Struct, folded, replace
from newsletter.prose import one_line
from newsletter.publication import FILE


class Wanted(Struct, frozen=True, kw_only=True):
    """A source to be read.

    Attributes:
        name: as messages and its articles name it; what the archive keeps it under.
        address: http(s), or a path from the publication's folder, or ``-``.
        place: which of the ``[[source]]`` tables it is, from 0; None for one named on the command line alone.
        by_hand: it was named on the command line, so that it is asked although it wants to be left alone.
    """

    name: str
    address: str
    kind: str = ""
    base: str = ""
    place: int | None = None
    by_hand: bool = False

    @property
    def on_the_web(self) -> bool:
        """Whether reading it asks another machine."""
        return re.match(r"\s*https?://", self.address, re.IGNORECASE) is not None


def wanted(publication: Publication, named: Sequence[str] = ()) -> tuple[Wanted, ...]:
    """Return the sources that are meant: those named, else all of the publication's, each once.

    Args:
        named: names or addresses of its sources; any other address or path, from the working directory, is read too.

    Raises:
        UsageError: it has none, or a name is neither.
    """
    own = tuple(_own(publication))
    if not own and not named:
        raise UsageError(f"{FILE} names no source", todo="write into it: [[source]] and below it address = 'https://…'")
    if not named:
        return own
    return tuple(dict.fromkeys(_meant(name, own, publication.root) for name in named))


def table(publication: Publication, source: Wanted) -> str:
    """Return file and line of a source's table in newsletter.toml, as messages name it; empty where it has none."""
    if publication.root is None or source.place is None:
        return ""
    path = publication.root / FILE
    return f"{shown(path)}:{read_toml(read_text(path), shown(path)).line('source', source.place)}"


def _own(publication: Publication) -> Iterator[Wanted]:
    for place, source in enumerate(publication.sources):
        address = str(source["address"])
        yield Wanted(
            name=one_line(source.get("name") or address), address=address, kind=source.get("kind", ""),
            base=source.get("base", ""), place=place,
        )


def _meant(name: str, own: Sequence[Wanted], root: Path | None) -> Wanted:
    """Return the source that a word on the command line means."""
    for source in own:
        called = name in (source.name, source.address) or folded(name) == folded(source.name)
        if called or _same_file(name, source, root):
            return replace(source, by_hand=True)
    if "://" in name or name == STDIN:
        return Wanted(name=one_line(name), address=name, by_hand=True)
    if Path(name).exists():
        return Wanted(name=shown(name), address=str(Path(name).absolute()), by_hand=True)
    known = [source.name for source in own]
    raise UsageError(f"there is no source and no file called '{one_line(name)}'",
                     todo=did_you_mean(name, known) or f"there are {', '.join(known)}" if known else "name an address")


def _same_file(name: str, source: Wanted, root: Path | None) -> bool:
    """Say whether a path from the working directory is a source's path from the publication's folder."""
    if root is None or "://" in name or source.on_the_web:
        return False
    return Path(name).absolute() == (root / source.address).absolute()
