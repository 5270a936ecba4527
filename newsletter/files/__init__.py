"""Files: bytes and text in and out, and strict TOML whose mistakes are told all at once, with their lines.

Paths, standard input and what editors typed go in; text, `Toml` and messages in an editor's words come out.
The door of tomllib.
"""

from __future__ import annotations

from newsletter.files.caching import cache_folder, keep, kept, own_bytes, own_folder
from newsletter.files.changing import change, changed
from newsletter.files.dates import dates_meant
from newsletter.files.decoding import decode
from newsletter.files.fields import mistakes
from newsletter.files.folder import may_be_written, write_folder
from newsletter.files.holding import held
from newsletter.files.naming import PACKAGED, STDIN, folder_of, shown
from newsletter.files.near import did_you_mean, nearest
from newsletter.files.packaged import packaged
from newsletter.files.reading import read_bytes, read_text
from newsletter.files.sheet import Entry, Sheet, Table, sheet
from newsletter.files.spell import key_spelled, legible, spelled
from newsletter.files.toml import MOST_MISTAKES, Toml, mended_toml, read_toml, together
from newsletter.files.writing import kept_inside, write

__all__ = [
    "MOST_MISTAKES", "PACKAGED", "STDIN", "Entry", "Sheet", "Table", "Toml", "cache_folder", "change", "changed",
    "dates_meant", "decode", "did_you_mean", "folder_of", "held", "keep", "kept", "kept_inside", "key_spelled", "legible",
    "may_be_written", "mended_toml", "mistakes", "nearest", "own_bytes", "own_folder", "packaged", "read_bytes", "read_text", "read_toml", "sheet",
    "shown", "spelled", "together", "write", "write_folder",
]
