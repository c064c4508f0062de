"""Every answer a crawl used, kept as it came: rotating WARC files."""

from __future__ import annotations

import asyncio
import logging
import os
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self
from uuid import uuid4

from scrapy.exceptions import NotConfigured
from scrapy.utils.python import to_unicode
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.run_log import report
from spiders.items import Archived, RawRelease

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

GIB = 1024**3
MIB = 1024**2

GZIP_LEVEL = 5
"""A page of 70 KB is packed in 1.0 ms to 17.1 KB; at warcio's 9 it takes 2.0 ms to 16.7 KB (measured)."""

RECORDS = RecordBuilder()


class ArchiveFull(Exception):  # noqa: N818 - reads as the event it reports
    """The archive has reached its ceiling, or its disk is full."""


class Archive:
    """A folder of WARC files; one thread writes, so the loop never waits for gzip or the disk.

    Files are named ``rasd-YYYYMMDDTHHMMSSZ-PID-XXXXXX-N.warc.gz``; a further one is begun when one is full. A record is
    flushed before its place is told, so a release never points to what was lost.
    """

    def __init__(self, folder: Path, *, file_bytes: int, ceiling_bytes: int) -> None:
        """Open the archive.

        Args:
            folder: Where the files are; made when the first record is written.
            file_bytes: Size at which a file is full.
            ceiling_bytes: Size of all files together at which nothing more is written.
        """
        self._folder = folder
        self._file_bytes = file_bytes
        self._ceiling_bytes = ceiling_bytes
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._file: IO[bytes] | None = None
        self._began = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}-{uuid4().hex[:6]}"
        self._files = 0
        self._before = sum(file.stat().st_size for file in folder.glob("*.warc.gz")) if folder.is_dir() else 0

    def keep(self, response: Response, fetched_at: datetime) -> Future[Archived]:
        """Write an answer; the future tells where it is, or raises ``ArchiveFull`` or ``OSError``."""
        headers = [
            (to_unicode(name, "latin-1"), to_unicode(value, "latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]  # now: on its way to the spider the answer is unpacked and loses its Content-Encoding
        return self._thread.submit(self._write, response, headers, fetched_at)

    def close(self) -> None:
        """Finish what is being written."""
        self._thread.shutdown(wait=True)
        self._end_file()

    def _end_file(self) -> None:
        """Close the file; on a full disk that may fail, and what was told to be kept has been flushed before."""
        if self._file:
            try:
                self._file.close()
            except OSError as error:
                logger.warning("archive not closed cleanly file=%s error=%s", self._file.name, error)
        self._file = None

    def _write(self, response: Response, headers: list[tuple[str, str]], fetched_at: datetime) -> Archived:
        file = self._open()
        offset = file.tell()
        record = RECORDS.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(response.body),
            length=len(response.body),
            http_headers=StatusAndHeaders(_status_line(response.status), headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": f"{fetched_at:%Y-%m-%dT%H:%M:%SZ}"},
        )
        try:
            file.write(_packed(record))
            file.flush()
        except OSError:
            self._before += offset
            self._end_file()  # half a record may stand there: nothing is written behind it
            raise
        return Archived(Path(file.name).name, offset)

    def _open(self) -> IO[bytes]:
        size = self._file.tell() if self._file else 0
        if self._before + size >= self._ceiling_bytes:
            raise ArchiveFull(f"the archive in {self._folder} has reached its ceiling of {self._ceiling_bytes} bytes")
        if self._file and size < self._file_bytes:
            return self._file
        if self._file:
            self._end_file()
            self._before += size
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"rasd-{self._began}-{self._files:05d}.warc.gz"
        self._files += 1
        self._file = (self._folder / name).open("xb")
        self._file.write(_packed(RECORDS.create_warcinfo_record(name, {"software": "rasd", "format": "WARC/1.0"})))
        return self._file


def _packed(record: Any) -> bytes:
    """Return a record as a gzip member of its own, packed in one call that leaves the loop its turn."""
    buffer = BytesIO()
    WARCWriter(buffer, gzip=False).write_record(record)
    return zlib.compress(buffer.getbuffer(), GZIP_LEVEL, wbits=zlib.MAX_WBITS | 16)


def _status_line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status)


class ArchiveMiddleware:
    """Keeps every answer from the network. It stands next to the downloader, where answers are still as sent."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware as Scrapy asks."""
        settings = crawler.settings
        if not settings.getbool("RASD_ARCHIVE") or settings.getbool("RASD_DRY_RUN") or settings["RASD_REPLAY"]:
            raise NotConfigured
        return cls(
            shared_archive(
                Path(settings["RASD_ARCHIVE_DIR"]),
                file_bytes=int(settings.getfloat("RASD_ARCHIVE_FILE_MB") * MIB),
                ceiling_bytes=int(settings.getfloat("RASD_ARCHIVE_MAX_GB") * GIB),
            )
        )

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep an answer."""
        now = datetime.now(UTC)
        request.meta["fetched_at"] = now
        request.meta["archived"] = self._archive.keep(response, now)
        return response


class ProvenanceMiddleware:
    """Tells each release when its answer came and where it is kept; it stands behind the spider.

    An answer that cannot be kept is an error of the run; the release is kept all the same.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._failed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware as Scrapy asks."""
        return cls(crawler)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Complete each release read from an answer."""
        kept: Future[Archived] | Archived | None = response.meta.pop("archived", None)
        archived = await self._place(response.url, kept) if isinstance(kept, Future) else kept
        async for item in result:
            if isinstance(item, RawRelease):
                read = response.status < 400  # else it is the announcement's lead, and the answer is an error
                fetched_at = response.meta.get("fetched_at")
                yield replace(item, archived=archived if read else None, fetched_at=fetched_at)
            else:
                yield item

    async def _place(self, url: str, kept: Future[Archived]) -> Archived | None:
        try:
            return await asyncio.wrap_future(kept)
        except (ArchiveFull, OSError) as error:
            if not self._failed:
                detail = f"answers are no longer archived: {error}"
                report(self._crawler, self._crawler.spidercls.name, kind=type(error).__name__, url=url, detail=detail)
            self._failed = True
            return None


_SHARED: dict[Path, Archive] = {}


def shared_archive(folder: Path, *, file_bytes: int, ceiling_bytes: int) -> Archive:
    """Return the process's archive of a folder: crawls that run side by side write one file, not one each."""
    if folder not in _SHARED:
        _SHARED[folder] = Archive(folder, file_bytes=file_bytes, ceiling_bytes=ceiling_bytes)
    return _SHARED[folder]


def close_archives() -> None:
    """Finish all archives of the process; call it when its crawls have ended."""
    while _SHARED:
        _SHARED.popitem()[1].close()
