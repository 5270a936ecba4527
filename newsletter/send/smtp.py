"""A parcel → a mail server by SMTP (RFC 5321), and what it answers → what became of the parcel.

One connection for many parcels; one that is lost or closed (421) is opened anew. Each command is given by itself, so
that it is known how far a parcel came: until its last dot is on the way nothing can have been taken; after it only an
answer says so, and where none comes the parcel is ``unknown``.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from newsletter.errors import OutsideError
from newsletter.send.client import Reply
from newsletter.send.line import SECONDS, AccountOf, Later, Line, broken_off
from newsletter.send.outcome import Outcome, Parcel
from newsletter.send.where import Server

# RFC 5321 §4.5.3.2.6: a server may be busy with what it was given, and who gives up on it makes doubles.
_SECONDS_AFTER_THE_DOT = 600


class _Refused(Exception):
    """The server will not take this parcel."""

    def __init__(self, why: str, said: str) -> None:
        super().__init__(why)
        self.why, self.said = why, said


class ServerCarrier:
    """Takes parcels to one server."""

    def __init__(self, server: Server, sender: str, account: AccountOf) -> None:
        self._server = server
        self._sender = sender
        self._account = account
        self._line: Line | None = None
        self._met = False
        self._taken = 0  # parcels on this connection
        self.at_risk = False

    def carry(self, parcel: Parcel) -> Outcome:
        """Hand over one parcel; a connection that is closed after others were taken is opened anew, and it goes on."""
        had_enough = self._line is not None and self._taken > 0
        outcome, closed = self._tried(parcel)
        return self._tried(parcel)[0] if closed and had_enough else outcome

    def log_in(self) -> None:
        """Connect, log in and say goodbye. Raises OutsideError where that cannot be."""
        try:
            self._connected()
        except Later as later:
            raise OutsideError(f"{self._server.host}: {later.why}", todo="try again in a while") from None
        finally:
            self.close()

    def close(self) -> None:
        """Say goodbye, where a connection is open and nothing is under way on it."""
        if self._line is not None and not self.at_risk:
            with suppress(OSError, smtplib.SMTPException):
                self._line.client.quit()
        self._drop()

    # ── one parcel ───────────────────────────────────────────────────────────────────────────────────────────

    def _tried(self, parcel: Parcel) -> tuple[Outcome, bool]:
        """Return what became of a parcel, and whether the connection was closed before it could be taken."""
        self.at_risk = False
        try:
            return self._exchange(self._connected(), parcel), False
        except _Refused as refused:
            self._begin_anew()
            return Outcome(state="refused", why=refused.why, said=refused.said), False
        except Later as later:
            self._drop() if later.closed else self._begin_anew()
            return Outcome(state="later", why=later.why, said=later.said, away=later.away), later.closed
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(state="later", why=broken_off(error)), True
        except BaseException:
            self._drop()  # in the middle of a message QUIT would be a line of it
            raise

    def _exchange(self, line: Line, parcel: Parcel) -> Outcome:
        client = line.client
        # RFC 1870: so that a server can say at once that a message is too large for it
        size = [f"SIZE={len(parcel.data)}"] if client.has_extn("size") else []
        try:
            self._ask(line, client.mail, self._sender, size)
        except _Refused as refused:
            raise OutsideError(f"{self._server.host} does not take mail from {self._sender}: {refused.why} ({refused.said})",
                               todo="send again when it is mended") from None
        self._ask(line, client.rcpt, parcel.address)
        self._ask(line, client.docmd, "DATA", good=3)
        client.send(re.sub(rb"(?m)^\.", b"..", parcel.data))
        return self._ended(line)

    def _ended(self, line: Line) -> Outcome:
        """Send the last dot; from there on the message may have been taken."""
        self.at_risk = True
        try:
            line.client.send(b".\r\n")
            self._give_time(line, _SECONDS_AFTER_THE_DOT)
            reply = line.client.getreply()
            self._give_time(line, SECONDS)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            return Outcome(state="unknown", why=f"it was handed over, but {broken_off(error)}: it may have arrived")
        if reply[0] // 100 not in (2, 4, 5):
            self._drop()
            return Outcome(state="unknown", why="it was handed over, but the answer cannot be read: it may have arrived",
                           said=line.said(reply))
        self.at_risk = False
        self._judge(line, reply)
        self._taken += 1
        return Outcome(state="sent", said=line.said(reply))

    @staticmethod
    def _give_time(line: Line, seconds: int) -> None:
        if line.client.sock:
            line.client.sock.settimeout(seconds)

    def _ask(self, line: Line, command: Callable[..., Reply], *words: Any, good: int = 2) -> None:
        """Give one command, and judge the answer by its first digit."""
        self._judge(line, command(*words), good)

    @staticmethod
    def _judge(line: Line, reply: Reply, good: int = 2) -> None:
        kind = reply[0] // 100
        if kind == 5:
            raise _Refused(line.means(reply), line.said(reply))
        if kind == 4:
            raise Later(line.means(reply), line.said(reply), closed=reply[0] == 421)
        if kind != good:
            raise Later("the server's answer cannot be read", line.said(reply), closed=True)

    # ── the connection ───────────────────────────────────────────────────────────────────────────────────────

    def _connected(self) -> Line:
        """Return the open connection, or a new one."""
        if self._line is None:
            self._taken = 0
            self._line = Line(self._server, self._account, met=self._met)
            self._met = True
        return self._line

    def _begin_anew(self) -> None:
        """Take back what was begun of a message; a server that does not even answer that is left."""
        if self._line is None:
            return
        with suppress(OSError, smtplib.SMTPException):
            if self._line.client.rset()[0] // 100 == 2:
                return
        self._drop()

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):
                line.client.close()
