"""A table (CSV and its kin, JSON, JSONL) → its articles, and a line on which column was taken for what.

The journey: bytes → text (`encoding`) → rows or objects, each with its line (`cells`, `objects`) → what their names
mean (`newsletter.sources._names`) → articles (`newsletter.sources._record`).
"""

from __future__ import annotations

import re
from pathlib import Path

from newsletter.errors import InputError, NothingNew
from newsletter.model import Article, Reading, replace
from newsletter.sources import _dates, _record
from newsletter.sources._get import Get
from newsletter.sources.table import cells, encoding, objects
from newsletter.sources.table.found import Found

ABOUT = "A table: CSV, TSV, JSON or JSONL, with a headline, an address, a teaser … in each row or object."

_SPREADSHEETS = ("application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet",
                 "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_SHEET = re.compile(
    rb"\xd0\xcf\x11\xe0|PK\x03\x04.{0,40}(?:\[Content_Types\]|_rels|docProps|xl/|mimetypeapplication/vnd\.oasis)", re.S)
_TYPES = ("text/csv", "text/tab-separated-values", "application/csv", "text/x-csv", "application/x-ndjson",
          "application/jsonl", "application/json-lines")
_BEGINNING = 16_384


def accepts(data: bytes, media_type: str) -> float:
    """Return how sure it is that bytes are a table: by columns it knows, else by the type they came with.

    Objects with a list may be a feed, and a list may come from a site's own interface: those know better.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if _SHEET.match(data) or (kind in _SPREADSHEETS and data.startswith(b"PK")):
        return 0.7
    text = encoding.beginning(data[:_BEGINNING])
    if not text.strip() or "\0" in text or text.lstrip().startswith("<"):
        return 0.0
    if text.lstrip().startswith(("{", "[{", "[[")) or re.match(r"\s*\[\s*[{\[\]]", text):
        return objects.likeness(text)
    return max(cells.likeness(text), 0.6 if kind in _TYPES else 0.0)


def read(  # noqa: ARG001 - every kind is called the same way
    data: bytes, *, name: str, base: str = "", folder: Path | None = None, get: Get | None = None
) -> Reading:
    """Return the articles of a table, in its order.

    Args:
        name: the table as messages name it.
        base: what relative addresses in it start from; empty where there is nothing.
        folder: where it lies on the disk: a picture beside it is given with its whole path.
        get: as for every kind; there is never more of it.

    Raises:
        InputError: it is no table that can be read, or none of its columns is a headline.
        NothingNew: it holds no article.
    """
    if _SHEET.match(data):
        raise InputError("this is a spreadsheet, not a table in a text file",
                         todo="save it as CSV UTF-8 (“Save as” in the spreadsheet program) and name that file",
                         where=name)
    text, told = encoding.decoded(data, name)
    is_json = re.match(r"\s*(?:\{|\[\s*[{\[\]\"\d])", text) is not None
    found = objects.found(text, name) if is_json else cells.found(text, name)
    at = _record.Place(name, base, folder)
    kept = _Kept(found, at)
    if not kept.articles:
        raise kept.refusal(found.needed, name)
    advice = (*told, *found.advice, *kept.settle_days(), *kept.without_address())
    return Reading(name=name, kind="table", articles=tuple(kept.articles), unplaced=found.told.lines, advice=advice)


class _Kept:
    """The articles of a table, and the dates whose day only the whole table shows."""

    def __init__(self, found: Found, at: _record.Place) -> None:
        self.articles: list[Article] = []
        self._found = found
        self._slashed: list[tuple[int, str]] = []
        self._rows = self._drafts = self._relative = 0
        for number, said in found.pieces:
            self._rows += 1
            if _record.is_draft(said):
                self._drafts += 1
                found.told.add(f"{found.counted} {number}: not published yet")
            elif article := _record.article(said, at, len(self.articles)):
                self._relative += not article.url and "url" in said
                self._slashed += [(article.place, date) for date in said.get("date", ()) if _is_slashed(date)]
                self.articles.append(article)
            else:
                found.told.add(f"{found.counted} {number}: no headline")

    def refusal(self, needed: str, name: str) -> InputError | NothingNew:
        """Return why there is no article."""
        if not self._rows:
            told = self._found.told.lines
            if told:
                return InputError(f"no row of this table can be read ({told[0]})", todo=needed, where=name)
            return NothingNew("this table has no rows", where=name)
        if self._drafts:
            return NothingNew(f"nothing in this table is published yet ({self._drafts:,} drafts)", where=name)
        return InputError("nothing in this table is a headline", todo=needed, where=name)

    def settle_days(self) -> tuple[str, ...]:
        """Read 3/11/2026 as the other dates of the table show it; return a line on those that nothing shows."""
        dates = [(place, _dates.with_whole_year(text)) for place, text in self._slashed]
        day_first = _dates.day_comes_first("\n".join(text for _, text in dates))
        undecided = [(place, text) for place, text in dates if self.articles[place].published is None
                     and _dates.instant(text, day_first=True)]
        for place, text in undecided if day_first is not None else ():
            self.articles[place] = replace(self.articles[place], published=_dates.instant(text, day_first))
        if not undecided or day_first is not None:
            return ()
        return (f"dates such as {undecided[0][1].strip()} do not show which number is the day, and were left out — "
                "write them as 2026-11-03",)

    def without_address(self) -> tuple[str, ...]:
        """Return a line on addresses that are none as they stand."""
        if not self._relative:
            return ()
        return (f"{self._relative:,} addresses in it are not whole — say where they start: "
                "base = 'https://…/' beside the address of the [[source]]",)


_SLASHED = re.compile(r"\s*\d{1,2}([/-])\d{1,2}\1")


def _is_slashed(value: object) -> bool:
    return isinstance(value, str) and len(value) < 80 and _SLASHED.match(value) is not None
