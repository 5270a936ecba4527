"""What Gmail, Yahoo and Microsoft, and the law, ask of letters to many: a way out, a name for the list, an address.

Left out, with the reason: to try the way out would take somebody off the list; ``newsletter send`` always sends over a
verified connection, and nothing of a letter shows it; whether SPF, DKIM and DMARC stand in the name system is not to be
seen in a letter: what is told is what the server found that received one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter import merge
from newsletter.checks._look import look, pixels, quoted
from newsletter.checks._rules import Fault, rule
from newsletter.checks._sheet import Link, Sheet, once
from newsletter.checks._spellings import SPELLING
from newsletter.checks.message import anatomy, fields_of, written_at
from newsletter.colour import READABLE, contrast
from newsletter.message import RawField, raw_mailboxes
from newsletter.prose.leaving import leads_out, may_lead_out

_ADDRESS = "write unsubscribe = 'https://…?who={email}' under [addresses] in newsletter.toml"


def _settings(sheet: Sheet) -> str:
    """Return the file in which a publication says who it is."""
    root = sheet.publication.root
    return "newsletter.toml" if root else sheet.where("")


def _own(sheet: Sheet) -> str:
    """Return the publication's own address of the way out, its words for the reader still symbolic."""
    return sheet.publication.addresses.get("unsubscribe", "")


def _is_ours_to_write(sheet: Sheet) -> bool:
    """Say whether the header of the way out is ours: the letter is made here, and no service writes it."""
    service = sheet.service
    return not sheet.is_foreign and (service.merged_here or service.adds_list_unsubscribe is False)


def _looks_like_bulk(sheet: Sheet) -> bool:
    """Say whether a message from elsewhere is one to many: to judge a private letter by these rules helps nobody."""
    return bool(sheet.message) and bool(_exits(sheet) or anatomy(sheet.message).value("List-Id")
                                        or anatomy(sheet.message).value("List-Unsubscribe"))


# ── the header ───────────────────────────────────────────────────────────────────────────────────────────────


@rule("BULK-1CLICK", "error", "Readers cannot unsubscribe with one click in their mail program.",
      why="Gmail and Yahoo ask it of all who send to many (RFC 8058; Google's sender guidelines, 81126).",
      mend=_ADDRESS)
def one_click(sheet: Sheet) -> Iterator[Fault]:
    if _is_ours_to_write(sheet):
        yield from _one_click_of_ours(sheet)
    elif sheet.is_foreign and _looks_like_bulk(sheet):
        whole = anatomy(sheet.message)
        secure = re.findall(r"<https://[^<>]*>", whole.value("List-Unsubscribe"), re.IGNORECASE)
        if not secure:
            yield Fault("the message has no List-Unsubscribe with an https address")
        elif whole.value("List-Unsubscribe-Post").replace(" ", "") != "List-Unsubscribe=One-Click":
            yield Fault("the message does not say List-Unsubscribe-Post: List-Unsubscribe=One-Click")


def _one_click_of_ours(sheet: Sheet) -> Iterator[Fault]:
    address = _own(sheet)
    if not address:
        yield Fault("the publication has no address to unsubscribe at", where=_settings(sheet))
    elif not address.lower().startswith("https://"):
        yield Fault(f"the address to unsubscribe at is not https: {quoted(address)}", where=_settings(sheet))
    elif not re.search(r"\{(email|token)\}", address):
        yield Fault("the address to unsubscribe at does not say who wants to go", where=_settings(sheet),
                    hint="put {email} into it, so that one click is enough")


@rule("BULK-1CLICK-SYNTAX", "error", "The header to unsubscribe by is written so that no mail program reads it.",
      why="RFC 2369, 2: whole addresses between < and >, no blanks, nothing encoded; others offer no button.",
      mend=_ADDRESS, owner="template")
def unsubscribe_header(sheet: Sheet) -> Iterator[Fault]:
    address = _own(sheet) if _is_ours_to_write(sheet) else ""
    if re.search(r"[\s<>\"]|[^\x20-\x7e]", address) or (address and not re.match(r"(https?:|mailto:)", address, re.IGNORECASE)):
        yield Fault(f"this address to unsubscribe at cannot stand in a header: {quoted(address)}", where=_settings(sheet),
                    owner="editor")
    for field in fields_of(sheet):
        if field.key == "list-unsubscribe" and (what := _misspelt(field)):
            yield Fault(f"the header List-Unsubscribe {what}", where=written_at(sheet, field.at))


