"""Every source against its recorded pages, and against the same pages after a redesign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy.http import TextResponse

from spiders.base import PageOf, ReleaseSpider
from spiders.errors import FeedUnreadable, LayoutChanged
from spiders.source import Feed
from tests.pages import FOLDER, SOURCES, as_recorded, cleaned, name, pages, recorded, response, spider
from tests.pages.redesign import renamed, sidebar_first

ARTICLES = pages("article")
LISTINGS = pages("listing")


def announced(spider: ReleaseSpider, answer: TextResponse) -> dict[str, Any]:
    requests = list(spider.parse(answer))
    listed = [request.cb_kwargs["listed"] for request in requests if "listed" in request.cb_kwargs]
    further = [request.url for request in requests if "page" in request.cb_kwargs]
    return {
        "listed": [
            {"url": each.url, "title": each.title.text, "dates": [date.text for date in each.dates]} for each in listed
        ],
        "next": further[0] if further else None,
    }


@pytest.mark.parametrize("page", ARTICLES, ids=name)
def test_article_reads_as_recorded(page: Path) -> None:
    reader, answer, said = recorded(page)
    [raw] = reader.parse_article(answer)
    assert {"url": raw.url, **as_recorded(cleaned(raw, said))} == {"url": said["url"], **said["release"]}


@pytest.mark.parametrize("page", LISTINGS, ids=name)
def test_listing_reads_as_recorded(page: Path) -> None:
    reader, answer, said = recorded(page)
    assert announced(reader, answer) == {"listed": said["listed"], "next": said["next"]}


@pytest.mark.parametrize("source", SOURCES)
def test_source_has_a_listing_and_an_article(source: str) -> None:
    kept = {path.stem for path in (*ARTICLES, *LISTINGS) if path.parent.name == source}
    assert {"article", "listing"} <= kept


def test_every_page_says_that_it_is_a_reconstruction_and_has_its_json() -> None:
    kept = [path for path in FOLDER.glob("*/*") if path.suffix in {".html", ".xml"}]
    assert {path for path in kept if b"<!-- Reconstruction" not in path.read_bytes()[:100]} == set()
    assert {path.stem for path in FOLDER.glob("*/*.json")} == {path.stem for path in kept}
    assert {path.parent.name for path in kept} == set(SOURCES)


@pytest.mark.parametrize("redesign", [renamed, sidebar_first])
@pytest.mark.parametrize("page", ARTICLES, ids=name)
def test_redesigned_article_keeps_title_date_and_body(page: Path, redesign: Any) -> None:
    reader, _, said = recorded(page)
    [raw] = reader.parse_article(response(said["url"], redesign(page.read_bytes())))
    read = as_recorded(cleaned(raw, said))
    wanted = ("title", "published", "published_precision", "published_words", "place", "language", "body")
    assert {field: read[field] for field in wanted} == {field: said["release"][field] for field in wanted}


@pytest.mark.parametrize("page", [page for page in ARTICLES if page.stem != "article-video"], ids=name)
def test_redesigned_article_is_read_by_no_selector_of_names(page: Path) -> None:
    """That the test above proves the generic chain: nothing that was declared finds the renamed page's body."""
    reader, _, said = recorded(page)
    [raw] = reader.parse_article(response(said["url"], renamed(page.read_bytes())))
    assert raw.body
    assert raw.body.where == "densest block"


@pytest.mark.parametrize("redesign", [renamed, sidebar_first])
@pytest.mark.parametrize("page", [page for page in LISTINGS if page.suffix == ".html"], ids=name)
def test_redesigned_listing_announces_the_same_releases(page: Path, redesign: Any) -> None:
    reader, _, said = recorded(page)
    read = announced(reader, response(said["url"], redesign(page.read_bytes())))
    assert sorted(read["listed"], key=str) == sorted(said["listed"], key=str)
    assert read["next"] == said["next"]


@pytest.mark.parametrize("source", SOURCES)
def test_redesigned_page_is_an_error_not_a_quiet_week(source: str) -> None:
    reader = spider(source)
    [at, *_] = reader.source.listings
    blank = response(reader.source.address(at.path), "<html><body><h1>Welcome</h1></body></html>")
    with pytest.raises(FeedUnreadable if isinstance(at, Feed) else LayoutChanged, match=source):
        list(reader.parse(blank, PageOf(at, 1)))


@pytest.mark.parametrize("source", SOURCES)
def test_article_without_text_is_an_error(source: str) -> None:
    [page] = [page for page in ARTICLES if page.parent.name == source and page.stem == "article"]
    reader, _, said = recorded(page)
    blank = response(said["url"], "<html><body><h1>Under construction</h1><p>Come back soon</p></body></html>")
    with pytest.raises(LayoutChanged, match="neither a body nor a lead"):
        list(reader.parse_article(blank))
