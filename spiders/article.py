"""Reading a release's page: response in, ``RawRelease`` out. The chain of every field is one readable list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from spiders import addresses
from spiders.densest import PARAGRAPH_CHARS, densest, text_only
from spiders.items import Attachment, Found, Listed, RawRelease, Written
from spiders.page import Page, html_of, line_of
from spiders.source import In
from spiders.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement
    from scrapy.http import TextResponse

    from spiders.source import Article, Source

DATE_LINE_CHARS = 80
"""A line near the heading that holds a digit and is no longer may be the printed date."""

LANGUAGES = re.compile(r"English|العربية|Français|Español|Русский|中文|Português|Türkçe|اردو|فارسی", re.IGNORECASE)
"""A link that names a language leads to the page in it; ``hreflang`` alone may stand on any link."""


def read(response: TextResponse, source: Source, listed: Listed | None = None) -> RawRelease:
    """Read a page for a source.

    The layouts are tried in turn; the first whose declared selectors find a body is used, and where none does the
    generic chain reads the page with the newest layout's rules for paragraphs.

    Args:
        response: The page that answered.
        source: Who publishes it, and how its pages look.
        listed: What announced it.
    """
    page = Page(response)
    layout, body, elements = _body(page, source)
    heading = _heading(page)
    title = (
        page.declared(layout.title)
        or (Found(line_of(heading), "h1") if heading is not None else None)
        or page.linked("headline", "name")
        or page.meta("og:title", "twitter:title", "dc.title")
        or (listed.title if listed else None)
        or _document_title(page)
    )
    block = densest(page.root) if body is None else None
    release = Surroundings(page, source, heading, elements if block is None else [block])
    printed = _printed(page, layout, release)
    lead = page.declared(layout.lead) or (listed.lead if listed else None)
    if block is not None:
        shown = frozenset({title.text if title else "", *(date.text for date in printed)})
        body = _generic_body(page, text_only(block, heading, not_these=shown), lead)
    if lead is None and body is None:
        lead = page.meta("og:description", "description")
    url = _identity(page, source, listed)
    return RawRelease(
        source=source,
        url=url,
        layout=layout,
        announced=listed.title.text if listed and listed.title else None,
        also=tuple(sorted({listed.url} - {url})) if listed else (),
        title=title,
        lead=lead,
        body=body,
        dates=(*_dates(page, source, listed, url, printed), *_stamp(layout, release.main, body)),
        author=page.declared(layout.author) or page.linked("author") or (listed.author if listed else None),
        section=page.declared(layout.section) or page.linked("articleSection") or page.meta("article:section"),
        tags=page.declared_all(layout.tags) or page.meta_all("article:tag") or (listed.tags if listed else ()),
        image=_image(page, layout, listed),
        attachments=_attachments(page, release.main),
        symbol=symbol(url, source),
        translations=_translations(page, source, url),
    )


def announced(listed: Listed, source: Source) -> RawRelease:
    """Return what the announcement alone says of a release whose page could not be had."""
    return RawRelease(
        source=source,
        url=listed.url,
        announced=listed.title.text if listed.title else None,
        title=listed.title,
        lead=listed.lead,
        dates=(*_address_dates(listed.url, source), *listed.dates),
        author=listed.author,
        image=listed.image,
        tags=listed.tags,
        symbol=symbol(listed.url, source),
    )


def symbol(url: str, source: Source) -> Found | None:
    """Return the document symbol that an address holds, such as ``SC/16444``."""
    if source.symbol is None or not (match := re.search(source.symbol.pattern, addresses.path_of(url))):
        return None
    series = source.symbol.series.get(match["series"].lower())
    return Found(f"{series}/{match['number']}", "address") if series else None


def _body(page: Page, source: Source) -> tuple[Article, Found | None, list[HtmlElement]]:
    for layout in source.layouts:
        page.remove(layout.drop)
        if found := page.declared_html(layout.body):
            return layout, *found
    return source.layouts[0], None, []


def _generic_body(page: Page, text: HtmlElement, lead: Found | None) -> Found | None:
    """Return the densest block as a body, unless it is the lead alone: a video story has no more."""
    words = line_of(text)
    for said in (lead, page.meta("og:description", "description")):
        if said and len(words.replace(" ".join(said.text.split()), "")) < PARAGRAPH_CHARS:
            return None
    return Found(html_of(text), "densest block") if words else None


def _heading(page: Page) -> HtmlElement | None:
    """Return the release's own h1: of several (a site's name may be one), the longest that the page's title holds."""
    headings = [h1 for h1 in page.root.iter("h1") if line_of(h1)]
    title = _document_title(page)
    named = [h1 for h1 in headings if title and line_of(h1) in title.text]
    return max(named, key=lambda h1: len(line_of(h1))) if named else next(iter(headings), None)


