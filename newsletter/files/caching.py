"""Where a computer keeps what can be made again → our folder there."""

from __future__ import annotations

from pathlib import Path


def cache_folder(name: str) -> Path:
    """Return the folder of this user's cache for what is kept under a name; it may not be there yet."""
    from platformdirs import user_cache_path

    return user_cache_path("newsletter-composer", appauthor=False) / name
