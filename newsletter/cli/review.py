"""``newsletter review``: a letter as one file for colleagues."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli.manners import Force, ServiceName, ThemeName, WhichIssue, issue_file, now, put, say, stem
from newsletter.errors import UsageError
from newsletter.files import STDIN, shown

Into = Annotated[
    str, typer.Option("-o", "--output", metavar="FILE.html", help="Write it here, - for standard output; else 047-review.html.")
]


def review(
    issue: WhichIssue = "", output: Into = "", service: ServiceName = "", theme: ThemeName = "", force: Force = False
) -> None:
    """Put ISSUE into one file for colleagues: the letter on phone and desktop, inbox rows, words, findings, changes.

    It opens from a mail, needs no network and no scripts, and prints. Stories are numbered as the issue file counts.
    """
    from newsletter.preview.review import review as reviewed

    if output and output != STDIN and (Path(output).is_dir() or output.endswith("/")):
        raise UsageError(f"{shown(output)} is a folder", todo="name a file in it")
    if Path(output).suffix.lower() not in ("", ".html", ".htm"):
        raise UsageError(f"a review is no {Path(output).suffix} file", todo="let the file end in .html")
    path, publication = issue_file(issue)
    html = reviewed(path, publication, theme=theme, service=service, today=now(publication).date())
    target = output or f"{stem(path)}-review.html"
    put(html, target, force=force)
    if target != STDIN:
        say(f"{len(html.encode('utf-8', 'replace')) / 1e6:.1f} MB, pictures inside: open it in a browser, or send it to colleagues")
