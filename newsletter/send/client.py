"""What a mail server says → its answers, each whole, of bounded length, and all of it in time; else none came."""

from __future__ import annotations

import re
import smtplib
import time

Reply = tuple[int, bytes]
"""A code, and the words of all lines."""

# RFC 5321 §4.5.3.1.5 gives a line 512 octets; what a server offers is told in some dozens of lines.
_MOST_OCTETS = 64 * 1024
_CODE = re.compile(rb"[0-9]{3}(?=[ \r\n-])")


class Endless(smtplib.SMTPServerDisconnected):
    """An answer went on beyond what one can be long."""


class _Bounded(smtplib.SMTP):
    """Reads answers with an end: smtplib's own reading keeps whatever comes, and takes half a line for an answer.

    The time limit of the connection is one for an answer as a whole, however slowly its lines come.
    """

    def getreply(self) -> Reply:
        """Return code and words of the next answer; the code is -1 where it is none.

        Raises SMTPServerDisconnected where no whole answer comes; the connection is closed then.
        """
        assert self.sock
        if self.file is None:
            self.file = self.sock.makefile("rb")
        patience = self.sock.gettimeout()
        until = None if patience is None else time.monotonic() + patience
        try:
            reply = self._answer(until)
        except OSError as error:  # those of smtplib among them
            self.close()
            raise error if isinstance(error, smtplib.SMTPException) else smtplib.SMTPServerDisconnected(str(error)) from error
        self.sock.settimeout(patience)
        return reply

    def _answer(self, until: float | None) -> Reply:
        lines: list[bytes] = []
        left = _MOST_OCTETS
        while True:
            line = self._line(left, until)
            left -= len(line)
            lines.append(line[4:].strip(b" \t\r\n"))
            if not (code := _CODE.match(line)):
                return -1, b"\n".join(lines)
            if line[3:4] != b"-":
                return int(code[0]), b"\n".join(lines)

    def _line(self, most: int, until: float | None) -> bytes:
        """Return the next line, its end included: half a line may be the beginning of any answer."""
        assert self.sock and self.file
        pieces: list[bytes] = []
        while not (pieces and pieces[-1].endswith(b"\n")):
            if until is not None:
                if (seconds := until - time.monotonic()) <= 0:
                    raise TimeoutError("timed out")
                self.sock.settimeout(seconds)
            there = self.file.peek()  # which asks the connection once, where nothing is left
            if not there:
                raise smtplib.SMTPServerDisconnected("closed within an answer")
            pieces.append(self.file.read(there.find(b"\n") + 1 or len(there)))
            most -= len(pieces[-1])
            if most < 0:
                raise Endless("an answer of endless length")
        return b"".join(pieces)


class Client(_Bounded):
    """Speaks SMTP, in plain words at first."""


class SafeClient(_Bounded, smtplib.SMTP_SSL):
    """Speaks SMTP on a connection that is encrypted from its beginning."""
