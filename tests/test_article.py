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
from spiders.source import Article, Feed, In, Listing, Source
from tests.pages import spider
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


# Bodies


def test_all_matches_of_the_first_selector_that_finds_text_are_the_body() -> None:
    both = source(layouts=(Article(body=(".new",)), Article(body=(".empty", ".part", ".other"))))
    raw = read(
        "<h1>ع</h1><div class=empty> </div><div class=part>واحد</div><p>x</p>"
        "<div class=part>اثنان <i class=part>ضمنه</i></div><div class=other>y</div>",
        both,
    )
    assert raw.layout is both.layouts[1]
    assert where(raw.body) == (
        '<div class="part">واحد</div>\n<div class="part">اثنان <i class="part">ضمنه</i></div>',
        "css .part",
    )


BARE = source(layouts=(Article(),))
LONG = f"<p>{PARAGRAPH}</p><p>{SECOND}</p>"


def generic(html: str, head: str = "") -> str:
    """Return the text of the block that the generic chain takes."""
    raw = read(f"<html><head>{head}</head><body>{html}</body></html>", BARE)
    return " ".join(raw.body.text.split()) if raw.body else ""


def test_the_densest_block_is_the_body_where_nothing_is_declared() -> None:
    text = generic(
        "<div><a href='/'>الرئيسية</a>"
        "<a href='/x'>قسم طويل الاسم من أقسام هذا الموقع الكبير الذي لا نهاية له أبداً</a></div>"
        f"<div><h1>عنوان</h1><div>{LONG}</div></div><div><p>حقوق النشر محفوظة</p></div>"
    )
    assert text == f"<div>{LONG}</div>"


@pytest.mark.parametrize(
    "neighbour",
    [
        "<aside><p>{0}</p></aside>",
        "<div role=complementary><p>{0}</p></div>",
        "<nav><p>{0}</p></nav>",
        "<footer><p>{0}</p></footer>",
        "<form><label>{0}</label></form>",
        "<div><h3><a href='/ar/story/8'>المكتب يصدر تقريره السنوي</a></h3><p>{0}</p></div>",
        "<div><div><a href='/ar/story/8'><img src=x></a></div>"
        "<h3><a href='/ar/story/8'>المكتب يصدر تقريره</a></h3>{0}</div>",
        "<div><figure><img src=x></figure><div>{0}</div></div>",
        "<blockquote><p>{0}</p></blockquote><script src='https://platform.example/w.js'></script>",
        "<ul><li><a href='/1'>{0}</a></li><li><a href='/2'>ثانية</a></li></ul>",
    ],
)
def test_neighbours_are_no_part_of_the_densest_block(neighbour: str) -> None:
    beside = neighbour.format("هذا نص طويل لا صلة له بالخبر، وضعه الموقع بجانبه كي يقرأه الزائر بعد أن يفرغ منه.")
    assert "لا صلة له" not in generic(f"<div><h1>عنوان</h1><div>{LONG}{beside}</div></div>")
    assert "لا صلة له" not in generic(f"<div><h1>عنوان</h1><p>{PARAGRAPH}</p>{beside}<p>{SECOND}</p></div>")


def test_what_stands_before_the_heading_is_no_part_of_it() -> None:
    html = "<div><div><p>شريط الأخبار العاجلة الذي يسبق العنوان في هذه الصفحة ويتغير كل ساعة.</p></div>{}</div>"
    for heading in ("<h1>عنوان</h1>", "<div><span>قسم</span><h1>عنوان</h1></div>"):
        text = generic(html.format(f"{heading}{LONG}"))
        assert "العاجلة" not in text
        assert "قسم" not in text
        assert PARAGRAPH in text
        assert SECOND in text


def test_parts_that_look_alike_are_one_body() -> None:
    columns = "".join(
        f"<div class=c id=c{n}><p>{text}</p></div>" for n, text in enumerate((PARAGRAPH, SECOND, PARAGRAPH))
    )
    assert generic(f"<div><h1>ع</h1><section>{columns}</section></div>").count("<p>") == 3


def test_paragraphs_parted_by_line_breaks_are_a_body() -> None:
    text = generic(f"<h1>ع</h1><div>{PARAGRAPH}<br><br>{SECOND}</div>")
    assert PARAGRAPH in text
    assert SECOND in text


def test_a_page_into_a_form_is_read() -> None:
    assert generic(f"<form method=post><div><h1>ع</h1><div>{LONG}</div></div></form>") == f"<div>{LONG}</div>"


def test_a_page_of_links_has_no_body() -> None:
    links = "".join(f"<li><a href='/{n}'>{PARAGRAPH}</a></li>" for n in range(9))
    assert generic(f"<h1>ع</h1><ul>{links}</ul>") == ""


@pytest.mark.parametrize("head", [f"<meta name=description content='{PARAGRAPH}'>", ""])
def test_a_lead_alone_is_no_body(head: str) -> None:
    of = source(layouts=(Article(lead=("p.lead",) if not head else ()),))
    raw = read(f"<html><head>{head}</head><body><div><h1>ع</h1><p class=lead>{PARAGRAPH}</p></div></body></html>", of)
    assert raw.body is None
    assert raw.lead
    assert raw.lead.text == PARAGRAPH


# Dates


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
