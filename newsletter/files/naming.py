"""Where files are, and what messages call them: standard input, the package's own, and any path."""

from __future__ import annotations

from pathlib import Path

from newsletter.files.spell import legible

STDIN = "-"

_PACKAGE = Path(__file__).resolve().parent.parent
PACKAGED = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent
"""The folder with ``templates`` and ``data``: the package itself once installed, else the top of the checkout."""


def folder_of(path: str | Path) -> Path:
    """Return the folder that a file is in, from which the paths in it start; for ``-`` the one that we are in."""
    return Path.cwd() if str(path) == STDIN else Path(path).parent


def shown(path: str | Path) -> str:
    """Return a path as messages name it: short, on one line, ``standard input`` for ``-``."""
    if str(path) == STDIN:
        return "standard input"
    try:
        name = str(Path(path).absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        name = str(path)
    return legible(name, most=4096)
