"""What is read a faster way reads as it does the slow way."""

from __future__ import annotations

from datetime import UTC, datetime

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from pipelines import dates
from pipelines.dates import tokens
from pipelines.dates.deciding import read_words
from pipelines.dates.readings import Frame
from pipelines.html import _drop, _is_no_text
from spiders.page import Page

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE = "Asia/Riyadh"

NUMBER = st.integers(0, 99).map("{:02}".format)
OFFSET = st.one_of(st.just("Z"), st.builds("{}{}:{}".format, st.sampled_from("+-"), NUMBER, NUMBER))
YEAR = st.one_of(st.integers(1985, 2028), st.integers(1400, 1450), st.integers(0, 9999)).map("{:04}".format)
MOMENT = st.builds(
    "{}-{}-{}T{}:{}{}{}".format,
    *(YEAR, st.integers(0, 13).map("{:02}".format), st.integers(0, 32).map("{:02}".format)),
    *(st.integers(0, 24).map("{:02}".format), st.integers(0, 60).map("{:02}".format)),
    *(st.one_of(st.just(""), st.integers(0, 60).map(":{:02}".format)), OFFSET),
)
PIECES = (
    *("<div hidden>", "<form>", "<div class='share'>", "<p>", "<script>", "<div style='display:none'>", "<a href=x>"),
    *("</div>", "</form>", "</p>", "</script>", "</a>", "words", "<aside>", "</aside>", "<p class='sr-only'>"),
)


def _slowly(text: str) -> dates.Reading | str:
    try:
        return read_words(tokens.words(text), Frame(ZONE, NOW), day_first=True)
    except dates.Unread as unread:
        return str(unread)


def _read(text: str) -> dates.Reading | str:
    try:
        return dates.read(text, zone=ZONE, now=NOW)
    except dates.Unread as unread:
        return str(unread)


@given(MOMENT)
def test_an_iso_moment_reads_as_its_words_do(text: str) -> None:
    assert _read(text) == _slowly(text)


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_one_walk_takes_out_what_asking_every_tag_does(fragment: str) -> None:
    walked, asked = BeautifulSoup(fragment, "lxml"), BeautifulSoup(fragment, "lxml")
    _drop(walked)
    for tag in asked.find_all(True):
        if not tag.decomposed and _is_no_text(tag, asked):
            tag.decompose()
    assert str(walked) == str(asked)


def test_a_selector_is_not_rejected_where_the_page_spells_its_class_in_entities() -> None:
    response = HtmlResponse("https://x.example", body=b"<p class='a&#98;c'>one</p><p id='d'>two</p>", encoding="utf-8")
    page = Page(response)
    assert page.declared_all((".abc", "#d")) == ("one",)
    assert page.declared_all((".none, #d",)) == ("two",)
    assert page.declared_all((".none",)) == ()
