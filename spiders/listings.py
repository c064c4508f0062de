"""Reading what announces releases: feeds, listings, sitemaps. Response in, ``Announced`` out."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import feedparser
from lxml.etree import XMLSyntaxError
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.sitemap import Sitemap as SitemapDocument
from w3lib.html import remove_tags, replace_entities

from spiders import addresses
from spiders.densest import LINK_CHARS
from spiders.errors import FeedUnreadable
from spiders.items import Found, Listed, Written
from spiders.page import Page, line_of
from spiders.source import Feed, In, Listing, Sitemap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement
    from scrapy.http import Response, TextResponse

    from spiders.source import Source

ROW_CHARS = 1500
"""An element around a link with more text than this is no row of a listing."""

SITEMAP_BYTES = 50 * 1024 * 1024
"""A sitemap is no larger unpacked (sitemaps.org)."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What one page of a listing says.

    Attributes:
        releases: In the page's order, each address once.
        next: Address of the page after it.
        sitemaps: Of a sitemap index, its sitemaps.
        error: What was wrong with it behind what could be read.
        blank: There is nothing on the page at all: neither a title nor a heading.
    """

    releases: tuple[Listed, ...]
    next: str | None = None
    sitemaps: tuple[str, ...] = ()
    error: FeedUnreadable | None = None
    blank: bool = False


def read(response: Response, at: Feed | Listing | Sitemap, number: int, source: Source) -> Announced:
    """Read a feed, a page of a listing, or a sitemap.

    Args:
        response: The answer.
        at: What was asked.
        number: Which page of it, from 1.
        source: Whose it is.

    Raises:
        FeedUnreadable: It is no feed or sitemap.
    """
    if isinstance(at, Feed):
        return _feed(response, at, source)
    if isinstance(at, Sitemap):
        return _sitemap(response, at, source)
    return _listing(response, at, number, source)  # type: ignore[arg-type] # checked to be text by the caller


def _feed(response: Response, at: Feed, source: Source) -> Announced:
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    headers = {"content-type": content_type, "content-location": response.url}
    parsed = feedparser.parse(response.body, response_headers=headers, sanitize_html=False)
    flaw = parsed.get("bozo_exception")
    flaw = None if isinstance(flaw, feedparser.NonXMLContentType | feedparser.CharacterEncodingOverride) else flaw
    if not parsed.get("version") or (flaw and not parsed.entries):
        raise FeedUnreadable(source.name, response.url, str(flaw or "neither RSS nor Atom"))
    entries = [entry for entry in parsed.entries if entry.get("link")]
    releases = [_entry(entry, at, response.url, source) for entry in entries]
    cut = FeedUnreadable(source.name, response.url, f"damaged after {len(releases)} entries: {flaw}") if flaw else None
    return Announced(_once(each for each in releases if addresses.of_source(each.url, source)), error=cut)


def _once(releases: Iterable[Listed]) -> tuple[Listed, ...]:
    """Return each release as it was announced first."""
    first: dict[str, Listed] = {}
    for each in releases:
        first.setdefault(each.url, each)
    return tuple(first.values())


def _entry(entry: Any, at: Feed, listing: str, source: Source) -> Listed:
    published = entry.get("published") or entry.get("updated")
    images = [*entry.get("media_content", ()), *entry.get("media_thumbnail", ()), *entry.get("enclosures", ())]
    image = next((found for each in images if (found := each.get("url") or each.get("href"))), None)
    return Listed(
        url=addresses.canonical(entry.link, source),
        listing=listing,
        title=_found(entry.get("title"), "feed title"),
        lead=_found(entry.get("summary"), "feed description"),
        author=_found(entry.get("author"), "feed author"),
        image=Found(image, "feed media") if image else None,
        tags=tuple(term for tag in entry.get("tags", ()) if (term := tag.get("term"))),
        dates=(Written(In.FEED, published, "feed date", day_only=at.date_only),) if published else (),
    )


def _found(text: str | None, where: str) -> Found | None:
    words = " ".join(replace_entities(remove_tags(text or "")).split())
    return Found(words, where) if words else None


def _sitemap(response: Response, at: Sitemap, source: Source) -> Announced:
    try:
        body = gunzip(response.body, max_size=SITEMAP_BYTES) if gzip_magic_number(response) else response.body
        document = SitemapDocument(body)
        entries = [entry for entry in document if entry.get("loc")]
    except (
        AttributeError,
        EOFError,
        OSError,
        TypeError,
        ValueError,
        StopIteration,
        XMLSyntaxError,
        zlib.error,
    ) as error:
        raise FeedUnreadable(source.name, response.url, f"no sitemap: {error}") from error
    if document.type == "sitemapindex":
        inside = [addresses.canonical(entry["loc"], source) for entry in entries]
        return Announced((), sitemaps=tuple(url for url in inside if addresses.of_source(url, source)))
    if document.type != "urlset":
        raise FeedUnreadable(source.name, response.url, f"no sitemap: the document is a <{document.type}>")
    listed = [
        Listed(url=url, listing=response.url, modified=entry.get("lastmod"))
        for entry in entries
        if addresses.of_source(url := addresses.canonical(entry["loc"], source), source)
        and re.search(at.links, addresses.path_of(url))
    ]
    return Announced(_once(listed))


def _listing(response: TextResponse, at: Listing, number: int, source: Source) -> Announced:
    page = Page(response)
    anchors = _anchors(page, at, source)
    rows = _rows(anchors)
    releases = tuple(_row(url, links, rows, response.url) for url, links in anchors.items())
    blank = not any(line_of(element) for element in page.root.iter("title", "h1", "h2"))
    return Announced(releases, _next(page, at, number, bool(releases)), blank=blank)


def _anchors(page: Page, at: Listing, source: Source) -> dict[str, list[HtmlElement]]:
    """Return the links to releases by address: those the pattern finds, else those in the declared rows."""
    found: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    for anchor in page.xpath("//a[@href]"):
        url = addresses.canonical(page.absolute(anchor.get("href")), source)
        if addresses.of_source(url, source) and re.search(at.links, addresses.path_of(url)) and not _in_menu(anchor):
            found[url].append(anchor)
    if not found and at.rows:
        declared = page.declared_html(at.rows)
        for row in declared[1] if declared else ():
            for anchor in row.iter("a"):
                url = addresses.canonical(page.absolute(anchor.get("href") or ""), source)
                if addresses.of_source(url, source) and not addresses.is_front(url):
                    found[url].append(anchor)
                    break
    return found


def _in_menu(anchor: HtmlElement) -> bool:
    """Whether a link belongs to the site's navigation, whose pages may have addresses like those of releases."""
    above = list(anchor.iterancestors())
    if any(
        element.tag in {"nav", "footer"} or element.get("role") in {"navigation", "contentinfo"} for element in above
    ):
        return True
    inside = any(element.tag in {"article", "main"} for element in above)  # a row may have a header of its own
    return not inside and any(element.tag == "header" or element.get("role") == "banner" for element in above)


