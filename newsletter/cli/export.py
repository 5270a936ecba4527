"""``newsletter export``: an issue packed for one mailing service, with what to do with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli.manners import Anyway, ServiceName, ThemeName, WhichIssue, issue_file, now, put, read_issue, say, stem
from newsletter.errors import UsageError
from newsletter.files import STDIN, may_be_written, shown, write_folder

Into = Annotated[
    str, typer.Option("-o", "--output", metavar="DIR|FILE.zip", help="Put it here; else into a folder named after issue and service.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace an export that is there.")]

_FILES = (".html", ".htm", ".txt", ".eml", ".md", ".mjml", ".json", ".toml", ".tar", ".gz", ".tgz", ".rar", ".7z")


def export(
    issue: WhichIssue = "",
    service: ServiceName = "",
    theme: ThemeName = "",
    output: Into = "",
    force: Force = False,
    anyway: Anyway = False,
) -> None:
    """Pack ISSUE for a mailing service: what its import form wants, and HANDOVER.md, which says what to do with it."""
    from newsletter import approval, checks, export as exports, publication as publications
    from newsletter.build import press

    if Path(output).suffix.lower() in _FILES:
        raise UsageError(f"an export is a folder or a .zip, no {Path(output).suffix} file", todo="name it so; newsletter "
                         "render makes single files")
    path, publication = issue_file(issue)
    profile = publications.service(publication, service)
    target, is_folder = Path(output or f"{stem(path)}-{profile.id}"), not (output == STDIN or output.lower().endswith(".zip"))
    if output != STDIN:
        may_be_written(target, force=force, own=exports.is_of_a_pack if is_folder else None)
    one = read_issue(path, publication)
    letter = press(one, publication, publications.theme(publication, theme))
    approval.in_order(path, publication, checks.as_judged(letter, profile, publication), one, profile,
                      today=now(publication).date(), anyway=anyway)
    pack = exports.packed(letter, profile, publication, one)
    for line in (*letter.notes, *pack.remarks):
        say(line)
    if not is_folder:
        put(exports.zipped(pack.files), output, force=force)
        return
    write_folder(target, pack.files, force=force, own=exports.is_of_a_pack)
    say(f"wrote {shown(target)}: {len(pack.files)} files for {profile.name}; {shown(target / 'HANDOVER.md')} says what to do")
