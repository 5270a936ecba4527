"""The package's own data → what its files say. They are ours: no slip in them is an editor's, and none is looked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from newsletter.files.naming import PACKAGED


@cache
def packaged(name: str) -> Mapping[str, Any]:
    """Return what ``data/<name>.toml`` says."""
    return tomllib.loads((PACKAGED / "data" / f"{name}.toml").read_text(encoding="utf-8"))
