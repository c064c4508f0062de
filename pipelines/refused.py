"""What a run refuses: counted, and kept with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pipelines.database import sessions_of
from storage import refusals
from storage.records import NewRefusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector
    from sqlalchemy.orm import Session, sessionmaker


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
        if crawler not in _REFUSALS:
            _REFUSALS[crawler] = cls(
                crawler.spidercls.name,
                crawler.stats,
                sessions_of(crawler),
                timedelta(days=crawler.settings.getfloat("RASD_REFUSED_RETRY_DAYS")),
            )
        return _REFUSALS[crawler]

    def add(self, url: str, title: str | None, reason: str, detail: str) -> None:
        """Count and keep one refusal."""
        self.add_all([(url, title, reason, detail)])

    def add_all(self, refused: Iterable[tuple[str, str | None, str, str]]) -> None:
        """Count and keep refusals, each ``(url, title, reason, detail)``."""
        new = [
            NewRefusal(
                source=self._source,
                url=url,
                title=title,
                reason=reason,
                detail=detail,
                retry_after=self._retry_after,
            )
            for url, title, reason, detail in refused
        ]
        self._stats.inc_value(f"release/refused/{self._source}", len(new))
        if new and self._sessions:
            with self._sessions.begin() as session:
                refusals.keep(session, new, now=datetime.now(UTC))


_REFUSALS: WeakKeyDictionary[Crawler, Refusals] = WeakKeyDictionary()