def _document_title(page: Page) -> Found | None:
    element = page.root.find(".//head/title")
    words = " ".join((element.text or "").split()) if element is not None else ""
    return Found(words, "title element") if words else None


def _printed(page: Page, layout: Article, release: Surroundings) -> tuple[Written, ...]:
    for css in layout.published:
        for element, words in page.each(css):
            if not release.is_neighbour(element):
                return (Written(In.PRINTED, words, f"css {css}"),)
    stated = [
        Written(In.PRINTED, value, f"{element.tag} element by the heading")
        for element in release.main.iter("time", "span", "div", "meta")
        if (value := element.get("datetime") or _dated(element)) and not release.is_neighbour(element)
    ]
    return tuple(stated[:2]) or tuple(_date_lines(release))[:3]


def _dated(element: HtmlElement) -> str | None:
    names = f"{element.get('itemprop', '')} {element.get('property', '')} {element.get('datatype', '')}".lower()
    return element.get("content") if "date" in names and "modified" not in names else None


def _date_lines(release: Surroundings) -> Iterator[Written]:
    after = release.heading is None
    for element in release.main.iter():
        after = after or element is release.heading
        if not after or element is release.heading or not isinstance(element.tag, str) or len(element):
            continue
        for text in (element.text, element.tail):
            line = " ".join((text or "").split())
            if 5 < len(line) <= DATE_LINE_CHARS and re.search(r"\d", line) and not release.is_neighbour(element):
                yield Written(In.PRINTED, line, "line by the heading")


def _stamp(layout: Article, main: HtmlElement, body: Found | None) -> Iterator[Written]:
    """Yield the last line that the layout knows for a stamp; one inside the body is found when that is read."""
    lines = [" ".join(text.split()) for text in main.itertext()] if layout.stamp else []
    stamps = [line for line in lines if re.fullmatch(layout.stamp, line) and not (body and line in body.text)]
    yield from (Written(In.STAMP, line, "line of the page") for line in stamps[-1:])


def _dates(
    page: Page, source: Source, listed: Listed | None, url: str, printed: tuple[Written, ...]
) -> Iterator[Written]:
    yield from _address_dates(url, source)
    if listed:
        yield from listed.dates
    if linked := page.linked("datePublished", "dateCreated"):
        yield Written(In.JSON_LD, linked.text, linked.where)
    meta = page.meta("article:published_time", "datepublished", "dc.date.issued", "dcterms.created", "dc.date", "date")
    if meta:
        yield Written(In.META, meta.text, meta.where)
    yield from printed


def _address_dates(url: str, source: Source) -> Iterator[Written]:
    path = addresses.path_of(url)
    for pattern in source.url_date:
        if match := re.search(pattern, path):
            place = In.RECORD if "ticks" in match.groupdict() else In.URL
            yield Written(place, match.group(), f"address {pattern}")


def _identity(page: Page, source: Source, listed: Listed | None) -> str:
    """Return the canonical address: what the page declares where that can be believed, else where it answered.

    A declared address on another host, or one that the source's listings would not take for a release (a section,
    the front page), is not believed.
    """
    answered = addresses.canonical(page.url, source)
    for declared in page.xpath("//link[@rel='canonical']/@href"):
        url = addresses.canonical(page.absolute(str(declared)), source)
        if addresses.is_release(url, source):
            return url
    if listed and not addresses.is_release(answered, source):
        return listed.url
    return answered


def _image(page: Page, layout: Article, listed: Listed | None) -> Found | None:
    found = page.declared(layout.image) or page.meta("og:image", "twitter:image") or page.linked("image")
    if found is None:
        return listed.image if listed else None
    return Found(page.absolute(found.text), found.where)


def _attachments(page: Page, main: HtmlElement) -> tuple[Attachment, ...]:
    files: dict[str, Attachment] = {}
    for link in main.iter("a"):
        address = page.absolute(link.get("href") or "")
        if re.search(r"\.(?:pdf|docx?)$", urlsplit(address).path, re.IGNORECASE):
            name = line_of(link) or unquote(urlsplit(address).path.rpartition("/")[2])
            files.setdefault(address, Attachment(address, name))
    return tuple(files.values())


def _translations(page: Page, source: Source, url: str) -> tuple[tuple[str, str], ...]:
    others: dict[str, str] = {}
    alternates: list[Any] = page.xpath("//link[@rel='alternate'][@hreflang][@href]")
    switches = [link for link in page.xpath("//a[@hreflang][@href]") if LANGUAGES.search(line_of(link))]
    for element in (*alternates, *switches):
        language = element.get("hreflang").split("-")[0].lower()
        address = addresses.canonical(page.absolute(element.get("href")), source)
        if language not in {"x", source.language} and address != url and not addresses.is_front(address):
            others.setdefault(language, address)
    return tuple(others.items())
