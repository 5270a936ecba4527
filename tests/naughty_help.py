"""Strings that have broken programs before, for any test: a cut of a public list, and all of it where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path

CUT = Path(__file__).parent / "data" / "naughty.json"
WHOLE = Path(__file__).parents[2] / "shared" / "data" / "blns.json"
# What a terminal does as it is told: a title, a clean screen, the beginning of the line, a colour; and a file's name.
OURS = ("\x1b]0;owned\x07", "\x1b[2J", "a\rb", "\x9b31m", "\u202egnp.exe")


def naughty() -> list[str]:
    """Return the strings, each once."""
    strings = json.loads(CUT.read_text("utf-8"))["strings"]
    whole = json.loads(WHOLE.read_text("utf-8")) if WHOLE.is_file() else []
    return list(dict.fromkeys([*OURS, *strings, *whole]))
