"""Sender, subject and preheader → the rows that inboxes show of them, cut where each cuts. Pure.

What fits is a matter of width, not of letters: an ``M`` takes three times the room of an ``i``. So a line's room is
given in letters of the phrase it was measured with, and spent by the width that each letter has.

The one place where it stands how much each program shows; checks, preview and review ask here. Where nobody has told how
much of a sender one shows, it is as much as its kin does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from newsletter.errors import UsageError
from newsletter.message import parse_address
from newsletter.prose import display_width, one_line

# ── the clients ──────────────────────────────────────────────────────────────────────────────────────────────


class Client(NamedTuple):
    """Where a letter waits to be opened, and how many letters of each line it shows, in its usual setting.

    Attributes:
        id: for addresses and style sheets: ``gmail-phone``.
        place: how it is called in a sentence: ``Gmail on phones``.
        together: subject and preheader stand on one line of this many letters, the preheader in what is left of it;
            0 where each has lines of its own.
    """

    id: str
    name: str
    device: str
    place: str
    sender: int
    subject: int
    preheader: int
    together: int = 0


CLIENTS = (
    # Subject 37: lettercounter.org, "Email subject line length guide"; preheader 40 to 70 (one line): AcelleMail's
    # knowledge base, "Email preheader text"; sender 20 to 25: campaign.name, "Subject line tester" (all read 2026-11-29).
    Client("gmail-phone", "Gmail", "phone", "Gmail on phones", sender=23, subject=37, preheader=40),
    # Measured on an iPhone 14: 48 and 99, on one line and on two: emailtooltester.com, "Email subject lines: character
    # limit" (read 2026-11-29).
    Client("apple-phone", "Apple Mail", "iPhone", "Apple Mail on iPhones", sender=28, subject=48, preheader=99),
    # Subject 35 to 45: wordcounternow.com, "Email marketing character limits"; preheader 55, of the app for iOS:
    # themarketer.com, "How long should your preview texts be?" (read 2026-11-29).
    Client("outlook-phone", "Outlook", "phone", "Outlook on phones", sender=23, subject=40, preheader=55),
    # Subject about 70 and preheader about 100 on one line, of which the preheader gets the rest: lettercounter.org;
    # emailpreview.github.io; rocktheinbox.com, module 7 (read 2026-11-29).
    Client("gmail-web", "Gmail", "browser", "Gmail in browsers", sender=22, subject=70, preheader=100, together=120),
    # Subject 65 to 75 and preheader 140: the same two.
    Client("apple-mac", "Apple Mail", "Mac", "Apple Mail on Macs", sender=30, subject=70, preheader=140),
    # Subject about 60, preheader about 55: lettercounter.org; newsletrix, "Preheader optimizer" (read 2026-11-29).
    Client("outlook", "Outlook", "desktop", "Outlook on desktops", sender=30, subject=60, preheader=55),
)


def client(id: str) -> Client:
    """Return a client by its id."""
    return next(one for one in CLIENTS if one.id == id)


class Cut(NamedTuple):
    """A line as an inbox shows it: what is `shown`, and what is `cut` off its end; an ellipsis stands between them."""

    shown: str
    cut: str = ""

    @property
    def length(self) -> int:
        """How much of it is shown, in letters as a reader counts them."""
        return letters(self.shown)


class Row(NamedTuple):
    """What one client shows of a letter before it is opened."""

    client: Client
    sender: Cut
    subject: Cut
    preheader: Cut


def rows(sender: str, subject: str, preheader: str) -> tuple[Row, ...]:
    """Return the rows of a letter, one for each client.

    Args:
        sender: as ``newsletter.toml`` has it: ``Name <address>``, or a name, or an address.
    """
    name, subject, preheader = sender_name(sender), one_line(subject), one_line(preheader)
    return tuple(_row(client, name, subject, preheader) for client in CLIENTS)


def sender_name(sender: str) -> str:
    """Return what an inbox calls a sender: the name, else the address; what is no mailbox as it is."""
    try:
        name, address = parse_address(sender)
    except UsageError:
        return one_line(sender)
    return one_line(name) or address


def _row(client: Client, sender: str, subject: str, preheader: str) -> Row:
    said = cut(subject, client.subject)
    room = float(client.preheader)
    if client.together:
        room = min(room, client.together - width(said.shown) - width(" - "))
    return Row(client, cut(sender, client.sender), said, cut(preheader, room))


# ── cutting ──────────────────────────────────────────────────────────────────────────────────────────────────


def cut(text: str, room: float) -> Cut:
    """Return a line cut to its room, in letters of average width; no joined letter or emoji is cut in two."""
    used, fitting, ellipsis = 0.0, 0, width("…")
    for found in _clusters(text):
        used += _units(found[0]) / _AVERAGE
        if used > room:
            shown = text[:fitting].rstrip()
            return Cut(shown, text[len(shown):])
        if used <= room - ellipsis:
            fitting = found.end()
    return Cut(text)


def letters(text: str) -> int:
    """Return how many letters a line has, as a reader counts them: a joined emoji is one."""
    return sum(1 for _ in _clusters(text))


# Characters that hold together what a reader takes for one: joiners, marks, the colours of emoji; and pairs of
# regional letters, which are flags (Unicode UAX 29, without Hangul's parts, which come composed).
_CLUSTER = "[\U0001f1e6-\U0001f1ff]{2}|.(?:[\U0001f3fb-\U0001f3ff]|\u200d.|%s)*"


def _clusters(text: str) -> Iterator[re.Match[str]]:
    marks = {character for character in text if not character.isascii() and unicodedata.category(character)[0] == "M"}
    return re.finditer(_CLUSTER % (f"[{''.join(sorted(marks))}]" if marks else "(?!)"), text, re.DOTALL)


# Advance widths of Helvetica, in thousandths of its size (Adobe's font metrics, Helvetica.afm); Arial's are the same,
# and those of Roboto, San Francisco and Segoe UI are near.
_WIDTHS: Mapping[int, str] = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft·\u00a0", 333: "\"()-`r“”„‐‑", 334: "{}", 350: "•", 389: "*",
    469: "^", 500: "Jckxyzsv", 556: "#$0123456789?L_abdeghnopqu€–«»", 584: "+<=>~", 611: "FTZ", 667: "ABEKPSVXY&",
    722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "…—", 1015: "@",
}  # fmt: skip
_WIDTH_OF = {letter: units for units, letters in _WIDTHS.items() for letter in letters}
_OTHER = 556


def width(text: str) -> float:
    """Return the room that a line takes, in letters of average width."""
    return sum(_units(found[0]) for found in _clusters(text)) / _AVERAGE


def _units(cluster: str) -> int:
    letter = unicodedata.normalize("NFD", cluster)[:1]
    if known := _WIDTH_OF.get(letter):
        return known
    columns = display_width(cluster)
    return 1000 if columns > 1 else _OTHER * columns


# What lines are measured with, for it has every letter.
_PHRASE = "The quick brown fox jumps over the lazy dog"
_AVERAGE = sum(map(_units, _PHRASE)) / len(_PHRASE)
