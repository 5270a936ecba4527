"""A Letter and the service it was reviewed for ↔ ``issues/047.approved.json``; and what has changed since.

    seen      a letter → what of it can be approved, the same whatever comment its file gains
    record    that ↔ the file beside the issue's
    units     its HTML → stories and blocks: words, addresses, pictures
    matching  the units of two letters → which of the one is which of the other
    wording   two texts → the words that went and came
    changes   two letters → what an editor calls different
"""

from __future__ import annotations

from pathlib import Path

from newsletter.approval import record
from newsletter.approval.changes import Change, changes_between
from newsletter.approval.record import file_of
from newsletter.approval.seen import Approved, seen
from newsletter.approval.units import spoken
from newsletter.approval.wording import Piece, pieces
from newsletter.errors import Refused, UsageError
from newsletter.files import STDIN, shown
from newsletter.model import Letter, Publication, replace

__all__ = [
    "Approved", "Change", "Piece", "changes", "changes_between", "file_of", "pieces", "recall", "remember", "require",
    "seen", "spoken",
]

_TOLD = 5  # changes in a refusal; more are counted


def remember(path: str | Path, letter: Letter, service_id: str, publication: Publication | None = None) -> Path:
    """Write beside an issue file what was approved of it, in place of what was before; return the file.

    Args:
        publication: whose letter it is; its sender and its addresses are approved with it.

    Raises:
        UsageError: standard input has no place beside it.
        OutsideError: the disk refuses.
    """
    if str(path) == STDIN:
        raise UsageError("standard input cannot be approved", todo="save the issue, and name its file")
    return record.write(path, seen(letter, service_id, publication))


def recall(path: str | Path) -> Approved | None:
    """Return what was approved of an issue file; None where nothing was. Raises InputError where that is damaged."""
    return None if str(path) == STDIN else record.read(path)


def changes(
    approved: Approved, letter: Letter, service_id: str, publication: Publication | None = None
) -> tuple[Change, ...]:
    """Return what is different from what was approved, in the order of the letter; nothing where no byte is.

    Args:
        publication: whose letter it is now; without it, or where none was approved, what it gives is not compared.
    """
    now = seen(letter, service_id, publication)
    if publication is None or not approved.given:
        now, approved = replace(now, given={}), replace(approved, given={})
    return changes_between(approved, now)


def require(path: str | Path, publication: Publication, letter: Letter, service_id: str) -> None:
    """Let pass what was approved, or any letter of a publication that does not ask for it (``require_approval``).

    Raises:
        Refused: nothing was approved, or something else; it says what changed.
        InputError: what was approved cannot be read.
    """
    if not publication.require_approval:
        return
    where = shown(path)
    approved = recall(path)
    if approved is None:
        name = "ISSUE" if str(path) == STDIN else where
        raise Refused("this letter was not approved", todo=f"look at it, then newsletter approve {name}", where=where)
    if different := changes(approved, letter, service_id, publication):
        again = "" if service_id == publication.service else f" --service {service_id}"
        raise Refused(
            f"this is not what was approved: {_listed(different)}",
            todo=f"if that is meant, newsletter approve {where}{again}",
            where=where,
        )


def _listed(different: tuple[Change, ...]) -> str:
    told = [str(change) for change in different[:_TOLD]]
    more = len(different) - len(told)
    return "; ".join([*told, *([f"and {more} more"] if more else [])])
