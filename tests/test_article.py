"""Reading a release's page: where each field is found, and what is believed of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scrapy.http import Response, TextResponse

from spiders import article
from spiders.base import ReleaseSpider
from spiders.errors import LayoutChanged, NotFound
from spiders.items import Found, Listed, RawRelease, Written
from spiders.source import Article, In, Source
from tests.pages import spider
from tests.pages.invented import PARAGRAPH, SECOND, SITE, answer, page, source

STORY = f"{SITE}/ar/story/7"
LONG = f"<p>{PARAGRAPH}</p><p>{SECOND}</p>"
LISTED = Listed(
    url=STORY,
    listing=f"{SITE}/ar/news",
    title=Found("العنوان في القائمة", "listing link"),
    lead=Found("مقدمة الخبر في القائمة", "feed description"),
    dates=(Written(In.LISTING, "22/05/2024", "listing row"),),
)


def read(html: str, of: Source | None = None, listed: Listed | None = None, path: str = "/ar/story/7") -> RawRelease:
    return article.read(answer(html, path), of or source(), listed)


def where(found: Found | None) -> tuple[str, str] | None:
    return (found.text, found.where) if found else None


def linked(**said: Any) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', **said})}</script>"


# Titles


TITLES = Article(title=(".t",), body=(".story",))


@pytest.mark.parametrize(
    ("html", "listed", "found"),
    [
        ("<p class=t>معلن</p><h1>عنوان</h1>", None, ("معلن", "css .t")),
        ("<h1> عنوان\n <b>بارز</b></h1>", None, ("عنوان بارز", "h1")),
        ("<h1> </h1>" + linked(headline="بيانات"), None, ("بيانات", "json-ld headline")),
        ("<meta property='og:title' content='وسم'>", None, ("وسم", "meta og:title")),
        ("", LISTED, ("العنوان في القائمة", "listing link")),
        ("", None, ("الصفحة | الموقع", "title element")),
    ],
)
def test_a_title_has_a_chain(html: str, listed: Listed | None, found: tuple[str, str]) -> None:
    whole = (
        f"<html><head><title>الصفحة | الموقع</title></head><body>{html}<div class=story><p>{PARAGRAPH}</p></div></body>"
    )
    assert where(read(whole, source(layouts=(TITLES,)), listed).title) == found


@pytest.mark.parametrize("title", ["خبر اليوم | الموقع", "الموقع - خبر اليوم", "خبر اليوم"])
def test_of_several_headings_the_pages_own_is_taken(title: str) -> None:
    html = f"<head><title>{title}</title></head><h1>الموقع</h1><h1>خبر اليوم</h1><h1>الأكثر قراءة</h1>"
    assert where(read(f"<html>{html}<div class=story><p>{PARAGRAPH}</p></div>").title) == ("خبر اليوم", "h1")


# Identity


@pytest.mark.parametrize(
    ("canonical", "identity"),
    [
        (f"{SITE}/ar/story/9", f"{SITE}/ar/story/9"),
        ("http://press.example/ar/story/9?utm_source=x#top", f"{SITE}/ar/story/9"),
        ("/ar/story/9", f"{SITE}/ar/story/9"),
        (f"{SITE}/", STORY),
        (f"{SITE}/ar/news", STORY),
        ("https://other.example/ar/story/9", STORY),
        ("http://192.0.2.7/ar/story/9", STORY),
        ("", STORY),
    ],
)
def test_a_canonical_link_is_believed_if_it_is_a_release_of_the_source(canonical: str, identity: str) -> None:
    raw = read(page(head=f"<link rel=canonical href='{canonical}'>"), listed=LISTED)
    assert raw.url == identity
    assert raw.also == (() if identity == STORY else (STORY,))


def test_a_redirect_to_no_release_keeps_the_address_that_was_announced() -> None:
    assert read(page(), listed=LISTED, path="/ar/7.html").url == STORY
    assert read(page(), listed=LISTED, path="/ar/story/9").url == f"{SITE}/ar/story/9"


# The other fields


def test_attachments_are_the_files_of_the_release() -> None:
    html = (
        "<html><body><div><a href='/menu.pdf'>قائمة</a></div><article><h1>ع</h1>"
        "<div class=story><p>x <a href='/f/%D8%A8.pdf'></a></p><a href='a.DOCX'>النص كاملاً</a><a href='a.DOCX'>مكرر</a>"
        "<a href='/page'>صفحة</a></div></article></body></html>"
    )
    assert [(each.url, each.name) for each in read(html).attachments] == [
        (f"{SITE}/f/%D8%A8.pdf", "ب.pdf"),
        (f"{SITE}/ar/story/a.DOCX", "النص كاملاً"),
    ]


def test_translations_are_alternates_and_language_switches() -> None:
    head = (
        "<link rel=alternate hreflang=en-US href='/en/story/7'><link rel=alternate hreflang=ar href='/ar/story/7'>"
        "<link rel=alternate hreflang=x-default href='/story/7'><link rel=alternate hreflang=es href='/'>"
    )
    links = (
        "<a hreflang=fr href='/fr/story/7'>Français</a><a hreflang=en href='/en/other'>English</a>"
        "<a hreflang=ru href='/ru/report'>التقرير الكامل</a><a hreflang=zh href='/zh'>中文</a>"
    )
    assert read(page(f"{LONG}{links}", head=head)).translations == (
        ("en", f"{SITE}/en/story/7"),
        ("fr", f"{SITE}/fr/story/7"),
    )


def test_an_image_is_absolute() -> None:
    assert where(read(page(head="<meta property=og:image content='/i.jpg'>")).image) == (
        f"{SITE}/i.jpg",
        "meta og:image",
    )
    head = "<base href='https://cdn.example/x/'>" + linked(image=[{"url": "i.jpg"}])
    assert where(read(page(head=head)).image) == ("https://cdn.example/x/i.jpg", "json-ld image")


@pytest.mark.parametrize(
    "script",
    [
        '[{"@type": "WebSite"}, {"@type": ["Thing", "NewsArticle"], "author": [{"name": "سعاد"}]}]',
        '{"@graph": [{"@type": "Organization", "author": "x"}, {"@type": "Report", "author": {"name": "سعاد"}}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "Article", "author": " سعاد "}}',
        '// <![CDATA[\n{"@type": "Article",\n"description": "سطر\nآخر", "author": "سعاد"}\n// ]]>',
    ],
)
def test_linked_data_come_in_many_shapes(script: str) -> None:
    assert where(read(page(head=f"<script type='application/ld+json'>{script}</script>")).author) == (
        "سعاد",
        "json-ld author",
    )


@pytest.mark.parametrize("script", ["{", "null", '"x"', '{"@type": "NewsArticle", "author": 7}', '{"@type": null}'])
def test_broken_linked_data_say_nothing(script: str) -> None:
    raw = read(page(head=f"<script type='application/ld+json'>{script}</script>"))
    assert raw.author is None
    assert raw.body


@pytest.mark.parametrize(
    ("path", "symbol"),
    [
        ("/en/2026/sc16444.doc.htm", "SC/16444"),
        ("/en/blog/sc16444", "SC/16444"),
        ("/en/2026/sgsm23255.doc.htm", "SG/SM/23255"),
        ("/en/2026/dsgsm1990.doc.htm", "DSG/SM/1990"),
        ("/en/2026/gaab4512.doc.htm", "GA/AB/4512"),
        ("/en/2026/ga12701.doc.htm", "GA/12701"),
        ("/en/2026/sc16444-1.doc.htm", "SC/16444"),
        ("/en/2026/SC16444.doc.htm", None),
        ("/en/2026/db260828.doc.htm", None),
        ("/en/2026/sc.doc.htm", None),
        ("/en/content/sc16444", None),
    ],
)
def test_symbols(path: str, symbol: str | None) -> None:
    found = article.symbol(f"https://press.un.org{path}", spider("un_press_en").source)
    assert (found and found.text) == symbol


def test_a_source_without_symbols_has_none() -> None:
    assert article.symbol("https://press.un.org/en/2026/sc16444.doc.htm", source()) is None


# The spider


class Press(ReleaseSpider):
    """An invented source."""

    name = "press_ar"
    source = source()


def parsed(response: Response, listed: Listed | None = LISTED) -> tuple[list[RawRelease], Exception | None]:
    found = []
    try:
        for raw in Press().parse_article(response, listed):
            found.append(raw)  # noqa: PERF402 - what came before the error counts
    except Exception as error:  # noqa: BLE001 - it is handed to the test
        return found, error
    return found, None


def test_a_release_that_was_read_is_handed_on() -> None:
    [raw], error = parsed(answer(page()))
    assert error is None
    assert (raw.url, where(raw.title)) == (STORY, ("المدير العام", "h1"))
    assert where(raw.lead) == ("مقدمة الخبر في القائمة", "feed description")


@pytest.mark.parametrize(
    ("response", "kind", "said"),
    [
        (answer(page(), "/"), NotFound, f"page not found: redirected to the front page {SITE}/ ({STORY})"),
        (answer(page(), "/ar/default.aspx"), NotFound, f"redirected to the front page {SITE}/ar/default.aspx"),
        (answer("  \n"), LayoutChanged, "the page is empty"),
        (answer("<html></html>"), LayoutChanged, "neither a body nor a lead"),
        (Response(STORY, headers={"Content-Type": "image/png"}, body=b"x"), LayoutChanged, "not a page but image/png"),
        (Response(STORY, body=b"x"), LayoutChanged, "not a page but something without a type"),
        (TextResponse(STORY, status=404, body=b""), NotFound, "page not found: 404"),
    ],
)
def test_a_page_that_is_none_is_an_error_and_the_lead_is_kept(response: Response, kind: type, said: str) -> None:
    listed = LISTED if "neither" not in said else Listed(url=STORY, listing=SITE, title=LISTED.title)
    found, error = parsed(response, listed)
    assert isinstance(error, kind)
    assert said in str(error)
    assert [(raw.url, raw.title, raw.lead, raw.body) for raw in found] == (
        [(STORY, listed.title, listed.lead, None)] if listed.lead else []
    )


def test_a_front_page_that_was_asked_for_is_read() -> None:
    front = Listed(url=f"{SITE}/", listing=SITE, title=LISTED.title)
    [raw], error = parsed(answer(page(), "/"), front)
    assert error is None
    assert raw.url == f"{SITE}/"


def test_what_a_layout_drops_leaves_the_page_and_the_text_behind_it_stays() -> None:
    layout = Article(title=("h1",), body=(".text",), drop=(".advert", "#listen"))
    html = (
        "<h1>عنوان</h1><div class='text'><p>أول</p><div class='advert'>إعلان</div>نص يليه "
        "<span id='listen'>استمع</span>\x01والبقية</div>"
    )
    raw = read(html, source(layouts=(layout,)))
    assert raw.body is not None
    assert [word for word in ("أول", "إعلان", "نص يليه", "استمع", "والبقية") if word in raw.body.text] == [
        "أول",
        "نص يليه",
        "والبقية",
    ]