def _misspelt(field: RawField) -> str:
    value = field.value
    if "=?" in value:
        return "is encoded"
    if not re.fullmatch(r"\s*<[^<>]*>(\s*,\s*<[^<>]*>)*\s*", value):
        return "does not put its addresses between < and >"
    addresses = re.findall(r"<([^<>]*)>", value)
    if any(re.search(r"\s", address) for address in addresses):
        return "has a blank in an address"
    if not all(re.match(r"(https?:|mailto:)", address, re.IGNORECASE) for address in addresses):
        return "holds a relative address"
    return ""


@rule("BULK-1CLICK-OPAQUE", "warning", "The address to unsubscribe at holds the reader's own address in clear.",
      why="RFC 8058, 6: anybody could forge it, and take others off the list; it stands in logs as well.",
      mend="where a program of yours writes to each reader, let it put {token} in place of {email}; newsletter send cannot")
def opaque(sheet: Sheet) -> Iterator[Fault]:
    if _is_ours_to_write(sheet) and "{email}" in _own(sheet):
        # A mail server of one's own knows no other word for a reader, so that this is no more than worth knowing.
        yield Fault("the address to unsubscribe at holds {email}", where=_settings(sheet), level="info")
    for field in fields_of(sheet) if sheet.is_foreign else ():
        if field.key == "list-unsubscribe" and re.search(r"<https?:(?=[^<>]*>)[^<>]*?(?:@|%40)", field.value):
            yield Fault("List-Unsubscribe holds the reader's address", where=written_at(sheet, field.at))


# ── the way out in the letter ────────────────────────────────────────────────────────────────────────────────

@once
def _exits(sheet: Sheet) -> list[Link]:
    """Return the links of the page that lead out of the list."""
    return [link for link in sheet.links if leads_out(link.words[:200]) or may_lead_out(link.href[:500])]


_ADDRESSES = re.compile(r"(?:https?://|mailto:)\S+")
_LINES = re.compile(r"[^\n]{1,2000}")  # pieces of a longer one: `leads_out` looks no further


def _leads_out_in_text(text: str) -> bool:
    """Say whether plain text has a way out: a line that names it, an address that speaks of it, or a service's tag for it."""
    return any(map(leads_out, dict.fromkeys(_LINES.findall(text)))) or any(
        map(may_lead_out, (*_ADDRESSES.findall(text), *SPELLING.findall(text))))


@rule("BULK-BODY-UNSUB", "error", "The letter has no way out that every reader sees.",
      why="Gmail asks for a link that is clearly visible, besides the header; so do CAN-SPAM and the GDPR's article 7(3).",
      mend="write [Unsubscribe](merge:unsubscribe) into imprint in newsletter.toml")
def way_out(sheet: Sheet) -> Iterator[Fault]:
    if sheet.is_foreign and not _looks_like_bulk(sheet):
        return
    exits = _exits(sheet)
    where = "" if sheet.is_foreign else _settings(sheet)
    if lacking := without_way_out(sheet):
        # The imprint has it, and only the address is missing.
        hint = _ADDRESS if "unsubscribe" in sheet.edition.dropped else ""
        yield _left_to_the_service(sheet, where) if _is_the_services(sheet) else Fault(
            f"{lacking} has no link to unsubscribe", where=where, hint=hint)
    if exits and (what := _hidden(sheet, exits)):
        yield Fault(f"the link to unsubscribe {what}", exits[-1].node, owner="template", hint="let every reader see it")


@once
def without_way_out(sheet: Sheet) -> str:
    """Return which voice of the letter has no way out; empty where none lacks one, or what the service looks for says it."""
    symbolic = any(tag.name == "unsubscribe" for tag in sheet.edition.letter.tags)
    # {token} is nobody's here, so that the line is not in this edition: it is in each reader's.
    in_each = symbolic and re.search(r"\{(email|token)\}", _own(sheet)) is not None and sheet.service.merged_here
    if in_each or not sheet.is_foreign and _is_looked_for(sheet):
        return ""
    in_html, in_text = bool(_exits(sheet)), _leads_out_in_text(sheet.text) or not sheet.text.strip()
    if in_html and in_text:
        return ""
    return "the letter" if not (in_html or in_text) else "the plain text of the letter" if in_html else "the HTML of the letter"


