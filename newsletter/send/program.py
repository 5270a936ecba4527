"""A parcel → the stdin of a mailer such as sendmail or msmtp."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import suppress
from pathlib import PurePath
from shutil import which

from newsletter.errors import OutsideError
from newsletter.send.account import PASSWORD
from newsletter.send.ending import ended
from newsletter.send.outcome import Outcome, Parcel
from newsletter.send.where import Program

_PATIENCE = 660  # seconds; a mailer that speaks SMTP itself waits ten minutes for the last answer (RFC 5321 §4.5.3.2.6)
_MOST_SAID = 10_000


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
        return ended(name, done.returncode, _last_lines(done.stderr or done.stdout).decode("utf-8", "replace"))

    def _run(self, parcel: Parcel) -> subprocess.CompletedProcess[bytes]:
        words = [*self._program.words, *self._more(parcel)]
        self.at_risk = True
        try:
            # A pipe on Unix has LF; qmail's and older mailers take CR for a character of the line.
            return subprocess.run(words, input=parcel.data.replace(b"\r\n", b"\n"), capture_output=True,
                                  timeout=_PATIENCE, check=False, env=_environment())
        except (OSError, ValueError) as error:
            self.at_risk = False
            raise _cannot_start(self._program, "there is no such program" if isinstance(error, FileNotFoundError) else str(error)) from None

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


def _last_lines(said: bytes) -> bytes:
    """Return the last whole lines of what a program said; the rest of one that is cut would look like one of its own."""
    return said if len(said) <= _MOST_SAID else said[-_MOST_SAID:].partition(b"\n")[2]


def assert_there(program: Program) -> None:
    """Raise OutsideError where a program is missing."""
    if which(program.words[0]) is None and not os.path.exists(program.words[0]):
        raise _cannot_start(program, "there is no such program")


def _cannot_start(program: Program, reason: str) -> OutsideError:
    return OutsideError(f"{program.words[0]} cannot be started: {reason}",
                        todo="install it, or name its file; for a server write --via smtps://mail.example.org")


def _environment() -> dict[str, str]:
    """Return our environment without the password, and so that a mailer's words are those that `ending` knows."""
    environment = {**os.environ, "LANGUAGE": "en"}
    with suppress(KeyError):
        del environment[PASSWORD]
    return environment
