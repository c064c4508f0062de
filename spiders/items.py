"""What a spider hands on: the page's words, untouched, and where each was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from spiders.source import Article, In, Source


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
        day_only: A time of day that stands there is none (a feed whose times are all noon).
    """

    place: In
    text: str
    where: str
    day_only: bool = False


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
        modified: When the page last changed, as a sitemap says.
    """

    url: str
    listing: str
    title: Found | None = None
    lead: Found | None = None
    author: Found | None = None
    image: Found | None = None
    tags: tuple[str, ...] = ()
    dates: tuple[Written, ...] = ()
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRelease:
    """A release as on the page: strings, dates unread, HTML kept.

    Attributes:
        source: The source it was read for.
        url: Canonical address: its identity.
        layout: The layout that read it: its rules for paragraphs go with the body.
        announced: Title under which its listing announced it.
        also: Other addresses that led to the same page: what was asked before a redirect.
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
    layout: Article = field(default_factory=Article)
    announced: str | None = None
    also: tuple[str, ...] = ()
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
