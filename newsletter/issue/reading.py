"""The text of an issue file → the Issue, or all its mistakes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from newsletter import files
from newsletter.errors import InputError
from newsletter.issue.judging import wrong_in
from newsletter.issue.salvaging import salvaged
from newsletter.model import Block, BlockType, Issue, Story, Waiver


def read(path: str | Path, blocks: Mapping[str, BlockType], *, standing: bool = False) -> Issue:
    """Return the issue in a file, or on standard input for ``-``. Raises InputError, or `Mistakes` of the file."""
    return parse(files.read_text(path), name=files.shown(path), folder=files.folder_of(path), blocks=blocks, standing=standing)


def parse(text: str, *, name: str, folder: Path, blocks: Mapping[str, BlockType], standing: bool = False) -> Issue:
    """Return the issue that a text says.

    Args:
        name: the file, as messages name it.
        folder: what relative paths in it start from.
        blocks: the types of block there are.
        standing: it is standing matter, whose blocks say how they are filled.

    Raises:
        InputError: the text is empty.
        Mistakes: all of them; a story without an address, and an issue without number, date or subject, are none.
    """
    if not text.strip():
        raise InputError("this is empty", todo="make an issue with newsletter next or newsletter pick", where=name)
    toml, wrong = files.mended_toml(text, name)
    if toml:
        wrong += islice(wrong_in(toml, blocks, standing=standing), files.MOST_MISTAKES + 1)
    if wrong or toml is None:
        raise files.together(wrong)
    return _issue(toml, folder, text)


def parse_part(text: str, *, name: str, folder: Path, blocks: Mapping[str, BlockType]) -> Issue | None:
    """Return as much of an issue with mistakes as can be read: its blocks and stories; None where that is too little.

    No letter is made of it. Arguments as `parse` has them.
    """
    toml = salvaged(text, name, blocks)
    return _issue(toml, folder, text) if toml else None


def _issue(toml: files.Toml, folder: Path, text: str) -> Issue:
    data = toml.data
    lines = {_position(path): line for path, line in toml.lines.items()}
    return Issue(
        name=toml.name,
        folder=folder,
        key=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        lines=lines,
        begins=dict(_begins(toml.text, lines)),
        number=data.get("number"),
        date=data.get("date"),
        subject=data.get("subject", ""),
        preheader=data.get("preheader", ""),
        subjects=tuple(data.get("subjects", ())),
        blocks=tuple(_block(table) for table in data.get("block", ())),
        sent=data.get("sent"),
        drafts=tuple(_drafts(toml.text, lines)),
        waivers=tuple(Waiver(**table) for table in data.get("waive", ())),
        picked=data.get("picked"),
    )


_OPENED = re.compile(r"""=\s*('{3}|"{3})(.*)""")


def _begins(text: str, lines: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield the positions whose words go on over several lines, and the line in which these begin."""
    rows = text.split("\n")
    for position, line in lines.items():
        opened = _OPENED.search(rows[line - 1])
        if opened and opened[1] not in opened[2]:
            yield position, line if opened[2] else line + 1  # a line's end right behind the quotes is no part of the words


_DRAFT = re.compile(r"['\"]\s*#\s*draft\b")


def _drafts(text: str, lines: Mapping[str, int]) -> Iterator[str]:
    """Yield the positions behind which a remark says that it is a draft."""
    if "draft" not in text:
        return
    marked = {number for number, line in enumerate(text.split("\n"), 1) if _DRAFT.search(line)}
    yield from (position for position, line in lines.items() if line in marked and position.endswith(".alt"))


def _block(table: Mapping[str, Any]) -> Block:
    own = {key: value for key, value in table.items() if key not in ("kind", "use", "readers", "pick", "story")}
    return Block(
        kind=table["kind"],
        use=table.get("use", True),
        readers=table.get("readers", ""),
        fields=own,
        stories=tuple(Story(**story) for story in table.get("story", ())),
        pick=table.get("pick"),
    )


def _position(path: tuple[str | int, ...]) -> str:
    """Return a path in the file as a position: ``("block", 2, "story", 1, "title")`` is ``b3.s2.title``."""
    parts = [part + 1 if isinstance(part, int) else part for part in path]
    if parts[0] == "block" and len(parts) > 1:
        parts[:2] = [f"b{parts[1]}"]
        if parts[1:2] == ["story"] and len(parts) > 2:
            parts[1:3] = [f"s{parts[2]}"]
    return ".".join(str(part) for part in parts)
