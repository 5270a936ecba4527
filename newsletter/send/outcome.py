"""One message for one address, and what became of it."""

from __future__ import annotations

from typing import Literal, Protocol

from newsletter.model import Struct

State = Literal["sent", "later", "refused", "unknown", "untried"]
"""``sent``: the mailer took it. ``later``: it said to come again. ``refused``: it will not take it. ``unknown``: it was
handed over and no answer came. ``untried``: its turn never came."""


class Parcel(Struct, frozen=True, kw_only=True):
    """A message on its way.

    Attributes:
        address: whom it is for; ASCII, and unlike that of any other parcel.
        data: the message, with CR LF.
    """

    address: str
    data: bytes


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a parcel.

    Attributes:
        why: in an editor's words; empty for what went well.
        said: what the server or program said, on one line, with its code; nothing secret is in it.
        away: the server cannot be reached, so that no other parcel need be tried for now.
    """

    state: State
    why: str = ""
    said: str = ""
    away: bool = False


class Carrier(Protocol):
    """What takes parcels to a mailer, one after the other."""

    @property
    def at_risk(self) -> bool:
        """Whether the parcel at hand may be taken already, although no answer came."""

    def carry(self, parcel: Parcel) -> Outcome:
        """Hand over one parcel. Raises OutsideError for what no other parcel would get past either."""

    def close(self) -> None:
        """Say goodbye; nothing that fails here matters."""
