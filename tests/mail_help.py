"""Mail servers on this machine (aiosmtpd) that do at each stage what a test says: answer, refuse, close, hang."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CANARY = "kanarienvogel-4711-пароль"
"""A password that no output may ever hold."""

Fault = str
"""An answer (``451 4.3.0 later``), or ``close``, or ``hang``, or ``endless`` or ``drop by drop`` (lines of an answer without
its last), or ``half`` (of a line), or (at the last dot) ``slow``; empty for none."""

Script = Callable[[str, str], Fault]
"""What happens at a stage (connect, EHLO, AUTH, MAIL, RCPT, DATA, body, dot) of a message, given the reader so far."""


class Arrival(NamedTuple):
    """What a server was handed: the envelope, and the message with its dots unstuffed."""

    sender: str
    recipients: list[str]
    data: bytes


class Server(SMTP):
    """Speaks SMTP as it is told."""

    def __init__(self, post: Post, **settings: Any) -> None:
        super().__init__(post, enable_SMTPUTF8=False, **settings)
        self._post = post
        self._greeted = False

    async def push(self, status: Any) -> Any:
        """Answer; the greeting may be another one, and after 421 the connection is closed (RFC 5321 §3.8)."""
        if not self._greeted:
            self._greeted = True
            self._post.connections += 1
            status = await self.fault("connect") or status
        if isinstance(status, str) and not status.isascii():  # aiosmtpd would not say it
            self._writer.write(f"{status}\r\n".encode())
        else:
            await super().push(status)
        if str(status).startswith("421"):
            self.transport.close()

    async def fault(self, stage: str) -> Fault:
        """Return the answer that a test wants here, after closing or hanging where it wants that."""
        reader = (self.envelope.rcpt_tos or [""])[0] if self.envelope else ""
        fault = self._post.script(stage, reader)
        await self.reach(stage, fault)
        return fault

    async def reach(self, stage: str, fault: Fault) -> None:
        """Close or hang, where a test wants that at a stage."""
        self._post.stages.append(stage)
        if fault == "close":
            self.transport.abort()
            await asyncio.sleep(0.01)
            raise ConnectionResetError
        if fault in ("hang", "slow"):
            await asyncio.sleep(30 if fault == "hang" else 4)
        if fault in ("endless", "drop by drop", "half"):
            await self._begin_to_answer(fault)

    async def _begin_to_answer(self, fault: str) -> None:
        """Say what never becomes a whole answer, for as long as somebody listens."""
        said = {"endless": b"250-more to come\r\n" * 1_000, "drop by drop": b"250-more\r\n", "half": b"250 ok"}[fault]
        while not self.transport.is_closing():
            self._writer.write(said)
            await self._writer.drain()
            if fault == "half":
                self.transport.close()
            await asyncio.sleep(0 if fault == "endless" else 0.2)
        raise ConnectionResetError

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Take a message, unless a test has something against it before its first byte or in its middle."""
        if fault := await self.fault("DATA"):
            await self.push(fault)
            return
        if fault := self._post.script("body", (self.envelope.rcpt_tos or [""])[0]):
            assert fault == "close"
            await self.push("354 go on")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        """Let somebody in, unless a test has something against it; it may say what it heard."""
        if fault := await self.fault("AUTH"):
            await self.push(fault.replace("{heard}", arg))
            return
        await super().smtp_AUTH(arg)


class Post:
    """A server and what became of it: arrivals, stages that were reached, connections that were made."""

    def __init__(self, script: Script = lambda stage, reader: "") -> None:
        self.script = script
        self.arrivals: list[Arrival] = []
        self.stages: list[str] = []
        self.logins: list[tuple[str, str]] = []
        self.connections = 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    @property
    def via(self) -> str:
        """What ``--via`` says for it, unencrypted."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def readers(self) -> list[str]:
        """Who got a message, in order."""
        return [reader for arrival in self.arrivals for reader in arrival.recipients]

    async def handle_EHLO(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Greet."""
        session.host_name = hostname
        fault = await server.fault("EHLO")
        return [fault] if fault else responses

    async def handle_MAIL(self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802, E501
        """Take a sender."""
        if not (fault := await server.fault("MAIL")):
            envelope.mail_from = address
        return fault or "250 2.1.0 fine"

    async def handle_RCPT(self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802, E501
        """Take a reader."""
        envelope.rcpt_tos.append(address)
        if fault := await server.fault("RCPT"):
            envelope.rcpt_tos.pop()
        return fault or "250 2.1.5 fine"

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message, and answer; what is kept was taken, whatever is answered with 2."""
        fault = self.script("dot", envelope.rcpt_tos[0])
        if fault[:1] not in ("4", "5"):
            self.arrivals.append(Arrival(str(envelope.mail_from), list(envelope.rcpt_tos), bytes(envelope.content or b"")))
        await server.reach("dot", fault)
        return "250 2.0.0 taken" if fault in ("", "slow") else fault

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        """Let in who knows the canary."""
        assert isinstance(data, LoginPassword)
        user, password = data.login.decode(), data.password.decode()
        self.logins.append((user, password))
        return AuthResult(success=password == CANARY, handled=False)


class _Running(Controller):
    """Starts `Server`s."""

    def __init__(self, post: Post, tls: ssl.SSLContext | None = None, **settings: Any) -> None:
        self._settings = settings
        super().__init__(post, hostname="127.0.0.1", port=post.port, ssl_context=tls)

    def factory(self) -> Server:
        """Make what speaks on one connection."""
        return Server(self.handler, **self._settings)


@pytest.fixture
def serve_mail() -> Iterator[Callable[..., Post]]:
    """Start mail servers; each keeps what it is handed. They are stopped after the test."""
    running: list[Controller] = []

    def start(script: Script = lambda stage, reader: "", *, tls: ssl.SSLContext | None = None, **settings: Any) -> Post:
        post = Post()
        if settings.pop("logs_in", False):
            settings |= {"authenticator": post.authenticate, "auth_required": True,
                         "auth_require_tls": settings.get("tls_context") is not None}
        running.append(_Running(post, tls, **settings))
        running[-1].start()  # which connects once, to see that it is there
        post.script, post.connections = script, 0
        post.stages.clear()
        return post

    yield start
    for controller in running:
        with contextlib.suppress(AssertionError, RuntimeError):
            controller.stop()


class Certificates:
    """Certificates that this process trusts, and some that nobody should."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._ours, self._strange = trustme.CA(), trustme.CA()
        self._ours.cert_pem.write_to_path(folder / "ca.pem")
        patch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))

    def good(self) -> ssl.SSLContext:
        """Of this machine, from somebody we trust."""
        return self._context(self._ours.issue_cert("127.0.0.1", "localhost"))

    def of_nobody_we_know(self) -> ssl.SSLContext:
        """Of this machine, from an authority that nobody knows, as a self-signed one is."""
        return self._context(self._strange.issue_cert("127.0.0.1", "localhost"))

    def of_another(self) -> ssl.SSLContext:
        """Of another machine."""
        return self._context(self._ours.issue_cert("mail.thief.example"))

    def expired(self) -> ssl.SSLContext:
        """Good until yesterday."""
        return self._context(self._ours.issue_cert("127.0.0.1", "localhost", not_after=datetime.now(UTC) - timedelta(days=1)))

    @staticmethod
    def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return context


@pytest.fixture
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certificates:
    """Certificates for servers on this machine."""
    return Certificates(tmp_path, monkeypatch)
