"""Reading what announces releases: listings, feeds, sitemaps."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse

from spiders import listings
from spiders.base import LISTING_PRIORITY, NEXT_PRIORITY, PageOf
from spiders.errors import BotWall, LayoutChanged
from spiders.items import Listed
from spiders.listings import Announced
from spiders.source import In, Listing
from tests.pages import spider
from tests.pages.invented import SITE, answer, source

NEWS = Listing("/ar/news", links=r"^/ar/story/\d+", rows=(".row",), pages="?page={n}")
TITLE = "المدير العام يستقبل وفداً"


def listing(html: str, at: Listing = NEWS, *, number: int = 1, path: str = "/ar/news", **fields: object) -> Announced:
    return listings.read(answer(f"<html><body>{html}</body></html>", path), at, number, source(**fields))


def urls(announced: Announced) -> list[str]:
    return [each.url.removeprefix(SITE) for each in announced.releases]


# Links


def test_links_are_told_by_their_address_wherever_they_stand() -> None:
    found = listing(
        f"<nav><a href='/ar/about'>عن المكتب</a></nav><section><a href='7'>نسبي</a><a href='/ar/story/7'>{TITLE}</a>"
        f"</section><div><div><a href='{SITE}/ar/story/8?utm_source=x#top'>ثانية</a></div></div>"
        "<aside><a href='/ar/story/9'>ثالثة</a></aside><a href='/en/story/1'>x</a><a href='/ar/video/7'>x</a>"
    )
    assert urls(found) == ["/ar/story/7", "/ar/story/8", "/ar/story/9"]


def test_links_to_other_hosts_are_none_of_ours() -> None:
    html = "<a href='https://other.example/ar/story/1'>x</a><a href='//www.press.example/ar/story/2'>x</a>"
    assert urls(listing(html, same_hosts=("www.press.example",))) == ["/ar/story/2"]


def test_links_of_the_navigation_are_pages_not_releases() -> None:
    html = (
        "<header><a href='/ar/story/1'>x</a></header><nav><a href='/ar/story/2'>x</a></nav>"
        "<div role=navigation><a href='/ar/story/3'>x</a></div><footer><a href='/ar/story/4'>x</a></footer>"
        "<main><article><header><h2><a href='/ar/story/5'>x</a></h2></header></article></main>"
    )
    assert urls(listing(html)) == ["/ar/story/5"]


def test_rows_are_read_where_the_pattern_finds_nothing() -> None:
    html = (
        "<a href='/ar/about-us'>عن</a><div class=row><a href='/ar/2027/first'>أولى</a><a href='/ar/tag/x'>وسم</a></div>"
        "<div class=row><a href='/'>الرئيسية</a><a href='https://other.example/x'>x</a>"
        "<a href='/ar/2027/second'>ثانية</a></div>"
    )
    assert urls(listing(html)) == ["/ar/2027/first", "/ar/2027/second"]


def test_rows_are_not_read_beside_the_pattern() -> None:
    html = "<div class=row><a href='/ar/2027/first'>أولى</a></div><a href='/ar/story/7'>سابعة</a>"
    assert urls(listing(html)) == ["/ar/story/7"]


def test_a_release_is_announced_once_with_its_longest_link_as_title() -> None:
    html = (
        "<div><a href='/ar/story/7'><img alt=''></a><h3><a href='/ar/story/7'>" + TITLE + "</a></h3>"
        "<a href='/ar/story/7#more'>اقرأ المزيد</a></div><aside><a href='/ar/story/7'>المدير العام</a></aside>"
    )
    [one] = listing(html).releases
    assert one.title
    assert (one.title.text, one.title.where) == (TITLE, "listing link")


def test_a_link_that_says_more_takes_the_heading_of_its_row() -> None:
    rows = [f"<div><h3>{TITLE} {n}</h3><p>نص</p><a href='/ar/story/{n}'>المزيد</a></div>" for n in (1, 2)]
    titles = [each.title and each.title.text for each in listing("".join(rows)).releases]
    assert titles == [f"{TITLE} 1", f"{TITLE} 2"]


# Dates of rows


def dates(html: str) -> list[list[str]]:
    return [[date.text for date in each.dates] for each in listing(html).releases]


def test_row_dates_need_no_class() -> None:
    rows = (
        f"<div><a href='/ar/story/1'>{TITLE} 1</a><span>06/02/2019</span></div>"
        f"<div><time datetime='2019-02-05T10:00:00Z'>أمس</time><a href='/ar/story/2'>{TITLE} 2</a></div>"
        f"<div><a href='/ar/story/3'>{TITLE} 3</a><p>بلا تاريخ</p></div>"
    )
    assert dates(rows) == [["06/02/2019"], ["2019-02-05T10:00:00Z"], []]


def test_row_dates_are_those_of_the_row_alone() -> None:
    rows = "".join(
        f"<tr><td>{day}</td><td><a href='/ar/story/{n}'>{TITLE} رقم 2030</a></td></tr>"
        for n, day in enumerate(["١٢ مايو ٢٠٢٤", "11 مايو 2024"], 1)
    )
    assert dates(f"<table>{rows}</table>") == [["١٢ مايو ٢٠٢٤"], ["11 مايو 2024"]]


def test_a_digit_in_the_title_is_no_date() -> None:
    assert dates(f"<div><a href='/ar/story/1'>{TITLE} في 22 مايو 2024</a></div><a href='/ar/story/2'>{TITLE}</a>") == [
        [],
        [],
    ]


def test_row_dates_say_where_they_were_found() -> None:
    [one] = listing(f"<div><a href='/ar/story/1'>{TITLE}</a><i>06/02/2019</i></div>").releases
    assert [(date.place, date.where) for date in one.dates] == [(In.LISTING, "listing row")]


# The next page


def test_next_page_is_named_by_the_page_first() -> None:
    html = "<a href='/ar/story/1'>x</a><a rel=next href='?page=1'>التالي</a>"
    assert listing(html).next == f"{SITE}/ar/news?page=1"
    assert listing(html.replace("?page=1", "?page=8"), path="/ar/news?page=7").next == f"{SITE}/ar/news?page=8"
    assert listing(html.replace("a rel=next", "a rel='next nofollow'")).next == f"{SITE}/ar/news?page=1"


def test_next_page_is_counted_where_the_page_names_none() -> None:
    html = "<a href='/ar/story/1'>x</a>"
    assert listing(html).next == f"{SITE}/ar/news?page=1"
    assert listing(html, number=3, path="/ar/news?page=2").next == f"{SITE}/ar/news?page=3"
    from_one = Listing("/ar/news", links=NEWS.links, pages="?p={n}&size=10", first=1)
    assert listing(html, from_one).next == f"{SITE}/ar/news?p=2&size=10"


def test_a_page_without_releases_has_no_next_page() -> None:
    assert listing("<p>لا توجد نتائج</p>", number=9).next is None


def test_a_listing_that_names_no_next_page_and_counts_none_is_one_page() -> None:
    assert listing("<a href='/ar/story/1'>x</a>", Listing("/ar/news", links=NEWS.links)).next is None


# The spider


def test_releases_are_asked_between_listings_and_next_pages() -> None:
    reader = spider("un_news_ar")
    [at, _] = reader.source.listings
    body = "".join(f"<a href='/ar/story/2026/05/{n}'>{TITLE} {n}</a>" for n in range(3))
    first = PageOf(at, 1)
    asked = list(
        reader.parse(HtmlResponse(reader.source.address(at.path), body=body.encode(), encoding="utf-8"), first)
    )
    assert [request.priority for request in asked] == [0, 0, 0, NEXT_PRIORITY]
    assert asked[-1].cb_kwargs == {"page": PageOf(at, 2)}
    assert isinstance(asked[0].cb_kwargs["listed"], Listed)
    assert LISTING_PRIORITY > 0 > NEXT_PRIORITY


def test_too_few_links_are_handed_on_before_the_error() -> None:
    reader = spider("un_news_ar")
    [at, _] = reader.source.listings
    few = HtmlResponse(reader.source.address(at.path), body=b"<a href='/ar/story/2026/05/1'>x</a>", encoding="utf-8")
    read = reader.parse(few, PageOf(at, 1))
    assert next(read).url == "https://news.un.org/ar/story/2026/05/1"
    with pytest.raises(LayoutChanged, match="1 links to releases, expected 3 at least"):
        list(read)


def test_a_further_page_may_be_short() -> None:
    reader = spider("un_news_ar")
    [at, _] = reader.source.listings
    past = TextResponse(reader.source.address(at.path), body=b"<title>News</title><p>No more stories.</p>")
    assert list(reader.parse(past, PageOf(at, 2))) == []


@pytest.mark.parametrize("body", [b"", b"<html></html>"])
def test_a_further_page_that_is_blank_is_an_error_and_not_the_end(body: bytes) -> None:
    reader = spider("un_news_ar")
    [at, _] = reader.source.listings
    with pytest.raises(LayoutChanged, match="page 2 of the listing is blank"):
        list(reader.parse(TextResponse(reader.source.address(at.path), body=body), PageOf(at, 2)))


def test_a_wall_or_a_file_is_no_listing() -> None:
    reader = spider("un_news_ar")
    [at, _] = reader.source.listings
    url = reader.source.address(at.path)
    with pytest.raises(BotWall):
        list(reader.parse(HtmlResponse(url, body=b"<title>Just a moment...</title>"), PageOf(at, 1)))
    with pytest.raises(LayoutChanged, match="not a page but application/pdf"):
        list(reader.parse(Response(url, headers={"Content-Type": "application/pdf"}, body=b"%PDF"), PageOf(at, 1)))
