"""Whom ``--to`` or ``[proof]`` names → the readers, each address once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from newsletter.errors import Refused, UsageError, at
from newsletter.files import read_text, shown
from newsletter.message import parse_address
from newsletter.model import Publication
from newsletter.prose import excerpt, one_line
from newsletter.send.rounds import MOST


# What some programs take for a line's end: it would make one reader of two, or a name of an address.
_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def readers(
    to: Sequence[str] | None, publication: Publication, *, tell: Callable[[str], None] = lambda line: None
) -> tuple[str, ...]:
    """Return the readers that are named, each address once: in ``--to``, in files it names, or under ``[proof]``.

    Args:
        tell: hears of each line of a file that is passed over although it names somebody.

    Raises:
        UsageError: nobody, too many, or what is no address and no file.
        InputError: a file cannot be read.
    """
    if not to and not publication.proof.get("to"):
        raise UsageError("newsletter.toml names nobody for proofs",
                         todo="write to = ['me@courier.example'] under [proof] in it, or say --to ADDRESS")
    given = _listed(to, tell) if to else [(one, "newsletter.toml") for one in publication.proof["to"]]
    named: dict[str, str] = {}
    for reader, place in given:
        if _BREAKS.search(reader.strip()):
            raise UsageError(f"‘{excerpt(one_line(reader), 80)}’ holds a control character or a line's end", where=place,
                             todo="write each address on a line of its own")
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


def for_proofs_alone(named: Iterable[str], publication: Publication) -> None:
    """Let pass readers who are those of `[proof]`: a letter that nobody approved goes to no others.

    Raises:
        Refused: somebody else is among them.
    """
    known = {parse_address(reader)[1].lower() for reader in publication.proof.get("to", ())}
    for reader in named:
        if (address := parse_address(reader)[1]).lower() not in known:
            raise Refused(f"with require_approval a proof goes only to those under [proof], and {address} is none of them",
                          todo="add the address to [proof] to in newsletter.toml, or have the letter approved and leave --proof out")


# A remark that holds one may be a reader whose name begins with #.
_NAMES_SOMEBODY = re.compile("<[^<>]*@[^<>]*>")


def _listed(to: Iterable[str], tell: Callable[[str], None]) -> Iterator[tuple[str, str]]:
    """Yield what ``--to`` names and where it stands; what has no @ is a file with an address a line, # before remarks."""
    for given in to:
        if "@" in given:
            yield given, ""
            continue
        if not Path(given).exists():
            raise UsageError(f"‘{excerpt(one_line(given), 80)}’ is no address, and there is no such file",
                             todo="write an address (anna@reader.example), or a file with one address a line")
        for number, line in enumerate(read_text(given).split("\n"), 1):
            where, words = at(shown(given), number), line.strip()
            if words and not words.startswith("#"):
                yield words, where
            elif _NAMES_SOMEBODY.search(words):
                tell(f"{where}: passed over as a remark: ‘{excerpt(one_line(words), 80)}’ — a name that begins with # goes in \"…\"")
