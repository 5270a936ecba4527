"""README is the manual: every console block in it is run, and prints what it says it prints."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from newsletter import cli, publication
from newsletter.model import Field

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.findall(r"```console\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Return the commands of a console block, each with the lines that are said to follow it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        elif line.strip():
            found[-1][1].append(line)
    return found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which a reader of README works from top to bottom."""
    return tmp_path_factory.mktemp("readme")


def test_console_blocks_run_in_order(desk: Path) -> None:
    """Each command ends well; each line shown after it is printed, where ``…`` stands for anything."""
    folder = desk
    bin_folder = Path(sys.executable).parent
    assert BLOCKS, "README shows no console block"
    for command, shown in [pair for block in BLOCKS for pair in commands(block)]:
        if command.startswith("cd "):
            folder = (folder / command.removeprefix("cd ")).resolve()
            continue
        done = subprocess.run(
            command, shell=True, cwd=folder, capture_output=True, text=True, timeout=120, check=False,
            env={"PATH": f"{bin_folder}:/usr/local/bin:/usr/bin:/bin", "HOME": str(desk), "LANG": "C.UTF-8"},
        )
        printed = done.stdout + done.stderr
        assert done.returncode == 0, f"{command}\n{printed}"
        for line in shown:
            pattern = ".*".join(re.escape(piece) for piece in line.strip().split("…"))
            assert re.search(pattern, printed), f"{command}\nshould print: {line}\nprinted:\n{printed}"


def test_table_of_newsletter_toml_is_that_of_the_program() -> None:
    """README's table of the keys of newsletter.toml says what the program says of them, in the same order."""
    assert table_of(publication.FIELDS) in README.read_text(encoding="utf-8")


def test_blocks_and_themes_are_told_as_their_files_tell_them() -> None:
    """README says of each block, layout, theme and token of character what its file says."""
    told = README.read_text(encoding="utf-8")
    packaged = publication.find(Path(README.anchor))
    for name, block in publication.blocks(packaged).items():
        layouts = f" ({', '.join(block.fields['layout'].choices)})" if "layout" in block.fields else ""
        assert f"| `{name}`{layouts} | {block.about} |" in told
    for name in publication.themes(packaged):
        assert f"* **{name}**: {publication.theme(packaged, name).about}" in told
    for name, token in publication.TOKENS.items():
        assert not token.choices or f"| `{name}` | {', '.join(token.choices)} | {token.about} |" in told


def table_of(fields: Mapping[str, Field]) -> str:
    """Return the rows of README's table: what stands in newsletter.toml is what the program knows of it."""
    return "\n".join(row for name, field in fields.items() for row in rows_of(name, field))


def rows_of(name: str, field: Field) -> list[str]:
    shown = {"table": f"[{name}]", "tables": f"[[{name}]]"}.get(field.kind, name)
    rows = [f"| `{shown}` | {field.about}{' (needed)' if field.needs else ''} |"]
    return rows + [f"| &nbsp;&nbsp;`{key}` | {inner.about}{' (needed)' if inner.needs else ''} |"
                   for key, inner in field.fields.items()]


def test_statuses_and_commands_are_told() -> None:
    """Every command of the program is in README."""
    text = README.read_text(encoding="utf-8")
    for command in cli.app.registered_commands:
        assert f"newsletter {command.name}" in text
