"""User and password of a mail server: from the environment, or from the keyring, where `keep` puts them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from newsletter.errors import OutsideError, UsageError
from newsletter.send.where import Server, server_meant

SERVER, USER, PASSWORD = "NEWSLETTER_MAIL_SERVER", "NEWSLETTER_MAIL_USER", "NEWSLETTER_MAIL_PASSWORD"
_KEPT_AS = "newsletter mail"  # what the keyring calls it; each sender's address is an entry of its own


@dataclass(frozen=True)
class Account:
    """Who logs in where. Its password is shown by nothing that shows the account.

    Attributes:
        server: the only one that may be told the password.
    """

    server: Server
    user: str
    password: str = field(repr=False)

    def without_secrets(self, text: str) -> str:
        """Return what a server said without the password, should it repeat what it was sent."""
        for secret in self._secrets():
            text = text.replace(secret, "…")
        return text

    def _secrets(self) -> Iterator[str]:
        plain, password = f"\0{self.user}\0{self.password}", self.password
        yield from (b64encode(words.encode()).decode() for words in (plain, password))
        yield password


def own_account(environ: Mapping[str, str], sender: str) -> Account | None:
    """Return the account to send with where no server is named: the environment's, else the one kept for the sender.

    Args:
        sender: the address that sends, and logs in where no user is named.

    Raises:
        UsageError: the environment names a server that is none.
        OutsideError: the keyring is locked, or what is in it cannot be read.
    """
    if environ.get(SERVER):
        server = _environment_server(environ)
        return account_for(server, environ, sender) or Account(server, "", "")
    return kept_account(sender)


def account_for(server: Server, environ: Mapping[str, str], sender: str) -> Account | None:
    """Return who logs in at a server: with the environment's password, else with that kept for the user or the sender.

    A password goes to the server that it was given for, and to no other. Raises as `own_account`.
    """
    if environ.get(PASSWORD):
        if environ.get(SERVER) and _environment_server(environ).host != server.host:
            return None
        return Account(server, server.user or environ.get(USER) or sender, environ[PASSWORD])
    kept = kept_account(server.user or sender)
    return kept if kept and kept.server.host == server.host else None


def _environment_server(environ: Mapping[str, str]) -> Server:
    return server_meant(environ[SERVER], SERVER)


# ── keyring ──────────────────────────────────────────────────────────────────────────────────────────────────


def keyring_is_there() -> bool:
    """Return whether this machine has a keyring that can be written."""
    import keyring
    from keyring.backends.fail import Keyring as Nothing

    return not isinstance(keyring.get_keyring(), Nothing)


def keep(sender: str, account: Account) -> None:
    """Put an account into the keyring, in the place of an earlier one of that sender.

    Raises:
        OutsideError: there is no keyring, or it refused.
    """
    import keyring
    from keyring.errors import KeyringError

    entry = json.dumps({"server": account.server.url, "user": account.user, "password": account.password})
    try:
        keyring.set_password(_KEPT_AS, sender, entry)
    except KeyringError as error:
        raise _shut(error) from None


def kept_account(sender: str) -> Account | None:
    """Return the account that was kept for a sender's address; None where none was, or there is no keyring.

    Raises:
        OutsideError: the keyring is locked, or what is in it is none of ours.
    """
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        entry = keyring.get_password(_KEPT_AS, sender)
    except NoKeyringError:
        return None
    except KeyringError as error:
        raise _shut(error) from None
    if entry is None:
        return None
    try:
        said = json.loads(entry)
        return Account(server_meant(said["server"]), said["user"], said["password"])
    except (ValueError, KeyError, TypeError, UsageError):
        raise OutsideError("what the keyring keeps for newsletter cannot be read",
                           todo="keep it anew with newsletter login mail") from None


def _shut(error: Exception) -> OutsideError:
    return OutsideError(f"the keyring refuses ({type(error).__name__})",
                        todo=f"unlock it, or set {SERVER}, {USER} and {PASSWORD}")
