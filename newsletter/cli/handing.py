"""What a letter must have behind it before it is handed to anybody: no errors, and an editor's approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import now

if TYPE_CHECKING:
    from newsletter.model import Edition, Issue, Publication, Service

Anyway = Annotated[bool, typer.Option("--anyway", help="Do it although the check finds errors.")]


def in_order(
    path: str, publication: Publication, edition: Edition, issue: Issue, service: Service, *, anyway: bool
) -> None:
    """Let a letter pass that may be handed over.

    Args:
        edition: the letter in the service's words, as it is checked.
        anyway: its errors do not matter; whether it was approved does.

    Raises:
        Refused: it has errors, or something else was approved.
    """
    from newsletter import approval, checks

    approval.require(path, publication, edition.letter, service.id)
    if not anyway:
        checks.gate(checks.check(
            edition, publication=publication, issue=issue, service=service, today=now(publication).date()))
