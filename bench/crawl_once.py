"""One crawl of ``bench.site``, in a process of its own: ``python -m bench.crawl_once SIDE SITE FOLDER``; prints JSON.

Sides: ``bare`` (a Scrapy spider that reads only the title, Scrapy's defaults), ``bare-equal`` (the same under the
settings of ours), ``rasd`` (fetch, read, clean, store in SQLite), ``rasd-archive`` (and keep every answer).
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from monitor.config import load
from monitor.crawl import calm_collector
from monitor.scrapy_settings import CrawlOptions, scrapy_settings
from pipelines.archive import close_archives
from spiders.base import ReleaseSpider
from spiders.source import Listing
from spiders.sources.un_news import STORIES, UnNewsArabic

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response

SITE = sys.argv[2]
FOLDER = Path(sys.argv[3])

COUNTS = {"seconds": 0.0, "cpu": 0.0, "items": 0}


class BareSpider(Spider):
    """Reads the title of every story."""

    name = "bare"

    async def start(self) -> AsyncIterator[Request]:
        """Ask the listing."""
        yield Request(f"{SITE}/ar/news")

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        """Follow every story, and the next page while there are any."""
        links = response.css("a::attr(href)").getall()
        for link in links:
            yield response.follow(link, self.parse_story)
        if links:
            number = int(response.url.partition("?page=")[2] or 0) + 1
            yield response.follow(f"/ar/news?page={number}", self.parse)

    def parse_story(self, response: Response) -> dict[str, str | None]:
        """Read the title."""
        return {"url": response.url, "title": response.css("h1 span::text").get()}


class StorySpider(ReleaseSpider):
    """The built-in UN News source, with the one listing of the measured site."""

    name = "un_news_ar"
    source = replace(UnNewsArabic.source, listings=(Listing("/ar/news", links=STORIES, pages="?page={n}"),))


def _settings(side: str) -> dict[str, Any]:
    if side == "bare":
        return {"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    tables = {"un_news_ar": {"site": SITE}}
    config = load(
        None,
        {
            "database_url": f"sqlite:///{FOLDER / 'bench.sqlite'}",
            "archive": side == "rasd-archive",
            "archive_dir": str(FOLDER / "warc"),
            "delay_seconds": 0.0,
            "source": tables,
        },
    )
    ours = scrapy_settings(config, CrawlOptions()) | {
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "CONCURRENT_REQUESTS": 16,
        "RASD_PAGES_MAX": 1000,
    }
    if side == "bare-equal":
        rasd = ("SPIDER_MIDDLEWARES", "DOWNLOADER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS", "LOG_FORMATTER")
        ours = {key: value for key, value in ours.items() if key not in rasd and not key.startswith("RASD_")}
        ours["ROBOTSTXT_OBEY"] = False
    return ours


def main() -> None:
    """Crawl once and print the figures."""
    side = sys.argv[1]
    process = AsyncCrawlerProcess(Settings(_settings(side)), install_root_handler=side == "bare")
    crawler = process.create_crawler(BareSpider if side.startswith("bare") else StorySpider)

    def opened() -> None:
        COUNTS["seconds"], COUNTS["cpu"] = time.perf_counter(), time.process_time()

    def closed() -> None:
        COUNTS["seconds"] = time.perf_counter() - COUNTS["seconds"]
        COUNTS["cpu"] = time.process_time() - COUNTS["cpu"]

    def scraped() -> None:
        COUNTS["items"] += 1

    if side.startswith("rasd"):
        calm_collector()
    crawler.signals.connect(opened, signals.spider_opened)
    crawler.signals.connect(closed, signals.spider_closed)
    crawler.signals.connect(scraped, signals.item_scraped)
    process.crawl(crawler)
    process.start()
    close_archives()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(COUNTS | {"peak_mb": round(peak, 1), "loop": type(asyncio.get_event_loop()).__name__}))


if __name__ == "__main__":
    main()
