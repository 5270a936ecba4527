"""``newsletter login``: user and password of a mail server, asked once, tried, and kept in the keyring."""

from __future__ import annotations

import sys

import typer

from newsletter.cli.manners import here, say
from newsletter.errors import OutsideError, UsageError
from newsletter.prose import one_line

app = typer.Typer(help="Keep user and password of a mail server in the keyring.", no_args_is_help=True)

_INSTEAD = ("set NEWSLETTER_MAIL_SERVER, NEWSLETTER_MAIL_USER and NEWSLETTER_MAIL_PASSWORD, "
            "or send with a mailer that has its own: --via 'msmtp -t'")

# What their users set up in mail programs (read in 2026-11); of other domains mail.<domain> is offered.
_SERVERS = {
    "gmail.com": "smtps://smtp.gmail.com",
    "googlemail.com": "smtps://smtp.gmail.com",
    "yahoo.com": "smtps://smtp.mail.yahoo.com",
}


@app.callback()
def _group() -> None:
    """Keep user and password of a mail server in the keyring."""


@app.command("mail", short_help="Ask for them once, try them, and keep them.")
def mail() -> None:
    """Ask once for address, server and password, try them, and keep them in the keyring of this machine."""
    from newsletter import send
    from newsletter.message import parse_address

    if not (sys.stdin and sys.stdin.isatty()):
        raise UsageError("a password is asked for on a terminal only", todo=_INSTEAD)
    if not send.keyring_is_there():
        raise OutsideError("this machine has no keyring to keep a password in", todo=_INSTEAD)
    sender = here().sender
    offered = parse_address(sender)[1] if sender else ""
    address = parse_address(_question("The address that you send from", offered))[1]
    server = send.server_meant(_question("The server that sends for you", _guess(address)))
    password = typer.prompt("The password (it is not shown)", hide_input=True, err=True)
    account = send.Account(server, server.user or address, password)
    say(f"trying {server.url} …")
    send.try_account(account)
    send.keep(address, account)
    say(f"kept: newsletter send goes through {server.host} for {address}")


def _question(words: str, offered: str) -> str:
    return one_line(typer.prompt(words, default=offered or None, err=True))


def _guess(address: str) -> str:
    domain = address.rpartition("@")[2].lower()
    return _SERVERS.get(domain, f"smtps://mail.{domain}")
