"""Whom ``--to`` or ``[proof]`` names → the readers, each address once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from newsletter.errors import UsageError, at
from newsletter.files import read_text, shown
from newsletter.message import parse_address
from newsletter.model import Publication
from newsletter.prose import excerpt, one_line
from newsletter.send.rounds import MOST


def readers(to: Sequence[str] | None, publication: Publication) -> tuple[str, ...]:
    """Return the readers that are named, each address once: in ``--to``, in files it names, or under ``[proof]``.

    Raises:
        UsageError: nobody, too many, or what is no address and no file.
        InputError: a file cannot be read.
    """
    if not to and not publication.proof.get("to"):
        raise UsageError("newsletter.toml names nobody for proofs",
                         todo="write to = ['me@courier.example'] under [proof] in it, or say --to ADDRESS")
    given = _listed(to) if to else [(one, "newsletter.toml") for one in publication.proof["to"]]
    named: dict[str, str] = {}
    for reader, place in given:
        try:
            address = parse_address(reader)[1]
        except UsageError as error:
            raise UsageError(error.what, todo=error.todo, where=place) from None
        named.setdefault(address.lower(), reader)
    if not named:
        raise UsageError("nobody is in the files to send to", todo="write one address a line")
    if len(named) > MOST:
        raise UsageError(f"{len(named)} addresses are too many for single messages, {MOST} is the most",
                         todo="hand the letter to a mailing service: newsletter export")
    return tuple(named.values())


def _listed(to: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what ``--to`` names and where it stands; what has no @ is a file with an address a line, # before remarks."""
    for given in to:
        if "@" in given:
            yield given, ""
            continue
        if not Path(given).exists():
            raise UsageError(f"‘{excerpt(one_line(given), 80)}’ is no address, and there is no such file",
                             todo="write an address (anna@reader.example), or a file with one address a line")
        for number, line in enumerate(read_text(given).splitlines(), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                yield line.strip(), at(shown(given), number)
