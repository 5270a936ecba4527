"""What inboxes show of a letter → the section of a review that shows their rows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from newsletter import inbox


def page(sender: str, subjects: Sequence[str], preheader: str, day: date | None) -> str:
    """Return the section's HTML: the rows of each subject, the one that is sent first.

    Args:
        subjects: the letter's, then the others that were thought of, as readers see them.
        day: shown as the day the letter came.
    """
    parts = []
    for place, subject in enumerate(subjects):
        heading = "" if len(subjects) == 1 else \
            f"<h3>{'The subject' if not place else f'Instead of it, {place}'}</h3>"
        cards = "".join(_card(row, day) for row in inbox.rows(sender, subject, preheader))
        parts.append(f'{heading}<div class="inboxes">{cards}</div>')
    return "".join(parts)


def _card(row: inbox.Row, day: date | None) -> str:
    when = f"{day.day} {day:%b}" if day else ""
    client = row.client
    lines = (
        f'<span class="avatar" aria-hidden="true">{escape(row.sender.shown[:1].upper())}</span>'
        f'<span class="from">{_shown(row.sender)}</span><span class="when">{when}</span>'
        f'<span class="subject">{_shown(row.subject) or "(no subject)"}</span>'
        f'<span class="dash" aria-hidden="true"> – </span><span class="preheader">{_shown(row.preheader) or _FILLED}</span>'
    )
    return (f'<figure class="inbox {client.id} {client.id.partition("-")[0]}"><figcaption>{escape(client.name)} <b>{escape(client.device)}</b></figcaption>'
            f'<div class="row" dir="auto">{lines}</div>{_lost(row)}</figure>')


_FILLED = "<i>the letter’s first words: it has no preheader</i>"


def _shown(line: inbox.Cut) -> str:
    return f"{escape(line.shown)}…" if line.cut else escape(line.shown)


def _lost(row: inbox.Row) -> str:
    """Return what the client does not show, for each line that it cuts."""
    cut = [(name, line) for name, line in (("subject", row.subject), ("preheader", row.preheader)) if line.cut]
    items = "".join(f"<li>shows {line.length} letters of the {name}, not <q>{escape(line.cut.strip())}</q></li>" for name, line in cut)
    return f'<ul class="lost">{items}</ul>' if items else '<p class="whole">shown whole</p>'
