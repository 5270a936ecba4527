"""Articles made by hand, an archive in memory, and the proof that a file is whole, for the tests of the archive."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsletter.archive import Archive, schema
from newsletter.model import Article

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def article(name: str, days: float | None = 1, **said: Any) -> Article:
    """Return an article dated so many days before noon; its address and headline come from its name."""
    published = None if days is None else NOON - days * DAY
    usual = {"title": name.capitalize(), "url": f"https://courier.example/{name}", "published": published}
    return Article(**usual | said)


def in_memory() -> Archive:
    """Return an empty archive that no disk slows down."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    schema._migrated(database, Path("memory"))
    return Archive(Path("memory"), database, made=True)


def sound(path: Path) -> int:
    """Fail unless the file is whole, its tables agree, its index is that of its rows; return its number of pieces."""
    database = sqlite3.connect(path)
    try:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
        counted = ("piece", "count(*)"), ("address", "count(*)"), ("article", "count(DISTINCT number >> 20)")
        counts = {database.execute(f"SELECT {count} FROM {table}").fetchone()[0] for table, count in counted}
        assert len(counts) == 1
        return counts.pop()
    finally:
        database.close()