def _is_looked_for(sheet: Sheet) -> bool:
    """Say whether a way out is missing that the service itself looks for, which SERVICE-NEEDS tells."""
    service = sheet.service
    spelled = (service.tags.get("unsubscribe", ""), service.text_tags.get("unsubscribe", ""))
    return any(needed in each for missing in merge.missing(sheet.edition, service) for needed in missing for each in spelled)


def _is_the_services(sheet: Sheet) -> bool:
    """Say whether the way out is the service's to put in: it does so by itself, or has no word for ours that is known."""
    service = sheet.service
    return not sheet.is_foreign and not service.merged_here and bool(service.footer or "unsubscribe" not in service.tags)


def _left_to_the_service(sheet: Sheet, where: str) -> Fault:
    """Return what to know of a letter whose way out comes from the service: that it does, or that nobody knows whether."""
    service = sheet.service
    if service.footer:
        is_sure = service.confidence != "low"
        so = "" if is_sure else f"; where it is, say confidence = 'medium' in services/{service.id}.toml"
        return Fault(f"the letter has no way out of its own: {service.footer}", where=where, level="info" if is_sure else "warning",
                     hint=f"send yourself a proof, and look whether the way out is in it{so}")
    return Fault(f"the letter has no way out of its own, and no word of {service.name}'s for one is known", where=where,
                 level="warning", hint=f"put {service.name}'s own link to unsubscribe under the letter there; or write the address of a "
                                       "page where readers leave as unsubscribe = 'https://…' under [addresses] in newsletter.toml")


def _hidden(sheet: Sheet, exits: list[Link]) -> str:
    """Return what keeps readers from seeing any of the ways out; empty where they see one."""
    if look(sheet).is_too_large:
        return ""
    told = "is not to be seen"
    for link in exits:
        inner = {id(node) for node in link.node.walk()}
        if any(pixels(image.get("width")) > 20 for image in link.node.all("img")):
            return ""
        for words in look(sheet).words():
            if id(words.node) not in inner:
                continue
            if words.style.size < 10:
                told = f"is {words.style.size:.0f} px small"
            elif (ratio := contrast(words.ink, words.ground)) < READABLE and not words.style.picture:
                told = f"can hardly be read: its contrast is {ratio:.1f}"
            else:
                return ""
    return told


# ── who it is ────────────────────────────────────────────────────────────────────────────────────────────────


@rule("BULK-LISTID", "warning", "The list has no name of its own.",
      why="RFC 2919; Gmail's guidelines for subscriptions ask for List-Id, and readers sort their mail by it.",
      mend="write list_id = 'weekly.courier.example' in newsletter.toml")
def list_id(sheet: Sheet) -> Iterator[Fault]:
    if _is_ours_to_write(sheet) and not sheet.publication.list_id.strip():
        yield Fault("the publication has no list_id", where=_settings(sheet))
        return
    found = [field for field in fields_of(sheet) if field.key == "list-id"]
    if sheet.is_foreign and _looks_like_bulk(sheet) and not found:
        yield Fault("the message has no List-Id")
    for field in found:
        inside = re.search(r"<([^<>]*)>\s*$", field.value)
        if not inside or len(field.value) > 255 or not re.fullmatch(r"[\w.-]+\.[\w.-]+", inside[1]):
            yield Fault(f"the header List-Id is not name <id.domain>: {quoted(field.value)}",
                        where=written_at(sheet, field.at))


@rule("BULK-PRECEDENCE", "info", "Nothing tells answering machines that this is a letter to many.",
      why="RFC 3834, 2: holiday notes do not answer a message with List-Id or Precedence: bulk.",
      mend="write list_id = 'weekly.courier.example' in newsletter.toml")
def precedence(sheet: Sheet) -> Iterator[Fault]:
    if sheet.message and (_is_ours_to_write(sheet) or sheet.is_foreign and _looks_like_bulk(sheet)):
        whole = anatomy(sheet.message)
        if not (whole.value("List-Id") or whole.value("Precedence") or whole.value("Auto-Submitted")):
            yield Fault("holiday notes will answer this letter, for nothing says that it went to many")


