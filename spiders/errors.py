"""What can go wrong at a source, each with a name of its own."""

from scrapy.exceptions import IgnoreRequest


class NotWanted(IgnoreRequest):
    """A request was given up because what was read meanwhile answers it; no error."""


class SourceError(Exception):
    """Base of every error a source can cause."""

    summary = "source error"

    def __init__(self, source: str, url: str, detail: str = "") -> None:
        super().__init__(source, url, detail)
        self.source = source
        self.url = url
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.source}: {self.reason} ({self.url})"

    @property
    def reason(self) -> str:
        """What happened, in words, without the source and the address."""
        return f"{self.summary}: {self.detail}" if self.detail else self.summary


class LayoutChanged(SourceError):  # noqa: N818 - reads as the event it reports
    """A page loaded, but nothing we know finds what must be there.

    Raised rather than returning nothing, so that a redesigned site shows up as
    a failed run and never as a quiet week.
    """

    summary = "page layout changed"


class BotWall(SourceError):  # noqa: N818 - reads as the event it reports
    """The site answered with a check for robots, or with 401, 403 or 429, instead of the page."""

    summary = "bot wall"


class HttpStatus(SourceError):  # noqa: N818 - reads as the event it reports
    """The server answered, with a status that is no page."""

    summary = "the server answered"


class NotFound(HttpStatus):
    """404 or 410: the page is not there."""

    summary = "page not found"


class NotInArchive(SourceError):  # noqa: N818 - reads as the event it reports
    """A replay asked for an address that the WARC file does not hold."""

    summary = "not in the replayed archive"


class Unreachable(SourceError):  # noqa: N818 - reads as the event it reports
    """No answer came: name, connection, TLS, time-out, or an answer cut short."""

    summary = "unreachable"


class RedirectLoop(SourceError):  # noqa: N818 - reads as the event it reports
    """An address leads from one to the next without end."""

    summary = "redirected without end"


class TooLarge(SourceError):  # noqa: N818 - reads as the event it reports
    """A page is larger than a press release can be."""

    summary = "page too large"


class RobotsDenied(SourceError):  # noqa: N818 - reads as the event it reports
    """robots.txt closes the address to us, or could not be had at all."""

    summary = "closed by robots.txt"


class ForeignHost(SourceError):  # noqa: N818 - reads as the event it reports
    """An address, or where it leads, is not one of the source's own public hosts."""

    summary = "not a host of this source"


class FeedUnreadable(SourceError):  # noqa: N818 - reads as the event it reports
    """A feed or sitemap arrived that no parser can read."""

    summary = "feed unreadable"
