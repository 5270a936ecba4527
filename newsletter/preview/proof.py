"""A letter that has been built → what the checks find in it, each with the place that it is shown at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from newsletter import publication as publications
from newsletter.model import Edition, Finding, Issue, Publication, replace

if TYPE_CHECKING:
    from newsletter.checks.links.asking import Asker, Known

# What is asked of the web: which links lead nowhere, or elsewhere.
_LINKS = ("LINK-DEAD", "LINK-REDIR")
# Is asked of a program of its own, which takes seconds.
_SLOW = ("SPAM-ASSASSIN",)


def now(publication: Publication) -> datetime:
    """Return this moment in the publication's time zone."""
    return datetime.now(ZoneInfo(publication.timezone))


def findings_of(
    edition: Edition, issue: Issue, publication: Publication, links: Known | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with an edition: the findings of `newsletter check`.

    Args:
        links: what is known of what is behind its links; None where nobody has asked.

    Raises:
        InputError: ``[checks]`` in newsletter.toml names no rule, or no level.
    """
    from newsletter import checks  # the first letter must not wait for what asks of it

    service = publications.service(publication, edition.service)
    found = checks.check(edition, publication=publication, issue=issue, service=service, today=now(publication).date(),
                         online=links, skip=_SLOW)
    return tuple(_placed(one, issue) for one in found)


def links_of(edition: Edition, issue: Issue, publication: Publication, asker: Asker) -> tuple[Finding, ...]:
    """Ask the web what is behind the links of an edition, and return what is wrong there. Raises as `findings_of`."""
    from newsletter import checks

    service = publications.service(publication, edition.service)
    return checks.check(edition, publication=publication, issue=issue, service=service, online=asker, only=_LINKS)


def _placed(finding: Finding, issue: Issue) -> Finding:
    """Return a finding that names a line of the issue with the position that begins there, so that one can go to it."""
    name, _, line = finding.where.rpartition(":")
    if finding.position or name != issue.name or not line.isdecimal():
        return finding
    return replace(finding, position=next((at for at, its in issue.lines.items() if its == int(line)), ""))
