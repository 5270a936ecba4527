"""What an editor types as a sender or a recipient → its name and its address, strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsletter.errors import UsageError
from newsletter.message.header import DOMAIN, DOT_ATOM, Mailbox, name_and_inside, one_line
from newsletter.prose import excerpt

_SHOWN = 80  # characters of what somebody typed
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def parse_address(text: str) -> Mailbox:
    """Return name and address of ``Name <address>`` or of an address alone; the domain comes back in ASCII.

    A domain of other letters is spelled by IDNA 2008 (the idna package; the standard library's codec knows only
    IDNA 2003, which takes straße.example for strasse.example: another house).

    Raises:
        UsageError: it is no address, several, or one that mail servers without SMTPUTF8 refuse.
    """
    shown = f"‘{excerpt(one_line(text), _SHOWN)}’"
    unquoted = _QUOTED.sub("", text)
    if unquoted.count("@") > 1 and re.search("[,;]", unquoted):
        raise UsageError(f"{shown} holds several addresses", todo="give them one by one")
    name, address = name_and_inside(text)
    local, _, host = address.rpartition("@")
    if not local.isascii():
        raise UsageError(
            f"{shown} has letters before the @ that many mail servers refuse",
            todo="use an address whose part before the @ has only a–z, digits and . _ + -",
        )
    if not DOT_ATOM.fullmatch(local) or len(local) > 64 or "=?" in local:  # =? begins an encoded word
        raise UsageError(f"{shown} is no e-mail address", todo="write it as Courier Weekly <weekly@courier.example>")
    if not (ascii_host := ascii_domain(host)):
        raise UsageError(f"{shown}: ‘{excerpt(one_line(host), _SHOWN)}’ is no domain", todo="check what stands behind the @")
    return name, f"{local}@{ascii_host}"


def ascii_domain(host: str) -> str:
    """Return the domain as the name system spells it; empty where it is none."""
    if not host.isascii():
        import idna  # here, because its tables take longer to load than a message takes to build

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except UnicodeError:
            return ""
    return host if DOMAIN.fullmatch(host) and len(host) <= 253 else ""


def author(sender: str) -> Mailbox:
    """Return the sender, who must be there.

    Raises:
        UsageError: nobody, or no address.
    """
    if not sender.strip():
        raise UsageError(
            "the message has no sender",
            todo="give --from 'Courier Weekly <weekly@courier.example>', or write sender = '…' in newsletter.toml",
        )
    return parse_address(sender)


def domain(mailbox: Mailbox) -> str:
    """Return what stands behind the @."""
    return mailbox[1].rpartition("@")[2]


def once(mailboxes: Iterable[Mailbox]) -> list[Mailbox]:
    """Return each address at its first place; a domain has no case, the part before the @ may have one."""
    first: dict[str, Mailbox] = {}
    for mailbox in mailboxes:
        host = domain(mailbox)
        first.setdefault(mailbox[1].removesuffix(host) + host.lower(), mailbox)
    return list(first.values())
