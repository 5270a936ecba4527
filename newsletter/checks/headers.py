"""The header of the finished message: who, when and what, each once and each as the standards spell it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from newsletter.checks._look import quoted
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Sheet
from newsletter.checks.message import anatomy, fields_of, written_at
from newsletter.message import RawField, has_readable_mailboxes, moment, raw_mailboxes
from newsletter.publication import FILE

_SENDER = "write sender = 'Courier Weekly <weekly@courier.example>' in newsletter.toml"
_OURS = "tell the makers of newsletter: it wrote this"
_ADDRESSES = frozenset(("from", "sender", "reply-to", "to", "cc", "bcc"))


def _fault(sheet: Sheet, field: RawField, what: str) -> Fault:
    return Fault(f"the header {field.name} {what}", where=written_at(sheet, field.at))


def _missing(sheet: Sheet, name: str) -> bool:
    return bool(sheet.message) and not anatomy(sheet.message).value(name)


_ONCE = frozenset(("from", "sender", "reply-to", "to", "cc", "bcc", "date", "subject", "message-id", "in-reply-to",
                   "references", "mime-version", "content-type", "content-transfer-encoding", "list-id",
                   "list-unsubscribe", "list-unsubscribe-post"))


@rule("MSG-ONCE", "error", "A header that may stand once stands twice.",
      why="RFC 5322, 3.6; Gmail refuses it (550-5.7.1, “duplicate headers”).", mend=_OURS, owner="template")
def twice(sheet: Sheet) -> Iterator[Fault]:
    counted = Counter(field.key for field in fields_of(sheet))
    seen: set[str] = set()
    for field in fields_of(sheet):
        if field.key in _ONCE and counted[field.key] > 1 and field.key not in seen:
            seen.add(field.key)
            yield _fault(sheet, field, f"stands {counted[field.key]} times")


@rule("MSG-FROM", "error", "The message does not say in one clear address who it comes from.",
      why="RFC 5322, 3.6.2; Gmail refuses several, and SpamAssassin counts an empty name (FROM_BLANK_NAME, 2.1 of 5).",
      mend=_SENDER)
def sender(sheet: Sheet) -> Iterator[Fault]:
    if not sheet.is_foreign and not sheet.publication.sender.strip():
        if sheet.publication.root and sheet.service.shape == "eml":
            yield Fault("the publication names no sender", where=FILE)
        elif sheet.service.merged_here:
            yield Fault("the publication names no sender", "sender", level="info")
        return
    if _missing(sheet, "From"):
        yield Fault("the message has no From")
        return
    for field in fields_of(sheet):
        if field.key != "from":
            continue
        found = raw_mailboxes(field.value)
        if len(found) > 1 and _missing(sheet, "Sender"):
            yield _fault(sheet, field, f"names {len(found)} senders")
        elif re.match(r"[^<\":]*+:[^;]*;", field.value):
            yield _fault(sheet, field, "is a group, and no one person")
        elif re.match(r"\s*(\"\s*\"|\s)\s*<", field.value):
            yield _fault(sheet, field, "has an empty name")
        elif field.value.count("<") > 1 and "\"" not in field.value or not any("@" in address for _, address in found):
            yield _fault(sheet, field, f"is no address: {quoted(field.value)}")


@rule("MSG-DATE", "error", "The message says no date, no whole one, or one in the future.",
      why="SpamAssassin counts each: MISSING_DATE to 2.7, INVALID_DATE to 1.7, DATE_IN_FUTURE to 3.4 of 5 points.",
      mend="send it with the clock of the machine set right", owner="template")
def date(sheet: Sheet) -> Iterator[Fault]:
    if _missing(sheet, "Date"):
        yield Fault("the message has no Date")
    for field in fields_of(sheet):
        if field.key != "date":
            continue
        when = moment(field.value)
        if when is None:
            yield _fault(sheet, field, f"is no date: {quoted(field.value)}")
        elif not re.search(r"[+-]\d{4}|\b(?:UT|GMT|[ECMP][SD]T)\b", field.value):
            yield _fault(sheet, field, "says no time zone")
        elif sheet.today and when.date() > sheet.today + timedelta(days=1):
            yield _fault(sheet, field, f"is in the future: {quoted(field.value)}")


@rule("MSG-MSGID", "error", "The message has no proper Message-ID.",
      why="RFC 5322, 3.6.4; SpamAssassin counts it: MISSING_MID to 1.2, INVALID_MSGID to 2.6 of 5 points.",
      mend="give the sender an address with a domain of its own", owner="template")
def message_id(sheet: Sheet) -> Iterator[Fault]:
    if _missing(sheet, "Message-ID"):
        yield Fault("the message has no Message-ID")
    for field in fields_of(sheet):
        if field.key != "message-id" or not field.value:
            continue
        found = re.fullmatch(r"<[^\s<>@]+@([^\s<>@]+)>", field.value)
        if not found or len(field.value) > 998:
            yield _fault(sheet, field, f"is not <left@domain>: {quoted(field.value)}")
        elif re.fullmatch(r"localhost|[^.]+|.*\.(local|localdomain|lan|internal)", found[1], re.IGNORECASE) and not (
                found[1].startswith("[")):
            yield _fault(sheet, field, f"names a machine that nobody else knows: {quoted(found[1])}")


@rule("MSG-ADDR", "error", "An address cannot be delivered to as it is written.",
      why="RFC 5321, 4.5.3.1: 64 octets before the @, 255 behind; RFC 6531: other letters need SMTPUTF8; domains need IDNA.",
      mend="write the address in ASCII, its domain as the name system spells it (xn--…)")
def addresses(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        if field.key not in _ADDRESSES:
            continue
        value = re.sub(r"[\r\n]+", "", field.raw.decode("utf-8", "replace"))
        if not has_readable_mailboxes(value):
            yield _fault(sheet, field, f"cannot be read, so deep are its brackets nested: {quoted(value)}")
        for _, address in raw_mailboxes(value):
            local, _, domain = address.rpartition("@")
            if not address.isascii() or re.search(r"=\?", address):
                yield _fault(sheet, field, f"holds an address beyond ASCII: {quoted(address)}")
            elif len(local) > 64 or len(domain) > 255:
                yield _fault(sheet, field, f"holds an address that is too long: {quoted(address)}")


@rule("MSG-NAME", "error", "A name in front of an address is neither quoted nor encoded as it must be.",
      why="RFC 5322, 3.2.3: a comma in a bare name makes two addresses of one.",
      mend="write the name between double quotes: \"Smith, John\" <john@a.example>")
def names(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        if field.key in ("from", "reply-to", "to", "cc", "sender"):
            bare = re.sub(r"\"(?:[^\"\\]|\\.)*+(?:\"|\\?\Z)|=\?[^\s?]+\?[bBqQ]\?[^\s?]*\?=|\([^()]*\)", "", field.value)
            lonely = [part for part in bare.split(",") if part.strip() and "@" not in part]
            names = re.sub(r"<[^<>]*>|^[^:<]*:|;\s*$", "", bare)
            if ("," in bare and lonely) or re.search(r"[()\[\];\\]", names):
                yield _fault(sheet, field, f"has a name that needs quotes: {quoted(field.value)}")
