"""Reading a release's body: the declared one, and the densest block where none is."""

from __future__ import annotations

import pytest

from spiders import article
from spiders.items import RawRelease
from spiders.source import Article, Source
from tests.pages.invented import PARAGRAPH, SECOND, answer, source


def read(html: str, of: Source) -> RawRelease:
    return article.read(answer(html), of)


def test_all_matches_of_the_first_selector_that_finds_text_are_the_body() -> None:
    both = source(layouts=(Article(body=(".new",)), Article(body=(".empty", ".part", ".other"))))
    raw = read(
        "<h1>ع</h1><div class=empty> </div><div class=part>واحد</div><p>x</p>"
        "<div class=part>اثنان <i class=part>ضمنه</i></div><div class=other>y</div>",
        both,
    )
    assert raw.layout is both.layouts[1]
    assert raw.body
    assert (raw.body.text, raw.body.where) == (
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
    texts = (f"<p>{PARAGRAPH}</p>" * 3, f"<p>{SECOND}</p>")
    for name in ("class=part", "class=part id=part-{0}"):
        columns = "".join(f"<div {name.format(n)}>{text}</div>" for n, text in enumerate(texts))
        assert generic(f"<div><h1>ع</h1><section>{columns}</section></div>").count("<p>") == 4


def test_of_parts_that_look_unlike_the_largest_is_the_body() -> None:
    columns = f"<div id=text>{LONG}<p>{PARAGRAPH}</p></div><div id=more><p>{SECOND}</p></div>"
    assert generic(f"<div><h1>ع</h1><section>{columns}</section></div>").count("<p>") == 3


def test_loose_text_beside_paragraphs_counts() -> None:
    loose = f"<div id=text>{PARAGRAPH}<br>{SECOND}<p>{PARAGRAPH}</p></div><div id=more><p>{SECOND} {SECOND}</p></div>"
    assert SECOND in generic(f"<div><h1>ع</h1><section>{loose}</section></div>")
    assert "more" not in generic(f"<div><h1>ع</h1><section>{loose}</section></div>")


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
