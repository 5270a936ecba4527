"""Where the program begins: ``newsletter``, or ``python -m newsletter``."""

from __future__ import annotations

import signal
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line and end the process.

    As long as its modules load, Ctrl-C just ends it: Python would show where in them it was.
    """
    interrupted = signal.getsignal(signal.SIGINT)
    if interrupted is signal.default_int_handler:  # else whoever began us wants it otherwise
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from newsletter import cli

    signal.signal(signal.SIGINT, interrupted)
    cli.run()


if __name__ == "__main__":
    run()
