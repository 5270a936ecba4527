"""Delimited text (comma, semicolon, tab, bar) → rows, and what their columns mean: by the header, else by content."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from newsletter.errors import InputError, at
from newsletter.prose import excerpt
from newsletter.sources import _dates
from newsletter.sources._names import NOTHING, Meaning, meaning
from newsletter.sources._record import Said
from newsletter.sources._told import Told
from newsletter.sources.table.found import Found, columns_told

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\n", re.IGNORECASE)  # Excel's own first line
_LONGEST_CELL = 2_000_000
_MOST_COLUMNS = 1_000
_SAMPLE = 200
_HEADER_WITHIN = 8
_MOST_LINES = 10
_NEEDED = "the first line must name the columns: title, url, teaser, date … (a column for the headline is needed)"
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


class Row(NamedTuple):
    """A row and the line of the file it begins at."""

    line: int
    cells: list[str]


def likeness(beginning: str) -> float:
    """Return how sure it is that the beginning of a text is a table: a header it knows, and rows of the same length."""
    if _SEPARATOR_LINE.match(beginning):
        return 0.9
    try:
        sample = _sample(beginning, _delimiter(beginning))
    except csv.Error:
        return 0.0
    header = _header(sample)
    if header is None or len(sample[header].cells) < 2:
        return 0.0
    known = {_meant(cell).field for cell in sample[header].cells} - {""}
    below = [len(row.cells) for row in sample[header + 1:] if any(row.cells)]
    even = not below or sum(length == len(sample[header].cells) for length in below) >= 0.5 * len(below)
    return 0.8 if even and len(known) >= 2 else 0.0


def found(text: str, name: str) -> Found:
    """Return what a delimited text holds.

    Raises:
        InputError: no column is a headline, or a quotation mark is never closed.
    """
    separator = _SEPARATOR_LINE.match(text)
    text, skipped = (text[separator.end():], 1) if separator else (text, 0)
    delimiter = separator[1] if separator else _delimiter(text)
    rows = _rows(text, delimiter, name, 1 + skipped)
    return of_rows(rows, name, f"put quotes round a cell that holds a {_NAMES[delimiter]}")


def of_rows(rows: Iterator[Row], name: str, mend: str = "") -> Found:
    """Return what rows hold, by the header among them, else by their content.

    Args:
        mend: what to do about a row with too many cells.

    Raises:
        InputError: no column is a headline.
    """
    first = list(islice(rows, _SAMPLE))
    if any(len(row.cells) > _MOST_COLUMNS for row in first):
        raise InputError(f"this table has more than {_MOST_COLUMNS:,} columns", todo=_NEEDED, where=name)
    header = _header(first)
    by_content = header is None
    if header is None:
        meant = _by_content(first, name)
        names = [f"column {number}" for number in range(1, len(meant) + 1)]
        if not any(map(_ADDRESS.fullmatch, first[0].cells)):  # it names the columns, in words that are not known
            names, header = first[0].cells, 0
            meant = [*meant, *[NOTHING] * (len(names) - len(meant))]
    else:
        names = first[header].cells
        meant = [_meant(cell) for cell in names]
    told = columns_told(zip(names, (field for field, _ in meant)))
    if by_content:
        told = f"no line names the columns in words that are known; by their content: {told.removeprefix('columns: ')}"
    body = chain(first if header is None else first[header + 1:], rows)
    found = Found(pieces=iter(()), told=Told(), advice=[told], needed=_NEEDED)
    found.pieces = _pieces(body, names, meant, mend, found)
    return found


def _pieces(
    rows: Iterable[Row], names: Sequence[str], meant: Sequence[Meaning], mend: str, found: Found
) -> Iterator[tuple[int, Said]]:
    """Yield what each row says; rows with too many cells or too few are told in `found`."""
    columns = [(index, field) for _, index, field in
               sorted((rank, index, field) for index, (field, rank) in enumerate(meant) if field)]
    width, short, shorter = len(meant), list[int](), 0
    for line, cells in rows:
        if not any(cells) or cells == names or not any(map(str.strip, cells)):
            continue
        if len(cells) > width and any(cells[width:]):
            why = f"{len(cells)} cells, but {width} columns{f' — {mend}' if mend else ''}"
            found.told.add(f"line {line}: {why}: {excerpt(cells[0], 60)}")
            continue
        if len(cells) < width:
            shorter += 1
            short += [line] if shorter <= _MOST_LINES else []
            cells = cells + [""] * (width - len(cells))
        said: dict[str, list[object]] = {}
        for index, field in columns:
            if cells[index]:
                said.setdefault(field, []).append(cells[index])
        yield line, said
    if short:
        lines = ", ".join(map(str, short)) + (" …" if shorter > _MOST_LINES else "")
        found.advice.append(f"fewer cells than columns (line {lines}): what is missing was taken for empty")


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(text: str, delimiter: str, name: str, line: int) -> Iterator[Row]:
    """Yield the rows of a text that begins at a line.

    Raises:
        InputError: with the line at which a quotation mark was opened and never closed.
    """
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter)
    above, last = line - 1, line - 1 + text.count("\n") + (not text.endswith("\n"))
    odd = text.count('"') % 2 == 1
    try:
        for cells in reader:
            if odd and above + reader.line_num >= last > line and any("\n" in cell for cell in cells):
                raise csv.Error
            yield Row(line, cells)
            line = above + reader.line_num + 1
    except csv.Error:
        what = "a quotation mark is opened here and never closed" if odd else "a cell in this row cannot be read"
        raise InputError(what, todo="close it, or take it away" if odd else "look for a quotation mark too many",
                         where=at(name, line)) from None


def _sample(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter)
    return [Row(number, cells) for number, cells in enumerate(islice(reader, 20), 1)]


def _delimiter(text: str) -> str:
    """Return what parts the cells: what makes most columns with a meaning, else most columns in all rows alike."""

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            sample = _sample(text[:200_000], delimiter)
        except csv.Error:
            return 0, 0
        known = max((len({_meant(cell).field for cell in row.cells[:_MOST_COLUMNS]} - {""})
                     for row in sample[:_HEADER_WITHIN]), default=0)
        return known, min((len(row.cells) for row in sample if row.cells), default=0)

    return max(_DELIMITERS, key=worth)


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────


def _meant(cell: str) -> Meaning:
    """Return what the head of a column means; ``author.name`` and ``author/name`` are a part of something."""
    cell = cell.strip()[:80]
    return meaning(cell) if meaning(cell).field else meaning(*re.split(r"[./]", cell)[:6])


def _header(rows: Sequence[Row]) -> int | None:
    """Return which row names the columns: the first with one for the headline and another, or it alone at the top."""
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        known = {_meant(cell).field for cell in row.cells[:_MOST_COLUMNS]} - {""}
        if "title" in known and (len(known) > 1 or index == 0):
            return index
    return None


_PICTURE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp)(?:\?\S*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def _by_content(rows: Sequence[Row], name: str) -> list[Meaning]:
    """Return what columns without a header mean: one of addresses must be there, and one of words.

    Raises:
        InputError: their content does not say it either.
    """
    sample = [row.cells for row in rows if any(row.cells)]
    sample = sample[1:] or sample  # the first may name the columns
    width = min(map(len, sample), default=0)
    columns = [[cells[index].strip() for cells in sample] for index in range(width)]
    fields = [_like(column) for column in columns]
    wordy = [index for index, field in enumerate(fields) if field == "title"]
    if "url" not in fields or not wordy:
        raise InputError("no column of this table is a headline", todo=_NEEDED, where=name)
    # Of two columns of words the headline is the shorter; what is left over means nothing.
    lengths = {index: sum(map(len, columns[index])) for index in wordy}
    title = min(wordy, key=lambda index: lengths[index])
    teaser = max(wordy, key=lambda index: lengths[index])
    kept = {title: "title", **({teaser: "teaser"} if teaser != title else {})}
    kept |= {fields.index(field): field for field in ("url", "image", "date") if field in fields}
    return [Meaning(kept.get(index, ""), 0) for index in range(max(map(len, sample)))]


def _like(column: Sequence[str]) -> str:
    """Return what most cells of a column are; a headline has several words."""
    said = list(filter(None, column))

    def mostly(count: int) -> bool:
        return count >= 0.8 * max(1, len(said))

    if mostly(sum(_PICTURE.fullmatch(cell) is not None for cell in said)):
        return "image" if said else ""
    if mostly(sum(_ADDRESS.fullmatch(cell) is not None for cell in said)):
        return "url"
    if mostly(sum(_dates.instant(cell, True) is not None for cell in said)):
        return "date"
    return "title" if mostly(sum(len(cell.split()) > 1 for cell in said)) else ""
