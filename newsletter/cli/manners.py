"""What all commands share: how they talk, where their product goes, and the options that mean the same everywhere."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from newsletter.errors import Mistakes, OutsideError, UsageError
from newsletter.files import STDIN, folder_of, read_text, shown, write
from newsletter.model import Article, Issue, Publication, Reading
from newsletter.prose import amount, excerpt, one_line

# ── options ──────────────────────────────────────────────────────────────────────────────────────────────────

WhichIssue = Annotated[
    str,
    typer.Argument(
        metavar="[ISSUE]",
        help="A number (47), a date, a file, - for standard input; nothing for the newest not yet sent.",
    ),
]
FiledIssue = Annotated[
    str, typer.Argument(metavar="[ISSUE]", help="A number (47), a date or a file; nothing for the newest not yet sent."),
]
Output = Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="Write to this file; - for standard output.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")]
ThemeName = Annotated[str, typer.Option("--theme", metavar="NAME", help="Another theme than the publication's.")]
ServiceName = Annotated[str, typer.Option("--service", metavar="ID", help="Another mailing service than the publication's.")]
Sender = Annotated[str, typer.Option("--from", metavar="ADDRESS", help="Who it comes from, if not the publication's sender.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Do it although the check finds errors.")]
MOST = 1_000_000
"""Of whatever is asked for by a number, at the most."""
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Fetch from your own network, too.")]


# ── talk ─────────────────────────────────────────────────────────────────────────────────────────────────────


def say(text: str = "") -> None:
    """Print talk to stderr. Foreign words may be in it: no control character reaches the terminal.

    Where nobody listens any more the work goes on, and nothing is said.
    """
    if sys.stderr is None:  # closed before we were started
        return
    try:
        for line in text.split("\n"):
            indent = len(line) - len(line.lstrip(" "))
            sys.stderr.write(" " * indent + one_line(line) + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def put(product: str | bytes, output: str, *, force: bool = False) -> None:
    """Print a product to stdout, or write it to a file and say so."""
    if output in ("", STDIN):
        data = product.encode("utf-8") if isinstance(product, str) else product
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutsideError(f"standard output cannot be written: {error.strerror}", todo="make room on the disk") from error
        return
    write(Path(output), product, force=force)
    say(f"wrote {shown(output)}")


# What a terminal may take for orders, and what ends or turns lines; in JSON it stands in words only.
_ORDERS = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def in_json(value: object) -> str:
    """Return a value as JSON to read, in which nothing can harm a terminal; it ends with a line's end."""
    said = json.dumps(value, ensure_ascii=False, indent=2)
    return _ORDERS.sub(lambda found: f"\\u{ord(found[0]):04x}", said) + "\n"


def read_back(reading: Reading, *, advise: bool) -> None:
    """Say what was understood of a source; of a pasted listing, each article, for nobody else can tell.

    Args:
        advise: say also what would make more of it.
    """
    say(f"{reading.name}: {amount(len(reading.articles), 'article')} ({reading.kind})")
    if reading.kind == "listing":
        for number, article in enumerate(reading.articles, 1):
            say(f"{number:4}. {_in_a_line(article)}")
    for piece in reading.unplaced:
        say(f"      left out: {excerpt(piece, 200)}")
    for line in reading.advice if advise else ():
        say(f"      {line}")


def _in_a_line(article: Article) -> str:
    extras = [
        "video" if article.kind == "video" else "",
        f"picture: {article.alt}" if article.alt else "",
        f"{article.published:%Y-%m-%d}" if article.published else "",
        article.url,
    ]
    return excerpt(" · ".join([article.title, *filter(None, extras)]), 200)


# ── where we are ─────────────────────────────────────────────────────────────────────────────────────────────


def here() -> Publication:
    """Return the publication of the working directory."""
    from newsletter import publication

    return publication.find(Path.cwd())


def home() -> tuple[Publication, Path]:
    """Return the publication of the working directory and its folder. Raises UsageError where there is none."""
    publication = here()
    if publication.root is None:
        raise UsageError(
            "there is no publication here (no newsletter.toml in this folder or above it)",
            todo="go into its folder, or start one with: newsletter new my-letter",
        )
    return publication, publication.root


def issue_file(which: str) -> tuple[str, Publication]:
    """Return the file that an ISSUE argument means, and the publication it belongs to; say which it is."""
    from newsletter import issue, publication

    if which == STDIN:
        return which, here()
    path = issue.find(here(), which)
    if not which:
        say(f"taking {shown(path)}")
    return str(path), publication.find(path.parent)


def read_issue(path: str, publication: Publication) -> Issue:
    """Return the issue in a file. Raises `Mistakes` of the file and its pictures, together."""
    from newsletter import issue, publication as publications

    text, folder = read_text(path), folder_of(path)
    try:
        return issue.parse(text, name=shown(path), folder=folder, blocks=publications.blocks(publication))
    except Mistakes:
        from newsletter import build  # it is not needed for what is right

        return build.read(text, name=shown(path), folder=folder, publication=publication, theme=publications.theme(publication))


def stem(path: str) -> str:
    """Return what begins the name of what is made of an issue file."""
    return "letter" if path == STDIN else Path(path).stem


def now(publication: Publication) -> datetime:
    """Return this moment in the publication's time zone. The only clock of the program is in its shell."""
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(publication.timezone))


def moment(text: str, at: datetime) -> datetime:
    """Return what ``--since`` means: ``7d``, ``2026-11-13``, ``13.11.2026``, ``monday``; midnight in that time zone.

    Raises UsageError for anything else.
    """
    from newsletter.cli.when import moment_of

    try:
        return moment_of(text, at)
    except ValueError:
        raise UsageError(
            f"--since '{text}' is no time, or none from 1970 on",
            todo="write 7d, 2026-11-13, 13.11.2026, monday, yesterday or last-issue",
        ) from None
