"""The command ``rasd``: each command parses, calls and prints; results on stdout, all else on stderr."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def main() -> None:
    """Run the command line. From its first moment, while modules are imported too, Ctrl-C ends it in one line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else whoever started it wants it ignored
        signal.signal(signal.SIGINT, _interrupted)
    from monitor.cli.app import run  # noqa: PLC0415 - takes most of the time that a short command takes

    run()


def _interrupted(*_: object) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.stderr.write("interrupted\n")
    raise SystemExit(INTERRUPTED)
