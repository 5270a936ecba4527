"""``newsletter check``: everything wrong with a letter, before it is sent, at the line where it can be mended."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.manners import AllowPrivate, ServiceName, ThemeName, WhichIssue, here, in_json, issue_file, now, put
from newsletter.errors import InputError, Mistakes, Refused, UsageError
from newsletter.files import STDIN, decode, folder_of, read_bytes, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.checks import Sheet, Waived
    from newsletter.checks.features import Program
    from newsletter.checks.links.asking import Asker
    from newsletter.model import Finding, Publication


class Report(StrEnum):
    """What a report can be printed as."""

    text = "text"
    json = "json"
    sarif = "sarif"


_FOREIGN = frozenset((".html", ".htm", ".xhtml", ".eml"))

Names = Annotated[list[str] | None, typer.Option("--only", metavar="CHECK", help="Only this check or family; repeat for more.")]
Unwanted = Annotated[list[str] | None, typer.Option("--skip", metavar="CHECK", help="Not this check or family; repeat for more.")]


def check(
    which: WhichIssue = "",
    service: ServiceName = "",
    theme: ThemeName = "",
    only: Names = None,
    skip: Unwanted = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
    template: Annotated[bool, typer.Option("--template", help="Show what the template's keeper is to mend, too.")] = False,
    against: Annotated[str, typer.Option("--against", metavar="ISSUE", help="What ISSUE, a letter that came back, was made of: "
                                         "say what became of it on the way.")] = "",
    online: Annotated[bool, typer.Option("--online", help="Ask the web what is behind each link.")] = False,
    allow_private: AllowPrivate = False,
    form: Annotated[Report, typer.Option("--as", help="What to print it as.")] = Report.text,
) -> int:
    """Check ISSUE, an .html or an .eml file: what is wrong with it, where, and how to mend it.

    Ends with 1 where there are errors, mistakes of the issue file among them. See: newsletter list checks
    """
    from newsletter import checks
    from newsletter.cli.online import asking
    from newsletter.cli.reporting import as_json, as_text

    if against:
        return _compared(which, against, service, theme, form)
    with asking(online, allow_private) as asker:
        path, result, sheet = _checked(which, service, theme, only or [], skip or [], asker)
    name = shown(path)
    match form:
        case Report.text:
            put(as_text(name, result, template=template, programs=_programs(sheet) if template else (),
                        unmade=sheet is None, not_yet=_not_yet(path, sheet)), STDIN)
        case Report.json:
            put(in_json(as_json(name, result)), STDIN)
        case Report.sarif:
            put(in_json(checks.sarif(result)), STDIN)
    failing = ("error", "warning") if strict else ("error",)
    return int(any(finding.level in failing for finding in result.findings))


def _checked(
    which: str, service: str, theme: str, only: list[str], skip: list[str], asker: Asker | None
) -> tuple[str, Waived, Sheet | None]:
    """Return the file that is meant, what is wrong with its letter, and the letter, if there is one."""
    from newsletter import checks
    from newsletter.model import replace

    try:
        path, sheet = _meant(which, service, theme)
    except _NoLetter as error:
        return error.path, checks.Waived(tuple(_mistakes(error.why))), None
    sheet = replace(sheet, online=asker) if asker else sheet
    return path, checks.judged(sheet, only, skip), sheet


def _not_yet(path: str, sheet: Sheet | None) -> str:
    """Return what an issue waits for, besides being without errors: that it is approved; empty for nothing."""
    from newsletter import approval

    if sheet is None or sheet.issue is None:
        return ""
    try:
        approval.require(path, sheet.publication, sheet.edition.letter, sheet.service)
    except (Refused, InputError) as error:
        return f"{error.what} — {error.todo}"
    return ""


class _NoLetter(Exception):
    """The issue file has mistakes, so that there is no letter."""

    def __init__(self, path: str, why: InputError) -> None:
        super().__init__(path)
        self.path, self.why = path, why


def _meant(which: str, service: str, theme: str) -> tuple[str, Sheet]:
    """Return the letter that is meant, and its file. Raises _NoLetter for mistakes of an issue."""
    from newsletter import checks

    if Path(which).suffix.lower() in _FOREIGN:
        return which, _foreign(read_bytes(which), shown(which), service)
    if which == STDIN:
        data = read_bytes(STDIN)
        if checks.looks_foreign(data):
            return STDIN, _foreign(data, shown(STDIN), service)
        path, publication, text = STDIN, here(), decode(data, shown(STDIN))
    else:
        path, publication = issue_file(which)
        text = decode(read_bytes(path), shown(path))
    try:
        return path, _sheet(path, text, publication, service, theme)
    except InputError as error:
        if not isinstance(error, Mistakes) and not error.where.startswith(f"{shown(path)}:"):
            raise
        raise _NoLetter(path, error) from error


def _programs(sheet: Sheet | None) -> Sequence[Program]:
    """Return what the readers' mail programs make of a letter."""
    from newsletter.checks.features import by_program

    return by_program(sheet.html, sheet.publication.audience) if sheet else ()


def _compared(which: str, against: str, service: str, theme: str, form: Report) -> int:
    """Print what became of a letter on its way, and return the status: 1 where something was lost."""
    from newsletter import checks
    from newsletter.cli.reporting import compared_as_json, compared_as_text

    if form is Report.sarif:
        raise UsageError("a comparison has no places for SARIF", todo="leave out --as, or say --as json")
    if not which:
        raise UsageError("--against needs the letter that came back", todo="name its file: newsletter check received.eml "
                                                                          f"--against {against}")
    came = checks.foreign(read_bytes(which), shown(which), here())
    path, publication = issue_file(against)
    sent = _sheet(path, decode(read_bytes(path), shown(path)), publication, service, theme)
    seen = checks.against(came, sent)
    if form is Report.json:
        put(in_json(compared_as_json(shown(which), shown(path), seen)), STDIN)
    else:
        put(compared_as_text(shown(which), shown(path), seen), STDIN)
    return int(not all(one.ok for one in seen))


def _foreign(data: bytes, name: str, service: str) -> Sheet:
    from newsletter import checks

    if service:
        raise UsageError("--service is for issues", todo="leave it out: this letter has its words already")
    return checks.foreign(data, name, here())


def _sheet(path: str, text: str, publication: Publication, service: str, theme: str) -> Sheet:
    """Return the letter of an issue file as it lies before the checks. Raises as `newsletter.build.build`."""
    from newsletter import build, checks, publication as publications

    profile, look = publications.service(publication, service), publications.theme(publication, theme)
    issue = build.read(text, name=shown(path), folder=folder_of(path), publication=publication, theme=look)
    letter = build.press(issue, publication, look)
    return checks.Sheet(
        edition=checks.as_judged(letter, profile, publication), publication=publication, issue=issue, given_service=profile,
        today=now(publication).date(),
    )


def _mistakes(error: InputError) -> list[Finding]:
    """Return the mistakes of an issue file as findings: with them there is no letter to look at."""
    from newsletter.model import Finding

    return [Finding(rule="ISSUE-FILE", level="error", message=one.what, hint=one.todo, where=one.where)
            for one in (error.mistakes if isinstance(error, Mistakes) else (error,))]
