"""A release by hand: a text file, or a page that was saved, read as a source's page is read."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from pipelines.arabic import display
from spiders import addresses, article
from spiders.by_hand import source_by_hand
from spiders.items import Found, RawRelease

if TYPE_CHECKING:
    from pathlib import Path

    from spiders.source import Source

NOWHERE = "https://saved.invalid"
"""Site of a release without an address. Nothing is ever asked there."""

BINARY = {b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP or Office file", b"\x89PNG": "a picture", b"\x1f\x8b": "gzip"}
"""Files that are no text, by how they begin."""


class Unreadable(Exception):  # noqa: N818 - reads as the event it reports
    """A file that no release can be read from; the words name the file and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What the person who adds a release says of it.

    Attributes:
        source: Name under which it is kept; ``None`` for the source of all that people add.
        language: ISO 639-1 code; a text that reads as another language is refused.
        timezone: IANA zone of dates that state none.
        url: Its address; ``None`` where the file must tell.
        encoding: Of the file; ``None`` where the file must tell.
    """

    publisher: str
    language: str
    timezone: str
    source: str | None = None
    url: str | None = None
    encoding: str | None = None


def read(path: Path, described: Described) -> RawRelease:
    """Read a release from a file: a saved page if it looks like HTML, else a text.

    Raises:
        Unreadable: There is no such file, or no release can be read from it.
    """
    if described.url:
        described = replace(described, url=addresses.canonical(described.url, _source(described, described.url)))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: cannot be read: {error.strerror}") from error
    if not data.strip():
        raise Unreadable(f"{path}: is empty")
    kind = next((kind for magic, kind in BINARY.items() if data.startswith(magic)), None)
    if kind:
        raise Unreadable(f"{path}: is {kind}, not a text or a saved page")
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|!--|\?xml)", data[:1000], re.IGNORECASE):
        return _page(path, data, described)
    return _text(path, _decoded(path, data, described.encoding), described)


def _source(described: Described, url: str | None) -> Source:
    source = source_by_hand(
        publisher=described.publisher,
        language=described.language,
        site=_site(url or NOWHERE),
        timezone=described.timezone,
    )
    return replace(source, name=described.source) if described.source else source


def _site(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _decoded(path: Path, data: bytes, encoding: str | None) -> str:
    if encoding is None and data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif encoding is None and b"\0" in data:
        raise Unreadable(f"{path}: is binary (it holds a zero byte), not a text or a saved page")
    try:
        return data.decode(encoding or "utf-8-sig")
    except LookupError as error:
        raise Unreadable(f"{path}: there is no encoding called {encoding!r}") from error
    except UnicodeDecodeError as error:
        tried = encoding or "UTF-8 (and UTF-16, which would begin with a byte-order mark)"
        other = "" if encoding else "; if you know its encoding, name it: --encoding windows-1256"
        wrong = f"byte {data[error.start]:#x} at offset {error.start}"
        raise Unreadable(f"{path}: is not in an encoding that was tried: {tried}; {wrong}{other}") from error


def _text(path: Path, text: str, described: Described) -> RawRelease:
    """Read title, dateline and paragraphs: parted by empty lines, or a line each where there is none."""
    lines = [display(line).strip() for line in re.split(r"\r\n|\r|\n", text)]
    first = next((number for number, line in enumerate(lines) if line), None)
    if first is None:
        raise Unreadable(f"{path}: holds no words, so there is no title")
    rest = "\n".join(lines[first + 1 :])
    paragraphs = [each.strip() for each in re.split(r"\n\n+" if "\n\n" in rest.strip() else r"\n", rest)]
    paragraphs = [each for each in paragraphs if each]
    if not paragraphs:
        raise Unreadable(f"{path}: holds a single line; a title and, below it, a text are needed")
    last = max(number for number, line in enumerate(lines, 1) if line)
    return RawRelease(
        source=_source(described, described.url),
        url=described.url or _urn(text),
        title=Found(html.escape(lines[first], quote=False), f"line {first + 1}"),
        body=Found(
            "\n".join(f"<p>{html.escape(each, quote=False)}</p>" for each in paragraphs), f"lines {first + 2}–{last}"
        ),
    )


def _page(path: Path, data: bytes, described: Described) -> RawRelease:
    response = HtmlResponse(NOWHERE, body=data, encoding=described.encoding)
    url = described.url or _declared(response, described)
    if url:
        response = response.replace(url=url)
    raw = article.read(response, _source(described, url))
    if raw.title is None or (raw.body is None and raw.lead is None):
        missing = "a title" if raw.title is None else "a text"
        raise Unreadable(f"{path}: no {missing.removeprefix('a ')} was found in this page")
    if url:
        return replace(raw, url=url, also=())
    here = tuple(each for each in raw.attachments if not each.url.startswith(NOWHERE))
    return replace(raw, url=_urn(response.text), also=(), attachments=here)


def _declared(page: HtmlResponse, described: Described) -> str | None:
    """Return the address that the page gives itself, where it is a full one with a host's name."""
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for url in page.xpath(path).getall():
            if addresses.is_named(url.strip()) and not addresses.is_front(url.strip()):
                return addresses.canonical(url, _source(described, url.strip()))
    return None


def _urn(text: str) -> str:
    """Return the identity of a text that has no address: the same words, the same identity."""
    return f"urn:sha256:{sha256(display(text).strip().encode('utf-8', 'surrogatepass')).hexdigest()}"
