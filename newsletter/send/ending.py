"""How a mailer ended (its exit status and its words) → what became of the parcel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from newsletter.errors import OutsideError
from newsletter.prose import excerpt, one_line
from newsletter.send.explain import explained
from newsletter.send.outcome import Outcome

End = Literal["refused", "later", "unknown", "run"]
"""``run``: no other parcel would fare better, so that the run ends."""

# sysexits.h as sendmail and postfix mean it, of others the same is understood; 100 and 111 are those of qmail. Exim and
# nullmailer end with 1 where they did not take a message.
_ENDS: Mapping[int, tuple[End, str]] = {
    64: ("run", "it was called wrongly: look at --via"),
    65: ("refused", "something in the message is not taken"),
    66: ("run", "it cannot read what it needs: look at its own settings"),
    67: ("refused", "there is no such mailbox"),
    68: ("refused", "there is no such mail domain"),
    69: ("refused", "it does not take the message, or cannot at all"),
    71: ("later", "this machine has no room for it at present"),
    72: ("run", "a file that it needs is missing: look at its own settings"),
    74: ("unknown", "reading or writing broke off under it: the message may have arrived"),
    75: ("later", "it asks to come again later"),
    76: ("unknown", "it was answered what it cannot read: the message may have arrived"),
    77: ("run", "it may not send: user or password are wrong, or it is not allowed to you"),
    78: ("run", "it is not set up: look at its own settings"),
    100: ("refused", "it does not take the message"),
    111: ("later", "it asks to come again later"),
}

# What msmtp says (measured with 1.8.23). Its status tells less: 69 for 4xx at any stage and for 5xx behind the last dot, 65
# for all other 5xx, 76 for an answer that never came, also where the message was taken.
_REPLY = re.compile(r"(?m)^\S+: server message: ([0-9]{3})[ -]?(.*)$")
# Its own words stand at the beginning of its own lines: what a server says may read like any of them.
_OF_THE_SERVER = re.compile(r"(?m)^\S+: server message: .*$")
_MSMTP_TRIED = re.compile(r"(?m)^\S+: could not send mail \(")
_MSMTP_LOST = re.compile(
    r"(?m)^\S+: (?:the server sent an (?:empty|invalid) reply|network read error|cannot read from TLS connection)")
_MSMTP_BROKE_OFF = re.compile(r"(?m)^\S+: (?:network write error|cannot write to TLS connection)")
_MSMTP_NO_LOGIN = re.compile(r"(?m)^\S+: authentication failed")
_MSMTP_NO_GREETING = re.compile(r"(?m)^\S+: cannot get initial OK message from server")
_MSMTP_NO_SENDER = re.compile(r"(?m)^\S+: envelope from address ")
_WANT_A_LOGIN = (530, 534, 535, 538)


def ended(name: str, status: int, words: str) -> Outcome:
    """Return what became of a parcel.

    Args:
        name: of the program.
        status: its exit status; negative for the signal that stopped it.
        words: what it said, its own lines.

    Raises:
        OutsideError: no other parcel would get past it either.
    """
    said = excerpt(one_line(words), 300)
    if status == 0:
        return Outcome(state="sent", said=said)
    if status < 0:
        return Outcome(state="unknown", why=f"{name} was stopped by signal {-status}", said=said)
    own = _OF_THE_SERVER.sub("", words)
    if replies := _REPLY.findall(words):
        return _answered(name, [(int(code), text.strip()) for code, text in replies], own)
    if name == "msmtp" or _MSMTP_TRIED.search(own):
        return _unanswered(name, status, own, said)
    return _outcome(name, *_ENDS.get(status, ("refused", f"it ended with status {status}")), said)


def _outcome(name: str, end: End, why: str, said: str, *, away: bool = False) -> Outcome:
    if end == "run":
        raise OutsideError(f"{name}: {why}{f' ({said})' if said else ''}", todo="send again when it is mended")
    return Outcome(state=end, why=f"{name}: {why}" if why.startswith("it ") else why, said=said, away=away)


def _answered(name: str, replies: list[tuple[int, str]], own: str) -> Outcome:
    """Return what became of a parcel by what the mail server answered, which msmtp repeats line by line, and its own words."""
    code, text = replies[-1][0], replies[0][1]
    said = excerpt(one_line(f"{code} {' '.join(line for _, line in replies)}"), 300)
    before_any = bool(_MSMTP_NO_GREETING.search(own))
    means = explained(code, text)
    if code // 100 == 4:
        return _outcome(name, "later", means, said, away=before_any)
    if code // 100 != 5:
        return _outcome(name, "unknown", "the answer cannot be understood: the message may have arrived", said)
    if code in _WANT_A_LOGIN or _MSMTP_NO_LOGIN.search(own):
        return _outcome(name, *_ENDS[77], said)
    if before_any:
        return _outcome(name, "run", f"the mail server lets nobody in: {means}", said)
    if _MSMTP_NO_SENDER.search(own):
        return _outcome(name, "run", f"the mail server does not take mail from this sender: {means}", said)
    return _outcome(name, "refused", means, said)


def _unanswered(name: str, status: int, own: str, said: str) -> Outcome:
    """Return what became of a parcel of which msmtp heard nothing, or nothing that it could read."""
    if _MSMTP_LOST.search(own):
        return _outcome(name, "unknown", "the mail server's answer was lost: the message may have arrived", said)
    if _MSMTP_BROKE_OFF.search(own):
        return _outcome(name, "later", "the mail server broke off the connection", said)
    if status == 75:
        return _outcome(name, *_ENDS[75], said, away=True)
    if status == 68:
        return _outcome(name, "run", "it does not find its mail server", said)
    return _outcome(name, *(_ENDS[status] if status in (64, 77) else _ENDS[78]), said)
