"""Sent issues → what they carried, so that nothing is carried twice; and the mark that makes an issue a sent one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from newsletter import issue as issues
from newsletter.errors import Refused
from newsletter.files import read_bytes, shown, write
from newsletter.model import BlockType, Issue, Publication, canonical, folded


class History(NamedTuple):
    """What earlier numbers carried.

    Attributes:
        carried: canonical address, or folded headline where there is none → ``No. 46 on 2026-11-13``.
        unsent: the files of issues without the mark, oldest first: what they hold may come again.
    """

    carried: Mapping[str, str]
    unsent: tuple[Path, ...]


def history(publication: Publication, blocks: Mapping[str, BlockType]) -> History:
    """Return what the publication's sent issues carried. Raises `Mistakes` for an issue that cannot be read."""
    carried: dict[str, str] = {}
    unsent = []
    for _, path in issues.numbers(publication):
        issue = issues.read(path, blocks)
        if issue.sent is None:
            unsent.append(path)
            continue
        called = f"No. {issue.number}" if issue.number is not None else issue.name
        for block in issue.blocks:
            for story in block.stories if block.use else ():
                if story.use:
                    carried[canonical(story.url) or folded(story.title)] = f"{called} on {issue.sent}"
    return History(carried, tuple(unsent))


# What `newsletter.files` takes, as it takes it: by its byte order mark, and with any ends of lines.
_ENCODINGS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_LINE_END = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


def mark_sent(path: Path, issue: Issue, day: date) -> None:
    """Write into an issue's file that it was sent; all other bytes of it stay.

    Raises:
        Refused: the file says so already.
    """
    if issue.sent:
        raise Refused(f"{shown(path)} was sent on {issue.sent}", todo="take that line out if it was not", where=issue.where("sent"))
    content = read_bytes(path)
    encoding = _ENCODINGS.get(content[:2], "utf-8")
    text = content.decode(encoding)
    mark, lines = text[: text.startswith("\ufeff")], _LINE_END.split(text.removeprefix("\ufeff"))
    first = min((line for position, line in issue.lines.items() if "." not in position), default=1)
    ending = "\r\n" if "\r\n" in text else "\n"
    lines.insert(first - 1, f"sent      = {day.isoformat()}{ending}")
    write(path, (mark + "".join(lines)).encode(encoding), force=True)
