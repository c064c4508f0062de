"""The one spider that reads any source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.exceptions import NotConfigured
from scrapy.http import HtmlResponse, TextResponse

from spiders import addresses, article, listings, walls
from spiders.errors import LayoutChanged, NotFound, NotWanted, SourceError
from spiders.items import Listed
from spiders.source import Feed, Listing, Sitemap

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from spiders.items import RawRelease
    from spiders.source import Source

LISTING_PRIORITY = 100
"""First pages are asked before any article, so that a run knows early what it has to do."""

NEXT_PRIORITY = -100
"""A further page is asked when the articles of the page before it have been read: what they are decides whether
it is wanted at all."""


@dataclass(frozen=True, slots=True)
class PageOf:
    """Which page of what is asked.

    Attributes:
        at: The listing, as declared.
        number: From 1.
    """

    at: Feed | Listing | Sitemap
    number: int


class ReleaseSpider(Spider):
    """Reads one source: its listings, and the pages they announce.

    A subclass declares ``name`` and ``source``. The setting ``RASD_SOURCES`` holds what the operator has set for single
    sources: ``site``, ``timezone``, ``robots``, ``delay_seconds``, ``proxy``.
    """

    source: Source
    asks_again = True
    """Whether pages that are owed another try are asked with the listings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._announced: set[str] = set()

    def __init_subclass__(cls) -> None:
        """Give the source the spider's name."""
        cls.source = replace(cls.source, name=cls.name)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Apply what the operator has set for this source alone."""
        super().update_settings(settings)
        table = settings.getdict("RASD_SOURCES").get(cls.name, {})
        if "robots" in table:
            settings.set("ROBOTSTXT_OBEY", table["robots"] == "obey", priority="spider")
        if "delay_seconds" in table:
            settings.set("DOWNLOAD_DELAY", table["delay_seconds"], priority="spider")
        if "proxy" in table:
            settings.set("RASD_PROXY", table["proxy"], priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build the spider as Scrapy asks, with the operator's overrides."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        table = crawler.settings.getdict("RASD_SOURCES").get(spider.name, {})
        spider.source = overridden(spider.source, site=table.get("site", ""), timezone=table.get("timezone", ""))
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask the first page of every listing."""
        for at in self.source.listings:
            yield self._page(PageOf(at, 1), self.source.address(at.path))

    def parse(self, response: Response, page: PageOf | None = None) -> Iterator[Request]:
        """Read a page of a listing.

        Yields:
            A request for every release it announces, then one for the page after it. Which of these are sent is not
            decided here: the spider does not know what is kept already.

        Raises:
            LayoutChanged: It announces fewer releases than a healthy page does.
            SourceError: It is no page of the listing at all.
        """
        page = page or PageOf(self.source.listings[0], 1)
        walls.check(response, self.name)
        if isinstance(page.at, Listing) and not isinstance(response, TextResponse):
            raise LayoutChanged(self.name, response.url, f"not a page but {_content_type(response)}")
        if addresses.is_front(response.url) and not addresses.is_front(self.source.address(page.at.path)):
            raise LayoutChanged(
                self.name, self.source.address(page.at.path), f"redirected to the front page {response.url}"
            )
        announced = listings.read(response, page.at, page.number, self.source)
        for listed in announced.releases:
            self._announced.add(listed.url)
            yield self._article(listed)
        for sitemap in announced.sitemaps:
            yield self._page(PageOf(page.at, page.number + 1), sitemap)
        if announced.next:
            yield self._page(PageOf(page.at, page.number + 1), announced.next)
        if announced.error:
            raise announced.error
        if page.number > 1 and not announced.releases and announced.blank:
            raise LayoutChanged(self.name, response.url, f"page {page.number} of the listing is blank")
        least = self.source.expect.min_links
        if page.number == 1 and not announced.sitemaps and len(announced.releases) < least:
            detail = f"{len(announced.releases)} links to releases, expected {least} at least"
            raise LayoutChanged(self.name, response.url, detail)

    def parse_article(self, response: Response, listed: Listed | None = None) -> Iterator[RawRelease]:
        """Read the page of a release.

        Yields:
            The release; or, where its page cannot be had and a lead was announced, what the announcement says.

        Raises:
            LayoutChanged: No title, or neither a body nor a lead, was found.
            SourceError: It is no page.
        """
        try:
            walls.check(response, self.name)
            raw = self._read(response, listed)
        except SourceError:
            yield from self._lead_of(listed)
            raise
        yield raw

    def failed(self, failure: Failure) -> Iterator[RawRelease]:
        """Name what went wrong with a request; keep the lead of a release whose page could not be had.

        Raises:
            SourceError: Always, but for a request that turned out not to be wanted.
        """
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        if isinstance(failure.value, NotWanted):
            return
        yield from self._lead_of(request.cb_kwargs.get("listed"))
        raise walls.named(failure.value, self.name, request.url) from failure.value

    def again(self, url: str) -> Request:
        """Return the request for a page that is owed another try."""
        return self._article(Listed(url=url, listing=url))

    def _article(self, listed: Listed) -> Request:
        """Return the request for a release; whether it is sent, or sent twice, is not decided by a filter on addresses.

        Scrapy's filter would also swallow a redirect to an address that was asked before, without a word.
        """
        return Request(
            listed.url,
            callback=self.parse_article,
            errback=self.failed,
            cb_kwargs={"listed": listed},
            dont_filter=True,
        )

    def _page(self, page: PageOf, url: str) -> Request:
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"page": page},
            priority=LISTING_PRIORITY if page.number == 1 else NEXT_PRIORITY,
            dont_filter=True,
        )

    def _read(self, response: Response, listed: Listed | None) -> RawRelease:
        if not isinstance(response, HtmlResponse | TextResponse):
            raise LayoutChanged(self.name, response.url, f"not a page but {_content_type(response)}")
        if listed and addresses.is_front(response.url) and not addresses.is_front(listed.url):
            raise NotFound(self.name, listed.url, f"redirected to the front page {response.url}")
        if not response.body.strip():
            raise LayoutChanged(self.name, response.url, "the page is empty")
        if listed and self._leads_elsewhere(response.url, listed):
            raise NotFound(self.name, listed.url, f"redirected to {response.url}, which is no release")
        raw = article.read(response, self.source, listed)
        if listed and raw.url != listed.url and raw.url in self._announced:
            # A canonical link that names another release of the same listing is a mistake of the site's.
            raw = replace(raw, url=listed.url, also=())
        if raw.title is None or (raw.body is None and raw.lead is None):
            missing = "no title" if raw.title is None else "neither a body nor a lead"
            raise LayoutChanged(self.name, response.url, missing)
        return raw

    def _leads_elsewhere(self, answered: str, listed: Listed) -> bool:
        """Whether an announced address was answered by another page of the site, such as a form for consent."""
        url = addresses.canonical(answered, self.source)
        described = any(not isinstance(at, Feed) for at in self.source.listings)
        return described and url != listed.url and not addresses.is_release(url, self.source)

    def _lead_of(self, listed: Listed | None) -> Iterator[RawRelease]:
        if listed and listed.title and listed.lead:
            yield article.announced(listed, self.source)


