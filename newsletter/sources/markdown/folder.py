"""A folder → the Markdown files in it, and the place of a picture that a site keeps elsewhere."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from newsletter.errors import InputError
from newsletter.files import shown

ENDINGS = (".md", ".markdown", ".mdx")

_MOST_FILES = 20_000
_DEEPEST = 12
_HIGHEST = 6
# What lies beside the pieces: of programs, of the site's own making, about the repository.
_NO_FOLDERS = frozenset(("node_modules", "vendor", "__pycache__", "_site", "_includes", "_layouts", "_sass", "_data"))
_NO_FILES = frozenset((
    "readme", "changelog", "license", "licence", "contributing", "code_of_conduct", "security", "_index", "todo",
    "404"))
_SITE_FOLDERS = ("static", "public", "assets", "src", "")


def markdown_files(top: Path) -> tuple[list[Path], list[str]]:
    """Return the Markdown files in a folder and below it, in the order of their names; and what was not looked at.

    Left alone are hidden folders and files, those of programs, pages about a folder (``_index.md``, the topmost
    ``index.md``), README and its kin, and links that lead out of the folder.

    Raises:
        InputError: the folder itself cannot be read.
    """
    home, found, unseen = top.resolve(), list[Path](), list[str]()
    level = [top]
    for _ in range(_DEEPEST):
        below: list[Path] = []
        for folder in level:
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                if folder == top:
                    raise InputError(f"this folder cannot be read ({error.strerror})", where=shown(top)) from None
                unseen.append(f"{folder.name} cannot be read")
                continue
            below += [Path(entry) for entry in entries if _is_folder(entry)]
            found += [Path(entry) for entry in entries if _is_piece(entry, home, is_top=folder == top)]
        level = below if len(found) <= _MOST_FILES else []
    if level:
        unseen.append(f"folders nested more than {_DEEPEST} deep were not looked at")
    if len(found) > _MOST_FILES:
        unseen.append(f"only the first {_MOST_FILES:,} files were read")
    return sorted(found[:_MOST_FILES]), unseen


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".") and entry.name not in _NO_FOLDERS


def _is_piece(entry: os.DirEntry[str], home: Path, *, is_top: bool) -> bool:
    stem, ending = os.path.splitext(entry.name.lower())
    bare = stem.partition(".")[0]
    if ending not in ENDINGS or not bare or bare in _NO_FILES or (is_top and bare == "index"):
        return False
    if not entry.is_symlink():
        return entry.is_file()
    try:
        return Path(entry).resolve(strict=True).is_relative_to(home) and entry.is_file()
    except (OSError, RuntimeError):
        return False


def in_site(url: str, folder: Path) -> str:
    """Return where ``/images/a.jpg`` lies, from a file's folder: in the ``static`` folder of its site, or its like.

    Any other address comes back as it is; whether the place may be shown is judged by who asks (`_fields.picture`).
    """
    if not url.startswith("/") or url.startswith("//") or len(url) > 500:
        return url
    inside = url.lstrip("/").partition("?")[0]
    for place in _site_folders(folder.resolve()):
        try:
            if (place / inside).is_file():
                return os.path.relpath(place / inside, folder.resolve())
        except (OSError, ValueError):
            return url
    return url


@lru_cache(maxsize=64)
def _site_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folders, from a file's own upward, in which a site may keep what it serves as it is."""
    homes = (folder, *folder.parents)[:_HIGHEST]
    return tuple(home / name for home in homes for name in _SITE_FOLDERS if (home / name).is_dir())
