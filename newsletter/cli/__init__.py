"""The command line: arguments in, one call, text out. One file per command; here they are put together.

What goes wrong becomes a line on stderr and a status here, and nowhere else (`newsletter.errors`).
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import NoReturn

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
        return [name for name, _ in COMMANDS]


# In the order of an editor's week, as `--help` lists them; a Typer is a command with commands of its own.
COMMANDS: tuple[tuple[str, Callable[..., None] | typer.Typer], ...] = (
    ("new", new.new),
    ("fetch", fetch.fetch),
    ("articles", articles.articles),
    ("keep", keep.keep),
    ("pick", pick.pick),
    ("next", next.next_number),
    ("add", add.add),
    ("refresh", refresh.refresh),
    ("why", why.why),
    ("render", render.render),
    ("size", size.size),
    ("check", check.check),
    ("preview", preview.preview),
    ("review", review.review),
    ("approve", approve.approve),
    ("export", export.export),
    ("send", send.send),
    ("sent", sent.sent),
    ("history", history.app),
    ("login", login.app),
    ("list", list_command.list_shelf),
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


def _app(commands: Iterable[tuple[str, Callable[..., None] | typer.Typer]]) -> typer.Typer:
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
    for name, command in commands:
        if isinstance(command, typer.Typer):
            made.add_typer(command, name=name)
        else:
            made.command(name)(command)
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
        asked = [command for command in COMMANDS if [command[0]] == sys.argv[1:2]]
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
