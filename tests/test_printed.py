"""Which dates a release's page states, and whose they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from spiders import article
from spiders.items import Found, Listed, RawRelease, Written
from spiders.source import Article, Feed, In, Listing, Source
from tests.pages.invented import PARAGRAPH, SECOND, SITE, answer, page, source

STORY = f"{SITE}/ar/story/7"
LISTED = Listed(
    url=STORY,
    listing=f"{SITE}/ar/news",
    title=Found("العنوان في القائمة", "listing link"),
    lead=Found("مقدمة الخبر في القائمة", "feed description"),
    dates=(Written(In.LISTING, "22/05/2024", "listing row"),),
)


def read(html: str, of: Source | None = None, listed: Listed | None = None, path: str = "/ar/story/7") -> RawRelease:
    return article.read(answer(html, path), of or source(), listed)


def linked(**said: Any) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', **said})}</script>"


LONG = f"<p>{PARAGRAPH}</p><p>{SECOND}</p>"


def stated(html: str, of: Source | None = None, listed: Listed | None = None) -> list[tuple[str, str]]:
    return [(date.place.value, date.text) for date in read(html, of, listed).dates]


def test_every_statement_of_a_date_is_handed_on() -> None:
    of = source(
        listings=(Feed("/feed"), Listing("/ar", links=r"^/ar/\d{4}/")),
        url_date=(r"/(?P<y>\d{4})/(?P<m>\d{2})/",),
        layouts=(Article(body=(".story",), published=(".none", "time::attr(datetime)")),),
    )
    head = (
        linked(datePublished="2024-05-22T10:00:00Z") + "<meta property='article:published_time' content='2024-05-23'>"
    )
    html = page(f"{LONG}<time datetime='2024-05-24'>أمس</time>", head=head)
    raw = read(html, of, LISTED, "/ar/2024/05/x")
    assert [(date.place, date.text) for date in raw.dates] == [
        (In.URL, "/2024/05/"),
        (In.LISTING, "22/05/2024"),
        (In.JSON_LD, "2024-05-22T10:00:00Z"),
        (In.META, "2024-05-23"),
        (In.PRINTED, "2024-05-24"),
    ]


def test_ticks_are_the_records_not_the_publications() -> None:
    of = source(url_date=(r"/Index/(?P<ticks>\d{18})",))
    assert [date.place for date in read(page(), of, path="/ar/Index/636872238407460449").dates] == [In.RECORD]


@pytest.mark.parametrize(
    "printed",
    [
        "<span>22 أيار/مايو 2024</span>",
        "<div><div>22 أيار/مايو 2024</div></div>",
        "<ul class=meta><i>22 أيار/مايو 2024</i></ul>",
        "<footer>22 أيار/مايو 2024</footer>",
    ],
)
def test_a_date_printed_by_the_heading_is_found_without_a_name(printed: str) -> None:
    html = f"<html><body><article><h1>عنوان</h1>{printed}<div class=story>{LONG}</div></article></body></html>"
    assert stated(html) == [("printed", "22 أيار/مايو 2024")]


@pytest.mark.parametrize(
    "neighbour",
    [
        "<aside><time datetime='2023-01-01'>x</time></aside>",
        "<ul><li><time datetime='2023-01-01'>x</time></li></ul>",
        "<div><a href='/ar/story/8'>آخر</a> <time datetime='2023-01-01'>x</time></div>",
        "<div><h3><a href='/ar/story/8'>آخر</a></h3><span property='dc:date' content='2023-01-01'>x</span></div>",
    ],
)
def test_a_neighbours_date_is_not_the_releases(neighbour: str) -> None:
    declared = source(
        layouts=(Article(body=(".story",), published=("time::attr(datetime)", "[content]::attr(content)")),)
    )
    own = "<time datetime='2024-05-22'>x</time>"
    for of in (source(), declared):
        html = (
            f"<html><body><h1>ع</h1><div>{neighbour}</div><div>{own}<div class=story>{LONG}</div></div></body></html>"
        )
        assert stated(html, of) == [("printed", "2024-05-22")]
        assert stated(html.replace(own, ""), of) == []


def test_a_date_in_a_box_with_a_link_to_its_topic_is_the_releases() -> None:
    meta = "<div><time datetime='2024-05-22'>x</time><a href='/ar/topic/law'>القانون ومنع الجريمة</a></div>"
    assert stated(f"<html><body><div><h1>ع</h1>{meta}<div class=story>{LONG}</div></div></body></html>") == [
        ("printed", "2024-05-22")
    ]


def test_a_story_without_a_body_has_its_own_date() -> None:
    of = source(layouts=(Article(lead=(".lead",)),))
    own = "<div><h1>عنوان القصة</h1></div><div><time datetime='2024-05-22'>x</time></div><p class=lead>مقدمة</p>"
    html = f"<html><body><div>بتاريخ <time datetime='2026-01-01'>اليوم</time></div><div>{own}</div></body></html>"
    assert stated(html, of) == [("printed", "2024-05-22")]
