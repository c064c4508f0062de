"""The words a source is described in. A source is a declaration: no method, no ``if``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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


Selectors = tuple[str, ...]
"""CSS selectors of one field, the best first; ``::text`` and ``::attr()`` are allowed."""


@dataclass(frozen=True, slots=True)
class Feed:
    """RSS or Atom.

    Attributes:
        path: Address, absolute or relative to the site.
        date_only: The feed's times are dates in disguise (every one at noon, say): read the day alone.
    """

    path: str
    date_only: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of links, and the pages after it.

    Attributes:
        path: Address, absolute or relative to the site.
        links: Regular expression searched for in the path and query of every link: those it finds are releases.
        rows: Where the pattern finds none, the links in these are taken instead.
        pages: Query of page ``{n}``, such as ``?page={n}``; empty where only the page itself names the next one.
        first: Number of the first page.
        next: Selectors of the link to the next page, tried before ``pages``.
    """

    path: str
    links: str
    rows: Selectors = ()
    pages: str = ""
    first: int = 0
    next: Selectors = ("a[rel=next]::attr(href)", "link[rel=next]::attr(href)")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap or an index of sitemaps, plain or gzipped.

    Attributes:
        path: Address, absolute or relative to the site.
        links: Regular expression; only addresses in which it is found are releases.
    """

    path: str
    links: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Where the fields of a release stand. Every field has several selectors; the generic chain stands behind them.

    Attributes:
        body: Of the first selector that finds text, *all* matches are the body, in the page's order.
        published: Words, or ``::attr(datetime)``, of the date of publication.
        drop: Elements that are no part of the release; they are taken out of the page.
        furniture: Regular expressions; a paragraph that one of them matches whole is dropped.
        ends: Regular expressions; the body ends before the first paragraph that one of them matches.
        stamp: Regular expression; a last paragraph that it matches whole is a date, not text (``In.STAMP``).
    """

    title: Selectors = ()
    lead: Selectors = ()
    body: Selectors = ()
    published: Selectors = ()
    author: Selectors = ()
    section: Selectors = ()
    tags: Selectors = ()
    image: Selectors = ()
    drop: Selectors = ()
    furniture: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A document symbol that the address holds.

    Attributes:
        pattern: Regular expression with the groups ``series`` and ``number``.
        series: The series as printed, by the series in the address; others give no symbol.
    """

    pattern: str
    series: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a healthy visit shows, until the source has a history of its own.

    Attributes:
        min_links: Fewer links on a listing mean that its layout changed.
        quiet_after: How long without a release is unusual.
    """

    min_links: int = 1
    quiet_after: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One publisher's releases in one language.

    Attributes:
        name: Name of the source; a spider gives it its own.
        lent_by: Name of the source that lends its layouts to a page added by hand.
        publisher: Who publishes, in its own words.
        site: Scheme and host; addresses are relative to it. The operator may override it.
        language: ISO 639-1 code of what it publishes.
        timezone: IANA zone of dates that state none.
        listings: Where releases are announced; each is asked on every visit.
        dates: The places that state the date of publication, the most trusted first; others are not believed.
        url_date: Regular expressions searched for in the address, with the groups ``y``, ``m``, ``d`` or ``ticks``
            (100 ns since the year 1); ``d`` may be missing.
        day_first: ``3/2/2021`` is the third of February.
        layouts: The newest first.
        same_hosts: Other hosts that serve the same pages; their addresses are rewritten to the site's.
        strip: Path prefixes that lead to the same page, such as ``/feed/view``.
        stubs: Regular expressions; a release whose title or lead one of them finds is none.
    """

    publisher: str
    site: str
    language: str
    timezone: str
    listings: tuple[Feed | Listing | Sitemap, ...]
    dates: tuple[In, ...]
    layouts: tuple[Article, ...] = (Article(),)
    url_date: tuple[str, ...] = ()
    day_first: bool = True
    same_hosts: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    stubs: tuple[str, ...] = ()
    symbol: Symbol | None = None
    name: str = ""
    lent_by: str = ""
    expect: Expect = field(default_factory=Expect)

    def __post_init__(self) -> None:
        """Refuse what cannot be a source.

        Raises:
            ValueError: Names the field and what is wrong with it.
        """
        parts = urlsplit(self.site)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"site: {self.site!r} is not an http(s) address with a host")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError(f"site: {self.site!r} must be scheme and host alone; paths belong to the listings")
        if not re.fullmatch(r"[a-z]{2,3}", self.language):
            raise ValueError(f"language: {self.language!r} is not an ISO 639 code")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"timezone: {self.timezone!r} is not an IANA zone") from error
        if not self.listings:
            raise ValueError("listings: a source needs one at least")
        for name, pattern in self._patterns():
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{name}: {pattern!r} is not a regular expression: {error}") from error

    def _patterns(self) -> Iterator[tuple[str, str]]:
        """Yield every regular expression and the field it stands in."""
        yield from (("url_date", pattern) for pattern in self.url_date)
        yield from (("stubs", pattern) for pattern in self.stubs)
        yield from (("listings", at.links) for at in self.listings if not isinstance(at, Feed))
        for layout in self.layouts:
            yield from (("layouts", pattern) for pattern in (*layout.furniture, *layout.ends, layout.stamp))
        if self.symbol:
            yield "symbol", self.symbol.pattern

    @property
    def netloc(self) -> str:
        """Host of the site, with its port where one is named."""
        return urlsplit(self.site).netloc.lower()

    @property
    def netlocs(self) -> frozenset[str]:
        """The hosts a crawl of this source may ask."""
        return frozenset({self.netloc, *(host.lower() for host in self.same_hosts)})

    def address(self, path: str) -> str:
        """Return the absolute address of a path of the site."""
        return urljoin(self.site + "/", path)
