"""A letter → a message for each reader → a mailer's stdin or a mail server; and what became of each.

For proofs and announcement lists of up to `newsletter.send.rounds.MOST` addresses, not for mailings: those go through a
mailing service (`newsletter.export`). What can be promised is that no address is lost in silence and none is written to
twice unasked: after an answer that never came an address is ``unknown``, and is not tried again.

The door of smtplib and of keyring. Passwords come from the environment or the keyring, and go nowhere but to the
server they are for: no output, no error and no other program ever holds one.
"""

from __future__ import annotations

from newsletter.send.account import Account, keep, keyring_is_there
from newsletter.send.carrying import carrier, carrier_for, try_account
from newsletter.send.outcome import Carrier, Outcome, Parcel, State
from newsletter.send.packing import editions, packed
from newsletter.send.readers import for_proofs_alone, readers
from newsletter.send.rounds import PAUSES, deliver
from newsletter.send.where import Program, Server, server_meant, where

__all__ = [
    "PAUSES", "Account", "Carrier", "Outcome", "Parcel", "Program", "Server", "State", "carrier", "carrier_for", "deliver",
    "editions", "for_proofs_alone", "keep", "keyring_is_there", "packed", "readers", "server_meant", "try_account", "where",
]
