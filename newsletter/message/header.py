"""Words → header fields: what may stand bare, what must be quoted or encoded, and where a line may be folded."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence

from newsletter.errors import InputError, UsageError

Mailbox = tuple[str, str]
"""A name, empty where there is none, and an address in ASCII."""

Field = tuple[str, Sequence[str]]
"""A header field: its name, and its words: between any two of them it may be folded, and nowhere else."""

_FOLD = 76  # RFC 2047 §2 for a line with an encoded word; RFC 5322 §2.1.1 asks for 78
_WORD = 64  # so that a first word always fits behind "Reply-To: ": some readers lose a field that begins with a fold
_PLAIN = re.compile(rf"[!-~]{{1,{_WORD}}}(?: [!-~]{{1,{_WORD}}})*")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"  # RFC 5322 §3.2.3
_ATOMS = re.compile(rf"{_ATOM}(?: {_ATOM})*")
DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}|localhost", re.IGNORECASE | re.ASCII)

# ── what can be sent at all ──────────────────────────────────────────────────────────────────────────────────

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def sound(text: str) -> str:
    """Return the text as a body can carry it: LF as its only line end, no controls, no half characters."""
    return _CONTROLS.sub("", _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str) -> str:
    """Return the text as a header field can carry it: `sound`, on one line, single blanks, none at its ends."""
    return _BLANKS.sub(" ", _SURROGATES.sub("\ufffd", text)).strip(" ")


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────

_Q_SAFE = re.compile(rb"[A-Za-z0-9!*+/-]")  # RFC 2047 §5 (3): within a name, where it is strictest


def words(text: str) -> Sequence[str]:
    """Return the words of one line of text: as they are, or all of it as encoded words of one charset."""
    if not text:
        return []
    return text.split(" ") if _PLAIN.fullmatch(text) and "=?" not in text else _encoded(text)


def _phrase(name: str) -> Sequence[str]:
    """Return the words of a name: bare, as a quoted string, or encoded (RFC 5322 §3.2.5)."""
    quoted = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    bare = name if _ATOMS.fullmatch(name) else quoted
    return words(bare) if _PLAIN.fullmatch(bare) and "=?" not in bare else _encoded(name)


def _encoded(text: str) -> Sequence[str]:
    """Return the text as encoded words (RFC 2047), each of whole characters, by the encoding that is shorter."""
    return min(([*_pieces(text, spell)] for spell in (_q, _b)), key=lambda pieces: sum(map(len, pieces)))


def _pieces(text: str, spell: Callable[[str], str]) -> Iterator[str]:
    start = 0
    for end in range(1, len(text) + 1):
        if len(spell(text[start:end])) > _WORD:
            yield spell(text[start : end - 1])
            start = end - 1
    yield spell(text[start:])


def _q(text: str) -> str:
    octets = (bytes([octet]) for octet in text.encode())
    spelled = (o.decode() if _Q_SAFE.match(o) else "_" if o == b" " else f"={o[0]:02X}" for o in octets)
    return f"=?utf-8?q?{''.join(spelled)}?="


def _b(text: str) -> str:
    return f"=?utf-8?b?{b64encode(text.encode()).decode()}?="


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────


def folded(field: Field) -> str:
    """Return the field with CR LF, broken between words so that no line that can be broken passes 76 characters."""
    name, pieces = field
    lines = [f"{name}:"]
    for place, word in enumerate(pieces):
        if place and len(lines[-1]) + 1 + len(word) > _FOLD:
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines) + "\r\n"


def mailboxes(given: Sequence[Mailbox]) -> Sequence[str]:
    """Return the words of From, To or Reply-To; none for nobody."""
    pieces: list[str] = []
    for name, address in given:
        if pieces:
            pieces[-1] += ","
        pieces += [*_phrase(name), f"<{address}>"] if name else [address]
    return pieces


def message_id_word(given: str) -> str:
    """Return a Message-ID in its angle brackets.

    Raises:
        UsageError: it is none.
    """
    left, _, right = given.removeprefix("<").removesuffix(">").partition("@")
    if not DOT_ATOM.fullmatch(left) or not DOMAIN.fullmatch(right) or len(given) > 900:
        raise UsageError(f"‘{one_line(given)}’ is no Message-ID", todo="write it as <letter-47@courier.example>")
    return f"<{left}@{right}>"


def name_and_inside(text: str) -> tuple[str, str]:
    """Return the name before angle brackets, bare (commas and all) or quoted, and what is in them.

    Where there are no brackets, or a bare name has some too: no name, and the whole text.
    """
    text = text.strip()
    name, bracket, inside = text.removesuffix(">").rpartition("<")
    name = name.strip()
    if quoted := re.fullmatch(r'"((?:[^"\\]|\\.)*)"', name, re.DOTALL):
        name = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL)
    elif re.search("[<>]", name):
        return "", text
    return (one_line(name), inside.strip()) if bracket and text.endswith(">") else ("", text)


def list_id_words(list_id: str, list_name: str) -> Sequence[str]:
    """Return the words of List-Id (RFC 2919); `list_name` is used where `list_id` has no name of its own.

    Raises:
        InputError: it is no list identifier.
    """
    name, label = name_and_inside(list_id)
    name = name or one_line(list_name)
    if not DOT_ATOM.fullmatch(label) or "." not in label or "=?" in label or len(label) > 255:
        raise InputError(
            f"list_id ‘{one_line(list_id)}’ is no list identifier",
            todo="write it with dots and no @, like list_id = 'weekly.courier.example'",
        )
    return [*_phrase(name), f"<{label}>"] if name else [f"<{label}>"]


def unsubscribe_word(address: str) -> str:
    """Return the value of List-Unsubscribe (RFC 2369): raw, because no mail program offers an encoded or broken one.

    Raises:
        InputError: the address cannot stand in a header.
    """
    if not re.fullmatch(r"(?:https?://|mailto:)[!-;=?-~]+", address, re.IGNORECASE | re.ASCII) or len(address) > 900:
        raise InputError(
            f"the unsubscribe address ‘{one_line(address)}’ cannot stand in a header",
            todo="give it as https://… or mailto:…, with no blanks, no letters but a–z, and below 900 characters",
        )
    return f"<{address}>"
