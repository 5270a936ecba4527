"""What a mail server says (a code, an enhanced code, its words) → what it means, in an editor's words."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Enhanced codes without their first digit: RFC 3463 §3 and, from 7.8 on, the register that RFC 5248 began (RFC 4954 §6,
# RFC 7372 §3, RFC 7505 §4.2; iana.org/assignments/smtp-enhanced-status-codes).
_ENHANCED: Mapping[str, str] = {
    "1.0": "something is wrong with the address: ask the reader for it",
    "1.1": "there is no such mailbox: look at what stands before the @",
    "1.2": "there is no such mail domain: look at what stands behind the @",
    "1.3": "this is not written as an address must be",
    "1.4": "several mailboxes fit the address",
    "1.6": "the mailbox has moved and left no new address",
    "1.7": "the sender's address is not written as it must be: look at sender in newsletter.toml",
    "1.8": "the sender's domain takes no mail: look at sender in newsletter.toml",
    "1.10": "this domain takes no mail at all",
    "2.0": "something is wrong with the mailbox",
    "2.1": "the mailbox is switched off",
    "2.2": "the mailbox is full",
    "2.3": "the message is larger than this mailbox takes: see newsletter size",
    "2.4": "the list behind this address could not be unfolded",
    "3.1": "the server's disk is full",
    "3.2": "the server takes no mail at present",
    "3.3": "the server lacks something that the message needs",
    "3.4": "the message is larger than the server takes: see newsletter size",
    "4.1": "the reader's server does not answer",
    "4.2": "the connection to the reader's server broke",
    "4.3": "the names of the reader's domain cannot be looked up",
    "4.4": "there is no way to the reader's server",
    "4.5": "too much mail is under way to the reader's server",
    "4.6": "mail to this address goes round in a circle",
    "4.7": "it waited too long for the reader's server",
    "5.3": "too many addresses at once",
    "6.0": "something in the message is not taken",
    "6.1": "something in the message is not taken",
    "7.0": "the server's rules do not let this message in",
    "7.1": "the server's rules do not let this message in: often it is taken for spam, or the sender may not send from here",
    "7.2": "only members may write to this list",
    "7.8": "user or password is wrong: newsletter login mail; many services want a password made for this program alone",
    "7.9": "the password is not enough here: many services want one made for this program alone",
    "7.11": "the server wants an encrypted connection: --via smtps:// or smtp+starttls://",
    "7.13": "the account is switched off",
    "7.20": "the message lacks a signature (DKIM) of the sender's domain: whoever runs the mail server sets it up",
    "7.21": "the message's signature (DKIM) is not accepted: whoever runs the mail server sets it up",
    "7.22": "the message's signature (DKIM) is of another domain than the sender's",
    "7.23": "the sender's domain does not let this server send for it (SPF): ask whoever runs the domain",
    "7.24": "the sender's domain has a broken rule of who may send for it (SPF): ask whoever runs the domain",
    "7.25": "the sending server has no name of its own (reverse DNS): send through your mail provider",
    "7.26": "the message does not prove that the sender's domain sent it (SPF, DKIM, DMARC): send through its own server",
    "7.27": "the sender's domain says that it takes no mail: look at sender in newsletter.toml",
    "7.28": "too much mail has come from you: wait, and send less at once",
}

# RFC 5321 §4.2.3, RFC 4954 §4.
_BASIC: Mapping[int, str] = {
    421: "the server is closing down or has too much to do",
    450: "the mailbox is busy, or the server wants to see whether you come again",
    451: "the server had a fault of its own, or wants to see whether you come again",
    452: "the server has no room, or had enough for now",
    454: "the server cannot check passwords at present",
    521: "this domain takes no mail at all",
    530: "the server wants user and password first: newsletter login mail",
    535: "user or password is wrong: newsletter login mail; many services want a password made for this program alone",
    538: "the server wants an encrypted connection: --via smtps:// or smtp+starttls://",
    550: "there is no such mailbox, or the server's rules do not let this message in",
    551: "the reader is not at this server",
    552: "the message is larger than the server takes, or the mailbox is full",
    553: "this is not written as an address must be, or the sender may not use his here",
    554: "the server's rules do not let this message in",
    556: "this domain takes no mail at all",
}

# Of these the code says more than the 5.7.0 that most servers put behind it.
_BEFORE_LOGIN = (454, 530, 538)

# Behind a 4 these tell of no rule and no fault that stays: most servers say so that they know the sender too little yet.
_FOR_NOW = ("2.0", "7.0", "7.1")
_GREYLISTED = re.compile(r"gr[ae]y.?list", re.IGNORECASE)

_CODE = re.compile(r"[245]\.(\d{1,3}\.\d{1,3})\b")


def explained(code: int, said: str) -> str:
    """Return what an answer means. The enhanced code says it best; of others the first digit says whether to come again."""
    if code in _BEFORE_LOGIN:
        return _ENHANCED["7.11"] if "STARTTLS" in said.upper() else _BASIC[code]
    is_for_now = code // 100 == 4
    if is_for_now and _GREYLISTED.search(said):
        return "the server lets a sender wait that it does not know, and takes the message at a later try (greylisting)"
    enhanced = _CODE.match(said)
    means = _ENHANCED.get(enhanced[1]) if enhanced and not (is_for_now and enhanced[1] in _FOR_NOW) else None
    return means or _BASIC.get(code) or (
        "the server asks to come again later" if is_for_now else "the server refuses it")
