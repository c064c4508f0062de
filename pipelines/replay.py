"""Crawling a WARC file instead of the network: the same spiders, answers taken by address."""

from __future__ import annotations

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

CHUNK_BYTES = 65_536


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

    Raises:
        ReplayError: The file is missing, or no WARC file.
    """
    try:
        with path.open("rb") as file:
            return dict(_answers(file))
    except OSError as error:
        raise ReplayError(f"{path}: cannot be read: {error.strerror}") from error
    except ArchiveLoadFailed as error:
        raise ReplayError(f"{path}: not a WARC file, or a damaged one: {error}") from error


def _answers(file: IO[bytes]) -> Iterator[tuple[str, int]]:
    records = ArchiveIterator(file)
    for record in records:
        if record.rec_type == "response":
            yield record.rec_headers.get_header("WARC-Target-URI"), records.get_record_offset()


def _response(url: str, record: Any) -> Response:
    headers = Headers()
    for name, value in record.http_headers.headers:
        headers.appendlist(name, value)
    body = b"".join(iter(partial(record.raw_stream.read, CHUNK_BYTES), b""))  # one read returns what is buffered
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
