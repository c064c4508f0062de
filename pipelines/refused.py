"""What a run refuses: counted, and kept with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.database import sessions_of, shared
from pipelines.storable import plain
from storage import refusals
from storage.records import NewRefusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector
    from sqlalchemy.orm import Session, sessionmaker


ADDRESS_LETTERS = 2000
"""A longer address cannot be a key; its refusal is counted and not kept."""


class Refusals:
    """The refusals of one crawler."""

    def __init__(
        self,
        source: str,
        stats: StatsCollector,
        sessions: sessionmaker[Session] | None,
        retry_after: timedelta,
    ) -> None:
        self._source = source
        self._stats = stats
        self._sessions = sessions
        self._retry_after = retry_after

    @classmethod
    def of(cls, crawler: Crawler) -> Refusals:
        """Return the crawler's refusals; all components share them."""
        return shared(crawler, cls, cls._made)

    @classmethod
    def _made(cls, crawler: Crawler) -> Refusals:
        return cls(
            crawler.spidercls.name,
            crawler.stats,
            sessions_of(crawler),
            timedelta(days=crawler.settings.getfloat("RASD_REFUSED_RETRY_DAYS")),
        )

    def add(self, urls: Sequence[str], title: str | None, reason: str, detail: str) -> None:
        """Count one refusal, and keep it under every address of its page.

        Args:
            urls: All addresses that led to the page.
            title: Title under which it was announced; under another one it is asked again.
            reason: One word of the kind.
            detail: The reason in words.
        """
        self._stats.inc_value(f"release/refused/{self._source}")
        self._stats.inc_value(f"refused/{reason}/{self._source}")
        refused = [
            NewRefusal(
                source=self._source,
                url=plain(url),
                title=plain(title),
                reason=reason,
                detail=plain(detail),
                retry_after=self._retry_after,
            )
            for url in urls
            if len(url) <= ADDRESS_LETTERS
        ]
        if refused and self._sessions:
            with self._sessions.begin() as session:
                refusals.keep(session, refused, now=datetime.now(UTC))
