"""``newsletter send``: an issue to a few addresses, each by a message of its own: a proof, or an announcement."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import Anyway, Sender, ThemeName, WhichIssue, issue_file, now, read_issue, say
from newsletter.cli.meant import one_waits
from newsletter.errors import Refused, UsageError
from newsletter.files import STDIN

if TYPE_CHECKING:
    from newsletter.model import Edition, Issue, Publication, Service

To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="ADDRESS", help="Who gets it; repeat for more, or name a file with one address a line."),
]
Proof = Annotated[bool, typer.Option("--proof", help="A proof: to the addresses under [proof] in newsletter.toml, or --to.")]
Via = Annotated[str, typer.Option("--via", metavar="HOW", help="A mailer ('msmtp -t') or a server (smtps://mail.example.org).")]
TakesMessages = Annotated[str, typer.Option("--service", metavar="ID", help="One that takes whole messages: plain, mailman3, or "
                                            "one of your own; for mailchimp and its like see newsletter export.")]
Again = Annotated[bool, typer.Option("--again", help="Send it although it is marked as sent.")]


def send(
    issue: WhichIssue = "",
    to: To = None,
    proof: Proof = False,
    via: Via = "",
    sender: Sender = "",
    service: TakesMessages = "",
    theme: ThemeName = "",
    again: Again = False,
    anyway: Anyway = False,
) -> None:
    """Send ISSUE to up to 50 addresses, each by a message of its own, and mark it as sent; a proof marks nothing.

    For a larger list see newsletter export. Keep user and password of a server with newsletter login mail.
    """
    from newsletter import approval, publication as publications
    from newsletter.build import press
    from newsletter.cli.sending import Errand, go, messages
    from newsletter.model import replace
    from newsletter.send import carrier_for, for_proofs_alone, readers

    if not (to or proof):
        who = issue if "@" in issue else "ADDRESS"
        raise UsageError("nobody is named to send to", todo=f"say --to {who}; or --proof, for the addresses of your proofs")
    if not (issue or proof):
        one_waits("send")
    path, publication = issue_file(issue)
    publication = replace(publication, sender=sender or publication.sender)  # so that it is judged as it goes out
    one = read_issue(path, publication)
    if not proof:
        _may_go(path, one, again)
    named = readers(to, publication, tell=say)
    if proof and publication.require_approval:
        for_proofs_alone(named, publication)
    address = _address(publication, sender)
    # What is wrong with --via is told before all that is told of the letter.
    carries = carrier_for(via, address, os.environ) if via else None
    profile = _service(publication, service)
    if proof and not service:
        _say_whose_proof(profile, publication)
    letter = press(one, publication, publications.theme(publication, theme))
    for line in letter.notes:
        say(line)
    errand = Errand(path, publication, one, publication.sender, via, proof, now(publication))
    parcels, edition = messages(letter, profile, named, errand)
    if not proof:
        if not anyway:
            _has_a_way_out(edition, publication)
        approval.in_order(path, publication, edition, one, profile, today=errand.moment.date(), anyway=anyway,
                          options=["--from", sender] if sender else [])
    go(parcels, carries or carrier_for(via, address, os.environ), errand)


def _say_whose_proof(profile: Service, publication: Publication) -> None:
    """Say that a proof is none of what the publication's service sends, where that fills in the words itself."""
    from newsletter import publication as publications

    if profile.id != publication.service:
        say(f"the proof is filled in here: what {publications.service(publication).name} sends has words of its own — send yourself "
            "a test there, too")


def _address(publication: Publication, typed: str) -> str:
    """Return the address that sends. Raises UsageError, with the line of newsletter.toml where that says none."""
    from newsletter.message import author

    try:
        return author(publication.sender)[1]
    except UsageError as error:
        if typed or not publication.sender or publication.root is None:
            raise
        from newsletter.checks import setting_at

        raise UsageError(error.what, todo=error.todo, where=setting_at(publication, "sender")) from None


def _has_a_way_out(edition: Edition, publication: Publication) -> None:
    """Raise where the line with the way out of the list fell away: a reader must not get a letter without it."""
    if "unsubscribe" in edition.dropped and "{token}" in publication.addresses.get("unsubscribe", ""):
        raise Refused("{token} in the address to unsubscribe at is filled in by nobody here, and the way out would be missing",
                      todo="write {email} in its place, under [addresses] in newsletter.toml; or say --anyway")


def _may_go(path: str, issue: Issue, again: bool) -> None:
    """Raise where an issue was sent already, or could not be marked as sent."""
    if path == STDIN:
        raise UsageError("standard input cannot be marked as sent", todo="name the issue's file or number, or send a --proof")
    if issue.sent and not again:
        raise Refused(f"this was sent on {issue.sent}", todo="say --again if somebody should get it who did not",
                      where=issue.where("sent"))


def _service(publication: Publication, name: str) -> Service:
    """Return the service whose words go in: one that takes whole messages, its own words for names being none."""
    from newsletter import publication as publications

    profile = publications.service(publication, name)
    if profile.shape == "eml":
        return profile
    if name:
        raise UsageError(f"{profile.name} fills in names and ways out itself, a message of ours would show its tags",
                         todo=f"newsletter export --service {profile.id}; or leave --service out")
    return publications.service(publication, "plain")
