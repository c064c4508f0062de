"""A one-off crawl of some sources, in this process."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from twisted.internet.error import ReactorNotRunning

from monitor.scrapy_log import quiet_source_errors
from monitor.scrapy_settings import CrawlOptions, scrapy_settings
from pipelines.archive import close_archives
from pipelines.replay import index
from pipelines.run_log import RunLog
from spiders.base import ReleaseSpider, overridden
from spiders.by_hand import BY_HAND, one_page
from storage.engine import sessions
from storage.records import Counts, NewRelease, Problem, RunStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.keys import Config
    from spiders.source import Source

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 0.2

COLLECT_AFTER = 10_000
"""New objects after which the collector looks at the youngest; Python's own number is 700."""


class UnknownSource(Exception):  # noqa: N818 - reads as the event it reports
    """A name that no source has."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one source's crawl.

    Attributes:
        why: Why it is not OK, and what else there is to know; may be empty.
        seconds: From its start to its end.
        releases: What was read; filled in a dry run only.
    """

    source: str
    status: RunStatus
    why: str
    counts: Counts
    seconds: float
    problems: tuple[Problem, ...] = ()
    releases: tuple[NewRelease, ...] = ()


@dataclass
class _Visit:
    """One source's crawl, under way."""

    crawler: Crawler
    releases: list[NewRelease] = field(default_factory=list)
    began: float = 0.0
    outcome: Outcome | None = None

    @property
    def source(self) -> str:
        return self.crawler.spidercls.name


def source_names() -> list[str]:
    """Return the names of all sources, in alphabetical order."""
    return sorted(_loader().list())


def sources(config: Config) -> dict[str, Source]:
    """Return all sources by name, as the operator wants them.

    Raises:
        ConfigError: The configuration names a source that does not exist.
    """
    config.check_sources(source_names())
    return {name: _source(spider, config) for name, spider in _spiders().items()}


def crawl(
    config: Config,
    names: Sequence[str],
    options: CrawlOptions,
    *,
    progress: Callable[[str, Counts, bool], None] | None = None,
) -> list[Outcome]:
    """Crawl sources and return what became of each, in the order asked for. Blocks; once in a process.

    Sources on different hosts are crawled side by side, those on one host one after the other: a host is asked one
    thing at a time.

    Args:
        config: The configuration.
        names: Which sources; all where empty.
        options: Limits, dry run, replay.
        progress: Called with source, counts so far, and whether it has ended, several times a second.

    Raises:
        UnknownSource: A name that no source has.
        ConfigError: The configuration names a source that does not exist.
        DatabaseError: The database cannot be used.
        ReplayError: The WARC file cannot be replayed.
    """
    known = sources(config)
    if unknown := [name for name in names if name not in known]:
        raise UnknownSource(
            f"no source is called {', '.join(map(repr, unknown))} (sources: {', '.join(sorted(known))})"
        )
    chosen = list(dict.fromkeys(names)) or sorted(known)
    if options.replay:
        index(options.replay)
    spiders = _spiders()
    return _run(config, options, [(spiders[name], known[name].netloc) for name in chosen], progress)


def fetch_one(config: Config, url: str, *, publisher: str, language: str) -> Outcome:
    """Fetch one release by its address, and keep it: the source of such releases is ``by_hand``.

    An address of a built-in source is read as that source reads it; any other by the generic chain.
    """
    spider = one_page(url, publisher=publisher, language=language, sources=sources(config).values())
    netloc = urlsplit(url).netloc
    site = f"{urlsplit(url).scheme}://{netloc}"
    tables = scrapy_settings(config)["RASD_SOURCES"]
    lent = tables.get(spider.source.lent_by, {})
    own = {BY_HAND: lent | {"site": site}}  # the host that a person names may be asked, wherever it is
    return _run(config, CrawlOptions(), [(spider, netloc)], None, more={"RASD_SOURCES": tables | own})[0]


