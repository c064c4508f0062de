"""What came back, if it is no page: statuses, walls against robots, failures on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from spiders.errors import BotWall, HttpStatus, NotFound, NotInArchive, RedirectLoop, SourceError, TooLarge, Unreachable

if TYPE_CHECKING:
    from scrapy.http import Response

ABSENT = "not-in-archive"
"""Flag of a replayed answer: the WARC file does not hold the address."""

WALL_TITLES = re.compile(
    rb"<title[^>]*>\s*(Just a moment|Attention Required!|Access Denied|Access to this page has been denied|"
    rb"Request Rejected|DDoS-Guard|Security Check|Are you a robot|Verify(?:ing)? you are (?:a )?human|"
    rb"Pardon Our Interruption|Robot Check|Please Wait\.\.\. \| Cloudflare)[\s.!?]*(?:[<|\-]|\xe2\x80)",
    re.IGNORECASE,
)
WALL_SCRIPTS = re.compile(rb"_Incapsula_Resource|/cdn-cgi/challenge-platform|px-captcha|g-recaptcha|h-captcha|cf_chl_")
WALL_BYTES = 20_000
"""A page of scripts that is larger than this is a page with a captcha in some form on it, not a wall."""

WALL_STATUSES = frozenset({401, 403, 407, 429})

FAILURES: dict[type[BaseException], str] = {
    CannotResolveHostError: "the host's name cannot be resolved",
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "no answer in time",
    ResponseDataLossError: "the answer was cut short",
    DownloadFailedError: "",
    OSError: "",
}
"""Scrapy's failures of a request, in words; where empty, the error's own words."""


def check(response: Response, source: str) -> None:
    """Raise what an answer is, if it is no page.

    Args:
        response: The answer, after redirects.
        source: Name of the source that asked.

    Raises:
        NotInArchive: A replay's file does not hold the address.
        NotFound: 404 or 410.
        BotWall: 401, 403, 429, or a page that asks whether we are a robot.
        HttpStatus: Any other status than 200 to 299.
    """
    if ABSENT in response.flags:
        raise NotInArchive(source, response.url)
    if response.status in {404, 410}:
        raise NotFound(source, response.url, str(response.status))
    wall = _wall(response.body)
    if response.status in WALL_STATUSES or (wall and response.status >= 400):
        raise BotWall(source, response.url, ", ".join(filter(None, [f"status {response.status}", wall])))
    if not 200 <= response.status < 300:
        raise HttpStatus(source, response.url, str(response.status))
    if wall:
        raise BotWall(source, response.url, wall)


def _wall(body: bytes) -> str:
    if title := WALL_TITLES.search(body[:WALL_BYTES]):
        return f"the page is titled {title.group(1).decode('latin-1')!r}"
    if len(body) < WALL_BYTES and (script := WALL_SCRIPTS.search(body)) and body.count(b"<p") < 3:
        return f"the page is a check for robots ({script.group().decode('latin-1')})"
    return ""


def named(error: BaseException | None, source: str, url: str) -> SourceError:
    """Return a failure of a request under the name it has here."""
    if isinstance(error, SourceError):
        return type(error)(error.source, error.url, error.detail)
    if isinstance(error, DownloadCancelledError) or (isinstance(error, IgnoreRequest) and "MAXSIZE" in str(error)):
        return TooLarge(source, url, "more than page_max_mb")
    if isinstance(error, IgnoreRequest) and "redirect" in str(error):
        return RedirectLoop(source, url)
    for kind, words in FAILURES.items():
        if isinstance(error, kind):
            return Unreachable(source, url, words or _first_line(error))
    return SourceError(source, url, f"{type(error).__name__}: {_first_line(error)}")


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