_FREE = frozenset((
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.uk", "ymail.com", "hotmail.com", "outlook.com", "live.com",
    "aol.com", "icloud.com", "me.com", "gmx.de", "gmx.net", "web.de", "mail.ru", "yandex.ru", "protonmail.com", "proton.me"))
_NOBODY = re.compile(r"^(no-?_?reply|do-?not-?reply|noreply)", re.IGNORECASE)


@rule("BULK-REPLYTO", "warning", "Answers reach nobody, or the sender's domain is a free mail service's.",
      why="Gmail, Yahoo and others refuse mail in their name from other servers (DMARC p=reject or quarantine).",
      mend="send from an address of your own domain that somebody reads")
def answers(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        if field.key != "from" or not (found := raw_mailboxes(field.value)):
            continue
        local, _, domain = found[0][1].rpartition("@")
        where = _settings(sheet) if not sheet.is_foreign else written_at(sheet, field.at)
        if _NOBODY.match(local) and not anatomy(sheet.message).value("Reply-To"):
            yield Fault(f"answers to {found[0][1]} reach nobody", where=where,
                        hint="give reply_to = 'editors@…' in newsletter.toml")
        if domain.lower() in _FREE and (not sheet.is_foreign or _looks_like_bulk(sheet)):
            yield Fault(f"the letter comes from an address at {domain}, a free mail service", where=where)


@rule("BULK-POSTAL", "warning", "The letter does not say the sender's postal address.",
      why="CAN-SPAM (US) asks for one in every commercial letter; so do imprint laws in Europe.",
      mend="write postal_address = '…' in newsletter.toml")
def postal_address(sheet: Sheet) -> Iterator[Fault]:
    publication = sheet.publication
    if sheet.is_foreign:
        if _looks_like_bulk(sheet) and not re.search(r"\d", sheet.words[-1500:]):
            yield Fault("no postal address is to be seen at the end of the letter", level="info")
    elif not publication.postal_address.strip() and not re.search(r"\d", publication.imprint):
        yield Fault("the publication has no postal_address", where=_settings(sheet))


@rule("BULK-DUP-RCPT", "error", "An address stands twice among the readers of one message.",
      why="Whoever gets a letter twice takes the list for careless, or reports it; a domain has no case, the rest may have.",
      mend="take one of them out")
def readers_twice(sheet: Sheet) -> Iterator[Fault]:
    seen: set[str] = set()
    for field in fields_of(sheet):
        for _, address in raw_mailboxes(field.value) if field.key in ("to", "cc", "bcc") else ():
            local, _, domain = address.rpartition("@")
            if (one := f"{local}@{domain.lower()}") in seen:
                yield Fault(f"{address} stands twice among the readers", where=written_at(sheet, field.at))
            seen.add(one)


# ── what a server said that received it ──────────────────────────────────────────────────────────────────────


@rule("BULK-AUTH", "warning", "The server that received the letter could not tell that the sender is who it says.",
      why="Gmail, Yahoo and (since May 2025) Microsoft ask bulk senders for SPF, DKIM and DMARC.",
      mend="let whoever keeps your domain set up SPF, DKIM and DMARC for the service that sends")
def authentication(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        if field.key == "authentication-results":
            failed = re.findall(r"\b(spf|dkim|dmarc)\s*=\s*(?:fail|softfail|permerror|none)\b", field.value, re.IGNORECASE)
            if failed:
                yield Fault(f"{', '.join(dict.fromkeys(word.upper() for word in failed))} failed where the letter arrived",
                            where=written_at(sheet, field.at))


@rule("BULK-DKIM-COVER", "warning", "The signature does not cover the header to unsubscribe by.",
      why="RFC 8058, 4: List-Unsubscribe and List-Unsubscribe-Post must be signed, or mail programs ignore them.",
      mend="let the service that signs add both to the signed headers (h=)")
def signature(sheet: Sheet) -> Iterator[Fault]:
    fields = fields_of(sheet)
    signed = [{name.strip().lower() for name in found[1].split(":")} for field in fields
              if field.key == "dkim-signature" and (found := re.search(r"\bh\s*=\s*([^;]*)", field.value))]
    there = {field.key for field in fields} & {"list-unsubscribe", "list-unsubscribe-post"}
    if signed and "list-unsubscribe-post" in there and not any(there <= names for names in signed):
        yield Fault("no signature of the message covers List-Unsubscribe and List-Unsubscribe-Post")
