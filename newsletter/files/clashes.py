"""The statements of TOML in which each can be read → what in them clashes: given twice, or out of place."""

from __future__ import annotations

from collections.abc import Sequence

from newsletter.files.places import Place, Places, header
from newsletter.files.slips import Slip
from newsletter.files.statements import Statement, key_parts

_RESTARTS = 5


def clashes(pieces: Sequence[Statement], most: int) -> dict[int, Slip | None]:
    """Return number of a statement → what clashes in it; None where it only follows from the one before.

    Where there are more than `most`, no more are looked for.
    """
    headers = {header(piece) for piece in pieces if piece.kind == "header"}
    several = {names for names, twice in headers if twice}
    for _ in range(_RESTARTS):
        search = _Search(several)
        for number, piece in enumerate(pieces):
            if len(search.found) > most:
                break
            if piece.kind == "header":
                search.header(number, piece)
            elif piece.kind == "key":
                search.key(number, piece)
        if search.several == several:
            break
        several = search.several
    return search.found


class _Search:
    """One reading from above, in search of clashes. `known`: names of the tables of which there are several."""

    def __init__(self, known: set[tuple[str, ...]]) -> None:
        self.found: dict[int, Slip | None] = {}
        self.known = known
        self.several = set(known)  # with those that this reading finds
        self.places = Places()
        self.seen: dict[Place, int] = {}  # key → line; with "" at its end: the header of a table
        self.anew: set[Place] = set()  # keys seen again since the first of them: as if a new table had begun
        self.table: Place = ()
        self.title = ""  # of the table, where there are several
        self.dropped = False  # the table is out of place, and all in it

    def header(self, number: int, piece: Statement) -> None:
        names, twice = header(piece)
        title = ".".join(names)
        self.dropped = not self._has_parent(names)
        if self.dropped:
            self.found[number] = Slip(
                line=piece.line, what=f"[[{title}]] stands above the first [[{'.'.join(names[:-1])}]]",
                todo=f"write [[{'.'.join(names[:-1])}]] and its kind above it", lost=True)
            return
        if names in self.known and not twice:
            self.found[number] = Slip(line=piece.line, what=f"[{title}] in single brackets can stand only once",
                                      todo=f"write [[{title}]]", mended=f"[[{title}]]")
            twice = True
        self.table = self.places.enter(names, twice)
        self.title = f"[[{title}]]" if twice else ""
        self.anew = set()
        if not twice and (*self.table, "") in self.seen:
            self.several.add(names)
        self.seen[(*self.table, "")] = piece.line

    def _has_parent(self, names: Sequence[str]) -> bool:
        """Say whether the tables that a table stands in have begun, where they are several."""
        path: Place = ()
        for end, name in enumerate(names[:-1], 1):
            path = (*path, name)
            if tuple(names[:end]) in self.known and path not in self.places.counts:
                return False
            path = self.places.inside(path)
        return True

    def key(self, number: int, piece: Statement) -> None:
        path = (*self.table, *key_parts(piece.key))
        if self.dropped:
            self.found[number] = None
        elif path not in self.seen:
            self.seen[path] = piece.line
        elif self.anew and path not in self.anew:
            self.found[number] = None  # told with the first
            self.anew.add(path)
        else:
            self.found[number] = self._twice(piece, self.seen[path])
            self.anew = {path} if self.title else set()

    def _twice(self, piece: Statement, first: int) -> Slip:
        begin = f"if a new one begins here, write {self.title} above this line; else " if self.title else ""
        return Slip(line=piece.line, what=f"{piece.key} stands here twice, first in line {first}",
                    todo=f"{begin}keep one of the two", mended="")
