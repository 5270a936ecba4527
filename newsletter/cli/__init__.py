"""The command line: arguments in, one call, text out. One file per command; here they are put together.

What goes wrong becomes a line on stderr and a status here, and nowhere else (`newsletter.errors`).
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import NamedTuple, NoReturn

import typer
from typer.core import TyperGroup

from newsletter.cli import list as list_command
from newsletter.cli import add, approve, articles, check, export, fetch, history, keep, login, new, next, pick, preview
from newsletter.cli import refresh, render, review, send, sent, size, why
from newsletter.cli.manners import say
from newsletter.errors import NewsletterError


class _InOrder(TyperGroup):
    """Lists the commands as `COMMANDS` has them; Typer would put those with commands of their own first."""

    def list_commands(self, ctx: typer.Context) -> list[str]:
        return [command.name for command in COMMANDS]


class Command(NamedTuple):
    """A command of the command line.

    Attributes:
        summary: what it does, in a line of the list of all; its own help says more.
        run: a Typer is a command with commands of its own.
    """

    name: str
    summary: str
    run: Callable[..., None] | typer.Typer


# In the order of an editor's week, as `--help` lists them.
COMMANDS = (
    Command("new", "Start a publication in a new folder.", new.new),
    Command("fetch", "Bring the articles of all sources into the archive.", fetch.fetch),
    Command("articles", "Search the archive, the newest first.", articles.articles),
    Command("keep", "Mark articles for the next number.", keep.keep),
    Command("pick", "Choose from sources and print an issue, with reasons.", pick.pick),
    Command("next", "Lay the next number into issues/, its stories picked.", next.next_number),
    Command("add", "Put articles into an issue.", add.add),
    Command("refresh", "Show what changed at the sources since an issue was picked.", refresh.refresh),
    Command("why", "Say why an article is in an issue, or was left out.", why.why),
    Command("render", "Print an issue as HTML, plain text or a whole message.", render.render),
    Command("size", "Say how many bytes each block costs, and what to shorten.", size.size),
    Command("check", "Say what is wrong with an issue or a letter, and where.", check.check),
    Command("preview", "Show an issue in the browser, and again when it changes.", preview.preview),
    Command("review", "Put an issue into one file for colleagues.", review.review),
    Command("approve", "Remember an issue as it may go out.", approve.approve),
    Command("export", "Pack an issue for a mailing service.", export.export),
    Command("send", "Send an issue to up to 50 addresses, or a proof of it.", send.send),
    Command("sent", "Mark an issue as sent.", sent.sent),
    Command("history", "Remember earlier letters that went out elsewhere.", history.app),
    Command("login", "Keep user and password of a mail server in the keyring.", login.app),
    Command("list", "List blocks, themes, services, sources and checks.", list_command.list_shelf),
)


def _version(asked: bool) -> None:
    if asked:
        from newsletter import __version__

        typer.echo(f"newsletter {__version__}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    """Pick articles for an issue, and render it as a letter for any mailing service."""


def _app(commands: Iterable[Command]) -> typer.Typer:
    """Return the command line with some of its commands."""
    made = typer.Typer(
        name="newsletter",
        cls=_InOrder,
        help="Pick articles for an issue, and render it as a letter for any mailing service.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    made.callback()(_options)
    for name, summary, run in commands:
        if isinstance(run, typer.Typer):
            made.add_typer(run, name=name, short_help=summary)
        else:
            made.command(name, short_help=summary)(run)
    return made


app = _app(COMMANDS)


def main() -> None:
    """Run the command line and raise SystemExit with its status."""
    sys.exit(_status())


def run() -> NoReturn:
    """Run the command line and end the process at once.

    Python would first take all modules apart one by one, a tenth of a short command's time (measured: 374 → 333 ms),
    and nothing of ours waits for it: files are written and closed, and what was said is flushed here.
    """
    for number in _ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:  # what nohup ignores stays ignored
            signal.signal(number, signal.default_int_handler)  # what is half done is taken back, as for Ctrl-C
    status = _status()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()
    os._exit(status)


# What ends a program from outside, beside Ctrl-C: kill, and a terminal that is closed.
_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _status() -> int:
    try:
        return _ran()
    except BrokenPipeError:
        # Whoever read us has enough. Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _ran() -> int:
    try:
        # Typer looks at every option of every command that it is given, a twentieth of a short command's time (measured).
        asked = [command for command in COMMANDS if [command.name] == sys.argv[1:2]]
        status = (_app(asked) if asked else app)(standalone_mode=False)
        sys.stdout.flush()
        return status or 0
    except NewsletterError as error:
        say(str(error))
        if error.exit_code == NewsletterError.exit_code:
            traceback.print_exc()
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:
        # Typer's own complaints about arguments carry what to show and a status; anything else is a bug of ours.
        show = getattr(error, "show", None)
        if show is None:
            traceback.print_exc()
            say("this is a bug in newsletter; the lines above say where")
            return NewsletterError.exit_code
        show()
        return getattr(error, "exit_code", 2)
