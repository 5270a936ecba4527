"""A file of words, and what its text becomes → the same file with that change and no other byte touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from newsletter.errors import InputError
from newsletter.files.decoding import decode
from newsletter.files.naming import shown
from newsletter.files.reading import read_bytes
from newsletter.files.writing import write

# What `decode` takes, as it takes it: by its byte order mark, and with any ends of lines.
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
_MANY = 2_000
_LINE_END = re.compile(r"\r\n|\r|\n")


def change(path: str | Path, edit: Callable[[str], str]) -> bool:
    """Change the text of a file, and return whether it had to be written.

    Byte order mark, encoding and the end of each line that stays are kept; a new line ends like the one before it.

    Args:
        edit: text → text; every line ends with ``\\n``, as `read_text` gives it. What it raises leaves the file alone.

    Raises:
        InputError: the file cannot be read, or holds what is no text.
        Refused: somebody else changed the file meanwhile; nothing is written.
        OutsideError: the disk refused.
    """
    data = read_bytes(path)
    after = changed(data, edit, shown(path))
    if after == data:
        return False
    write(Path(path), after, force=True, instead_of=data)
    return True


def changed(data: bytes, edit: Callable[[str], str], name: str) -> bytes:
    """Return the bytes of a file whose text is changed, as `change` writes them.

    Args:
        name: the file, as messages name it.

    Raises:
        InputError: they hold what is no text.
    """
    before = decode(data, name)
    after = edit(before)
    if after == before:
        return data
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    encoding = _MARKS.get(mark, "utf-8")
    raw = data.removeprefix(mark).decode(encoding, "replace")
    if raw.encode(encoding, "replace") != data.removeprefix(mark):
        raise InputError("this holds characters that are none", todo="save the file as UTF-8", where=name)
    return mark + "".join(_with_ends(before, after, _LINE_END.findall(raw))).encode(encoding, "replace")


def _with_ends(before: str, after: str, ends: list[str]) -> Iterator[str]:
    """Yield the lines of a changed text, each with its end; `ends` are those of the text before."""
    if len(set(ends)) < 2:
        yield after.replace("\n", ends[0] if ends else "\n")
        return
    new = after.split("\n")
    kept = _kept(before.split("\n"), new)
    end = ends[0]
    for number, line in enumerate(new[:-1]):
        if number in kept and kept[number] < len(ends):
            end = ends[kept[number]]
        yield line + end
    yield new[-1]


def _kept(old: list[str], new: list[str]) -> dict[int, int]:
    """Return, for the lines that stay, number of the new line → number of the old one."""
    from difflib import SequenceMatcher  # only a file with mixed ends needs it

    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - first
    last = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    kept = {i: i for i in range(first)} | {len(new) - 1 - i: len(old) - 1 - i for i in range(last)}
    # Exact as long as that is quick; in a text of tens of thousands of lines frequent ones are no anchors.
    between = SequenceMatcher(None, old[first:len(old) - last], new[first:len(new) - last], len(old) > _MANY)
    for a, b, size in between.get_matching_blocks():
        kept |= {first + b + i: first + a + i for i in range(size)}
    return kept
