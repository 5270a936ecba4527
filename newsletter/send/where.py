"""What an editor gives as ``--via`` → a program, or a server and how to speak to it in safety."""

from __future__ import annotations

import ipaddress
import shlex
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from newsletter.errors import UsageError
from newsletter.files import did_you_mean
from newsletter.message import ascii_domain
from newsletter.model import Struct
from newsletter.prose import one_line

Security = Literal["tls", "starttls", "none"]
_SCHEMES: dict[str, tuple[Security, int]] = {"smtps": ("tls", 465), "smtp+starttls": ("starttls", 587), "smtp": ("none", 25)}
_VIA = "--via"
_SERVERS = "smtps://mail.example.org or smtp+starttls://mail.example.org"
_FORMS = f"{_SERVERS}, or a program: 'msmtp -t'"


class Program(Struct, frozen=True, kw_only=True):
    """A mailer that takes a message on its stdin, and its arguments."""

    words: tuple[str, ...]


class Server(Struct, frozen=True, kw_only=True):
    """A mail server.

    Attributes:
        host: in ASCII; no password ever goes to another one than that it was given for.
        security: TLS from the first byte, STARTTLS before all else, or none, which only this machine gets.
        user: who logs in, where the address of the server says it.
    """

    host: str
    port: int
    security: Security
    user: str = ""

    @property
    def url(self) -> str:
        """Its address, without a user."""
        scheme = next(scheme for scheme, (security, _) in _SCHEMES.items() if security == self.security)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"


def where(via: str) -> Program | Server:
    """Return what ``--via`` means: an address with ``://`` in it is a server, all else a program and its arguments.

    Raises:
        UsageError: it is neither, holds a password, or would go over the network unencrypted. It repeats no more of
            what was given than a program's name, a scheme or a host.
    """
    if "://" in via:
        return _server(via, _VIA)
    try:
        words = tuple(shlex.split(via))
    except ValueError:
        raise UsageError("--via has a quote that is never closed", todo=f"write {_FORMS}") from None
    if not words:
        raise UsageError("--via is empty", todo=f"write {_FORMS}")
    return Program(words=words)


def server_meant(answer: str, called: str = "what you typed") -> Server:
    """Return the server that somebody means who gives its name, with or without scheme and port.

    Raises:
        UsageError: it is none, holds a password, or would go over the network unencrypted. `called` is what it says of
            the answer, of which it repeats no more than `where` does.
    """
    if "://" not in answer:
        answer = f"{'smtp+starttls' if answer.rstrip('/').endswith(':587') else 'smtps'}://{answer}"
    return _server(answer, called)


def _server(url: str, called: str) -> Server:
    write = f"write {_FORMS if called == _VIA else _SERVERS}"
    scheme = url.partition("://")[0].lower()
    if scheme not in _SCHEMES:
        near = did_you_mean(scheme, _SCHEMES)
        raise UsageError(f"there is no way to send by {one_line(scheme)[:20]}://", todo=near or write)
    split, port = _split(url) or (urlsplit(""), None)
    if split.password is not None:
        raise _with_password(called)
    host = (split.hostname or "").rstrip(".")
    if not (host := host if _is_address(host) else ascii_domain(host)) or split.path.strip("/") or split.query:
        raise UsageError(f"{called} names no mail server", todo=write)
    security, usual = _SCHEMES[scheme]
    if security == "none" and not _is_this_machine(host):
        raise UsageError(f"smtp:// sends everything unencrypted, and {host} is another machine",
                         todo=f"write smtps://{host}, or smtp+starttls://{host}")
    return Server(host=host, port=port or usual, security=security, user=unquote(split.username or ""))


def _with_password(called: str) -> UsageError:
    if called == _VIA:
        return UsageError("a password on the command line can be read by everybody on this machine",
                          todo="keep it with newsletter login mail, or in NEWSLETTER_MAIL_PASSWORD; write --via without it")
    return UsageError(f"{called} holds a password", todo="write it without: the password has a place of its own")


def _split(url: str) -> tuple[SplitResult, int | None] | None:
    """Return an address taken apart, and its port; None where it is none: what is said of it may hold all that was given."""
    try:
        split = urlsplit(url)
        return split, split.port
    except ValueError:
        return None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_this_machine(host: str) -> bool:
    return host == "localhost" or _is_address(host) and ipaddress.ip_address(host).is_loopback
