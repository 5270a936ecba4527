"""What ``newsletter send`` does: addresses → messages → a mailer; and what is said of each, and of the whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from newsletter import merge, message
from newsletter.cli.manners import read_issue, say
from newsletter.cli.meant import command
from newsletter.errors import InputError, NewsletterError, OutsideError, Refused, UsageError, at
from newsletter.files import STDIN, held, read_text, shown
from newsletter.issue import mark_sent
from newsletter.model import Edition, Issue, Letter, Publication, Reader, Service, replace
from newsletter.prose import amount
from newsletter.send import MOST, PAUSES, Carrier, Outcome, Parcel, account_for, carrier, deliver, own_account, where


class Errand(NamedTuple):
    """One run of the command: which issue, from whom, by what, and when."""

    path: str
    publication: Publication
    issue: Issue
    sender: str
    via: str
    proof: bool
    moment: datetime

    @property
    def address(self) -> str:
        """The sender's address, without the name."""
        return message.parse_address(self.sender)[1]


# ── to whom ──────────────────────────────────────────────────────────────────────────────────────────────────


def readers(to: Sequence[str] | None, publication: Publication) -> tuple[str, ...]:
    """Return the readers that are named, each address once: in ``--to``, in files it names, or under ``[proof]``.

    Raises:
        UsageError: nobody, too many, or what is no address.
        InputError: a file cannot be read.
    """
    if not to and not publication.proof.get("to"):
        raise UsageError("newsletter.toml names nobody for proofs",
                         todo="write to = ['me@courier.example'] under [proof] in it, or say --to ADDRESS")
    given = _listed(to) if to else [(one, "newsletter.toml") for one in publication.proof["to"]]
    named: dict[str, str] = {}
    for reader, place in given:
        try:
            address = message.parse_address(reader)[1]
        except UsageError as error:
            raise UsageError(error.what, todo=error.todo, where=place) from None
        named.setdefault(address.lower(), reader)
    if not named:
        raise UsageError("nobody is in the files to send to", todo="write one address a line")
    if len(named) > MOST:
        raise UsageError(f"{len(named)} addresses are too many for single messages, {MOST} is the most",
                         todo="hand the letter to a mailing service: newsletter export")
    return tuple(named.values())


