"""The ways in which a host of the demo site can fail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

HANG_LIMIT_SECONDS = 30.0
"""The longest that ``Fault.HANG`` keeps anyone waiting."""

HUGE_BYTES = 11_000_000
"""More than the 10 MB that a crawl takes."""


class Fault(StrEnum):
    """What goes wrong. What is not said otherwise is answered with status 200."""

    STATUS_403 = "403"
    STATUS_404 = "404"
    STATUS_410 = "410"
    STATUS_429 = "429"
    """With ``Retry-After: 2``."""
    STATUS_500 = "500"
    STATUS_503 = "503"
    ROBOTS_503 = "robots 503"
    """503 for robots.txt; the pages are well."""
    BOT_WALL = "bot wall"
    """"Just a moment…" and a script, instead of the page."""
    BLANK = "blank"
    """An HTML page with nothing in it."""
    EMPTY_BODY = "empty body"
    """Not a byte."""
    GARBAGE = "garbage"
    """Bytes that are neither HTML nor XML, under the page's own media type."""
    HUGE = "huge"
    """More than 10 MB, and the header says so."""
    HUGE_UNDECLARED = "huge undeclared"
    """More than 10 MB in chunks, the size unsaid."""
    BOMB = "bomb"
    """A few kilobytes of gzip that unpack to more than 10 MB."""
    TRUNCATED = "truncated"
    """The connection ends at half of the length that was promised."""
    RESET = "reset"
    """The connection is reset in the middle of the answer."""
    HANG = "hang"
    """The answer is right, and late."""
    REDIRECT_FRONT = "redirect front"
    """302 to the host's front page."""
    REDIRECT_AWAY = "redirect away"
    """302 to the front page of another host."""
    REDIRECT_LOOP = "redirect loop"
    """302 to the very same address."""


STATUSES = {
    Fault.STATUS_403: HTTPStatus.FORBIDDEN,
    Fault.STATUS_404: HTTPStatus.NOT_FOUND,
    Fault.STATUS_410: HTTPStatus.GONE,
    Fault.STATUS_429: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.STATUS_500: HTTPStatus.INTERNAL_SERVER_ERROR,
    Fault.STATUS_503: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.ROBOTS_503: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Faults that are a status and an error page."""


@dataclass(slots=True)
class Failure:
    """A fault that was ordered.

    Attributes:
        path: Searched for in path and query; ``None`` means every address but robots.txt.
        times: How often it still strikes; ``None``: until healed.
        seconds: How long ``Fault.HANG`` waits.
    """

    fault: Fault
    path: re.Pattern[str] | None
    times: int | None
    seconds: float

    def strikes(self, target: str) -> bool:
        """Tell whether it is meant for this path and query."""
        robots = target.partition("?")[0] == "/robots.txt"
        if self.fault is Fault.ROBOTS_503:
            return robots
        return not robots if self.path is None else bool(self.path.search(target))
