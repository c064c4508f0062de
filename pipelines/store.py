"""Keeping releases, in batches."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from pipelines.database import sessions_of
from pipelines.run_log import report
from spiders.base import ours_alone
from storage import releases
from storage.records import Saved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from sqlalchemy.orm import Session, sessionmaker

    from storage.records import NewRelease

logger = logging.getLogger(__name__)

BATCH = 100
"""Releases to a transaction. Bare rows on SQLite: 26,700/s in batches of 100, 3,280/s with a commit each (measured
before this was built)."""

LATEST_SECONDS = 0.5
"""How long a release may wait for its batch to fill."""

LATER_SECONDS = 2.0
"""How long a batch waits when the database could not take it (its own wait for a lock is 5 s)."""

MOST_TRIES = 5

COUNTED = {Saved.MINOR: "changed", Saved.ALIAS: "duplicate"}
"""Outcomes that are counted under another name."""


class StorePipeline:
    """Keeps each ``NewRelease``; it is "known" once its batch is committed.

    A batch is written when it is full, after half a second, and at the end. In a dry run nothing is written.
    """

    def __init__(self, crawler: Crawler, sessions: sessionmaker[Session] | None) -> None:
        self._crawler = crawler
        self._sessions = sessions
        self._batch: list[NewRelease] = []
        self._timer: asyncio.TimerHandle | None = None
        self._tries = 0
        self._closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the pipeline as Scrapy asks."""
        ours_alone(crawler)
        return cls(crawler, sessions_of(crawler))

    def process_item(self, item: NewRelease) -> NewRelease:
        """Put a release into the batch."""
        if self._sessions is None:
            self._count(item, "new")
            return item
        self._batch.append(item)
        if len(self._batch) >= BATCH and not self._tries:
            self._flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LATEST_SECONDS, self._flush)
        return item

    def close_spider(self) -> None:
        """Write what is left."""
        self._closing = True
        self._flush()

    def _flush(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        batch, self._batch = self._batch, []
        if not batch:
            return
        try:
            self._save(batch)
        except OperationalError as error:  # locked, full, gone: of the database, not of a release
            self._later(batch, error)
        except (SQLAlchemyError, ValueError):  # a text that the database cannot hold is a ValueError of its driver
            logger.exception("batch failed releases=%d: each is now saved alone", len(batch))
            for item in batch:
                self._save_alone(item)
        else:
            self._tries = 0

    def _later(self, batch: list[NewRelease], error: OperationalError) -> None:
        """Put a batch back, to be written in a while; after some tries, or at the end, its releases are errors."""
        self._tries += 1
        if self._closing or self._tries > MOST_TRIES:
            for item in batch:
                self._report(item, error)
            return
        logger.warning("batch put back releases=%d tries=%d error=%s", len(batch), self._tries, error.args[0])
        self._batch = [*batch, *self._batch]
        self._timer = asyncio.get_running_loop().call_later(LATER_SECONDS, self._flush)

    def _save(self, batch: Sequence[NewRelease]) -> None:
        assert self._sessions is not None
        with self._sessions.begin() as session:
            outcomes = releases.save(session, batch, now=datetime.now(UTC))
        for item, outcome in zip(batch, outcomes, strict=True):
            logger.info("release %s source=%s url=%s", outcome, item.source, item.url)
            self._count(item, COUNTED.get(outcome, outcome.value))

    def _save_alone(self, item: NewRelease) -> None:
        try:
            self._save([item])
        except (SQLAlchemyError, ValueError) as error:
            self._report(item, error)

    def _report(self, item: NewRelease, error: Exception) -> None:
        detail = f"the release could not be written to the database: {type(error).__name__}: {error.args[0]}"
        report(self._crawler, item.source, kind="NotSaved", url=item.url, detail=detail)

    def _count(self, item: NewRelease, outcome: str) -> None:
        self._crawler.stats.inc_value(f"release/{outcome}/{item.source}")
        if not item.complete:
            self._crawler.stats.inc_value(f"release/incomplete/{item.source}")
