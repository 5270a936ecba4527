"""``newsletter preview``: the letter in a browser, live."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli.manners import ThemeName, here, issue_file, say

Which = Annotated[
    str, typer.Argument(metavar="[ISSUE]", help="A number (47), a date, a file; nothing for the list of all, or the only one.")
]


def preview(
    issue: Which = "",
    theme: ThemeName = "",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65_535, help="The port on this machine.")] = 8025,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    phone: Annotated[
        bool, typer.Option("--phone", help="Show it on your phone, too: a QR code for this network, this letter only.")
    ] = False,
) -> None:
    """Show ISSUE in the browser as it will be read, and again whenever a file of it changes. Ctrl-C ends it."""
    from newsletter import issue as issues
    from newsletter.preview import serve

    publication = here()
    numbers = issues.numbers(publication)
    path: Path | None = None
    if issue or phone or not numbers:
        name, publication = issue_file(issue)
        path = Path(name)
    elif len(numbers) == 1:
        path = numbers[0][1]
    serve(path, publication=publication, theme=theme, port=port, open_browser=not no_open, phone=phone, say=say)