def _rows(anchors: dict[str, list[HtmlElement]]) -> dict[HtmlElement, set[str]]:
    """Return, for every element around a link, the releases it links to: a row is what links to one alone."""
    around: defaultdict[HtmlElement, set[str]] = defaultdict(set)
    for url, links in anchors.items():
        for link in links:
            for element in (link, *link.iterancestors()):
                around[element].add(url)
    return around


def _row(url: str, links: list[HtmlElement], rows: dict[HtmlElement, set[str]], listing: str) -> Listed:
    link = max(links, key=lambda each: len(line_of(each)))
    row = link
    for element in link.iterancestors():
        if len(rows[element]) > 1 or element.tag in {"body", "main", "html"} or len(line_of(element)) > ROW_CHARS:
            break
        row = element
    words = line_of(link)
    if len(words) < LINK_CHARS:
        headings = [heading for heading in row.iter("h1", "h2", "h3", "h4", "h5") if line_of(heading)]
        words = line_of(headings[0]) if headings else words
    return Listed(
        url=url,
        listing=listing,
        title=Found(words, "listing link") if words else None,
        dates=tuple(_row_dates(row, words)),
    )


def _row_dates(row: HtmlElement, title: str) -> Iterator[Written]:
    for element in row.iter():
        if isinstance(element.tag, str) and (stated := element.get("datetime")):
            yield Written(In.LISTING, stated, f"listing {element.tag} datetime")
            return
    rest = " ".join(line for line in _lines(row) if line not in title)
    if re.search(r"\d", rest):
        yield Written(In.LISTING, rest, "listing row")


def _lines(element: HtmlElement) -> Iterator[str]:
    for text in element.itertext():
        if line := " ".join(text.split()):
            yield line


def _next(page: Page, at: Listing, number: int, has_releases: bool) -> str | None:
    if named := page.declared(at.next):
        return page.absolute(named.text)
    if at.pages and has_releases:
        return page.absolute(at.pages.format(n=at.first + number))
    return None
