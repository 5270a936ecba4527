"""A path → an open database with the archive's tables in it, made or brought up to date.

    piece    one row for each Article.id: what holds of it whichever source carried it
    address  under what a piece is found again
    article  one row for each piece and source, in that source's words; its number is the piece's number and the
             source's side by side (`rows.row_number`), so that the rows of one piece stand together
    words    the full-text index over `article` (external content: the words themselves are stored once)
    wording  headline and teaser as they were until they were changed
    mark     from when, and until when, an editor had a piece marked for the next number (`piece.kept`: it is so now)
    picture  what an article's own page gave for a picture; an empty one for a page that had none
    memory   what `fetch` knows of each address it asks for

Moments are whole seconds since 1970 in UTC, before it below zero.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

from newsletter.archive.trouble import damaged
from newsletter.errors import InputError
from newsletter.files import shown

APPLICATION = 0x4E4C4172  # "NLAr": what marks the file as an archive (SQLite's application_id)
PATIENCE = 30  # seconds to wait for another process that writes

# Each brings the tables from the version that is its place in the list to the next; what has been released stays as
# it is. FTS5: a larger hash and rarer merges fill the index in two thirds of the time (measured).
MIGRATIONS = (
    """
    CREATE TABLE source (
        number INTEGER PRIMARY KEY CHECK (number < 1048576),
        name TEXT NOT NULL UNIQUE,
        settled INTEGER NOT NULL DEFAULT 0  -- its first put came to its end
    );
    CREATE TABLE piece (
        number INTEGER PRIMARY KEY,
        moment INTEGER NOT NULL,            -- its earliest date, else when it was first seen
        seen INTEGER NOT NULL,
        backlog INTEGER NOT NULL,
        kept INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE address (
        key BLOB PRIMARY KEY,               -- rows.key of Article.id
        piece INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX piece_moment ON piece (moment);
    CREATE INDEX piece_seen ON piece (seen) WHERE NOT backlog;
    CREATE INDEX piece_kept ON piece (kept) WHERE kept;
    CREATE TABLE article (
        number INTEGER PRIMARY KEY,
        seen INTEGER NOT NULL,
        letters TEXT NOT NULL,              -- rows.letters
        title TEXT NOT NULL, url TEXT NOT NULL, teaser TEXT NOT NULL,
        image TEXT NOT NULL, image_width INTEGER NOT NULL, alt TEXT NOT NULL, alt_is_draft INTEGER NOT NULL,
        credit TEXT NOT NULL, published INTEGER, byline TEXT NOT NULL, section TEXT NOT NULL, tags TEXT NOT NULL,
        kind TEXT NOT NULL, duration TEXT NOT NULL, language TEXT NOT NULL, place INTEGER NOT NULL
    );
    CREATE INDEX article_section ON article (section);
    CREATE TABLE wording (
        article INTEGER NOT NULL, until INTEGER NOT NULL, title TEXT NOT NULL, teaser TEXT NOT NULL,
        PRIMARY KEY (article, until)
    ) WITHOUT ROWID;
    CREATE TABLE picture (
        piece INTEGER PRIMARY KEY, image TEXT NOT NULL, alt TEXT NOT NULL, width INTEGER NOT NULL
    );
    CREATE TABLE memory (
        url TEXT PRIMARY KEY, etag TEXT NOT NULL, last_modified TEXT NOT NULL, digest TEXT NOT NULL,
        not_before INTEGER, gone INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5 (
        title, teaser, byline, section, tags, letters,
        content = 'article', content_rowid = 'number', columnsize = 0,
        tokenize = 'unicode61 remove_diacritics 2'
    );
    INSERT INTO words (words, rank) VALUES ('hashsize', 16777216);
    INSERT INTO words (words, rank) VALUES ('automerge', 8);
    """,
    # Of marks made before there was this table nobody knows the time: they count from when their piece was first seen.
    """
    CREATE TABLE mark (
        piece INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER,
        PRIMARY KEY (piece, since)
    ) WITHOUT ROWID;
    INSERT INTO mark SELECT number, seen, NULL FROM piece WHERE kept;
    """,
)


def connect(path: Path, *, make: bool) -> tuple[sqlite3.Connection, bool]:
    """Return the open database, and whether its tables were made just now.

    Raises:
        InputError: there is none and it shall not be made; no archive; made by a newer newsletter.
    """
    if not make and not os.path.exists(path):  # unlike Path.exists it raises nothing
        raise _none(path)
    address = f"{path.absolute().as_uri()}?mode={'rwc' if make else 'rw'}"
    database = sqlite3.connect(address, uri=True, isolation_level=None, timeout=PATIENCE)
    try:
        return database, _prepared(database, path, make)
    except BaseException:
        database.close()
        raise


def _prepared(database: sqlite3.Connection, path: Path, make: bool) -> bool:
    # Nothing that stands in the file itself may call more than SQLite's harmless functions.
    database.execute("PRAGMA trusted_schema = OFF")
    version = _version(database, path)
    if not version and not make:
        raise _none(path)
    if not version:
        database.execute("PRAGMA journal_mode = WAL")
    # The archive can be fetched again: after a power cut it is whole, and may lack what was written last.
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA cache_size = -32768")  # kB
    database.execute("PRAGMA wal_autocheckpoint = 32768")  # pages: an import writes the same ones again and again
    return version < len(MIGRATIONS) and _migrated(database, path)


def _version(database: sqlite3.Connection, path: Path) -> int:
    """Return the version of the tables, 0 where there are none. Raises InputError for a file we must not write to."""
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION and version > len(MIGRATIONS):
        raise InputError("was made by a newer newsletter", todo="update newsletter on this machine", where=shown(path))
    tables = database.execute("SELECT 1 FROM sqlite_master").fetchone()
    if application != APPLICATION and (application or version or tables):
        raise damaged(path, "is the database of another program")
    if tables and _shape(database) != _expected(MIGRATIONS[:version]):
        raise damaged(path, "is no archive of articles that newsletter made, or is damaged")
    return version


def _shape(database: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Return all tables, indexes, views and triggers, with their words in one spelling; SQLite's own are left out."""
    rows = database.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    return frozenset((kind, name, _bare(sql)) for kind, name, sql in rows)


def _bare(sql: object) -> str:
    return " ".join(re.sub(r"--[^\n]*", "", str(sql)).split())


@lru_cache
def _expected(migrations: tuple[str, ...]) -> frozenset[tuple[str, str, str]]:
    """Return the shape of an archive that came through these migrations.

    A stranger's file may have a view in a table's place, or a trigger, that keeps us busy without end.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        for migration in migrations:
            _migrate(database, migration)
        return _shape(database)


def _migrate(database: sqlite3.Connection, migration: str) -> None:
    for statement in migration.split(";\n"):
        database.execute(statement)


def _migrated(database: sqlite3.Connection, path: Path) -> bool:
    """Bring the tables up to date, all at once; return whether there were none before."""
    with writing(database):
        version = _version(database, path)  # again: another process may have been here meanwhile
        for migration in MIGRATIONS[version:]:
            _migrate(database, migration)
        database.execute(f"PRAGMA application_id = {APPLICATION}")
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    return not version


@contextmanager
def writing(database: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside is written at once, or not at all; other processes wait meanwhile."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        database.rollback()
        raise


def _none(path: Path) -> InputError:
    return InputError("there is no archive yet", todo="make it with: newsletter fetch", where=shown(path))
