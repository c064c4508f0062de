"""What is known already is not asked again; and how far back a crawl walks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.exceptions import DropItem

from pipelines import dates, publication
from pipelines.database import sessions_of
from pipelines.refused import Refusals
from spiders import article
from spiders.base import source_of
from spiders.errors import NotWanted
from spiders.source import Sitemap
from storage import refusals, releases, runs
from storage.records import Known, Precision, Published

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from spiders.base import PageOf
    from spiders.items import Listed
    from spiders.source import Source
    from storage.records import NewRelease


@dataclass(slots=True)
class Seen:
    """What one page of a listing brought.

    Attributes:
        fresh: Releases on it that were not known before this run.
        known: Releases on it that were.
        newest: The latest day of publication stated on it or read from its releases; ``None`` where none is known.
    """

    fresh: int = 0
    known: int = 0
    newest: date | None = None


@dataclass(slots=True)
class Limits:
    """How far a crawl goes.

    Attributes:
        since: Releases published before this day are left out.
        max_pages: Pages of each listing, as asked for on the command line.
        pages_max: Pages of each listing on an ordinary visit.
        backfill: Walk back until nothing is new or ``since`` is passed.
    """

    since: date | None
    max_pages: int | None
    pages_max: int
    backfill: bool


class KnownMiddleware:
    """Drops requests for what is kept, and decides whether a listing's next page is wanted.

    It stands in three places, and one object a crawl does it all: behind the spider, where a page's links pass;
    among the item pipelines, where releases are dated; before the downloader, where a next page is given up that the
    releases read meanwhile have made needless.

    An ordinary visit goes on to the next page only while every release on a page is new. A backfill goes on until a
    page brings nothing new. Where the walk before did not come to its end (it was stopped, its process died, a page
    of a listing failed), known releases do not end this one: what is missing lies behind them.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        since = settings["RASD_SINCE"]
        self._crawler = crawler
        self._stats = crawler.stats
        self._name: str = crawler.spidercls.name
        self._sessions = sessions_of(crawler)
        self._refusals = Refusals.of(crawler)
        self._complete_within = timedelta(days=settings.getfloat("RASD_INCOMPLETE_DAYS"))
        self._limits = Limits(
            since=date.fromisoformat(since) if since else None,
            max_pages=settings.getint("RASD_MAX_PAGES") or None,
            pages_max=settings.getint("RASD_PAGES_MAX"),
            backfill=settings.getbool("RASD_BACKFILL"),
        )
        self._kept: set[str] = set()
        self._listed: dict[str, bool] = {}
        """Every address announced in this crawl, and whether it was known before."""
        self._walked: set[tuple[str, str]] = set()
        """What each listing has announced on its pages so far."""
        self._pages: dict[tuple[str, int], Seen] = {}
        self._page_of: dict[str, tuple[str, int]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KnownMiddleware:
        """Return the crawl's one object; Scrapy asks for each place in which it stands."""
        if crawler not in _OF_CRAWLER:
            _OF_CRAWLER[crawler] = cls(crawler)
        return _OF_CRAWLER[crawler]

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
            NotWanted: All that is dated on the page before it was published before ``since``.
        """
        page: PageOf | None = request.cb_kwargs.get("page")
        if page is None or self._limits.since is None:
            return
        before = self._pages.get((page.at.path, page.number - 1))
        if before and before.newest and before.newest < self._limits.since:
            raise NotWanted(f"{self._limits.since} is passed")

    def _wanted(self, page: PageOf, announced: list[Any]) -> Iterable[Request]:
        key = (page.at.path, page.number)
        seen = self._pages.setdefault(key, Seen())
        requests = [each for each in announced if isinstance(each, Request)]
        links = {r.cb_kwargs["listed"].url: r for r in requests if "listed" in r.cb_kwargs}
        first = {url: request for url, request in links.items() if url not in self._listed}
        further = {url for url in links if (page.at.path, url) not in self._walked}
        self._walked.update((page.at.path, url) for url in further)
        listed: dict[str, Listed] = {url: request.cb_kwargs["listed"] for url, request in first.items()}
        known, stubs = self._known(listed)
        left = {url: request for url, request in first.items() if url not in known and url not in stubs}
        skipped = {url for url in left if self._too_old(listed[url], seen)}
        self._listed.update({url: url in known or url in self._kept for url in first})
        seen.known = sum(self._listed[url] for url in further)
        seen.fresh = len(further) - seen.known
        self._count(listed=len(first), known=len(known), skipped=len(skipped))
        for url in left.keys() - skipped:
            self._page_of[url] = key
        yield from (request for url, request in left.items() if url not in skipped)
        for request in requests:
            if "listed" not in request.cb_kwargs and self._goes_on(request.cb_kwargs["page"], page, seen):
                yield request

    def _known(self, listed: dict[str, Listed]) -> tuple[set[str], set[str]]:
        """Return the addresses that are kept or were refused not long ago, and those refused now by their titles."""
        kept, waiting = dict[str, Known](), dict[str, str | None]()
        if self._sessions and listed:
            now = datetime.now(UTC)
            with self._sessions() as session:
                kept = releases.known(session, listed, now=now, complete_within=self._complete_within)
                waiting = refusals.waiting(session, listed, now=now)
        source = source_of(self._crawler)
        self._kept.update(kept)
        known = {url for url, each in kept.items() if each.settled and not _modified_since(listed[url], each, source)}
        known |= {url for url, title in waiting.items() if not _retitled(title, listed[url])}
        stubs = {url: title for url, each in listed.items() if url not in known and (title := _stub(each, source))}
        self._refusals.add_all((url, title, "untranslated", f"announced as {title!r}") for url, title in stubs.items())
        return known, set(stubs)

    def _goes_on(self, further: PageOf, page: PageOf, seen: Seen) -> bool:
        limits = self._limits
        if isinstance(page.at, Sitemap):
            return page.number == 1  # an index has children, and they have none
        if seen.fresh + seen.known == 0 or (limits.since and seen.newest and seen.newest < limits.since):
            return False  # a listing that repeats itself has an end, too
        if limits.max_pages is not None and further.number > limits.max_pages:
            self._note(f"{limits.max_pages} page{'s' if limits.max_pages > 1 else ''} of each listing, as asked")
            return False
        if (limits.backfill and not seen.fresh) or (not limits.backfill and seen.known):
            return self._resuming and (limits.backfill or further.number <= limits.pages_max)
        if not limits.backfill and limits.max_pages is None and further.number > limits.pages_max:
            self._note(f"more may be on the pages after the first {limits.pages_max} of {page.at.path}: see --backfill")
            return False
        return True

    def _too_old(self, listed: Listed, seen: Seen) -> bool:
        if self._limits.since is None:
            return False
        source = source_of(self._crawler)
        raw = article.announced(listed, source)
        stated = publication.most_trusted(source, publication.read_all(source, raw.dates, now=datetime.now(UTC)))
        last = _last_day(stated.published) if stated and stated.published else None
        seen.newest = max(filter(None, (seen.newest, last)), default=None)
        return last is not None and last < self._limits.since

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
    def _resuming(self) -> bool:
        if self._sessions is None:
            return False
        with self._sessions() as session:
            return runs.walk_unfinished(session, self._name, backfill=self._limits.backfill)

    def _count(self, **counts: int) -> None:
        for name, number in counts.items():
            self._stats.inc_value(f"release/{name}/{self._name}", number)

    def _note(self, words: str) -> None:
        notes = self._stats.get_value(f"run/notes/{self._name}", ())
        if words not in notes:
            self._stats.set_value(f"run/notes/{self._name}", (*notes, words))


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


_OF_CRAWLER: WeakKeyDictionary[Crawler, KnownMiddleware] = WeakKeyDictionary()
