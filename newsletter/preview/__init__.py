"""An issue file → a page on this machine that shows its letter, anew whenever a file of it changes.

    watch    files and folders → a call whenever one of them changes
    showing  those files → what there is to show: the letter, or the last good one and the mistakes
    board    where the newest showing hangs, and who waits for the next
    view     a showing → what the page and its frames are given
    app      requests → those; guard: requests that may pass
    server   a port, a thread that builds, a browser, Ctrl-C

The door of starlette, uvicorn and watchfiles; none of them is loaded before `serve` is called.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from newsletter.model import Publication

PORT = 8025


def serve(
    path: str | Path,
    *,
    publication: Publication,
    theme: str = "",
    port: int = PORT,
    open_browser: bool = True,
    say: Callable[[str], None],
) -> None:
    """Show the letter of an issue file in the browser until Ctrl-C.

    Only this machine can see it (127.0.0.1). Mistakes that are in the files by then are shown on the page.

    Args:
        theme: the name of another theme than the publication's.
        port: 0 for any that is free.
        open_browser: open the page in a browser, by `webbrowser` (which heeds ``BROWSER``).
        say: prints a line of talk.

    Raises:
        UsageError: standard input cannot be watched; no such port.
        InputError: there is no such file, or no such theme.
        OutsideError: the port is taken.
    """
    from newsletter.preview.server import run

    run(path, publication, theme, port, open_browser, say)
