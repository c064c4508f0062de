"""The real IMCTC release, put into the reconstructed article page."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from spiders.items import RawRelease
from storage.records import NewRelease, Precision
from tests.pages import FOLDER, cleaned, recorded, response, spider
from tests.pages.redesign import renamed, sidebar_first

URL = "https://imctc.org/ar/MediaCenter/News/Pages/news22.05.2024.aspx"


@pytest.fixture(scope="module")
def lines(real: Path) -> list[str]:
    """The release as published: title, dateline, four paragraphs."""
    text = (real / "imctc_2024-05-22.txt").read_text("utf-8")
    written = [line for line in text.split("\n") if line.strip()]
    assert len(written) == 6
    return written


@pytest.fixture(scope="module")
def served(lines: list[str]) -> bytes:
    """The reconstructed page with the real title and text in place of ours."""
    page = FOLDER / "imctc_ar" / "article.html"
    root = html.document_fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    [heading] = root.cssselect("h1")
    [title] = root.cssselect("head > title")
    [body] = root.cssselect("[id$=RichHtmlField]")
    heading.text, title.text, body.text = lines[0], lines[0], None
    body[:] = [html.Element("p") for _ in lines[1:]]
    for paragraph, line in zip(body, lines[1:], strict=True):
        paragraph.text = line
    page_served: bytes = html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    return page_served


def read(page: bytes, url: str = URL) -> tuple[RawRelease, NewRelease]:
    _, _, said = recorded(FOLDER / "imctc_ar" / "article.html")
    [raw] = spider("imctc_ar").parse_article(response(url, page))
    return raw, cleaned(raw, said)


@pytest.mark.parametrize("redesign", [bytes, renamed, sidebar_first])
def test_the_release_comes_out_whole(served: bytes, lines: list[str], redesign: type[bytes]) -> None:
    _, release = read(redesign(served))
    assert release.title == lines[0]
    assert release.place == lines[1].split()[0]
    assert release.published
    assert (release.published.on.isoformat(), release.published.precision) == ("2024-05-22", Precision.DAY)
    assert release.body
    assert release.body.split("\n\n") == lines[2:]
    assert release.language == "ar"


def test_not_a_letter_is_lost(served: bytes, lines: list[str]) -> None:
    _, release = read(served)
    kept = "".join(f"{release.title}{release.body}".split())
    assert kept == "".join("".join([lines[0], *lines[2:]]).split())
    assert kept.count("\u0640") == 2
    assert "مُّنذ" in kept
    assert "تكاملّي" in kept
    assert "و صولاً" in f"{release.body}"


def test_the_dateline_alone_gives_the_date(served: bytes) -> None:
    raw, by_address = read(served)
    _, by_dateline = read(served, "https://imctc.org/ar/MediaCenter/News/Pages/newsitem.aspx")
    assert by_address.published_words == "news22.05.2024"
    assert by_dateline.published
    assert by_dateline.published.on.isoformat() == "2024-05-22"
    assert "2024/5/22" in f"{by_dateline.published_words}"
    assert [each["note"] for each in by_dateline.dates if each["place"] == "stamp"] == ["452 days from the date taken"]
    assert raw.also == ()


def test_the_release_is_the_same_whatever_the_page_looks_like(served: bytes) -> None:
    prints = {read(page)[1].folded_hash for page in (served, renamed(served), sidebar_first(served))}
    assert len(prints) == 1