def calm_collector() -> None:
    """Let the garbage collector pass over what is loaded, and come less often: pages leave little that it must find.

    A crawl of 1,000 pages took 5.1 s with it and 5.4 s without (medians of three, on a noisy machine), and no more
    memory to speak of: bench/RESULTS.md.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def _run(
    config: Config,
    options: CrawlOptions,
    spiders: Sequence[tuple[type[ReleaseSpider], str]],
    progress: Callable[[str, Counts, bool], None] | None,
    more: dict[str, Any] | None = None,
) -> list[Outcome]:
    settings = Settings(scrapy_settings(config, options) | (more or {}), priority="project")
    if not options.dry_run:
        sessions(config.database_url)  # what is wrong with the database is said before any site is asked
    process = AsyncCrawlerProcess(settings)
    quiet_source_errors()
    calm_collector()
    visits = [_Visit(process.create_crawler(spider)) for spider, _ in spiders]
    lanes: defaultdict[str, list[_Visit]] = defaultdict(list)
    for visit, (_, netloc) in zip(visits, spiders, strict=True):
        lanes[netloc].append(visit)
    loop = asyncio.get_event_loop()
    task = loop.create_task(_all(process, list(lanes.values()), visits, progress))
    process.start(stop_after_crawl=False)
    close_archives()
    if task.done() and not task.cancelled() and (error := task.exception()):
        raise error
    return [visit.outcome or _not_ended(visit) for visit in visits]


async def _all(
    process: AsyncCrawlerProcess,
    lanes: list[list[_Visit]],
    visits: list[_Visit],
    progress: Callable[[str, Counts, bool], None] | None,
) -> None:
    watch = asyncio.create_task(_watch(visits, progress)) if progress else None
    try:
        await asyncio.gather(*(_lane(process, lane) for lane in lanes))
    finally:
        if watch:
            watch.cancel()
        for visit in visits:
            if progress and visit.outcome:
                progress(visit.source, visit.outcome.counts, True)
        _stop()


def _stop() -> None:
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it

    with suppress(ReactorNotRunning):  # a signal has stopped it before
        cast("Any", reactor).stop()


async def _lane(process: AsyncCrawlerProcess, lane: list[_Visit]) -> None:
    for visit in lane:
        visit.began = time.monotonic()
        visit.crawler.signals.connect(_collecting(visit), signal=signals.item_scraped, weak=False)
        try:
            await process.crawl(visit.crawler)
        except Exception as error:
            logger.exception("crawl failed source=%s", visit.source)
            visit.outcome = _crashed(visit, error)
            continue
        visit.outcome = _ended(visit)
        if visit.outcome.status is RunStatus.STOPPED:
            return


def _collecting(visit: _Visit) -> Callable[..., None]:
    def collect(item: NewRelease) -> None:
        if visit.crawler.settings.getbool("RASD_DRY_RUN"):
            visit.releases.append(item)

    return collect


async def _watch(visits: list[_Visit], progress: Callable[[str, Counts, bool], None]) -> None:
    while True:
        for visit in visits:
            if visit.began and (log := _log(visit)):
                progress(visit.source, log.counts(), visit.outcome is not None)
        await asyncio.sleep(PROGRESS_SECONDS)


def _log(visit: _Visit) -> RunLog | None:
    return visit.crawler.get_extension(RunLog) if visit.crawler.crawling or visit.crawler.spider else None


def _ended(visit: _Visit) -> Outcome:
    log = _log(visit)
    if log is None or log.end is None:
        return _crashed(visit, RuntimeError("the crawl ended without a verdict"))
    return Outcome(
        source=visit.source,
        status=log.end.status,
        why=log.end.why,
        counts=log.end.counts,
        seconds=time.monotonic() - visit.began,
        problems=log.end.problems,
        releases=tuple(visit.releases),
    )


def _crashed(visit: _Visit, error: BaseException) -> Outcome:
    why = f"Rasd itself failed: {type(error).__name__}: {error}"
    seconds = time.monotonic() - visit.began
    return Outcome(source=visit.source, status=RunStatus.FAILED, why=why, counts=Counts(errors=1), seconds=seconds)


def _not_ended(visit: _Visit) -> Outcome:
    """Return what is known of a visit that a second signal cut off, or that a first one kept from beginning."""
    if visit.began and (log := _log(visit)):
        why = "cut off by a second signal; the next crawl goes on from what is kept"
        seconds = time.monotonic() - visit.began
        return Outcome(source=visit.source, status=RunStatus.STOPPED, why=why, counts=log.counts(), seconds=seconds)
    why = "stopped before it was begun"
    return Outcome(source=visit.source, status=RunStatus.STOPPED, why=why, counts=Counts(), seconds=0.0)


def _loader() -> SpiderLoader:
    return SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders.sources"]}))


def _spiders() -> dict[str, type[ReleaseSpider]]:
    loader = _loader()
    loaded = {name: loader.load(name) for name in sorted(loader.list())}
    return {name: spider for name, spider in loaded.items() if issubclass(spider, ReleaseSpider)}


def _source(spider: type[ReleaseSpider], config: Config) -> Source:
    table = config.source.get(spider.name)
    if table is None:
        return spider.source
    return overridden(spider.source, site=table.site or "", timezone=table.timezone or "")
