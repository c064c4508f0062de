"""robots.txt: obeyed, and kept for a day."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK

from pipelines.database import sessions_of
from spiders import walls
from spiders.base import ours_alone
from spiders.errors import ForeignHost, RobotsDenied
from storage import robots

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from sqlalchemy.orm import Session, sessionmaker

logger = logging.getLogger(__name__)

KEPT = timedelta(hours=24)
"""How long an answer is used without asking again (RFC 9309 §2.4)."""

STALE = timedelta(days=30)
"""How long the last answer is used when the file cannot be had (RFC 9309 §2.3.1.4 speaks of 30 days)."""

MAX_BYTES = 512_000
"""What is read of a robots.txt (RFC 9309 §2.5 asks for 500 KiB at least)."""


class RobotsMiddleware:
    """Refuses what a host's robots.txt closes to us.

    A status of 400 to 499 (but for 429) means that there are no rules. When the server fails, asks for patience, or
    cannot be reached, the last answer is used; where there is none, everything is closed: RFC 9309 §2.3.1.
    """

    def __init__(self, crawler: Crawler, sessions: sessionmaker[Session] | None) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("the operator's configuration says not to obey robots.txt")
        self._crawler = crawler
        self._sessions = None if crawler.settings["RASD_REPLAY"] else sessions
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Task[Protego | str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware as Scrapy asks."""
        ours_alone(crawler)
        return cls(crawler, sessions_of(crawler))

    async def process_request(self, request: Request) -> None:
        """Let an address through if it is open to us.

        Raises:
            RobotsDenied: It is closed, or the rules could not be had.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if address not in self._rules:
            self._rules[address] = asyncio.ensure_future(self._had(address))
        rules = await asyncio.shield(self._rules[address])
        name = self._crawler.spidercls.name
        if isinstance(rules, str):
            raise RobotsDenied(name, request.url, f"{address} could not be had ({rules}), so everything is closed")
        if not rules.can_fetch(request.url, self._agent):
            raise RobotsDenied(name, request.url, f"{address} closes it to {self._agent.split('/')[0]}")

    async def _had(self, address: str) -> Protego | str:
        """Return the rules of a host, or in words why they cannot be had."""
        now = datetime.now(UTC)
        kept = self._kept(address)
        if kept and now - kept[0] < KEPT:
            return self._parsed(address, *kept[1:])
        request = Request(address, callback=NO_CALLBACK, priority=1000, meta={"dont_obey_robotstxt": True})
        try:
            response = await self._crawler.engine.download_async(request)
        except ForeignHost:
            raise
        except Exception as error:  # noqa: BLE001 - whatever went wrong, its words are kept and everything is closed
            failed = walls.named(error, self._crawler.spidercls.name, address).reason
        else:
            if response.status < 500 and response.status != 429:
                body = _text(response)
                self._keep(address, response.status, body, now)
                return self._parsed(address, response.status, body)
            failed = f"status {response.status}"
        if kept and now - kept[0] < STALE:
            logger.warning("robots stale address=%s fetched=%s reason=%s", address, kept[0], failed)
            return self._parsed(address, *kept[1:])
        return failed

    def _kept(self, address: str) -> tuple[datetime, int, str] | None:
        if self._sessions is None:
            return None
        with self._sessions() as session:
            file = robots.get(session, address)
            return (file.fetched_at, file.status, file.body) if file else None

    def _keep(self, address: str, status: int, body: str, now: datetime) -> None:
        if self._sessions:
            with self._sessions.begin() as session:
                robots.keep(session, address, status=status, body=body, now=now)

    def _parsed(self, address: str, status: int, body: str) -> Protego:
        rules = Protego.parse(body if status < 300 else "")
        if delay := rules.crawl_delay(self._agent):
            self._slow_down(urlsplit(address).netloc, float(delay))
        return rules

    def _slow_down(self, netloc: str, seconds: float) -> None:
        """Wait at least as long between two requests as the host asks for."""
        if seconds <= self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        logger.info("crawl-delay host=%s seconds=%s", netloc, seconds)
        downloader = self._crawler.engine.downloader
        downloader.per_slot_settings[netloc] = {"delay": seconds, "jitter": 0.0}  # at least, not about
        if slot := downloader.slots.get(netloc):
            slot.delay, slot.jitter = seconds, 0.0


def _text(response: Response) -> str:
    return response.body[:MAX_BYTES].decode("utf-8-sig", errors="replace").replace("\0", "")
