"""``newsletter preview``: the letter in a browser, live."""

from __future__ import annotations

from typing import Annotated

import typer

from newsletter.cli.manners import ThemeName, WhichIssue, issue_file, say


def preview(
    issue: WhichIssue = "",
    theme: ThemeName = "",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65_535, help="The port on this machine.")] = 8025,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
) -> None:
    """Show ISSUE in the browser as it will be read, and again whenever a file of it changes. Ctrl-C ends it."""
    from newsletter.preview import serve

    path, publication = issue_file(issue)
    serve(path, publication=publication, theme=theme, port=port, open_browser=not no_open, say=say)
