"""Logging: ``event key=value``, one line each, on stderr."""

from __future__ import annotations

import logging
import sys
import time
from typing import TextIO

FORMAT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to what stderr is at that moment: a progress bar puts itself in its place while it is shown."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        """The stream of this moment."""
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        raise AttributeError("always stderr")


def to_stderr(level: str) -> None:
    """Send every log line of this level and above to stderr, with times in UTC. May be called again."""
    handler = _Stderr()
    handler.setLevel(level)  # Scrapy opens the root logger to every level
    formatter = logging.Formatter(FORMAT, "%Y-%m-%d %H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, _Stderr)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
