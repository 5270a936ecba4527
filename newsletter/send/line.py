"""A server and who logs in → an open connection: encrypted before anything is said, proven, logged in."""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable

from newsletter.errors import OutsideError
from newsletter.prose import excerpt, one_line
from newsletter.send.account import Account
from newsletter.send.client import Client, Endless, Reply, SafeClient
from newsletter.send.explain import explained
from newsletter.send.where import Server

SECONDS = 60  # for each answer
_NAME = "[127.0.0.1]"  # in EHLO: what a mail program says that has no name of its own, and tells nothing of this machine

AccountOf = Callable[[Server], Account | None]


class Later(Exception):
    """The server says to come again, or broke off before it could have taken anything.

    Attributes:
        closed: the connection ended with it.
        away: there is no connection, so that no other parcel need be tried for now.
    """

    def __init__(self, why: str, said: str = "", *, closed: bool = False, away: bool = False) -> None:
        super().__init__(why)
        self.why, self.said, self.closed, self.away = why, said, closed, away


class Line:
    """One open connection. `words` and `said` show what the server says without the password that it was told."""

    def __init__(self, server: Server, account: AccountOf, *, met: bool = False) -> None:
        """Connect, encrypt, log in.

        Args:
            account: who logs in; asked only where the server offers that.
            met: the server was there before, so that its being away now is no slip in its name.

        Raises:
            Later: it is not to be had now.
            OutsideError: it is not to be had, cannot be trusted, or refuses user or password.
        """
        self._server = server
        self._known: Account | None = None
        self.client = self._opened(met)
        try:
            self._make_safe()
            self._log_in(account)
        except BaseException:
            self.client.close()
            raise

    def words(self, reply: Reply) -> str:
        """Return what the server said."""
        words = reply[1].decode("utf-8", "replace")
        return self._known.without_secrets(words) if self._known else words

    def said(self, reply: Reply) -> str:
        """Return code and words of an answer, on one line and not too long."""
        return excerpt(one_line(f"{reply[0]} {self.words(reply)}"), 300)

    def means(self, reply: Reply) -> str:
        """Return what an answer means, in an editor's words."""
        return explained(reply[0], self.words(reply))

    def _opened(self, met: bool) -> Client | SafeClient:
        host, port = self._server.host, self._server.port
        try:
            if self._server.security == "tls":
                return SafeClient(host, port, _NAME, timeout=SECONDS, context=ssl.create_default_context())
            return Client(host, port, _NAME, timeout=SECONDS)
        except ssl.SSLError as error:
            raise self._not_trusted(error) from None
        except smtplib.SMTPConnectError as error:
            reply = (error.smtp_code, _octets(error.smtp_error))
            if reply[0] // 100 == 5:
                raise OutsideError(f"{host} lets nobody in: {self.means(reply)} ({self.said(reply)})",
                                   todo="ask your mail provider") from None
            raise Later(self.means(reply), self.said(reply), away=True) from None
        except (OSError, smtplib.SMTPException) as error:
            why = _unreachable(error)
            if met:
                raise Later(why, away=True) from None
            raise OutsideError(f"{host} (port {port}): {why}", todo="look at the server's name and port, and try again") \
                from None

    def _make_safe(self) -> None:
        """Greet the server, and encrypt the connection where that is asked for. Nothing secret is said before."""
        self._greet()
        if self._server.security != "starttls":
            return
        host = self._server.host
        if not self.client.has_extn("starttls"):
            raise OutsideError(f"{host} offers no encryption (STARTTLS), so nothing was sent",
                               todo="ask your mail provider, or write --via smtps://; somebody may be in between")
        try:
            reply = self.client.starttls(context=ssl.create_default_context())
        except ssl.SSLError as error:
            raise self._not_trusted(error) from None
        except smtplib.SMTPResponseException as error:
            reply = (error.smtp_code, _octets(error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            raise Later(_unreachable(error), away=True) from None
        if reply[0] // 100 != 2:
            raise OutsideError(f"{host} does not encrypt after all ({self.said(reply)}), so nothing was sent",
                               todo="try again later, or write --via smtps://")
        self._greet()

    def _greet(self) -> None:
        try:
            reply = self.client.ehlo()
            if reply[0] // 100 == 5:
                reply = self.client.helo()
        except (OSError, smtplib.SMTPException) as error:
            raise Later(_unreachable(error), away=True) from None
        if reply[0] // 100 != 2:
            raise Later(self.means(reply), self.said(reply), away=True)

    def _not_trusted(self, error: ssl.SSLError) -> OutsideError:
        host = self._server.host
        if isinstance(error, ssl.SSLCertVerificationError):
            return OutsideError(f"{host} does not prove that it is {host} ({error.verify_message.rstrip('.')}), so nothing was "
                                "sent", todo="look at the server's name; ask your mail provider")
        return OutsideError(f"no encrypted connection to {host} (port {self._server.port}): {error.reason or error}",
                            todo="look at the port: smtps:// is usually 465, smtp+starttls:// 587")

    def _log_in(self, account: AccountOf) -> None:
        """Say user and password, where the server asks for them and somebody knows them (RFC 4954)."""
        offered = self.client.esmtp_features.get("auth", "").upper().split()
        self._known = account(self._server) if offered else None
        if self._known is None:
            return
        try:
            reply = _told(self.client, self._known, plain="PLAIN" in offered or "LOGIN" not in offered)
        except (OSError, smtplib.SMTPException) as error:
            raise Later(_unreachable(error), away=True) from None
        if reply[0] // 100 == 4:
            raise Later(self.means(reply), self.said(reply), away=True)
        if reply[0] // 100 != 2:
            raise OutsideError(f"{self._server.host} does not let {self._known.user} in: {self.means(reply)} "
                               f"({self.said(reply)})", todo="look at user and password, and keep them anew")


def _told(client: smtplib.SMTP, account: Account, *, plain: bool) -> Reply:
    """Log in by PLAIN (RFC 4616) or LOGIN; smtplib's own login takes no password beyond ASCII (measured with 3.11)."""
    if plain:
        words = "\0".join(("", account.user, account.password))
        return client.docmd("AUTH", f"PLAIN {_base64(words)}")
    reply = client.docmd("AUTH", "LOGIN")
    for words in (account.user, account.password):
        if reply[0] != 334:
            return reply
        reply = client.docmd(_base64(words))
    return reply


def _base64(words: str) -> str:
    return b64encode(words.encode()).decode()


def _octets(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def broken_off(error: Exception) -> str:
    """Return how a connection ended without an answer."""
    if isinstance(error, Endless):
        return "the server's answer has no end"
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no answer came in time"
    return "the server broke off the connection"


def _unreachable(error: Exception) -> str:
    """Return why there is no connection."""
    if isinstance(error, socket.gaierror):
        return "there is no server of this name"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers at this port"
    if isinstance(error, (smtplib.SMTPException, TimeoutError, ConnectionError)):
        return broken_off(error)
    return str(error.strerror or error) if isinstance(error, OSError) else str(error)
