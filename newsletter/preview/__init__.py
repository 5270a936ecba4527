"""An issue file → a page on this machine that shows its letter, anew whenever a file of it changes.

    watch     files and folders → a call whenever one of them changes
    showing   those files → what there is to show: the letter, or the last good one and the mistakes (excerpts: their
              lines; proof: what there is to say of the letter; links: what is behind its links)
    press     the thread that builds and proves; board: where the newest showing hangs, and who waits for the next
    desk      the issues that are open; listing: all there are, with thumbnails
    seen      a letter and how it is looked at → the document in a frame (dark: as a forced dark paints it; whom: who gets a part of it)
    view      a showing → what the page is told; forms: a letter to be read, copied and kept
    answers   requests about an issue → those; app: which address is which; guard: requests that may pass
    rundown/  blocks and stories as rows beside the letter, and what they change
    phone     one letter, to a phone of the same network, when asked
    server    a port, a browser, Ctrl-C

The door of starlette, uvicorn, watchfiles and segno; none of them is loaded before `serve` is called.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from newsletter.model import Publication

PORT = 8025


def serve(
    path: str | Path | None,
    *,
    publication: Publication,
    theme: str = "",
    port: int = PORT,
    open_browser: bool = True,
    phone: bool = False,
    say: Callable[[str], None],
) -> None:
    """Show the letter of an issue file, or all of a publication's, in the browser until Ctrl-C.

    Only this machine can see it (127.0.0.1), and a phone when it is asked for. Mistakes that are in the files by then are shown on the page.

    Args:
        path: the issue file; None for the list of all issues, from which each is opened.
        theme: the name of another theme than the publication's.
        port: 0 for any that is free.
        open_browser: open the page in a browser, by `webbrowser` (which heeds ``BROWSER``).
        phone: show this one letter also to whoever has an address in this network that nobody can guess.
        say: prints a line of talk.

    Raises:
        UsageError: standard input cannot be watched; no such port.
        InputError: there is no such file, or no such theme.
        OutsideError: the port is taken; this machine is in no network, and a phone is asked for.
    """
    from newsletter.preview.server import run

    run(None if path is None else Path(path), publication, theme, port, open_browser, phone, say)
