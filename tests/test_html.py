"""From a body fragment to paragraphs: nothing that is text gets lost, nothing else gets in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.html import Text, inline, text
from spiders.source import Article

RELEASE = Path(__file__).parents[2] / "shared" / "real" / "imctc_2024-05-22.txt"
PLAIN = Article()


@pytest.mark.parametrize(
    ("fragment", "paragraphs"),
    [
        ("<p>one</p><p>two</p>", ("one", "two")),
        (
            "<div>stands in a div<p>and a paragraph</p>and a tail</div>",
            ("stands in a div", "and a paragraph", "and a tail"),
        ),
        ("<p>one<br>two</p>", ("one two",)),
        ("<p>one<br/><br/>two<br> \n <br>three</p>", ("one", "two", "three")),
        ("<p>ال<b>تحا</b>لف <a href=x>الإسلامي</a>، <i>قال</i></p>", ("التحالف الإسلامي، قال",)),
        ("<p>one\n  two\tthree</p>", ("one two three",)),
        ("<p>one&nbsp;&nbsp;two&#8203;</p><p>&nbsp;</p>", ("one two",)),
        (
            "<h2>head</h2><ul><li>a</li><li><span>b</span>c</li></ul><blockquote>quote</blockquote>",
            ("head", "a", "bc", "quote"),
        ),
        ("<table><tr><th>state</th><th>n</th></tr><tr><td>x</td><td>1</td></tr></table>", ("state n", "x 1")),
        ("<table><tr><td><p>one</p><p>two</p></td></tr></table>", ("one", "two")),
        ("<p>a<!-- no --><script>no</script><style>no</style>b</p><noscript>no</noscript>", ("ab",)),
        ("<form><button>no</button></form><nav>no</nav><aside>no</aside><p hidden>no</p><p>yes</p>", ("yes",)),
        ("<figure><img src=x><figcaption>no</figcaption></figure><p style='display:none'>no</p><p>yes</p>", ("yes",)),
        ("<div class='social-share'><a>Facebook</a></div><p>yes</p>", ("yes",)),
        (
            "<div class='share story'><p>a real paragraph in an oddly named box</p></div>",
            ("a real paragraph in an oddly named box",),
        ),
        ("<p><a href=x>اقرأ أيضاً:</a></p><p><a href=x>Read more »</a></p><p>yes</p>", ("yes",)),
        ("<p><a href=x>عنوان خبر كامل في سطر</a></p>", ("عنوان خبر كامل في سطر",)),
        ("<p>المزيد</p>", ("المزيد",)),
        ("no tag at all &amp;amp; more", ("no tag at all & more",)),
        ("https://press.example/index.html", ("https://press.example/index.html",)),
        ("<p>a < b > c</p>", ("a < b > c",)),
        ("<p>one\0two\ud800</p>", ("onetwo",)),
        ("<form><p>the whole body stands in a form</p></form>", ("the whole body stands in a form",)),
        ("", ()),
    ],
)
def test_fragment_becomes_paragraphs(fragment: str, paragraphs: tuple[str, ...]) -> None:
    assert text(fragment, PLAIN).paragraphs == paragraphs


def test_layout_names_what_is_no_text() -> None:
    layout = Article(
        furniture=(r"voice Order", r"Click Here To Download PDF File"),
        ends=(r"ADD your Comment",),
        stamp=r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2} [AP]M",
    )
    found = text(
        "<p>voice Order</p><p>A voice Order was given.</p><p>end</p>"
        "<p>5/27/2024 2:49 PM</p><p>ADD your Comment now</p><p>This field is required</p>",
        layout,
    )
    assert found == Text(("A voice Order was given.", "end"), "5/27/2024 2:49 PM")
    assert found.body == "A voice Order was given.\n\nend"


def test_stamp_in_the_middle_is_text() -> None:
    layout = Article(stamp=r"\d+/\d+/\d{4}")
    assert text("<p>5/27/2024</p><p>text</p>", layout) == Text(("5/27/2024", "text"), None)


def test_deep_nesting_is_no_error() -> None:
    assert text("<div>" * 5000 + "deep" + "</div>" * 5000, PLAIN).body == "deep"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (" a title ", "a title"),
        ("<span>a</span> <b>ti</b>tle\n", "a title"),
        ("<h1>a<br>title</h1>", "a title"),
        ("Q&amp;amp;A", "Q&A"),
        ("5 < 6 & 7", "5 < 6 & 7"),
        ("<p>lead</p><p>more</p>", "lead more"),
        ("<a href=x>المزيد</a>", "المزيد"),
        ("https://press.example/a.html", "https://press.example/a.html"),
        ("", ""),
    ],
)
def test_inline_is_one_line(written: str, line: str) -> None:
    assert inline(written) == line


def test_real_release_comes_through_whole() -> None:
    if not RELEASE.exists():
        if os.environ.get("RASD_REQUIRE_ALL") == "1":
            pytest.fail(f"{RELEASE} is missing")
        pytest.skip(f"{RELEASE} is missing")
    lines = [line.strip() for line in RELEASE.read_text(encoding="utf-8").split("\n") if line.strip()]
    found = text("".join(f"<p>{line}</p>" for line in lines), PLAIN)
    assert list(found.paragraphs) == lines


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet="ابتة ولا،.ـًs1 \n"), max_size=6))
def test_no_letter_gets_lost(lines: list[str]) -> None:
    found = text("".join(f"<div><p>{line[:3]}<b>{line[3:]}</b></p></div>" for line in lines), PLAIN)
    assert "".join(found.body.split()) == "".join("".join(lines).split())