def _listed(to: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what ``--to`` names and where it stands; what has no @ is a file with an address a line, # before remarks."""
    for given in to:
        if "@" in given:
            yield given, ""
            continue
        for number, line in enumerate(read_text(given).splitlines(), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                yield line.strip(), at(shown(given), number)


# ── what ─────────────────────────────────────────────────────────────────────────────────────────────────────


def messages(letter: Letter, service: Service, named: Sequence[str], errand: Errand) -> tuple[list[Parcel], Edition]:
    """Return the message for each reader, and the first one's edition; say which lines had to be left out."""
    editions = [merge.stamp(letter, service, errand.publication, Reader(email=message.parse_address(reader)[1]))
                for reader in named]
    for name in dict.fromkeys(name for edition in editions for name in edition.dropped):
        say(merge.why_dropped(name, errand.publication, service))
    for line in dict.fromkeys(line for edition in editions for line in edition.notes):
        say(line)
    if not letter.subject:
        raise InputError("the letter has no subject", todo="write subject = '…' at the top of the issue")
    return [_parcel(edition, reader, errand) for edition, reader in zip(editions, named, strict=True)], editions[0]


def _parcel(edition: Edition, reader: str, errand: Errand) -> Parcel:
    if errand.proof:
        edition = replace(edition, subject=f"{_proof_mark(errand.moment)} – {edition.subject}")
    data = message.build_for(edition, errand.publication, sender=errand.sender, to=[reader], date=errand.moment)
    return Parcel(address=message.parse_address(reader)[1], data=data)


def _proof_mark(moment: datetime) -> str:
    """Return what begins a proof's subject, and differs from one proof to the next.

    Not in square brackets: mail programs that thread by subject take those off first (RFC 5256 §2.1), and put all proofs
    of a letter, and the letter itself, into one conversation.
    """
    return f"Proof {moment:%H:%M:%S}"


# ── by what ──────────────────────────────────────────────────────────────────────────────────────────────────


def carrier_for(errand: Errand) -> Carrier:
    """Return what takes the messages away: what ``--via`` says, else the server of the environment or of the keyring."""
    if not errand.via:
        own = own_account(os.environ, errand.address)
        if own is None:
            raise UsageError("nothing says how to send", todo="say --via 'msmtp -t' or --via smtps://mail.example.org, or "
                             "keep server and password with newsletter login mail")
        return carrier(own.server, sender=errand.address, account=lambda server: own if own.password else None)
    to = where(errand.via)
    return carrier(to, sender=errand.address, account=lambda server: account_for(server, os.environ, errand.address))


# ── and then ─────────────────────────────────────────────────────────────────────────────────────────────────


def go(parcels: Sequence[Parcel], carries: Carrier, errand: Errand) -> None:
    """Send, say what became of each, and mark the issue as sent where anybody got it.

    Raises:
        OutsideError: somebody did not get it, and who.
        Refused: another run sends the issue just now, or its file changed since it was read.
    """
    if errand.proof:
        _send(parcels, carries, errand)
        return
    with held(errand.path):
        if read_issue(errand.path, errand.publication).key != errand.issue.key:
            raise Refused("this changed while it was made ready", todo="look at it, and send it then", where=shown(errand.path))
        _send(parcels, carries, errand)


def _send(parcels: Sequence[Parcel], carries: Carrier, errand: Errand) -> None:
    book: dict[str, Outcome] = {}
    try:
        deliver(parcels, carries, book, tell=_tell)
    except (NewsletterError, KeyboardInterrupt):
        if _by_state(book, "sent", "unknown"):
            _sum_up(book, errand)
        raise
    _sum_up(book, errand)
    if len(got := _by_state(book, "sent")) < len(book):
        raise OutsideError(f"{len(got)} of {amount(len(book), 'address', 'addresses')} got it for certain", todo=_rest(book, errand))


def _tell(address: str, outcome: Outcome) -> None:
    """Say what became of one."""
    said = f" ({outcome.said})" if outcome.said and outcome.state != "sent" else ""
    how = {"sent": "sent", "later": "not yet", "refused": "refused", "unknown": "unknown", "untried": "not tried"}
    say(f"{address}: {how[outcome.state]}" + (f" — {outcome.why}{said}" if outcome.why else ""))


def _by_state(book: Mapping[str, Outcome], *states: str) -> list[str]:
    return [address for address, outcome in book.items() if outcome.state in states]


def _sum_up(book: Mapping[str, Outcome], errand: Errand) -> None:
    """Say who got it and who did not, and mark the issue."""
    sent = _by_state(book, "sent")
    if len(sent) == len(book):
        say(f"sent to {amount(len(sent), 'address', 'addresses')}" if not errand.proof else f"proof sent to {amount(len(sent), 'address', 'addresses')}")
    else:
        for words, states in (
            ("sent", ("sent",)),
            ("may have arrived, not tried again", ("unknown",)),
            (f"not taken yet, tried {len(PAUSES) + 1} times", ("later",)),
            ("refused", ("refused",)),
            ("not tried", ("untried",)),
        ):
            if there := _by_state(book, *states):
                say(f"{words}: {', '.join(there)}")
    if sent and not errand.proof and not errand.issue.sent:
        day = errand.moment.date()
        mark_sent(Path(errand.path), day)
        say(f"marked {shown(errand.path)} as sent on {day}")


def _rest(book: Mapping[str, Outcome], errand: Errand) -> str:
    """Return what sends it to those who surely did not get it and might still."""
    left = _by_state(book, "later", "untried")
    if not left:
        return "look at what is said of each above"
    words = ["send", *([] if errand.path == STDIN else [shown(errand.path)])]
    words += ["--proof"] if errand.proof else ["--again"] if _by_state(book, "sent") or errand.issue.sent else []
    for address in left:
        words += ["--to", address]
    return f"send it to those not reached with: {command(*words, *(['--via', errand.via] if errand.via else []))}"
