"""A line of the inbox as it is written → as a reader sees it, its merge tags put in. Pure.

A subject that was only thought of is in no letter; so are words that are being typed. Both are said as the letter's own
subject is, by the same hand (`newsletter.merge.stamp`).
"""

from __future__ import annotations

from newsletter import merge
from newsletter.model import Issue, Letter, Publication, Reader, Service
from newsletter.prose import direction, one_line


def as_read(line: str, issue: Issue, service: Service, publication: Publication, reader: Reader | None) -> str:
    """Return a subject or preheader of an issue as a service says it to a reader.

    Raises:
        InputError: a word of it cannot be said in the service's dialect.
    """
    stand_ins = merge.StandIns(issue.key)
    subject = stand_ins.put_words(one_line(line))
    alone = Letter(
        key=issue.key, number=issue.number, date=issue.date, language=publication.language,
        direction=direction(publication.language), subject=subject, preheader="", mjml="", html="", text="",
        tags=tuple(stand_ins.tags),
    )
    return merge.stamp(alone, service, publication, reader).subject
