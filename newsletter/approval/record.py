"""What was approved ↔ the file beside the issue's: JSON with a format number and a checksum over what is in it."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsletter import files
from newsletter.approval.seen import Approved
from newsletter.errors import InputError
from newsletter.files import shown
from newsletter.model import Mark, MergeTag

FORMAT = 3  # 1 lacked what went out in the service's words, 2 whom its parts were for and the other subject lines


def file_of(path: str | Path) -> Path:
    """Return where the approval of an issue file is kept: ``issues/047.approved.json``."""
    return Path(path).with_suffix(".approved.json")


def write(path: str | Path, approved: Approved) -> Path:
    """Write what was approved of an issue file, whole or not at all; return the file. Raises OutsideError."""
    target = file_of(path)
    files.write(target, json.dumps(_said(approved), ensure_ascii=False, indent=1) + "\n", force=True)
    return target


def read(path: str | Path) -> Approved | None:
    """Return what was approved of an issue file; None where nothing was.

    Raises:
        InputError: it cannot be read, is damaged, was changed by hand, or is of a later version.
    """
    target = file_of(path)
    if not target.exists() and not target.is_symlink():
        return None
    where = shown(target)
    try:
        said = json.loads(files.read_text(target))
        if (written_as := _of(int, said["format"])) > FORMAT:
            raise InputError("a later newsletter wrote this", todo="update newsletter, or approve the issue again",
                             where=where)
        if written_as < FORMAT:
            raise InputError("an earlier newsletter wrote this approval, and kept less of the letter than is asked for now",
                             todo=f"look at the letter, and approve it again: newsletter approve {shlex.quote(shown(path))}", where=where)
        approved = _approved(said)
        if approved.checksum == _of(str, said["checksum"]):
            return approved
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise InputError("this approval is damaged", todo="look at the letter, and approve it again", where=where)


def _said(approved: Approved) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "checksum": approved.checksum,
        "service": approved.service,
        "key": approved.key,
        "subject": approved.subject,
        "preheader": approved.preheader,
        "subjects": list(approved.subjects),
        "given": dict(approved.given),
        "profile": approved.profile,
        "outgoing": approved.outgoing,
        "pictures": dict(approved.pictures),
        "tags": [{"name": tag.name, "fallback": tag.fallback} for tag in approved.tags],
        "marks": [[mark.position, mark.offset] for mark in approved.marks],
        "readers": dict(approved.readers),
        "text": approved.text,
        "html": approved.html,
    }


_KEY = re.compile("[0-9a-z]{1,128}")


def _approved(said: Any) -> Approved:
    """Return what a file says. Raises ValueError, TypeError or KeyError where it is not as we wrote it."""
    words = {name: _of(str, said[name]) for name in ("service", "key", "subject", "preheader", "html", "text", "profile", "outgoing")}
    if not _KEY.fullmatch(words["key"]):
        raise ValueError
    offsets = [_of(int, offset) for _, offset in _of(list, said["marks"])]
    if not offsets or offsets != sorted(offsets) or not 0 <= offsets[0] <= offsets[-1] <= len(words["html"]):
        raise ValueError
    return Approved(
        **words,
        subjects=tuple(_of(str, line) for line in _of(list, said["subjects"])),
        given={name: _of(str, value) for name, value in _of(dict, said["given"]).items()},
        pictures={name: _of(str, digest) for name, digest in _of(dict, said["pictures"]).items()},
        readers={position: _of(str, whom) for position, whom in _of(dict, said["readers"]).items()},
        tags=tuple(MergeTag(name=_of(str, tag["name"]), fallback=_of(str, tag["fallback"]))
                   for tag in _of(list, said["tags"])),
        marks=tuple(Mark(position=_of(str, position), offset=_of(int, offset))
                    for position, offset in _of(list, said["marks"])),
    )


def _of(kind: Callable[..., Any], value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value
