"""A parcel → the stdin of a mailer such as sendmail or msmtp; its exit status → what became of it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePath

from newsletter.errors import OutsideError
from newsletter.prose import excerpt, one_line
from newsletter.send.account import PASSWORD
from newsletter.send.outcome import Outcome, Parcel
from newsletter.send.where import Program

_PATIENCE = 660  # seconds; a mailer that speaks SMTP itself waits ten minutes for the last answer (RFC 5321 §4.5.3.2.6)
_MOST_SAID = 10_000

# sysexits.h, as sendmail, postfix, exim and msmtp end: → what became of it, and why.
_LATER = 75
_ENDED: Mapping[int, tuple[str, str]] = {
    64: ("run", "it was called wrongly: look at --via"),
    65: ("refused", "something in the message is not taken"),
    67: ("refused", "there is no such mailbox"),
    68: ("refused", "there is no such mail domain"),
    69: ("refused", "the mail server does not take it"),
    77: ("run", "it may not send: user or password are wrong, or it is not allowed to you"),
    78: ("run", "it is not set up: look at its own settings"),
}


class ProgramCarrier:
    """Starts a program for each parcel. The program is started without a shell, and never sees our password."""

    def __init__(self, program: Program, sender: str) -> None:
        self._program = program
        self._sender = sender
        self.at_risk = False

    def carry(self, parcel: Parcel) -> Outcome:
        """Hand over one parcel. Raises OutsideError where the program is missing or not set up."""
        name = PurePath(self._program.words[0]).name
        try:
            done = self._run(parcel)
        except subprocess.TimeoutExpired:
            return Outcome(state="unknown", why=f"{name} did not end within {_PATIENCE // 60} minutes, and was stopped")
        self.at_risk = False
        said = excerpt(one_line((done.stderr or done.stdout)[-_MOST_SAID:].decode("utf-8", "replace")), 300)
        if done.returncode == 0:
            return Outcome(state="sent", said=said)
        if done.returncode < 0:
            return Outcome(state="unknown", why=f"{name} was stopped by signal {-done.returncode}", said=said)
        if done.returncode == _LATER:
            return Outcome(state="later", why=f"{name} asks to come again later", said=said)
        state, why = _ENDED.get(done.returncode, ("refused", f"{name} ended with status {done.returncode}"))
        if state == "run":
            raise OutsideError(f"{name}: {why}{f' ({said})' if said else ''}", todo="send again when it is mended")
        return Outcome(state="refused", why=why, said=said)

    def _run(self, parcel: Parcel) -> subprocess.CompletedProcess[bytes]:
        words = [*self._program.words, *self._more(parcel)]
        self.at_risk = True
        try:
            # A pipe on Unix has LF; qmail's and older mailers take CR for a character of the line.
            return subprocess.run(words, input=parcel.data.replace(b"\r\n", b"\n"), capture_output=True,
                                  timeout=_PATIENCE, check=False, env=_environment())
        except (OSError, ValueError) as error:
            self.at_risk = False
            todo = "install it, or name its file; for a server write --via smtps://mail.example.org"
            reason = "there is no such program" if isinstance(error, FileNotFoundError) else str(error)
            raise OutsideError(f"{words[0]} cannot be started: {reason}", todo=todo) from None

    def _more(self, parcel: Parcel) -> list[str]:
        """Return what the program must hear beside its own words: where bounces go, and the reader, unless it looks itself."""
        words = self._program.words
        known = PurePath(words[0]).name in ("sendmail", "msmtp")
        told = any(re.match(r"-f|-r|--from|--read-envelope-from", word) for word in words[1:])
        # Exim sends to nobody where -t and an address are both given, so -ti and -it count as well.
        reads = any(re.fullmatch(r"-[iv]*t[iv]*|-ot|--read-recipients", word) for word in words[1:])
        # A reader's address may begin with -, and must not become an option.
        return [*(["-f", self._sender] if known and not told else []), *([] if reads else ["--", parcel.address])]

    def close(self) -> None:
        """Nothing is open between two parcels."""


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    with suppress(KeyError):
        del environment[PASSWORD]
    return environment
