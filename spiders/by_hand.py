"""One page whose address a person gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request

from spiders import addresses
from spiders.base import ReleaseSpider
from spiders.items import Listed
from spiders.source import In, Listing, Source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from scrapy.http import Response

    from spiders.items import RawRelease

BY_HAND = "by_hand"
"""Name of the source of what people add."""

ANY_PLACE = (In.PRINTED, In.JSON_LD, In.META, In.DATELINE, In.URL, In.STAMP)


def source_by_hand(*, publisher: str, language: str, site: str, timezone: str = "UTC") -> Source:
    """Return the source of a page that nobody described: the generic chain reads it."""
    return Source(
        name=BY_HAND,
        publisher=publisher,
        site=site,
        language=language,
        timezone=timezone,
        listings=(Listing("/", links=""),),
        dates=ANY_PLACE,
        url_date=(r"/(?P<y>(?:19|20)\d{2})[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?:/|-|$)",),
    )


def one_page(url: str, *, publisher: str, language: str, sources: Iterable[Source]) -> type[ReleaseSpider]:
    """Return a spider that reads one page.

    Args:
        url: Address of the page.
        publisher: Who publishes it.
        language: What it is written in.
        sources: Described sources; the one whose releases have such addresses lends its layouts.
    """
    site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    described = next((each for each in sources if addresses.is_release(url, each)), None)
    if described:
        read_as = replace(described, publisher=publisher, language=language, site=site, lent_by=described.name)
    else:
        read_as = source_by_hand(publisher=publisher, language=language, site=site)
        read_as = replace(read_as, same_hosts=(_twin(urlsplit(url).netloc),))

    class ByHand(ReleaseSpider):
        """Reads one page."""

        name = BY_HAND
        source = read_as
        asks_again = False

        async def start(self) -> AsyncIterator[Request]:
            """Ask for the page."""
            address = addresses.canonical(url, self.source)
            listed = Listed(url=address, listing=address)
            yield Request(address, self.parse_article, errback=self.failed, cb_kwargs={"listed": listed})

        def parse_article(self, response: Response, listed: Listed | None = None) -> Iterator[RawRelease]:
            """Read the page; that it was read is what a listing is to other sources."""
            yield from super().parse_article(response, listed)
            self.crawler.stats.inc_value(f"listing/read/{self.name}")
            self.crawler.stats.inc_value(f"release/listed/{self.name}")

    return ByHand


def _twin(netloc: str) -> str:
    """Return the host with ``www.`` where it stands without, and the other way round: sites redirect to their twin."""
    return netloc.removeprefix("www.") if netloc.startswith("www.") else f"www.{netloc}"
