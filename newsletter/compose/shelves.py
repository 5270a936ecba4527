"""Where a template lies: on the first shelf that has it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def first(shelves: Iterable[str | Path], template: str) -> str:
    """Return the file of a template; empty where no shelf has it."""
    paths = (os.path.join(shelf, template) for shelf in shelves)
    return next((path for path in paths if os.path.isfile(path)), "")
