"""Scrapy, set up as Rasd needs it."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from monitor.keys import Config

MEGABYTE = 1_000_000

FIXED: dict[str, Any] = {
    "BOT_NAME": "rasd",
    "SPIDER_MODULES": ["spiders.sources"],
    "NEWSPIDER_MODULE": "spiders.sources",
    "SPIDER_MIDDLEWARES": {
        "pipelines.known.KnownMiddleware": 100,
        "pipelines.archive.ProvenanceMiddleware": 110,
        # These do nothing here, and every answer goes through them.
        "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # HTTPERROR_ALLOW_ALL
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
        "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # Arabic slugs are long once encoded
    },
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        "pipelines.known.KnownMiddleware": 40,
        "spiders.hosts.HostsMiddleware": 50,
        "pipelines.robots.RobotsMiddleware": 100,
        "pipelines.archive.ArchiveMiddleware": 890,
    },
    "ITEM_PIPELINES": {
        "pipelines.clean.CleanPipeline": 100,
        "pipelines.known.KnownMiddleware": 200,
        "pipelines.store.StorePipeline": 300,
    },
    "EXTENSIONS": {
        "pipelines.run_log.RunLog": 10,
        "scrapy.extensions.corestats.CoreStats": None,
        "scrapy.extensions.logcount.LogCount": None,
    },
    # What a run counts is in RunLog; nobody reads Scrapy's own numbers.
    "DOWNLOADER_STATS": False,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "LOG_FORMATTER": "monitor.scrapy_log.EventFormatter",
    # The spider names what went wrong itself; it must see every answer.
    "HTTPERROR_ALLOW_ALL": True,
    # 429 and 503 ask for patience, not for the same question again at once.
    "RETRY_HTTP_CODES": [500, 502, 504, 522, 524, 408],
    "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
    # The newest first, as the listings have them.
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    # A source has one host: a further request would only wait there, past the decision whether it is still wanted.
    "CONCURRENT_REQUESTS": 1,
    # 100, the default, starts a hundred workers for every answer: with 8, and what is off above, bare Scrapy is 1.6
    # times as fast (bench/RESULTS.md).
    "CONCURRENT_ITEMS": 8,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_WARNSIZE": 0,
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "ar,en;q=0.8",
    },
    "METAREFRESH_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "MEMUSAGE_ENABLED": False,
    "STATS_DUMP": False,
    "LOG_INSTALL_ROOT_HANDLER": False,
    "LOGSTATS_INTERVAL": 0,
}


@dataclass(frozen=True, kw_only=True)
class CrawlOptions:
    """What a crawl was asked to do.

    Attributes:
        since: Leave out what was published before this day.
        max_pages: Most pages of each listing.
        backfill: Walk the listings back until nothing is new or ``since`` is passed.
        dry_run: Write nothing.
        replay: WARC file to take the answers from.
    """

    since: date | None = None
    max_pages: int | None = None
    backfill: bool = False
    dry_run: bool = False
    replay: Path | None = None

    def as_json(self) -> dict[str, object]:
        """Return what was asked for, as it is kept with the run."""
        asked = {
            "since": self.since.isoformat() if self.since else None,
            "max_pages": self.max_pages,
            "backfill": self.backfill,
            "replay": str(self.replay) if self.replay else None,
        }
        return {key: value for key, value in asked.items() if value}


def scrapy_settings(config: Config, options: CrawlOptions | None = None) -> dict[str, Any]:
    """Return Scrapy's settings for a configuration.

    Settings that begin with ``RASD_`` are read by the components of ``pipelines`` and ``spiders``; what is set for
    one source is applied by its spider.
    """
    options = options or CrawlOptions()
    settings = FIXED | {
        "USER_AGENT": user_agent(config.contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "rasd",
        "DOWNLOAD_DELAY": config.delay_seconds,
        "DOWNLOAD_TIMEOUT": config.timeout_seconds,
        "DOWNLOAD_MAXSIZE": int(config.page_max_mb * MEGABYTE),
        "LOG_LEVEL": config.log_level,
        "RASD_PROXY": config.proxy,
        "RASD_DATABASE_URL": config.database_url,
        "RASD_SOURCES": {name: table.model_dump(exclude_none=True) for name, table in config.source.items()},
        "RASD_PAGES_MAX": config.pages_max,
        "RASD_REFUSED_RETRY_DAYS": config.refused_retry_days,
        "RASD_INCOMPLETE_DAYS": config.incomplete_days,
        "RASD_ARCHIVE": config.archive,
        "RASD_ARCHIVE_DIR": str(config.archive_dir),
        "RASD_ARCHIVE_MAX_GB": config.archive_max_gb,
        "RASD_ARCHIVE_FILE_MB": config.archive_file_mb,
        "RASD_SINCE": options.since.isoformat() if options.since else None,
        "RASD_MAX_PAGES": options.max_pages or 0,
        "RASD_BACKFILL": options.backfill,
        "RASD_DRY_RUN": options.dry_run,
        "RASD_REPLAY": str(options.replay) if options.replay else None,
        "RASD_OPTIONS": options.as_json(),
    }
    if options.replay:
        handler = "pipelines.replay.ReplayHandler"
        settings |= {"DOWNLOAD_HANDLERS": {"http": handler, "https": handler}, "DOWNLOAD_DELAY": 0}
    return settings


def user_agent(contact: str) -> str:
    """Say who we are to the sites: an honest name, with a contact where the operator has set one."""
    return f"rasd/{importlib.metadata.version('rasd')} (press release monitor; {contact or 'contact not set'})"
