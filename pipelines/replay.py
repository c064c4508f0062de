"""Crawling a WARC file instead of the network: the same spiders, answers taken by address."""

from __future__ import annotations

import logging
import zlib
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from spiders.items import Archived
from spiders.walls import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

CHUNK_BYTES = 65_536
GZIP = b"\x1f\x8b"


class ReplayError(Exception):
    """A file that cannot be replayed, and why."""


class ReplayHandler(BaseDownloadHandler):
    """Answers requests from the WARC file that the setting ``RASD_REPLAY`` names.

    Of several answers of one address the last counts. An address that is not in the file is answered with 404 and
    the flag ``not-in-archive``. Each answer says when it was captured and where it is.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._path = Path(crawler.settings["RASD_REPLAY"])
        self._offsets = index(self._path)
        self._file: IO[bytes] = self._path.open("rb")

    async def download_request(self, request: Request) -> Response:
        """Return the answer that the file holds for an address."""
        offset = self._offsets.get(request.url)
        if offset is None:
            return Response(request.url, status=404, flags=[ABSENT])
        self._file.seek(offset)
        record = next(iter(ArchiveIterator(self._file)))
        request.meta["fetched_at"] = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
        request.meta["archived"] = Archived(self._path.name, offset)
        return _response(request.url, record)

    async def close(self) -> None:
        """Close the file."""
        self._file.close()


def index(path: Path) -> dict[str, int]:
    """Return where the last answer of each address starts in a WARC file, bytes.

    A file that ends in the middle of a record (its process died) is read up to there.

    Raises:
        ReplayError: The file is missing, no WARC file, or holds no answer.
    """
    offsets: dict[str, int] = {}
    try:
        with path.open("rb") as file:
            begins = file.read(5)
            if not begins.startswith(GZIP) and begins != b"WARC/":
                raise ReplayError(f"{path}: not a WARC file: it begins with {begins!r}")
            file.seek(0)
            for address, offset in _answers(file):
                offsets[address] = offset  # noqa: PERF403 - what comes before an error is used
    except OSError as error:
        raise ReplayError(f"{path}: cannot be read: {error.strerror}") from error
    except (ArchiveLoadFailed, EOFError, zlib.error, AttributeError) as error:  # the last: half a record's headers
        if not offsets:
            raise ReplayError(f"{path}: not a WARC file, or a damaged one: {error}") from error
        logger.warning("archive damaged file=%s answers=%d error=%s", path, len(offsets), error)
    if not offsets:
        raise ReplayError(f"{path}: holds no answer of any site")
    return offsets


def _answers(file: IO[bytes]) -> Iterator[tuple[str, int]]:
    """Yield address and offset of every answer that is there to its last byte."""
    records = ArchiveIterator(file)
    for record in records:
        offset = records.get_record_offset()
        if record.rec_type == "response":
            _read(record)
            if getattr(record.raw_stream, "limit", 0) > 0:
                raise EOFError(f"the record at {offset} is cut off")
            yield record.rec_headers.get_header("WARC-Target-URI"), offset


def _read(record: Any) -> bytes:
    return b"".join(iter(partial(record.raw_stream.read, CHUNK_BYTES), b""))  # one read returns what is buffered


def _response(url: str, record: Any) -> Response:
    headers = Headers()
    for name, value in record.http_headers.headers:
        headers.appendlist(name, value)
    body = _read(record)
    if (headers.get("Transfer-Encoding") or b"").lower() == b"chunked":  # stored as sent: WARC/1.1 §6.3
        body, headers = _unchunked(body), Headers({k: v for k, v in headers.items() if k != b"Transfer-Encoding"})
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(url, status=int(record.http_headers.get_statuscode()), headers=headers, body=body)


def _unchunked(body: bytes) -> bytes:
    """Undo chunked transfer; a body that says it is chunked and is not is returned as it is."""
    parts, rest = [], body
    while rest:
        size, found, rest = rest.partition(b"\r\n")
        try:
            length = int(size.split(b";")[0], 16)
        except ValueError:
            return body
        if not found or not length:
            break
        parts.append(rest[:length])
        rest = rest[length + 2 :]
    return b"".join(parts)
