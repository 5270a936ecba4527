"""What the tests of commands share: one command in this process, and what it left behind."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from newsletter import cli


class Said(NamedTuple):
    """What a command left behind."""

    status: int
    out: bytes
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Run:
    """Runs ``newsletter`` with these arguments in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "argv", ["newsletter", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capfdbinary.readouterr()
        return Said(int(end.value.code or 0), out, err.decode())

    return ran
