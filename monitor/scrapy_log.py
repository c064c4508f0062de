"""Scrapy's log lines as events with facts: one line each, and never the body of a page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

from spiders.errors import SourceError

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class EventFormatter(LogFormatter):
    """Writes what Scrapy reports as ``event key=value``. Releases are logged where they are kept."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult:
        """An answer came."""
        args = {"status": response.status, "source": spider.name, "bytes": len(response.body), "url": request.url}
        return _event(logging.DEBUG, "answer status=%(status)s source=%(source)s bytes=%(bytes)d url=%(url)s", args)

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> None:  # type: ignore[override]
        """Say nothing: ``pipelines.store`` says what became of it."""

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A page was no release."""
        level = getattr(logging, getattr(exception, "log_level", None) or "WARNING")
        args = {"source": spider.name, "reason": str(exception)}
        return _event(level, "release refused source=%(source)s reason=%(reason)s", args)

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Rasd itself failed on a release."""
        args = {"source": spider.name, "url": str(getattr(item, "url", "")), "error": str(exception)}
        return _event(logging.ERROR, "release failed source=%(source)s url=%(url)s error=%(error)s", args)

    def spider_error(
        self, failure: Failure, request: Request, response: Response | Failure, spider: Spider
    ) -> LogFormatterResult:
        """A page could not be read."""
        args = {
            "source": spider.name,
            "url": request.url,
            "error": getattr(failure.value, "reason", str(failure.value)),
        }
        level = logging.WARNING if isinstance(failure.value, SourceError) else logging.ERROR
        return _event(level, "page failed source=%(source)s url=%(url)s error=%(error)s", args)


def quiet_source_errors() -> None:
    """Keep the tracebacks of named errors out of the log: their words say it all."""
    logging.getLogger("scrapy.core.scraper").addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    if record.exc_info and isinstance(record.exc_info, tuple) and isinstance(record.exc_info[1], SourceError):
        record.exc_info = None
    return True


def _event(level: int, message: str, args: dict[str, Any]) -> LogFormatterResult:
    return {"level": level, "msg": message, "args": args}
