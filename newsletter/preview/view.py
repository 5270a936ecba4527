"""A showing → what the page is told of it, ready for JSON. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from newsletter import publication as publications
from newsletter.errors import NewsletterError
from newsletter.model import Edition, Finding, Publication
from newsletter.preview.excerpts import Slip
from newsletter.inbox import Row, rows
from newsletter.preview.lines import as_read
from newsletter.preview.seen import READERS, Seen, who
from newsletter.preview.showing import Good, Showing
from newsletter.size import CLIPPED, STYLED, block_name, measured


def told(showing: Showing) -> dict[str, Any]:
    """Return what the page is told of a showing at once: enough to show the letter, and the mistakes over it."""
    return {
        "name": showing.name,
        "number": showing.number,
        "mistakes": [_mistake(slip) for slip in showing.mistakes],
        "letter": _letter(showing.good) if showing.good else None,
    }


def _mistake(slip: Slip) -> dict[str, Any]:
    lines = [{"number": line.number, "words": line.words, "meant": line.meant} for line in slip.lines]
    return {"where": slip.where, "what": slip.what, "todo": slip.todo, "lines": lines}


def _letter(good: Good) -> dict[str, Any]:
    letter = good.letter
    return {
        "print": good.print,  # the page fetches the letter only where this is another one
        "key": letter.key,  # of the text of the issue file; the rundown knows it by this
        "theme": good.theme,
        "language": letter.language,
        "direction": letter.direction,
        "service": good.edition.service,
        "subject": good.read.subject,
        "groups": sorted({these.name for these in letter.readers}),
        "lines": dict(good.issue.lines),
        "sent": good.issue.sent.isoformat() if good.issue.sent else "",
        "findings": None if good.findings is None else [_finding(found) for found in good.findings],
    }


def judged(edition: Edition, publication: Publication, found: Sequence[Finding]) -> dict[str, Any]:
    """Return findings as the page is told of them, and for which service they are."""
    service = publications.service(publication, edition.service)
    return {"service": service.id, "name": service.name, "findings": [_finding(one) for one in found]}


def _finding(found: Finding) -> dict[str, str]:
    return {"rule": found.rule, "level": found.level, "message": found.message, "hint": found.hint,
            "where": found.where, "position": found.position, "owner": found.owner}


def words(good: Good, seen: Seen) -> dict[str, Any]:
    """Return what stands around the letter as it is looked at: the lines of the inbox, and its plain text.

    Raises:
        InputError: there is no such service, or a word cannot be said in its dialect.
    """
    service, reader = who(good, seen)
    preheader, *subjects = [
        as_read(line, good.issue, service, good.publication, reader)
        for line in (good.issue.preheader, *dict.fromkeys((good.issue.subject, *good.issue.subjects)))
    ]
    sender = good.publication.sender or good.publication.name
    return {
        "subjects": subjects,
        "preheader": preheader,
        "inboxes": [_inbox(those) for those in zip(*(rows(sender, one, preheader) for one in subjects), strict=True)],
    }


def _inbox(those: Sequence[Row]) -> dict[str, Any]:
    """Return one mail program, and what it shows of each candidate subject."""
    client = those[0].client
    return {
        "id": client.id, "name": client.name, "device": client.device,
        "rows": [{"sender": row.sender, "subject": row.subject, "preheader": row.preheader} for row in those],
    }


def sizes(good: Good, seen: Seen) -> dict[str, Any]:
    """Return what each block costs in bytes, and what Gmail shows."""
    service = publications.service(good.publication, seen.service)
    size = measured(good.letter, good.publication, service)
    blocks = publications.blocks(good.publication)
    return {
        "total": size.total, "clipped": CLIPPED, "style": size.style, "styled": STYLED, "head": size.head,
        "added": size.added,
        "blocks": [
            {"position": position, "name": block_name(position, good.issue, blocks), "bytes": count,
             "where": good.issue.where(position) if position.startswith("b") else ""}
            for position, count in size.blocks.items()
        ],
    }


def choices(publication: Publication) -> dict[str, Any]:
    """Return which services and sample readers there are to choose from; a service that cannot be read is left out."""
    services = []
    for id in publications.services(publication):
        with suppress(NewsletterError):
            services.append({"id": id, "name": publications.service(publication, id).name})
    return {
        "service": publication.service,
        "services": services,
        "readers": [{"id": id, "name": name} for id, (name, _) in READERS.items() if id != "usual"],
        "usual": READERS["usual"][0],
    }
