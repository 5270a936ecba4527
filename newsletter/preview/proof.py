"""A letter that has been built → what there is to say of it, beside it: what the checks find, and what `render` says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from newsletter import merge, publication as publications
from newsletter.model import Edition, Finding, Issue, Publication, Service

_NOTE = re.compile(r"(?:(?P<where>\S.*?:\d+): )?(?P<message>.*?)(?: — (?P<hint>.*))?", re.DOTALL)


def findings_of(edition: Edition, issue: Issue, publication: Publication) -> tuple[Finding, ...]:
    """Return what is wrong with an edition: the findings of `newsletter check`, and what `render` says of it.

    Raises:
        InputError: ``[checks]`` in newsletter.toml names no rule, or no level.
    """
    from newsletter import checks  # the first letter must not wait for what asks of it

    today = datetime.now(ZoneInfo(publication.timezone)).date()
    service = publications.service(publication, edition.service)
    bare = merge.stamp(edition.letter, service, publication)  # as `check` sees it: for nobody
    found = checks.check(bare, publication=publication, issue=issue, service=service, today=today)
    said = (*_dropped(edition, publication, service), *(_note(note, issue) for note in (*edition.letter.notes, *edition.notes)))
    places = {(finding.where, finding.position) for finding in found}
    return (*(one for one in said if (one.where, one.position) not in places), *found)


def _dropped(edition: Edition, publication: Publication, service: Service) -> Iterator[Finding]:
    for name in edition.dropped:
        message, _, hint = merge.why_dropped(name, publication, service).partition(" — ")
        yield Finding(rule="MERGE-DROPPED", level="error" if name == "unsubscribe" else "warning",
                      message=message, hint=hint, where="newsletter.toml", position="imprint")


def _note(note: str, issue: Issue) -> Finding:
    found = _NOTE.fullmatch(note)
    assert found, "every text is a note"
    where = found["where"] or issue.name
    line = int(where.rpartition(":")[2]) if found["where"] else 0
    position = next((position for position, its in issue.lines.items() if its == line), "")
    return Finding(rule="LETTER-NOTE", level="warning", message=found["message"], hint=found["hint"] or "",
                   where=where, position=position)
