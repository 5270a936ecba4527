"""Media queries: which are true for a letter as somebody looks at it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class View(NamedTuple):
    """How a letter is looked at: the width of the window in CSS pixels, and whether the reader's machine is dark."""

    width: int = 640
    dark: bool = False


_FEATURE = re.compile(r"\(\s*([\w-]+)\s*(?::\s*([^()]*?)\s*)?\)")
_MEDIUM = re.compile(r"^\s*(?:(not|only)\s+)?(?:([a-z]+)\b)?", re.IGNORECASE)


@lru_cache(maxsize=1024)
def applies(query: str, view: View) -> bool:
    """Say whether a list of media queries is true for a view; what is not understood is not."""
    return any(_one_applies(part, view) for part in query.split(",")) if query.strip() else True


def _one_applies(query: str, view: View) -> bool:
    medium = _MEDIUM.match(query)
    negated = bool(medium and (medium[1] or "").lower() == "not")
    kind = ((medium and medium[2]) or "all").lower()
    said = kind in ("all", "screen") and all(_feature(name.lower(), value, view) for name, value in _FEATURE.findall(query))
    return said is not negated


def _feature(name: str, value: str, view: View) -> bool:
    if name == "prefers-color-scheme":
        return value.lower() == ("dark" if view.dark else "light")
    number = re.fullmatch(r"([\d.]+)(px|em|rem)?", value.lower())
    if not number:
        return name == "color"
    pixels = float(number[1]) * (16 if number[2] in ("em", "rem") else 1)
    return {
        "min-width": view.width >= pixels, "max-width": view.width <= pixels,
        "min-device-width": view.width >= pixels, "max-device-width": view.width <= pixels,
    }.get(name, False)  # fmt: skip