def overridden(source: Source, *, site: str = "", timezone: str = "") -> Source:
    """Return a source as the operator wants it.

    Args:
        source: As declared.
        site: Another site that is built alike; no other host is asked then.
        timezone: Another IANA zone for dates that state none.

    Raises:
        ValueError: A value that no source can have.
    """
    if site:
        source = replace(source, site=site.rstrip("/"), same_hosts=())
    return replace(source, timezone=timezone) if timezone else source


def reader_of(crawler: Crawler) -> ReleaseSpider:
    """Return the spider of a crawler.

    Raises:
        TypeError: It is none of ours.
    """
    if not isinstance(crawler.spider, ReleaseSpider):
        raise TypeError(f"{crawler.spider!r} is no ReleaseSpider")
    return crawler.spider


def source_of(crawler: Crawler) -> Source:
    """Return the source that a crawler reads.

    Raises:
        TypeError: Its spider is none of ours.
    """
    return reader_of(crawler).source


def ours_alone(crawler: Crawler) -> None:
    """Keep a component out of the crawls of other spiders, such as the one of ``scrapy shell``.

    Raises:
        NotConfigured: The crawl's spider is none of ours.
    """
    if not issubclass(crawler.spidercls, ReleaseSpider):
        raise NotConfigured("for sources alone")


def _content_type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"something without a type").decode("latin-1")
