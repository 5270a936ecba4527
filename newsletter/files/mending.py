"""The statements of a TOML text with slips in it → its slips, and the statements as they were meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from newsletter.files.clashes import clashes
from newsletter.files.slips import Slip, early_end, slip, stray
from newsletter.files.statements import Statement, statements


def mended_pieces(pieces: list[Statement], most: int) -> tuple[list[Slip], list[Statement]]:
    """Return the slips, and the statements with the slips mended; those that could not be are left out.

    Where there are more than `most` slips, no more are looked for, and the statements are not sound.
    """
    found = _slips(pieces, most)
    if len(found) >= most:
        return [wrong for wrong in found.values() if wrong], []
    pieces = _put_in(pieces, found)
    clashing = clashes(pieces, most)
    slips = [wrong for wrong in (*found.values(), *clashing.values()) if wrong]
    return slips, _put_in(pieces, clashing) if len(clashing) < most else []


def _slips(pieces: list[Statement], most: int) -> dict[int, Slip | None]:
    """Return number of a statement → its slip, of the first `most`; None for what the slip before it says already."""
    keys = frozenset(piece.key for piece in pieces if piece.kind == "key")
    judged = ((number, slip(piece, keys)) for number, piece in enumerate(pieces))
    found: dict[int, Slip | None] = dict(islice(((number, wrong) for number, wrong in judged if wrong), most))
    for before, run in list(_runs(pieces, found)):
        words = [pieces[number] for number in run]
        ended = early_end(pieces[before], words) if before is not None else None
        told = ended and before in found
        found |= dict.fromkeys(run)
        found[run[0]] = None if told else ended or stray(words)
    return found


def _runs(pieces: list[Statement], found: Mapping[int, Slip | None]) -> Iterator[tuple[int | None, list[int]]]:
    """Yield each run of stray words, as numbers of statements, with that of the statement before it."""
    before: int | None = None
    run: list[int] = []
    for number, piece in enumerate(pieces):
        wrong = found.get(number)
        if wrong and wrong.stray:
            run.append(number)
        elif piece.kind != "blank":
            if run:
                yield before, run
            before, run = number, []
    if run:
        yield before, run


def _put_in(pieces: list[Statement], found: Mapping[int, Slip | None]) -> list[Statement]:
    """Return the statements of a text in which the slips are mended, or gone; lines stay where they were."""
    sources = []
    for number, piece in enumerate(pieces):
        if number in found:
            wrong = found[number]
            mended = wrong.mended if wrong else ""
            sources.append(mended + "\n" * (piece.height - 1 - mended.count("\n")))
        else:
            sources.append(piece.source)
    return list(statements("\n".join(sources), sound=True))
