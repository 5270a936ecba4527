"""Where it goes → the carrier that takes parcels there; an account → whether it is let in."""

from __future__ import annotations

from collections.abc import Callable

from newsletter.send.account import Account
from newsletter.send.outcome import Carrier
from newsletter.send.program import ProgramCarrier
from newsletter.send.where import Program, Server


def carrier(
    to: Program | Server, *, sender: str, account: Callable[[Server], Account | None] = lambda server: None
) -> Carrier:
    """Return what takes parcels to a program or a server.

    Args:
        sender: the address that bounces go to.
        account: who logs in at a server; asked only where it offers that.
    """
    if isinstance(to, Program):
        return ProgramCarrier(to, sender)
    from newsletter.send.smtp import ServerCarrier

    return ServerCarrier(to, sender, account)


def try_account(account: Account) -> None:
    """Log in and out again. Raises OutsideError where the server cannot be trusted, or refuses user or password."""
    from newsletter.send.smtp import ServerCarrier

    ServerCarrier(account.server, account.user, lambda server: account).log_in()
