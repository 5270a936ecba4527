"""Where it goes → the carrier that takes parcels there; an account → whether it is let in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from newsletter.errors import UsageError
from newsletter.send.account import Account, account_for, own_account
from newsletter.send.outcome import Carrier
from newsletter.send.program import ProgramCarrier, assert_there
from newsletter.send.where import Program, Server, where


def carrier_for(via: str, sender: str, environ: Mapping[str, str]) -> Carrier:
    """Return what takes messages where `via` says; where it is empty, to the server of the environment or of the keyring.

    Args:
        sender: the address that sends.

    Raises:
        UsageError: `via` is neither a program nor a server, or nothing says where.
        OutsideError: the program is missing, or the keyring is locked.
    """
    if via:
        to = where(via)
        if isinstance(to, Program):
            assert_there(to)
        return carrier(to, sender=sender, account=lambda server: account_for(server, environ, sender))
    own = own_account(environ, sender)
    if own is None:
        raise UsageError("nothing says how to send", todo="say --via 'msmtp -t' or --via smtps://mail.example.org, or "
                         "keep server and password with newsletter login mail")
    return carrier(own.server, sender=sender, account=lambda server: own if own.password else None)


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
