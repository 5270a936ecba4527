"""A Letter and the service it was reviewed for ↔ ``issues/047.approved.json``; and what has changed since.

    outgoing  a letter in a service's words → the checksum of what goes out
    seen      a letter → what of it can be approved, the same whatever comment its file gains
    record    that ↔ the file beside the issue's
    units     its HTML → stories and blocks: words, addresses, pictures
    matching  the units of two letters → which of the one is which of the other
    wording   two texts → the words that went and came
    changes   two letters → what an editor calls different

`in_order` is the gate of all that is handed over: approved where that is asked for, and without errors.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from newsletter.approval import record
from newsletter.approval.changes import Change, changes_between
from newsletter.approval.record import file_of
from newsletter.approval.seen import Approved, seen, stay_away
from newsletter.approval.units import spoken
from newsletter.approval.wording import Piece, pieces
from newsletter.errors import Refused, UsageError
from newsletter.files import STDIN, kept_inside, shown
from newsletter.model import Edition, Issue, Letter, Publication, Service

__all__ = [
    "Approved", "Change", "Piece", "changes", "changes_between", "file_of", "in_order", "pieces", "recall", "remember",
    "require", "seen", "spoken", "stay_away",
]

_TOLD = 5  # changes in a refusal; more are counted


def remember(path: str | Path, letter: Letter, service: Service, publication: Publication) -> Path:
    """Write beside an issue file what was approved of it, in place of what was before; return the file.

    Raises:
        UsageError: standard input has no place beside it.
        InputError: the letter cannot be said in the service's words.
        Refused: the file is a link that leads elsewhere, where nobody asked to write.
        OutsideError: the disk refuses.
    """
    if str(path) == STDIN:
        raise UsageError("standard input cannot be approved", todo="save the issue, and name its file")
    kept_inside(file_of(path), Path(path).parent)
    return record.write(path, seen(letter, service, publication))


def recall(path: str | Path) -> Approved | None:
    """Return what was approved of an issue file; None where nothing was.

    Raises InputError where that is damaged, or of an earlier or a later version.
    """
    return None if str(path) == STDIN else record.read(path)


def changes(approved: Approved, letter: Letter, service: Service, publication: Publication) -> tuple[Change, ...]:
    """Return what is different from what was approved, in the order of the letter; nothing where no byte is.

    Raises as `newsletter.merge.stamp`.
    """
    return changes_between(approved, seen(letter, service, publication))


def require(
    path: str | Path, publication: Publication, letter: Letter, service: Service, *, options: Sequence[str] = ()
) -> None:
    """Let pass what was approved, or any letter of a publication that does not ask for it (``require_approval``).

    Args:
        options: what approving must be told beside theme and service, so that the same letter is approved.

    Raises:
        Refused: nothing was approved, or something else; it says what changed.
        InputError: what was approved cannot be read.
    """
    if not publication.require_approval:
        return
    where = shown(path)
    approve = _approving("ISSUE" if str(path) == STDIN else where, publication, letter, service, options)
    approved = recall(path)
    if approved is None:
        raise Refused("this letter was not approved", todo=f"look at it, then {approve}", where=where)
    if different := changes(approved, letter, service, publication):
        raise Refused(f"this is not what was approved: {_listed(different)}", todo=f"if that is meant, {approve}", where=where)


def _approving(name: str, publication: Publication, letter: Letter, service: Service, options: Sequence[str]) -> str:
    """Return the command that approves a letter as it is here."""
    words = ["newsletter", "approve", name]
    if letter.theme not in ("", publication.theme):
        words += ["--theme", letter.theme]
    if service.id != publication.service:
        words += ["--service", service.id]
    return shlex.join((*words, *options))


def in_order(
    path: str | Path, publication: Publication, edition: Edition, issue: Issue, service: Service, *, today: date,
    anyway: bool = False, otherwise: str = "say --anyway", options: Sequence[str] = (),
) -> None:
    """Let a letter pass that may be handed over: by whatever door it goes out, here it is asked.

    Args:
        edition: the letter in the service's words, as it is checked.
        anyway: its errors do not matter; whether it was approved does.
        otherwise: what hands it over although it has errors, as somebody would do it there.
        options: as for `require`.

    Raises:
        Refused: it has errors, or something else was approved.
        InputError: what was approved cannot be read.
    """
    from newsletter import checks  # whoever looks at a letter needs none of them

    require(path, publication, edition.letter, service, options=options)
    if not anyway:
        checks.gate(checks.check(edition, publication=publication, issue=issue, service=service, today=today), otherwise)


def _listed(different: tuple[Change, ...]) -> str:
    told = [str(change) for change in different[:_TOLD]]
    more = len(different) - len(told)
    return "; ".join([*told, *([f"and {more} more"] if more else [])])
