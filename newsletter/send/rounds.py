"""Parcels and a carrier → what became of each: those told to come again are tried in later rounds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from newsletter.send.outcome import Carrier, Outcome, Parcel

MOST: Final = 50
"""Addresses that an announcement may have; from there on it is a mailing, for which there are services."""

PAUSES: Final = (2, 5, 10)
"""Seconds before the second, third and fourth try of those told to come again."""


def deliver(
    parcels: Sequence[Parcel],
    carrier: Carrier,
    book: dict[str, Outcome],
    *,
    tell: Callable[[str, Outcome], None] = lambda address, outcome: None,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Hand over all parcels, and write into `book` what became of each, as it happens.

    All are tried once before any is tried again. What may have arrived is not tried again.

    Args:
        book: address → outcome; whole at any moment, an interruption or an error included.
        tell: hears each outcome that is final, and each that will be tried again.

    Raises:
        OutsideError: no parcel would get past; those not tried yet are ``untried``.
    """
    book |= {parcel.address: Outcome(state="untried") for parcel in parcels}
    waiting = list(parcels)
    try:
        for seconds in (0, *PAUSES):
            if seconds:
                pause(seconds)
            waiting = _round(waiting, carrier, book, tell)
            if not waiting:
                return
    finally:
        carrier.close()


def _round(
    parcels: Sequence[Parcel], carrier: Carrier, book: dict[str, Outcome], tell: Callable[[str, Outcome], None]
) -> list[Parcel]:
    """Try each of the parcels once; return those to be tried again."""
    again = []
    for place, parcel in enumerate(parcels):
        outcome = _carried(parcel, carrier, book)
        tell(parcel.address, outcome)
        if outcome.state == "later":
            again.append(parcel)
        if outcome.away:
            # Nobody is there: asking for each of the others would only take as long again.
            return [*again, *parcels[place + 1:]]
    return again


def _carried(parcel: Parcel, carrier: Carrier, book: dict[str, Outcome]) -> Outcome:
    try:
        book[parcel.address] = carrier.carry(parcel)
    except BaseException:
        if carrier.at_risk:
            book[parcel.address] = Outcome(state="unknown", why="interrupted while the message was handed over")
        raise
    return book[parcel.address]
