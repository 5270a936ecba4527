"""What ``newsletter send`` says: which lines a message lacks, what became of each, and of the whole; and the mark it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from newsletter import merge
from newsletter.cli.manners import read_issue, say
from newsletter.cli.meant import command
from newsletter.errors import InputError, NewsletterError, OutsideError, Refused
from newsletter.files import STDIN, held, shown
from newsletter.issue import AlreadySent, mark_sent
from newsletter.model import Edition, Issue, Letter, Publication, Service
from newsletter.prose import amount
from newsletter.send import PAUSES, Carrier, Outcome, Parcel, deliver, editions, packed


class Errand(NamedTuple):
    """One run of the command: which issue, from whom, by what, and when."""

    path: str
    publication: Publication
    issue: Issue
    sender: str
    via: str
    proof: bool
    moment: datetime


def messages(letter: Letter, service: Service, named: Sequence[str], errand: Errand) -> tuple[list[Parcel], Edition]:
    """Return the message for each reader, and the first one's edition; say which lines had to be left out."""
    groups = None
    if errand.proof and letter.readers and service.id != errand.publication.service:
        groups = frozenset(these.name for these in letter.readers)
        say(f"the proof is the letter of one who is in {' and '.join(sorted(groups))}: parts for others are not in it")
    made = editions(letter, service, errand.publication, named, groups)
    for name in dict.fromkeys(name for edition in made for name in edition.dropped):
        say(merge.why_dropped(name, letter, errand.publication, service))
    for line in dict.fromkeys(line for edition in made for line in edition.notes):
        say(line)
    if letter.pictures and errand.publication.image_base_url:
        pictures = amount(len(letter.pictures), "picture")
        say(f"{pictures} expected at {errand.publication.image_base_url}: newsletter export gives the files")
    if not letter.subject:
        raise InputError("the letter has no subject", todo="write subject = '…' at the top of the issue")
    return [packed(edition, reader, errand.publication, sender=errand.sender, moment=errand.moment, proof=errand.proof)
            for edition, reader in zip(made, named, strict=True)], made[0]


def go(parcels: Sequence[Parcel], carries: Carrier, errand: Errand) -> None:
    """Send, say what became of each, and mark the issue as sent where anybody got it, or may have got it.

    Raises:
        OutsideError: somebody did not get it, and who.
        Refused: another run sends the issue just now, or its file changed since it was read.
    """
    with ExitStack() as holding:
        if not errand.proof:
            holding.enter_context(held(errand.path))
            if read_issue(errand.path, errand.publication).key != errand.issue.key:
                raise Refused("this changed while it was made ready", todo="look at it, and send it then", where=shown(errand.path))
        _send(parcels, carries, errand, _Mark(errand, holding))


def _send(parcels: Sequence[Parcel], carries: Carrier, errand: Errand, mark: _Mark) -> None:
    book: dict[str, Outcome] = {}
    told: dict[str, tuple[str, str]] = {}

    def tell(address: str, outcome: Outcome) -> None:
        # Of a try that ended as the one before there is nothing new to say.
        if told.get(address) != (now := (outcome.state, outcome.why)):
            _tell(address, outcome)
        told[address] = now
        if _is_out(book):
            mark.put()

    try:
        deliver(parcels, carries, book, tell=tell)
    except BaseException:  # also what is a slip of ours: who has it must be known, and it must be marked
        if _is_out(book):
            _sum_up(book, errand, mark)
        raise
    _sum_up(book, errand, mark)
    if len(got := _by_state(book, "sent")) < len(book):
        raise OutsideError(f"{len(got)} of {_addresses(len(book))} got it for certain", todo=_rest(book, errand))
    if mark.trouble:
        raise OutsideError("all got it, and it is not marked as sent", todo=mark.by_hand, where=shown(errand.path))


def _tell(address: str, outcome: Outcome) -> None:
    """Say what became of one."""
    said = f" ({outcome.said})" if outcome.said and outcome.state != "sent" else ""
    how = {"sent": "sent", "later": "not yet", "refused": "refused", "unknown": "unknown", "untried": "not tried"}
    say(f"{address}: {how[outcome.state]}" + (f" — {outcome.why}{said}" if outcome.why else ""))


def _by_state(book: Mapping[str, Outcome], *states: str) -> list[str]:
    return [address for address, outcome in book.items() if outcome.state in states]


class _Mark:
    """The mark that an issue was sent, put into its file once: whatever becomes of a long run, nobody is written to twice.

    Args:
        holding: what holds the file; the marked one is another, and is held from then on.

    Attributes:
        day: that it says; None where there is none, because it is a proof or was marked before.
        trouble: why it is not there although it should be; empty where all is well.
        by_hand: what to do then.
    """

    def __init__(self, errand: Errand, holding: ExitStack) -> None:
        self.day: date | None = None
        self.trouble = ""
        self.by_hand = f"mend it, and mark it before it is sent to anybody else: {command('sent', shown(errand.path))}"
        self._errand = errand
        self._holding = holding

    def put(self) -> None:
        """Put it there. What keeps it away (a file that is just being edited) keeps no letter back, and may be over soon."""
        if self.day or self._errand.proof or self._errand.issue.sent:
            return
        day, path = self._errand.moment.date(), self._errand.path
        try:
            mark_sent(Path(path), day)
        except AlreadySent:
            self.trouble = ""
            return
        except NewsletterError as error:
            self.trouble = str(error)
            return
        self.day, self.trouble = day, ""
        with suppress(NewsletterError, OSError):  # somebody else holds it by now: they find it marked
            self._holding.enter_context(held(path))


def _sum_up(book: Mapping[str, Outcome], errand: Errand, mark: _Mark) -> None:
    """Say who got it and who did not, and mark the issue."""
    sent = _by_state(book, "sent")
    if len(sent) == len(book):
        say(f"sent to {_addresses(len(sent))}" if not errand.proof else f"proof sent to {_addresses(len(sent))}")
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
    if _is_out(book):
        mark.put()
    if mark.trouble:
        say(f"not marked as sent: {mark.trouble}")
        say(mark.by_hand)
    if mark.day:
        undo = command("sent", shown(errand.path), "--undo")
        say(f"marked {shown(errand.path)} as sent on {mark.day}" + ("" if sent else f", for it may have arrived; if it has not: {undo}"))


def _is_out(book: Mapping[str, Outcome]) -> bool:
    """Return whether anybody has the letter, or may have it: whoever gets it again unasked gets it twice."""
    return bool(_by_state(book, "sent", "unknown"))


def _addresses(number: int) -> str:
    return amount(number, "address", "addresses")


def _rest(book: Mapping[str, Outcome], errand: Errand) -> str:
    """Return what sends it to those who surely did not get it and might still."""
    left = _by_state(book, "later", "untried")
    if not left:
        return "look at what is said of each above"
    words = ["send", *([] if errand.path == STDIN else [shown(errand.path)])]
    words += ["--proof"] if errand.proof else ["--again"] if _is_out(book) or errand.issue.sent else []
    for address in left:
        words += ["--to", address]
    return f"send it to those not reached with: {command(*words, *(['--via', errand.via] if errand.via else []))}"
