"""What is known already is not asked again; what is owed is; and how far back a crawl walks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.exceptions import DropItem

from pipelines import dates, publication
from pipelines.database import sessions_of, shared
from pipelines.refused import Refusals
from pipelines.walk import Limits, Seen, goes_on, passed
from spiders import article
from spiders.base import ours_alone, reader_of, source_of
from spiders.errors import NotWanted
from spiders.source import Sitemap
from storage import refusals, releases, runs, unread
from storage.records import Known, Precision, Published

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from spiders.base import PageOf
    from spiders.items import Listed
    from spiders.source import Source
    from storage.records import NewRelease


class KnownMiddleware:
    """Drops requests for what is kept, asks again for what is owed, and decides whether a next page is wanted.

    It stands in three places, and one object a crawl does it all: behind the spider, where a page's links pass;
    among the item pipelines, where releases are dated; before the downloader, where a next page is given up that the
    releases read meanwhile have made needless.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stats = crawler.stats
        self._name: str = crawler.spidercls.name
        self._sessions = sessions_of(crawler)
        self._refusals = Refusals.of(crawler)
        self._within = timedelta(days=crawler.settings.getfloat("RASD_INCOMPLETE_DAYS"))
        self._asked: set[str] = set()
        """Addresses asked again because they are owed."""
        self._listed: dict[str, bool] = {}
        """Every address announced in this crawl, and whether its release was kept before."""
        self._walked: set[tuple[str, str]] = set()
        """What each listing has announced on its pages so far."""
        self._pages: dict[tuple[str, int], Seen] = {}
        self._page_of: dict[str, tuple[str, int]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KnownMiddleware:
        """Return the crawl's one object; Scrapy asks for each place in which it stands."""
        ours_alone(crawler)
        return shared(crawler, cls, cls)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Ask for the listings, and for what is owed: pages that could not be read, releases without a body."""
        async for request in start:
            yield request
        spider = reader_of(self._crawler)
        if self._sessions is None or self._crawler.settings["RASD_REPLAY"] or not spider.asks_again:
            return
        with self._sessions() as session:
            owed = unread.owed(session, self._name, now=datetime.now(UTC), within=self._within)
        for url in owed:
            self._asked.add(url)
            yield spider.again(url)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Let through what is wanted of what a page announces."""
        asked = response.request.cb_kwargs if response.request else {}
        if "page" not in asked:
            async for item in result:
                yield item
            return
        page: PageOf = asked["page"]
        announced, error = await _gathered(result)
        for wanted in self._wanted(page, announced):
            yield wanted
        if error is not None:
            raise error
        if page.number == 1:
            self._stats.inc_value(f"listing/read/{self._name}")

    def process_request(self, request: Request) -> None:
        """Give up a next page that is not wanted any more.

        Raises:
            NotWanted: All that is dated on a page before it was published before ``since``.
        """
        page: PageOf | None = request.cb_kwargs.get("page")
        if page is None or self._limits.since is None:
            return
        before = (self._pages.get((page.at.path, number)) for number in range(1, page.number))
        if any(seen and passed(seen, self._limits) for seen in before):
            raise NotWanted(f"{self._limits.since} is passed")

    def process_item(self, item: NewRelease) -> NewRelease:
        """Let through a release that is not too old.

        Raises:
            DropItem: It was published before ``since``.
        """
        page = next((key for url in (item.url, *item.also) if (key := self._page_of.pop(url, None))), None)
        since = self._limits.since
        if since is None or item.published is None:
            return item
        last = _last_day(item.published)
        if page:
            seen = self._pages[page]
            seen.newest = max(filter(None, (seen.newest, last)))
        if last >= since:
            return item
        self._count(skipped=1)
        raise DropItem(f"{item.url}: published {last}, before {since}", log_level="INFO")

    @cached_property
    def _limits(self) -> Limits:
        settings = self._crawler.settings
        since = date.fromisoformat(settings["RASD_SINCE"]) if settings["RASD_SINCE"] else None
        backfill = settings.getbool("RASD_BACKFILL")
        everything = backfill
        if self._sessions:
            with self._sessions() as session:
                unfinished = runs.walk_unfinished(session, self._name)
                everything = unfinished or (backfill and not runs.backfilled(session, self._name, since=since))
        return Limits(
            since=since,
            max_pages=settings.getint("RASD_MAX_PAGES") or None,
            pages_max=settings.getint("RASD_PAGES_MAX"),
            backfill=backfill,
            everything=everything,
        )

    def _wanted(self, page: PageOf, announced: list[Any]) -> Iterable[Request]:
        key = (page.at.path, page.number)
        seen = self._pages.setdefault(key, Seen())
        requests = [each for each in announced if isinstance(each, Request)]
        links = {r.cb_kwargs["listed"].url: r for r in requests if "listed" in r.cb_kwargs}
        first = {url: request for url, request in links.items() if url not in self._listed}
        wanted = self._first_announced(first, seen, key)
        further = [url for url in links if (page.at.path, url) not in self._walked]
        self._walked.update((page.at.path, url) for url in further)
        seen.known = sum(self._listed[url] for url in further)
        seen.fresh = len(further) - seen.known
        seen.last_fresh = bool(further) and not self._listed[further[-1]]
        yield from wanted
        for request in requests:
            if "listed" not in request.cb_kwargs and self._goes_on(request.cb_kwargs["page"], page, seen):
                yield request

    def _first_announced(self, first: dict[str, Request], seen: Seen, key: tuple[str, int]) -> list[Request]:
        """Count what is announced for the first time, and return the requests to be sent."""
        listed: dict[str, Listed] = {url: request.cb_kwargs["listed"] for url, request in first.items()}
        kept, settled, stubs = self._known(listed)
        self._listed.update({url: url in kept for url in first})
        left = {url: request for url, request in first.items() if url not in settled and url not in stubs}
        skipped = {url for url in left if self._too_old(listed[url], seen)}
        self._count(listed=len(first), known=len(settled), skipped=len(skipped))
        wanted = {url: request for url, request in left.items() if url not in skipped and url not in self._asked}
        self._page_of.update(dict.fromkeys(wanted, key))
        return list(wanted.values())

    def _known(self, listed: dict[str, Listed]) -> tuple[set[str], set[str], set[str]]:
        """Return the addresses that are kept or were refused, those of them to be left alone, and new stubs."""
        kept, waiting = dict[str, Known](), dict[str, str | None]()
        source = source_of(self._crawler)
        if self._sessions and listed:
            now = datetime.now(UTC)
            with self._sessions() as session:
                kept = releases.known(session, listed, now=now, complete_within=self._within)
                waiting = refusals.waiting(session, listed, source=self._name, now=now)
        settled = {url for url, each in kept.items() if each.settled and not _modified_since(listed[url], each, source)}
        settled |= {url for url, title in waiting.items() if not _retitled(title, listed[url])}
        stubs = {url: title for url, each in listed.items() if url not in settled and (title := _stub(each, source))}
        for url, title in stubs.items():
            self._refusals.add([url], title, "untranslated", f"announced as {title!r}")
        return kept.keys() | waiting.keys(), settled, set(stubs)

    def _goes_on(self, further: PageOf, page: PageOf, seen: Seen) -> bool:
        if isinstance(page.at, Sitemap):
            return page.number == 1  # an index has children, and they have none
        wanted, note = goes_on(seen, self._limits, further.number)
        notes = self._stats.get_value(f"run/notes/{self._name}", ())
        if note and note not in notes:
            self._stats.set_value(f"run/notes/{self._name}", (*notes, note))
        return wanted

    def _too_old(self, listed: Listed, seen: Seen) -> bool:
        if self._limits.since is None:
            return False
        source = source_of(self._crawler)
        raw = article.announced(listed, source)
        stated = publication.most_trusted(source, publication.read_all(source, raw.dates, now=datetime.now(UTC)))
        last = _last_day(stated.published) if stated and stated.published else None
        seen.newest = max(filter(None, (seen.newest, last)), default=None)
        return last is not None and last < self._limits.since

    def _count(self, **counts: int) -> None:
        for name, number in counts.items():
            self._stats.inc_value(f"release/{name}/{self._name}", number)


async def _gathered(result: AsyncIterator[Any]) -> tuple[list[Any], Exception | None]:
    """Return what a page announced, and the error with which reading it ended."""
    announced: list[Any] = []
    try:
        async for each in result:
            announced.append(each)  # noqa: PERF401 - a comprehension would lose what came before the error
    except Exception as error:  # noqa: BLE001 - raised again by the caller, once what was read has been passed on
        return announced, error
    return announced, None


def _last_day(published: Published) -> date:
    if published.precision is not Precision.MONTH:
        return published.on
    return (published.on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _stub(listed: Listed, source: Source) -> str:
    title = listed.title.text if listed.title else ""
    return title if any(re.search(pattern, title) for pattern in source.stubs) else ""


def _modified_since(listed: Listed, kept: Known, source: Source) -> bool:
    """Whether a sitemap says that a page has changed since it was read; a day that it cannot tell is no such word."""
    if listed.modified is None:
        return False
    try:
        stated = dates.read(listed.modified, zone=source.timezone, now=datetime.now(UTC)).published
    except dates.Unread:
        return False
    if stated.precision is Precision.MINUTE:
        return stated.at > kept.fetched_at
    return stated.on > kept.fetched_at.astimezone(ZoneInfo(source.timezone)).date()


def _retitled(refused: str | None, listed: Listed) -> bool:
    """Whether a refused release is announced under another title now: it may have been translated."""
    return bool(refused and listed.title and " ".join(refused.split()) != listed.title.text)
