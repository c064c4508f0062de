"""One ``CrawlRun`` for every visit to a source, whatever becomes of it."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider, signals

from pipelines.database import sessions_of
from pipelines.verdict import Evidence, verdict
from spiders.errors import SourceError
from storage import runs
from storage.records import Counts, Problem, RunEnd, RunStatus

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

PROBLEM = object()
"""Signal: a component met an error of a source; carries ``source`` and ``problem``."""

BEAT_SECONDS = 30.0
"""How often a running run gives a sign of life."""

KEPT_PROBLEMS = 200
"""Problems of a run that are kept; further ones are counted."""

FINISHED = "finished"


def report(crawler: Crawler, source: str, *, kind: str, url: str, detail: str) -> None:
    """Report an error of a source from any component of its crawl."""
    problem = Problem(kind=kind, url=url, detail=detail)
    crawler.signals.send_catch_log(PROBLEM, source=source, problem=problem)


class RunLog:
    """Opens a run when its spider opens, gathers what is seen, and closes it with a verdict.

    Counts come from the crawler's stats, kept per source (``release/new/imctc_ar``): many sources may share one
    engine. In a dry run no row is written; the verdict is there all the same.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._sessions = sessions_of(crawler)
        self._source = crawler.spidercls.name
        self._problems: list[Problem] = []
        self._walked = True
        self._run_id: int | None = None
        self._beat: asyncio.Task[None] | None = None
        self.end: RunEnd | None = None
        """How the run ended; set when the spider has closed."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension as Scrapy asks."""
        log = cls(crawler)
        for handler, signal in (
            (log._opened, signals.spider_opened),
            (log._closed, signals.spider_closed),
            (log._failed, signals.spider_error),
            (log._failed_item, signals.item_error),
            (log._downloaded, signals.response_downloaded),
            (log._met, PROBLEM),
        ):
            crawler.signals.connect(handler, signal=signal)
        return log

    def counts(self) -> Counts:
        """Return what was seen so far."""
        stats, source = self._crawler.stats, self._source
        return Counts(
            **{field.name: int(stats.get_value(f"release/{field.name}/{source}", 0)) for field in fields(Counts)}
        )

    def _opened(self, spider: Spider) -> None:
        if self._sessions is None:
            return
        now, host = datetime.now(UTC), socket.gethostname()
        with self._sessions.begin() as session:
            for dead in runs.interrupt_dead(session, now=now, host=host, alive=_alive):
                logger.warning("run interrupted source=%s run=%d started=%s", dead.source, dead.id, dead.started_at)
            options = self._crawler.settings.getdict("RASD_OPTIONS")
            self._run_id = runs.start(session, spider.name, options=options, now=now, host=host, pid=os.getpid())
        self._beat = asyncio.get_running_loop().create_task(self._beats())

    async def _beats(self) -> None:
        while self._sessions and self._run_id:
            await asyncio.sleep(BEAT_SECONDS)
            with self._sessions.begin() as session:
                runs.beat(session, self._run_id, now=datetime.now(UTC))

    def _closed(self, reason: str) -> None:
        if self._beat:
            self._beat.cancel()
        self.end = self._verdict(reason)
        level = logging.INFO if self.end.status is RunStatus.OK else logging.ERROR
        logger.log(level, "run %s source=%s why=%s", self.end.status, self._source, self.end.why or "-")
        if self._sessions and self._run_id:
            with self._sessions.begin() as session:
                runs.end(session, self._run_id, self.end, now=datetime.now(UTC))

    def _verdict(self, reason: str) -> RunEnd:
        stats, counts = self._crawler.stats, self.counts()
        status, why = verdict(
            Evidence(
                counts=counts,
                problems=self._problems,
                listings_read=int(stats.get_value(f"listing/read/{self._source}", 0)),
                listings_failed=int(stats.get_value(f"listing/failed/{self._source}", 0)),
                stopped="" if reason == FINISHED else reason,
                incomplete=int(stats.get_value(f"release/incomplete/{self._source}", 0)),
                notes=tuple(stats.get_value(f"run/notes/{self._source}", ())),
            )
        )
        walked = self._walked and status not in {RunStatus.STOPPED, RunStatus.FAILED}
        return RunEnd(status=status, why=why, counts=counts, walked=walked, problems=tuple(self._problems))

    def _failed(self, failure: Failure, response: Response | Failure) -> None:
        request: Request | None = getattr(response, "request", None)
        asked = request.cb_kwargs if request is not None else {}
        if "page" in asked:
            self._walked = False
            if asked["page"].number == 1:
                self._crawler.stats.inc_value(f"listing/failed/{self._source}")
        error = failure.value
        if isinstance(error, SourceError):
            self._add(Problem(kind=type(error).__name__, url=error.url, detail=error.reason))
        else:
            self._crashed(error, request.url if request is not None else "")

    def _failed_item(self, item: Any, failure: Failure) -> None:
        self._crashed(failure.value, str(getattr(item, "url", "")))

    def _crashed(self, error: BaseException | None, url: str) -> None:
        detail = f"Rasd itself failed on this page: {type(error).__name__}: {error}"
        self._add(Problem(kind=type(error).__name__, url=url, detail=detail))

    def _met(self, source: str, problem: Problem) -> None:
        if source == self._source:
            self._add(problem)

    def _add(self, problem: Problem) -> None:
        self._crawler.stats.inc_value(f"release/errors/{self._source}")
        if len(self._problems) < KEPT_PROBLEMS:
            self._problems.append(problem)

    def _downloaded(self, response: Response) -> None:
        self._crawler.stats.inc_value(f"release/requests/{self._source}")
        self._crawler.stats.inc_value(f"release/bytes/{self._source}", len(response.body))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
