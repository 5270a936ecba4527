"""The form of the finished message: what RFC 5322 and MIME ask of the bytes that a mailer takes.

Where the service sends, it writes the message anew; what is judged here is the one that ``newsletter send`` and
``render --as eml`` make, or the file of a letter from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from newsletter import errors
from newsletter.checks._look import quoted
from newsletter.checks._rules import Fault, rule
from newsletter.checks._settings import setting_at
from newsletter.checks._sheet import Sheet
from newsletter.errors import InputError, NewsletterError, UsageError
from newsletter.message import ENCODED_WORD, RawField, RawPart, decoded_word, parse_address, received, take_apart
from newsletter.model import Publication
from newsletter.publication import FILE

_OURS = "tell the makers of newsletter: it wrote this"


@lru_cache(maxsize=4)
def anatomy(data: bytes) -> RawPart:
    """Return a message taken apart; remembered, for all rules that ask."""
    return take_apart(data)


def fields_of(sheet: Sheet) -> tuple[RawField, ...]:
    """Return the header fields of the message; none where there is no message."""
    return anatomy(sheet.message).fields if sheet.message else ()


def leaves(sheet: Sheet) -> Iterator[RawPart]:
    """Yield the parts of the message that hold no others."""
    if sheet.message:
        yield from (part for part in anatomy(sheet.message).walk() if not part.parts)


def written_at(sheet: Sheet, at: int) -> str:
    """Return where a place in the message is: ``file:line`` of a file from elsewhere, else where the letter is."""
    if not sheet.is_foreign or sheet.message != sheet.source:
        return sheet.where("")
    return errors.at(sheet.name, sheet.source.count(b"\n", 0, at) + 1)


def _at(sheet: Sheet, message: str, at: int) -> Fault:
    return Fault(message, where=written_at(sheet, at))


def _in_field(sheet: Sheet, field: RawField, what: str) -> Fault:
    return _at(sheet, f"the header {field.name} {what}", field.at)


# ── lines and octets ─────────────────────────────────────────────────────────────────────────────────────────


@rule("MSG-LINE-998", "error", "A line of the message is longer than 998 octets.",
      why="RFC 5322, 2.1.1: a line must have no more than 998; servers break or refuse longer ones.",
      mend=_OURS, owner="template")
def long_lines(sheet: Sheet) -> Iterator[Fault]:
    at = 0
    for line in sheet.message.split(b"\n"):
        if len(line.rstrip(b"\r")) > 998:
            yield _at(sheet, f"a line of the message has {len(line):,} octets", at)
            return
        at += len(line) + 1


@rule("MSG-LINE-78", "info", "A line of a header is longer than 78 characters.",
      why="RFC 5322, 2.1.1: a line should have no more than 78, without its CR LF.",
      mend="shorten what stands in that header", owner="template")
def long_header_lines(sheet: Sheet) -> Iterator[Fault]:
    ours = () if sheet.is_foreign and _has_travelled(sheet) else fields_of(sheet)
    for field in ours:
        if any(len(line) > 78 for line in field.lines):
            yield _in_field(sheet, field, "has a line longer than 78 characters")


def _has_travelled(sheet: Sheet) -> bool:
    """Say whether servers have written into the header, so that nobody can tell whose lines they are."""
    return any(field.key in ("received", "dkim-signature", "x-received") for field in fields_of(sheet))


# Of the controls only TAB, CR and LF belong into a message; Python's own form feed and vertical tab are let be.
_CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])


@rule("MSG-CRLF", "error", "The message holds a lone CR or LF, or a control character.",
      why="RFC 5322, 2.3: CR and LF stand only together; lone ones are what SMTP smuggling is made of (CERT VU#302671).",
      mend=_OURS, owner="template")
def lone_line_ends(sheet: Sheet) -> Iterator[Fault]:
    data = sheet.message
    if data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r") and len(data.translate(None, _CONTROLS)) == len(data):
        return
    # A file whose lines all end in LF was kept that way by a mailbox; as it travelled they were whole.
    stored = b"\r\n" not in data
    pattern = rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\r(?!\n)" if stored else rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n"
    if found := re.search(pattern, data):
        what = {b"\r": "a CR without its LF", b"\n": "an LF without its CR", b"\0": "a NUL"}.get(
            found[0], f"the control character U+{found[0][0]:04X}")
        yield _at(sheet, f"the message holds {what}", found.start())


@rule("MSG-8BIT", "error", "Octets beyond ASCII stand where only ASCII may.",
      why="RFC 5322, 2.2 and RFC 2045, 6.2; SpamAssassin counts it (SUBJ_ILLEGAL_CHARS, FROM_ILLEGAL_CHARS, to 1.5).",
      mend=_OURS, owner="template")
def raw_octets(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        if not field.raw.isascii():
            yield _in_field(sheet, field, "holds letters beyond ASCII that are not encoded")
    for part in leaves(sheet):
        if part.encoding == "7bit" and not part.body.isascii():
            yield _at(sheet, f"a part says 7bit ({part.kind}) and holds letters beyond ASCII", part.at)


# ── encoded words ────────────────────────────────────────────────────────────────────────────────────────────


def _encoded(sheet: Sheet) -> Iterator[tuple[RawField, str]]:
    for field in fields_of(sheet):
        for found in ENCODED_WORD.finditer(field.value[:20_000]):
            yield field, found[0]


@rule("MSG-EW-75", "error", "An encoded word is longer than 75 characters, or its line longer than 76.",
      why="RFC 2047, 2: mail programs show a longer one as it stands (=?utf-8?…).", mend=_OURS, owner="template")
def long_encoded_words(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        if any(len(found[0]) > 75 for found in ENCODED_WORD.finditer(field.value[:20_000])) or any(
                len(line) > 76 and ENCODED_WORD.search(line.decode("ascii", "replace")[:2000]) for line in field.lines):
            yield _in_field(sheet, field, "has an encoded word that is too long")


@rule("MSG-EW-SPLIT", "error", "An encoded word cannot be read by itself.",
      why="RFC 2047, 5: each must hold whole characters; cut ones are shown as �.", mend=_OURS, owner="template")
def split_encoded_words(sheet: Sheet) -> Iterator[Fault]:
    for field, word in _encoded(sheet):
        if decoded_word(word) is None:
            yield _in_field(sheet, field, f"has an encoded word that cannot be read by itself: {quoted(word)}")
            return


@rule("MSG-EW-CHARSET", "warning", "The encoded words of one header are in several charsets.",
      why="Outlook reads all of a subject in the last one (gist of L. Rowe on RFC 2047, 2023).", mend=_OURS, owner="template")
def mixed_charsets(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        charsets = {found[1].partition("*")[0].lower() for found in ENCODED_WORD.finditer(field.value[:20_000])}
        if len(charsets) > 1:
            yield _in_field(sheet, field, f"is encoded in several charsets: {', '.join(sorted(charsets))}")


_NO_WORDS = frozenset(("message-id", "references", "in-reply-to", "date", "list-unsubscribe", "list-unsubscribe-post",
                       "list-help", "list-post", "list-archive", "list-subscribe", "content-id", "mime-version"))


@rule("MSG-EW-STRUCT", "error", "An encoded word stands in a header or an address that must have none.",
      why="RFC 2047, 5: not in an address, not in List-Unsubscribe; Gmail then offers no unsubscribe button.",
      mend="shorten the address, or write it in ASCII", owner="template")
def encoded_structure(sheet: Sheet) -> Iterator[Fault]:
    for field in fields_of(sheet):
        inside = field.key in ("from", "to", "cc", "reply-to", "sender") and re.search(r"<[^<>]*=\?|@[^\s>,@]*=\?", field.value)
        if inside or (field.key in _NO_WORDS and ENCODED_WORD.search(field.value[:20_000])):
            yield _in_field(sheet, field, "holds an encoded word where an address must stand in plain letters")


@rule("MSG-INJECT", "error", "An encoded word of a header holds a line end.",
      why="Some programs let it begin a header of its own, such as a Bcc (CVE-2024-6923).",
      mend="write the subject and names without line ends")
def injected_headers(sheet: Sheet) -> Iterator[Fault]:
    for field, word in _encoded(sheet):
        if re.search(r"[\r\n\0]", decoded_word(word) or ""):
            yield _in_field(sheet, field, "hides a line end in an encoded word")


# ── the same as was meant ────────────────────────────────────────────────────────────────────────────────────


@rule("MSG-SURROGATE", "error", "The letter holds half a character.",
      why="A lone surrogate (U+D800 to U+DFFF) is no character: UTF-8 has no octets for it (RFC 3629, 3).",
      mend="type the character before and after it again")
def half_characters(sheet: Sheet) -> Iterator[Fault]:
    for name, text in (("subject", sheet.subject), ("preheader", sheet.preheader), ("text", sheet.text), ("HTML", sheet.html)):
        if found := re.search(r"[\ud800-\udfff]", text):
            where = "subject" if name == "subject" else found.start() if name == "HTML" else ""
            yield Fault(f"the {name} of the letter holds half a character (U+{ord(found[0]):04X})", where)
    if sheet.is_foreign and sheet.message and (found_bytes := re.search(rb"\xed[\xa0-\xbf][\x80-\xbf]", sheet.message)):
        yield _at(sheet, "the message holds half a character", found_bytes.start())


@rule("MSG-ROUNDTRIP", "error", "The message does not say what the letter says, or cannot be made.",
      why="What a mail program reads must be what was approved: the finished bytes are read again and compared.",
      mend=_OURS, owner="template", foreign=False)
def reads_as_meant(sheet: Sheet) -> Iterator[Fault]:
    if not sheet.message:
        if not _has_half(sheet):
            yield _unmade(sheet)
        return
    try:
        read = received(sheet.message, "the message")
    except NewsletterError as error:
        yield Fault(f"the message cannot be read: {error.what}")
        return
    if read.subject.split() != re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", sheet.subject).split():
        yield Fault(f"the message says another subject than the letter: {quoted(read.subject)}", "subject")
    if read.text.split() != re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", sheet.text).split():
        yield Fault("the message says another text than the letter")


def _unmade(sheet: Sheet) -> Fault:
    """Return why no message can be made: an address or a name of newsletter.toml that is none, else a bug of ours."""
    why = sheet.unmade
    if isinstance(why, (InputError, UsageError)):
        where = _settings_slip(sheet.publication) if sheet.publication.root else sheet.where("")
        return Fault(f"no message can be made of this letter: {why.what}", where=where, hint=why.todo, owner="editor")
    return Fault("no message can be made of this letter", hint="newsletter render --as eml says why")


def _settings_slip(publication: Publication) -> str:
    """Return the place in newsletter.toml of an address that is none; the file, where neither of them is."""
    for key in ("sender", "reply_to"):
        try:
            parse_address(getattr(publication, key) or "a@sender.example")
        except UsageError:
            return setting_at(publication, key)
    return FILE


def _has_half(sheet: Sheet) -> bool:
    return any(half_characters(sheet))


# Pictures are kept to 600 kB in all, which is a third more in a message: a letter within that is worth a word, no warning.
_SLOW, _LARGE, _REFUSED = 500_000, 1_000_000, 10_000_000


@rule("MSG-SIZE", "warning", "The message is large.",
      why="Phones load a large message slowly, and servers refuse it: many at 10 MB (RFC 1870 lets them say how much).",
      mend="give image_base_url in newsletter.toml, so that pictures stay on the web, or take pictures out")
def large_message(sheet: Sheet) -> Iterator[Fault]:
    size = len(sheet.message)
    if size > _REFUSED:
        yield Fault(f"the message has {size / 1e6:.1f} MB, and many servers refuse it", level="error")
    elif size > _SLOW:
        yield Fault(f"the message has {size / 1000:,.0f} kB", level="info" if size <= _LARGE else None)
