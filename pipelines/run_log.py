"""One ``CrawlRun`` for every visit to a source, whatever becomes of it."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from sqlalchemy.exc import SQLAlchemyError

from pipelines.database import sessions_of
from pipelines.refused import Refusals
from pipelines.verdict import Evidence, verdict
from spiders.base import ours_alone
from spiders.errors import ForeignHost, RobotsDenied, SourceError, TooLarge
from storage import refusals, runs, unread
from storage.records import Counts, NewRefusal, Problem, RunEnd, RunStatus

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from sqlalchemy.orm import Session, sessionmaker
    from twisted.python.failure import Failure

    from spiders.items import Listed

logger = logging.getLogger(__name__)

PROBLEM = object()
"""Signal: a component met an error of a source; carries ``source`` and ``problem``."""

BEAT_SECONDS = 30.0
"""How often a running run gives a sign of life."""

FINISHED = "finished"

GONE_AFTER = 3
"""A page that was not found so many times is refused as gone, and asked again as seldom as what else is refused."""

REFUSED: dict[type[SourceError], str] = {TooLarge: "too-large", RobotsDenied: "robots", ForeignHost: "foreign-host"}
"""Errors of a release's page that are no failures but reasons not to have it."""


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
        self._began = datetime.now(UTC)
        self._problems: list[Problem] = []
        self._unread: list[Problem] = []
        self._walked = True
        self._run_id: int | None = None
        self._beat: asyncio.Task[None] | None = None
        self.end: RunEnd | None = None
        """How the run ended; set when the spider has closed."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension as Scrapy asks."""
        ours_alone(crawler)
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

    def _opened(self) -> None:
        if self._sessions is None:
            return
        try:
            self._start(self._sessions)
        except SQLAlchemyError as error:
            detail = f"the run could not be begun in the database: {error}"
            self._add(Problem(kind="NotRecorded", url="", detail=detail))
        self._beat = asyncio.get_running_loop().create_task(self._beats())

    def _start(self, opened: sessionmaker[Session]) -> None:
        host = socket.gethostname()
        with opened.begin() as session:
            for dead in runs.interrupt_dead(session, now=datetime.now(UTC), host=host, alive=_alive):
                logger.warning("run interrupted source=%s run=%d started=%s", dead.source, dead.id, dead.started_at)
            options = self._crawler.settings.getdict("RASD_OPTIONS")
            self._run_id = runs.start(
                session, self._source, options=options, now=self._began, host=host, pid=os.getpid()
            )

    async def _beats(self) -> None:
        while self._sessions:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                if self._run_id is None:
                    self._start(self._sessions)
                with self._sessions.begin() as session:
                    runs.beat(session, self._run_id or 0, now=datetime.now(UTC))
            except SQLAlchemyError as error:
                logger.warning("no sign of life written source=%s error=%s", self._source, error)

    def _closed(self, reason: str) -> None:
        if self._beat:
            self._beat.cancel()
        self.end = self._verdict(reason)
        if self._sessions:
            try:
                self._record(self._sessions, self.end)
            except SQLAlchemyError as error:
                why = f"the run could not be recorded in the database: {error}; {self.end.why}"
                self.end = replace(self.end, status=RunStatus.FAILED, why=why, walked=False)
        logger.info("run %s source=%s why=%s", self.end.status, self._source, self.end.why or "-")

    def _record(self, opened: sessionmaker[Session], end: RunEnd) -> None:
        """Write how the run ended, which pages could not be read, and which of them are gone for good."""
        if self._run_id is None:
            self._start(opened)
        now = datetime.now(UTC)
        with opened.begin() as session:
            runs.end(session, self._run_id or 0, end, now=now)
            if not self._crawler.settings["RASD_REPLAY"]:
                unread.keep(session, self._source, self._unread, now=now)
                self._give_up(session, now)

    def _give_up(self, session: Session, now: datetime) -> None:
        days = timedelta(days=self._crawler.settings.getfloat("RASD_REFUSED_RETRY_DAYS"))
        gone = [
            NewRefusal(
                source=self._source,
                url=page.url,
                title=None,
                reason="not-found",
                detail=f"{page.detail}, {page.times} times",
                retry_after=days,
            )
            for page in unread.gone(session, self._source, times=GONE_AFTER)
        ]
        refusals.keep(session, gone, now=now)

    def _verdict(self, reason: str) -> RunEnd:
        stats, counts = self._crawler.stats, self.counts()
        status, why = verdict(
            Evidence(
                counts=counts,
                problems=self._problems,
                listings_read=int(stats.get_value(f"listing/read/{self._source}", 0)),
                listings_failed=int(stats.get_value(f"listing/failed/{self._source}", 0)),
                stopped="" if reason == FINISHED else reason,
                refused={
                    name.split("/")[1]: int(number)
                    for name, number in stats.get_stats().items()
                    if name.startswith("refused/") and name.endswith(f"/{self._source}")
                },
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
            self._failed_source(error, asked.get("listed"))
        else:
            self._crashed(error, request.url if request is not None else "")

    def _failed_source(self, error: SourceError, listed: Listed | None) -> None:
        problem = Problem(kind=type(error).__name__, url=error.url, detail=error.reason)
        if listed is None:
            self._add(problem)
        elif reason := REFUSED.get(type(error)):
            title = listed.title.text if listed.title else None
            Refusals.of(self._crawler).add([listed.url], title, reason, error.reason)
        else:
            self._add(problem)
            self._unread.append(replace(problem, url=listed.url))

    def _failed_item(self, item: Any, failure: Failure) -> None:
        self._crashed(failure.value, str(getattr(item, "url", "")))

    def _crashed(self, error: BaseException | None, url: str) -> None:
        detail = f"Rasd itself failed on this page: {type(error).__name__}: {error}"
        self._add(Problem(kind=type(error).__name__, url=url, detail=detail))

    def _met(self, source: str, problem: Problem) -> None:
        if source == self._source:
            self._add(problem)

    def _add(self, problem: Problem) -> None:
        if problem.kind in {"NotSaved", "NotRecorded"}:
            self._walked = False
        self._crawler.stats.inc_value(f"release/errors/{self._source}")
        if len(self._problems) < runs.MOST_PROBLEMS:
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
