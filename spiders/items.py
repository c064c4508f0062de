"""What a spider hands on: the page's words, untouched, and where each was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from spiders.source import Source


class In(StrEnum):
    """A place where a page, or what led to it, states a date."""

    URL = "url"
    FEED = "feed"
    LISTING = "listing"
    JSON_LD = "json-ld"
    META = "meta"
    PRINTED = "printed"
    DATELINE = "dateline"
    STAMP = "stamp"
    """A line such as "5/27/2024 2:49 PM" at the foot: often the time of the last change."""
    RECORD = "record"
    """When the record was created in the site's own system, read from its number."""


@dataclass(frozen=True, slots=True)
class Found:
    """One field as the page has it.

    Attributes:
        text: The words, untouched; HTML for a body.
        where: What found it: ``css h1 .title``, ``json-ld headline``, ``feed title`` …
    """

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written, unread.

    Attributes:
        place: Which kind of place states it; a source ranks these by trust.
        text: The words; they may hold more than the date.
        where: What found it, as in ``Found``.
    """

    place: In
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a release offers, such as its PDF twin.

    Attributes:
        url: Absolute address.
        name: The link's words, or the file's name.
    """

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Archived:
    """Where the answer behind a release is kept.

    Attributes:
        file: Name of the WARC file, without its folder.
        offset: Where the record starts in it, bytes.
    """

    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A release as a feed, a listing or a sitemap announces it.

    Attributes:
        url: Canonical address.
        listing: Address of the page that announced it.
        dates: What was written about its date there.
    """

    url: str
    listing: str
    title: Found | None = None
    lead: Found | None = None
    author: Found | None = None
    image: Found | None = None
    tags: tuple[str, ...] = ()
    dates: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRelease:
    """A release as on the page: strings, dates unread, HTML kept.

    Attributes:
        source: The source it was read for.
        url: Canonical address: its identity.
        body: HTML of the body; ``None`` where there is no more than a lead.
        dates: All that was written about its date, in any order.
        symbol: Document symbol, such as ``SC/16444``.
        translations: ``(language, address)`` of the same release in other languages.
        fetched_at: When the answer came, aware UTC; set on the way to the pipelines.
        archived: Where the answer is kept; set on the way to the pipelines.
    """

    source: Source
    url: str
    title: Found | None
    lead: Found | None = None
    body: Found | None = None
    dates: tuple[Written, ...] = ()
    author: Found | None = None
    section: Found | None = None
    tags: tuple[str, ...] = ()
    image: Found | None = None
    attachments: tuple[Attachment, ...] = ()
    symbol: Found | None = None
    translations: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None
    archived: Archived | None = None
